//! The first line: where the person is, how far, how long, and whether all is saved.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::Screen;
use crate::schema::FatigueState;
use crate::session::{AdjudicationProgress, PersonView, Progress};
use crate::text::Shown;
use crate::trainer::PreparationProgress;
use crate::tui::format::{count, counted, minutes, percent};
use crate::tui::model::{Model, Phase};
use crate::tui::theme::{Theme, own, span};

/// Columns from which the line has room for more than what matters most.
const ROOMY: usize = 56;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let width = usize::from(area.width);
    let mut left = vec![
        own(" ", theme.text),
        span(&model.name.truncate_to_width(width / 3), theme.title),
    ];
    let mut parts = Vec::new();
    if let Some(progress) = model.progress.as_ref() {
        let answered = format!(" · {} answered", count(progress.answered));
        left.push(own(answered, theme.text));
        if width >= ROOMY {
            left.push(own(format!(" · {}", to_ask(progress)), theme.text));
        }
        parts = labeling(model, progress);
    }
    if let Some(progress) = model.review_progress.as_ref() {
        let left_over = format!(" · {} to review", count(progress.left));
        left.push(own(left_over, theme.text));
        parts = review(theme, progress);
    }
    if !parts.is_empty() {
        parts.push((saved(model), 5));
    }
    let name = Shown::concat([Shown::plain("· "), model.annotator.truncate_to_width(16)]);
    parts.push((span(&name, theme.text), 2));
    frame.render_widget(fit(theme, left, parts, width), area);
}

/// What is to ask: that which has no answer, and that which is asked once more. The first and what
/// is answered make all items, as elsewhere.
fn to_ask(progress: &Progress) -> String {
    let again = match progress.again {
        0 => String::new(),
        again => format!(" + {} again", count(again)),
    };
    format!("{} to ask{again}", count(progress.unanswered()))
}

/// The line as far as it fits: the parts on the right give way, the least important first.
fn fit(
    theme: &Theme,
    mut left: Vec<Span<'static>>,
    mut parts: Vec<Part>,
    width: usize,
) -> Line<'static> {
    let wide = |parts: &[Part]| parts.iter().map(|(span, _)| span.width()).sum::<usize>();
    while width_of(&left) + wide(&parts) + 2 > width && !parts.is_empty() {
        let least = (0..parts.len()).min_by_key(|at| parts[*at].1);
        parts.remove(least.unwrap_or(0));
    }
    let right: Vec<Span<'static>> = parts.into_iter().map(|(span, _)| span).collect();
    let gap = width.saturating_sub(width_of(&left) + width_of(&right) + 1);
    left.push(own(" ".repeat(gap), theme.text));
    left.extend(right);
    Line::from(left)
}

/// A part of the line and how much it matters.
type Part = (Span<'static>, u8);

/// Session clock and pace.
fn labeling(model: &Model, progress: &Progress) -> Vec<Part> {
    let theme = &model.theme;
    let pace = &progress.pace;
    let mut parts = Vec::new();
    if progress.counts.skipped > 0 {
        let skipped = counted(progress.counts.skipped, "skip");
        parts.push((own(format!("{skipped} "), theme.dim), 0));
    }
    if progress.person.suggestion.is_some() {
        let words = format!("○ break? {} ", model.key_of("break"));
        parts.push((own(words, theme.warn), 4));
    }
    if let Some(preparing) = model.preparing.as_ref() {
        parts.push((own(how_far(preparing), theme.warn), 4));
    }
    let worked = minutes(pace.active_seconds);
    parts.push((own(status(&progress.person, worked), theme.text), 3));
    if let Some(rate) = pace.per_minute().filter(|_| pace.answers >= 5) {
        parts.push((own(format!("{rate:.0}/min "), theme.dim), 1));
    }
    parts
}

/// What is decided and what waits for somebody.
fn review(theme: &Theme, progress: &AdjudicationProgress) -> Vec<Part> {
    let decided = format!("{} decided ", count(progress.decided));
    let mut parts = vec![(own(decided, theme.text), 3)];
    if progress.waiting > 0 {
        let waiting = format!("· {} sent ", count(progress.waiting));
        parts.push((own(waiting, theme.dim), 1));
    }
    if progress.judged_again > 0 {
        let back = format!("· {} judged again ", count(progress.judged_again));
        parts.push((own(back, theme.text), 2));
    }
    if progress.computing.is_some() {
        parts.push((own("· ◌ computing ", theme.dim), 0));
    }
    parts
}

/// Whether all is saved: what matters most.
fn saved(model: &Model) -> Span<'static> {
    let theme = &model.theme;
    match (model.read_only(), model.unsaved, model.phase) {
        (Some(_), ..) => own("· READ-ONLY ", theme.bad),
        (None, 0, Phase::Preparing) if model.screen == Screen::Label => {
            own("· preparing ", theme.dim)
        }
        (None, 0, _) => own("· saved ", theme.good),
        (None, ..) => own("· saving… ", theme.warn),
    }
}

/// How long the person has worked, and how they are: the mark is hollow once a break is near.
fn status(person: &PersonView, minutes: u64) -> String {
    let mark = if person.mark { "◐" } else { "●" };
    match person.state {
        FatigueState::NoHistory => format!("{mark} {minutes} min "),
        known => format!("{mark} {minutes} min {} ", known.as_str()),
    }
}

/// How far the features are, while the model knows words alone.
fn how_far(preparing: &PreparationProgress) -> String {
    let done = percent(f64::from(preparing.done));
    match preparing.seconds_left {
        Some(seconds) => format!("◌ words only, {done}, {seconds:.0} s left "),
        None => format!("◌ words only, {done} "),
    }
}

fn width_of(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}
