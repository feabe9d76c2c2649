//! A wrapped text with pictures of what cannot be seen, and where in it the window stands.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::Shown;
use crate::tui::format::counted;
use crate::tui::text_view::{Mark, TextView};
use crate::tui::theme::{Theme, own};

pub(in crate::tui) fn draw(text: &TextView, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let whole = usize::from(area.height);
    // What says how much is left has a row of its own, where there is room.
    let is_long = text.len() > whole && whole > 3 && area.width > 24;
    let height = if is_long { whole - 1 } else { whole };
    // The last page stays full: scrolling ends when the end is in sight.
    let first = text.scroll.min(text.len().saturating_sub(height));
    for row in 0..height {
        let Some(pieces) = text.row(first + row) else {
            break;
        };
        let spans: Vec<Span<'static>> = pieces
            .iter()
            .flat_map(|(shown, mark)| {
                let style = match mark {
                    None => theme.text,
                    Some(Mark::First) => theme.evidence_for,
                    Some(Mark::Second) => theme.evidence_against,
                    Some(Mark::Heading | Mark::Strong) => theme.heading,
                    Some(Mark::Code) => theme.key,
                };
                spans(shown, theme, style)
            })
            .collect();
        let place = Rect {
            x: area.x + 1.min(area.width),
            y: area.y + row as u16,
            width: area.width.saturating_sub(1),
            height: 1,
        };
        frame.render_widget(Line::from(spans), place);
    }
    if is_long {
        let words = match text.len().saturating_sub(first + height) {
            0 => " end ".to_owned(),
            left => format!(" ↓ {} below ", counted(left, "row")),
        };
        let width = Span::from(words.as_str()).width() as u16;
        let place = Rect {
            x: area.right().saturating_sub(width),
            y: area.bottom().saturating_sub(1),
            width: width.min(area.width),
            height: 1,
        };
        frame.render_widget(Line::from(own(words, theme.picture)), place);
    } else if text.len() > first + height && height > 0 && area.width > 1 {
        // The last column is free: a text ends before it.
        let place = Rect::new(area.right() - 1, area.bottom() - 1, 1, 1);
        frame.render_widget(Line::from(own("↓", theme.picture)), place);
    }
}

/// A row's spans: what stands for something invisible looks different from text.
fn spans(shown: &Shown, theme: &Theme, text_style: Style) -> Vec<Span<'static>> {
    shown
        .segments()
        .iter()
        .filter_map(|segment| {
            let words = shown.as_str().get(segment.shown.clone())?;
            let style = if segment.apart {
                theme.picture
            } else {
                text_style
            };
            // A tab is shown as an arrow and its spaces: only a picture's glyphs stand out.
            Some(own(words.trim_end_matches('\n').to_owned(), style))
        })
        .collect()
}
