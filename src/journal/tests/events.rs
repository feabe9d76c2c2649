//! Checks that the bytes of every event stay as they were released.

use std::collections::BTreeMap;

use super::{at, entries, lines, scanned};
use crate::journal::chain::{GENESIS, SEAL_LENGTH, VerifyError, check, seal};
use crate::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, BreakTaken, ClassAdded, ClassMerged,
    ClassRenamed, ClassRetired, Created, DisplacedRecord, Entry, Event, FatigueRecord, Flagged,
    Grouped, ImportFinished, ImportStarted, ImportedLabel, JudgementRequested, LabelMapped,
    NearestRecord, Noted, OracleRecord, PersonRecord, QueryRecord, Repaired, Restored, Reversed,
    SensitivityMarked, SessionEnded, SessionStarted, Undone, WeighedRecord,
};
use crate::journal::read::Tail;
use blake3::Hash;

use crate::journal::chain;
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
        Event::ClassRetired(_) => 19,
        Event::Grouped(_) => 20,
        Event::Reversed(_) => 21,
        Event::Restored(_) => 22,
        Event::Unknown => 23,
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
            at_once: true,
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
        Event::ClassRetired(ClassRetired {
            name: "späm".into(),
        }),
        Event::Grouped(Grouped { count: 2 }),
        Event::Reversed(Reversed { events: vec![7, 8] }),
        Event::Restored(Restored { events: vec![7] }),
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
            split: None,
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

/// A line with these members between `"prev"` and `"h"`, properly sealed.
fn sealed_by_hand(seq: u64, prev: &Hash, members: &str) -> (Vec<u8>, Hash) {
    let mut line = chain::opening(seq, prev).into_bytes();
    line.extend_from_slice(members.as_bytes());
    let hash = blake3::hash(&line);
    line.extend_from_slice(format!(",\"h\":\"{hash}\"}}\n").as_bytes());
    (line, hash)
}

#[test]
fn every_kind_of_event_reads_back_as_it_was() {
    let written = entries(every_event());
    let mut kinds: Vec<usize> = written.iter().map(|entry| kind(&entry.event)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, (0..kind(&Event::Unknown)).collect::<Vec<_>>());

    let contents = scanned(&lines(&written).concat());
    assert!(matches!(contents.tail, Tail::Clean));
    let read: Vec<_> = contents.records.iter().map(|r| r.entry.clone()).collect();
    assert_eq!(read, written);
    let numbers: Vec<_> = contents.records.iter().map(|r| r.seq).collect();
    assert_eq!(numbers, (1..=written.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_line_is_plain_json_with_the_envelope_around_it() {
    let lines = lines(&entries(few_events()));
    let first = String::from_utf8(lines[0].clone()).unwrap();
    assert!(first.starts_with(&format!(
        "{{\"seq\":1,\"prev\":\"{}\",\"at\":\"",
        "0".repeat(64)
    )));
    assert!(first.ends_with("\"}\n"));
    let seal_of = |line: &[u8]| {
        let line: serde_json::Value = serde_json::from_slice(line).unwrap();
        line["h"].as_str().unwrap().to_owned()
    };
    let second: serde_json::Value = serde_json::from_slice(&lines[1]).unwrap();
    assert_eq!(second["prev"], seal_of(&lines[0]));
}

#[test]
fn no_event_has_a_member_that_the_envelope_has() {
    for entry in entries(every_event()) {
        let body = serde_json::to_value(&entry).unwrap();
        for name in ["seq", "prev", "h"] {
            assert!(body.get(name).is_none(), "{name} in {body}");
        }
    }
}

#[test]
fn what_a_newer_version_wrote_is_kept_and_the_chain_goes_on() {
    let (first, prev) = (lines(&entries(vec![created()])).concat(), {
        let line = seal(1, &GENESIS, &entries(vec![created()])[0]).unwrap();
        line.hash
    });
    let (unknown, prev) = sealed_by_hand(
        2,
        &prev,
        r#""at":"2030-01-01T00:00:00Z","event":"dreamt","of":{"electric":["sheep",1.5]}"#,
    );
    let (extended, _) = sealed_by_hand(
        3,
        &prev,
        r#""at":"2030-01-01T00:00:00Z","event":"undone","undoes":1,"because":{"of":"you"}"#,
    );
    let contents = scanned(&[first, unknown, extended].concat());
    assert!(matches!(contents.tail, Tail::Clean), "{:?}", contents.tail);
    assert_eq!(contents.records[1].entry.event, Event::Unknown);
    assert!(matches!(&contents.records[2].entry.event, Event::Undone(undone) if undone.seq == 1));
    assert_eq!(contents.newer().unwrap().seq, 2);
}

#[test]
fn a_journal_of_a_newer_format_is_recognised() {
    let Event::Created(mut newer) = created() else {
        unreachable!()
    };
    newer.format += 1;
    let contents = scanned(&lines(&entries(vec![Event::Created(newer)])).concat());
    assert_eq!(contents.newer().unwrap().seq, 1);
    assert!(
        scanned(&lines(&entries(few_events())).concat())
            .newer()
            .is_none()
    );
}

#[test]
fn what_would_not_read_back_is_not_written() {
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let event = Event::BreakTaken(BreakTaken {
            session: 1,
            seconds,
        });
        assert!(seal(1, &GENESIS, &Entry { at: at(0), event }).is_err());
    }
    let event = Event::Unknown;
    assert!(seal(1, &GENESIS, &Entry { at: at(0), event }).is_err());
}

#[test]
fn a_flaw_is_named() {
    let line = seal(1, &GENESIS, &entries(vec![created()])[0]).unwrap();
    let bytes = &line.line[..line.line.len() - 1];
    assert!(check(bytes, 1, &GENESIS).is_ok());
    assert_eq!(check(bytes, 2, &GENESIS), Err(VerifyError::OutOfPlace(2)));
    assert_eq!(check(bytes, 1, &line.hash), Err(VerifyError::OutOfPlace(1)));
    assert_eq!(check(b"", 1, &GENESIS), Err(VerifyError::Unsealed));
    assert_eq!(
        check(&bytes[1..], 1, &GENESIS),
        Err(VerifyError::SealBroken)
    );
    let capitals: Vec<u8> = [
        &bytes[..bytes.len() - SEAL_LENGTH],
        format!(",\"h\":\"{}\"}}", line.hash.to_string().to_uppercase()).as_bytes(),
    ]
    .concat();
    assert_eq!(check(&capitals, 1, &GENESIS), Err(VerifyError::Unsealed));
    let (nonsense, _) = sealed_by_hand(1, &GENESIS, r#""at":"noon","event":"undone""#);
    assert!(matches!(
        check(&nonsense[..nonsense.len() - 1], 1, &GENESIS),
        Err(VerifyError::Unreadable(_))
    ));
}
