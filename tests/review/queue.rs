//! What comes in which order, and what a filter lets through.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;

use querist::agreement::AnnotatorId;
use querist::clock::FixedClock;
use querist::pool::Split;
use querist::project::Layout;
use querist::schema::{Adjudication, Annotator, Arm, ItemIndex};
use querist::session::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationSession, Filter, LabelingCommand,
    LabelingEvent, LabelingSession, QueueEntry, Scope, Selection, Sort,
};
use querist::state::Verdict;

use super::annotations::{Given, given, import};
use crate::support::projects::{
    CLASSES, Ticking, item, items, on_screen, open_as, project, saved, start, truth,
};

/// A project of six items labeled `a`, `b` or `c` by people called by one letter each: a row an
/// item, `.` for none.
fn labeled(folder: &std::path::Path, people: &[&str], rows: &[&str]) -> Layout {
    let texts = (0..rows.len()).map(|n| item(format!("i{n}"), format!("text number {n}")));
    let layout = project(folder, texts.collect(), &["a", "b", "c"], 0, 1);
    let mut labels: Vec<Given> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        for (person, label) in people.iter().zip(row.chars()) {
            if label != '.' {
                labels.push(given(person, &format!("i{n}"), &label.to_string()));
            }
        }
    }
    import(&layout, &labels);
    layout
}

fn session(layout: &Layout) -> AdjudicationSession {
    let cleo = Annotator::new("cleo").unwrap();
    let project = open_as(layout, &cleo, start());
    let mut session =
        AdjudicationSession::new(project, Arc::new(FixedClock::at(start())), None).unwrap();
    session.begin();
    session
}

/// The ids that a selection lists, in order.
fn listed(session: &mut AdjudicationSession, selection: Selection) -> Vec<String> {
    session.handle(AdjudicationCommand::Choose(selection));
    let reports = session.handle(AdjudicationCommand::List);
    let AdjudicationEvent::Listed(list, _) = &reports[0] else {
        panic!("{reports:?}");
    };
    let items = session.items();
    let id = |listed: &QueueEntry| items.get(listed.item).id.clone();
    list.iter().map(id).collect()
}

fn decide(session: &mut AdjudicationSession, id: &str, decision: Adjudication) {
    let item = session.items().find(id).unwrap();
    session.handle(AdjudicationCommand::Show(item));
    let reports = session.handle(AdjudicationCommand::Decide {
        item,
        decision,
        rationale: None,
        time: on_screen(2.0),
    });
    assert!(
        matches!(reports[0], AdjudicationEvent::Decided { .. }),
        "{reports:?}"
    );
}

const ROWS: [&str; 6] = [
    "aaab", // one of four differs
    "abc.", // all three differ
    "aabb", // two against two
    "aaaa", "a...", "ba..",
];
const PEOPLE: [&str; 4] = ["p", "q", "r", "s"];

#[test]
fn the_most_split_come_first_and_agreed_items_do_not_come() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&labeled(folder.path(), &PEOPLE, &ROWS));
    let by_entropy = Selection {
        sort: Sort::Entropy,
        ..Selection::default()
    };
    // i1 and i5 are as split as can be; then two against two, then one of four.
    assert_eq!(listed(&mut session, by_entropy), ["i1", "i5", "i2", "i0"]);
    let several = Selection {
        scope: Scope::Several,
        ..by_entropy
    };
    assert_eq!(
        listed(&mut session, several),
        ["i1", "i5", "i2", "i0", "i3"]
    );
}

#[test]
fn filters_let_pairs_cells_and_annotators_through() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&labeled(folder.path(), &PEOPLE, &ROWS));
    let labels = session.state().labels().clone();
    let id = |name: &str| labels.find(name).unwrap();
    let mut only = |filter| {
        let selection = Selection {
            scope: Scope::Several,
            sort: Sort::Entropy,
            filter,
            with_decided: false,
        };
        listed(&mut session, selection)
    };
    let pair = |a, b| Filter::Pair(AnnotatorId(a), AnnotatorId(b));
    assert_eq!(only(pair(0, 1)), ["i1", "i5"]);
    assert_eq!(only(pair(0, 3)), ["i2", "i0"]);
    assert_eq!(only(Filter::Cell(id("b"), id("c"))), ["i1"]);
    assert_eq!(only(Filter::Cell(id("b"), id("b"))), ["i2"]);
    assert_eq!(only(Filter::Annotator(AnnotatorId(2))), ["i1", "i2", "i0"]);
}

