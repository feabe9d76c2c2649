//! Documents of every shape that programs write.

use std::path::Path;

use crate::error::Result;
use crate::pool::format::Format;
use crate::pool::rows::{Limits, Rows, rows_of};

fn read(text: &str) -> Result<Rows> {
    let rows = rows_of(
        Path::new("d.json"),
        Format::Json,
        text.into(),
        &Limits::default(),
    )?;
    assert!(rows.adds_up());
    Ok(rows)
}

fn texts(text: &str) -> Vec<String> {
    let rows = read(text).unwrap();
    let texts = rows.rows.iter().map(|row| row.get("text").unwrap_or("-"));
    texts.map(str::to_owned).collect()
}

#[test]
fn arrays_and_objects_over_several_lines_are_rows() {
    for text in [
        r#"[{"text":"a"},{"text":"b"}]"#,
        "[\n  {\n    \"text\": \"a\"\n  },\n  {\n    \"text\": \"b\"\n  },\n]\n",
        "{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n",
        r#"{"text":"a"}{"text":"b"}"#,
        r#"{"version":1,"items":[{"text":"a"},{"text":"b"}]}"#,
        r#"{"text":{"0":"a","1":"b"},"n":{"0":1,"1":NaN}}"#,
        r#"{"text":["a","b"],"label":[null,"x"]}"#,
        r#"{"7":{"text":"a"},"9":{"text":"b","n":1}}"#,
    ] {
        assert_eq!(texts(text), ["a", "b"], "{text}");
    }
    let rows = read("[\n {\"text\":\"a\"},\n\n {\"text\":\"]}\\\"\"}]").unwrap();
    assert_eq!(rows.rows[1].position.line, 4);
    assert_eq!(rows.raw(&rows.rows[0]), br#"{"text":"a"}"#);
    assert_eq!(rows.rows[1].get("text"), Some("]}\""));
}

#[test]
fn an_object_that_is_wrong_costs_one_row() {
    let rows = read(r#"[{"text":"a"},{"text":oops},7,{"text":"b"}]"#).unwrap();
    assert_eq!((rows.rows.len(), rows.rejects.len()), (2, 2));
    assert_eq!(rows.rejects[1].reason, "the value is not a JSON object");
    assert_eq!(rows.rejects[0].raw, br#"{"text":oops}"#);
}

#[test]
fn what_says_not_what_its_rows_are_is_refused_with_what_to_do() {
    for (text, words, next) in [
        (r#"[{"text":"a"},{"text":"b"#, "never closes", "cut off"),
        (r#"[["a","b"],["c","d"]]"#, "no names", "objects"),
        (r#"{"a":[{"x":1}],"b":[{"y":1}]}"#, "a, b", "jq"),
        (
            r#"{"columns":["t"],"index":[0],"data":[["a"]]}"#,
            "split",
            "records",
        ),
        (r#"{"x":{"p":1},"y":{"p":2}}"#, "does not say", "jq"),
        (
            r#"{"text":["a"],"n":[1,2]}"#,
            "different lengths",
            "own object",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.to_string().contains(words), "{text}: {error}");
        assert!(error.next_step().contains(next), "{}", error.next_step());
    }
}
