//! Reads themes from files: a line a role.
//!
//! A style is words: modifiers, a colour, `on` and another colour. Invariant: a line that cannot
//! be followed leaves the role as it was and is told, with what to do about it; all others count.

use std::path::Path;
use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use toml_edit::Document;

use super::Theme;
use crate::settings::{self, FileProblem};

/// The themes that querist brings, with their files.
const BUNDLED: [(&str, &str); 4] = [
    ("dark", include_str!("../../../assets/themes/dark.toml")),
    ("light", include_str!("../../../assets/themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../assets/themes/high-contrast.toml"),
    ),
    ("plain", include_str!("../../../assets/themes/plain.toml")),
];

/// The key that names the theme from which a file takes the roles that it does not name.
const BASE: &str = "base";

/// How a style is written.
const STYLES: &str = "a style is words such as \"bold cyan on black\": bold, dim, italic, \
                      underlined, reversed, and a colour (black, red, green, yellow, blue, \
                      magenta, cyan, gray, white, light-red …, a number up to 255, or #rrggbb)";

/// The names of the themes that querist brings.
pub(in crate::tui) fn names() -> impl Iterator<Item = &'static str> {
    BUNDLED.into_iter().map(|(name, _)| name)
}

impl Theme {
    /// A theme that querist brings; without colours where there is none of that name.
    pub fn bundled(name: &str) -> Self {
        let known = BUNDLED.into_iter().find(|(known, _)| *known == name);
        known.map_or(Self::plain(), |(name, text)| Self::parse(text, name).0)
    }

    /// A theme by its name: one that querist brings, or else a file of the person's own in that
    /// folder; with what of it could not be followed.
    pub(crate) fn named(name: &str, folder: Option<&Path>) -> (Self, Vec<FileProblem>) {
        let Some(folder) = folder.filter(|_| !names().any(|known| known == name)) else {
            return (Self::bundled(name), Vec::new());
        };
        let path = folder.join(format!("{name}.toml"));
        let place = path.display().to_string();
        match settings::read(&path) {
            Ok(Some(text)) => Self::parse(&text, &place),
            Ok(None) => {
                let next = format!("write that file, or choose one of {}", listed());
                let problem = FileProblem::of(&place, "is not there", next);
                (Self::bundled("dark"), vec![problem])
            }
            Err(problem) => (Self::bundled("dark"), vec![problem]),
        }
    }

    /// Reads a theme; `place` is what its problems are told of.
    fn parse(text: &str, place: &str) -> (Self, Vec<FileProblem>) {
        let mut problems = Vec::new();
        let mut tell = |at: usize, what: String, next: String| {
            problems.push(FileProblem::at(place, text, at, what, next));
        };
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(wrong) => {
                let at = wrong.span().map_or(0, |span| span.start);
                tell(at, "is not TOML".into(), "mend this line".into());
                return (Self::bundled("dark"), problems);
            }
        };
        let base = document.get(BASE).and_then(|item| item.as_str());
        let mut theme = match base {
            // The bundled files name no base, so this ends.
            Some(base) => Self::bundled(base),
            None => Self::plain(),
        };
        for (role, item) in document.iter() {
            let key = document.key(role).and_then(toml_edit::Key::span);
            let at = item.span().or(key).map_or(0, |span| span.start);
            if role == BASE {
                if !names().any(|name| Some(name) == item.as_str()) {
                    let what = "base names no theme of querist's".to_owned();
                    tell(at, what, format!("the bases are {}", listed()));
                }
                continue;
            }
            let Some(style) = theme.role_mut(role) else {
                let roles = Self::ROLES.iter().copied();
                let next = match settings::nearest(role, roles) {
                    Some(meant) => format!("did you mean {meant:?}?"),
                    None => format!("the roles are {}", Self::ROLES.join(", ")),
                };
                tell(at, format!("there is no role {role:?}"), next);
                continue;
            };
            match item.as_str().map(style_of) {
                Some(Ok(found)) => *style = found,
                Some(Err(word)) => {
                    tell(at, format!("{word:?} is no word of a style"), STYLES.into());
                }
                None => tell(at, format!("{role} is given no words"), STYLES.into()),
            }
        }
        (theme, problems)
    }
}

/// The names in a sentence.
fn listed() -> String {
    names().collect::<Vec<_>>().join(", ")
}

/// A style from its words; else the word that is none.
fn style_of(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut is_ground = false;
    for word in words.split_whitespace() {
        let modifier = match word {
            "on" => {
                is_ground = true;
                continue;
            }
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "italic" => Some(Modifier::ITALIC),
            "underlined" => Some(Modifier::UNDERLINED),
            "reversed" => Some(Modifier::REVERSED),
            _ => None,
        };
        style = match (modifier, Color::from_str(word)) {
            (Some(modifier), _) => style.add_modifier(modifier),
            (None, Ok(colour)) if std::mem::take(&mut is_ground) => style.bg(colour),
            (None, Ok(colour)) => style.fg(colour),
            (None, Err(_)) => return Err(word.to_owned()),
        };
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_theme_is_read_whole_and_names_every_role() {
        for (name, text) in BUNDLED {
            let (_, problems) = Theme::parse(text, name);
            assert_eq!(problems, [], "{name}");
            for role in Theme::ROLES {
                let line = format!("\n{role} = ");
                assert!(text.contains(&line), "{name} does not name {role}");
            }
        }
    }

    #[test]
    fn the_plain_theme_is_the_one_that_is_built_in() {
        assert_eq!(Theme::bundled("plain"), Theme::plain());
    }

    /// What is said by a colour is said by a modifier, too: on the terminals that have no colours,
    /// and to people who do not see them.
    #[test]
    fn no_theme_says_anything_by_colour_alone() {
        for name in names() {
            let theme = Theme::bundled(name).without_colours();
            let said = [
                ("key", theme.key),
                ("warn", theme.warn),
                ("bad", theme.bad),
                ("selected", theme.selected),
                ("hit", theme.hit),
                ("picture", theme.picture),
                ("evidence_for", theme.evidence_for),
                ("evidence_against", theme.evidence_against),
            ];
            for (role, style) in said {
                assert_ne!(style, theme.text, "{name}: {role} looks like text");
            }
            assert_ne!(theme.bad, theme.warn, "{name}");
            assert_ne!(theme.evidence_for, theme.evidence_against, "{name}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_followed_is_told_and_the_others_count() {
        let text = "base = \"light\"\nkye = \"bold\"\nkey = \"bold on #102030\"\nbad = \"loud\"\n";
        let (theme, problems) = Theme::parse(text, "mine.toml");
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("mine.toml:2: there is no role \"kye\""));
        assert!(told[0].ends_with("did you mean \"key\"?"));
        assert!(told[1].starts_with("mine.toml:4: \"loud\" is no word"));
        assert_eq!(theme.key.bg, Some(Color::Rgb(16, 32, 48)));
        assert_eq!(theme.bad, Theme::bundled("light").bad);
    }
}
