//! Says when two spellings are one label's name, and what is no name at all.
//!
//! The same rule reads label columns, imports, answers and commands. Characters are compared in
//! Unicode's composed form, without the case of letters, the width of spaces and what joins letters
//! unseen; a number is its value, so `1.0` is `1`. Invariant: spellings are compared, never the names
//! of classes changed: two classes that are there stay two.

use unicode_normalization::UnicodeNormalization;

use super::NameProblem;
use crate::text::fold;

/// The longest name, in characters.
const LONGEST: usize = 64;

/// What data frames and spreadsheets write where there is no label, as they write it. A plain `none`
/// is a class in many data sets, and is none of these.
const MISSING: &[&str] = &[
    "NaN", "nan", "NAN", "None", "null", "NULL", "Null", "N/A", "n/a", "NA", "#N/A", "#NA", "<NA>",
    "NaT", "nil", "(null)", "\\N",
];

/// What stands where a label is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WrittenLabel {
    /// Nothing.
    Nothing,
    /// A name.
    Name(String),
    /// A list of several.
    Several,
    /// Something that cannot be a name.
    Unfit(NameProblem),
}

/// Reads what stands where a label is expected; a list of one is that one.
pub(crate) fn read_label(written: &str) -> WrittenLabel {
    let trimmed = trim(written);
    if trimmed.is_empty() {
        return WrittenLabel::Nothing;
    }
    if trimmed.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<serde_json::Value>>(trimmed)
    {
        return match list.as_slice() {
            [] | [serde_json::Value::Null] => WrittenLabel::Nothing,
            [serde_json::Value::String(one)] => named(one),
            [one @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))] => {
                named(&one.to_string())
            }
            _ => WrittenLabel::Several,
        };
    }
    named(trimmed)
}

fn named(written: &str) -> WrittenLabel {
    match label_name(written) {
        Ok(name) => WrittenLabel::Name(name),
        Err(NameProblem::Length) if trim(written).is_empty() => WrittenLabel::Nothing,
        Err(problem) => WrittenLabel::Unfit(problem),
    }
}

/// A name as it is kept: trimmed and composed.
///
/// # Errors
/// Why it cannot be a label's name.
pub(crate) fn label_name(written: &str) -> Result<String, NameProblem> {
    let name: String = trim(written).nfc().collect();
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(NameProblem::Length);
    }
    let chars: Vec<char> = name.chars().collect();
    let is_unseen = |(at, c): (usize, &char)| {
        if matches!(c, '\t' | '\n') {
            return true;
        }
        // Within a word a joiner is spelling, as in Persian, and it makes one emoji of several.
        let beside = |at: Option<usize>| at.and_then(|at| chars.get(at));
        let joins = is_joiner(*c)
            && beside(at.checked_sub(1)).is_some_and(|c| !c.is_whitespace())
            && beside(Some(at + 1)).is_none_or(|c| !c.is_whitespace());
        crate::text::is_hidden(*c) && !joins
    };
    if chars.iter().enumerate().any(is_unseen) {
        return Err(NameProblem::Invisible);
    }
    Ok(name)
}

/// What spellings of one name have in common.
pub(crate) fn spelling_key(name: &str) -> String {
    let seen: String = trim(name).nfc().filter(|c| !is_joiner(*c)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    let folded = fold(&words.join(" "));
    plain_number(&folded).unwrap_or(folded)
}

/// Whether a name is what programs write where there is no label.
pub(crate) fn is_missing_word(name: &str) -> bool {
    MISSING.contains(&trim(name))
}

/// A number by its value; not one with zeros before it, which is a code.
fn plain_number(text: &str) -> Option<String> {
    let digits = text.trim_start_matches(['-', '+']);
    let whole = digits.split('.').next()?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !whole.is_empty()
        && (whole == "0" || !whole.starts_with('0'))
        && text.len() - digits.len() <= 1
        // More digits than a float tells apart.
        && digits.len() <= 15;
    let value: f64 = is_plain.then(|| text.parse().ok()).flatten()?;
    Some(if value == 0.0 {
        "0".into()
    } else {
        value.to_string()
    })
}

/// The zero-width joiners and the choice between text and picture.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}')
}

/// Without what nobody sees at the ends; the end of an emoji is its own.
fn trim(name: &str) -> &str {
    let unseen = |c: char| {
        c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{200C}' | '\u{200D}')
    };
    name.trim_matches(unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_composed_and_without_what_nobody_sees_around_it() {
        for (written, name) in [
            ("  off topic ", "off topic"),
            ("\u{FEFF}spam\u{200B}", "spam"),
            ("cafe\u{301}", "café"),
            ("بی\u{200C}ربط", "بی\u{200C}ربط"),
            ("👩\u{200D}💻", "👩\u{200D}💻"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
            ("\u{A0}good\u{A0}", "good"),
        ] {
            assert_eq!(label_name(written).as_deref(), Ok(name), "{written:?}");
        }
        for bad in [
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{1b}[31m",
            "a \u{200D}b",
            "a\u{200C} b",
        ] {
            assert_eq!(label_name(bad), Err(NameProblem::Invisible), "{bad:?}");
        }
        assert_eq!(label_name(&"x".repeat(65)), Err(NameProblem::Length));
        assert_eq!(label_name(" \u{FEFF} "), Err(NameProblem::Length));
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        for (one, other) in [
            ("TRUE", "true"),
            ("Off  Topic", "off topic"),
            ("cafe\u{301}", "CAFÉ"),
            ("1.0", "1"),
            ("+1", "1.00"),
            ("-0", "0"),
            ("بی\u{200C}ربط", "بیربط"),
            ("❤\u{FE0F}", "❤"),
        ] {
            assert_eq!(spelling_key(one), spelling_key(other), "{one} {other}");
        }
        for (one, other) in [
            ("01", "1"),
            ("-1", "1"),
            ("1.5", "1"),
            ("a", "b"),
            ("off-topic", "off topic"),
            ("1..0", "1"),
        ] {
            assert_ne!(spelling_key(one), spelling_key(other), "{one} {other}");
        }
    }

    #[test]
    fn lists_of_one_are_that_one_and_words_for_nothing_are_known() {
        use WrittenLabel::{Name, Nothing, Several};
        for (written, wanted) in [
            ("[\"ham\"]", Name("ham".into())),
            ("[1]", Name("1".into())),
            ("[true]", Name("true".into())),
            ("[]", Nothing),
            ("[null]", Nothing),
            (" ", Nothing),
            ("[\"ham\", \"spam\"]", Several),
            ("[[0,2,\"ORG\"]]", Several),
            ("[draft]", Name("[draft]".into())),
        ] {
            assert_eq!(read_label(written), wanted, "{written}");
        }
        assert!(is_missing_word(" NaN ") && is_missing_word("#N/A") && !is_missing_word("none"));
    }
}
