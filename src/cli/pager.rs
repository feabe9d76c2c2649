//! Shows a long text on a terminal page by page.
//!
//! Invariant: where no pager can be started, and into a pipe, the text is printed.

use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::output;

/// Pagers to try after the person's own.
const PAGERS: [&str; 2] = ["less -FRX", "more"];

/// Shows a text in a pager.
pub(super) fn show(text: &[u8]) -> Result<()> {
    if io::stdout().is_terminal() {
        let own = std::env::var("PAGER")
            .ok()
            .filter(|own| !own.trim().is_empty());
        let pagers = own.iter().map(String::as_str).chain(PAGERS);
        for pager in pagers {
            if runs(pager, text) {
                return Ok(());
            }
        }
    }
    output::data(text)
}

/// Has `man` set a manual page and show it; whether it could.
pub(super) fn show_manual(page: &[u8]) -> bool {
    let Ok(folder) = tempfile::tempdir() else {
        return false;
    };
    let path = folder.path().join("querist.1");
    if std::fs::write(&path, page).is_err() {
        return false;
    }
    // A name with a slash is a file to every `man`.
    let shown = Command::new("man")
        .arg(&path)
        .stderr(Stdio::null())
        .status();
    shown.is_ok_and(|status| status.success())
}

/// Whether a pager could be started; what it does with the text is the person's affair.
fn runs(pager: &str, text: &[u8]) -> bool {
    let words = shell_words::split(pager).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return false;
    };
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .spawn();
    let Ok(mut started) = started else {
        return false;
    };
    if let Some(mut stdin) = started.stdin.take() {
        // Somebody who has read enough closes the pager: that is no failure.
        let _ = stdin.write_all(text);
    }
    started.wait().is_ok()
}
