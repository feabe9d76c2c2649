//! `querist import`, of label files: what is told, what is written, and what is not?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Ran, answer, journals, json_lines, project, querist, succeed, write};

/// A folder with the project `p` of sixty messages, m0 to m59.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        project(folder.path());
        Self { folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn project(&self) -> PathBuf {
        self.path().join("p")
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        write(self.path(), name, text);
    }

    /// Imports what must be possible.
    fn import(&self, arguments: &[&str]) -> Ran {
        let ran = succeed(self.path(), &[&["import", "p"], arguments].concat());
        assert_eq!(ran.out, "", "data alone goes to stdout");
        ran
    }

    /// Imports what must be refused with these words, and changes nothing.
    fn refuse(&self, arguments: &[&str], words: &[&str]) -> Ran {
        let before = journals(&self.project());
        let ran = querist(self.path(), &[&["import", "p"], arguments].concat());
        assert_ne!(ran.code, 0, "{arguments:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{arguments:?}: {word}: {}", ran.err);
        }
        assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
        assert_eq!(journals(&self.project()), before, "{arguments:?}");
        ran
    }

    fn status(&self) -> serde_json::Value {
        let status = succeed(self.path(), &["status", "p", "--json"]);
        serde_json::from_str(&status.out).unwrap()
    }

    fn events(&self, writer: &str) -> Vec<serde_json::Value> {
        let path = self.project().join(format!("journal/{writer}.jsonl"));
        json_lines(&std::fs::read_to_string(path).unwrap())
    }

    fn config(&self) -> String {
        std::fs::read_to_string(self.project().join("querist.toml")).unwrap()
    }
}

fn has(ran: &Ran, words: &str) {
    assert!(ran.err.contains(words), "{words}\n{}", ran.err);
}

#[test]
fn a_file_of_one_annotator_becomes_events_of_the_importer_and_twice_changes_nothing() {
    let desk = Desk::new();
    desk.file(
        "bob.csv",
        "item,label,time,note\nm0,spam,2026-02-10T08:41:28Z,\nm1,ham,2026-02-10T08:41:40Z,sure\n\
         nowhere,ham,,\nm2,,,\n",
    );
    let ran = desk.import(&["bob.csv"]);
    has(&ran, "annotator: bob, as the file is called");
    has(&ran, "item: \"item\" by its name");
    has(
        &ran,
        "rows: 4 read = 2 matched + 1 unmatched + 1 blank + 0 rejected",
    );
    has(&ran, "bob.csv:4: unmatched: no item has its id (nowhere)");
    has(
        &ran,
        "labels: 2 in matched rows = 2 new + 0 said already + 0 left out",
    );
    has(&ran, "imported 2 labels into the journal of ada");
    has(&ran, "receipt: ada 5:");
    let events = desk.events("ada");
    let kinds: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "created",
            "import_started",
            "imported_label",
            "imported_label",
            "import_finished"
        ]
    );
    assert_eq!(events[1]["source"], "bob.csv");
    let bytes = std::fs::read(desk.path().join("bob.csv")).unwrap();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    assert!(events[1]["hash"].as_str().unwrap().starts_with(&hash));
    assert_eq!(events[3]["annotator"], "bob");
    assert_eq!(events[3]["note"], "sure");
    assert_eq!(events[3]["given_at"], "2026-02-10T08:41:40Z");
    assert_eq!(events[4]["labels"], 2);
    assert_eq!(desk.status()["labeled"], 2);

    let before = journals(&desk.project());
    let again = desk.import(&["bob.csv"]);
    has(&again, "imported already: nothing was written");
    has(&again, "0 new + 2 said already");
    // Under another name, by other columns that say the same: still nothing is new.
    std::fs::copy(desk.path().join("bob.csv"), desk.path().join("copy.csv")).unwrap();
    let again = desk.import(&["copy.csv", "--annotator", "bob", "--item", "item"]);
    has(&again, "nothing was written");
    assert_eq!(journals(&desk.project()), before);
    succeed(desk.path(), &["verify", "p"]);
}

