//! Knows where everything in a project folder lies.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::regular_file;
use crate::schema::Annotator;

/// The paths of a project folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The layout of a folder that may or may not be a project yet.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The layout of an existing project: `folder` itself, or the nearest folder above it.
    ///
    /// # Errors
    /// When there is no project there, saying how to make one, or it may not be read.
    pub fn find(folder: &Path) -> Result<Self> {
        Self::look_for(folder)?.ok_or_else(|| {
            Error::refused(
                format!("{} is not inside a querist project", folder.display()),
                "make one with `querist new FILE`, name one with its folder, or try `querist demo`",
            )
        })
    }

    /// The same; none where there is no project.
    pub(crate) fn look_for(folder: &Path) -> Result<Option<Self>> {
        let start = folder.canonicalize().map_err(Error::io(folder, "open"))?;
        for layout in start.ancestors().map(Self::at) {
            if layout.is_project()? {
                return Ok(Some(layout));
            }
        }
        Ok(None)
    }

    /// Whether there is a project in this very folder.
    ///
    /// # Errors
    /// When there is one, or may be, and its config cannot be read: what stands in the way.
    pub(crate) fn is_project(&self) -> Result<bool> {
        let config = self.config();
        let missing = match std::fs::metadata(&config) {
            Ok(found) if found.is_file() => return Ok(true),
            Ok(found) => return Err(regular_file::refusal(&config, found.file_type())),
            Err(missing) => missing,
        };
        match missing.kind() {
            ErrorKind::NotFound if self.manifest().is_file() => Err(self.without_config()),
            // A file is no folder that a config could be in.
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(false),
            _ => Err(Error::refused(
                format!("{} may not be read: {missing}", self.root.display()),
                "check that you may read what is in it, and write there to label",
            )),
        }
    }

    /// What is told where a project is, and its config is not there.
    fn without_config(&self) -> Error {
        Error::refused(
            format!("{} has no querist.toml", self.root.display()),
            "put that file back from a copy: all else of the project may still be there",
        )
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is asked: task, labels, policy.
    pub fn config(&self) -> PathBuf {
        self.root.join("querist.toml")
    }

    /// What the annotator is told.
    pub fn guidelines(&self) -> PathBuf {
        self.root.join("guidelines.md")
    }

    /// Imported items.
    pub fn pool(&self) -> PathBuf {
        self.root.join("pool")
    }

    /// Counts, hashes and holdout membership.
    pub fn manifest(&self) -> PathBuf {
        self.pool().join("manifest.json")
    }

    /// Rows that were not imported.
    pub fn rejects(&self) -> PathBuf {
        self.pool().join("rejects")
    }

    /// Files whose text had to be converted, as they were.
    pub(crate) fn originals(&self) -> PathBuf {
        self.pool().join("originals")
    }

    /// All journals.
    pub fn journals(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// One writer's journal.
    pub fn journal(&self, writer: &Annotator) -> PathBuf {
        self.journals().join(format!("{writer}.jsonl"))
    }

    /// All files in the journal folder that look like journals, by name.
    pub(crate) fn journal_files(&self) -> Result<Vec<PathBuf>> {
        let folder = self.journals();
        let failed = Error::io(&folder, "read");
        let listing = match std::fs::read_dir(&folder) {
            Ok(listing) => listing,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(failed(source)),
        };
        let mut files = Vec::new();
        for file in listing {
            let path = file.map_err(failed)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "jsonl")
            {
                files.push(path);
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    /// Held by the one process that writes.
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// Space that is given back when the disk is full.
    pub fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// What would take long to compute again; may be deleted at any time.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// Bytes that were cut off a torn journal.
    pub fn quarantine(&self) -> PathBuf {
        self.root.join("quarantine")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Sample;

    #[test]
    fn what_stands_in_the_way_of_a_project_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("p");
        let layout = Sample::find("tickets").unwrap().copy_to(&root).unwrap();
        let config = layout.config();
        assert!(layout.is_project().unwrap());
        assert!(Layout::look_for(&layout.pool()).unwrap().is_some());
        let told = || layout.is_project().unwrap_err().to_string();
        std::fs::remove_file(&config).unwrap();
        assert!(told().ends_with("p has no querist.toml"), "{}", told());
        assert!(Layout::find(&layout.pool()).is_err());
        std::fs::create_dir(&config).unwrap();
        assert!(told().ends_with("querist.toml is a folder, not a regular file"));
        std::fs::remove_dir(&config).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/dev/zero", &config).unwrap();
            assert!(told().ends_with("is a device, not a regular file"));
            std::fs::remove_file(&config).unwrap();
            std::os::unix::fs::symlink(&config, &config).unwrap();
            assert!(told().contains("p may not be read: "), "{}", told());
        }
        // Neither an empty folder nor a file is a project, and nothing stands in the way.
        assert!(!Layout::at(folder.path()).is_project().unwrap());
        assert!(!Layout::at(layout.guidelines()).is_project().unwrap());
    }
}
