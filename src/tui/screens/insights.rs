//! Pictures of the work: how good the model is, the balance of the classes, the pace, the sessions.
//!
//! Invariant: the only figure of quality is the one from the checks.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use super::label;
use crate::session::{Insights, PacePoint, SessionWork};
use crate::text::{Shown, counted, minutes, wrap};
use crate::tui::format::count;
use crate::tui::model::Model;
use crate::tui::theme::own;
use crate::tui::widgets::lines::{as_fits, at_a_word, draw_wrapped, padded, put};
use crate::tui::widgets::panel::Panel;
use crate::tui::widgets::{check_curve, class_counts, class_table, footer};

/// The widest a bar of the pace gets.
const BAR: usize = 40;
/// What stands before the numbers of answers.
const ANSWERS: &str = "answers ";
/// Fewer columns are no bar.
const LEAST_BAR: usize = 4;
/// In how many ways a session is told.
const WAYS: usize = 4;
/// Columns of a border around the words in it.
const AROUND: usize = 6;

pub(super) fn draw(model: &Model, insights: Option<&Insights>, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let rows = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]);
    let [body, foot] = rows.areas(frame.area());
    let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]);
    let quarters = Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]);
    let [left, right] = halves.areas(body);
    let [accuracy, pace] = quarters.areas(left);
    let [classes, sessions] = quarters.areas(right);
    draw_accuracy(model, frame, accuracy);
    let inner =
        Panel::new(title("answers by class", "answers", classes)).draw(theme, frame, classes);
    class_counts::draw(model, frame, padded(inner));
    let inner = Panel::new(title("seconds an answer", "seconds", pace)).draw(theme, frame, pace);
    draw_pace(model, insights, frame, inner);
    let inner =
        Panel::new(title("your sessions", "sessions", sessions)).draw(theme, frame, sessions);
    draw_sessions(model, insights, frame, inner);
    footer::draw_hint(theme, "Esc back", frame, foot);
}

/// What a panel is about, in the words that its border has room for.
fn title(words: &'static str, short: &'static str, area: Rect) -> &'static str {
    if words.len() + AROUND <= usize::from(area.width) {
        words
    } else {
        short
    }
}

/// The curve below the figure, which stands in the border where that is wide enough.
fn draw_accuracy(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let words = label::accuracy(model);
    if words.len() + AROUND <= usize::from(area.width) {
        let mut inner = Panel::new(words).draw(&model.theme, frame, area);
        draw_judged_before(model, frame, &mut inner);
        check_curve::draw(model, frame, inner);
        return;
    }
    let mut inner = Panel::new("accuracy").draw(&model.theme, frame, area);
    // The border says what the figure is.
    let words = words.strip_prefix("accuracy ").unwrap_or(&words);
    let words = Shown::line(words);
    let rows = wrap(&words, usize::from(inner.width).saturating_sub(2).max(1)).len();
    let height = inner.height.min(rows as u16);
    let upper = Rect { height, ..inner };
    draw_wrapped(&words, model.theme.text, frame, upper);
    inner.y += height;
    inner.height -= height;
    draw_judged_before(model, frame, &mut inner);
    check_curve::draw(model, frame, inner);
}

/// At the foot of an area that it leaves smaller: how many checks count as they were answered
/// though their class was split since.
fn draw_judged_before(model: &Model, frame: &mut Frame<'_>, area: &mut Rect) {
    let splits = model.progress.iter().flat_map(|known| &known.splits);
    let splits: Vec<_> = splits.filter(|split| split.checks > 0).collect();
    if splits.is_empty() {
        return;
    }
    let checks = splits.iter().map(|split| split.checks).sum();
    let names: Vec<String> = splits
        .iter()
        .map(|split| model.label_name(split.label))
        .collect();
    let words = Shown::line(&judged_before(checks, &names.join(" and ")));
    let rows = wrap(&words, usize::from(area.width).saturating_sub(2).max(1));
    let height = (rows.len() as u16).min(area.height / 2);
    area.height -= height;
    let foot = Rect {
        y: area.bottom(),
        height,
        ..*area
    };
    draw_wrapped(&words, model.theme.dim, frame, foot);
}

fn judged_before(checks: usize, classes: &str) -> String {
    let (of, count) = match checks {
        1 => ("1 check was".to_owned(), "it counts as before"),
        many => (format!("{many} checks were"), "they count as before"),
    };
    format!("{of} answered before {classes} was split: until asked again, {count}")
}

