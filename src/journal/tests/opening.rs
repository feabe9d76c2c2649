//! Checks that a journal opens again after whatever interrupted it, with nothing destroyed.

use super::events::{created, every_event, few_events};
use super::{Fixture, at, entries, lines};
use crate::error::Error;
use crate::journal::chain::seal;
use crate::journal::event::Event;
use crate::journal::{Journal, Tail, read};

#[test]
fn what_was_appended_is_there_after_opening() {
    let written = entries(every_event());
    let fixture = Fixture::with(&written);
    let mut opened = fixture.open().unwrap();
    assert_eq!(opened.repaired, None);
    let read_back: Vec<_> = opened
        .contents
        .records
        .iter()
        .map(|r| r.entry.clone())
        .collect();
    assert_eq!(read_back, written);
    let more = opened.journal.append(&written[5]).unwrap();
    assert_eq!(more, written.len() as u64 + 1);
    assert!(opened.journal.append_all(&[]).unwrap().is_empty());
    let many = opened.journal.append_all(&written[2..4]).unwrap();
    assert_eq!(many, [more + 1, more + 2]);
    let contents = read(&fixture.path()).unwrap();
    assert!(matches!(contents.tail, Tail::Clean));
    assert_eq!(contents.head(), opened.journal.head());
    assert_eq!(contents.head().events, more + 2);
}

#[test]
fn a_torn_tail_is_kept_in_quarantine_and_the_repair_is_recorded_once() {
    let lines = lines(&entries(few_events()));
    let whole = lines[..3].concat();
    for length in [1, 40, 90, lines[3].len() - 2] {
        let torn = &lines[3][..length];
        let fixture = Fixture::with(&entries(few_events())[..3]);
        fixture.write(&[&whole, torn].concat());

        let opened = fixture.open().unwrap();
        let repaired = opened.repaired.unwrap();
        assert_eq!(repaired.offset, whole.len() as u64);
        assert_eq!(repaired.length, length as u64);
        assert_eq!(repaired.blake3, blake3::hash(torn).to_string());
        assert_eq!(opened.contents.records.len(), 4);
        let last = &opened.contents.records[3];
        assert_eq!(last.entry.event, Event::Repaired(repaired));
        assert_eq!(last.hash, opened.journal.head().hash);
        let name = format!("torn-ada-{}-{}", whole.len(), at(1000).as_second());
        assert_eq!(fixture.quarantined(), [(name, torn.to_vec())]);

        let after = fixture.bytes();
        assert!(after.starts_with(&whole));
        let again = fixture.open().unwrap();
        assert_eq!(again.repaired, None);
        assert_eq!(again.contents.records, opened.contents.records);
        assert_eq!(fixture.bytes(), after);
        assert_eq!(fixture.quarantined().len(), 1);
    }
}

#[test]
fn a_repair_that_was_killed_is_done_again_without_losing_a_byte() {
    let lines = lines(&entries(few_events()));
    let whole = lines[..3].concat();
    let torn = &lines[3][..100];
    let name = format!("torn-ada-{}-{}", whole.len(), at(1000).as_second());
    // Killed after the copy was whole; killed while it was written.
    for left in [torn, &torn[..7]] {
        let fixture = Fixture::with(&entries(few_events())[..3]);
        fixture.write(&[&whole, torn].concat());
        std::fs::create_dir(fixture.quarantine()).unwrap();
        std::fs::write(fixture.quarantine().join(&name), left).unwrap();
        assert!(fixture.open().unwrap().repaired.is_some());
        let kept = fixture.quarantined();
        assert_eq!(kept[0], (name.clone(), left.to_vec()));
        assert!(kept.iter().any(|(_, bytes)| bytes == torn));
        assert_eq!(kept.len(), if left == torn { 1 } else { 2 });
    }
}

#[test]
fn a_cut_at_any_byte_of_the_last_lines_opens_with_the_whole_records() {
    let lines = lines(&entries(few_events()));
    let bytes = lines.concat();
    let fixture = Fixture::with(&entries(few_events()));
    let third = lines[..3].concat().len();
    for cut in third - 5..bytes.len() {
        fixture.write(&bytes[..cut]);
        let opened = fixture.open().unwrap();
        let kept = read(&fixture.path()).unwrap();
        assert!(matches!(kept.tail, Tail::Clean));
        assert_eq!(kept.records, opened.contents.records);
        let whole = opened.contents.records.len() - usize::from(opened.repaired.is_some());
        let expected = 2 + usize::from(cut >= third - 1) + usize::from(cut == bytes.len() - 1);
        assert_eq!(whole, expected, "cut at {cut}");
    }
}

