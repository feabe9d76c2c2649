//! Do a project's journals become the votes they hold?

use jiff::Timestamp;

use crate::agreement::{Voices, Votes};
use crate::journal::event::{
    Answer, Answered, ImportFinished, ImportStarted, ImportedLabel, OracleRecord, QueryRecord,
};
use crate::journal::{Entry, Event};
use crate::pool::{Item, Items};
use crate::schema::{Annotator, Arm, LabelSet};
use crate::state::State;

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

fn votes(state: &State, voices: Voices) -> Votes {
    Votes::of_state(state, items().len(), voices)
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
    let votes = votes(&state, Voices::People);
    assert_eq!(labels(&votes), (vec![vec![0, 1]], vec![]));
    assert_eq!(votes.classes(), 2);
    assert_eq!(votes.row(0)[0].given_at, Timestamp::from_second(1_001).ok());
}

#[test]
fn a_repeat_is_a_pass_and_a_correction_is_none() {
    let state = state([
        said("ada", "x", "a", Arm::Active),
        said("ada", "x", "b", Arm::Active),
        said("ada", "y", "a", Arm::Active),
        said("ada", "y", "b", Arm::Repeat),
    ]);
    let found = labels(&votes(&state, Voices::People));
    assert_eq!(found, (vec![vec![1], vec![1]], vec![vec![0, 1]]));
}

#[test]
fn two_imports_of_one_person_are_passes_and_an_import_beside_a_journal_is_a_copy() {
    let mut events = Vec::new();
    events.extend(imported("cy", "first.csv", "x", "a"));
    events.extend(imported("cy", "second.csv", "x", "b"));
    events.push(said("ada", "y", "a", Arm::Active));
    events.extend(imported("ada", "ada.csv", "y", "a"));
    let found = labels(&votes(&state(events), Voices::People));
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
    assert_eq!(votes(&state, Voices::People).annotators().len(), 1);
    assert_eq!(labels(&votes(&state, Voices::All)).0, vec![vec![0, 1]]);
}

#[test]
fn guidelines_come_along_where_they_are_known() {
    let label = || Answer::Label("a".to_owned());
    let mut events = vec![answered("ada", "x", label(), Arm::Active, "hash")];
    events.extend(imported("bob", "file", "x", "a"));
    let votes = votes(&state(events), Voices::People);
    assert_eq!(votes.guidelines(), ["hash"]);
    let known: Vec<Option<u32>> = votes.row(0).iter().map(|vote| vote.guidelines).collect();
    assert_eq!(known, [Some(0), None]);
}
