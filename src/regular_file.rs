//! Reads files that people or other programs may have put there, and never waits for one.
//!
//! Where a file should be, a pipe, a device or a folder may stand, or a file without end. Links are
//! followed: people keep such files elsewhere. Invariant: only regular files are read, and of those
//! no more than the caller allows.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::error::{Error, Place, Result};

/// More than any page of text that people write has.
pub(crate) const MOST_TEXT: u64 = 16 << 20;

/// Opens a regular file.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> Result<File> {
    // Only opening a file that is there can wait, or do something by itself.
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => return Err(refusal(path, found.file_type())),
        _ => {}
    }
    never_wait(options);
    let file = options.open(path).map_err(Error::io(path, "open"))?;
    // Something else may have been put there since.
    let found = file.metadata().map_err(Error::io(path, "open"))?;
    if found.is_file() {
        Ok(file)
    } else {
        Err(refusal(path, found.file_type()))
    }
}

/// The bytes of a file; `None` where there is none. What has more than `most` is refused.
pub(crate) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let file = match open(path, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            return Ok(None);
        }
        Err(Error::Io { source, .. }) => return Err(Error::io(path, "read")(source)),
        Err(refused) => return Err(refused),
    };
    let mut bytes = Vec::new();
    let known = file.metadata().map_or(0, |found| found.len());
    if known <= most {
        // Only to spare copies of what is large: without the room, reading says so itself.
        let _ = bytes.try_reserve_exact(usize::try_from(known).unwrap_or(0));
        let mut bounded = file.take(most.saturating_add(1));
        let read = bounded.read_to_end(&mut bytes);
        read.map_err(Error::io(path, "read"))?;
    }
    if known.max(bytes.len() as u64) > most {
        return Err(Error::refused(
            format!("{} has more than {} MB", path.display(), most >> 20),
            "put the right file in its place",
        ));
    }
    Ok(Some(bytes))
}

/// The bytes of a file that must be there.
pub(crate) fn read_present(path: &Path, most: u64) -> Result<Vec<u8>> {
    read(path, most)?.ok_or_else(|| Error::io(path, "read")(io::ErrorKind::NotFound.into()))
}

/// The text of a file that must be there.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    text(path, read_present(path, MOST_TEXT)?)
}

/// The bytes of a file as text.
pub(crate) fn text(path: &Path, bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| {
        Error::input(
            Place::file(path),
            "is not UTF-8",
            "save it as UTF-8 in your editor",
        )
    })
}

/// What a file is that is no regular one, and what to do.
pub(crate) fn refusal(path: &Path, kind: FileType) -> Error {
    Error::refused(
        format!(
            "{} is {}, not a regular file",
            path.display(),
            name_of(kind)
        ),
        "move it away, and put a regular file in its place",
    )
}

#[cfg(unix)]
fn never_wait(options: &mut OpenOptions) {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
}

#[cfg(not(unix))]
fn never_wait(_: &mut OpenOptions) {}

/// What a file is called that is no regular one.
#[cfg(unix)]
pub(crate) fn name_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_symlink() {
        "a symbolic link"
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
pub(crate) fn name_of(kind: FileType) -> &'static str {
    if kind.is_symlink() {
        "a symbolic link"
    } else {
        "a folder"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        assert_eq!(read(&path, 4).unwrap(), None);
        assert!(read_text(&path).unwrap_err().to_string().contains("read"));
        std::fs::write(&path, "four").unwrap();
        assert_eq!(read(&path, 4).unwrap().as_deref(), Some(&b"four"[..]));
        assert!(read(&path, 3).is_err());
        std::fs::write(&path, [0xff]).unwrap();
        let told = read_text(&path).unwrap_err().to_string();
        assert!(told.ends_with("is not UTF-8"), "{told}");
    }

    #[test]
    fn what_is_no_regular_file_is_named_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| read(path, 9).unwrap_err().to_string();
        assert!(told(folder.path()).ends_with("is a folder, not a regular file"));
        #[cfg(unix)]
        {
            let pipe = folder.path().join("pipe");
            let mode = rustix::fs::Mode::RWXU;
            rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
            assert!(told(&pipe).ends_with("is a pipe, not a regular file"));
            let append = open(&pipe, OpenOptions::new().append(true));
            assert!(append.is_err());
            let zero = folder.path().join("zero");
            std::os::unix::fs::symlink("/dev/zero", &zero).unwrap();
            assert!(told(&zero).ends_with("is a device, not a regular file"));
        }
    }
}
