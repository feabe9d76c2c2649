//! Reads a small text file of the person's own.
//!
//! Invariant: it never waits and never fills the memory: what is no plain file, or far larger than
//! such a file can be, is refused before it is opened.

use std::io::{self, Read, Write};
use std::path::Path;

use super::FileProblem;
use crate::error::{Error, Result as Done};

/// More than any file of settings has.
const MOST_BYTES: u64 = 1 << 20;

/// The text of a file; `None` where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<String>, FileProblem> {
    let refused = |what: &str, next: &str| {
        let place = path.display().to_string();
        Err(FileProblem::of(
            &place,
            what,
            format!("{next}; until then the defaults are in use"),
        ))
    };
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return refused(&format!("cannot be read ({source})"), "make it readable"),
    };
    if found.is_dir() {
        return refused(
            "is a folder, not a file",
            "put a text file in its place, or remove it",
        );
    }
    // Reading a pipe would wait for whoever writes to it.
    if !found.is_file() {
        return refused(
            "is no plain file",
            "put a text file in its place, or remove it",
        );
    }
    if found.len() > MOST_BYTES {
        let what = format!("has {} MB: settings are a page of text", found.len() >> 20);
        return refused(&what, "put the right file in its place, or remove it");
    }
    let read = std::fs::File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(MOST_BYTES).read_to_end(&mut bytes).map(|_| bytes)
    });
    match read.map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(text)),
        Ok(Err(_)) => refused("is not text in UTF-8", "save it as UTF-8"),
        Err(source) => refused(&format!("cannot be read ({source})"), "make it readable"),
    }
}

/// Puts a text in the place of a file, whole or not at all. Behind a link, its target is replaced:
/// people keep such files elsewhere.
pub(super) fn write(path: &Path, text: &str) -> Done<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().unwrap_or(Path::new("."));
    let failed = Error::io(&target, "write");
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let moved = file.persist(&target);
    moved.map(|_| ()).map_err(|problem| failed(problem.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_one_that_is_missing_is_no_problem() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keymap.toml");
        assert_eq!(read(&path), Ok(None));
        std::fs::write(&path, "a = 1").unwrap();
        assert_eq!(read(&path), Ok(Some("a = 1".to_owned())));
    }

    #[test]
    fn what_is_no_page_of_text_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| read(path).unwrap_err().what;
        assert_eq!(told(folder.path()), "is a folder, not a file");
        let large = folder.path().join("large");
        std::fs::File::create(&large)
            .unwrap()
            .set_len(1 << 30)
            .unwrap();
        assert_eq!(told(&large), "has 1024 MB: settings are a page of text");
        let bytes = folder.path().join("bytes");
        std::fs::write(&bytes, [0xff, 0xfe]).unwrap();
        assert_eq!(told(&bytes), "is not text in UTF-8");
        #[cfg(unix)]
        {
            let pipe = folder.path().join("pipe");
            let mode = rustix::fs::Mode::RUSR;
            let kind = rustix::fs::FileType::Fifo;
            rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
            assert_eq!(told(&pipe), "is no plain file");
        }
    }
}
