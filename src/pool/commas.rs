//! Tells what a comma in a number means: `1,5` is one and a half in much of the world.
//!
//! One cell may leave it open (`1,234`), so the whole column is asked. Where nothing in it decides,
//! nothing is decided. Invariant: a column has one meaning, and a number of a column without commas
//! reads as it always did.

/// What a comma means in a column of numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Commas {
    /// Nothing: a cell with one is no number.
    #[default]
    None,
    /// The decimals begin; dots may group thousands.
    Decimal,
    /// Thousands are grouped.
    Thousands,
    /// It may be either, and no cell decides.
    Open,
}

/// What one cell says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `1,5` or `1.234,56`.
    Decimal,
    /// `1,234,567` or `1,234.5`.
    Thousands,
    /// `1,234`.
    Either,
    /// `1.5`, which cannot stand beside decimal commas.
    Point,
    /// Anything else.
    Silent,
}

impl Commas {
    /// What the cells of a column amount to.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut decimal, mut thousands, mut either, mut point) = (false, false, false, false);
        for cell in cells {
            match form(cell.trim()) {
                Form::Decimal => decimal = true,
                Form::Thousands => thousands = true,
                Form::Either => either = true,
                Form::Point => point = true,
                Form::Silent => {}
            }
        }
        match (decimal && !point, thousands || (decimal && point)) {
            (true, false) => Self::Decimal,
            (false, true) if !decimal => Self::Thousands,
            (false, false) if either && point => Self::Thousands,
            (false, false) if either => Self::Open,
            _ => Self::None,
        }
    }

    /// What it is told as.
    pub(super) fn told(self) -> Option<&'static str> {
        match self {
            Self::Decimal => Some("1,5 is read as 1.5"),
            Self::Thousands => Some("1,234 is read as 1234"),
            Self::None | Self::Open => None,
        }
    }

    /// A cell as the plain number that it stands for; `None` when it has to be read as it is.
    pub(super) fn plain(self, cell: &str) -> Option<String> {
        match (self, form(cell)) {
            (Self::Decimal, Form::Decimal | Form::Either) => {
                Some(cell.replace('.', "").replace(',', "."))
            }
            (Self::Decimal, Form::Silent) if is_grouped(unsigned(cell), '.') => {
                Some(cell.replace('.', ""))
            }
            (Self::Thousands, Form::Thousands | Form::Either) => Some(cell.replace(',', "")),
            _ => None,
        }
    }
}

/// Whether a cell is a number if its commas mean something.
pub(super) fn is_number_with_commas(cell: &str) -> bool {
    matches!(
        form(cell.trim()),
        Form::Decimal | Form::Thousands | Form::Either
    )
}

fn unsigned(cell: &str) -> &str {
    cell.strip_prefix(['-', '+']).unwrap_or(cell)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is digits in groups of three: one to three, then three each.
fn is_grouped(text: &str, by: char) -> bool {
    let mut groups = text.split(by);
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    let has_more = rest.peek().is_some();
    let starts = is_digits(first) && first.len() <= 3 && (first == "0" || !first.starts_with('0'));
    has_more && starts && rest.all(|group| is_digits(group) && group.len() == 3)
}

fn form(cell: &str) -> Form {
    let number = unsigned(cell);
    let Some((before, after)) = number.split_once(',') else {
        let is_point = number.contains('.') && !is_grouped(number, '.');
        return if is_point && number.parse::<f64>().is_ok() {
            Form::Point
        } else {
            Form::Silent
        };
    };
    if is_digits(after) && (is_digits(before) || is_grouped(before, '.')) {
        let may_group = is_grouped(number, ',') && before != "0";
        return if may_group {
            Form::Either
        } else {
            Form::Decimal
        };
    }
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if is_grouped(whole, ',') && is_digits(decimals) {
        return Form::Thousands;
    }
    Form::Silent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[&str]) -> (Commas, Vec<Option<f64>>) {
        let commas = Commas::of(cells.iter().copied());
        let number = |cell: &&str| {
            let plain = commas.plain(cell).unwrap_or_else(|| (*cell).to_owned());
            plain.parse().ok()
        };
        (commas, cells.iter().map(number).collect())
    }

    #[test]
    fn the_column_says_what_its_commas_mean() {
        for (cells, commas, numbers) in [
            (
                &["1,5", "2", "-3,25"][..],
                Commas::Decimal,
                [1.5, 2.0, -3.25],
            ),
            (
                &["1.234,5", "1.234", "7,123"],
                Commas::Decimal,
                [1234.5, 1234.0, 7.123],
            ),
            (
                &["0,123", "12,1234", "1"],
                Commas::Decimal,
                [0.123, 12.1234, 1.0],
            ),
            (
                &["1,234", "1,234,567", "8"],
                Commas::Thousands,
                [1234.0, 1_234_567.0, 8.0],
            ),
            (
                &["1,234.5", "1,234", "2.5"],
                Commas::Thousands,
                [1234.5, 1234.0, 2.5],
            ),
        ] {
            let wanted: Vec<Option<f64>> = numbers.into_iter().map(Some).collect();
            assert_eq!(read(cells), (commas, wanted), "{cells:?}");
        }
    }

    #[test]
    fn what_nothing_decides_stays_undecided() {
        assert_eq!(read(&["1,234", "5", "7"]).0, Commas::Open);
        assert_eq!(read(&["1,5", "2.5"]).0, Commas::None);
        assert_eq!(read(&["1,5", "1,234,567"]).0, Commas::None);
        assert_eq!(
            read(&["1.5", "2", "x", ",", "1,", ",5", "1,2,3"]).0,
            Commas::None
        );
        assert_eq!(
            read(&["1.234", "2"]),
            (Commas::None, vec![Some(1.234), Some(2.0)])
        );
    }
}
