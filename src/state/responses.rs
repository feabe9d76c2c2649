//! Keeps which queries were handled, in which order, how long each took, and in which session.

use jiff::Timestamp;

use super::fold::{Place, State};
use super::item_state::Verdict;
use crate::journal::event::{Answer, Answered, FatigueRecord};
use crate::pool::{Items, Split};
use crate::schema::{Annotator, Arm, ItemIndex, ViewLevel};

/// A query that was handled, by answer or skip, and not taken back: the tail of this list is
/// what undo goes back along, and what the coins of the next query are keyed by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Response {
    pub(super) place: Place,
    /// When it was taken in, counted in events.
    pub(super) order: u64,
    pub(super) item: ItemIndex,
    pub(super) annotator: Annotator,
    pub(super) session: Option<u32>,
    /// Of a judgement by a person: how it was given.
    pub(super) judgement: Option<TimedJudgement>,
}

/// How one judgement was given: what the fatigue detector and the cost model read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TimedJudgement {
    /// The item.
    pub item: ItemIndex,
    /// What was said.
    pub verdict: Verdict,
    /// How the item came to be asked.
    pub arm: Arm,
    /// When.
    pub given_at: Timestamp,
    /// Seconds at work on it.
    pub active_seconds: f64,
    /// Entropy of the committee's mean prediction when it was asked, over the logarithm of the number
    /// of classes, 0 to 1; `None` before there was one.
    pub uncertainty: Option<f64>,
    /// How much likelier the committee then held its likeliest label than the next; `None` before
    /// there was one.
    pub margin: Option<f64>,
    /// Whether the label that the committee then held likeliest was given; `None` before there was
    /// one, where none was given, and where a program gave it.
    pub guessed: Option<bool>,
    /// Whether its time is no reading: it came first after a break, an absence or a reveal.
    pub interrupted: bool,
    /// How much of a sensitive item was seen; `None` for others.
    pub seen: Option<ViewLevel>,
    /// What the detector said then.
    pub fatigue: Option<FatigueRecord>,
}

impl TimedJudgement {
    /// Of an answer that is no skip.
    pub(super) fn of(
        item: ItemIndex,
        verdict: Verdict,
        given_at: Timestamp,
        answered: &Answered,
    ) -> Self {
        let person = answered.person.as_deref();
        let probabilities = answered.query.probabilities.as_ref();
        Self {
            item,
            verdict,
            arm: answered.query.arm,
            given_at,
            active_seconds: answered.active_seconds,
            uncertainty: probabilities.filter(|all| all.len() > 1).map(|all| {
                let terms = all.values().filter(|p| **p > 0.0).map(|p| -p * p.ln());
                terms.sum::<f64>() / (all.len() as f64).ln()
            }),
            margin: probabilities.filter(|all| all.len() > 1).map(|all| {
                let mut descending: Vec<f64> = all.values().copied().collect();
                descending.sort_by(|a, b| b.total_cmp(a));
                descending[0] - descending[1]
            }),
            guessed: match (&answered.answer, probabilities) {
                (Answer::Label(given), Some(all)) if answered.oracle.is_none() => {
                    let likeliest = all
                        .iter()
                        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
                    likeliest.map(|(label, _)| label == given)
                }
                _ => None,
            },
            interrupted: person.is_some_and(|person| person.interrupted),
            seen: person.and_then(|person| person.seen),
            fatigue: person.and_then(|person| person.fatigue),
        }
    }
}

impl State {
    /// Takes in an answer's place in the order of things.
    pub(super) fn respond(
        &mut self,
        place: Place,
        item: ItemIndex,
        at: Timestamp,
        answered: &Answered,
        verdict: Option<Verdict>,
    ) {
        let person = answered.person.as_deref();
        // Of many answers by one key none is a reading of the person's pace.
        let counts = !person.is_some_and(|person| person.at_once);
        if let Some(session) = self.session_mut(place.0, answered.session) {
            session.active_seconds += answered.active_seconds;
            session.answers += u32::from(counts && answered.answer != Answer::Skip);
        }
        self.taken_back.remove(&place.0);
        let verdict = verdict.filter(|_| counts);
        self.responses.push(Response {
            place,
            order: self.applied,
            item,
            annotator: answered.annotator.clone(),
            session: answered.session,
            judgement: verdict.map(|verdict| TimedJudgement::of(item, verdict, at, answered)),
        });
    }

