//! Reads the file of an image: a regular file, of a size that can be held.
//!
//! The path is somebody else's text. Invariant: nothing but a regular file is read, and never more
//! of it than [`MOST_BYTES`].

use std::path::Path;

use crate::pool::is_address;
use crate::regular_file;

/// A larger file is no image to look at, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// The bytes of the image that a row names, or what is wrong and what to do about it.
pub(super) fn open(path: &str, place: &Path) -> Result<Vec<u8>, String> {
    if is_address(path) {
        return Err(format!(
            "{path}\nis an address on the net. querist opens files alone: save it and name its path."
        ));
    }
    match regular_file::read(place, MOST_BYTES) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(format!(
            "There is no file {}\nimage_folder under [columns] in querist.toml says where paths \
             start.",
            place.display()
        )),
        Err(problem) => Err(format!(
            "{problem}.\nMend that, or name another image in the data; then come back to this item."
        )),
    }
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
                .contains("not a regular file")
        );
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("a.png");
        let file = std::fs::File::create(&large).unwrap();
        file.set_len(MOST_BYTES + 1).unwrap();
        assert!(
            open("a.png", &large)
                .unwrap_err()
                .contains("more than 64 MB")
        );
    }
}
