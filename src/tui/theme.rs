//! What each role looks like, and how text becomes spans of a style.
//!
//! [`span`] and [`own`] are the only places that make spans: from [`Shown`], or from words of our
//! own.
//!
//! Only the terminal's own sixteen colours, so that its light or dark scheme decides; and every
//! role differs by a modifier too, so that nothing is said by colour alone. Under `NO_COLOR`
//! styles hold no colour at all (crossterm would otherwise reset the modifiers with them).

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Span;

use crate::text::Shown;

/// The styles of all roles.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Ordinary text.
    pub text: Style,
    /// What matters less.
    pub dim: Style,
    /// Keys to press.
    pub key: Style,
    /// Names of things: project, screen.
    pub title: Style,
    /// The committee's bars.
    pub bar: Style,
    /// What went well.
    pub good: Style,
    /// What wants attention.
    pub warn: Style,
    /// What went wrong.
    pub bad: Style,
    /// The chosen row.
    pub selected: Style,
    /// Words that pull the model.
    pub pull: Style,
    /// Pictures of characters that cannot be seen.
    pub picture: Style,
}

impl Theme {
    /// The terminal's own colours.
    pub(crate) fn ansi() -> Self {
        let plain = Self::plain();
        Self {
            key: plain.key.fg(Color::Cyan),
            bar: plain.bar.fg(Color::Blue),
            pull: plain.pull.fg(Color::Cyan),
            good: plain.good.fg(Color::Green),
            warn: plain.warn.fg(Color::Yellow),
            bad: plain.bad.fg(Color::Red),
            ..plain
        }
    }

    /// No colours at all.
    pub fn plain() -> Self {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        Self {
            text: style,
            dim: style.add_modifier(Modifier::DIM),
            key: bold,
            title: bold,
            bar: style,
            good: bold,
            warn: bold,
            bad: bold.add_modifier(Modifier::REVERSED),
            selected: style.add_modifier(Modifier::REVERSED),
            pull: style.add_modifier(Modifier::UNDERLINED),
            picture: style.add_modifier(Modifier::REVERSED),
        }
    }

    /// What the environment asks for.
    pub(crate) fn from_environment() -> Self {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if refused { Self::plain() } else { Self::ansi() }
    }
}

/// Shown text in a style.
pub(super) fn span(shown: &Shown, style: Style) -> Span<'static> {
    Span::styled(shown.as_str().to_owned(), style)
}

/// Words of our own, without any foreign part, in a style.
pub(super) fn own(words: impl Into<String>, style: Style) -> Span<'static> {
    Span::styled(words.into(), style)
}
