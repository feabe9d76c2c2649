//! Checks what a config may say.

use super::super::policy::{
    ClassWeighting, Copies, CostSource, DEFAULT_STRATEGY, Draw, ReviewKind, TrainingTargets,
};
use super::*;
use crate::pool::VectorSource;

const SMALL: &str = "format = 1\nname = \"t\"\nid = \"x\"\ntask = \"single-label\"\n";

fn parse(rest: &str) -> Result<Config> {
    Config::parse(Path::new("querist.toml"), &format!("{SMALL}{rest}"))
}

#[test]
fn a_small_config_has_the_documented_defaults() {
    let config = parse("").unwrap();
    assert_eq!(config.query.strategy, DEFAULT_STRATEGY);
    assert_eq!(config.opinion, OpinionMode::Shown);
    assert!((config.query.holdout_share - 0.10).abs() < 1e-12);
    assert!(config.labels.is_empty());
}

#[test]
fn a_reserved_key_is_refused_with_its_line() {
    let wrong = parse("[[labels]]\nname = \"spam\"\n\n[[labels]]\nname = \"ham\"\nkey = \"?\"\n")
        .unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "querist.toml:10:7: label \"ham\": the key \"?\" belongs to the workstation (help)"
            .replace("\"?\"", "'?'")
    );
}

#[test]
fn a_misspelt_setting_is_refused_with_its_line() {
    let wrong = parse("[query]\nstrateggy = \"margin\"\n").unwrap_err();
    assert!(
        wrong
            .to_string()
            .starts_with("querist.toml:6:1: unknown field"),
        "{wrong}"
    );
}

#[test]
fn what_the_model_reads_is_a_closed_set_of_settings() {
    let config = parse("").unwrap();
    assert_eq!(config.features, Inputs::default());
    let config =
        parse("[features]\ntext = false\nnumbers = [\"a\", \"x y\"]\nvectors = \"imported\"\n");
    let features = config.unwrap().features;
    assert_eq!(features.numbers, ["a", "x y"]);
    assert_eq!(features.vectors, Some(VectorSource::Imported));
    let config = parse("[features]\nvectors = { column = \"v\" }\n").unwrap();
    let column = Some(VectorSource::Column("v".into()));
    assert_eq!(config.features.vectors, column);
    for (features, place) in [
        (
            "[features]\ntexts = true\n",
            "querist.toml:6:1: unknown field",
        ),
        (
            "[features]\ntext = false\n",
            "querist.toml:6:8: the model has nothing",
        ),
        (
            "[features]\nnumbers = [\"a\",\"a\"]\n",
            "querist.toml:6:11: the column \"a\"",
        ),
        (
            "[features]\nvectors = \"v.npy\"\n",
            "querist.toml:6:11: unknown variant",
        ),
    ] {
        let wrong = parse(features).unwrap_err().to_string();
        assert!(wrong.starts_with(place), "{wrong}");
    }
}

#[test]
fn a_label_without_a_key_does_not_take_a_key_that_a_later_one_asks_for() {
    let config =
        parse("[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\nkey = \"1\"\n").unwrap();
    assert_eq!(config.labels.by_key('1'), config.labels.find("b"));
    assert_eq!(config.labels.by_key('2'), config.labels.find("a"));
}

#[test]
fn a_share_above_one_is_refused_with_its_line() {
    let wrong = parse("[query]\nrandom_share = 10\n").unwrap_err();
    let wrong = wrong.to_string();
    assert!(
        wrong.starts_with("querist.toml:6:16: random_share = 10"),
        "{wrong}"
    );
}

