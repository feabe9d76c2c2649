//! Says what may be painted of an item before the reviewer's own decision.
//!
//! Letters stand for annotators, shuffled anew for each item and the same each time it is shown,
//! so that nobody is recognised by their place. Invariant: names, reliability and likelihood are
//! left out unless the reviewer asked for them, and so is what may quote a veiled text.

use super::AdjudicationSession;
use super::messages::{AdjudicationView, Annotation, CurrentAdjudication, Likely};
use super::queue::{QueueItem, Status, came_at, is_open};
use crate::journal::event::WeighedRecord;
use crate::numerics::Proportion;
use crate::pool::Split;
use crate::schema::{Adjudication, Annotator, ItemIndex, LabelId};
use crate::state::{Judgement, RequestedJudgement, State};

/// How split the labels of an item are from which on it is said to be evenly.
const EVENLY: f64 = 0.95;

impl AdjudicationSession {
    /// The current judgements of an item in the order of their letters.
    pub(super) fn judgements(&self, item: ItemIndex) -> Vec<&Judgement> {
        let id = &self.base.items().get(item).id;
        let seed = self.base.project.config.seed;
        let mut judgements = self.state().item(item).judgements();
        judgements.sort_by_cached_key(|judgement| {
            let place = seed.rank("letters", &format!("{id}\n{}", judgement.annotator));
            (place, judgement.annotator.clone())
        });
        judgements
    }

    /// What may be painted of an item; `is_revealed` says whether its veil was lifted.
    pub(super) fn view(&self, queued: QueueItem, is_revealed: bool) -> AdjudicationView {
        let (state, item) = (self.state(), queued.item);
        let recorded = state.item(item);
        let judgements = self.judgements(item);
        let mut label_counts = vec![0; state.labels().len()];
        for label in judgements.iter().filter_map(|judgement| judgement.label()) {
            label_counts[label.index()] += 1;
        }
        let decided = recorded.adjudication();
        // Whoever has decided may see what is likely: the decision was their own.
        let own = decided.is_some_and(|by| by.annotator == self.base.project.annotator);
        let may_know = own || self.told.contains(&item);
        let likely = if may_know {
            Some(self.likely(item))
        } else {
            self.shown.probable.then(|| Likely {
                model: None,
                ..self.likely(item)
            })
        };
        let veil = self.base.veil(item);
        let is_veiled = veil.is_some() && !is_revealed;
        let annotations = judgements.iter().enumerate();
        AdjudicationView {
            item,
            waits_for: waits_for(state, item, &judgements, self.shown.names),
            annotations: annotations
                .map(|(place, judgement)| self.annotation(place, judgement, is_veiled))
                .collect(),
            label_counts,
            decided: decided.map(|decided| CurrentAdjudication {
                decision: decided.decision.clone(),
                by: decided.annotator.clone(),
                at: decided.given_at,
                rationale: decided.rationale.clone(),
            }),
            reasons: self.reasons(queued, may_know, is_veiled),
            figures: self.figures(queued),
            likely,
            // What people write beside a text may quote it.
            note: recorded.note.clone().filter(|_| !is_veiled),
            veil_again_after: if veil.is_some() {
                (self.base.safety.exposure).veil_again_after(&self.context())
            } else {
                f64::INFINITY
            },
            sensitive: veil,
            is_veiled,
        }
    }

    fn annotation(&self, place: usize, judgement: &Judgement, is_veiled: bool) -> Annotation {
        let in_force = &self.base.project.guidelines.hash;
        let shown = self.shown;
        Annotation {
            letter: letter(place),
            name: shown.names.then(|| judgement.annotator.clone()),
            verdict: judgement.verdict,
            given_at: judgement.given_at,
            imported: judgement.source.is_some(),
            by_program: judgement.oracle.is_some(),
            is_older: !judgement.guidelines.is_empty() && judgement.guidelines != *in_force,
            note: judgement.note.clone().filter(|_| !is_veiled),
            reliability: shown
                .reliability
                .then(|| self.reliability_of(&judgement.annotator))
                .flatten(),
        }
    }

    fn reliability_of(&self, who: &Annotator) -> Option<Proportion> {
        let id = self.vote_table.votes.annotator(who)?;
        let mut known = self.results.reliability.iter();
        known.find(|known| known.annotator == id)?.right
    }

    /// What is likely of an item: the method's answer, where labels are no perspectives, and the
    /// model's where it may be told.
    pub(super) fn likely(&self, item: ItemIndex) -> Likely {
        let (probable, model) = (&self.results.probable, &self.results.model);
        let consensus = probable.as_ref().and_then(|found| found.as_ref().ok());
        let model = model.as_ref().and_then(|found| found.as_ref().ok());
        Likely {
            probable: consensus
                .filter(|_| !self.is_descriptive())
                .and_then(|consensus| {
                    let shares = consensus.of(item)?;
                    Some((likeliest_first(shares), consensus.method.as_str()))
                }),
            model: model
                // A check may still be corrected: what the model predicts of it stays untold.
                .filter(|_| matches!(self.base.items().side(item), Split::Pool(_)))
                .and_then(|model| model.get(item))
                .map(likeliest_first),
        }
    }

