//! Tests that views hold what was said, and lose none of it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Export, LeftOut, View, jsonl, rows};
use crate::agreement::VoteSource;
use crate::agreement::consensus::Unidentified;
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, FatigueRecord, ImportFinished,
    ImportStarted, ImportedLabel, PersonRecord, QueryRecord, Undone, WeighedRecord,
};
use crate::journal::{Entry, Event};
use crate::pool::{Item, Items};
use crate::schema::{Annotator, Arm, FatigueState, LabelSet, RepeatPurpose, ViewLevel};
use crate::state::State;

fn items() -> Items {
    let item = |id: &str| Item {
        id: id.to_owned(),
        text: format!("the text of {id}"),
        fields: Vec::new(),
    };
    Items::new(["x", "y", "z", "v", "w"].map(item).to_vec(), |_| false)
}

fn name(who: &str) -> Annotator {
    Annotator::new(who).unwrap()
}

/// An answer of somebody who was tired, took long and saw a veiled item.
fn answered(who: &str, item: &str, answer: Answer, query: QueryRecord) -> Event {
    Event::Answered(Answered {
        session: None,
        annotator: name(who),
        item: item.to_owned(),
        answer,
        shown_at: Timestamp::UNIX_EPOCH,
        active_seconds: 987.5,
        guidelines: "rules".to_owned(),
        query,
        oracle: None,
        person: Some(Box::new(PersonRecord {
            revealed_after: Some(9.875),
            seen: Some(ViewLevel::Masked),
            fatigue: Some(FatigueRecord {
                state: FatigueState::Tired,
                slow: Some(0.987),
                rush: None,
                variability: None,
                lapse: None,
                minutes_since_break: 98.75,
                detector: 1,
            }),
            ..PersonRecord::default()
        })),
    })
}

fn said(who: &str, item: &str, label: &str) -> Event {
    let label = Answer::Label(label.to_owned());
    answered(who, item, label, QueryRecord::of(Arm::Active))
}

fn unsure(who: &str, item: &str) -> Event {
    answered(who, item, Answer::Unsure, QueryRecord::of(Arm::Random))
}

fn repeated(who: &str, item: &str, label: &str) -> Event {
    let query = QueryRecord {
        repeat: Some(RepeatPurpose::Tired),
        ..QueryRecord::of(Arm::Repeat)
    };
    answered(who, item, Answer::Label(label.to_owned()), query)
}

fn imported(who: &str, item: &str, label: &str) -> [Event; 3] {
    [
        Event::ImportStarted(ImportStarted {
            annotator: name(who),
            source: "file.csv".to_owned(),
            hash: "hash".to_owned(),
        }),
        Event::ImportedLabel(ImportedLabel {
            annotator: name(who),
            item: item.to_owned(),
            label: label.to_owned(),
            given_at: None,
            note: Some("I think".to_owned()),
            source: "hash".to_owned(),
        }),
        Event::ImportFinished(ImportFinished {
            source: "hash".to_owned(),
            labels: 1,
        }),
    ]
}

fn ruled(item: &str, ruling: AdjudicationRecord) -> Event {
    Event::Adjudicated(Adjudicated {
        session: None,
        annotator: name("eve"),
        item: item.to_owned(),
        ruling,
        weighed: vec![WeighedRecord {
            annotator: name("bob"),
            journal: name("ada"),
            seq: 2,
            label: Some("b".to_owned()),
        }],
        rationale: Some("because".to_owned()),
        guidelines: "new rules".to_owned(),
        active_seconds: 987.5,
        names_shown: false,
        opinion_shown: false,
    })
}

fn label(class: &str) -> AdjudicationRecord {
    AdjudicationRecord::Label(class.to_owned())
}

fn state(events: &[Event]) -> State {
    let items = items();
    let mut state = State::new(LabelSet::from_names(["a", "b"]), &items);
    for (seq, event) in events.iter().enumerate() {
        let at = Timestamp::from_second(1_000 + seq.cast_signed() as i64).unwrap();
        let event = event.clone();
        state.apply(&items, 0, seq as u64 + 1, &Entry { at, event });
    }
    state
}

/// Three people on x, who differ; two on y, who agree; one on z; nobody sure of v.
fn annotations() -> Vec<Event> {
    let mut events = vec![
        said("ada", "x", "a"),
        said("bob", "x", "b"),
        said("ada", "y", "b"),
        said("bob", "y", "a"),
        said("ada", "y", "a"),
        repeated("bob", "y", "b"),
        said("ada", "z", "a"),
        unsure("bob", "v"),
    ];
    events.extend(imported("cy", "x", "b"));
    events
}

