//! Turns a foreign text into one that is safe to draw.
//!
//! In one pass over user-perceived characters: each is handed to the [`Painter`], what would push
//! everything else off the screen is folded, and a flood is stopped after 64 KiB. Invariants: the
//! work is linear in what is shown; text that was sanitised comes out the same again, save that
//! a long run of pictures may then fold.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::numbers::grouped;
use super::painter::{Form, Painter};
use super::shown::{Shown, floor};

/// The bytes of a source that are shown at once; more would cost a screen its reaction time.
pub(super) const MOST_SOURCE_BYTES: usize = 64 * 1024;
/// The longest run of one character that is drawn in full.
const LONGEST_RUN: usize = 200;
/// The longest run of blank lines that is drawn in full.
const MOST_BLANK_LINES: usize = 20;

/// The picture of a source, of so many of its bytes at most.
pub(super) fn sanitise(source: &str, form: Form, most: usize) -> Shown {
    let end = floor(source, most);
    let mut painter = Painter::new(source, form);
    let mut clusters = source[..end].grapheme_indices(true).peekable();
    while let Some((start, cluster)) = clusters.next() {
        let mut range = start..start + cluster.len();
        let mut count = 1;
        let goes_on = |next: &str| next == cluster || (is_break(next) && is_break(cluster));
        while let Some((at, next)) = clusters.next_if(|(_, next)| goes_on(next)) {
            range.end = at + next.len();
            count += 1;
        }
        painter.run(cluster, count, range);
    }
    painter.rest(end);
    painter.finish()
}

fn is_break(cluster: &str) -> bool {
    matches!(cluster, "\n" | "\r\n")
}

impl Painter<'_> {
    /// Equal characters, one after the other.
    fn run(&mut self, cluster: &str, count: usize, range: Range<usize>) {
        if is_break(cluster) && self.form == Form::Text {
            self.breaks(count, range);
        } else if count > LONGEST_RUN {
            self.fold(cluster, count, range);
        } else {
            let mut at = range.start;
            while at < range.end {
                let end = self.end_of(cluster, at);
                self.cluster(&self.source[at..end], at);
                at = end;
            }
        }
    }

    /// The end of the character at `at`, in a run that began with `cluster`: line breaks are
    /// equal without being equally long.
    fn end_of(&self, cluster: &str, at: usize) -> usize {
        if !is_break(cluster) {
            at + cluster.len()
        } else if self.source[at..].starts_with('\r') {
            at + 2
        } else {
            at + 1
        }
    }

    fn breaks(&mut self, count: usize, range: Range<usize>) {
        // The first break ends a line that holds something, except where the text begins.
        let begins = range.start == 0;
        let blank = if begins { count } else { count - 1 };
        if blank <= MOST_BLANK_LINES {
            let mut at = range.start;
            while at < range.end {
                let end = self.end_of("\n", at);
                self.line_break(at..end);
                at = end;
            }
            return;
        }
        let first = if begins {
            range.start
        } else {
            self.end_of("\n", range.start)
        };
        let crlf = self.source[range.clone()].ends_with("\r\n");
        let last = range.end - if crlf { 2 } else { 1 };
        if !begins {
            self.line_break(range.start..first);
        }
        self.put_picture(&format!("⟨{} blank lines⟩", grouped(blank)), first..last);
        self.line_break(last..range.end);
    }

    /// One marker in the place of a long run.
    fn fold(&mut self, cluster: &str, count: usize, range: Range<usize>) {
        let many = grouped(count);
        let marker = match cluster {
            " " => format!("⟨{many} spaces⟩"),
            "\t" => format!("⟨{many} tabs⟩"),
            _ if is_break(cluster) => format!("⟨{many} line breaks⟩"),
            _ => {
                let mut one = Painter::new(self.source, self.form);
                one.cluster(cluster, range.start);
                self.shown.hidden += one.shown.hidden * count;
                format!("⟨{many} × {}⟩", one.shown.text)
            }
        };
        self.put_picture(&marker, range);
    }

    /// The announcement of what is not shown.
    fn rest(&mut self, shown_to: usize) {
        let more = match self.source.len() - shown_to {
            0 => return,
            1 => "1 byte".into(),
            bytes @ ..1024 => format!("{bytes} bytes"),
            bytes => format!("{} KiB", grouped(bytes.div_ceil(1024))),
        };
        self.put_picture(&format!("⟨{more} more⟩"), shown_to..self.source.len());
    }
}

