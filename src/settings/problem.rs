//! A line of a person's own file that cannot be followed.

/// What is wrong in a file of the person's own, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProblem {
    /// The file and the line, counted from 1.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub next: String,
}

impl FileProblem {
    /// A problem at a byte of a file's text.
    pub(crate) fn at(
        file: &str,
        text: &str,
        byte: usize,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
        let line = before.split(|byte| *byte == b'\n').count();
        Self {
            place: format!("{file}:{line}"),
            what: what.into(),
            next: next.into(),
        }
    }

    /// A problem with a file as a whole.
    pub(crate) fn of(file: &str, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            place: file.to_owned(),
            what: what.into(),
            next: next.into(),
        }
    }
}

impl std::fmt::Display for FileProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}: {} — {}", self.place, self.what, self.next)
    }
}

/// The known word that was most likely meant, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known = known.into_iter();
    let distances = known.map(|known| (strsim::damerau_levenshtein(word, known), known));
    let (distance, nearest) = distances.min()?;
    let most = (word.chars().count().max(nearest.chars().count()) / 3).max(1);
    (distance <= most).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_understood_and_another_word_is_not() {
        let known = || ["theme", "glyphs", "annotator"].into_iter();
        assert_eq!(nearest("tehme", known()), Some("theme"));
        assert_eq!(nearest("glyph", known()), Some("glyphs"));
        assert_eq!(nearest("anotater", known()), Some("annotator"));
        assert_eq!(nearest("colour", known()), None);
        assert_eq!(nearest("x", std::iter::empty()), None);
    }

    #[test]
    fn a_place_is_the_line_of_the_byte() {
        let place = |byte| FileProblem::at("f", "a\nb\n", byte, "", "").place;
        assert_eq!(
            [place(0), place(1), place(2), place(99)],
            ["f:1", "f:1", "f:2", "f:3"]
        );
    }
}
