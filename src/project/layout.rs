//! Knows where everything in a project folder lies.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
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
    /// When there is no project there, saying how to make one.
    pub fn find(folder: &Path) -> Result<Self> {
        let start = folder.canonicalize().map_err(Error::io(folder, "open"))?;
        let mut layouts = start.ancestors().map(Self::at);
        let found = layouts.find(|layout| layout.config().is_file());
        found.ok_or_else(|| {
            Error::refused(
                format!("{} is not inside a querist project", folder.display()),
                "make one with `querist new FILE`, name one with its folder, or try `querist demo`",
            )
        })
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
