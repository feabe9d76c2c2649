//! How are numbers written for people?

/// A count with commas: 11,957.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun in the right number: "1 check", "20 checks".
pub(super) fn counted(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

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
