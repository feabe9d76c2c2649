//! Writes `querist.toml`: a new project's, and changes that keep the person's comments.
//!
//! A change is made by editing the parsed document and writing it back whole, atomically. The journal has the
//! change already: a config that could not be written is brought up to date at the next one.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::atomic::write_atomically;
use super::config::{Config, FORMAT, OpinionMode};
use super::policy::{DEFAULT_STRATEGY, RANDOM_STRATEGY};
use crate::content_safety::ExposurePolicy;
use crate::error::{Error, Place, Result};
use crate::pool::{ImageColumn, Inputs, QualifierRules, VectorSource};
use crate::regular_file;
use crate::schema::LabelSet;

impl Config {
    /// Writes the label set: classes that are gone are removed, new ones added, and the comments
    /// of the others stay.
    pub(crate) fn save_labels(&mut self, labels: &LabelSet) -> Result<()> {
        let before = std::mem::replace(&mut self.labels, labels.clone());
        let is_ordered = labels.active().is_sorted_by_key(|(id, _)| id);
        self.edit(|document| {
            // The comment above the classes of a project without any stands at the very end.
            let heading = document.trailing().as_str().unwrap_or_default().to_owned();
            let tables = document
                .entry("labels")
                .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
            let Some(tables) = tables.as_array_of_tables_mut() else {
                return;
            };
            let active: Vec<_> = labels.by_id().collect();
            // A renamed class keeps its place: the first table that matches no class any more
            // and has its key.
            for (at, label) in active.iter().enumerate() {
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
                    // Behind the class before it: a class that comes back has its old place.
                    let before = at.checked_sub(1).and_then(|at| {
                        let name = &active[at].name;
                        tables.iter().position(|table| known(table, name))
                    });
                    insert(tables, before.map_or(0, |before| before + 1), table);
                }
            }
            // A class that somebody added to the file meanwhile is theirs to remove.
            tables.retain(|table| {
                let Some(name) = table.get("name").and_then(Item::as_str) else {
                    return false;
                };
                active.iter().any(|label| label.name == name) || before.find(name).is_none()
            });
            // Keys and places that were changed, or that the file names otherwise.
            for (id, label) in labels.active() {
                let named = |table: &&mut Table| {
                    table.get("name").and_then(Item::as_str) == Some(&label.name)
                };
                let Some(table) = tables.iter_mut().find(named) else {
                    continue;
                };
                let known = before.find(&label.name).and_then(|id| before.get(id));
                let is_changed = known.is_some_and(|known| known.key != label.key);
                if let Some(key) = label
                    .key
                    .filter(|_| is_changed || table.contains_key("key"))
                {
                    let key = key.to_string();
                    if table.get("key").and_then(Item::as_str) != Some(key.as_str()) {
                        table["key"] = value(key);
                    }
                }
                let place = labels
                    .place(id)
                    .and_then(|at| i64::try_from(at).ok())
                    .unwrap_or(0);
                if is_ordered {
                    table.remove("place");
                } else if table.get("place").and_then(Item::as_integer) != Some(place) {
                    table["place"] = value(place);
                }
            }
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
    pub(crate) fn save_opinion(&mut self, mode: OpinionMode) -> Result<()> {
        self.opinion = mode;
        self.edit(|document| document["opinion"] = value(mode.as_str()))
    }

    /// Writes which class is to be found, after it got another name.
    pub(crate) fn save_positive(&mut self, name: &str) -> Result<()> {
        self.query.positive = Some(name.to_owned());
        self.edit(|document| set_query(document, "positive", name))
    }

    /// Writes what was decided of the columns that say whether a label counts.
    pub(crate) fn save_import(&mut self, rules: &QualifierRules) -> Result<()> {
        self.import = rules.clone();
        self.edit(|document| {
            let table = document
                .entry("import")
                .or_insert_with(|| Item::Table(Table::new()));
            for (setting, values) in [("only", &rules.only), ("ignore", &rules.ignore)] {
                if !values.is_empty() {
                    table[setting] = toml_edit::value(values.iter().collect::<toml_edit::Array>());
                }
            }
        })
    }

    /// Writes the strategy.
    pub(crate) fn save_strategy(&mut self, id: &str) -> Result<()> {
        id.clone_into(&mut self.query.strategy);
        self.edit(|document| set_query(document, "strategy", id))
    }

    fn edit(&self, change: impl FnOnce(&mut DocumentMut)) -> Result<()> {
        let path = self.path();
        let text = regular_file::read_text(path)?;
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

/// Puts a table among others; what stands above the first stays above all.
fn insert(tables: &mut ArrayOfTables, at: usize, mut table: Table) {
    let mut all: Vec<Table> = tables.iter().cloned().collect();
    if let (0, Some(first)) = (at, all.first_mut()) {
        let heading = first.decor().prefix().cloned().unwrap_or_default();
        table.decor_mut().set_prefix(heading);
        first.decor_mut().set_prefix("\n");
    }
    all.insert(at.min(all.len()), table);
    tables.clear();
    for table in all {
        tables.push(table);
    }
}

/// Sets one of the settings under `[query]`.
fn set_query(document: &mut DocumentMut, setting: &str, to: &str) {
    let table = document
        .entry("query")
        .or_insert_with(|| Item::Table(Table::new()));
    table[setting] = value(to);
}

/// The config of a new project; `§name§` stands for a value of [`starter`].
const TEMPLATE: &str = include_str!("../../assets/querist.toml");

/// What a new project's config says of its columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct StarterColumns<'a> {
    /// What is learnt from.
    pub(super) inputs: &'a Inputs,
    /// The column that marks items to be veiled.
    pub(super) marks: Option<&'a str>,
    /// Those that are not shown.
    pub(super) hidden: &'a [String],
    /// Where the images are.
    pub(super) images: Option<&'a ImageColumn>,
}

/// The text of a new project's config. Words are looked for where the data is said to hold
/// sensitive items, in the column `marks`: elsewhere they would veil what nobody minds.
pub(super) fn starter(
    name: &str,
    id: &str,
    purpose: &str,
    seed: u64,
    labels: &LabelSet,
    columns: &StarterColumns<'_>,
) -> String {
    let StarterColumns {
        inputs,
        marks,
        hidden,
        images,
    } = *columns;
    let quoted = |words: &str| toml_edit::Value::from(words).to_string();
    let numbers: toml_edit::Array = inputs.numbers.iter().collect();
    let vectors = match &inputs.vectors {
        None => "# vectors = \"imported\"".to_owned(),
        Some(VectorSource::Imported) => "vectors = \"imported\"".to_owned(),
        Some(VectorSource::Column(column)) => {
            format!("vectors = {{ column = {} }}", quoted(column))
        }
    };
    let column = match marks {
        Some(column) => format!("column = {}", quoted(column)),
        None => "# column = \"NAME\"".to_owned(),
    };
    let hidden = if hidden.is_empty() {
        "# hidden = [\"NAME\"]".to_owned()
    } else {
        let names: toml_edit::Array = hidden.iter().collect();
        format!("hidden = {}", toml_edit::Value::from(names))
    };
    let images = match images {
        Some(images) => format!(
            "image = {}\nimage_folder = {}",
            quoted(&images.column),
            quoted(&images.folder.to_string_lossy())
        ),
        None => "# image = \"NAME\"\n# image_folder = \"..\"".to_owned(),
    };
    let strategy = if inputs.is_empty() {
        RANDOM_STRATEGY
    } else {
        DEFAULT_STRATEGY
    };
    let policy = ExposurePolicy::default();
    let value = |setting: &str| match setting {
        "format" => FORMAT.to_string(),
        "name" => quoted(name),
        "id" => quoted(id),
        "purpose" => quoted(purpose),
        "seed" => seed.to_string(),
        "text" => inputs.text.to_string(),
        "numbers" => toml_edit::Value::from(numbers.clone()).to_string(),
        "vectors" => vectors.clone(),
        "hidden" => hidden.clone(),
        "images" => images.clone(),
        "strategy" => strategy.to_owned(),
        "column" => column.clone(),
        "lexicon" => marks.is_some().to_string(),
        "session_reveals" => policy.session_reveals.to_string(),
        "session_minutes" => policy.session_minutes.to_string(),
        "day_reveals" => policy.day_reveals.to_string(),
        "day_minutes" => policy.day_minutes.to_string(),
        "in_a_row" => policy.in_a_row.to_string(),
        "benign_after_severe" => policy.benign_after_severe.to_string(),
        "first_items" => policy.first_items.to_string(),
        "last_items" => policy.last_items.to_string(),
        other => other.to_owned(),
    };
    let pieces = TEMPLATE.split('§').enumerate();
    let filled = pieces.map(|(place, piece)| match place % 2 {
        0 => piece.to_owned(),
        _ => value(piece),
    });
    let mut config: String = filled.collect();
    for (_, label) in labels.active() {
        config.push_str(&format!("[[labels]]\nname = {}\n", quoted(&label.name)));
        if let Some(key) = label.key {
            config.push_str(&format!("key = {}\n", quoted(&key.to_string())));
        }
    }
    config
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn columns<'a>(inputs: &'a Inputs, marks: Option<&'a str>) -> StarterColumns<'a> {
        StarterColumns {
            inputs,
            marks,
            hidden: &[],
            images: None,
        }
    }

    #[test]
    fn columns_that_are_not_shown_are_read_back() {
        let hidden = ["Anna \"A\"".to_owned(), "Ben".to_owned()];
        let images = ImageColumn {
            column: "photo".into(),
            folder: "../photos".into(),
        };
        let columns = StarterColumns {
            inputs: &Inputs::default(),
            marks: None,
            hidden: &hidden,
            images: Some(&images),
        };
        let text = starter("n", "x", "", 1, &LabelSet::new(), &columns);
        let config = Config::parse(Path::new("querist.toml"), &text).unwrap();
        assert_eq!(config.hidden, hidden);
        let read = config.images.clone().unwrap();
        assert_eq!(read.column, images.column);
        assert_eq!(read.folder, Path::new(".").join(images.folder));
        assert!(config.learns());
    }

    #[test]
    fn without_anything_to_learn_from_the_strategy_is_random() {
        let images = ImageColumn {
            column: "photo".into(),
            folder: ".".into(),
        };
        let inputs = Inputs {
            text: false,
            ..Inputs::default()
        };
        let with_images = StarterColumns {
            images: Some(&images),
            ..columns(&inputs, None)
        };
        let text = starter("n", "x", "", 1, &LabelSet::new(), &with_images);
        let path = Path::new("querist.toml");
        let config = Config::parse(path, &text).unwrap();
        assert_eq!(config.query.strategy, "random");
        assert!(!config.learns());
        let other = text.replace("\"random\"", "\"margin\"");
        let refused = Config::parse(path, &other).unwrap_err();
        assert!(refused.to_string().contains("images"), "{refused}");
    }

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
            &columns(&inputs, None),
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
            let text = starter("n", "x", "", 1, &labels, &columns(&inputs, None));
            let config = Config::parse(Path::new("querist.toml"), &text).unwrap();
            assert_eq!(config.features, inputs);
        }
    }

    #[test]
    fn a_starter_says_what_is_sensitive_as_the_defaults_do() {
        let (_folder, config) = written(&LabelSet::new());
        assert_eq!(config.sensitive, ExposurePolicy::default());
        let marks = Some("toxic \"x\"");
        let text = starter(
            "n",
            "x",
            "",
            1,
            &LabelSet::new(),
            &columns(&Inputs::default(), marks),
        );
        let config = Config::parse(Path::new("querist.toml"), &text).unwrap();
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
        // A class that comes back stands where it stood: its place is its id.
        let mut back = LabelSet::from_names(["zero", "alpha", "between", "b", "new"]);
        back.retire(back.find("b").unwrap());
        config.save_labels(&back).unwrap();
        let text = std::fs::read_to_string(config.path()).unwrap();
        let again = Config::read(config.path()).unwrap();
        let names: Vec<&str> = again
            .labels
            .active()
            .map(|(_, l)| l.name.as_str())
            .collect();
        assert_eq!(names, ["zero", "alpha", "between", "new"], "{text}");
    }
}
