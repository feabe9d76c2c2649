//! Reads data sets for `predict` and `simulate`.
//!
//! A file for `predict` is read as the project's own was: the columns stand in the manifest, those
//! of numbers and vectors in the config. What the person names goes before; where an older project
//! does not say, the columns are guessed as for a new one.

use std::path::Path;

use super::output;
use crate::error::{Error, Result};
use crate::pool::{
    ColumnGuess, Columns, Dataset, Inputs, NumberColumns, Reading, Rows, VectorSource, Vectors,
    choose_columns, read_rows, summarize_numbers,
};
use crate::project::Project;
use crate::rng::Seed;
use crate::simulation::LabeledItems;

impl Dataset {
    /// Reads a file of other items for a project's model, and tells what became of its rows;
    /// `asked` holds the columns that the person names.
    pub(super) fn for_model(
        file: &Path,
        reading: &Reading,
        project: &Project,
        asked: Columns,
        vectors: Option<&Path>,
    ) -> Result<Self> {
        let inputs = &project.config.features;
        match (&inputs.vectors, vectors) {
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
            _ => {}
        }
        let rows = read_rows(file, reading)?;
        let asked = Columns {
            numbers: inputs.numbers.clone(),
            vectors: inputs.vectors.clone(),
            ..asked
        };
        let guess = ColumnGuess {
            columns: columns_for(&rows, project, asked)?,
            ..ColumnGuess::default()
        };
        let dataset = Self::of_rows(rows, guess, vectors.map(Path::to_owned), "mend the row")?;
        dataset.tell(file, inputs);
        Ok(dataset)
    }

    /// Tells what is not predicted, or not as it stands there.
    fn tell(&self, file: &Path, inputs: &Inputs) {
        let import = &self.import;
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
        let columns = NumberColumns::of(&import.items.iter(), &inputs.numbers);
        let summaries = summarize_numbers(&import.items, &columns);
        for column in summaries.iter().filter(|column| column.odd > 0) {
            output::remark(&format!(
                "{}: {} values are no numbers and count as missing",
                column.column, column.odd
            ));
        }
    }

    /// The items that have a label; the others are counted on stderr.
    fn labeled(self, path: &Path) -> LabeledItems {
        let Self {
            import, vectors, ..
        } = self;
        let has_label = |at: &usize| import.labels[*at].is_some();
        let chosen = (0..import.labels.len()).filter(has_label).map(Some);
        let vectors = vectors.map(|vectors| vectors.select(chosen));
        let all = import.items.len();
        let pairs = import.items.into_iter().zip(import.labels);
        let (items, labels): (Vec<_>, Vec<_>) = pairs
            .filter_map(|(item, label)| Some((item, label?)))
            .unzip();
        let (without, rejected) = (all - items.len(), import.rejects.len());
        if without + rejected > 0 {
            output::remark(&format!(
                "{}: {without} items without a label and {rejected} rejected rows are left out",
                path.display()
            ));
        }
        LabeledItems {
            items,
            labels,
            vectors,
        }
    }
}

/// The columns of a file for a project's model.
fn columns_for(rows: &Rows, project: &Project, asked: Columns) -> Result<Columns> {
    let names_text = !asked.text.is_empty();
    let Some(known) = project.manifest.columns() else {
        let guess = choose_columns(rows, &asked)?;
        for reason in &guess.reasons {
            output::remark(reason);
        }
        let mut columns = guess.columns;
        if !project.config.features.text && !names_text {
            // It would not be read, and a row without it would count as blank.
            columns.text = Vec::new();
        }
        return Ok(columns);
    };
    let mut columns = asked;
    let is_there = |column: &String| rows.columns.contains(column);
    if !names_text {
        if let Some(missing) = known.text.iter().find(|column| !is_there(column)) {
            return Err(Error::usage(
                format!(
                    "{} has no column {missing:?}, from which the project's texts were read",
                    rows.path.display()
                ),
                format!("name its text with --text COL: {}", rows.columns.join(", ")),
            ));
        }
        columns.text.clone_from(&known.text);
    }
    let free = |column: &String| is_there(column) && !columns.text.contains(column);
    let id = columns.id.or_else(|| known.id.clone().filter(free));
    let label = known.label.clone().filter(free);
    columns.label = label.filter(|label| id.as_ref() != Some(label));
    columns.id = id;
    Ok(columns)
}

/// Where labeled items come from.
pub(super) struct LabeledSources<'a> {
    pub(super) file: &'a Path,
    pub(super) reading: Reading,
    pub(super) columns: Columns,
    pub(super) vectors: Option<&'a str>,
    /// A share of the file such as `20%`, a file, or `none`: everything is learnt from.
    pub(super) test: &'a str,
    pub(super) test_vectors: Option<&'a str>,
    pub(super) seed: Seed,
}

