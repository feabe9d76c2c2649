//! Folds the journals into the state, event by event.
//!
//! Within a journal events count in its own order. Across journals they count by the time at which
//! each was written, where a journal's time never runs backwards; equal times go by the writer's
//! place. Invariant: the order, and so the state, is a function of the journals alone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::acts::{Acts, Undoable};
use super::classes::KnownClassChange;
use super::deferred_draws::Deferral;
use super::item_state::{Asked, HistoryEntry, ItemState, Judgement, Outcome, Verdict};
use super::responses::{Response, Session};
use super::review::RequestedJudgement;
use super::training::{Consensus, TrainingChange};
use super::views::Totals;
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, ClassAdded, ClassMerged, Flagged,
    ImportedLabel,
};
use crate::journal::{Entry, Event};
use crate::pool::{Items, Split};
use crate::schema::{Annotator, ItemIndex, LabelId, LabelSet};

/// Where an event stands: the writer's number, and the sequence number in that journal.
pub(super) type Place = (usize, u64);

/// What the journals say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    pub(super) labels: LabelSet,
    /// What became of the classes, oldest first.
    pub(super) class_changes: Vec<KnownClassChange>,
    /// The keys of classes that are not offered now.
    pub(super) former_keys: BTreeMap<LabelId, char>,
    /// Classes that are retired: what names them is not learnt from.
    pub(super) retired: BTreeSet<LabelId>,
    /// How many events were taken in.
    pub(super) applied: u64,
    /// What can be undone and redone.
    pub(super) acts: Acts,
    pub(super) items: Vec<ItemState>,
    pub(super) changes: Vec<TrainingChange>,
    /// Queries that were handled and not taken back, oldest first.
    pub(super) responses: Vec<Response>,
    /// Those that were taken back.
    pub(super) withdrawn_responses: HashMap<Place, Response>,
    /// The item that each writer took an answer back from last, until the next answer.
    pub(super) taken_back: HashMap<usize, ItemIndex>,
    pub(super) sessions: Vec<Session>,
    /// Items that chance drew and that had to wait, oldest first.
    pub(super) deferrals: Vec<Deferral>,
    /// Judgements that reviewers asked for, oldest first.
    pub(super) requested: Vec<RequestedJudgement>,
    /// Those that were taken back.
    pub(super) withdrawn_requests: HashMap<Place, RequestedJudgement>,
    /// Decisions in force, oldest first, each with when it came and its item.
    pub(super) adjudicated: Vec<(u64, Place, ItemIndex)>,
    /// What imported names of classes stand for; `None`: nothing.
    pub(super) mapped: HashMap<String, Option<String>>,
    /// Hashes of the guidelines, in the order in which they came into force.
    pub(super) guidelines: Vec<String>,
    /// Whose journal each writer's number stands for.
    pub(super) writers: BTreeMap<usize, Annotator>,
    pub(super) totals: Totals,
    pub(super) latest: Option<Timestamp>,
    pub(super) unmatched: usize,
    /// Who answered in person, sat down, or gave labels that were imported.
    pub(super) people: BTreeSet<Annotator>,
    /// The names under which programs answered.
    pub(super) oracles: BTreeSet<Annotator>,
    pub(super) imports_under_way: HashMap<(usize, String), Vec<(u64, ImportedLabel)>>,
    pub(super) imports_done: HashSet<(Annotator, String)>,
}

impl State {
    /// Nothing has happened yet: `labels` are the classes that the config declares.
    pub fn new(labels: LabelSet, items: &Items) -> Self {
        Self {
            labels,
            items: vec![ItemState::default(); items.len()],
            ..Self::default()
        }
    }

