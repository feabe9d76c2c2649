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
    let lines = std::fs::read_to_string(&trace).unwrap();
    let values = |name: &str| -> Vec<f64> {
        let mut values: Vec<f64> = lines
            .lines()
            .filter_map(|line| {
                serde_json::from_str::<serde_json::Value>(line)
                    .ok()?
                    .get(name)?
                    .as_f64()
            })
            .collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (frames, waits, refused) = (
        values("frame_ms"),
        values("key_to_next_ms"),
        values("refused_at_ms"),
    );
    let answered = answered(home.path());
    println!(
        "{keys} keys, {answered} answers on the disk, {} keys told not to count",
        refused.len()
    );
    for (what, values) in [("frame", &frames), ("key to next item", &waits)] {
        let at = |share: f64| values.get((values.len() as f64 * share) as usize).copied();
        println!(
            "{what:>17}: n {:>6}  p50 {:>6.1}  p95 {:>6.1}  p99 {:>6.1}  most {:>6.1} ms",
            values.len(),
            at(0.5).unwrap_or(0.0),
            at(0.95).unwrap_or(0.0),
            at(0.99).unwrap_or(0.0),
            values.last().copied().unwrap_or(0.0)
        );
    }
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
