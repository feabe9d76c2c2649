//! Does a fast typist lose a key, or see a frame late, while the trainer works?
//!
//! `cargo bench --bench typing` opens 100,000 texts in a terminal and types the keys of two classes
//! in turn, 15 a second for 60 seconds. Printed: keys sent, answers on the disk, keys that the screen
//! said did not count, and percentiles of the time that a frame takes to be painted and of the time
//! from a key to the next item. Every key must be one or the other. `-- --small` types for 5
//! seconds into 2,000 texts.

#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::unwrap_used, reason = "what fails ends the bench")]

#[path = "../pty/terminal.rs"]
#[expect(dead_code, reason = "a bench needs a part of it")]
mod terminal;
mod text_project;
mod texts;
mod traced;
mod zipf;

use std::path::Path;
use std::time::{Duration, Instant};

use terminal::{Terminal, querist};
use text_project::make;

/// Between two keys: 15 a second.
const BETWEEN: Duration = Duration::from_micros(66_667);

fn main() {
    let small = std::env::args().any(|argument| argument == "--small");
    let (size, seconds) = if small { (2_000, 5) } else { (100_000, 60) };
    let home = tempfile::tempdir().unwrap();
    make(home.path(), size);
    let trace = home.path().join("trace.jsonl");
    let mut terminal = Terminal::start(querist(
        home.path(),
        &["label", "project", "--trace", trace.to_str().unwrap()],
    ));
    wait(&terminal, |screen| screen.contains("item T"));
    let keys = 15 * seconds;
    let begun = Instant::now();
    for key in 0..keys {
        let due = BETWEEN * key;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        terminal.send(if key % 2 == 0 { "a" } else { "b" });
    }
    wait(&terminal, |screen| screen.contains("· saved"));
    terminal.quit();
    let (frames, waits, refused) = (
        traced::values(&trace, "frame_ms"),
        traced::values(&trace, "key_to_next_ms"),
        traced::values(&trace, "refused_at_ms"),
    );
    let answered = answered(home.path());
    println!(
        "{keys} keys, {answered} answers on the disk, {} keys told not to count",
        refused.len()
    );
    traced::print("frame", &frames);
    traced::print("key to next item", &waits);
    assert_eq!(
        answered + refused.len(),
        keys as usize,
        "every key is an answer or told not to be one"
    );
}

/// How many answers the journals hold, those to what was asked once more among them.
fn answered(home: &Path) -> usize {
    let journals = std::fs::read_dir(home.join("project/journal")).unwrap();
    let journals = journals.map(|journal| std::fs::read_to_string(journal.unwrap().path()));
    let lines = |journal: String| journal.matches("\"event\":\"answered\"").count();
    journals.map(|journal| lines(journal.unwrap())).sum()
}

fn wait(terminal: &Terminal, holds: impl Fn(&str) -> bool) {
    let begun = Instant::now();
    while !holds(&terminal.screen()) {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{}",
            terminal.screen()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}
