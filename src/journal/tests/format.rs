//! Does a line read back as what was written?

use super::events::{created, every_event, few_events, kind};
use super::{at, entries, lines, scanned};
use crate::journal::chain::{self, SEAL_LENGTH};
use crate::journal::event::{BreakTaken, Entry, Event};
use crate::journal::read::Tail;
use crate::journal::{GENESIS, Hash, VerifyError, check, seal};

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
