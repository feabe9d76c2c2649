//! Knows the characters that cannot be seen, or steer whoever draws them.
//!
//! One table, used for three things: label names may hold none of them, [`super::Shown`] puts a
//! picture in the place of each, and [`super::gate()`] stops any that got around both. Invariant:
//! no picture holds a hidden character, so showing twice is showing once.

use std::fmt::Write;

/// Whether a character would be invisible, would steer the terminal, or could pass for a part
/// of querist's own screen.
///
/// TAB and LF are not hidden: they have a meaning in text. A lone CR is. Joiners and variation
/// selectors are hidden by this test although [`super::Shown`] keeps them inside a character
/// that they shape, because a name that differs from another by one of them cannot be told apart.
pub fn is_hidden(character: char) -> bool {
    is_forbidden(character) || is_shaper(character)
}

/// Whether a character is never passed on, wherever it stands.
pub(super) fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | ' '..='~' => false,
        _ => {
            character.is_control()
                || direction_name(character).is_some()
                || is_invisible(character)
                || is_unassignable(character)
        }
    }
}

/// Whether a character is invisible by itself but shapes the one it follows: the joiners and
/// the sixteen variation selectors that emoji and many scripts need.
pub(super) fn is_shaper(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Writes what is shown in place of a character: a control picture, the short name of a
/// direction control, or the code point.
pub(super) fn push_picture(out: &mut String, character: char) {
    let code = u32::from(character);
    let name = match character {
        '\0'..='\x1F' => {
            // U+2400 and on mirror C0 one to one, so the code is a character.
            out.extend(char::from_u32(0x2400 + code));
            return;
        }
        '\x7F' => {
            out.push('\u{2421}');
            return;
        }
        _ => direction_name(character),
    };
    // Writing to a String cannot fail.
    let _ = match name {
        Some(name) => write!(out, "⟦{name}⟧"),
        None if code <= 0x9F => write!(out, "⟦{code:02X}⟧"),
        None => write!(out, "⟦{code:04X}⟧"),
    };
}

/// The Unicode short name of a direction control: all of the property `Bidi_Control`.
fn direction_name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{061C}' => "ALM",
        '\u{200E}' => "LRM",
        '\u{200F}' => "RLM",
        '\u{202A}' => "LRE",
        '\u{202B}' => "RLE",
        '\u{202C}' => "PDF",
        '\u{202D}' => "LRO",
        '\u{202E}' => "RLO",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        _ => return None,
    })
}

/// Fillers, separators, format controls, blanks and tags: nothing is drawn, or a line is broken.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{2028}'..='\u{2029}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Private use and noncharacters: their look is up to a font, or to a terminal that draws images.
fn is_unassignable(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xE000..=0xF8FF | 0xFDD0..=0xFDEF | 0xF_0000..) || code & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(character: char) -> String {
        let mut out = String::new();
        push_picture(&mut out, character);
        out
    }

    #[test]
    fn every_row_of_the_policy_table_is_hidden() {
        let hidden = "\0\r\x0B\x0C\x1B\x1F\x7F\u{80}\u{85}\u{9B}\u{9F}\u{AD}\u{34F}\u{61C}\
            \u{115F}\u{1160}\u{17B4}\u{180E}\u{200B}\u{200C}\u{200D}\u{200E}\u{2028}\u{2029}\
            \u{202A}\u{202E}\u{2060}\u{2066}\u{2069}\u{206F}\u{2800}\u{3164}\u{E000}\u{F8FF}\
            \u{FDD0}\u{FE0F}\u{FEFF}\u{FFA0}\u{FFF9}\u{FFFE}\u{1BCA0}\u{1D173}\u{1FFFF}\
            \u{E0001}\u{E0020}\u{E0100}\u{F0000}\u{10EEEE}\u{10FFFF}";
        for character in hidden.chars() {
            assert!(is_hidden(character), "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn text_of_any_script_is_not_hidden() {
        let text = "az AZ 09 ~\t\n\u{A0}é e\u{301} שלום مرحبا हिन्दी ไทย 漢字 한글 👍🏽 … ⟦⟧ \
            \u{2003}\u{3000}\u{2801}\u{FFFC}\u{FFFD}\u{1D159}";
        for character in text.chars() {
            assert!(!is_hidden(character), "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn pictures_are_those_of_the_policy_table() {
        for (character, expected) in [
            ('\0', "␀"),
            ('\x1B', "␛"),
            ('\r', "␍"),
            ('\x7F', "␡"),
            ('\u{9B}', "⟦9B⟧"),
            ('\u{AD}', "⟦00AD⟧"),
            ('\u{202E}', "⟦RLO⟧"),
            ('\u{61C}', "⟦ALM⟧"),
            ('\u{200B}', "⟦200B⟧"),
            ('\u{10EEEE}', "⟦10EEEE⟧"),
        ] {
            assert_eq!(picture(character), expected);
        }
    }

    #[test]
    fn no_picture_holds_a_hidden_character() {
        for character in (char::MIN..=char::MAX).filter(|&c| is_hidden(c)) {
            let shown = picture(character);
            assert!(
                !shown.is_empty() && !shown.chars().any(is_hidden),
                "{shown}"
            );
        }
    }
}
