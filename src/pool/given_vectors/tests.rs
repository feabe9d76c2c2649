//! Tests that each vector goes with the row it was made of.

use std::fs;

use super::*;
use crate::pool::rows::rows_of;
use crate::pool::{Format, Items, VectorSource, accept};

fn choice() -> Columns {
    Columns {
        text: vec!["text".into()],
        id: Some("id".into()),
        label: None,
        numbers: Vec::new(),
        vectors: Some(VectorSource::Imported),
        ..Columns::default()
    }
}

fn import(source: &str, choice: &Columns) -> (Import, RowNames) {
    let limits = Limits::default();
    let path = Path::new("data.csv");
    let rows = rows_of(path, Format::Csv, source.into(), &limits).unwrap();
    let names = RowNames::of(&rows, choice);
    (accept(rows, choice, &Items::default()).unwrap(), names)
}

fn given(name: &str, content: &[u8]) -> Result<GivenVectors> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    GivenVectors::read(&path, &Limits::default())
}

/// An empty line, a repeated row, a blank text and a broken row, beside three items.
const DATA: &str = "id,text\na,one\n\na,one\nb, \nbroken\n\"c\",three\nd,four\n";

#[test]
fn rows_are_counted_as_they_stand_in_the_file() {
    let (import, names) = import(DATA, &choice());
    let ids: Vec<&str> = import.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["a", "c", "d"]);
    let lines = "[0,1]\n[1,1]\n[2,1]\n[3,1]\n\n[4,1]\nnull\n";
    let vectors = given("v.jsonl", lines.as_bytes()).unwrap();
    let vectors = vectors.for_items(&import, &names).unwrap();
    assert_eq!(vectors.values(), [0.0, 1.0, 4.0, 1.0, 0.0, 0.0]);
    let five = given("v.jsonl", b"[1]\n[1]\n[1]\n[1]\n[1]").unwrap();
    let error = five.for_items(&import, &names).unwrap_err();
    assert!(
        error.to_string().contains("5 vectors") && error.to_string().contains("6 rows"),
        "{error}"
    );
}

#[test]
fn ids_find_their_items_in_any_order() {
    let (import, names) = import(DATA, &choice());
    let lines = "{\"id\":\"d\",\"vector\":[4]}\n{\"e\":[1],\"id\":\"a\"}\n{\"id\":\"b\",\"v\":[9]}";
    let vectors = given("v.ndjson", lines.as_bytes()).unwrap();
    let vectors = vectors.for_items(&import, &names).unwrap();
    assert_eq!(vectors.values(), [1.0, 0.0, 4.0]);
    for (more, words) in [
        (
            "{\"id\":\"x\",\"v\":[1]}",
            "v.ndjson:4: no row of data.csv has the id \"x\"",
        ),
        (
            "{\"id\":\"a\",\"v\":[1]}",
            "v.ndjson:4: the id \"a\" has a vector already, at line 2",
        ),
    ] {
        let vectors = given("v.ndjson", format!("{lines}\n{more}").as_bytes()).unwrap();
        let error = vectors.for_items(&import, &names).unwrap_err().to_string();
        let (_, told) = error.split_at(error.find("v.ndjson").unwrap());
        assert!(told.starts_with(words), "{error}");
    }
    let without_ids = Columns {
        id: None,
        ..choice()
    };
    let (import, names) = self::import("text\none\n", &without_ids);
    let vectors = given("v.jsonl", b"{\"id\":1,\"v\":[1]}").unwrap();
    let error = vectors.for_items(&import, &names).unwrap_err();
    assert!(error.next_step().contains("--id COL"), "{error}");
}

#[test]
fn lines_that_are_no_vectors_are_refused_with_their_place() {
    for (lines, words) in [
        (
            "[1,2]\n[1]\n",
            "v.jsonl:2: 1 number where the lines before have 2",
        ),
        (
            "[1]\n{\"id\":1,\"v\":[1]}\n",
            "v.jsonl:2: some lines have an id",
        ),
        (
            "{\"id\":1,\"v\":[1]}\n[1]\n",
            "v.jsonl:2: some lines have an id",
        ),
        ("[1]\n[1,NaN]", "v.jsonl:2: not a list"),
        ("[1, null]", "v.jsonl:1: number 2 is missing"),
        ("[1e300]", "v.jsonl:1: number 1 is infinite"),
        ("[[1]]", "v.jsonl:1: not a list"),
        ("{\"id\":1}", "v.jsonl:1: holds no list"),
        (
            "{\"id\":1,\"v\":[1],\"w\":[2]}",
            "v.jsonl:1: holds more than",
        ),
        ("{\"id\":[1],\"v\":[1]}", "v.jsonl:1: its id is neither"),
        (
            "{\"id\":1,\"id\":2,\"v\":[1]}",
            "v.jsonl:1: not a JSON object",
        ),
        ("[]", "v.jsonl:1: holds an empty list"),
        ("\n\n", "v.jsonl: holds no vector"),
        ("null\n", "v.jsonl: holds no vector"),
        ("\u{7}", "v.jsonl:1: not a list"),
    ] {
        let error = given("v.jsonl", lines.as_bytes()).unwrap_err();
        let told = error.to_string();
        let (_, told) = told.split_at(told.find("v.jsonl").unwrap());
        assert!(told.starts_with(words), "{told}");
        assert!(!error.next_step().is_empty());
    }
    assert!(given("v.jsonl", b"[1]\n\xFF\n").is_err());
    for name in ["v.npz", "v.csv", "v"] {
        assert!(given(name, b"[1]").is_err(), "{name}");
    }
}
