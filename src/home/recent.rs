//! The list of recent projects, in the person's own folder.
//!
//! Invariant: each folder stands in it once, the latest first, and writing it replaces it whole.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::project::write_atomically;

/// The file in the person's folder.
const FILE: &str = "recent.json";
/// Older ones are dropped.
const MOST: usize = 200;

/// A project that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentProject {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its name, as it was then.
    pub(crate) name: String,
    /// When it was last opened.
    pub(crate) opened: Timestamp,
    /// When its labels were last exported, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exported: Option<Timestamp>,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecentProjects {
    file: PathBuf,
    projects: Vec<RecentProject>,
}

impl RecentProjects {
    /// Reads the list; one that is not there or cannot be read is empty.
    pub(crate) fn read(user_data: &Path) -> Self {
        let file = user_data.join(FILE);
        let text = std::fs::read(&file).unwrap_or_default();
        Self {
            projects: serde_json::from_slice(&text).unwrap_or_default(),
            file,
        }
    }

    /// The latest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &RecentProject> {
        self.projects.iter()
    }

    /// Notes that a project was opened.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn opened(&mut self, folder: &Path, name: &str, now: Timestamp) -> Result<()> {
        let folder = whole(folder);
        let known = self.take(&folder);
        self.projects.insert(
            0,
            RecentProject {
                exported: known.and_then(|known| known.exported),
                folder,
                name: name.to_owned(),
                opened: now,
            },
        );
        self.projects.truncate(MOST);
        self.write()
    }

    /// Notes that the labels of a project were exported, if it stands here.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn exported(&mut self, folder: &Path, now: Timestamp) -> Result<()> {
        let folder = whole(folder);
        let known = self.projects.iter_mut().find(|one| one.folder == folder);
        match known {
            Some(known) => {
                known.exported = Some(now);
                self.write()
            }
            None => Ok(()),
        }
    }

    /// Takes a project off the list; its folder stays.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn forget(&mut self, folder: &Path) -> Result<()> {
        self.take(folder);
        self.write()
    }

    fn take(&mut self, folder: &Path) -> Option<RecentProject> {
        let at = self.projects.iter().position(|one| one.folder == folder)?;
        Some(self.projects.remove(at))
    }

    fn write(&self) -> Result<()> {
        if let Some(parent) = self.file.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
        }
        // Everything in the list is text and times, which JSON can hold.
        let text = serde_json::to_vec_pretty(&self.projects).unwrap_or_default();
        write_atomically(&self.file, &text)
    }
}

/// The folder as every command would find it.
fn whole(folder: &Path) -> PathBuf {
    folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::new(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn a_project_stands_once_and_the_latest_first() {
        let home = tempfile::tempdir().unwrap();
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        for folder in [&one, &two] {
            std::fs::create_dir(folder).unwrap();
        }
        let data = home.path().join("data");
        for (second, folder) in [(0, &one), (1, &two), (2, &one)] {
            RecentProjects::read(&data)
                .opened(folder, "p", at(second))
                .unwrap();
        }
        let mut known = RecentProjects::read(&data);
        let folders: Vec<&Path> = known.iter().map(|one| one.folder.as_path()).collect();
        assert_eq!(folders, [whole(&one), whole(&two)]);
        known.exported(&one, at(3)).unwrap();
        known.opened(&one, "q", at(4)).unwrap();
        let first = RecentProjects::read(&data).iter().next().cloned().unwrap();
        assert_eq!((first.name.as_str(), first.exported), ("q", Some(at(3))));
        known.forget(&whole(&one)).unwrap();
        assert_eq!(RecentProjects::read(&data).iter().count(), 1);
    }

    #[test]
    fn a_list_that_cannot_be_read_is_empty_and_written_anew() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join(FILE), "[{").unwrap();
        let mut known = RecentProjects::read(data.path());
        assert_eq!(known.iter().count(), 0);
        known.opened(data.path(), "p", at(0)).unwrap();
        assert_eq!(RecentProjects::read(data.path()).iter().count(), 1);
    }
}
