//! Label files of every shape, and hostile ones.

use std::path::Path;

use super::*;
use crate::error::{Error, Result};

fn read_as(name: &str, content: impl AsRef<[u8]>, choice: &LabelChoice) -> Result<LabelFile> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    read_labels(&path, choice, &[])
}

fn read(name: &str, content: impl AsRef<[u8]>) -> Result<LabelFile> {
    read_as(name, content, &LabelChoice::default())
}

/// How many labels the rows hold.
fn labels(file: &LabelFile) -> usize {
    file.rows.iter().map(|row| row.labels.len()).sum()
}

/// Line, item and what each annotator said, in short.
fn said(file: &LabelFile) -> Vec<String> {
    let row = |row: &LabelRow| {
        let labels: Vec<String> = row
            .labels
            .iter()
            .map(|said| format!("{}={}", said.annotator, said.label))
            .collect();
        format!("{} {} {}", row.line, row.item, labels.join(" "))
    };
    file.rows.iter().map(row).collect()
}

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_file_of_one_annotator_is_called_after_its_file() {
    let file = read(
        "ada.csv",
        "item,label,time,note\nC1,fine,2026-02-10T08:41:28Z,\nC2,rude,,\"why, oh\"\nC3,,,\n",
    )
    .unwrap();
    assert_eq!(said(&file), ["2 C1 ada=fine", "3 C2 ada=rude"]);
    assert_eq!((file.read, file.blank, labels(&file)), (3, 1, 2));
    assert_eq!(
        file.rows[0].given_at,
        Some("2026-02-10T08:41:28Z".parse().unwrap())
    );
    assert_eq!(file.rows[1].note.as_deref(), Some("why, oh"));
    assert!(
        file.notes
            .iter()
            .any(|note| note.contains("as the file is called"))
    );
}

#[test]
fn an_annotator_that_is_named_speaks_for_all_rows() {
    let choice = LabelChoice {
        annotator: Some(Annotator::new("bo").unwrap()),
        ..LabelChoice::default()
    };
    let file = read_as("x.csv", "id,label,annotator\n1,a,cy\n", &choice).unwrap();
    assert_eq!(said(&file), ["2 1 bo=a"]);
    assert!(
        file.notes
            .iter()
            .any(|note| note.contains("\"annotator\" is not read"))
    );
}

#[test]
fn a_long_file_is_known_by_its_columns_or_told() {
    let content = "{\"item\":\"7\",\"annotator\":\"A1\",\"label\":1,\"text\":\"t\"}\n\
                   {\"item\":\"8\",\"annotator\":\"A 2\",\"label\":\"0\"}\n";
    let file = read("m.jsonl", content).unwrap();
    assert_eq!(said(&file), ["1 7 A1=1", "2 8 A-2=0"]);
    assert_eq!(file.rows[0].text.as_deref(), Some("t"));
    assert_eq!(file.rows[1].text, None);
    let choice = LabelChoice {
        item: Some("a".into()),
        by: Some("b".into()),
        label: Some("c".into()),
        ..LabelChoice::default()
    };
    let file = read_as("x.tsv", "a\tb\tc\n1\tbo\tx\n1\t\ty\n", &choice).unwrap();
    assert_eq!(said(&file), ["2 1 bo=x"]);
    assert_eq!(file.rejects[0].reason, "names no annotator");
}

#[test]
fn a_wide_file_has_an_annotator_a_column() {
    let choice = LabelChoice {
        item: Some("id".into()),
        wide: columns(&["ada", "Ann Smith"]),
        ..LabelChoice::default()
    };
    let content = "id,ada,Ann Smith,other\n1,x,y,z\n2,,y,z\n3,,,z\n";
    let file = read_as("w.csv", content, &choice).unwrap();
    assert_eq!(said(&file), ["2 1 ada=x Ann-Smith=y", "3 2 Ann-Smith=y"]);
    assert_eq!((file.read, file.blank, labels(&file)), (3, 1, 3));
    let choice = LabelChoice {
        wide: columns(&["a b", "a-b"]),
        ..choice
    };
    let error = read_as("w.csv", "id,a b,a-b\n1,x,y\n", &choice).unwrap_err();
    assert!(error.to_string().contains("both be a-b"), "{error}");
}

