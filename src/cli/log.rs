//! Where does querist note what it does?
//!
//! In a file that was asked for with `--log`, and nowhere else: the screen owns the terminal.
//! Notes hold ids, counts and paths, never a text.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;

use crate::error::{Error, Result};

/// Sends all notes from now on to the end of a file.
pub(super) fn to_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(path)
        .map_err(|source| Error::io(path, "write", source))?;
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(Mutex::new(file))
        .try_init()
        .map_err(|problem| {
            Error::refused(
                format!("--log {}: {problem}", path.display()),
                "leave --log out",
            )
        })?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "querist begins");
    Ok(())
}
