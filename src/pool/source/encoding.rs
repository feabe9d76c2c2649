//! Makes UTF-8 of a text in another encoding.
//!
//! A byte order mark says what it is; UTF-16 without one shows by its zeros; of the rest, what is
//! UTF-8 nearly everywhere is UTF-8 with some bad rows, which are told one by one, and what is not is
//! guessed as browsers do. Invariant: a text is converted only as a whole and without a loss.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Place, Result};
use crate::pool::bytes::newlines;
use crate::pool::reading::Reading;

/// How much of a file is looked at for zeros.
const LOOKED_AT: usize = 4096;
/// As many bytes tell an encoding.
const TELLING: usize = 4 << 20;

/// A text that was something else than UTF-8.
pub(in crate::pool) struct Decoded {
    pub(in crate::pool) text: String,
    pub(in crate::pool) encoding: &'static str,
    pub(super) note: String,
}

/// Converts bytes; `None` for what is UTF-8, or no text.
pub(in crate::pool) fn decode(
    path: &Path,
    bytes: &[u8],
    reading: &Reading,
) -> Result<Option<Decoded>> {
    if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
        return Err(Error::input(
            Place::column(path, 1, 1),
            "the text is UTF-32",
            "convert it: `iconv -f UTF-32 -t UTF-8 FILE > NEW`",
        ));
    }
    if let Some(asked) = reading.encoding {
        if asked == UTF_8 {
            return Ok(None);
        }
        return converted(bytes, asked, "as you say")
            .map(Some)
            .map_err(|line| {
                Error::input(
                    Place::line(path, line),
                    format!("the text is not {} (--encoding)", asked.name()),
                    "leave --encoding out, or name another",
                )
            });
    }
    if let Some(marked) = utf16(bytes) {
        return converted(bytes, marked, "which is read so")
            .map(Some)
            .map_err(|line| {
                Error::input(
                    Place::line(path, line),
                    format!("the text begins as {}, and is damaged here", marked.name()),
                    "save it as UTF-8 with the program that wrote it",
                )
            });
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") || is_nearly_utf8(bytes) {
        return Ok(None);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(TELLING)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    Ok(converted(bytes, guess, "by its looks; --encoding NAME says otherwise").ok())
}

/// UTF-16 by its mark, or by the zeros beside plain letters.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((marked, _)) = Encoding::for_bom(bytes)
        && marked != UTF_8
    {
        return Some(marked);
    }
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let pairs = looked_at.len() / 2;
    let zeros = |at: usize| {
        looked_at
            .iter()
            .skip(at)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let (most, few) = (pairs * 2 / 5, pairs / 20);
    match pairs {
        0..4 => None,
        _ if odd > most && even <= few => Some(UTF_16LE),
        _ if even > most && odd <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether at least half of the lines that are not plain ASCII are UTF-8, or the bytes are no text.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() || bytes[..bytes.len().min(LOOKED_AT)].contains(&0) {
        return true;
    }
    let lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_ascii());
    let (good, bad): (Vec<&[u8]>, Vec<&[u8]>) =
        lines.partition(|line| std::str::from_utf8(line).is_ok());
    good.len() >= bad.len()
}

/// The text of bytes, or the line where they are not of that encoding.
fn converted(
    bytes: &[u8],
    from: &'static Encoding,
    why: &str,
) -> std::result::Result<Decoded, u64> {
    let (text, used, has_errors) = from.decode(bytes);
    if has_errors {
        let before = text.split('\u{FFFD}').next().unwrap_or_default();
        return Err(newlines(before.as_bytes()) + 1);
    }
    Ok(Decoded {
        text: text.into_owned(),
        encoding: used.name(),
        note: format!("the text is {}, {why}", called(used)),
    })
}

fn called(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "windows-1252" => "Windows-1252 (Latin-1)",
        "UTF-16LE" | "UTF-16BE" => "UTF-16",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Option<(String, &'static str)> {
        let decoded = decode(Path::new("f.csv"), bytes, &Reading::default()).unwrap();
        decoded.map(|decoded| (decoded.text, decoded.encoding))
    }

    #[test]
    fn what_is_not_utf8_is_converted_as_a_whole() {
        let german = "id;text\n1;schöne Grüße\n2;Straße gesperrt\n3;alles gut\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(german);
        assert_eq!(decoded(&latin), Some((german.into(), "windows-1252")));
        let polish = "id,text\n1,zażółć gęślą jaźń\n2,święta już są blisko\n3,źródło łatwo\n";
        let (latin2, _, _) = encoding_rs::WINDOWS_1250.encode(polish);
        assert_eq!(decoded(&latin2).unwrap().0, polish);
        let japanese = "id,text\n1,こんにちは世界\n2,ありがとうございます\n";
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        assert_eq!(decoded(&sjis), Some((japanese.into(), "Shift_JIS")));
        for (name, mark) in [("UTF-16LE", true), ("UTF-16LE", false), ("UTF-16BE", true)] {
            let units = german.encode_utf16();
            let mut bytes: Vec<u8> = match name {
                "UTF-16LE" => units.flat_map(u16::to_le_bytes).collect(),
                _ => units.flat_map(u16::to_be_bytes).collect(),
            };
            if mark {
                let mark = if name == "UTF-16LE" {
                    [0xFF, 0xFE]
                } else {
                    [0xFE, 0xFF]
                };
                bytes.splice(0..0, mark);
            }
            assert_eq!(decoded(&bytes), Some((german.into(), name)));
        }
    }

    #[test]
    fn utf8_with_some_bad_rows_and_what_is_no_text_stay_as_they_are() {
        assert_eq!(decoded("id,text\n1,größer\n".as_bytes()), None);
        assert_eq!(
            decoded(b"id,text\n1,gr\xC3\xB6\xC3\x9Fer\n2,a\xFFb\n"),
            None
        );
        assert_eq!(decoded(b"PAR1\0\0\xFF\xFF"), None);
        assert_eq!(decoded(b""), None);
    }

    #[test]
    fn what_a_person_says_goes_before_and_must_be_true() {
        let reading = Reading {
            encoding: Some(encoding_rs::SHIFT_JIS),
            ..Reading::default()
        };
        let error = decode(Path::new("f.csv"), b"a\nb\n\xFF\xFF\n", &reading)
            .err()
            .unwrap();
        assert!(error.to_string().contains("f.csv:3"), "{error}");
        let error = decode(Path::new("f"), b"\xFF\xFE\0\0", &Reading::default())
            .err()
            .unwrap();
        assert!(error.next_step().contains("iconv -f UTF-32"));
    }
}
