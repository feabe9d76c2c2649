//! Puts a text on the person's clipboard through the terminal, which works over ssh, too.
//!
//! Invariant: what is sent is letters and digits alone, whatever the text holds.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most bytes that terminals take.
pub(super) const MOST: usize = 74_000;

/// Asks the terminal to take a text; it may be set to take none, and does not say.
pub(super) fn copy(text: &str, out: &mut impl Write) -> io::Result<()> {
    let coded = STANDARD.encode(text);
    write!(out, "\x1b]52;c;{coded}\x1b\\")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_goes_out_coded() {
        let mut out = Vec::new();
        copy("a\x1b]0;é", &mut out).unwrap();
        assert_eq!(out, b"\x1b]52;c;YRtdMDvDqQ==\x1b\\");
    }
}
