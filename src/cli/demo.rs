//! `querist demo`: opens a copy of a sample project.
//!
//! The sample project is copied into the user's data folder and opened there; labels stay in the
//! copy, so the next demo goes on where the last one ended. No copy is ever deleted.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap_complete::engine::ArgValueCandidates;

use super::label::SessionOptions;
use super::{complete, output, resolve, session_summary};
use crate::project::{SAMPLES, Sample};
use crate::session::SessionRequest;

/// Open a copy of a sample project: tickets, bootstrap or second-opinion.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The sample.
    #[arg(default_value = SAMPLES[0].name, add = ArgValueCandidates::new(complete::samples))]
    name: String,
    /// Begin with a new copy; earlier ones stay.
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    options: SessionOptions,
}

pub(super) fn run(arguments: Arguments) -> Result<SessionRequest> {
    let sample = Sample::find(&arguments.name)?;
    arguments.options.check()?;
    let folder = folder(&resolve::user_data()?, sample.name, arguments.fresh);
    let layout = sample.copy_to(&folder)?;
    output::remark(&format!(
        "this is your own copy, and your labels stay in it: {}",
        folder.display()
    ));
    if let Some(command) = session_summary::pending_import(&layout) {
        output::remark(&format!(
            "others labeled it, too; when you have labeled some yourself: {command}"
        ));
    }
    arguments.options.at(layout)
}

/// The copy to open: `NAME`, or for a fresh one the first of `NAME`, `NAME-2`, `NAME-3`… that
/// is not there yet.
fn folder(data: &Path, name: &str, fresh: bool) -> PathBuf {
    let demos = data.join("demo");
    let mut folder = demos.join(name);
    let mut number = 2_u32;
    while fresh && folder.exists() {
        folder = demos.join(format!("{name}-{number}"));
        number += 1;
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_copy_takes_the_next_free_name() {
        let data = tempfile::tempdir().unwrap();
        let at = |fresh| folder(data.path(), "tickets", fresh);
        assert_eq!(at(true), data.path().join("demo/tickets"));
        for taken in ["demo/tickets", "demo/tickets-2"] {
            std::fs::create_dir_all(data.path().join(taken)).unwrap();
        }
        assert_eq!(at(true), data.path().join("demo/tickets-3"));
        assert_eq!(at(false), data.path().join("demo/tickets"));
    }
}
