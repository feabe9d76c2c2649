//! `querist new`: what is told, and what is made?

use crate::support::{messages, querist, succeed, write};

#[test]
fn a_csv_becomes_a_project_and_the_account_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "hostile.csv",
        "id,text\n1,fine\n1,fine\n1,other\n2,\u{1b}]0;pwned\u{7}x\n3,   \n4,a,b\n",
    );
    let ran = succeed(folder.path(), &["new", "hostile.csv", "--id", "id"]);
    assert!(
        ran.out
            .contains("read 6 = accepted 2 + rejected 3 + blank 1"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}'));
    assert!(
        ran.out.contains("hostile.csv:4:1: id \"1\" already used"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("hostile/pool/rejects/hostile.csv.rejects.jsonl")
    );
    assert!(!ran.out.contains(".querist-new-"));
    assert!(ran.out.contains("classes: none yet; `+` adds one"));
    assert!(ran.out.ends_with("next: querist label ./hostile\n"));
    let items = std::fs::read_to_string(folder.path().join("hostile/pool/items.jsonl")).unwrap();
    assert_eq!(items.lines().count(), 2);
}

#[test]
fn a_guessed_label_column_names_the_classes_and_is_not_imported() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let ran = succeed(folder.path(), &["new", "messages.csv", "--to", "p"]);
    assert!(ran.out.contains("not imported"), "{}", ran.out);
    assert!(ran.out.contains("classes: 1 spam, 2 ham"), "{}", ran.out);
    let status = succeed(folder.path(), &["status", "p", "--json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
    assert_eq!(
        (&status["items"], &status["labeled"]),
        (&60.into(), &0.into())
    );
    assert_eq!(status["holdout"], 6);
}

#[test]
fn labels_that_were_asked_for_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    for (dir, more, annotator) in [
        ("a", &[][..], "imported"),
        ("b", &["--annotator", "bo"][..], "bo"),
    ] {
        let mut arguments = vec!["new", "messages.csv", "--to", dir, "--label", "label"];
        arguments.extend(more);
        succeed(folder.path(), &arguments);
        let status = succeed(folder.path(), &["status", dir, "--json"]);
        let status: serde_json::Value = serde_json::from_str(&status.out).unwrap();
        assert_eq!(status["labeled"], 60);
        // The importer writes, naming the annotator: bo's own journal can arrive later.
        assert_eq!(status["journals"][0]["writer"], "ada");
        let journal = std::fs::read_to_string(folder.path().join(dir).join("journal/ada.jsonl"));
        let named = format!("\"annotator\":\"{annotator}\"");
        assert!(journal.unwrap().contains(&named));
        assert_eq!(status["accuracy"]["n"], 6);
    }
}

#[test]
fn declared_classes_are_kept_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let ran = succeed(
        folder.path(),
        &[
            "new",
            "messages.csv",
            "--labels",
            "zebra,ant",
            "--holdout",
            "0",
        ],
    );
    assert!(ran.out.contains("classes: 1 zebra, 2 ant\n"), "{}", ran.out);
    assert!(ran.out.contains("holdout: none"), "{}", ran.out);
}

#[test]
fn the_same_seed_holds_out_the_same_items() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let held_out = |dir: &str, seed: &str| {
        succeed(
            folder.path(),
            &["new", "messages.csv", "--to", dir, "--seed", seed, "--yes"],
        );
        let text = std::fs::read(folder.path().join(dir).join("pool/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        manifest["holdout"].clone()
    };
    assert_eq!(held_out("a", "5"), held_out("b", "5"));
    assert_ne!(held_out("c", "5"), held_out("d", "6"));
}

#[test]
fn what_is_there_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    std::fs::create_dir(folder.path().join("messages")).unwrap();
    write(folder.path(), "messages/mine.txt", "mine");
    let ran = querist(folder.path(), &["new", "messages.csv"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("is not empty") && ran.err.contains("next:"),
        "{}",
        ran.err
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("messages"))
            .unwrap()
            .count(),
        1
    );
}

#[test]
fn a_folder_of_texts_gets_a_project_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("texts")).unwrap();
    for number in 0..4 {
        write(
            folder.path(),
            &format!("texts/{number}.txt"),
            format!("text {number}"),
        );
    }
    succeed(folder.path(), &["new", "texts"]);
    assert!(folder.path().join("texts-project/querist.toml").is_file());
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    for arguments in [
        &["new"][..],
        &["new", "messages.csv", "--text", "nope"],
        &["new", "messages.csv", "--holdout", "lots"],
        &["new", "messages.csv", "--annotator", "ada"],
        &["new", "messages.csv", "--labels", "a,a"],
        &["new", "messages.csv", "--label", "id", "--annotator", "a/b"],
    ] {
        let ran = querist(folder.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
    }
    assert!(!folder.path().join("messages").exists());
}

