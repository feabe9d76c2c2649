//! Turns rows into items.
//!
//! Those with a text and an id of their own become items. The rest is blank, or rejected with a
//! reason, as a row is that says the same again. A row of a file without a text column is shown as
//! its columns, one a line, or as the path of its image where there is nothing else. Invariant: rows read = items + rejects + blank.

use std::collections::HashMap;
use std::path::Path;

use super::bytes::{counted, grouped};
use super::columns::{Columns, VectorSource, check_columns};
use super::format::Format;
use super::reject::Reject;
use super::rows::{Position, Row, Rows};
use super::source::Original;
use super::vectors::Unfit;
use super::{Item, Items};
use crate::error::{Error, Place, Result};
use crate::schema::{WrittenLabel, read_label};

/// How many hexadecimal digits of a text's hash make an id.
const ID_DIGITS: usize = 12;

/// Where an item came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its line.
    pub line: u64,
    /// The number of its row among those that hold anything, from 0 on; `None` in a folder of
    /// which some files could not be read.
    pub row: Option<u64>,
}

/// What one source brought in.
#[derive(Debug)]
pub struct Import {
    /// What is new, in file order.
    pub items: Vec<Item>,
    /// The label that came with each item.
    pub labels: Vec<Option<String>>,
    /// Where each item came from.
    pub origins: Vec<Origin>,
    /// What cannot be an item, in file order.
    pub rejects: Vec<Reject>,
    /// Rows without a text.
    pub blank: u64,
    /// Rows in all.
    pub read: u64,
    /// What a person should know.
    pub notes: Vec<String>,
    /// What the source was.
    pub format: Format,
    /// Which of its columns were taken for what.
    pub columns: Columns,
    /// The file as it was, if its text had to be converted.
    pub original: Option<Original>,
}

impl Import {
    /// Whether every row that was read is accounted for.
    pub(crate) fn adds_up(&self) -> bool {
        let kept = self.items.len() as u64 + self.rejects.len() as u64;
        self.items.len() == self.labels.len()
            && self.items.len() == self.origins.len()
            && self.read == kept + self.blank
    }

    /// The sum a person can check.
    pub fn counts(&self) -> String {
        format!(
            "read {} = accepted {} + rejected {} + blank {}",
            grouped(self.read),
            grouped(self.items.len() as u64),
            grouped(self.rejects.len() as u64),
            grouped(self.blank),
        )
    }

    /// An item whose numbers or vector do not fit, with its line.
    pub(crate) fn unfit(&self, file: &Path, unfit: Unfit, next: &str) -> Error {
        let line = self.origins.get(unfit.item).map_or(1, |row| row.line);
        Error::input(Place::line(file, line), unfit.what, next)
    }

    /// Why there is nothing in it, when there is not.
    fn refusal(&self, path: &Path) -> Error {
        let counts = self.counts();
        let Some(first) = self.rejects.first() else {
            let (why, next) = if self.blank > 0 {
                (
                    "no row has a text",
                    "check which column holds the text (--text COLUMN)",
                )
            } else {
                ("it holds no rows", "check that it was written completely")
            };
            let what = format!("nothing to import: {why} ({counts})");
            return Error::input(Place::file(path), what, next);
        };
        let Position { line, column, .. } = first.position;
        let place = if self.format == Format::TextFolder {
            Place::file(path)
        } else {
            Place::column(path, line, column)
        };
        let what = format!("nothing to import ({counts}); first: {}", first.reason);
        Error::input(place, what, "mend the rows and import the file again")
    }
}

