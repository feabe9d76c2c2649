//! Who said what of an item: a row for each annotation, under a letter or a name.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::session::Annotation;
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::{counted, percent};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::lines::{fitted, put};

/// The widest a name, and a label, gets.
const MOST_NAME: usize = 16;
const MOST_LABEL: usize = 20;

/// Rows that all annotations want, with the heading.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    let annotations = model
        .reviewed
        .as_ref()
        .map_or(0, |on| on.view.annotations.len());
    annotations + 1
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(reviewed) = model.reviewed.as_ref() else {
        return;
    };
    let theme = &model.theme;
    let annotations = &reviewed.view.annotations;
    let widest = |texts: Vec<Shown>, least: usize, most: usize| {
        let width = texts.iter().map(Shown::width).max().unwrap_or(0);
        width.clamp(least, most)
    };
    let name = widest(annotations.iter().map(who).collect(), 9, MOST_NAME);
    let label = widest(
        annotations
            .iter()
            .map(|annotation| what(model, annotation))
            .collect(),
        8,
        MOST_LABEL,
    );
    let heading = format!("  {:<name$}  {:<label$}  given", "annotator", "label");
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let room = usize::from(area.height).saturating_sub(1);
    let shown = if annotations.len() > room {
        room.saturating_sub(1)
    } else {
        annotations.len()
    };
    for (row, annotation) in annotations.iter().take(shown).enumerate() {
        let who = fitted(&who(annotation), name);
        let what = fitted(&what(model, annotation), label);
        let rest = usize::from(area.width).saturating_sub(name + label + 7);
        let detail = detail(annotation).truncate_to_width(rest);
        let line = vec![
            own("  ", theme.text),
            span(&who, theme.key),
            own("  ", theme.text),
            span(&what, theme.text),
            own("  ", theme.text),
            span(&detail, theme.dim),
        ];
        put(frame, area, row + 1, Line::from(line));
    }
    if shown < annotations.len() {
        let more = format!(
            "  … {} more",
            counted(annotations.len() - shown, "annotation")
        );
        put(frame, area, shown + 1, Line::from(own(more, theme.dim)));
    }
}

/// The letter, or the name where names are shown.
fn who(annotation: &Annotation) -> Shown {
    match &annotation.name {
        Some(name) => Shown::line(name.as_str()),
        None => Shown::line(&annotation.letter),
    }
}

fn what(model: &Model, annotation: &Annotation) -> Shown {
    match annotation.verdict {
        Verdict::Label(label) => Shown::line(&model.label_name(label)),
        Verdict::Unsure => Shown::plain("unsure"),
    }
}

/// When it was given, and what else is known of it.
fn detail(annotation: &Annotation) -> Shown {
    let mut parts = vec![annotation.given_at.strftime("%-d %b %Y").to_string()];
    if annotation.imported {
        parts.push("imported".into());
    }
    if annotation.by_program {
        parts.push("by a program".into());
    }
    if annotation.is_older {
        parts.push("older guidelines".into());
    }
    if let Some(reliability) = annotation.reliability {
        parts.push(format!(
            "right {} [{:.0}–{:.0}]",
            percent(reliability.value),
            100.0 * reliability.low,
            100.0 * reliability.high
        ));
    }
    if let Some(note) = &annotation.note {
        parts.push(format!("“{note}”"));
    }
    Shown::line(&parts.join(" · "))
}
