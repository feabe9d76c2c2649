//! Finds the words of an item's text that speak for one or the other of its two likeliest labels.
//!
//! Invariant: only words that carry meaning are named: no function word of the pool's languages, no
//! letter standing alone, nothing that is left of markup.

use std::collections::HashMap;
use std::ops::Range;

use super::snapshot::Snapshot;
use crate::features::PoolId;
use crate::schema::LabelId;

/// The share of the strongest word's weight from which another one is named.
const STRONG: f32 = 1.0 / 3.0;

/// What is left of markup and addresses once their signs are gone.
const MARKUP: [&str; 18] = [
    "amp", "br", "com", "div", "em", "gt", "href", "html", "http", "https", "img", "li", "lt",
    "nbsp", "quot", "span", "strong", "www",
];

/// A word that speaks for a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its bytes in the item's text.
    pub range: Range<usize>,
    /// The label that it speaks for.
    pub label: LabelId,
}

impl Snapshot {
    /// The words of a pool item's text that tell its likeliest label from the next, in the order
    /// of the text: w·(a₁ − a₂), where w is the word's weight in the text and a its weight for a
    /// label in the logistic member. Those below a third of the strongest are left out.
    pub(crate) fn evidence(&self, item: PoolId, text: &str) -> Vec<Evidence> {
        let prediction = self.prediction(item);
        let pair = prediction.and_then(|known| Some((known.likeliest()?.0, known.runner_up()?.0)));
        let (Some((first, second)), Some(space)) = (pair, &self.space) else {
            return Vec::new();
        };
        let row = self.committee.rows().row(item.index());
        let weights: HashMap<u32, f32> = (row.columns.iter().copied())
            .zip(row.values.iter().copied())
            .collect();
        let words: Vec<(Range<usize>, f32)> = space
            .words_of(text)
            .into_iter()
            .filter(|(range, column)| {
                carries_meaning(text, range) && !space.is_function_word(*column)
            })
            .filter_map(|(range, column)| {
                let attribution = |label| self.committee.attribution(column, label);
                let weight = weights.get(&column)?;
                Some((range, weight * (attribution(first) - attribution(second))))
            })
            .collect();
        let strongest = words
            .iter()
            .fold(0.0_f32, |most, word| most.max(word.1.abs()));
        let strong = words
            .into_iter()
            .filter(|(_, weight)| *weight != 0.0 && weight.abs() >= STRONG * strongest);
        let evidence = strong.map(|(range, weight)| Evidence {
            range,
            label: if weight > 0.0 { first } else { second },
        });
        evidence.collect()
    }
}

/// Whether a word at these bytes of a text is one: not a letter alone, not part of a tag or an
/// entity, nor what is left of one.
fn carries_meaning(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let in_tag = before.ends_with('<') || before.ends_with("</");
    let in_entity = (before.ends_with('&') || before.ends_with("&#")) && after.starts_with(';');
    // One sign is a word where words are written so.
    let is_alone = word.chars().nth(1).is_none() && word.is_ascii();
    let lower = word.to_lowercase();
    !in_tag && !in_entity && !is_alone && !MARKUP.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_alone_tags_and_entities_carry_no_meaning() {
        let text = "a <b>refund</b> &amp; 9 nbsp VAT 水 <em>now</em>";
        let told: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .filter(|word| {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                carries_meaning(text, &(start..start + word.len()))
            })
            .collect();
        assert_eq!(told, ["refund", "VAT", "水", "now"]);
    }
}
