//! Checks that the sums hold, and that importing twice changes nothing.

use jiff::Timestamp;
use proptest::prelude::*;

use super::plan::ImportPlan;
use super::*;
use crate::journal::event::{Answer, Answered, Created, QueryRecord};
use crate::journal::{Entry, Event};
use crate::pool::{Item, Items, LabelCell, LabelFile, LabelRow};
use crate::schema::{Annotator, Arm, ItemIndex, LabelSet};
use crate::state::{State, Verdict, fold};

const PEOPLE: [&str; 3] = ["ada", "bob", "cy"];
/// Two classes, a spelling of one, one that is left out, and two that are added as one.
const NAMES: [&str; 6] = ["a", "b", " A", "n/a", "new", "New"];

fn at(second: i64) -> Timestamp {
    Timestamp::new(1_800_000_000 + second, 0).unwrap()
}

fn person(number: usize) -> Annotator {
    Annotator::new(PEOPLE[number]).unwrap()
}

/// Six items, of which the last two have one text; the third is held out.
fn items() -> Items {
    let text = |number: usize| format!("text {}", number.min(4));
    let all = (0..6).map(|number| Item {
        id: format!("i{number}"),
        text: text(number),
        fields: Vec::new(),
    });
    Items::new(all.collect(), |item| item.id == "i2")
}

fn classes() -> LabelSet {
    LabelSet::from_names(["a", "b"])
}

fn row(line: u64, item: &str, who: usize, label: &str, given_at: Option<i64>) -> LabelRow {
    LabelRow {
        line,
        item: item.into(),
        text: None,
        labels: vec![LabelCell {
            annotator: person(who),
            label: label.trim().into(),
        }],
        given_at: given_at.map(at),
        note: None,
    }
}

fn file(rows: Vec<LabelRow>, hash: &str) -> LabelFile {
    LabelFile {
        name: "x.csv".into(),
        hash: hash.into(),
        reading: "long".into(),
        read: rows.len() as u64,
        rows,
        rejects: Vec::new(),
        kept_out: 0,
        blank: 0,
        is_foreign: false,
        notes: Vec::new(),
    }
}

/// A journal, and what the state makes of it.
struct Importer {
    items: Items,
    entries: Vec<(u64, Entry)>,
}

impl Importer {
    fn new() -> Self {
        let mut importer = Self {
            items: items(),
            entries: Vec::new(),
        };
        importer.push(0, created("ada"));
        importer
    }

    fn push(&mut self, second: i64, event: Event) {
        let seq = self.entries.len() as u64 + 1;
        let entry = Entry {
            at: at(second),
            event,
        };
        self.entries.push((seq, entry));
    }

    fn state(&self) -> State {
        fold(classes(), &self.items, &[&self.entries])
    }

    fn plan(&self, files: Vec<LabelFile>, again: bool) -> ImportPlan {
        let state = self.state();
        let matched = match_rows(files, &self.items, MatchBy::Both);
        let mut mapping = LabelMapping::of(&matched, &state);
        for (name, _) in mapping.unknown() {
            if name == "n/a" {
                mapping.map("n/a", None).unwrap();
            }
        }
        mapping.add_unknown().unwrap();
        plan(&matched, &self.items, &state, &mapping, again)
    }

    /// Imports at a moment that is later than all that labels say of themselves.
    fn import(&mut self, files: Vec<LabelFile>) -> ImportPlan {
        let plan = self.plan(files, false);
        let mut decisions = plan.decisions.clone();
        for source in plan.sources.clone() {
            let Some((started, events, finished)) = source.events(&mut decisions) else {
                continue;
            };
            self.push(1000, started);
            for event in events {
                self.push(1000, event);
            }
            self.push(1000, finished);
        }
        for decision in decisions {
            self.push(1000, decision);
        }
        plan
    }

    fn label(&self, item: u32, who: usize) -> Option<String> {
        let state = self.state();
        let judged = state.item(ItemIndex(item)).judgement_of(&person(who))?;
        match judged.verdict {
            Verdict::Label(label) => Some(state.labels().name(label).to_owned()),
            Verdict::Unsure => None,
        }
    }
}

fn created(writer: &str) -> Event {
    Event::Created(Created {
        format: 1,
        project: "p".into(),
        writer: Annotator::new(writer).unwrap(),
        querist: "0".into(),
    })
}

fn answered(who: usize, item: &str, label: &str) -> Event {
    Event::Answered(Answered {
        session: None,
        annotator: person(who),
        item: item.into(),
        answer: Answer::Label(label.into()),
        shown_at: at(0),
        active_seconds: 1.0,
        guidelines: String::new(),
        query: QueryRecord::of(Arm::Active),
        oracle: None,
        person: None,
    })
}

