//! The optimum is that of another implementation, and forgetting leaves no trace.

mod reference;

use super::*;
use crate::pool::{Item, Items};
use reference::{Problem, SHARED, THREE, TWO};

/// Pool ids to speak of.
fn ids(count: usize) -> Vec<PoolId> {
    let items = (0..count).map(|n| Item {
        id: n.to_string(),
        text: String::new(),
        fields: Vec::new(),
    });
    Items::new(items.collect(), |_| false).pool().collect()
}

/// The first five columns as sparse features, the next six as dense ones; the last is the
/// constant.
fn examples(problem: &Problem) -> Vec<TrainingExample> {
    let ids = ids(problem.rows.len());
    (0..problem.rows.len())
        .map(|at| {
            let row = &problem.rows[at];
            TrainingExample {
                item: ids[at],
                encoded: Arc::new(Encoded {
                    features: (0..5).map(|slot| (slot, row[slot as usize])).collect(),
                    dense: row[5..11].into(),
                    mass: 0.0,
                    squared_norm: row.iter().map(|x| x * x).sum(),
                }),
                target: problem.targets[at].to_vec(),
                weight: problem.weights[at],
                key: at as u64,
            }
        })
        .collect()
}

fn fresh(problem: &Problem) -> Softmax {
    Softmax::new(problem.optimum.len(), 6, 2.0)
}

fn coefficients(model: &Softmax, class: usize) -> Vec<f32> {
    let sparse = (0..5).filter_map(|slot| model.weights_of(slot).nth(class));
    sparse
        .chain(model.dense_weights_of(class))
        .chain([model.offset_of(class) / BIAS])
        .collect()
}

fn furthest(model: &Softmax, problem: &Problem) -> f32 {
    let mut worst = 0.0_f32;
    for (class, expected) in problem.optimum.iter().enumerate() {
        for (weight, expected) in coefficients(model, class).iter().zip(expected) {
            worst = worst.max((weight - expected).abs());
        }
    }
    worst
}

#[test]
fn the_optimum_is_that_of_another_implementation() {
    for problem in [THREE, TWO, SHARED] {
        let mut model = fresh(&problem);
        for example in examples(&problem) {
            model.push(example);
        }
        model.sweep(1_000, usize::MAX, 1e-6);
        let worst = furthest(&model, &problem);
        assert!(worst < 1e-4, "{worst}");
    }
}

#[test]
fn the_tolerance_of_the_product_comes_near_it() {
    let mut model = fresh(&THREE);
    model.learn_all(examples(&THREE));
    let worst = furthest(&model, &THREE);
    assert!(worst < 0.02, "{worst}");
}

#[test]
fn one_at_a_time_comes_to_the_same_model_as_all_at_once() {
    let mut singly = fresh(&SHARED);
    for example in examples(&SHARED) {
        singly.learn(example);
    }
    let worst = furthest(&singly, &SHARED);
    assert!(worst < 0.05, "{worst}");
}

#[test]
fn what_is_forgotten_leaves_no_trace() {
    let mut model = fresh(&THREE);
    let mut all = examples(&THREE);
    let strange = TrainingExample {
        target: vec![0.0, 0.0, 1.0],
        item: ids(30)[29],
        encoded: all[0].encoded.clone(),
        weight: 5.0,
        key: 77,
    };
    let late = all.split_off(12);
    for example in all {
        model.push(example);
    }
    model.learn(strange);
    for example in late {
        model.learn(example);
    }
    model.forget(ids(30)[29]);
    model.sweep(1_000, usize::MAX, 1e-6);
    let worst = furthest(&model, &THREE);
    assert!(worst < 1e-4, "{worst}");
    assert_eq!(model.examples.len(), 24);
}

#[test]
fn resampled_members_differ_and_are_the_items_own() {
    let mut model = fresh(&THREE);
    model.learn_all(examples(&THREE));
    let mut other = fresh(&THREE);
    let mut reversed = examples(&THREE);
    reversed.reverse();
    other.learn_all(reversed);
    for at in [&mut model, &mut other] {
        at.sweep(1_000, usize::MAX, 1e-6);
    }
    let asked = &examples(&THREE)[0].encoded;
    let (mut p, mut q) = (vec![0.0; 24], vec![0.0; 24]);
    model.probabilities(asked, &mut p);
    other.probabilities(asked, &mut q);
    for (p, q) in p.iter().zip(&q) {
        assert!(
            (p - q).abs() < 1e-4,
            "the order of learning is no part of the optimum"
        );
    }
    let spread = (p[0] - p[3]).abs() + (p[3] - p[6]).abs();
    assert!(spread > 1e-3, "members are resampled differently");
}

#[test]
fn a_balanced_class_weighs_as_much_as_its_repeats() {
    // Class 0 of three to one, weighed by three, against the same item taught three times.
    let all = examples(&TWO);
    let taught = |repeats: usize, weight: f32| {
        let mut model = fresh(&TWO);
        model.set_class_weights(vec![weight, 1.0]);
        let names = ids(100);
        let mut next = names.iter();
        for example in &all {
            let times = if example.target[0] > 0.5 { repeats } else { 1 };
            for _ in 0..times {
                model.push(TrainingExample {
                    item: *next.next().unwrap(),
                    encoded: example.encoded.clone(),
                    target: example.target.clone(),
                    weight: 1.0,
                    key: 0,
                });
            }
        }
        model.sweep(1_000, usize::MAX, 1e-6);
        coefficients(&model, 0)
    };
    for (weighed, repeated) in taught(1, 3.0).iter().zip(taught(3, 1.0)) {
        assert!((weighed - repeated).abs() < 1e-3);
    }
}
