//! The laws of labels given while tired.

use super::*;

fn labels(ids: &[String], classes: usize) -> Vec<RepeatCandidate<'_>> {
    ids.iter()
        .enumerate()
        .map(|(at, id)| RepeatCandidate {
            id,
            label: LabelId((at % classes) as u16),
            held_out: false,
            answers_since: 500,
            hours_since: 30.0,
            margin: 0.5,
        })
        .collect()
}

fn ids(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("{prefix}{at}")).collect()
}

#[test]
fn a_fifth_of_the_tired_and_as_many_fresh_are_asked_again_class_by_class() {
    let (tired, fresh) = (ids("t", 100), ids("f", 300));
    let (tired, fresh) = (labels(&tired, 4), labels(&fresh, 4));
    let asked = TiredLabels::default().sample(Seed(1), &tired, &fresh);
    assert_eq!(asked.iter().filter(|reask| reask.tired).count(), 20);
    assert_eq!(asked.iter().filter(|reask| !reask.tired).count(), 20);
    for label in 0..4 {
        for (of_tired, list) in [(true, &tired), (false, &fresh)] {
            let count = asked
                .iter()
                .filter(|reask| reask.tired == of_tired)
                .filter(|reask| list[reask.place].label == LabelId(label))
                .count();
            assert_eq!(count, 5, "label {label}, tired {of_tired}");
        }
    }
    let mut places: Vec<(bool, usize)> = asked.iter().map(|r| (r.tired, r.place)).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 40, "none twice");
}

#[test]
fn ten_at_least_are_asked_again_if_there_are_as_many() {
    let settings = TiredLabels::default();
    assert_eq!(
        [0, 4, 30, 50, 51, 200].map(|n| settings.sample_size(n)),
        [0, 4, 10, 10, 11, 40]
    );
}

#[test]
fn what_is_too_recent_waits_without_changing_who_is_drawn() {
    let (tired, fresh) = (ids("t", 60), ids("f", 60));
    let (mut tired, fresh) = (labels(&tired, 3), labels(&fresh, 3));
    let settings = TiredLabels::default();
    let all = settings.sample(Seed(2), &tired, &fresh);
    let recent = all.iter().find(|reask| reask.tired).unwrap().place;
    tired[recent].hours_since = 23.9;
    let now = settings.sample(Seed(2), &tired, &fresh);
    let mut expected: Vec<Reask> = all.clone();
    expected.retain(|reask| !(reask.tired && reask.place == recent));
    let sorted = |mut list: Vec<Reask>| {
        list.sort_by_key(|reask| (reask.tired, reask.place));
        list
    };
    assert_eq!(sorted(now), sorted(expected));
    tired[recent].hours_since = 24.0;
    tired[recent].answers_since = 199;
    assert_eq!(
        settings.sample(Seed(2), &tired, &fresh).len(),
        all.len() - 1
    );
}

#[test]
fn tired_answers_to_held_out_items_are_all_asked_again_beside_the_sample() {
    let (tired, fresh) = (ids("t", 80), ids("f", 80));
    let (mut tired, fresh) = (labels(&tired, 2), labels(&fresh, 2));
    for given in tired.iter_mut().step_by(8) {
        given.held_out = true;
    }
    let asked = TiredLabels::default().sample(Seed(3), &tired, &fresh);
    for place in (0..80).step_by(8) {
        assert!(
            asked
                .iter()
                .any(|reask| reask.tired && reask.place == place)
        );
    }
    let measured = |of_tired| {
        let these = asked.iter().filter(|reask| reask.tired == of_tired);
        these.filter(|reask| reask.measures).count()
    };
    assert_eq!((measured(true), measured(false)), (16, 16));
}

#[test]
fn others_stand_in_for_a_class_that_has_no_fresh_label() {
    let (tired, fresh) = (ids("t", 50), ids("f", 50));
    let (tired, fresh) = (labels(&tired, 5), labels(&fresh, 2));
    let asked = TiredLabels::default().sample(Seed(4), &tired, &fresh);
    assert_eq!(asked.iter().filter(|reask| !reask.tired).count(), 10);
}

#[test]
fn labels_lose_weight_only_when_the_gap_is_certain() {
    // 12 of 40 against 8 of 40: .1, but the interval holds nothing.
    let unsure = TiredGap::of((12, 40), (8, 40)).unwrap();
    assert!(!unsure.is_certain());
    assert!((unsure.weight() - 1.0).abs() < 1e-12);
    assert!(unsure.rest(&[0.3, 0.1]).is_empty());
    assert!(unsure.words().contains("count alike"), "{}", unsure.words());
    // 40 of 100 against 10 of 100: (1 − .4) / (1 − .1) = 2/3.
    let sure = TiredGap::of((40, 100), (10, 100)).unwrap();
    assert!(sure.is_certain());
    assert!((sure.weight() - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(sure.rest(&[0.3, 0.1, 0.2]), [1, 2, 0]);
    assert!(sure.words().contains("count 0.67"), "{}", sure.words());
    // Never less than half.
    let awful = TiredGap::of((90, 100), (5, 100)).unwrap();
    assert!((awful.weight() - 0.5).abs() < 1e-12);
    assert_eq!(TiredGap::of((0, 0), (1, 9)), None);
}