    /// Takes in one event: `writer` numbers the journal, `seq` is the event's place in it.
    pub fn apply(&mut self, items: &Items, writer: usize, seq: u64, entry: &Entry) {
        let place = (writer, seq);
        self.applied += 1;
        self.latest = self.latest.max(Some(entry.at));
        match &entry.event {
            Event::Created(created) => {
                self.writers.insert(writer, created.writer.clone());
            }
            Event::Repaired(_) | Event::Unknown => {}
            Event::SessionStarted(started) => {
                self.in_force(&started.guidelines);
                self.people.insert(started.annotator.clone());
                self.sessions.push(Session {
                    writer,
                    number: started.session,
                    annotator: started.annotator.clone(),
                    started_at: entry.at,
                    ended_at: None,
                    active_seconds: 0.0,
                    answers: 0,
                    breaks: 0,
                    adjudications: 0,
                });
            }
            Event::SessionEnded(ended) => {
                if let Some(session) = self.session_mut(writer, Some(ended.session)) {
                    session.ended_at = Some(entry.at);
                }
            }
            Event::BreakTaken(taken) => {
                if let Some(session) = self.session_mut(writer, Some(taken.session)) {
                    session.breaks += 1;
                }
            }
            Event::Answered(answered) => self.answer(items, place, entry.at, answered),
            Event::Undone(undone) => self.undo(items, (writer, undone.seq)),
            Event::SensitivityMarked(marked) => {
                self.change_by_id(items, &marked.item, |item| item.mark(marked));
            }
            Event::LabelMapped(mapped) => {
                self.mapped.insert(mapped.from.clone(), mapped.to.clone());
            }
            Event::Adjudicated(adjudicated) => {
                self.adjudicate(items, place, entry.at, adjudicated);
            }
            Event::JudgementRequested(requested) => {
                self.request(items, place, entry.at, requested);
            }
            Event::Flagged(flagged) => self.flag(items, place, flagged),
            Event::Noted(noted) => {
                self.change_by_id(items, &noted.item, |item| {
                    item.note = (!noted.note.is_empty()).then(|| noted.note.clone());
                });
            }
            Event::ClassAdded(added) => self.add_class(items, place, added),
            Event::ClassRenamed(renamed) => self.rename(items, place, &renamed.from, &renamed.to),
            Event::ClassMerged(merged) => self.merge(items, place, &merged.from, &merged.into),
            Event::ClassRetired(retired) => self.retire(items, place, &retired.name),
            Event::Grouped(grouped) => self.group(place, grouped.count),
            Event::Reversed(reversed) => self.reverse(items, writer, &reversed.events),
            Event::Restored(restored) => self.restore(items, writer, &restored.events),
            Event::ImportStarted(started) => self.start_import(writer, started),
            Event::ImportedLabel(label) => self.bring(place, label),
            Event::ImportFinished(finished) => {
                self.finish_import(items, place, entry.at, finished);
            }
        }
    }

    fn answer(&mut self, items: &Items, place: Place, at: Timestamp, answered: &Answered) {
        let Some(index) = items.find(&answered.item) else {
            self.unmatched += 1;
            return;
        };
        let whose = match &answered.oracle {
            Some(_) => &mut self.oracles,
            None => &mut self.people,
        };
        if !whose.contains(&answered.annotator) {
            whose.insert(answered.annotator.clone());
        }
        self.in_force(&answered.guidelines);
        let annotator = answered.annotator.clone();
        let asked = Asked::of(&answered.query);
        let verdict = match &answered.answer {
            Answer::Skip => None,
            Answer::Unsure => Some(Verdict::Unsure),
            Answer::Label(name) => Some(Verdict::Label(self.labels.intern(name))),
        };
        let fatigue = answered.person.as_ref().and_then(|person| person.fatigue);
        let outcome = match verdict {
            None => Outcome::Skipped(annotator, asked),
            Some(verdict) => Outcome::Judged(Judgement {
                annotator,
                verdict,
                arm: asked.arm,
                strategy: asked.strategy,
                draw_probability: asked.draw_probability,
                repeat: asked.repeat,
                given_at: at,
                guidelines: answered.guidelines.clone(),
                fatigue: fatigue.map(|fatigue| fatigue.state),
                oracle: answered.oracle.clone(),
                note: None,
                source: None,
                place,
            }),
        };
        self.did(place, Undoable::Answer(index));
        self.respond(place, index, at, answered, verdict);
        self.defer(items, place, answered);
        let order = self.applied;
        self.change(items, index, |item| {
            item.history.push(HistoryEntry {
                place,
                order,
                undone: false,
                given: verdict.and_then(Verdict::label),
                outcome,
            });
        });
    }

