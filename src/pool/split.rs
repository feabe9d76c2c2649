//! Draws the holdout: the items that the learner never sees.
//!
//! It is a uniform draw before any label exists. Items of equal text go together, so that no text is
//! both learnt from and checked with. The draw depends on the seed and the texts alone.

use std::collections::{HashMap, HashSet};

use super::Item;
use crate::rng::Seed;

/// The most items a holdout has unless the person asks for more: an interval of ±3 points.
pub(crate) const MOST_HELD_OUT: usize = 400;

/// The ids of about `wanted` items, drawn by groups of equal text (case and spacing aside).
///
/// Groups are taken in a seeded random order while they fit, and never all of them: the pool
/// keeps at least two groups, so a tiny file has no holdout.
pub(crate) fn draw_holdout(items: &[Item], wanted: usize, seed: Seed) -> HashSet<String> {
    let mut groups: HashMap<String, Vec<&Item>> = HashMap::new();
    for item in items {
        let words = item.text.split_whitespace().map(str::to_lowercase);
        let normal = words.collect::<Vec<_>>().join(" ");
        groups.entry(normal).or_default().push(item);
    }
    let groups = groups.into_iter();
    let ranked = groups.map(|(text, group)| (seed.rank("holdout", &text), text, group));
    let mut order: Vec<(u64, String, Vec<&Item>)> = ranked.collect();
    order.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let drawable = order.len().saturating_sub(2);
    let mut held_out = HashSet::new();
    for (_, _, group) in order.into_iter().take(drawable) {
        if held_out.len() + group.len() <= wanted {
            held_out.extend(group.into_iter().map(|item| item.id.clone()));
        }
    }
    held_out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(texts: impl IntoIterator<Item = String>) -> Vec<Item> {
        texts
            .into_iter()
            .enumerate()
            .map(|(n, text)| Item {
                id: n.to_string(),
                text,
                fields: Vec::new(),
            })
            .collect()
    }

    #[test]
    fn as_many_are_held_out_as_wanted_and_the_seed_decides_which() {
        let items = items((0..100).map(|n| format!("text {n}")));
        let held_out = draw_holdout(&items, 10, Seed(1));
        assert_eq!(held_out.len(), 10);
        assert_eq!(held_out, draw_holdout(&items, 10, Seed(1)));
        assert_ne!(held_out, draw_holdout(&items, 10, Seed(2)));
    }

    #[test]
    fn equal_texts_stay_on_one_side() {
        let items = items((0..100).map(|n| format!("Text  {}", n % 50)));
        let held_out = draw_holdout(&items, 20, Seed(1));
        assert_eq!(held_out.len(), 20);
        for item in &items {
            let twin = (item.id.parse::<usize>().unwrap() + 50) % 100;
            assert_eq!(
                held_out.contains(&item.id),
                held_out.contains(&twin.to_string())
            );
        }
    }

    #[test]
    fn a_draw_does_not_depend_on_the_order_of_the_file() {
        let forward = items((0..40).map(|n| format!("text {n}")));
        let backward: Vec<Item> = forward.iter().rev().cloned().collect();
        assert_eq!(
            draw_holdout(&forward, 8, Seed(3)),
            draw_holdout(&backward, 8, Seed(3))
        );
    }

    #[test]
    fn two_items_stay_in_the_pool() {
        assert!(draw_holdout(&items(["a".into(), "b".into()]), 1, Seed(1)).is_empty());
    }
}
