//! Sums over items, and the coefficients of agreement that follow from them.
//!
//! With n_ik labels of class k on item i and m_i labels in all, an item with two labels or more adds
//! P_i = Σ_k n_ik(n_ik − 1) / (m_i(m_i − 1)) to the agreement and n_ik(n_ik − 1)/(m_i − 1) to the
//! coincidences. Items with one label say nothing of agreement: they enter only the class shares (as
//! in Gwet 2014, and the R and Python packages irrCAC), and stay as they are in every resample.
//!
//! | coefficient | agreement by chance | source |
//! |---|---|---|
//! | observed | none | mean of P_i over items with two labels or more |
//! | Fleiss' kappa | Σ π_k², π_k the mean share of class k | Fleiss 1971 |
//! | Gwet's AC1 | Σ π_k(1 − π_k)/(q − 1), q the classes in use | Gwet 2008 |
//! | Krippendorff's alpha | Σ n_c n_k δ²_ck / (n − 1) | Krippendorff 2011 |
//!
//! With unequal numbers of labels Fleiss' kappa and AC1 follow Gwet (2014, as irrCAC does): P_i
//! counts items alike, and π_k is the mean over all items of the share that k has of the item's
//! labels. With equal numbers that is Fleiss' own definition. All give `None` where chance
//! explains everything.

use super::scale::Scale;
use crate::agreement::measured::Patterns;
use crate::agreement::votes::Votes;
use crate::numerics::ratio;
use crate::schema::LabelId;

/// How often each label was given to one item, by label.
pub(super) type Counts = Vec<(LabelId, u32)>;

/// Items by how their labels look, ready to be summed again and again.
pub(super) struct Units {
    /// Items with two labels or more.
    pub(super) paired: Patterns<Counts>,
    /// Items with one label, per class.
    single: Vec<f64>,
    /// Whether labels of different classes on one item are counted pair by pair.
    crossing: bool,
}

/// Sums over the items of a sample.
pub(super) struct Sums {
    /// Items with two labels or more.
    pub(super) paired: f64,
    /// Items.
    pub(super) items: f64,
    /// Σ P_i.
    pub(super) agreement: f64,
    /// Σ n_ik / m_i over all items, per class.
    pub(super) shares: Vec<f64>,
    /// Labels per class on paired items: Krippendorff's n_c.
    pub(super) given: Vec<f64>,
    /// Coincidences of a class with itself: Krippendorff's o_cc.
    pub(super) agreeing: Vec<f64>,
    /// Coincidences o_ck for c ≠ k, row by row, where a scale needs them; else empty.
    pub(super) crossing: Vec<f64>,
}

impl Units {
    /// Groups the rows of a table.
    pub(super) fn of(votes: &Votes, crossing: bool) -> Self {
        let mut single = vec![0.0; votes.classes()];
        let mut paired = Vec::new();
        for row in 0..votes.len() {
            match votes.row(row) {
                [only] => single[only.label.index()] += 1.0,
                _ => paired.push(votes.counts(row)),
            }
        }
        Self {
            paired: Patterns::of(paired),
            single,
            crossing,
        }
    }

    /// Sums over items, each pattern as often as its weight says.
    pub(super) fn sums(&self, weights: &[u32]) -> Sums {
        let classes = self.single.len();
        let mut sums = Sums {
            paired: 0.0,
            items: self.single.iter().sum(),
            agreement: 0.0,
            shares: self.single.clone(),
            given: vec![0.0; classes],
            agreeing: vec![0.0; classes],
            crossing: vec![0.0; if self.crossing { classes * classes } else { 0 }],
        };
        for (counts, weight) in self.paired.patterns.iter().zip(weights) {
            if *weight > 0 {
                sums.add(counts, f64::from(*weight));
            }
        }
        sums
    }

    /// Paired items that have this label.
    pub(super) fn items_with(&self, label: LabelId) -> usize {
        let has = |counts: &Counts| counts.iter().any(|(known, _)| *known == label);
        let patterns = self.paired.patterns.iter().zip(self.paired.weights());
        let paired = patterns.filter(|(counts, _)| has(counts));
        paired.map(|(_, weight)| weight as usize).sum()
    }
}

