//! Numbers as people write them.

pub(super) use crate::text::{counted, grouped as count};

/// A share in whole percent: 61%. Short of all it never reads 100%.
pub(super) fn percent(share: f64) -> String {
    let percent = (100.0 * share).round();
    if percent >= 100.0 && share < 1.0 {
        format!("{:.1}%", (1000.0 * share).floor() / 10.0)
    } else {
        format!("{percent:.0}%")
    }
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
        assert_eq!(fraction(0.714), ".71");
        assert_eq!(fraction(1.0), "1.00");
    }
}
