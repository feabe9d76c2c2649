//! Checks which tails are torn and which are damage.

use super::events::{every_event, few_events};
use super::{entries, lines, scanned};
use crate::error::Error;
use crate::journal::Head;
use crate::journal::read::{Contents, Tail};

/// The damaged line, or a panic.
fn damaged_line(contents: &Contents) -> u64 {
    match &contents.tail {
        Tail::Damaged(Error::Damaged { place, byte, .. }) => {
            assert_eq!(*byte, contents.good_end);
            place.line.unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_flipped_bit_is_found_and_none_is_taken_for_a_torn_tail() {
    let lines = lines(&entries(few_events()));
    let mut bytes = lines.concat();
    let mut line = 0;
    let mut end = 0;
    for at in 0..bytes.len() {
        if at == end {
            end += lines[line].len();
            line += 1;
        }
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            let contents = scanned(&bytes);
            assert_eq!(damaged_line(&contents), line as u64, "byte {at} bit {bit}");
            bytes[at] ^= 1 << bit;
        }
    }
}

#[test]
fn a_lost_doubled_or_moved_line_is_found_where_it_is() {
    let lines = lines(&entries(every_event()));
    let count = lines.len();
    for at in 0..count {
        let number = at as u64 + 1;
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at].clone());
        assert_eq!(damaged_line(&scanned(&doubled.concat())), number + 1);
        if at + 1 == count {
            continue;
        }
        let mut lost = lines.clone();
        lost.remove(at);
        assert_eq!(damaged_line(&scanned(&lost.concat())), number);
        let mut swapped = lines.clone();
        swapped.swap(at, at + 1);
        assert_eq!(damaged_line(&scanned(&swapped.concat())), number);
    }
}

#[test]
fn a_line_of_another_chain_is_found() {
    let ours = lines(&entries(every_event()));
    let mut events = every_event();
    events.swap(1, 2);
    let theirs = lines(&entries(events));
    let mixed = [&ours[..5], &theirs[5..]].concat().concat();
    assert_eq!(damaged_line(&scanned(&mixed)), 6);
}

/// Where the values (not the names) of a line of JSON stand: strings with their quotes, numbers,
/// truth values and nulls.
fn values_of(line: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = line.as_bytes();
    let mut values = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if bytes[at] == b'"' {
            at += 1;
            while bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
            if bytes[at] != b':' {
                values.push(start..at);
            }
        } else if b"{}[],:".contains(&bytes[at]) {
            at += 1;
        } else {
            while !b"{}[],:\"".contains(&bytes[at]) {
                at += 1;
            }
            values.push(start..at);
        }
    }
    values
}

fn leaves(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Object(members) => members.values().map(leaves).sum(),
        serde_json::Value::Array(items) => items.iter().map(leaves).sum(),
        _ => 1,
    }
}

#[test]
fn a_change_to_any_value_of_any_event_is_found() {
    let all = lines(&entries(every_event()));
    for (index, line) in all.iter().enumerate() {
        let line = String::from_utf8(line.clone()).unwrap();
        let line = line.trim_end();
        let values = values_of(line);
        assert_eq!(values.len(), leaves(&serde_json::from_str(line).unwrap()));
        for value in values {
            let changed = match &line[value.clone()] {
                "true" => "false".to_owned(),
                "false" => "true".to_owned(),
                "null" => "0".to_owned(),
                text if text.starts_with('"') => format!("\"x{}", &text[1..]),
                number => format!("1{}", number.trim_start_matches('-')),
            };
            let edited = format!("{}{changed}{}\n", &line[..value.start], &line[value.end..]);
            // Still JSON, so that it is the seal that finds it.
            serde_json::from_str::<serde_json::Value>(&edited).unwrap();
            let mut tampered = all.clone();
            tampered[index] = edited.into_bytes();
            let contents = scanned(&tampered.concat());
            assert_eq!(damaged_line(&contents), index as u64 + 1);
        }
    }
}

#[test]
fn a_receipt_finds_a_cut_between_records_and_a_rebuilt_chain() {
    let written = entries(every_event());
    let lines = lines(&written);
    let receipt = scanned(&lines[..7].concat()).head();
    let printed: Head = receipt.to_string().parse().unwrap();
    assert_eq!(printed, receipt);
    for kept in 0..=lines.len() {
        let contents = scanned(&lines[..kept].concat());
        assert!(matches!(contents.tail, Tail::Clean));
        assert_eq!(contents.extends(&receipt), kept >= 7, "{kept} lines");
    }
    let mut rewritten = written;
    rewritten[2].at = super::at(77);
    let contents = scanned(&super::lines(&rewritten).concat());
    assert!(matches!(contents.tail, Tail::Clean));
    assert!(!contents.extends(&receipt));
    assert!(contents.extends(&scanned(b"").head()));
    for no_receipt in ["", "7", "7:", "x:00", "7:00", "-1:00"] {
        assert!(no_receipt.parse::<Head>().is_err(), "{no_receipt}");
    }
}

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
