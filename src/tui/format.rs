//! Numbers as people write them.

pub(super) use crate::text::{counted, grouped as count, minutes};

/// A share in whole percent: 61%. Short of all it never reads 100%.
pub(super) fn percent(share: f64) -> String {
    let percent = (100.0 * share).round();
    if percent >= 100.0 && share < 1.0 {
        format!("{:.1}%", (1000.0 * share).floor() / 10.0)
    } else {
        format!("{percent:.0}%")
    }
}

/// The highest probability by what annotators say that is told: of items above it, between 70 and
/// 96 % were right on real data, so that more digits would tell of what is not known.
const SUREST: f64 = 0.99;

/// A probability by what annotators say, as far as it can be believed.
pub(super) fn believed(share: f64) -> String {
    if share > SUREST {
        format!(">{}", percent(SUREST))
    } else {
        percent(share)
    }
}

/// The same where it stands alone: a high one with its warning.
pub(super) fn how_sure(share: f64) -> String {
    let warning = if share >= 0.9 {
        " (often too sure)"
    } else {
        ""
    };
    format!("{}{warning}", believed(share))
}

/// A number between 0 and 1 as the design writes it: .71, 1.
pub(super) fn fraction(value: f32) -> String {
    let text = format!("{value:.2}");
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(7), "7");
        assert_eq!(count(11_957), "11,957");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(counted(1, "check"), "1 check");
        assert_eq!(percent(0.614), "61%");
        assert_eq!(percent(0.995), "99.5%");
        assert_eq!(percent(0.9999), "99.9%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(how_sure(0.5512), "55%");
        assert_eq!(how_sure(0.94), "94% (often too sure)");
        assert_eq!(how_sure(0.999), ">99% (often too sure)");
        assert_eq!(how_sure(1.0), ">99% (often too sure)");
        assert_eq!(fraction(0.714), ".71");
        assert_eq!(fraction(1.0), "1.00");
    }
}
