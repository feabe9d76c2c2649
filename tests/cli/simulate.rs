//! `querist simulate`: is its CSV the contract's?

use crate::support::{messages, querist, succeed, write};

#[test]
fn one_row_per_seed_and_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let arguments = [
        "simulate",
        "messages.csv",
        "--label",
        "label",
        "--strategy",
        "margin",
        "--budget",
        "20",
        "--seeds",
        "2",
        "--format",
        "csv",
    ];
    let ran = succeed(folder.path(), &arguments);
    let mut lines = ran.out.lines();
    assert_eq!(
        lines.next(),
        Some("data,strategy,seed,labels,accuracy,macro_f1,step_ms_p50,step_ms_p95,step_ms_p99")
    );
    let keys: Vec<String> = lines
        .map(|line| line.split(',').take(4).collect::<Vec<_>>().join(","))
        .collect();
    assert_eq!(
        keys,
        [
            "messages,margin,0,10",
            "messages,margin,0,20",
            "messages,margin,1,10",
            "messages,margin,1,20"
        ]
    );
}

#[test]
fn what_cannot_be_measured_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    for more in [
        ["--strategy", "best"],
        ["--test", "99%"],
        ["--positive", "eggs"],
    ] {
        let mut arguments = vec!["simulate", "messages.csv", "--label", "label"];
        arguments.extend(more);
        assert_eq!(querist(folder.path(), &arguments).code, 2, "{more:?}");
    }
}
