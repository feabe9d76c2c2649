//! Says what went wrong, where, and what to do next.
//!
//! One type for every module. Each variant carries the place it speaks of and the next step a
//! person can take, because an error without a next step is half an error. Texts may quote
//! foreign data: whoever prints an error shows it through [`crate::text::Shown`].

use std::fmt;
use std::path::{Path, PathBuf};

/// A position inside a file: line and column are counted from 1, bytes from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The line, when one is known.
    pub line: Option<u64>,
    /// The column in that line, when one is known.
    pub column: Option<u64>,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
        }
    }

    /// One line of the file.
    pub fn line(path: impl Into<PathBuf>, line: u64) -> Self {
        Self {
            path: path.into(),
            line: Some(line),
            column: None,
        }
    }

    /// One column of one line of the file.
    pub fn column(path: impl Into<PathBuf>, line: u64, column: u64) -> Self {
        Self {
            path: path.into(),
            line: Some(line),
            column: Some(column),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(formatter, ":{column}")?;
        }
        Ok(())
    }
}

/// Everything that can go wrong in querist.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The verb: "read", "write", "create".
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Data that came in is not usable as it stands.
    #[error("{place}: {what}")]
    Input {
        /// Where.
        place: Place,
        /// What is wrong with it.
        what: String,
        /// What to do.
        next: String,
    },
    /// `querist.toml` says something that cannot be done.
    #[error("{place}: {what}")]
    Config {
        /// Where.
        place: Place,
        /// What is wrong with it.
        what: String,
        /// What to do.
        next: String,
    },
    /// A journal does not verify; nothing was written.
    #[error("{place} (byte {byte}): {what}")]
    Damaged {
        /// The line that fails.
        place: Place,
        /// Its first byte in the file.
        byte: u64,
        /// What does not hold.
        what: String,
    },
    /// Another process holds the project.
    #[error("{} is in use by {holder}", path.display())]
    Locked {
        /// The project folder.
        path: PathBuf,
        /// Process, host and since when, as far as known.
        holder: String,
    },
    /// A write or sync failed: whether the record is on disk is unknown until the next start.
    #[error("NOT CONFIRMED — {} reported: {source}", path.display())]
    NotConfirmed {
        /// The journal.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The project may be read but not written.
    #[error("the project is open read-only: {why}")]
    ReadOnly {
        /// Why.
        why: String,
    },
    /// The command line does not make sense.
    #[error("{what}")]
    Usage {
        /// What is wrong with it.
        what: String,
        /// What to do.
        next: String,
    },
    /// A sensible request that cannot be met now.
    #[error("{what}")]
    Refused {
        /// What cannot be done, and why.
        what: String,
        /// What to do instead.
        next: String,
    },
}

/// The result type of the whole crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Wraps an operating system error with the path it concerns, for `map_err`.
    pub fn io(
        path: &(impl AsRef<Path> + ?Sized),
        doing: &'static str,
    ) -> impl Fn(std::io::Error) -> Self + Copy {
        move |source| Self::Io {
            path: path.as_ref().to_path_buf(),
            doing,
            source,
        }
    }

    /// Input that is not usable as it stands.
    pub fn input(place: Place, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Input {
            place,
            what: what.into(),
            next: next.into(),
        }
    }

    /// A setting in `querist.toml` that cannot be done.
    pub fn config(place: Place, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Config {
            place,
            what: what.into(),
            next: next.into(),
        }
    }

    /// A command line that does not make sense.
    pub fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Usage {
            what: what.into(),
            next: next.into(),
        }
    }

    /// A sensible request that cannot be met now.
    pub fn refused(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Refused {
            what: what.into(),
            next: next.into(),
        }
    }

    /// What the person can do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::Io { doing, .. } => match *doing {
                "read" => "check that the path exists and that you may read it".into(),
                "open" => {
                    "check that the path exists, and that you may read it and write there".into()
                }
                _ => "check that the folder exists, that you may write there, and the free space"
                    .into(),
            },
            Self::Input { next, .. }
            | Self::Config { next, .. }
            | Self::Usage { next, .. }
            | Self::Refused { next, .. } => next.clone(),
            Self::Damaged { .. } => {
                "nothing was changed; run `querist doctor DIR` to see what can be kept".into()
            }
            Self::Locked { .. } => {
                "close the other querist, or look with `querist status DIR`".into()
            }
            Self::NotConfirmed { .. } => {
                "free some space, then start querist again: it re-reads the journal and shows \
                 whether the last answer is there"
                    .into()
            }
            Self::ReadOnly { .. } => "run `querist doctor DIR` for the details".into(),
        }
    }

    /// The exit code: 2 for usage, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            _ => 1,
        }
    }
}
