//! Where a person's own files lie.

use std::path::PathBuf;

/// The folder of settings, keymap and themes: `QUERIST_CONFIG_DIR`, or the platform's place for
/// such; `None` where the system names none.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("QUERIST_CONFIG_DIR").filter(|named| !named.is_empty());
    named.map(PathBuf::from).or_else(|| {
        let places = directories::ProjectDirs::from("", "", "querist")?;
        Some(places.config_dir().to_path_buf())
    })
}
