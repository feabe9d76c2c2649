//! Makes foreign text safe to show, and cuts it into the words that are counted.
//!
//! Items, label names, file names and error texts come from strangers. This module is the only one
//! that turns them into something a screen may draw ([`Shown`]), lays it out in rows (`wrap`),
//! stops what got around it at the last door (`gate`), and cuts text into the words a learner
//! counts (`words`). Invariant: the stored bytes are never changed; only their picture is, and
//! every picture knows which bytes it stands for.

mod ascii_words;
mod beginning;
mod compose;
mod fold;
mod formula;
mod gate;
mod hidden;
mod numbers;
mod painter;
mod prose;
mod sanitise;
mod shell;
mod shown;
mod steady;
mod tokens;
mod wrap;

pub(crate) use beginning::beginning;
pub(crate) use fold::{fold, fold_into, fold_with_places};
pub(crate) use formula::{escape_formula, unescape_formula};
pub(crate) use gate::gate;
pub use hidden::is_hidden;
pub(crate) use numbers::{counted, grouped, minutes};
pub(crate) use prose::prose_rows;
pub(crate) use shell::{shell_flag, shell_word};
pub use shown::Shown;
pub(crate) use tokens::{Token, each_word, words};
pub(crate) use wrap::wrap;
