//! What do both screens have to read: the keys, the guidelines and what they leave open?

use crate::command::{Key, Screen, rows_on};
use crate::project::Guidelines;
use crate::schema::LabelSet;
use crate::session::GuidelineQuestion;

/// The keys of the labels and of a screen's commands, a line each.
pub(super) fn keys_in_lines(screen: Screen, labels: Option<&LabelSet>) -> String {
    let mut text = String::new();
    if let Some(labels) = labels {
        for (_, label) in labels.active() {
            let key = label.key.map_or("'".to_owned(), String::from);
            text.push_str(&format!("{key:>10}  {}\n", label.name));
        }
        text.push('\n');
    }
    for row in rows_on(screen) {
        let mut keys: Vec<String> = row.keys.iter().map(Key::to_string).collect();
        let free = row
            .alias
            .filter(|alias| labels.is_none_or(|labels| labels.by_key(*alias).is_none()));
        keys.extend(free.map(String::from));
        text.push_str(&format!(
            "{:>10}  {} — {}\n",
            keys.join(" "),
            row.title,
            row.doc
        ));
    }
    text
}

/// The guidelines, what the labels are for, and the numbered questions that reviewers say the
/// guidelines leave open.
pub(super) fn guidelines_and_gaps(guidelines: &Guidelines, gaps: &[GuidelineQuestion]) -> String {
    let mut text = String::new();
    if !guidelines.purpose.is_empty() {
        text.push_str(&format!("What for: {}\n\n", guidelines.purpose));
    }
    if !gaps.is_empty() {
        text.push_str("Left open so far:\n");
        for gap in gaps {
            let older = if gap.is_older {
                "; the guidelines have changed since"
            } else {
                ""
            };
            text.push_str(&format!(
                "{:>4}. {} (item {}{older})\n",
                gap.number, gap.question, gap.item
            ));
        }
        text.push('\n');
    }
    if guidelines.text.trim().is_empty() {
        text.push_str(
            "There are no guidelines yet: write guidelines.md in the project folder, with a \
             `## name` heading per class.",
        );
    } else {
        text.push_str(&guidelines.text);
    }
    text
}
