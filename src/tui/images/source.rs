//! Reads the file of an image: a regular file, of a size that can be held.
//!
//! The path is somebody else's text. Invariant: nothing but a regular file is read, and never more
//! of it than [`MOST_BYTES`].

use std::fs::{File, OpenOptions};
use std::io;
use std::io::Read;
use std::path::Path;

use crate::pool::is_address;

/// A larger file is no image to look at, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// The bytes of the image that a row names, or what is wrong and what to do about it.
pub(super) fn open(path: &str, place: &Path) -> Result<Vec<u8>, String> {
    if is_address(path) {
        return Err(format!(
            "{path}\nis an address on the net. querist opens files alone: save it and name its path."
        ));
    }
    let whole = place.display();
    let mut file = open_file(place).map_err(|problem| match problem.kind() {
        io::ErrorKind::NotFound => format!(
            "There is no file {whole}\nimage_folder under [columns] in querist.toml says where \
             paths start."
        ),
        _ => format!("{whole}\ncannot be read: {problem}. Mend that, then come back to this item."),
    })?;
    let known = file.metadata();
    let known = known.map_err(|problem| format!("{whole}\ncannot be read: {problem}."))?;
    if !known.is_file() {
        return Err(format!(
            "{whole}\nis no regular file. Name the image itself in the data."
        ));
    }
    let mut bytes = Vec::new();
    let read = (&mut file).take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|problem| format!("{whole}\ncannot be read: {problem}."))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!(
            "{whole}\nhas more than {} MB. Save a smaller copy of it.",
            MOST_BYTES >> 20
        ));
    }
    Ok(bytes)
}

/// Opens without waiting for whoever would write to a pipe.
#[cfg(unix)]
fn open_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    OpenOptions::new()
        .read(true)
        .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.png"), b"bytes").unwrap();
        assert_eq!(open("a.png", &at("a.png")).unwrap(), b"bytes");
        let told = open("b.png", &at("b.png")).unwrap_err();
        assert!(
            told.contains("b.png") && told.contains("image_folder"),
            "{told}"
        );
        assert!(open("sub", folder.path()).is_err());
        let address = "https://x.org/a.png";
        assert!(open(address, &at(address)).unwrap_err().contains("address"));
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("a.png");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, mode).unwrap();
        assert!(
            open("a.png", &pipe)
                .unwrap_err()
                .contains("no regular file")
        );
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("a.png");
        let file = File::create(&large).unwrap();
        file.set_len(MOST_BYTES + 1).unwrap();
        assert!(
            open("a.png", &large)
                .unwrap_err()
                .contains("more than 64 MB")
        );
    }
}
