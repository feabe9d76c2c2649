//! How the terminal shows images: what the person set, else what its variables say.
//!
//! Nothing is asked of the terminal: what it answered could be taken for keys. Invariant: where it
//! is not known better, an image is drawn as half blocks, which every terminal with colours has.

use crate::settings::UserSettings;
use crate::tui::glyphs::Glyphs;
use crate::tui::look::Look;

/// A way to put an image on the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// The graphics protocol of kitty.
    Kitty,
    /// Inline images, as iTerm2 has them.
    Iterm2,
    /// Sixel.
    Sixel,
    /// Two pixels in each cell, in all colours.
    Halfblocks,
    /// The same in the 256 colours that nearly every terminal has.
    Halfblocks256,
}

impl Protocol {
    /// Whether what is painted over it stays readable.
    pub(in crate::tui) fn is_made_of_cells(self) -> bool {
        matches!(self, Self::Halfblocks | Self::Halfblocks256)
    }
}

/// Why images are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum NoImages {
    /// This querist was built without them.
    NotBuilt,
    /// The person switched them off.
    Off,
    /// Colours are refused, or the terminal has few characters.
    NoColours,
    /// There is no screen.
    NoScreen,
}

impl NoImages {
    /// What is said below the path.
    pub(in crate::tui) fn words(self) -> &'static str {
        match self {
            Self::NotBuilt => {
                "the image is only named: this querist was built without images; `cargo install \
                 --path . --features images` builds one that shows them"
            }
            Self::Off => "images are switched off: `querist config images auto` shows them",
            Self::NoColours => {
                "without colours no image is drawn: `querist config images halfblocks` draws it all \
                 the same"
            }
            Self::NoScreen => "the image is not shown in lines: open the file beside",
        }
    }
}

/// How the terminal shows images, or why it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct Terminal(Result<Protocol, NoImages>);

impl Default for Terminal {
    fn default() -> Self {
        Self(Err(NoImages::NotBuilt))
    }
}

impl Terminal {
    /// One that shows images in this way.
    pub(in crate::tui) fn with(protocol: Protocol) -> Self {
        if cfg!(feature = "images") {
            Self(Ok(protocol))
        } else {
            Self::default()
        }
    }

    /// Where there is no screen.
    pub(in crate::tui) fn in_words() -> Self {
        Self(Err(NoImages::NoScreen))
    }

    /// What the person has set and the environment says.
    pub(in crate::tui) fn of(settings: &UserSettings, look: &Look) -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let is_poor = look.is_colourless || look.current().glyphs == Glyphs::Ascii;
        Self::chosen(settings.get("images"), is_poor, &variable)
    }

    fn chosen(setting: &str, is_poor: bool, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        if !cfg!(feature = "images") {
            return Self::default();
        }
        Self(match setting {
            "off" => Err(NoImages::Off),
            "kitty" => Ok(Protocol::Kitty),
            "iterm2" => Ok(Protocol::Iterm2),
            "sixel" => Ok(Protocol::Sixel),
            "halfblocks" => Ok(halfblocks(variable)),
            _ if is_poor => Err(NoImages::NoColours),
            _ => Ok(known(variable).unwrap_or_else(|| halfblocks(variable))),
        })
    }

    /// The way, where there is one.
    pub(in crate::tui) fn protocol(self) -> Option<Protocol> {
        self.0.ok()
    }

    /// Why there is none.
    pub(in crate::tui) fn refusal(self) -> Option<NoImages> {
        self.0.err()
    }
}

/// What the terminal is known to have by its name. Within a multiplexer the variables may be those
/// of another terminal.
fn known(variable: &dyn Fn(&str) -> Option<String>) -> Option<Protocol> {
    let is_within = |name: &str| variable(name).is_some();
    if is_within("TMUX") || is_within("STY") || is_within("ZELLIJ") {
        return None;
    }
    let term = variable("TERM").unwrap_or_default();
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    match (term.as_str(), program.as_str()) {
        ("xterm-kitty" | "xterm-ghostty", _) | (_, "ghostty") => Some(Protocol::Kitty),
        (_, "iTerm.app" | "WezTerm" | "vscode" | "rio") => Some(Protocol::Iterm2),
        ("foot" | "foot-extra" | "mlterm" | "yaft-256color", _) => Some(Protocol::Sixel),
        _ if is_within("KITTY_WINDOW_ID") => Some(Protocol::Kitty),
        _ => None,
    }
}

fn halfblocks(variable: &dyn Fn(&str) -> Option<String>) -> Protocol {
    let colours = variable("COLORTERM").unwrap_or_default();
    if cfg!(windows) || matches!(colours.as_str(), "truecolor" | "24bit") {
        Protocol::Halfblocks
    } else {
        Protocol::Halfblocks256
    }
}

#[cfg(all(test, feature = "images"))]
mod tests {
    use super::*;

    fn found(
        setting: &str,
        is_poor: bool,
        variables: &[(&str, &str)],
    ) -> Result<Protocol, NoImages> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Terminal::chosen(setting, is_poor, &variable).0
    }

    #[test]
    fn the_terminals_name_decides_and_the_person_before_it() {
        let kitty = [("TERM", "xterm-kitty"), ("KITTY_WINDOW_ID", "1")];
        assert_eq!(found("auto", false, &kitty), Ok(Protocol::Kitty));
        assert_eq!(found("sixel", false, &kitty), Ok(Protocol::Sixel));
        assert_eq!(found("off", false, &kitty), Err(NoImages::Off));
        let wezterm = [("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")];
        assert_eq!(found("auto", false, &wezterm), Ok(Protocol::Iterm2));
        assert_eq!(
            found("auto", false, &[("TERM", "foot")]),
            Ok(Protocol::Sixel)
        );
        let other = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(found("auto", false, &other), Ok(Protocol::Halfblocks));
        assert_eq!(
            found("auto", false, &[("TERM", "xterm")]),
            Ok(halfblocks(&|_| None))
        );
    }

    #[test]
    fn within_a_multiplexer_and_without_colours_nothing_is_risked() {
        let tmux = [
            ("TMUX", "x"),
            ("KITTY_WINDOW_ID", "1"),
            ("COLORTERM", "truecolor"),
        ];
        assert_eq!(found("auto", false, &tmux), Ok(Protocol::Halfblocks));
        assert_eq!(found("auto", true, &tmux), Err(NoImages::NoColours));
        assert_eq!(found("halfblocks", true, &tmux), Ok(Protocol::Halfblocks));
    }
}
