//! `querist config`: what is set, where that was said, and setting it.

use std::path::Path;

use crate::support::{project, querist, succeed};

fn own_file(folder: &Path) -> std::path::PathBuf {
    folder.join("config/config.toml")
}

#[test]
fn a_setting_of_ones_own_is_set_and_shown_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let shown = succeed(folder.path(), &["config"]).out;
    assert!(
        shown.contains("theme") && shown.contains("default"),
        "{shown}"
    );
    let set = succeed(folder.path(), &["config", "theme", "light"]).out;
    assert!(set.contains("theme is light now"), "{set}");
    let shown = succeed(folder.path(), &["config", "theme"]).out;
    assert!(
        shown.contains("light") && shown.contains("config.toml:1"),
        "{shown}"
    );
    assert!(!shown.contains("glyphs"), "{shown}");
}

#[test]
fn a_slip_is_refused_with_the_word_that_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let slip = querist(folder.path(), &["config", "tehme", "light"]);
    assert_eq!(slip.code, 2);
    assert!(slip.err.contains("did you mean theme?"), "{}", slip.err);
    let slip = querist(folder.path(), &["config", "theme", "ligth"]);
    assert!(slip.err.contains("did you mean light?"), "{}", slip.err);
    assert!(!own_file(folder.path()).exists());
    // What stands in the file already is told with its line, and the rest counts.
    std::fs::create_dir(folder.path().join("config")).unwrap();
    std::fs::write(own_file(folder.path()), "glyphs = \"ascii\"\ncolor = 1\n").unwrap();
    let shown = querist(folder.path(), &["config"]);
    assert_eq!(shown.code, 1);
    assert!(shown.out.contains("ascii"), "{}", shown.out);
    assert!(
        shown.err.contains("config.toml:2: there is no setting"),
        "{}",
        shown.err
    );
}

#[test]
fn the_settings_of_a_project_are_listed_and_set_with_its_comments_kept() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let shown = succeed(&project, &["config"]).out;
    assert!(
        shown.contains("query.strategy") && shown.contains("\"auto\""),
        "{shown}"
    );
    assert!(shown.contains("session.break_after_minutes"), "{shown}");
    succeed(&project, &["config", "query.strategy", "margin"]);
    let text = std::fs::read_to_string(project.join("querist.toml")).unwrap();
    assert!(text.contains("strategy = \"margin\""), "{text}");
    assert!(
        text.contains("# All chance comes from this seed."),
        "{text}"
    );
    let json = succeed(folder.path(), &["config", "p", "--json"]).out;
    let all: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let strategy = all
        .iter()
        .find(|one| one["name"] == "query.strategy")
        .unwrap();
    assert_eq!(strategy["value"], "\"margin\"");
    assert_eq!(strategy["from"], "project");
    let slip = querist(&project, &["config", "query.stratgy", "margin"]);
    assert!(
        slip.err.contains("did you mean query.strategy?"),
        "{}",
        slip.err
    );
    let wrong = querist(&project, &["config", "query.random_share", "7"]);
    assert!(wrong.err.contains("is not a share"), "{}", wrong.err);
}

#[test]
fn a_misspelt_line_of_a_project_is_told_with_the_word_that_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let path = project.join("querist.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("strategy =", "stratgey =")).unwrap();
    let ran = querist(&project, &["status"]);
    assert!(ran.err.contains("did you mean strategy?"), "{}", ran.err);
}

#[test]
fn who_answers_can_be_a_setting() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    succeed(&project, &["config", "annotator", "grace"]);
    let next = succeed(&project, &["next", "--json"]).out;
    let next: serde_json::Value = serde_json::from_str(&next).unwrap();
    let item = next["item"].as_str().unwrap();
    let label = &succeed(&project, &["config", "--json"]).out;
    assert!(label.contains("grace"));
    let labels = succeed(&project, &["status", "--json"]).out;
    let status: serde_json::Value = serde_json::from_str(&labels).unwrap();
    let class = status["classes"][0]["name"].as_str().unwrap();
    succeed(&project, &["answer", ".", item, class]);
    assert!(project.join("journal/grace.jsonl").is_file());
}

#[test]
fn a_shell_is_offered_the_names_that_querist_knows() {
    let folder = tempfile::tempdir().unwrap();
    let offered = |words: &[&str]| {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_querist"))
            .arg("--")
            .args(words)
            .current_dir(folder.path())
            .env("COMPLETE", "fish")
            .env("QUERIST_CONFIG_DIR", folder.path().join("config"))
            .output()
            .unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    assert!(offered(&["querist", "demo", ""]).contains("second-opinion"));
    assert!(offered(&["querist", "label", "--strategy", "mar"]).contains("margin"));
    assert!(offered(&["querist", "config", "th"]).contains("theme"));
}
