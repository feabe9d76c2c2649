//! Decides which labels of an import are new, and writes them into the journal.
//!
//! Each label of a matched row is new, known already, left out, or a program's; planning is pure.
//! A plan is written source by source: its start, synced; its labels, with one sync; its end,
//! synced. Labels count with the end, so an import that was cut short counts for nothing, and is
//! told from damage. Invariant: both sums of a [`SourceCounts`] hold, and planning what the state
//! holds already plans nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use jiff::Timestamp;

use super::mapping::LabelMapping;
use super::matching::MatchedFile;
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::{Grouped, ImportFinished, ImportStarted, ImportedLabel};
use crate::pool::{Items, LabelCell, write_rejects};
use crate::project::OpenProject;
use crate::schema::{Annotator, ItemIndex};
use crate::state::{State, Verdict};

/// More conflicts than this are only counted.
const MOST_CONFLICTS: usize = 3;
/// Hexadecimal digits that tell how a source was read.
const READING_DIGITS: usize = 16;

/// What becomes of every row and label of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SourceCounts {
    /// Rows in all: matched + unmatched + blank + kept out + rejected.
    pub(crate) read: u64,
    /// Rows that speak of an item here.
    pub(crate) matched: u64,
    /// Rows that don't.
    pub(crate) unmatched: u64,
    /// Rows without a label.
    pub(crate) blank: u64,
    /// Rows whose label does not count.
    pub(crate) kept_out: u64,
    /// Rows that cannot be used.
    pub(crate) rejected: u64,
    /// Labels in matched rows: new + known + left out + by programs.
    pub(crate) labels: u64,
    /// Labels that are imported.
    pub(crate) new: u64,
    /// Labels that were said before, here or earlier in this import.
    pub(crate) known: u64,
    /// Labels whose name stands for nothing.
    pub(crate) left_out: u64,
    /// Labels under names that programs have here.
    pub(crate) by_programs: u64,
    /// New labels that differ from what the annotator said before in the same source.
    pub(crate) revised_within: u64,
    /// New labels that differ from what the annotator had said before.
    pub(crate) revised_before: u64,
    /// Of those that differ, the ones that are older and stay behind the later one.
    pub(crate) older: u64,
}

impl SourceCounts {
    /// Whether both sums hold.
    pub(crate) fn adds_up(&self) -> bool {
        self.read == self.matched + self.unmatched + self.blank + self.kept_out + self.rejected
            && self.labels == self.new + self.known + self.left_out + self.by_programs
    }
}

/// Two labels of one annotator for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The line of the second.
    pub(crate) line: u64,
    /// Whose.
    pub(crate) annotator: Annotator,
    /// The item's id.
    pub(crate) item: String,
    /// What was said before; `None` for "unsure".
    pub(crate) before: Option<String>,
    /// What this row says.
    pub(crate) now: String,
}

/// What one source brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedSource {
    /// Its name.
    pub(crate) name: String,
    /// What the journal knows it by: the hash of its bytes, and how they were read.
    pub(crate) source: String,
    /// What becomes of it.
    pub(crate) counts: SourceCounts,
    /// New labels by annotator.
    pub(crate) annotators: BTreeMap<Annotator, u64>,
    /// The first labels that differ from earlier ones of the same annotator.
    pub(crate) conflicts: Vec<Conflict>,
    /// Whether every annotator's labels of this source were imported before.
    pub(crate) is_known: bool,
    /// The new labels, in file order.
    pub(super) labels: Vec<ImportedLabel>,
}

/// What an import brings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ImportPlan {
    /// Source by source.
    pub(crate) sources: Vec<PlannedSource>,
    /// What was decided on the way.
    pub(super) decisions: Vec<Event>,
}

impl ImportPlan {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.new_labels() == 0 && self.decisions.is_empty()
    }

    /// How many labels are new.
    pub(crate) fn new_labels(&self) -> u64 {
        self.sources.iter().map(|source| source.counts.new).sum()
    }
}

/// Plans an import; with `again`, labels without a time count even where they say the same again.
pub(crate) fn plan(
    sources: &[MatchedFile],
    items: &Items,
    state: &State,
    mapping: &LabelMapping,
    again: bool,
) -> ImportPlan {
    let mut planner = Planner {
        items,
        state,
        mapping,
        again,
        known: HashMap::new(),
        brought: HashSet::new(),
    };
    let sources = sources.iter().enumerate();
    ImportPlan {
        sources: sources
            .map(|(place, matched)| planner.source(place, matched))
            .collect(),
        decisions: mapping.decisions(),
    }
}

