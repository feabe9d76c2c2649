//! Do the figures and the consensus hold what they promise?

mod consensus;
mod from_state;
mod laws;
mod made_up;
mod references;
pub(super) mod toy;
