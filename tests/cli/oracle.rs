//! `querist run`: what can a program do to a project? Answer, under its own name, and no more.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use querist::clock::{Clock, SystemClock};
use querist::journal::event::{Answer, Answered};
use querist::journal::{Event, Tail, read};
use querist::project::{Layout, OpenProject};
use querist::schema::Annotator;
use querist::session::LabelingSession;

use crate::support::{Ran, answer, json_lines, project, querist, succeed, write};

/// Takes a question apart: `$line`, `$nonce` and `$item`.
const TAKE: &str = r#"take() {
  read -r line || exit 0
  nonce=${line#*'"nonce":"'}; nonce=${nonce%%'"'*}
  item=${line#*'"item":"'}; item=${item%%'"'*}
}
say() { printf '{"nonce":"%s","item":"%s",%s}\n' "$nonce" "$item" "$1"; }
"#;

/// One that answers truly.
const TRUE: &str = r#"while take; do
  case "$line" in *prize*) say '"label":"spam"';; *) say '"label":"ham"';; esac
done"#;

fn script(folder: &Path, text: &str) {
    write(folder, "bot.sh", format!("{TAKE}{text}\n"));
}

/// Runs the script; `/bin/sh` is there on every unix.
pub(super) fn run(folder: &Path, text: &str, arguments: &[&str]) -> Ran {
    script(folder, text);
    let bot = format!("/bin/sh {}", folder.join("bot.sh").display());
    let mut all = vec![
        "run",
        "p",
        "--yes",
        "--oracle",
        &bot,
        "--annotator",
        "oracle-bot",
    ];
    all.extend(arguments);
    querist(folder, &all)
}

/// The answers of a writer, and that their journal is whole.
pub(super) fn answers(folder: &Path, writer: &str) -> Vec<Answered> {
    let contents = read(&folder.join(format!("p/journal/{writer}.jsonl"))).unwrap();
    assert!(matches!(contents.tail, Tail::Clean), "{:?}", contents.tail);
    let answered = |event| match event {
        Event::Answered(answered) => Some(answered),
        _ => None,
    };
    contents
        .records
        .into_iter()
        .filter_map(|record| answered(record.entry.event))
        .collect()
}

#[test]
fn a_program_answers_everything_under_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let ran = run(folder.path(), TRUE, &["--budget", "20"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("asked 20 = 20 labeled"), "{}", ran.err);
    // The rest, without being asked again whether it may.
    let bot = format!("/bin/sh {}", folder.path().join("bot.sh").display());
    let ran = succeed(
        folder.path(),
        &["run", "p", "--oracle", &bot, "--annotator", "oracle-bot"],
    );
    assert!(ran.err.contains("every item is judged"), "{}", ran.err);
    assert!(ran.out.is_empty());
    let answers = answers(folder.path(), "oracle-bot");
    assert_eq!(answers.len(), 60);
    for answered in &answers {
        assert_eq!(answered.annotator.as_str(), "oracle-bot");
        let oracle = answered.oracle.as_ref().unwrap();
        assert_eq!((oracle.program.as_str(), oracle.command.len()), ("sh", 64));
        assert!(oracle.failure.is_none() && answered.session.is_none());
        assert!(!answered.query.opinion_shown);
    }
    let journals: Vec<_> = folder
        .path()
        .join("p/journal")
        .read_dir()
        .unwrap()
        .collect();
    assert_eq!(journals.len(), 1);
    let raw = succeed(folder.path(), &["export", "p", "-o", "-", "--view", "raw"]).out;
    for row in json_lines(&raw) {
        assert_eq!(row["oracle"], answers[0].oracle.as_ref().unwrap().command);
        let number: u32 = row["item"].as_str().unwrap()[1..].parse().unwrap();
        let label = if number.is_multiple_of(3) {
            "spam"
        } else {
            "ham"
        };
        assert_eq!(row["label"], label);
    }
    let status = succeed(folder.path(), &["status", "p", "--json"]).out;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["oracles"], serde_json::json!(["oracle-bot"]));
    assert_eq!(status["sessions"], serde_json::json!([]));
    assert_eq!(status["accuracy"]["n"], 12);
}

