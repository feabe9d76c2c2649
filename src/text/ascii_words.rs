//! Finds the words of an ASCII text.
//!
//! The rules of UAX #29 that matter between ASCII characters, by a table of bytes: letters, digits
//! and the low line hold together (WB5, WB8–WB10, WB13a–b); one of `: . '` between two letters
//! (WB6–WB7) and one of `, ; . '` between two digits (WB11–WB12) belongs to the word.
//! Invariant: the tokens are those of the general algorithm, which the tests compare.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    LowLine,
    BetweenLetters,
    BetweenDigits,
    BetweenBoth,
    Mark,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::LowLine,
            b':' => Class::BetweenLetters,
            b',' | b';' => Class::BetweenDigits,
            b'.' | b'\'' => Class::BetweenBoth,
            b'?' | b'!' | b'$' | b'%' | b'#' | b'@' | b'&' | b'*' | b'+' | b'=' => Class::Mark,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// The first token of `bytes` (all ASCII from `from` on) that starts at `from` or behind it.
/// `from` lies between two tokens, and so does the end.
pub(super) fn next_ascii(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    while at < bytes.len() {
        match CLASSES[usize::from(bytes[at])] {
            Class::Letter | Class::Digit | Class::LowLine => {
                let end = word_end(bytes, at);
                // A piece of low lines alone is no word.
                if bytes[at..end].iter().any(u8::is_ascii_alphanumeric) {
                    return Some(at..end);
                }
                at = end;
            }
            Class::Mark => return Some(at..at + 1),
            _ if bytes[at] == b'.' => {
                let dots = bytes[at..].iter().take_while(|byte| **byte == b'.').count();
                if dots >= 3 {
                    return Some(at..at + dots);
                }
                at += dots;
            }
            _ => at += 1,
        }
    }
    None
}

/// Where the word that starts at `start` ends.
fn word_end(bytes: &[u8], start: usize) -> usize {
    let class = |at: usize| {
        bytes
            .get(at)
            .map_or(Class::Other, |b| CLASSES[usize::from(*b)])
    };
    let mut last = class(start);
    let mut at = start + 1;
    loop {
        let next = class(at);
        match (last, next) {
            (_, Class::Letter | Class::Digit | Class::LowLine) => {
                last = next;
                at += 1;
            }
            (Class::Letter, Class::BetweenLetters | Class::BetweenBoth)
                if class(at + 1) == Class::Letter =>
            {
                last = Class::Letter;
                at += 2;
            }
            (Class::Digit, Class::BetweenDigits | Class::BetweenBoth)
                if class(at + 1) == Class::Digit =>
            {
                last = Class::Digit;
                at += 2;
            }
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_by_hand() {
        let text = b"_ a.b a..b 1,5 1:5 x:y... $9";
        let mut at = 0;
        let mut found = Vec::new();
        while let Some(range) = next_ascii(text, at) {
            at = range.end;
            found.push(std::str::from_utf8(&text[range]).unwrap());
        }
        assert_eq!(
            found,
            ["a.b", "a", "b", "1,5", "1", "5", "x:y", "...", "$", "9"]
        );
    }
}