/// Turns rows into items; `already` holds those of earlier imports.
///
/// # Errors
/// When a chosen column does not exist, or no row at all is new and usable.
pub(crate) fn accept(rows: Rows, columns: &Columns, already: &Items) -> Result<Import> {
    check_columns(&rows, columns)?;
    let has_content = columns.has_given() || columns.image.is_some();
    if columns.text.is_empty() && !has_content && !rows.rows.is_empty() {
        return Err(Error::usage(
            "no column is chosen as the text",
            format!("name one of: {}", rows.columns.join(", ")),
        ));
    }
    let numbers = rows.numbered();
    let format = rows.format;
    let mut acceptance = Acceptance {
        columns,
        already,
        seen: HashMap::new(),
        ordinals: HashMap::new(),
        misnamed: Tally::default(),
        several: Tally::default(),
        relabeled: Tally::default(),
        unnamed: Tally::default(),
        import: Import {
            items: Vec::new(),
            labels: Vec::new(),
            origins: Vec::new(),
            rejects: rows.rejects,
            blank: rows.blank,
            read: rows.read,
            notes: rows.notes,
            format,
            columns: columns.clone(),
            original: rows.original,
        },
    };
    for (row, number) in rows.rows.into_iter().zip(numbers) {
        let raw = rows.source.get(row.raw.clone()).unwrap_or_default();
        acceptance.row(row, number, raw);
    }
    let mut import = acceptance.finish();
    if format != Format::TextFolder {
        import.rejects.sort_by_key(|reject| reject.position.byte);
    }
    debug_assert!(import.adds_up(), "a row fell between");
    if import.items.is_empty() {
        return Err(import.refusal(&rows.path));
    }
    Ok(import)
}

/// How often something happened, and where first.
#[derive(Default)]
struct Tally {
    count: u64,
    first: Option<String>,
}

impl Tally {
    fn add(&mut self, first: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(first);
    }

    fn note(self, notes: &mut Vec<String>, noun: &str, what: &str) {
        if let Some(first) = self.first {
            let rows = counted(self.count, noun);
            notes.push(format!("{rows} {what} (first: {first})"));
        }
    }
}

struct Acceptance<'a> {
    columns: &'a Columns,
    already: &'a Items,
    /// Ids of this import, with their place among its items.
    seen: HashMap<String, usize>,
    /// How often a made id was given out.
    ordinals: HashMap<String, u64>,
    misnamed: Tally,
    several: Tally,
    relabeled: Tally,
    unnamed: Tally,
    import: Import,
}

impl Acceptance<'_> {
    fn row(&mut self, row: Row, number: Option<u64>, raw: &[u8]) {
        let position = row.position;
        let (mut item, written) = parts(self.columns, row.columns);
        if item.text.trim().is_empty() {
            self.import.blank += 1;
            return;
        }
        let label = self.label(&written, position);
        if label.is_none() && !written.trim().is_empty() {
            // What cannot be a class's name stays with the item as one of its columns.
            let column = self.columns.label.clone().unwrap_or_default();
            item.fields.push((column, written));
        }
        if item.id.is_empty() {
            if self.columns.id.is_some() {
                self.unnamed.add(|| format!("line {}", position.line));
            }
            item.id = self.made_id(&item.text);
        }
        let id = &item.id;
        let known = self.seen.get(id).copied();
        let earlier = known.map(|index| &self.import.items[index]);
        let before = self.already.find(id).map(|index| self.already.get(index));
        let Some(other) = earlier.or(before) else {
            self.seen.insert(id.clone(), self.import.items.len());
            self.import.origins.push(Origin {
                line: position.line,
                row: number,
            });
            self.import.items.push(item);
            self.import.labels.push(label);
            return;
        };
        let is_same = other.text == item.text;
        let reason = match known.map(|index| self.import.origins[index].line) {
            Some(line) if is_same => format!("repeats line {line}: same id and text"),
            Some(line) => format!("id {id:?} already used at line {line} with other text"),
            None if is_same => "is in the project already: same id and text".to_owned(),
            None => format!("id {id:?} is already in the project with other text"),
        };
        let reject = Reject::new(position, reason, raw);
        self.import.rejects.push(reject);
        if is_same {
            self.repeated_label(known, label, position);
        }
    }

    fn label(&mut self, written: &str, position: Position) -> Option<String> {
        match read_label(written) {
            WrittenLabel::Nothing => None,
            WrittenLabel::Name(name) => Some(name),
            WrittenLabel::Several => {
                self.several.add(|| format!("line {}", position.line));
                None
            }
            WrittenLabel::Unfit(problem) => {
                self.misnamed
                    .add(|| format!("line {}: {problem}", position.line));
                None
            }
        }
    }

    /// A row said again may bring the label that the first one lacked, but not change it.
    fn repeated_label(&mut self, known: Option<usize>, label: Option<String>, position: Position) {
        let (Some(index), Some(label)) = (known, label) else {
            return;
        };
        match &self.import.labels[index] {
            None => self.import.labels[index] = Some(label),
            Some(first) if *first != label => {
                self.relabeled.add(|| format!("line {}", position.line));
            }
            Some(_) => {}
        }
    }

    /// An id from the text alone, so that the same file gets the same ids again: the start of
    /// its hash, and an ordinal from the second row with that start on.
    fn made_id(&mut self, text: &str) -> String {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let stem = hash.as_str()[..ID_DIGITS].to_owned();
        let ordinal = self.ordinals.entry(stem.clone()).or_default();
        loop {
            *ordinal += 1;
            let id = match *ordinal {
                1 => stem.clone(),
                repeat => format!("{stem}-{repeat}"),
            };
            let other = self.already.find(&id).map(|index| self.already.get(index));
            // An equal text of an earlier import is this row imported again.
            if !self.seen.contains_key(&id) && other.is_none_or(|item| item.text == text) {
                return id;
            }
        }
    }

    fn finish(self) -> Import {
        let mut import = self.import;
        let notes = &mut import.notes;
        let unusable = "cannot be a label's name and was left out, the item kept";
        self.misnamed.note(notes, "label", unusable);
        let several = "with more than one label, left out, the item kept: querist takes one";
        self.several.note(notes, "row", several);
        let conflicting = "repeated with another label; the first label counts";
        self.relabeled.note(notes, "row", conflicting);
        let made = "without an id; its id is made from its text";
        self.unnamed.note(notes, "row", made);
        import
    }
}

