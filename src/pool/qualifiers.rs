//! Finds the columns that say whether the label beside them counts.
//!
//! Tools write `answer: reject` or `was_cancelled: true` beside a label that nobody gave. Such a
//! column is known by its name and its values. Invariant: a label is taken only if every such column
//! lets it; one whose values say nothing that is known stops the reading until a person says what it
//! means.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bytes::counted;
use super::rows::{Row, Rows};
use crate::error::{Error, Place, Result};
use crate::text::shell_flag;

/// Columns that say what became of a label in a word.
const WORDS: &str = "answer status state label_status annotation_status review_status outcome";
/// Columns that are true where a label does not count.
const AGAINST: &str = "\
    cancelled canceled was_cancelled is_cancelled deleted is_deleted removed rejected is_rejected \
    skipped is_skipped was_skipped ignored discarded is_discarded draft is_draft";
/// Columns that are true where a label counts.
const FOR: &str =
    "accepted is_accepted approved is_approved confirmed is_confirmed submitted valid is_valid";
/// Columns that weigh a label in a way that nobody but its maker knows.
const UNKNOWN: &str = "\
    confidence certainty adjudicated is_adjudicated gold is_gold is_final final reviewed is_reviewed \
    quality annotation_quality";

const ACCEPTED: &str = "\
    accept accepted submitted submit approved done complete completed finished confirmed final valid \
    ok label labeled labelled active yes true 1";
const REJECTED: &str = "reject rejected no false 0 invalid wrong";
const IGNORED: &str = "\
    ignore ignored skip skipped cancel cancelled canceled delete deleted removed draft discard \
    discarded pending open todo unfinished in_progress in-progress started";

/// More values than this are no few words: the column says something else.
const MOST_WORDS: usize = 12;

/// What a person says of such columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualifierRules {
    /// Labels count only in rows with this value in this column: `COLUMN=VALUE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Columns that are not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
}

impl QualifierRules {
    /// The values that a column must have one of; none if it is free.
    fn wanted(&self, column: &str) -> Vec<&str> {
        let pairs = self.only.iter().filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(name, _)| *name == column)
            .map(|(_, value)| value)
            .collect()
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.only.is_empty() && self.ignore.is_empty()
    }

    /// Adds what others say, where this says nothing of it.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mut joined = self.clone();
        for pair in &other.only {
            let column = pair.split('=').next().unwrap_or_default();
            if self.wanted(column).is_empty() && !self.ignore.iter().any(|name| name == column) {
                joined.only.push(pair.clone());
            }
        }
        for name in &other.ignore {
            if self.wanted(name).is_empty() && !joined.ignore.contains(name) {
                joined.ignore.push(name.clone());
            }
        }
        joined
    }
}

/// What a row's qualifying columns say of its label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Counts,
    Rejected(String),
    LeftOut(String),
}

#[derive(Debug)]
enum Rule {
    Words,
    Against,
    For,
    Only(Vec<String>),
}

/// The qualifying columns of a file, and how often each kept a label out.
#[derive(Debug, Default)]
pub(super) struct Qualifiers {
    columns: Vec<(String, Rule)>,
    rejected: BTreeMap<String, u64>,
    left_out: BTreeMap<String, u64>,
}

impl Qualifiers {
    /// Finds them among the columns that are not taken for something else.
    ///
    /// # Errors
    /// When one is there whose values are not understood, and nothing was said of it.
    pub(super) fn of(rows: &Rows, taken: &[&str], said: &QualifierRules) -> Result<Self> {
        let mut found = Self::default();
        for column in &rows.columns {
            let wanted = said.wanted(column);
            if !wanted.is_empty() {
                let wanted = wanted.into_iter().map(str::to_owned).collect();
                found.columns.push((column.clone(), Rule::Only(wanted)));
            } else if !taken.contains(&column.as_str()) && !said.ignore.contains(column) {
                let rule = rule_of(rows, column)?;
                found
                    .columns
                    .extend(rule.map(|rule| (column.clone(), rule)));
            }
        }
        for pair in &said.only {
            let column = pair.split('=').next().unwrap_or_default();
            if !rows.columns.iter().any(|known| known == column) {
                return Err(Error::usage(
                    format!(
                        "--only {pair}: {} has no column {column:?}",
                        rows.path.display()
                    ),
                    format!(
                        "write --only COLUMN=VALUE; its columns are: {}",
                        rows.listed()
                    ),
                ));
            }
        }
        Ok(found)
    }

