//! At which steps is what refitted?
//!
//! A step is one change in force (a label set, changed or taken back). The schedule is a
//! function of the step alone, so that a replay refits where the first run did.

/// Steps from the start of a background fit to its taking effect.
pub(super) const BACKGROUND_DELAY: u64 = 5;

/// Whether the incremental members are refitted from nothing at this step: every 64 steps, later
/// every sixteenth part more. It bounds the drift of repeated warm starts and the work of
/// reopening a project.
pub(super) fn rebuilds_at(step: u64) -> bool {
    is_among(step, 64, 16)
}

/// Whether a background fit starts at this step: every ten steps, later every tenth part more.
pub(super) fn background_fit_starts_at(step: u64) -> bool {
    is_among(step, 10, 10)
}

/// Whether a step is in the sequence that begins with `first` and goes on by `first`, or by one
/// `part`-th of itself where that is more.
fn is_among(step: u64, first: u64, part: u64) -> bool {
    let mut next = first;
    while next < step {
        next += (next / part).max(first);
    }
    next == step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(among: impl Fn(u64) -> bool, end: u64) -> Vec<u64> {
        (0..end).filter(|step| among(*step)).collect()
    }

    #[test]
    fn background_fits_never_overlap() {
        let starts = steps(background_fit_starts_at, 5_000);
        assert_eq!(&starts[..3], [10, 20, 30]);
        assert!(starts.windows(2).all(|w| w[1] - w[0] > BACKGROUND_DELAY));
        assert!(starts.len() < 60, "{}", starts.len());
    }

    #[test]
    fn rebuilds_come_less_often_with_more_labels() {
        let rebuilds = steps(rebuilds_at, 20_000);
        assert_eq!(&rebuilds[..3], [64, 128, 192]);
        let longest = rebuilds.windows(2).map(|w| w[1] - w[0]).max();
        assert!(
            longest.is_some_and(|longest| longest <= 1_250),
            "{longest:?}"
        );
    }
}