#[test]
fn the_pair_or_the_classes_most_at_odds_come_first() {
    let folder = tempfile::tempdir().unwrap();
    // p and q agree on all but two of twelve; p and r on four.
    let mut rows = vec!["aaa", "aaa", "bbb", "bbb", "aac", "aac", "bba", "bba"];
    rows.extend(["aab", "aab", "abb", "bab"]);
    let mut session = session(&labeled(folder.path(), &["p", "q", "r"], &rows));
    let by_pair = Selection {
        sort: Sort::Pair,
        ..Selection::default()
    };
    let first = listed(&mut session, by_pair);
    // q and r differ on all of the first, p and q only on the last two.
    let worst = Selection {
        filter: Filter::Pair(AnnotatorId(1), AnnotatorId(2)),
        ..by_pair
    };
    let of_worst = listed(&mut session, worst);
    let of_p_and_r = listed(
        &mut session,
        Selection {
            filter: Filter::Pair(AnnotatorId(0), AnnotatorId(2)),
            ..by_pair
        },
    );
    let leading = if of_worst.contains(&first[0]) {
        of_worst
    } else {
        of_p_and_r
    };
    assert!(leading.contains(&first[0]) && leading.contains(&first[1]));
    let by_class = Selection {
        sort: Sort::Class,
        ..Selection::default()
    };
    // a and b meet far more often than a and c, so the items of c come last.
    let order = listed(&mut session, by_class);
    assert_eq!(order[order.len() - 2..], ["i4", "i5"]);
}

#[test]
fn what_is_decided_or_waits_leaves_the_queue_and_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session(&labeled(folder.path(), &PEOPLE, &ROWS));
    decide(&mut session, "i1", Adjudication::KeepDistribution);
    let item = session.items().find("i2").unwrap();
    session.handle(AdjudicationCommand::Show(item));
    session.handle(AdjudicationCommand::Send {
        item,
        to: querist::session::Assignee::Annotator(0),
        why: None,
        time: on_screen(1.0),
    });
    let by_entropy = Selection {
        sort: Sort::Entropy,
        ..Selection::default()
    };
    assert_eq!(listed(&mut session, by_entropy), ["i5", "i0"]);
    let all = Selection {
        with_decided: true,
        ..by_entropy
    };
    assert_eq!(listed(&mut session, all), ["i5", "i0", "i2", "i1"]);
}

#[test]
fn new_guidelines_bring_open_questions_and_older_labels_first() {
    let folder = tempfile::tempdir().unwrap();
    let layout = labeled(folder.path(), &PEOPLE, &ROWS);
    // t labels one item under the guidelines of today, which makes it disputed anew.
    let t = Annotator::new("t").unwrap();
    let clock = Ticking::new();
    let mut labeling = LabelingSession::inline(open_as(&layout, &t, start()), clock).unwrap();
    labeling.begin();
    let item = labeling.items().find("i0").unwrap();
    labeling.handle(LabelingCommand::Show(item));
    let c = labeling.state().labels().find("c").unwrap();
    let reports = labeling.handle(LabelingCommand::Judge {
        item,
        verdict: Verdict::Label(c),
        time: on_screen(2.0),
    });
    assert!(saved(&reports), "{reports:?}");
    labeling.handle(LabelingCommand::Close);
    drop(labeling);
    let mut before = session(&layout);
    decide(
        &mut before,
        "i5",
        Adjudication::GuidelineGap("what of b?".into()),
    );
    before.handle(AdjudicationCommand::Close);
    let by_entropy = Selection {
        sort: Sort::Entropy,
        ..Selection::default()
    };
    assert_eq!(listed(&mut before, by_entropy), ["i1", "i0", "i2"]);
    drop(before);
    let text = std::fs::read_to_string(layout.guidelines()).unwrap();
    std::fs::write(layout.guidelines(), text + "\nb is for what is not a.\n").unwrap();
    let mut after = session(&layout);
    assert_eq!(listed(&mut after, by_entropy), ["i5", "i0", "i1", "i2"]);
    let reports = after.handle(AdjudicationCommand::Next);
    let Some(AdjudicationEvent::Ask(face)) = reports.first() else {
        panic!("{reports:?}");
    };
    let told = "the guidelines have changed since this was asked of them: what of b?";
    assert_eq!(face.reasons[0], told);
    let b = after.state().labels().find("b").unwrap();
    decide(&mut after, "i5", Adjudication::Label(b));
    let reports = after.handle(AdjudicationCommand::Next);
    let Some(AdjudicationEvent::Ask(face)) = reports.first() else {
        panic!("{reports:?}");
    };
    assert_eq!(
        face.reasons[0],
        "one of its labels was given under older guidelines"
    );
    assert!(after.state().guideline_gaps().is_empty());
}

