//! `querist status`: are the numbers those of the contract?

use crate::support::{answer, judge, project, querist, succeed};

fn status(folder: &std::path::Path) -> serde_json::Value {
    let ran = succeed(folder, &["status", "p", "--json"]);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_new_project_says_what_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let status = status(folder.path());
    assert_eq!(status["items"], 60);
    assert_eq!(
        (&status["pool"], &status["holdout"]),
        (&48.into(), &12.into())
    );
    assert!(status["accuracy"].is_null());
    assert_eq!(status["journals"], serde_json::json!([]));
    assert_eq!(
        status["classes"],
        serde_json::json!([
            {"name": "spam", "key": "1", "labeled": 0},
            {"name": "ham", "key": "2", "labeled": 0},
        ])
    );
    let human = succeed(folder.path(), &["status", "p"]).out;
    assert!(
        human.contains("no accuracy yet: 0 of 12 held-out items answered"),
        "{human}"
    );
    assert!(
        human.contains("items     60 = 48 pool + 12 held out")
            && human.contains("to ask    60 = 48 pool + 12 held out"),
        "{human}"
    );
    // Reading takes no lock and leaves nothing behind.
    assert!(!folder.path().join("p/lock").exists());
}

#[test]
fn answers_are_counted_and_the_accuracy_has_an_interval() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 60);
    let status = status(folder.path());
    assert_eq!(
        (&status["labeled"], &status["to_ask"]),
        (&60.into(), &0.into())
    );
    let accuracy = &status["accuracy"];
    assert_eq!(accuracy["n"], 12);
    let value = |name: &str| accuracy[name].as_f64().unwrap();
    assert!(value("low") < value("value") && value("value") <= value("high"));
    let journal = &status["journals"][0];
    assert_eq!(
        (&journal["writer"], &journal["events"]),
        (&"ada".into(), &63.into())
    );
    assert_eq!(status["sessions"][0]["answers"], 60);
    let human = succeed(folder.path(), &["status", "p"]).out;
    assert!(human.contains("from 12 held-out items"), "{human}");
    assert!(human.contains("  ada  60 answers in "), "{human}");
}

#[test]
fn a_session_of_one_answer_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 1);
    let human = succeed(folder.path(), &["status", "p"]).out;
    assert!(human.contains("  ada  1 answer in "), "{human}");
}

#[test]
fn skips_doubts_and_disputes_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    judge(
        &project,
        "ada",
        &[("m1", "ham"), ("m2", "ham"), ("m3", "?"), ("m4", "")],
    );
    judge(&project, "bob", &[("m1", "spam"), ("m2", "ham")]);
    let status = status(folder.path());
    for (name, count) in [
        ("labeled", 1),
        ("disputed", 1),
        ("unsure", 1),
        ("skipped", 1),
    ] {
        assert_eq!(status[name], count, "{name}: {status}");
    }
}

#[test]
fn a_damaged_journal_is_told_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    let path = project.join("journal/ada.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("ham", "HAM", 1)).unwrap();
    let ran = querist(folder.path(), &["status", "p", "--json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("does not match its seal"), "{}", ran.err);
    let status: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(status["concerns"].as_array().unwrap().len(), 1);
}

#[test]
fn outside_of_a_project_it_says_how_to_begin() {
    let folder = tempfile::tempdir().unwrap();
    let ran = querist(folder.path(), &["status"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("querist new FILE"), "{}", ran.err);
}
