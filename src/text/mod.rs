//! What is safe to show and to count?

/// Whether a character would be invisible or would steer the terminal.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
}

/// stub
pub struct Token {
    /// text
    pub text: String,
    /// range
    pub range: std::ops::Range<usize>,
}

/// stub
pub fn words(text: &str) -> impl Iterator<Item = Token> + '_ {
    use unicode_segmentation::UnicodeSegmentation;
    text.split_word_bound_indices()
        .filter(|(_, w)| w.chars().any(|c| c.is_alphanumeric() || "?!$".contains(c)))
        .map(|(i, w)| Token {
            text: w.to_lowercase(),
            range: i..i + w.len(),
        })
}