    /// Takes an answer back: it was not given.
    pub(super) fn undo_response(&mut self, items: &Items, place: Place) {
        let mut responses = self.responses.iter();
        let Some(at) = responses.rposition(|response| response.place == place) else {
            return;
        };
        let response = self.responses.remove(at);
        self.taken_back.insert(place.0, response.item);
        self.set_deferrals_undone(place, true);
        self.change(items, response.item, |item| {
            item.set_undone(place, true);
        });
        // What is no reading was not counted either.
        let counted = u32::from(response.judgement.is_some());
        if let Some(session) = self.session_mut(place.0, response.session) {
            session.answers = session.answers.saturating_sub(counted);
        }
        self.withdrawn_responses.insert(place, response);
    }

    /// Brings an answer back to where it stood.
    pub(super) fn redo_response(&mut self, items: &Items, place: Place) {
        let Some(response) = self.withdrawn_responses.remove(&place) else {
            return;
        };
        self.set_deferrals_undone(place, false);
        self.change(items, response.item, |item| {
            item.set_undone(place, false);
        });
        let counted = u32::from(response.judgement.is_some());
        if let Some(session) = self.session_mut(place.0, response.session) {
            session.answers += counted;
        }
        let known = &self.responses;
        let at = known.partition_point(|known| known.order < response.order);
        self.responses.insert(at, response);
    }

    /// The queries that this annotator handled, oldest first.
    pub(super) fn responses_of(
        &self,
        annotator: &Annotator,
    ) -> impl DoubleEndedIterator<Item = &Response> {
        let responses = self.responses.iter();
        responses.filter(move |response| response.annotator == *annotator)
    }

    /// How this annotator judged, oldest first, of the pool and the holdout, with the session.
    pub(crate) fn timed_judgements(
        &self,
        annotator: &Annotator,
    ) -> impl DoubleEndedIterator<Item = (Option<u32>, &TimedJudgement)> {
        self.responses_of(annotator)
            .filter_map(|response| Some((response.session, response.judgement.as_ref()?)))
    }

    /// Of each check that a person answered, oldest first: how many queries were handled before
    /// it, and whether the committee's likeliest label of then was the one given.
    pub(crate) fn guessed_checks(&self) -> Vec<(usize, bool)> {
        let responses = self.responses.iter().enumerate();
        responses
            .filter_map(|(before, response)| {
                let judgement = response.judgement.as_ref()?;
                let is_check = judgement.arm == Arm::Holdout;
                Some((before, judgement.guessed.filter(|_| is_check)?))
            })
            .collect()
    }

    /// What this annotator said of items that came back as repeats: before, and then.
    pub fn repeat_pairs(&self, annotator: &Annotator) -> Vec<(Verdict, Verdict)> {
        self.timed_judgements(annotator)
            .filter(|(_, known)| known.arm == Arm::Repeat)
            .filter_map(|(_, known)| {
                let before = self.item(known.item).judgement_of(annotator)?;
                Some((before.verdict, known.verdict))
            })
            .collect()
    }

    /// How many seconds this annotator took for each pool item they judged, oldest first. What
    /// is held out is left out: its times must not change what is asked either.
    pub(crate) fn timed_answers(
        &self,
        items: &Items,
        annotator: &Annotator,
    ) -> Vec<(ItemIndex, f64)> {
        self.timed_judgements(annotator)
            .filter(|(_, known)| matches!(items.side(known.item), Split::Pool(_)))
            .map(|(_, known)| (known.item, known.active_seconds))
            .collect()
    }
}

/// One session of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Whose journal it stands in.
    pub(super) writer: usize,
    /// Counted from 1 within that journal.
    pub number: u32,
    /// Who.
    pub annotator: Annotator,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` when querist was killed.
    pub ended_at: Option<Timestamp>,
    /// Seconds at work, gaps removed: the sum over its answers.
    pub active_seconds: f64,
    /// Answers given and not taken back, skips not counted.
    pub answers: u32,
    /// Breaks taken.
    pub breaks: u32,
    /// Decisions made in review.
    pub adjudications: u32,
}

impl Session {
    /// Answers per active minute; `None` before there is anything to divide.
    pub(crate) fn answers_per_minute(&self) -> Option<f64> {
        (self.active_seconds > 0.0 && self.answers > 0)
            .then(|| f64::from(self.answers) * 60.0 / self.active_seconds)
    }
}
