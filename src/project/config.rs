//! What does `querist.toml` say?
//!
//! A closed set of settings: an unknown key is an error with its line, because a misspelt
//! setting that is silently ignored is a lie on the screen. Edits by querist keep comments (see
//! `config_edit`).

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml_edit::Document;

use super::learner_policy::LearnerPolicy;
use super::query_policy::QueryPolicy;
use super::review_policy::ReviewPolicy;
use super::session_policy::SessionPolicy;
use crate::error::{Error, Place, Result};
use crate::pool::Inputs;
use crate::rng::Seed;
use crate::schema::{LabelSet, check_key};
use crate::session::exposure::ExposurePolicy;

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
}

/// Whether the person sees the model's opinion of an active query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
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
    labels: Vec<RawLabel>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Task {
    SingleLabel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLabel {
    name: String,
    key: Option<String>,
}

/// The format this version writes and reads.
pub(super) const FORMAT: u32 = 1;

impl Config {
    /// Reads and checks the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).map_err(|source| Error::io(path, "read", source))?;
        Self::parse(path, &text)
    }

    /// Checks the text of a config file.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let raw: Raw = toml_edit::de::from_str(text).map_err(|wrong| {
            let at = wrong.span().map_or(0, |span| span.start);
            Error::config(
                place(path, text, at),
                wrong.message().to_owned(),
                "correct that line; the settings are listed in the comments of a new project's \
                 querist.toml",
            )
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
            query: raw.query,
            opinion: raw.opinion,
            session: raw.session,
            sensitive: raw.sensitive,
            learner: raw.learner,
            review: raw.review,
        };
        config.check_numbers_given(text)?;
        config.check_features(text)?;
        Ok(config)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a setting stands in the file; the file alone when it cannot be found there.
    pub(super) fn place_of(&self, table: &str, setting: &str) -> Place {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => place(&self.path, &text, setting_offset(&text, table, setting)),
            Err(_) => Place::file(&self.path),
        }
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
        if !features.text && !features.has_given() {
            let what = "the model has nothing to learn from".to_owned();
            let next = "let it read the text (text = true), or name columns of numbers";
            return refuse("text", what, next);
        }
        Ok(())
    }

    fn check_numbers_given(&self, text: &str) -> Result<()> {
        if let Some((setting, what, next)) = self.query.problem() {
            let first = setting.split('.').next().unwrap_or(setting);
            let at = setting_offset(text, "query", first);
            return Err(Error::config(place(&self.path, text, at), what, next));
        }
        if let Some((setting, what, next)) = self.session.problem() {
            let first = setting.split('.').next().unwrap_or(&setting);
            let at = setting_offset(text, "session", first);
            return Err(Error::config(place(&self.path, text, at), what, next));
        }
        if let Some((setting, what, next)) = self.sensitive.problem() {
            let at = setting_offset(text, "sensitive", setting);
            return Err(Error::config(place(&self.path, text, at), what, next));
        }
        if let Some(problem) = self.learner.problem() {
            return Err(Error::config(
                Place::file(&self.path),
                format!("[learner]: {problem}"),
                "leave the penalty out, or give one such as 2",
            ));
        }
        Ok(())
    }
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
    let lines = label_offsets(text);
    let mut set = LabelSet::new();
    for (index, label) in raw.iter().enumerate() {
        let wrong = |what: String, next: &str| {
            let at = lines.get(index).copied().unwrap_or(0);
            Error::config(place(path, text, at), what, next)
        };
        let key = match &label.key {
            None => None,
            Some(key) => {
                let key = check_key(key).map_err(|problem| {
                    wrong(
                        format!("label {:?}: {problem}", label.name),
                        "take a letter or a digit, or leave the key out to get the next free one",
                    )
                })?;
                let owner = raw[..index]
                    .iter()
                    .find(|other| other.key.as_deref() == label.key.as_deref());
                if let Some(owner) = owner {
                    return Err(wrong(
                        format!("key {key:?} is already the key of {:?}", owner.name),
                        "give each label a key of its own",
                    ));
                }
                Some(key)
            }
        };
        set.add(&label.name, key)
            .map_err(|problem| wrong(problem.to_string(), "give it another name"))?;
    }
    // Keys asked for are given first: a label without one must not take another's.
    let mut ordered = LabelSet::new();
    let wanted: Vec<char> = raw
        .iter()
        .filter_map(|label| label.key.as_ref()?.chars().next())
        .collect();
    for label in raw {
        let own = label.key.as_ref().and_then(|key| key.chars().next());
        let key = own.or_else(|| {
            crate::schema::KEY_ORDER
                .chars()
                .find(|free| !wanted.contains(free) && ordered.by_key(*free).is_none())
        });
        // Names and keys were checked above.
        if ordered.add(&label.name, key).is_err() {
            ordered.intern(&label.name);
        }
    }
    Ok(ordered)
}

