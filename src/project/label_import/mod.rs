//! Imports other people's labels.
//!
//! Label files and journals of other projects become events in the journal of whoever imports
//! them; a journal of this very project is copied as it is. Everything is read, matched and
//! decided before anything is written, and planning is pure: the same rows, state and decisions
//! make the same plan. Invariant: what was imported once changes nothing when it is imported again.
//!
//! | file | what it does |
//! |---|---|
//! | `matching` | finds the item that a row speaks of |
//! | `mapping` | finds the class that an imported name stands for |
//! | `plan` | decides which labels are new, and writes them into the journal |
//! | `journals` | reads other projects' journals, and merges those of this project's copies |

mod journals;
mod mapping;
mod matching;
mod plan;

#[cfg(test)]
mod tests;

pub(crate) use journals::{
    JournalCopy, MergeCheck, check_copies, labels_of_journal, labels_of_project, merge_copies,
    read_sound_journal,
};
pub(crate) use mapping::{LabelMapping, LabelTarget};
pub(crate) use matching::{MatchBy, MatchedFile, changed_ids, match_rows};
pub(crate) use plan::{PlannedSource, plan, record};
