//! Which text files does a folder hold?
//!
//! Regular `.txt` files at any depth up to a limit. Invariant: nothing outside of the folder is
//! ever read: links are not followed, and what is opened is a regular file when it is open.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::rows::Limits;

/// What was found in a folder.
pub(super) struct Walk<'a> {
    limits: &'a Limits,
    /// The text files, in the order of their paths.
    pub(super) files: Vec<PathBuf>,
    /// What else there is: for each reason how often, and where first.
    pub(super) skipped: BTreeMap<&'static str, (u64, PathBuf)>,
}

/// Finds the text files below `root`; one more than the limit at most.
pub(super) fn walk<'a>(root: &Path, limits: &'a Limits) -> io::Result<Walk<'a>> {
    let mut walk = Walk {
        limits,
        files: Vec::new(),
        skipped: BTreeMap::new(),
    };
    walk.folder(root, 0)?;
    walk.files.sort();
    Ok(walk)
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            if self.files.len() > self.limits.max_files {
                return Ok(());
            }
            let path = entry.path();
            // The type of the entry itself: a link is a link, whatever it points to.
            let kind = entry.file_type()?;
            if kind.is_symlink() {
                self.skip("symlink", path);
            } else if kind.is_dir() {
                if depth + 1 > self.limits.max_folder_depth {
                    self.skip("too deep", path);
                } else if self.folder(&path, depth + 1).is_err() {
                    self.skip("folder that cannot be read", path);
                }
            } else if !kind.is_file() {
                self.skip("not a regular file", path);
            } else if path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
            {
                self.files.push(path);
            } else {
                self.skip("not a .txt file", path);
            }
        }
        Ok(())
    }

    fn skip(&mut self, reason: &'static str, path: PathBuf) {
        self.skipped.entry(reason).or_insert((0, path)).0 += 1;
    }
}

/// Appends the content of a regular file.
pub(super) fn read_file(path: &Path, into: &mut Vec<u8>) -> io::Result<()> {
    let mut file = open(path)?;
    // It was a regular file when the folder was listed; it may have been swapped since.
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("no longer a regular file"));
    }
    file.read_to_end(into).map(|_| ())
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret.txt");
        fs::write(&secret, "secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt"), "a").unwrap();
        symlink(&secret, root.join("b.txt")).unwrap();
        symlink(root, root.join("loop")).unwrap();
        let limits = Limits::default();
        let walk = walk(root, &limits).unwrap();
        assert_eq!(walk.files, [root.join("a.txt")]);
        assert_eq!(walk.skipped["symlink"].0, 2);
        let mut content = Vec::new();
        assert!(read_file(&root.join("b.txt"), &mut content).is_err());
        assert!(content.is_empty());
    }

    #[test]
    fn a_pipe_is_passed_over_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.txt");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let limits = Limits::default();
        let walk = walk(folder.path(), &limits).unwrap();
        assert!(walk.files.is_empty());
        assert_eq!(walk.skipped["not a regular file"].0, 1);
        assert!(read_file(&pipe, &mut Vec::new()).is_err());
    }
}
