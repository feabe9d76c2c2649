//! Edits the classes' sections of `guidelines.md`, and leaves every other byte as it is.
//!
//! A class's section goes from its `## name` heading to the next heading. What the person wrote
//! outside is theirs. Invariant: what is described is what [`Guidelines::definition`] reads.

use super::Guidelines;
use super::atomic::write_atomically;
use super::open::OpenProject;
use crate::error::Result;

impl OpenProject {
    /// Gives a class's section the heading of its new name; whether there is one.
    pub(crate) fn rename_section(&mut self, from: &str, to: &str) -> Result<bool> {
        self.read_guidelines()?;
        match renamed(&self.guidelines.text, from, to) {
            Some(text) => self.write_guidelines(&text).map(|()| true),
            None => Ok(false),
        }
    }

    /// Writes what a class is, in one paragraph.
    pub(crate) fn describe_class(&mut self, class: &str, words: &str) -> Result<()> {
        self.read_guidelines()?;
        let text = described(&self.guidelines.text, class, words);
        self.write_guidelines(&text)
    }

    fn write_guidelines(&mut self, text: &str) -> Result<()> {
        write_atomically(&self.layout.guidelines(), text.as_bytes())?;
        self.read_guidelines()?;
        Ok(())
    }
}

/// Where a class's section stands: its heading, and what follows up to the next heading.
fn section(text: &str, class: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut heading = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let name = line.strip_prefix("## ").map(str::trim);
        match heading.clone() {
            None if name.is_some_and(|name| name.eq_ignore_ascii_case(class)) => {
                heading = Some(at..at + line.len());
            }
            Some(heading) if line.starts_with('#') => {
                let begin = std::ops::Range::<usize>::clone(&heading).end;
                return Some((heading, begin..at));
            }
            _ => {}
        }
        at += line.len();
    }
    let heading = heading?;
    let begin = heading.end;
    Some((heading, begin..text.len()))
}

fn renamed(text: &str, from: &str, to: &str) -> Option<String> {
    let (heading, _) = section(text, from)?;
    let end = if text[heading.clone()].ends_with("\r\n") {
        "\r\n"
    } else if text[heading.clone()].ends_with('\n') {
        "\n"
    } else {
        ""
    };
    let (before, after) = (&text[..heading.start], &text[heading.end..]);
    Some(format!("{before}## {to}{end}{after}"))
}

/// The text with the first paragraph of a class's section replaced, or with a section for it.
fn described(text: &str, class: &str, words: &str) -> String {
    let Some((_, body)) = section(text, class) else {
        let gap = match text {
            "" => "",
            _ if text.ends_with("\n\n") => "",
            _ if text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        return format!("{text}{gap}## {class}\n\n{words}\n");
    };
    let rest = &text[body.clone()];
    let (_, paragraph) = first_paragraph(rest);
    let after = rest[paragraph..].trim_start_matches(['\r', '\n']);
    let (before, behind) = (&text[..body.start], &text[body.end..]);
    let separator = if before.ends_with('\n') { "\n" } else { "\n\n" };
    let gap = if after.is_empty() && behind.is_empty() {
        "\n"
    } else {
        "\n\n"
    };
    format!("{before}{separator}{words}{gap}{after}{behind}")
}

/// Where the first paragraph begins and ends.
fn first_paragraph(text: &str) -> (usize, usize) {
    let start = text.len() - text.trim_start().len();
    let end = text[start..]
        .find("\n\n")
        .map_or(text.trim_end().len().max(start), |end| start + end);
    (start, end)
}

impl Guidelines {
    /// The first paragraph of a class's section, on one line.
    pub(crate) fn description(&self, class: &str) -> Option<String> {
        let definition = self.definition(class)?;
        let (start, end) = first_paragraph(definition);
        let words: Vec<&str> = definition[start..end].split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# Tickets\n\nRead all.\n\n## billing\n\nMoney.\nAll of it.\n\nNot: refunds.\n\n## other\n";

    fn guidelines(text: &str) -> Guidelines {
        Guidelines {
            text: text.into(),
            hash: String::new(),
            purpose: String::new(),
        }
    }

    #[test]
    fn a_section_goes_along_with_its_class() {
        let text = renamed(TEXT, "Billing", "money").unwrap();
        assert_eq!(text, TEXT.replace("## billing", "## money"));
        assert_eq!(renamed(TEXT, "refunds", "x"), None);
        assert_eq!(renamed("## a", "a", "b").as_deref(), Some("## b"));
        assert_eq!(renamed("## a\r\nx", "a", "b").as_deref(), Some("## b\r\nx"));
    }

    #[test]
    fn a_description_replaces_the_first_paragraph_and_nothing_else() {
        let text = described(TEXT, "billing", "About money.");
        assert_eq!(text, TEXT.replace("Money.\nAll of it.", "About money."));
        let known = guidelines(&text);
        assert_eq!(
            known.description("billing").as_deref(),
            Some("About money.")
        );
        let text = described(&text, "other", "The rest.");
        assert!(text.ends_with("## other\n\nThe rest.\n"), "{text}");
        for (before, after) in [
            ("", "## new\n\nwords\n"),
            ("x", "x\n\n## new\n\nwords\n"),
            ("x\n", "x\n\n## new\n\nwords\n"),
            ("## new", "## new\n\nwords\n"),
            ("## new\nold", "## new\n\nwords\n"),
            ("## new\n\n## next\n", "## new\n\nwords\n\n## next\n"),
        ] {
            assert_eq!(described(before, "new", "words"), after, "{before:?}");
            assert_eq!(
                guidelines(after).description("new").as_deref(),
                Some("words")
            );
        }
        // Said twice, it is the same.
        assert_eq!(described(&text, "other", "The rest."), text);
    }
}
