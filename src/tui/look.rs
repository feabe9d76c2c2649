//! How the screen looks: the themes there are, the one that was chosen, what the terminal can do.
//!
//! All themes are read once, at the start. Invariant: under `NO_COLOR` none of them has a colour.

use super::glyphs::Glyphs;
use super::theme::{Theme, colours_are_refused, names};
use crate::settings::{FileProblem, UserSettings};

/// The theme that goes by the terminal's background.
pub(super) const AUTO: &str = "auto";

/// The themes, and the one in use.
#[derive(Debug, Clone)]
pub(super) struct Look {
    themes: Vec<(String, Theme)>,
    /// The name of a theme, or [`AUTO`].
    pub(super) chosen: String,
    /// Whether the terminal's background is light, as far as is known.
    pub(super) is_light: bool,
    /// Whether the person wants no colours, whatever the theme.
    pub(super) is_colourless: bool,
}

impl Default for Look {
    /// The bundled themes, none of which was chosen.
    fn default() -> Self {
        Self {
            themes: names()
                .map(|name| (name.to_owned(), Theme::bundled(name)))
                .collect(),
            chosen: AUTO.to_owned(),
            is_light: false,
            is_colourless: false,
        }
    }
}

impl Look {
    /// The bundled themes with those characters.
    pub(super) fn with_glyphs(glyphs: Glyphs) -> Self {
        let mut look = Self::default();
        for (_, theme) in &mut look.themes {
            *theme = theme.clone().with_glyphs(glyphs);
        }
        look
    }

    /// What the person has set and the environment allows; what of it could not be followed.
    pub(super) fn of(settings: &UserSettings) -> (Self, Vec<FileProblem>) {
        let mut look = Self::default();
        let mut problems = settings.problems.clone();
        let folder = settings.themes();
        for name in settings.own_themes() {
            let (theme, wrong) = Theme::named(&name, folder.as_deref());
            problems.extend(wrong);
            look.themes.push((name, theme));
        }
        settings.get("theme").clone_into(&mut look.chosen);
        look.is_colourless = colours_are_refused();
        let glyphs = match settings.get("glyphs") {
            "unicode" => Glyphs::Unicode,
            "ascii" => Glyphs::Ascii,
            _ => Glyphs::from_environment(),
        };
        for (_, theme) in &mut look.themes {
            if look.is_colourless {
                *theme = theme.clone().without_colours();
            }
            *theme = theme.clone().with_glyphs(glyphs);
        }
        (look, problems)
    }

    /// Whether the terminal's background decides.
    pub(super) fn follows_terminal(&self) -> bool {
        self.chosen == AUTO && !self.is_colourless
    }

    /// The names that can be chosen.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.themes.iter().map(|(name, _)| name.as_str());
        std::iter::once(AUTO).chain(own)
    }

    /// The theme of that name.
    pub(super) fn theme(&self, name: &str) -> Theme {
        let name = match name {
            AUTO if self.is_light => "light",
            AUTO => "dark",
            other => other,
        };
        let known = self.themes.iter().find(|(known, _)| known == name);
        known.map_or_else(Theme::plain, |(_, theme)| theme.clone())
    }

    /// The theme that was chosen.
    pub(super) fn current(&self) -> Theme {
        self.theme(&self.chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_follows_the_terminal_and_a_name_does_not() {
        let mut look = Look::default();
        assert_eq!(look.current(), Theme::bundled("dark"));
        look.is_light = true;
        assert_eq!(look.current(), Theme::bundled("light"));
        look.chosen = "high-contrast".into();
        assert_eq!(look.current(), Theme::bundled("high-contrast"));
        assert!(!look.follows_terminal());
    }

    #[test]
    fn a_theme_of_ones_own_is_offered_and_its_mistakes_are_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        let mine = folder.path().join("themes/mine.toml");
        std::fs::write(mine, "base = \"light\"\nkeey = \"bold\"\n").unwrap();
        std::fs::write(folder.path().join("config.toml"), "theme = \"mine\"").unwrap();
        let settings = UserSettings::in_folder(folder.path().to_path_buf());
        let (look, problems) = Look::of(&settings);
        assert_eq!(look.names().last(), Some("mine"));
        assert_eq!(look.chosen, "mine");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].place.ends_with("mine.toml:2"));
    }
}
