//! How long until the first frame, and until the first question?
//!
//! `cargo bench --bench startup` makes projects of 1,000, 10,000 and 100,000 texts and opens each
//! five times in a terminal, without a cache and with one. Printed: medians in milliseconds from
//! the start of the program to the first frame and to the first item on the screen; of both kinds,
//! whether the whole features were there by then or words alone. `-- --small` opens 1,000 texts once.

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

/// The longest a program may take to show an item.
const PATIENCE: Duration = Duration::from_secs(120);

fn main() {
    let small = std::env::args().any(|argument| argument == "--small");
    let (sizes, times) = if small {
        (&[1_000][..], 1)
    } else {
        (&[1_000, 10_000, 100_000][..], 5)
    };
    println!(
        "{:>7} {:>7} {:>14} {:>17}",
        "texts", "cache", "first frame ms", "first question ms"
    );
    for size in sizes {
        let home = tempfile::tempdir().unwrap();
        make(home.path(), *size);
        for is_cached in [false, true] {
            let runs: Vec<(f64, f64)> =
                (0..times).map(|_| opened(home.path(), is_cached)).collect();
            let frame = median(runs.iter().map(|run| run.0).collect());
            let question = median(runs.iter().map(|run| run.1).collect());
            let cache = if is_cached { "yes" } else { "no" };
            println!("{size:>7} {cache:>7} {frame:>14.0} {question:>17.0}");
        }
    }
}

/// Milliseconds to the first frame and to the first item.
fn opened(home: &Path, is_cached: bool) -> (f64, f64) {
    let cache = home.join("project/cache");
    if !is_cached && cache.exists() {
        std::fs::remove_dir_all(&cache).unwrap();
    }
    let begun = Instant::now();
    let mut terminal = Terminal::start(querist(home, &["label", "project"]));
    let frame = waited(&terminal, begun, |screen| screen.contains("texts"));
    let question = waited(&terminal, begun, |screen| screen.contains("item T"));
    if !is_cached {
        // What is made beside the questions is kept for the next start.
        waited(&terminal, begun, |screen| {
            !screen.contains("words only") && !screen.contains("preparing")
        });
    }
    terminal.send("\u{11}");
    terminal.ended(Duration::from_secs(30));
    (frame, question)
}

fn waited(terminal: &Terminal, begun: Instant, holds: impl Fn(&str) -> bool) -> f64 {
    while !holds(&terminal.screen()) {
        assert!(
            begun.elapsed() < PATIENCE,
            "nothing on\n{}",
            terminal.screen()
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    begun.elapsed().as_secs_f64() * 1e3
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
