//! How much memory does this process hold?

/// A line of `/proc/self/status` in megabytes: `VmRSS` is held now, `VmHWM` was held at most; 0
/// where the system does not tell.
pub(crate) fn megabytes(line: &str) -> f64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|known| known.starts_with(line))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}
