//! Keeps a file whose text was converted as it was. Invariant: its bytes are those of the file.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::pool::reject::safe_name;

/// A text as it was before it was converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The name of its encoding.
    pub encoding: &'static str,
    /// Its bytes, unpacked.
    pub bytes: Vec<u8>,
}

/// Writes it into a folder of its own; the path of the file.
pub(crate) fn write_original(
    folder: &Path,
    source_name: &str,
    original: &Original,
) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).map_err(Error::io(folder, "create"))?;
    let path = folder.join(safe_name(source_name));
    std::fs::write(&path, &original.bytes).map_err(Error::io(&path, "write"))?;
    Ok(path)
}
