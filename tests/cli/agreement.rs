//! `querist agreement`: are the figures those that a hand computes, and is it said in words where
//! there are none?

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{project, querist, succeed, write};

fn agreement(folder: &Path, arguments: &[&str]) -> Value {
    let ran = succeed(folder, &[&["agreement", "p", "--json"], arguments].concat());
    serde_json::from_str(&ran.out).unwrap()
}

/// The project `p` of sixty messages with the labels of a wide file.
fn wide(columns: &str, rows: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    write(folder.path(), "wide.csv", format!("{columns}\n{rows}"));
    succeed(
        folder.path(),
        &["import", "p", "wide.csv", "--wide", columns],
    );
    folder
}

/// A project `p` whose classes are numbers, with labels of two people.
fn stars() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "films.csv",
        "id,text\nf1,one\nf2,two\nf3,three\nf4,four\n",
    );
    succeed(
        folder.path(),
        &["new", "films.csv", "--to", "p", "--labels", "1,2,3"],
    );
    write(
        folder.path(),
        "wide.csv",
        "id,ann,bob\nf1,1,1\nf2,2,2\nf3,3,2\nf4,3,3\n",
    );
    succeed(
        folder.path(),
        &["import", "p", "wide.csv", "--wide", "id,ann,bob"],
    );
    folder
}

fn is(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or(f64::NAN);
    assert!(
        (found - expected).abs() < 1e-12,
        "{value} is not {expected}"
    );
}

#[test]
fn figures_are_those_of_a_hand_and_have_intervals() {
    let folder = wide(
        "id,ann,bob",
        "m0,ham,ham\nm1,ham,spam\nm2,spam,spam\nm3,ham,ham\nm4,spam,\n",
    );
    let told = agreement(folder.path(), &[]);
    for (name, count) in [
        ("annotators", 2),
        ("items", 5),
        ("labels", 9),
        ("shared_items", 4),
    ] {
        assert_eq!(told[name], count, "{name}");
    }
    is(&told["observed"]["value"], 0.75);
    // ham on half of the items' mean shares (1 + .5 + 0 + 1 + 0)/5: chance .5 by both rules.
    is(&told["fleiss_kappa"]["value"], 0.5);
    is(&told["gwet_ac1"]["value"], 0.5);
    // Five hams and three spams on the four items: 1 - 7·2/(2·5·3).
    is(&told["krippendorff_alpha"]["value"], 1.0 - 14.0 / 30.0);
    for name in ["observed", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"] {
        let figure = &told[name];
        let end = |name: &str| figure[name].as_f64().unwrap();
        assert_eq!(figure["n"], 4, "{name}");
        assert!(
            end("low") < end("value") && end("value") < end("high"),
            "{figure}"
        );
    }
    // Ann says ham to three of four, bob to two: chance .75·.5 + .25·.5.
    let pair = &told["pairs"][0];
    assert_eq!(
        (&pair["a"], &pair["b"], &pair["n"]),
        (&"ann".into(), &"bob".into(), &4.into())
    );
    is(&pair["observed"], 0.75);
    is(&pair["cohen_kappa"], 0.5);
    assert!(pair.get("cohen_kappa_interval").is_none());
    assert_eq!(told["confused"][0]["items"], 1);
    assert_eq!(told["by_annotator"][0]["labels"], 5);
    assert!(told["consensus"].is_null());
    let reason = told["reason"]["consensus"].as_str().unwrap();
    assert!(reason.contains("2 annotators are too few"), "{reason}");

    let with = agreement(folder.path(), &["--pairs"]);
    let pair = &with["pairs"][0];
    is(&pair["cohen_kappa"], 0.5);
    is(&pair["cohen_kappa_interval"]["value"], 0.5);
    assert!(pair["cohen_kappa_interval"]["low"].as_f64().unwrap() < 0.5);
    assert_eq!(agreement(folder.path(), &[]), told, "the same again");
    let other = agreement(folder.path(), &["--seed", "99"]);
    assert_eq!(other["observed"]["value"], told["observed"]["value"]);
}