/// A row's columns by what they are for: an item, whose id is empty when the row has none, and
/// its label as it is written.
pub(super) fn parts(columns: &Columns, cells: Vec<(String, String)>) -> (Item, String) {
    let mut texts: Vec<Option<String>> = vec![None; columns.text.len()];
    let (mut id, mut label) = (String::new(), String::new());
    let mut fields = Vec::new();
    for (name, value) in cells {
        let place = columns.text.iter().position(|text| *text == name);
        let is_id = columns.id.as_ref() == Some(&name);
        let is_label = columns.label.as_ref() == Some(&name);
        if is_id && !value.trim().is_empty() {
            id.clone_from(&value);
        }
        if is_label {
            label.clone_from(&value);
        }
        match place {
            Some(place) => texts[place] = Some(value),
            None if (is_id && columns.image.as_ref() != Some(&name)) || is_label => {}
            None => fields.push((name, value)),
        }
    }
    let mut texts = texts.into_iter().flatten();
    let text = if let (true, Some(image)) = (columns.has_image_alone(), &columns.image) {
        let path = fields.iter().find(|(name, _)| name == image);
        path.map(|(_, path)| path.clone()).unwrap_or_default()
    } else if columns.text.is_empty() {
        columns_as_text(&fields, columns, &id)
    } else if columns.text.len() == 1 {
        texts.next().unwrap_or_default()
    } else {
        let with_text: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
        with_text.join("\n\n")
    };
    (Item { id, text, fields }, label)
}

/// What is shown of a row without a text: its columns, one a line. A vector says nothing to a
/// person, so it stands there only when nothing else does.
fn columns_as_text(fields: &[(String, String)], columns: &Columns, id: &str) -> String {
    let is_vector = |name: &str| matches!(&columns.vectors, Some(VectorSource::Column(column)) if column == name);
    let line = |(name, value): (&str, &str)| format!("{name}: {value}").trim_end().to_owned();
    let has_value = |(_, value): &(&str, &str)| !value.trim().is_empty();
    let pairs = fields
        .iter()
        .filter(|(name, _)| !columns.hidden.contains(name))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let (vectors, others): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| is_vector(name));
    if others.iter().any(has_value) {
        let lines: Vec<String> = others.into_iter().map(line).collect();
        return lines.join("\n");
    }
    let id = (columns.id.as_deref().unwrap_or_default(), id);
    let mut shown = std::iter::once(id).chain(vectors);
    shown.find(has_value).map(line).unwrap_or_default()
}

#[cfg(test)]
mod tests;