#[test]
fn long_and_wide_files_name_their_annotators() {
    let desk = Desk::new();
    desk.file(
        "long.jsonl",
        "{\"item\":\"m0\",\"annotator\":\"A1\",\"label\":\"spam\"}\n\
         {\"item\":\"m0\",\"annotator\":\"ann@lab.example\",\"label\":\"ham\"}\n",
    );
    let ran = desk.import(&["long.jsonl"]);
    has(&ran, "annotator: \"annotator\" by its name");
    has(&ran, "\"ann@lab.example\" is called ann-lab.example here");
    has(&ran, "new by annotator: A1 1, ann-lab.example 1");
    desk.file(
        "wide.tsv",
        "id\tbob\tcy\nm0\tspam\tham\nm1\tham\t\nm2\t\t\n",
    );
    let ran = desk.import(&["wide.tsv", "--wide", "id,bob,cy", "--by", "eve"]);
    has(
        &ran,
        "rows: 3 read = 2 matched + 0 unmatched + 1 blank + 0 rejected",
    );
    has(&ran, "labels: 3 in matched rows = 3 new");
    has(&ran, "into the journal of eve");
    desk.file("odd.csv", "a,b,c\nm1,bob,spam\n");
    let ran = desk.import(&["odd.csv", "--long", "a,b,c"]);
    has(
        &ran,
        "1 differs from what the same annotator said before (0 in this source)",
    );
    has(&ran, "odd.csv:2: m1 of bob: ham before, spam here");
    desk.refuse(&["odd.csv", "--long", "a,b"], &["--long names 2 columns"]);
    desk.refuse(
        &["odd.csv", "--wide", "a"],
        &["--wide names no annotator's column"],
    );
    desk.refuse(
        &["odd.csv", "--wide", "a,x"],
        &["odd.csv:1 has no column \"x\" (--wide)"],
    );
    desk.refuse(
        &["odd.csv", "--long", "a,b,c", "--annotator", "x"],
        &["cannot be used with"],
    );
    desk.refuse(&["odd.csv", "--annotator", "a/b"], &["--annotator \"a/b\""]);
    desk.refuse(&["odd.csv", "--by", "a b"], &["--by \"a b\""]);
}

#[test]
fn unknown_labels_are_listed_with_the_options_that_settle_them() {
    let desk = Desk::new();
    desk.file(
        "bob.csv",
        "id,label\nm0,SPAM!\nm1,n/a\nm2,SPAM!\nm3,Ham \nm4,new one\n",
    );
    let ran = desk.refuse(
        &["bob.csv"],
        &[
            "no class here: \"SPAM!\" 2, \"n/a\" 1, \"new one\" 1",
            "--map 'SPAM!=CLASS'",
            "--map 'n/a=CLASS'",
            "--add-labels",
            "the classes are: ham, spam",
        ],
    );
    assert_eq!(ran.code, 1);
    let settled = [
        "bob.csv",
        "--map",
        "SPAM!=spam",
        "--map",
        "n/a=",
        "--add-labels",
    ];
    desk.refuse(&["bob.csv", "--map", "SPAM!=nope"], &["no class \"nope\""]);
    desk.refuse(
        &["bob.csv", "--map", "nope=spam"],
        &["no matched row has the label \"nope\""],
    );
    desk.refuse(&["bob.csv", "--map", "spam"], &["FROM=TO"]);
    let ran = desk.import(&settled);
    has(&ran, "\"SPAM!\" stands for \"spam\" from now on: 2 labels");
    has(&ran, "\"n/a\" is left out from now on: 1 label");
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
        desk.config().contains("name = \"new one\"\nkey = \"3\""),
        "{}",
        desk.config()
    );
    assert_eq!(desk.status()["labeled"], 4);

    let again = desk.import(&["bob.csv"]);
    has(&again, "imported already: nothing was written");
    desk.file("cy.csv", "id,label\nm9,SPAM!\nm8,n/a\n");
    let ran = desk.import(&["cy.csv"]);
    has(
        &ran,
        "\"SPAM!\" stands for \"spam\", as decided before: 1 label",
    );
    has(&ran, "\"n/a\" is left out, as decided before: 1 label");
    let mapped = |event: &&serde_json::Value| event["event"] == "label_mapped";
    assert_eq!(desk.events("ada").iter().filter(mapped).count(), 2);
    // Decided otherwise, the same bytes bring what was left out.
    let ran = desk.import(&["cy.csv", "--map", "n/a=ham"]);
    has(&ran, "1 new + 1 said already");
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let desk = Desk::new();
    desk.file("bob.csv", "id,label\nm0,spam\nm1,odd\n");
    let ran = desk.import(&["bob.csv", "--dry-run", "--add-labels"]);
    has(&ran, "2 new");
    has(&ran, "a dry run: nothing was written");
    assert!(journals(&desk.project()).is_empty());
    assert!(!desk.config().contains("odd"));
}

