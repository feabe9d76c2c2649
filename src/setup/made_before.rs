//! Whether a project was made of a file before, among those that the person opened.
//!
//! Invariant: nothing is opened for it but the list of projects, what each says of its import, and
//! the one project that is found.

use std::path::{Path, PathBuf};

use super::naming::{default_folder, file_name, hash_of_file, stem};
use crate::home::{ProjectSummary, RecentProjects};
use crate::project::{Layout, Manifest};

/// A project that was made of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MadeBefore {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its name.
    pub(crate) name: String,
    /// How far it is, in words.
    pub(crate) progress: String,
    /// The file has changed since.
    pub(crate) changed: bool,
}

/// How a project's import and a file are the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// Byte for byte.
    Content,
    /// By name, and as many rows; older projects say no more.
    Rows,
    /// By name and place alone.
    Name,
}

impl MadeBefore {
    /// The project that was made of a file of so many rows, the one opened last before others.
    pub(super) fn of(file: &Path, rows: u64, user_data: Option<&Path>) -> Option<Self> {
        let recent = user_data.map(RecentProjects::read).unwrap_or_default();
        let opened: Vec<PathBuf> = recent.iter().map(|one| one.folder.clone()).collect();
        let beside = default_folder(file, &stem(file));
        let hash = hash_of_file(file).ok();
        let name = file_name(file);
        let matches = |folder: &Path| -> Option<Match> {
            let manifest = Manifest::read(&Layout::at(folder).manifest()).ok()?;
            let first = manifest.parts.first()?;
            match &first.source_blake3 {
                Some(known) if hash.as_ref() == Some(known) => Some(Match::Content),
                _ if first.source != name => None,
                None if first.read == rows => Some(Match::Rows),
                _ => (folder == beside).then_some(Match::Name),
            }
        };
        let folders = opened.iter().chain([&beside]);
        let found = folders.filter_map(|folder| Some((matches(folder)?, folder)));
        // Of equals the first stays.
        let (how, folder) = found.min_by_key(|(how, _)| *how)?;
        let summary = ProjectSummary::read(folder, None).ok()?;
        Some(Self {
            folder: folder.clone(),
            progress: summary.progress(),
            name: summary.name,
            changed: how == Match::Name,
        })
    }
}