impl Sums {
    fn add(&mut self, counts: &Counts, weight: f64) {
        let labels: f64 = counts.iter().map(|(_, count)| f64::from(*count)).sum();
        let per_label = weight / labels;
        let per_partner = weight / (labels - 1.0);
        let mut same = 0.0;
        for (label, count) in counts {
            let (class, count) = (label.index(), f64::from(*count));
            same += count * (count - 1.0);
            self.shares[class] += count * per_label;
            self.given[class] += count * weight;
            self.agreeing[class] += count * (count - 1.0) * per_partner;
        }
        self.paired += weight;
        self.items += weight;
        self.agreement += same * per_partner / labels;
        if !self.crossing.is_empty() {
            self.add_crossing(counts, per_partner);
        }
    }

    fn add_crossing(&mut self, counts: &Counts, per_partner: f64) {
        let classes = self.given.len();
        for (c, first) in counts {
            for (k, second) in counts {
                if c != k {
                    self.crossing[c.index() * classes + k.index()] +=
                        f64::from(*first) * f64::from(*second) * per_partner;
                }
            }
        }
    }

    /// The chance that two labels of one item are the same.
    pub(super) fn observed(&self) -> Option<f64> {
        (self.paired > 0.0).then(|| self.agreement / self.paired)
    }

    /// Chance agreement by Fleiss.
    pub(super) fn by_fleiss(&self) -> f64 {
        let squares = self.shares.iter().map(|share| share / self.items);
        squares.map(|share| share.powi(2)).sum()
    }

    /// Chance agreement by Gwet, for `categories` classes in use.
    pub(super) fn by_gwet(&self, categories: usize) -> f64 {
        let spread = |share: &f64| share / self.items * (1.0 - share / self.items);
        self.shares.iter().map(spread).sum::<f64>() / (categories as f64 - 1.0)
    }

    /// The chance that two labels drawn from all without return differ.
    pub(super) fn chance_to_differ(&self) -> f64 {
        let n: f64 = self.given.iter().sum();
        let same: f64 = self.given.iter().map(|given| given * (given - 1.0)).sum();
        1.0 - same / (n * (n - 1.0))
    }

    /// Krippendorff's alpha.
    pub(super) fn alpha(&self, scale: &Scale) -> Option<f64> {
        let n: f64 = self.given.iter().sum();
        let (found, expected) = if *scale == Scale::Nominal {
            let squares: f64 = self.given.iter().map(|given| given * given).sum();
            (n - self.agreeing.iter().sum::<f64>(), n * n - squares)
        } else {
            self.distances(scale)
        };
        ratio((n - 1.0) * found, expected).map(|ratio| 1.0 - ratio)
    }

    /// Σ o_ck δ²_ck and Σ n_c n_k δ²_ck.
    fn distances(&self, scale: &Scale) -> (f64, f64) {
        let classes = self.given.len();
        let distances = scale.distances(&self.given);
        let mut expected = 0.0;
        for (c, row) in distances.chunks(classes.max(1)).enumerate() {
            for (k, distance) in row.iter().enumerate() {
                expected += self.given[c] * self.given[k] * distance;
            }
        }
        let found = self.crossing.iter().zip(&distances);
        (found.map(|(o, d)| o * d).sum(), expected)
    }

    /// How often a second label is of this class, too, when a first one is (Fleiss 1971; the
    /// "specific agreement" of Spitzer and Fleiss 1974).
    pub(super) fn specific(&self, class: usize) -> Option<f64> {
        ratio(self.agreeing[class], self.given[class])
    }

    /// Krippendorff's alpha of one class against all others.
    pub(super) fn alpha_of_class(&self, class: usize) -> Option<f64> {
        let n: f64 = self.given.iter().sum();
        let given = self.given[class];
        let found = (n - 1.0) * (given - self.agreeing[class]);
        ratio(found, given * (n - given)).map(|ratio| 1.0 - ratio)
    }
}
