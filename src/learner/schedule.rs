//! At which steps is what refitted?
//!
//! A step is one training change (a label set, changed or taken back). The schedule is a
//! function of the step alone, so that a replay refits where the first run did.

/// Steps between full refits of the incremental members: bounds both the drift of repeated
/// warm starts and the work of reopening a project.
const REBUILD_EVERY: u64 = 64;

/// Steps from the start of a background fit to its taking effect.
pub(super) const BACKGROUND_DELAY: u64 = 5;

/// Whether the incremental members are refitted from nothing at this step.
pub(super) fn rebuilds_at(step: u64) -> bool {
    step.is_multiple_of(REBUILD_EVERY)
}

/// Whether a background fit starts at this step: every ten steps, later every tenth part more.
pub(super) fn background_fit_starts_at(step: u64) -> bool {
    let mut next = 10;
    while next < step {
        next += (next / 10).max(10);
    }
    next == step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_fits_never_overlap() {
        let starts: Vec<u64> = (0..5_000)
            .filter(|s| background_fit_starts_at(*s))
            .collect();
        assert_eq!(&starts[..3], [10, 20, 30]);
        assert!(starts.windows(2).all(|w| w[1] - w[0] > BACKGROUND_DELAY));
        assert!(starts.len() < 60, "{}", starts.len());
    }
}
