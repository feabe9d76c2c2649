//! `querist import`, of journals and other copies of the project.

use std::path::Path;

use crate::support::{answer, journals, judge, project, querist, succeed, write};

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn labeled(folder: &Path, project: &str) -> u64 {
    let status = succeed(folder, &["status", project, "--json"]).out;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    status["labeled"].as_u64().unwrap()
}

#[test]
fn another_copy_brings_its_journals_and_a_longer_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (project(folder.path()), folder.path().join("there"));
    copy(&here, &there);
    answer(&here, "ada", 2);
    judge(&there, "bob", &[("m7", "ham"), ("m9", "spam")]);
    let ran = succeed(folder.path(), &["import", "p", "there", "--dry-run"]);
    assert!(ran.err.contains("bob: a new journal of"), "{}", ran.err);
    assert!(!here.join("journal/bob.jsonl").exists());
    let ran = succeed(folder.path(), &["import", "p", "there"]);
    assert!(ran.err.contains("receipt: bob "), "{}", ran.err);
    assert_eq!(journals(&there)[0], journals(&here)[1]);
    succeed(folder.path(), &["verify", "p"]);

    let before = journals(&here);
    let ran = succeed(folder.path(), &["import", "p", "there"]);
    assert!(
        ran.err.contains("imported already: nothing was written"),
        "{}",
        ran.err
    );
    assert_eq!(journals(&here), before);

    judge(&there, "bob", &[("m11", "ham")]);
    let ran = succeed(folder.path(), &["import", "p", "there/journal/bob.jsonl"]);
    assert!(ran.err.contains("bob: goes on after event"), "{}", ran.err);
    assert_eq!(journals(&there)[0], journals(&here)[1]);
    // The shorter one afterwards changes nothing.
    write(folder.path(), "old.jsonl", &before[1].1);
    let ran = succeed(folder.path(), &["import", "p", "old.jsonl"]);
    assert!(ran.err.contains("are here already"), "{}", ran.err);
    assert_eq!(labeled(folder.path(), "p"), 5);
}

#[test]
fn a_journal_that_was_written_to_in_two_places_is_refused_with_both_heads() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (project(folder.path()), folder.path().join("there"));
    judge(&here, "bob", &[("m7", "ham")]);
    copy(&here, &there);
    judge(&here, "bob", &[("m9", "ham")]);
    judge(&there, "bob", &[("m9", "spam")]);
    let before = journals(&here);
    let ran = querist(folder.path(), &["import", "p", "there"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("written to in two places since event"),
        "{}",
        ran.err
    );
    for journals in [&before, &journals(&there)] {
        let last = String::from_utf8(journals[0].1.clone()).unwrap();
        let last = last.lines().last().unwrap().to_owned();
        let seal = &last[last.len() - 66..last.len() - 2];
        assert!(ran.err.contains(seal), "{seal}: {}", ran.err);
    }
    assert_eq!(journals(&here), before);
}

#[test]
fn a_journal_that_does_not_verify_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (project(folder.path()), folder.path().join("there"));
    copy(&here, &there);
    judge(&there, "bob", &[("m7", "ham")]);
    let path = there.join("journal/bob.jsonl");
    let whole = std::fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    let middle = whole.len() / 2;
    flipped[middle] ^= 1;
    for (bytes, words) in [
        (&flipped[..], "bob.jsonl"),
        (&whole[..whole.len() - 40], "cut short"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        for source in ["there", "there/journal/bob.jsonl"] {
            let ran = querist(folder.path(), &["import", "p", source]);
            assert_eq!(ran.code, 1, "{}", ran.err);
            assert!(ran.err.contains(words), "{}", ran.err);
        }
    }
    assert!(journals(&here).is_empty());
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    succeed(folder.path(), &["import", "p", "there"]);
    assert_eq!(journals(&here)[0].1, whole, "a missing newline is added");
    write(folder.path(), "x.csv", "id,label\nm0,ham\n");
    let ran = querist(folder.path(), &["import", "p", "there", "x.csv"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("import the journals first"), "{}", ran.err);
    let ran = querist(
        folder.path(),
        &["import", "p", "there", "--annotator", "bob"],
    );
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn another_project_brings_its_labels_by_id_and_text() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    // The same texts under other ids; one id of ours with another text.
    let mut other = String::from("id,text\nm0,something else\n");
    for number in [1, 2, 4] {
        other.push_str(&format!(
            "x{number},see you at lunch tomorrow my friend {number}\n"
        ));
    }
    write(folder.path(), "other.csv", other);
    let new = [
        "new",
        "other.csv",
        "--to",
        "o",
        "--labels",
        "ham,spam",
        "--holdout",
        "0",
    ];
    succeed(folder.path(), &new);
    let answers = [
        ("m0", "spam"),
        ("x1", "ham"),
        ("x2", "?"),
        ("x4", "spam"),
        ("x4", "ham"),
    ];
    judge(&folder.path().join("o"), "bob", &answers);
    let ran = succeed(folder.path(), &["import", "p", "o"]);
    for words in [
        "judgements that are not taken: 1 unsure",
        "rows: 4 read = 3 matched + 1 unmatched",
        "the item with its id has another text (m0)",
        "imported 3 labels into the journal of ada",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert_eq!(labeled(folder.path(), "p"), 2);
    let again = succeed(folder.path(), &["import", "p", "o"]);
    assert!(again.err.contains("imported already"), "{}", again.err);

    // A journal alone has no texts: ids alone count, and it is told.
    let ran = querist(folder.path(), &["import", "p", "o/journal/bob.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("matched by id alone"), "{}", ran.err);
    let ran = querist(folder.path(), &["import", "o", "p/journal/ada.jsonl"]);
    assert!(ran.err.contains("none of its"), "{}", ran.err);
}

#[test]
fn a_persons_own_journal_that_arrives_later_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (project(folder.path()), folder.path().join("there"));
    copy(&here, &there);
    judge(&there, "bob", &[("m7", "ham"), ("m9", "spam")]);
    let export = ["export", "there", "--format", "csv", "-o", "bob.csv"];
    succeed(folder.path(), &export);
    let ran = succeed(
        folder.path(),
        &["import", "p", "bob.csv", "--annotator", "bob"],
    );
    assert!(ran.err.contains("2 new"), "{}", ran.err);
    succeed(folder.path(), &["import", "p", "there"]);
    assert_eq!(labeled(folder.path(), "p"), 2);
    // And the export again brings nothing.
    let ran = succeed(
        folder.path(),
        &["import", "p", "bob.csv", "--annotator", "bob"],
    );
    assert!(ran.err.contains("nothing was written"), "{}", ran.err);
}
