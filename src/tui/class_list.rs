//! The list of classes: which one is selected, the items labeled so, and the keys of what can be
//! done with it.

use super::list_moves::moved;
use crate::command::{Effect, List, Question};
use crate::schema::{Key, LabelId};
use crate::session::{ItemListing, ItemQuery, ItemView, LabelingCommand};

/// The list of classes.
#[derive(Debug, Clone, Default)]
pub(super) struct ClassList {
    pub(super) selected: usize,
    items: Option<Box<ItemListing>>,
}

/// Which items belong to a class of that name.
pub(super) fn items_of(name: &str) -> ItemQuery {
    ItemQuery {
        view: ItemView::All,
        filter: format!("label:\"{name}\""),
    }
}

/// What can be done in the list, in the order of its foot.
pub(super) const ACTS: &[(char, &str)] = &[
    ('a', "add"),
    ('r', "rename"),
    ('m', "merge"),
    ('s', "split"),
    ('x', "retire"),
    ('k', "key"),
    ('d', "describe"),
    ('u', "up"),
    ('n', "down"),
];

/// What a letter does with a class; `None` for what is no letter of the list.
pub(super) fn effect_of(letter: char, label: Option<LabelId>) -> Option<Effect> {
    if letter == 'a' {
        return Some(Effect::Ask(Question::AddClass));
    }
    let is_act = ACTS.iter().any(|(known, _)| *known == letter);
    let Some(label) = label.filter(|_| is_act) else {
        return is_act.then_some(Effect::Nothing);
    };
    Some(match letter {
        'r' => Effect::Ask(Question::Rename(label)),
        'm' => Effect::List(List::MergeInto(label)),
        's' => Effect::Ask(Question::Split(label)),
        'x' => {
            let retire = LabelingCommand::RetireClass(label);
            LabelingCommand::Consider(Box::new(retire)).into()
        }
        'k' => Effect::Ask(Question::ClassKey(label)),
        'd' => Effect::Ask(Question::Describe(label)),
        'u' => LabelingCommand::MoveClass(label, false).into(),
        'n' => LabelingCommand::MoveClass(label, true).into(),
        _ => return None,
    })
}

impl ClassList {
    /// Takes in the items of a class.
    pub(super) fn fill(&mut self, listing: ItemListing) {
        self.items = Some(Box::new(listing));
    }

    /// The items of a class, once they are known.
    pub(super) fn items(&self, name: &str) -> Option<&ItemListing> {
        let known = self.items.as_deref();
        known.filter(|listing| listing.query == items_of(name))
    }

    /// Takes a key that moves the selection among so many; whether it did.
    pub(super) fn press(&mut self, key: Key, classes: usize, rows: usize) -> bool {
        let to = moved(self.selected, key, classes, rows);
        self.selected = to.unwrap_or(self.selected);
        to.is_some()
    }
}
