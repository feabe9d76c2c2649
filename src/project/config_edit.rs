//! How does querist change `querist.toml` without losing the person's comments?
//!
//! By editing the parsed document and writing it back whole, atomically. The journal has the
//! change already: a config that could not be written is brought up to date at the next one.

use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::atomic::write_atomically;
use super::config::{Config, FORMAT, OpinionMode};
use crate::content_safety::ExposurePolicy;
use crate::error::{Error, Place, Result};
use crate::pool::{Inputs, VectorSource};
use crate::schema::LabelSet;

impl Config {
    /// Writes the label set: classes that are gone are removed, new ones added, and the comments
    /// of the others stay.
    pub fn save_labels(&mut self, labels: &LabelSet) -> Result<()> {
        let before = std::mem::replace(&mut self.labels, labels.clone());
        self.edit(|document| {
            // The comment above the classes of a project without any stands at the very end.
            let heading = document.trailing().as_str().unwrap_or_default().to_owned();
            let tables = document
                .entry("labels")
                .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
            let Some(tables) = tables.as_array_of_tables_mut() else {
                return;
            };
            let active: Vec<_> = labels.active().map(|(_, label)| label).collect();
            // A renamed class keeps its place: the first table that matches no class any more
            // and has its key.
            for label in &active {
                let known = |table: &Table, name: &str| {
                    table.get("name").and_then(Item::as_str) == Some(name)
                };
                if tables.iter().any(|table| known(table, &label.name)) {
                    continue;
                }
                let key = label.key.map(String::from);
                let renamed = tables.iter_mut().find(|table| {
                    table.get("key").and_then(Item::as_str) == key.as_deref()
                        && !active.iter().any(|other| known(table, &other.name))
                });
                if let Some(table) = renamed {
                    table["name"] = value(&label.name);
                } else {
                    let mut table = Table::new();
                    table["name"] = value(&label.name);
                    if let Some(key) = key {
                        table["key"] = value(key);
                    }
                    tables.push(table);
                }
            }
            // A class that somebody added to the file meanwhile is theirs to remove.
            tables.retain(|table| {
                let Some(name) = table.get("name").and_then(Item::as_str) else {
                    return false;
                };
                active.iter().any(|label| label.name == name) || before.find(name).is_none()
            });
            let first_ones = before.active().next().is_none() && !heading.is_empty();
            if first_ones && let Some(first) = tables.iter_mut().next() {
                first.decor_mut().set_prefix(heading);
            }
            if first_ones {
                document.set_trailing("");
            }
        })
    }

    /// Writes whether the model's opinion is shown.
    pub fn save_opinion(&mut self, mode: OpinionMode) -> Result<()> {
        self.opinion = mode;
        self.edit(|document| document["opinion"] = value(mode.as_str()))
    }

    /// Writes which class is to be found, after it got another name.
    pub fn save_positive(&mut self, name: &str) -> Result<()> {
        self.query.positive = Some(name.to_owned());
        self.edit(|document| {
            let table = document
                .entry("query")
                .or_insert_with(|| Item::Table(Table::new()));
            table["positive"] = value(name);
        })
    }

    /// Writes the strategy.
    pub fn save_strategy(&mut self, id: &str) -> Result<()> {
        id.clone_into(&mut self.query.strategy);
        self.edit(|document| {
            let table = document
                .entry("query")
                .or_insert_with(|| Item::Table(Table::new()));
            table["strategy"] = value(id);
        })
    }

    fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<()> {
        let path = self.path();
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io(path, "read", source))?;
        let mut document: DocumentMut = text.parse().map_err(|wrong: toml_edit::TomlError| {
            Error::config(
                Place::file(path),
                wrong.message().to_owned(),
                "correct the file by hand; the change is in the journal already",
            )
        })?;
        change(&mut document);
        write_atomically(path, document.to_string().as_bytes())
    }
}

