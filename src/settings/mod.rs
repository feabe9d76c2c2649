//! What a person has set for all their projects, and the files in which they have.
//!
//! Settings, keymap and themes are files of the person's own, in the platform's folder for such or
//! in `QUERIST_CONFIG_DIR`. Invariant: none of them keeps querist from starting: a line that cannot
//! be followed changes nothing and is told with its place and with what to do about it.

mod file;
mod places;
mod problem;
mod user;

pub(crate) use file::read;
pub(crate) use places::folder;
pub use problem::FileProblem;
pub(crate) use problem::nearest;
pub use user::UserSettings;
pub(crate) use user::{Origin, SETTINGS};