struct Planner<'a> {
    items: &'a Items,
    state: &'a State,
    mapping: &'a LabelMapping,
    again: bool,
    /// What the state knows and what this import has brought so far, by item and annotator, in
    /// the order in which the state will hold it; looked up as it is needed.
    known: HashMap<(ItemIndex, &'a Annotator), Vec<KnownLabel>>,
    /// What earlier sources of this import bring: the same bytes may come under two names.
    brought: HashSet<(Annotator, String)>,
}

impl<'a> Planner<'a> {
    fn source(&mut self, place: usize, matched: &'a MatchedFile) -> PlannedSource {
        let file = &matched.file;
        let source = self.source_of(matched);
        let mut planned = PlannedSource {
            name: file.name.clone(),
            counts: SourceCounts {
                read: file.read,
                matched: matched.matched(),
                unmatched: matched.unmatched.len() as u64,
                blank: file.blank,
                kept_out: file.kept_out,
                rejected: file.rejects.len() as u64,
                ..SourceCounts::default()
            },
            annotators: BTreeMap::new(),
            conflicts: Vec::new(),
            is_known: false,
            labels: Vec::new(),
            source,
        };
        let mut imported: HashMap<&Annotator, bool> = HashMap::new();
        for (row, item) in matched.rows() {
            for LabelCell { annotator, label } in &row.labels {
                let is_imported = *imported
                    .entry(annotator)
                    .or_insert_with(|| self.is_imported(annotator, &planned.source));
                planned.counts.labels += 1;
                let mapping = self.mapping;
                let Some(class) = mapping.class(label) else {
                    planned.counts.left_out += 1;
                    continue;
                };
                if self.state.is_oracle(annotator) {
                    planned.counts.by_programs += 1;
                    continue;
                }
                let again = self.again;
                let known = self.known(item, annotator);
                if is_imported || is_known(known, class, row.given_at, again) {
                    planned.counts.known += 1;
                    continue;
                }
                let earlier = known.last().cloned();
                let new = KnownLabel {
                    label: Some(class.to_owned()),
                    given_at: row.given_at,
                    source: Some(place),
                };
                let is_current = insert(known, new);
                let label = ImportedLabel {
                    annotator: annotator.clone(),
                    item: self.items.get(item).id.clone(),
                    label: class.to_owned(),
                    given_at: row.given_at,
                    note: row.note.clone(),
                    source: planned.source.clone(),
                };
                if let Some(earlier) = earlier.filter(|it| it.label.as_deref() != Some(class)) {
                    planned.counts.older += u64::from(!is_current);
                    planned.revise(row.line, &label, earlier, place);
                }
                planned.counts.new += 1;
                *planned.annotators.entry(annotator.clone()).or_default() += 1;
                planned.labels.push(label);
            }
        }
        planned.is_known = !imported.is_empty() && imported.values().all(|known| *known);
        debug_assert!(planned.counts.adds_up(), "a label fell between");
        let annotators = planned.annotators.keys().cloned();
        let brought = annotators.map(|annotator| (annotator, planned.source.clone()));
        self.brought.extend(brought);
        planned
    }

    /// An annotator's judgements of an item, the current one last. A repeat is none.
    fn known(&mut self, item: ItemIndex, annotator: &'a Annotator) -> &mut Vec<KnownLabel> {
        let state = self.state;
        self.known.entry((item, annotator)).or_insert_with(|| {
            let judgements = state.item(item).all_judgements();
            judgements
                .filter(|judged| judged.annotator == *annotator && !judged.is_repeat())
                .map(|judged| KnownLabel {
                    label: match judged.verdict {
                        Verdict::Label(label) => Some(state.labels().name(label).to_owned()),
                        Verdict::Unsure => None,
                    },
                    given_at: Some(judged.given_at),
                    source: None,
                })
                .collect()
        })
    }

    fn is_imported(&self, annotator: &Annotator, source: &str) -> bool {
        let pair = (annotator.clone(), source.to_owned());
        self.state.has_imported(annotator, source) || self.brought.contains(&pair)
    }

