//! What lies in a folder, and how a file begins: for choosing what a project is made of.
//!
//! Hidden files are left out, and of files only those that can be read as rows stand in the list.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::pool::{Format, Rows, peek_rows};
use crate::project::Layout;
use crate::text::{counted, grouped};

/// Rows shown of a file.
const ROWS: usize = 8;
/// How much of a file is read to show how it begins, in bytes.
const BEGINNING: u64 = 64 * 1024;
/// The most that is listed of a folder.
const MOST: usize = 10_000;

/// What something in a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FoundKind {
    /// A folder.
    Folder,
    /// A project.
    Project,
    /// A file of rows, with its size in bytes.
    File(u64),
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its name.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What it is.
    pub(crate) kind: FoundKind,
}

/// What lies in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Projects and folders first, then files, each by name.
    pub(crate) found: Vec<Found>,
    /// Files that cannot be read as rows.
    pub(crate) others: usize,
}

impl Listing {
    /// Looks into a folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let failed = Error::io(folder, "read");
        let folder = folder.canonicalize().map_err(failed)?;
        let mut listing = Self {
            folder: folder.clone(),
            ..Self::default()
        };
        for entry in std::fs::read_dir(&folder)
            .map_err(failed)?
            .take(MOST)
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = entry.path();
            let Ok(known) = std::fs::metadata(&path) else {
                continue;
            };
            let kind = if known.is_dir() {
                if Layout::at(&path).config().is_file() {
                    FoundKind::Project
                } else {
                    FoundKind::Folder
                }
            } else if known.is_file() && Format::is_named(&path) {
                FoundKind::File(known.len())
            } else {
                listing.others += 1;
                continue;
            };
            listing.found.push(Found { name, path, kind });
        }
        let is_file = |kind: FoundKind| matches!(kind, FoundKind::File(_));
        listing
            .found
            .sort_by_key(|found| (is_file(found.kind), found.name.to_lowercase()));
        Ok(listing)
    }
}

/// How a file begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peek {
    /// What it is, in words.
    pub(crate) about: String,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// The first rows, a value for each column.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Peek {
    /// Looks at the beginning of a file, or into a folder.
    ///
    /// # Errors
    /// When it cannot be read as rows.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let known = std::fs::metadata(path).map_err(Error::io(path, "read"))?;
        if known.is_dir() {
            let listing = Listing::read(path)?;
            let files = listing.found.iter();
            let files = files.filter(|found| matches!(found.kind, FoundKind::File(_)));
            return Ok(Self {
                about: format!(
                    "a folder: {} to make a project of, {} others",
                    counted(files.count() as u64, "file"),
                    grouped(listing.others as u64)
                ),
                ..Self::default()
            });
        }
        let rows = peek_rows(path, BEGINNING)?;
        Ok(Self {
            about: format!(
                "{}, {}, {}",
                rows.format.as_str(),
                size(known.len()),
                counted(rows.columns.len() as u64, "column")
            ),
            rows: first_rows(&rows, ROWS),
            columns: rows.columns,
        })
    }
}

/// The first rows, a value for each column.
pub(super) fn first_rows(rows: &Rows, count: usize) -> Vec<Vec<String>> {
    let value = |row: usize, column: &String| {
        let value = rows.rows[row].get(column).unwrap_or_default();
        value.chars().take(200).collect::<String>()
    };
    let first = 0..rows.rows.len().min(count);
    first
        .map(|row| {
            rows.columns
                .iter()
                .map(|column| value(row, column))
                .collect()
        })
        .collect()
}

/// A size as people write it.
pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_shows_what_a_project_can_be_made_of() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::create_dir(at("more")).unwrap();
        std::fs::create_dir(at("work")).unwrap();
        std::fs::write(at("work/querist.toml"), "").unwrap();
        for name in ["b.csv", "A.jsonl", "notes.odt", ".hidden.csv"] {
            std::fs::write(at(name), "id,text\n1,one\n2,\"two\nlines\"\n").unwrap();
        }
        let listing = Listing::read(home.path()).unwrap();
        let names: Vec<&str> = listing.found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["more", "work", "A.jsonl", "b.csv"]);
        assert_eq!(listing.found[1].kind, FoundKind::Project);
        assert_eq!(listing.others, 1);
        let peek = Peek::read(&at("b.csv")).unwrap();
        assert_eq!(peek.columns, ["id", "text"]);
        assert_eq!(peek.rows, [["1", "one"], ["2", "two\nlines"]]);
        assert!(Peek::read(&at("none.csv")).is_err());
    }
}
