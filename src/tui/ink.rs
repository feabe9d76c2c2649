//! How does text become paint?
//!
//! The only place that makes spans: from [`Shown`], or from words of our own.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::text::Shown;

/// Shown text in a style.
pub(super) fn ink(shown: &Shown, style: Style) -> Span<'static> {
    Span::styled(shown.as_str().to_owned(), style)
}

/// Words of our own, without any foreign part, in a style.
pub(super) fn own(words: impl Into<String>, style: Style) -> Span<'static> {
    Span::styled(words.into(), style)
}
