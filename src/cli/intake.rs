//! What does a file bring in, with the numbers and vectors that were given?
//!
//! Rows are read, columns chosen, items made, and everything that a learner will read of them is
//! checked, before anything is made of it.

use std::path::{Path, PathBuf};

use crate::error::{Error, Place, Result};
use crate::pool::{
    ColumnChoice, ColumnGuess, GivenVectors, Import, Items, Limits, NumberChoice, NumberColumns,
    NumberSummary, RowNames, Rows, Unfit, VectorSource, Vectors, accept, account, choose_columns,
    read_rows,
};

/// A file's items, with what was given beside their texts.
pub(super) struct Intake {
    /// Which columns were taken.
    pub(super) guess: ColumnGuess,
    /// The items.
    pub(super) import: Import,
    /// One vector an item.
    pub(super) vectors: Option<Vectors>,
    /// The file of the vectors, when they came in one.
    pub(super) vectors_file: Option<PathBuf>,
    numbers: NumberColumns,
}

/// What `--numbers` asks for.
pub(super) fn number_choice(asked: &[String]) -> NumberChoice {
    match asked {
        [] => NumberChoice::None,
        [all] if all == "all" => NumberChoice::All,
        columns => NumberChoice::Columns(columns.to_vec()),
    }
}

impl Intake {
    /// Reads a file; `vectors` is what `--vectors` says, a file or a column.
    pub(super) fn of(file: &Path, mut asked: ColumnChoice, vectors: Option<&str>) -> Result<Self> {
        let limits = Limits::default();
        let rows = read_rows(file, &limits)?;
        let mut vectors_file = None;
        if let Some(vectors) = vectors {
            asked.vectors = Some(if is_column(&rows, vectors)? {
                VectorSource::Column(vectors.to_owned())
            } else {
                vectors_file = Some(PathBuf::from(vectors));
                VectorSource::Imported
            });
        }
        let guess = choose_columns(&rows, &asked)?;
        let choice = guess.choice();
        let given = match &vectors_file {
            Some(path) => Some((
                GivenVectors::read(path, &limits)?,
                RowNames::of(&rows, &choice),
            )),
            None => None,
        };
        let import = accept(rows, &choice, &Items::default())?;
        let unfit = |unfit: Unfit| {
            let line = import.origins.get(unfit.item).map_or(1, |row| row.line);
            let next = "mend the row, or name other columns with --numbers and --vectors";
            Error::input(Place::line(file, line), unfit.what, next)
        };
        let numbers =
            NumberColumns::checked(&import.items.iter(), &guess.numbers).map_err(unfit)?;
        let vectors = match (&guess.vectors, given) {
            (Some(VectorSource::Column(column)), _) => {
                Some(Vectors::of_column(&import.items, column).map_err(unfit)?)
            }
            (_, Some((given, names))) => Some(given.for_items(&import, &names)?),
            _ => None,
        };
        Ok(Self {
            guess,
            import,
            vectors,
            vectors_file,
            numbers,
        })
    }

    /// The vectors that are to be kept beside the items: those of a column stay in it.
    pub(super) fn imported_vectors(&self) -> Option<&Vectors> {
        self.vectors
            .as_ref()
            .filter(|_| self.vectors_file.is_some())
    }

    /// What each column of numbers holds.
    pub(super) fn number_accounts(&self) -> Vec<NumberSummary> {
        account(&self.import.items, &self.numbers)
    }
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
