//! Decides which key gives which label.
//!
//! Letters and digits belong to the labels, symbols to the workstation. Labels without a key of
//! their own take 1–9, 0, then letters, so a label set of up to 36 classes is answered with one
//! key each; beyond that a label has no key and is found by filter.

/// The keys that labels take, in the order they are handed out.
pub(crate) const KEY_ORDER: &str = "1234567890abcdefghijklmnopqrstuvwxyz";

/// The symbols that the workstation owns by default, with what they do; a test holds them to the
/// table of commands.
pub(crate) const RESERVED_KEYS: &[(char, &str)] = &[
    (' ', "the menu"),
    ('-', "unsure"),
    ('!', "flag"),
    ('+', "new class"),
    ('/', "find"),
    ('?', "help"),
    (':', "the palette"),
    ('.', "a sentence of a veiled item"),
    ('_', "the masked view of a veiled item"),
    (';', "putting a veiled item off"),
];

/// Why a key cannot be a label's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum KeyProblem {
    /// It is not one character.
    #[error("a label's key is one letter or digit, not {0:?}")]
    NotOneCharacter(String),
    /// It belongs to the workstation.
    #[error("the key {0:?} belongs to the workstation ({1})")]
    Reserved(char, &'static str),
    /// It is neither a letter nor a digit.
    #[error("the key {0:?} is neither a letter nor a digit")]
    NotAlphanumeric(char),
}

/// Checks a key that the person asked for.
///
/// # Errors
/// Why it cannot be had.
pub(crate) fn check_key(key: &str) -> Result<char, KeyProblem> {
    let mut chars = key.chars();
    let (Some(only), None) = (chars.next(), chars.next()) else {
        return Err(KeyProblem::NotOneCharacter(key.to_owned()));
    };
    if let Some((_, owner)) = RESERVED_KEYS.iter().find(|(reserved, _)| *reserved == only) {
        return Err(KeyProblem::Reserved(only, owner));
    }
    if only.is_alphanumeric() && !crate::text::is_hidden(only) {
        Ok(only)
    } else {
        Err(KeyProblem::NotAlphanumeric(only))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_labels_keys_and_symbols_are_not() {
        assert_eq!(check_key("b"), Ok('b'));
        assert_eq!(check_key("ß"), Ok('ß'));
        assert_eq!(check_key("?"), Err(KeyProblem::Reserved('?', "help")));
        assert_eq!(check_key("$"), Err(KeyProblem::NotAlphanumeric('$')));
        assert_eq!(
            check_key("ab"),
            Err(KeyProblem::NotOneCharacter("ab".into()))
        );
        assert_eq!(
            check_key(""),
            Err(KeyProblem::NotOneCharacter(String::new()))
        );
    }
}
