//! How well do all annotators agree, and on which classes?

use super::super::figure::{Measured, Undefined};
use super::super::resample::{Resampling, figure, unanimous_floor};
use super::super::votes::Votes;
use super::formulas::beyond_chance;
use super::scale::Scale;
use super::sums::{Sums, Units};
use crate::schema::LabelId;

/// Agreement of all annotators; n of each figure is the number of items with two labels or more.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// Annotators with a label.
    pub annotators: usize,
    /// Items with a label.
    pub items: usize,
    /// Current labels.
    pub labels: usize,
    /// The chance that two labels of one item are the same.
    pub observed: Measured,
    /// Fleiss' kappa, by Gwet's rule where items have unequal numbers of labels.
    pub fleiss_kappa: Measured,
    /// Krippendorff's alpha on the scale asked for.
    pub krippendorff_alpha: Measured,
    /// Gwet's AC1.
    pub gwet_ac1: Measured,
    /// The classes that someone gave, by id.
    pub classes: Vec<ClassAgreement>,
}

/// Agreement on one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassAgreement {
    /// Which.
    pub label: LabelId,
    /// How often a second label is of this class, too, when a first one is; n counts the items
    /// with two labels or more that have it.
    pub specific: Measured,
    /// Krippendorff's alpha of this class against all others; n counts all items with two labels.
    pub alpha: Measured,
}

/// What one resample gives.
struct Drawn {
    observed: Option<f64>,
    fleiss: Option<f64>,
    alpha: Option<f64>,
    ac1: Option<f64>,
    /// Specific agreement and alpha of each class.
    classes: Vec<(Option<f64>, Option<f64>)>,
}

impl Agreement {
    /// All figures of a table, from one set of resamples.
    pub fn of(votes: &Votes, scale: &Scale, how: Resampling) -> Self {
        let units = Units::of(votes, *scale != Scale::Nominal);
        let in_use: Vec<usize> = votes.labels_per_class();
        let categories = in_use.iter().filter(|count| **count > 0).count();
        let sums = units.sums(&units.paired.weights());
        let value = Drawn::of(&sums, scale, categories);
        let draws = units.paired.resampled(how, "overall", |weights| {
            Drawn::of(&units.sums(weights), scale, categories)
        });
        let n = units.paired.len();
        // Where nobody disagrees no resample does: the interval then rests on the number of items.
        let floor = (sums.paired - sums.agreement < 1e-12).then(|| unanimous_floor(n));
        let measured = |get: &dyn Fn(&Drawn) -> Option<f64>, low: Option<f64>| {
            measured(get(&value), draws.iter().map(get), n, low)
        };
        let above = |chance: f64| floor.and_then(|low| beyond_chance(low, chance));
        let differ = sums.chance_to_differ();
        let classes = (0..votes.classes())
            .filter(|class| in_use[*class] > 0)
            .map(|class| {
                let unanimous = sums.given[class] - sums.agreeing[class] < 1e-12;
                let label = LabelId(class as u16);
                let items = units.items_with(label);
                ClassAgreement {
                    label,
                    specific: class_measured(
                        value.classes[class].0,
                        draws.iter().map(|drawn| drawn.classes[class].0),
                        items,
                        unanimous.then(|| unanimous_floor(items)),
                    ),
                    alpha: class_alpha(&value, &draws, class, n, || {
                        class_floor(&sums, class, n, unanimous)
                    }),
                }
            })
            .collect();
        Self {
            annotators: votes
                .labels_per_annotator()
                .iter()
                .filter(|n| **n > 0)
                .count(),
            items: votes.len(),
            labels: votes.all().len(),
            observed: measured(&|drawn| drawn.observed, floor),
            fleiss_kappa: measured(&|drawn| drawn.fleiss, above(sums.by_fleiss())),
            krippendorff_alpha: measured(&|drawn| drawn.alpha, above(1.0 - differ)),
            gwet_ac1: measured(&|drawn| drawn.ac1, above(sums.by_gwet(categories))),
            classes,
        }
    }
}

impl Drawn {
    fn of(sums: &Sums, scale: &Scale, categories: usize) -> Self {
        let observed = sums.observed();
        let beyond = |chance: f64| observed.and_then(|observed| beyond_chance(observed, chance));
        Self {
            observed,
            fleiss: beyond(sums.by_fleiss()),
            alpha: sums.alpha(scale),
            ac1: (categories > 1)
                .then(|| beyond(sums.by_gwet(categories)))
                .flatten(),
            classes: (0..sums.given.len())
                .map(|class| (sums.specific(class), sums.alpha_of_class(class)))
                .collect(),
        }
    }
}

fn measured(
    value: Option<f64>,
    draws: impl Iterator<Item = Option<f64>>,
    n: usize,
    floor: Option<f64>,
) -> Measured {
    match value {
        _ if n == 0 => Err(Undefined::NoOverlap),
        None => Err(Undefined::OneCategory),
        Some(value) => figure(value, draws, n, floor),
    }
}

fn class_measured(
    value: Option<f64>,
    draws: impl Iterator<Item = Option<f64>>,
    items: usize,
    floor: Option<f64>,
) -> Measured {
    match value {
        None => Err(Undefined::ClassNotGiven),
        Some(value) => figure(value, draws, items, floor),
    }
}

fn class_alpha(
    value: &Drawn,
    draws: &[Drawn],
    class: usize,
    n: usize,
    floor: impl FnOnce() -> Option<f64>,
) -> Measured {
    let found = value.classes[class];
    if found.0.is_none() {
        return Err(Undefined::ClassNotGiven);
    }
    measured(
        found.1,
        draws.iter().map(|drawn| drawn.classes[class].1),
        n,
        floor(),
    )
}

/// The lower end of a class's alpha where no item is split over it.
fn class_floor(sums: &Sums, class: usize, n: usize, unanimous: bool) -> Option<f64> {
    let all: f64 = sums.given.iter().sum();
    let differ = 2.0 * sums.given[class] * (all - sums.given[class]) / (all * (all - 1.0));
    unanimous
        .then(|| beyond_chance(unanimous_floor(n), 1.0 - differ))
        .flatten()
        .map(|low| low.max(-1.0))
}
