//! One example of everything that can happen, with awkward text and numbers in it.

use std::collections::BTreeMap;

use super::at;
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, BreakTaken, ClassAdded, ClassMerged,
    ClassRenamed, Created, DisplacedRecord, Event, FatigueRecord, Flagged, ImportFinished,
    ImportStarted, ImportedLabel, JudgementRequested, LabelMapped, NearestRecord, Noted,
    OracleRecord, PersonRecord, QueryRecord, Repaired, SensitivityMarked, SessionEnded,
    SessionStarted, Undone, WeighedRecord,
};
use crate::schema::{Annotator, Arm, FatigueState, RepeatPurpose, ViewLevel};

fn ada() -> Annotator {
    Annotator::new("ada").unwrap()
}

/// The place of a kind among the others; a new kind does not compile until it has one.
pub(super) fn kind(event: &Event) -> usize {
    match event {
        Event::Created(_) => 0,
        Event::SessionStarted(_) => 1,
        Event::SessionEnded(_) => 2,
        Event::BreakTaken(_) => 3,
        Event::Answered(_) => 4,
        Event::Undone(_) => 5,
        Event::Flagged(_) => 6,
        Event::Noted(_) => 7,
        Event::ClassAdded(_) => 8,
        Event::ClassRenamed(_) => 9,
        Event::ClassMerged(_) => 10,
        Event::ImportStarted(_) => 11,
        Event::ImportedLabel(_) => 12,
        Event::ImportFinished(_) => 13,
        Event::Repaired(_) => 14,
        Event::SensitivityMarked(_) => 15,
        Event::LabelMapped(_) => 16,
        Event::Adjudicated(_) => 17,
        Event::JudgementRequested(_) => 18,
        Event::Unknown => 19,
    }
}

pub(super) fn answered(item: &str, answer: Answer) -> Answered {
    Answered {
        session: Some(1),
        annotator: ada(),
        item: item.to_owned(),
        answer,
        shown_at: at(3),
        active_seconds: 0.1 + 0.2,
        guidelines: "0f".repeat(32),
        query: QueryRecord {
            arm: Arm::Active,
            strategy: Some("entropy".into()),
            aim: Some("finding spam".into()),
            score: Some(-1.5e-7),
            runner_up: Some(-2.5e-7),
            rank: Some(1),
            pool: 0,
            candidates: 99_999,
            draw_probability: None,
            offered: Some("811".into()),
            quota: Some("channel = web".into()),
            expected_seconds: Some(7.5),
            nearest: Some(NearestRecord {
                item: "812".into(),
                cosine: 0.93,
            }),
            repeat: Some(RepeatPurpose::Planted),
            displaced: vec![DisplacedRecord {
                item: "813".into(),
                reason: "wellbeing".into(),
                drawn_by: Some(Arm::Random),
                draw_probability: Some(0.1 / 3.0),
            }],
            knows: u64::MAX,
            words_only: true,
            model: Some("cafe".into()),
            probabilities: Some(BTreeMap::from([("spam".into(), 0.7), ("ham".into(), 0.3)])),
            votes: Some(BTreeMap::from([("h".into(), "spam".into())])),
            disagreement: Some(f64::MIN_POSITIVE),
            vote_entropy: None,
            opinion_shown: true,
        },
        oracle: None,
        person: Some(Box::new(PersonRecord {
            revealed_after: Some(1.25),
            first_key_after: Some(0.1),
            longest_pause: 59.9,
            away_seconds: 600.0,
            scrolled: true,
            interrupted: true,
            seen: Some(ViewLevel::Partial),
            fatigue: Some(FatigueRecord {
                state: FatigueState::Drifting,
                slow: Some(0.1 + 0.2),
                rush: Some(0.0),
                variability: None,
                lapse: Some(f64::MIN_POSITIVE),
                minutes_since_break: 12.5,
                detector: 1,
            }),
        })),
    }
}

fn bare() -> Answered {
    let mut bare = answered("bare", Answer::Skip);
    bare.session = None;
    bare.person = Some(Box::default());
    bare.oracle = Some(Box::new(OracleRecord {
        program: "\u{1b}[2Jbot".into(),
        command: "ef".repeat(32),
        failure: Some("timeout".into()),
    }));
    bare.query = QueryRecord {
        draw_probability: Some(1.0 / 3.0),
        ..QueryRecord::of(Arm::Holdout)
    };
    bare
}

pub(super) fn created() -> Event {
    Event::Created(Created {
        format: 1,
        project: "tickets".into(),
        writer: ada(),
        querist: "0.1.0".into(),
    })
}

