//! Checks that an import that was cut short is told from damage, wherever it was cut.

use super::events::{answered, created};
use super::{Fixture, entries, lines, scanned};
use crate::journal::Event;
use crate::journal::event::{
    Answer, ClassAdded, ImportFinished, ImportStarted, ImportedLabel, LabelMapped,
};
use crate::journal::read::Tail;
use crate::schema::Annotator;

const SECTOR: usize = 512;
/// Records before the labels: the journal's first and the import's start.
const BEFORE: usize = 2;

fn started() -> Event {
    Event::ImportStarted(ImportStarted {
        annotator: Annotator::new("bob").unwrap(),
        source: "bob.csv".into(),
        hash: "ab".repeat(32),
    })
}

fn label(item: &str) -> Event {
    Event::ImportedLabel(ImportedLabel {
        annotator: Annotator::new("bob").unwrap(),
        item: item.into(),
        label: "ham".into(),
        given_at: None,
        note: None,
        source: "ab".repeat(32),
    })
}

fn finished() -> Event {
    Event::ImportFinished(ImportFinished {
        source: "ab".repeat(32),
        labels: 3,
    })
}

/// What one write brings: labels, and the decisions that they rest on.
fn batch() -> Vec<Event> {
    vec![
        label("a"),
        label("b"),
        label("c"),
        Event::LabelMapped(LabelMapped {
            from: "n/a".into(),
            to: None,
        }),
        Event::ClassAdded(ClassAdded {
            name: "ham".into(),
            key: None,
        }),
    ]
}

fn journal(events: Vec<Event>) -> Vec<Vec<u8>> {
    let mut all = vec![created(), started()];
    all.extend(events);
    lines(&entries(all))
}

/// The bytes with the sectors in `lost` unwritten, as far as they are of the batch.
fn image(lines: &[Vec<u8>], length: usize, lost: u32) -> Vec<u8> {
    let bytes = lines.concat();
    let begins = lines[..BEFORE].concat().len();
    let mut image = bytes[..length].to_vec();
    for (bit, sector) in (begins / SECTOR..=(bytes.len() - 1) / SECTOR).enumerate() {
        let from = (sector * SECTOR).max(begins);
        let to = (sector * SECTOR + SECTOR).min(length);
        if lost >> bit & 1 == 1 && from < to {
            image[from..to].fill(0);
        }
    }
    image
}

#[test]
fn labels_of_which_any_sectors_were_never_written_are_torn_at_any_length() {
    let lines = journal(batch());
    let bytes = lines.concat();
    let begins = lines[..BEFORE].concat().len();
    let sectors = (bytes.len() - 1) / SECTOR - begins / SECTOR + 1;
    for length in begins + 1..=bytes.len() {
        for lost in 1..1_u32 << sectors {
            let contents = scanned(&image(&lines, length, lost));
            assert!(contents.records.len() >= BEFORE);
            if let Tail::Damaged(error) = contents.tail {
                panic!("{length} {lost:b}: {error}");
            }
        }
    }
}

#[test]
fn a_torn_import_is_cut_back_to_its_last_whole_label_and_kept() {
    let lines = journal(batch());
    let all = lines.concat();
    let image = image(&lines, all.len(), 0b10);
    let fixture = Fixture::with(&entries(vec![created(), started()]));
    fixture.write(&image);
    let opened = fixture.open().unwrap();
    let repaired = opened.repaired.unwrap();
    assert!((BEFORE..lines.len()).contains(&(opened.contents.records.len() - 1)));
    let (_, kept) = fixture.quarantined().swap_remove(0);
    assert_eq!(kept, image[repaired.offset as usize..]);
    assert_eq!(fixture.open().unwrap().repaired, None);
}

#[test]
fn a_hole_before_the_end_of_an_import_is_damage_because_the_end_came_after_a_sync() {
    let mut events = batch();
    events.push(finished());
    let lines = journal(events);
    let whole = lines.concat();
    let damaged = |image: &[u8]| matches!(scanned(image).tail, Tail::Damaged(_));
    assert!(damaged(&image(&lines, whole.len(), 0b10)));
    // Torn is the end alone: it is one line.
    let end = whole.len() - 1;
    assert!(matches!(
        scanned(&whole[..end - 20]).tail,
        Tail::Torn { .. }
    ));
}

#[test]
fn a_hole_with_an_answer_behind_it_or_without_an_import_around_it_is_damage() {
    let mut events = batch();
    events.push(Event::Answered(answered("a", Answer::Unsure)));
    let lines = journal(events);
    let length = lines.concat().len();
    assert!(matches!(
        scanned(&image(&lines, length, 0b10)).tail,
        Tail::Damaged(_)
    ));

    let mut events = vec![created(), created()];
    events.extend(batch());
    let lines = super::lines(&entries(events));
    let length = lines.concat().len();
    assert!(matches!(
        scanned(&image(&lines, length, 0b10)).tail,
        Tail::Damaged(_)
    ));
}

#[test]
fn a_flipped_bit_in_an_unfinished_import_is_damage() {
    let lines = journal(batch());
    let bytes = lines.concat();
    let begins = lines[..BEFORE].concat().len();
    let last = bytes.len() - lines[lines.len() - 1].len();
    for at in begins..last {
        let mut image = bytes.clone();
        image[at] ^= 1;
        assert!(matches!(scanned(&image).tail, Tail::Damaged(_)), "{at}");
    }
}
