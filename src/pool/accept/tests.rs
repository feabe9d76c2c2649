//! Checks that every row is accounted for, whatever the file holds.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::pool::Reading;
use crate::pool::rows::rows_of;
use crate::pool::{Limits, choose_columns, read_rows};

fn choice(text: &[&str], id: Option<&str>, label: Option<&str>) -> Columns {
    Columns {
        text: text.iter().map(|name| (*name).to_owned()).collect(),
        id: id.map(str::to_owned),
        label: label.map(str::to_owned),
        ..Columns::default()
    }
}

fn import(source: &str, choice: &Columns, already: &Items) -> Result<Import> {
    let limits = Limits::default();
    let rows = rows_of(Path::new("r.csv"), Format::Csv, source.into(), &limits).unwrap();
    let import = accept(rows, choice, already)?;
    assert!(import.adds_up());
    Ok(import)
}

fn ids(import: &Import) -> Vec<&str> {
    import.items.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn the_same_id_is_the_same_item_or_an_error() {
    let source = "id,text,more\n42,good,a\n7,fine,b\n42,good,c\n42,bad,d\n8, ,e\n";
    let import = import(
        source,
        &choice(&["text"], Some("id"), None),
        &Items::default(),
    )
    .unwrap();
    assert_eq!(ids(&import), ["42", "7"]);
    assert_eq!((import.rejects.len(), import.blank), (2, 1));
    assert_eq!(import.rejects[0].reason, "repeats line 2: same id and text");
    assert_eq!(import.rejects[0].raw, b"42,good,c");
    let reject = &import.rejects[1];
    assert_eq!(
        reject.reason,
        "id \"42\" already used at line 2 with other text"
    );
    assert_eq!(reject.raw, b"42,bad,d");
    assert_eq!(reject.position.line, 5);
    assert_eq!(import.items[0].fields, [("more".into(), "a".into())]);
    assert_eq!(
        import.counts(),
        "read 5 = accepted 2 + rejected 2 + blank 1"
    );
}

#[test]
fn ids_made_from_texts_are_the_same_on_every_import() {
    let source = "text,n\nsame,1\nother,2\nsame,3\nsame,4\n";
    let choice = choice(&["text"], None, None);
    let first = import(source, &choice, &Items::default()).unwrap();
    let stem = &blake3::hash(b"same").to_hex()[..12];
    assert_eq!(first.items[0].id, stem);
    assert_eq!(first.items[2].id, format!("{stem}-2"));
    assert_eq!(first.items[3].id, format!("{stem}-3"));
    let already = Items::new(first.items, |_| false);
    let again = import(&format!("{source}new,5\n"), &choice, &already).unwrap();
    assert_eq!((again.items.len(), again.rejects.len()), (1, 4));
    let error = import(source, &choice, &already).unwrap_err();
    assert!(error.to_string().contains("in the project"), "{error}");
}

#[test]
fn an_id_of_an_earlier_import_cannot_get_another_text() {
    let choice = choice(&["text"], Some("id"), None);
    let first = import("id,text\n1,a\n", &choice, &Items::default()).unwrap();
    let already = Items::new(first.items, |_| false);
    let next = import("id,text\n1,b\n1,a\n2,c\n", &choice, &already).unwrap();
    assert_eq!(ids(&next), ["2"]);
    assert!(next.rejects[0].reason.contains("already in the project"));
    assert!(next.rejects[1].reason.contains("same id and text"));
}

#[test]
fn several_texts_are_joined_in_the_order_asked_for() {
    let source = "body,title\nlong,short\n,alone\n\"  \",\n";
    let choice = choice(&["title", "body"], None, None);
    let import = import(source, &choice, &Items::default()).unwrap();
    assert_eq!(import.items[0].text, "short\n\nlong");
    assert_eq!(import.items[1].text, "alone");
    assert_eq!(import.blank, 1);
    assert!(import.items[0].fields.is_empty());
}

#[test]
fn labels_are_trimmed_checked_and_never_cost_an_item() {
    let long = "x".repeat(65);
    let source = format!("text,y\na, spam \nb,\nc,{long}\nd,\"s\np\"\na,ham\n");
    let choice = choice(&["text"], Some("text"), Some("y"));
    let import = import(&source, &choice, &Items::default()).unwrap();
    assert_eq!(import.labels, [Some("spam".into()), None, None, None]);
    assert!(
        import.notes[0].contains("2 labels cannot be"),
        "{:?}",
        import.notes
    );
    assert!(import.notes[0].contains("line 4"));
    assert!(import.notes[1].contains("another label"));
}

#[test]
fn a_missing_id_is_made_and_said() {
    let source = "id,text\n1,a\n,b\n";
    let choice = choice(&["text"], Some("id"), None);
    let import = import(source, &choice, &Items::default()).unwrap();
    assert_eq!(import.items[1].id.len(), ID_DIGITS);
    assert!(import.notes[0].contains("1 row without an id"));
}

#[test]
fn nothing_to_import_is_an_error_that_says_what_happened() {
    let choice = choice(&["text"], None, None);
    for (source, words) in [
        ("id,text\n", "holds no rows"),
        ("id,text\n1,\n", "no row has a text (read 1 = accepted 0"),
        ("id,text\n1,a,b\n", "r.csv:2:1: nothing to import"),
    ] {
        let error = import(source, &choice, &Items::default()).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.next_step().is_empty());
    }
    let none = Columns::default();
    let error = import("id,text\n1,a\n", &none, &Items::default()).unwrap_err();
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn a_file_is_read_guessed_and_accepted_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.jsonl");
    let source = "{\"id\":123456789012345678901234567890,\"text\":\"a\"}\n\
                  {\"id\":123456789012345678901234567891,\"text\":\"b\"}\n\
                  {\"id\":2,\"text\":\"c\",\"text\":\"d\"}\n\n";
    fs::write(&path, source).unwrap();
    let rows = read_rows(&path, &Reading::default()).unwrap();
    let guess = choose_columns(&rows, &Columns::default()).unwrap();
    let import = accept(rows, &guess.columns, &Items::default()).unwrap();
    assert_eq!(import.items[1].id, "123456789012345678901234567891");
    assert_eq!((import.read, import.blank, import.rejects.len()), (4, 1, 1));
}

