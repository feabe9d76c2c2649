//! Holds the tests of agreement and consensus as a whole, and the tables of votes they speak of.

mod consensus;
mod laws;
mod references;

use crate::agreement::{Annotation, Votes};
use crate::rng::Seed;
use crate::schema::{Annotator, ItemIndex, LabelId};

pub(in crate::agreement) fn annotator(name: &str) -> Annotator {
    Annotator::new(name).unwrap()
}

pub(in crate::agreement) fn annotation(item: u32, name: &str, label: u16) -> Annotation {
    Annotation::new(ItemIndex(item), annotator(name), LabelId(label))
}

/// One string an item, one character an annotator: a digit is a label, anything else is none.
pub(in crate::agreement) fn votes(classes: usize, rows: &[&str]) -> Votes {
    Votes::new(
        classes,
        rows.iter().enumerate().flat_map(|(item, row)| {
            row.chars().enumerate().filter_map(move |(who, label)| {
                let label = label.to_digit(10)?;
                Some(annotation(item as u32, &format!("a{who:03}"), label as u16))
            })
        }),
    )
}

/// What is true of an item of [`by_formula`].
pub(super) fn formula_truth(item: u32) -> u32 {
    (item * item + 3 * item / 2) % 4
}

fn formula_label(item: u32, who: u32) -> u16 {
    let truth = formula_truth(item);
    let wrong = (item * 31 + who * 17 + 7) % 10 < 1 + who;
    let label = if wrong {
        (truth + 1 + (item + who) % 3) % 4
    } else {
        truth
    };
    label as u16
}

/// Four classes, six annotators of falling skill and 44 items by a formula that any language can
/// repeat. With `missing`, a quarter of the first 40 items' labels is not there, and the last four
/// items have one label each; without, those four are left out.
pub(super) fn by_formula(missing: bool) -> Votes {
    let said = |item: u32, who: u32| {
        let there = if item < 40 {
            !missing || !(item * 5 + who * 3).is_multiple_of(4)
        } else {
            missing && who == 5
        };
        there.then(|| annotation(item, &format!("a{who}"), formula_label(item, who)))
    };
    Votes::new(
        4,
        (0..44).flat_map(|item| (0..6).filter_map(move |who| said(item, who))),
    )
}

/// A table of chance: `chances(who, truth)` are an annotator's chances of each label; every
/// annotator labels an item with probability `share`. With it, what is true.
pub(super) fn drawn(
    seed: u64,
    (items, annotators, classes): (u32, u32, usize),
    share: f64,
    chances: impl Fn(u32, usize) -> Vec<f64>,
) -> (Votes, Vec<LabelId>) {
    let mut stream = Seed(seed).stream("test", "agreement");
    let mut truths = Vec::new();
    let mut annotations: Vec<Annotation> = Vec::new();
    for item in 0..items {
        let truth = stream.below(classes);
        truths.push(LabelId(truth as u16));
        for who in 0..annotators {
            let (there, mut at) = (stream.next_f64() < share, stream.next_f64());
            if !there {
                continue;
            }
            let label = chances(who, truth).iter().position(|chance| {
                at -= chance;
                at < 0.0
            });
            let label = label.unwrap_or(classes - 1) as u16;
            annotations.push(annotation(item, &format!("a{who:03}"), label));
        }
    }
    (Votes::new(classes, annotations), truths)
}

/// How many of the likeliest classes are true.
pub(super) fn right(
    truths: &[LabelId],
    items: &[ItemIndex],
    label: impl Fn(usize) -> Option<LabelId>,
) -> usize {
    let hit = |(row, item): (usize, &ItemIndex)| label(row) == Some(truths[item.index()]);
    items
        .iter()
        .enumerate()
        .filter(|(row, item)| hit((*row, *item)))
        .count()
}
