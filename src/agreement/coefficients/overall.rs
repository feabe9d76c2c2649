//! Measures how well all annotators agree, over all classes and on each.

use super::scale::Scale;
use super::sums::{Sums, Units};
use crate::agreement::measured::{Measured, Resampling, Undefined, unanimous_floor, with_interval};
use crate::agreement::votes::Votes;
use crate::numerics::beyond_chance;
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

impl Agreement {
    /// All figures of a table, from one set of resamples.
    pub fn of(votes: &Votes, scale: &Scale, how: Resampling) -> Self {
        let sample = Resampled::of(votes, scale, how);
        let sums = &sample.sums;
        let in_use = sample.in_use.iter();
        Self {
            annotators: votes.speakers(),
            items: votes.len(),
            labels: votes.all.len(),
            observed: sample.measured(|drawn| drawn.observed, 0.0),
            fleiss_kappa: sample.measured(|drawn| drawn.fleiss, sums.by_fleiss()),
            krippendorff_alpha: sample.measured(|drawn| drawn.alpha, 1.0 - sums.chance_to_differ()),
            gwet_ac1: sample.measured(|drawn| drawn.ac1, sums.by_gwet(sample.in_use.len())),
            classes: in_use.map(|class| sample.class(*class)).collect(),
        }
    }
}

/// The figures of one sample.
struct Coefficients {
    observed: Option<f64>,
    fleiss: Option<f64>,
    alpha: Option<f64>,
    ac1: Option<f64>,
    /// Specific agreement and alpha of each class.
    classes: Vec<(Option<f64>, Option<f64>)>,
}

impl Coefficients {
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

/// A table's own figures and those of its resamples.
struct Resampled {
    units: Units,
    sums: Sums,
    /// Classes that someone gave.
    in_use: Vec<usize>,
    own: Coefficients,
    draws: Vec<Coefficients>,
}

impl Resampled {
    fn of(votes: &Votes, scale: &Scale, how: Resampling) -> Self {
        let units = Units::of(votes, *scale != Scale::Nominal);
        let given = votes.labels_per_class();
        let in_use: Vec<usize> = (0..given.len()).filter(|class| given[*class] > 0).collect();
        let sums = units.sums(&units.paired.weights());
        let own = Coefficients::of(&sums, scale, in_use.len());
        let draws = units.paired.resampled(how, "overall", |weights| {
            Coefficients::of(&units.sums(weights), scale, in_use.len())
        });
        Self {
            units,
            sums,
            in_use,
            own,
            draws,
        }
    }

    /// One of the figures of all classes, which has this agreement by chance.
    fn measured(&self, get: impl Fn(&Coefficients) -> Option<f64>, chance: f64) -> Measured {
        let n = self.units.paired.len();
        if n == 0 {
            return Err(Undefined::NoOverlap);
        }
        let value = get(&self.own).ok_or(Undefined::OneCategory)?;
        // Where nobody disagrees no resample does: the interval then rests on the number of items.
        let unanimous = nothing_left(self.sums.paired, self.sums.agreement);
        let low = || beyond_chance(unanimous_floor(n), chance);
        let floor = unanimous.then(low).flatten();
        with_interval(value, self.draws.iter().map(get), n, floor)
    }

    /// Both figures of one class.
    fn class(&self, class: usize) -> ClassAgreement {
        let label = LabelId(class as u16);
        let items = self.units.items_with(label);
        let unanimous = nothing_left(self.sums.given[class], self.sums.agreeing[class]);
        let specific = self.own.classes[class].0.ok_or(Undefined::ClassNotGiven);
        ClassAgreement {
            label,
            specific: specific.and_then(|value| {
                let draws = self.draws.iter().map(|drawn| drawn.classes[class].0);
                let floor = unanimous.then(|| unanimous_floor(items));
                with_interval(value, draws, items, floor)
            }),
            alpha: specific.and_then(|_| self.class_alpha(class, unanimous)),
        }
    }

    fn class_alpha(&self, class: usize, unanimous: bool) -> Measured {
        let n = self.units.paired.len();
        let value = self.own.classes[class].1.ok_or(Undefined::OneCategory)?;
        let all: f64 = self.sums.given.iter().sum();
        let given = self.sums.given[class];
        let differ = 2.0 * given * (all - given) / (all * (all - 1.0));
        let low = || beyond_chance(unanimous_floor(n), 1.0 - differ);
        let floor = unanimous.then(low).flatten().map(|low| low.max(-1.0));
        let draws = self.draws.iter().map(|drawn| drawn.classes[class].1);
        with_interval(value, draws, n, floor)
    }
}

/// Whether two sums are the same but for rounding.
fn nothing_left(all: f64, part: f64) -> bool {
    all - part < 1e-9
}
