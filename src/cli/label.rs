//! `querist label`: checks and gathers what the workstation needs before it starts.

use std::path::PathBuf;

use anyhow::Result;

use super::resolve;
use super::resolve::annotator;
use crate::project::Layout;
use crate::session::SessionRequest;
use crate::strategy::find;

/// Label: the model chooses an item, you answer with one key.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
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
    #[arg(long, value_name = "ID")]
    pub(super) strategy: Option<String>,
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
        Ok(resolve::terminal()?)
    }

    /// The request for the screen, if it can work.
    pub(super) fn at(self, layout: Layout) -> Result<SessionRequest> {
        self.check()?;
        Ok(SessionRequest {
            layout,
            annotator: annotator(self.annotator.as_deref())?,
            trace: self.trace,
            strategy: self.strategy,
            seed: None,
            user_data: resolve::user_data().ok(),
            keymap: keymap(),
        })
    }
}

/// The user's own keymap: in `QUERIST_CONFIG_DIR`, or the platform's place for settings.
pub(super) fn keymap() -> Option<PathBuf> {
    let named = std::env::var_os("QUERIST_CONFIG_DIR").filter(|named| !named.is_empty());
    let folder = named.map(PathBuf::from).or_else(|| {
        let places = directories::ProjectDirs::from("", "", "querist")?;
        Some(places.config_dir().to_path_buf())
    })?;
    Some(folder.join("keymap.toml"))
}

pub(super) fn run(arguments: Arguments) -> Result<SessionRequest> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    arguments.options.at(layout)
}

/// The workstation in the project that the person stands in.
pub(super) fn here(layout: Layout) -> Result<SessionRequest> {
    SessionOptions::default().at(layout)
}
