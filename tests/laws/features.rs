//! Features: kept, made again, or completed while a person labels, they are the same.

use std::fs;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use querist::project::Layout;
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession};
use querist::trainer::{Snapshot, TrainerEvent};

use crate::support::projects::{
    CLASSES, Ticking, answer, current, items, on_screen, open, project, session, text, truth,
    verdict,
};

/// The model after reopening, and what it would ask first.
fn reopened(layout: &Layout) -> (Option<String>, Vec<usize>) {
    let session = session(layout, &Ticking::new());
    let snapshot = session.snapshot().unwrap();
    let first = snapshot.ranking.iter().take(20);
    (
        snapshot.model.clone(),
        first.map(|ranked| ranked.item.index()).collect(),
    )
}

#[test]
fn features_from_the_cache_are_those_that_would_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(2_400, 1), &CLASSES, 100, 1);
    let mut first = session(&layout, &Ticking::new());
    for _ in 0..15 {
        answer(&mut first);
    }
    drop(first);
    let files = ["words.features", "dense.rows"].map(|name| layout.cache().join(name));
    assert!(files.iter().all(|file| file.exists()), "they were kept");
    let kept = reopened(&layout);
    assert!(kept.0.is_some());
    for file in &files {
        let whole = fs::read(file).unwrap();
        let mut damaged = whole.clone();
        damaged[whole.len() / 2] ^= 1;
        for bytes in [&damaged[..], &whole[..whole.len() / 2], b""] {
            fs::write(file, bytes).unwrap();
            assert_eq!(reopened(&layout), kept, "{} damaged", file.display());
        }
        fs::remove_file(file).unwrap();
        assert_eq!(reopened(&layout), kept, "{} gone", file.display());
    }
    fs::remove_dir_all(layout.cache()).unwrap();
    fs::write(layout.cache(), "a file where the folder should be").unwrap();
    assert_eq!(reopened(&layout), kept, "nothing can be kept");
}

enum Heard {
    Snapshot(Arc<Snapshot>),
    Complete,
}

fn heard(news: &Receiver<Heard>) -> Heard {
    news.recv_timeout(Duration::from_secs(120)).unwrap()
}

#[test]
fn labeling_begins_on_words_and_ends_with_the_same_model() {
    let folder = tempfile::tempdir().unwrap();
    let layout = project(&folder.path().join("p"), items(6_200, 2), &CLASSES, 100, 2);
    let (sender, news) = channel();
    let publish = move |news| match news {
        TrainerEvent::Snapshot(snapshot) => sender.send(Heard::Snapshot(snapshot)).is_ok(),
        TrainerEvent::Preparing(None) => sender.send(Heard::Complete).is_ok(),
        TrainerEvent::Preparing(Some(_)) => true,
        TrainerEvent::Gone => false,
    };
    let mut session =
        LabelingSession::threaded(open(&layout), Ticking::new(), None, publish).unwrap();
    session.begin();
    let Heard::Snapshot(mut last) = heard(&news) else {
        panic!("a first question comes before the features are complete");
    };
    assert!(last.is_words_only());
    let mut reports = session.take_snapshot(last.clone());
    let mut complete = false;
    for _ in 0..14 {
        assert!(
            reports
                .iter()
                .any(|report| matches!(report, LabelingEvent::Ask { .. }))
        );
        let item = current(&session);
        let verdict = verdict(&session, truth(&text(&session, item)));
        reports = session.handle(LabelingCommand::Judge {
            item,
            verdict,
            time: on_screen(1.0),
        });
        while session.is_waiting() {
            match heard(&news) {
                Heard::Snapshot(snapshot) => {
                    last = snapshot;
                    reports = session.take_snapshot(last.clone());
                }
                Heard::Complete => complete = true,
            }
        }
    }
    while !complete || last.is_words_only() {
        match heard(&news) {
            Heard::Snapshot(snapshot) => last = snapshot,
            Heard::Complete => complete = true,
        }
    }
    assert_eq!(
        last.version,
        session.state().training_changes().len() as u64
    );
    let model = last.model.clone();
    assert!(model.is_some());
    drop(session);
    assert_eq!(reopened(&layout).0, model);
    let journal = fs::read_to_string(layout.journal(&crate::support::projects::ada())).unwrap();
    assert!(
        journal.contains("\"words_only\":true"),
        "the journal says so"
    );
}
