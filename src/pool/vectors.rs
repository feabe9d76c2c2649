//! Holds a vector for each item.
//!
//! [`Vectors`] holds one row of numbers an item, in item order. A row of zeros means that the
//! item has none. Invariant: every number is finite. Memory: 4 bytes a number.

use super::columns::MOST_NUMBERS;
use super::numbers::read_list;
use super::{Cell, Item};

/// One vector an item, in item order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vectors {
    width: usize,
    values: Vec<f32>,
}

/// An item whose vector cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unfit {
    /// The item's place among those given.
    pub item: usize,
    /// What is wrong, in words.
    pub what: String,
}

impl Vectors {
    /// Of values by rows; `None` unless they fill whole rows.
    pub fn new(width: usize, values: Vec<f32>) -> Option<Self> {
        let whole = width > 0 && values.len().is_multiple_of(width);
        whole.then_some(Self { width, values })
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.values.len() / self.width.max(1)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All numbers, by rows.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// One item's numbers; all zero when it has no vector.
    pub fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.width..][..self.width]
    }

    /// How many items have no vector.
    pub fn missing(&self) -> usize {
        (0..self.len())
            .filter(|index| self.row(*index).iter().all(|value| *value == 0.0))
            .count()
    }

    /// The rows at these places, in this order; `None` is a row of zeros.
    #[must_use]
    pub fn select(&self, rows: impl IntoIterator<Item = Option<usize>>) -> Self {
        let mut values = Vec::new();
        for row in rows {
            match row {
                Some(index) => values.extend_from_slice(self.row(index)),
                None => values.resize(values.len() + self.width, 0.0),
            }
        }
        Self {
            width: self.width,
            values,
        }
    }

    /// The rows of both, one after the other; `None` when their widths differ.
    #[must_use]
    pub(crate) fn followed_by(mut self, more: &Self) -> Option<Self> {
        if self.width != more.width {
            return None;
        }
        self.values.extend_from_slice(&more.values);
        Some(self)
    }

    /// Reads the vectors of a column that holds JSON lists of numbers.
    ///
    /// # Errors
    /// With the first item whose list is unlike those before it.
    pub(crate) fn of_column<'a>(
        items: impl IntoIterator<Item = &'a Item>,
        column: &str,
    ) -> Result<Self, Unfit> {
        let mut width = None;
        let mut values: Vec<f32> = Vec::new();
        let mut without = 0_usize;
        for (index, item) in items.into_iter().enumerate() {
            let unfit = |what: String| Unfit { item: index, what };
            let value = item.field(column).unwrap_or_default();
            if value.trim().is_empty() {
                match width {
                    Some(width) => values.resize(values.len() + width, 0.0),
                    None => without += 1,
                }
                continue;
            }
            let list = read_list(value)
                .ok_or_else(|| unfit(format!("{column:?} is not a JSON list of numbers")))?;
            let width = *width.get_or_insert_with(|| {
                values.resize(without * list.len(), 0.0);
                list.len()
            });
            check_width(width).map_err(|what| unfit(format!("{column:?} {what}")))?;
            if list.len() != width {
                return Err(unfit(format!(
                    "{column:?} has {} numbers where those before have {width}",
                    list.len()
                )));
            }
            for (at, cell) in list.into_iter().enumerate() {
                let value = to_f32(cell.number())
                    .map_err(|what| unfit(format!("{column:?}, number {}: {what}", at + 1)))?;
                values.push(value);
            }
        }
        match width {
            Some(width) => Ok(Self { width, values }),
            None => Err(Unfit {
                item: 0,
                what: format!("no item has a vector in the column {column:?}"),
            }),
        }
    }
}

/// Why a vector cannot have this many numbers.
pub(super) fn check_width(width: usize) -> Result<(), String> {
    match width {
        0 => Err("holds an empty list".into()),
        width if width > MOST_NUMBERS => {
            Err(format!("has {width} numbers; {MOST_NUMBERS} is the most"))
        }
        _ => Ok(()),
    }
}

/// A number of a vector as it is kept, or why it cannot be.
pub(super) fn to_f32(number: Option<f64>) -> Result<f32, &'static str> {
    let Some(number) = number else {
        return Err("missing; a vector is whole or left out");
    };
    let value = number as f32;
    if number.is_nan() {
        Err("not a number (NaN)")
    } else if value.is_infinite() {
        Err("infinite, or too large to be kept")
    } else {
        Ok(value)
    }
}

/// The numbers of a list, as a vector keeps them.
pub(super) fn whole(list: Vec<Cell>) -> Result<Vec<f32>, String> {
    let each = list.into_iter().enumerate();
    each.map(|(at, cell)| {
        to_f32(cell.number()).map_err(|what| format!("number {} is {what}", at + 1))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(values: &[Option<&str>]) -> Vec<Item> {
        let item = |(at, value): (usize, Option<&str>)| Item {
            id: at.to_string(),
            text: String::new(),
            fields: value
                .map(|value| ("v".to_owned(), value.to_owned()))
                .into_iter()
                .collect(),
        };
        values.iter().copied().enumerate().map(item).collect()
    }

    #[test]
    fn a_column_gives_one_row_an_item_and_zeros_where_there_is_none() {
        let items = items(&[None, Some("[1, -2.5]"), Some(" "), Some("[3,4]")]);
        let vectors = Vectors::of_column(&items, "v").unwrap();
        assert_eq!((vectors.width(), vectors.len()), (2, 4));
        assert_eq!(vectors.values(), [0.0, 0.0, 1.0, -2.5, 0.0, 0.0, 3.0, 4.0]);
        assert_eq!(vectors.missing(), 2);
        let chosen = vectors.select([Some(3), None]);
        assert_eq!(chosen.values(), [3.0, 4.0, 0.0, 0.0]);
        assert_eq!(chosen.clone().followed_by(&vectors).unwrap().len(), 6);
        assert!(Vectors::new(2, vec![1.0]).is_none());
    }

    #[test]
    fn a_column_that_is_not_vectors_is_refused_with_its_item() {
        for (second, words) in [
            ("[1]", "1 numbers where those before have 2"),
            ("[1,null]", "missing"),
            ("[1,1e39]", "too large"),
            ("[1,\"a\"]", "not a JSON list"),
            ("x", "not a JSON list"),
        ] {
            let unfit = Vectors::of_column(&items(&[Some("[1,2]"), Some(second)]), "v");
            let unfit = unfit.unwrap_err();
            assert_eq!(unfit.item, 1);
            assert!(unfit.what.contains(words), "{}", unfit.what);
        }
        for nothing in [items(&[]), items(&[None]), items(&[Some("[]")])] {
            assert!(Vectors::of_column(&nothing, "v").is_err());
        }
        let wide = format!("[{}1]", "1,".repeat(MOST_NUMBERS));
        assert!(Vectors::of_column(&items(&[Some(&wide)]), "v").is_err());
    }
}
