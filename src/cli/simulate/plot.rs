//! Draws the curves in a terminal.
//!
//! Plain characters, told apart by signs and not by colour: a curve is drawn with its rank, `d`
//! or `r`, and where several meet stands `=`. Of the crates for this, the well-kept ones draw
//! in Braille dots, which only colour tells apart. Invariant: at most [`WIDTH`] columns, and no
//! text that came from a file.

use std::fmt::Write as _;

use super::axes::{Heights, Plot, ticks};
use crate::evaluation::MeanCurve;

/// Columns, the axis counted.
const WIDTH: usize = 78;
/// Columns before the first point.
const LEFT: usize = 8;
/// Lines of the drawing itself.
const LINES: usize = 14;
/// Where several curves meet.
const MEETING: char = '=';

/// The curves over the logarithm of the labels; nothing where there is no stretch to draw.
pub(super) fn draw(plot: &Plot) -> String {
    let Some((from, to)) = plot.labels() else {
        return String::new();
    };
    let columns = WIDTH - LEFT;
    let heights = Heights::of(plot.points().map(|point| point.mean));
    let line_of = |value: f64| {
        let above = 1.0 - heights.share(value);
        (above * (LINES - 1) as f64).round() as usize
    };
    let width = (to as f64 / from as f64).ln();
    let column_of = |labels: usize| {
        let share = (labels as f64 / from as f64).ln() / width;
        (share * (columns - 1) as f64).round() as usize
    };
    let mut grid: Vec<Vec<char>> = vec![Vec::new(); LINES];
    for column in 0..columns {
        let at = (from as f64).ln() + width * column as f64 / (columns - 1) as f64;
        let here: Vec<(usize, char)> = plot
            .curves
            .iter()
            .filter_map(|curve| Some((line_of(height(curve, at)?), curve.mark)))
            .collect();
        for line in &mut grid {
            line.push(' ');
        }
        for (line, mark) in here {
            let cell = &mut grid[line][column];
            *cell = if *cell == ' ' { mark } else { MEETING };
        }
    }
    let meets = grid.iter().flatten().any(|cell| *cell == MEETING);
    let mut out = format!("\n{:>LEFT$}\n", plot.of);
    let mut labels = vec![String::new(); LINES];
    for (value, name) in heights.ticks() {
        labels[line_of(value)] = name;
    }
    for (marks, label) in grid.into_iter().zip(labels) {
        let marks: String = marks.into_iter().collect();
        // Writing to a string does not fail.
        let _ = writeln!(out, "{label:>6} |{}", marks.trim_end());
    }
    let mut axis = vec!['-'; columns];
    let mut names = vec![' '; columns];
    let mut free = 0;
    for tick in ticks(from, to) {
        let (at, name) = (column_of(tick), tick.to_string());
        axis[at] = '+';
        let start = (at + 1).saturating_sub(name.len().div_ceil(2));
        let start = start.min(columns - name.len());
        if start >= free {
            names.splice(start..start + name.len(), name.chars());
            free = start + name.len() + 1;
        }
    }
    let (axis, names): (String, String) = (axis.into_iter().collect(), names.into_iter().collect());
    let _ = writeln!(out, "{:>6} +{axis}", "");
    let _ = writeln!(out, "{:>LEFT$}{}", "labels ", names.trim_end());
    let mut legend: Vec<String> = plot
        .curves
        .iter()
        .map(|curve| format!("{} {}", curve.mark, curve.name))
        .collect();
    if meets {
        legend.push(format!("{MEETING} several at once"));
    }
    for line in wrapped(&legend) {
        let _ = writeln!(out, "{:LEFT$}{line}", "");
    }
    out
}

/// How high a curve is at ln(labels), straight between its points.
fn height(curve: &MeanCurve, at: f64) -> Option<f64> {
    // A column may miss the end by the rounding of a logarithm.
    const NEAR: f64 = 1e-9;
    let x = |index: usize| (curve.points[index].labels as f64).ln();
    let after = (0..curve.points.len()).find(|index| x(*index) >= at - NEAR)?;
    let value = |index: usize| curve.points[index].mean;
    if x(after) <= at + NEAR {
        return Some(value(after));
    }
    let before = after.checked_sub(1)?;
    let share = (at - x(before)) / (x(after) - x(before));
    Some(value(before) + share * (value(after) - value(before)))
}

/// The entries of a legend, in lines that fit.
fn wrapped(entries: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for entry in entries {
        match lines.last_mut() {
            Some(line) if line.len() + 3 + entry.len() <= WIDTH - LEFT => {
                line.push_str("   ");
                line.push_str(entry);
            }
            _ => lines.push(entry.clone()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::MeanPoint;

    fn curve(mark: char, points: &[(usize, f64)]) -> MeanCurve {
        MeanCurve {
            mark,
            name: format!("strategy-{mark}"),
            points: points
                .iter()
                .map(|(labels, mean)| MeanPoint {
                    labels: *labels,
                    mean: *mean,
                    interval: None,
                })
                .collect(),
        }
    }

    fn curves(curves: Vec<MeanCurve>) -> Plot {
        Plot {
            of: "macro-F1",
            most: 1.0,
            seeds: 1,
            curves,
        }
    }

    #[test]
    fn the_drawing_is_as_it_looks() {
        let drawn = draw(&curves(vec![
            curve('1', &[(10, 0.2), (100, 0.8), (1_000, 1.0)]),
            curve('r', &[(10, 0.2), (1_000, 0.6)]),
        ]));
        let expected = "
macro-F1
   1.0 |                                                                111111
       |                                                      1111111111
       |                                           11111111111
   0.8 |                                  111111111
       |                               111
       |                           1111
   0.6 |                       1111
       |                    111                                    rrrrrrrrrrr
       |                1111                            rrrrrrrrrrr
       |             111                      rrrrrrrrrr
   0.4 |         1111              rrrrrrrrrrr
       |      111       rrrrrrrrrrr
       |  1111rrrrrrrrrr
   0.2 |==rrrr
       ++---------+-------------+----------+---------+-------------+---------+
 labels 10        20            50        100       200           500     1000
        1 strategy-1   r strategy-r   = several at once
";
        assert_eq!(drawn, expected, "{drawn}");
    }

    #[test]
    fn curves_that_meet_are_one_line_and_all_fits() {
        let points = [(10, 0.5), (500, 0.5)];
        let all = ['1', '2', '3', 'd', 'r'].map(|mark| curve(mark, &points));
        let drawn = draw(&curves(all.to_vec()));
        assert!(
            drawn.contains("|==========") && drawn.contains("= several"),
            "{drawn}"
        );
        assert!(drawn.lines().count() <= LINES + 6, "{drawn}");
        assert!(
            drawn.lines().all(|line| line.chars().count() <= WIDTH),
            "{drawn}"
        );
    }

    #[test]
    fn nothing_is_drawn_of_one_checkpoint() {
        assert_eq!(draw(&curves(vec![curve('1', &[(10, 0.5)])])), "");
        assert_eq!(draw(&curves(Vec::new())), "");
    }
}
