//! A journal replayed asks the same questions and ends in the same model.

use querist::journal::event::{Answer, Answered, QueryRecord};
use querist::journal::{Entry, Event, Journal};
use querist::project::Layout;
use querist::rng::Seed;
use querist::schema::{Annotator, Arm, ItemIndex};
use querist::session::{LabelingCommand, LabelingSession};
use querist::state::Verdict;

use crate::support::projects::{
    CLASSES, Ticking, answer, current, items, judge, open, project, saved, session, set, skip,
    start, truth, verdict,
};

/// What is asked next, and by which model.
fn next(session: &LabelingSession) -> (Option<(ItemIndex, Arm)>, Option<String>, String) {
    let query = session
        .current()
        .map(|query| (query.item(), query.decision.arm));
    let snapshot = session.snapshot().unwrap();
    let pool = session.items().pool();
    let opinions: Vec<_> = pool.map(|id| snapshot.prediction(id)).collect();
    (query, snapshot.model.clone(), format!("{opinions:?}"))
}

fn new_project(folder: &tempfile::TempDir) -> Layout {
    project(&folder.path().join("p"), items(120, 7), &CLASSES, 20, 7)
}

/// 25 labels, and what else happens in a session.
fn work(session: &mut LabelingSession) {
    for n in 0..25 {
        answer(session);
        match n % 5 {
            1 => {
                let _ = skip(session);
            }
            2 => {
                assert!(saved(&judge(session, Verdict::Unsure)));
            }
            3 => {
                session.handle(LabelingCommand::Undo);
                // The item that came back gets another label.
                let other = verdict(session, CLASSES[n % 3]);
                judge(session, other);
            }
            4 => {
                let old = session
                    .state()
                    .recently_handled(&session.project().annotator)[3];
                session.handle(LabelingCommand::Show(old));
                assert_eq!(current(session), old);
                let other = verdict(session, CLASSES[(n + 1) % 3]);
                judge(session, other);
            }
            _ => {}
        }
    }
}

#[test]
fn a_reopened_project_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let layout = new_project(&folder);
    let clock = Ticking::new();
    let mut first = session(&layout, &clock);
    work(&mut first);
    first.handle(LabelingCommand::Close);
    let (state, at) = (first.state().clone(), next(&first));
    assert!(at.1.is_some(), "there is a model");
    drop(first);
    for _ in 0..2 {
        let again = session(&layout, &clock);
        assert_eq!(*again.state(), state);
        assert_eq!(next(&again), at);
    }
}

#[test]
fn renaming_adding_and_merging_classes_lead_to_the_same_model_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let layout = new_project(&folder);
    let clock = Ticking::new();
    let mut first = session(&layout, &clock);
    for _ in 0..14 {
        answer(&mut first);
    }
    let label =
        |session: &LabelingSession, name: &str| session.state().labels().find(name).unwrap();
    let account = label(&first, "account");
    first.handle(LabelingCommand::RenameClass(account, "accounts".into()));
    first.handle(LabelingCommand::AddClass("spam".into()));
    for name in ["spam", "accounts", "billing", "spam"] {
        let given = verdict(&first, name);
        judge(&mut first, given);
    }
    {
        // So far even the ids are those of the session.
        let read = querist::project::Project::read(layout.clone()).unwrap();
        assert_eq!(read.state(), *first.state());
    }
    let (from, into) = (label(&first, "billing"), label(&first, "outage"));
    first.handle(LabelingCommand::MergeClass(from, into));
    for name in ["spam", "accounts", "outage"] {
        let given = verdict(&first, name);
        judge(&mut first, given);
    }
    let at = (next(&first).0, next(&first).1);
    let steps = first.state().training_changes().len();
    drop(first);
    let again = session(&layout, &clock);
    assert_eq!(again.state().training_changes().len(), steps);
    assert_eq!((next(&again).0, next(&again).1), at);
}

#[test]
fn undoing_what_changed_classes_leads_to_the_same_model_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let layout = new_project(&folder);
    let clock = Ticking::new();
    let mut first = session(&layout, &clock);
    for _ in 0..14 {
        answer(&mut first);
    }
    let label =
        |session: &LabelingSession, name: &str| session.state().labels().find(name).unwrap();
    let (from, into) = (label(&first, "billing"), label(&first, "outage"));
    first.handle(LabelingCommand::MergeClass(from, into));
    let account = label(&first, "account");
    first.handle(LabelingCommand::RenameClass(account, "accounts".into()));
    for _ in 0..3 {
        let given = verdict(&first, "accounts");
        judge(&mut first, given);
    }
    let undone = |session: &mut LabelingSession| {
        let steps = session.state().training_changes().len();
        session.handle(LabelingCommand::Undo);
        session.state().training_changes().len() - steps
    };
    for _ in 0..3 {
        undone(&mut first);
    }
    assert_eq!(undone(&mut first), 0, "a rename teaches nothing");
    assert!(
        undone(&mut first) > 0,
        "the labels of a merge are learnt again"
    );
    let names = |session: &LabelingSession| -> Vec<String> {
        let labels = session.state().labels();
        labels
            .active()
            .map(|(_, label)| label.name.clone())
            .collect()
    };
    assert_eq!(names(&first), CLASSES);
    let config = querist::project::Config::read(&layout.root().join("querist.toml")).unwrap();
    assert_eq!(
        config.labels,
        *first.state().labels(),
        "names, keys and order"
    );
    let again = |first: &LabelingSession| {
        let at = (next(first).0, next(first).1);
        let steps = first.state().training_changes().len();
        let copy = tempfile::tempdir().unwrap();
        let layout = copied(layout.root(), copy.path());
        let again = session(&layout, &clock);
        assert_eq!(again.state().training_changes().len(), steps);
        assert_eq!((next(&again).0, next(&again).1), at);
    };
    again(&first);
    // Redo goes the same way forwards, until something new is done.
    for _ in 0..5 {
        first.handle(LabelingCommand::Redo);
    }
    assert!(first.state().labels().find("accounts").is_some());
    assert!(first.state().labels().find("billing").is_none());
    again(&first);
    let given = verdict(&first, "accounts");
    judge(&mut first, given);
    let events = first.handle(LabelingCommand::Redo);
    assert!(
        format!("{events:?}").contains("nothing to redo"),
        "{events:?}"
    );
}

