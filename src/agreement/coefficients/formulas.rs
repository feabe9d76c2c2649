//! Which figure follows from the sums?
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
use super::sums::Sums;

impl Sums {
    /// The chance that two labels of one item are the same.
    pub(super) fn observed(&self) -> Option<f64> {
        (self.paired > 0.0).then(|| self.agreement / self.paired)
    }

    /// Chance agreement by Fleiss.
    pub(super) fn by_fleiss(&self) -> f64 {
        self.shares
            .iter()
            .map(|share| (share / self.items).powi(2))
            .sum()
    }

    /// Chance agreement by Gwet, for `categories` classes in use.
    pub(super) fn by_gwet(&self, categories: usize) -> f64 {
        let spread: f64 = self
            .shares
            .iter()
            .map(|share| share / self.items * (1.0 - share / self.items))
            .sum();
        spread / (categories as f64 - 1.0)
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
        let found = self
            .crossing
            .iter()
            .zip(&distances)
            .map(|(o, d)| o * d)
            .sum();
        (found, expected)
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

/// (observed − chance) / (1 − chance); `None` where chance is certain.
pub(super) fn beyond_chance(observed: f64, chance: f64) -> Option<f64> {
    ratio(observed - chance, 1.0 - chance)
}

/// A quotient, where there is one: what is nothing but rounding counts as zero.
fn ratio(above: f64, below: f64) -> Option<f64> {
    (below > 1e-12).then(|| above / below)
}
