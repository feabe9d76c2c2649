//! Who disagrees with whom, and which classes are taken for each other: two tables to walk in.
//!
//! A cell holds Cohen's kappa with a sign for what it means, and on how many items it rests; what
//! the cell says stands in words below. Tables too large for the terminal move with the cell that
//! is looked at.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::agreement::AnnotatorId;
use crate::numerics::Proportion;
use crate::session::{PairCell, Tables};
use crate::text::Shown;
use crate::tui::format::{count, counted, percent};
use crate::tui::matrix::{Matrix, Which};
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_notice, draw_rule, draw_wrapped, fitted, put};

const ROW_NAME: usize = 12;
const CELL: usize = 12;
/// Rows of words below a table, and from which height on there are any: rows of the table go before.
const DETAIL: u16 = 2;
const ROOMY: u16 = 12;

pub(super) fn draw(model: &Model, matrix: &Matrix, frame: &mut Frame<'_>) {
    let area = frame.area();
    let theme = &model.theme;
    let row = |y: u16| Rect {
        y,
        height: 1.min(area.height.saturating_sub(y)),
        ..area
    };
    let (title, legend, hint) = match matrix.which {
        Which::People => (
            " who disagrees with whom: kappa, items both labeled",
            " × worse than chance  ! poor  ~ weak  + tentative  ✓ reliable  ◂ worst pair",
            "arrows move · Enter: items · Tab: classes · Home: worst · Esc back",
        ),
        Which::Classes => (
            " which classes meet on one item: items",
            " = two or more say it  ◂ confused most often",
            "arrows move · Enter: items · Tab: people · Home: worst · Esc back",
        ),
    };
    frame.render_widget(Line::from(own(title, theme.title)), row(0));
    draw_rule(theme, frame, row(1));
    let detail_rows = if area.height < ROOMY { 0 } else { DETAIL };
    let body = Rect {
        y: 2,
        height: area.height.saturating_sub(detail_rows + 5),
        ..area
    };
    let Some(tables) = &matrix.tables else {
        return;
    };
    draw_table(model, matrix, tables, frame, body);
    let below = body.bottom();
    draw_rule(theme, frame, row(below));
    let detail = Rect {
        y: below + 1,
        height: detail_rows.min(area.height.saturating_sub(below + 1)),
        ..area
    };
    let words = match matrix.which {
        Which::People => pair_in_words(matrix, tables),
        Which::Classes => classes_in_words(model, matrix, tables),
    };
    draw_wrapped(&Shown::line(&words), theme.text, frame, detail);
    let last = row(area.height.saturating_sub(2));
    if let Some(notice) = model.notice_here() {
        draw_notice(theme, notice, frame, last);
    } else {
        frame.render_widget(Line::from(own(legend, theme.dim)), last);
    }
    footer::draw_hint(theme, hint, frame, row(area.height.saturating_sub(1)));
}

fn draw_table(model: &Model, matrix: &Matrix, tables: &Tables, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let size = matrix.size();
    let columns = (usize::from(area.width).saturating_sub(ROW_NAME + 3) / CELL).max(1);
    let rows = usize::from(area.height).saturating_sub(1).max(1);
    let first_column = first_in_sight(matrix.column, columns, size);
    let first_row = first_in_sight(matrix.row, rows, size);
    let mut heading = vec![own(" ".repeat(ROW_NAME + 3), theme.dim)];
    for column in (first_column..size).take(columns) {
        let looked_at = column == matrix.column;
        let style = if looked_at { theme.key } else { theme.dim };
        let name = name(model, matrix, tables, column);
        heading.push(span(&fitted(&Shown::line(&name), CELL - 1), style));
        heading.push(own(" ", theme.dim));
    }
    put(frame, area, 0, Line::from(heading));
    for row in (first_row..size).take(rows) {
        let looked_at = row == matrix.row;
        let style = if looked_at { theme.key } else { theme.text };
        let name = name(model, matrix, tables, row);
        let marker = if looked_at { " ▸ " } else { "   " };
        let mut spans = vec![
            own(marker, theme.key),
            span(&fitted(&Shown::line(&name), ROW_NAME), style),
        ];
        for column in (first_column..size).take(columns) {
            let (text, style) = match matrix.which {
                Which::People => people_cell(theme, tables, row, column),
                Which::Classes => class_cell(theme, matrix, tables, row, column),
            };
            let text = format!("{text:<width$}", width = CELL - 1);
            let here = looked_at && column == matrix.column;
            let style = if here { theme.selected } else { style };
            spans.push(own(text, style));
            spans.push(own(" ", theme.text));
        }
        put(frame, area, row - first_row + 1, Line::from(spans));
    }
}

/// The first row or column that is painted, so that the one looked at is in sight.
fn first_in_sight(at: usize, room: usize, size: usize) -> usize {
    let last_page = size.saturating_sub(room);
    at.saturating_sub(room / 2).min(last_page)
}

fn name(model: &Model, matrix: &Matrix, tables: &Tables, at: usize) -> String {
    match matrix.which {
        Which::People => tables
            .annotators
            .get(at)
            .map_or(String::new(), ToString::to_string),
        Which::Classes => matrix
            .classes
            .get(at)
            .map_or(String::new(), |label| model.label_name(*label)),
    }
}

