//! How is a file replaced so that it is never half there?

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes a file beside its place, syncs it, and moves it there: a reader sees the old bytes or
/// the new ones. A link in its place is replaced, not followed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = |source| Error::io(path, "write", source);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path)
        .map_err(|persist| failed(persist.error))?;
    sync_folder(folder)
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> Result<()> {
    // Only Unix can open a folder; elsewhere renames are durable with the file.
    if cfg!(unix) {
        std::fs::File::open(folder)
            .and_then(|opened| opened.sync_all())
            .map_err(|source| Error::io(folder, "write", source))?;
    }
    Ok(())
}
