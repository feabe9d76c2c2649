//! Undo and redo, one case after the other: merges, renames, retired classes, imports, groups.

use querist::journal::Event;
use querist::journal::event::{
    AdjudicationRecord, Answer, ClassAdded, ClassMerged, ClassRenamed, ClassRetired, Flagged,
    Grouped, ImportFinished, ImportStarted, ImportedLabel, Restored, Reversed,
};
use querist::schema::{Annotator, ItemIndex};

use super::script::*;

fn merged(from: &str, into: &str) -> Event {
    Event::ClassMerged(ClassMerged {
        from: from.into(),
        into: into.into(),
    })
}

fn renamed(from: &str, to: &str) -> Event {
    Event::ClassRenamed(ClassRenamed {
        from: from.into(),
        to: to.into(),
    })
}

fn restored(events: &[u64]) -> Event {
    Event::Restored(Restored {
        events: events.to_vec(),
    })
}

/// Bob's labels of so many first items, imported; the event that ends it.
fn imported(script: &mut Script, items: usize, label: &str) -> u64 {
    let bob = || Annotator::new("bob").unwrap();
    let begun = ImportStarted {
        annotator: bob(),
        source: "labels.csv".into(),
        hash: "h".into(),
    };
    script.push(0, Event::ImportStarted(begun));
    for item in 0..items {
        let label = ImportedLabel {
            annotator: bob(),
            item: item.to_string(),
            label: label.into(),
            given_at: None,
            note: None,
            source: "h".into(),
        };
        script.push(0, Event::ImportedLabel(label));
    }
    let finished = ImportFinished {
        source: "h".into(),
        labels: items as u64,
    };
    script.push(0, Event::ImportFinished(finished))
}

fn reversed(events: &[u64]) -> Event {
    Event::Reversed(Reversed {
        events: events.to_vec(),
    })
}

#[test]
fn a_merge_undone_gives_the_labels_back_and_keeps_later_answers() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, said(0, 1, "b")),
        (1, said(1, 3, "a")),
        (0, merged("a", "b")),
        // Answered anew after the merge: that stays.
        (1, said(1, 3, "b")),
        (0, said(0, 4, "b")),
    ]);
    script.push(0, reversed(&[3]));
    for config in [&["a", "b"][..], &["b"], &[]] {
        let state = script.fold(config, &items);
        let labels: Vec<_> = [0, 1, 3, 4].map(|item| label_of(&state, item)).into();
        let wanted = ["a", "b", "b", "b"].map(|name| Some(name.to_owned()));
        assert_eq!(labels, wanted);
        assert!(state.labels().find("a").is_some());
    }
    let state = script.applied(&["a", "b"], &items);
    assert_eq!(
        state.labels().by_key('1'),
        state.labels().find("a"),
        "its own key"
    );
    assert_eq!(
        taught(&state, &items)[0].as_deref(),
        Some("a"),
        "it is learnt again"
    );
}

#[test]
fn undoing_one_merge_of_a_chain_leaves_the_other() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, said(0, 1, "b")),
        (0, merged("a", "b")),
        (1, merged("b", "c")),
    ]);
    script.push(0, reversed(&[3]));
    let state = script.fold(&NAMES[..3], &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
    assert_eq!(label_of(&state, 1).as_deref(), Some("c"));
}

#[test]
fn a_class_of_the_old_name_takes_the_labels_back_when_there_is_one_by_then() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, merged("a", "b")),
        (1, said(1, 1, "a")),
    ]);
    script.push(0, reversed(&[2]));
    let state = script.fold(&NAMES[..2], &items);
    assert_eq!(label_of(&state, 0), label_of(&state, 1));
    let named_a = state
        .labels()
        .active()
        .filter(|(_, label)| label.name == "a");
    assert_eq!(named_a.count(), 1);
}

#[test]
fn a_merge_brought_back_takes_the_labels_given_meanwhile() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, merged("a", "b")),
        (0, reversed(&[2])),
        (1, said(1, 1, "a")),
        (0, merged("b", "c")),
        (0, restored(&[2])),
    ]);
    let state = script.fold(&NAMES[..3], &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("c"));
    assert_eq!(label_of(&state, 1).as_deref(), Some("c"));
    assert!(state.labels().find("a").is_none());
    script.push(0, reversed(&[2]));
    let state = script.fold(&NAMES[..3], &items);
    assert_eq!(label_of(&state, 1).as_deref(), Some("a"), "as it was said");
}

