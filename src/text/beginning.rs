//! Takes the beginning of a text where a screen shows no more of it.
//!
//! Invariant: no character is cut, and what is cut says so.

/// At most so many characters of a text; what is cut ends in `…`.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_whole_and_only_what_is_cut_says_so() {
        assert_eq!(beginning("säge", 4), "säge");
        assert_eq!(beginning("säge", 2), "sä…");
        assert_eq!(beginning("", 2), "");
    }
}
