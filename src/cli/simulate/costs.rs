//! Tells how long an answer takes: as a column of the data says, or by the length of the text.
//! Invariant: every item has a finite time that is not negative.

use crate::error::{Error, Result};
use crate::pool::Inputs;
use crate::simulation::LabeledPool;

/// Where the seconds of an answer come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cost<'a> {
    /// A column of the data.
    Column(&'a str),
    /// So many for each word, beside [`SECONDS_AN_ITEM`].
    PerWord(f64),
}

/// Seconds that any answer takes, however short the text: to see it, to decide, to press a key.
const SECONDS_AN_ITEM: f64 = 2.0;

impl Cost<'_> {
    /// In words, to tell one setting from another.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Column(column) => format!("the column {column}"),
            Self::PerWord(seconds) => format!("{SECONDS_AN_ITEM} s + {seconds} s a word"),
        }
    }

    /// The seconds of each pool item, in pool order.
    pub(super) fn seconds(&self, data: &LabeledPool, inputs: &Inputs) -> Result<Vec<f64>> {
        let items = || data.items.iter().map(|(_, item)| item);
        match self {
            Self::PerWord(seconds) => Ok(items()
                .map(|item| SECONDS_AN_ITEM + seconds * item.text.split_whitespace().count() as f64)
                .collect()),
            Self::Column(column) if inputs.numbers.iter().any(|name| name == column) => {
                Err(Error::usage(
                    format!("{column:?} is learnt from, so it cannot be the cost of an answer"),
                    "name the columns to learn from without it: --numbers COL,…",
                ))
            }
            Self::Column(column) => items()
                .map(|item| {
                    let value = item.field(column).ok_or_else(|| {
                        Error::usage(
                            format!("--cost-column {column:?}: item {:?} has none", item.id),
                            "name a column of the file that is not its text, id or label",
                        )
                    })?;
                    let seconds = value.trim().parse::<f64>().ok();
                    seconds
                        .filter(|seconds| seconds.is_finite() && *seconds >= 0.0)
                        .ok_or_else(|| {
                            Error::refused(
                                format!(
                                    "item {:?} has {value:?} in {column:?}: not a number of seconds",
                                    item.id
                                ),
                                "mend the row, or let the length decide: --seconds-per-word 0.3",
                            )
                        })
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Item;
    use crate::rng::Seed;
    use crate::simulation::LabeledItems;

    fn data(times: [&str; 2]) -> LabeledPool {
        let item = |(at, time): (usize, &&str)| Item {
            id: at.to_string(),
            text: "three short words".into(),
            fields: vec![("time".into(), (*time).to_owned())],
        };
        let pool = LabeledItems {
            items: times.iter().enumerate().map(item).collect(),
            labels: vec!["a".into(), "b".into()],
            vectors: None,
        };
        let test = LabeledItems::default();
        LabeledPool::new(pool, test, &Inputs::default(), Seed(0)).unwrap()
    }

    #[test]
    fn times_come_from_the_words_or_from_a_column() {
        let data = data(["4.5", " 0 "]);
        let inputs = Inputs::default();
        let of = |cost: Cost| cost.seconds(&data, &inputs);
        assert_eq!(of(Cost::PerWord(0.5)).unwrap(), [3.5, 3.5]);
        assert_eq!(of(Cost::Column("time")).unwrap(), [4.5, 0.0]);
        assert!(of(Cost::Column("times")).is_err());
        let learnt = Inputs {
            numbers: vec!["time".into()],
            ..Inputs::default()
        };
        assert!(Cost::Column("time").seconds(&data, &learnt).is_err());
    }

    #[test]
    fn what_is_no_time_is_refused_with_its_item() {
        for bad in ["", "-1", "NaN", "soon", "1e999"] {
            let data = data(["1", bad]);
            let refused = Cost::Column("time").seconds(&data, &Inputs::default());
            let words = refused.unwrap_err().to_string();
            assert!(words.contains("item \"1\""), "{words}");
        }
    }
}