#[test]
fn two_classes_merged_into_each_other_are_the_one_that_took_in_last() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, said(0, 1, "b")),
        (0, merged("a", "b")),
        (0, reversed(&[3])),
        (1, merged("b", "a")),
    ]);
    script.push(0, restored(&[3]));
    let state = script.fold(&NAMES[..2], &items);
    for item in [0, 1] {
        let label = label_of(&state, item);
        assert!(state.labels().find(&label.unwrap()).is_some());
    }
    script.push(1, reversed(&[1]));
    let state = script.fold(&NAMES[..2], &items);
    for item in [0, 1] {
        assert_eq!(label_of(&state, item).as_deref(), Some("b"));
    }
    assert!(state.labels().find("a").is_none());
    assert!(state.labels().find("b").is_some());
}

#[test]
fn bringing_back_what_cannot_be_undone_changes_nothing() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, Event::Grouped(Grouped { count: 1 })),
        (0, said(0, 0, "a")),
        (0, Event::Grouped(Grouped { count: 2 })),
        (0, reversed(&[2])),
    ]);
    let undone = script.fold(&NAMES, &items).next_redo(0);
    script.push(0, restored(&[1]));
    assert_eq!(script.fold(&NAMES, &items).next_redo(0), undone);
    assert!(undone.is_some());
}

#[test]
fn an_added_class_is_taken_away_unless_something_names_it() {
    let items = all_items();
    let added = Event::ClassAdded(ClassAdded {
        name: "new".into(),
        key: None,
    });
    let mut script = Script::of(vec![(0, added), (1, said(1, 0, "new"))]);
    script.push(0, reversed(&[1]));
    // Be it that the config has it already.
    for config in [&["a"][..], &["a", "new"]] {
        assert!(script.fold(config, &items).labels().find("new").is_some());
    }
    script.journals[1].clear();
    for config in [&["a"][..], &["a", "new"]] {
        assert!(script.fold(config, &items).labels().find("new").is_none());
    }
}

#[test]
fn a_rename_undone_follows_a_config_that_knows_of_it_or_not() {
    let items = all_items();
    let renamed = renamed("a", "alpha");
    let mut script = Script::of(vec![(0, said(0, 0, "a")), (0, renamed)]);
    script.push(0, reversed(&[2]));
    for config in [["a", "b"], ["alpha", "b"]] {
        let state = script.fold(&config, &items);
        assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
        assert_eq!(state.training_changes().len(), 1, "nothing was learnt anew");
    }
    script.push(0, restored(&[2]));
    for config in [["a", "b"], ["alpha", "b"]] {
        assert_eq!(
            label_of(&script.fold(&config, &items), 0).as_deref(),
            Some("alpha")
        );
    }
}

#[test]
fn of_two_renames_the_later_in_force_names_the_class() {
    let items = all_items();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, renamed("a", "alpha")),
        (0, reversed(&[2])),
        (0, renamed("a", "first")),
        (0, restored(&[2])),
    ]);
    let named = |script: &Script| label_of(&script.fold(&NAMES[..2], &items), 0);
    assert_eq!(named(&script).as_deref(), Some("first"));
    script.push(0, reversed(&[4]));
    assert_eq!(named(&script).as_deref(), Some("alpha"));
    script.push(0, restored(&[4]));
    assert_eq!(named(&script).as_deref(), Some("first"));
    script.push(0, reversed(&[2]));
    assert_eq!(named(&script).as_deref(), Some("first"));
}

