//! Shows what was found in a file, as a person can check it before it becomes a project.
//!
//! Invariant: no text of an item that will be veiled is part of the preview.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr;

use super::holdout::interval_width;
use super::sensitive::Sensitive;
use crate::pool::{Dataset, ImageColumn, Import, Item, NumberSummary, Position};
use crate::text::{Shown, wrap};

/// Rows shown of a file.
const ROWS: usize = 5;
/// Columns of the table, so that it fits 80.
const ID_WIDTH: usize = 14;
const TEXT_WIDTH: usize = 48;
const LABEL_WIDTH: usize = 12;
/// Label values shown with their counts.
const VALUES: usize = 12;
/// Rejected rows shown one by one.
const REJECTS: usize = 3;
/// Images that are looked for, at most.
const IMAGES: usize = 1_000;
/// Columns of numbers shown one by one.
const COLUMNS: usize = 20;
/// How much of a value that is no number is shown.
const ODD_WIDTH: usize = 20;
/// With fewer held-out items an accuracy says little.
const FEW_HELD_OUT: usize = 50;

/// What is said where an image is all there is.
pub(super) const NOTHING_LEARNT: [&str; 2] = [
    "strategy: random: nothing is learnt from images, so items are asked in random order and no \
     label is predicted",
    "  with vectors of the images there is something to learn from: --vectors FILE, a .npy or \
     .jsonl file with one for each row",
];

/// Label values with their counts, the most frequent first.
pub(super) fn label_counts(labels: &[Option<String>]) -> Vec<(&str, usize)> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in labels.iter().flatten() {
        *counts.entry(label).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}

/// The first rows as a table: id, text and, if any row has one, label. Of what will be veiled
/// neither text nor id is shown: an id may be made of the text.
pub(super) fn table(
    items: &[Item],
    labels: &[Option<String>],
    sensitive: Option<&Sensitive>,
) -> Vec<String> {
    let labeled = labels.iter().any(Option::is_some);
    let line = |id: &str, text: &str, label: &str| {
        let mut line = format!("  {}  {}", cell(id, ID_WIDTH), cell(text, TEXT_WIDTH));
        if labeled {
            line.push_str("  ");
            line.push_str(&cell(label, LABEL_WIDTH));
        }
        line.trim_end().to_owned()
    };
    let mut lines = vec![line("id", "text", "label")];
    for (item, label) in items.iter().zip(labels).take(ROWS) {
        let label = label.as_deref().unwrap_or("");
        match sensitive.and_then(|sensitive| sensitive.veil(item)) {
            Some(veil) => lines.push(line("veiled", &veil, label)),
            None => lines.push(line(&item.id, &item.text, label)),
        }
    }
    if items.len() > ROWS {
        lines.push(format!("  … and {} more", items.len() - ROWS));
    }
    lines
}

/// The beginning of a text in exactly that many columns.
fn cell(text: &str, width: usize) -> String {
    let shown = Shown::line(text);
    let mut cell = shown.as_str().to_owned();
    if shown.width() > width {
        let first = wrap(&shown, width - 1).into_iter().next();
        let kept = first.map_or("", |row| &shown.as_str()[row]);
        cell = format!("{}…", kept.trim_end());
    }
    let padding = width.saturating_sub(cell.width());
    format!("{cell}{}", " ".repeat(padding))
}

/// The label values with their counts, on one line.
pub(super) fn values(counts: &[(&str, usize)]) -> String {
    let mut words: Vec<String> = counts
        .iter()
        .take(VALUES)
        .map(|(label, count)| format!("{label} {count}"))
        .collect();
    if counts.len() > VALUES {
        words.push(format!("and {} more", counts.len() - VALUES));
    }
    words.join(", ")
}

/// The first rejected rows, each with its place and reason.
pub(super) fn rejects(source: &str, import: &Import) -> Vec<String> {
    let mut lines: Vec<String> = import
        .rejects
        .iter()
        .take(REJECTS)
        .map(|reject| {
            let Position { line, column, .. } = reject.position;
            format!("  {source}:{line}:{column}: {}", reject.reason)
        })
        .collect();
    if import.rejects.len() > REJECTS {
        lines.push(format!("  … and {} more", import.rejects.len() - REJECTS));
    }
    lines
}

/// How many of the first images are there.
pub(super) fn images(items: &[Item], images: &ImageColumn) -> Option<String> {
    let paths = items.iter().filter_map(|item| {
        let path = item.field(&images.column)?.trim();
        (!path.is_empty()).then(|| (path, images.place(path)))
    });
    let looked_at: Vec<_> = paths.take(IMAGES).collect();
    let mut missing = looked_at.iter().filter(|(_, place)| !place.is_file());
    let first = missing.next().map(|(path, _)| *path);
    let (all, missing) = (looked_at.len(), missing.count());
    let of_first = if all < IMAGES { "" } else { "the first " };
    Some(match first {
        _ if all == 0 => return None,
        None => format!("images: {of_first}{all} are there"),
        Some(first) => format!(
            "images: {} of {of_first}{all} not found, first {}; relative paths start from {}",
            missing + 1,
            cell(first, TEXT_WIDTH).trim_end(),
            images.folder.display()
        ),
    })
}

