//! Reads numbers from the columns of items.
//!
//! A cell of a number column holds a number, nothing, or something that is no number. What data
//! sets write for nothing (`NA`, `null`, `-` …) is nothing. A column holds one number an item, or
//! a JSON list of them: each element is a number of its own, `x[0]`, `x[1]` … [`NumberColumns`]
//! knows the order and what commas mean; [`summarize_numbers`] tells a person what is there and what is missing.
//! Invariant: a number is finite, and each item gives the same count of cells.

use super::Item;
use super::columns::MOST_NUMBERS;
use super::commas::{Commas, is_number_with_commas};
use super::vectors::Unfit;

/// What data sets write where there is no value, in lower case.
const NOTHING: &[&str] = &[
    "", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", ".",
];

/// What one cell of a number column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// A finite number.
    Number(f64),
    /// No value.
    Missing,
    /// A value that is no number, which counts as missing.
    Odd,
}

impl Cell {
    /// The number, if it is one.
    pub(crate) fn number(self) -> Option<f64> {
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

/// Whether a value is a number, perhaps with commas in it that its column explains.
pub(super) fn is_number(text: &str) -> bool {
    matches!(read_cell(text), Cell::Number(_)) || is_number_with_commas(text)
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
pub(crate) fn count_numbers(value: &str) -> Option<usize> {
    read_list(value).map(|list| list.len())
}

/// The numbers of an item, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NumberColumns {
    columns: Vec<NumberColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NumberColumn {
    name: String,
    /// How many numbers a list holds; `None` where the column holds one number.
    list: Option<usize>,
    /// What a comma in it means.
    commas: Commas,
}

impl NumberColumn {
    fn width(&self) -> usize {
        self.list.unwrap_or(1)
    }

    fn read_one(&self, value: &str) -> Cell {
        match self.commas.plain(value.trim()) {
            Some(plain) => read_cell(&plain),
            None => read_cell(value),
        }
    }

    fn read(&self, item: &Item, cells: &mut Vec<Cell>) {
        let value = item.field(&self.name).unwrap_or_default();
        let Some(width) = self.list else {
            cells.push(self.read_one(value));
            return;
        };
        if let Some(list) = read_list(value) {
            let given = list.len().min(width);
            cells.extend(list.into_iter().take(width));
            cells.resize(cells.len() + width - given, Cell::Missing);
        } else {
            // Nothing, or something that is no list.
            let cell = match read_cell(value) {
                Cell::Missing => Cell::Missing,
                Cell::Number(_) | Cell::Odd => Cell::Odd,
            };
            cells.resize(cells.len() + width, cell);
        }
    }
}

impl NumberColumns {
    /// Takes these columns of the items, which say by their values whether they hold lists.
    pub(crate) fn of<'a>(
        items: &(impl Iterator<Item = &'a Item> + Clone),
        columns: &[String],
    ) -> Self {
        let columns = columns.iter().map(|name| NumberColumn {
            name: name.clone(),
            list: items
                .clone()
                .filter_map(|item| read_list(item.field(name)?))
                .map(|list| list.len())
                .max(),
            commas: Commas::of(items.clone().filter_map(|item| item.field(name))),
        });
        Self {
            columns: columns.collect(),
        }
    }

    /// The same, refusing what cannot be meant: lists of several lengths, numbers beside lists,
    /// more numbers than [`MOST_NUMBERS`], and a column without any.
    ///
    /// # Errors
    /// With the first item that is unlike the others.
    pub(crate) fn checked<'a>(
        items: &(impl Iterator<Item = &'a Item> + Clone),
        columns: &[String],
    ) -> Result<Self, Unfit> {
        let found = Self::of(items, columns);
        let whole = |what: String| Unfit { item: 0, what };
        if found.width() > MOST_NUMBERS {
            let what = format!(
                "{} numbers an item; {MOST_NUMBERS} is the most",
                found.width()
            );
            return Err(whole(what));
        }
        for column in &found.columns {
            let name = &column.name;
            let mut any = false;
            if column.commas == Commas::Open {
                return Err(whole(format!(
                    "{name:?} holds numbers such as 1,234, which may be 1234 or 1.234, and nothing \
                     in the column decides"
                )));
            }
            for (index, item) in items.clone().enumerate() {
                let value = item.field(name).unwrap_or_default();
                let unfit = |what: String| Unfit { item: index, what };
                match (column.list, column.read_one(value), read_list(value)) {
                    (None, Cell::Number(_), _) => any = true,
                    (Some(width), _, Some(list)) if list.len() == width => any |= width > 0,
                    (Some(width), _, Some(list)) => {
                        let given = list.len();
                        return Err(unfit(format!(
                            "{name:?} has {given} numbers where other rows have {width}"
                        )));
                    }
                    (Some(_), Cell::Number(_), None) => {
                        return Err(unfit(format!(
                            "{name:?} is a number where other rows have a list"
                        )));
                    }
                    _ => {}
                }
            }
            if !any {
                return Err(whole(format!("the column {name:?} holds no number")));
            }
        }
        Ok(found)
    }

    /// How many numbers an item has.
    pub(crate) fn width(&self) -> usize {
        self.columns.iter().map(NumberColumn::width).sum()
    }

    /// An item's cells, in order.
    pub(crate) fn read(&self, item: &Item) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(self.width());
        for column in &self.columns {
            column.read(item, &mut cells);
        }
        cells
    }
}

/// What one column holds, for a person to check.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct NumberSummary {
    /// The column's name.
    pub(crate) column: String,
    /// How many numbers each row has in it.
    pub(crate) width: usize,
    /// Numbers that are there.
    pub(crate) present: u64,
    /// Numbers that are not.
    pub(crate) missing: u64,
    /// Values that are no numbers; they count as missing, too.
    pub(crate) odd: u64,
    /// The first of them.
    pub(crate) first_odd: Option<String>,
    /// The least and the greatest number; `None` without any.
    pub(crate) range: Option<(f64, f64)>,
    /// How many of its numbers are the same in all rows, or in none: they are left out.
    pub(crate) constant: usize,
    /// What the commas in it were taken for.
    pub(crate) commas: Option<&'static str>,
}

/// What each number column of these items holds.
pub(crate) fn summarize_numbers(items: &[Item], numbers: &NumberColumns) -> Vec<NumberSummary> {
    let columns = numbers.columns.iter();
    columns.map(|column| summary_of(items, column)).collect()
}

fn summary_of(items: &[Item], column: &NumberColumn) -> NumberSummary {
    let mut summary = NumberSummary {
        column: column.name.clone(),
        width: column.width(),
        commas: column.commas.told(),
        ..NumberSummary::default()
    };
    let mut ranges: Vec<Option<(f64, f64)>> = vec![None; column.width()];
    let mut cells = Vec::new();
    for item in items {
        cells.clear();
        column.read(item, &mut cells);
        for (cell, range) in cells.iter().zip(&mut ranges) {
            match cell {
                Cell::Number(number) => {
                    summary.present += 1;
                    *range = Some(stretched(*range, *number));
                }
                Cell::Missing => summary.missing += 1,
                Cell::Odd => {
                    summary.missing += 1;
                    summary.odd += 1;
                    if summary.first_odd.is_none() {
                        summary.first_odd = item.field(&column.name).map(str::to_owned);
                    }
                }
            }
        }
    }
    for range in ranges {
        // Equal bits or not: a spread of rounding errors is judged by the scaler.
        summary.constant += usize::from(range.is_none_or(|(low, high)| low >= high));
        if let Some((low, high)) = range {
            let with_low = stretched(summary.range, low);
            summary.range = Some(stretched(Some(with_low), high));
        }
    }
    summary
}

fn stretched(range: Option<(f64, f64)>, number: f64) -> (f64, f64) {
    range.map_or((number, number), |(low, high)| {
        (low.min(number), high.max(number))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Cell::{Missing, Number, Odd};

    fn items(rows: &[&[(&str, &str)]]) -> Vec<Item> {
        let item = |fields: &&[(&str, &str)]| Item {
            id: String::new(),
            text: String::new(),
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        rows.iter().map(item).collect()
    }

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_and_lists_become_cells_in_order() {
        let items = items(&[
            &[("x", "[1, null]"), ("a", "7")],
            &[("x", ""), ("a", "seven")],
            &[("a", " 8 ")],
        ]);
        let columns = NumberColumns::checked(&items.iter(), &names(&["a", "x"])).unwrap();
        assert_eq!(columns.width(), 3);
        let read = |index: usize| columns.read(&items[index]);
        assert_eq!(read(0), [Number(7.0), Number(1.0), Missing]);
        assert_eq!(read(1), [Odd, Missing, Missing]);
        assert_eq!(read(2), [Number(8.0), Missing, Missing]);
        // What was never checked still has the same width.
        let others = self::items(&[&[("x", "[1,2,3]"), ("a", "[1]")], &[("x", "5")]]);
        assert_eq!(columns.read(&others[0]), [Odd, Number(1.0), Number(2.0)]);
        assert_eq!(columns.read(&others[1]), [Missing, Odd, Odd]);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_row() {
        let ragged = items(&[&[("x", "[1,2]")], &[("x", "[1]")]]);
        let mixed = items(&[&[("x", "[1]")], &[("x", "3")]]);
        let none = items(&[&[("x", "a")], &[]]);
        let empty = items(&[&[("x", "[]")]]);
        for (items, item, words) in [
            (ragged, 1, "1 numbers where other rows have 2"),
            (mixed, 1, "is a number where other rows have a list"),
            (none, 0, "holds no number"),
            (empty, 0, "holds no number"),
        ] {
            let unfit = NumberColumns::checked(&items.iter(), &names(&["x"])).unwrap_err();
            assert_eq!(unfit.item, item);
            assert!(unfit.what.contains(words), "{}", unfit.what);
        }
        let wide = format!("[{}0]", "0,".repeat(MOST_NUMBERS));
        let wide = items(&[&[("x", wide.as_str())]]);
        assert!(NumberColumns::checked(&wide.iter(), &names(&["x"])).is_err());
    }

    #[test]
    fn a_summary_adds_up() {
        let items = items(&[
            &[("a", "3"), ("x", "[1,5]")],
            &[("a", "NA"), ("x", "[1,-5]")],
            &[("a", "3½"), ("x", "[1,0]")],
            &[("x", "null")],
        ]);
        let columns = NumberColumns::of(&items.iter(), &names(&["a", "x"]));
        let [a, x] = &summarize_numbers(&items, &columns)[..] else {
            panic!("two columns")
        };
        assert_eq!((a.present, a.missing, a.odd, a.constant), (1, 3, 1, 1));
        assert_eq!(a.first_odd.as_deref(), Some("3½"));
        assert_eq!((x.width, x.present, x.missing, x.odd), (2, 6, 2, 0));
        assert_eq!((x.range, x.constant), (Some((-5.0, 5.0)), 1));
    }

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
