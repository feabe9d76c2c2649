//! `querist review`: checks and gathers what the screen of the review needs before it starts.

use std::path::PathBuf;

use anyhow::Result;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};

use super::label::SessionOptions;
use super::{complete, resolve};
use crate::session::{SessionRequest, Start};

/// Review what several people labeled differently.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    #[arg(add = ArgValueCompleter::new(complete::projects))]
    dir: Option<PathBuf>,
    /// Who reviews; without it, the user's name.
    #[arg(long, visible_alias = "by", value_name = "NAME")]
    annotator: Option<String>,
    /// How the screen looks: auto, dark, light, high-contrast, plain, or a theme of your own.
    #[arg(long, value_name = "NAME", add = ArgValueCandidates::new(complete::themes))]
    theme: Option<String>,
    /// In lines, without a screen: for screen readers and pipes.
    #[arg(long)]
    plain: bool,
    /// A file for the timing of frames and keys.
    #[arg(long, value_name = "FILE", hide = true)]
    trace: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> Result<SessionRequest> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    let options = SessionOptions {
        annotator: arguments.annotator,
        strategy: None,
        plain: arguments.plain,
        theme: arguments.theme,
        trace: arguments.trace,
    };
    options.at(Start::Review(layout))
}
