//! How many items are held out: a share, or a number.

use std::fmt;
use std::str::FromStr;

use crate::numerics::wilson;
use crate::pool::MOST_HELD_OUT;

/// How many items to hold out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Holdout {
    /// This part of the items, at most as many as an interval needs.
    Share(f64),
    /// So many.
    Count(usize),
}

impl Default for Holdout {
    fn default() -> Self {
        Self::Share(0.1)
    }
}

impl FromStr for Holdout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = match text.strip_suffix('%') {
            Some(share) => share
                .parse()
                .ok()
                .filter(|share| (0.0..=90.0).contains(share))
                .map(|share: f64| Self::Share(share / 100.0)),
            None => text.parse().ok().map(Self::Count),
        };
        read.ok_or_else(|| "write a share up to 90% such as 10%, or a number of items".into())
    }
}

/// As it is written after `--holdout`.
impl fmt::Display for Holdout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(formatter, "{}%", (share * 1e4).round() / 100.0),
            Self::Count(count) => write!(formatter, "{count}"),
        }
    }
}

impl Holdout {
    /// Of so many items.
    pub(crate) fn of(self, items: usize) -> usize {
        match self {
            Self::Share(share) => ((share * items as f64).round() as usize).min(MOST_HELD_OUT),
            Self::Count(count) => count,
        }
    }
}

/// Within how many points, either way, so many checks tell an accuracy: the half of the widest
/// interval at 95 %.
pub(crate) fn interval_width(checks: usize) -> Option<f64> {
    let widest = wilson(checks.div_ceil(2), checks)?;
    Some(50.0 * (widest.high - widest.low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holdout_is_a_share_with_a_limit_or_a_number() {
        assert_eq!("10%".parse::<Holdout>().unwrap().of(50), 5);
        assert_eq!("10%".parse::<Holdout>().unwrap().of(100_000), MOST_HELD_OUT);
        assert_eq!("500".parse::<Holdout>().unwrap().of(100_000), 500);
        assert_eq!("0".parse::<Holdout>().unwrap().of(100), 0);
        for bad in ["ten", "-1", "95%", "NaN%", ""] {
            assert!(bad.parse::<Holdout>().is_err(), "{bad}");
        }
    }

    #[test]
    fn more_checks_buy_a_narrower_interval() {
        assert_eq!(interval_width(0), None);
        let widths: Vec<f64> = [20, 44, 400]
            .into_iter()
            .filter_map(interval_width)
            .collect();
        assert_eq!(
            widths.iter().map(|it| it.round()).collect::<Vec<_>>(),
            [20.0, 14.0, 5.0]
        );
    }

    #[test]
    fn it_is_read_as_it_is_written() {
        for text in ["10%", "12.5%", "0", "150"] {
            assert_eq!(text.parse::<Holdout>().unwrap().to_string(), text);
        }
        assert_eq!(Holdout::default().to_string(), "10%");
    }
}