    /// Why an item comes now, in words, the weightiest first. Unless the reviewer may know what
    /// the model predicts, no reason names a class: it would answer the question.
    fn reasons(&self, queued: QueueItem, may_know: bool, is_veiled: bool) -> Vec<String> {
        let mut reasons = self.of_requests(queued, is_veiled);
        let decided = self.state().item(queued.item).adjudication();
        if queued.status == Status::GapTouched
            && let Some(Adjudication::GuidelineGap(question)) =
                decided.map(|decided| &decided.decision)
        {
            reasons.push(format!(
                "the guidelines have changed since this was asked of them: {question}"
            ));
        }
        let facts = self.vote_table.facts[queued.row];
        if facts.older > 0 && queued.status == Status::Open {
            reasons.push(match facts.older {
                1 => "one of its labels was given under older guidelines".into(),
                count => format!("{count} of its labels were given under older guidelines"),
            });
        }
        if let Some(found) = self.results.label_errors.get(&queued.item) {
            let told = if may_know {
                &found.after
            } else {
                &found.before
            };
            reasons.extend(told.iter().cloned());
        }
        if facts.split > 0.0 {
            let words = match facts.split {
                split if split >= EVENLY => "the annotators are evenly split",
                _ => "the annotators differ",
            };
            reasons.push(words.into());
        }
        if let Some((here, Some(new))) = self.worth(queued.item) {
            let words = if here < new {
                "one more label here is worth more than one for a new item"
            } else {
                "a label for a new item is worth more than one more here"
            };
            reasons.push(words.into());
        }
        reasons
    }

    /// What was asked of somebody about this item: what became of it, and why it was asked.
    fn of_requests(&self, queued: QueueItem, is_veiled: bool) -> Vec<String> {
        let state = self.state();
        let mut reasons = Vec::new();
        let requests = state.requested().iter();
        for asked in requests.filter(|asked| asked.item == queued.item) {
            let what = match queued.status {
                Status::Waiting if is_open(state, asked) => {
                    "it waits for somebody's judgement".to_owned()
                }
                Status::JudgedAgain if came_at(state, asked).is_some() => self.came(asked),
                _ => continue,
            };
            // What people write beside a text may quote it.
            let why = asked.why.as_ref().filter(|_| !is_veiled);
            let by = &asked.by;
            reasons.push(match why {
                Some(why) if *by == self.base.project.annotator => {
                    format!("{what} (you asked: {why})")
                }
                Some(why) => format!("{what} ({by} asked: {why})"),
                None => what,
            });
        }
        reasons.dedup();
        reasons
    }

    /// What came of a request.
    fn came(&self, asked: &RequestedJudgement) -> String {
        let item = self.state().item(asked.item);
        let now = item.judgement_of(&asked.of).map(|said| said.verdict);
        let before = item.all_judgements().rev().find(|said| {
            said.annotator == asked.of && !said.is_repeat() && said.given_at < asked.asked_at
        });
        let who = if self.shown.names {
            format!("{} judged it", asked.of)
        } else {
            "judged".to_owned()
        };
        match before.map(|said| Some(said.verdict) == now) {
            Some(true) => format!("{who} again as asked, and the answer stayed"),
            Some(false) => format!("{who} again as asked, and the answer changed"),
            None => format!("{who} as asked"),
        }
    }

    /// The figures behind the reasons.
    fn figures(&self, queued: QueueItem) -> Vec<String> {
        let split = self.vote_table.facts[queued.row].split;
        let mut figures = vec![format!("how split the labels are: {split:.2} of 1")];
        figures.extend(self.worth(queued.item).map(|(here, new)| match new {
            Some(new) => format!(
                "the worth of one more label by ActiveLab, the lower the better: {here:.2} here, \
                 {new:.2} for a new item"
            ),
            None => format!(
                "the worth of one more label by ActiveLab, the lower the better: {here:.2} here; \
                 no new item is left"
            ),
        }));
        figures
    }

    /// What one more label is worth here, and for a new item if there is one.
    fn worth(&self, item: ItemIndex) -> Option<(f64, Option<f64>)> {
        let here = self.results.worth(item)?;
        Some((here, self.results.worth.as_ref()?.new))
    }
}

/// The letter of a place: A to Z, then A2, B2.
pub(super) fn letter(place: usize) -> String {
    let letter = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

fn likeliest_first(shares: &[f64]) -> Vec<(LabelId, f64)> {
    let mut by_class: Vec<(LabelId, f64)> = shares
        .iter()
        .enumerate()
        .map(|(class, share)| (LabelId(class as u16), *share))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    by_class.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    by_class
}

/// The judgements as a decision cites them.
pub(super) fn weighed(state: &State, judgements: &[&Judgement]) -> Vec<WeighedRecord> {
    judgements
        .iter()
        .filter_map(|judgement| {
            let journal = state.writer_name(judgement.place.0)?;
            Some(WeighedRecord {
                annotator: judgement.annotator.clone(),
                journal: journal.clone(),
                seq: judgement.place.1,
                label: judgement
                    .label()
                    .map(|label| state.labels().name(label).to_owned()),
            })
        })
        .collect()
}

/// Who was asked and has not judged since. While names are hidden, whoever has a letter on this item
/// goes without a name: a name beside letters would tell whose they are.
pub(super) fn waits_for(
    state: &State,
    item: ItemIndex,
    judgements: &[&Judgement],
    names: bool,
) -> Vec<String> {
    let requests = state.requested().iter().filter(|asked| asked.item == item);
    let open = requests.filter(|asked| is_open(state, asked));
    let mut waits: Vec<String> = open
        .map(|asked| {
            let has_letter = judgements.iter().any(|said| said.annotator == asked.of);
            if has_letter && !names {
                "one who labeled it".to_owned()
            } else {
                asked.of.to_string()
            }
        })
        .collect();
    waits.sort();
    waits.dedup();
    waits
}