fn comments() -> &'static str {
    "id,text,kind\n\
     1,the bakery closes early,none\n\
     zebra-quarrel,zebra quarrel in the yard,violence\n\
     3,he was beheaded in the square,\n\
     4,two otters swim,Hate speech; violence\n\
     5,a quiet street,false\n"
}

#[test]
fn what_is_sensitive_is_counted_by_category_and_its_text_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "comments.csv", comments());
    let ran = succeed(
        folder.path(),
        &[
            "new",
            "comments.csv",
            "--text",
            "text",
            "--sensitive",
            "kind",
        ],
    );
    for line in [
        "sensitive: 2 of 5 items, by \"kind\": violence 2, hate-speech 1\n",
        "  1 more by words of the lexicon; lexicon = false in querist.toml leaves them\n",
        "  they open veiled: kind and length first, the text by a key\n",
        "violence, severity 2 of 3 · 5 words",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    for hidden in ["zebra", "quarrel", "beheaded", "square", "otters"] {
        assert!(!ran.out.contains(hidden), "{hidden}\n{}", ran.out);
    }
    assert!(ran.out.contains("the bakery closes early"), "{}", ran.out);
    let config = std::fs::read_to_string(folder.path().join("comments/querist.toml")).unwrap();
    assert!(config.contains("[sensitive]\n# Items that may be hard to read open veiled"));
    assert!(config.contains("\ncolumn = \"kind\"\n"), "{config}");
    // The column marks items and stays beside them; it names no classes.
    assert!(ran.out.contains("classes: none yet"), "{}", ran.out);
    let items = std::fs::read_to_string(folder.path().join("comments/pool/items.jsonl")).unwrap();
    assert!(items.contains("[\"kind\",\"violence\"]"), "{items}");
}

#[test]
fn a_project_without_sensitive_items_veils_nothing_and_says_how_to() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "comments.csv", comments());
    let ran = succeed(folder.path(), &["new", "comments.csv", "--text", "text"]);
    assert!(!ran.out.contains("sensitive:"), "{}", ran.out);
    assert!(ran.out.contains("beheaded"), "{}", ran.out);
    let config = std::fs::read_to_string(folder.path().join("comments/querist.toml")).unwrap();
    assert!(
        config.contains("\n# column = \"NAME\"\nlexicon") || config.contains("lexicon = false")
    );
}

#[test]
fn a_column_that_marks_nothing_is_refused_with_the_next_step() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "scores.csv",
        "id,text,score,flag\n1,one thing,0,false\n2,another thing,0.7,false\n",
    );
    let asked =
        |column: &str| querist(folder.path(), &["new", "scores.csv", "--sensitive", column]);
    let missing = asked("nope");
    assert_eq!(missing.code, 2, "{}", missing.err);
    assert!(
        missing
            .err
            .contains("the columns are: id, text, score, flag"),
        "{}",
        missing.err
    );
    let text = asked("text");
    assert_ne!(text.code, 0, "a text is no category: {}", text.out);
    let numbers = asked("score");
    assert_eq!(numbers.code, 1, "{}", numbers.err);
    assert!(
        numbers
            .err
            .contains("scores.csv:3: the column \"score\" holds a number other than 0 and 1: 0.7"),
        "{}",
        numbers.err
    );
    assert!(numbers.err.contains("next:"), "{}", numbers.err);
    assert!(!folder.path().join("scores").exists());
    let none = asked("flag");
    assert_eq!(none.code, 0, "{}", none.err);
    assert!(
        none.out
            .contains("none will be veiled: is it the right column?")
    );
}

#[test]
fn a_column_of_marks_that_is_gone_stops_the_project_from_opening_unveiled() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "comments.csv", comments());
    let arguments = [
        "new",
        "comments.csv",
        "--text",
        "text",
        "--sensitive",
        "kind",
    ];
    succeed(folder.path(), &arguments);
    let path = folder.path().join("comments/querist.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        config.replace("column = \"kind\"", "column = \"kin\""),
    )
    .unwrap();
    let ran = querist(folder.path(), &["next", "comments", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.err
            .contains("no item has the column \"kin\", so nothing would be veiled"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("querist.toml:"), "{}", ran.err);
}

#[test]
fn a_file_that_cannot_be_read_ends_with_the_error_that_new_gives() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "none.csv", "id,text\n");
    write(folder.path(), "image.csv", "\u{0}\u{1}\u{0}\u{2}");
    for file in ["none.csv", "image.csv"] {
        let begun = querist(folder.path(), &[file]);
        let made = querist(folder.path(), &["new", file]);
        assert_ne!(begun.code, 0, "{file}");
        assert_eq!((begun.code, begun.err), (made.code, made.err), "{file}");
    }
    // One that can be read waits for a terminal.
    write(folder.path(), "good.csv", "id,text\nA,one\nB,two\n");
    let begun = querist(folder.path(), &["good.csv"]);
    assert!(begun.err.contains("is no project yet"), "{}", begun.err);
}
