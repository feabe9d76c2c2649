//! Keeps what has been said of one item.

use jiff::Timestamp;

use super::fold::Place;
use super::review::{AdjudicationEntry, SensitiveMark};
use crate::journal::event::{OracleRecord, QueryRecord};
use crate::schema::{Adjudication, Annotator, Arm, FatigueState, LabelId, RepeatPurpose};

/// A recorded judgement's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is of this class.
    Label(LabelId),
    /// The annotator cannot tell.
    Unsure,
}

impl Verdict {
    /// The class it names; `None` when the annotator cannot tell.
    pub(crate) fn label(self) -> Option<LabelId> {
        match self {
            Self::Label(label) => Some(label),
            Self::Unsure => None,
        }
    }
}

/// One annotator's judgement of one item, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Who.
    pub annotator: Annotator,
    /// What.
    pub verdict: Verdict,
    /// How the item came to be answered.
    pub arm: Arm,
    /// The strategy that asked, when the arm is active.
    pub strategy: Option<String>,
    /// The chance of the draw, where one exists.
    pub draw_probability: Option<f64>,
    /// Why it was asked once more, when the arm is repeat.
    pub repeat: Option<RepeatPurpose>,
    /// When.
    pub given_at: Timestamp,
    /// Hash of the guidelines in force; empty for imported labels.
    pub guidelines: String,
    /// What the fatigue detector said then; `None` where there was none.
    pub fatigue: Option<FatigueState>,
    /// The program that answered; `None` when a person did.
    pub oracle: Option<Box<OracleRecord>>,
    /// A note that came with an imported label.
    pub note: Option<String>,
    /// Hash of the source of an imported label.
    pub source: Option<String>,
    /// Where it stands: the writer's number and the sequence number in that journal.
    pub place: (usize, u64),
}

impl Judgement {
    /// The class it names; `None` when the annotator cannot tell.
    pub fn label(&self) -> Option<LabelId> {
        self.verdict.label()
    }

    /// Whether it only measures the annotator: the label in force stays the earlier one.
    pub(crate) fn is_repeat(&self) -> bool {
        self.arm == Arm::Repeat
    }
}

/// One entry of an item's history; entries are never removed, only taken back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HistoryEntry {
    pub(super) place: Place,
    /// When it was taken in, counted in events: what happens to its class later concerns it.
    pub(super) order: u64,
    pub(super) undone: bool,
    /// The class that was named then, whatever became of it.
    pub(super) given: Option<LabelId>,
    pub(super) outcome: Outcome,
}

/// What became of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    Judged(Judgement),
    Skipped(Annotator, Asked),
}

/// How an item came to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What decided.
    pub arm: Arm,
    /// The strategy that asked, when the arm is active.
    pub strategy: Option<String>,
    /// The chance of the draw, where one exists.
    pub draw_probability: Option<f64>,
    /// Why it was asked once more, when the arm is repeat.
    pub repeat: Option<RepeatPurpose>,
}

impl Asked {
    pub(super) fn of(query: &QueryRecord) -> Self {
        Self {
            arm: query.arm,
            strategy: query.strategy.clone(),
            draw_probability: query.draw_probability,
            repeat: query.repeat,
        }
    }
}

impl HistoryEntry {
    fn judgement(&self) -> Option<&Judgement> {
        match &self.outcome {
            Outcome::Judged(judgement) => Some(judgement),
            Outcome::Skipped(..) => None,
        }
    }

    fn verdict(&self) -> Option<Verdict> {
        self.judgement().map(|judgement| judgement.verdict)
    }

    fn annotator(&self) -> &Annotator {
        match &self.outcome {
            Outcome::Judged(judgement) => &judgement.annotator,
            Outcome::Skipped(annotator, _) => annotator,
        }
    }

    fn asked(&self) -> Asked {
        match &self.outcome {
            Outcome::Skipped(_, asked) => asked.clone(),
            Outcome::Judged(judgement) => Asked {
                arm: judgement.arm,
                strategy: judgement.strategy.clone(),
                draw_probability: judgement.draw_probability,
                repeat: judgement.repeat,
            },
        }
    }
}