#[test]
fn texts_find_items_whose_ids_do_not() {
    let desk = Desk::new();
    desk.file(
        "bob.csv",
        "number,text,label\n1,win a  free prize now claim cash 0,spam\n2,never seen,ham\n",
    );
    let ran = desk.import(&["bob.csv", "--item", "number"]);
    has(&ran, "text: \"text\" as in the project");
    has(&ran, "1 row matched by the text, not by the id");
    has(&ran, "no item has its id or its text (2)");
    assert_eq!(desk.events("ada")[2]["item"], "m0");
    // Without ids, too; and an id counts against a text that was changed, which is told.
    desk.file(
        "cy.csv",
        "text,label\nwin a free prize now claim cash 3,spam\n",
    );
    desk.import(&["cy.csv"]);
    assert_eq!(desk.events("ada")[5]["item"], "m3");
    desk.file("dee.csv", "id,text,label\nm6,shortened …,spam\n");
    let ran = desk.import(&["dee.csv"]);
    has(
        &ran,
        "1 row has the id of an item whose text is another here",
    );
}

#[test]
fn files_that_cannot_be_label_files_of_this_project_say_so() {
    let desk = Desk::new();
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
        ("a.jsonl", "[]\n", &["no row can be read"]),
        ("a.parquet", "PAR1", &["Parquet"]),
    ] {
        desk.file(name, content);
        desk.refuse(&[name], words);
    }
    desk.refuse(&["missing.csv"], &["missing.csv"]);
    desk.refuse(&["data.csv", "x"], &["data.csv"]);
    std::fs::create_dir(desk.path().join("empty")).unwrap();
    desk.refuse(&["empty"], &["is a folder, and no project"]);
    desk.refuse(&["p"], &["is this project itself"]);
    // One bad file keeps the good ones out, too.
    desk.file("good.csv", "id,label\nm0,ham\n");
    desk.file("bad.csv", "id,verdict\nm0,ham\n");
    desk.refuse(&["good.csv", "bad.csv"], &["bad.csv:1"]);
    let mut many = String::from("id,label\n");
    for n in 0..201 {
        writeln!(many, "m{},class {n}", n % 60).unwrap();
    }
    desk.file("many.csv", many);
    desk.refuse(&["many.csv", "--add-labels"], &["201 different labels"]);
}

#[test]
fn rejected_rows_are_told_counted_and_kept_with_their_bytes() {
    let desk = Desk::new();
    let mut content = b"\xEF\xBB\xBFid,label\r\nm0,spam\r\nm1,\xFFham\r\nm2,a,b\r\nm3,".to_vec();
    content.extend_from_slice("x".repeat(65).as_bytes());
    content.extend_from_slice(b"\r\nm4,\x1b]0;pwned\x07\r\nm5,ham");
    desk.file("bob.csv", content);
    let ran = desk.import(&["bob.csv"]);
    has(
        &ran,
        "rows: 6 read = 2 matched + 0 unmatched + 0 blank + 4 rejected",
    );
    has(&ran, "bob.csv:3:4: rejected: text is not valid UTF-8");
    has(&ran, "4 rows rejected in all");
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains('\u{7}'));
    let kept = desk.project().join("pool/rejects/bob.csv.rejects.jsonl");
    let kept = json_lines(&std::fs::read_to_string(kept).unwrap());
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[0]["raw_hex"], "6d312cff68616d");
    assert_eq!(kept[3]["raw"], "m4,\u{1b}]0;pwned\u{7}");
    desk.import(&["bob.csv"]);
    let all = std::fs::read_dir(desk.project().join("pool/rejects")).unwrap();
    assert_eq!(all.count(), 1, "the same file again keeps nothing again");
}

