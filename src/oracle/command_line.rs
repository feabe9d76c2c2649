//! Which program answers?
//!
//! A list of words, never a line for a shell. Its hash stands in the journal with every answer.
//! A program named by a path is meant from where the person stands, because it runs elsewhere.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    words: Vec<String>,
}

impl CommandLine {
    /// Of one line, split into words as a shell does; nothing in it is run or replaced.
    pub fn parse(line: &str) -> Result<Self> {
        let words = shell_words::split(line).map_err(|_| {
            Error::usage(
                format!("--oracle {line:?}: a quote is not closed"),
                "close it, or give the words one by one after --",
            )
        })?;
        Self::new(words)
    }

    /// Of words as they are.
    pub fn new(mut words: Vec<String>) -> Result<Self> {
        let program = words.first_mut().filter(|program| !program.is_empty());
        let Some(program) = program else {
            return Err(Error::usage(
                "no program is named",
                "name one: --oracle 'PROGRAM ARGUMENT…', or -- PROGRAM ARGUMENT…",
            ));
        };
        if program.contains(std::path::is_separator) {
            let path = std::path::absolute(&*program)
                .map_err(|source| Error::io(&*program, "read", source))?;
            *program = path.to_string_lossy().into_owned();
        }
        Ok(Self { words })
    }

    /// The program.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Its arguments.
    pub fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The program's file name without an extension, for people.
    pub fn name(&self) -> String {
        let stem = Path::new(self.program()).file_stem();
        stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// BLAKE3 of all words, in hex. A length before each keeps "a b" and "a", "b" apart.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for word in &self.words {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// An argument that names a file from where the person stands, and not from the folder in
    /// which the program runs, with its full path.
    pub fn misplaced(&self) -> Option<(&str, PathBuf)> {
        self.arguments().iter().find_map(|word| {
            let path = Path::new(word);
            let full = std::path::absolute(path).ok()?;
            (path.is_relative() && full.is_file()).then_some((word.as_str(), full))
        })
    }
}

impl std::fmt::Display for CommandLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&shell_words::join(&self.words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_and_nothing_in_it_is_run() {
        let line = CommandLine::parse("/bin/sh -c 'echo $HOME; ls *' \"a b\"").unwrap();
        assert_eq!(line.program(), "/bin/sh");
        assert_eq!(line.arguments(), ["-c", "echo $HOME; ls *", "a b"]);
        assert_eq!(line.name(), "sh");
        assert_eq!(CommandLine::parse(&line.to_string()).unwrap(), line);
        for bad in ["", "  ", "''", "a 'b"] {
            assert_eq!(CommandLine::parse(bad).unwrap_err().exit_code(), 2, "{bad}");
        }
    }

    #[test]
    fn the_hash_tells_words_apart() {
        let of = |words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            CommandLine::new(words).unwrap().hash()
        };
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["a b"]));
        assert_ne!(of(&["a", "b"]), of(&["a", "b", ""]));
    }

    #[test]
    fn a_program_named_by_a_path_is_found_from_elsewhere() {
        let line = CommandLine::parse("./label.sh x").unwrap();
        assert!(Path::new(line.program()).is_absolute());
        assert_eq!(line.name(), "label");
        assert_eq!(
            CommandLine::parse("python3 x").unwrap().program(),
            "python3"
        );
    }
}
