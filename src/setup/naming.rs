//! How a new project is called, where it lies, and what tells it from others.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::pool::{Format, Import};
use crate::rng::Seed;
use crate::schema::label_name;

/// A file's own name.
pub(super) fn file_name(path: &Path) -> String {
    let named = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    named.file_name().map_or_else(
        || "items".into(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// A file's name without its end.
pub(super) fn stem(path: &Path) -> String {
    let name = file_name(path);
    Path::new(&name)
        .file_stem()
        .map_or(name.clone(), |stem| stem.to_string_lossy().into_owned())
}

/// A folder named like the file, in the folder the person stands in; a source without an
/// extension that stands there itself gets a word more.
pub(super) fn default_folder(file: &Path, stem: &str) -> PathBuf {
    let folder = Path::new(".").join(stem);
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(taken), Ok(source)) if taken == source => {
            Path::new(".").join(format!("{stem}-project"))
        }
        _ => folder,
    }
}

/// The name that was asked for, or the file's where it can be one.
pub(super) fn project_name(asked: Option<&str>, stem: &str) -> Result<String> {
    match asked {
        Some(name) => label_name(name).map_err(|_| {
            Error::usage(
                format!("--name {name:?} cannot be a project's name"),
                "take 1 to 64 visible characters",
            )
        }),
        None => Ok(label_name(stem).unwrap_or_else(|_| "project".to_owned())),
    }
}

/// BLAKE3 of the file; of a folder, of its items.
pub(super) fn source_hash(path: &Path, import: &Import) -> Result<String> {
    if import.format != Format::TextFolder {
        return hash_of_file(path);
    }
    let mut hasher = blake3::Hasher::new();
    for item in &import.items {
        for part in [&item.id, &item.text] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// BLAKE3 of a file.
pub(super) fn hash_of_file(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    std::fs::File::open(path)
        .and_then(|file| hasher.update_reader(file).map(|_| ()))
        .map_err(Error::io(path, "read"))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// The seed that was asked for, or one that no other project has.
pub(super) fn project_seed(asked: Option<u64>, hash: &str, now: &str) -> Result<Seed> {
    match asked {
        // TOML knows no larger number.
        Some(seed) if i64::try_from(seed).is_err() => Err(Error::usage(
            format!("--seed {seed} is too large for a project"),
            format!("take a seed up to {}", i64::MAX),
        )),
        Some(seed) => Ok(Seed(seed)),
        None => {
            let random = Seed(0).stream("new project", &format!("{hash} {now}"));
            // Short enough to be typed.
            Ok(Seed({ random }.next_u64() >> 32))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fits_into_the_config() {
        assert!(project_seed(Some(u64::MAX), "", "").is_err());
        assert_eq!(project_seed(Some(7), "", "").unwrap(), Seed(7));
        let (one, two) = (project_seed(None, "a", "1"), project_seed(None, "a", "2"));
        assert_ne!(one.unwrap(), two.unwrap());
    }

    #[test]
    fn a_name_that_cannot_be_shown_is_replaced() {
        assert_eq!(project_name(None, "a\u{1b}b").unwrap(), "project");
        assert_eq!(project_name(None, "tickets").unwrap(), "tickets");
        assert!(project_name(Some(""), "tickets").is_err());
    }
}
