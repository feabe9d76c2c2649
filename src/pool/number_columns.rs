//! Which numbers does an item have?
//!
//! A number column holds one number an item, or a JSON list of them: each element is a number
//! of its own, `x[0]`, `x[1]` … [`NumberColumns`] knows the order; [`account`] tells a person
//! what is there and what is missing. Invariant: each item gives the same count of cells.

use super::Item;
use super::inputs::MOST_NUMBERS;
use super::number::{Cell, read_cell, read_list};
use super::vectors::Unfit;

/// The numbers of an item, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberColumns {
    columns: Vec<NumberColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NumberColumn {
    name: String,
    /// How many numbers a list holds; `None` where the column holds one number.
    list: Option<usize>,
}

impl NumberColumn {
    fn width(&self) -> usize {
        self.list.unwrap_or(1)
    }

    fn read(&self, item: &Item, cells: &mut Vec<Cell>) {
        let value = item.field(&self.name).unwrap_or_default();
        let Some(width) = self.list else {
            cells.push(read_cell(value));
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
    pub fn of<'a>(items: &(impl Iterator<Item = &'a Item> + Clone), columns: &[String]) -> Self {
        let columns = columns.iter().map(|name| NumberColumn {
            name: name.clone(),
            list: items
                .clone()
                .filter_map(|item| read_list(item.field(name)?))
                .map(|list| list.len())
                .max(),
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
    pub fn checked<'a>(
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
            for (index, item) in items.clone().enumerate() {
                let value = item.field(name).unwrap_or_default();
                let unfit = |what: String| Unfit { item: index, what };
                match (column.list, read_cell(value), read_list(value)) {
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
    pub fn width(&self) -> usize {
        self.columns.iter().map(NumberColumn::width).sum()
    }

    /// The name of each number.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.width());
        for column in &self.columns {
            match column.list {
                None => names.push(column.name.clone()),
                Some(width) => {
                    names.extend((0..width).map(|at| format!("{}[{at}]", column.name)));
                }
            }
        }
        names
    }

    /// An item's cells, in order.
    pub fn read(&self, item: &Item) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(self.width());
        for column in &self.columns {
            column.read(item, &mut cells);
        }
        cells
    }
}

/// What one column holds, for a person to check.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumberSummary {
    /// The column's name.
    pub column: String,
    /// How many numbers each row has in it.
    pub width: usize,
    /// Numbers that are there.
    pub present: u64,
    /// Numbers that are not.
    pub missing: u64,
    /// Values that are no numbers; they count as missing, too.
    pub odd: u64,
    /// The first of them.
    pub first_odd: Option<String>,
    /// The least and the greatest number; `None` without any.
    pub range: Option<(f64, f64)>,
    /// How many of its numbers are the same in all rows, or in none: they are left out.
    pub constant: usize,
}

/// What each number column of these items holds.
pub fn account(items: &[Item], numbers: &NumberColumns) -> Vec<NumberSummary> {
    let columns = numbers.columns.iter();
    columns.map(|column| account_of(items, column)).collect()
}

fn account_of(items: &[Item], column: &NumberColumn) -> NumberSummary {
    let mut account = NumberSummary {
        column: column.name.clone(),
        width: column.width(),
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
                    account.present += 1;
                    *range = Some(stretched(*range, *number));
                }
                Cell::Missing => account.missing += 1,
                Cell::Odd => {
                    account.missing += 1;
                    account.odd += 1;
                    if account.first_odd.is_none() {
                        account.first_odd = item.field(&column.name).map(str::to_owned);
                    }
                }
            }
        }
    }
    for range in ranges {
        // Equal bits or not: a spread of rounding errors is judged by the scaler.
        account.constant += usize::from(range.is_none_or(|(low, high)| low >= high));
        if let Some((low, high)) = range {
            let with_low = stretched(account.range, low);
            account.range = Some(stretched(Some(with_low), high));
        }
    }
    account
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
        assert_eq!(columns.names(), ["a", "x[0]", "x[1]"]);
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
    fn an_account_adds_up() {
        let items = items(&[
            &[("a", "3"), ("x", "[1,5]")],
            &[("a", "NA"), ("x", "[1,-5]")],
            &[("a", "3,5"), ("x", "[1,0]")],
            &[("x", "null")],
        ]);
        let columns = NumberColumns::of(&items.iter(), &names(&["a", "x"]));
        let [a, x] = &account(&items, &columns)[..] else {
            panic!("two columns")
        };
        assert_eq!((a.present, a.missing, a.odd, a.constant), (1, 3, 1, 1));
        assert_eq!(a.first_odd.as_deref(), Some("3,5"));
        assert_eq!((x.width, x.present, x.missing, x.odd), (2, 6, 2, 0));
        assert_eq!((x.range, x.constant), (Some((-5.0, 5.0)), 1));
    }
}