#[test]
fn several_files_are_one_import_and_the_same_bytes_may_be_two_voices() {
    let desk = Desk::new();
    for name in ["bob.csv", "cy.csv"] {
        desk.file(name, "id,label\nm0,spam\nm1,ham\n");
    }
    let ran = desk.import(&["bob.csv", "cy.csv"]);
    has(&ran, "imported 4 labels");
    let started = desk.events("ada");
    let started = started
        .iter()
        .filter(|event| event["event"] == "import_started");
    assert_eq!(started.count(), 2);
    assert_eq!(desk.status()["labeled"], 2);
    has(&desk.import(&["cy.csv", "bob.csv"]), "imported already");
}

#[test]
fn a_later_label_of_the_same_annotator_counts_and_an_earlier_one_stays_behind_it() {
    let desk = Desk::new();
    desk.file(
        "bob.csv",
        "id,label,time\nm0,spam,2026-01-03\nm0,ham,2026-01-01\nm1,spam,2026-01-01\n\
         m1,ham,2026-01-02\n",
    );
    let ran = desk.import(&["bob.csv"]);
    has(
        &ran,
        "2 differ from what the same annotator said before (2 in this source)",
    );
    has(&ran, "and 1 the earlier");
    let export = succeed(desk.path(), &["export", "p", "-o", "-"]).out;
    let labels: Vec<(String, String)> = json_lines(&export)
        .iter()
        .filter(|line| line["label"].is_string())
        .map(|line| (line["item"].to_string(), line["label"].to_string()))
        .collect();
    let wanted = [("\"m0\"", "\"spam\""), ("\"m1\"", "\"ham\"")];
    assert_eq!(
        labels,
        wanted.map(|(item, label)| (item.to_owned(), label.to_owned()))
    );
}

#[test]
fn names_of_programs_are_never_a_persons() {
    let desk = Desk::new();
    desk.file("oracle.sh", "#!/bin/sh\nwhile read -r q; do printf '%s,\"label\":\"ham\"}\\n' \"${q%%,\\\"text\\\":*}\"; done\n");
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
    let program = desk.path().join("oracle.sh");
    let mut run: Vec<&str> = run[..7].to_vec();
    run.push(program.to_str().unwrap());
    succeed(desk.path(), &run);
    desk.file(
        "x.csv",
        "id,label,annotator\nm0,spam,oracle-sh\nm0,spam,bob\n",
    );
    let ran = desk.import(&["x.csv"]);
    has(
        &ran,
        "1 new + 0 said already + 0 left out + 1 under names that programs have here",
    );
    desk.refuse(
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
    let desk = Desk::new();
    answer(&desk.project(), "bob", 3);
    let path = desk.project().join("journal/bob.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[300] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    desk.file("cy.csv", "id,label\nm0,spam\n");
    desk.refuse(&["cy.csv"], &["do not verify", "querist doctor"]);
}

#[test]
fn the_second_opinion_sample_takes_its_four_voices() {
    let folder = tempfile::tempdir().unwrap();
    let sample = querist::project::Sample::find("second-opinion").unwrap();
    sample.copy_to(&folder.path().join("s")).unwrap();
    let files = ["ada", "bruno", "chidi", "dana"].map(|name| format!("s/labels/{name}.csv"));
    let mut arguments = vec!["import", "s"];
    arguments.extend(files.iter().map(String::as_str));
    let ran = succeed(folder.path(), &arguments);
    assert!(ran.err.contains("ada.csv: labels:"), "{}", ran.err);
    let raw = journals(&folder.path().join("s"));
    let again = succeed(folder.path(), &arguments);
    assert!(again.err.contains("imported already"), "{}", again.err);
    assert_eq!(journals(&folder.path().join("s")), raw);
    let rows: usize = files
        .iter()
        .map(|file| {
            std::fs::read_to_string(folder.path().join(file))
                .unwrap()
                .lines()
                .count()
                - 1
        })
        .sum();
    let imported = String::from_utf8(raw[0].1.clone()).unwrap();
    let imported = imported
        .lines()
        .filter(|line| line.contains("\"imported_label\""));
    assert_eq!(imported.count(), rows);
}
