//! `querist import`, of label files: what is told, what is written, and what is not?

use crate::support::{journals, json_lines, succeed};

use super::import_project::{Project, has};

#[test]
fn a_file_of_one_annotator_becomes_events_of_the_importer_and_twice_changes_nothing() {
    let project = Project::new();
    project.file(
        "bob.csv",
        "item,label,time,note\nm0,spam,2026-02-10T08:41:28Z,\nm1,ham,2026-02-10T08:41:40Z,sure\n\
         nowhere,ham,,\nm2,,,\n",
    );
    let ran = project.import(&["bob.csv"]);
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
    let events = project.events("ada");
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
    let bytes = std::fs::read(project.path().join("bob.csv")).unwrap();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    assert!(events[1]["hash"].as_str().unwrap().starts_with(&hash));
    assert_eq!(events[3]["annotator"], "bob");
    assert_eq!(events[3]["note"], "sure");
    assert_eq!(events[3]["given_at"], "2026-02-10T08:41:40Z");
    assert_eq!(events[4]["labels"], 2);
    assert_eq!(project.status()["labeled"], 2);

    let before = journals(&project.project());
    let again = project.import(&["bob.csv"]);
    has(&again, "imported already: nothing was written");
    has(&again, "0 new + 2 said already");
    // Under another name, by other columns that say the same: still nothing is new.
    std::fs::copy(
        project.path().join("bob.csv"),
        project.path().join("copy.csv"),
    )
    .unwrap();
    let again = project.import(&["copy.csv", "--annotator", "bob", "--item", "item"]);
    has(&again, "nothing was written");
    assert_eq!(journals(&project.project()), before);
    succeed(project.path(), &["verify", "p"]);
}

#[test]
fn long_and_wide_files_name_their_annotators() {
    let project = Project::new();
    project.file(
        "long.jsonl",
        "{\"item\":\"m0\",\"annotator\":\"A1\",\"label\":\"spam\"}\n\
         {\"item\":\"m0\",\"annotator\":\"ann@lab.example\",\"label\":\"ham\"}\n",
    );
    let ran = project.import(&["long.jsonl"]);
    has(&ran, "annotator: \"annotator\" by its name");
    has(&ran, "\"ann@lab.example\" is called ann-lab.example here");
    has(&ran, "new by annotator: A1 1, ann-lab.example 1");
    project.file(
        "wide.tsv",
        "id\tbob\tcy\nm0\tspam\tham\nm1\tham\t\nm2\t\t\n",
    );
    let ran = project.import(&["wide.tsv", "--wide", "id,bob,cy", "--by", "eve"]);
    has(
        &ran,
        "rows: 3 read = 2 matched + 0 unmatched + 1 blank + 0 rejected",
    );
    has(&ran, "labels: 3 in matched rows = 3 new");
    has(&ran, "into the journal of eve");
    project.file("odd.csv", "a,b,c\nm1,bob,spam\n");
    let ran = project.import(&["odd.csv", "--long", "a,b,c"]);
    has(
        &ran,
        "1 differs from what the same annotator said before (0 in this source)",
    );
    has(&ran, "odd.csv:2: m1 of bob: ham before, spam here");
    project.refuse(&["odd.csv", "--long", "a,b"], &["--long names 2 columns"]);
    project.refuse(
        &["odd.csv", "--wide", "a"],
        &["--wide names no annotator's column"],
    );
    project.refuse(
        &["odd.csv", "--wide", "a,x"],
        &["odd.csv:1 has no column \"x\" (--wide)"],
    );
    project.refuse(
        &["odd.csv", "--long", "a,b,c", "--annotator", "x"],
        &["cannot be used with"],
    );
    project.refuse(&["odd.csv", "--annotator", "a/b"], &["--annotator \"a/b\""]);
    project.refuse(&["odd.csv", "--by", "a b"], &["--by \"a b\""]);
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let project = Project::new();
    project.file("bob.csv", "id,label\nm0,spam\nm1,odd\n");
    let ran = project.import(&["bob.csv", "--dry-run", "--add-labels"]);
    has(&ran, "2 new");
    has(&ran, "a dry run: nothing was written");
    assert!(journals(&project.project()).is_empty());
    assert!(!project.config().contains("odd"));
}

#[test]
fn texts_find_items_whose_ids_do_not() {
    let project = Project::new();
    project.file(
        "bob.csv",
        "number,text,label\n1,win a  free prize now claim cash 0,spam\n2,never seen,ham\n",
    );
    let ran = project.import(&["bob.csv", "--item", "number"]);
    has(&ran, "text: \"text\" as in the project");
    has(&ran, "1 row matched by the text, not by the id");
    has(&ran, "no item has its id or its text (2)");
    assert_eq!(project.events("ada")[2]["item"], "m0");
    // Without ids, too; and an id counts against a text that was changed, which is told.
    project.file(
        "cy.csv",
        "text,label\nwin a free prize now claim cash 3,spam\n",
    );
    project.import(&["cy.csv"]);
    assert_eq!(project.events("ada")[5]["item"], "m3");
    project.file("dee.csv", "id,text,label\nm6,shortened …,spam\n");
    let ran = project.import(&["dee.csv"]);
    has(
        &ran,
        "1 row has the id of an item whose text is another here",
    );
}

#[test]
fn several_files_are_one_import_and_the_same_bytes_may_be_two_annotations() {
    let project = Project::new();
    for name in ["bob.csv", "cy.csv"] {
        project.file(name, "id,label\nm0,spam\nm1,ham\n");
    }
    let ran = project.import(&["bob.csv", "cy.csv"]);
    has(&ran, "imported 4 labels");
    let started = project.events("ada");
    let started = started
        .iter()
        .filter(|event| event["event"] == "import_started");
    assert_eq!(started.count(), 2);
    assert_eq!(project.status()["labeled"], 2);
    has(&project.import(&["cy.csv", "bob.csv"]), "imported already");
}

#[test]
fn a_later_label_of_the_same_annotator_counts_and_an_earlier_one_stays_behind_it() {
    let project = Project::new();
    project.file(
        "bob.csv",
        "id,label,time\nm0,spam,2026-01-03\nm0,ham,2026-01-01\nm1,spam,2026-01-01\n\
         m1,ham,2026-01-02\n",
    );
    let ran = project.import(&["bob.csv"]);
    has(
        &ran,
        "2 differ from what the same annotator said before (2 in this source)",
    );
    has(&ran, "and 1 the earlier");
    let export = succeed(project.path(), &["export", "p", "-o", "-"]).out;
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
fn the_second_opinion_sample_takes_its_four_annotations() {
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