/// Says why there is nothing to paint, in as many rows as it takes.
fn draw_nothing(
    model: &Model,
    insights: Option<&Insights>,
    otherwise: &str,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let words = match insights {
        None => "adding up …",
        Some(_) => otherwise,
    };
    draw_wrapped(&Shown::line(words), model.theme.dim, frame, area);
}

/// A bar for each stretch of answers, the latest at the bottom.
fn draw_pace(model: &Model, insights: Option<&Insights>, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let points = insights.map_or(&[][..], |insights| insights.pace.as_slice());
    if points.is_empty() {
        let timed = insights.map_or(0, |insights| insights.timed);
        let words =
            format!("a bar for every ten answers without a pause stands here: {timed} so far");
        draw_nothing(model, insights, &words, frame, area);
        return;
    }
    let area = padded(area);
    let room = usize::from(area.height);
    let latest: &[PacePoint] = &points[points.len().saturating_sub(room)..];
    let most = latest
        .iter()
        .fold(0.1_f64, |most, point| most.max(point.seconds));
    // Which answers each bar is about, counted from the first.
    let before = points[..points.len() - latest.len()].last();
    let mut from = before.map_or(0, |point| point.answered) + 1;
    let stretches: Vec<String> = latest
        .iter()
        .map(|point| {
            let first = std::mem::replace(&mut from, point.answered + 1);
            format!("{first}–{}", point.answered)
        })
        .collect();
    let widest = stretches.iter().map(|words| words.chars().count());
    let widest = widest.max().unwrap_or(0);
    // The seconds are whole; what they are about, and the bar, as far as there is room.
    let number = format!("{most:.1}").len();
    let columns = usize::from(area.width).saturating_sub(number + 2);
    let (before, widest) = match columns {
        room if room >= ANSWERS.len() + widest + LEAST_BAR => (ANSWERS, widest),
        room if room >= widest => ("", widest),
        _ => ("", 0),
    };
    let bar = columns.saturating_sub(before.len() + widest).min(BAR);
    for (row, (point, stretch)) in latest.iter().zip(stretches).enumerate() {
        let stretch = if widest == 0 { "" } else { &stretch };
        let mut spans = vec![own(format!("{before}{stretch:<widest$} "), theme.dim)];
        spans.extend(class_table::bar_of(point.seconds / most, bar, model));
        spans.push(own(format!(" {:>number$.1}", point.seconds), theme.text));
        put(frame, area, row, Line::from(spans));
    }
}

fn draw_sessions(model: &Model, insights: Option<&Insights>, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let sessions = insights.map_or(&[][..], |insights| insights.sessions.as_slice());
    if sessions.is_empty() {
        draw_nothing(model, insights, "this is your first", frame, area);
        return;
    }
    let area = padded(area);
    let room = usize::from(area.height);
    let shown = if sessions.len() > room {
        room.saturating_sub(1)
    } else {
        sessions.len()
    };
    let columns = usize::from(area.width);
    let lines: Vec<[String; WAYS]> = sessions.iter().take(shown).map(session_in_words).collect();
    // All in the same way: the longest that has room in each row.
    let fits = |way: &usize| {
        let mut said = lines
            .iter()
            .map(|ways| Span::from(ways[*way].as_str()).width());
        said.all(|width| width <= columns)
    };
    let way = (0..WAYS).find(fits).unwrap_or(WAYS - 1);
    for (row, ways) in lines.iter().enumerate() {
        let words = at_a_word(&ways[way], columns);
        put(frame, area, row, Line::from(own(words, theme.text)));
    }
    if shown < sessions.len() {
        let before = count(sessions.len() - shown);
        let words = as_fits(
            &[format!("and {before} before"), format!("+ {before}")],
            columns,
        );
        put(frame, area, shown, Line::from(own(words, theme.dim)));
    }
}

/// A session, in fewer and fewer words.
fn session_in_words(session: &SessionWork) -> [String; WAYS] {
    let date = session.started_at.strftime("%-d %b %Y").to_string();
    let day = session.started_at.strftime("%-d %b").to_string();
    let answers = counted(session.answers as usize, "answer");
    let minutes = minutes(session.active_seconds);
    [
        format!("{date}  {answers:>12} in {minutes} min"),
        format!("{date}  {answers:>12}"),
        format!("{day:<6}  {answers}"),
        format!("{day:<6}  {}", count(session.answers as usize)),
    ]
}
