//! Choosing the file that a project is made of: a folder's files, narrowed by what is typed, with
//! the beginning of the chosen one.
//!
//! What is typed narrows the list, unless it is a path: that is taken as it stands.

use std::path::{Path, PathBuf};

use super::editor::Editor;
use super::list_moves::moved;
use crate::schema::Key;
use crate::setup::{Found, FoundKind, Listing, Peek};
use crate::text::Shown;

/// One row of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row<'a> {
    /// To the folder above.
    Up,
    /// The text files of this folder, one an item.
    Texts(usize),
    /// Something in the folder.
    Found(&'a Found),
}

/// What is chosen by Enter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Look into this folder.
    Folder(PathBuf),
    /// Open this project.
    Project(PathBuf),
    /// Make a project of this.
    File(PathBuf),
}

/// The list of a folder.
#[derive(Debug, Clone)]
pub(super) struct Browser {
    listing: Option<Listing>,
    pub(super) line: Editor,
    pub(super) selected: usize,
    /// How the chosen file begins.
    pub(super) peek: Option<(PathBuf, Result<Peek, String>)>,
    /// What went wrong last.
    pub(super) problem: Option<Shown>,
}

impl Browser {
    pub(super) fn new() -> Self {
        Self {
            listing: None,
            line: Editor::new(""),
            selected: 0,
            peek: None,
            problem: None,
        }
    }

    /// Shows another folder.
    pub(super) fn show(&mut self, listing: Listing) {
        let came_from = self.listing.take().map(|before| before.folder);
        self.listing = Some(listing);
        self.line = Editor::new("");
        self.problem = None;
        let rows = self.rows();
        let is_where = |row: &Row| match row {
            Row::Found(found) => Some(&found.path) == came_from.as_ref(),
            _ => false,
        };
        // Going up, the folder one came from is chosen; else the first thing that is no way up.
        let back = rows.iter().position(is_where);
        let first = rows.iter().position(|row| *row != Row::Up);
        self.selected = back.or(first).unwrap_or(0);
    }

    /// The folder in sight.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.listing.as_ref().map(|known| known.folder.as_path())
    }

    /// Files of the folder that cannot be read as rows.
    pub(super) fn others(&self) -> usize {
        self.listing.as_ref().map_or(0, |known| known.others)
    }

    /// Whether a path is typed, rather than words that narrow the list.
    fn is_path(&self) -> bool {
        let typed = self.line.text().trim();
        typed.contains(['/', '\\']) || typed.starts_with('~')
    }

    /// The rows in sight.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let Some(listing) = &self.listing else {
            return Vec::new();
        };
        let typed = self.line.text().trim().to_lowercase();
        let narrows = !typed.is_empty() && !self.is_path();
        let mut rows = Vec::new();
        if !narrows && listing.folder.parent().is_some() {
            rows.push(Row::Up);
        }
        let is_text = |found: &&Found| {
            matches!(found.kind, FoundKind::File(_)) && found.name.to_lowercase().ends_with(".txt")
        };
        let texts = listing.found.iter().filter(is_text).count();
        if !narrows && texts > 1 {
            rows.push(Row::Texts(texts));
        }
        let fits = |found: &&Found| {
            let name = found.name.to_lowercase();
            !narrows || typed.split_whitespace().all(|word| name.contains(word))
        };
        rows.extend(listing.found.iter().filter(fits).map(Row::Found));
        rows
    }

    /// What Enter takes.
    pub(super) fn chosen(&self) -> Option<Chosen> {
        if self.is_path() {
            return Some(Chosen::at(&whole(self.line.text().trim(), self.folder())));
        }
        let folder = self.folder()?;
        let rows = self.rows();
        Some(match rows.get(self.selected) {
            Some(Row::Up) => Chosen::Folder(folder.parent()?.to_path_buf()),
            Some(Row::Texts(_)) => Chosen::File(folder.to_path_buf()),
            Some(Row::Found(found)) => match found.kind {
                FoundKind::Folder => Chosen::Folder(found.path.clone()),
                FoundKind::Project => Chosen::Project(found.path.clone()),
                FoundKind::File(_) => Chosen::File(found.path.clone()),
            },
            // A name that is not in the list may still be one.
            None => Chosen::at(&folder.join(self.line.text().trim())),
        })
    }

    /// The file or folder whose beginning is to be shown.
    pub(super) fn wants_peek(&self) -> Option<PathBuf> {
        let rows = self.rows();
        let path = match rows.get(self.selected)? {
            Row::Found(found) if found.kind != FoundKind::Project => &found.path,
            _ => return None,
        };
        let known = self.peek.as_ref().is_some_and(|(known, _)| known == path);
        (!known).then(|| path.clone())
    }

    /// How the chosen file begins; of what has no beginning to show, none.
    pub(super) fn beginning(&self) -> Option<&Result<Peek, String>> {
        let rows = self.rows();
        let has_one = match rows.get(self.selected) {
            Some(Row::Found(found)) => found.kind != FoundKind::Project && !self.is_path(),
            _ => false,
        };
        let peek = self.peek.as_ref().filter(|_| has_one);
        peek.map(|(_, beginning)| beginning)
    }

    /// Takes a key that moves or narrows; whether the choice may be another now.
    pub(super) fn press(&mut self, key: Key, rows: usize) -> bool {
        self.problem = None;
        if let Some(row) = moved(self.selected, key, self.rows().len(), rows) {
            self.selected = row;
            return true;
        }
        let is_edited = self.line.press(key);
        if is_edited {
            self.selected = 0;
        }
        is_edited
    }
}

impl Chosen {
    /// By what lies at that path now. Looking is one call, as a key's own path is short.
    fn at(path: &Path) -> Self {
        if path.join("querist.toml").is_file() {
            Self::Project(path.to_path_buf())
        } else if path.is_dir() {
            Self::Folder(path.to_path_buf())
        } else {
            Self::File(path.to_path_buf())
        }
    }
}

/// A path as it was typed or pasted: with quotes around it, from the home folder, or from the
/// folder in sight.
fn whole(typed: &str, folder: Option<&Path>) -> PathBuf {
    let plain = typed.trim_matches(['\'', '"']);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (plain.strip_prefix("~/"), home, folder) {
        (Some(rest), Some(home), _) => home.join(rest),
        (_, _, Some(folder)) => folder.join(plain),
        _ => PathBuf::from(plain),
    }
}
