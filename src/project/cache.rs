//! Where is kept what would take long to compute again?
//!
//! In `cache/`, which anyone may delete at any time. Each file names what it was made from: a
//! hash of the manifest (which holds the hashes of all items and the holdout), of the settings
//! that matter, and of the seed; a file made from anything else is not read. Invariant: files
//! appear whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use tempfile::NamedTempFile;

use super::{Config, Layout};
use crate::error::{Error, Result};

/// Counts up when features are computed otherwise from the same pool.
const FEATURES_VERSION: u32 = 2;

/// The cache of a project's features.
#[derive(Debug, Clone)]
pub struct FeatureCache {
    folder: PathBuf,
    made_from: [u8; 32],
}

impl FeatureCache {
    /// The cache for the project as it is now.
    pub fn of(layout: &Layout, config: &Config) -> Result<Self> {
        let path = layout.manifest();
        let manifest = std::fs::read(&path).map_err(|source| Error::io(&path, "read", source))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"querist features");
        hasher.update(&FEATURES_VERSION.to_le_bytes());
        hasher.update(&config.seed.0.to_le_bytes());
        let inputs = format!("{:?}", config.features);
        hasher.update(&(inputs.len() as u64).to_le_bytes());
        hasher.update(inputs.as_bytes());
        hasher.update(&manifest);
        Ok(Self {
            folder: layout.cache(),
            made_from: *hasher.finalize().as_bytes(),
        })
    }

    /// What everything in it must have been made from.
    pub fn made_from(&self) -> &[u8; 32] {
        &self.made_from
    }

    /// Where a file of that name is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, whole or not at all. It is not synced: what a crash takes is made again.
    pub fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<()> {
        let path = self.path(name);
        let failed = |source| Error::io(&path, "write", source);
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(&ignore, "*\n").map_err(failed)?;
        }
        let mut file = NamedTempFile::new_in(&self.folder).map_err(failed)?;
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
        write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        drop(out);
        file.persist(&path)
            .map(|_| ())
            .map_err(|persist| failed(persist.error))
    }
}
