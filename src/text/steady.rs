//! Draws characters on whose width terminals disagree in a way on which they agree.
//!
//! A family is one picture to some terminals and four to others; where the screen and the terminal
//! count differently, parts of an earlier text stay beside the next. So joined emoji are drawn side
//! by side, a flag as its two letters, and a skin tone or a request for colours not at all.
//! Invariant: what is drawn holds no joiner, no selector, no skin tone and no sign of a flag
//! beside an emoji, and drawing it twice is drawing it once.

use unicode_width::UnicodeWidthStr;

/// What is drawn in place of a character.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Steady {
    pub(super) text: String,
    /// Whether something of it cannot be seen, so that it must not pass for the text's own words.
    pub(super) is_apart: bool,
}

/// What to draw in place of one user-perceived character; `None` where terminals agree on it.
pub(super) fn steady(character: &str) -> Option<Steady> {
    if character.is_ascii() || !character.chars().any(is_unsteady) {
        return None;
    }
    let mut text = String::new();
    let mut is_apart = false;
    let mut scalars = character.chars();
    while let Some(scalar) = scalars.next() {
        if let Some(letter) = letter(scalar) {
            text.push(letter);
            is_apart = true;
            continue;
        }
        let follows_emoji = is_apart || text.chars().any(is_emoji);
        match scalar {
            // Without an emoji on both sides it shapes a script's letters.
            JOINER if follows_emoji && joins_emoji(scalars.clone()) => {}
            TEXT_LIKE | EMOJI_LIKE if text.chars().next_back().is_some_and(is_emoji_like) => {}
            tone if is_tone(tone) && follows_emoji => is_apart = true,
            other => text.push(other),
        }
    }
    (text != character && text.width() > 0).then_some(Steady { text, is_apart })
}

/// Whether an emoji comes next, or nothing, in what follows a joiner; others of its kind, which
/// are not drawn either, do not count.
fn joins_emoji(mut after: impl Iterator<Item = char>) -> bool {
    let is_undrawn =
        |scalar: &char| matches!(*scalar, JOINER | TEXT_LIKE | EMOJI_LIKE) || is_tone(*scalar);
    let next = after.find(|scalar| !is_undrawn(scalar));
    next.is_none_or(|scalar| is_emoji(scalar) || letter(scalar).is_some())
}

/// Joins emoji into one.
const JOINER: char = '\u{200D}';
/// Asks for a character to look like text.
const TEXT_LIKE: char = '\u{FE0E}';
/// Asks for a character to look like an emoji.
const EMOJI_LIKE: char = '\u{FE0F}';

fn is_unsteady(scalar: char) -> bool {
    matches!(scalar, JOINER | TEXT_LIKE | EMOJI_LIKE) || is_tone(scalar) || letter(scalar).is_some()
}

/// The five skin tones.
fn is_tone(scalar: char) -> bool {
    matches!(scalar, '\u{1F3FB}'..='\u{1F3FF}')
}

/// The letter that one of the two signs of a flag stands for.
fn letter(scalar: char) -> Option<char> {
    let place = u32::from(scalar).checked_sub(0x1F1E6)?;
    (place < 26).then(|| char::from(b'A' + place as u8))
}

fn is_emoji(scalar: char) -> bool {
    matches!(scalar, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{2BFF}') && !is_tone(scalar)
}

/// Emoji, and the few other characters that can look like one.
fn is_emoji_like(scalar: char) -> bool {
    is_emoji(scalar)
        || matches!(
            scalar,
            '#' | '*' | '0'
                ..='9'
                    | '\u{A9}'
                    | '\u{AE}'
                    | '\u{203C}'
                    | '\u{2049}'
                    | '\u{2122}'
                    | '\u{2139}'
                    | '\u{3030}'
                    | '\u{303D}'
                    | '\u{3297}'
                    | '\u{3299}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(character: &str) -> (String, bool) {
        let steady = steady(character);
        steady.map_or_else(
            || (character.to_owned(), false),
            |steady| (steady.text, steady.is_apart),
        )
    }

    fn whole(text: &str) -> (String, bool) {
        (text.to_owned(), false)
    }

    fn apart(text: &str) -> (String, bool) {
        (text.to_owned(), true)
    }

    #[test]
    fn joined_emoji_stand_side_by_side() {
        assert_eq!(drawn("👩\u{200D}💻"), whole("👩💻"));
        assert_eq!(drawn("👨\u{200D}👩\u{200D}👧\u{200D}👦"), whole("👨👩👧👦"));
        assert_eq!(drawn("❤\u{FE0F}\u{200D}🔥"), whole("❤🔥"));
        assert_eq!(drawn("🤷🏽\u{200D}♀\u{FE0F}"), apart("🤷♀"));
    }

    #[test]
    fn a_skin_tone_a_flag_and_a_selector_do_not_change_the_width() {
        assert_eq!(drawn("👍🏽"), apart("👍"));
        assert_eq!(drawn("🇩🇪"), apart("DE"));
        assert_eq!(drawn("🇩"), apart("D"));
        assert_eq!(drawn("❤\u{FE0F}"), whole("❤"));
        assert_eq!(drawn("1\u{FE0F}\u{20E3}"), whole("1\u{20E3}"));
    }

    #[test]
    fn joiners_and_selectors_in_a_row_are_not_drawn() {
        assert_eq!(
            drawn("\u{1F000}\u{200D}\u{200D}\u{200D}"),
            whole("\u{1F000}")
        );
        assert_eq!(drawn("❤\u{200D}\u{FE0F}\u{200D}"), whole("❤"));
        assert_eq!(drawn("👍\u{200D}\u{1F3FD}"), apart("👍"));
        let shaped = "👍\u{200D}\u{301}";
        assert_eq!(drawn(shaped), whole(shaped));
    }

    proptest::proptest! {
        #[test]
        fn drawing_twice_is_drawing_once(
            scalars in proptest::collection::vec(
                proptest::sample::select(
                    "a1D\u{301}\u{200D}\u{200D}\u{FE0F}\u{FE0E}\u{1F3FD}\u{1F000}❤👍\u{1F1E9}\u{915}"
                        .chars()
                        .collect::<Vec<_>>()
                ),
                1..9,
            )
        ) {
            let (once, _) = drawn(&String::from_iter(scalars));
            proptest::prop_assert_eq!(drawn(&once).0, once);
        }
    }

    #[test]
    fn what_terminals_agree_on_stays() {
        for kept in [
            "a",
            "é",
            "漢",
            "👍",
            "♀",
            "क\u{94D}\u{200D}ष",
            "می\u{200C}",
            "a\u{FE0F}",
        ] {
            assert_eq!(drawn(kept), whole(kept));
        }
    }
}