    /// Whether a row's label counts; one that does not is counted.
    pub(super) fn let_pass(&mut self, row: &Row) -> bool {
        let standings = self.columns.iter().map(|(column, rule)| {
            let value = row.get(column).unwrap_or_default().trim();
            standing(rule, value)
        });
        let worst = standings.max().unwrap_or(Standing::Counts);
        match worst {
            Standing::Counts => return true,
            Standing::Rejected(word) => *self.rejected.entry(word).or_default() += 1,
            Standing::LeftOut(word) => *self.left_out.entry(word).or_default() += 1,
        }
        false
    }

    /// What a person should know of what did not count.
    pub(super) fn told(&self) -> Vec<String> {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(", ");
        let listed = |counts: &BTreeMap<String, u64>| {
            let words: Vec<String> = counts
                .iter()
                .map(|(word, n)| format!("{word} {n}"))
                .collect();
            words.join(", ")
        };
        let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
        let mut told = Vec::new();
        if !self.rejected.is_empty() {
            told.push(format!(
                "{} rejected, so no label of the class beside it, by {names}: {}",
                counted(sum(&self.rejected), "label"),
                listed(&self.rejected)
            ));
        }
        if !self.left_out.is_empty() {
            told.push(format!(
                "{} left out by {names}: {}",
                counted(sum(&self.left_out), "label"),
                listed(&self.left_out)
            ));
        }
        told
    }

    /// How many labels did not count.
    pub(super) fn kept_out(&self) -> u64 {
        self.rejected.values().chain(self.left_out.values()).sum()
    }

    /// What of it makes another source of the same bytes.
    pub(super) fn reading(&self) -> String {
        if self.columns.is_empty() {
            return String::new();
        }
        format!(" {:?}", self.columns)
    }
}

fn standing(rule: &Rule, value: &str) -> Standing {
    let plain = value.to_lowercase();
    let word = || {
        if value.is_empty() {
            "(empty)".to_owned()
        } else {
            value.to_owned()
        }
    };
    match rule {
        Rule::Only(wanted) if wanted.iter().any(|known| known == value) => Standing::Counts,
        Rule::Only(_) => Standing::LeftOut(word()),
        _ if value.is_empty() => Standing::Counts,
        Rule::Words if is_in(ACCEPTED, &plain) => Standing::Counts,
        Rule::Words if is_in(REJECTED, &plain) => Standing::Rejected(word()),
        Rule::Against if truth(&plain) == Some(false) => Standing::Counts,
        Rule::Words | Rule::Against => Standing::LeftOut(word()),
        Rule::For if truth(&plain) == Some(true) => Standing::Counts,
        Rule::For => Standing::Rejected(word()),
    }
}

fn is_in(words: &str, value: &str) -> bool {
    words.split_whitespace().any(|word| word == value)
}

fn truth(value: &str) -> Option<bool> {
    match value {
        "true" | "yes" | "y" | "t" | "1" | "1.0" | "x" => Some(true),
        "false" | "no" | "n" | "f" | "0" | "0.0" => Some(false),
        _ => None,
    }
}

/// What a column means for the labels, if it does.
fn rule_of(rows: &Rows, column: &str) -> Result<Option<Rule>> {
    let name = column.trim().to_lowercase().replace([' ', '-'], "_");
    // Argilla calls them after the question.
    let name = name.rsplit('.').next().unwrap_or(&name);
    let values: BTreeSet<&str> = rows
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .take(100_000)
        .collect();
    let all =
        |known: &dyn Fn(&str) -> bool| values.iter().all(|value| known(&value.to_lowercase()));
    let is_flag = |value: &str| truth(value).is_some();
    let is_word =
        |value: &str| is_in(ACCEPTED, value) || is_in(REJECTED, value) || is_in(IGNORED, value);
    if values.is_empty() {
        return Ok(None);
    }
    if is_in(WORDS, name) && values.len() <= MOST_WORDS {
        return if all(&is_word) {
            Ok(Some(Rule::Words))
        } else {
            not_understood(rows, column, &values)
        };
    }
    if is_in(AGAINST, name) && values.len() <= MOST_WORDS {
        return if all(&is_flag) {
            Ok(Some(Rule::Against))
        } else {
            not_understood(rows, column, &values)
        };
    }
    if is_in(FOR, name) && values.len() <= MOST_WORDS {
        return if all(&is_flag) {
            Ok(Some(Rule::For))
        } else {
            not_understood(rows, column, &values)
        };
    }
    if is_in(UNKNOWN, name) {
        return not_understood(rows, column, &values);
    }
    Ok(None)
}