/// Every kind but [`Event::Unknown`], which cannot be written.
pub(super) fn every_event() -> Vec<Event> {
    let label = |name: &str| Answer::Label(name.into());
    let mut all = vec![
        created(),
        Event::SessionStarted(SessionStarted {
            session: 1,
            annotator: ada(),
            guidelines: String::new(),
        }),
        Event::Answered(answered(
            "a",
            label("späm \"quoted\" \\ \n\u{202e}\u{1f600}"),
        )),
        Event::Answered(answered("\u{0}\u{1b}[2J", Answer::Unsure)),
        Event::Answered(bare()),
        Event::Undone(Undone { seq: 3 }),
        Event::Flagged(Flagged {
            annotator: ada(),
            item: "a".into(),
            flagged: true,
        }),
        Event::Noted(Noted {
            annotator: ada(),
            item: "a".into(),
            note: "},\"h\":\"00\"}\r\n{\"seq\":1".into(),
        }),
        Event::ClassAdded(ClassAdded {
            name: "new".into(),
            key: Some('ß'),
        }),
        Event::ClassAdded(ClassAdded {
            name: "no key".into(),
            key: None,
        }),
        Event::ClassRenamed(ClassRenamed {
            from: "new".into(),
            to: "newer".into(),
        }),
        Event::ClassMerged(ClassMerged {
            from: "newer".into(),
            into: "späm".into(),
        }),
        Event::ImportStarted(ImportStarted {
            annotator: ada(),
            source: "bob's labels.csv".into(),
            hash: "ab".repeat(32),
        }),
        Event::ImportedLabel(ImportedLabel {
            annotator: Annotator::new("bob").unwrap(),
            item: "b".into(),
            label: "ham".into(),
            given_at: Some(at(-5)),
            note: Some("unsure?".into()),
            source: "ab".repeat(32),
        }),
        Event::ImportedLabel(ImportedLabel {
            annotator: Annotator::new("bob").unwrap(),
            item: "c".into(),
            label: "ham".into(),
            given_at: None,
            note: None,
            source: "ab".repeat(32),
        }),
        Event::ImportFinished(ImportFinished {
            source: "ab".repeat(32),
            labels: 2,
        }),
        Event::BreakTaken(BreakTaken {
            session: 1,
            seconds: 61.5,
        }),
        Event::Repaired(Repaired {
            offset: 4096,
            length: 17,
            blake3: "cd".repeat(32),
        }),
        Event::SessionEnded(SessionEnded {
            session: 1,
            active_seconds: 1e6,
            answers: 3,
        }),
    ];
    all.extend(events_of_a_review());
    all
}

/// What is said beside the labels: marks, meanings, decisions and requests.
fn events_of_a_review() -> Vec<Event> {
    vec![
        Event::SensitivityMarked(SensitivityMarked {
            annotator: ada(),
            item: "a".into(),
            sensitive: true,
            category: Some("illness".into()),
        }),
        Event::LabelMapped(LabelMapped {
            from: "SPAM!".into(),
            to: Some("späm".into()),
        }),
        Event::LabelMapped(LabelMapped {
            from: "n/a".into(),
            to: None,
        }),
        adjudicated("a", AdjudicationRecord::Label("späm".into())),
        adjudicated("b", AdjudicationRecord::KeepDistribution),
        adjudicated(
            "c",
            AdjudicationRecord::GuidelineGap("\u{1b}]0;is \"Ham\" ham?".into()),
        ),
        Event::JudgementRequested(JudgementRequested {
            annotator: ada(),
            item: "a".into(),
            of: Annotator::new("bob").unwrap(),
            why: Some("read it to the end".into()),
        }),
    ]
}

fn adjudicated(item: &str, ruling: AdjudicationRecord) -> Event {
    Event::Adjudicated(Adjudicated {
        session: Some(1),
        annotator: ada(),
        item: item.into(),
        ruling,
        weighed: vec![WeighedRecord {
            annotator: Annotator::new("bob").unwrap(),
            journal: ada(),
            seq: 14,
            label: None,
        }],
        rationale: Some("=cmd|' /C calc'!A0".into()),
        guidelines: "0f".repeat(32),
        active_seconds: 4.5,
        names_shown: false,
        opinion_shown: true,
    })
}

/// A short journal whose lines are of different lengths.
pub(super) fn few_events() -> Vec<Event> {
    vec![
        created(),
        Event::Answered(bare()),
        Event::Undone(Undone { seq: 2 }),
        Event::ClassAdded(ClassAdded {
            name: "né".into(),
            key: None,
        }),
    ]
}
