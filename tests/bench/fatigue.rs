//! Does the fatigue detector speak when people tire, and only then?
//!
//! `cargo bench --bench fatigue` runs 1,000 made-up sessions a cell (`-- --quick` 200): false alarms
//! of rested persons, the delay until a tired person is called tired, and what must not alarm:
//! a change of text length, an absence, practice. "tired" is the rule of one chart and half of a
//! second, which alone suggests anything; "drifting" is any one chart.

#![expect(clippy::print_stdout, reason = "a bench prints")]

#[path = "../support/fatigue_trials.rs"]
mod fatigue_trials;
#[path = "../support/tired_person.rs"]
mod tired_person;

use fatigue_trials::{
    AFTER, RESTED, Shares, absence, delay, false_alarms, length_change, practice,
};
use tired_person::{Length, PATTERNS};

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sessions = if quick { 200 } else { 1_000 };
    println!("{sessions} sessions a cell\n");
    println!("{:<52} {:>8} {:>8} {:>8}", "must not alarm", "tired", "drifting", "rush");
    for history in [300, 1_000] {
        let rested = false_alarms(sessions, history, RESTED);
        row(&format!("rested, {RESTED} items, history {history}"), rested);
    }
    for history in [300, 1_000] {
        let rested = false_alarms(sessions, history, 1_440);
        row(&format!("rested, 4 h without a break, history {history}"), rested);
    }
    for (name, length) in [("a power of words", Length::Power), ("additive", Length::Additive)] {
        let seen = length_change(sessions, length, false);
        row(&format!("text lengths change, times {name}"), seen);
        let unseen = length_change(sessions, length, true);
        row("  the same, were lengths not reckoned with", unseen);
    }
    row("ten minutes away", absence(sessions));
    row("practice, a fifth faster by the end", practice(sessions));
    println!(
        "\n{:<32} {:>22} {:>22} {:>10}",
        "items until tired (missed)", "history 300", "history 1,000", "reported"
    );
    for pattern in &PATTERNS {
        let cell = |history| {
            let delay = delay(sessions, history, pattern.fatigue);
            let median = if delay.median.is_finite() {
                format!("{:.0}", delay.median)
            } else {
                format!("over {AFTER}")
            };
            format!("{median} ({:.3})", delay.missed)
        };
        let missed = pattern.reported_missed;
        println!(
            "{:<32} {:>22} {:>22} {:>10}",
            pattern.name,
            cell(300),
            cell(1_000),
            format!(
                "{:.0}{}",
                pattern.reported,
                missed.map_or(String::new(), |missed| format!(" ({missed:.2})"))
            ),
        );
    }
}

fn row(name: &str, shares: Shares) {
    let Shares { tired, drifting, rush } = shares;
    println!("{name:<52} {tired:>8.3} {drifting:>8.3} {rush:>8.3}");
}