/// A copy of a project's folder, without its lock.
fn copied(from: &std::path::Path, to: &std::path::Path) -> Layout {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copied_into(&entry.path(), &target);
        } else if entry.file_name() != "lock" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
    Layout::find(to).unwrap()
}

fn copied_into(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn the_number_of_threads_changes_neither_model_nor_ranking() {
    let run = |threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        let layout = new_project(&folder);
        let workers = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        workers.install(|| {
            let mut session = session(&layout, &Ticking::new());
            work(&mut session);
            let ranking = session.snapshot().unwrap().ranking.clone();
            (next(&session), ranking)
        })
    };
    assert_eq!(run(1), run(2));
}

/// Writes another person's answers into a journal of their own: every third item, often wrong.
fn answers_by(layout: &Layout, name: &str, items: usize) {
    let annotator = Annotator::new(name).unwrap();
    let opened = querist::project::OpenProject::open(layout.clone(), annotator.clone(), start());
    let all = opened.unwrap().items.clone();
    let mut journal = Journal::open(
        &layout.journal(&annotator),
        &layout.quarantine(),
        &layout.reserve(),
        start(),
    )
    .unwrap()
    .journal;
    for n in 0..items {
        let item = all.get(ItemIndex(n as u32));
        let wrong = Seed(3).coin("wrong", &format!("{name} {n}"), 0.3);
        let label = if wrong { "outage" } else { truth(&item.text) };
        let event = Event::Answered(Answered {
            session: None,
            annotator: annotator.clone(),
            item: item.id.clone(),
            answer: Answer::Label(label.into()),
            shown_at: start(),
            active_seconds: 1.0,
            guidelines: String::new(),
            query: QueryRecord::of(Arm::Random),
            oracle: None,
            person: None,
        });
        journal.append(&Entry { at: start(), event }).unwrap();
    }
}

#[test]
fn a_project_of_many_voices_replays_and_takes_back_under_every_setting() {
    for targets in ["agreed", "counts", "posterior"] {
        let folder = tempfile::tempdir().unwrap();
        let layout = new_project(&folder);
        if targets != "agreed" {
            set(&layout, "targets", &format!("{targets:?}"));
        }
        answers_by(&layout, "bob", 40);
        answers_by(&layout, "cleo", 40);
        let clock = Ticking::new();
        let mut first = session(&layout, &clock);
        let mut at = next(&first);
        for n in 0..30 {
            // Items that the others answered, too.
            first.handle(LabelingCommand::Show(ItemIndex(n)));
            assert_eq!(current(&first), ItemIndex(n));
            answer(&mut first);
            let given = next(&first);
            if n % 4 == 0 && targets != "posterior" {
                first.handle(LabelingCommand::Undo);
                let again = next(&first);
                assert_eq!(
                    (again.1, again.2),
                    (at.1, at.2),
                    "{targets}: as if never said"
                );
                answer(&mut first);
                assert_eq!(next(&first).1, given.1, "{targets}");
            }
            at = next(&first);
        }
        let state = first.state().clone();
        if targets != "agreed" {
            assert!(state.counts().disputed > 5, "{}", state.counts().disputed);
        }
        drop(first);
        let again = session(&layout, &clock);
        assert_eq!(*again.state(), state);
        assert_eq!(next(&again), at, "{targets}");
    }
}

#[test]
fn answers_of_one_time_with_anothers_last_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let layout = new_project(&folder);
    let item = |n: u32| {
        let opened = open(&layout);
        opened.items.get(ItemIndex(n)).id.clone()
    };
    // zoe's clock runs a day ahead of ada's; by name she comes after ada.
    let zoe = Annotator::new("zoe").unwrap();
    let ahead = start()
        .checked_add(jiff::SignedDuration::from_hours(24))
        .unwrap();
    let answered = |item: String| {
        Event::Answered(Answered {
            session: None,
            annotator: zoe.clone(),
            item,
            answer: Answer::Label("billing".into()),
            shown_at: ahead,
            active_seconds: 1.0,
            guidelines: String::new(),
            query: QueryRecord::of(Arm::Random),
            oracle: None,
            person: None,
        })
    };
    let events = [answered(item(3)), answered(item(4))];
    let opened = querist::project::OpenProject::open(layout.clone(), zoe.clone(), ahead).unwrap();
    drop(opened);
    let path = layout.journal(&zoe);
    let mut journal = Journal::open(&path, &layout.quarantine(), &layout.reserve(), ahead)
        .unwrap()
        .journal;
    for event in events {
        journal.append(&Entry { at: ahead, event }).unwrap();
    }
    drop(journal);
    let clock = Ticking::new();
    let mut first = session(&layout, &clock);
    for _ in 0..12 {
        answer(&mut first);
    }
    let (state, at) = (first.state().clone(), next(&first));
    drop(first);
    let again = session(&layout, &clock);
    assert_eq!(again.state().training_changes(), state.training_changes());
    assert_eq!(*again.state(), state);
    assert_eq!(next(&again), at);
}
