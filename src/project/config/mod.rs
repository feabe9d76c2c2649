//! Reads and checks `querist.toml`.
//!
//! It is a closed set of settings: an unknown key is an error with its line, because a misspelt
//! setting that is silently ignored is a lie on the screen. Edits by querist keep comments (see
//! `config_edit`).

mod listing;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml_edit::Document;

use super::policy::{LearnerPolicy, QueryPolicy, RANDOM_STRATEGY, ReviewPolicy, SessionPolicy};
use crate::content_safety::ExposurePolicy;
use crate::error::{Error, Place, Result};
use crate::journal::folder_of;
use crate::pool::{ImageColumn, Inputs, QualifierRules};
use crate::regular_file;
use crate::rng::Seed;
use crate::schema::{KEY_ORDER, LabelId, LabelSet, check_key};
use crate::settings::nearest;

pub(crate) use listing::ProjectSetting;

/// The settings of a project.
#[derive(Debug, Clone)]
pub struct Config {
    path: PathBuf,
    /// The project's name, shown on every screen.
    pub name: String,
    /// A random id that ties journals to the project.
    pub id: String,
    /// What the labels are for, in the person's words.
    pub purpose: String,
    /// All chance in the project comes from this.
    pub seed: Seed,
    /// The declared classes with their keys.
    pub labels: LabelSet,
    /// What the model learns from.
    pub features: Inputs,
    /// The columns that are not shown beside the text.
    pub hidden: Vec<String>,
    /// Where the images of the items are, when they have some.
    pub images: Option<ImageColumn>,
    /// How queries are chosen.
    pub query: QueryPolicy,
    /// Whether the model's opinion is shown.
    pub opinion: OpinionMode,
    /// What is watched over the person's work, and when a break is suggested.
    pub session: SessionPolicy,
    /// Which items open veiled, and how many of them the person wants to meet.
    pub sensitive: ExposurePolicy,
    /// How the learner weighs the labels.
    pub learner: LearnerPolicy,
    /// How disagreement is reviewed.
    pub review: ReviewPolicy,
    /// Which columns of label files say whether a label counts, as decided in earlier imports.
    pub import: QualifierRules,
}

/// Whether the person sees the model's opinion of an active query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpinionMode {
    /// With the item.
    #[default]
    Shown,
    /// After the answer.
    After,
    /// Not at all.
    Never,
}

impl OpinionMode {
    /// The word in the config and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::After => "after",
            Self::Never => "never",
        }
    }

    /// The mode that the Tab key leads to.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Shown => Self::After,
            Self::After => Self::Never,
            Self::Never => Self::Shown,
        }
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: u32,
    name: String,
    id: String,
    #[serde(default)]
    purpose: String,
    task: Task,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    opinion: OpinionMode,
    #[serde(default)]
    features: Inputs,
    #[serde(default)]
    columns: RawColumns,
    #[serde(default)]
    query: QueryPolicy,
    #[serde(default)]
    session: SessionPolicy,
    #[serde(default)]
    sensitive: ExposurePolicy,
    #[serde(default)]
    learner: LearnerPolicy,
    #[serde(default)]
    review: ReviewPolicy,
    #[serde(default)]
    import: QualifierRules,
    #[serde(default)]
    labels: Vec<RawLabel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Task {
    SingleLabel,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawColumns {
    hidden: Vec<String>,
    image: Option<String>,
    /// Where relative paths to images start, seen from the project's folder.
    image_folder: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLabel {
    name: String,
    key: Option<String>,
    /// Where it stands in the list, when that is not the order of the file.
    place: Option<u32>,
}

/// The format this version writes and reads.
pub(super) const FORMAT: u32 = 1;

impl Config {
    /// Reads and checks the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = regular_file::read_text(path)?;
        Self::parse(path, &text)
    }

    /// Checks the text of a config file.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let raw: Raw = toml_edit::de::from_str(text).map_err(|wrong| {
            let at = wrong.span().map_or(0, |span| span.start);
            let next = meant(wrong.message()).map_or_else(
                || {
                    "correct that line; the settings are listed in the comments of a new project's \
                     querist.toml"
                        .to_owned()
                },
                |meant| format!("did you mean {meant}?"),
            );
            Error::config(place(path, text, at), wrong.message().to_owned(), next)
        })?;
        let Task::SingleLabel = raw.task;
        if raw.format != FORMAT {
            return Err(Error::config(
                Place::file(path),
                format!("format {} is not known to this querist", raw.format),
                "open it with the version of querist that made it, or a newer one",
            ));
        }
        let labels = labels(path, text, &raw.labels)?;
        let config = Self {
            path: path.to_path_buf(),
            name: raw.name,
            id: raw.id,
            purpose: raw.purpose,
            seed: Seed(raw.seed),
            labels,
            features: raw.features,
            hidden: raw.columns.hidden,
            images: raw.columns.image.map(|column| ImageColumn {
                column,
                folder: folder_of(path).join(raw.columns.image_folder.unwrap_or_default()),
            }),
            query: raw.query,
            opinion: raw.opinion,
            session: raw.session,
            sensitive: raw.sensitive,
            learner: raw.learner,
            review: raw.review,
            import: raw.import,
        };
        config.check_policies(text)?;
        config.check_features(text)?;
        Ok(config)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a setting stands in the file; the file alone when it cannot be found there.
    pub(super) fn place_of(&self, table: &str, setting: &str) -> Place {
        match regular_file::read_text(&self.path) {
            Ok(text) => place(&self.path, &text, setting_offset(&text, table, setting)),
            Err(_) => Place::file(&self.path),
        }
    }

    /// Whether a model learns here: not from images alone.
    pub(crate) fn learns(&self) -> bool {
        !self.features.is_empty()
    }

    /// `text` is the file's, for the place of a problem.
    fn check_features(&self, text: &str) -> Result<()> {
        let features = &self.features;
        let refuse = |setting: &str, what: String, next: &str| {
            let at = setting_offset(text, "features", setting);
            Err(Error::config(place(&self.path, text, at), what, next))
        };
        for (index, name) in features.numbers.iter().enumerate() {
            if features.numbers[..index].contains(name) {
                let what = format!("the column {name:?} is named twice");
                return refuse("numbers", what, "name each column of numbers once");
            }
        }
        if features.is_empty() && self.images.is_none() {
            let what = "the model has nothing to learn from".to_owned();
            let next = "let it read the text (text = true), or name columns of numbers";
            return refuse("text", what, next);
        }
        if features.is_empty() && self.query.strategy != RANDOM_STRATEGY {
            let at = setting_offset(text, "query", "strategy");
            let what = "nothing is learnt from images, so the order can only be random";
            let next = "write strategy = \"random\", or name what is learnt from under [features]";
            return Err(Error::config(place(&self.path, text, at), what, next));
        }
        Ok(())
    }

    /// `text` is the file's, for the place of a problem.
    fn check_policies(&self, text: &str) -> Result<()> {
        let problems = [
            ("query", self.query.problem()),
            ("session", self.session.problem()),
            ("sensitive", self.sensitive.problem()),
        ];
        for (table, problem) in problems {
            if let Some((setting, what, next)) = problem {
                let first = setting.split('.').next().unwrap_or(setting);
                let at = setting_offset(text, table, first);
                return Err(Error::config(place(&self.path, text, at), what, next));
            }
        }
        match self.learner.problem() {
            None => Ok(()),
            Some(problem) => Err(Error::config(
                Place::file(&self.path),
                format!("[learner]: {problem}"),
                "leave the penalty out, or give one such as 2",
            )),
        }
    }
}