#[test]
fn the_metric_is_that_of_the_classes_and_one_class_can_stand_against_the_rest() {
    let folder = stars();
    let alpha = |metric: &str| {
        let told = agreement(folder.path(), &["--metric", metric]);
        assert_eq!(told["metric"], metric);
        told["krippendorff_alpha"]["value"].clone()
    };
    // Two ones, three twos, three threes; a three met a two once.
    is(&alpha("nominal"), 1.0 - 7.0 * 2.0 / 42.0);
    is(&alpha("interval"), 1.0 - 7.0 * 2.0 / 78.0);
    // Distances 2.5, 5.5 and 3 squared: 1 - 7·18/600.
    is(&alpha("ordinal"), 0.79);
    let three = agreement(folder.path(), &["--class", "3"]);
    assert_eq!(three["class"], "3");
    assert_eq!(three["by_class"][1]["class"], "any other");
    is(&three["observed"]["value"], 0.75);
    // Ann says it of two in four, bob of one: chance .5·.25 + .5·.75.
    is(&three["pairs"][0]["cohen_kappa"], 0.5);
    let ran = querist(folder.path(), &["agreement", "p", "--class", "4"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("choose one of: 1, 2, 3"), "{}", ran.err);
}

#[test]
fn names_that_are_no_numbers_have_no_interval_scale() {
    let folder = wide("id,ann,bob", "m0,ham,ham\nm1,ham,spam\n");
    let told = agreement(folder.path(), &["--metric", "interval"]);
    assert!(told["krippendorff_alpha"].is_null());
    let reason = told["reason"]["krippendorff_alpha"].as_str().unwrap();
    assert!(reason.contains("no order or numbers"), "{reason}");
    is(&told["observed"]["value"], 0.5);
}

#[test]
fn what_cannot_be_computed_is_null_with_a_reason_and_said_in_words() {
    let all = ["observed", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"];
    for (columns, rows, missing, reason) in [
        (
            "id,ann",
            "m0,ham\nm1,spam\n",
            &all[..],
            "no item has labels of two annotators",
        ),
        (
            "id,ann,bob",
            "m0,ham,\nm1,,spam\n",
            &all[..],
            "no item has labels of two annotators",
        ),
        (
            "id,ann,bob",
            "m0,ham,ham\nm1,ham,ham\n",
            &all[1..],
            "all labels are of one class",
        ),
        (
            "id,ann,bob",
            "m0,ham,spam\nm1,ham,\n",
            &all[..],
            "an interval needs two",
        ),
    ] {
        let folder = wide(columns, rows);
        let told = agreement(folder.path(), &[]);
        let words = succeed(folder.path(), &["agreement", "p"]).out;
        for name in missing {
            assert!(told[*name].is_null(), "{rows}: {name}: {told}");
            let found = told["reason"][*name].as_str().unwrap();
            assert!(found.contains(reason), "{rows}: {name}: {found}");
        }
        assert!(words.contains("n/a"), "{words}");
        assert!(
            words.contains(&format!("n/a: {reason}")) || words.contains(reason),
            "{words}"
        );
        assert!(told["over_time"].is_array(), "{told}");
        assert!(told["self_agreement"].is_null());
    }
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let told = agreement(folder.path(), &[]);
    assert_eq!(
        (&told["labels"], &told["pairs"]),
        (&0.into(), &Value::Array(vec![]))
    );
    for name in all {
        assert!(told["reason"][name].is_string(), "{name}");
    }
    let words = succeed(folder.path(), &["agreement", "p"]).out;
    assert!(words.contains("nobody has labeled anything yet"), "{words}");
    assert!(words.contains("querist import "), "{words}");
}

#[test]
fn two_passes_of_one_person_show_whether_they_agree_with_themselves() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    write(
        folder.path(),
        "bob.csv",
        "id,label\nm0,ham\nm1,ham\nm2,spam\nm3,ham\n",
    );
    write(
        folder.path(),
        "again.csv",
        "id,label\nm0,ham\nm1,spam\nm2,spam\nm3,ham\n",
    );
    succeed(folder.path(), &["import", "p", "bob.csv"]);
    succeed(
        folder.path(),
        &["import", "p", "again.csv", "--annotator", "bob", "--again"],
    );
    let told = agreement(folder.path(), &[]);
    let bob = &told["self_agreement"][0];
    assert_eq!(bob["annotator"], "bob");
    is(&bob["observed"]["value"], 0.75);
    assert_eq!(bob["observed"]["n"], 4);
}

#[test]
#[cfg(unix)]
fn programs_are_heard_only_when_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = wide("id,ann", "m0,ham\nm1,ham\n");
    let program = write(
        folder.path(),
        "oracle.sh",
        "#!/bin/sh\nwhile read -r q; do \
         printf '%s,\"label\":\"ham\"}\\n' \"${q%%,\\\"text\\\":*}\"; done\n",
    );
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    succeed(folder.path(), &["run", "p", "--yes", "--", "./oracle.sh"]);
    let without = agreement(folder.path(), &[]);
    assert_eq!(without["annotators"], 1);
    assert_eq!(without["programs"][0], "oracle-oracle");
    assert_eq!(
        agreement(folder.path(), &["--with-programs"])["annotators"],
        2
    );
    let words = succeed(folder.path(), &["agreement", "p"]).out;
    assert!(
        words.contains("left out (--with-programs hears them)"),
        "{words}"
    );

    let export = succeed(folder.path(), &["export", "p", "-o", "-", "--view", "raw"]);
    assert!(
        export.err.contains("58 of the judgements are by programs"),
        "{}",
        export.err
    );
    let people = [
        "export",
        "p",
        "-o",
        "-",
        "--view",
        "raw",
        "--without-programs",
    ];
    assert_eq!(succeed(folder.path(), &people).out.lines().count(), 2);
}
