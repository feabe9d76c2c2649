//! How a file is to be read, where a person says more than its content does.
//!
//! What is left open is decided by the content, and told. Invariant: nothing here says which column
//! is for what: that is for [`super::columns`].

use std::str::FromStr;

use encoding_rs::Encoding;

use super::qualifiers::QualifierRules;
use super::rows::Limits;
use crate::error::{Error, Result};

/// What a person says of a file; by default, nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// How much is too much.
    pub(crate) limits: Limits,
    /// What the bytes of its text are.
    pub(crate) encoding: Option<&'static Encoding>,
    /// What separates its columns.
    pub(crate) delimiter: Option<Delimiter>,
    /// Where the names of its columns stand.
    pub(crate) header: Header,
    /// The sheet of a spreadsheet.
    pub(crate) sheet: Option<String>,
    /// Which columns say whether a label counts, and what they say.
    pub(crate) qualifiers: QualifierRules,
    /// Whether the bytes are the beginning of a file: what they end in may be cut off.
    pub(crate) is_beginning: bool,
}

/// Where the names of a table's columns stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Header {
    /// In the first line, unless that looks like data.
    #[default]
    Found,
    /// In this line, from 1; those before it are left out.
    Line(u64),
    /// Nowhere: the first line is a row.
    None,
}

impl FromStr for Header {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self> {
        if written == "none" {
            return Ok(Self::None);
        }
        let line: Option<u64> = written.parse().ok().filter(|line| *line > 0);
        line.map(Self::Line).ok_or_else(|| {
            Error::usage(
                format!("--header {written:?} is no line"),
                "give the number of the line with the columns' names, or none",
            )
        })
    }
}

/// What separates the columns of a table: one byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter(pub(super) u8);

impl Delimiter {
    /// What separates the columns of most tables.
    pub(super) const COMMA: Self = Self(b',');

    /// What it is called in sentences about a file.
    pub(super) fn named(self) -> String {
        match self.0 {
            b',' => "commas".to_owned(),
            b';' => "semicolons".to_owned(),
            b'\t' => "tab characters".to_owned(),
            other => format!("{:?}", char::from(other)),
        }
    }
}

impl FromStr for Delimiter {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self> {
        let byte = match written {
            "tab" | "\\t" | "\t" => Some(b'\t'),
            "comma" => Some(b','),
            "semicolon" => Some(b';'),
            "pipe" => Some(b'|'),
            "space" => Some(b' '),
            other => match other.as_bytes() {
                [byte] if byte.is_ascii_punctuation() && *byte != b'"' || *byte == b' ' => {
                    Some(*byte)
                }
                _ => None,
            },
        };
        byte.map(Self).ok_or_else(|| {
            Error::usage(
                format!("--delimiter {written:?} is not one character that can separate columns"),
                "give one such as ';' or '|', or one of: comma, semicolon, tab, pipe, space",
            )
        })
    }
}

/// The encoding of that name, as the web knows it.
///
/// # Errors
/// When there is none.
pub(crate) fn encoding_named(written: &str) -> Result<&'static Encoding> {
    Encoding::for_label(written.as_bytes()).ok_or_else(|| {
        Error::usage(
            format!("--encoding {written:?} is not known"),
            "give one such as utf-8, windows-1252, iso-8859-2, utf-16le, shift_jis or gb18030; \
             others are converted with `iconv -f ENCODING -t UTF-8 FILE > NEW`",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_delimiters_and_encodings_are_read_from_words() {
        assert_eq!("4".parse::<Header>().unwrap(), Header::Line(4));
        assert_eq!("none".parse::<Header>().unwrap(), Header::None);
        for bad in ["0", "-1", "x", ""] {
            assert!(bad.parse::<Header>().is_err(), "{bad:?}");
        }
        for (written, byte) in [("tab", b'\t'), (";", b';'), ("pipe", b'|'), ("~", b'~')] {
            assert_eq!(written.parse::<Delimiter>().unwrap().0, byte);
        }
        for bad in ["", "\"", "a", ";;", "é"] {
            assert!(bad.parse::<Delimiter>().is_err(), "{bad:?}");
        }
        assert_eq!(encoding_named("latin1").unwrap().name(), "windows-1252");
        assert!(
            encoding_named("utf-32")
                .unwrap_err()
                .next_step()
                .contains("iconv")
        );
    }
}