    fn flag(&mut self, items: &Items, place: Place, flagged: &Flagged) {
        let Some(index) = items.find(&flagged.item) else {
            self.unmatched += 1;
            return;
        };
        self.did(place, Undoable::Flag(index, flagged.flagged));
        self.change(items, index, |item| {
            item.flagged = flagged.flagged;
            item.flagged_at = Some(place);
        });
    }

    /// Changes one item and keeps everything that is derived from it.
    pub(super) fn change(
        &mut self,
        items: &Items,
        index: ItemIndex,
        change: impl FnOnce(&mut ItemState),
    ) {
        let side = items.side(index);
        let item = &mut self.items[index.index()];
        let before = Consensus::of(item, &self.retired);
        self.totals.remove(item, side);
        change(item);
        self.totals.add(item, side);
        let after = Consensus::of(item, &self.retired);
        if let Split::Pool(item) = side
            && before != after
        {
            self.changes.push(TrainingChange::new(item, after));
        }
    }

    fn change_by_id(&mut self, items: &Items, id: &str, change: impl FnOnce(&mut ItemState)) {
        match items.find(id) {
            Some(index) => self.change(items, index, change),
            None => self.unmatched += 1,
        }
    }

    pub(super) fn session_mut(
        &mut self,
        writer: usize,
        number: Option<u32>,
    ) -> Option<&mut Session> {
        let number = number?;
        let mut sessions = self.sessions.iter_mut().rev();
        sessions.find(|session| session.writer == writer && session.number == number)
    }
}

/// The state that the journals amount to: each is the entries of one writer, verified and with
/// their sequence numbers, in the order of the writers' names.
pub fn fold(labels: LabelSet, items: &Items, journals: &[&[(u64, Entry)]]) -> State {
    let mut order: Vec<(Timestamp, usize, usize)> = Vec::new();
    for (place, journal) in journals.iter().enumerate() {
        let mut latest = Timestamp::MIN;
        for (position, (_, entry)) in journal.iter().enumerate() {
            latest = latest.max(entry.at);
            order.push((latest, place, position));
        }
    }
    order.sort_unstable();
    let events = order
        .iter()
        .map(|(_, place, position)| &journals[*place][*position].1.event);
    let labels = before_renames(labels, events);
    let mut state = State::new(labels, items);
    for (_, place, position) in order {
        let (seq, entry) = &journals[place][position];
        state.apply(items, place, *seq, entry);
    }
    state
}

/// The classes as they were called when the journals began.
///
/// The config already has the new names, the earlier answers still the old ones. Were both
/// classes, a rename would change every label, and the learner would be taught more steps than
/// in the session that renamed. A rename to a name that was already in use is a merge: it is
/// left to the fold.
fn before_renames<'a>(mut labels: LabelSet, events: impl Iterator<Item = &'a Event>) -> LabelSet {
    let mut in_use: HashSet<&str> = HashSet::new();
    let mut renames = Vec::new();
    for event in events {
        match event {
            Event::Answered(Answered {
                answer: Answer::Label(name),
                ..
            })
            | Event::ImportedLabel(ImportedLabel { label: name, .. })
            | Event::Adjudicated(Adjudicated {
                ruling: AdjudicationRecord::Label(name),
                ..
            })
            | Event::ClassAdded(ClassAdded { name, .. })
            | Event::ClassMerged(ClassMerged { into: name, .. }) => {
                in_use.insert(name);
            }
            Event::ClassRenamed(renamed) if in_use.insert(&renamed.to) => renames.push(renamed),
            _ => {}
        }
    }
    for renamed in renames.into_iter().rev() {
        if labels.find(&renamed.from).is_none()
            && let Some(id) = labels.find(&renamed.to)
        {
            // A name that is not acceptable any more stays as the config has it.
            let _ = labels.rename(id, &renamed.from);
        }
    }
    labels
}
