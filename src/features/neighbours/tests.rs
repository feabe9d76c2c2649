//! Tests neighbours and densities against brute force.

use super::*;

fn go(_: f32) -> bool {
    true
}

fn built(dense: &DenseRows, exact: usize) -> Neighbourhood {
    Neighbourhood::build_with(dense, Seed(3), exact, &go).unwrap()
}

/// Items around `clusters` centres, each spread in four directions of its own.
fn clustered(count: usize, width: usize, clusters: usize) -> DenseRows {
    let mut stream = Seed(9).stream("test", "clustered");
    let mut normal = || stream.next_normal() as f32;
    let directions: Vec<f32> = (0..clusters * 5 * width).map(|_| normal()).collect();
    let mut values = Vec::with_capacity(count * width);
    for item in 0..count {
        let own = &directions[item % clusters * 5 * width..][..5 * width];
        let spread = [
            1.0,
            0.6 * normal(),
            0.4 * normal(),
            0.3 * normal(),
            0.2 * normal(),
        ];
        for column in 0..width {
            let directed = own.chunks(width).zip(spread).map(|(d, s)| d[column] * s);
            values.push(directed.sum::<f32>() + 0.2 * normal());
        }
    }
    DenseRows::quantised(&values, width, count)
}

/// All others and their cosines in double precision, nearest first.
fn brute_force(dense: &DenseRows, item: usize) -> Vec<(u32, f64)> {
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum()
    };
    let own = dense.values(item);
    let mut others: Vec<(u32, f64)> = (0..dense.len())
        .filter(|other| *other != item)
        .map(|other| {
            let values = dense.values(other);
            let lengths = (dot(&own, &own) * dot(&values, &values)).sqrt();
            (
                other as u32,
                if lengths > 0.0 {
                    dot(&own, &values) / lengths
                } else {
                    0.0
                },
            )
        })
        .collect();
    others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    others
}

fn true_density(dense: &DenseRows, item: usize) -> f64 {
    let others = brute_force(dense, item);
    let near = &others[..others.len().min(NEIGHBOURS)];
    let sum: f64 = near.iter().map(|(_, cosine)| cosine).sum();
    (sum / near.len().max(1) as f64).clamp(0.0, 1.0)
}

#[test]
fn small_pools_are_exact() {
    for (count, width) in [(2, 1), (7, 3), (21, 5), (22, 64), (700, 33)] {
        let dense = clustered(count, width, 3);
        let found = built(&dense, EXACT);
        for item in (0..count).step_by(1 + count / 40) {
            let error = f64::from(found.density[item]) - true_density(&dense, item);
            // Bytes may keep another of two that are nearly as near.
            assert!(error.abs() < 5e-4, "{count} {width} {item}: {error}");
        }
    }
}

#[test]
fn the_nearest_of_an_item_are_those_of_brute_force() {
    let dense = clustered(900, 24, 6);
    let found = built(&dense, EXACT);
    for item in [0, 17, 899] {
        let truth = brute_force(&dense, item);
        let nearest = list(&found, item);
        assert_eq!(nearest.len(), 20);
        for ((at, cosine), (true_at, true_cosine)) in nearest.iter().zip(&truth).take(10) {
            assert_eq!(*at, *true_at as usize);
            assert!((f64::from(*cosine) - true_cosine).abs() < 0.006);
        }
    }
}

/// An item's list in full: rows and cosines.
fn list(found: &Neighbourhood, item: usize) -> Vec<(usize, f32)> {
    found.lists.of(item).collect()
}

#[test]
fn lists_are_the_neighbours_that_make_the_density() {
    for (dense, exact) in [
        (clustered(700, 33, 3), EXACT),
        (clustered(20_000, 8, 40), 100),
    ] {
        let found = built(&dense, exact);
        assert_eq!(found.lists.len(), dense.len());
        for item in (0..dense.len()).step_by(dense.len() / 50) {
            let near = list(&found, item);
            assert_eq!(near.len(), NEIGHBOURS);
            assert!(near.iter().all(|(other, _)| *other != item));
            assert!(near.is_sorted_by(|a, b| a.1 >= b.1), "nearest first");
            let mean: f32 = near.iter().map(|(_, cosine)| cosine).sum::<f32>() / 20.0;
            assert!((mean - found.density[item]).abs() < 0.004, "{item}");
            let truth = brute_force(&dense, item);
            for (other, cosine) in &near {
                let (_, exact) = truth.iter().find(|(at, _)| *at as usize == *other).unwrap();
                assert!((f64::from(*cosine) - exact).abs() < 0.006);
            }
            if dense.len() == 700 {
                assert!(near[0].0 == truth[0].0 as usize);
            }
        }
    }
}

