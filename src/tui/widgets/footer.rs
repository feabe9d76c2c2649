//! The last line: the keys, from the keymap.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::{Context, Question, Row};
use crate::tui::glyphs::Glyphs;
use crate::tui::lessons;
use crate::tui::model::{Model, Overlay, Severity};
use crate::tui::theme::{Theme, own};
use crate::tui::widgets::lines::{at_a_word, draw_in_row, draw_told, style_of};

/// The commands that are hinted last, at any width.
const LAST: [&str; 2] = ["menu", "help"];
/// The command that names a class.
const NEW_CLASS: &str = "new-class";

/// The keys of the screen, or of the line that is being filled in.
pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last() {
        // Why what was typed cannot be goes before what the keys do.
        let refused = model.notice_here();
        if let Some(notice) = refused.filter(|notice| notice.severity == Severity::Warning) {
            // The line to fill in stands right above; what is longer than a row, above that.
            let style = style_of(theme, notice);
            let is_long = notice.text.width() >= usize::from(area.width);
            if !is_long || area.y < 2 {
                draw_in_row(&notice.text, style, frame, area);
                return;
            }
            let above = Rect {
                y: area.y - 2,
                ..area
            };
            draw_told(&notice.text, style, frame, above);
        }
        let names_and_answers =
            prompt.asking == Question::NewClass && model.situation().can_answer();
        let is_known = names_and_answers && {
            let labels = model.labels();
            labels.is_some_and(|labels| labels.called(prompt.editor.text()).is_some())
        };
        let hint = match (names_and_answers, prompt.opened_filled) {
            _ if is_known => {
                "there is this class already: Enter answers this item with it · Esc leaves"
            }
            (true, false) => {
                "Enter names it and answers this item with it · Tab only names it · Esc leaves"
            }
            (true, true) => {
                "Enter answers with it · Tab only names it · Ctrl-U empties it · Esc leaves"
            }
            (false, false) => "type · Enter takes it · Esc leaves it, what you typed is kept",
            (false, true) => "Enter takes it · Ctrl-U empties the line · Esc leaves it as it was",
        };
        draw_hint(theme, hint, frame, area);
        return;
    }
    let lesson = lessons::words(model).map(|words| format!(" {}", signs(theme, words)));
    let width = usize::from(area.width);
    let mut spans = Vec::new();
    // Menu and help lead to all the others: they have their place even when these have none.
    let last = LAST.iter().filter_map(|id| model.keymap.row(id));
    let last: Vec<[Span<'_>; 2]> = last.map(|row| hinted(model, &row)).collect();
    let mut left = width.saturating_sub(last.iter().map(width_of).sum());
    let mut rows = hinted_rows(model);
    if let Some(words) = lesson {
        let Some(rest) = left.checked_sub(Span::from(words.as_str()).width()) else {
            // What is taught goes before what is known, and is cut between two words.
            let words = at_a_word(words.trim_start(), width.saturating_sub(1));
            frame.render_widget(Line::from(own(format!(" {words}"), theme.key)), area);
            return;
        };
        spans.push(own(words, theme.key));
        left = rest;
        let names_first = model.class_count() < 2;
        rows.sort_by_key(|row| !(names_first && row.id == NEW_CLASS));
        let named = rows
            .first()
            .filter(|row| names_first && row.id == NEW_CLASS);
        let named = named.map_or(0, |row| width_of(&hinted(model, row)));
        let ends = " · Esc ends ";
        if let Some(rest) = left
            .checked_sub(Span::from(ends).width())
            .filter(|rest| *rest >= named)
        {
            spans.push(own(ends, theme.dim));
            left = rest;
        }
    }
    for row in rows {
        let hint = hinted(model, &row);
        if width_of(&hint) > left {
            break;
        }
        left -= width_of(&hint);
        spans.extend(hint);
    }
    spans.extend(last.into_iter().flatten());
    frame.render_widget(Line::from(spans), area);
}

/// A key and what it does.
fn hinted(model: &Model, row: &Row) -> [Span<'static>; 2] {
    let theme = &model.theme;
    let (bright, plain) = match row.enabled(&model.situation()) {
        Ok(()) => (theme.key, theme.text),
        Err(_) => (theme.dim, theme.dim),
    };
    let key = signs(theme, model.key_of(row.id));
    [
        own(format!(" {key}"), bright),
        own(format!(" {} ", row.hint), plain),
    ]
}

fn width_of(hint: &[Span<'_>; 2]) -> usize {
    hint.iter().map(Span::width).sum()
}

/// The longest name of a key as a sign, where there are signs.
fn signs(theme: &Theme, words: String) -> String {
    match theme.glyphs {
        Glyphs::Unicode => words.replace("Backspace", "⌫"),
        Glyphs::Ascii => words,
    }
}

/// The commands that can be given now, those of a veiled item first.
fn hinted_rows(model: &Model) -> Vec<Row> {
    let situation = model.situation();
    let is_of_veil = |row: &Row| {
        row.keys
            .iter()
            .any(|(context, _)| *context == Context::Veiled)
    };
    let mut rows: Vec<Row> = model
        .keymap
        .rows_on(situation.screen)
        .filter(|row| !row.hint.is_empty() && !LAST.contains(&row.id))
        .filter(|row| row.enabled(&situation).is_ok())
        .filter(|row| situation.is_veiled() || !is_of_veil(row))
        .collect();
    rows.sort_by_key(|row| !is_of_veil(row));
    rows
}

/// The keys of another screen.
pub(in crate::tui) fn draw_hint(
    theme: &Theme,
    hint: &'static str,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    frame.render_widget(Line::from(own(format!(" {hint}"), theme.dim)), area);
}
