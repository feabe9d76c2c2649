//! Does a text of a megabyte scroll at 60 frames a second?
//!
//! `cargo bench --bench scroll` asks for texts of 1 MB and sends 60 lines down or up a second, for
//! ten seconds. Printed: keys sent, frames painted, and percentiles of the time that a frame takes
//! to be painted and written. A frame must take less than 16 ms, 99 times of 100, and no key may
//! wait for the next.

#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::unwrap_used, reason = "what fails ends the bench")]

#[path = "../pty/terminal.rs"]
#[expect(dead_code, reason = "a bench needs a part of it")]
mod terminal;
mod traced;

use std::time::{Duration, Instant};

use terminal::{Terminal, querist};

/// Between two keys: 60 a second.
const BETWEEN: Duration = Duration::from_micros(16_667);
const KEYS: u32 = 600;

fn main() {
    let home = tempfile::tempdir().unwrap();
    let mut rows = String::from("id,text\n");
    for item in 0..4 {
        let lines = (0..16_000).map(|line| {
            format!("line {line} of item {item}: a parcel came late, and the box was broken\n")
        });
        let text: String = lines.collect();
        rows.push_str(&format!("long-{item},\"{}\"\n", text.trim_end()));
    }
    std::fs::write(home.path().join("texts.csv"), rows).unwrap();
    let new = "new texts.csv --to project --yes --labels a,b";
    let made = std::process::Command::new(terminal::binary())
        .args(new.split(' '))
        .current_dir(home.path())
        .env("QUERIST_DATA_DIR", home.path().join("data"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let trace = home.path().join("trace.jsonl");
    let arguments = ["label", "project", "--trace", trace.to_str().unwrap()];
    let mut terminal = Terminal::start(querist(home.path(), &arguments));
    terminal.wait_for("line 0 of item");
    let before = traced::values(&trace, "frame_ms").len();
    let begun = Instant::now();
    for key in 0..KEYS {
        let due = BETWEEN * key;
        std::thread::sleep(due.saturating_sub(begun.elapsed()));
        // There is more below for longer than this, and so much above.
        terminal.send(if key < KEYS / 2 { "\x1b[B" } else { "\x1b[A" });
    }
    terminal.wait_for("line 0 of item");
    terminal.quit();
    let frames = traced::values(&trace, "frame_ms");
    println!("{KEYS} keys, {} frames", frames.len() - before);
    traced::print("frame", &frames);
    let p99 = frames[(frames.len() as f64 * 0.99) as usize];
    assert!(p99 < 16.0, "a frame takes {p99} ms");
    assert!(
        frames.len() - before >= KEYS as usize * 9 / 10,
        "keys wait for each other"
    );
}
