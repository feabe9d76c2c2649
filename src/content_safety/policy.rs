//! Reads what the person has set to be protected from, and how far.
//!
//! The settings under `[sensitive]` in `querist.toml`. No study gives a dose that is safe (none
//! was found); the numbers here are starting points that the person sets. A cap of 0 means none at
//! all; a large number lifts it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::category::{Category, Severity};
use super::lexicon::Lexicon;
use crate::error::Result;
use crate::numerics::{SettingProblem, first_outside};

/// The settings under `[sensitive]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExposurePolicy {
    /// The column that marks items: yes or no, or a category.
    pub column: Option<String>,
    /// Whether the words that come with querist are looked for.
    pub lexicon: bool,
    /// Further lists of words; relative ones lie in the project's folder.
    pub lexicons: Vec<PathBuf>,
    /// A setting of earlier versions: the probability of a model from which an item was to be
    /// veiled. No model ever gave one, so it had no effect and has none; it is read so that older
    /// projects open, and [`crate::project::OpenProject::notices`] tells that it may be deleted.
    #[serde(skip_serializing)]
    pub veil_from: Option<IgnoredAny>,
    /// How heavy each category is; others are of the middle, or as the lexicon says.
    pub severity: BTreeMap<Category, Severity>,
    /// Categories that nobody here wants to be asked about.
    pub leave_out: Vec<Category>,
    /// Categories that are never shown, whoever asks.
    pub never_show: Vec<Category>,
    /// What to do about an item that is never shown: whom the law wants to hear of it.
    pub never_show_advice: String,
    /// Where to find somebody to talk to; shown at a session's end.
    pub support: String,
    /// Most reveals in a session.
    pub session_reveals: u32,
    /// Most minutes of reading what was revealed, in a session.
    pub session_minutes: f64,
    /// Most reveals in a day, over all projects.
    pub day_reveals: u32,
    /// Most minutes of reading what was revealed, in a day, over all projects.
    pub day_minutes: f64,
    /// Most sensitive items one after another.
    pub in_a_row: u32,
    /// Benign items after one of severity 3.
    pub benign_after_severe: u32,
    /// Items at the start of a session that are benign.
    pub first_items: u32,
    /// Items at the end of a session that are benign, where its end is known.
    pub last_items: u32,
    /// Seconds without a key after which what was revealed is veiled again.
    pub veil_again_after_seconds: f64,
    /// The share of labels given from the masked view that are asked again, to see whether the
    /// mask costs accuracy.
    pub masked_repeat_share: f64,
}

impl Default for ExposurePolicy {
    fn default() -> Self {
        Self {
            column: None,
            lexicon: false,
            lexicons: Vec::new(),
            veil_from: None,
            severity: BTreeMap::new(),
            leave_out: Vec::new(),
            never_show: Category::named("csam").into_iter().collect(),
            never_show_advice: String::new(),
            support: String::new(),
            session_reveals: 30,
            session_minutes: 15.0,
            day_reveals: 60,
            day_minutes: 30.0,
            in_a_row: 3,
            benign_after_severe: 4,
            first_items: 5,
            last_items: 10,
            veil_again_after_seconds: 60.0,
            masked_repeat_share: 0.10,
        }
    }
}

impl ExposurePolicy {
    /// How heavy an item of that category is taken to be where only its category is known: the
    /// heaviest heading of the word list is about words, this is about a whole text of that kind.
    pub(crate) fn severity_of(&self, category: &Category) -> Severity {
        let own = self.severity.get(category).copied();
        own.unwrap_or(match category.as_str() {
            "self-harm" => Severity::SEVERE,
            _ => Severity::MIDDLE,
        })
    }

    /// The words to look for; relative lists are looked for in `folder`.
    ///
    /// # Errors
    /// When a list cannot be read, or says something that cannot be understood, with its line.
    pub(crate) fn read_lexicon(&self, folder: &Path) -> Result<Lexicon> {
        let mut lexicon = if self.lexicon {
            Lexicon::built_in()?
        } else {
            Lexicon::default()
        };
        for list in &self.lexicons {
            lexicon.add_file(&folder.join(list))?;
        }
        Ok(lexicon)
    }

    /// What is wrong with it: the setting, in words, and the next step.
    pub fn problem(&self) -> Option<SettingProblem> {
        let share = [("masked_repeat_share", self.masked_repeat_share, 0.0..=1.0)];
        let problem = first_outside(share, "give a number from 0 to 1, for example 0.5");
        if problem.is_some() {
            return problem;
        }
        for (name, amount) in [
            ("session_minutes", self.session_minutes),
            ("day_minutes", self.day_minutes),
            ("veil_again_after_seconds", self.veil_again_after_seconds),
        ] {
            if !(0.0..=100_000.0).contains(&amount) {
                let what = format!("{name} = {amount} is no span of time");
                return Some((name, what, "give a number from 0 to 100000"));
            }
        }
        let column = self.column.as_ref().filter(|name| name.trim().is_empty());
        column.map(|_| {
            let what = "column = \"\" names no column".to_owned();
            let next = "name the column of the marks, or leave it out";
            ("column", what, next)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_weighs_what_the_project_says_else_what_is_usual() {
        let mut policy = ExposurePolicy::default();
        let self_harm = Category::named("self-harm").unwrap();
        let other = Category::named("illness").unwrap();
        assert_eq!(policy.severity_of(&self_harm), Severity::SEVERE);
        assert_eq!(policy.severity_of(&other), Severity::MIDDLE);
        policy.severity.insert(other.clone(), Severity::MILD);
        assert_eq!(policy.severity_of(&other), Severity::MILD);
    }

    #[test]
    fn a_list_that_is_not_there_is_told_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("w.txt"), "[gore 3]\nentrails\n").unwrap();
        let mut policy = ExposurePolicy {
            lexicons: vec!["w.txt".into()],
            ..ExposurePolicy::default()
        };
        let found = policy.read_lexicon(folder.path()).unwrap().find("entrails");
        assert_eq!(found.len(), 1);
        policy.lexicons.push("none.txt".into());
        let wrong = policy.read_lexicon(folder.path()).unwrap_err();
        assert!(wrong.to_string().contains("none.txt"), "{wrong}");
    }
}
