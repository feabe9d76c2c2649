//! Tests that the consensus finds the truth that was planted, and says how sure it is.

use super::votes;
use super::{drawn, right};
use crate::agreement::consensus::{
    Method, Unidentified, dawid_skene, majority, one_coin, pooled, probable, reliability,
};
use crate::agreement::{AnnotatorId, Consensus, Probabilities, Votes};
use crate::schema::{ItemIndex, LabelId};

/// Right with this chance, else anything else.
fn skilled(skill: f64, truth: usize, classes: usize) -> Vec<f64> {
    let mut chances = vec![(1.0 - skill) / (classes as f64 - 1.0); classes];
    chances[truth] = skill;
    chances
}

fn hits(consensus: &Consensus, truths: &[LabelId]) -> usize {
    right(truths, consensus.items(), |row| {
        consensus.likeliest(row).map(|best| best.0)
    })
}

/// Two of five see well; three lean to class 0 whatever they see.
fn leaning() -> (Votes, Vec<LabelId>) {
    drawn(7, (400, 5, 2), 1.0, |who, truth| match (who, truth) {
        (0 | 1, _) => skilled(0.92, truth, 2),
        (_, 0) => vec![0.95, 0.05],
        _ => vec![0.75, 0.25],
    })
}

#[test]
fn errors_of_ones_own_are_seen_through_where_the_majority_is_not() {
    let (votes, truths) = leaning();
    let most = hits(&majority(&votes), &truths);
    for consensus in [dawid_skene(&votes).unwrap(), pooled(&votes).unwrap()] {
        let found = hits(&consensus, &truths);
        assert!(found > 360 && found > most + 40, "{found} against {most}");
    }
}

#[test]
fn whoever_says_the_opposite_is_evidence_too() {
    let (votes, truths) = drawn(3, (300, 5, 2), 1.0, |who, truth| {
        skilled(if who < 3 { 0.9 } else { 0.1 }, truth, 2)
    });
    let found = hits(&dawid_skene(&votes).unwrap(), &truths);
    assert!(found > 285, "{found}");
    assert!(found > hits(&majority(&votes), &truths));
}

#[test]
fn the_rule_takes_the_simplest_method_that_predicts_as_well_as_any() {
    // Equal errors in all classes, few labels each: one number an annotator says it all.
    let (votes, _) = drawn(5, (400, 40, 3), 0.1, |who, truth| {
        skilled(0.5 + 0.45 * f64::from(who % 4) / 3.0, truth, 3)
    });
    let chosen = probable(&votes, None).unwrap();
    assert_eq!(chosen.consensus.method, Method::OneCoin);
    assert_eq!(chosen.candidates.len(), 4);
    // Leaning annotators: one number does not.
    let (votes, truths) = leaning();
    let chosen = probable(&votes, None).unwrap();
    assert!(
        matches!(chosen.consensus.method, Method::Pooled | Method::DawidSkene),
        "{:?}",
        chosen.candidates
    );
    assert!(hits(&chosen.consensus, &truths) > 360);
    // All alike, and no better than the shares say.
    let (votes, _) = drawn(9, (60, 6, 2), 0.5, |_, _| vec![0.5, 0.5]);
    assert_eq!(
        probable(&votes, None).unwrap().consensus.method,
        Method::Majority
    );
}

#[test]
fn the_best_candidate_is_behind_nobody() {
    let candidates = probable(&leaning().0, None).unwrap().candidates;
    let best = candidates
        .iter()
        .map(|one| one.log_likelihood)
        .fold(f64::MIN, f64::max);
    for one in &candidates {
        assert!(
            (one.behind - (best - one.log_likelihood)).abs() < 1e-12,
            "{candidates:?}"
        );
        assert!(one.log_likelihood < 0.0 && one.behind >= 0.0 && one.error >= 0.0);
    }
}

#[test]
fn barely_identified_votes_are_refused_unless_a_model_helps() {
    let two = votes(2, &["01", "11", "00"]);
    assert_eq!(probable(&two, None), Err(Unidentified::FewAnnotators(2)));
    assert_eq!(dawid_skene(&two), Err(Unidentified::FewAnnotators(2)));
    assert_eq!(one_coin(&two), Err(Unidentified::FewAnnotators(2)));
    let rows = [[0.2, 0.8], [0.1, 0.9], [0.9, 0.1]];
    let model = Probabilities::new(
        rows.iter()
            .enumerate()
            .map(|(i, row)| (ItemIndex(i as u32), row.to_vec())),
    );
    let helped = probable(&two, Some(&model)).unwrap();
    assert_eq!(helped.consensus.method, Method::Crowdlab);
    assert_eq!(helped.candidates, []);
    assert_eq!(
        helped.consensus.likeliest(0).map(|best| best.0),
        Some(LabelId(1))
    );
    let single = votes(2, &["0..", ".1.", "..0"]);
    assert_eq!(
        probable(&single, Some(&model)),
        Err(Unidentified::FewLabels(1))
    );
}

