//! Who sits down at the screen, where and how.

use std::path::PathBuf;

use crate::project::Layout;
use crate::schema::Annotator;
use crate::settings::UserSettings;

/// Where the workstation begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// With the list of projects.
    Home,
    /// With a project that is to be made of this file.
    File(PathBuf),
    /// Where a project is labeled.
    Label(Layout),
    /// Where a project is reviewed.
    Review(Layout),
}

/// What the screen is opened with.
#[derive(Debug)]
pub struct SessionRequest {
    /// Where it begins.
    pub start: Start,
    /// Who answers.
    pub annotator: Annotator,
    /// What chooses in this session, when it is not what the config names; a known id.
    pub strategy: Option<String>,
    /// The seed of chance in this session, when it is not the project's.
    pub seed: Option<u64>,
    /// Where to write how long the person waits, if at all.
    pub trace: Option<PathBuf>,
    /// Where the user's own data lies: the ledger that is theirs alone, the recent projects.
    pub user_data: Option<PathBuf>,
    /// In lines, without a screen.
    pub plain: bool,
    /// What the user has set for all projects.
    pub settings: UserSettings,
}
