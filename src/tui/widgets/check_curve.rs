//! How often the model's first guess was right at the checks, as a curve with its band.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines::{draw_wrapped, padded, put};
use crate::evaluation::{CheckPoint, FEWEST};
use crate::session::Progress;
use crate::text::{Shown, wrap};
use crate::tui::format::{count, counted};
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own};

/// Columns of the scale beside the curve.
const SCALE: usize = 5;
/// The fewest rows of a curve.
const LEAST: usize = 3;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(progress) = &model.progress else {
        return;
    };
    let points = progress.check_curve.as_slice();
    let last = points.last().map_or(0, |point| point.answered + 1);
    let words = format!(
        "first guess right at the checks, over {} answers",
        count(last)
    );
    let words = Shown::line(&words);
    let room = usize::from(area.width).saturating_sub(2).max(1);
    let below = wrap(&words, room).len();
    let rows = usize::from(area.height).saturating_sub(below);
    if points.is_empty() || rows < LEAST {
        draw_wrapped(&Shown::line(&without(progress)), theme.dim, frame, area);
        return;
    }
    let caption = Rect {
        y: area.y + rows as u16,
        height: below as u16,
        ..area
    };
    draw_wrapped(&words, theme.dim, frame, caption);
    let area = padded(area);
    let width = usize::from(area.width).saturating_sub(SCALE);
    let scale = Scale::of(points);
    for row in 0..rows {
        let mut spans = vec![own(scale.mark(row, rows), theme.dim)];
        spans.extend(
            (0..width).map(|column| cell(theme, points, &scale, (row, rows), (column, width))),
        );
        put(frame, area, row, Line::from(spans));
    }
}

/// What is said where no curve stands: whether one is going to.
fn without(progress: &Progress) -> String {
    let asked = progress.accuracy.map_or(0, |accuracy| accuracy.n);
    let (held_out, left) = (progress.holdout, progress.checks_left);
    if !progress.learns {
        "nothing is learnt from images, so there is nothing to measure".into()
    } else if held_out == 0 {
        "nothing is held out, so nothing can be measured".into()
    } else if !progress.check_curve.is_empty() {
        "a larger window shows the curve".into()
    } else if asked >= FEWEST {
        format!(
            "from {FEWEST} checks asked here on a curve stands here; the others came with an import"
        )
    } else if left == 0 {
        format!(
            "no check will come: all {} for it are answered, fewer than {FEWEST} of them asked as one",
            counted(held_out, "item")
        )
    } else if asked + left < FEWEST {
        format!(
            "{} left to ask, too few for a curve, which begins at {FEWEST}",
            counted(left, "check")
        )
    } else {
        format!(
            "about one query in ten is a check, asked blind; from {FEWEST} checks on a curve stands here"
        )
    }
}

/// The shares that the rows stand for, in whole tenths.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(points: &[CheckPoint]) -> Self {
        let low = points
            .iter()
            .fold(1.0_f64, |low, point| low.min(point.right.low));
        let high = points
            .iter()
            .fold(0.0_f64, |high, point| high.max(point.right.high));
        let (low, high) = ((low * 10.0).floor() / 10.0, (high * 10.0).ceil() / 10.0);
        Self {
            low,
            high: high.max(low + 0.1),
        }
    }

    /// The row of a share, counted from the top.
    fn row_of(&self, share: f64, rows: usize) -> usize {
        let below_top = (self.high - share) / (self.high - self.low);
        // A negative one is the first row.
        ((below_top * rows as f64) as usize).min(rows.saturating_sub(1))
    }

    /// What stands beside a row: the ends of the scale.
    fn mark(&self, row: usize, rows: usize) -> String {
        let share = match row {
            0 => self.high,
            last if last + 1 == rows => self.low,
            _ => return " ".repeat(SCALE),
        };
        format!("{:>3.0}% ", 100.0 * share)
    }
}

/// What a cell of the picture holds.
fn cell(
    theme: &Theme,
    points: &[CheckPoint],
    scale: &Scale,
    (row, rows): (usize, usize),
    (column, width): (usize, usize),
) -> Span<'static> {
    let place = column as f64 / (width.max(2) - 1) as f64 * (points.len() - 1) as f64;
    let (from, to) = (place.floor() as usize, place.ceil() as usize);
    let between = |value: fn(&CheckPoint) -> f64| {
        let (a, b) = (value(&points[from]), value(&points[to]));
        a + (b - a) * (place - from as f64)
    };
    let row_of = |value: fn(&CheckPoint) -> f64| scale.row_of(between(value), rows);
    let is_value = row == row_of(|point| point.right.value);
    let in_band = row >= row_of(|point| point.right.high) && row <= row_of(|point| point.right.low);
    match (is_value, in_band) {
        (true, _) => own("━", theme.curve),
        (false, true) => own("░", theme.band),
        (false, false) => own(" ", theme.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::wilson;

    #[test]
    fn every_share_has_a_row_and_a_higher_one_none_below() {
        let scale = Scale {
            low: 0.3,
            high: 0.9,
        };
        for rows in 1..20 {
            let places: Vec<usize> = (30..=90)
                .map(|share| scale.row_of(f64::from(share) / 100.0, rows))
                .collect();
            assert!(places.windows(2).all(|pair| pair[0] >= pair[1]), "{rows}");
            assert_eq!((places[0], places[60]), (rows - 1, 0), "{rows}");
        }
    }

    #[test]
    fn the_scale_holds_the_whole_band() {
        let right = wilson(12, 20).unwrap();
        let scale = Scale::of(&[CheckPoint { answered: 9, right }]);
        assert!(scale.low <= right.low && right.high <= scale.high);
    }
}
