//! `querist label`: checks and gathers what the workstation needs before it starts.

use std::path::PathBuf;

use anyhow::Result;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};

use super::resolve::annotator;
use super::{complete, resolve};
use crate::session::{SessionRequest, Start};
use crate::settings::UserSettings;
use crate::strategy::find;

/// Label: the model chooses an item, you answer with one key.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    #[arg(add = ArgValueCompleter::new(complete::projects))]
    dir: Option<PathBuf>,
    #[command(flatten)]
    options: SessionOptions,
}

/// Who sits down, and how.
#[derive(Debug, Default, clap::Args)]
pub(super) struct SessionOptions {
    /// Who answers; without it, the user's name.
    #[arg(long, value_name = "NAME")]
    pub(super) annotator: Option<String>,
    /// What chooses in this session: an id of `querist strategies`.
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(complete::strategies))]
    pub(super) strategy: Option<String>,
    /// How the screen looks: auto, dark, light, high-contrast, plain, or a theme of your own.
    #[arg(long, value_name = "NAME", add = ArgValueCandidates::new(complete::themes))]
    pub(super) theme: Option<String>,
    /// In lines, without a screen: for screen readers and pipes.
    #[arg(long)]
    pub(super) plain: bool,
    /// A file for the timing of frames and keys.
    #[arg(long, value_name = "FILE", hide = true)]
    pub(super) trace: Option<PathBuf>,
}

impl SessionOptions {
    /// Refuses what cannot work before anything is made or opened.
    pub(super) fn check(&self) -> Result<()> {
        annotator(self.annotator.as_deref())?;
        if let Some(id) = &self.strategy {
            find(id)?;
        }
        self.settings()?;
        if self.plain {
            return Ok(());
        }
        Ok(resolve::terminal()?)
    }

    /// What the person has set, under what this command says.
    fn settings(&self) -> Result<UserSettings> {
        let settings = UserSettings::load();
        Ok(settings.with_flag("theme", self.theme.as_deref(), "--theme")?)
    }

    /// The request for the screen, if it can work.
    pub(super) fn at(self, start: Start) -> Result<SessionRequest> {
        self.check()?;
        let settings = self.settings()?;
        Ok(SessionRequest {
            start,
            annotator: annotator(self.annotator.as_deref())?,
            trace: self.trace,
            strategy: self.strategy,
            seed: None,
            plain: self.plain,
            user_data: resolve::user_data().ok(),
            settings,
        })
    }
}

pub(super) fn run(arguments: Arguments) -> Result<SessionRequest> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    arguments.options.at(Start::Label(layout))
}