#[test]
fn columns_that_are_not_there_or_have_two_uses_are_named() {
    let choice = LabelChoice {
        label: Some("verdict".into()),
        ..LabelChoice::default()
    };
    let error = read_as("x.csv", "id,label\n1,a\n", &choice).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("x.csv:1 has no column \"verdict\" (--label)"),
        "{error}"
    );
    assert!(error.next_step().contains("id, label"));
    let choice = LabelChoice {
        item: Some("id".into()),
        label: Some("id".into()),
        ..LabelChoice::default()
    };
    let error = read_as("x.csv", "id,label\n1,a\n", &choice).unwrap_err();
    assert!(error.to_string().contains("named twice"), "{error}");
    for (content, words, next) in [
        (
            "item,verdict\n1,a\n",
            "no column holds the labels",
            "--wide ITEM,COL",
        ),
        (
            "id,text\n1,a\n",
            "texts and no column of labels",
            "querist new",
        ),
        (
            "who,label\n1,a\n",
            "no column names the items",
            "--item COL",
        ),
        ("alone\n1\n", "no column holds the labels", "alone"),
    ] {
        let error = read("x.csv", content).unwrap_err();
        assert!(error.to_string().contains(words), "{content:?}: {error}");
        assert!(error.to_string().contains("x.csv:1"), "{error}");
        assert!(error.next_step().contains(next), "{}", error.next_step());
    }
}

#[test]
fn times_that_are_none_cost_no_label() {
    let content = "id,label,time\n1,a,2026-01-01\n2,a,soon\n";
    let choice = LabelChoice {
        time: Some("time".into()),
        ..LabelChoice::default()
    };
    let file = read_as("x.csv", content, &choice).unwrap();
    assert_eq!(file.rows.len(), 2);
    assert_eq!(file.rows[1].given_at, None);
    assert!(
        file.notes.iter().any(|note| note.contains("first: line 3")),
        "{:?}",
        file.notes
    );
    // Guessed by its name alone, a column of seconds at work is no column of times.
    let file = read("x.csv", "id,label,time\n1,a,12.5\n").unwrap();
    assert_eq!(file.rows[0].given_at, None);
    assert!(
        file.notes
            .iter()
            .any(|note| note.contains("holds no times"))
    );
    assert!(read_as("x.csv", "id,label,time\n1,a,12.5\n", &choice).is_err());
}

#[test]
fn hostile_rows_are_rejected_each_with_its_line_and_bytes() {
    let mut content = b"\xEF\xBB\xBFid,label\r\n1,fine\r\n2,\x1b[31mred\r\n".to_vec();
    content.extend_from_slice(b"3,\xFF\r\n4,a,b\r\n,fine\r\n\r\n5,");
    content.extend_from_slice("x".repeat(65).as_bytes());
    content.extend_from_slice(b"\r\n6,ok");
    let file = read("hostile.csv", &content).unwrap();
    assert_eq!(said(&file), ["2 1 hostile=fine", "9 6 hostile=ok"]);
    let rejects: Vec<(u64, &[u8])> = file
        .rejects
        .iter()
        .map(|reject| (reject.position.line, reject.raw.as_slice()))
        .collect();
    assert_eq!(rejects[0], (3, b"2,\x1b[31mred".as_slice()));
    assert_eq!(rejects[1], (4, b"3,\xFF".as_slice()));
    let lines: Vec<u64> = rejects.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 8]);
    assert_eq!((file.read, file.blank), (8, 1));
    assert!(file.adds_up());
}

#[test]
fn files_that_hold_nothing_say_so() {
    for (name, content, words) in [
        ("a.csv", "", "empty"),
        ("a.csv", "id,label\n", "holds no rows"),
        ("a.csv", "id,label\n1,\n", "no row has a label"),
        ("a.csv", "id,id\n1,\n", "two columns are called \"id\""),
        ("a.csv", "id,label\n1,\"a\n2,b\n", "never closes"),
        ("a.csv", "id,label\n,b\n", "names no item"),
        ("a.jsonl", "[1]\n", "not a JSON object"),
    ] {
        let error = read(name, content).unwrap_err();
        assert!(error.to_string().contains(words), "{content:?}: {error}");
    }
    let missing = read_labels(Path::new("/nowhere/x.csv"), &LabelChoice::default(), &[]);
    assert!(matches!(missing, Err(Error::Io { .. })));
}

#[test]
fn the_same_bytes_read_in_another_way_are_another_source() {
    let content = "id,label,gold\n1,a,b\n";
    let choice = LabelChoice {
        label: Some("gold".into()),
        ..LabelChoice::default()
    };
    let (one, other) = (read("x.csv", content), read_as("x.csv", content, &choice));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.hash, other.hash);
    assert_ne!(one.reading, other.reading);
    let choice = LabelChoice {
        label: Some("label".into()),
        ..LabelChoice::default()
    };
    let told = read_as("x.csv", content, &choice).unwrap();
    assert_eq!(one.reading, told.reading, "guessed or told, it is the same");
}