#[test]
fn costs_and_quotas_have_tables_of_their_own() {
    let text = "[query]\npositive = \"yes\"\ndraw = \"sampled\"\ncopies = \"offer\"\n\
                [query.cost]\nby = \"column\"\ncolumn = \"s\"\n[query.quota]\ncolumn = \"g\"\n";
    let query = parse(text).unwrap().query;
    assert_eq!(query.positive.as_deref(), Some("yes"));
    assert_eq!((query.draw, query.copies), (Draw::Sampled, Copies::Offer));
    assert_eq!(query.cost.by, CostSource::Column);
    assert_eq!(query.quota.column.as_deref(), Some("g"));
    for wrong in [
        "[query.cost]\nby = \"column\"\n",
        "[query.cost]\nby = \"fame\"\n",
        "[query.quota]\nshare = 3\n",
        "[query]\nsharpness = -1\n",
    ] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_sensitive_is_a_closed_set_of_settings() {
    let policy = parse("").unwrap().sensitive;
    assert_eq!(policy, ExposurePolicy::default());
    assert!(
        !policy.lexicon,
        "nothing is veiled that nobody called sensitive"
    );
    let text = "[sensitive]\ncolumn = \"s\"\nlexicon = true\nsession_reveals = 4\n\
                leave_out = [\"Self harm\"]\nseverity = { illness = 1 }\n";
    let policy = parse(text).unwrap().sensitive;
    assert_eq!(policy.column.as_deref(), Some("s"));
    assert_eq!((policy.session_reveals, policy.day_reveals), (4, 60));
    assert_eq!(policy.leave_out[0].as_str(), "self-harm");
    for (wrong, place) in [
        ("colum = \"s\"", "querist.toml:6:1: unknown field"),
        (
            "masked_repeat_share = 2",
            "querist.toml:6:23: masked_repeat_share = 2",
        ),
        ("in_a_row = -1", "querist.toml:6:12: "),
        ("day_minutes = nan", "querist.toml:6:15: day_minutes"),
        ("severity = { a = 4 }", "querist.toml:6:18: severity 4"),
        ("leave_out = [\"a.b\"]", "querist.toml:6:13: \"a.b\""),
        ("column = \" \"", "querist.toml:6:10: column"),
    ] {
        let error = parse(&format!("[sensitive]\n{wrong}\n")).unwrap_err();
        assert!(error.to_string().starts_with(place), "{wrong}: {error}");
    }
}

#[test]
fn a_setting_that_never_had_an_effect_is_passed_over() {
    for value in ["0.5", "2", "\"high\""] {
        let text = format!("[sensitive]\nveil_from = {value}\nlexicon = true\n");
        let policy = parse(&text).unwrap().sensitive;
        assert!(policy.lexicon && policy.veil_from.is_some(), "{value}");
    }
}

#[test]
fn a_project_says_whether_people_who_differ_can_all_be_right() {
    assert_eq!(parse("").unwrap().review.kind, ReviewKind::Prescriptive);
    let config = parse("[review]\nkind = \"descriptive\"\n").unwrap();
    assert_eq!(config.review.kind, ReviewKind::Descriptive);
    for (wrong, place) in [
        (
            "[review]\nkind = \"both\"\n",
            "querist.toml:6:8: unknown variant",
        ),
        (
            "[review]\nkinds = \"descriptive\"\n",
            "querist.toml:6:1: unknown field",
        ),
    ] {
        let wrong = parse(wrong).unwrap_err().to_string();
        assert!(wrong.starts_with(place), "{wrong}");
    }
}

#[test]
fn the_learner_can_be_told_how_to_weigh() {
    let config = parse("[learner]\nclass_weights = \"balanced\"\npenalty = 5\n").unwrap();
    assert_eq!(config.learner.class_weights, ClassWeighting::Balanced);
    assert_eq!(config.learner.penalty, Some(5.0));
    assert_eq!(config.learner.targets, TrainingTargets::Agreed);
    let soft = parse("[learner]\ntargets = \"posterior\"\n").unwrap();
    assert_eq!(soft.learner.targets, TrainingTargets::Posterior);
    assert!(parse("[learner]\ntargets = \"votes\"\n").is_err());
    assert!(parse("[learner]\npenalty = 0\n").is_err());
    assert!(parse("[learner]\nclass_weights = \"some\"\n").is_err());
}