fn label_offsets(text: &str) -> Vec<usize> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    document
        .get("labels")
        .and_then(|labels| labels.as_array_of_tables())
        .map(|tables| {
            tables
                .iter()
                .map(|table| {
                    let keyed = table.get("key").and_then(toml_edit::Item::span);
                    keyed.or(table.span()).map_or(0, |span| span.start)
                })
                .collect()
        })
        .unwrap_or_default()
}

fn place(path: &Path, text: &str, offset: usize) -> Place {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let column = 1 + before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    Place::column(path, line as u64, column as u64)
}

#[cfg(test)]
mod tests {
    use super::super::ReviewKind;
    use super::super::query_policy::{Copies, CostSource, DEFAULT_STRATEGY, Draw};
    use super::super::{ClassWeighting, TrainingTargets};
    use super::*;
    use crate::pool::VectorSource;

    const SMALL: &str = "format = 1\nname = \"t\"\nid = \"x\"\ntask = \"single-label\"\n";

    fn parse(rest: &str) -> Result<Config> {
        Config::parse(Path::new("querist.toml"), &format!("{SMALL}{rest}"))
    }

    #[test]
    fn a_small_config_has_the_documented_defaults() {
        let config = parse("").unwrap();
        assert_eq!(config.query.strategy, DEFAULT_STRATEGY);
        assert_eq!(config.opinion, OpinionMode::Shown);
        assert!((config.query.holdout_share - 0.10).abs() < 1e-12);
        assert!(config.labels.is_empty());
    }

