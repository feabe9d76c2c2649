//! What has an annotator said of an item already?
//!
//! What the state knows, and what this import has brought so far, in the order in which the state
//! will hold it.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::schema::{Annotator, ItemIndex};
use crate::state::{State, Verdict};

/// One judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The class; `None` for "unsure".
    pub(super) label: Option<String>,
    /// When; `None` is now, as an import without times counts.
    pub(super) given_at: Option<Timestamp>,
    /// The place of the source in this import, when it came with it.
    pub(super) source: Option<usize>,
}

/// All that was said, by item and annotator, looked up as it is needed.
pub(super) struct Known<'a> {
    state: &'a State,
    said: HashMap<(ItemIndex, &'a Annotator), Vec<Said>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(state: &'a State) -> Self {
        Self {
            state,
            said: HashMap::new(),
        }
    }

    /// What an annotator has said of an item, the current judgement last. A repeat is none.
    pub(super) fn of(&mut self, item: ItemIndex, annotator: &'a Annotator) -> &mut Vec<Said> {
        let state = self.state;
        self.said.entry((item, annotator)).or_insert_with(|| {
            state
                .item(item)
                .all_judgements()
                .filter(|judged| judged.annotator == *annotator && !judged.is_repeat())
                .map(|judged| Said {
                    label: match judged.verdict {
                        Verdict::Label(label) => Some(state.labels().name(label).to_owned()),
                        Verdict::Unsure => None,
                    },
                    given_at: Some(judged.given_at),
                    source: None,
                })
                .collect()
        })
    }
}

/// Whether a label says nothing that was not said: the same at the same time, or, where the source
/// gives no time, the same at any time, unless it is to count `again`. Without a time nobody can
/// tell an old file from a change of mind, and an old file must not undo one.
pub(super) fn is_said(
    known: &[Said],
    label: &str,
    given_at: Option<Timestamp>,
    again: bool,
) -> bool {
    let same = |said: &Said| said.label.as_deref() == Some(label);
    match given_at {
        Some(_) => known
            .iter()
            .any(|said| same(said) && said.given_at == given_at),
        None => !again && known.iter().any(same),
    }
}

/// Puts a label where it belongs in time; whether it is now the current judgement.
pub(super) fn insert(known: &mut Vec<Said>, said: Said) -> bool {
    let later = |other: &Said| match (other.given_at, said.given_at) {
        (Some(other), Some(given)) => other > given,
        // No time is now.
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let place = known.iter().position(later).unwrap_or(known.len());
    let is_current = place == known.len();
    known.insert(place, said);
    is_current
}
