//! What stands where a list or a page has nothing to show: why, and what to do about it.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::text::Shown;
use crate::tui::theme::Theme;
use crate::tui::widgets::lines::draw_wrapped;

/// Words in place of entries, below a blank row where there is room for one.
pub(in crate::tui) fn draw(theme: &Theme, words: &'static str, frame: &mut Frame<'_>, area: Rect) {
    let blank = u16::from(area.height > 2);
    let body = Rect {
        x: area.x + 2.min(area.width),
        y: area.y + blank,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(blank),
    };
    draw_wrapped(&Shown::plain(words), theme.dim, frame, body);
}
