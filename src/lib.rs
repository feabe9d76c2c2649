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
//! | [`engine`] | How does the loop turn? |
//! | [`export`] | What may leave? |
//! | [`project`] | What lies on the disk? |
//! | [`evaluation`] | How good is it, honestly? |
//! | [`session`] | How is the person? |
//! | [`oracle`] | Who answers? |
//! | [`strategy`] | Which item next? |
//! | [`learner`] | Who predicts? |
//! | [`features`] | How does an item become numbers? |
//! | [`state`] | What does the journal mean? |
//! | [`journal`], [`pool`] | What happened, provably? Where do items come from? |
//! | [`command`], [`schema`], [`text`] | What can be done? What may be said? What is safe to show? |
//! | [`error`], [`clock`], [`rng`] | What went wrong? What time is it? Where does chance come from? |
//!
//! # The laws
//!
//! 1. `state == fold(journals)`, always; the fold has no clock, no chance and no I/O.
//! 2. A label is shown as saved only after its append and sync returned.
//! 3. Nothing that learns or chooses can receive a held-out answer: training changes exist only
//!    for [`pool::PoolId`]s, which only [`pool::Items`] makes.
//! 4. Foreign text reaches the screen only as [`text::Shown`].
//! 5. `update` never blocks; `view` never changes anything.
//! 6. Each command is one row of [`command::TABLE`]: hints, help, palette, man page and README
//!    come from it.
//! 7. Which question comes next follows from the state alone, never from timing.

pub mod cli;
pub mod clock;
pub mod command;
pub mod engine;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod journal;
pub mod learner;
pub mod oracle;
pub mod pool;
pub mod project;
pub mod rng;
pub mod schema;
pub mod session;
pub mod state;
pub mod strategy;
pub mod text;
pub mod tui;
