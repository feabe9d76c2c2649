//! What an import would come to, with columns taken for what they are taken for now: how many items,
//! how many of them with an answer, and which rows are left out.
//!
//! It is asked each time a choice changes, so it looks and keeps nothing. Invariant: it counts as
//! [`super::accept()`] does; a test holds both to the same rows.

use std::collections::{HashMap, HashSet};

use super::accept::parts;
use super::bytes::{counted, grouped};
use super::columns::Columns;
use super::rows::Rows;

/// Lines that are named of each kind.
const NAMED: usize = 3;

/// Rows left out for one reason: how many, and the lines of the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lines {
    count: u64,
    first: Vec<u64>,
}

impl Lines {
    fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    /// `2 cannot be read (lines 3, 9)`; none where there is no such row.
    fn words(&self, what: &str) -> Option<String> {
        if self.count == 0 {
            return None;
        }
        let numbers: Vec<String> = self.first.iter().map(|line| grouped(*line)).collect();
        let (noun, more) = match self.count {
            1 => ("line", ""),
            count if count > NAMED as u64 => ("lines", " …"),
            _ => ("lines", ""),
        };
        let count = grouped(self.count);
        Some(format!(
            "{count} {what} ({noun} {}{more})",
            numbers.join(", ")
        ))
    }
}

/// Of so many names the first are kept: more are no classes.
const MOST_NAMES: usize = 200;

/// What columns of labels hold: the first names, in the order of the rows, how many there are, and
/// how many labels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LabelsFound {
    pub(crate) names: Vec<String>,
    pub(crate) different: usize,
    pub(crate) labels: usize,
}

impl LabelsFound {
    /// Takes a cell in, with the names that are known so far.
    fn add<'a>(&mut self, cell: &'a str, known: &mut HashSet<&'a str>) {
        let name = cell.trim();
        if name.is_empty() {
            return;
        }
        self.labels += 1;
        if known.insert(name) {
            self.different += 1;
        } else {
            return;
        }
        if self.names.len() < MOST_NAMES {
            self.names.push(name.to_owned());
        }
    }
}

/// How many rows would become items, and those that would not, by the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportPreview {
    items: u64,
    answered: u64,
    unreadable: Lines,
    textless: Lines,
    doubled: Lines,
    renamed: Lines,
    empty: u64,
    /// Of the column that names the classes.
    named: LabelsFound,
    /// Of the annotators' columns.
    said: LabelsFound,
}

impl ImportPreview {
    /// Looks at rows.
    pub(crate) fn of(rows: &Rows, columns: &Columns) -> Self {
        let mut found = Self {
            empty: rows.blank,
            ..Self::default()
        };
        let mut unreadable: Vec<u64> = rows.rejects.iter().map(|row| row.position.line).collect();
        unreadable.sort_unstable();
        for line in unreadable {
            found.unreadable.add(line);
        }
        // Ids that are made of texts meet no other.
        let mut known: HashMap<String, blake3::Hash> = HashMap::new();
        let (mut names, mut said) = (HashSet::new(), HashSet::new());
        for row in &rows.rows {
            let line = row.position.line;
            let (item, _) = parts(columns, row.columns.clone());
            if item.text.trim().is_empty() {
                found.textless.add(line);
                continue;
            }
            if !item.id.is_empty() {
                let text = blake3::hash(item.text.as_bytes());
                match known.get(&item.id) {
                    Some(other) if *other == text => {
                        found.doubled.add(line);
                        continue;
                    }
                    Some(_) => {
                        found.renamed.add(line);
                        continue;
                    }
                    None => {
                        known.insert(item.id, text);
                    }
                }
            }
            found.items += 1;
            if let Some(cell) = columns.label.as_ref().and_then(|name| row.get(name)) {
                found.named.add(cell, &mut names);
            }
            let before = found.said.labels;
            for cell in columns.annotators.iter().filter_map(|name| row.get(name)) {
                found.said.add(cell, &mut said);
            }
            found.answered += u64::from(found.said.labels > before);
        }
        found
    }

