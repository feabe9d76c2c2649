//! Which labeled items are learnt from, and which are tested on?
//!
//! Two files, or a seeded split of one. Vectors go with their items.

use std::path::Path;

use super::intake::Intake;
use super::output;
use crate::error::{Error, Result};
use crate::pool::{ColumnChoice, Inputs, NumberChoice, Vectors};
use crate::rng::Seed;
use crate::simulation::LabeledItems;

/// Where labeled items come from.
pub(super) struct Sources<'a> {
    pub(super) file: &'a Path,
    pub(super) asked: ColumnChoice,
    pub(super) vectors: Option<&'a str>,
    /// A share of the file such as `20%`, a file, or `none`: everything is learnt from.
    pub(super) test: &'a str,
    pub(super) test_vectors: Option<&'a str>,
    pub(super) seed: Seed,
}

/// In place of test items: there are none.
pub(super) const NO_TEST: &str = "none";

/// What is learnt from, what is tested on, and what may be read of both.
pub(super) struct LabeledSplit {
    pub(super) pool: LabeledItems,
    pub(super) test: LabeledItems,
    pub(super) inputs: Inputs,
}

impl LabeledSplit {
    /// Reads the file, and the other file if the test items have one.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self> {
        let intake = Intake::of(sources.file, sources.asked.clone(), sources.vectors)?;
        let inputs = intake.guess.inputs();
        let numbers = intake.guess.numbers.clone();
        let is_file = intake.vectors_file.is_some();
        let all = labeled(sources.file, intake);
        if sources.test == NO_TEST {
            let test = LabeledItems::default();
            return Ok(Self {
                pool: all,
                test,
                inputs,
            });
        }
        if let Some(share) = sources.test.strip_suffix('%') {
            if sources.test_vectors.is_some() {
                return Err(Error::usage(
                    "--test-vectors belongs to --test FILE",
                    "leave it out: a share of FILE has its vectors already",
                ));
            }
            let (pool, test) = split(all, sources.test, share, sources.seed)?;
            return Ok(Self { pool, test, inputs });
        }
        let vectors = match (is_file, sources.test_vectors) {
            (true, None) => {
                return Err(Error::usage(
                    format!("{} has no vectors", sources.test),
                    "name their file with --test-vectors FILE, or test on a share: --test 20%",
                ));
            }
            (true, Some(vectors)) => Some(vectors),
            (false, Some(_)) => {
                return Err(Error::usage(
                    "--test-vectors names a file where --vectors names a column",
                    "leave it out: the test file has the same column",
                ));
            }
            (false, None) => sources.vectors,
        };
        let mut asked = sources.asked.clone();
        if !numbers.is_empty() {
            asked.numbers = NumberChoice::Columns(numbers);
        }
        let path = Path::new(sources.test);
        let test = labeled(path, Intake::of(path, asked, vectors)?);
        let width = |labeled: &LabeledItems| labeled.vectors.as_ref().map(Vectors::width);
        if width(&test) != width(&all) {
            return Err(Error::refused(
                format!("the vectors of {} have another length", sources.test),
                "give vectors that were made in the same way for both files",
            ));
        }
        Ok(Self {
            pool: all,
            test,
            inputs,
        })
    }
}

/// A seeded share of the items to test on; the rest to learn from.
fn split(
    all: LabeledItems,
    asked: &str,
    share: &str,
    seed: Seed,
) -> Result<(LabeledItems, LabeledItems)> {
    let share: f64 = share
        .parse()
        .ok()
        .filter(|share| (1.0..=90.0).contains(share))
        .ok_or_else(|| {
            Error::usage(
                format!("--test {asked}: not a share from 1% to 90%"),
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
    let vectors = |tested: bool| {
        let chosen = (0..is_test.len()).filter(|at| is_test[*at] == tested);
        let vectors = all.vectors.as_ref();
        vectors.map(|vectors| vectors.select(chosen.map(Some)))
    };
    let mut parts = [false, true].map(|tested| LabeledItems {
        items: Vec::new(),
        labels: Vec::new(),
        vectors: vectors(tested),
    });
    for ((item, label), is_test) in all.items.into_iter().zip(all.labels).zip(is_test) {
        let part = &mut parts[usize::from(is_test)];
        part.items.push(item);
        part.labels.push(label);
    }
    let [pool, test] = parts;
    Ok((pool, test))
}

/// The items that have a label; the others are counted on stderr.
fn labeled(path: &Path, intake: Intake) -> LabeledItems {
    let Intake {
        import, vectors, ..
    } = intake;
    let has_label: Vec<bool> = import.labels.iter().map(Option::is_some).collect();
    let without = has_label.iter().filter(|has_label| !**has_label).count();
    let chosen = (0..has_label.len()).filter(|at| has_label[*at]).map(Some);
    let vectors = vectors.map(|vectors| vectors.select(chosen));
    let (items, labels) = import
        .items
        .into_iter()
        .zip(import.labels)
        .filter_map(|(item, label)| Some((item, label?)))
        .unzip();
    if without + import.rejects.len() > 0 {
        output::remark(&format!(
            "{}: {without} items without a label and {} rejected rows are left out",
            path.display(),
            import.rejects.len()
        ));
    }
    LabeledItems {
        items,
        labels,
        vectors,
    }
}
