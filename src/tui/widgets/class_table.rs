//! The classes under their keys, with confidence and votes: one table in fixed key order.
//!
//! The order and the places never depend on the model's opinion, so the eye need not hunt and a
//! blind screen does not jump. Many classes stand in a grid; those that do not fit are counted.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::command::Screen;
use crate::learner::{CommitteePrediction, MEMBER_KINDS, MemberKind};
use crate::schema::{Adjudication, Label, LabelId};
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::percent;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::lines::{fitted, put};

pub(super) const BAR: usize = 16;
const MOST_NAME: usize = 24;

/// How the votes of the committee's members are told.
enum Members {
    /// Under their names.
    Named,
    /// By the first letters of their names.
    Initials,
    Absent,
}

/// How many of so many rows the classes take: one each under a heading, or a grid.
pub(in crate::tui) fn rows(model: &Model, width: usize, room: usize) -> usize {
    let classes = model.class_count();
    if classes < room {
        // Without a class there is a row that says how to make one.
        classes.max(1) + 1
    } else {
        classes.div_ceil(columns(model, width)).min(room).max(1)
    }
}

/// How many classes stand side by side in a grid, each whole.
fn columns(model: &Model, width: usize) -> usize {
    (width / cell(model)).max(1)
}

/// The columns of a class in the grid: its key, its name, and what stands behind that.
fn cell(model: &Model) -> usize {
    name_width(model) + grid_detail(model) + 5
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let opinion = opinion(model);
    let share = |id| {
        let share = opinion.map(|opinion| percent(f64::from(opinion.probability(id))));
        format!("{:>5} ", share.unwrap_or_default())
    };
    draw_classes(model, draw_table, share, frame, area);
}

/// The classes as a table where each has a row, else as a grid.
pub(super) fn draw_classes(
    model: &Model,
    draw_table: fn(&Model, &mut Frame<'_>, Rect),
    detail: impl Fn(LabelId) -> String,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    if model.class_count() < usize::from(area.height) {
        draw_table(model, frame, area);
    } else {
        draw_grid(model, detail, frame, area);
    }
}

/// The class in a place of the screen, where the classes stand in `area`.
pub(in crate::tui) fn label_at(
    model: &Model,
    area: Rect,
    column: u16,
    row: u16,
) -> Option<LabelId> {
    if !area.contains(Position::new(column, row)) {
        return None;
    }
    let (x, y) = (usize::from(column - area.x), usize::from(row - area.y));
    let mut active = model.labels()?.active().map(|(id, _)| id);
    let rows = usize::from(area.height);
    if model.class_count() < rows {
        // Below the heading.
        return active.nth(y.checked_sub(1)?);
    }
    let columns = columns(model, usize::from(area.width));
    let cell = cell(model);
    let at = x / cell * rows + y;
    // The last place tells how many have none.
    let is_counted = model.class_count() > columns * rows && at + 1 == columns * rows;
    active.nth(at).filter(|_| x / cell < columns && !is_counted)
}

/// The columns of what stands behind a name in the grid.
fn grid_detail(model: &Model) -> usize {
    match model.screen {
        Screen::Review => 5,
        Screen::Home | Screen::Label => 6,
    }
}

/// What the committee thinks of the item, where it is shown.
fn opinion(model: &Model) -> Option<&CommitteePrediction> {
    model.asked.as_ref()?.query.opinion.as_ref()
}

fn draw_table(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let name = name_width(model);
    let opinion = opinion(model);
    let width = usize::from(area.width);
    let members = members(width, name);
    let bar = if width >= name + BAR + 14 { BAR } else { 0 };
    let mut heading = format!(" key {:<name$}", "label", name = name);
    if opinion.is_some() {
        if bar > 0 {
            heading.push_str(&format!("  {:<width$}", "committee", width = bar + 5));
        }
        match members {
            Members::Named => {
                for kind in MEMBER_KINDS {
                    let width = kind.id.len();
                    let id = if opinion.is_some_and(|known| votes_at_all(known, kind)) {
                        kind.id
                    } else {
                        ""
                    };
                    heading.push_str(&format!("  {id:<width$}"));
                }
            }
            Members::Initials => heading.push_str("  votes"),
            Members::Absent => {}
        }
    }
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let Some(labels) = model.labels() else {
        return;
    };
    if labels.active().next().is_none() {
        let words = format!(
            "  no class yet: press {} and name the one that this {} belongs to",
            model.key_of("new-class"),
            if model.items.has_images() {
                "item"
            } else {
                "text"
            }
        );
        put(frame, area, 1, Line::from(own(words, theme.warn)));
    }
    for (row, (id, label)) in labels.active().enumerate() {
        let mut spans = title(model, id, label, name);
        if let Some(opinion) = opinion {
            let probability = opinion.probability(id);
            if bar > 0 {
                spans.push(own("  ", theme.text));
                spans.extend(bar_of(f64::from(probability), bar, model));
            }
            let share = percent(f64::from(probability));
            spans.push(own(format!(" {share:>4}"), theme.text));
            for kind in MEMBER_KINDS {
                let mark = votes(opinion, kind, id);
                match members {
                    Members::Named => {
                        let width = kind.id.len();
                        spans.push(own(format!("  {mark:^width$}"), theme.text));
                    }
                    Members::Initials if !votes_at_all(opinion, kind) => {}
                    Members::Initials if mark.is_empty() => spans.push(own(" ·", theme.dim)),
                    Members::Initials => {
                        spans.push(own(format!(" {}", &kind.id[..1]), theme.text));
                    }
                    Members::Absent => {}
                }
            }
        }
        let used: usize = spans.iter().map(Span::width).sum();
        spans.extend(split_mark(model, id, width.saturating_sub(used)));
        put(frame, area, row + 1, Line::from(spans));
    }
}

/// How the members have room. Narrow tables lose the members' names first, then the members, then
/// the bars.
fn members(width: usize, name: usize) -> Members {
    match width.saturating_sub(name + BAR) {
        47.. => Members::Named,
        22.. => Members::Initials,
        _ => Members::Absent,
    }
}

/// Which member each letter of the votes stands for, where there are letters.
pub(in crate::tui) fn legend(model: &Model, width: usize) -> Option<String> {
    let opinion = opinion(model)?;
    if !matches!(members(width, name_width(model)), Members::Initials) {
        return None;
    }
    let voting = MEMBER_KINDS.iter();
    let voting = voting.filter(|kind| votes_at_all(opinion, kind));
    let letters: Vec<String> = voting
        .map(|kind| format!("{} {}", &kind.id[..1], kind.id))
        .collect();
    Some(format!("votes: {}", letters.join(" · ")))
}

/// Whether a kind of member votes yet: some join later.
pub(in crate::tui) fn votes_at_all(opinion: &CommitteePrediction, kind: &MemberKind) -> bool {
    opinion.votes.iter().any(|vote| kind.has(vote.member))
}

/// How many items of a class wait to be judged again because it was split.
pub(in crate::tui) fn left_of_split(model: &Model, label: LabelId) -> Option<usize> {
    let splits = &model.progress.as_ref()?.splits;
    let split = splits.iter().find(|split| split.label == label);
    split.map(|split| split.left)
}

/// That a class is being split, as far as there is room.
fn split_mark(model: &Model, label: LabelId, room: usize) -> Option<Span<'static>> {
    let left = left_of_split(model, label)?;
    let choices = [
        format!("  being split, {left} left"),
        format!("  {left} left"),
    ];
    let mark = choices.into_iter().find(|words| words.len() <= room)?;
    Some(own(mark, model.theme.warn))
}

