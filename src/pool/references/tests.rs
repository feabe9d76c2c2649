//! Records as reference managers, PubMed and screening tools write them.

use std::path::Path;

use super::*;
use crate::pool::columns::{Columns, choose_columns};
use crate::pool::rows::{Limits, peek_rows, read_rows, rows_of};

fn rows(format: Format, text: &str) -> Rows {
    assert_eq!(
        format_of(text.trim_start_matches('\u{FEFF}').as_bytes()),
        Some(format)
    );
    let limits = Limits::default();
    let rows = rows_of(Path::new("r"), format, text.into(), &limits).unwrap();
    assert!(rows.adds_up());
    rows
}

const TWO: &str = "TY  - JOUR\r\nTI  - Sleep and shift work\r\nAU  - Berg, A.\r\nAU  - Costa, B.\r\n\
    AB  - We asked nurses.\r\nThey slept little.\r\nPY  - 2019/03/01/\r\nKW  - sleep\r\nKW  - work\r\n\
    DO  - 10.1/x\r\nN1  - <p>ASReview_relevant</p>\r\nXX  - kept in the bytes\r\nER  - \r\n\r\n\
    TY  - JOUR\r\nT1  - Bridges\r\nN2  - Steel.\r\nN1  - ASReview_irrelevant read twice\r\nER  -\r\n";

#[test]
fn ris_records_are_rows_with_plain_names_and_their_own_bytes() {
    let rows = rows(Format::Ris, TWO);
    assert_eq!((rows.read, rows.rows.len(), rows.rejects.len()), (2, 2, 0));
    let first = &rows.rows[0];
    for (name, value) in [
        ("title", "Sleep and shift work"),
        ("abstract", "We asked nurses.\nThey slept little."),
        ("authors", "Berg, A.; Costa, B."),
        ("keywords", "sleep; work"),
        ("year", "2019"),
        ("doi", "10.1/x"),
        ("label", "relevant"),
    ] {
        assert_eq!(first.get(name), Some(value), "{name}");
    }
    assert_eq!(first.get("notes"), None, "the decision is not shown");
    assert!(String::from_utf8_lossy(rows.raw(first)).contains("XX  - kept in the bytes"));
    let second = &rows.rows[1];
    assert_eq!(second.get("title"), Some("Bridges"));
    assert_eq!(second.get("abstract"), Some("Steel."));
    assert_eq!(second.get("label"), Some("irrelevant"));
    assert_eq!(second.get("notes"), Some("read twice"));
    assert_eq!(second.position.line, 15);
    assert!(
        rows.notes
            .iter()
            .any(|note| note.starts_with("2 records with a decision"))
    );
}

#[test]
fn what_was_not_screened_has_no_label_and_contradictions_are_rejected() {
    let of = |note: &str| format!("TY  - JOUR\nTI  - A\nN1  - {note}\nER  - \n");
    let unseen = rows(Format::Ris, &of("ASReview_not_seen"));
    assert_eq!(unseen.rows[0].get("label"), None);
    assert!(unseen.notes.is_empty());
    let both = rows(Format::Ris, &of("ASReview_relevant ASReview_irrelevant"));
    assert!(both.rejects[0].reason.contains("several decisions"));
}

#[test]
fn a_record_that_does_not_end_is_rejected_alone() {
    let text = "TY  - JOUR\nTI  - Open\nTY  - JOUR\nTI  - Closed\nER  - \nTY  - JOUR\nTI  - Cut";
    let rows = rows(Format::Ris, text);
    assert_eq!((rows.read, rows.rows.len(), rows.rejects.len()), (3, 1, 2));
    assert_eq!(rows.rows[0].get("title"), Some("Closed"));
    assert!(rows.rejects[0].reason.contains("no end"));
    assert_eq!(rows.rejects[0].raw, b"TY  - JOUR\nTI  - Open");
    assert_eq!(rows.rejects[1].position.line, 6);
}

#[test]
fn pubmed_records_are_read_with_their_folded_lines() {
    let text = "PMID- 31\nOWN - NLM\nTI  - A long title that\n      goes on.\nAB  - Text - with a dash.\n\
        FAU - Ito, Kei\nAU  - Ito K\nDP  - 2021 Mar\nLID - S1-2 [pii]\nLID - 10.2/y [doi]\nMH  - Mice\n\
        OT  - maze\n\nPMID- 32\nTI  - Second.\n";
    let rows = rows(Format::Nbib, text);
    assert_eq!((rows.read, rows.rows.len()), (2, 2));
    for (name, value) in [
        ("pmid", "31"),
        ("title", "A long title that goes on."),
        ("abstract", "Text - with a dash."),
        ("authors", "Ito, Kei"),
        ("year", "2021"),
        ("doi", "10.2/y"),
        ("keywords", "Mice; maze"),
    ] {
        assert_eq!(rows.rows[0].get(name), Some(value), "{name}");
    }
    assert_eq!(rows.rows[1].position.line, 14);
}

#[test]
fn a_file_is_known_by_its_first_record_and_its_columns_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("found.txt");
    let mut text = "\u{FEFF}".to_owned();
    for number in 0..20 {
        let decision = if number % 4 == 0 {
            "relevant"
        } else {
            "irrelevant"
        };
        text += &format!(
            "TY  - JOUR\r\nTI  - Study {number}\r\nAB  - What was seen in place {number}.\r\n\
             N1  - ASReview_{decision}\r\nER  - \r\n\r\n"
        );
    }
    std::fs::write(&path, text).unwrap();
    let rows = read_rows(&path, &Reading::default()).unwrap();
    assert_eq!((rows.format, rows.rows.len()), (Format::Ris, 20));
    assert!(rows.rejects.is_empty());
    let guess = choose_columns(&rows, &Columns::default()).unwrap();
    assert_eq!(guess.columns.text, ["title", "abstract"]);
    assert_eq!(guess.columns.label.as_deref(), Some("label"));
    let first = peek_rows(&path, 300).unwrap();
    assert!(first.rejects.is_empty() && !first.rows.is_empty());
}
