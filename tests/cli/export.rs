//! `querist export`: does what was said leave whole, and only once asked?

use crate::support::{json_lines, judge, project, querist, succeed, write};

#[test]
fn with_nothing_labeled_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let ran = querist(folder.path(), &["export", "p", "-o", "out.jsonl"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("nothing is labeled yet") && ran.err.contains("querist label"));
    assert!(!folder.path().join("out.jsonl").exists());
}

#[test]
fn the_majority_view_has_one_row_an_item_and_leaves_ties_out() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    judge(
        &project,
        "ada",
        &[
            ("m1", "ham"),
            ("m2", "spam"),
            ("m3", "?"),
            ("m4", ""),
            ("m5", "ham"),
        ],
    );
    judge(
        &project,
        "bob",
        &[("m1", "spam"), ("m2", "ham"), ("m5", "?")],
    );
    judge(&project, "cyd", &[("m2", "spam")]);
    let ran = succeed(folder.path(), &["export", "p", "-o", "-"]);
    let rows = json_lines(&ran.out);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["item"].as_str().unwrap(), row["label"].as_str()))
        .collect();
    assert_eq!(
        told,
        [("m2", Some("spam")), ("m3", None), ("m5", Some("ham"))]
    );
    assert_eq!(rows[0]["annotator"], "ada");
    assert_eq!(rows[0]["annotators"], serde_json::json!(["ada", "cyd"]));
    assert_eq!(rows[0]["judgements"], 3);
    assert_eq!(rows[1]["verdict"], "unsure");
    for name in [
        "arm",
        "strategy",
        "draw_probability",
        "time",
        "guidelines",
        "text",
        "note",
    ] {
        assert!(rows[0].get(name).is_some(), "{name}");
    }
    assert!(
        ran.err.contains("3 rows = 2 labeled + 1 unsure"),
        "{}",
        ran.err
    );
    assert!(
        ran.err
            .contains("1 whose annotators' labels tie, 1 skipped"),
        "{}",
        ran.err
    );
    let raw = succeed(folder.path(), &["export", "p", "-o", "-", "--view", "raw"]);
    assert_eq!(json_lines(&raw.out).len(), 8);
}

#[test]
fn a_file_is_replaced_only_when_forced() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    judge(&project, "ada", &[("m1", "ham")]);
    write(folder.path(), "out.jsonl", "mine");
    let ran = querist(folder.path(), &["export", "p", "-o", "out.jsonl"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("--force"), "{}", ran.err);
    let read = || std::fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    assert_eq!(read(), "mine");
    succeed(
        folder.path(),
        &["export", "p", "-o", "out.jsonl", "--force"],
    );
    assert_eq!(json_lines(&read()).len(), 1);
}

#[test]
fn csv_keeps_a_spreadsheet_from_running_cells_and_jsonl_keeps_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "=cmd|' /C calc'!A0";
    write(
        folder.path(),
        "evil.csv",
        format!("id,text\ne1,{text}\ne2,two\ne3,three\n"),
    );
    succeed(
        folder.path(),
        &["new", "evil.csv", "--to", "p", "--labels", "a,b"],
    );
    judge(&folder.path().join("p"), "ada", &[("e1", "a")]);
    let safe = succeed(folder.path(), &["export", "p", "-o", "out.csv"]);
    assert!(safe.err.contains("would run: 1,"), "{}", safe.err);
    let written = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(written.contains(&format!(",'{text}")), "{written}");
    let exact = succeed(
        folder.path(),
        &["export", "p", "-o", "-", "--format", "csv", "--exact"],
    );
    assert!(exact.out.contains(&format!(",{text}")), "{}", exact.out);
    let lines = succeed(folder.path(), &["export", "p", "-o", "-"]);
    assert_eq!(json_lines(&lines.out)[0]["text"], text);
}

#[test]
fn a_view_that_is_not_there_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    let ran = querist(folder.path(), &["export", "-o", "-", "--view", "true"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .contains("majority, raw, probable, adjudicated, soft"),
        "{}",
        ran.err
    );
}

#[test]
fn the_projects_own_files_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    judge(&project, "ada", &[("m0", "spam")]);
    let journal = project.join("journal/ada.jsonl");
    let before = std::fs::read(&journal).unwrap();
    for own in [
        "journal/ada.jsonl",
        "pool/items.jsonl",
        "pool/new.jsonl",
        "querist.toml",
    ] {
        let path = project.join(own);
        let ran = querist(
            folder.path(),
            &["export", "p", "-o", path.to_str().unwrap(), "--force"],
        );
        assert_eq!(ran.code, 1, "{own}");
        assert!(ran.err.contains("belongs to the project"), "{}", ran.err);
    }
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}