#[test]
fn someone_who_presses_one_key_is_found_out() {
    let (votes, truths) = drawn(11, (200, 6, 3), 1.0, |who, truth| match who {
        0..4 => skilled(0.85, truth, 3),
        _ => vec![0.98, 0.01, 0.01],
    });
    let consensus = dawid_skene(&votes).unwrap();
    assert!(hits(&consensus, &truths) > 185);
    let all = reliability(&votes, &consensus);
    let lazy = all[5].right.unwrap();
    assert!(lazy.high < 0.5, "{lazy:?}");
    assert!(all[0].right.unwrap().low > 0.7);
}

#[test]
fn reliability_is_that_which_was_planted() {
    let skills = [0.95, 0.85, 0.7, 0.6, 0.5, 0.9];
    let (votes, _) = drawn(13, (800, 6, 3), 0.7, |who, truth| {
        skilled(skills[who as usize], truth, 3)
    });
    for consensus in [pooled(&votes).unwrap(), dawid_skene(&votes).unwrap()] {
        let all = reliability(&votes, &consensus);
        for (one, skill) in all.iter().zip(skills) {
            let found = one.right.unwrap();
            assert!((found.value - skill).abs() < 0.05, "{skill}: {found:?}");
            assert!(found.low < found.value && found.value < found.high);
            let given = [0, 1, 2].map(|label| one.called(LabelId(label), LabelId(1)));
            let share = given[1] / given.iter().sum::<f64>();
            assert!((share - skill).abs() < 0.08, "{skill}: {given:?}");
        }
    }
}

#[test]
fn nobody_confirms_themselves() {
    // The sixth labels what nobody else does.
    let (votes, _) = drawn(19, (200, 6, 2), 1.0, |who, truth| {
        skilled(if who < 5 { 0.8 } else { 0.99 }, truth, 2)
    });
    let alone = votes.only(|vote| match vote.annotator.0 {
        5 => vote.item.0 < 20,
        _ => vote.item.0 >= 20,
    });
    let all = reliability(&alone, &dawid_skene(&alone).unwrap());
    assert_eq!(all[5].right, None);
    assert!(all[0].right.is_some());
    // Shares of labels are no model of errors.
    assert_eq!(reliability(&votes, &majority(&votes))[0].right, None);
}

#[test]
fn with_few_labels_an_annotator_is_taken_to_err_as_the_others_do() {
    // A newcomer gave two labels, both against four people who mostly agree.
    let (votes, _) = drawn(17, (120, 5, 2), 1.0, |_, truth| skilled(0.9, truth, 2));
    let newcomer = AnnotatorId(4);
    let few = votes.only(|vote| vote.annotator != newcomer || vote.item.0 < 2);
    let told = |consensus: Consensus| {
        let row = (0..few.len()).find(|row| few.row(*row).len() == 4).unwrap();
        let label = consensus.likeliest(row).unwrap().0;
        consensus.predicted_label(Some(row), newcomer).unwrap()[label.index()]
    };
    let pooled = told(pooled(&few).unwrap());
    assert!((0.75..0.95).contains(&pooled), "{pooled}");
}

#[test]
fn a_consensus_depends_on_no_name_and_no_order() {
    let (votes, _) = leaning();
    let reversed = Votes::new(
        2,
        votes.all.iter().rev().map(|vote| {
            super::annotation(
                vote.item.0,
                &format!("z{}", 9 - vote.annotator.0),
                1 - vote.label.0,
            )
        }),
    );
    for (one, other) in [
        (
            dawid_skene(&votes).unwrap(),
            dawid_skene(&reversed).unwrap(),
        ),
        (pooled(&votes).unwrap(), pooled(&reversed).unwrap()),
    ] {
        for row in 0..votes.len() {
            assert!((one.row(row)[0] - other.row(row)[1]).abs() < 1e-6);
        }
    }
}