    /// The bytes' own hash, and after it what was read of them.
    fn source_of(&self, matched: &MatchedFile) -> String {
        let file = &matched.file;
        let reading = format!("{} {}", file.reading, self.mapping.reading(matched));
        let digits = blake3::hash(reading.as_bytes()).to_hex();
        format!("{}+{}", file.hash, &digits[..READING_DIGITS])
    }
}

/// One judgement that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KnownLabel {
    /// The class; `None` for "unsure".
    label: Option<String>,
    /// When; `None` is now, as an import without times counts.
    given_at: Option<Timestamp>,
    /// The place of the source in this import, when it came with it.
    source: Option<usize>,
}

/// Whether a label says nothing that was not said: the same at the same time, or, where the source
/// gives no time, the same at any time, unless it is to count `again`. Without a time nobody can
/// tell an old file from a change of mind, and an old file must not undo one.
fn is_known(known: &[KnownLabel], label: &str, given_at: Option<Timestamp>, again: bool) -> bool {
    let mut same = known
        .iter()
        .filter(|known| known.label.as_deref() == Some(label));
    match given_at {
        Some(_) => same.any(|known| known.given_at == given_at),
        None => !again && same.next().is_some(),
    }
}

/// Puts a label where it belongs in time; whether it is now the current judgement.
fn insert(known: &mut Vec<KnownLabel>, new: KnownLabel) -> bool {
    let later = |other: &KnownLabel| match (other.given_at, new.given_at) {
        (Some(other), Some(given)) => other > given,
        // No time is now.
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let place = known.iter().position(later).unwrap_or(known.len());
    let is_current = place == known.len();
    known.insert(place, new);
    is_current
}

/// Writes a plan, keeps the rows that were rejected beside those of items, and brings the config's
/// classes up to date; the files of the rejects.
///
/// # Errors
/// When something is not known to be on the disk; what was finished before stays.
pub(crate) fn record(
    project: &mut OpenProject,
    sources: &[MatchedFile],
    plan: ImportPlan,
    now: Timestamp,
) -> Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    let mut decisions = plan.decisions;
    let classes_before = project.state().labels().len();
    for (matched, planned) in sources.iter().zip(plan.sources) {
        let decided = decisions.len() as u64;
        let Some((started, events, finished)) = planned.events(&mut decisions) else {
            continue;
        };
        project.record(now, started)?;
        project.record_all(now, events)?;
        project.record(now, finished)?;
        if decided > 0 {
            // The classes that came with the labels go with them when the import is undone.
            let count = decided + 1;
            project.record(now, Event::Grouped(Grouped { count }))?;
        }
        let file = &matched.file;
        let rejects = write_rejects(&project.layout.rejects(), &file.name, &file.rejects)?;
        kept.extend(rejects);
    }
    if !decisions.is_empty() {
        project.record_all(now, decisions)?;
    }
    if project.state().labels().len() > classes_before {
        let labels = project.state().labels().clone();
        project.config.save_labels(&labels)?;
    }
    Ok(kept)
}

impl PlannedSource {
    /// Notes that a new label differs from an earlier one of its annotator.
    fn revise(&mut self, line: u64, new: &ImportedLabel, earlier: KnownLabel, place: usize) {
        if earlier.source == Some(place) {
            self.counts.revised_within += 1;
        } else {
            self.counts.revised_before += 1;
        }
        if self.conflicts.len() < MOST_CONFLICTS {
            self.conflicts.push(Conflict {
                line,
                annotator: new.annotator.clone(),
                item: new.item.clone(),
                before: earlier.label,
                now: new.label.clone(),
            });
        }
    }

    /// Its start, its labels with the decisions that were made on the way, its end; `None` when it
    /// brings nothing, and the decisions are left for another.
    pub(super) fn events(self, decisions: &mut Vec<Event>) -> Option<(Event, Vec<Event>, Event)> {
        let started = Event::ImportStarted(ImportStarted {
            // Of several, the first: each label names its own.
            annotator: self.labels.first()?.annotator.clone(),
            source: self.name,
            hash: self.source.clone(),
        });
        let finished = Event::ImportFinished(ImportFinished {
            source: self.source,
            labels: self.labels.len() as u64,
        });
        let labels = self.labels.into_iter().map(Event::ImportedLabel);
        // Decisions come last: what is left of an import that was cut short decides nothing.
        let events = labels.chain(std::mem::take(decisions)).collect();
        Some((started, events, finished))
    }
}
