//! Reads what `--trace` wrote, for benches.

use std::path::Path;

/// All values of a name, in ascending order.
pub(crate) fn values(trace: &Path, name: &str) -> Vec<f64> {
    let lines = std::fs::read_to_string(trace).unwrap();
    let values = lines.lines().filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        line.get(name)?.as_f64()
    });
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Prints percentiles of milliseconds in ascending order.
pub(crate) fn print(what: &str, values: &[f64]) {
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