/// What was found of the numbers and vectors to learn from.
pub(super) fn given(dataset: &Dataset) -> Vec<String> {
    let accounts = dataset.number_summaries();
    let mut lines: Vec<String> = accounts.iter().take(COLUMNS).map(number_column).collect();
    if accounts.len() > COLUMNS {
        lines.push(format!("  … and {} more", accounts.len() - COLUMNS));
    }
    if let Some(vectors) = &dataset.vectors {
        let mut line = format!(
            "vectors: {} numbers for each of {} items",
            vectors.width(),
            vectors.len()
        );
        match vectors.missing() {
            0 => {}
            missing => line.push_str(&format!(", {missing} of which have none")),
        }
        lines.push(line);
    }
    if !lines.is_empty() && !dataset.guess.columns.inputs().text {
        lines.push("the model reads these alone; each item is shown as its columns".into());
    }
    lines
}

/// One column of numbers: what is missing, what is left out, and how far the numbers go.
fn number_column(account: &NumberSummary) -> String {
    let mut line = format!("numbers: {}", account.column);
    let mut parts = Vec::new();
    if account.width > 1 {
        parts.push(format!("{} in each row", account.width));
    }
    parts.extend(account.commas.map(str::to_owned));
    if let Some((low, high)) = account.range {
        parts.push(format!("from {low} to {high}"));
    }
    parts.push(match account.missing {
        0 => "none missing".into(),
        missing => format!("{missing} of {} missing", account.present + missing),
    });
    if let Some(odd) = &account.first_odd {
        let odd = cell(odd, ODD_WIDTH);
        let count = account.odd;
        parts.push(format!(
            "{count} of them no numbers (first: {})",
            odd.trim_end()
        ));
    }
    match account.constant {
        0 => {}
        _ if account.width == 1 => parts.push("the same in all rows, so left out".into()),
        constant => parts.push(format!("{constant} the same in all rows, so left out")),
    }
    line.push_str(&format!(": {}", parts.join(", ")));
    line
}

/// The size of the holdout, and what it is good for.
pub(super) fn holdout(held_out: usize, items: usize) -> Vec<String> {
    if held_out == 0 {
        return vec![
            "holdout: none, so there will be no honest accuracy; --holdout N holds items out"
                .into(),
        ];
    }
    let mut lines = vec![format!(
        "holdout: {held_out} of {items} items, never learnt from: they measure the accuracy"
    )];
    if held_out < FEW_HELD_OUT
        && let Some(half) = interval_width(held_out)
    {
        lines.push(format!(
            "  so few tell it only to about ±{half:.0} points; --holdout N takes more"
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_its_width_whatever_it_holds() {
        for text in [
            "",
            "short",
            "日本語日本語日本語日本語",
            "a b c d e f g h i",
            "\u{1b}[2J\n\tx",
        ] {
            let cell = cell(text, 10);
            assert_eq!(cell.width(), 10, "{cell:?}");
            assert!(!cell.contains('\u{1b}') && !cell.contains('\n'));
        }
    }

    #[test]
    fn values_come_by_frequency_then_by_name() {
        let labels = ["b", "a", "c", "c"].map(|label| Some(label.to_owned()));
        let counts = label_counts(&labels);
        assert_eq!(counts, [("c", 2), ("a", 1), ("b", 1)]);
        assert_eq!(values(&counts), "c 2, a 1, b 1");
    }

    #[test]
    fn a_column_of_numbers_says_what_is_missing_and_left_out() {
        let account = NumberSummary {
            column: "age".into(),
            width: 1,
            present: 3,
            missing: 2,
            odd: 1,
            first_odd: Some("3,5".into()),
            range: Some((-1.0, 2.5)),
            constant: 0,
            commas: None,
        };
        assert_eq!(
            number_column(&account),
            "numbers: age: from -1 to 2.5, 2 of 5 missing, 1 of them no numbers (first: 3,5)"
        );
        let list = NumberSummary {
            column: "x".into(),
            width: 57,
            present: 57,
            range: Some((0.0, 9.0)),
            constant: 2,
            ..NumberSummary::default()
        };
        assert_eq!(
            number_column(&list),
            "numbers: x: 57 in each row, from 0 to 9, none missing, 2 the same in all rows, so \
             left out"
        );
    }

    #[test]
    fn a_small_holdout_is_called_small() {
        assert_eq!(holdout(0, 10).len(), 1);
        assert!(
            holdout(20, 200)[1].contains("±20"),
            "{:?}",
            holdout(20, 200)
        );
        assert_eq!(holdout(200, 2000).len(), 1);
    }
}
