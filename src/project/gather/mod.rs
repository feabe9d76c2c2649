//! How do other people's labels come in?
//!
//! Label files and journals of other projects become events in the journal of whoever imports
//! them; a journal of this very project is copied as it is. Everything is read, matched and
//! decided before anything is written, and planning is pure: the same rows, state and decisions
//! make the same plan. Invariant: what was imported once changes nothing when it is imported again.
//!
//! | file | question |
//! |---|---|
//! | `matching` | which item does a row speak of? |
//! | `meanings` | which class does an imported name stand for? |
//! | `plan` | which of the labels are new? |
//! | `known` | what has an annotator said of an item already? |
//! | `record` | how does a plan get into the journal? |
//! | `foreign` | what do the journals of another project say? |
//! | `copies` | which journals of this project's copies are new here? |

mod copies;
mod foreign;
mod known;
mod matching;
mod meanings;
mod plan;
mod record;

#[cfg(test)]
mod tests;

pub use copies::{Copy, MergeCheck, look_at_copies, sound_journal, take_copies};
pub use foreign::{labels_of_journal, labels_of_project};
pub use matching::{Matched, Unmatched, match_rows};
pub use meanings::{LabelMapping, LabelMeaning};
pub use plan::{Account, Conflict, Plan, PlannedSource, plan};
pub use record::record;