/// Stops at a column, unless it says the same of every row.
fn not_understood(rows: &Rows, column: &str, values: &BTreeSet<&str>) -> Result<Option<Rule>> {
    if values.len() < 2 {
        return Ok(None);
    }
    let listed: Vec<&str> = values.iter().take(MOST_WORDS / 2).copied().collect();
    let more = if values.len() > listed.len() {
        ", …"
    } else {
        ""
    };
    let first = listed.first().copied().unwrap_or_default();
    Err(Error::input(
        Place::file(&rows.path),
        format!(
            "the column {column:?} seems to say which labels count, and what it means is not known: {}{more}",
            listed.join(", ")
        ),
        format!(
            "take the labels of one value alone with {}, or all of them with {}",
            shell_flag("only", &format!("{column}={first}")),
            shell_flag("ignore", column)
        ),
    ))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pool::format::Format;
    use crate::pool::rows::{Limits, rows_of};

    fn passing(text: &str, only: &[&str], ignore: &[&str]) -> Result<(Vec<bool>, Vec<String>)> {
        let rows = rows_of(
            Path::new("l.csv"),
            Format::Csv,
            text.into(),
            &Limits::default(),
        )?;
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let said = QualifierRules {
            only: owned(only),
            ignore: owned(ignore),
        };
        let mut found = Qualifiers::of(&rows, &["id", "label"], &said)?;
        let passed = rows.rows.iter().map(|row| found.let_pass(row)).collect();
        Ok((passed, found.told()))
    }

    #[test]
    fn what_was_rejected_or_put_off_is_no_label() {
        let text = "id,label,answer\n1,a,accept\n2,a,reject\n3,b,ignore\n4,b,\n";
        let (passed, told) = passing(text, &[], &[]).unwrap();
        assert_eq!(passed, [true, false, false, true]);
        assert_eq!(
            told[0],
            "1 label rejected, so no label of the class beside it, by answer: reject 1"
        );
        assert_eq!(told[1], "1 label left out by answer: ignore 1");
        for (column, values, wanted) in [
            (
                "was_cancelled",
                ["True", "False", "", "false"],
                [false, true, true, true],
            ),
            ("Deleted", ["0", "1", "0", "0"], [true, false, true, true]),
            (
                "status",
                ["submitted", "draft", "discarded", "Done"],
                [true, false, false, true],
            ),
            (
                "approved",
                ["yes", "no", "", "yes"],
                [true, false, true, true],
            ),
            (
                "q1.status",
                ["submitted", "pending", "", "submitted"],
                [true, false, true, true],
            ),
        ] {
            let rows = values
                .iter()
                .enumerate()
                .map(|(id, value)| format!("{id},a,{value}\n"));
            let text = format!("id,label,{column}\n{}", rows.collect::<String>());
            assert_eq!(passing(&text, &[], &[]).unwrap().0, wanted, "{column}");
        }
    }

    #[test]
    fn what_is_not_understood_stops_until_it_is_said() {
        for column in ["confidence", "adjudicated", "status"] {
            let text = format!("id,label,{column}\n1,a,x1\n2,a,x2\n");
            let error = passing(&text, &[], &[]).unwrap_err();
            assert!(
                error.next_step().contains(&format!("--only '{column}=x1'")),
                "{error}"
            );
            assert!(error.next_step().contains(&format!("--ignore {column}")));
            assert_eq!(
                passing(&text, &[&format!("{column}=x2")], &[]).unwrap().0,
                [false, true]
            );
            assert_eq!(passing(&text, &[], &[column]).unwrap().0, [true, true]);
        }
        let same = "id,label,confidence\n1,a,1\n2,a,1\n";
        assert_eq!(passing(same, &[], &[]).unwrap().0, [true, true]);
        let free: Vec<String> = (0..20).map(|n| format!("{n},a,said {n}")).collect();
        let free = format!("id,label,answer\n{}\n", free.join("\n"));
        assert_eq!(passing(&free, &[], &[]).unwrap().0.len(), 20);
        assert!(passing("id,label\n1,a\n", &["mood=x"], &[]).is_err());
    }

    #[test]
    fn what_is_said_now_goes_before_what_was_said() {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let now = QualifierRules {
            only: owned(&["status=a"]),
            ignore: owned(&["gold"]),
        };
        let then = QualifierRules {
            only: owned(&["status=b", "gold=1"]),
            ignore: owned(&["status", "final"]),
        };
        let both = now.joined(&then);
        assert_eq!(
            (both.only, both.ignore),
            (owned(&["status=a"]), owned(&["gold", "final"]))
        );
    }
}
