//! What stands between ranking and query: near-copies, floors, draws, declined neighbourhoods.

use std::collections::HashMap;
use std::fs;

use querist::journal;
use querist::journal::Event;
use querist::journal::event::QueryRecord;
use querist::pool::Item;
use querist::project::Layout;
use querist::schema::Arm;
use querist::session::{ItemQuery, ItemView, LabelingCommand, LabelingEvent, LabelingSession};

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, face, item, items, judge, project, session, set, skip,
    text, verdict,
};

/// Texts of which every second says the same as the one before, with other punctuation.
fn twins(pairs: usize) -> Vec<Item> {
    items(pairs, 4)
        .into_iter()
        .flat_map(|one| {
            let copy = item(format!("{}-copy", one.id), format!("{}!", one.text));
            [one, copy]
        })
        .collect()
}

fn made(items: Vec<Item>, change: &[(&str, &str)]) -> (tempfile::TempDir, Layout, LabelingSession) {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items, &CLASSES, 0, 6);
    set(&layout, "random_share", "0.0");
    set(&layout, "blind_share", "0.0");
    for (setting, value) in change {
        set(&layout, setting, value);
    }
    let session = session(&layout, &Ticking::new());
    (folder, layout, session)
}

/// How the answered items had come to be asked, in order.
fn records(layout: &Layout) -> Vec<QueryRecord> {
    let journal = journal::read(&layout.journal(&ada())).unwrap();
    journal
        .records
        .into_iter()
        .filter_map(|entry| match entry.entry.event {
            Event::Answered(answered) => Some(answered.query),
            _ => None,
        })
        .collect()
}

fn is_copy(session: &LabelingSession, seen: &[String]) -> bool {
    let id = session.items().get(current(session)).id.clone();
    let other = id
        .strip_suffix("-copy")
        .map_or(format!("{id}-copy"), str::to_owned);
    seen.contains(&other)
}

/// How many of the first `count` queries are copies of answered items.
fn copies_among(session: &mut LabelingSession, count: usize) -> usize {
    let mut seen = Vec::new();
    let mut copies = 0;
    for _ in 0..count {
        copies += usize::from(is_copy(session, &seen));
        seen.push(session.items().get(current(session)).id.clone());
        answer(session);
    }
    copies
}

#[test]
fn near_copies_of_answered_items_wait_until_the_rest_is_done() {
    let (_folder, _, mut skipping) = made(twins(40), &[("guard", "false")]);
    assert_eq!(copies_among(&mut skipping, 38), 0);
    let (_folder, _, mut asking) = made(twins(40), &[("copies", "\"ask\"")]);
    assert!(copies_among(&mut asking, 60) > 3);
}

#[test]
fn what_is_set_aside_is_listed_with_its_reason_and_asked_in_the_end() {
    let (_folder, _, mut session) = made(twins(20), &[("guard", "false")]);
    for _ in 0..5 {
        answer(&mut session);
    }
    let set_aside = ItemQuery {
        view: ItemView::SetAside,
        ..ItemQuery::default()
    };
    let reports = session.handle(LabelingCommand::Items(set_aside));
    let Some(LabelingEvent::Items(list)) = reports.first() else {
        panic!("{reports:?}");
    };
    assert_eq!((list.rows.len(), list.total), (5, 5));
    assert!(
        list.rows
            .iter()
            .all(|row| row.why.starts_with("nearly the same as item t")),
        "{list:?}"
    );
    let mut asked = 5;
    while session.current().is_some() {
        answer(&mut session);
        asked += 1;
    }
    assert_eq!(asked, 40, "every item is asked once");
}

