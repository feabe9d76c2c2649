//! Keeps cells that a spreadsheet would run from being run, and reads them back.
//!
//! A cell that begins like a formula gets a leading apostrophe (OWASP, CWE-1236); a plain number runs
//! nothing and stays. Invariant: [`unescape_formula`] undoes [`escape_formula`], whatever the cell.

use std::borrow::Cow;

/// The cell with an apostrophe before it, where it needs one.
pub(crate) fn escape_formula(cell: &str) -> Cow<'_, str> {
    // What begins with apostrophes before a formula would read back as one apostrophe fewer.
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell as it was before [`escape_formula`].
pub(crate) fn unescape_formula(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet may take the cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) && !is_number(cell)
}

/// A sign, digits and at most one point or comma, an exponent.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | 'e' | 'E' | '-' | '+');
    let is_plain = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(plain);
    is_plain
        && cell
            .replace(',', ".")
            .parse::<f64>()
            .is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_get_an_apostrophe_and_plain_numbers_none() {
        for cell in [
            "-1", "+1", "-3e4", "-0.5", "-1,5", "1-2", "text", "", "'quoted'",
        ] {
            assert_eq!(escape_formula(cell), cell);
        }
        for cell in [
            "=1+1", "-1+2", "+cmd", "@SUM(A1)", "-", "-1e999", "--1", "\tx", "'=1", "''@x",
        ] {
            assert_eq!(escape_formula(cell), format!("'{cell}"));
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_reads_back(cell in "['=+@\\-\\t0-9a,.]{0,6}") {
            let escaped = escape_formula(&cell).into_owned();
            prop_assert_eq!(unescape_formula(&escaped), cell);
        }
    }
}