#[cfg(test)]
pub(super) use tests::hostile;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hidden::is_forbidden;
    use super::super::{gate, is_hidden};
    use super::*;

    /// Short texts in which the characters that do harm are as common as the others.
    pub(in crate::text) fn hostile() -> impl Strategy<Value = String> {
        let scalar = prop_oneof![
            proptest::sample::select(
                "ab  \n\n\r\t\x1B\u{9B}\u{7F}\u{301}\u{301}\u{200C}\u{200D}\u{FE0F}\u{202E}\u{200B}\
                 \u{34F}\u{600}\u{600}\u{110BD}\u{1100}\u{1160}\u{1161}\u{11A8}\u{AC00}\u{1F469}\u{1F3FD}\
                 \u{2764}\u{1F1E9}\u{1F1EA}\u{915}\u{94D}\u{937}\u{93F}\u{E01}\u{E33}\u{FF9E}漢⟦⟧\u{E0020}\
                 \u{2028}\u{E000}\u{1D165}\u{D4E}\u{A8FA}"
                    .chars()
                    .collect::<Vec<_>>()
            ),
            any::<char>(),
        ];
        proptest::collection::vec(scalar, 0..40).prop_map(String::from_iter)
    }

    fn line(source: &str) -> String {
        Shown::line(source).as_str().to_owned()
    }

    fn text(source: &str) -> String {
        Shown::text(source).as_str().to_owned()
    }

    #[test]
    fn line_breaks_and_tabs_mean_what_they_mean() {
        assert_eq!(text("a\r\nb\nc"), "a\nb\nc");
        assert_eq!(
            text("\ta\tbc\tdefg\t漢\t\n\tx"),
            "→   a→  bc→ defg→   漢→ \n→   x"
        );
        assert_eq!(line("a\r\nb\nc\td"), "a⏎b⏎c→d");
        assert_eq!(Shown::text("a\r\n\tb").hidden(), 0);
    }

    #[test]
    fn long_runs_are_folded() {
        assert_eq!(line(&format!("a{}b", " ".repeat(5000))), "a⟨5,000 spaces⟩b");
        assert_eq!(line(&"a".repeat(300)), "⟨300 × a⟩");
        assert_eq!(line(&"a".repeat(200)), "a".repeat(200));
        assert_eq!(line(&"\t".repeat(300)), "⟨300 tabs⟩");
        assert_eq!(line(&"\n\r\n".repeat(150)), "⟨300 line breaks⟩");
        let shown = Shown::line(&"\u{202E}".repeat(1000));
        assert_eq!((shown.as_str(), shown.hidden()), ("⟨1,000 × ⟦RLO⟧⟩", 1000));
    }

    #[test]
    fn blank_lines_cannot_push_the_text_off_the_screen() {
        assert_eq!(
            text(&format!("a{}b", "\n".repeat(5000))),
            "a\n⟨4,999 blank lines⟩\nb"
        );
        assert_eq!(
            text(&format!("{}b", "\r\n".repeat(5000))),
            "⟨5,000 blank lines⟩\nb"
        );
        let kept = format!("a{}b", "\n".repeat(21));
        assert_eq!(text(&kept), kept);
    }

    #[test]
    fn a_flood_is_stopped_and_announced() {
        let source = "ab".repeat(32 * 1024 + 1_606_656);
        let shown = Shown::text(&source);
        assert!(shown.as_str().ends_with("ab⟨3,138 KiB more⟩"));
        assert_eq!(
            shown.segments().last().map(|last| last.source.end),
            Some(source.len())
        );
        assert!(text(&"ab".repeat(32 * 1024 + 1)).ends_with("ab⟨2 bytes more⟩"));
        assert!(text(&"a漢".repeat(20_000)).ends_with("⟨15 KiB more⟩"));
    }

    /// What must hold of whatever was shown, besides the tests above.
    fn assert_safe(shown: &Shown, form: Form) {
        for cluster in shown.as_str().graphemes(true) {
            if form == Form::Text && cluster == "\n" {
                continue;
            }
            assert_eq!(
                gate(cluster),
                cluster,
                "{cluster:?} in {:?}",
                shown.as_str()
            );
        }
    }

    #[test]
    fn every_scalar_between_two_letters_leaves_both_and_hides_nothing() {
        for scalar in char::MIN..=char::MAX {
            let source = format!("a{scalar}b");
            let shown = Shown::line(&source);
            assert_safe(&shown, Form::Line);
            assert!(shown.as_str().starts_with('a') && shown.as_str().ends_with('b'));
            assert!(shown.width() >= 2 && shown.as_str().len() > 2);
            assert!(!shown.as_str().chars().any(is_forbidden));
            // Of a flag its letter is drawn.
            let is_flag = matches!(scalar, '\u{1F1E6}'..='\u{1F1FF}');
            let plain = !is_hidden(scalar) && !matches!(scalar, '\t' | '\n') && !is_flag;
            if plain && shown.hidden() == 0 {
                assert_eq!(shown.as_str(), source);
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_in_nothing_unsafe_goes_out(source in hostile()) {
            assert_safe(&Shown::text(&source), Form::Text);
            assert_safe(&Shown::line(&source), Form::Line);
        }

        #[test]
        fn showing_twice_is_showing_once(source in hostile()) {
            let once = Shown::text(&source);
            let twice = Shown::text(once.as_str());
            prop_assert_eq!(once.as_str(), twice.as_str());
            prop_assert_eq!(twice.hidden(), 0);
            let once = Shown::line(&source);
            let twice = Shown::line(once.as_str());
            prop_assert_eq!(once.as_str(), twice.as_str());
        }
    }
}
