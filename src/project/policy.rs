//! Holds the settings of a project: how queries are chosen, how the learner weighs labels, how the
//! person's work is watched, and how disagreement is reviewed.
//!
//! Each is one table of `querist.toml`, a closed set with defaults. Nothing under `[session]` can
//! keep a person from working or resting: it is advice alone.

use serde::{Deserialize, Serialize};

use crate::wellbeing::{BreakSettings, FatigueSettings, RepeatPolicy, TiredLabels};

/// The settings under `[query]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueryPolicy {
    /// The strategy's id.
    pub strategy: String,
    /// The class to be found, when finding one is the aim.
    pub positive: Option<String>,
    /// Share of queries drawn from the holdout, at first.
    pub holdout_share: f64,
    /// Answered holdout items after which the later share applies.
    pub holdout_enough: usize,
    /// Share of queries drawn from the holdout, later.
    pub holdout_later_share: f64,
    /// Share of queries drawn uniformly from the pool.
    pub random_share: f64,
    /// Share of the strategy's queries that are asked blind.
    pub blind_share: f64,
    /// Whether the best is asked, or one drawn among the best.
    pub draw: Draw,
    /// How sharply a draw prefers the best.
    pub sharpness: f64,
    /// Whether runs of one predicted class are broken up.
    pub vary: bool,
    /// Whether items that no label is likely to help with are set aside.
    pub guard: bool,
    /// What becomes of near-copies of answered items.
    pub copies: Copies,
    /// What an item costs.
    pub cost: CostPolicy,
    /// Which groups keep a floor.
    pub quota: QuotaPolicy,
}

impl Default for QueryPolicy {
    fn default() -> Self {
        Self {
            strategy: DEFAULT_STRATEGY.into(),
            positive: None,
            holdout_share: 0.10,
            holdout_enough: 200,
            holdout_later_share: 0.03,
            random_share: 0.10,
            blind_share: 0.10,
            draw: Draw::Best,
            sharpness: 10.0,
            vary: true,
            guard: true,
            copies: Copies::Skip,
            cost: CostPolicy::default(),
            quota: QuotaPolicy::default(),
        }
    }
}

/// The strategy of a project that names none. The registry lies above this room; a test there
/// holds the two together.
pub(super) const DEFAULT_STRATEGY: &str = "auto";

/// The only strategy where nothing is learnt.
pub(crate) const RANDOM_STRATEGY: &str = "random";

/// How the query is taken from the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Draw {
    /// The best.
    #[default]
    Best,
    /// Drawn among the best, with its chance recorded, so that labels can be reweighted.
    Sampled,
}

/// What becomes of near-copies of answered items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Copies {
    /// They are set aside.
    #[default]
    Skip,
    /// They are asked, and the other's answer can be taken over by one key.
    Offer,
    /// They are asked like any other.
    Ask,
}

/// What an item costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CostPolicy {
    /// Where the expected seconds come from.
    pub by: CostSource,
    /// The column, when they come from one.
    pub column: Option<String>,
    /// How much they count: 0 not at all, 1 divides by them.
    pub weight: f64,
}

impl Default for CostPolicy {
    fn default() -> Self {
        Self {
            by: CostSource::None,
            column: None,
            weight: 0.5,
        }
    }
}

/// Where expected seconds come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CostSource {
    /// Every item costs the same.
    #[default]
    None,
    /// The words of the text.
    Length,
    /// A column of the data.
    Column,
    /// How long this annotator took so far.
    Seconds,
}

/// Which groups keep a floor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuotaPolicy {
    /// The column that holds the groups.
    pub column: Option<String>,
    /// The share of its share in the pool that each group keeps.
    pub share: f64,
}

impl Default for QuotaPolicy {
    fn default() -> Self {
        Self {
            column: None,
            share: 0.5,
        }
    }
}

impl QueryPolicy {
    /// Reads settings as they would stand under `[query]`.
    ///
    /// # Errors
    /// What is wrong with them, in words, and the next step.
    pub fn parse(text: &str) -> Result<Self, (String, &'static str)> {
        let policy: Self = toml_edit::de::from_str(text).map_err(|wrong| {
            let next = "write settings as under [query], for example: draw = \"sampled\"";
            (wrong.message().to_owned(), next)
        })?;
        match policy.problem() {
            Some((_, what, next)) => Err((what, next)),
            None => Ok(policy),
        }
    }

