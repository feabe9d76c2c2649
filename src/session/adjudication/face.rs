//! What may be painted of an item before the reviewer's own decision?
//!
//! Letters stand for annotators, shuffled anew for each item and the same each time it is shown,
//! so that nobody is recognised by their place. Names, reliability and likelihood are left out
//! unless the reviewer asked for them.

use super::messages::{AdjudicationView, Annotation, CurrentAdjudication, DisplayOptions, Likely};
use super::queue::{Queued, Standing, View, is_open};
use crate::journal::event::WeighedRecord;
use crate::numerics::Proportion;
use crate::pool::{Items, Split};
use crate::rng::Seed;
use crate::schema::{Adjudication, Annotator, ItemIndex, LabelId};
use crate::state::{Judgement, State, Verdict};

/// The current judgements of an item in the order of their letters.
pub(super) fn voices<'a>(
    state: &'a State,
    items: &Items,
    item: ItemIndex,
    seed: Seed,
) -> Vec<&'a Judgement> {
    let id = &items.get(item).id;
    let mut voices = state.item(item).judgements();
    voices.sort_by_cached_key(|said| {
        let place = seed.rank("letters", &format!("{id}\n{}", said.annotator));
        (place, said.annotator.clone())
    });
    voices
}

/// The letter of a place: A to Z, then A2, B2.
pub(super) fn letter(place: usize) -> String {
    let letter = char::from(b'A' + (place % 26) as u8);
    match place / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// The judgements as a decision cites them.
pub(super) fn weighed(state: &State, voices: &[&Judgement]) -> Vec<WeighedRecord> {
    voices
        .iter()
        .filter_map(|said| {
            let journal = state.writer_name(said.place.0)?;
            Some(WeighedRecord {
                annotator: said.annotator.clone(),
                journal: journal.clone(),
                seq: said.place.1,
                label: match said.verdict {
                    Verdict::Label(label) => Some(state.labels().name(label).to_owned()),
                    Verdict::Unsure => None,
                },
            })
        })
        .collect()
}

/// An item's face.
pub(super) fn face(
    view: &View<'_>,
    seed: Seed,
    shows: DisplayOptions,
    queued: Queued,
) -> AdjudicationView {
    let (state, item) = (view.state, queued.item);
    let said = state.item(item);
    let judgements = voices(state, view.items, item, seed);
    let shown: Vec<Annotation> = judgements
        .iter()
        .enumerate()
        .map(|(at, judgement)| Annotation {
            letter: letter(at),
            name: shows.names.then(|| judgement.annotator.clone()),
            verdict: judgement.verdict,
            given_at: judgement.given_at,
            imported: judgement.source.is_some(),
            by_program: judgement.oracle.is_some(),
            is_older: !judgement.guidelines.is_empty() && judgement.guidelines != view.guidelines,
            note: judgement.note.clone(),
            reliability: shows
                .reliability
                .then(|| reliability_of(view, &judgement.annotator))
                .flatten(),
        })
        .collect();
    let mut shares = vec![0; state.labels().len()];
    for judgement in &judgements {
        if let Verdict::Label(label) = judgement.verdict {
            shares[label.index()] += 1;
        }
    }
    let likely = shows.probable.then(|| Likely {
        model: None,
        ..likely(view, item)
    });
    AdjudicationView {
        item,
        waits_for: waits_for(state, item, &judgements, shows.names),
        voices: shown,
        shares,
        decided: said.adjudication().map(|decided| CurrentAdjudication {
            decision: decided.decision.clone(),
            by: decided.annotator.clone(),
            at: decided.given_at,
            rationale: decided.rationale.clone(),
        }),
        reasons: reasons(view, queued, false),
        likely,
        note: said.note.clone(),
        sensitive: None,
        is_veiled: false,
        veil_again_after: f64::INFINITY,
    }
}

/// Who was asked and has not judged since: as a letter while names are hidden.
fn waits_for(state: &State, item: ItemIndex, voices: &[&Judgement], names: bool) -> Vec<String> {
    let requests = state.requested().iter().filter(|asked| asked.item == item);
    let open = requests.filter(|asked| is_open(state, asked));
    let mut waits: Vec<String> = open.map(|asked| told(&asked.of, voices, names)).collect();
    waits.dedup();
    waits
}

/// A name as far as it may be told: whoever is a voice here goes by their letter.
pub(super) fn told(who: &Annotator, voices: &[&Judgement], names: bool) -> String {
    let place = voices.iter().position(|said| said.annotator == *who);
    match place {
        Some(place) if !names => letter(place),
        _ => who.to_string(),
    }
}

fn reliability_of(view: &View<'_>, who: &Annotator) -> Option<Proportion> {
    let id = view.ground.votes.annotator(who)?;
    let found = view.findings.reliability.iter();
    found.clone().find(|known| known.annotator == id)?.right
}

/// What is likely of an item: the method's answer, and the model's where it may be told.
pub(super) fn likely(view: &View<'_>, item: ItemIndex) -> Likely {
    let sorted = |shares: &[f64]| {
        let mut by_class: Vec<(LabelId, f64)> = shares
            .iter()
            .enumerate()
            .map(|(class, share)| (LabelId(class as u16), *share))
            .filter(|(_, share)| *share > 0.0)
            .collect();
        by_class.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        by_class
    };
    let consensus = view
        .findings
        .probable
        .as_ref()
        .and_then(|found| found.as_ref().ok());
    let model = view
        .findings
        .model
        .as_ref()
        .and_then(|model| model.as_ref().ok());
    Likely {
        probable: consensus.and_then(|consensus| {
            let shares = consensus.of(item)?;
            Some((sorted(shares), consensus.method.as_str()))
        }),
        model: model
            // A check may still be corrected: what the model thinks of it stays untold.
            .filter(|_| matches!(view.items.side(item), Split::Pool(_)))
            .and_then(|model| model.get(item))
            .map(sorted),
    }
}

/// Why an item comes now, in words, the weightiest first. Unless the reviewer may know what the
/// model thinks, no reason names a class: it would answer the question.
pub(super) fn reasons(view: &View<'_>, queued: Queued, may_know: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    let decided = view.state.item(queued.item).adjudication();
    match (queued.standing, decided.map(|decided| &decided.decision)) {
        (Standing::GapTouched, Some(Adjudication::GuidelineGap(question))) => reasons.push(
            format!("the guidelines have changed since this was asked of them: {question}"),
        ),
        (Standing::Waiting, _) => reasons.push("it waits for somebody's judgement".into()),
        _ => {}
    }
    let facts = view.ground.facts(queued.row);
    if facts.older > 0 && queued.standing == Standing::Open {
        reasons.push(match facts.older {
            1 => "one of its labels was given under older guidelines".into(),
            count => format!("{count} of its labels were given under older guidelines"),
        });
    }
    if let Some(found) = view.findings.suspicions.get(&queued.item) {
        let told = if may_know {
            &found.after
        } else {
            &found.before
        };
        reasons.extend(told.iter().cloned());
    }
    if facts.split > 0.0 {
        reasons.push(format!("split {:.2} of 1", facts.split));
    }
    reasons.extend(worth_in_words(view, queued.item));
    reasons
}

/// Whether a label here or for a new item is worth more, in words.
fn worth_in_words(view: &View<'_>, item: ItemIndex) -> Option<String> {
    let here = view.findings.worth(item)?;
    Some(match view.findings.worth.as_ref()?.new {
        Some(new) if here < new => format!(
            "one more label here is worth more than one for a new item ({here:.2} against \
             {new:.2} by ActiveLab: the lower wins)"
        ),
        Some(new) => format!(
            "a label for a new item is worth more than one more here ({new:.2} against {here:.2} \
             by ActiveLab: the lower wins)"
        ),
        None => format!("no new item is left to label ({here:.2} by ActiveLab)"),
    })
}
