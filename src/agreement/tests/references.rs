//! Compares the figures with those of the reference implementations.
//!
//! The values were computed once, on the same labels by the same formula, with krippendorff 0.9.0,
//! irrCAC 0.4.4, statsmodels 0.15.0, scikit-learn 1.9.1 and cleanlab 2.9.0 (whose temperature
//! scaling of the probabilities was switched off).

use super::{by_formula, formula_truth};
use crate::agreement::coefficients::{pair, pairs};
use crate::agreement::consensus::{active_lab, crowdlab};

use crate::agreement::{Agreement, Measured, Probabilities, Resampling, Scale};
use crate::schema::{ItemIndex, LabelId};

fn is(measured: Measured, expected: f64) -> bool {
    measured.is_ok_and(|figure| {
        (figure.value - expected).abs() < 1e-12
            && figure.low < figure.value
            && figure.value < figure.high
    })
}

fn alpha(missing: bool, scale: &Scale) -> Measured {
    Agreement::of(&by_formula(missing), scale, Resampling::default()).krippendorff_alpha
}

#[test]
fn figures_with_missing_labels_are_those_of_krippendorff_and_irr_cac() {
    let found = Agreement::of(&by_formula(true), &Scale::Nominal, Resampling::default());
    assert_eq!((found.annotators, found.items, found.labels), (6, 44, 184));
    assert!(is(found.observed, 0.388_333_333_333_333), "{found:?}");
    assert!(
        is(found.krippendorff_alpha, 0.189_030_267_977_636),
        "{found:?}"
    );
    assert!(is(found.fleiss_kappa, 0.183_158_988_720_771), "{found:?}");
    assert!(is(found.gwet_ac1, 0.184_872_031_085_622), "{found:?}");
    assert!(found.observed.is_ok_and(|figure| figure.n == 40));
}

#[test]
fn figures_without_missing_labels_are_those_of_statsmodels() {
    let found = Agreement::of(&by_formula(false), &Scale::Nominal, Resampling::default());
    assert!(is(found.fleiss_kappa, 0.234_811_622_410_677), "{found:?}");
    assert!(
        is(found.krippendorff_alpha, 0.237_999_907_317_299),
        "{found:?}"
    );
    assert!(is(found.gwet_ac1, 0.235_803_211_922_062), "{found:?}");
}

#[test]
fn ordinal_and_interval_alphas_are_krippendorffs() {
    assert!(is(
        alpha(true, &Scale::as_declared(4)),
        0.158_786_322_755_513
    ));
    assert!(is(
        alpha(false, &Scale::as_declared(4)),
        0.204_430_686_097_844
    ));
    let values = |values: [f64; 4]| Scale::Interval(values.to_vec());
    assert!(is(
        alpha(true, &values([0.0, 1.0, 2.0, 3.0])),
        0.158_971_995_115_521
    ));
    assert!(is(
        alpha(true, &values([0.0, 1.0, 2.0, 5.0])),
        0.159_243_541_675_250
    ));
    // The classes in another row: 1, 3, 0, 2 from the lowest.
    let row = Scale::Ordinal([1, 3, 0, 2].map(LabelId).to_vec());
    assert!(is(alpha(true, &row), 0.239_257_562_575_820));
}

#[test]
fn the_alpha_of_a_class_is_that_of_the_class_against_the_rest() {
    let found = Agreement::of(&by_formula(true), &Scale::Nominal, Resampling::default());
    let expected = [
        0.200_892_857_142_857,
        0.237_215_909_090_909,
        0.164_403_327_109_150,
        0.157_876_491_853_613,
    ];
    for (class, expected) in found.classes.iter().zip(expected) {
        assert!(is(class.alpha, expected), "{class:?}");
    }
}

#[test]
fn kappas_of_pairs_are_those_of_scikit_learn() {
    let votes = by_formula(true);
    let all = pairs(&votes);
    assert_eq!(all.len(), 15);
    for (a, b, expected) in [
        (0, 1, 0.491_525_423_728_814),
        (0, 5, 0.154_929_577_464_789),
        (3, 4, -0.063_122_923_588_040),
    ] {
        let found = all.iter().find(|one| (one.a.0, one.b.0) == (a, b)).unwrap();
        assert!(
            (found.cohen_kappa.unwrap() - expected).abs() < 1e-12,
            "{found:?}"
        );
        assert_eq!(found.n, 20);
        let figures = pair(&votes, found.a, found.b, Resampling::default());
        assert!(is(figures.cohen_kappa, expected), "{figures:?}");
    }
}

/// Probabilities of a model by a formula, for 48 items.
fn model() -> Probabilities {
    Probabilities::new((0..48).map(|item| {
        let weight = |class: u32| {
            let right = if class == formula_truth(item) {
                3.0
            } else {
                0.0
            };
            1.0 + right + f64::from((item * 3 + class * 5) % 7) / 2.0
        };
        let weights: Vec<f64> = (0..4).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        (
            ItemIndex(item),
            weights.iter().map(|weight| weight / sum).collect(),
        )
    }))
}

#[test]
fn consensus_with_a_model_is_cleanlabs() {
    let votes = by_formula(true);
    let of_labeled = model()
        .iter()
        .take(44)
        .map(|(i, row)| (i, row.to_vec()))
        .collect::<Vec<_>>();
    let found = crowdlab(&votes, &Probabilities::new(of_labeled)).unwrap();
    assert!((found.model_weight - 1.908_619_470_410_035).abs() < 1e-12);
    let weights = [
        0.321_212_121_212_121,
        0.296_969_696_969_697,
        0.226_666_666_666_667,
        0.146_666_666_666_667,
        0.078_787_878_787_879,
        0.078_787_878_787_879,
    ];
    for (found, expected) in found.annotator_weights.iter().zip(weights) {
        assert!((found - expected).abs() < 1e-12);
    }
    for (row, label, quality) in [
        (0, 0, 0.369_448_014_830_084),
        (1, 2, 0.495_103_070_674_845),
        (17, 2, 0.552_875_896_829_355),
        (40, 0, 0.324_975_151_948_015),
        (43, 1, 0.313_542_337_044_118),
    ] {
        let best = found.consensus.likeliest(row).unwrap();
        assert_eq!(best.0, LabelId(label));
        let known = found.quality[row];
        assert!((known - quality).abs() < 1e-12, "row {row}: {known}");
    }
}

#[test]
fn scores_of_relabeling_and_of_new_items_are_cleanlabs() {
    let scores = active_lab(&by_formula(true), &model()).unwrap();
    let order: Vec<u32> = scores.iter().take(6).map(|worth| worth.item.0).collect();
    assert_eq!(order, [41, 43, 40, 20, 23, 25]);
    for (item, labels, score) in [
        (0, 4, 0.361_419_129_643_796),
        (1, 4, 0.478_767_077_913_478),
        (17, 4, 0.532_689_375_115_963),
        (40, 1, 0.318_385_253_693_030),
        (44, 0, 0.372_339_559_288_886),
        (47, 0, 0.359_393_574_178_951),
    ] {
        let found = scores.iter().find(|worth| worth.item.0 == item).unwrap();
        assert_eq!(found.labels, labels);
        assert!((found.score - score).abs() < 1e-12, "{found:?}");
    }
}