/// The text of a new project's config.
pub(super) fn starter(
    name: &str,
    id: &str,
    purpose: &str,
    seed: u64,
    labels: &LabelSet,
    inputs: &Inputs,
    marks: Option<&str>,
) -> String {
    let text = |words: &str| toml_edit::Value::from(words).to_string();
    let mut config = format!(
        "# What is asked, and how. Comments here survive querist's own edits.\n\
         format = {FORMAT}\n\
         name = {}\n\
         # Ties the journals to this project; leave it as it is.\n\
         id = {}\n\
         # What are the labels for? Shown with the guidelines.\n\
         purpose = {}\n\
         task = \"single-label\"\n\
         # All chance comes from this seed.\n\
         seed = {seed}\n\
         # Is the model's opinion of an item shown, shown after the answer, or never?\n\
         opinion = \"shown\"\n\
         \n\
         {}\
         \n\
         [query]\n\
         # `querist strategies` lists what can choose.\n\
         strategy = \"{}\"\n\
         # Shares of the queries that are honest checks: drawn from the holdout (at first, and\n\
         # once enough are answered), and drawn at random from the pool.\n\
         holdout_share = 0.10\n\
         holdout_enough = 200\n\
         holdout_later_share = 0.03\n\
         random_share = 0.10\n\
         # Share of the model's own queries that are asked without showing its opinion.\n\
         blind_share = 0.10\n\
         # Ask the best (best), or draw among the best and record the chance, so that the labels\n\
         # can be reweighted later (sampled)?\n\
         draw = \"best\"\n\
         # Near-copies of answered items: set aside (skip), asked with the other's answer offered\n\
         # (offer), or asked like any other (ask)?\n\
         copies = \"skip\"\n\
         # Set items aside that no label is likely to help with? They are listed, and asked last.\n\
         guard = true\n\
         # The class to be found, if finding one is the aim.\n\
         # positive = \"NAME\"\n\
         \n\
         [query.cost]\n\
         # What an item costs: none, length, column, or seconds (as long as you took so far);\n\
         # queries are then chosen by their worth a second.\n\
         by = \"none\"\n\
         # column = \"NAME\"\n\
         \n\
         [query.quota]\n\
         # Groups of items, by a column, that each keep at least this part of their share.\n\
         # column = \"NAME\"\n\
         share = 0.5\n\
         \n\
         [learner]\n\
         # Does every label count the same (equal), or every class (balanced)?\n\
         class_weights = \"equal\"\n\
         # How much the labels weigh against caution: 2, or 10 from 20 classes on, if not given.\n\
         # penalty = 2.0\n\
         # Of an item whose annotators differ it learns nothing until that is settled (agreed), the\n\
         # shares of their labels (counts), or how likely each label is, given how reliable each\n\
         # annotator is found to be (posterior).\n\
         targets = \"agreed\"\n\
         \n\
         [review]\n\
         # Has each item one right label (prescriptive), or is each label one person's view that\n\
         # nobody overrules (descriptive)? It decides what `querist review` offers.\n\
         kind = \"prescriptive\"\n\
         \n\
         [session]\n\
         # Active minutes after which a break is suggested; 0: never.\n\
         break_after_minutes = 50\n\
         # Shorter items and more repeats while your answers say that you are tired?\n\
         kind_queue = true\n\
         # The thresholds stand in [session.breaks] and [session.fatigue]; without those tables\n\
         # they are the defaults. % on the label screen tells what is watched.\n\
         \n\
         [session.repeats]\n\
         # Share of the queries that ask an answered item once more, blind, to tell you how\n\
         # consistent you are.\n\
         share = 0.03\n\
         \n\
         {}",
        text(name),
        text(id),
        text(purpose),
        features(inputs),
        super::query_policy::DEFAULT_STRATEGY,
        sensitive(marks),
    );
    config.push_str(
        "\n# The classes, in the order of the screen. A key is one letter or digit; without one\n\
         # a class takes the next free of 1-9, 0, a-z.\n",
    );
    for (_, label) in labels.active() {
        config.push_str(&format!("[[labels]]\nname = {}\n", text(&label.name)));
        if let Some(key) = label.key {
            config.push_str(&format!("key = {}\n", text(&key.to_string())));
        }
    }
    config
}

/// The table of what the model learns from.
fn features(inputs: &Inputs) -> String {
    let numbers: toml_edit::Array = inputs.numbers.iter().collect();
    let vectors = match &inputs.vectors {
        None => "# vectors = \"imported\"".to_owned(),
        Some(VectorSource::Imported) => "vectors = \"imported\"".to_owned(),
        Some(VectorSource::Column(column)) => {
            let column = toml_edit::Value::from(column.as_str());
            format!("vectors = {{ column = {column} }}")
        }
    };
    format!(
        "[features]\n\
         # What the model learns from. Does it read the text?\n\
         text = {}\n\
         # Columns of numbers, or of JSON lists of numbers. They are standardised over the pool; a\n\
         # missing number counts as the mean, and that it is missing as a number of its own.\n\
         numbers = {}\n\
         # The vectors that were imported from a file, or a column of them: {{ column = \"NAME\" }}.\n\
         {vectors}\n",
        inputs.text,
        toml_edit::Value::from(numbers)
    )
}