#[test]
fn it_is_told_what_a_person_sees_and_neither_opinion_nor_arm() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "bea", 20);
    let log = folder.path().join("asked");
    let text = format!(
        "while take; do printf '%s\\n' \"$line\" >> {}; say '\"unsure\":true'; done",
        log.display()
    );
    let ran = run(folder.path(), &text, &["--budget", "3"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let asked = json_lines(&std::fs::read_to_string(log).unwrap());
    assert_eq!(asked.len(), 3);
    for question in &asked {
        let members: Vec<_> = question.as_object().unwrap().keys().collect();
        assert_eq!(
            members,
            ["fields", "guidelines", "item", "labels", "nonce", "text"]
        );
        assert_eq!(question["labels"], serde_json::json!(["spam", "ham"]));
        assert!(question["guidelines"].as_str().unwrap().len() > 10);
    }
    assert_ne!(asked[0]["nonce"], asked[1]["nonce"]);
    assert_eq!(answers(folder.path(), "oracle-bot").len(), 3);
}

#[test]
fn it_runs_in_an_empty_folder_of_its_own_with_little_of_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let log = folder.path().join("seen");
    let text = format!(
        "{{ pwd; ls -ld .; ls -A | wc -l; env; }} > {0}; touch left; take; say '\"skip\":true'",
        log.display()
    );
    script(folder.path(), &text);
    let ran = Command::new(env!("CARGO_BIN_EXE_querist"))
        .args([
            "run", "p", "--yes", "--budget", "1", "--env", "GIVEN", "--", "/bin/sh",
        ])
        .arg(folder.path().join("bot.sh"))
        .current_dir(folder.path())
        .env("QUERIST_DATA_DIR", folder.path().join("data"))
        .envs([("USER", "ada"), ("SECRET_TOKEN", "x"), ("GIVEN", "yes")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let seen = std::fs::read_to_string(log).unwrap();
    let lines: Vec<&str> = seen.lines().collect();
    assert!(lines[0].contains("querist-oracle-"), "{seen}");
    assert!(lines[1].starts_with("drwx------"), "{seen}");
    assert_eq!(lines[2].trim(), "0");
    assert!(
        seen.contains("\nGIVEN=yes\n") && seen.contains("\nPATH="),
        "{seen}"
    );
    assert!(seen.contains(&format!("TMPDIR={}", lines[0])), "{seen}");
    assert!(!seen.contains("SECRET_TOKEN") && !seen.contains("QUERIST_DATA_DIR"));
    assert!(!Path::new(lines[0]).exists(), "the folder is gone");
    // Named after the program.
    assert_eq!(answers(folder.path(), "oracle-sh").len(), 1);
}

#[test]
fn a_failure_puts_one_item_off_and_the_rest_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let text = r#"while take; do case "$item" in
      m1) say '"label":"what"';; m2) exit 1;; m3) say '"skip":true';; m4) say '"unsure":true';;
      *) case "$line" in *prize*) say '"label":"spam","seconds":2.5,"note":"sure"';;
         *) say '"label":"ham"';; esac;; esac; done"#;
    let ran = run(folder.path(), text, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = "asked 60 = 56 labeled + 1 unsure + 1 skipped + 2 failed";
    assert!(ran.err.contains(told), "{}", ran.err);
    let said = answers(folder.path(), "oracle-bot");
    let of = |id: &str| said.iter().find(|one| one.item == id).unwrap();
    assert_eq!(of("m4").answer, Answer::Unsure);
    assert!((of("m6").active_seconds - 2.5).abs() < 1e-9);
    assert_eq!(of("m3").oracle.as_ref().unwrap().failure, None);
    // Put off is not lost: a later run asks those, and only those.
    let ran = run(folder.path(), TRUE, &[]);
    assert!(ran.err.contains("asked 3 = 3 labeled"), "{}", ran.err);
    let raw = succeed(folder.path(), &["export", "p", "-o", "-", "--view", "raw"]).out;
    let m6 = json_lines(&raw)
        .into_iter()
        .find(|row| row["item"] == "m6")
        .unwrap();
    assert_eq!(m6["note"], "sure");
}