/// Everything said of one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemState {
    pub(super) history: Vec<HistoryEntry>,
    /// Marked by the person to come back to.
    pub flagged: bool,
    /// Where it was last said whether it is.
    pub(super) flagged_at: Option<Place>,
    /// A note beside the item.
    pub note: Option<String>,
    /// What a person said of its being sensitive.
    pub sensitive: Option<SensitiveMark>,
    pub(super) adjudications: Vec<AdjudicationEntry>,
}

impl ItemState {
    /// Whether a flag or a note is all there is of it.
    pub(crate) fn is_only_marked(&self) -> bool {
        let is_marked = self.flagged || self.note.as_ref().is_some_and(|note| !note.is_empty());
        is_marked && self.all_judgements().next().is_none() && self.adjudication().is_none()
    }

    /// What was said and not taken back, oldest first.
    fn in_force(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.history.iter().filter(|entry| !entry.undone)
    }

    /// What this annotator said and did not take back, oldest first.
    fn said_by(&self, annotator: &Annotator) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.in_force()
            .filter(move |entry| entry.annotator() == annotator)
    }

    /// Every judgement that was not taken back, oldest first: also those that the same annotator
    /// replaced later, and repeats.
    pub fn all_judgements(&self) -> impl DoubleEndedIterator<Item = &Judgement> {
        self.in_force().filter_map(HistoryEntry::judgement)
    }

    /// The current judgement of each annotator, in the order in which they first spoke. A repeat
    /// is none: it measures the annotator and replaces nothing.
    pub fn judgements(&self) -> Vec<&Judgement> {
        let mut current: Vec<&Judgement> = Vec::new();
        for judgement in self.all_judgements().filter(|known| !known.is_repeat()) {
            match current
                .iter_mut()
                .find(|known| known.annotator == judgement.annotator)
            {
                Some(known) => *known = judgement,
                None => current.push(judgement),
            }
        }
        current
    }

    /// The current judgement of one annotator.
    pub fn judgement_of(&self, annotator: &Annotator) -> Option<&Judgement> {
        self.all_judgements()
            .rev()
            .find(|judgement| judgement.annotator == *annotator && !judgement.is_repeat())
    }

    /// What this annotator said when asked once more, oldest first.
    pub fn repeats_of(&self, annotator: &Annotator) -> impl Iterator<Item = &Judgement> {
        self.all_judgements()
            .filter(move |judgement| judgement.annotator == *annotator && judgement.is_repeat())
    }

    /// How the item was asked when this annotator last spoke of it, be it to put it off.
    pub fn asked(&self, annotator: &Annotator) -> Option<Asked> {
        let mut asked = self.said_by(annotator).rev().map(HistoryEntry::asked);
        asked.find(|asked| asked.arm != Arm::Repeat)
    }

    /// What this annotator took back of the item last, with how it had been asked; `None` when
    /// something was said of it since.
    pub(crate) fn taken_back(&self, annotator: &Annotator) -> Option<(Option<Verdict>, Asked)> {
        let mut history = self.history.iter().rev();
        let entry = history
            .find(|entry| entry.annotator() == annotator)
            .filter(|entry| entry.undone)?;
        Some((entry.verdict(), entry.asked()))
    }

    /// What was said at that place of a journal, with how the item had been asked.
    pub(crate) fn said_at(&self, writer: usize, seq: u64) -> Option<(Option<Verdict>, Asked)> {
        let mut history = self.history.iter();
        let entry = history.find(|entry| entry.place == (writer, seq))?;
        Some((entry.verdict(), entry.asked()))
    }

    /// Whether anyone has judged it or decided on it, so that it is not asked again.
    pub fn is_answered(&self) -> bool {
        self.all_judgements()
            .any(|judgement| !judgement.is_repeat())
            || self.adjudication().is_some()
    }

    /// Whether it waits for its first judgement and was not put off by this annotator.
    pub(crate) fn is_open_for(&self, annotator: &Annotator) -> bool {
        !self.is_answered() && !self.is_skipped_by(annotator)
    }

    /// Whether this annotator put it off: it comes back when the rest is done.
    pub(crate) fn is_skipped_by(&self, annotator: &Annotator) -> bool {
        self.skips_by(annotator) > 0
    }

    /// How often this annotator put it off since last judging it.
    pub fn skips_by(&self, annotator: &Annotator) -> usize {
        let latest_first = self.said_by(annotator).rev();
        latest_first
            .take_while(|entry| entry.judgement().is_none())
            .count()
    }

    /// How often this annotator answered it or put it off, taken back ones not counted.
    pub(crate) fn times_handled_by(&self, annotator: &Annotator) -> usize {
        self.said_by(annotator).count()
    }

    /// Whether anyone put it off and nobody has judged it.
    pub fn is_skipped(&self) -> bool {
        !self.is_answered() && self.is_spoken_of()
    }

    /// Whether anyone judged it or put it off.
    pub(super) fn is_spoken_of(&self) -> bool {
        self.in_force().next().is_some()
    }

    /// Takes back, or brings back, what was said at that place; whether that was a judgement.
    pub(super) fn set_undone(&mut self, place: Place, undone: bool) -> bool {
        let mut judged = false;
        for entry in self.history.iter_mut().filter(|known| known.place == place) {
            entry.undone = undone;
            judged = matches!(entry.outcome, Outcome::Judged(_));
        }
        judged
    }

    /// Whether anything in force names a class.
    pub(super) fn names(&self, label: LabelId) -> bool {
        let mut judged = self.all_judgements();
        judged.any(|judgement| judgement.label() == Some(label))
            || self
                .adjudications()
                .any(|decided| decided.decision == Adjudication::Label(label))
    }

    /// Whether what became of classes gives anything said here another one.
    pub(super) fn is_relabeled_by(&self, class: impl Fn(LabelId, u64) -> LabelId) -> bool {
        let mut labels = self.given_labels();
        labels.any(|(given, order, now)| class(given, order) != now)
    }

    /// Whether what each says here now, or the decision, is something else by another account of
    /// the classes. What was corrected since counts no more.
    pub(super) fn is_moved(&self, differs: impl Fn(LabelId, u64) -> bool) -> bool {
        let mut said: Vec<(&Annotator, Option<(LabelId, u64)>)> = Vec::new();
        for entry in self.in_force() {
            let Some(judgement) = entry.judgement().filter(|known| !known.is_repeat()) else {
                continue;
            };
            said.retain(|(annotator, _)| **annotator != judgement.annotator);
            let given = entry.given.map(|given| (given, entry.order));
            said.push((&judgement.annotator, given));
        }
        let decided = self.adjudications().last();
        let decided = decided.and_then(|known| Some((known.given?, known.order)));
        let said = said.into_iter().filter_map(|(_, given)| given);
        said.chain(decided)
            .any(|(given, order)| differs(given, order))
    }

    /// The classes named here, taken back or not: as given, when, and what they are now.
    fn given_labels(&self) -> impl Iterator<Item = (LabelId, u64, LabelId)> {
        let said = self
            .history
            .iter()
            .filter_map(|entry| Some((entry.given?, entry.order, entry.verdict()?.label()?)));
        let decided = self.adjudications.iter().filter_map(|known| {
            let Adjudication::Label(now) = known.decision else {
                return None;
            };
            Some((known.given?, known.order, now))
        });
        said.chain(decided)
    }

    /// Gives all that was said here the class that the one named then is now.
    pub(super) fn relabel(&mut self, class: impl Fn(LabelId, u64) -> LabelId) {
        for entry in &mut self.history {
            if let (Some(given), Outcome::Judged(judgement)) = (entry.given, &mut entry.outcome) {
                judgement.verdict = Verdict::Label(class(given, entry.order));
            }
        }
        for known in &mut self.adjudications {
            if let Some(given) = known.given {
                known.decision = Adjudication::Label(class(given, known.order));
            }
        }
    }
}
