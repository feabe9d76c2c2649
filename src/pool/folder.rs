//! Reads a folder of text files.
//!
//! Each regular `.txt` file, at any depth up to a limit, is one item, named by its path in the
//! folder. Invariants: what was passed over on the way is counted, with its reason; and nothing
//! outside of the folder is ever read: links are not followed, and what is opened is a regular
//! file when it is open.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::bytes::{Fault, as_text, counted, position_in, text_start};
use super::format::Format;
use super::reading::Reading;
use super::rows::{Limits, Position, Row, Rows};
use super::source::decode;
use crate::error::{Error, Place, Result};

/// The column of a file's path within the folder.
pub(super) const ID: &str = "id";
/// The column of the name of the folder it lies in.
pub(super) const FOLDER: &str = "folder";
/// The column of its content.
pub(super) const TEXT: &str = "text";

/// Reads all text files below `root`, in the order of their paths.
pub(super) fn read(root: &Path, limits: &Limits) -> Result<Rows> {
    let walk = walk(root, limits).map_err(Error::io(root, "read"))?;
    if walk.files.len() > limits.max_files {
        return Err(Error::input(
            Place::file(root),
            format!(
                "holds more than {}",
                counted(limits.max_files as u64, "text file")
            ),
            "import its folders one after the other",
        ));
    }
    if walk.files.is_empty() {
        return Err(Error::input(
            Place::file(root),
            "holds no .txt file",
            "put one text into each .txt file, or give a CSV, TSV or JSON lines file",
        ));
    }
    let has_folders = walk.files.iter().any(|path| path.parent() != Some(root));
    let mut rows = Rows::new(root, Format::TextFolder);
    rows.add_column(ID);
    if has_folders {
        rows.add_column(FOLDER);
    }
    rows.add_column(TEXT);
    let mut marks = 0;
    let mut converted: Option<(u64, String)> = None;
    for path in &walk.files {
        rows.read += 1;
        let begin = rows.source.len();
        match read_file(path, &mut rows.source) {
            Ok(()) => limits.refuse_source(root, rows.source.len() as u64)?,
            Err(error) => {
                rows.source.truncate(begin);
                let reason = format!("{}: cannot be read: {error}", shown(root, path));
                rows.reject(START, reason, b"");
                continue;
            }
        }
        let source = std::mem::take(&mut rows.source);
        let raw = &source[begin..];
        marks += u64::from(text_start(raw) > 0);
        match item(root, path, raw, has_folders, limits) {
            Ok((columns, encoding)) => {
                if let Some(encoding) = encoding {
                    let first = || (0, format!("{}, {encoding}", shown(root, path)));
                    converted.get_or_insert_with(first).0 += 1;
                }
                rows.rows.push(Row {
                    columns,
                    position: START,
                    raw: begin..source.len(),
                });
            }
            Err(fault) => {
                let reason = format!("{}: {}", shown(root, path), fault.reason);
                rows.reject(position_in(START, raw, fault.offset), reason, raw);
            }
        }
        rows.source = source;
    }
    if marks > 0 {
        let files = counted(marks, "file");
        rows.notes.push(format!(
            "the UTF-8 byte order mark at the start of {files} was left out"
        ));
    }
    if let Some((count, first)) = converted {
        let files = match count {
            1 => "1 file is".to_owned(),
            _ => format!("{} are", counted(count, "file")),
        };
        rows.notes.push(format!(
            "{files} not UTF-8 and read as it looks (first: {first})"
        ));
    }
    for (reason, (count, first)) in walk.skipped {
        let (paths, first) = (counted(count, "path"), shown(root, &first));
        rows.notes
            .push(format!("{paths} skipped: {reason} (first: {first})"));
    }
    debug_assert!(rows.adds_up(), "a file fell between");
    Ok(rows)
}

const START: Position = Position {
    line: 1,
    column: 1,
    byte: 0,
};

/// The columns of a file, and its encoding if it was not UTF-8.
type TextFile = (Vec<(String, String)>, Option<&'static str>);

fn item(
    root: &Path,
    path: &Path,
    raw: &[u8],
    has_folders: bool,
    limits: &Limits,
) -> std::result::Result<TextFile, Fault> {
    let whole = |reason: &str| Fault {
        offset: 0,
        reason: reason.to_owned(),
    };
    if let Some(reason) = limits.refuse_length(raw.len()) {
        return Err(whole(&reason));
    }
    let decoded =
        decode(path, raw, &Reading::default()).map_err(|error| whole(&error.to_string()))?;
    let raw = decoded
        .as_ref()
        .map_or(raw, |decoded| decoded.text.as_bytes());
    if raw.contains(&0) {
        return Err(whole("binary file: it holds a NUL byte"));
    }
    let text = as_text(raw, 0)?;
    let id = relative(root, path).ok_or_else(|| whole("its name is not valid UTF-8"))?;
    let mut columns = vec![(ID.to_owned(), id)];
    if has_folders {
        let folder = path.parent().filter(|parent| *parent != root);
        let name = folder
            .and_then(Path::file_name)
            .and_then(|name| name.to_str());
        columns.push((FOLDER.to_owned(), name.unwrap_or_default().to_owned()));
    }
    columns.push((TEXT.to_owned(), text[text_start(raw)..].to_owned()));
    Ok((columns, decoded.as_ref().map(|decoded| decoded.encoding)))
}

/// The path within the folder, with `/` on every system.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let names = path.strip_prefix(root).ok()?.iter();
    let names: Option<Vec<&str>> = names.map(std::ffi::OsStr::to_str).collect();
    names.map(|names| names.join("/"))
}

fn shown(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.display().to_string()
}

