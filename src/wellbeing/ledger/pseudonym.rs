//! Gives items and sessions the names under which the ledger knows them.
//!
//! Under keyed hashes: the key is random and lies beside the ledger, so that whoever has the
//! ledger alone, and the project, cannot tell which item was met.

use std::io;
use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::regular_file;

/// Hex digits of a name: 64 bits, enough for the items of one person.
const DIGITS: usize = 16;
const KEY_LENGTH: usize = 32;
/// More bytes than a key has.
const MOST_BYTES: u64 = 1 << 20;

/// What the ledger calls an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemHash(String);

/// Makes the names.
#[derive(Clone)]
pub(crate) struct Pseudonyms([u8; KEY_LENGTH]);

impl Pseudonyms {
    /// Reads the key, or makes one where there is none.
    ///
    /// # Errors
    /// When it cannot be read or made, or is no key; it is never replaced.
    pub(super) fn at(path: &Path) -> Result<Self> {
        match read_key(path)? {
            Some(key) => Ok(Self(key)),
            None => make_key(path),
        }
    }

    /// Names for this run alone, for when no key can be kept.
    pub(super) fn passing() -> Self {
        Self(random_key().unwrap_or_default())
    }

    /// The name of an item of a project.
    pub(crate) fn item(&self, project: &str, item: &str) -> ItemHash {
        ItemHash(self.name(&["item", project, item]))
    }

    /// The name of a session, of a project's journal, that began then.
    pub(crate) fn session(&self, project: &str, number: u32, began: Timestamp) -> String {
        self.name(&["session", project, &number.to_string(), &began.to_string()])
    }

    fn name(&self, parts: &[&str]) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..DIGITS].to_owned()
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pseudonyms(..)")
    }
}

fn read_key(path: &Path) -> Result<Option<[u8; KEY_LENGTH]>> {
    let Some(bytes) = regular_file::read(path, MOST_BYTES)? else {
        return Ok(None);
    };
    <[u8; KEY_LENGTH]>::try_from(bytes).map(Some).map_err(|_| {
        Error::refused(
            format!("{} is no key", path.display()),
            "move it away: a new one is made, and what was put off is asked again",
        )
    })
}

fn make_key(path: &Path) -> Result<Pseudonyms> {
    let failed = Error::io(path, "create");
    let key = random_key().map_err(|why| failed(io::Error::other(why)))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // Whole or not there: another querist may look for it at the same moment. A file made so is
    // for its owner alone.
    let mut staged = tempfile::Builder::new()
        .prefix(".key-")
        .tempfile_in(folder)
        .map_err(failed)?;
    staged
        .write_all(&key)
        .and_then(|()| staged.as_file().sync_all())
        .map_err(failed)?;
    match staged.persist_noclobber(path) {
        Ok(_) => Ok(Pseudonyms(key)),
        Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
            let theirs = read_key(path)?;
            theirs.map(Pseudonyms).ok_or_else(|| failed(taken.error))
        }
        Err(refused) => Err(failed(refused.error)),
    }
}

fn random_key() -> std::result::Result<[u8; KEY_LENGTH], getrandom::Error> {
    let mut key = [0; KEY_LENGTH];
    getrandom::fill(&mut key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_depend_on_the_key_the_project_and_the_item() {
        let one = Pseudonyms([1; KEY_LENGTH]);
        let two = Pseudonyms([2; KEY_LENGTH]);
        assert_eq!(one.item("p", "a"), one.item("p", "a"));
        let others = [
            two.item("p", "a"),
            one.item("q", "a"),
            one.item("p", "b"),
            one.item("pa", ""),
        ];
        for other in others {
            assert_ne!(one.item("p", "a"), other);
        }
    }

    #[test]
    fn a_key_is_made_once_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let made = Pseudonyms::at(&path).unwrap();
        let again = Pseudonyms::at(&path).unwrap();
        assert_eq!(made.item("p", "a"), again.item("p", "a"));
        std::fs::write(&path, "short").unwrap();
        assert!(Pseudonyms::at(&path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"short");
    }
}
