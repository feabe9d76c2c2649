//! Reads figures off a learning curve.
//!
//! A curve is read over the logarithm of the labels: the first hundred matter more than
//! the fourth. Its normalised area is one figure for the whole way, on the scale of what is
//! measured. Invariant: nothing is read outside the points that were measured.

/// A figure of quality after a number of labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Labels bought, at least one.
    pub labels: usize,
    /// Accuracy, macro-F1 or what else was measured there.
    pub value: f64,
}

/// The mean height of a curve over ln(labels) from `from` to `to`: trapezoids between its points,
/// divided by ln `to` − ln `from` (the normalised AULC of the active-learning literature). At the
/// two ends the curve is read between its points; where they are equal, its height there.
///
/// `None` where the curve, in rising order of labels, doesn't reach from one end to the other.
pub fn normalised_area(curve: &[Point], from: usize, to: usize) -> Option<f64> {
    let (first, last) = (height(curve, from)?, height(curve, to)?);
    if from >= to {
        return (from == to).then_some(first);
    }
    let inner = curve
        .iter()
        .filter(|point| (from + 1..to).contains(&point.labels))
        .map(|point| (ln(point.labels), point.value));
    let mut before = (ln(from), first);
    let mut area = 0.0;
    for next in inner.chain([(ln(to), last)]) {
        area += (next.0 - before.0) * f64::midpoint(next.1, before.1);
        before = next;
    }
    Some(area / (ln(to) - ln(from)))
}

/// How high the curve is at a number of labels, straight over ln(labels) between two points.
fn height(curve: &[Point], labels: usize) -> Option<f64> {
    let after = curve.iter().position(|point| point.labels >= labels)?;
    if curve[after].labels == labels {
        return Some(curve[after].value);
    }
    let (before, after) = (curve.get(after.checked_sub(1)?)?, curve[after]);
    let share = (ln(labels) - ln(before.labels)) / (ln(after.labels) - ln(before.labels));
    Some(before.value + share * (after.value - before.value))
}

/// Labels at which a curve first reaches a value, straight over ln(labels) between two points;
/// `None` where it never does.
pub(super) fn labels_to(curve: &[Point], value: f64) -> Option<f64> {
    let path = curve.iter().map(|point| (ln(point.labels), point.value));
    first_crossing(&path.collect::<Vec<_>>(), value).map(f64::exp)
}

/// Where a path of (cost, value), in rising order of cost, first reaches a value: straight
/// between two points, and at the first point if that is high enough already. The unit is the
/// cost's.
pub(super) fn first_crossing(path: &[(f64, f64)], value: f64) -> Option<f64> {
    let at = path.iter().position(|point| point.1 >= value)?;
    let Some(before) = at.checked_sub(1).map(|before| path[before]) else {
        return Some(path[at].0);
    };
    let share = (value - before.1) / (path[at].1 - before.1);
    Some(before.0 + share * (path[at].0 - before.0))
}

fn ln(labels: usize) -> f64 {
    (labels as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(points: &[(usize, f64)]) -> Vec<Point> {
        points
            .iter()
            .map(|(labels, value)| Point {
                labels: *labels,
                value: *value,
            })
            .collect()
    }

    #[test]
    fn the_area_by_hand() {
        // Two decades of equal width: means .3 and .6 of their ends.
        let rising = curve(&[(10, 0.2), (100, 0.4), (1_000, 0.8)]);
        let close = |found: Option<f64>, by_hand: f64| {
            assert!((found.unwrap() - by_hand).abs() < 1e-12, "{found:?}");
        };
        close(normalised_area(&rising, 10, 1_000), 0.45);
        close(normalised_area(&rising, 100, 1_000), 0.6);
        // Widths ln 2 and ln 5: (.25 ln 2 + .5 ln 5) / ln 10.
        let uneven = curve(&[(10, 0.2), (20, 0.3), (100, 0.7)]);
        close(
            normalised_area(&uneven, 10, 100),
            (0.25 * 2_f64.ln() + 0.5 * 5_f64.ln()) / 10_f64.ln(),
        );
        // Between two points the curve is read over ln.
        let share = (32_f64 / 10.0).log10();
        close(
            normalised_area(&rising, 10, 32),
            f64::midpoint(0.2, 0.2 + 0.2 * share),
        );
        close(normalised_area(&rising, 100, 100), 0.4);
    }

    #[test]
    fn a_curve_is_not_read_beyond_its_ends() {
        let short = curve(&[(20, 0.5), (50, 0.6)]);
        assert_eq!(normalised_area(&short, 10, 50), None);
        assert_eq!(normalised_area(&short, 20, 60), None);
        assert_eq!(normalised_area(&short, 50, 20), None);
        assert_eq!(normalised_area(&[], 10, 20), None);
    }

    #[test]
    fn crossings_by_hand() {
        let path = [(1.0, 0.2), (3.0, 0.6), (4.0, 0.5), (6.0, 0.9)];
        assert!((first_crossing(&path, 0.5).unwrap() - 2.5).abs() < 1e-12);
        assert!((first_crossing(&path, 0.7).unwrap() - 5.0).abs() < 1e-12);
        assert_eq!(first_crossing(&path, 0.1), Some(1.0));
        assert_eq!(first_crossing(&path, 0.95), None);
        // Half-way between 10 and 1,000 over ln is 100.
        let rising = curve(&[(10, 0.2), (1_000, 0.6)]);
        assert!((labels_to(&rising, 0.4).unwrap() - 100.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn an_area_lies_between_the_lowest_and_the_highest_point(
            values in proptest::collection::vec(0.0..1.0_f64, 2..12),
        ) {
            let points: Vec<(usize, f64)> =
                values.iter().enumerate().map(|(at, value)| (10 + 7 * at, *value)).collect();
            let curve = curve(&points);
            let area = normalised_area(&curve, 10, curve[curve.len() - 1].labels).unwrap();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(0.0, f64::max);
            prop_assert!(low - 1e-12 <= area && area <= high + 1e-12);
        }
    }
}