/// Bytes that are likely to mean something to a reader of rows.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(b"\"\",,\n\n\r\r\t{}[]::\\ a1\0\xFF\xC3\xA9;".to_vec());
    let byte = prop_oneof![8 => telling, 1 => any::<u8>()];
    let phrase = prop::sample::select(vec![
        b"{\"id\":1,\"text\":\"a\"}\n".to_vec(),
        b"{\"text\":\"b\"}\r\n".to_vec(),
        b"1,\"x \"\"y\"\"\"\n".to_vec(),
        b"2,z\r\n".to_vec(),
        b"\xEF\xBB\xBF".to_vec(),
    ]);
    let piece = prop_oneof![3 => byte.prop_map(|byte| vec![byte]), 2 => phrase];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn account_for(format: Format, source: &[u8]) {
    let limits = Limits {
        max_record_bytes: 64,
        ..Limits::default()
    };
    let Ok(rows) = rows_of(Path::new("soup"), format, source.into(), &limits) else {
        return;
    };
    assert!(rows.adds_up());
    // Nothing is lost: outside of rows and rejects there is only white space and the header.
    let mut shown: Vec<(usize, usize)> = rows
        .rows
        .iter()
        .map(|row| (row.position.byte as usize, rows.raw(row).len()))
        .chain(
            rows.rejects
                .iter()
                .map(|reject| (reject.position.byte as usize, reject.raw.len())),
        )
        .collect();
    shown.sort_unstable();
    for reject in &rows.rejects {
        let begin = reject.position.byte as usize;
        assert_eq!(source[begin..begin + reject.raw.len()], reject.raw);
    }
    for pair in shown.windows(2) {
        let between = &source[pair[0].0 + pair[0].1..pair[1].0];
        assert!(between.iter().all(u8::is_ascii_whitespace), "{between:?}");
    }
    let guess = choose_columns(&rows, &Columns::default()).unwrap();
    if let Ok(import) = accept(rows, &guess.columns, &Items::default()) {
        assert!(import.adds_up());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_csv_adds_up(source in soup(), with_header in any::<bool>()) {
        let header: &[u8] = if with_header { b"id,text\n" } else { b"" };
        account_for(Format::Csv, &[header, &source].concat());
    }

    #[test]
    fn any_tsv_adds_up(source in soup()) {
        account_for(Format::Tsv, &[b"id\ttext\n", source.as_slice()].concat());
    }

    #[test]
    fn any_jsonl_adds_up(source in soup()) {
        account_for(Format::Jsonl, &source);
    }
}
