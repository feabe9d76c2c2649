//! Reads what a simulation runs on, and names all that its results depend on.
//!
//! Two simulations of one [`Settings`] may share their runs. Invariant: whatever changes a run of a
//! given strategy and seed changes the settings.

use crate::cli::dataset::LabeledSplit;
use crate::cli::output;
use crate::error::Result;
use crate::pool::{Inputs, NumberColumns, Vectors, summarize_numbers};
use crate::rng::Seed;
use crate::simulation::{LabeledItems, LabeledPool};

use super::arguments::{Simulate, start_word};
use super::runs_csv::stem;

/// What a simulation runs on.
pub(super) struct Data {
    pub(super) pool: LabeledPool,
    /// Seconds that each pool item takes to answer, if answers take time.
    pub(super) seconds: Option<Vec<f64>>,
    pub(super) settings: Settings,
}

/// All that the runs depend on, as pairs of what and how, in the order in which differences are
/// told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings(pub(super) Vec<(&'static str, String)>);

impl Data {
    /// Reads what the arguments name; `base` is the first seed.
    pub(super) fn read(arguments: &Simulate, base: u64) -> Result<Self> {
        let split = LabeledSplit::read(&arguments.sources(Seed(base))?)?;
        let LabeledSplit { pool, test, inputs } = split;
        tell_left_out(&pool, &inputs);
        let (is_share, items, tests) = (arguments.test.ends_with('%'), hash(&pool), hash(&test));
        let tested = test.labels.clone();
        let pool = LabeledPool::new(pool, test, &inputs, Seed(base))?;
        arguments.check(&pool.classes, &tested)?;
        let cost = arguments.cost();
        let seconds = match &cost {
            Some(cost) => Some(cost.seconds(&pool, &inputs)?),
            None => None,
        };
        let or_none = |words: Option<String>| words.unwrap_or_else(|| "none".to_owned());
        let test = if is_share {
            arguments.test.clone()
        } else {
            "a file".into()
        };
        let cost = or_none(cost.map(|cost| cost.words()));
        let query = arguments.query.as_ref();
        let query = or_none(query.map(|query| format!("{query:?}")));
        let settings = Settings(vec![
            ("querist", env!("CARGO_PKG_VERSION").to_owned()),
            ("start", start_word(arguments.start)),
            ("budget", arguments.budget.to_string()),
            ("first seed", base.to_string()),
            ("test", test),
            ("class to be found", or_none(arguments.positive.clone())),
            ("cost of an answer", cost),
            ("query settings", query),
            ("input", inputs.describe()),
            ("hash of the items", items),
            ("hash of the test items", tests),
        ]);
        Ok(Self {
            pool,
            seconds,
            settings,
        })
    }
}

impl Settings {
    /// For the head of a file: an object, with the stem of the data for people.
    pub(super) fn head(&self, arguments: &Simulate) -> String {
        let mut object: serde_json::Map<String, serde_json::Value> = self
            .0
            .iter()
            .map(|(what, how)| ((*what).to_owned(), how.as_str().into()))
            .collect();
        object.insert("data".into(), stem(&arguments.file).into());
        serde_json::Value::Object(object).to_string()
    }

    /// The first difference to the head of a file, in words; `None` when there is none.
    pub(super) fn difference(&self, head: &serde_json::Value) -> Option<String> {
        let (what, how, there) = self.0.iter().find_map(|(what, how)| {
            let there = head[*what].as_str();
            (there != Some(how.as_str())).then_some((what, how, there))
        })?;
        Some(match there {
            _ if what.starts_with("hash") => {
                let items = what.trim_start_matches("hash of ");
                format!("{items} are not the same: their texts, labels, columns or order differ")
            }
            Some(there) => format!("{what}: {there} there, {how} here"),
            None => format!("{what}: nothing there, {how} here"),
        })
    }
}

/// Says which number columns the model doesn't learn from, because they are the same in all rows.
fn tell_left_out(pool: &LabeledItems, inputs: &Inputs) {
    let columns = NumberColumns::of(&pool.items.iter(), &inputs.numbers);
    let left_out: Vec<String> = summarize_numbers(&pool.items, &columns)
        .into_iter()
        .filter(|column| column.constant > 0)
        .map(|column| match column.width {
            1 => column.column,
            width => format!("{} of the {width} in {}", column.constant, column.column),
        })
        .collect();
    if !left_out.is_empty() {
        output::remark(&format!(
            "numbers that are the same in all rows to learn from are left out: {}",
            left_out.join(", ")
        ));
    }
}

/// BLAKE3 of all that is known of labeled items, in order.
fn hash(labeled: &LabeledItems) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for (item, label) in labeled.items.iter().zip(&labeled.labels) {
        add(item.id.as_bytes());
        add(item.text.as_bytes());
        add(label.as_bytes());
        add(&(item.fields.len() as u64).to_le_bytes());
        for (name, value) in &item.fields {
            add(name.as_bytes());
            add(value.as_bytes());
        }
    }
    if let Some(vectors) = &labeled.vectors {
        add(&(Vectors::width(vectors) as u64).to_le_bytes());
        for value in vectors.values() {
            add(&value.to_le_bytes());
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Item;

    fn items(text: &str, field: &str, label: &str, vector: f32) -> LabeledItems {
        LabeledItems {
            items: vec![Item {
                id: "1".into(),
                text: text.into(),
                fields: vec![("n".into(), field.into())],
            }],
            labels: vec![label.into()],
            vectors: Vectors::new(1, vec![vector]),
        }
    }

    #[test]
    fn whatever_is_known_of_an_item_changes_the_hash() {
        let hashes = [
            items("t", "f", "l", 1.0),
            items("tt", "f", "l", 1.0),
            items("t", "ff", "l", 1.0),
            items("t", "f", "ll", 1.0),
            items("t", "f", "l", 2.0),
            // The same bytes, otherwise divided.
            items("tl", "f", "", 1.0),
        ]
        .map(|items| hash(&items));
        for (at, one) in hashes.iter().enumerate() {
            assert!(!hashes[..at].contains(one), "{at}");
        }
    }

    #[test]
    fn the_first_difference_is_told() {
        let settings = |budget: &str, items: &str| {
            Settings(vec![
                ("budget", budget.into()),
                ("hash of the items", items.into()),
            ])
        };
        let head = serde_json::json!({"budget": "10", "hash of the items": "a", "data": "d"});
        assert_eq!(settings("10", "a").difference(&head), None);
        let told = |budget, items| settings(budget, items).difference(&head).unwrap();
        assert_eq!(told("20", "b"), "budget: 10 there, 20 here");
        assert!(told("10", "b").starts_with("the items are not the same"));
    }
}
