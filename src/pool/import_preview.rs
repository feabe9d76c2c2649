//! What an import would come to, with columns taken for what they are taken for now: how many items,
//! how many of them with an answer, and which rows are left out.
//!
//! It is asked each time a choice changes, so it looks and keeps nothing. Invariant: it counts as
//! [`super::accept()`] does; a test holds both to the same rows.

use std::collections::HashMap;

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
        for row in &rows.rows {
            let line = row.position.line;
            let is_answered = columns.annotators.iter().any(|name| {
                let said = row.get(name);
                said.is_some_and(|said| !said.trim().is_empty())
            });
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
            found.answered += u64::from(is_answered);
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
    use crate::pool::{Items, Limits, accept, choose_columns, read_rows};

    fn read(text: &str) -> Rows {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.csv");
        std::fs::write(&file, text).unwrap();
        read_rows(&file, &Limits::default()).unwrap()
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
        let import = accept(rows, &columns, &Items::default()).unwrap();
        assert_eq!((import.items.len(), import.rejects.len()), (4, 0));
        assert_eq!(import.blank, 2);
    }
}
