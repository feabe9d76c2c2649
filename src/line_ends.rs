//! Reads files whose line ends somebody's tool turned to CRLF, as `git` does with `core.autocrlf`.
//!
//! In what querist writes a carriage return stands before a line feed only if something put it
//! there afterwards. Invariant: nothing here changes a file; what is read without the carriage
//! returns is told.

use std::borrow::Cow;

/// The bytes with every CRLF made a line feed, borrowed where there is none.
pub(crate) fn unix(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(bytes);
    }
    let mut kept = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(content) => {
                kept.extend_from_slice(content);
                kept.push(b'\n');
            }
            None => kept.extend_from_slice(line),
        }
    }
    Cow::Owned(kept)
}

/// What a person should know of a file that was read so.
pub(crate) fn remark(name: &str) -> String {
    format!(
        "the line ends of {name} were changed to CRLF, as git does with core.autocrlf: all of it is \
         read, and nothing was rewritten; a line `* -text` in the project's .gitattributes prevents \
         it"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_are_made_one() {
        assert_eq!(&*unix(b"a\r\nb\rc\n\r\n"), b"a\nb\rc\n\n");
        assert!(matches!(unix(b"a\nb\r"), Cow::Borrowed(_)));
    }
}
