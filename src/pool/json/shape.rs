//! Tells JSON lines from a JSON document, and both from anything else.

use serde_json::value::RawValue;

use super::mend::mend;

/// What a text is as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pool) enum Shape {
    /// One object a line.
    Lines,
    /// An array, objects over several lines, or one object alone.
    Document,
    /// No JSON.
    None,
}

/// What a text is, by its beginning; of one that is cut off, the last line does not count.
pub(in crate::pool) fn shape(text: &[u8], is_beginning: bool) -> Shape {
    match text.first() {
        Some(b'[') => Shape::Document,
        Some(b'{') => {
            let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
            let first = lines.next().unwrap_or_default();
            let is_alone = lines.all(<[u8]>::is_empty);
            match (is_value(first), is_alone) {
                // One long object may be a whole table.
                (true, true) if !is_beginning => Shape::Document,
                (true, _) => Shape::Lines,
                // A first line that is damaged is told when it is read.
                (false, false) if !first.ends_with(b"{") && has_closed(first) => Shape::Lines,
                (false, _) => Shape::Document,
            }
        }
        _ => Shape::None,
    }
}

/// Whether a text can be nothing else than JSON, however its file is called.
pub(in crate::pool) fn is_surely(text: &[u8]) -> bool {
    let after = text.get(1..).unwrap_or_default().trim_ascii_start();
    match text.first() {
        Some(b'{') => after.starts_with(b"\"") && after.contains(&b':'),
        Some(b'[') => {
            after.starts_with(b"{\"") || after.starts_with(b"{\n") || after.starts_with(b"{ ")
        }
        _ => false,
    }
}

fn is_value(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else {
        return false;
    };
    let parses = |text: &str| serde_json::from_str::<&RawValue>(text).is_ok();
    parses(line) || mend(line).is_some_and(|(text, _)| parses(&text))
}

fn has_closed(line: &[u8]) -> bool {
    line.ends_with(b"}") || line.ends_with(b"},")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_documents_and_others_are_told_apart() {
        for (text, wanted) in [
            ("{\"a\":1}\n{\"a\":2}\n", Shape::Lines),
            ("{\"a\":NaN}\n{\"a\":2}\n", Shape::Lines),
            ("{\"a\":oops}\n{\"a\":2}\n", Shape::Lines),
            ("{\"a\":1}", Shape::Document),
            ("{\n \"a\":1\n}\n{\n \"a\":2\n}\n", Shape::Document),
            (
                "{\"a\":1,\n\"b\":2}\n{\"a\":1,\n\"b\":2}\n",
                Shape::Document,
            ),
            ("[{\"a\":1}]", Shape::Document),
            ("a,b\n1,2\n", Shape::None),
            ("", Shape::None),
        ] {
            assert_eq!(shape(text.as_bytes(), false), wanted, "{text}");
        }
        assert_eq!(shape(b"{\"a\":1}", true), Shape::Lines);
        assert!(is_surely(b"[\n {\"a\":1}]") && !is_surely(b"[note],x") && !is_surely(b"{x},y"));
    }
}
