//! Which small tables do the tests of this room speak of?

use crate::agreement::{Annotation, Votes};
use crate::schema::{Annotator, ItemIndex, LabelId};

pub(in crate::agreement) fn annotator(name: &str) -> Annotator {
    Annotator::new(name).unwrap()
}

pub(in crate::agreement) fn ballot(item: u32, name: &str, label: u16) -> Annotation {
    Annotation::new(ItemIndex(item), annotator(name), LabelId(label))
}

/// One string an item, one character an annotator: a digit is a label, anything else is none.
pub(in crate::agreement) fn votes(classes: usize, rows: &[&str]) -> Votes {
    Votes::new(
        classes,
        rows.iter().enumerate().flat_map(|(item, row)| {
            row.chars().enumerate().filter_map(move |(who, label)| {
                let label = label.to_digit(10)?;
                Some(ballot(item as u32, &format!("a{who:03}"), label as u16))
            })
        }),
    )
}
