//! Mends what programs write for JSON that JSON does not know.
//!
//! Python writes NaN and Infinity for numbers that are none; JavaScript and people leave a comma too
//! many; half of a character beyond the 65,536th stands alone where a text was cut. Invariant: what
//! stands within a string is not touched but for that half, and all that is mended is counted.

use crate::pool::bytes::counted;

/// How often something was mended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mended {
    numbers: u64,
    commas: u64,
    halves: u64,
}

impl Mended {
    pub(super) fn add(&mut self, other: Self) {
        self.numbers += other.numbers;
        self.commas += other.commas;
        self.halves += other.halves;
    }

    /// What a person should know of it.
    pub(super) fn told(self) -> Vec<String> {
        let mut told = Vec::new();
        if self.numbers > 0 {
            let values = counted(self.numbers, "value");
            told.push(format!(
                "{values} written NaN or Infinity, which JSON does not know: read as none"
            ));
        }
        if self.commas > 0 {
            let commas = counted(self.commas, "comma");
            told.push(format!("{commas} before a closing bracket left out"));
        }
        if self.halves > 0 {
            let halves = counted(self.halves, "half character");
            told.push(format!("{halves} (a lone surrogate) read as U+FFFD"));
        }
        told
    }
}

/// Words that stand for numbers in other languages' JSON.
const NO_NUMBERS: [&str; 4] = ["-Infinity", "Infinity", "-NaN", "NaN"];

/// The text as JSON, with what was mended; `None` when nothing can be.
pub(super) fn mend(text: &str) -> Option<(String, Mended)> {
    let mut mended = Mended::default();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let end = string_end(rest);
            string(&rest[..end], &mut out, &mut mended);
            rest = &rest[end..];
            continue;
        }
        if c == ',' && rest[1..].trim_start().starts_with(['}', ']']) {
            mended.commas += 1;
            rest = &rest[1..];
            continue;
        }
        let is_within_word = out.ends_with(|before: char| before.is_alphanumeric());
        let word = NO_NUMBERS.iter().find(|word| rest.starts_with(**word));
        if let (Some(word), false) = (word, is_within_word) {
            out.push_str("null");
            mended.numbers += 1;
            rest = &rest[word.len()..];
            continue;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    (mended != Mended::default()).then_some((out, mended))
}

/// Where the string that a text begins with ends; at the text's end when it never does.
pub(super) fn string_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Copies a string, with halves of characters replaced.
fn string(text: &str, out: &mut String, mended: &mut Mended) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.halves += 1;
                out.push('\u{FFFD}');
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            // A backslash and what it escapes, which is one character of any width.
            (None, _) => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// The UTF-16 unit of an escape that a text begins with.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_and_people_write_becomes_json() {
        for (written, wanted, mended) in [
            (
                r#"{"a":NaN,"b":[-Infinity, Infinity]}"#,
                r#"{"a":null,"b":[null, null]}"#,
                (3, 0, 0),
            ),
            (r#"{"a":[1,2,],}"#, r#"{"a":[1,2]}"#, (0, 2, 0)),
            (r#"{"a":"x\ud83d"}"#, "{\"a\":\"x\u{FFFD}\"}", (0, 0, 1)),
            (
                r#"{"a":"\udc00\ud83d\ude00"}"#,
                "{\"a\":\"\u{FFFD}\\ud83d\\ude00\"}",
                (0, 0, 1),
            ),
        ] {
            let (text, found) = mend(written).unwrap();
            assert_eq!(text, wanted);
            assert_eq!((found.numbers, found.commas, found.halves), mended);
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            assert!(!found.told().is_empty());
        }
    }

    #[test]
    fn strings_and_sound_json_are_left_alone() {
        for written in [
            r#"{"a":"NaN, ] \\","b":"\\ud800","c":",}"}"#,
            r#"{"NaN":1}"#,
            r#"{"a":"never closed"#,
            r"\",
            "",
            "{\"a\":\"\\é\"}",
        ] {
            assert_eq!(mend(written), None, "{written}");
        }
    }
}
