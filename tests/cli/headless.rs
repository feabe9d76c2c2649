//! `querist next` and `querist answer`: is it the same loop as at the screen?

use std::path::Path;
use std::sync::Arc;

use querist::clock::{Clock, SystemClock};
use querist::journal::event::{Answer, Answered};
use querist::journal::{Event, read};
use querist::project::{Layout, OpenProject};
use querist::schema::{Annotator, Arm};
use querist::session::LabelingSession;

use crate::support::{Ran, answer, project, querist, succeed};

fn next(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&succeed(folder, &["next", "p", "--json"]).out).unwrap()
}

/// What the text says it is.
fn truth(text: &str) -> &'static str {
    if text.contains("prize") {
        "spam"
    } else {
        "ham"
    }
}

/// The answers in a journal, in order; reading verifies the chain.
fn answers(project: &Path, writer: &str) -> Vec<Answered> {
    let contents = read(&project.join(format!("journal/{writer}.jsonl"))).unwrap();
    let answered = |event| match event {
        Event::Answered(answered) => Some(answered),
        _ => None,
    };
    contents
        .records
        .into_iter()
        .filter_map(|record| answered(record.entry.event))
        .collect()
}

fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 1, "{}", ran.err);
    for word in words {
        assert!(ran.err.contains(word), "{word:?}\n{}", ran.err);
    }
}

#[test]
fn asking_twice_gives_the_same_item_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let first = next(folder.path());
    assert_eq!(next(folder.path()), first);
    let members = [
        "arm",
        "disagreement",
        "item",
        "knows",
        "probabilities",
        "score",
        "strategy",
        "text",
        "veiled",
        "votes",
        "why",
    ];
    let object = first.as_object().unwrap();
    assert_eq!(object.keys().collect::<Vec<_>>(), members);
    assert!(first["item"].is_string() && first["knows"] == 0);
    assert!(!project.join("lock").exists());
    assert!(project.join("journal").read_dir().unwrap().next().is_none());
    let words = succeed(folder.path(), &["next", "p"]).out;
    assert!(words.contains(first["item"].as_str().unwrap()), "{words}");
}

#[test]
fn next_and_answer_are_the_loop_of_the_workstation() {
    let folder = tempfile::tempdir().unwrap();
    let ours = project(folder.path());
    let other = tempfile::tempdir().unwrap();
    let theirs = project(other.path());
    // The same project: chance is keyed by its id nowhere, by its seed everywhere.
    answer(&theirs, "ada", 40);
    let mut seen = Vec::new();
    for _ in 0..40 {
        let next = next(folder.path());
        let item = next["item"].as_str().unwrap();
        let label = truth(next["text"].as_str().unwrap());
        let ran = succeed(folder.path(), &["answer", "p", item, label]);
        assert!(ran.err.contains("saved"), "{}", ran.err);
        seen.push(next);
    }
    let (ours, theirs) = (answers(&ours, "ada"), answers(&theirs, "ada"));
    assert_eq!(ours.len(), 40);
    let mut blind = 0;
    for ((ours, theirs), seen) in ours.iter().zip(&theirs).zip(&seen) {
        assert_eq!((&ours.item, &ours.answer), (&theirs.item, &theirs.answer));
        assert_eq!(ours.query, theirs.query);
        // Nobody sat down.
        assert_eq!((ours.session, theirs.session), (None, Some(1)));
        assert_eq!(ours.oracle, None);
        // What is recorded as seen is what was told.
        assert_eq!(ours.query.opinion_shown, !seen["probabilities"].is_null());
        assert_eq!(seen["knows"], ours.query.knows);
        if ours.query.arm != Arm::Active {
            blind += 1;
            for hidden in ["arm", "strategy", "score", "why", "probabilities", "votes"] {
                assert!(seen[hidden].is_null(), "{hidden}: {seen}");
            }
        } else if seen["why"].is_null() {
            // A blind query of the model's own looks like any other.
            assert!(
                seen["arm"].is_null() && seen["strategy"].is_null(),
                "{seen}"
            );
        } else {
            assert_eq!(seen["strategy"], ours.query.strategy.clone().unwrap());
        }
    }
    assert!(blind > 0, "some are honest checks");
}

#[test]
fn when_all_is_judged_there_is_no_item_and_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 60);
    let next = next(folder.path());
    assert!(next["item"].is_null() && next["text"].is_null() && next["arm"].is_null());
    assert!(
        succeed(folder.path(), &["next", "p"])
            .out
            .contains("every item is judged")
    );
}

#[test]
fn next_looks_on_while_somebody_labels_and_answer_waits_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let bob = Annotator::new("bob").unwrap();
    let held = OpenProject::open(Layout::at(&project), bob, SystemClock.now()).unwrap();
    let item = next(folder.path())["item"].as_str().unwrap().to_owned();
    let ran = querist(folder.path(), &["answer", "p", &item, "ham"]);
    refused(&ran, &["in use by process", "querist status"]);
    assert!(!project.join("journal/ada.jsonl").exists());
    drop(held);
}

