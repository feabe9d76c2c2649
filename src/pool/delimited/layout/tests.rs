//! Tables as spreadsheets and people write them.

use std::path::Path;

use crate::error::Result;
use crate::pool::format::Format;
use crate::pool::rows::{Limits, Rows, rows_of};

fn read_as(format: Format, text: &str) -> Result<Rows> {
    rows_of(Path::new("t.csv"), format, text.into(), &Limits::default())
}

fn rows(text: &str) -> Rows {
    read_as(Format::Csv, text).unwrap()
}

#[test]
fn what_cuts_the_lines_alike_separates_the_columns() {
    for text in [
        "id|text|label\n1|late, again|neg\n2|fine|pos\n3|so, so, so|pos\n",
        "id;text;label\n1;late, again;neg\n2;fine;pos\n",
        "id\ttext\tlabel\n1\tlate; again\tneg\n2\tfine\tpos\n",
        "sep=|\nid|text|label\n1|a|x\n2|b|y\n",
        "\"sep=;\"\r\nid;text;label\r\n1;a;x\r\n",
        "sep=\t\nid\ttext\tlabel\n1\ta\tx\n",
    ] {
        let rows = rows(text);
        assert_eq!(rows.columns, ["id", "text", "label"], "{text}");
        assert!(rows.rejects.is_empty() && !rows.notes.is_empty());
    }
    assert_eq!(rows("text\na|b\nc\n").columns, ["text"]);
    let tags = rows("id,tags\n1,a;b;c\n2,d;e;f\n");
    assert_eq!(tags.rows[0].get("tags"), Some("a;b;c"));
    let after = rows("sep=;\nid;text\n1;a\nx\n");
    assert_eq!(after.rejects[0].position.line, 4);
}

#[test]
fn titles_above_the_names_are_refused_with_their_line() {
    for (text, line) in [
        (
            "Export of survey 12\nGenerated today\n\nid,text,n\n1,a,2\n2,b,3\n3,c,4\n",
            4,
        ),
        ("Survey,,\n,,\nid,text,n\n1,a,2\n2,b,3\n3,c,4\n", 3),
        ("# made by a tool\nid;text;n\n1;a;2\n2;b;3\n3;c;4\n", 2),
    ] {
        let error = read_as(Format::Csv, text).unwrap_err();
        assert!(
            error.to_string().contains(&format!("line {line}")),
            "{error}"
        );
        assert!(error.next_step().contains(&format!("--header {line}")));
    }
}

#[test]
fn a_first_row_of_data_is_a_row() {
    let rows = read_as(
        Format::Tsv,
        "ham\tsee you later\nspam\twin a cruise\nham\tok then\nham\tyes\nspam\tclick\n",
    )
    .unwrap();
    assert_eq!(rows.columns, ["column 1", "column 2"]);
    assert_eq!(rows.rows.len(), 5);
    assert!(rows.notes[0].contains("--header 1"), "{:?}", rows.notes);
}
