//! Writes what leaves the project.
//!
//! It goes to stdout, or to a file: a new one, unless the person says that it may be replaced, and never
//! over a project's own files.

use std::path::Path;

use super::output;
use super::resolve::is_same_file;
use clap::ValueEnum;

use crate::error::{Error, Result};
use crate::export::Spreadsheet;
use crate::project::{Layout, write_atomically, write_new};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a row, byte-exact.
    Jsonl,
    /// For spreadsheets: cells that look like formulas get a leading apostrophe.
    Csv,
}

impl Format {
    /// By the end of a file's name.
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension();
        if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
            Self::Csv
        } else {
            Self::Jsonl
        }
    }
}

/// Writes CSV as the flags say, and tells how many cells are not as they were.
pub(super) fn csv(
    flags: CsvFlags,
    write: impl FnOnce(Spreadsheet) -> Result<(Vec<u8>, usize)>,
) -> Result<Vec<u8>> {
    let spreadsheet = if flags.exact {
        Spreadsheet::Exact
    } else {
        Spreadsheet::Safe
    };
    let (mut bytes, quoted) = write(spreadsheet)?;
    if quoted > 0 {
        output::remark(&format!(
            "cells that a spreadsheet would run: {quoted}, each with a leading apostrophe now; \
             --exact leaves them as they are"
        ));
    }
    if !flags.exact && !flags.no_bom && !bytes.is_ascii() {
        // Without it spreadsheets take UTF-8 for the encoding of the system, and show "spÃ¤t".
        bytes.splice(0..0, *b"\xEF\xBB\xBF");
        output::remark(
            "the file begins with a byte order mark, so that spreadsheets read it as UTF-8; --no-bom \
             leaves it out",
        );
    }
    Ok(bytes)
}

/// How CSV is written.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct CsvFlags {
    /// In CSV, leave cells that a spreadsheet would run (=1+1) as they are, without a byte order
    /// mark.
    #[arg(long)]
    exact: bool,
    /// In CSV, write no byte order mark, which spreadsheets need to read letters beyond ASCII.
    #[arg(long)]
    no_bom: bool,
}

/// A file to write, or stdout.
pub(super) struct Destination<'a> {
    path: &'a Path,
    force: bool,
}

impl<'a> Destination<'a> {
    /// What `-o` names; refuses a file that is there, unless it may be replaced.
    pub(super) fn new(path: &'a Path, force: bool) -> Result<Self> {
        let destination = Self { path, force };
        // Looked at without following: a dangling link is something, too.
        let is_there = || std::fs::symlink_metadata(path).is_ok();
        if !destination.is_stdout() && !force && is_there() {
            return Err(Error::refused(
                format!("{} exists already", path.display()),
                "name another file, or replace this one with --force",
            ));
        }
        Ok(destination)
    }

    fn is_stdout(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Its name, for people.
    pub(super) fn name(&self) -> String {
        if self.is_stdout() {
            "stdout".into()
        } else {
            self.path.display().to_string()
        }
    }

    /// Refuses to write over what was read, with or without --force.
    pub(super) fn refuse_source(&self, source: &Path) -> Result<()> {
        if !self.is_stdout() && is_same_file(self.path, source) {
            return Err(Error::refused(
                format!("{} is the data itself", self.path.display()),
                "name another file with -o",
            ));
        }
        Ok(())
    }

    /// Refuses to write over what the project itself is made of, with or without --force.
    pub(super) fn refuse_own_files(&self, layout: &Layout) -> Result<()> {
        let folder = self
            .path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let (Ok(folder), Some(name)) = (folder.canonicalize(), self.path.file_name()) else {
            return Ok(());
        };
        let target = folder.join(name);
        let own = [
            layout.journals(),
            layout.pool(),
            layout.quarantine(),
            layout.config(),
            layout.guidelines(),
            layout.lock(),
            layout.reserve(),
        ];
        let root = layout.root().canonicalize();
        let is_own = own.iter().any(|path| {
            let inside = path.strip_prefix(layout.root()).unwrap_or(path);
            root.as_ref()
                .is_ok_and(|root| target.starts_with(root.join(inside)))
        });
        if is_own && !self.is_stdout() {
            return Err(Error::refused(
                format!("{} belongs to the project itself", self.path.display()),
                "write the file somewhere else",
            ));
        }
        Ok(())
    }

    /// Writes everything, or nothing.
    pub(super) fn write(&self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.is_stdout() {
            output::data(bytes)?;
        } else if self.force {
            write_atomically(self.path, bytes)?;
        } else {
            write_new(self.path, bytes)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_follows_the_name() {
        assert_eq!(Format::of(Path::new("a/b.CSV")), Format::Csv);
        assert_eq!(Format::of(Path::new("csv")), Format::Jsonl);
        assert_eq!(Format::of(Path::new("-")), Format::Jsonl);
    }
}