#[test]
fn a_program_is_allowed_once_and_never_speaks_for_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "bea", 3);
    script(folder.path(), TRUE);
    let bot = format!("/bin/sh {}", folder.path().join("bot.sh").display());
    let with = |arguments: &[&str]| querist(folder.path(), &[&["run", "p"], arguments].concat());
    let ran = with(&["--oracle", &bot]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("has not answered in this project before: /bin/sh")
    );
    assert!(ran.err.contains("--yes"), "{}", ran.err);
    for name in ["ada", "bea"] {
        let ran = with(&["--oracle", &bot, "--yes", "--annotator", name]);
        assert_eq!(ran.code, 1, "{name}");
        assert!(ran.err.contains("never a person's"), "{}", ran.err);
    }
    let names: Vec<_> = project.join("journal").read_dir().unwrap().collect();
    assert_eq!(names.len(), 1, "nothing was begun");
    let ran = with(&["--oracle", "/no/such/program", "--yes"]);
    assert!(ran.err.contains("could not be started"), "{}", ran.err);
    for usage in [
        &["--oracle", "a 'b"][..],
        &["--oracle", ""],
        &[],
        &["--oracle", "true", "--timeout", "0"],
        &["--oracle", "true", "--", "true"],
    ] {
        assert_eq!(with(usage).code, 2, "{usage:?}");
    }
    assert_eq!(with(&["--oracle", &bot, "--yes", "--budget", "1"]).code, 0);
    // And a person never for a program.
    let ran = querist(
        folder.path(),
        &["answer", "p", "m1", "ham", "--annotator", "oracle-sh"],
    );
    assert!(
        ran.err.contains("a program answers as oracle-sh"),
        "{}",
        ran.err
    );
    // Another command line is another program.
    assert_eq!(with(&["--oracle", &format!("{bot} more")]).code, 1);
}

#[test]
fn an_argument_that_is_a_file_here_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    script(folder.path(), TRUE);
    let ran = querist(
        folder.path(),
        &["run", "p", "--yes", "--oracle", "/bin/sh bot.sh"],
    );
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("bot.sh instead of bot.sh"), "{}", ran.err);
}

/// Starts a run that answers slowly, and waits until it has answered.
fn slow(folder: &Path) -> std::process::Child {
    script(folder, &TRUE.replace("do\n", "do sleep 0.05;\n"));
    let child = Command::new(env!("CARGO_BIN_EXE_querist"))
        .args([
            "run",
            "p",
            "--yes",
            "--annotator",
            "oracle-bot",
            "--",
            "/bin/sh",
        ])
        .arg(folder.join("bot.sh"))
        .current_dir(folder)
        .env("QUERIST_DATA_DIR", folder.join("data"))
        .env("USER", "ada")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let journal = folder.join("p/journal/oracle-bot.jsonl");
    let begun = Instant::now();
    let lines = || std::fs::read_to_string(&journal).map_or(0, |text| text.lines().count());
    while lines() < 5 {
        assert!(begun.elapsed() < Duration::from_secs(30), "no answer came");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn a_run_that_is_interrupted_ends_its_program_and_goes_on_later() {
    use rustix::process::{Pid, Signal, kill_process};
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let child = slow(folder.path());
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{err}");
    assert!(err.contains("every answer until now is saved"), "{err}");
    let saved = answers(folder.path(), "oracle-bot").len();
    assert!(
        err.contains(&format!("= {saved} labeled")),
        "{saved}\n{err}"
    );
    succeed(folder.path(), &["verify", "p"]);
    let ran = run(folder.path(), TRUE, &[]);
    assert!(
        ran.err.contains(&format!("asked {} =", 60 - saved)),
        "{}",
        ran.err
    );
}

#[test]
fn a_run_that_is_killed_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    for _ in 0..3 {
        let mut child = slow(folder.path());
        child.kill().unwrap();
        child.wait().unwrap();
        succeed(folder.path(), &["verify", "p"]);
    }
    let saved = answers(folder.path(), "oracle-bot");
    let ran = run(folder.path(), TRUE, &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let all = answers(folder.path(), "oracle-bot");
    assert_eq!((&all[..saved.len()], all.len()), (&saved[..], 60));
}

#[test]
fn a_person_never_sits_down_under_a_programs_name() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    run(folder.path(), TRUE, &["--budget", "1"]);
    let bot = Annotator::new("oracle-bot").unwrap();
    let opened = OpenProject::open(Layout::at(&project), bot, SystemClock.now()).unwrap();
    let refused = LabelingSession::threaded(opened, Arc::new(SystemClock), None, |_| true).err();
    let refused = refused.unwrap().to_string();
    assert!(refused.contains("a program answers as"), "{refused}");
}