    /// What is wrong with it: the setting, in words, and the next step.
    pub(super) fn problem(&self) -> Option<(&'static str, String, &'static str)> {
        let shares = [
            ("holdout_share", self.holdout_share),
            ("holdout_later_share", self.holdout_later_share),
            ("random_share", self.random_share),
            ("blind_share", self.blind_share),
            ("quota.share", self.quota.share),
        ];
        for (name, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                let what = format!("{name} = {share} is not a share");
                return Some((name, what, "give a number from 0 to 1, for example 0.1"));
            }
        }
        if !(0.0..=100.0).contains(&self.sharpness) {
            let what = format!("sharpness = {} is not between 0 and 100", self.sharpness);
            return Some(("sharpness", what, "leave it out, or give one such as 10"));
        }
        if !(0.0..=2.0).contains(&self.cost.weight) {
            let what = format!("cost.weight = {} is not between 0 and 2", self.cost.weight);
            return Some(("cost", what, "leave it out, or give one such as 0.5"));
        }
        if self.cost.by == CostSource::Column && self.cost.column.is_none() {
            let what = "cost.by = \"column\" without a column".to_owned();
            return Some((
                "cost",
                what,
                "name it: column = \"seconds\" under [query.cost]",
            ));
        }
        None
    }
}

/// The settings under `[learner]`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LearnerPolicy {
    /// How the classes count against each other.
    pub class_weights: ClassWeighting,
    /// The weight C of the labels against the penalty on weights; by the number of classes when
    /// not given.
    pub penalty: Option<f64>,
    /// What is learnt of an item whose annotators differ.
    pub targets: TrainingTargets,
}

/// What is learnt of an item whose annotators differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrainingTargets {
    /// Nothing, until they agree or a reviewer decides.
    #[default]
    Agreed,
    /// The shares of the labels given to it.
    Counts,
    /// How likely each label is, given how reliable each annotator is found to be. It presumes
    /// one true label an item, and took eight annotations an item to be better than the majority in a
    /// simulation; with three it was worse.
    Posterior,
}

/// How the classes count against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassWeighting {
    /// Every label counts the same.
    #[default]
    Equal,
    /// Every class counts the same.
    Balanced,
}

impl LearnerPolicy {
    /// What is wrong with it, in words.
    pub(super) fn problem(&self) -> Option<String> {
        let penalty = self.penalty?;
        let fits = (1e-3..=1e3).contains(&penalty);
        (!fits).then(|| format!("penalty = {penalty} is not between 0.001 and 1000"))
    }
}

/// The settings under `[session]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionPolicy {
    /// Active minutes since the last break after which one is suggested; 0: never.
    pub break_after_minutes: f64,
    /// Whether a tired person is asked shorter items and more repeats.
    pub kind_queue: bool,
    /// The other settings of break advice.
    pub breaks: BreakSettings,
    /// The settings of the fatigue detector.
    pub fatigue: FatigueSettings,
    /// How often an answered item is asked once more, to measure self-consistency.
    pub repeats: RepeatPolicy,
    /// What becomes of labels given while tired.
    pub tired_labels: TiredLabels,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        let breaks = BreakSettings::default();
        Self {
            break_after_minutes: breaks.after_minutes,
            kind_queue: true,
            breaks,
            fatigue: FatigueSettings::default(),
            repeats: RepeatPolicy::default(),
            tired_labels: TiredLabels::default(),
        }
    }
}

impl SessionPolicy {
    /// The settings of break advice.
    pub(crate) fn advice(&self) -> BreakSettings {
        BreakSettings {
            after_minutes: self.break_after_minutes,
            ..self.breaks.clone()
        }
    }

    /// What is wrong with it: the setting or its table, in words, and the next step.
    pub(super) fn problem(&self) -> Option<(&'static str, String, &'static str)> {
        let of_breaks = |setting: &str| match setting {
            "after_minutes" => "break_after_minutes",
            _ => "breaks",
        };
        let breaks = self.advice().problem();
        let breaks = breaks.map(|(setting, what, next)| (of_breaks(setting), what, next));
        let others = [
            ("fatigue", self.fatigue.problem()),
            ("repeats", self.repeats.problem()),
            ("tired_labels", self.tired_labels.problem()),
        ];
        let others = others.into_iter().find_map(|(table, problem)| {
            let (_, what, next) = problem?;
            Some((table, what, next))
        });
        breaks.or(others)
    }
}

/// The settings under `[review]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewPolicy {
    /// Whether people who differ can all be right.
    pub kind: ReviewKind,
}

/// What the labels of a project are (Röttger et al. 2022): it decides what a review may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewKind {
    /// The guidelines have one answer for each item: whoever differs has made a mistake, or the
    /// guidelines have a gap.
    #[default]
    Prescriptive,
    /// Each label is one person's perspective: nobody decides for all of them.
    Descriptive,
}

impl ReviewKind {
    /// The word in the config and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prescriptive => "prescriptive",
            Self::Descriptive => "descriptive",
        }
    }
}
