//! Replaces files so that they are never half there.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};
use crate::journal::folder_of;

/// Writes a file beside its place, syncs it, and moves it there: a reader sees the old bytes or
/// the new ones. A link in its place is replaced, not followed.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    stage(path, bytes)?
        .persist(path)
        .map_err(|persist| Error::io(path, "write")(persist.error))?;
    sync_folder(folder_of(path))
}

/// Writes a file that was not there: whole, or not at all, and never over another.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    stage(path, bytes)?
        .persist_noclobber(path)
        .map_err(|persist| match persist.error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::refused(
                format!("{} exists already", path.display()),
                "name another file",
            ),
            _ => Error::io(path, "write")(persist.error),
        })?;
    sync_folder(folder_of(path))
}

/// The bytes in a synced file of another name in the same folder.
fn stage(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let failed = Error::io(path, "write");
    let mut file = NamedTempFile::new_in(folder_of(path)).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    Ok(file)
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    // Only Unix can open a folder; elsewhere renames are durable with the file.
    if cfg!(unix) {
        std::fs::File::open(folder)
            .and_then(|opened| opened.sync_all())
            .map_err(Error::io(folder, "write"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        write_new(&path, b"one").unwrap();
        let refused = write_new(&path, b"two").unwrap_err();
        assert!(refused.to_string().contains("exists already"), "{refused}");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
