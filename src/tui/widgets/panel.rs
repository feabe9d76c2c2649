//! A part of the screen in a thin border, with what it is about in it.
//!
//! The title stands at the upper left, another word at the upper right, a line at the foot. What
//! does not fit is cut with an ellipsis, the word on the right first. Invariant: where there is no
//! room for a border the inside is the whole area, so that what a panel holds never goes with its
//! frame.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::tui::theme::{Theme, own};

/// The smallest area that is worth a border.
const SMALLEST: (u16, u16) = (8, 3);

/// A border with what it says.
#[derive(Debug, Clone, Default)]
pub(in crate::tui) struct Panel {
    title: Line<'static>,
    right: Line<'static>,
    foot: Line<'static>,
    is_focused: bool,
}

impl Panel {
    pub(in crate::tui) fn new(title: impl Into<Line<'static>>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// A word at the upper right.
    #[must_use]
    pub(in crate::tui) fn right(self, words: impl Into<Line<'static>>) -> Self {
        let right = words.into();
        Self { right, ..self }
    }

    /// A line in the lower border.
    #[must_use]
    pub(in crate::tui) fn foot(self, words: impl Into<Line<'static>>) -> Self {
        let foot = words.into();
        Self { foot, ..self }
    }

    /// Whether the keys go to what it holds.
    #[must_use]
    pub(in crate::tui) fn focused(self, is_focused: bool) -> Self {
        Self { is_focused, ..self }
    }

    /// Paints the border; the room inside it.
    pub(in crate::tui) fn draw(self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            return area;
        }
        let style = if self.is_focused {
            theme.focus
        } else {
            theme.border
        };
        let last = area.bottom() - 1;
        let top = border(style, ["╭", "╮"], self.title, self.right, area.width);
        let bottom = border(style, ["╰", "╯"], self.foot, Line::default(), area.width);
        put(frame, area, area.y, top);
        put(frame, area, last, bottom);
        for y in area.y + 1..last {
            for x in [area.x, area.right() - 1] {
                let side = Rect::new(x, y, 1, 1);
                frame.render_widget(Line::from(own("│", style)), side);
            }
        }
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width - 2,
            height: area.height - 2,
        }
    }
}

fn put(frame: &mut Frame<'_>, area: Rect, y: u16, line: Line<'static>) {
    let row = Rect {
        y,
        height: 1,
        ..area
    };
    frame.render_widget(line, row);
}

/// A horizontal border with words in it.
fn border(
    style: Style,
    ends: [&'static str; 2],
    left: Line<'static>,
    right: Line<'static>,
    width: u16,
) -> Line<'static> {
    // Both corners, and a line and a space on each side of the words.
    let room = usize::from(width).saturating_sub(4);
    let left = cut(left, room);
    let left_width = padded_width(&left);
    let right = cut(right, room.saturating_sub(left_width + 3));
    let right_width = padded_width(&right);
    let line = usize::from(width).saturating_sub(2 + left_width + right_width);
    let mut spans = vec![own(ends[0], style)];
    push_words(&mut spans, left, style);
    spans.push(own("─".repeat(line), style));
    push_words(&mut spans, right, style);
    spans.push(own(ends[1], style));
    Line::from(spans)
}

/// The columns of words with a space on each side.
fn padded_width(words: &Line<'_>) -> usize {
    match words.width() {
        0 => 0,
        width => width + 2,
    }
}

fn push_words(spans: &mut Vec<Span<'static>>, words: Line<'static>, style: Style) {
    if words.width() > 0 {
        spans.push(own(" ", style));
        spans.extend(words.spans);
        spans.push(own(" ", style));
    }
}

/// At most so many columns of a line, between two user-perceived characters.
fn cut(line: Line<'static>, columns: usize) -> Line<'static> {
    if line.width() <= columns {
        return line;
    }
    if columns < 2 {
        return Line::default();
    }
    let mut left = columns - 1;
    let mut spans = Vec::new();
    for span in line.spans {
        let mut kept = String::new();
        for cluster in span.content.graphemes(true) {
            let Some(rest) = left.checked_sub(cluster.width()) else {
                left = 0;
                break;
            };
            left = rest;
            kept.push_str(cluster);
        }
        let is_whole = kept.len() == span.content.len();
        spans.push(Span::styled(kept, span.style));
        if !is_whole {
            break;
        }
    }
    let style = spans.last().map_or(Style::new(), |last| last.style);
    spans.push(own("…", style));
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    fn drawn(width: u16, height: u16, panel: Panel) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let theme = Theme::plain();
        terminal
            .draw(|frame| {
                let inside = panel.draw(&theme, frame, frame.area());
                frame.render_widget(Line::from("x"), inside);
            })
            .unwrap();
        let text = terminal.backend().to_string();
        text.lines()
            .map(|line| line.trim_matches('"').to_owned())
            .collect()
    }

    #[test]
    fn a_panel_says_what_it_holds_in_its_border() {
        let panel = Panel::new("label").right("5").foot("torn");
        let rows = ["╭ label ──── 5 ╮", "│x             │", "╰ torn ────────╯"];
        assert_eq!(drawn(16, 3, panel), rows);
    }

    #[test]
    fn the_word_on_the_right_goes_first_and_a_long_title_is_cut() {
        let panel = Panel::new("a long title").right("gone");
        assert_eq!(drawn(14, 3, panel)[0], "╭ a long ti… ╮");
    }

    #[test]
    fn without_room_for_a_border_the_content_stays() {
        assert_eq!(drawn(7, 3, Panel::new("label"))[0], "x      ");
        assert_eq!(drawn(20, 2, Panel::new("label"))[0].trim_end(), "x");
    }
}
