//! Writes counts as people read them.

use std::fmt::Display;

/// A whole number with a comma before every three digits: `1,684,301`.
pub(crate) fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 row`, `2,000 rows`.
pub(crate) fn counted(number: impl Display, noun: &str) -> String {
    let number = grouped(number);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Whole minutes of work: to the nearest, and one at least once there was any.
pub(crate) fn minutes(seconds: f64) -> u64 {
    let nearest = (seconds / 60.0).round() as u64;
    nearest.max(u64::from(seconds > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_are_in_the_plural() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(11_957), "11,957");
        assert_eq!(grouped(1_684_301_u64), "1,684,301");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(0, "row"), "0 rows");
        assert_eq!(counted(2_000, "row"), "2,000 rows");
    }

    #[test]
    fn work_is_told_in_whole_minutes_and_is_never_none() {
        let told = [0.0, 1.0, 29.0, 89.0, 91.0, 3_600.0].map(minutes);
        assert_eq!(told, [0, 1, 1, 1, 2, 60]);
    }
}
