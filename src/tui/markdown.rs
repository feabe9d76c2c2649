//! Sets Markdown for a terminal: headings, lists, emphasis and code as text with marked words.
//!
//! Invariant: no word of the source is lost; what is not understood is shown as it stands.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::text_view::Mark;

/// A text and its marked parts, in order and apart from each other.
pub(super) type Marked = (String, Vec<(Range<usize>, Mark)>);

/// Sets a Markdown text.
pub(super) fn set(source: &str) -> Marked {
    let mut page = Page::default();
    for event in Parser::new_ext(source, Options::ENABLE_TABLES) {
        page.take(event);
    }
    let end = page.text.trim_end().len();
    page.text.truncate(end);
    page.text.push('\n');
    (page.text, page.marks)
}

/// What has been set so far.
#[derive(Default)]
struct Page {
    text: String,
    marks: Vec<(Range<usize>, Mark)>,
    /// Of each list that is open the number of its next item; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Where the part that is being marked began. Parts within it are not marked again.
    marked_from: Option<(usize, Mark)>,
    /// Where links that are open lead.
    links: Vec<String>,
    is_code: bool,
    /// How deep quotes are nested.
    quotes: usize,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) if self.is_code => {
                for line in words.lines() {
                    self.text.push_str(&format!("    {line}\n"));
                }
            }
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => {
                self.text.push_str(&words);
            }
            Event::Code(words) => {
                let start = self.text.len();
                self.text.push_str(&words);
                if self.marked_from.is_none() {
                    self.marks.push((start..self.text.len(), Mark::Code));
                }
            }
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.begin_line(),
            Event::Rule => {
                self.leave_a_row();
                self.text.push_str("* * *\n");
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.leave_a_row();
                self.mark(Mark::Heading);
            }
            Tag::Paragraph if self.lists.is_empty() => self.leave_a_row(),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.leave_a_row();
                }
                self.lists.push(first);
            }
            Tag::Item => {
                self.begin_line();
                self.text
                    .push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.text.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => self.text.push_str("- "),
                }
            }
            Tag::CodeBlock(_) => {
                self.leave_a_row();
                self.is_code = true;
            }
            Tag::Strong | Tag::Emphasis => self.mark(Mark::Strong),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(dest_url.into_string());
            }
            Tag::Table(_) => self.leave_a_row(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.unmark(Mark::Heading);
                self.begin_line();
            }
            TagEnd::Paragraph | TagEnd::TableRow | TagEnd::TableHead => self.begin_line(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
                self.begin_line();
            }
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::Strong | TagEnd::Emphasis => self.unmark(Mark::Strong),
            TagEnd::Link | TagEnd::Image => {
                let leads = self.links.pop().unwrap_or_default();
                if !leads.is_empty() && !self.text.ends_with(&leads) {
                    self.text.push_str(&format!(" ({leads})"));
                }
            }
            TagEnd::TableCell => self.text.push_str("  "),
            _ => {}
        }
    }

    fn mark(&mut self, mark: Mark) {
        if self.marked_from.is_none() {
            self.marked_from = Some((self.text.len(), mark));
        }
    }

    fn unmark(&mut self, mark: Mark) {
        if let Some((start, known)) = self.marked_from
            && known == mark
        {
            self.marks.push((start..self.text.len(), mark));
            self.marked_from = None;
        }
    }

    /// Goes on in a new line, unless this one is empty.
    fn begin_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Leaves a row free above what follows.
    fn leave_a_row(&mut self) {
        self.begin_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        if self.quotes > 0 {
            self.text.push_str("> ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_emphasis_are_set_without_their_signs() {
        let source = "# Tickets\n\nSay what it is *about*.\n\n## billing\n- money, `VAT`\n- **never** \
                      a login\n  1. first\n";
        let (text, marks) = set(source);
        assert_eq!(
            text,
            "Tickets\n\nSay what it is about.\n\nbilling\n\n- money, VAT\n- never a login\n  1. first\n"
        );
        let marked: Vec<(&str, Mark)> = marks
            .iter()
            .map(|(range, mark)| (&text[range.clone()], *mark))
            .collect();
        assert_eq!(
            marked,
            [
                ("Tickets", Mark::Heading),
                ("about", Mark::Strong),
                ("billing", Mark::Heading),
                ("VAT", Mark::Code),
                ("never", Mark::Strong),
            ]
        );
    }

    #[test]
    fn what_is_not_understood_stands_as_it_is() {
        let (text, _) =
            set("<b>x</b> [a](http://b) \n\n    code * here\n\n| a | b |\n|---|---|\n| 1 | 2 |");
        for words in ["<b>", "a (http://b)", "    code * here", "a  b", "1  2"] {
            assert!(text.contains(words), "{words:?} in {text:?}");
        }
        assert_eq!(set("").0, "\n");
    }
}
