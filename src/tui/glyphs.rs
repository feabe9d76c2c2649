//! The characters of our own that not every terminal can draw, each with its ASCII twin.
//!
//! Screens are painted with the characters of [`TWINS`]; where only ASCII can be drawn,
//! [`Glyphs::settle`] goes over the painted frame and puts the twins in their place. So no screen
//! has to think of it, and none can forget. Invariant: a twin is as wide as what it stands for,
//! so a screen is laid out alike both ways. What a text of somebody else's holds beyond the table
//! is left as it is; its bytes are never touched.

use ratatui::buffer::Buffer;

/// Which characters the terminal can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyphs {
    /// Lines, blocks and dots.
    #[default]
    Unicode,
    /// What a typewriter has.
    Ascii,
}

/// Characters, and the ASCII one that stands for each of them.
const TWINS: &[(&str, char)] = &[
    ("─┄╌━═", '-'),
    ("│┆╎┃║", '|'),
    ("╭╮╰╯┌┐└┘├┤┬┴┼╞╡╪", '+'),
    ("█▉▊▋▓▇", '#'),
    ("▌▍▎▏▐", '|'),
    ("▅▆▒", '='),
    ("▃▄", '-'),
    ("▁▂", '_'),
    ("░", '.'),
    ("▀", '"'),
    ("●◉•◆■", '*'),
    ("○◯◇□", 'o'),
    ("◐◑◒◓", '~'),
    ("◌", '.'),
    ("·–—−", '-'),
    ("→▸▶›", '>'),
    ("←◂◀‹⌫", '<'),
    ("↑▴▲", '^'),
    ("↓▾▼", 'v'),
    ("✓✔", 'v'),
    ("×✗✘", 'x'),
    ("±", '+'),
    ("≈", '~'),
    ("≤", '<'),
    ("≥", '>'),
    ("…", '~'),
    ("“”„", '"'),
    ("‘’", '\''),
    ("⚠", '!'),
    ("⟦", '['),
    ("⟧", ']'),
    ("⟨", '<'),
    ("⟩", '>'),
    ("⏎", '$'),
];

impl Glyphs {
    /// What the environment says of the terminal: ASCII where the locale is not UTF-8, and on
    /// terminals that have few characters.
    pub(crate) fn from_environment() -> Self {
        let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(named);
        Self::of(locale.as_deref(), named("TERM").as_deref())
    }

    /// The same from the locale and the terminal's name.
    fn of(locale: Option<&str>, terminal: Option<&str>) -> Self {
        // Windows names no locale, and its terminals draw all of them.
        let locale = locale.unwrap_or(if cfg!(unix) { "C" } else { "utf-8" });
        let locale = locale.to_lowercase();
        let is_utf8 = locale.contains("utf-8") || locale.contains("utf8");
        let is_poor = matches!(terminal, Some("linux" | "dumb"));
        if is_utf8 && !is_poor {
            Self::Unicode
        } else {
            Self::Ascii
        }
    }

    /// The name of a key: arrows by their names where the twin of an arrow would be another key.
    pub(super) fn key(self, shown: String) -> String {
        if self == Self::Unicode {
            return shown;
        }
        let named = [("→", "Right"), ("←", "Left"), ("↑", "Up"), ("↓", "Down")];
        named
            .into_iter()
            .fold(shown, |shown, (arrow, name)| shown.replace(arrow, name))
    }

    /// Puts what the terminal can draw into a frame that is painted.
    pub(super) fn settle(self, buffer: &mut Buffer) {
        if self == Self::Unicode {
            return;
        }
        for cell in &mut buffer.content {
            let mut characters = cell.symbol().chars();
            if let (Some(only), None) = (characters.next(), characters.next())
                && let Some(twin) = twin(only)
            {
                cell.set_char(twin);
            }
        }
    }
}

/// The ASCII character that stands for one of ours.
fn twin(character: char) -> Option<char> {
    match character {
        '\0'..='\u{A0}' => None,
        '\u{2800}'..='\u{28FF}' => Some(braille_twin(character)),
        // Pictures of control characters.
        '\u{2400}'..='\u{2426}' => Some('?'),
        _ => {
            let known = TWINS.iter();
            let mut known = known.filter(|(characters, _)| characters.contains(character));
            known.next().map(|(_, twin)| *twin)
        }
    }
}

/// A character that has its ink where the dots are.
fn braille_twin(character: char) -> char {
    let dots = u32::from(character) - 0x2800;
    let has = |bits: u32| dots & bits != 0;
    // The four rows of a cell, from above.
    match (has(0x09), has(0x12), has(0x24), has(0xC0)) {
        (false, false, false, false) => ' ',
        (true, false, false, false) => '"',
        (_, true, false, false) => '\'',
        (false, false, false, true) => '_',
        (false, false, true, _) => '.',
        (false, true, true, false) => '-',
        (true, true, true, true) => '#',
        _ => ':',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;
    use ratatui::layout::Rect;
    use ratatui::style::Style;
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn a_twin_is_ascii_and_as_wide_as_what_it_stands_for() {
        let mut seen = String::new();
        for (characters, twin) in TWINS {
            assert!(twin.is_ascii_graphic());
            for character in characters.chars() {
                assert_eq!(character.width(), Some(1), "{character}");
                assert!(!seen.contains(character), "{character} stands twice");
                seen.push(character);
            }
        }
    }

    #[test]
    fn only_our_own_characters_are_replaced() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 1));
        buffer.set_string(0, 0, "╭ é 漢 ⣿⠉… ☃", Style::new());
        Glyphs::Unicode.settle(&mut buffer);
        assert_eq!(buffer[(0, 0)].symbol(), "╭");
        Glyphs::Ascii.settle(&mut buffer);
        let text: String = buffer.content.iter().map(Cell::symbol).collect();
        assert_eq!(text.trim_end(), "+ é 漢  #\"~ ☃");
    }

    #[test]
    fn the_environment_decides() {
        let of = Glyphs::of;
        assert_eq!(of(Some("de_DE.UTF-8"), Some("xterm")), Glyphs::Unicode);
        assert_eq!(of(Some("C.utf8"), None), Glyphs::Unicode);
        assert_eq!(of(Some("en_US.ISO-8859-1"), None), Glyphs::Ascii);
        assert_eq!(of(Some("en_US.UTF-8"), Some("linux")), Glyphs::Ascii);
        #[cfg(unix)]
        assert_eq!(of(None, Some("xterm")), Glyphs::Ascii);
    }
}
