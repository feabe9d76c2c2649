//! A data set as it was read: its items, and what was given beside their texts.
//!
//! Rows are read, columns chosen, items made, and everything that a learner will read of them is
//! checked, before anything is made of it. Every row is accounted for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::judgements::{Judgements, choose_folded};
use super::qualifiers::Qualifiers;
use super::settle_labels::settle_labels;
use super::{
    ColumnGuess, Columns, GivenVectors, Import, Items, Limits, NumberColumns, NumberSummary,
    Reading, RowNames, Rows, VectorSource, Vectors, accept, read_rows, summarize_numbers,
};
use crate::error::{Error, Result};

/// A file's items, with what was given beside their texts.
pub(crate) struct Dataset {
    /// Which columns were taken.
    pub(crate) guess: ColumnGuess,
    /// The items.
    pub(crate) import: Import,
    /// One vector an item.
    pub(crate) vectors: Option<Vectors>,
    /// The file of the vectors, when they came in one.
    pub(crate) vectors_file: Option<PathBuf>,
    /// What several people said, if the file holds their judgements.
    pub(crate) judgements: Option<Judgements>,
}

impl Dataset {
    /// Reads a file of new items; `vectors` is what `--vectors` says, a file or a
    /// column, and `classes` are the names that the person gives.
    pub(crate) fn read(
        file: &Path,
        reading: &Reading,
        mut asked: Columns,
        vectors: Option<&str>,
        classes: &[String],
    ) -> Result<Self> {
        let mut rows = read_rows(file, reading)?;
        let mut vectors_file = None;
        if let Some(vectors) = vectors {
            asked.vectors = Some(if is_column(&rows, vectors)? {
                VectorSource::Column(vectors.to_owned())
            } else {
                vectors_file = Some(PathBuf::from(vectors));
                VectorSource::Imported
            });
        }
        let (guess, judgements) = choose_folded(&mut rows, &asked)?;
        let next = "mend the row, or name other columns with --numbers and --vectors";
        // A column that is only guessed names classes, and is not imported.
        let not_counting = if asked.label.is_some() {
            not_counting(&rows, &guess.columns, reading)?
        } else {
            NotCounting::default()
        };
        let mut dataset = Self::of_rows(rows, guess, vectors_file, next)?;
        dataset.drop_labels(&not_counting);
        dataset.import.notes.extend(not_counting.told);
        let settled = settle_labels(&mut dataset.import.labels, classes);
        dataset.import.notes.extend(settled);
        dataset.judgements = judgements;
        let items = dataset.import.items.iter();
        NumberColumns::checked(&items, &dataset.guess.columns.numbers)
            .map_err(|unfit| dataset.import.unfit(file, unfit, next))?;
        Ok(dataset)
    }

    /// Takes away the labels of the rows in those lines.
    fn drop_labels(&mut self, not_counting: &NotCounting) {
        let import = &mut self.import;
        for (origin, label) in import.origins.iter().zip(&mut import.labels) {
            if not_counting.lines.contains(&origin.line) {
                *label = None;
            }
        }
    }

    /// Accepts rows, with the vectors of a file or a column; `next` is what to do about a row
    /// whose vector does not fit.
    pub(crate) fn of_rows(
        rows: Rows,
        guess: ColumnGuess,
        vectors_file: Option<PathBuf>,
        next: &str,
    ) -> Result<Self> {
        let (path, columns) = (rows.path.clone(), &guess.columns);
        let given = match &vectors_file {
            Some(file) => Some((
                GivenVectors::read(file, &Limits::default())?,
                RowNames::of(&rows, columns),
            )),
            None => None,
        };
        let import = accept(rows, columns, &Items::default())?;
        let vectors = match (&columns.vectors, given) {
            (_, Some((given, names))) => Some(given.for_items(&import, &names)?),
            (Some(VectorSource::Column(column)), None) => Some(
                Vectors::of_column(&import.items, column)
                    .map_err(|unfit| import.unfit(&path, unfit, next))?,
            ),
            _ => None,
        };
        Ok(Self {
            guess,
            import,
            vectors,
            vectors_file,
            judgements: None,
        })
    }

    /// The vectors that are to be kept beside the items: those of a column stay in it.
    pub(crate) fn imported_vectors(&self) -> Option<&Vectors> {
        let vectors = self.vectors.as_ref();
        vectors.filter(|_| self.vectors_file.is_some())
    }

    /// What each column of numbers holds.
    pub(crate) fn number_summaries(&self) -> Vec<NumberSummary> {
        let items = &self.import.items;
        let numbers = NumberColumns::of(&items.iter(), &self.guess.columns.numbers);
        summarize_numbers(items, &numbers)
    }

    /// Refuses vectors of another length than those that the model was fitted on.
    pub(crate) fn check_width(&self, wanted: Option<usize>) -> Result<()> {
        match (self.vectors.as_ref().map(Vectors::width), wanted) {
            (Some(width), Some(wanted)) if width != wanted => Err(Error::refused(
                format!("a vector has {width} numbers where the project's have {wanted}"),
                "give vectors that were made in the same way",
            )),
            _ => Ok(()),
        }
    }
}

/// The rows whose label does not count, by their lines.
#[derive(Default)]
struct NotCounting {
    lines: HashSet<u64>,
    told: Vec<String>,
}

/// Asks the columns that qualify labels, where labels are read.
fn not_counting(rows: &Rows, columns: &Columns, reading: &Reading) -> Result<NotCounting> {
    let Some(label) = &columns.label else {
        return Ok(NotCounting::default());
    };
    let mut taken: Vec<&str> = columns.text.iter().map(String::as_str).collect();
    taken.push(label);
    taken.extend(columns.id.as_deref());
    taken.extend(columns.numbers.iter().map(String::as_str));
    let mut qualifiers = Qualifiers::of(rows, &taken, &reading.qualifiers)?;
    let out = rows.rows.iter().filter(|row| {
        let has_label = row.get(label).is_some_and(|label| !label.trim().is_empty());
        has_label && !qualifiers.let_pass(row)
    });
    let lines = out.map(|row| row.position.line).collect();
    Ok(NotCounting {
        lines,
        told: qualifiers.told(),
    })
}

/// Whether `--vectors` names a column; else it names a file.
fn is_column(rows: &Rows, vectors: &str) -> Result<bool> {
    let is_column = rows.columns.iter().any(|column| column == vectors);
    match (is_column, Path::new(vectors).exists()) {
        (true, true) => Err(Error::usage(
            format!("--vectors {vectors:?} names a column and a file"),
            format!("write ./{vectors} for the file, or rename one of them"),
        )),
        (false, false) => Err(Error::usage(
            format!("--vectors {vectors:?}: there is no such file, and no such column"),
            format!(
                "name a .npy or .jsonl file with one vector for each row, or one of the columns: {}",
                rows.columns.join(", ")
            ),
        )),
        (is_column, _) => Ok(is_column),
    }
}
