//! Which of the labels are new?
//!
//! Each label of a matched row is new, said already, left out, or a program's. Invariant: both
//! sums of an [`Account`] hold, and planning what the state holds already plans nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::known::{Known, Said, insert, is_said};
use super::matching::Matched;
use super::meanings::LabelMapping;
use crate::journal::Event;
use crate::journal::event::ImportedLabel;
use crate::pool::Items;
use crate::schema::Annotator;
use crate::state::State;

/// More conflicts than this are only counted.
const MOST_CONFLICTS: usize = 3;
/// Hexadecimal digits that tell how a source was read.
const READING_DIGITS: usize = 16;

/// What becomes of every row and label of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Rows in all: matched + unmatched + blank + rejected.
    pub read: u64,
    /// Rows that speak of an item here.
    pub matched: u64,
    /// Rows that don't.
    pub unmatched: u64,
    /// Rows without a label.
    pub blank: u64,
    /// Rows that cannot be used.
    pub rejected: u64,
    /// Labels in matched rows: new + said already + left out + by programs.
    pub labels: u64,
    /// Labels that are imported.
    pub new: u64,
    /// Labels that were said before, here or earlier in this import.
    pub said_already: u64,
    /// Labels whose name stands for nothing.
    pub left_out: u64,
    /// Labels under names that programs have here.
    pub by_programs: u64,
    /// New labels that differ from what the annotator said before in the same source.
    pub revised_within: u64,
    /// New labels that differ from what the annotator had said before.
    pub revised_before: u64,
    /// Of those that differ, the ones that are older and stay behind the later one.
    pub older: u64,
}

impl Account {
    /// Whether both sums hold.
    pub fn adds_up(&self) -> bool {
        self.read == self.matched + self.unmatched + self.blank + self.rejected
            && self.labels == self.new + self.said_already + self.left_out + self.by_programs
    }
}

/// Two labels of one annotator for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The line of the second.
    pub line: u64,
    /// Whose.
    pub annotator: Annotator,
    /// The item's id.
    pub item: String,
    /// What was said before; `None` for "unsure".
    pub before: Option<String>,
    /// What this row says.
    pub now: String,
}

/// What one source brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedSource {
    /// Its name.
    pub name: String,
    /// What the journal knows it by: the hash of its bytes, and how they were read.
    pub source: String,
    /// What becomes of it.
    pub account: Account,
    /// New labels by annotator.
    pub annotators: BTreeMap<Annotator, u64>,
    /// The first labels that differ from earlier ones of the same annotator.
    pub conflicts: Vec<Conflict>,
    /// Whether every annotator's labels of this source were imported before.
    pub is_known: bool,
    /// The new labels, in file order.
    pub(super) labels: Vec<ImportedLabel>,
}

/// What an import brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Source by source.
    pub sources: Vec<PlannedSource>,
    /// What was decided on the way.
    pub(super) decisions: Vec<Event>,
}

impl Plan {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.new_labels() == 0 && self.decisions.is_empty()
    }

    /// How many labels are new.
    pub fn new_labels(&self) -> u64 {
        self.sources.iter().map(|source| source.account.new).sum()
    }
}

/// Plans an import; with `again`, labels without a time count even where they say the same again.
pub fn plan(
    sources: &[Matched],
    items: &Items,
    state: &State,
    meanings: &LabelMapping,
    again: bool,
) -> Plan {
    let mut known = Known::new(state);
    let mut brought = HashSet::new();
    let mut planned = Vec::with_capacity(sources.len());
    for (place, matched) in sources.iter().enumerate() {
        let planning = Planning {
            items,
            state,
            meanings,
            again,
            place,
            brought: &brought,
        };
        let source = planning.source(matched, &mut known);
        let annotators = source.annotators.keys().cloned();
        brought.extend(annotators.map(|annotator| (annotator, source.source.clone())));
        planned.push(source);
    }
    Plan {
        sources: planned,
        decisions: meanings.decisions(),
    }
}

struct Planning<'a> {
    items: &'a Items,
    state: &'a State,
    meanings: &'a LabelMapping,
    again: bool,
    place: usize,
    /// What earlier sources of this import bring: the same bytes may come under two names.
    brought: &'a HashSet<(Annotator, String)>,
}

impl Planning<'_> {
    fn source<'a>(&self, matched: &'a Matched, known: &mut Known<'a>) -> PlannedSource {
        let file = &matched.file;
        let mut planned = PlannedSource {
            name: file.name.clone(),
            source: self.source_of(matched),
            account: Account {
                read: file.read,
                matched: matched.matched(),
                unmatched: matched.unmatched.len() as u64,
                blank: file.blank,
                rejected: file.rejects.len() as u64,
                ..Account::default()
            },
            annotators: BTreeMap::new(),
            conflicts: Vec::new(),
            is_known: false,
            labels: Vec::new(),
        };
        let mut imported: HashMap<&Annotator, bool> = HashMap::new();
        for (row, item) in matched.rows() {
            for said in &row.said {
                let annotator = &said.annotator;
                let is_imported = *imported
                    .entry(annotator)
                    .or_insert_with(|| self.is_imported(annotator, &planned.source));
                let account = &mut planned.account;
                account.labels += 1;
                let Some(class) = self.meanings.class(&said.label) else {
                    account.left_out += 1;
                    continue;
                };
                if self.state.is_oracle(annotator) {
                    account.by_programs += 1;
                    continue;
                }
                let before = known.of(item, annotator);
                if is_imported || is_said(before, class, row.given_at, self.again) {
                    account.said_already += 1;
                    continue;
                }
                account.new += 1;
                let earlier = before.last().cloned();
                let is_current = insert(
                    before,
                    Said {
                        label: Some(class.to_owned()),
                        given_at: row.given_at,
                        source: Some(self.place),
                    },
                );
                let id = &self.items.get(item).id;
                if let Some(earlier) = earlier.filter(|it| it.label.as_deref() != Some(class)) {
                    if earlier.source == Some(self.place) {
                        account.revised_within += 1;
                    } else {
                        account.revised_before += 1;
                    }
                    account.older += u64::from(!is_current);
                    if planned.conflicts.len() < MOST_CONFLICTS {
                        planned.conflicts.push(Conflict {
                            line: row.line,
                            annotator: annotator.clone(),
                            item: id.clone(),
                            before: earlier.label,
                            now: class.to_owned(),
                        });
                    }
                }
                *planned.annotators.entry(annotator.clone()).or_default() += 1;
                planned.labels.push(ImportedLabel {
                    annotator: annotator.clone(),
                    item: id.clone(),
                    label: class.to_owned(),
                    given_at: row.given_at,
                    note: row.note.clone(),
                    source: planned.source.clone(),
                });
            }
        }
        planned.is_known = !imported.is_empty() && imported.values().all(|known| *known);
        debug_assert!(planned.account.adds_up(), "a label fell between");
        planned
    }

    fn is_imported(&self, annotator: &Annotator, source: &str) -> bool {
        let pair = (annotator.clone(), source.to_owned());
        self.state.has_imported(annotator, source) || self.brought.contains(&pair)
    }

    /// The bytes' own hash, and after it what was read of them.
    fn source_of(&self, matched: &Matched) -> String {
        let file = &matched.file;
        let reading = format!("{} {}", file.reading, self.meanings.reading(matched));
        let digits = blake3::hash(reading.as_bytes()).to_hex();
        format!("{}+{}", file.hash, &digits[..READING_DIGITS])
    }
}
