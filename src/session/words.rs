//! How long is a text, for a reader?

/// Words between white space.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().count()
}