/// What was found in a folder.
struct Walk<'a> {
    limits: &'a Limits,
    /// The text files, in the order of their paths.
    files: Vec<PathBuf>,
    /// What else there is: for each reason how often, and where first.
    skipped: BTreeMap<&'static str, (u64, PathBuf)>,
}

/// Finds the text files below `root`; one more than the limit at most.
fn walk<'a>(root: &Path, limits: &'a Limits) -> io::Result<Walk<'a>> {
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
            if is_of_a_system(&entry.file_name().to_string_lossy()) {
                self.skip("of the system, not yours", path);
                continue;
            }
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

/// Whether a file or folder is one that systems and programs put beside people's files.
fn is_of_a_system(name: &str) -> bool {
    let others = [
        "__MACOSX",
        "__pycache__",
        "node_modules",
        "Thumbs.db",
        "desktop.ini",
    ];
    name.starts_with('.') || others.contains(&name) || name.ends_with('~')
}

/// Appends the content of a regular file.
fn read_file(path: &Path, into: &mut Vec<u8>) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, name: &str, content: &[u8]) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[test]
    fn each_text_file_is_an_item_named_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "neg/b.txt", b"bad\r\n");
        write(root, "neg/a.TXT", b"\xEF\xBB\xBFawful");
        write(root, "pos/deep/c.txt", "schön".as_bytes());
        write(root, "pos/readme.md", b"not an item");
        let rows = read(root, &Limits::default()).unwrap();
        assert_eq!(rows.columns, [ID, FOLDER, TEXT]);
        let found: Vec<_> = rows
            .rows
            .iter()
            .map(|row| {
                let get = |name| row.get(name).unwrap();
                (get(ID), get(FOLDER), get(TEXT))
            })
            .collect();
        assert_eq!(
            found,
            [
                ("neg/a.TXT", "neg", "awful"),
                ("neg/b.txt", "neg", "bad\r\n"),
                ("pos/deep/c.txt", "deep", "schön"),
            ]
        );
        assert_eq!(rows.raw(&rows.rows[1]), b"bad\r\n");
        assert!(rows.notes[0].contains("1 file was left out"));
        assert!(rows.notes[1].contains("not a .txt file (first: pos/readme.md)"));
    }

    #[test]
    fn what_systems_leave_in_folders_is_no_item_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (name, content) in [
            ("pos/a.txt", "good".as_bytes()),
            ("neg/b.txt", b"sch\xF6n war das nicht"),
            ("__MACOSX/pos/._a.txt", b"Mac OS X"),
            ("pos/._a.txt", b"Mac OS X"),
            (".git/hooks/x.txt", b"no"),
            ("pos/a.txt~", b"older"),
        ] {
            write(root, name, content);
        }
        let rows = read(root, &Limits::default()).unwrap();
        let texts: Vec<_> = rows.rows.iter().map(|row| row.get(TEXT).unwrap()).collect();
        assert_eq!(texts, ["schön war das nicht", "good"]);
        let notes = rows.notes.join("\n");
        assert!(
            notes.contains("4 paths skipped: of the system, not yours (first: .git)"),
            "{notes}"
        );
    }

    #[test]
    fn without_subfolders_there_is_no_folder_column() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "a.txt", b"a");
        let rows = read(folder.path(), &Limits::default()).unwrap();
        assert_eq!(rows.columns, [ID, TEXT]);
    }

    #[test]
    fn what_is_not_text_is_rejected_byte_exact() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "a.txt", b"ok");
        write(root, "b.txt", b"a\0b");
        write(root, "c.txt", b"\xC3\xB6ne\ntw\xFF");
        write(root, "d.txt", b"\xFF\xFE\0\0a\0\0\0");
        write(root, "e.txt", b"\xFF\xFEa\0");
        let rows = read(root, &Limits::default()).unwrap();
        let reasons: Vec<_> = rows.rejects.iter().map(|reject| &reject.reason).collect();
        assert!(reasons[0].starts_with("b.txt: binary file"));
        assert!(reasons[1].contains("byte 0xFF at file offset 7"));
        assert!(reasons[2].contains("UTF-32"));
        assert_eq!(rows.rejects[1].raw, b"\xC3\xB6ne\ntw\xFF");
        assert_eq!(rows.rejects[1].position.line, 2);
        assert_eq!((rows.read, rows.rows.len()), (5, 2));
        assert!(
            rows.notes[0].contains("1 file is not UTF-8"),
            "{:?}",
            rows.notes
        );
    }

    #[test]
    fn depth_and_number_are_limited_and_an_empty_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert!(read(root, &Limits::default()).is_err());
        write(root, "1/2/3/deep.txt", b"a");
        write(root, "1/2/fine.txt", b"a");
        let limits = Limits {
            max_folder_depth: 2,
            max_files: 1,
            ..Limits::default()
        };
        let rows = read(root, &limits).unwrap();
        assert_eq!(rows.rows.len(), 1);
        assert!(rows.notes[0].contains("too deep"));
        write(root, "1/more.txt", b"a");
        assert!(read(root, &limits).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret.txt");
        fs::write(&secret, "secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt"), "a").unwrap();
        std::os::unix::fs::symlink(&secret, root.join("b.txt")).unwrap();
        std::os::unix::fs::symlink(root, root.join("loop")).unwrap();
        let limits = Limits::default();
        let walk = walk(root, &limits).unwrap();
        assert_eq!(walk.files, [root.join("a.txt")]);
        assert_eq!(walk.skipped["symlink"].0, 2);
        let mut content = Vec::new();
        assert!(read_file(&root.join("b.txt"), &mut content).is_err());
        assert!(content.is_empty());
    }

    #[cfg(unix)]
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