#[test]
fn one_voice_alone_is_nothing_to_review() {
    let folder = tempfile::tempdir().unwrap();
    let layout = labeled(folder.path(), &["p"], &["a", "b"]);
    let cleo = Annotator::new("cleo").unwrap();
    let project = open_as(&layout, &cleo, start());
    let Err(refused) = AdjudicationSession::new(project, Arc::new(FixedClock::at(start())), None)
    else {
        panic!("it opened");
    };
    assert!(
        refused
            .to_string()
            .contains("only one annotator is here: p")
    );
    assert!(refused.next_step().contains("querist import"));
}

#[test]
fn a_requested_judgement_is_asked_first_blind_and_not_twice_in_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let rows = ["ab", "ba", "..", "..", "..", ".."];
    let layout = labeled(folder.path(), &["p", "q"], &rows);
    let p = Annotator::new("p").unwrap();
    let mut review = session(&layout);
    for id in ["i0", "i1"] {
        let item = review.items().find(id).unwrap();
        review.handle(AdjudicationCommand::Show(item));
        let reports = review.handle(AdjudicationCommand::Send {
            item,
            to: querist::session::Assignee::Named(p.clone()),
            why: None,
            time: on_screen(1.0),
        });
        assert!(
            matches!(reports[0], AdjudicationEvent::Sent { .. }),
            "{reports:?}"
        );
    }
    drop(review);
    let mut labeling =
        LabelingSession::inline(open_as(&layout, &p, start()), Ticking::new()).unwrap();
    let reports = labeling.begin();
    let asked = reports.iter().find_map(|report| match report {
        LabelingEvent::Ask { view, .. } => Some(view),
        _ => None,
    });
    let face = asked.unwrap();
    assert_eq!(face.item, ItemIndex(0));
    assert_eq!(
        (&face.previous, &face.opinion, &face.why),
        (&None, &None, &None)
    );
    assert_eq!(labeling.current().unwrap().decision.arm, Arm::Review);
    let mut arms = Vec::new();
    let b = labeling.state().labels().find("b").unwrap();
    while let Some(query) = labeling.current() {
        arms.push((query.item(), query.decision.arm));
        let item = query.item();
        let reports = labeling.handle(LabelingCommand::Judge {
            item,
            verdict: Verdict::Label(b),
            time: on_screen(2.0),
        });
        assert!(saved(&reports), "{reports:?}");
    }
    let reviewed: Vec<usize> = (0..arms.len())
        .filter(|at| arms[*at].1 == Arm::Review)
        .collect();
    assert_eq!(reviewed, [0, 2], "{arms:?}");
    assert_eq!(arms.len(), 6);
    assert!(labeling.state().requests_to(&p).is_empty());
    let said = labeling.state().item(ItemIndex(0));
    assert_eq!(said.judgement_of(&p).unwrap().arm, Arm::Review);
    assert_eq!(said.label(), Some(b), "they agree now");
}

#[test]
fn a_requested_item_that_is_put_off_comes_when_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let layout = labeled(folder.path(), &["p", "q"], &["ab", "..", ".."]);
    let p = Annotator::new("p").unwrap();
    let mut review = session(&layout);
    review.handle(AdjudicationCommand::Send {
        item: ItemIndex(0),
        to: querist::session::Assignee::Named(p.clone()),
        why: None,
        time: on_screen(1.0),
    });
    drop(review);
    let mut labeling =
        LabelingSession::inline(open_as(&layout, &p, start()), Ticking::new()).unwrap();
    labeling.begin();
    let time = on_screen(1.0);
    assert_eq!(labeling.current().unwrap().item(), ItemIndex(0));
    labeling.handle(LabelingCommand::Skip {
        item: ItemIndex(0),
        time,
    });
    let mut asked = Vec::new();
    let a = labeling.state().labels().find("a").unwrap();
    for _ in 0..3 {
        let item = labeling.current().unwrap().item();
        asked.push(item);
        labeling.handle(LabelingCommand::Judge {
            item,
            verdict: Verdict::Label(a),
            time,
        });
    }
    assert_eq!(asked[2], ItemIndex(0), "{asked:?}");
    assert!(labeling.current().is_none());
}