fn seen<T>(events: &[Event], view: View, look: impl FnOnce(&Export<'_>, &[Value]) -> T) -> T {
    let (items, state) = (items(), state(events));
    let export = rows(&items, &state, view, VoteSource::All).unwrap();
    let lines = jsonl(&export.rows).unwrap();
    let lines: Vec<Value> = String::from_utf8(lines)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    look(&export, &lines)
}

fn told(lines: &[Value], members: &[&str]) -> Vec<Value> {
    let of = |line: &Value| members.iter().map(|name| line[*name].clone()).collect();
    lines.iter().map(of).collect()
}

#[test]
fn the_raw_view_has_revised_judgements_and_repeats_and_says_which_are_in_force() {
    seen(&annotations(), View::Raw, |_, lines| {
        let members = ["item", "annotator", "label", "current", "repeat"];
        assert_eq!(
            told(lines, &members),
            [
                json!(["x", "ada", "a", true, ""]),
                json!(["x", "bob", "b", true, ""]),
                json!(["x", "cy", "b", true, ""]),
                json!(["y", "ada", "b", false, ""]),
                json!(["y", "bob", "a", true, ""]),
                json!(["y", "ada", "a", true, ""]),
                json!(["y", "bob", "b", false, "sampled"]),
                json!(["z", "ada", "a", true, ""]),
                json!(["v", "bob", null, true, ""]),
            ]
        );
        assert_eq!(lines[2]["imported_note"], "I think");
        assert_eq!(lines[2]["source"], "hash");
        assert_eq!(lines[3]["judgements"], 2);
    });
}

#[test]
fn what_was_taken_back_is_in_no_view() {
    let mut events = annotations();
    events.push(said("dee", "w", "a"));
    let taken = events.len() as u64;
    events.push(Event::Undone(Undone { seq: taken }));
    for view in [View::Raw, View::Majority, View::Soft] {
        seen(&events, view, |_, lines| {
            assert!(lines.iter().all(|line| line["item"] != "w"), "{view:?}");
        });
    }
}

#[test]
fn decisions_change_no_byte_of_the_raw_view() {
    let raw = |events: &[Event]| {
        let (items, state) = (items(), state(events));
        let export = rows(&items, &state, View::Raw, VoteSource::All).unwrap();
        jsonl(&export.rows).unwrap()
    };
    let before = raw(&annotations());
    let mut events = annotations();
    events.push(ruled("x", label("a")));
    events.push(ruled("y", AdjudicationRecord::KeepDistribution));
    events.push(ruled(
        "w",
        AdjudicationRecord::GuidelineGap("and now?".to_owned()),
    ));
    assert_eq!(raw(&events), before);
}

#[test]
fn every_row_of_an_item_carries_the_voices_that_lost() {
    let mut events = annotations();
    events.push(ruled("x", AdjudicationRecord::KeepDistribution));
    events.push(ruled("x", label("a")));
    for view in [View::Majority, View::Adjudicated, View::Soft] {
        seen(&events, view, |_, lines| {
            let x = &lines[0];
            assert_eq!(x["votes"], json!({"a": 1, "b": 2}), "{view:?}");
            assert_eq!(x["judgements"], 3);
            assert_eq!(x["adjudicated"], true);
            let decision = &x["adjudication"];
            assert_eq!(decision["ruling"], "label");
            assert_eq!(decision["label"], "a");
            assert_eq!(decision["annotator"], "eve");
            assert_eq!(decision["rationale"], "because");
            assert_eq!(decision["guidelines"], "new rules");
            assert_eq!(
                decision["weighed"],
                json!([{"annotator": "bob", "journal": "ada", "entry": 2, "label": "b"}])
            );
            let earlier = &x["earlier_adjudications"];
            assert_eq!(earlier[0]["ruling"], "keep_distribution");
            assert_eq!(lines[1]["adjudicated"], false);
            assert!(lines[1]["adjudication"].is_null());
        });
    }
    seen(&events, View::Majority, |_, lines| {
        assert_eq!(lines[0]["label"], "b");
        assert_eq!(lines[0]["annotator"], "bob");
        assert_eq!(lines[0]["annotators"], json!(["bob", "cy"]));
        let distribution = &lines[0]["distribution"];
        assert_eq!(*distribution, json!({"a": 1.0 / 3.0, "b": 2.0 / 3.0}));
    });
}

#[test]
fn the_adjudicated_view_says_what_was_decided_and_leaves_the_undecided_out() {
    seen(&annotations(), View::Adjudicated, |export, lines| {
        let members = ["item", "label", "verdict"];
        assert_eq!(
            told(lines, &members),
            [
                json!(["y", "a", "label"]),
                json!(["z", "a", "label"]),
                json!(["v", null, "unsure"]),
            ]
        );
        assert_eq!(export.left_out, [(LeftOut::Undecided, 1)]);
    });
    let mut events = annotations();
    events.push(ruled("x", label("a")));
    events.push(ruled("y", AdjudicationRecord::KeepDistribution));
    events.push(ruled(
        "z",
        AdjudicationRecord::GuidelineGap("what if both?".to_owned()),
    ));
    events.push(ruled("w", label("b")));
    seen(&events, View::Adjudicated, |export, lines| {
        let members = ["item", "label", "verdict", "annotator", "annotators", "arm"];
        assert_eq!(
            told(lines, &members),
            [
                json!(["x", "a", "label", "eve", ["ada"], "active"]),
                json!(["y", null, "distribution", "eve", ["ada", "bob"], "active"]),
                json!(["z", null, "guideline_gap", "eve", ["ada"], "active"]),
                json!(["v", null, "unsure", "bob", ["bob"], "random"]),
                json!(["w", "b", "label", "eve", [], "review"]),
            ]
        );
        assert_eq!(lines[0]["guidelines"], "new rules");
        assert_eq!(lines[1]["distribution"], json!({"a": 1.0}));
        assert_eq!(lines[2]["adjudication"]["question"], "what if both?");
        assert!(lines[4]["distribution"].is_null());
        assert!(export.left_out.is_empty());
    });
    // Taken back, it is as if nobody had decided.
    events.push(Event::Undone(Undone { seq: 12 }));
    seen(&events, View::Adjudicated, |export, _| {
        assert_eq!(export.left_out_for(LeftOut::Undecided), 1);
    });
}

#[test]
fn soft_counts_are_drawn_towards_the_class_shares_and_a_posterior_may_be_refused() {
    seen(&annotations(), View::Soft, |export, lines| {
        // Labels in force: x a b b, y a a, z a; so a 4 of 6 and b 2 of 6.
        let x = &lines[0]["distribution"];
        assert!((x["a"].as_f64().unwrap() - (1.0 + 2.0 / 3.0) / 4.0).abs() < 1e-12);
        assert!((x["b"].as_f64().unwrap() - (2.0 + 1.0 / 3.0) / 4.0).abs() < 1e-12);
        assert!(lines[0]["label"].is_null());
        assert_eq!(lines.len(), 3);
        assert_eq!(export.left_out, [(LeftOut::NoLabel, 1)]);
        assert_eq!(export.unidentified, None);
        let posterior = &lines[0]["posterior"];
        let sum = posterior["a"].as_f64().unwrap() + posterior["b"].as_f64().unwrap();
        assert!((sum - 1.0).abs() < 2e-6, "{posterior}");
        assert!(lines[0]["method"].is_string());
    });
    seen(&annotations()[..4], View::Soft, |export, lines| {
        assert_eq!(export.unidentified, Some(Unidentified::FewAnnotators(2)));
        assert!(lines[0]["posterior"].is_null() && lines[0]["method"].is_null());
        assert!(lines[0]["distribution"]["a"].is_f64());
    });
}

#[test]
fn probable_labels_have_a_probability_or_are_refused() {
    let events: Vec<Event> = ["x", "y", "z", "v"]
        .iter()
        .flat_map(|item| {
            let class = if *item == "x" { "b" } else { "a" };
            ["ada", "bob", "cy"].map(|who| said(who, item, class))
        })
        .chain([said("dee", "x", "a")])
        .collect();
    seen(&events, View::Probable, |_, lines| {
        assert_eq!(told(lines, &["item", "label"])[0], json!(["x", "b"]));
        let probability = lines[0]["probability"].as_f64().unwrap();
        assert!(probability > 0.5 && probability <= 1.0);
        assert_eq!(lines[0]["posterior"]["b"], probability);
        assert_eq!(lines[0]["votes"], json!({"a": 1, "b": 3}));
    });
    let (items, state) = (items(), state(&events[..2]));
    let refused = rows(&items, &state, View::Probable, VoteSource::All);
    assert_eq!(refused.unwrap_err(), Unidentified::FewAnnotators(2));
}

#[test]
fn how_a_person_was_leaves_in_no_view() {
    let mut events = annotations();
    events.push(ruled("x", label("a")));
    for view in [
        View::Raw,
        View::Majority,
        View::Probable,
        View::Adjudicated,
        View::Soft,
    ] {
        let (items, state) = (items(), state(&events));
        let export = rows(&items, &state, view, VoteSource::All).unwrap();
        let lines = String::from_utf8(jsonl(&export.rows).unwrap()).unwrap();
        for word in ["tired", "fatigue", "masked", "987", "9875", "seconds"] {
            assert!(!lines.contains(word), "{view:?}: {word}: {lines}");
        }
    }
}
