//! Is this text a number?
//!
//! A cell of a number column holds a number, nothing, or something that is no number. What data
//! sets write for nothing (`NA`, `null`, `-` …) is nothing. Invariant: a number is finite.

/// What data sets write where there is no value, in lower case.
const NOTHING: &[&str] = &[
    "", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", ".",
];

/// What one cell of a number column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    /// A finite number.
    Number(f64),
    /// No value.
    Missing,
    /// A value that is no number, which counts as missing.
    Odd,
}

impl Cell {
    /// The number, if it is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Missing | Self::Odd => None,
        }
    }
}

/// Reads one value of a column.
pub(super) fn read_cell(text: &str) -> Cell {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Cell::Number(number),
        Ok(number) if number.is_nan() => Cell::Missing,
        _ if NOTHING.iter().any(|word| text.eq_ignore_ascii_case(word)) => Cell::Missing,
        _ => Cell::Odd,
    }
}

/// Reads a JSON list of numbers, in which a null is a missing number; `None` for anything else.
pub(super) fn read_list(text: &str) -> Option<Vec<Cell>> {
    let text = text.trim();
    if !text.starts_with('[') {
        return None;
    }
    let list: Vec<Option<f64>> = serde_json::from_str(text).ok()?;
    let cells = list
        .into_iter()
        .map(|number| number.map_or(Cell::Missing, Cell::Number));
    Some(cells.collect())
}

/// How many numbers a value lists, if it is a JSON list of numbers.
pub fn count_numbers(value: &str) -> Option<usize> {
    read_list(value).map(|list| list.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_nothing_and_the_rest_are_told_apart() {
        for (text, number) in [
            ("1", 1.0),
            (" -2.5 ", -2.5),
            ("+.5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(read_cell(text), Cell::Number(number), "{text}");
        }
        for text in [
            "", "  ", "NA", "n/a", "NaN", "-nan", "null", "None", "-", "?",
        ] {
            assert_eq!(read_cell(text), Cell::Missing, "{text:?}");
        }
        for text in ["inf", "1e400", "3,14", "1 000", "abc", "true", "0x1", "--"] {
            assert_eq!(read_cell(text), Cell::Odd, "{text}");
        }
    }

    #[test]
    fn a_list_is_json_numbers_and_nulls() {
        let list = read_list(" [1, null, -2.5e1] ").unwrap();
        let numbers: Vec<Option<f64>> = list.into_iter().map(Cell::number).collect();
        assert_eq!(numbers, [Some(1.0), None, Some(-25.0)]);
        assert_eq!(read_list("[]"), Some(Vec::new()));
        for text in [
            "1",
            "[1,\"2\"]",
            "[[1]]",
            "[1",
            "[NaN]",
            "[1e400]",
            "{}",
            "",
        ] {
            assert_eq!(read_list(text), None, "{text}");
        }
    }
}
