//! Fits a line through points that hold outliers.
//!
//! Huber's M-estimator by iteratively reweighted least squares: five rounds, turning point 1.5
//! times the median absolute deviation, so that a long pause pulls no harder than a slow answer.
//! Ridges hold slopes near nothing. A missing feature counts as its mean.

const ROUNDS: usize = 5;
/// In median absolute deviations, not scaled to a normal: about one standard deviation.
const TURN: f64 = 1.5;
/// A ridge that hardly bends a slope, yet keeps a feature that never varied at nothing.
pub(super) const RIDGE: f64 = 0.1;

/// One point's features; what is not known is `None`.
pub(super) type Features<const N: usize> = [Option<f64>; N];

/// A line through `N` features.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RobustLine<const N: usize> {
    level: f64,
    means: [f64; N],
    slopes: [f64; N],
}

impl<const N: usize> RobustLine<N> {
    /// Fits slopes to how points differ within their group, so that a group's own level bends
    /// nothing. Each feature has its own ridge: the variance of what is left over by the square of
    /// a likely slope. `None` when there are fewer points than would determine a line, or one of
    /// them is not finite.
    pub(super) fn fit_within(groups: &[Vec<(Features<N>, f64)>], ridges: [f64; N]) -> Option<Self> {
        let points: Vec<(Features<N>, f64)> = groups.iter().flatten().copied().collect();
        if points.len() < N + 2 {
            return None;
        }
        let centred: Vec<(Features<N>, f64)> =
            groups.iter().flat_map(|group| centred(group)).collect();
        let mut line = Self {
            level: 0.0,
            means: [0.0; N],
            slopes: [0.0; N],
        };
        let mut weights = vec![1.0; centred.len()];
        for _ in 0..ROUNDS {
            line.solve(&centred, &weights, &ridges)?;
            let left = line.residuals(&centred);
            let turn = TURN * deviation_from(&left, median(&left));
            for (weight, left) in weights.iter_mut().zip(&left) {
                *weight = if left.abs() <= turn {
                    1.0
                } else {
                    turn / left.abs()
                };
            }
            if turn <= 0.0 {
                break;
            }
        }
        line.means = means(&points);
        // Around the group means the level is nearly nothing; among all points it is the middle.
        line.level = 0.0;
        line.level = median(&line.residuals(&points));
        Some(line)
    }

    /// Where the line stands at these features.
    pub(super) fn at(&self, features: &Features<N>) -> f64 {
        self.level
            + (0..N)
                .map(|k| self.slopes[k] * self.centred(features, k))
                .sum::<f64>()
    }

    /// The points minus the line.
    pub(super) fn residuals(&self, points: &[(Features<N>, f64)]) -> Vec<f64> {
        points.iter().map(|(x, y)| y - self.at(x)).collect()
    }

    fn centred(&self, features: &Features<N>, k: usize) -> f64 {
        features[k].map_or(0.0, |value| value - self.means[k])
    }

    /// Weighted ridge regression; the level is not shrunk.
    fn solve(
        &mut self,
        points: &[(Features<N>, f64)],
        weights: &[f64],
        ridges: &[f64; N],
    ) -> Option<()> {
        let mut matrix = vec![vec![0.0; N + 1]; N + 1];
        let mut right = vec![0.0; N + 1];
        for ((features, y), weight) in points.iter().zip(weights) {
            let mut row = vec![1.0];
            row.extend((0..N).map(|k| self.centred(features, k)));
            for i in 0..=N {
                right[i] += weight * row[i] * y;
                for j in 0..=N {
                    matrix[i][j] += weight * row[i] * row[j];
                }
            }
        }
        for (k, ridge) in ridges.iter().enumerate() {
            matrix[k + 1][k + 1] += ridge;
        }
        let solution = solved(matrix, right)?;
        self.level = solution[0];
        self.slopes.copy_from_slice(&solution[1..]);
        Some(())
    }
}

/// Points less the mean of their group.
fn centred<const N: usize>(group: &[(Features<N>, f64)]) -> Vec<(Features<N>, f64)> {
    let means = means(group);
    let level = group.iter().map(|point| point.1).sum::<f64>() / group.len().max(1) as f64;
    let less = |x: &Features<N>| std::array::from_fn(|k| x[k].map(|value| value - means[k]));
    group.iter().map(|(x, y)| (less(x), y - level)).collect()
}

fn means<const N: usize>(points: &[(Features<N>, f64)]) -> [f64; N] {
    std::array::from_fn(|k| {
        let known: Vec<f64> = points.iter().filter_map(|(x, _)| x[k]).collect();
        known.iter().sum::<f64>() / known.len().max(1) as f64
    })
}

