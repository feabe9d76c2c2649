//! When is that?
//!
//! RFC 3339 and its kin, dates with a time that name no zone (taken as UTC), and seconds or
//! milliseconds since 1970. Anything else is no moment: a guess would put labels in a wrong order.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Seconds since 1970 from 1973 to 5138: smaller numbers are durations or counts.
const SECONDS: std::ops::Range<f64> = 1e8..1e11;
/// The same in milliseconds.
const MILLISECONDS: std::ops::Range<f64> = 1e11..1e14;

/// The moment that a cell names.
pub(super) fn moment(cell: &str) -> Option<Timestamp> {
    let cell = cell.trim();
    let civil = || {
        let local: DateTime = cell.parse().ok()?;
        let at = TimeZone::UTC.to_zoned(local).ok()?;
        Some(at.timestamp())
    };
    cell.parse()
        .ok()
        .or_else(civil)
        .or_else(|| since_1970(cell))
}

fn since_1970(cell: &str) -> Option<Timestamp> {
    let number: f64 = cell.parse().ok()?;
    let seconds = if SECONDS.contains(&number) {
        number
    } else if MILLISECONDS.contains(&number) {
        number / 1000.0
    } else {
        return None;
    };
    // To the microsecond: a float holds no more of such a number.
    let micros = SignedDuration::from_micros((seconds * 1e6).round() as i64);
    Timestamp::from_duration(micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_the_forms_that_tools_write() {
        let wanted: Timestamp = "2026-02-10T08:41:28Z".parse().unwrap();
        for cell in [
            "2026-02-10T08:41:28Z",
            " 2026-02-10T09:41:28+01:00 ",
            "2026-02-10 08:41:28",
            "2026-02-10T08:41:28",
            "1770712888",
            "1770712888000",
            "1770712888.0",
        ] {
            assert_eq!(moment(cell), Some(wanted), "{cell}");
        }
        let day: Timestamp = "2026-02-10T00:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-02-10"), Some(day));
    }

    #[test]
    fn what_names_no_moment_is_none() {
        for cell in [
            "",
            "soon",
            "12.5",
            "10/02/2026",
            "2026",
            "NaN",
            "inf",
            "-1",
            "1e300",
        ] {
            assert_eq!(moment(cell), None, "{cell}");
        }
    }
}
