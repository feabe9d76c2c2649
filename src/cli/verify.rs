//! `querist verify`: checks that every journal is whole and only grew.
//!
//! It fails where a journal cannot be read or holds nothing, where a seal or the order is broken, and where a receipt given with
//! `--since` is not part of it. A last line that a crash cut off is no failure: opening mends it.
//!
//! The receipts go to stdout, so that they can be kept elsewhere: only a receipt from outside
//! shows that a journal was not rebuilt.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{output, resolve};
use crate::error::Error;
use crate::journal;
use crate::journal::{Head, Tail};

/// Verify every journal and print its receipt: writer, number of events, hash of the last.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// An earlier receipt (`ada 12:…` or `12:…`): check that its journal only grew since.
    /// May be given several times.
    #[arg(long, value_name = "RECEIPT", value_parser = parse_receipt)]
    since: Vec<Receipt>,
}

/// What was kept of an earlier state.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Receipt {
    writer: Option<String>,
    head: Head,
}

fn parse_receipt(text: &str) -> Result<Receipt, String> {
    let text = text.trim();
    let (writer, head) = match text.rsplit_once(char::is_whitespace) {
        Some((writer, head)) => (Some(writer.trim().to_owned()), head),
        None => (None, text),
    };
    let head = head
        .parse()
        .map_err(|wrong: Error| format!("{wrong}; {}", wrong.next_step()))?;
    Ok(Receipt { writer, head })
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    let mut failures = 0_usize;
    let mut journals = Vec::new();
    for path in layout.journal_files()? {
        let writer = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let verifying = format!("verifying {writer}");
        let contents = match output::busy(&verifying, || journal::read(&path)) {
            Ok(contents) => contents,
            Err(unreadable) => {
                failures += 1;
                output::remark(&unreadable.to_string());
                continue;
            }
        };
        match &contents.tail {
            Tail::Clean => {
                if let Some(emptied) = contents.emptied(&path) {
                    failures += 1;
                    output::remark(&emptied);
                }
            }
            Tail::MissingNewline => output::remark(&format!(
                "{}: the last newline is missing; the next `querist label` adds it",
                path.display()
            )),
            Tail::Torn { bytes, .. } => output::remark(&format!(
                "{}: ends in {} bytes of a record that is cut short; \
                 the next `querist label` keeps them in quarantine/",
                path.display(),
                bytes.len()
            )),
            Tail::Damaged(damage) => {
                failures += 1;
                output::remark(&damage.to_string());
            }
        }
        output::say(&format!("{writer} {}", contents.head()))?;
        journals.push((writer, contents));
    }
    if journals.is_empty() && failures == 0 {
        output::remark("no journal yet: nobody has answered");
    }
    for receipt in &arguments.since {
        let holds = journals
            .iter()
            .filter(|(writer, _)| {
                receipt
                    .writer
                    .as_ref()
                    .is_none_or(|wanted| wanted == writer)
            })
            .any(|(_, contents)| contents.extends(&receipt.head));
        if !holds {
            failures += 1;
            let whose = receipt.writer.as_deref().unwrap_or("any writer");
            output::remark(&format!(
                "no journal of {whose} holds all that the receipt {} saw: events were lost or \
                 rewritten",
                receipt.head
            ));
        }
    }
    if failures > 0 {
        bail!(Error::refused(
            format!("{failures} of the checks failed"),
            "run `querist doctor` to see what can be kept, and compare with a copy",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_may_name_its_writer() {
        let head = format!("3:{}", "ab".repeat(32));
        let alone = parse_receipt(&head).unwrap();
        assert_eq!((alone.writer, alone.head.events), (None, 3));
        let named = parse_receipt(&format!(" ada {head}\n")).unwrap();
        assert_eq!(named.writer.as_deref(), Some("ada"));
        assert!(parse_receipt("ada").is_err());
    }
}