#[test]
fn another_answer_is_offered_beside_a_copy_and_not_beside_a_check() {
    let (_folder, _, mut session) = made(twins(30), &[("copies", "\"offer\"")]);
    let mut offered = 0;
    for _ in 0..40 {
        let reports = answer(&mut session);
        let Some(face) = face(&reports) else { break };
        if let Some(same) = face.same_as {
            offered += 1;
            let other = text(&session, same.item);
            assert_eq!(
                other.trim_end_matches('!'),
                text(&session, face.item).trim_end_matches('!')
            );
            assert!(same.label.is_some());
        }
    }
    assert!(offered > 2);
    let (_folder, _, mut blind) = made(
        twins(30),
        &[("copies", "\"offer\""), ("random_share", "1.0")],
    );
    for _ in 0..40 {
        let reports = answer(&mut blind);
        let face = face(&reports).unwrap();
        assert!(face.why.is_some() || face.same_as.is_none());
    }
}

#[test]
fn a_floor_brings_a_group_to_its_share_and_is_recorded() {
    // One item in four comes from the phone, and says what no other says.
    let with_channel = |(n, mut item): (usize, Item)| {
        let channel = if n % 4 == 0 { "phone" } else { "web" };
        item.fields.push(("channel".into(), channel.into()));
        item
    };
    let all: Vec<Item> = items(200, 9)
        .into_iter()
        .enumerate()
        .map(with_channel)
        .collect();
    let (_folder, layout, session) = made(all, &[]);
    drop(session);
    let config = fs::read_to_string(layout.config()).unwrap();
    let config = config.replace("[query.quota]", "[query.quota]\ncolumn = \"channel\"");
    fs::write(layout.config(), config).unwrap();
    let mut session = crate::support::projects::session(&layout, &Ticking::new());
    let mut of_phone = 0;
    for _ in 0..80 {
        let channel = session
            .items()
            .get(current(&session))
            .field("channel")
            .map(str::to_owned);
        of_phone += usize::from(channel.as_deref() == Some("phone"));
        answer(&mut session);
    }
    assert!(of_phone >= 9, "an eighth of 80, less one: {of_phone}");
    let records = records(&layout);
    for record in records.iter().filter(|record| record.quota.is_some()) {
        assert_eq!(record.quota.as_deref(), Some("channel = phone"));
        assert_eq!(record.arm, Arm::Active);
    }
}

#[test]
fn draws_are_recorded_with_their_chance() {
    let change = [
        ("draw", "\"sampled\""),
        ("random_share", "0.2"),
        ("copies", "\"ask\""),
    ];
    let (_folder, layout, mut session) = made(items(120, 3), &change);
    for _ in 0..60 {
        answer(&mut session);
    }
    let mut drawn = 0;
    for record in records(&layout) {
        let chance = record.draw_probability;
        match (record.arm, record.strategy.as_deref()) {
            (Arm::Active, Some("cold-start")) => assert_eq!(chance, None),
            (Arm::Active, _) => {
                drawn += 1;
                let chance = chance.unwrap();
                assert!(chance > 0.0 && chance <= 0.8, "{chance}");
            }
            _ => assert!(chance.is_some()),
        }
    }
    assert!(drawn > 25, "{drawn}");
}

#[test]
fn a_neighbourhood_that_is_declined_is_left_alone_for_the_others() {
    let (_folder, _, mut session) = made(items(150, 2), &[]);
    let mut asked: HashMap<&str, usize> = HashMap::new();
    for _ in 0..60 {
        let text = text(&session, current(&session));
        let topic = crate::support::projects::truth(&text);
        *asked.entry(topic).or_default() += 1;
        if topic == "outage" {
            skip(&mut session);
        } else {
            let verdict = verdict(&session, topic);
            judge(&mut session, verdict);
        }
    }
    let set_aside = ItemQuery {
        view: ItemView::SetAside,
        ..ItemQuery::default()
    };
    let reports = session.handle(LabelingCommand::Items(set_aside));
    let Some(LabelingEvent::Items(list)) = reports.first() else {
        panic!("{reports:?}");
    };
    let mut whys = list.rows.iter().map(|row| &row.why);
    assert!(whys.any(|why| why.contains("declined")), "{list:?}");
    assert!(asked["outage"] < 30, "{asked:?}");
}
