//! querist: a terminal workstation in which the model chooses which example to ask about next,
//! and one expert answers with one key.
//!
//! # The way of the data
//!
//! ```text
//! file ─► pool ─► features ─► learner ─► strategy ─► query ─► oracle (you) ─► journal ─► state
//!                     ▲            ▲                                                     │
//!                     └── once ────┴──────────── incremental refit per label ◄───────────┘
//! ```
//!
//! # The rooms
//!
//! Each folder answers one question; its module docs give the answer and the invariant. Imports
//! go downwards only, by the table in `tests/architecture.rs`.
//!
//! | room | question |
//! |---|---|
//! | [`cli`], [`tui`] | What does the command line do? How does a person see and steer it? |
//! | [`session`] | What happens at the desk? |
//! | [`simulation`] | What would have happened? |
//! | [`query`] | Which item now, by which arm? |
//! | [`trainer`] | How does the model keep up? |
//! | [`export`] | What may leave? |
//! | [`project`] | What lies on the disk? |
//! | [`evaluation`] | How good is it, honestly? |
//! | [`agreement`] | Who disagrees, and what is likely? |
//! | [`wellbeing`] | How is the person? |
//! | [`content_safety`] | What may hurt to read? |
//! | [`oracle`] | Who answers? |
//! | [`strategy`] | Which item next? |
//! | [`learner`] | Who predicts? |
//! | [`features`] | How does an item become numbers? |
//! | [`state`] | What does the journal mean? |
//! | [`journal`], [`pool`] | What happened, provably? Where do items come from? |
//! | [`command`], [`schema`], [`text`] | What can be done? What may be said? What is safe to show? |
//! | [`error`], [`clock`], [`rng`] | What went wrong? What time is it? Where does chance come from? |
//! | [`numerics`] | What does a sample say of the whole? |
//!
//! # The laws
//!
//! Code and tests cite these by number; `tests/architecture.rs` and `tests/laws/` hold them.
//!
//! 1. ratatui and crossterm appear only under [`tui`], clap only under [`cli`], linfa only in the
//!    files that wrap it.
//! 2. [`state`] has no clock, no chance and no I/O: `state == fold(journals)`, always.
//! 3. The session decides, the journal records, the screen shows: a label is shown as saved only
//!    after its append and sync returned.
//! 4. Nothing that learns or chooses can receive a held-out answer: training changes exist only
//!    for [`pool::PoolId`]s, which only [`pool::Items`] makes. Without the holdout the same
//!    queries would be asked of the pool.
//! 5. Foreign text reaches the screen only as [`text::Shown`], which only [`text`] makes; the
//!    bytes stay exact.
//! 6. [`tui::update()`] never blocks; [`tui::view()`] never changes anything.
//! 7. Each command is one row of [`command::TABLE`]: hints, help, palette and the README's key
//!    table come from it.
//! 8. An event is frozen once released; unknown events of a newer version are kept, and the
//!    project opens read-only.
//! 9. `unsafe` is denied; threads and bounded channels, no async runtime.
//! 10. There is no network code.
//!
//! Which question comes next follows from the state and the model that knew it, never from the
//! thread count; a person faster than the trainer is asked from the ranking there is, and the
//! journal records how much that ranking knew.

pub mod agreement;
pub mod cli;
pub mod clock;
pub mod command;
pub mod content_safety;
pub mod error;
pub mod evaluation;
pub mod export;
pub mod features;
pub mod journal;
pub mod learner;
pub mod numerics;
pub mod oracle;
pub mod pool;
pub mod project;
pub mod query;
pub mod rng;
pub mod schema;
pub mod session;
pub mod simulation;
pub mod state;
pub mod strategy;
pub mod text;
pub mod trainer;
pub mod tui;
pub mod wellbeing;
