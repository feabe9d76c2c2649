//! Is every quote in this row closed where it should be?
//!
//! A reader of delimited text takes a quote that nobody closed as the start of a field that
//! runs over all following rows, and says nothing. Here the quoted fields of one row are found
//! again, by the same rules, with where they end and what follows. Invariant: only the bytes of
//! a row that holds a quote are looked at, so an ordinary file pays nothing.

use super::bytes::newlines;

/// More line feeds in one quoted field than a person would mean.
const MANY_LINES: u64 = 20;
/// More bytes in one quoted field than a person would mean.
const MANY_BYTES: usize = 64 * 1024;

/// A field that begins with a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The offset of the opening quote.
    pub(super) opened: usize,
    /// The offset of the closing quote; without one, the field runs to the end of the file.
    pub(super) closed: Option<usize>,
    /// Something other than a delimiter or row end follows the closing quote.
    pub(super) trailing: bool,
    /// The line feeds within.
    pub(super) lines: u64,
}

impl Quoted {
    /// Whether the quote has surely taken in rows that are not its own.
    pub(super) fn swallows(&self) -> bool {
        self.lines > 0 && (self.closed.is_none() || self.trailing)
    }

    /// Whether it may have, if the quotes of the whole file do not pair up.
    pub(super) fn is_vast(&self, row: &[u8]) -> bool {
        let end = self.closed.unwrap_or(row.len());
        self.lines > MANY_LINES || end - self.opened > MANY_BYTES
    }
}

/// The quoted fields of one row, in order.
pub(super) fn quoted_fields(row: &[u8], delimiter: u8) -> Vec<Quoted> {
    let mut fields = Vec::new();
    let mut at = 0;
    while at < row.len() {
        if row[at] == b'"' {
            let field = quoted_field(row, at, delimiter);
            fields.push(field);
            let Some(closed) = field.closed else { break };
            at = closed + 1;
        }
        // On to the next delimiter: a quote inside an unquoted field is text.
        match row[at..].iter().position(|byte| *byte == delimiter) {
            Some(distance) => at += distance + 1,
            None => break,
        }
    }
    fields
}

fn quoted_field(row: &[u8], opened: usize, delimiter: u8) -> Quoted {
    let mut at = opened + 1;
    let mut closed = None;
    while at < row.len() {
        if row[at] != b'"' {
            at += 1;
        } else if row.get(at + 1) == Some(&b'"') {
            at += 2;
        } else {
            closed = Some(at);
            break;
        }
    }
    let next = closed.and_then(|end| row.get(end + 1));
    Quoted {
        opened,
        closed,
        trailing: next.is_some_and(|byte| *byte != delimiter && !matches!(byte, b'\r' | b'\n')),
        lines: newlines(&row[opened..closed.unwrap_or(row.len())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
