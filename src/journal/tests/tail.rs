//! Is an interrupted append told from damage?

use super::events::{every_event, few_events};
use super::{entries, lines, scanned};
use crate::journal::read::Tail;

#[test]
fn a_cut_at_any_byte_keeps_the_whole_records_and_is_never_damage() {
    let lines = lines(&entries(every_event()));
    let bytes = lines.concat();
    let mut ends = vec![0];
    for line in &lines {
        ends.push(ends[ends.len() - 1] + line.len());
    }
    for cut in 0..=bytes.len() {
        let contents = scanned(&bytes[..cut]);
        let whole = ends.iter().rposition(|&end| end <= cut).unwrap();
        let rest = &bytes[ends[whole]..cut];
        match contents.tail {
            Tail::Clean => assert!(rest.is_empty()),
            Tail::MissingNewline => {
                assert_eq!(cut + 1, ends[whole + 1]);
                assert_eq!(contents.good_end, cut as u64);
                assert_eq!(contents.records.len(), whole + 1);
                continue;
            }
            Tail::Torn { offset, bytes } => {
                assert!(!rest.is_empty());
                assert_eq!((offset, bytes.as_slice()), (ends[whole] as u64, rest));
            }
            Tail::Damaged(error) => panic!("cut at {cut}: {error}"),
        }
        assert_eq!(contents.records.len(), whole);
        assert_eq!(contents.good_end, ends[whole] as u64);
    }
}

/// Every way in which a power cut can leave the last line: any of its sectors unwritten, at any
/// length and any position of the line relative to the sectors.
#[test]
fn sectors_that_were_never_written_make_a_torn_tail() {
    for padding in [0, 37, 150, 301, 420] {
        let mut events = few_events();
        if let crate::journal::Event::Created(created) = &mut events[0] {
            created.project = "p".repeat(padding);
        }
        events.push(every_event().swap_remove(2));
        let lines = lines(&entries(events));
        let bytes = lines.concat();
        let last = bytes.len() - lines[lines.len() - 1].len();
        let sectors: Vec<usize> = (last / 512..=(bytes.len() - 1) / 512).collect();
        for length in last + 1..=bytes.len() {
            for lost in 1..1_u32 << sectors.len() {
                let mut image = bytes[..length].to_vec();
                for (bit, sector) in sectors.iter().enumerate() {
                    let share = (sector * 512).max(last)..(sector * 512 + 512).min(length);
                    if lost >> bit & 1 == 1 && !share.is_empty() {
                        image[share].fill(0);
                    }
                }
                let contents = scanned(&image);
                assert!(contents.records.len() >= lines.len() - 1);
                if let Tail::Damaged(error) = contents.tail {
                    panic!("{padding} {length} {lost:b}: {error}");
                }
            }
        }
    }
}

#[test]
fn a_zeroed_sector_before_the_last_line_is_damage() {
    let bytes = lines(&entries(every_event())).concat();
    let mut image = bytes.clone();
    image[1024..1536].fill(0);
    let contents = scanned(&image);
    assert!(matches!(contents.tail, Tail::Damaged(_)));
}

#[test]
fn garbage_at_the_end_is_damage() {
    let lines = lines(&entries(few_events()));
    let bytes = lines.concat();
    let next_opening = String::from_utf8(lines[3][..83].to_vec()).unwrap();
    let before = lines[..3].concat();
    let no_json = format!("{next_opening}garbage");
    for garbage in [
        "x",
        "x\n",
        "\n",
        "{}",
        "{\"seq\":6",
        "{\"seq\":5,\"prev\":\"g",
        "\0x",
    ] {
        let contents = scanned(&[&bytes, garbage.as_bytes()].concat());
        assert!(matches!(contents.tail, Tail::Damaged(_)), "{garbage:?}");
        assert_eq!(contents.records.len(), 4);
        assert_eq!(contents.good_end, bytes.len() as u64);
    }
    let contents = scanned(&[&before, no_json.as_bytes()].concat());
    assert!(matches!(contents.tail, Tail::Damaged(_)));
}
