//! Gathers the votes that a project holds.
//!
//! The judgements of each item that are in force and say a label; "unsure" is no vote. A pass is
//! a first judgement, one that repeats were asked for, or one of several imports of the same
//! person; any other judgement of the same person corrects the pass before it, and an import
//! beside a judgement of the journal is its copy. A repeat measures its annotator and replaces
//! nothing, so the last pass that is none is the vote; whoever ended with "unsure" has no vote.

use super::votes::{Annotation, Votes};
use crate::schema::{Arm, ItemIndex};
use crate::state::{Judgement, State, Verdict};

/// Whose judgements count as votes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum VoteSource {
    /// People's alone.
    #[default]
    People,
    /// Those of programs, too.
    All,
}

impl VoteSource {
    /// Whether a judgement counts.
    pub(crate) fn hears(self, said: &Judgement) -> bool {
        self == Self::All || said.oracle.is_none()
    }
}

impl Votes {
    /// The votes on a project's items: `items` is how many it has.
    pub(crate) fn of_state(state: &State, items: usize, source: VoteSource) -> Self {
        let annotations = (0..items as u32).map(ItemIndex).flat_map(|index| {
            let all = state.item(index).all_judgements();
            let heard: Vec<&Judgement> = all.filter(|said| source.hears(said)).collect();
            let passes = passes(&heard);
            let repeats = passes.iter().filter(|pass| pass.is_repeat());
            // The last of an annotator's annotations is the vote.
            let in_order = repeats.chain(passes.iter().filter(|pass| !pass.is_repeat()));
            let sure: Vec<&Judgement> = in_order
                .filter(|judgement| ends_sure(&passes, judgement))
                .copied()
                .collect();
            sure.into_iter()
                .filter_map(move |judgement| Annotation::of(index, judgement))
        });
        Self::new(state.labels().len(), annotations)
    }
}

/// Judgements of one item that stand as passes, in their order.
fn passes<'a>(heard: &[&'a Judgement]) -> Vec<&'a Judgement> {
    let mut passes: Vec<&Judgement> = Vec::new();
    for judgement in heard {
        let before = passes
            .iter()
            .rposition(|known| known.annotator == judgement.annotator);
        match before {
            Some(at) if corrects(passes[at], judgement) => passes[at] = judgement,
            _ => passes.push(judgement),
        }
    }
    passes
}

/// Whether a judgement stands in the place of the one before it.
fn corrects(before: &Judgement, judgement: &Judgement) -> bool {
    let both_imported = before.arm == Arm::Imported && judgement.arm == Arm::Imported;
    judgement.arm != Arm::Repeat && !both_imported
}

/// Whether the last word of this judgement's annotator, repeats aside, is a label.
fn ends_sure(passes: &[&Judgement], judgement: &Judgement) -> bool {
    let last = passes
        .iter()
        .rfind(|pass| pass.annotator == judgement.annotator && !pass.is_repeat());
    last.is_some_and(|last| matches!(last.verdict, Verdict::Label(_)))
}

