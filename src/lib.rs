//! querist: a terminal workstation in which the model chooses which example to ask about next,
//! and one expert answers with one key.
//!
//! # Vocabulary
//!
//! The field's own words, the same in code, config, docs and journal:
//!
//! | word | meaning |
//! |---|---|
//! | *item* | one example |
//! | *pool*, *holdout* | the items that the learner may ask about and fit on; those that it may not. Together they are the items |
//! | *label*, *label set* | a class that an item can have; all of them |
//! | *annotator* | somebody who labels |
//! | *oracle* | what answers in a person's place: a program, a replay |
//! | *query* | one question put to the oracle |
//! | *strategy* | the acquisition function: what chooses the next item |
//! | *learner*, *committee*, *members* | what predicts; several models; each of them |
//! | *arm* | how an item came to be answered: `active`, `random`, `holdout`, `repeat`, `chosen` by the person, `imported`, `review` |
//! | *draw probability* | the chance of a draw given all before; null where there is none |
//! | *skip* | no judgement; the item comes back when the rest is done |
//! | *unsure* | a recorded judgement that is not trained on, and not asked again |
//! | *flag* | a mark beside an item |
//! | *session* | one person at work, from start to end |
//! | *journal*, *event* | the append-only file of what one writer did; one thing done |
//! | *guidelines* | the instructions, versioned by their hash |
//! | *judgement*, *verdict* | what one annotator said of an item, and when; what it says: a label, unsure, skip |
//! | *veiled* | shown with its sensitive words covered until the person asks for them |
//! | *adjudication* | a reviewer's decision on an item; the judgements that differ from it stay |
//! | *snapshot* | what the trainer published: a ranking, predictions, the model's id, how many labels it knows |
//!
//! Some fields of journals, configs and JSON are older than these words and keep their released
//! names.
//!
//! # The way of the data
//!
//! ```text
//! file ─► pool ─► features ─► learner ─► strategy ─► query ─► oracle (you) ─► journal ─► state
//!                     ▲            ▲                                                     │
//!                     └── once ────┴──────────── incremental refit per label ◄───────────┘
//! ```
//!
//! `ARCHITECTURE.md` follows one key along it, with the names of the files.
//!
//! # The modules
//!
//! The docs of each begin with what it does and with its invariant. Imports go downwards only,
//! by the table in `tests/architecture.rs`.
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`], [`tui`] | the command line; the workstation |
//! | [`command`] | all that can be done at the workstation, a row each, and the keys |
//! | [`session`] | labeling and adjudication: commands in, events out |
//! | [`simulation`] | replays data sets under any strategy |
//! | [`query`] | which item now, by which arm, with which chance |
//! | [`trainer`] | keeps the model up with the labels, in a thread of its own |
//! | [`export`] | writes what may leave |
//! | `home` | the person's recent projects, what each needs next, what was taught |
//! | `setup` | makes projects of files: columns, classes, holdout, each proposed and changeable |
//! | [`project`] | the folder on the disk: config, opening, importing labels |
//! | [`evaluation`] | accuracy, intervals, curves |
//! | [`agreement`] | who agrees, who is probably right, which labels are probably wrong |
//! | [`wellbeing`] | pace, fatigue, breaks, consistency |
//! | [`content_safety`] | what is veiled, and how much of it a person is shown |
//! | [`oracle`] | programs and replays that answer |
//! | [`strategy`] | which item next: a row a strategy |
//! | [`learner`] | the committee and its members |
//! | [`features`] | how an item becomes numbers |
//! | [`state`] | what the journals amount to |
//! | [`journal`] | events, chained by their hashes, appended and verified |
//! | [`pool`] | items, and the files that they come from |
//! | [`settings`] | what a person has set for all their projects |
//! | [`schema`], [`text`], [`numerics`] | what may be said of an item; what is safe to show; statistics |
//! | [`error`], [`clock`], [`rng`] | what went wrong; what time it is; where chance comes from |
//! | `regular_file` | files that others may have put there, read without waiting |
//! | `line_ends` | files whose line ends a tool turned to CRLF, read all the same |
//!
//! # The laws
//!
//! `tests/architecture.rs` and `tests/laws/` hold them.
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
//! 7. Each command is one row of [`command::TABLE`]: hints, help, palette, menu, manual
//!    and the README's key table come from it and the [`command::Keymap`].
//! 8. An event is frozen once released; unknown events of a newer version are kept, and the
//!    project opens read-only.
//! 9. `unsafe` is denied; threads and bounded channels, no async runtime.
//! 10. There is no network code.
//! 11. Only what the binary, the tests and the benches use is public, so that the compiler names
//!     what nobody uses.
//! 12. One thing has one shape: no two types for the same facts, no second way to do the same.
//! 13. A figure of quality counts only checks that a person answered blind.
//!
//! Which question comes next follows from the state and the model that knew it, never from the
//! thread count; a person faster than the trainer is asked from the ranking there is, and the
//! journal records how much that ranking knew.
//!
//! # The façade in use
//!
//! A project is a folder. This makes one of the bundled samples, opens it as ada and answers the
//! first three questions without a screen:
//!
//! ```
//! use std::sync::Arc;
//!
//! use querist::clock::{Clock, SystemClock};
//! use querist::project::{OpenProject, Sample};
//! use querist::schema::Annotator;
//! use querist::session::{LabelingCommand, LabelingSession, ResponseTiming};
//! use querist::state::Verdict;
//!
//! let folder = tempfile::tempdir()?;
//! let layout = Sample::find("tickets")?.copy_to(folder.path())?;
//! let ada = Annotator::new("ada")?;
//! let project = OpenProject::open(layout, ada, SystemClock.now())?;
//! let mut session = LabelingSession::headless(project, Arc::new(SystemClock))?;
//! session.begin();
//! let billing = session.state().labels().find("billing").ok_or("no such class")?;
//! for _ in 0..3 {
//!     let item = session.current().ok_or("nothing is left to ask")?.item();
//!     session.handle(LabelingCommand::Judge {
//!         item,
//!         verdict: Verdict::Label(billing),
//!         time: ResponseTiming::default(),
//!     });
//! }
//! assert_eq!(session.state().counts().labeled, 3);
//! session.handle(LabelingCommand::Undo);
//! assert_eq!(session.state().counts().labeled, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What was done is in ada's journal. Reading verifies the chain of hashes:
//!
//! ```
//! use jiff::Timestamp;
//! use querist::journal::{Event, Tail, read};
//! use querist::journal::event::Flagged;
//! use querist::project::{OpenProject, Sample};
//! use querist::schema::Annotator;
//!
//! let folder = tempfile::tempdir()?;
//! let layout = Sample::find("tickets")?.copy_to(folder.path())?;
//! let ada = Annotator::new("ada")?;
//! let path = layout.journals().join("ada.jsonl");
//! let now: Timestamp = "2026-03-14T09:00:00Z".parse()?;
//! let mut project = OpenProject::open(layout, ada.clone(), now)?;
//! let item = String::from("T0003");
//! project.record(now, Event::Flagged(Flagged { annotator: ada, item, flagged: true }))?;
//! drop(project);
//! // The first record says whose journal it is.
//! assert_eq!(read(&path)?.records.len(), 2);
//! // A changed byte is found.
//! let text = std::fs::read_to_string(&path)?.replace("T0003", "T0004");
//! std::fs::write(&path, text)?;
//! assert!(!matches!(read(&path)?.tail, Tail::Clean));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The state is a fold of events, and nothing else:
//!
//! ```
//! use querist::pool::{Item, Items};
//! use querist::schema::LabelSet;
//! use querist::state::State;
//!
//! let item = |id: &str| Item { id: id.into(), text: "hello".into(), fields: Vec::new() };
//! let items = Items::new(vec![item("a"), item("b")], |_| false);
//! let state = State::new(LabelSet::from_names(["spam", "ham"]), &items);
//! assert_eq!(state.counts().labeled, 0);
//! assert!(state.training_changes().is_empty());
//! ```
//!
//! Held-out items have ids of another type, so that no learner can be given one:
//!
//! ```
//! use querist::pool::{Item, Items};
//!
//! let item = |id: &str| Item { id: id.into(), text: "hello".into(), fields: Vec::new() };
//! let items = Items::new(vec![item("a"), item("b"), item("c")], |item| item.id == "b");
//! assert_eq!((items.pool_len(), items.holdout_len()), (2, 1));
//! let held_out = items.holdout().next().ok_or("one is held out")?;
//! assert_eq!(items.holdout_item(held_out).id, "b");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Classes have names and keys:
//!
//! ```
//! use querist::schema::LabelSet;
//!
//! let labels = LabelSet::from_names(["billing", "account"]);
//! let account = labels.find("account").ok_or("no such class")?;
//! assert_eq!(labels.name(account), "account");
//! assert_eq!(labels.active().count(), 2);
//! assert_eq!(labels.find("nonsense"), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Chance is a function of the project's seed, a purpose and a key, never of an order:
//!
//! ```
//! use querist::rng::Seed;
//!
//! let seed = Seed(42);
//! assert_eq!(seed.rank("draw", "T0003"), seed.rank("draw", "T0003"));
//! assert_ne!(seed.rank("draw", "T0003"), seed.rank("holdout", "T0003"));
//! let heads = (0..1_000).filter(|n| seed.coin("blind", &n.to_string(), 0.1)).count();
//! assert!((50..150).contains(&heads));
//! ```
//!
//! Foreign text is shown only as [`text::Shown`], in which nothing steers the terminal:
//!
//! ```
//! use querist::text::Shown;
//!
//! let shown = Shown::line("harmless\u{1b}[2J, or is it?");
//! assert!(!shown.as_str().contains('\u{1b}'));
//! ```
//!
//! A figure of quality has an interval:
//!
//! ```
//! use querist::numerics::{newcombe, wilson};
//!
//! let before = wilson(31, 50).ok_or("nothing was looked at")?;
//! let after = wilson(44, 50).ok_or("nothing was looked at")?;
//! assert!(before.low < 0.62 && 0.62 < before.high);
//! assert!(newcombe(after, before).low > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Strategies are rows; each says what it computes and where it comes from:
//!
//! ```
//! use querist::strategy::{DEFAULT, REGISTRY, find};
//!
//! assert!(find(DEFAULT).is_ok());
//! assert!(find("margin").is_ok() && find("nonsense").is_err());
//! assert!(REGISTRY.len() > 20);
//! ```
//!
//! A learning curve is one figure, its normalised area over the logarithm of the labels:
//!
//! ```
//! use querist::evaluation::{Point, normalised_area};
//!
//! let at = |labels, value| Point { labels, value };
//! let curve = [at(10, 0.5), at(100, 0.7), at(1_000, 0.9)];
//! let area = normalised_area(&curve, 10, 1_000).ok_or("it reaches from end to end")?;
//! assert!((area - 0.7).abs() < 1e-12);
//! assert_eq!(normalised_area(&curve, 1, 1_000), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Labels of several annotators make a table of votes:
//!
//! ```
//! use querist::agreement::{Annotation, Votes};
//! use querist::schema::{Annotator, ItemIndex, LabelId};
//!
//! let vote = |item, name: &str, label| {
//!     Annotator::new(name).map(|name| Annotation::new(ItemIndex(item), name, LabelId(label)))
//! };
//! let votes = Votes::new(2, [vote(0, "ada", 0)?, vote(0, "bob", 1)?, vote(1, "ada", 1)?]);
//! assert_eq!(votes.annotators().len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod agreement;
pub mod cli;
pub mod clock;
pub mod command;
pub mod content_safety;
pub mod error;
pub mod evaluation;
pub mod export;
pub mod features;
mod home;
pub mod journal;
pub mod learner;
mod line_ends;
pub mod numerics;
pub mod oracle;
pub mod pool;
pub mod project;
pub mod query;
mod regular_file;
pub mod rng;
pub mod schema;
pub mod session;
pub mod settings;
mod setup;
pub mod simulation;
pub mod state;
pub mod strategy;
pub mod text;
pub mod trainer;
pub mod tui;
pub mod wellbeing;