fn rows() -> impl Strategy<Value = Vec<LabelRow>> {
    let one = (
        0..8_usize,
        0..3_usize,
        0..NAMES.len(),
        prop::option::of(0..4_i64),
    );
    prop::collection::vec(one, 1..25).prop_map(|all| {
        let row = |(line, (item, who, name, time)): (usize, (usize, usize, usize, Option<i64>))| {
            row(line as u64 + 2, &format!("i{item}"), who, NAMES[name], time)
        };
        all.into_iter().enumerate().map(row).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_sums_hold_and_importing_again_plans_nothing(one in rows(), two in rows()) {
        let mut importer = Importer::new();
        importer.push(2, answered(1, "i0", "a"));
        let files = || vec![file(one.clone(), "h1"), file(two.clone(), "h2")];
        let plan = importer.import(files());
        for (source, rows) in plan.sources.iter().zip([&one, &two]) {
            let counts = &source.counts;
            prop_assert!(counts.adds_up(), "{counts:?}");
            prop_assert_eq!(counts.read, rows.len() as u64);
            prop_assert_eq!(counts.labels, counts.matched);
            prop_assert_eq!(source.annotators.values().sum::<u64>(), counts.new);
        }
        let again = importer.plan(files(), false);
        prop_assert!(again.is_empty(), "{again:?}");
        let brought = |plan: &ImportPlan| plan.sources.iter().any(|source| source.counts.new > 0);
        if brought(&plan) {
            // Even labels that are to count again come once from one source.
            let known = importer.plan(files(), true);
            for (source, before) in known.sources.iter().zip(&plan.sources) {
                if before.annotators.len() == PEOPLE.len() {
                    prop_assert_eq!(source.counts.new, 0);
                }
            }
        }
    }

    #[test]
    fn the_latest_label_of_an_annotator_is_in_force(rows in rows()) {
        let mut importer = Importer::new();
        importer.import(vec![file(rows.clone(), "h")]);
        for item in 0..6_u32 {
            for who in 0..3 {
                let of_both = |row: &&LabelRow| {
                    row.item == format!("i{item}") && row.labels[0].annotator == person(who)
                };
                // A row without a time is of now, later than every time; among equals the later
                // row counts. What is left out counts for nothing, and so does what says the
                // same again.
                let mut said: Vec<(Option<Timestamp>, String)> = Vec::new();
                let current = |said: &[(Option<Timestamp>, String)]| {
                    let latest = said.iter().max_by_key(|(time, _)| time.unwrap_or(at(1000)));
                    latest.map(|(_, label)| label.clone())
                };
                for row in rows.iter().filter(of_both) {
                    let label = row.labels[0].label.to_lowercase();
                    let known = match row.given_at {
                        Some(_) => said.contains(&(row.given_at, label.clone())),
                        None => said.iter().any(|(_, known)| *known == label),
                    };
                    if label != "n/a" && !known {
                        said.push((row.given_at, label));
                    }
                }
                let wanted = current(&said);
                let found = importer.label(item, who).map(|label| label.to_lowercase());
                prop_assert_eq!(found, wanted, "item {} of {}", item, who);
            }
        }
    }
}

#[test]
fn a_journal_that_arrives_after_its_labels_counts_once() {
    let items = items();
    let mut ada = Importer::new();
    let rows = (0..4).map(|n| row(n as u64 + 2, &format!("i{n}"), 1, "a", Some(n)));
    ada.import(vec![file(rows.collect(), "h")]);
    let mut bob = Importer::new();
    bob.entries.clear();
    bob.push(0, created("bob"));
    for n in 0..4 {
        bob.push(n, answered(1, &format!("i{n}"), "a"));
    }
    // Later, and before ada's import of the older label, he changed his mind about one.
    bob.push(9, answered(1, "i3", "b"));
    let journals = [&ada, &bob].map(|importer| importer.entries.as_slice());
    let state = fold(classes(), &items, &journals);
    for n in 0..4 {
        let item = state.item(ItemIndex(n));
        assert_eq!(item.judgements().len(), 1, "item {n}");
        let judged = item.judgement_of(&person(1)).unwrap();
        assert_eq!(judged.arm, Arm::Active, "his own record of it is in force");
        let wanted = if n == 3 { "b" } else { "a" };
        assert_eq!(
            judged.verdict,
            Verdict::Label(state.labels().find(wanted).unwrap())
        );
        assert_eq!(item.label(), state.labels().find(wanted));
    }
    assert_eq!(state.counts().labeled, 4);
}

#[test]
fn labels_on_held_out_items_teach_nobody() {
    let mut importer = Importer::new();
    importer.import(vec![file(vec![row(2, "i2", 1, "a", None)], "h")]);
    let state = importer.state();
    assert!(state.training_changes().is_empty());
    assert_eq!(state.held_out_answers(&importer.items).iter().len(), 1);
}

#[test]
fn an_import_that_was_not_finished_counts_for_nothing() {
    let mut importer = Importer::new();
    let rows = vec![row(2, "i0", 1, "a", None)];
    importer.import(vec![file(rows.clone(), "h")]);
    importer.entries.pop();
    assert_eq!(importer.label(0, 1), None);
    assert!(!importer.state().is_person(&person(1)));
    let plan = importer.import(vec![file(rows, "h")]);
    assert_eq!(plan.new_labels(), 1);
    assert_eq!(importer.label(0, 1).as_deref(), Some("a"));
    let state = importer.state();
    assert_eq!(state.item(ItemIndex(0)).all_judgements().count(), 1);
}

#[test]
fn rows_are_matched_by_id_then_by_the_only_item_with_their_text() {
    let with_text = |line, item: &str, text: &str| LabelRow {
        text: Some(text.into()),
        ..row(line, item, 0, "a", None)
    };
    let rows = vec![
        with_text(2, "i0", " text  0 "),
        with_text(3, "x", "text\t1"),
        with_text(4, "x", "text 4"),
        with_text(5, "x", "other"),
        with_text(6, "i1", "text 3"),
        row(7, " i1 ", 0, "a", None),
        row(8, "x", 0, "a", None),
    ];
    let items = items();
    let matched = match_rows(vec![file(rows.clone(), "h")], &items, MatchBy::Both).swap_remove(0);
    let indices: Vec<Option<u32>> = matched.items.iter().map(|it| it.map(|it| it.0)).collect();
    assert_eq!(
        indices,
        [Some(0), Some(1), None, None, Some(1), Some(1), None]
    );
    assert_eq!((matched.by_content, matched.other_text), (1, 1));
    assert_eq!(matched.first_other_text, Some(6));
    let reasons: Vec<&str> = matched.unmatched.iter().map(|row| row.why).collect();
    assert_eq!(
        reasons,
        [
            "several items have its text",
            "no item has its id or its text",
            "no item has its id"
        ]
    );
    // Another project's ids are its own: there the text decides.
    let foreign = LabelFile {
        is_foreign: true,
        ..file(rows, "h")
    };
    let matched = match_rows(vec![foreign], &items, MatchBy::Both).swap_remove(0);
    assert_eq!(matched.items[4], Some(ItemIndex(3)));
}

#[test]
fn a_name_stands_for_its_class_its_spelling_or_what_was_decided() {
    let mut importer = Importer::new();
    let rows = |names: &[&str]| {
        let row = |(line, name): (usize, &&str)| row(line as u64, "i0", 0, name, None);
        names.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let matched = match_rows(
        vec![file(rows(&["a", "A", "spam", "SPAM"]), "h")],
        &importer.items,
        MatchBy::Both,
    );
    let mut mapping = LabelMapping::of(&matched, &importer.state());
    assert_eq!(mapping.class("A"), Some("a"));
    assert_eq!(mapping.unknown().len(), 2);
    for (from, to, words) in [
        ("a", Some("b"), "is a class here"),
        ("nope", Some("b"), "no matched row"),
        ("spam", Some("nope"), "no class \"nope\""),
    ] {
        let error = mapping.map(from, to).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    mapping.map("SPAM", Some("b")).unwrap();
    mapping.add_unknown().unwrap();
    assert_eq!(mapping.class("spam"), Some("spam"));
    let decisions = mapping.decisions();
    assert_eq!(decisions.len(), 2, "a class and a mapping");
    for decision in decisions {
        importer.push(1, decision);
    }
    let matched = match_rows(
        vec![file(rows(&["SPAM"]), "h")],
        &importer.items,
        MatchBy::Both,
    );
    let mapping = LabelMapping::of(&matched, &importer.state());
    assert_eq!(mapping.class("SPAM"), Some("b"), "remembered");
    assert!(mapping.decisions().is_empty());
    // What it stands for goes along when the class is renamed.
    importer.push(
        2,
        Event::ClassRenamed(crate::journal::event::ClassRenamed {
            from: "b".into(),
            to: "bee".into(),
        }),
    );
    let mapping = LabelMapping::of(&matched, &importer.state());
    assert_eq!(mapping.class("SPAM"), Some("bee"));
}

#[test]
fn without_times_the_same_again_is_no_news_unless_it_is_to_count() {
    let mut importer = Importer::new();
    let rows = vec![row(2, "i0", 0, "a", None), row(3, "i1", 0, "a", None)];
    importer.import(vec![file(rows.clone(), "monday")]);
    let changed = vec![row(2, "i0", 0, "a", None), row(3, "i1", 0, "b", None)];
    let plan = importer.plan(vec![file(changed.clone(), "friday")], false);
    let counts = &plan.sources[0].counts;
    assert_eq!((counts.new, counts.known), (1, 1));
    assert_eq!(counts.revised_before, 1);
    let again = importer.plan(vec![file(changed, "friday")], true);
    assert_eq!(again.new_labels(), 2);
}

#[test]
fn the_same_bytes_under_two_names_are_two_annotations() {
    let mut importer = Importer::new();
    let rows = |who| vec![row(2, "i0", who, "a", None)];
    let plan = importer.import(vec![
        file(rows(0), "h"),
        file(rows(1), "h"),
        file(rows(1), "h"),
    ]);
    assert_eq!(plan.new_labels(), 2);
    assert_eq!(importer.state().item(ItemIndex(0)).judgements().len(), 2);
}
