//! Breaks lines that are printed outside the screen at words, for a terminal of so many columns.
//!
//! What is to be copied stays whole: what stands between backticks, and a command from its name to
//! the end of what is given to it. Invariant: but for the spaces where a row ends, nothing is lost.

use std::ops::Range;

use super::shown::width_of;

/// The word that a command begins with.
const PROGRAM: &str = "querist";
/// Words that follow a command in a sentence and are not given to it.
const AFTER: [&str; 7] = ["·", "brings", "lists", "makes", "shows", "then", "tells"];

/// The rows of a line; those after the first begin below the text of the first, behind its gap.
/// `commands` are the names by which a command is known after the program's own.
pub(crate) fn prose_rows<S: AsRef<str>>(line: &str, columns: usize, commands: &[S]) -> Vec<String> {
    if width_of(line) <= columns {
        return vec![line.to_owned()];
    }
    let indent = " ".repeat(hanging(line, columns));
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    let mut end = 0;
    for unit in units(line, commands) {
        let (gap, words) = (&line[end..unit.start], &line[unit.clone()]);
        end = unit.end;
        let is_first = row.trim().is_empty();
        if is_first || width_of(&row) + width_of(gap) + width_of(words) <= columns {
            if !is_first || rows.is_empty() {
                row.push_str(gap);
            }
        } else {
            rows.push(std::mem::replace(&mut row, indent.clone()));
        }
        row.push_str(words);
    }
    rows.push(row);
    rows
}

/// Where the rows after the first begin: behind the first gap of two spaces or more, else below the
/// first word; never in the right half.
fn hanging(line: &str, columns: usize) -> usize {
    let leading = line.len() - line.trim_start_matches(' ').len();
    let rest = &line[leading..];
    let gap = rest.find("  ").map(|at| {
        let behind = rest[at..].trim_start_matches(' ');
        width_of(&line[..line.len() - behind.len()])
    });
    gap.filter(|at| *at <= columns / 2)
        .unwrap_or(leading.min(columns / 2))
}

/// The parts of a line that stay whole, in turn: single words, what is quoted, commands.
fn units<S: AsRef<str>>(line: &str, commands: &[S]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in line.split(' ') {
        if !part.is_empty() {
            words.push(at..at + part.len());
        }
        at += part.len() + 1;
    }
    let mut units: Vec<Range<usize>> = Vec::new();
    let (mut is_quoted, mut is_command) = (false, false);
    for (place, word) in words.iter().enumerate() {
        let text = &line[word.clone()];
        is_command &= !AFTER.contains(&text);
        match units.last_mut() {
            Some(unit) if is_quoted || is_command => unit.end = word.end,
            _ => units.push(word.clone()),
        }
        is_quoted ^= text.matches('`').count() % 2 == 1;
        let next = words.get(place + 1).map(|next| &line[next.clone()]);
        let is_named = |next: &str| commands.iter().any(|known| known.as_ref() == next);
        is_command |= text == PROGRAM && next.is_some_and(is_named);
        is_command &= !text.ends_with([':', ';', ',']);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(line: &str, columns: usize) -> Vec<String> {
        prose_rows(line, columns, &["import", "agreement", "export"])
    }

    #[test]
    fn rows_end_at_words_and_go_on_below_the_text() {
        assert_eq!(rows("short", 20), ["short"]);
        assert_eq!(
            rows("accuracy  none, because no item is held out", 24),
            [
                "accuracy  none, because",
                "          no item is",
                "          held out"
            ]
        );
        assert_eq!(
            rows("      how it looks, by day", 16),
            ["      how it", "      looks, by", "      day"]
        );
    }

    #[test]
    fn what_is_copied_stays_whole_whatever_its_length() {
        assert_eq!(
            rows("write it as `querist new FILE --to DIR` and go on", 20),
            ["write it as", "`querist new FILE --to DIR`", "and go on"]
        );
        assert_eq!(
            rows(
                "  next: querist import p p/labels/*.csv brings in what others said; then querist \
                 agreement p",
                30
            ),
            [
                "  next:",
                "  querist import p p/labels/*.csv",
                "  brings in what others said;",
                "  then querist agreement p"
            ]
        );
        assert_eq!(
            rows("made by querist for you", 12),
            ["made by", "querist for", "you"],
            "the name alone is no command"
        );
    }

    #[test]
    fn nothing_is_lost_at_any_width() {
        let line = "  a line  of `some words` and 漢字漢字, with e\u{301}";
        let words = |text: &str| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        for columns in 0..60 {
            assert_eq!(
                words(&rows(line, columns).join(" ")),
                words(line),
                "{columns}"
            );
        }
    }
}