/// What a kappa means, after Krippendorff's thresholds of .8 and .667: sign, words, style.
fn meaning(theme: &Theme, kappa: f64) -> (char, &'static str, Style) {
    match kappa {
        below if below < 0.0 => ('×', "worse than chance", theme.bad),
        poor if poor < 0.4 => ('!', "poor", theme.bad),
        weak if weak < 0.667 => ('~', "weak", theme.warn),
        tentative if tentative < 0.8 => ('+', "tentative", theme.text),
        _ => ('✓', "reliable", theme.good),
    }
}

fn people_cell(theme: &Theme, tables: &Tables, row: usize, column: usize) -> (String, Style) {
    if row == column {
        return ("  ·".into(), theme.dim);
    }
    let (a, b) = (AnnotatorId(row as u32), AnnotatorId(column as u32));
    let Some(cell) = tables.pair(a, b) else {
        return (String::new(), theme.dim);
    };
    // The worst pair is marked in both of its cells.
    let worst = tables.worst.and_then(|at| tables.pairs.get(at));
    let mark = if worst == Some(cell) { "◂" } else { "" };
    match cell.kappa {
        Some(kappa) => {
            let (sign, _, style) = meaning(theme, kappa);
            (format!("{sign}{} {:>4}{mark}", short(kappa), cell.n), style)
        }
        None => (format!("  n/a {:>4}{mark}", cell.n), theme.dim),
    }
}

fn class_cell(
    theme: &Theme,
    matrix: &Matrix,
    tables: &Tables,
    row: usize,
    column: usize,
) -> (String, Style) {
    let (Some(c), Some(k)) = (matrix.classes.get(row), matrix.classes.get(column)) else {
        return (String::new(), theme.dim);
    };
    let met = tables.met(*c, *k);
    let confused = tables.most_confused();
    let is_worst = confused == Some((*c.min(k), *c.max(k)));
    match met {
        0 => ("   ·".into(), theme.dim),
        met if is_worst => (format!("{:>5} ◂", count(met)), theme.warn),
        met if row == column => (format!("{:>5} =", count(met)), theme.good),
        met => (format!("{:>5}", count(met)), theme.text),
    }
}

/// A kappa in four columns: " .41", "-.12", "1.00".
fn short(kappa: f64) -> String {
    let text = format!("{:.2}", kappa.abs());
    let text = text.strip_prefix('0').unwrap_or(&text);
    let sign = if kappa < -0.004 { "-" } else { "" };
    format!("{:>4}", format!("{sign}{text}"))
}

fn pair_in_words(matrix: &Matrix, tables: &Tables) -> String {
    let Some((a, b)) = matrix.people() else {
        return "the same person: nobody disagrees with themselves here".into();
    };
    let name = |who: AnnotatorId| {
        let known = tables.annotators.get(who.index());
        known.map_or(String::new(), ToString::to_string)
    };
    let Some(cell) = tables.pair(a, b) else {
        return format!("{} and {} labeled no item in common", name(a), name(b));
    };
    let worst = tables.worst.and_then(|at| tables.pairs.get(at)) == Some(cell);
    let mut words = format!(
        "{} and {}{}: {}",
        name(cell.a),
        name(cell.b),
        if worst { ", who disagree most" } else { "" },
        kappa_in_words(matrix, cell)
    );
    let observed = 1.0 - cell.differ as f64 / cell.n.max(1) as f64;
    words.push_str(&format!(
        "; they agree on {} of {} and differ on {}",
        percent(observed),
        counted(cell.n, "item"),
        count(cell.differ)
    ));
    words
}

fn kappa_in_words(matrix: &Matrix, cell: &PairCell) -> String {
    let Some(kappa) = cell.kappa else {
        return "no kappa, because all their labels are of one class".into();
    };
    let (_, words, _) = meaning(&Theme::plain(), kappa);
    let figures = matrix.figures.as_ref();
    let known = figures.filter(|(a, b, _)| (*a, *b) == (cell.a, cell.b));
    let interval = known
        .and_then(|(_, _, figures)| figures.cohen_kappa.ok())
        .map_or(String::new(), |Proportion { low, high, .. }| {
            format!(
                " [{}–{}]",
                short(low).trim_start(),
                short(high).trim_start()
            )
        });
    format!("kappa {}{interval}, {words}", short(kappa).trim_start())
}

fn classes_in_words(model: &Model, matrix: &Matrix, tables: &Tables) -> String {
    let (Some(c), Some(k)) = (
        matrix.classes.get(matrix.row),
        matrix.classes.get(matrix.column),
    ) else {
        return "there is no class".into();
    };
    let met = counted(tables.met(*c, *k), "item");
    if c == k {
        return format!("two or more say {} on {met}", model.label_name(*c));
    }
    let worst = tables.most_confused() == Some((*c.min(k), *c.max(k)));
    format!(
        "somebody says {} and somebody else {} on {met}{}",
        model.label_name(*c),
        model.label_name(*k),
        if worst {
            ", more than any other two"
        } else {
            ""
        }
    )
}