#[test]
fn a_missing_newline_is_added_and_nothing_else() {
    let fixture = Fixture::with(&entries(few_events()));
    let bytes = fixture.bytes();
    fixture.write(&bytes[..bytes.len() - 1]);
    let opened = fixture.open().unwrap();
    assert_eq!(opened.repaired, None);
    assert_eq!(opened.contents.records.len(), 4);
    assert_eq!(fixture.bytes(), bytes);
    assert!(fixture.quarantined().is_empty());
}

#[test]
fn damage_is_reported_and_nothing_is_touched() {
    let fixture = Fixture::with(&entries(few_events()));
    let mut bytes = fixture.bytes();
    bytes[500] ^= 1;
    fixture.write(&bytes);
    let error = fixture.open().unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("ada.jsonl:2 (byte "), "{error}");
    assert_eq!(fixture.bytes(), bytes);
    assert!(fixture.quarantined().is_empty());
    assert_eq!(read(&fixture.path()).unwrap().records.len(), 1);
}

#[test]
fn a_journal_of_a_newer_version_is_not_even_repaired() {
    let Event::Created(mut newer) = created() else {
        unreachable!()
    };
    newer.format += 1;
    let written = entries(vec![Event::Created(newer), every_event().swap_remove(1)]);
    let fixture = Fixture::with(&written[..1]);
    let torn = [fixture.bytes(), b"{\"seq\":2".to_vec()].concat();
    fixture.write(&torn);
    let error = fixture.open().unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    assert_eq!(fixture.bytes(), torn);
}

#[test]
fn an_existing_file_is_never_created_over() {
    let written = entries(few_events());
    let fixture = Fixture::with(&written);
    let before = fixture.bytes();
    let error = Journal::create(&fixture.path(), &written[0]).unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert_eq!(fixture.bytes(), before);
    assert_eq!(std::fs::read_dir(fixture.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_chain_can_start_only_once() {
    let first = &entries(few_events())[0];
    let sealed = seal(1, &crate::journal::chain::GENESIS, first).unwrap();
    let fixture = Fixture::with(&entries(few_events())[..1]);
    assert_eq!(fixture.bytes(), sealed.line);
    fixture.write(&[sealed.line.clone(), sealed.line].concat());
    assert!(matches!(fixture.open(), Err(Error::Damaged { .. })));
}

#[test]
fn line_ends_that_git_changed_cost_nothing_and_stay_as_they_are() {
    let written = entries(few_events());
    let fixture = Fixture::with(&written);
    let crlf = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.replace('\n', "\r\n").into_bytes()
    };
    let changed = crlf(&fixture.bytes());
    fixture.write(&changed);
    let mut opened = fixture.open().unwrap();
    assert_eq!(opened.repaired, None);
    assert!(opened.contents.has_crlf);
    assert_eq!(opened.contents.records.len(), written.len());
    opened.journal.append(&written[2]).unwrap();
    assert!(
        fixture.bytes().starts_with(&changed),
        "nothing is rewritten"
    );
    let again = read(&fixture.path()).unwrap();
    assert!(matches!(again.tail, Tail::Clean));
    assert_eq!(again.records.len(), written.len() + 1);
    // A torn tail is still one, and is cut where it begins in the file.
    let torn = [changed.as_slice(), &lines(&written)[1][..40]].concat();
    fixture.write(&torn);
    assert!(matches!(
        read(&fixture.path()).unwrap().tail,
        Tail::Damaged(_)
    ));
    let next = lines(&entries(few_events()));
    let cut = crlf(&next[..2].concat());
    fixture.write(&[cut.as_slice(), &next[2][..60]].concat());
    let Tail::Torn { offset, .. } = read(&fixture.path()).unwrap().tail else {
        panic!("an append that was cut short is torn");
    };
    assert_eq!(offset, cut.len() as u64);
    // The last line's end may be cut in the middle.
    fixture.write(&changed[..changed.len() - 1]);
    assert!(matches!(
        read(&fixture.path()).unwrap().tail,
        Tail::MissingNewline
    ));
    // A carriage return anywhere else is damage.
    let mut broken = changed.clone();
    broken.insert(20, b'\r');
    fixture.write(&broken);
    assert!(matches!(
        read(&fixture.path()).unwrap().tail,
        Tail::Damaged(_)
    ));
}
