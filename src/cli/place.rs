//! Which project is meant?

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::project::Layout;

/// The project that was named, or the one the person stands in.
pub(super) fn project(named: Option<&Path>) -> Result<Layout> {
    Layout::find(named.unwrap_or(Path::new(".")))
}

/// Where querist keeps the user's data: `QUERIST_DATA_DIR`, or the platform's place for it.
pub(super) fn user_data() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("QUERIST_DATA_DIR").filter(|named| !named.is_empty()) {
        return Ok(named.into());
    }
    directories::ProjectDirs::from("", "", "querist")
        .map(|places| places.data_local_dir().to_path_buf())
        .ok_or_else(|| {
            Error::refused(
                "this system names no folder for the user's data",
                "name one in the environment variable QUERIST_DATA_DIR",
            )
        })
}

/// Whether two names are of one file that is there.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