/// Several classes in a row, each with what `detail` says of it; those that do not fit are counted.
fn draw_grid(model: &Model, detail: impl Fn(LabelId) -> String, frame: &mut Frame<'_>, area: Rect) {
    let Some(labels) = model.labels() else {
        return;
    };
    let theme = &model.theme;
    let name = name_width(model);
    let (columns, rows) = (
        columns(model, usize::from(area.width)),
        usize::from(area.height),
    );
    let active: Vec<(LabelId, &Label)> = labels.active().collect();
    let room = columns * rows;
    let shown = if active.len() > room {
        room.saturating_sub(1)
    } else {
        active.len()
    };
    for row in 0..rows {
        let mut spans = Vec::new();
        // Down the columns, so that keys stand in reading order of a keyboard row.
        for column in 0..columns {
            let at = column * rows + row;
            if at < shown {
                let (id, label) = active[at];
                spans.extend(title(model, id, label, name));
                spans.push(own(detail(id), theme.dim));
            } else if at == shown && shown < active.len() {
                let key = model.key_of("label-by-name");
                let more = format!("  {key}  {} more", active.len() - shown);
                spans.push(own(more, theme.key));
            }
        }
        put(frame, area, row, Line::from(spans));
    }
}

/// Key and name of a class; a dot before the name marks the item's earlier answer or decision.
pub(super) fn title(model: &Model, id: LabelId, label: &Label, width: usize) -> Vec<Span<'static>> {
    let theme = &model.theme;
    // Where nobody decides for one label, its key decides nothing.
    let key = label.key.filter(|_| !model.is_descriptive()).unwrap_or(' ');
    let answered = model.asked.as_ref().and_then(|asked| asked.query.previous);
    let decided = model
        .reviewed
        .as_ref()
        .and_then(|on| on.view.decided.as_ref());
    let was = answered == Some(Verdict::Label(id))
        || decided.is_some_and(|decided| decided.decision == Adjudication::Label(id));
    let name = fitted(&Shown::line(&label.name), width);
    vec![
        own(format!("  {key} "), theme.key),
        if was {
            own("•", theme.warn)
        } else {
            own(" ", theme.text)
        },
        span(&name, if was { theme.title } else { theme.text }),
    ]
}

/// A share as a bar.
pub(in crate::tui) fn bar_of(share: f64, width: usize, model: &Model) -> Vec<Span<'static>> {
    let filled = ((share * width as f64).round() as usize).min(width);
    vec![
        own("█".repeat(filled), model.theme.bar),
        own("░".repeat(width - filled), model.theme.dim),
    ]
}

/// A member's vote for a label as a dot; of several alike, how many vote for it.
fn votes(opinion: &CommitteePrediction, kind: &MemberKind, label: LabelId) -> String {
    let voters: Vec<LabelId> = opinion
        .votes
        .iter()
        .filter(|vote| kind.has(vote.member))
        .map(|vote| vote.label)
        .collect();
    match voters.iter().filter(|vote| **vote == label).count() {
        0 => String::new(),
        _ if voters.len() == 1 => "●".into(),
        votes => format!("{votes}/{}", voters.len()),
    }
}

/// The width of the names' column.
pub(super) fn name_width(model: &Model) -> usize {
    model
        .labels()
        .map_or(0, |labels| {
            labels
                .active()
                .map(|(_, label)| Shown::line(&label.name).width())
                .max()
                .unwrap_or(0)
        })
        .clamp(8, MOST_NAME)
}
