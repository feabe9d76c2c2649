//! Checks that delimited files keep every row, or say which one they lost.

use std::path::Path;

use super::*;
use crate::pool::rows::rows_of;

fn read_as(format: Format, source: &[u8]) -> Result<Rows> {
    let limits = Limits {
        max_record_bytes: 200_000,
        ..Limits::default()
    };
    let rows = rows_of(Path::new("r.csv"), format, source.into(), &limits)?;
    assert!(rows.adds_up());
    Ok(rows)
}

fn rows(source: &[u8]) -> Rows {
    read_as(Format::Csv, source).unwrap()
}

fn texts(rows: &Rows) -> Vec<&str> {
    rows.rows
        .iter()
        .map(|row| row.get("text").unwrap())
        .collect()
}

#[test]
fn fields_are_the_bytes_of_the_file_and_row_ends_are_not() {
    let rows = rows(b"\xEF\xBB\xBFid,text\r\n1,\" a \"\"b\"\"\r\nc \"\r\n2,=1+1\r\n");
    assert_eq!(rows.columns, ["id", "text"]);
    assert_eq!(texts(&rows), [" a \"b\"\r\nc ", "=1+1"]);
    assert_eq!(rows.rows[1].position.line, 4);
    assert_eq!(rows.raw(&rows.rows[1]), b"2,=1+1");
    assert_eq!(rows.rows[0].position.byte, 12);
    assert!(rows.notes[0].contains("byte order mark"));
}

#[test]
fn ragged_rows_are_rejected_and_not_padded() {
    let rows = rows(b"id,text\n1\n2,ok\n3,a,b\n");
    assert_eq!(texts(&rows), ["ok"]);
    assert_eq!(rows.rejects[0].reason, "1 field where the header has 2");
    assert_eq!(rows.rejects[1].reason, "3 fields where the header has 2");
    assert_eq!(rows.rejects[1].position.line, 4);
    assert_eq!(rows.rejects[1].raw, b"3,a,b");
}

#[test]
fn invalid_bytes_cost_one_row() {
    let rows = rows(b"id,text\n1,a\xFFb\n2,a\0b\n3,ok\n");
    assert_eq!(texts(&rows), ["ok"]);
    let first = &rows.rejects[0];
    assert_eq!((first.position.line, first.position.column), (2, 4));
    assert!(first.reason.contains("byte 0xFF at file offset 11"));
    assert_eq!(first.raw, b"1,a\xFFb");
    assert!(rows.rejects[1].reason.contains("NUL"));
}

#[test]
fn empty_lines_are_blank_rows_and_counted() {
    let rows = rows(b"\nid,text\n\n1,a\r\n\r\n  \n2,b\n,\n\n");
    // The last but one is a row whose text is empty, for `accept` to find blank.
    assert_eq!((rows.read, rows.blank, rows.rows.len()), (8, 5, 3));
    assert_eq!(rows.rows[1].position.line, 7);
}

#[test]
fn an_unclosed_quote_refuses_the_whole_import() {
    let to_the_end = b"id,text\n1,\"never closed\n2,b\n3,c\n".as_slice();
    let to_the_next = b"id,text\n1,\"never closed\n2,b\n3,\"c\"\n4,d\n".as_slice();
    for source in [to_the_end, to_the_next] {
        let error = read_as(Format::Csv, source).unwrap_err();
        assert_eq!(
            error.to_string(),
            "r.csv:2:3: opened quote at line 2 never closes; 2 lines would be swallowed"
        );
        assert!(error.next_step().contains("close that quote"));
    }
}

#[test]
fn a_vast_field_is_refused_only_when_the_quotes_do_not_pair_up() {
    let vast = format!("id,text\n1,\"{}\",\n2,b\n", "x\n".repeat(25));
    assert_eq!(rows(vast.as_bytes()).rejects.len(), 1);
    let odd = format!("id,text\n1,\"{}\"\n2,5\" disk\n", "x\n".repeat(25));
    let error = read_as(Format::Csv, odd.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("25 lines"), "{error}");
    let long = format!("id,text\n1,\"{}\"\n2,5\" disk\n", "x".repeat(70_000));
    assert!(read_as(Format::Csv, long.as_bytes()).is_err());
}

