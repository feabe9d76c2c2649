//! The flags that say how a file is to be read, and which of its labels count.

use crate::error::{Error, Result};
use crate::pool::{Delimiter, Header, QualifierRules, Reading, encoding_named};

/// The heading of these flags in help.
const HEADING: &str = "How the file is read (found out without these)";

/// What a person says where the content of a file does not, or says something else.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ReadingFlags {
    /// The encoding of its text, such as windows-1252 or utf-16le.
    #[arg(long, help_heading = HEADING, value_name = "NAME")]
    encoding: Option<String>,
    /// What separates its columns: one character, or comma, semicolon, tab, pipe, space.
    #[arg(long, help_heading = HEADING, value_name = "CHARACTER")]
    delimiter: Option<Delimiter>,
    /// The line with the columns' names, from 1, or none if the first line is a row.
    #[arg(long, help_heading = HEADING, value_name = "LINE|none")]
    header: Option<Header>,
    /// The sheet of a spreadsheet; without it, the only one that holds something.
    #[arg(long, help_heading = HEADING, value_name = "NAME")]
    sheet: Option<String>,
}

/// Which labels of a file count, where its columns do not say so plainly.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct QualifierFlags {
    /// Take labels only from rows with this value in this column; can be repeated.
    #[arg(long, help_heading = HEADING, value_name = "COLUMN=VALUE", value_parser = pair)]
    only: Vec<String>,
    /// Take labels whatever this column says of them.
    #[arg(long, help_heading = HEADING, value_name = "COLUMN,…", value_delimiter = ',')]
    ignore: Vec<String>,
}

fn pair(written: &str) -> Result<String> {
    if written
        .split_once('=')
        .is_some_and(|(column, _)| !column.is_empty())
    {
        return Ok(written.to_owned());
    }
    Err(Error::usage(
        format!("--only {written:?} names no value"),
        "write --only COLUMN=VALUE",
    ))
}

impl ReadingFlags {
    /// How to read.
    pub(super) fn reading(&self) -> Result<Reading> {
        let encoding = self.encoding.as_deref().map(encoding_named).transpose()?;
        Ok(Reading {
            encoding,
            delimiter: self.delimiter,
            header: self.header.unwrap_or_default(),
            sheet: self.sheet.clone(),
            ..Reading::default()
        })
    }
}

impl QualifierFlags {
    /// What is said of such columns.
    pub(super) fn rules(&self) -> QualifierRules {
        QualifierRules {
            only: self.only.clone(),
            ignore: self.ignore.clone(),
        }
    }
}
