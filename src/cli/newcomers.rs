//! How is a file of other items read for a project?
//!
//! As the project's own file was: the columns stand in the manifest, those of numbers and vectors
//! in the config. What the person names goes before; where an older project does not say, the
//! columns are guessed as for a new one. Every row is accounted for.

use std::path::Path;

use super::output;
use crate::error::{Error, Place, Result};
use crate::pool::{
    ColumnChoice, GivenVectors, Import, Inputs, Item, Items, Limits, NumberChoice, NumberColumns,
    RowNames, Rows, VectorSource, Vectors, accept, account, choose_columns, read_rows,
};
use crate::project::Project;

/// What the person says about the file.
pub(super) struct Asked<'a> {
    pub(super) text: &'a [String],
    pub(super) id: Option<&'a str>,
    pub(super) vectors: Option<&'a Path>,
}

/// Items that are not the project's, with what is read beside their text.
pub(super) struct Newcomers {
    import: Import,
    vectors: Option<Vectors>,
}

impl Newcomers {
    /// Reads the file, and tells what became of its rows.
    pub(super) fn read(file: &Path, project: &Project, asked: &Asked<'_>) -> Result<Self> {
        let inputs = &project.config.features;
        let limits = Limits::default();
        let given = match (&inputs.vectors, asked.vectors) {
            (Some(VectorSource::Imported), Some(path)) => Some(GivenVectors::read(path, &limits)?),
            (Some(VectorSource::Imported), None) => {
                return Err(Error::usage(
                    format!("the model reads vectors, and {} has none", file.display()),
                    "name their file, made as the project's was: --vectors FILE",
                ));
            }
            (None | Some(VectorSource::Column(_)), Some(_)) => {
                return Err(Error::usage(
                    "--vectors: the model of this project reads no vectors from a file",
                    "leave it out",
                ));
            }
            (None | Some(VectorSource::Column(_)), None) => None,
        };
        let rows = read_rows(file, &limits)?;
        let choice = choice(&rows, project, asked)?;
        let names = RowNames::of(&rows, &choice);
        let import = accept(rows, &choice, &Items::default())?;
        tell(file, &import, inputs);
        let vectors = match (&inputs.vectors, given) {
            (_, Some(given)) => Some(given.for_items(&import, &names)?),
            (Some(VectorSource::Column(column)), None) => {
                let vectors = Vectors::of_column(&import.items, column).map_err(|unfit| {
                    let line = import.origins.get(unfit.item).map_or(1, |row| row.line);
                    Error::input(Place::line(file, line), unfit.what, "mend the row")
                })?;
                Some(vectors)
            }
            _ => None,
        };
        Ok(Self { import, vectors })
    }

    /// The items, in file order.
    pub(super) fn items(&self) -> &[Item] {
        &self.import.items
    }

    /// One vector an item.
    pub(super) fn vectors(&self) -> Option<&Vectors> {
        self.vectors.as_ref()
    }

    /// Refuses vectors of another length than those that the model was fitted on.
    pub(super) fn check_width(&self, wanted: Option<usize>) -> Result<()> {
        let width = self.vectors.as_ref().map(Vectors::width);
        match (width, wanted) {
            (Some(width), Some(wanted)) if width != wanted => Err(Error::refused(
                format!("a vector has {width} numbers where the project's have {wanted}"),
                "give vectors that were made in the same way",
            )),
            _ => Ok(()),
        }
    }
}

/// Which columns are what.
fn choice(rows: &Rows, project: &Project, asked: &Asked<'_>) -> Result<ColumnChoice> {
    let inputs = &project.config.features;
    let mut choice = ColumnChoice {
        text: asked.text.to_vec(),
        id: asked.id.map(str::to_owned),
        label: None,
        numbers: if inputs.numbers.is_empty() {
            NumberChoice::None
        } else {
            NumberChoice::Columns(inputs.numbers.clone())
        },
        vectors: inputs.vectors.clone(),
        // A prediction is shown to nobody who could be hurt by the text.
        sensitive: None,
    };
    let is_there = |column: &String| rows.columns.contains(column);
    let parts = &project.manifest.parts;
    let Some(columns) = parts.iter().rev().find_map(|part| part.columns.as_ref()) else {
        let guess = choose_columns(rows, &choice)?;
        for reason in &guess.reasons {
            output::remark(reason);
        }
        let mut guessed = guess.choice();
        if !inputs.text && asked.text.is_empty() {
            // It would not be read, and a row without it would count as blank.
            guessed.text = Vec::new();
        }
        return Ok(guessed);
    };
    if choice.text.is_empty() {
        if let Some(missing) = columns.text.iter().find(|column| !is_there(column)) {
            return Err(Error::usage(
                format!(
                    "{} has no column {missing:?}, from which the project's texts were read",
                    rows.path.display()
                ),
                format!("name its text with --text COL: {}", rows.columns.join(", ")),
            ));
        }
        choice.text.clone_from(&columns.text);
    }
    let is_text = |column: &String| choice.text.contains(column);
    let free = |column: &String| is_there(column) && !is_text(column);
    choice.id = choice.id.or_else(|| columns.id.clone().filter(free));
    let taken = choice.id.clone();
    choice.label = columns.label.clone().filter(free);
    choice.label = choice.label.filter(|label| taken.as_ref() != Some(label));
    Ok(choice)
}

/// Tells what is not predicted, or not as it stands there.
fn tell(file: &Path, import: &Import, inputs: &Inputs) {
    if !import.rejects.is_empty() || import.blank > 0 {
        output::remark(&format!("{}: {}", file.display(), import.counts()));
    }
    if let Some(first) = import.rejects.first() {
        let line = first.position.line;
        output::remark(&format!("  first rejected: line {line}: {}", first.reason));
    }
    for note in &import.notes {
        output::remark(&format!("note: {note}"));
    }
    if inputs.numbers.is_empty() {
        return;
    }
    let columns = NumberColumns::of(&import.items.iter(), &inputs.numbers);
    for column in account(&import.items, &columns) {
        if column.odd > 0 {
            output::remark(&format!(
                "{}: {} values are no numbers and count as missing",
                column.column, column.odd
            ));
        }
    }
}
