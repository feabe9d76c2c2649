//! `querist demo`: opens a copy of a sample project.
//!
//! The sample project is copied into the user's data folder and opened there; labels stay in the
//! copy, so the next demo goes on where the last one ended. No copy is ever deleted. A sample about
//! disagreement opens where it is reviewed, with the labels of its annotators taken in.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap_complete::engine::ArgValueCandidates;

use super::label::SessionOptions;
use super::{complete, output, resolve};
use crate::clock::{Clock, SystemClock};
use crate::project::{SAMPLES, Sample};
use crate::session::{SessionRequest, Start};
use crate::setup::take_sample;

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
    let by = resolve::annotator(arguments.options.annotator.as_deref())?;
    let layout = take_sample(
        sample,
        &folder,
        &by,
        sample.is_for_review,
        SystemClock.now(),
    )?;
    output::remark(&format!(
        "this is your own copy, and your labels stay in it: {}",
        folder.display()
    ));
    if !sample.is_for_review {
        return arguments.options.at(Start::Label(layout));
    }
    output::remark(&format!(
        "four people labeled it, and their labels are in it; to label it yourself: querist label {}",
        output::shell_word(&folder.display().to_string())
    ));
    arguments.options.at(Start::Review(layout))
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
