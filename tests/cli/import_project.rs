//! A project that label files are imported into, for the tests of imports.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{Ran, journals, json_lines, project, querist, succeed, write};

/// A folder with the project `p` of sixty messages, m0 to m59.
pub(super) struct Project {
    folder: TempDir,
}

impl Project {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        project(folder.path());
        Self { folder }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn project(&self) -> PathBuf {
        self.path().join("p")
    }

    pub(super) fn file(&self, name: &str, text: impl AsRef<[u8]>) {
        write(self.path(), name, text);
    }

    /// Imports what must be possible.
    pub(super) fn import(&self, arguments: &[&str]) -> Ran {
        let ran = succeed(self.path(), &[&["import", "p"], arguments].concat());
        assert_eq!(ran.out, "", "data alone goes to stdout");
        ran
    }

    /// Imports what must be refused with these words, and changes nothing.
    pub(super) fn refuse(&self, arguments: &[&str], words: &[&str]) -> Ran {
        let before = journals(&self.project());
        let ran = querist(self.path(), &[&["import", "p"], arguments].concat());
        assert_ne!(ran.code, 0, "{arguments:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{arguments:?}: {word}: {}", ran.err);
        }
        assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
        assert_eq!(journals(&self.project()), before, "{arguments:?}");
        ran
    }

    pub(super) fn status(&self) -> serde_json::Value {
        let status = succeed(self.path(), &["status", "p", "--json"]);
        serde_json::from_str(&status.out).unwrap()
    }

    pub(super) fn events(&self, writer: &str) -> Vec<serde_json::Value> {
        let path = self.project().join(format!("journal/{writer}.jsonl"));
        json_lines(&std::fs::read_to_string(path).unwrap())
    }

    pub(super) fn config(&self) -> String {
        std::fs::read_to_string(self.project().join("querist.toml")).unwrap()
    }
}

pub(super) fn has(ran: &Ran, words: &str) {
    assert!(ran.err.contains(words), "{words}\n{}", ran.err);
}
