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

/// Rows that all voices want, with the heading.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    let voices = model
        .reviewed
        .as_ref()
        .map_or(0, |on| on.view.annotations.len());
    voices + 1
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(reviewed) = model.reviewed.as_ref() else {
        return;
    };
    let theme = &model.theme;
    let voices = &reviewed.view.annotations;
    let widest = |texts: Vec<Shown>, least: usize, most: usize| {
        let width = texts.iter().map(Shown::width).max().unwrap_or(0);
        width.clamp(least, most)
    };
    let name = widest(voices.iter().map(who).collect(), 5, MOST_NAME);
    let label = widest(
        voices.iter().map(|voice| what(model, voice)).collect(),
        8,
        MOST_LABEL,
    );
    let heading = format!("  {:<name$}  {:<label$}  given", "voice", "label");
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let room = usize::from(area.height).saturating_sub(1);
    let shown = if voices.len() > room {
        room.saturating_sub(1)
    } else {
        voices.len()
    };
    for (row, voice) in voices.iter().take(shown).enumerate() {
        let who = fitted(&who(voice), name);
        let what = fitted(&what(model, voice), label);
        let rest = usize::from(area.width).saturating_sub(name + label + 7);
        let detail = detail(voice).truncate_to_width(rest);
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
    if shown < voices.len() {
        let more = format!("  … {} more", counted(voices.len() - shown, "voice"));
        put(frame, area, shown + 1, Line::from(own(more, theme.dim)));
    }
}

/// The letter, or the name where names are shown.
fn who(voice: &Annotation) -> Shown {
    match &voice.name {
        Some(name) => Shown::line(name.as_str()),
        None => Shown::line(&voice.letter),
    }
}

fn what(model: &Model, voice: &Annotation) -> Shown {
    match voice.verdict {
        Verdict::Label(label) => Shown::line(&model.label_name(label)),
        Verdict::Unsure => Shown::plain("unsure"),
    }
}

/// When it was given, and what else is known of it.
fn detail(voice: &Annotation) -> Shown {
    let mut parts = vec![voice.given_at.strftime("%-d %b %Y").to_string()];
    if voice.imported {
        parts.push("imported".into());
    }
    if voice.by_program {
        parts.push("by a program".into());
    }
    if voice.is_older {
        parts.push("older guidelines".into());
    }
    if let Some(reliability) = voice.reliability {
        parts.push(format!(
            "right {} [{:.0}–{:.0}]",
            percent(reliability.value),
            100.0 * reliability.low,
            100.0 * reliability.high
        ));
    }
    if let Some(note) = &voice.note {
        parts.push(format!("“{note}”"));
    }
    Shown::line(&parts.join(" · "))
}
