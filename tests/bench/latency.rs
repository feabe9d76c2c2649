//! How long from a label to the next query known?
//!
//! `cargo bench --bench latency` runs a small version; `-- --full` runs pools of 10,000, 100,000
//! and 1,000,000 items with 4, 20 and 77 classes at 100, 300 and 1,000 labels; `-- POOL CLASSES`
//! runs one cell, and a strategy's id after any of these times that instead of margin (on a pool
//! whose densities are known, which takes seconds at 100,000 items). The pool is synthetic: words
//! and word pairs drawn by Zipf's law, about 56 distinct features an item, and 128 dense numbers.
//! Beside each figure stands the memory-bandwidth floor of the same run: the bytes that a step must
//! read over the best rate at which this machine read a large buffer just before.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints")]

mod memory;
mod pool;
mod zipf;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use memory::megabytes;
use pool::Pool;
use querist::features::{Neighbourhood, Rows};
use querist::learner::{Committee, CommitteeHistory, Settings, TargetUpdate};
use querist::rng::Seed;
use querist::strategy::{Cache, StrategySpec, find};

/// Labels at which steps are timed, and how many steps.
const LABELS: [usize; 3] = [100, 300, 1_000];
const STEPS: usize = 40;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let id = arguments
        .iter()
        .find(|a| !a.starts_with("--") && a.parse::<usize>().is_err())
        .map_or("margin", String::as_str);
    let strategy = match find(id) {
        Ok(strategy) => strategy,
        Err(problem) => {
            eprintln!("{problem}");
            return ExitCode::FAILURE;
        }
    };
    let numbers: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let cells: Vec<(usize, usize)> = match (numbers.as_slice(), arguments.first()) {
        ([pool, classes], _) => vec![(*pool, *classes)],
        (_, Some(full)) if full == "--full" => [10_000, 100_000, 1_000_000]
            .into_iter()
            .flat_map(|pool| [4, 20, 77].map(|classes| (pool, classes)))
            .collect(),
        _ => vec![(10_000, 4)],
    };
    println!(
        "{:>9} {:>7} {:>6}  {:>22}  {:>22}  {:>22}  {:>7} {:>8}",
        "pool",
        "classes",
        "labels",
        "learn min/med/p95",
        "rank min/med/p95",
        "step min/med/p95",
        "floor",
        "peak MB"
    );
    for same in cells.chunk_by(|a, b| a.0 == b.0) {
        let mut pool = Pool::new(same[0].0);
        if id != "margin" {
            pool.rows = with_density(&pool.rows);
        }
        for (_, classes) in same {
            measure(&pool, *classes, strategy);
        }
    }
    ExitCode::SUCCESS
}

/// The same rows with known densities.
fn with_density(rows: &Rows) -> Arc<Rows> {
    let near = Neighbourhood::build(&rows.dense, Seed(1), &|_| true);
    Arc::new(Rows {
        density: near.map(|near| near.density).unwrap_or_default(),
        ..rows.clone()
    })
}

fn measure(pool: &Pool, classes: usize, strategy: &StrategySpec) {
    let labels = pool.labels(classes);
    let bandwidth = bandwidth();
    let mut course = CommitteeHistory::new(Committee::new(
        pool.rows.clone(),
        pool.keys.clone(),
        Settings::default(),
    ));
    let memo = Cache::default();
    let mut open = vec![true; pool.ids.len()];
    let mut next = 0;
    let mut taught = 0;
    for wanted in LABELS {
        if wanted > pool.ids.len() / 2 {
            break;
        }
        // The bulk of the labels is drawn at random: what counts here is how many there are.
        let bulk: Vec<TargetUpdate> = (taught..wanted)
            .map(|at| {
                let item = at * (pool.ids.len() / 2_048).max(1) % pool.ids.len();
                open[item] = false;
                TargetUpdate::to(pool.ids[item], Some(labels[item]))
            })
            .collect();
        for change in &bulk {
            course.learn(change);
        }
        taught = wanted;
        let (mut learn, mut select, mut step) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..STEPS {
            let begun = Instant::now();
            open[next] = false;
            course.learn(&TargetUpdate::to(pool.ids[next], Some(labels[next])));
            let learnt = begun.elapsed();
            let best = pool
                .next(strategy, course.current(), &open, &memo)
                .unwrap_or(0);
            let took = begun.elapsed();
            learn.push(learnt.as_secs_f64() * 1e3);
            select.push(took.saturating_sub(learnt).as_secs_f64() * 1e3);
            step.push(took.as_secs_f64() * 1e3);
            next = best;
            taught += 1;
        }
        let bytes = (pool.rows.text.memory() + pool.rows.dense.bytes().len()) as f64;
        println!(
            "{:>9} {classes:>7} {taught:>6}  {:>22}  {:>22}  {:>22}  {:>7.2} {:>8.0}",
            pool.ids.len(),
            spread(&mut learn),
            spread(&mut select),
            spread(&mut step),
            bytes / bandwidth * 1e3,
            megabytes("VmHWM")
        );
    }
}

/// Minimum, median and 95th percentile.
fn spread(times: &mut [f64]) -> String {
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() as f64 * share) as usize).min(times.len() - 1)];
    format!("{:.2}/{:.2}/{:.2}", times[0], at(0.5), at(0.95))
}

/// Bytes a second that one thread reads from memory, at best of five.
fn bandwidth() -> f64 {
    let buffer = vec![1_u64; 1 << 26];
    (0..5)
        .map(|_| {
            let begun = Instant::now();
            let sums = buffer.chunks_exact(8).fold([0_u64; 8], |mut sums, chunk| {
                for (sum, value) in sums.iter_mut().zip(chunk) {
                    *sum = sum.wrapping_add(*value);
                }
                sums
            });
            std::hint::black_box(sums);
            size_of_val(buffer.as_slice()) as f64 / begun.elapsed().as_secs_f64()
        })
        .fold(0.0, f64::max)
}
