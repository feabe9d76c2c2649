//! How does one event change the state?

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::handled::Response;
use super::item_state::{Asked, ItemState, Judgement, Said, Verdict, What};
use super::review::RequestedJudgement;
use super::sittings::Sitting;
use super::tally::Tally;
use super::training::{Consensus, TrainingChange};
use super::waiting::PutOff;
use crate::journal::event::{Answer, Answered, ImportedLabel};
use crate::journal::{Entry, Event};
use crate::pool::{Items, Split};
use crate::schema::{Annotator, ItemIndex, LabelId, LabelSet};

/// What the journals say.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub(super) labels: LabelSet,
    pub(super) items: Vec<ItemState>,
    pub(super) changes: Vec<TrainingChange>,
    pub(super) handled: Vec<Response>,
    /// The item that each writer took an answer back from last, until the next answer.
    pub(super) taken_back: HashMap<usize, ItemIndex>,
    pub(super) sittings: Vec<Sitting>,
    /// Items that chance drew and that had to wait, oldest first.
    pub(super) draws_put_off: Vec<PutOff>,
    /// Judgements that reviewers asked for, oldest first.
    pub(super) requested: Vec<RequestedJudgement>,
    /// Decisions in force, oldest first: writer, sequence number, item.
    pub(super) ruled: Vec<(usize, u64, ItemIndex)>,
    /// What imported names of classes stand for; `None`: nothing.
    pub(super) mapped: HashMap<String, Option<String>>,
    /// Hashes of the guidelines, in the order in which they came into force.
    pub(super) guidelines: Vec<String>,
    /// Whose journal each writer's number stands for.
    pub(super) writers: BTreeMap<usize, Annotator>,
    pub(super) tally: Tally,
    pub(super) latest: Option<Timestamp>,
    pub(super) unmatched: usize,
    pub(super) unknown_events: usize,
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
            changes: Vec::new(),
            handled: Vec::new(),
            taken_back: HashMap::new(),
            sittings: Vec::new(),
            draws_put_off: Vec::new(),
            requested: Vec::new(),
            ruled: Vec::new(),
            mapped: HashMap::new(),
            guidelines: Vec::new(),
            writers: BTreeMap::new(),
            tally: Tally::default(),
            latest: None,
            unmatched: 0,
            unknown_events: 0,
            people: BTreeSet::new(),
            oracles: BTreeSet::new(),
            imports_under_way: HashMap::new(),
            imports_done: HashSet::new(),
        }
    }

    /// Takes in one event: `writer` numbers the journal, `seq` is the event's place in it.
    pub fn apply(&mut self, items: &Items, writer: usize, seq: u64, entry: &Entry) {
        self.latest = self.latest.max(Some(entry.at));
        match &entry.event {
            Event::Created(created) => {
                self.writers.insert(writer, created.writer.clone());
            }
            Event::Repaired(_) => {}
            Event::SessionStarted(started) => {
                self.in_force(&started.guidelines);
                self.people.insert(started.annotator.clone());
                self.sittings.push(Sitting {
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
                if let Some(sitting) = self.sitting(writer, Some(ended.session)) {
                    sitting.ended_at = Some(entry.at);
                }
            }
            Event::BreakTaken(taken) => {
                if let Some(sitting) = self.sitting(writer, Some(taken.session)) {
                    sitting.breaks += 1;
                }
            }
            Event::Answered(answered) => self.answer(items, writer, seq, entry.at, answered),
            Event::Undone(undone) => self.undo(items, writer, undone.seq),
            Event::SensitivityMarked(marked) => {
                self.change_by_id(items, &marked.item, |item| item.mark(marked));
            }
            Event::LabelMapped(mapped) => {
                self.mapped.insert(mapped.from.clone(), mapped.to.clone());
            }
            Event::Adjudicated(adjudicated) => {
                self.adjudicate(items, writer, seq, entry.at, adjudicated);
            }
            Event::JudgementRequested(requested) => {
                self.request(items, writer, seq, entry.at, requested);
            }
            Event::Flagged(flagged) => {
                self.change_by_id(items, &flagged.item, |item| item.flagged = flagged.flagged);
            }
            Event::Noted(noted) => {
                self.change_by_id(items, &noted.item, |item| {
                    item.note = (!noted.note.is_empty()).then(|| noted.note.clone());
                });
            }
            Event::ClassAdded(added) => {
                if self.labels.find(&added.name).is_none() {
                    // A name that is no longer acceptable is still the name of its labels.
                    if self.labels.add(&added.name, added.key).is_err() {
                        self.labels.intern(&added.name);
                    }
                }
            }
            Event::ClassRenamed(renamed) => self.rename(items, &renamed.from, &renamed.to),
            Event::ClassMerged(merged) => self.merge(items, &merged.from, &merged.into),
            Event::ImportStarted(started) => self.start_import(writer, started),
            Event::ImportedLabel(label) => self.bring(writer, seq, label),
            Event::ImportFinished(finished) => {
                self.finish_import(items, writer, entry.at, finished);
            }
            Event::Unknown => self.unknown_events += 1,
        }
    }

    fn answer(
        &mut self,
        items: &Items,
        writer: usize,
        seq: u64,
        at: Timestamp,
        answered: &Answered,
    ) {
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
        let what = match &answered.answer {
            Answer::Skip => What::Skipped(
                answered.annotator.clone(),
                Asked {
                    arm: answered.query.arm,
                    strategy: answered.query.strategy.clone(),
                    draw_probability: answered.query.draw_probability,
                    repeat: answered.query.repeat,
                },
            ),
            judged => What::Judged(Judgement {
                annotator: answered.annotator.clone(),
                verdict: match judged {
                    Answer::Label(name) => Verdict::Label(self.labels.intern(name)),
                    Answer::Unsure | Answer::Skip => Verdict::Unsure,
                },
                arm: answered.query.arm,
                strategy: answered.query.strategy.clone(),
                draw_probability: answered.query.draw_probability,
                repeat: answered.query.repeat,
                given_at: at,
                guidelines: answered.guidelines.clone(),
                fatigue: answered.person.as_deref().and_then(|person| {
                    let fatigue = person.fatigue.as_ref()?;
                    Some(fatigue.state)
                }),
                oracle: answered.oracle.clone(),
                note: None,
                source: None,
                place: (writer, seq),
            }),
        };
        let verdict = match &what {
            What::Judged(judgement) => Some(judgement.verdict),
            What::Skipped(..) => None,
        };
        self.handle((writer, seq), index, at, answered, verdict);
        self.put_off(items, writer, seq, answered);
        self.change(items, index, |item| {
            item.history.push(Said {
                writer,
                seq,
                undone: false,
                what,
            });
        });
    }

    fn undo(&mut self, items: &Items, writer: usize, seq: u64) {
        let Some(at) = self
            .handled
            .iter()
            .rposition(|handled| handled.writer == writer && handled.seq == seq)
        else {
            self.undo_in_review(items, writer, seq);
            return;
        };
        let handled = self.handled.remove(at);
        self.taken_back.insert(writer, handled.item);
        self.forget_put_off(writer, seq);
        let mut judged = false;
        self.change(items, handled.item, |item| {
            for said in &mut item.history {
                if said.writer == writer && said.seq == seq {
                    said.undone = true;
                    judged = matches!(said.what, What::Judged(_));
                }
            }
        });
        if let Some(sitting) = self.sitting(writer, handled.session) {
            sitting.answers = sitting.answers.saturating_sub(u32::from(judged));
        }
    }

    fn rename(&mut self, items: &Items, from: &str, to: &str) {
        self.remap(from, to);
        let Some(id) = self.labels.find(from) else {
            return;
        };
        // The config may have been edited before the journal was read: then the new name is
        // there already, and the old one exists only because earlier answers used it.
        if let Some(known) = self.labels.find(to) {
            if known != id {
                self.merge_ids(items, id, known);
            }
        } else if self.labels.rename(id, to).is_err() {
            let known = self.labels.intern(to);
            self.merge_ids(items, id, known);
        }
    }

    fn merge(&mut self, items: &Items, from: &str, into: &str) {
        self.remap(from, into);
        if let Some(from) = self.labels.find(from) {
            let into = self.labels.intern(into);
            if from != into {
                self.merge_ids(items, from, into);
            }
        }
    }

    fn merge_ids(&mut self, items: &Items, from: LabelId, into: LabelId) {
        for index in 0..self.items.len() {
            self.change(items, ItemIndex(index as u32), |item| {
                item.replace_label(from, into);
            });
        }
        self.labels.retire(from);
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
        let before = Consensus::of(item);
        self.tally.remove(item, side);
        change(item);
        self.tally.add(item, side);
        let standing = Consensus::of(item);
        if let Split::Pool(item) = side
            && before != standing
        {
            self.changes.push(TrainingChange::new(item, standing));
        }
    }

    fn change_by_id(&mut self, items: &Items, id: &str, change: impl FnOnce(&mut ItemState)) {
        match items.find(id) {
            Some(index) => self.change(items, index, change),
            None => self.unmatched += 1,
        }
    }

    pub(super) fn sitting(&mut self, writer: usize, session: Option<u32>) -> Option<&mut Sitting> {
        let number = session?;
        self.sittings
            .iter_mut()
            .rev()
            .find(|sitting| sitting.writer == writer && sitting.number == number)
    }
}