    #[test]
    fn a_reserved_key_is_refused_with_its_line() {
        let wrong =
            parse("[[labels]]\nname = \"spam\"\n\n[[labels]]\nname = \"ham\"\nkey = \"?\"\n")
                .unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "querist.toml:10:7: label \"ham\": the key \"?\" belongs to the workstation (help)"
                .replace("\"?\"", "'?'")
        );
    }

    #[test]
    fn a_misspelt_setting_is_refused_with_its_line() {
        let wrong = parse("[query]\nstrateggy = \"margin\"\n").unwrap_err();
        assert!(
            wrong
                .to_string()
                .starts_with("querist.toml:6:1: unknown field"),
            "{wrong}"
        );
    }

    #[test]
    fn what_the_model_reads_is_a_closed_set_of_settings() {
        let config = parse("").unwrap();
        assert_eq!(config.features, Inputs::default());
        let config =
            parse("[features]\ntext = false\nnumbers = [\"a\", \"x y\"]\nvectors = \"imported\"\n");
        let features = config.unwrap().features;
        assert_eq!(features.numbers, ["a", "x y"]);
        assert_eq!(features.vectors, Some(VectorSource::Imported));
        let config = parse("[features]\nvectors = { column = \"v\" }\n").unwrap();
        let column = Some(VectorSource::Column("v".into()));
        assert_eq!(config.features.vectors, column);
        for (features, place) in [
            (
                "[features]\ntexts = true\n",
                "querist.toml:6:1: unknown field",
            ),
            (
                "[features]\ntext = false\n",
                "querist.toml:6:8: the model has nothing",
            ),
            (
                "[features]\nnumbers = [\"a\",\"a\"]\n",
                "querist.toml:6:11: the column \"a\"",
            ),
            (
                "[features]\nvectors = \"v.npy\"\n",
                "querist.toml:6:11: unknown variant",
            ),
        ] {
            let wrong = parse(features).unwrap_err().to_string();
            assert!(wrong.starts_with(place), "{wrong}");
        }
    }

    #[test]
    fn a_label_without_a_key_does_not_take_a_key_that_a_later_one_asks_for() {
        let config =
            parse("[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\nkey = \"1\"\n").unwrap();
        assert_eq!(config.labels.by_key('1'), config.labels.find("b"));
        assert_eq!(config.labels.by_key('2'), config.labels.find("a"));
    }

    #[test]
    fn a_share_above_one_is_refused_with_its_line() {
        let wrong = parse("[query]\nrandom_share = 10\n").unwrap_err();
        let wrong = wrong.to_string();
        assert!(
            wrong.starts_with("querist.toml:6:16: random_share = 10"),
            "{wrong}"
        );
    }

    #[test]
    fn costs_and_quotas_have_tables_of_their_own() {
        let text = "[query]\npositive = \"yes\"\ndraw = \"sampled\"\ncopies = \"offer\"\n\
                    [query.cost]\nby = \"column\"\ncolumn = \"s\"\n[query.quota]\ncolumn = \"g\"\n";
        let query = parse(text).unwrap().query;
        assert_eq!(query.positive.as_deref(), Some("yes"));
        assert_eq!((query.draw, query.copies), (Draw::Sampled, Copies::Offer));
        assert_eq!(query.cost.by, CostSource::Column);
        assert_eq!(query.quota.column.as_deref(), Some("g"));
        for wrong in [
            "[query.cost]\nby = \"column\"\n",
            "[query.cost]\nby = \"fame\"\n",
            "[query.quota]\nshare = 3\n",
            "[query]\nsharpness = -1\n",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_sensitive_is_a_closed_set_of_settings() {
        let policy = parse("").unwrap().sensitive;
        assert_eq!(policy, ExposurePolicy::default());
        assert!(
            !policy.lexicon,
            "nothing is veiled that nobody called sensitive"
        );
        let text = "[sensitive]\ncolumn = \"s\"\nlexicon = true\nsession_reveals = 4\n\
                    leave_out = [\"Self harm\"]\nseverity = { illness = 1 }\n";
        let policy = parse(text).unwrap().sensitive;
        assert_eq!(policy.column.as_deref(), Some("s"));
        assert_eq!((policy.session_reveals, policy.day_reveals), (4, 60));
        assert_eq!(policy.leave_out[0].as_str(), "self-harm");
        for (wrong, place) in [
            ("colum = \"s\"", "querist.toml:6:1: unknown field"),
            ("veil_from = 2", "querist.toml:6:13: veil_from = 2"),
            ("in_a_row = -1", "querist.toml:6:12: "),
            ("day_minutes = nan", "querist.toml:6:15: day_minutes"),
            ("severity = { a = 4 }", "querist.toml:6:18: severity 4"),
            ("leave_out = [\"a.b\"]", "querist.toml:6:13: \"a.b\""),
            ("column = \" \"", "querist.toml:6:10: column"),
        ] {
            let error = parse(&format!("[sensitive]\n{wrong}\n")).unwrap_err();
            assert!(error.to_string().starts_with(place), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_project_says_whether_people_who_differ_can_all_be_right() {
        assert_eq!(parse("").unwrap().review.kind, ReviewKind::Prescriptive);
        let config = parse("[review]\nkind = \"descriptive\"\n").unwrap();
        assert_eq!(config.review.kind, ReviewKind::Descriptive);
        for (wrong, place) in [
            (
                "[review]\nkind = \"both\"\n",
                "querist.toml:6:8: unknown variant",
            ),
            (
                "[review]\nkinds = \"descriptive\"\n",
                "querist.toml:6:1: unknown field",
            ),
        ] {
            let wrong = parse(wrong).unwrap_err().to_string();
            assert!(wrong.starts_with(place), "{wrong}");
        }
    }

    #[test]
    fn the_learner_can_be_told_how_to_weigh() {
        let config = parse("[learner]\nclass_weights = \"balanced\"\npenalty = 5\n").unwrap();
        assert_eq!(config.learner.class_weights, ClassWeighting::Balanced);
        assert_eq!(config.learner.penalty, Some(5.0));
        assert_eq!(config.learner.targets, TrainingTargets::Agreed);
        let soft = parse("[learner]\ntargets = \"posterior\"\n").unwrap();
        assert_eq!(soft.learner.targets, TrainingTargets::Posterior);
        assert!(parse("[learner]\ntargets = \"votes\"\n").is_err());
        assert!(parse("[learner]\npenalty = 0\n").is_err());
        assert!(parse("[learner]\nclass_weights = \"some\"\n").is_err());
    }
}
