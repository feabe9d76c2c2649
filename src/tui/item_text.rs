//! Lays out an item's text and columns.
//!
//! Its text, and its other columns: short ones in a line above it, long ones below.

use crate::pool::{Items, count_numbers};
use crate::schema::ItemIndex;
use crate::text::Shown;

/// The longest value that stands in the line above the text.
const LONGEST_IN_LINE: usize = 40;

/// Whether a column's value has room in the line above the text.
pub(super) fn is_short(value: &str) -> bool {
    value.chars().count() <= LONGEST_IN_LINE && !value.contains('\n')
}

/// The other columns that may be shown, unless the text is made of them already.
fn other_fields(items: &Items, index: ItemIndex) -> impl Iterator<Item = (&str, &str)> {
    let item = items.get(index);
    let is_text = |name: &str, value: &str| {
        let line = format!("{name}: {value}");
        let places = item.text.match_indices(line.trim_end());
        places
            .map(|(at, _)| &item.text[..at])
            .any(|before| before.is_empty() || before.ends_with('\n'))
    };
    // The path of an image may be the id or the text, too.
    let path = items.image(index).map(|(path, _)| path);
    let is_said = move |value: &str| {
        let value = value.trim();
        path == Some(value) && (value == item.id.trim() || value == item.text.trim())
    };
    items
        .shown_fields(index)
        .filter(move |(name, value)| !is_text(name, value) && !is_said(value))
}

/// The text, and below it the other columns that are too long for the line above it. Of a list of
/// numbers only its length is told: it is for the model, and would hide the text.
pub(super) fn with_long_fields(items: &Items, index: ItemIndex) -> String {
    let mut text = items.get(index).text.clone();
    for (name, value) in other_fields(items, index).filter(|(_, value)| !is_short(value)) {
        match count_numbers(value) {
            Some(count) => text.push_str(&format!("\n\n{name}: {count} numbers")),
            None => text.push_str(&format!("\n\n{name}: {value}")),
        }
    }
    text
}

/// The line above the text: the item's id and its other columns, as far as they are short.
pub(super) fn meta(items: &Items, index: ItemIndex) -> Shown {
    let item = items.get(index);
    let mut line = format!("item {}", item.id);
    for (name, value) in other_fields(items, index) {
        let value = value.trim();
        if !value.is_empty() && is_short(value) {
            line.push_str(&format!(" · {name} {value}"));
        }
    }
    Shown::line(&line)
}