/// The word that was most likely meant, from what is said of one that is not known: it and those
/// that are stand between backticks.
fn meant(message: &str) -> Option<&str> {
    let mut words = message.split('`').skip(1).step_by(2);
    let wrong = words.next()?;
    nearest(wrong, words)
}

/// Where a table begins, and where one of its settings does, in bytes.
fn setting_offset(text: &str, table: &str, setting: &str) -> usize {
    let Ok(document) = Document::parse(text) else {
        return 0;
    };
    let Some(table) = document.get(table) else {
        return 0;
    };
    let setting = table.get(setting).and_then(toml_edit::Item::span);
    setting.or(table.span()).map_or(0, |span| span.start)
}

/// Builds the label set; a problem is told with the line of its `[[labels]]` entry.
fn labels(path: &Path, text: &str, raw: &[RawLabel]) -> Result<LabelSet> {
    let offsets = label_offsets(text);
    let own_key = |label: &RawLabel| label.key.as_ref()?.chars().next();
    // Keys asked for are given first: a label without one must not take another's.
    let wanted: Vec<char> = raw.iter().filter_map(own_key).collect();
    let mut set = LabelSet::new();
    for (index, label) in raw.iter().enumerate() {
        let wrong = |what: String, next: &str| {
            let at = offsets.get(index).copied().unwrap_or(0);
            Error::config(place(path, text, at), what, next)
        };
        if let Some(key) = &label.key {
            let key = check_key(key).map_err(|problem| {
                wrong(
                    format!("label {:?}: {problem}", label.name),
                    "take a letter or a digit, or leave the key out to get the next free one",
                )
            })?;
            if let Some(owner) = raw[..index].iter().find(|other| other.key == label.key) {
                return Err(wrong(
                    format!("key {key:?} is already the key of {:?}", owner.name),
                    "give each label a key of its own",
                ));
            }
        }
        let key = own_key(label).or_else(|| {
            let is_free = |key: &char| !wanted.contains(key) && set.by_key(*key).is_none();
            KEY_ORDER.chars().find(is_free)
        });
        set.add(&label.name, key)
            .map_err(|problem| wrong(problem.to_string(), "give it another name"))?;
    }
    // Ids go by the order of the file, and what is learnt by the ids: the list has its own order.
    let mut order: Vec<(u32, usize)> = raw
        .iter()
        .enumerate()
        .map(|(index, label)| (label.place.unwrap_or(index as u32 + 1), index))
        .collect();
    order.sort_unstable();
    let order = order.iter().map(|(_, index)| LabelId(*index as u16));
    set.set_order(&order.collect::<Vec<_>>());
    Ok(set)
}

/// Where each `[[labels]]` entry stands in the file, in bytes.
fn label_offsets(text: &str) -> Vec<usize> {
    let document = Document::parse(text).ok();
    let labels = document
        .as_ref()
        .and_then(|document| document.get("labels"));
    let tables = labels.and_then(|labels| labels.as_array_of_tables());
    let tables = tables.into_iter().flat_map(|tables| tables.iter());
    let offset = |table: &toml_edit::Table| {
        let keyed = table.get("key").and_then(toml_edit::Item::span);
        keyed.or(table.span()).map_or(0, |span| span.start)
    };
    tables.map(offset).collect()
}

fn place(path: &Path, text: &str, offset: usize) -> Place {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let in_line = before.iter().rev().take_while(|byte| **byte != b'\n');
    Place::column(path, line as u64, in_line.count() as u64 + 1)
}

#[cfg(test)]
mod tests;