#[test]
fn what_the_model_thinks_of_a_held_out_item_stays_untold_and_its_decision_teaches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let texts = items(150, 3);
    let mut labels = Vec::new();
    for (n, item) in texts.iter().enumerate() {
        let right = truth(&item.text);
        let wrong = CLASSES.iter().find(|class| **class != right).unwrap();
        labels.push(given("p", &item.id, right));
        // Every third item is disputed.
        let other = if n % 3 == 0 { wrong } else { right };
        labels.push(given("q", &item.id, other));
    }
    let layout = project(folder.path(), texts, &CLASSES, 30, 3);
    import(&layout, &labels);
    let mut session = session(&layout);
    let (sender, findings) = channel();
    session.analysis().run(&AtomicBool::new(false), |finding| {
        sender.send(finding).is_ok()
    });
    for finding in findings.try_iter() {
        session.take_result(finding);
    }
    let items = session.items();
    let mut sides = [0, 0];
    for (index, _) in items.iter() {
        if session.state().item(index).label().is_some() {
            continue;
        }
        let before = session.state().training_changes().len();
        let AdjudicationEvent::Ask(face) =
            session.handle(AdjudicationCommand::Show(index)).remove(0)
        else {
            panic!("it is not shown");
        };
        assert_eq!(face.likely, None, "nothing is told before the decision");
        let named = face
            .reasons
            .iter()
            .any(|words| CLASSES.iter().any(|c| words.contains(c)));
        assert!(!named, "no reason names a class: {:?}", face.reasons);
        let Verdict::Label(label) = face.annotations[0].verdict else {
            panic!("a label");
        };
        let reports = session.handle(AdjudicationCommand::Decide {
            item: index,
            decision: Adjudication::Label(label),
            rationale: None,
            time: on_screen(2.0),
        });
        let AdjudicationEvent::Decided { likely, .. } = &reports[0] else {
            panic!("{reports:?}");
        };
        let learnt = session.state().training_changes().len() - before;
        match items.side(index) {
            Split::Pool(_) => {
                sides[0] += 1;
                assert!(likely.model.is_some());
                assert_eq!(learnt, 1);
            }
            Split::Holdout(_) => {
                sides[1] += 1;
                assert_eq!(likely.model, None);
                assert_eq!(learnt, 0);
            }
        }
    }
    assert!(sides[0] > 20 && sides[1] > 4, "{sides:?}");
}

#[test]
fn a_label_that_model_and_copies_contradict_gets_a_second_look() {
    let folder = tempfile::tempdir().unwrap();
    let texts = items(150, 5);
    // One person labels all truly but one; another labels two, so that there is a review.
    let slip = &texts[40];
    let wrong = CLASSES
        .iter()
        .find(|class| **class != truth(&slip.text))
        .unwrap();
    let mut labels: Vec<Given> = texts
        .iter()
        .map(|item| given("p", &item.id, truth(&item.text)))
        .collect();
    labels[40] = given("p", &slip.id, wrong);
    labels.push(given("q", &texts[0].id, truth(&texts[0].text)));
    let slip = slip.id.clone();
    let layout = project(folder.path(), texts, &CLASSES, 0, 5);
    import(&layout, &labels);
    let mut session = session(&layout);
    let second_look = Selection {
        scope: Scope::SecondLook,
        ..Selection::default()
    };
    assert!(
        listed(&mut session, second_look).is_empty(),
        "before the study"
    );
    let (sender, findings) = channel();
    session.analysis().run(&AtomicBool::new(false), |finding| {
        sender.send(finding).is_ok()
    });
    let mut shown = None;
    for finding in findings.try_iter() {
        // Nothing was left; what is found is asked at once.
        shown = session
            .take_result(finding)
            .into_iter()
            .find_map(|report| match report {
                AdjudicationEvent::Ask(face) => Some(face.item),
                _ => None,
            })
            .or(shown);
    }
    let suspects = listed(&mut session, second_look);
    assert_eq!(suspects[0], slip, "{suspects:?}");
    assert!(suspects.len() < 30, "{}", suspects.len());
    assert_eq!(session.items().get(shown.unwrap()).id, slip);
    // Nothing was fixed by itself.
    let item = session.items().find(&slip).unwrap();
    assert!(session.state().item(item).adjudication().is_none());
}