    /// How many rows become items.
    pub(crate) fn items(&self) -> usize {
        self.items as usize
    }

    /// To how many of the items one of the annotators' columns holds an answer.
    pub(crate) fn answered(&self) -> usize {
        self.answered as usize
    }

    /// Whether a column that is to hold labels has more values than there are classes.
    pub(crate) fn has_too_many_names(&self) -> bool {
        self.named.different.max(self.said.different) > MOST_NAMES
    }

    /// What the column holds that names the classes.
    pub(crate) fn named(&self) -> &LabelsFound {
        &self.named
    }

    /// What the annotators' columns hold.
    pub(crate) fn said(&self) -> &LabelsFound {
        &self.said
    }

    /// What is left out, with the first lines of each kind; none where nothing is.
    pub(crate) fn left_out_in_words(&self) -> Option<String> {
        let empty = (self.empty > 0).then(|| counted(self.empty, "empty line"));
        let kinds: Vec<String> = [
            self.unreadable.words("cannot be read"),
            self.textless.words("without text"),
            self.doubled.words("said twice"),
            self.renamed.words("with an id used before"),
            empty,
        ]
        .into_iter()
        .flatten()
        .collect();
        let items = counted(self.items, "item");
        (!kinds.is_empty()).then(|| format!("{items}; left out: {}", kinds.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::{Items, Reading, accept, choose_columns, read_rows};

    fn read(text: &str) -> Rows {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.csv");
        std::fs::write(&file, text).unwrap();
        read_rows(&file, &Reading::default()).unwrap()
    }

    #[test]
    fn each_kind_is_counted_as_the_import_counts_it_with_its_first_lines() {
        let rows = read(
            "id,text\nA,one\nB,two\n\nA,one\nC,\nB,other\nD,\"a\"b\nE,five\nA,one\nA,one\nA,one\n",
        );
        let named = Columns {
            id: Some("id".into()),
            text: vec!["text".into()],
            ..Columns::default()
        };
        let columns = choose_columns(&rows, &named).unwrap().columns;
        let found = ImportPreview::of(&rows, &columns);
        assert_eq!(
            found.left_out_in_words().as_deref(),
            Some(
                "3 items; left out: 1 cannot be read (line 8), 1 without text (line 6), \
                 4 said twice (lines 5, 10, 11 …), 1 with an id used before (line 7), 1 empty line"
            )
        );
        let import = accept(rows, &columns, &Items::default()).unwrap();
        assert_eq!(found.items(), import.items.len());
        let rejected = found.unreadable.count + found.doubled.count + found.renamed.count;
        assert_eq!(rejected as usize, import.rejects.len());
        assert_eq!(found.textless.count + found.empty, import.blank);
    }

    #[test]
    fn without_a_column_of_ids_nothing_is_said_twice() {
        let rows = read("text,Anna\none,a\ntwo,\n,b\none,a\n\none,b\n");
        let columns = Columns {
            text: vec!["text".into()],
            annotators: vec!["Anna".into()],
            ..Columns::default()
        };
        let found = ImportPreview::of(&rows, &columns);
        assert_eq!((found.items(), found.answered()), (4, 3));
        assert_eq!(
            found.left_out_in_words().as_deref(),
            Some("4 items; left out: 1 without text (line 4), 1 empty line")
        );
        let labels = LabelsFound {
            names: vec!["a".into(), "b".into()],
            different: 2,
            labels: 3,
        };
        assert_eq!(
            (found.said(), found.named()),
            (&labels, &LabelsFound::default())
        );
        let import = accept(rows, &columns, &Items::default()).unwrap();
        assert_eq!((import.items.len(), import.rejects.len()), (4, 0));
        assert_eq!(import.blank, 2);
    }
}
