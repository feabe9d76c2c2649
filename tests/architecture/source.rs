//! Reads the sources of the library as lines of code, for the checks over them.

use std::fs;
use std::path::{Path, PathBuf};

pub(super) struct Source {
    /// Below `src/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    pub(super) fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// Modules between this file and the crate's root.
    pub(super) fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("mod.rs") {
            parts - 1
        } else {
            parts
        }
    }

    /// Lines of code with their numbers: no comments, no unit tests at the end of a file.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let end = lines
            .windows(2)
            .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod tests {"))
            .unwrap_or(lines.len());
        lines
            .into_iter()
            .enumerate()
            .take(end)
            .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or("")))
    }
}

/// All Rust files below a folder.
pub(super) fn rust_files(root: PathBuf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub(super) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let source = |path: PathBuf| Source {
        path: path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    rust_files(root.clone()).into_iter().map(source).collect()
}

/// Fails with every breach that a check finds, as `src/file:line: rule`.
pub(super) fn check(breaches: impl Fn(&Source) -> Vec<(usize, String)>) {
    let mut all = Vec::new();
    for source in sources() {
        for (line, rule) in breaches(&source) {
            all.push(format!("src/{}:{line}: {rule}", source.path));
        }
    }
    assert!(all.is_empty(), "\n{}\n", all.join("\n"));
}

pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What follows each `prefix` in a line that does not end a longer word.
pub(super) fn after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    line.match_indices(prefix)
        .filter(|(at, _)| !line[..*at].ends_with(is_word))
        .map(|(at, _)| &line[at + prefix.len()..])
        .collect()
}

pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    &text[..end]
}
