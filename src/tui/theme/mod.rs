//! What each role looks like, and how text becomes spans of a style.
//!
//! [`span`] and [`own`] are the only places that make spans: from [`Shown`], or from words of our
//! own. Themes are files: the bundled ones in `assets/themes`, a person's own beside their
//! settings.
//!
//! The bundled ones use the terminal's own sixteen colours, so that its scheme decides, and every
//! role differs by a modifier or by words, too, so that nothing is said by colour alone. Under
//! `NO_COLOR` styles hold no colour at all (crossterm would otherwise reset the modifiers with
//! them).

mod file;

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::glyphs::Glyphs;
use crate::text::Shown;

pub(super) use file::names;

/// Makes the struct of all roles, their names, and the way from a name to its style.
macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident,)+) => {
        /// The styles of all roles, and the characters that the terminal can draw.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Theme {
            $($(#[$doc])* pub $role: Style,)+
            /// Which characters are drawn.
            pub(super) glyphs: Glyphs,
        }

        impl Theme {
            /// The names of all roles.
            const ROLES: &'static [&'static str] = &[$(stringify!($role)),+];

            /// The style of a role by its name.
            fn role_mut(&mut self, name: &str) -> Option<&mut Style> {
                match name {
                    $(stringify!($role) => Some(&mut self.$role),)+
                    _ => None,
                }
            }
        }
    };
}

roles! {
    /// Ordinary text.
    text,
    /// What matters less.
    dim,
    /// Keys to press.
    key,
    /// Names of things: project, screen.
    title,
    /// What a part of the screen is about.
    heading,
    /// The borders of parts.
    border,
    /// The border of the part that the keys go to.
    focus,
    /// The committee's bars.
    bar,
    /// How far something is.
    gauge,
    /// The line of a chart.
    curve,
    /// What is likely around the line of a chart.
    band,
    /// What went well.
    good,
    /// What wants attention.
    warn,
    /// What went wrong.
    bad,
    /// The chosen row.
    selected,
    /// What was searched for, where it was found.
    hit,
    /// Words that speak for the likeliest label.
    evidence_for,
    /// Words that speak for the next.
    evidence_against,
    /// Pictures of characters that cannot be seen.
    picture,
}

impl Theme {
    /// No colours at all.
    pub fn plain() -> Self {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        let dim = style.add_modifier(Modifier::DIM);
        let underlined = style.add_modifier(Modifier::UNDERLINED);
        let reversed = style.add_modifier(Modifier::REVERSED);
        Self {
            text: style,
            dim,
            key: bold,
            title: bold,
            heading: bold,
            border: dim,
            focus: bold,
            bar: style,
            gauge: style,
            curve: style,
            band: dim,
            good: bold,
            warn: bold,
            bad: bold.add_modifier(Modifier::REVERSED),
            selected: reversed,
            hit: bold.add_modifier(Modifier::UNDERLINED),
            evidence_for: bold.add_modifier(Modifier::UNDERLINED),
            evidence_against: underlined,
            picture: reversed,
            glyphs: Glyphs::Unicode,
        }
    }

    /// With other characters.
    #[must_use]
    pub fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// The same without colours: what is left is modifiers.
    #[must_use]
    pub(crate) fn without_colours(mut self) -> Self {
        for role in Self::ROLES {
            if let Some(style) = self.role_mut(role) {
                *style = Style {
                    fg: None,
                    bg: None,
                    underline_color: None,
                    ..*style
                };
            }
        }
        self
    }
}

/// Whether the person wants no colours in any program.
pub(super) fn colours_are_refused() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Shown text in a style.
pub(super) fn span(shown: &Shown, style: Style) -> Span<'static> {
    Span::styled(shown.as_str().to_owned(), style)
}

/// Words of our own, without any foreign part, in a style.
pub(super) fn own(words: impl Into<String>, style: Style) -> Span<'static> {
    Span::styled(words.into(), style)
}