#[test]
fn an_item_of_ones_own_choice_is_recorded_as_such_and_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let asked = next(folder.path())["item"].as_str().unwrap().to_owned();
    let other = if asked == "m7" { "m8" } else { "m7" };
    let say = |words: &[&str]| {
        let mut arguments = vec!["answer", "p", other];
        arguments.extend(words);
        succeed(folder.path(), &arguments).err
    };
    assert!(say(&["ham", "--note", "rather short"]).contains(&format!("saved: {other}: ham")));
    assert!(say(&["spam"]).contains("was ham, and is spam from now on"));
    assert!(say(&["--unsure"]).contains("was spam, and is unsure"));
    let bobs = say(&["ham", "--annotator", "bob"]);
    assert!(bobs.contains("judged before by ada"), "{bobs}");
    let answers = answers(&project, "ada");
    assert!(answers.iter().all(|one| one.query.arm == Arm::Chosen));
    assert!(answers.iter().all(|one| !one.query.opinion_shown));
    assert_eq!(answers.last().unwrap().answer, Answer::Unsure);
    refused(
        &querist(folder.path(), &["answer", "p", other, "--skip"]),
        &["judged already"],
    );
    // What was asked meanwhile is asked still; put off, it makes way for another.
    assert_eq!(next(folder.path())["item"], asked.as_str());
    succeed(folder.path(), &["answer", "p", &asked, "--skip"]);
    assert_ne!(next(folder.path())["item"], asked.as_str());
    let raw = succeed(folder.path(), &["export", "p", "-o", "-", "--view", "raw"]).out;
    assert!(raw.contains("\"note\":\"rather short\"") && raw.contains("\"oracle\":\"\""));
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let say = |arguments: &[&str]| querist(folder.path(), &[&["answer", "p"], arguments].concat());
    refused(
        &say(&["m99", "ham"]),
        &["no item \"m99\"", "querist next p"],
    );
    refused(
        &say(&["m1", "scam"]),
        &["no class \"scam\"", "spam, ham", "--new-class"],
    );
    assert!(answers(&project, "ada").is_empty());
    for usage in [
        &["m1"][..],
        &["m1", "ham", "--skip"],
        &["m1", "--new-class"],
    ] {
        assert_eq!(say(usage).code, 2, "{usage:?}");
    }
    let bad = say(&["m1", "a\u{202e}b", "--new-class"]);
    refused(&bad, &["invisible"]);
    assert!(!bad.err.contains('\u{202e}'));
    let added = succeed(folder.path(), &["answer", "p", "m1", "scam", "--new-class"]);
    assert!(added.err.contains("new class scam"), "{}", added.err);
    succeed(folder.path(), &["answer", "p", "m2", "scam", "--new-class"]);
    let config = std::fs::read_to_string(project.join("querist.toml")).unwrap();
    assert_eq!(config.matches("name = \"scam\"").count(), 1);
    succeed(folder.path(), &["verify", "p"]);
}

#[test]
fn a_project_without_classes_begins_with_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    crate::support::write(
        folder.path(),
        "t.csv",
        "id,text\n-1,one\nb,two words\nc,three\n",
    );
    succeed(
        folder.path(),
        &["new", "t.csv", "--to", "p", "--holdout", "0"],
    );
    let ran = querist(folder.path(), &["answer", "p", "b", "x"]);
    refused(&ran, &["there is none yet", "--new-class"]);
    succeed(folder.path(), &["answer", "p", "-1", "x", "--new-class"]);
    succeed(
        folder.path(),
        &["answer", "p", "--new-class", "--", "b", "-y"],
    );
    succeed(folder.path(), &["answer", "p", "c", "x"]);
    assert!(next(folder.path())["item"].is_null());
}

#[test]
fn a_project_that_is_damaged_is_neither_asked_nor_answered() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    let path = project.join("journal/ada.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let damaged = text.replacen("ham", "HAM", 1);
    std::fs::write(&path, &damaged).unwrap();
    for arguments in [
        &["next", "p"][..],
        &["answer", "p", "m1", "ham"],
        &["predict", "p", "-o", "-"],
        &["run", "p", "--oracle", "true", "--yes"],
    ] {
        let ran = querist(folder.path(), arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains("doctor"), "{}", ran.err);
        assert!(ran.out.is_empty(), "{}", ran.out);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), damaged);
}

#[test]
fn what_is_looked_at_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let looked = querist::project::Project::read(Layout::at(&project)).unwrap();
    let ada = Annotator::new("ada").unwrap();
    let mut session =
        LabelingSession::headless(OpenProject::view(looked, ada), Arc::new(SystemClock)).unwrap();
    session.begin();
    let item = session.current().unwrap().item();
    let reports = session.handle(querist::session::LabelingCommand::Skip {
        item,
        time: querist::session::ResponseTiming::default(),
    });
    assert!(
        format!("{reports:?}").contains("only looked at"),
        "{reports:?}"
    );
    assert!(project.join("journal").read_dir().unwrap().next().is_none());
}
