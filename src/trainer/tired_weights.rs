//! Weighs labels given while tired less, once they are found to change more often.
//!
//! A sample of them and as many given while fresh were asked again,
//! and the interval of the difference lies above nothing. Until then every label counts the same.
//! Invariant: the weights follow from the journals alone; they hold from the opening of a project
//! to its closing.

use std::collections::{BTreeSet, HashMap};

use super::targets::TiredWeights;
use crate::schema::{Annotator, Arm, ItemIndex, RepeatPurpose};
use crate::state::{State, Verdict};
use crate::wellbeing::TiredGap;

/// What the tired labels of each person weigh, where that is not 1.
pub(crate) fn tired_weights(state: &State) -> Option<TiredWeights> {
    let people: BTreeSet<&Annotator> = state
        .sessions()
        .iter()
        .map(|session| &session.annotator)
        .collect();
    let weights: Vec<(Annotator, f32)> = people
        .into_iter()
        .filter_map(|person| Some((person, tired_gap(state, person)?)))
        .filter(|(_, gap)| gap.is_certain())
        .map(|(person, gap)| (person.clone(), gap.weight() as f32))
        .collect();
    (!weights.is_empty()).then(|| TiredWeights::new(weights))
}

/// How much more often a person's tired answers changed than their fresh ones, as far as that was
/// asked.
pub(crate) fn tired_gap(state: &State, annotator: &Annotator) -> Option<TiredGap> {
    let mut asked = [(0, 0); 2];
    for (item, (purpose, verdict)) in sampled(state, annotator) {
        let counts = match purpose {
            RepeatPurpose::Tired => &mut asked[0],
            RepeatPurpose::Fresh => &mut asked[1],
            RepeatPurpose::Masked | RepeatPurpose::Planted => continue,
        };
        let before = state.item(item).judgement_of(annotator);
        counts.0 += usize::from(before.map(|before| before.verdict) != Some(verdict));
        counts.1 += 1;
    }
    TiredGap::of(asked[0], asked[1])
}

/// What a person was asked again for another purpose than planted repeats have, and what they said.
pub(crate) fn sampled(
    state: &State,
    annotator: &Annotator,
) -> HashMap<ItemIndex, (RepeatPurpose, Verdict)> {
    let repeated = state
        .timed_judgements(annotator)
        .filter(|(_, reading)| reading.arm == Arm::Repeat)
        .map(|(_, reading)| reading.item);
    let mut sampled = HashMap::new();
    for item in repeated {
        for judgement in state.item(item).repeats_of(annotator) {
            if let Some(purpose) = judgement.repeat
                && purpose != RepeatPurpose::Planted
            {
                sampled.insert(item, (purpose, judgement.verdict));
            }
        }
    }
    sampled
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::journal::event::{Answer, Answered, QueryRecord, SessionStarted};
    use crate::journal::{Entry, Event};
    use crate::pool::{Item, Items};
    use crate::schema::LabelSet;

    /// Items that were each answered and asked again: so many of a purpose, so many changed.
    fn state(asked: &[(RepeatPurpose, usize, usize)]) -> State {
        let count: usize = asked.iter().map(|(_, asked, _)| asked).sum();
        let item = |n: usize| Item {
            id: n.to_string(),
            text: String::new(),
            fields: Vec::new(),
        };
        let items = Items::new((0..count).map(item).collect(), |_| false);
        let mut state = State::new(LabelSet::from_names(["a", "b"]), &items);
        let ada = Annotator::new("ada").unwrap();
        let mut seq = 0;
        let mut apply = |event| {
            seq += 1;
            let at = Timestamp::UNIX_EPOCH;
            state.apply(&items, 0, seq, &Entry { at, event });
        };
        apply(Event::SessionStarted(SessionStarted {
            session: 1,
            annotator: ada.clone(),
            guidelines: String::new(),
        }));
        let answered = |item: usize, label: &str, query| {
            Event::Answered(Answered {
                session: Some(1),
                annotator: ada.clone(),
                item: item.to_string(),
                answer: Answer::Label(label.into()),
                shown_at: Timestamp::UNIX_EPOCH,
                active_seconds: 1.0,
                guidelines: String::new(),
                query,
                oracle: None,
                person: None,
            })
        };
        let mut item = 0;
        for (purpose, asked, changed) in asked {
            for n in 0..*asked {
                apply(answered(item, "a", QueryRecord::of(Arm::Active)));
                let again = QueryRecord {
                    repeat: Some(*purpose),
                    ..QueryRecord::of(Arm::Repeat)
                };
                apply(answered(item, if n < *changed { "b" } else { "a" }, again));
                item += 1;
            }
        }
        state
    }

    #[test]
    fn labels_weigh_less_only_where_the_gap_is_certain() {
        use RepeatPurpose::{Fresh, Planted, Tired};
        assert!(tired_weights(&state(&[(Tired, 20, 2), (Fresh, 20, 1)])).is_none());
        assert!(tired_weights(&state(&[(Tired, 20, 15)])).is_none());
        assert!(tired_weights(&state(&[(Planted, 40, 30)])).is_none());
        let certain = state(&[(Tired, 20, 8), (Fresh, 20, 0)]);
        let gap = tired_gap(&certain, &Annotator::new("ada").unwrap()).unwrap();
        assert!(gap.is_certain());
        // 12 of 20 stood, against 20 of 20.
        assert!((gap.weight() - 0.6).abs() < 1e-9);
        assert!(tired_weights(&certain).is_some());
    }
}