#[test]
fn equally_near_neighbours_come_in_row_order() {
    let alike = DenseRows::quantised(&[0.3, -0.2, 0.1].repeat(9), 3, 9);
    let found = built(&alike, EXACT);
    let rows: Vec<usize> = found.lists.of(4).map(|(row, _)| row).collect();
    assert_eq!(rows, [0, 1, 2, 3, 5, 6, 7, 8]);
}

/// The share of an item's true 20 nearest that were found: items as near as the true 20th may stand
/// for each other.
fn recall(dense: &DenseRows, found: &Neighbourhood, item: usize) -> f64 {
    let truth = brute_force(dense, item);
    let near = list(found, item);
    let cosine = |other: usize| {
        truth
            .iter()
            .find(|(at, _)| *at as usize == other)
            .unwrap()
            .1
    };
    let hits = near
        .iter()
        .filter(|(other, _)| cosine(*other) > truth[19].1 - 1e-6);
    hits.count() as f64 / 20.0
}

#[test]
fn approximation_finds_nearly_all() {
    let dense = clustered(25_000, 32, 60);
    let found = built(&dense, EXACT);
    let items: Vec<usize> = (0..25_000).step_by(1_000).chain([77]).collect();
    let mean = |of: &dyn Fn(usize) -> f64| {
        items.iter().map(|item| of(*item)).sum::<f64>() / items.len() as f64
    };
    let share = mean(&|item| recall(&dense, &found, item));
    assert!(share > 0.9, "{share}");
    let error = mean(&|item| true_density(&dense, item) - f64::from(found.density[item]));
    assert!(error.abs() < 0.005, "{error}");
}

#[test]
fn one_thread_and_two_give_the_same_bits() {
    let dense = clustered(9_000, 16, 25);
    let at = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| built(&dense, 100))
    };
    let (one, two) = (at(1), at(2));
    let bits = |found: &Neighbourhood| -> Vec<u32> {
        found.density.iter().map(|value| value.to_bits()).collect()
    };
    assert_eq!(bits(&one), bits(&two));
    assert_eq!(one.lists, two.lists);
}

#[test]
fn nothing_and_next_to_nothing_are_defined() {
    let none = built(&DenseRows::without_columns(5), EXACT);
    assert!(none.density.is_empty(), "unknown without columns");
    assert!(none.lists.is_empty());
    assert!(
        built(&DenseRows::quantised(&[], 3, 0), EXACT)
            .density
            .is_empty()
    );
    let one = DenseRows::quantised(&[1.0, 2.0], 2, 1);
    assert_eq!(built(&one, EXACT).density, [0.0]);
    assert!(list(&built(&one, EXACT), 0).is_empty());
    let opposite = DenseRows::quantised(&[1.0, 2.0, -1.0, -2.0], 2, 2);
    assert_eq!(
        built(&opposite, EXACT).density,
        [0.0, 0.0],
        "negative means are 0"
    );
    let nearest = list(&built(&opposite, EXACT), 0);
    assert_eq!(nearest.len(), 1);
    assert!((nearest[0].1 + 1.0).abs() < 1e-5);
}

#[test]
fn items_alike_and_items_without_direction_end_no_recursion() {
    let alike = DenseRows::quantised(&[0.3, -0.2, 0.1].repeat(3_000), 3, 3_000);
    let found = built(&alike, 100);
    assert!(
        found
            .density
            .iter()
            .all(|density| (density - 1.0).abs() < 1e-5)
    );
    assert_eq!(list(&found, 7).len(), NEIGHBOURS);
    let zeros = DenseRows::quantised(&vec![0.0; 6_000], 3, 2_000);
    assert!(
        built(&zeros, 100)
            .density
            .iter()
            .all(|density| *density == 0.0)
    );
    // Half alike, half spread: what k-means cannot part is cut as it lies.
    let mut values = [0.3, -0.2, 0.1].repeat(2_000);
    let mut stream = Seed(1).stream("test", "half");
    values.extend((0..6_000).map(|_| stream.next_normal() as f32));
    let half = DenseRows::quantised(&values, 3, 4_000);
    let found = built(&half, 100);
    assert!(
        found.density[..2_000]
            .iter()
            .all(|density| (density - 1.0).abs() < 1e-5)
    );
    let spread = (2_000..4_000).step_by(100);
    let share: f64 = spread.clone().map(|item| recall(&half, &found, item)).sum();
    assert!(share / spread.count() as f64 > 0.9, "{share}");
}

#[test]
fn whoever_says_no_gets_nothing() {
    let dense = clustered(2_000, 8, 5);
    for most in [0.0, 0.05, 0.5, 0.8] {
        let until = move |share: f32| share < most;
        assert!(Neighbourhood::build_with(&dense, Seed(3), 100, &until).is_none());
        assert!(Neighbourhood::build_with(&dense, Seed(3), EXACT, &until).is_none());
    }
}
