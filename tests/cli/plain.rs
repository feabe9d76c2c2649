//! `--plain`: the workstation in lines, through a pipe.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{journals, json_lines, project, querist, succeed, write};

/// The program behind pipes.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_querist"))
        .args(arguments)
        .current_dir(folder)
        .env("QUERIST_DATA_DIR", folder.join("data"))
        .env("USER", "ada")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a script of lines is told, and the exit code.
fn converse(folder: &Path, arguments: &[&str], lines: impl AsRef<[u8]>) -> (String, i32) {
    let mut child = start(folder, arguments);
    let mut input = child.stdin.take().unwrap();
    input.write_all(lines.as_ref()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(!told.contains('\u{1b}'), "{told}");
    (told, output.status.code().unwrap_or(-1))
}

#[test]
fn an_image_is_named_in_lines_and_its_order_explained() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "shots.csv", "photo\na.png\nb.png\nc.png\n");
    let new = ["new", "shots.csv", "--labels", "day,night", "--to", "p"];
    succeed(folder.path(), &new);
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], "day\n2\n");
    assert_eq!(code, 0, "{told}");
    for words in [
        ".png\n",
        "the image is not shown in lines",
        "chosen at random: nothing is learnt from images",
        "saved: day",
        "saved: night",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(!told.contains("the model thinks"), "{told}");
}

fn labeled(folder: &Path) -> u64 {
    let status = succeed(folder, &["status", "p", "--json"]).out;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    status["labeled"].as_u64().unwrap()
}

#[test]
fn items_are_answered_by_number_and_name_and_the_end_of_the_input_is_safe() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let script = "1\nspam\nHAM\nundo\n2\nskip\n-\nunsure\nnote a remark\nflag\n1\n";
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    for words in [
        "messages · label · ada\n",
        "0 answered, 60 to ask\n",
        "\n1 spam",
        "\n2 ham",
        "saved: ham",
        "saved: spam",
        "taken back",
        "put off: it comes back",
        "saved: unsure",
        "note saved; ",
        "flagged; ",
        "-: no class and no command is called so; help lists them",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(labeled(folder.path()), 4, "{told}");
    let journal = String::from_utf8(journals(&project)[0].1.clone()).unwrap();
    let last = json_lines(&journal).pop().unwrap();
    assert_eq!(last["event"], "session_ended", "{last}");
    assert!(journal.contains("a remark"));
}

#[test]
fn a_line_that_is_no_text_or_cut_off_does_nothing_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let script = b"spam\n\xff\xfe\nham\n1";
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    for words in [
        "saved: spam",
        "that line is not text in UTF-8: nothing was done",
        "saved: ham",
        "the last line was cut off before its end: nothing was done",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert_eq!(labeled(folder.path()), 2, "{told}");
}

#[test]
fn lists_pages_and_lines_to_fill_in_are_read_out() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let script = "1\nhistory\n1\n2\nguidelines\nwhy\nnew class\nother\nhelp\nfind prize 3\n1\nspam\n\
                  strategy\nentropy\n1\nquit\n1\n";
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    for words in [
        "a number chooses",
        "guidelines:\n",
        "new class? (an empty line leaves it)",
        "saved: new class other",
        "\n3 other",
        "undo: take back what you did last",
        "all: ",
        "answered: 1 item\n1. ",
        "entropy",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    // What stands after `quit` is not taken.
    assert_eq!(labeled(folder.path()), 3, "{told}");
}

#[test]
fn classes_are_changed_in_lines() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let script = "1\nclasses\nrename 1\nfresh\nretire 1\nno\nmerge 1\n1\nyes\nadd\nthird\nup 9\n\nundo\nquit\n";
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    for words in [
        "1. fresh, key 1, 1 label",
        "retire fresh? It touches 1 label",
        "merge fresh into",
        "It touches 1 label",
        "up 9: say what, and the number of a class",
        "class third taken away",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn a_veiled_text_is_told_only_when_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("id,text,kind\n");
    for n in 0..30 {
        text.push_str(&format!("{n},the zebra bites {n},violence\n"));
    }
    write(folder.path(), "posts.csv", text);
    let arguments = [
        "new",
        "posts.csv",
        "--to",
        "p",
        "--sensitive",
        "kind",
        "--labels",
        "a,b",
        "--seed",
        "1",
    ];
    succeed(folder.path(), &arguments);
    let (told, _) = converse(folder.path(), &["label", "p", "--plain"], "1\n");
    assert!(!told.contains("zebra"), "{told}");
    assert!(told.contains("`reveal`"), "{told}");
    assert_eq!(labeled(folder.path()), 0, "{told}");
    let script = "reveal\nreveal\n1\n";
    let (told, _) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert!(told.contains("the zebra bites"), "{told}");
    assert_eq!(labeled(folder.path()), 1, "{told}");
}

