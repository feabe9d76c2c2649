//! `querist verify` and `querist doctor`: is damage found, and is nothing changed?

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::support::{answer, project, querist, succeed};

fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                all.insert(path, bytes);
            }
        }
    }
    all
}

#[test]
fn a_sound_project_passes_and_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    let before = bytes_below(&project);
    let ran = succeed(folder.path(), &["doctor", "p"]);
    assert!(!ran.out.contains("PROBLEM"), "{}", ran.out);
    assert!(ran.out.contains("8 events, whole"), "{}", ran.out);
    assert_eq!(bytes_below(&project), before);
}

#[test]
fn damage_is_found_with_its_place_and_a_next_step() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    let journal = project.join("journal/ada.jsonl");
    let text = std::fs::read_to_string(&journal).unwrap();
    std::fs::write(&journal, text.replacen("ham", "HAM", 1)).unwrap();
    let items = project.join("pool/items.jsonl");
    let text = std::fs::read_to_string(&items).unwrap();
    std::fs::write(&items, text.replacen("lunch", "LUNCH", 1)).unwrap();
    let before = bytes_below(&project);
    let ran = querist(folder.path(), &["doctor", "p"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("PROBLEM").count(), 2, "{}", ran.out);
    assert_eq!(ran.out.matches("next:").count(), 2, "{}", ran.out);
    assert!(
        ran.out.contains("ada.jsonl:") && ran.out.contains("(byte "),
        "{}",
        ran.out
    );
    assert_eq!(bytes_below(&project), before);
}

#[test]
fn a_journal_that_lost_everything_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    std::fs::write(project.join("journal/ada.jsonl"), "").unwrap();
    for command in ["verify", "doctor"] {
        let ran = querist(folder.path(), &[command, "p"]);
        assert_eq!(ran.code, 1, "{command}");
        let told = ran.out + &ran.err;
        assert!(told.contains("ada.jsonl holds no event"), "{told}");
    }
}

#[test]
fn what_keeps_a_project_from_being_read_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    std::fs::write(project.join("guidelines.md"), b"# caf\xe9\n").unwrap();
    let ran = querist(folder.path(), &["doctor", "p"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("guidelines.md: is not UTF-8"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("save it as UTF-8"), "{}", ran.out);
}

#[test]
fn an_append_that_was_cut_short_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 5);
    let journal = project.join("journal/ada.jsonl");
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 200]).unwrap();
    let ran = succeed(folder.path(), &["doctor", "p"]);
    assert!(ran.out.contains("cut short"), "{}", ran.out);
    let ran = succeed(folder.path(), &["verify", "p"]);
    assert!(ran.err.contains("cut short"), "{}", ran.err);
}

#[test]
fn a_receipt_shows_whether_a_journal_only_grew() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 3);
    let receipt = succeed(folder.path(), &["verify", "p"]).out;
    let receipt = receipt.trim();
    let parts: Vec<&str> = receipt.split([' ', ':']).collect();
    assert_eq!((parts[0], parts[1], parts[2].len()), ("ada", "6", 64));
    let kept = std::fs::read(project.join("journal/ada.jsonl")).unwrap();
    answer(&project, "ada", 2);
    succeed(folder.path(), &["verify", "p", "--since", receipt]);
    // Cut at the end of a record: only a receipt can tell.
    let lines: Vec<&[u8]> = kept.split_inclusive(|byte| *byte == b'\n').collect();
    std::fs::write(project.join("journal/ada.jsonl"), lines[..4].concat()).unwrap();
    succeed(folder.path(), &["verify", "p"]);
    let ran = querist(folder.path(), &["verify", "p", "--since", receipt]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("lost or rewritten"), "{}", ran.err);
    assert_eq!(
        querist(folder.path(), &["verify", "p", "--since", "x"]).code,
        2
    );
}
