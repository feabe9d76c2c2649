//! Who sits down at the screen, where and how.

use std::path::PathBuf;

use crate::project::Layout;
use crate::schema::Annotator;
use crate::settings::UserSettings;

/// What the screen is opened with.
#[derive(Debug)]
pub struct SessionRequest {
    /// The project.
    pub layout: Layout,
    /// Who answers.
    pub annotator: Annotator,
    /// What chooses in this session, when it is not what the config names; a known id.
    pub strategy: Option<String>,
    /// The seed of chance in this session, when it is not the project's.
    pub seed: Option<u64>,
    /// Where to write how long the person waits, if at all.
    pub trace: Option<PathBuf>,
    /// Where the user's own data lies, for the ledger that is theirs alone.
    pub user_data: Option<PathBuf>,
    /// What the user has set for all projects.
    pub settings: UserSettings,
}