#[test]
fn a_retired_class_keeps_its_labels_and_teaches_nothing() {
    let items = all_items();
    let mut script = Script::of(vec![(0, said(0, 0, "a")), (0, said(0, 1, "b"))]);
    let name = "a".to_owned();
    script.push(0, Event::ClassRetired(ClassRetired { name }));
    let state = script.fold(&NAMES[..2], &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
    assert_eq!(state.labels().find("a"), None, "it is not offered");
    assert_eq!(taught(&state, &items)[..2], [None, Some("b".to_owned())]);
    script.push(0, reversed(&[3]));
    let state = script.fold(&NAMES[..2], &items);
    assert_eq!(state.labels().by_key('1'), state.labels().find("a"));
    assert_eq!(taught(&state, &items)[0].as_deref(), Some("a"));
}

#[test]
fn a_retirement_holds_for_the_class_that_took_the_name() {
    let items = all_items();
    let renamed = renamed("a", "alpha");
    let name = || "a".to_owned();
    let mut script = Script::of(vec![
        (0, said(0, 0, "a")),
        (0, Event::ClassRetired(ClassRetired { name: name() })),
        (
            0,
            Event::ClassAdded(ClassAdded {
                name: name(),
                key: None,
            }),
        ),
        (0, renamed),
        (0, said(0, 1, "a")),
    ]);
    for last in (3..6).rev() {
        script.push(0, reversed(&[last]));
    }
    let state = script.fold(&NAMES[..2], &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
    assert_eq!(taught(&state, &items)[0], None, "it is retired again");
    assert_eq!(state.labels().find("a"), None);
    script.push(0, restored(&[3, 4, 5]));
    let state = script.fold(&NAMES[..2], &items);
    let labels: Vec<_> = [0, 1]
        .map(|item| taught(&state, &items)[item].clone())
        .into();
    assert_eq!(labels, [Some("alpha".to_owned()), Some("a".to_owned())]);
}

#[test]
fn an_import_undone_can_be_imported_again() {
    let items = all_items();
    let import = |script: &mut Script| imported(script, 2, "a");
    let mut script = Script::default();
    let finished = import(&mut script);
    script.push(1, said(1, 1, "b"));
    script.push(0, reversed(&[finished]));
    let state = script.fold(&NAMES, &items);
    assert_eq!(label_of(&state, 0), None);
    assert_eq!(
        label_of(&state, 1).as_deref(),
        Some("b"),
        "what came later stays"
    );
    import(&mut script);
    let state = script.fold(&NAMES, &items);
    assert_eq!(label_of(&state, 0).as_deref(), Some("a"));
    assert_eq!(state.item(ItemIndex(0)).all_judgements().count(), 1);
    // The first is not brought back beside the second.
    script.push(0, restored(&[finished]));
    let state = script.fold(&NAMES, &items);
    assert_eq!(state.item(ItemIndex(0)).all_judgements().count(), 1);
}

#[test]
fn an_import_brought_back_offers_its_classes_again() {
    let items = all_items();
    let added = Event::ClassAdded(ClassAdded {
        name: "new".into(),
        key: None,
    });
    let mut script = Script::of(vec![(0, added)]);
    let finished = imported(&mut script, 1, "new");
    for undone in [finished, 1] {
        script.push(0, reversed(&[undone]));
    }
    let offered = |script: &Script| {
        let state = script.fold(&["a"], &items);
        state.labels().find("new").is_some()
    };
    assert!(!offered(&script));
    script.push(0, restored(&[finished]));
    assert!(offered(&script));
}

#[test]
fn grouped_events_are_one_act_and_flags_change_back_unless_changed_since() {
    let items = all_items();
    let flag = |item: usize, flagged| {
        Event::Flagged(Flagged {
            annotator: person(0),
            item: item.to_string(),
            flagged,
        })
    };
    let mut script = Script::of(vec![(0, said(0, 0, "a"))]);
    for item in [1, 3, 4] {
        script.push(0, flag(item, true));
    }
    script.push(0, Event::Grouped(Grouped { count: 3 }));
    script.push(0, flag(4, false));
    script.push(0, flag(4, true));
    let state = script.fold(&NAMES, &items);
    let act = state.next_undo(0).unwrap();
    assert_eq!(
        act.events,
        [2, 3, 4],
        "single flags are changed by their own key"
    );
    script.push(0, reversed(&act.events));
    let state = script.fold(&NAMES, &items);
    let flagged = |item: u32| state.item(ItemIndex(item)).flagged;
    assert_eq!([1, 3, 4].map(flagged), [false, false, true]);
    assert_eq!(state.next_undo(0).unwrap().events, [1]);
    // What is done anew ends what can be redone.
    assert!(state.next_redo(0).is_some());
    script.push(0, answered(0, 1, Answer::Unsure));
    assert_eq!(script.fold(&NAMES, &items).next_redo(0), None);
    let ruling = AdjudicationRecord::KeepDistribution;
    script.push(0, adjudicated(0, 1, ruling));
    let state = script.fold(&NAMES, &items);
    assert_eq!(state.next_undo(0).unwrap().events.len(), 1);
}