/// The table of what opens veiled. Words are looked for where the data is said to hold such items:
/// elsewhere they would veil what nobody minds.
fn sensitive(marks: Option<&str>) -> String {
    let column = match marks {
        Some(column) => format!("column = {}", toml_edit::Value::from(column)),
        None => "# column = \"NAME\"".to_owned(),
    };
    let policy = ExposurePolicy::default();
    format!(
        "[sensitive]\n\
         # Items that may be hard to read open veiled: their kind and length first, the text by a key.\n\
         # The column that marks them: true or false, or a category such as violence.\n\
         {column}\n\
         # Look for words that suggest it, too? And for those of your own lists?\n\
         lexicon = {}\n\
         # lexicons = [\"words.txt\"]\n\
         # Categories that nobody here is asked about; and those never shown, whoever asks, with what\n\
         # to do about them.\n\
         # leave_out = [\"NAME\"]\n\
         # never_show = [\"csam\"]\n\
         # never_show_advice = \"WHOM TO TELL\"\n\
         # How many are revealed, and how many minutes read, in a session and in a day. No number is\n\
         # known to be safe: these are places to start from, and yours to set.\n\
         session_reveals = {}\n\
         session_minutes = {}\n\
         day_reveals = {}\n\
         day_minutes = {}\n\
         # How many may follow each other, how many others come after a severe one, and how many\n\
         # others begin and end a session.\n\
         in_a_row = {}\n\
         benign_after_severe = {}\n\
         first_items = {}\n\
         last_items = {}\n",
        marks.is_some(),
        policy.session_reveals,
        policy.session_minutes,
        policy.day_reveals,
        policy.day_minutes,
        policy.in_a_row,
        policy.benign_after_severe,
        policy.first_items,
        policy.last_items,
    )
}

/// Reads back what [`starter`] wrote, as a check that it is whole.
pub(super) fn parse_starter(path: &Path, text: &str) -> Result<Config> {
    Config::parse(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(labels: &LabelSet) -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("querist.toml");
        let inputs = Inputs {
            text: false,
            numbers: vec!["age".into(), "a \"b\"".into()],
            vectors: Some(VectorSource::Column("e\\".into())),
        };
        let text = starter(
            "tickets \"new\"",
            "x1",
            "routing",
            42,
            labels,
            &inputs,
            None,
        );
        std::fs::write(&path, &text).unwrap();
        let config = Config::read(&path).unwrap();
        (folder, config)
    }

    #[test]
    fn a_starter_reads_back_as_written() {
        let labels = LabelSet::from_names(["billing", "it's \"other\""]);
        let (_folder, config) = written(&labels);
        assert_eq!(config.name, "tickets \"new\"");
        assert_eq!(config.labels, labels);
        assert_eq!(config.seed.0, 42);
        assert!(!config.features.text);
        assert_eq!(config.features.numbers, ["age", "a \"b\""]);
        let column = VectorSource::Column("e\\".into());
        assert_eq!(config.features.vectors, Some(column));
        for vectors in [None, Some(VectorSource::Imported)] {
            let inputs = Inputs {
                vectors,
                ..Inputs::default()
            };
            let text = starter("n", "x", "", 1, &labels, &inputs, None);
            let config = parse_starter(Path::new("querist.toml"), &text).unwrap();
            assert_eq!(config.features, inputs);
        }
    }

    #[test]
    fn a_starter_says_what_is_sensitive_as_the_defaults_do() {
        let (_folder, config) = written(&LabelSet::new());
        assert_eq!(config.sensitive, ExposurePolicy::default());
        let marks = Some("toxic \"x\"");
        let text = starter("n", "x", "", 1, &LabelSet::new(), &Inputs::default(), marks);
        let config = parse_starter(Path::new("querist.toml"), &text).unwrap();
        assert_eq!(config.sensitive.column.as_deref(), marks);
        assert!(config.sensitive.lexicon);
    }

    #[test]
    fn edits_keep_comments_and_order() {
        let (_folder, mut config) = written(&LabelSet::from_names(["a", "b", "c"]));
        let text = std::fs::read_to_string(config.path()).unwrap();
        std::fs::write(
            config.path(),
            text.replace("name = \"b\"", "name = \"b\" # my remark"),
        )
        .unwrap();
        let mut labels = config.labels.clone();
        labels.rename(labels.find("a").unwrap(), "alpha").unwrap();
        labels.retire(labels.find("c").unwrap());
        labels.add("new", None).unwrap();
        config.save_labels(&labels).unwrap();
        config.save_strategy("entropy").unwrap();
        config.save_opinion(OpinionMode::After).unwrap();
        let text = std::fs::read_to_string(config.path()).unwrap();
        assert!(text.contains("# my remark"), "{text}");
        assert!(text.contains("# All chance comes from this seed."));
        let again = Config::read(config.path()).unwrap();
        let names: Vec<&str> = again
            .labels
            .active()
            .map(|(_, l)| l.name.as_str())
            .collect();
        assert_eq!(names, ["alpha", "b", "new"]);
        assert_eq!(again.query.strategy, "entropy");
        assert_eq!(again.opinion, OpinionMode::After);
    }
}