impl Annotation {
    /// Of a judgement of an item; `None` when it says no label.
    pub(crate) fn of(item: ItemIndex, judgement: &Judgement) -> Option<Self> {
        Some(Self {
            item,
            annotator: judgement.annotator.clone(),
            label: judgement.label()?,
            given_at: Some(judgement.given_at),
            guidelines: (!judgement.guidelines.is_empty()).then(|| judgement.guidelines.clone()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    use crate::journal::event::{
        Answer, Answered, ImportFinished, ImportStarted, ImportedLabel, OracleRecord, QueryRecord,
    };
    use crate::journal::{Entry, Event};
    use crate::pool::{Item, Items};
    use crate::schema::{Annotator, LabelSet};

    fn items() -> Items {
        let item = |id: &str| Item {
            id: id.to_owned(),
            text: id.to_owned(),
            fields: Vec::new(),
        };
        Items::new(["x", "y", "z"].map(item).to_vec(), |_| false)
    }

    fn answered(who: &str, item: &str, answer: Answer, arm: Arm, guidelines: &str) -> Event {
        Event::Answered(Answered {
            session: None,
            annotator: Annotator::new(who).unwrap(),
            item: item.to_owned(),
            answer,
            shown_at: Timestamp::UNIX_EPOCH,
            active_seconds: 1.0,
            guidelines: guidelines.to_owned(),
            query: QueryRecord::of(arm),
            oracle: None,
            person: None,
        })
    }

    fn said(who: &str, item: &str, label: &str, arm: Arm) -> Event {
        answered(who, item, Answer::Label(label.to_owned()), arm, "")
    }

    fn imported(who: &str, source: &str, item: &str, label: &str) -> [Event; 3] {
        let annotator = Annotator::new(who).unwrap();
        [
            Event::ImportStarted(ImportStarted {
                annotator: annotator.clone(),
                source: source.to_owned(),
                hash: source.to_owned(),
            }),
            Event::ImportedLabel(ImportedLabel {
                annotator,
                item: item.to_owned(),
                label: label.to_owned(),
                given_at: None,
                note: None,
                source: source.to_owned(),
            }),
            Event::ImportFinished(ImportFinished {
                source: source.to_owned(),
                labels: 1,
            }),
        ]
    }

    fn state(events: impl IntoIterator<Item = Event>) -> State {
        let items = items();
        let mut state = State::new(LabelSet::from_names(["a", "b"]), &items);
        for (seq, event) in (1_u32..).zip(events) {
            let at = Timestamp::from_second(1_000 + i64::from(seq)).unwrap();
            state.apply(&items, 0, u64::from(seq), &Entry { at, event });
        }
        state
    }

    fn votes(state: &State, source: VoteSource) -> Votes {
        Votes::of_state(state, items().len(), source)
    }

    /// Labels of each row, and of each group of passes.
    fn labels(votes: &Votes) -> (Vec<Vec<u16>>, Vec<Vec<u16>>) {
        let rows = votes
            .rows()
            .map(|row| row.iter().map(|vote| vote.label.0).collect());
        let passes = votes
            .passes()
            .map(|group| group.iter().map(|vote| vote.label.0).collect());
        (rows.collect(), passes.collect())
    }

    #[test]
    fn labels_in_force_are_votes_and_unsure_is_none() {
        let state = state([
            said("ada", "x", "a", Arm::Active),
            said("bob", "x", "b", Arm::Random),
            answered("ada", "y", Answer::Unsure, Arm::Active, ""),
            answered("bob", "z", Answer::Skip, Arm::Active, ""),
            said("bob", "y", "b", Arm::Active),
            answered("bob", "y", Answer::Unsure, Arm::Active, ""),
        ]);
        let votes = votes(&state, VoteSource::People);
        assert_eq!(labels(&votes), (vec![vec![0, 1]], vec![]));
        assert_eq!(votes.classes(), 2);
        assert_eq!(votes.row(0)[0].given_at, Timestamp::from_second(1_001).ok());
    }

    #[test]
    fn a_repeat_is_a_pass_that_replaces_nothing_and_a_correction_is_no_pass() {
        let state = state([
            said("ada", "x", "a", Arm::Active),
            said("ada", "x", "b", Arm::Active),
            said("ada", "y", "a", Arm::Active),
            said("ada", "y", "b", Arm::Repeat),
            said("ada", "z", "a", Arm::Active),
            answered("ada", "z", Answer::Unsure, Arm::Repeat, ""),
        ]);
        let found = labels(&votes(&state, VoteSource::People));
        assert_eq!(
            found,
            (vec![vec![1], vec![0], vec![0]], vec![vec![1, 0]]),
            "the label in force stands last among its passes"
        );
    }

    #[test]
    fn two_imports_of_one_person_are_passes_and_an_import_beside_a_journal_is_a_copy() {
        let mut events = Vec::new();
        events.extend(imported("cy", "first.csv", "x", "a"));
        events.extend(imported("cy", "second.csv", "x", "b"));
        events.push(said("ada", "y", "a", Arm::Active));
        events.extend(imported("ada", "ada.csv", "y", "a"));
        let found = labels(&votes(&state(events), VoteSource::People));
        assert_eq!(found, (vec![vec![1], vec![0]], vec![vec![0, 1]]));
    }

    #[test]
    fn programs_are_heard_only_when_asked_for() {
        let Event::Answered(mut program) = said("bot", "x", "b", Arm::Active) else {
            panic!("an answer");
        };
        program.oracle = Some(Box::new(OracleRecord {
            program: "bot".to_owned(),
            command: String::new(),
            failure: None,
        }));
        let state = state([said("ada", "x", "a", Arm::Active), Event::Answered(program)]);
        assert_eq!(votes(&state, VoteSource::People).annotators().len(), 1);
        assert_eq!(labels(&votes(&state, VoteSource::All)).0, vec![vec![0, 1]]);
    }

    #[test]
    fn guidelines_come_along_where_they_are_known() {
        let label = || Answer::Label("a".to_owned());
        let mut events = vec![answered("ada", "x", label(), Arm::Active, "hash")];
        events.extend(imported("bob", "file", "x", "a"));
        let votes = votes(&state(events), VoteSource::People);
        assert_eq!(votes.guidelines, ["hash"]);
        let known: Vec<Option<u32>> = votes.row(0).iter().map(|vote| vote.guidelines).collect();
        assert_eq!(known, [Some(0), None]);
    }
}