/// The solution of a symmetric positive definite system, by elimination without pivots.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for pivot in 0..size {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let row = &above[pivot];
        if row[pivot].is_nan() || row[pivot] <= 0.0 {
            return None;
        }
        for (at, other) in below.iter_mut().enumerate() {
            let factor = other[pivot] / row[pivot];
            for column in pivot..size {
                other[column] -= factor * row[column];
            }
            right[pivot + 1 + at] -= factor * right[pivot];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|k| matrix[row][k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right.iter().all(|value| value.is_finite()).then_some(right)
}

/// The middle value; 0 of nothing.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The median absolute deviation from a centre.
fn deviation_from(values: &[f64], centre: f64) -> f64 {
    let far: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    median(&far)
}

/// The standard deviation of a normal with this median absolute deviation.
pub(super) fn robust_sd(values: &[f64]) -> f64 {
    1.4826 * deviation_from(values, median(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Vec<(Features<2>, f64)> {
        (0..40)
            .map(|at| {
                let (x, z) = (f64::from(at % 7), f64::from(at % 3));
                ([Some(x), Some(z)], 1.0 + 2.0 * x - 0.5 * z)
            })
            .collect()
    }

    fn fit(points: &[(Features<2>, f64)]) -> Option<RobustLine<2>> {
        RobustLine::fit_within(&[points.to_vec()], [RIDGE; 2])
    }

    #[test]
    fn a_groups_own_level_bends_no_slope() {
        let group = |level: f64, from: i32| -> Vec<(Features<1>, f64)> {
            let at = |x: i32| ([Some(f64::from(x))], level + 0.5 * f64::from(x));
            (from..from + 20).map(at).collect()
        };
        // Across the groups times rise by 2 where x rises by 10; within them by half of x.
        let line = RobustLine::fit_within(&[group(0.0, 0), group(-3.0, 10)], [RIDGE]).unwrap();
        let slope = line.at(&[Some(1.0)]) - line.at(&[Some(0.0)]);
        assert!((slope - 0.5).abs() < 1e-3, "{slope}");
    }

    #[test]
    fn a_large_ridge_holds_a_slope_near_nothing() {
        let points: Vec<(Features<1>, f64)> = (0..10)
            .map(|x| ([Some(f64::from(x))], f64::from(x)))
            .collect();
        // The sum of squares around the mean is 82.5: with as large a ridge, half the slope.
        let line = RobustLine::fit_within(&[points], [82.5]).unwrap();
        let slope = line.at(&[Some(1.0)]) - line.at(&[Some(0.0)]);
        assert!(slope < 0.51, "{slope}");
    }

    #[test]
    fn a_plane_without_noise_is_found_but_for_the_ridge() {
        let line = fit(&points()).unwrap();
        for (features, y) in points() {
            assert!((line.at(&features) - y).abs() < 0.02);
        }
    }

    #[test]
    fn outliers_pull_no_harder_than_their_neighbours() {
        let mut points = points();
        for (at, point) in points.iter_mut().enumerate() {
            point.1 += 0.1 * (at as f64).sin();
        }
        let before = fit(&points).unwrap();
        points[3].1 += 1_000.0;
        let after = fit(&points).unwrap();
        let place = [Some(3.0), Some(1.0)];
        assert!((before.at(&place) - after.at(&place)).abs() < 0.05);
    }

    #[test]
    fn a_feature_that_never_varies_says_nothing_and_a_missing_one_counts_as_its_mean() {
        let points: Vec<(Features<2>, f64)> = (0..20)
            .map(|at| ([Some(f64::from(at)), Some(4.0)], f64::from(at)))
            .collect();
        let line = fit(&points).unwrap();
        assert!((line.at(&[Some(5.0), Some(9.0)]) - line.at(&[Some(5.0), Some(4.0)])).abs() < 1e-9);
        assert!((line.at(&[None, Some(4.0)]) - 9.5).abs() < 1e-6);
    }

    #[test]
    fn too_few_points_and_what_is_not_finite_give_no_line() {
        assert_eq!(fit(&points()[..3]), None);
        let mut broken = points();
        broken[0].1 = f64::NAN;
        assert_eq!(fit(&broken), None);
    }

    #[test]
    fn the_median_of_an_even_count_lies_between_the_middle_two() {
        assert!((median(&[4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-12);
        assert!((robust_sd(&[1.0, 2.0, 3.0, 4.0, 100.0]) - 1.4826).abs() < 1e-12);
    }
}
