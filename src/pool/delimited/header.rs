//! Tells whether the first line of a table names its columns or is a row like the others.
//!
//! A line with a usual name in it names columns. One whose cell occurs again below itself, or is a
//! number above numbers, or a sentence above sentences, is a row. Invariant: without evidence, the
//! first line names the columns, as in nearly every file.

use std::collections::HashSet;

/// Names that columns of such files have.
const USUAL: &str = "\
    id ids item text texts body content message messages comment review title abstract label labels \
    class category target sentiment rating score name subject date time timestamp author user \
    annotator note notes url source language lang answer question sentence document doc tweet \
    description summary key value type status index uuid";

/// A cell this long is no name.
const LONG: usize = 100;
/// So many words are no name.
const MANY_WORDS: usize = 6;

/// What the first line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Names of columns.
    Names,
    /// A row, with the reason.
    Data(String),
    /// Perhaps a row.
    Doubtful,
}

/// Looks at the first record beside those below it, which have as many cells.
pub(super) fn evidence(first: &[String], below: &[&[String]]) -> Evidence {
    let usual: HashSet<&str> = USUAL.split(' ').collect();
    let cells: Vec<&str> = first.iter().map(|cell| cell.trim()).collect();
    if cells
        .iter()
        .any(|cell| usual.contains(cell.to_lowercase().as_str()))
    {
        return Evidence::Names;
    }
    let columns = cells.iter().enumerate();
    let columns = columns.map(|(at, cell)| {
        let values: Vec<&str> = below.iter().map(|row| row[at].trim()).collect();
        (*cell, values)
    });
    let columns: Vec<(&str, Vec<&str>)> = columns.collect();
    if let Some((cell, _)) = columns.iter().find(|(cell, values)| recurs(cell, values)) {
        return Evidence::Data(format!("{cell:?} stands below itself again"));
    }
    let is_counting = cells
        .iter()
        .enumerate()
        .all(|(at, cell)| *cell == at.to_string());
    if !is_counting
        && let Some((cell, _)) = columns
            .iter()
            .find(|(cell, values)| is_number_above(cell, values))
    {
        return Evidence::Data(format!("{cell:?} stands above numbers"));
    }
    if let Some((cell, _)) = columns
        .iter()
        .find(|(cell, values)| is_prose_above(cell, values))
    {
        let start: String = cell.chars().take(20).collect();
        return Evidence::Data(format!("\"{start}…\" is a sentence above sentences"));
    }
    let is_odd = |cell: &&str| cell.len() > LONG || cell.parse::<f64>().is_ok();
    if cells.iter().any(is_odd) {
        return Evidence::Doubtful;
    }
    Evidence::Names
}

/// Whether a cell is one of the few values of its column.
fn recurs(cell: &str, values: &[&str]) -> bool {
    let distinct: HashSet<&&str> = values.iter().collect();
    let again = values.iter().filter(|value| **value == cell).count();
    !cell.is_empty() && again > 0 && values.len() >= 3 && distinct.len() * 2 <= values.len() + 1
}

fn is_number_above(cell: &str, values: &[&str]) -> bool {
    let is_number = |value: &&&str| value.replace(',', ".").parse::<f64>().is_ok();
    let filled: Vec<&&str> = values.iter().filter(|value| !value.is_empty()).collect();
    let numbers = filled.iter().filter(|value| is_number(value)).count();
    let is_year = |value: &&&str| {
        value
            .parse()
            .is_ok_and(|year: u32| (1900..2100).contains(&year))
    };
    // Years name the columns of many tables, and then what is below is something else.
    let is_name = is_year(&&cell) && !filled.iter().any(is_year);
    is_number(&&cell) && !is_name && !filled.is_empty() && numbers * 10 >= filled.len() * 9
}

fn is_prose_above(cell: &str, values: &[&str]) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let sentences = values
        .iter()
        .filter(|value| words(value) >= MANY_WORDS / 2)
        .count();
    words(cell) >= MANY_WORDS && !values.is_empty() && sentences * 2 >= values.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Evidence {
        let cells = |line: &&str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
        let records: Vec<Vec<String>> = lines.iter().map(cells).collect();
        let below: Vec<&[String]> = records[1..].iter().map(Vec::as_slice).collect();
        evidence(&records[0], &below)
    }

    #[test]
    fn a_row_is_told_from_names() {
        for lines in [
            ["ham|see you", "spam|win now", "ham|ok then", "ham|no way"],
            ["1|good film", "2|bad", "3|so so", "4|fine"],
            [
                "a1|the bus was late again this morning",
                "a2|nice driver all day",
                "a3|no seat at all",
                "a4|ok",
            ],
            ["0|-1.5", "4|2.5", "4|3", "2|1"],
        ] {
            assert!(matches!(of(&lines), Evidence::Data(_)), "{lines:?}");
        }
    }

    #[test]
    fn names_are_names_even_above_numbers() {
        for lines in [
            ["id|text", "1|id", "2|id", "3|id"],
            ["country|2019", "peru|4.5", "cuba|2", "chad|1"],
            ["0|1", "ham|see you", "spam|win", "ham|ok"],
            ["kunde|problem", "a|b c", "d|e f", "g|h i"],
        ] {
            assert!(!matches!(of(&lines), Evidence::Data(_)), "{lines:?}");
        }
        assert_eq!(of(&["id|text"]), Evidence::Names);
        assert_eq!(of(&["kunde|problem"]), Evidence::Names);
    }
}
