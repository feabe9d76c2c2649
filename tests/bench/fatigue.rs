//! Does the fatigue detector speak when people tire, and only then?
//!
//! `cargo bench --bench fatigue` runs 1,000 made-up sessions a cell (`-- --quick` 200): false alarms
//! of rested persons, the delay until a tired person is called tired, and what must not alarm:
//! a change of text length, an absence, practice; then the error of expected seconds on answers
//! that were not learnt from, and how often the interval of self-agreement holds the truth. "tired" is the rule of one chart and half of a
//! second, which alone suggests anything; "drifting" is any one chart.

#![expect(clippy::print_stdout, reason = "a bench prints")]
#![expect(clippy::expect_used, reason = "a bench that cannot run stops")]

#[path = "../support/cost_trials.rs"]
mod cost_trials;
#[path = "../support/fatigue_trials.rs"]
mod fatigue_trials;
#[path = "../support/repeat_trials.rs"]
mod repeat_trials;
#[path = "../support/tired_person.rs"]
mod tired_person;

use cost_trials::{Errors, held_out};
use fatigue_trials::{
    AFTER, RESTED, Shares, absence, delay, false_alarms, length_change, practice,
};
use repeat_trials::{binomial_test, person};
use tired_person::{Length, PATTERNS};

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sessions = if quick { 200 } else { 1_000 };
    println!("{sessions} sessions a cell\n");
    must_not_alarm(sessions);
    delays(sessions);
    costs();
    coverage(2 * sessions);
}

fn must_not_alarm(sessions: u64) {
    println!(
        "{:<52} {:>8} {:>8} {:>8}",
        "must not alarm", "tired", "drifting", "rush"
    );
    for history in [300, 1_000] {
        let rested = false_alarms(sessions, history, RESTED);
        row(
            &format!("rested, {RESTED} items, history {history}"),
            rested,
        );
    }
    for history in [300, 1_000] {
        let rested = false_alarms(sessions, history, 1_440);
        row(
            &format!("rested, 4 h without a break, history {history}"),
            rested,
        );
    }
    for (name, length) in [
        ("a power of words", Length::Power),
        ("additive", Length::Additive),
    ] {
        let seen = length_change(sessions, length, false);
        row(&format!("text lengths change, times {name}"), seen);
        let unseen = length_change(sessions, length, true);
        row("  the same, were lengths not reckoned with", unseen);
    }
    row("ten minutes away", absence(sessions));
    row("practice, a fifth faster by the end", practice(sessions));
}

fn delays(sessions: u64) {
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

fn costs() {
    println!("\nheld-out error of expected seconds over that of a constant, 200 answers learnt");
    println!(
        "{:<28} {:>6} {:>10} {:>10} {:>10} {:>10} {:>8} {:>8}",
        "", "person", "log rms", "log mean", "s rms", "s mean", "bias", "normal"
    );
    for (name, length, words_only) in [
        ("power, all known", Length::Power, false),
        ("power, words only", Length::Power, true),
        ("additive, all known", Length::Additive, false),
        ("additive, words only", Length::Additive, true),
    ] {
        for seed in 0..5 {
            let costs = held_out(seed, 200, length, words_only);
            let ratio = |of: fn(&Errors) -> f64, model: &Errors, constant: &Errors| {
                format!("{:.3}", of(model) / of(constant))
            };
            println!(
                "{name:<28} {seed:>6} {:>10} {:>10} {:>10} {:>10} {:>8.3} {:>8.3}",
                ratio(|e| e.rms, &costs.log, &costs.log_constant),
                ratio(|e| e.mean, &costs.log, &costs.log_constant),
                ratio(|e| e.rms, &costs.seconds, &costs.seconds_constant),
                ratio(|e| e.mean, &costs.seconds, &costs.seconds_constant),
                costs.bias,
                costs.bias_log_normal,
            );
        }
    }
}

fn coverage(persons: u64) {
    let all: Vec<_> = (0..persons).map(person).collect();
    let held: Vec<bool> = all.iter().filter_map(|person| person.holds).collect();
    let covered = held.iter().filter(|holds| **holds).count();
    let repeats: usize = all.iter().map(|person| person.repeats).sum();
    let answers: usize = all.iter().map(|person| person.answers).sum();
    println!(
        "\nself-agreement: {covered} of {} intervals hold the truth ({:.3}; p {:.2} as 95 %); \
         {:.1} % of answers are repeats, {} answers apart at least; {} followed their own label",
        held.len(),
        covered as f64 / held.len() as f64,
        binomial_test(covered, held.len(), 0.95),
        100.0 * repeats as f64 / answers as f64,
        all.iter()
            .map(|person| person.least_spacing)
            .min()
            .unwrap_or(0),
        all.iter()
            .filter(|person| person.followed_its_label)
            .count(),
    );
}

fn row(name: &str, shares: Shares) {
    let Shares {
        tired,
        drifting,
        rush,
    } = shares;
    println!("{name:<52} {tired:>8.3} {drifting:>8.3} {rush:>8.3}");
}