/// In place of test items: there are none.
pub(super) const NO_TEST: &str = "none";

/// What is learnt from, what is tested on, and what may be read of both: two files, or a seeded
/// split of one. Vectors go with their items.
pub(super) struct LabeledSplit {
    pub(super) pool: LabeledItems,
    pub(super) test: LabeledItems,
    pub(super) inputs: Inputs,
}

impl LabeledSplit {
    /// Reads the file, and the other file if the test items have one.
    pub(super) fn read(sources: &LabeledSources<'_>) -> Result<Self> {
        let dataset = Dataset::read(
            sources.file,
            &sources.reading,
            sources.columns.clone(),
            sources.vectors,
            &[],
        )?;
        let inputs = dataset.guess.columns.inputs();
        if inputs.is_empty() {
            return Err(Error::usage(
                format!(
                    "nothing is learnt from images, and {} has no column that reads like a text",
                    sources.file.display()
                ),
                "name what is learnt from: --text COL, --numbers COL,… or --vectors FILE",
            ));
        }
        let is_file = dataset.vectors_file.is_some();
        let all = dataset.labeled(sources.file);
        let (pool, test) = if sources.test == NO_TEST {
            (all, LabeledItems::default())
        } else if let Some(share) = sources.test.strip_suffix('%') {
            if sources.test_vectors.is_some() {
                return Err(Error::usage(
                    "--test-vectors belongs to --test FILE",
                    "leave it out: a share of FILE has its vectors already",
                ));
            }
            split(all, share, sources.seed)?
        } else {
            let test = test_file(sources, &inputs, is_file)?;
            let width = |labeled: &LabeledItems| labeled.vectors.as_ref().map(Vectors::width);
            if width(&test) != width(&all) {
                return Err(Error::refused(
                    format!("the vectors of {} have another length", sources.test),
                    "give vectors that were made in the same way for both files",
                ));
            }
            (all, test)
        };
        Ok(Self { pool, test, inputs })
    }
}

/// Reads the file of the test items as that of the pool was read.
fn test_file(sources: &LabeledSources<'_>, inputs: &Inputs, is_file: bool) -> Result<LabeledItems> {
    let vectors = match (is_file, sources.test_vectors) {
        (true, None) => {
            return Err(Error::usage(
                format!("{} has no vectors", sources.test),
                "name their file with --test-vectors FILE, or test on a share: --test 20%",
            ));
        }
        (false, Some(_)) => {
            return Err(Error::usage(
                "--test-vectors names a file where --vectors names a column",
                "leave it out: the test file has the same column",
            ));
        }
        (true, vectors) => vectors,
        (false, None) => sources.vectors,
    };
    let mut columns = sources.columns.clone();
    if !inputs.numbers.is_empty() {
        columns.every_number = false;
        columns.numbers.clone_from(&inputs.numbers);
    }
    let path = Path::new(sources.test);
    Ok(Dataset::read(path, &sources.reading, columns, vectors, &[])?.labeled(path))
}

/// A seeded share of the items to test on; the rest to learn from.
fn split(all: LabeledItems, percent: &str, seed: Seed) -> Result<(LabeledItems, LabeledItems)> {
    let share: f64 = percent
        .parse()
        .ok()
        .filter(|share| (1.0..=90.0).contains(share))
        .ok_or_else(|| {
            Error::usage(
                format!("--test {percent}%: not a share from 1% to 90%"),
                "write --test 20%, or name a file",
            )
        })?;
    let mut order: Vec<usize> = (0..all.items.len()).collect();
    order.sort_unstable_by_key(|at| seed.rank("test", &all.items[*at].id));
    let tested = (share / 100.0 * all.items.len() as f64).round() as usize;
    let mut is_test = vec![false; all.items.len()];
    for at in &order[..tested] {
        is_test[*at] = true;
    }
    let mut parts = [false, true].map(|tested| {
        let chosen = (0..is_test.len()).filter(|at| is_test[*at] == tested);
        let vectors = all.vectors.as_ref();
        LabeledItems {
            vectors: vectors.map(|vectors| vectors.select(chosen.map(Some))),
            ..LabeledItems::default()
        }
    });
    for ((item, label), is_test) in all.items.into_iter().zip(all.labels).zip(is_test) {
        let part = &mut parts[usize::from(is_test)];
        part.items.push(item);
        part.labels.push(label);
    }
    let [pool, test] = parts;
    Ok((pool, test))
}
