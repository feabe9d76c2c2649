//! Measures how far apart two classes are.
//!
//! Krippendorff's squared differences (2011): nominal 1[c ≠ k]; ordinal
//! (Σ_{g=c..k} n_g − (n_c + n_k)/2)², where n_g counts labels of class g in the sample; interval
//! (v_c − v_k)².

use crate::schema::{LabelId, LabelSet};

/// What may be said of the distance of two classes.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Scale {
    /// They are the same or they are not.
    #[default]
    Nominal,
    /// They stand in a row, lowest first. A class that is not listed stands after the others.
    Ordinal(Vec<LabelId>),
    /// They are numbers, by label id. A class beyond the list counts as its id.
    Interval(Vec<f64>),
}

impl Scale {
    /// Classes in the order in which they were declared.
    pub fn as_declared(classes: usize) -> Self {
        Self::Ordinal((0..classes as u16).map(LabelId).collect())
    }

    /// The numbers that the classes are named by; `None` when a name is not a finite number.
    pub(crate) fn of_numbers(labels: &LabelSet) -> Option<Self> {
        let mut values = vec![0.0; labels.len()];
        for (id, label) in labels.active() {
            let number = label.name.trim().parse().ok();
            values[id.index()] = number.filter(|number: &f64| number.is_finite())?;
        }
        Some(Self::Interval(values))
    }

    /// Squared distances of all pairs of classes, row by row, in a sample that holds `given`
    /// labels of each class.
    pub(super) fn distances(&self, given: &[f64]) -> Vec<f64> {
        let classes = given.len();
        let ranks = self.ranks(classes);
        let upto = cumulated(given, &ranks);
        let mut distances = vec![0.0; classes * classes];
        for c in 0..classes {
            for k in 0..classes {
                let between = match self {
                    Self::Nominal => f64::from(u8::from(c != k)),
                    Self::Ordinal(_) => {
                        let (low, high) = if ranks[c] <= ranks[k] { (c, k) } else { (k, c) };
                        let reach = upto[high] - upto[low] + given[low];
                        reach - f64::midpoint(given[c], given[k])
                    }
                    Self::Interval(values) => value(values, c) - value(values, k),
                };
                distances[c * classes + k] = between * between;
            }
        }
        distances
    }

    /// The place of each class in the row.
    fn ranks(&self, classes: usize) -> Vec<usize> {
        let mut ranks: Vec<usize> = (classes..2 * classes).collect();
        if let Self::Ordinal(order) = self {
            for (rank, label) in order.iter().enumerate() {
                if let Some(place) = ranks.get_mut(label.index()) {
                    *place = rank;
                }
            }
        }
        ranks
    }
}

fn value(values: &[f64], class: usize) -> f64 {
    values.get(class).copied().unwrap_or(class as f64)
}

/// Labels of each class and all before it.
fn cumulated(given: &[f64], ranks: &[usize]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by_key(|class| ranks[*class]);
    let mut upto = vec![0.0; given.len()];
    let mut sum = 0.0;
    for class in order {
        sum += given[class];
        upto[class] = sum;
    }
    upto
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinal_distances_count_what_lies_between() {
        // Four labels of a, two of b, six of c in the row c, a, b.
        let scale = Scale::Ordinal([2, 0, 1].map(LabelId).to_vec());
        let distances = scale.distances(&[4.0, 2.0, 6.0]);
        let expected = [0.0, 9.0, 25.0, 9.0, 0.0, 64.0, 25.0, 64.0, 0.0];
        for (found, expected) in distances.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{distances:?}");
        }
    }

    #[test]
    fn only_names_that_are_numbers_make_an_interval_scale() {
        let stars = LabelSet::from_names(["1", "2.5", "-3"]);
        assert_eq!(
            Scale::of_numbers(&stars),
            Some(Scale::Interval(vec![1.0, 2.5, -3.0]))
        );
        assert_eq!(Scale::of_numbers(&LabelSet::from_names(["1", "two"])), None);
        assert_eq!(Scale::of_numbers(&LabelSet::from_names(["inf"])), None);
    }
}
