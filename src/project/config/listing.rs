//! The settings of a project one by one: what each is, and where that was said.
//!
//! Made of the very values that a session goes by, so that none can be told otherwise. Invariant: a
//! value that is set here is one that the config can be read with.

use serde_json::Value;
use toml_edit::{Document, DocumentMut, Item, Table};

use super::{Config, place};
use crate::error::{Error, Place, Result};
use crate::regular_file;
use crate::settings::nearest;

/// A setting of a project.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ProjectSetting {
    /// Its name with that of its table: `query.strategy`.
    pub(crate) name: String,
    /// Its value as the file would have it; empty where it has none.
    pub(crate) value: String,
    /// Where it was said; `None` where the default holds.
    pub(crate) place: Option<Place>,
}

impl Config {
    /// All settings but the classes, in the order of the file.
    pub(crate) fn listing(&self) -> Vec<ProjectSetting> {
        let text = regular_file::read_text(self.path()).unwrap_or_default();
        let document = Document::parse(text.as_str()).ok();
        let mut listed = Vec::new();
        let mut add = |name: String, value: String| {
            let at = document
                .as_ref()
                .and_then(|document| offset(document.as_item(), &name));
            let place = at.map(|at| place(self.path(), &text, at));
            listed.push(ProjectSetting { name, value, place });
        };
        add("name".into(), quoted(&self.name));
        add("purpose".into(), quoted(&self.purpose));
        add("seed".into(), self.seed.0.to_string());
        add("opinion".into(), quoted(self.opinion.as_str()));
        let tables = [
            ("features", serde_json::to_value(&self.features)),
            ("query", serde_json::to_value(&self.query)),
            ("learner", serde_json::to_value(self.learner)),
            ("review", serde_json::to_value(self.review)),
            ("session", serde_json::to_value(&self.session)),
            ("sensitive", serde_json::to_value(&self.sensitive)),
        ];
        for (name, table) in tables {
            // Settings are numbers, words and tables of them: there is nothing that fails.
            flatten(name, &table.unwrap_or_default(), &mut add);
        }
        listed
    }

    /// Sets one of them in the file; comments and all else stay.
    ///
    /// # Errors
    /// When there is no such setting, it cannot have that value, or the file cannot be written.
    pub(crate) fn set(&mut self, name: &str, word: &str) -> Result<()> {
        let known = self.listing();
        let known = || known.iter().map(|setting| setting.name.as_str());
        if !known().any(|known| known == name) {
            let next = match nearest(name, known()) {
                Some(meant) => format!("did you mean {meant}?"),
                None => "`querist config` lists the settings of the project you stand in".into(),
            };
            return Err(Error::usage(format!("there is no setting {name:?}"), next));
        }
        let path = self.path().to_path_buf();
        let text = regular_file::read_text(&path)?;
        // A word that is no TOML by itself is meant as the words it is.
        let value = word
            .parse()
            .unwrap_or_else(|_| toml_edit::Value::from(word));
        let mut document: DocumentMut = text.parse().map_err(|wrong: toml_edit::TomlError| {
            Error::config(
                Place::file(&path),
                wrong.message(),
                "correct the file by hand",
            )
        })?;
        put(document.as_table_mut(), name, value);
        let changed = document.to_string();
        let config = Self::parse(&path, &changed).map_err(|problem| {
            let what = format!("{name} cannot be {word}: {problem}");
            Error::usage(what, problem.next_step())
        })?;
        crate::project::atomic::write_atomically(&path, changed.as_bytes())?;
        *self = config;
        Ok(())
    }
}

/// The settings of a table and of those in it, each with its full name.
fn flatten(name: &str, value: &Value, add: &mut impl FnMut(String, String)) {
    match value {
        Value::Object(table) if !table.is_empty() => {
            for (key, value) in table {
                flatten(&format!("{name}.{key}"), value, add);
            }
        }
        Value::Object(_) => add(name.to_owned(), "{}".into()),
        Value::Null => add(name.to_owned(), String::new()),
        Value::String(words) => add(name.to_owned(), quoted(words)),
        other => add(name.to_owned(), other.to_string()),
    }
}

