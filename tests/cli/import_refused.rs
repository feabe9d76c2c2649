//! What an import of label files refuses or asks about, and how it says so.

use std::fmt::Write as _;

use crate::support::{answer, json_lines, succeed};

use super::import_project::{Project, has};

#[test]
fn unknown_labels_are_listed_with_the_options_that_settle_them() {
    let project = Project::new();
    project.file(
        "bob.csv",
        "id,label\nm0,SPAM!\nm1,dunno\nm2,SPAM!\nm3,Ham \nm4,new one\n",
    );
    let ran = project.refuse(
        &["bob.csv"],
        &[
            "no class here: \"SPAM!\" 2, \"dunno\" 1, \"new one\" 1",
            "--map 'SPAM!=CLASS'",
            "--map 'dunno=CLASS'",
            "--add-labels",
            "the classes are: spam, ham",
        ],
    );
    assert_eq!(ran.code, 1);
    let settled = [
        "bob.csv",
        "--map",
        "SPAM!=spam",
        "--map",
        "dunno=",
        "--add-labels",
    ];
    project.refuse(&["bob.csv", "--map", "SPAM!=nope"], &["no class \"nope\""]);
    project.refuse(
        &["bob.csv", "--map", "nope=spam"],
        &["no matched row has the label \"nope\""],
    );
    project.refuse(&["bob.csv", "--map", "spam"], &["FROM=TO"]);
    let ran = project.import(&settled);
    has(&ran, "\"SPAM!\" stands for \"spam\" from now on: 2 labels");
    has(&ran, "\"dunno\" is left out from now on: 1 label");
    has(
        &ran,
        "\"Ham\" is taken for \"ham\", which is spelt otherwise: 1 label",
    );
    has(&ran, "\"new one\" becomes a class: 1 label");
    has(
        &ran,
        "labels: 5 in matched rows = 4 new + 0 said already + 1 left out",
    );
    assert!(
        project.config().contains("name = \"new one\"\nkey = \"3\""),
        "{}",
        project.config()
    );
    assert_eq!(project.status()["labeled"], 4);

    let again = project.import(&["bob.csv"]);
    has(&again, "imported already: nothing was written");
    project.file("cy.csv", "id,label\nm9,SPAM!\nm8,dunno\n");
    let ran = project.import(&["cy.csv"]);
    has(
        &ran,
        "\"SPAM!\" stands for \"spam\", as decided before: 1 label",
    );
    has(&ran, "\"dunno\" is left out, as decided before: 1 label");
    let mapped = |event: &&serde_json::Value| event["event"] == "label_mapped";
    assert_eq!(project.events("ada").iter().filter(mapped).count(), 2);
    // Decided otherwise, the same bytes bring what was left out.
    let ran = project.import(&["cy.csv", "--map", "dunno=ham"]);
    has(&ran, "1 new + 1 said already");
}

