//! Knows what a person has: their recent projects, what each needs next, what they were taught.
//!
//! The list and the lessons lie in the person's own folder, never in a project. Invariant: nothing
//! here writes into a project, and a file of it that cannot be read costs only what it held.

mod lessons;
mod recent;
mod summary;

pub(crate) use lessons::{Lesson, Lessons};
pub(crate) use recent::RecentProjects;
pub(crate) use summary::{NextStep, ProjectSummary, ago, has_imported, label_files};
