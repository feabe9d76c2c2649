//! `querist label`: checks and gathers what the workstation needs before it starts.

use std::path::PathBuf;

use anyhow::Result;

use super::annotator::annotator;
use super::{LabelRequest, place, terminal};
use crate::project::Layout;
use crate::strategy::find;

/// Label: the model chooses an item, you answer with one key.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    #[command(flatten)]
    sitting: Sitting,
}

/// Who sits down, and how.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Sitting {
    /// Who answers; without it, the user's name.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// What chooses in this session: an id of `querist strategies`.
    #[arg(long, value_name = "ID")]
    strategy: Option<String>,
    /// A file for the timing of frames and keys.
    #[arg(long, value_name = "FILE", hide = true)]
    trace: Option<PathBuf>,
}

impl Sitting {
    /// Refuses what cannot work before anything is made or opened.
    pub(super) fn check(&self) -> Result<()> {
        annotator(self.annotator.as_deref())?;
        if let Some(id) = &self.strategy {
            find(id)?;
        }
        terminal::check()
    }

    /// The request for the screen.
    pub(super) fn at(self, layout: Layout) -> Result<LabelRequest> {
        Ok(LabelRequest {
            layout,
            annotator: annotator(self.annotator.as_deref())?,
            trace: self.trace,
            strategy: self.strategy,
            seed: None,
            user_data: place::user_data().ok(),
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

pub(super) fn run(arguments: Arguments) -> Result<LabelRequest> {
    let layout = place::project(arguments.dir.as_deref())?;
    arguments.sitting.check()?;
    arguments.sitting.at(layout)
}

/// The workstation in the project that the person stands in.
pub(super) fn here(layout: Layout) -> Result<LabelRequest> {
    let sitting = Sitting::default();
    sitting.check()?;
    sitting.at(layout)
}
