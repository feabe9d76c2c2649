//! What becomes of step times and memory over ten thousand labels?
//!
//! `cargo bench --bench soak` gives 2,000 labels to a pool of 20,000; `-- --full` 10,000 labels to
//! 100,000. Each step learns, ranks and computes the likeliest next answer ahead, as the trainer
//! does. Printed at 100, 300, 1,000 … labels: median and 95th percentile of the last hundred steps,
//! memory held now, the bytes of one committee, and the stated bound on what labels add: eleven
//! committees (the present one, four before it, six foreseen) and a quarter more for what the
//! allocator cannot give back, the features of the labeled items, and 64 MB for a scan's tables.

#![expect(clippy::print_stdout, reason = "a bench prints")]

mod memory;
mod pool;
mod zipf;

use std::time::Instant;

use memory::megabytes;
use pool::Pool;
use querist::learner::{Committee, CommitteeHistory, Settings, TargetUpdate};
use querist::strategy::{Cache, find};

/// What the allocator and the tables of a scan hold beside, in megabytes.
const SLACK: f64 = 64.0;

const MARKS: [usize; 7] = [100, 300, 1_000, 2_000, 3_000, 5_000, 10_000];

fn main() -> querist::error::Result<()> {
    let full = std::env::args().any(|argument| argument == "--full");
    let (size, labels) = if full {
        (100_000, 10_000)
    } else {
        (20_000, 2_000)
    };
    let pool = Pool::new(size);
    let truth = pool.labels(4);
    let strategy = find("margin")?;
    let mut course = CommitteeHistory::new(Committee::new(
        pool.rows.clone(),
        pool.keys.clone(),
        Settings::default(),
    ));
    let memo = Cache::default();
    let mut open = vec![true; size];
    let before = megabytes("VmRSS");
    println!(
        "{:>7} {:>10} {:>10} {:>10} {:>12} {:>10}",
        "labels", "p50 ms", "p95 ms", "added MB", "committee MB", "bound MB"
    );
    let mut next = 0;
    let mut times = Vec::new();
    for label in 1..=labels {
        let begun = Instant::now();
        open[next] = false;
        course.learn(&TargetUpdate::to(pool.ids[next], Some(truth[next])));
        let best = pool.next(strategy, course.current(), &open, &memo);
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        // Before two classes are known, and when all is answered, the next one in order.
        next = best.unwrap_or_else(|| open.iter().position(|open| *open).unwrap_or(0));
        if let Some(opinion) = course.current().prediction_of(pool.ids[next]) {
            for (likely, _) in opinion.probabilities.iter().take(4) {
                course.speculate(&TargetUpdate::to(pool.ids[next], Some(*likely)));
            }
        }
        if MARKS.contains(&label) {
            let mut last = times.split_off(times.len().saturating_sub(100));
            last.sort_unstable_by(f64::total_cmp);
            let committee = course.current().memory() as f64 / 1e6;
            println!(
                "{label:>7} {:>10.2} {:>10.2} {:>10.0} {committee:>12.1} {:>10.0}",
                last[last.len() / 2],
                last[last.len() * 95 / 100],
                megabytes("VmRSS") - before,
                SLACK + 1.25 * 11.0 * committee + course.current().shared_memory() as f64 / 1e6
            );
        }
    }
    Ok(())
}