fn quoted(words: &str) -> String {
    toml_edit::Value::from(words).to_string()
}

/// Where a setting stands in a file, in bytes.
fn offset(root: &Item, name: &str) -> Option<usize> {
    let mut item = root;
    for key in name.split('.') {
        item = item.get(key)?;
    }
    item.span().map(|span| span.start)
}

/// Sets a value in a table, by its full name.
fn put(table: &mut Table, name: &str, value: toml_edit::Value) {
    let Some((first, rest)) = name.split_once('.') else {
        match table.get_mut(name) {
            // The comment behind the value stays.
            Some(Item::Value(before)) => {
                let decor = before.decor().clone();
                *before = value;
                *before.decor_mut() = decor;
            }
            _ => table[name] = Item::Value(value),
        }
        return;
    };
    let inner = table.entry(first).or_insert_with(|| {
        let mut implied = Table::new();
        implied.set_implicit(true);
        Item::Table(implied)
    });
    if let Some(inner) = inner.as_table_mut() {
        put(inner, rest, value);
    } else if let Some(inner) = inner.as_inline_table_mut() {
        inner.insert(rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "format = 1\nname = \"n\"\nid = \"i\"\ntask = \"single-label\"\n\n\
                        # How.\n[query]\nstrategy = \"margin\" # mine\n";

    fn config() -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("querist.toml");
        std::fs::write(&path, TEXT).unwrap();
        let config = Config::read(&path).unwrap();
        (folder, config)
    }

    fn listed(config: &Config, name: &str) -> (String, Option<u64>) {
        let all = config.listing();
        let found = all
            .into_iter()
            .find(|setting| setting.name == name)
            .unwrap();
        (found.value, found.place.and_then(|place| place.line))
    }

    #[test]
    fn each_setting_is_listed_with_its_line_or_as_a_default() {
        let (_folder, config) = config();
        assert_eq!(listed(&config, "name"), ("\"n\"".into(), Some(2)));
        assert_eq!(
            listed(&config, "query.strategy"),
            ("\"margin\"".into(), Some(8))
        );
        assert_eq!(listed(&config, "query.random_share"), ("0.1".into(), None));
        assert_eq!(listed(&config, "query.cost.by"), ("\"none\"".into(), None));
        assert_eq!(listed(&config, "query.positive"), (String::new(), None));
    }

    #[test]
    fn a_setting_is_set_and_comments_stay() {
        let (folder, mut config) = config();
        config.set("query.strategy", "entropy").unwrap();
        config.set("query.random_share", "0.2").unwrap();
        config.set("session.repeats.share", "0").unwrap();
        let text = std::fs::read_to_string(folder.path().join("querist.toml")).unwrap();
        assert!(
            text.contains("# How.\n[query]\nstrategy = \"entropy\" # mine\n"),
            "{text}"
        );
        assert!(text.contains("[session.repeats]\nshare = 0\n"), "{text}");
        let again = Config::read(&folder.path().join("querist.toml")).unwrap();
        assert!((again.query.random_share - 0.2).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_set_changes_nothing() {
        let (folder, mut config) = config();
        let told = |problem: Error| format!("{problem} — {}", problem.next_step());
        let slip = told(config.set("query.stratgy", "x").unwrap_err());
        assert!(slip.contains("did you mean query.strategy?"), "{slip}");
        let share = told(config.set("query.random_share", "2").unwrap_err());
        assert!(share.contains("is not a share"), "{share}");
        let kind = told(config.set("query.draw", "worst").unwrap_err());
        assert!(kind.contains("sampled"), "{kind}");
        let text = std::fs::read_to_string(folder.path().join("querist.toml")).unwrap();
        assert_eq!(text, TEXT);
    }
}