#[test]
fn a_misplaced_quote_within_one_row_costs_that_row() {
    let rows = rows(b"id,text\n1,\"a\"b\n2,5\" disk\n3,\"open\n");
    assert_eq!(texts(&rows), ["5\" disk"]);
    assert!(rows.rejects[0].reason.contains("follows a closing quote"));
    assert_eq!(rows.rejects[0].position.column, 6);
    assert!(rows.rejects[1].reason.contains("never closes"));
}

#[test]
fn headers_are_told_apart_or_refused() {
    let renamed = rows(b",text, label \n1,a,x\n");
    assert_eq!(renamed.columns, ["column 1", "text", "label"]);
    assert!(renamed.notes[0].contains("column 1"));
    let error = read_as(Format::Csv, b"text,text\na,b\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "r.csv:1: two columns are called \"text\""
    );
    assert!(read_as(Format::Csv, b"te\xFFxt\na\n").is_err());
    assert!(read_as(Format::Csv, b"\n\n").is_err());
    assert!(rows(b"1,good film\n2,bad\n").notes[0].contains("names no columns"));
}

#[test]
fn the_delimiter_is_the_extensions_unless_the_header_says_otherwise() {
    let tabs = read_as(Format::Tsv, b"id\ttext\n1\ta, b\n").unwrap();
    assert_eq!(texts(&tabs), ["a, b"]);
    let error = read_as(Format::Tsv, b"id\ttext\n1\t\"a\n2\tb\n").unwrap_err();
    assert!(error.next_step().contains("sed 's/\"/\"\"/g; s/\\t/"));
    let semicolons = rows(b"id;text\n1;a, b\n");
    assert_eq!(texts(&semicolons), ["a, b"]);
    assert!(semicolons.notes[0].contains("semicolons"));
}

#[test]
fn a_lone_carriage_return_ends_a_row_and_a_long_row_is_rejected() {
    assert_eq!(texts(&rows(b"id,text\n1,a\r2,b\n")), ["a", "b"]);
    let long = format!("id,text\n1,{}\n2,b\n", "x".repeat(200_000));
    let rows = rows(long.as_bytes());
    assert_eq!(texts(&rows), ["b"]);
    assert!(rows.rejects[0].reason.contains("max_record_bytes"));
}

fn one(row: &str) -> Quoted {
    let fields = quoted_fields(row.as_bytes(), b',');
    assert_eq!(fields.len(), 1, "{row}");
    fields[0]
}

#[test]
fn closed_quotes_are_no_concern() {
    for row in [
        "1,\"a\"",
        "\"a \"\"b\"\" c\",2",
        "\"\",x",
        "1,\"two\nlines\",2",
        "1,\"a\"\"\"",
    ] {
        let field = one(row);
        assert!(field.closed.is_some() && !field.trailing, "{row}");
        assert!(!field.swallows());
    }
    assert!(quoted_fields(b"5\" disk,7\"", b',').is_empty());
    assert_eq!(quoted_fields(b"\"a\",b,\"c\"", b',').len(), 2);
}

#[test]
fn an_open_quote_swallows_only_when_it_takes_in_a_line() {
    assert!(one("1,\"never\n2,fine").swallows());
    assert!(one("1,\"never\n2,fine\n3,\"quoted\"").swallows());
    assert!(!one("1,\"never").swallows());
    assert!(one("1,\"a\"b").trailing);
}

#[test]
fn a_field_of_many_lines_or_bytes_is_vast() {
    let lines = format!("1,\"{}\"", "x\n".repeat(21));
    assert!(one(&lines).is_vast(lines.as_bytes()));
    let bytes = format!("1,\"{}\"", "x".repeat(MANY_BYTES));
    assert!(one(&bytes).is_vast(bytes.as_bytes()));
    let plain = "1,\"a\nb\"";
    assert!(!one(plain).is_vast(plain.as_bytes()));
}