#[test]
fn files_that_cannot_be_label_files_of_this_project_say_so() {
    let project = Project::new();
    for (name, content, words) in [
        (
            "a.csv",
            "id,label\nx1,ham\nx2,ham\n",
            &[
                "a.csv:2: none of its 2 rows speaks of an item",
                "--item COL",
            ][..],
        ),
        (
            "a.csv",
            "id,text\nm0,hello\n",
            &[
                "a.csv:1: it has texts and no column of labels",
                "querist new",
            ],
        ),
        (
            "a.csv",
            "id,verdict\nm0,ham\n",
            &["a.csv:1: no column holds the labels", "--label COL"],
        ),
        (
            "a.csv",
            "who,label\nm0,ham\n",
            &["no column names the items"],
        ),
        (
            "a.csv",
            "id,label,id\nm0,ham,1\n",
            &["a.csv:1: two columns are called \"id\""],
        ),
        (
            "a.csv",
            "id,label\nm0,\"ham\nm1,ham\n",
            &["opened quote at line 2 never closes"],
        ),
        ("a.csv", "id,label\n", &["it holds no rows"]),
        ("a.csv", "", &["the file is empty"]),
        ("a.csv", "only\nm0\n", &["no column holds the labels"]),
        (
            "a.csv",
            "id,label\nm0,\u{1b}[2J\n",
            &["a.csv:2:1: no row can be used"],
        ),
        ("...csv", "id,label\nm0,ham\n", &["--annotator NAME"]),
        ("a.jsonl", "[]\n", &["it holds no rows"]),
        ("a.parquet", "PAR1", &["Parquet"]),
    ] {
        project.file(name, content);
        project.refuse(&[name], words);
    }
    project.refuse(&["missing.csv"], &["missing.csv"]);
    project.refuse(&["data.csv", "x"], &["data.csv"]);
    std::fs::create_dir(project.path().join("empty")).unwrap();
    project.refuse(&["empty"], &["is a folder, and no project"]);
    project.refuse(&["p"], &["is this project itself"]);
    // One bad file keeps the good ones out, too.
    project.file("good.csv", "id,label\nm0,ham\n");
    project.file("bad.csv", "id,verdict\nm0,ham\n");
    project.refuse(&["good.csv", "bad.csv"], &["bad.csv:1"]);
    let mut many = String::from("id,label\n");
    for n in 0..201 {
        writeln!(many, "m{},class {n}", n % 60).unwrap();
    }
    project.file("many.csv", many);
    project.refuse(
        &["many.csv"],
        &["201 different labels", "--add-labels makes them"],
    );
}

#[test]
fn rejected_rows_are_told_counted_and_kept_with_their_bytes() {
    let project = Project::new();
    let mut content = b"\xEF\xBB\xBFid,label\r\nm0,spam\r\nm1,\xFFham\r\nm2,a,b\r\nm3,".to_vec();
    content.extend_from_slice("x".repeat(65).as_bytes());
    content.extend_from_slice(b"\r\nm4,\x1b]0;pwned\x07\r\nm5,ham");
    project.file("bob.csv", content);
    let ran = project.import(&["bob.csv"]);
    has(
        &ran,
        "rows: 6 read = 2 matched + 0 unmatched + 0 blank + 4 rejected",
    );
    has(&ran, "bob.csv:3:4: rejected: text is not valid UTF-8");
    has(&ran, "4 rows rejected in all");
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('\u{7}'));
    let kept = project.project().join("pool/rejects/bob.csv.rejects.jsonl");
    let kept = json_lines(&std::fs::read_to_string(kept).unwrap());
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[0]["raw_hex"], "6d312cff68616d");
    assert_eq!(kept[3]["raw"], "m4,\u{1b}]0;pwned\u{7}");
    project.import(&["bob.csv"]);
    let all = std::fs::read_dir(project.project().join("pool/rejects")).unwrap();
    assert_eq!(all.count(), 1, "the same file again keeps nothing again");
}

#[test]
fn names_of_programs_are_never_a_persons() {
    let project = Project::new();
    project.file("oracle.sh", "#!/bin/sh\nwhile read -r q; do printf '%s,\"label\":\"ham\"}\\n' \"${q%%,\\\"text\\\":*}\"; done\n");
    let run = [
        "run",
        "p",
        "--yes",
        "--budget",
        "2",
        "--",
        "sh",
        "oracle.sh",
    ];
    let program = project.path().join("oracle.sh");
    let mut run: Vec<&str> = run[..7].to_vec();
    run.push(program.to_str().unwrap());
    succeed(project.path(), &run);
    project.file(
        "x.csv",
        "id,label,annotator\nm0,spam,oracle-sh\nm0,spam,bob\n",
    );
    let ran = project.import(&["x.csv"]);
    has(
        &ran,
        "1 new + 0 said already + 0 left out + 1 under names that programs have here",
    );
    project.refuse(
        &[
            "x.csv",
            "--by",
            "oracle-sh",
            "--label",
            "annotator",
            "--add-labels",
        ],
        &["a program answers as"],
    );
}

#[test]
fn what_is_read_only_or_locked_is_left_alone() {
    let project = Project::new();
    answer(&project.project(), "bob", 3);
    let path = project.project().join("journal/bob.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[300] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    project.file("cy.csv", "id,label\nm0,spam\n");
    project.refuse(&["cy.csv"], &["do not verify", "querist doctor"]);
}
