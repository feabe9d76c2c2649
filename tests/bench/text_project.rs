//! A project of made texts, for benches that open it in a terminal.

use std::path::Path;

use crate::terminal;
use crate::texts::texts_of_topics;

/// Makes a project of so many texts and two classes in `home/project`.
pub(crate) fn make(home: &Path, size: usize) {
    let mut csv = String::from("id,text\n");
    for (at, (_, text)) in texts_of_topics(size).into_iter().enumerate() {
        csv.push_str(&format!("T{at},{text}\n"));
    }
    std::fs::write(home.join("texts.csv"), csv).unwrap();
    let new = "new texts.csv --to project --yes --labels a,b";
    let made = std::process::Command::new(terminal::binary())
        .args(new.split(' '))
        .current_dir(home)
        .env("QUERIST_DATA_DIR", home.join("data"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}
