//! Writes how long a person waits.
//!
//! With `--trace FILE`, lines of JSON. One per answer: milliseconds from its key press to the
//! moment when the next item's frame was written to the terminal, how many answers the ranking
//! behind that item did not know of, and whether it had been computed before the key came. One per
//! frame: milliseconds to paint and write it. One per key that was told not to count as an answer:
//! when it came.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Result};

/// The trace of a session.
pub(super) struct Trace {
    file: Option<File>,
    answered_at: Option<Duration>,
}

impl Trace {
    /// Writes to a new file; without one, nowhere.
    pub(super) fn to(path: Option<&Path>) -> Result<Self> {
        let file = path
            .map(|path| File::create(path).map_err(Error::io(path, "create")))
            .transpose()?;
        Ok(Self {
            file,
            answered_at: None,
        })
    }

    /// An answering key was pressed.
    pub(super) fn answered(&mut self, at: Duration) {
        self.answered_at = Some(at);
    }

    /// A frame is on the terminal after so long.
    pub(super) fn frame(&mut self, took: Duration) {
        self.write(&format!("{{\"frame_ms\":{:.3}}}", took.as_secs_f64() * 1e3));
    }

    /// A key was told not to count.
    pub(super) fn refused(&mut self, at: Duration) {
        self.write(&format!(
            "{{\"refused_at_ms\":{:.3}}}",
            at.as_secs_f64() * 1e3
        ));
    }

    /// Writes a line; a trace that cannot be written must not end a session.
    fn write(&mut self, line: &str) {
        if let Some(file) = &mut self.file {
            let _ = writeln!(file, "{line}");
        }
    }

    /// A new item's frame is on the terminal.
    pub(super) fn painted(&mut self, at: Duration, stale: u64, ready: bool) {
        if let Some(answered_at) = self.answered_at.take() {
            let waited = at.saturating_sub(answered_at).as_secs_f64() * 1e3;
            self.write(&format!(
                "{{\"key_to_next_ms\":{waited:.3},\"stale\":{stale},\"ready\":{ready}}}"
            ));
        }
    }
}