#[test]
fn a_project_that_was_opened_is_found_by_its_name_alone() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let unknown = querist(folder.path(), &["messages"]);
    assert!(
        unknown.err.contains("there is no command"),
        "{}",
        unknown.err
    );
    converse(folder.path(), &["label", "p", "--plain"], "quit\n");
    // With a slip in its name the nearest one is told, to commands, too.
    for command in [&["mesages"][..], &["status", "mesages"]] {
        let near = querist(folder.path(), command);
        let meant = "did you mean the project messages?";
        assert!(near.err.contains(meant), "{}", near.err);
        assert_ne!(near.code, 0);
    }
    let known = querist(folder.path(), &["messages"]);
    assert!(known.err.contains("needs a terminal"), "{}", known.err);
}

#[test]
fn what_is_taken_back_is_named_in_lines() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let (told, _) = converse(
        folder.path(),
        &["label", "p", "--plain"],
        "spam\nundo\nquit\n",
    );
    assert!(told.contains("taken back; you had answered spam"), "{told}");
    assert!(!told.contains('•'), "{told}");
}

#[test]
fn what_has_a_mark_but_no_answer_is_told_of_by_the_export() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let script = "flag\nskip\nnote look closer\nskip\nspam\nquit\n";
    converse(folder.path(), &["label", "p", "--plain"], script);
    let ran = succeed(folder.path(), &["export", "p", "-o", "out.jsonl"]);
    let told = "2 items have a flag or a note but no answer, and are not in it";
    assert!(ran.err.contains(told), "{}", ran.err);
}

#[test]
fn a_review_is_done_in_lines() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    write(
        folder.path(),
        "bob.csv",
        "id,label\nm0,ham\nm1,ham\nm2,ham\n",
    );
    write(
        folder.path(),
        "eve.csv",
        "id,label\nm0,spam\nm1,spam\nm2,ham\n",
    );
    for file in ["bob.csv", "eve.csv"] {
        succeed(folder.path(), &["import", "p", file, "--yes"]);
    }
    let script = "names\nrationale it begs for money\nspam\nkeep\nquit\n";
    let (told, code) = converse(folder.path(), &["review", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    for words in [
        "2 to review, 0 decided",
        "A said ",
        "bob said ham",
        "saved: spam",
        "saved: the distribution stands",
        "the annotators are evenly split",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    // Where somebody went themselves, a word leads back; a question has one mark.
    let script = "decisions\n1\nask somebody\nsomebody else\n1\n\nquit\n";
    let (told, _) = converse(folder.path(), &["review", "p", "--plain"], script);
    assert!(told.contains("`back` goes back to the queue"), "{told}");
    assert!(told.contains("who is to judge this item?\n"), "{told}");
    assert!(
        told.contains("who is to judge it? (an empty line"),
        "{told}"
    );
    assert!(!told.contains("Esc"), "{told}");
    let status = succeed(
        folder.path(),
        &["export", "p", "--view", "adjudicated", "-o", "-"],
    );
    assert!(status.out.contains("begs for money"), "{}", status.out);
    // The default view counts labels: it says where the decisions are.
    let counted = succeed(folder.path(), &["export", "p", "-o", "-"]);
    let next = "`--view adjudicated` has what reviewers decided on 2 items, `--view raw` every";
    assert!(counted.err.contains(next), "{}", counted.err);
}

#[test]
fn what_is_said_late_is_answered_at_once() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let mut child = start(folder.path(), &["label", "p", "--plain"]);
    let mut input = child.stdin.take().unwrap();
    // By then the session was asked more than once whether the guidelines have changed.
    std::thread::sleep(Duration::from_millis(3_500));
    let begun = Instant::now();
    input.write_all(b"guidelines\nquit\n").unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{told}");
}

#[test]
fn of_a_blind_question_it_is_said_why_there_is_no_opinion() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let script = "1\n2\n".repeat(20);
    let (told, code) = converse(folder.path(), &["label", "p", "--plain"], script);
    assert_eq!(code, 0, "{told}");
    let blind = "asked without showing what the model thinks";
    assert!(told.contains(blind), "{told}");
    // Where the model says what it thinks, it was not asked blind.
    let questions: Vec<&str> = told.split(" to ask\n").collect();
    let is_open = |question: &&&str| question.contains("the model thinks ");
    assert!(
        questions.iter().any(|question| is_open(&question)),
        "{told}"
    );
    let both = questions.iter().filter(is_open);
    assert!(
        both.clone().all(|question| !question.contains(blind)),
        "{told}"
    );
}
