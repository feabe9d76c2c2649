//! `querist simulate`: is its CSV the contract's, and are runs, pictures and words what they say?

use std::path::Path;

use crate::support::{messages, querist, succeed, write};

const HEADER: &str =
    "data,strategy,seed,labels,accuracy,macro_f1,step_ms_p50,step_ms_p95,step_ms_p99";

/// Sixty messages, 20 labels, two seeds; later options are added.
fn arguments<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["simulate", "messages.csv", "--label", "label"];
    arguments.extend(["--budget", "20", "--seeds", "2"]);
    arguments.extend(more);
    arguments
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    folder
}

/// The CSV without its three columns of times.
fn without_times(csv: &str) -> Vec<String> {
    csv.lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split(',').collect();
            cells.drain(6..9);
            cells.join(",")
        })
        .collect()
}

#[test]
fn one_row_per_seed_and_checkpoint() {
    let folder = folder();
    let ran = succeed(
        folder.path(),
        &arguments(&["--strategy", "margin", "--format", "csv"]),
    );
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some(HEADER));
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
fn a_start_has_its_checkpoints_too() {
    let folder = folder();
    let start = [
        "--start",
        "random:15",
        "--strategy",
        "random",
        "--format",
        "csv",
    ];
    let ran = succeed(folder.path(), &arguments(&start));
    let first = ran.out.lines().nth(1).unwrap();
    assert!(first.starts_with("messages,random,0,10,"), "{first}");
    assert!(first.ends_with(",,,"), "{first}");
}

#[test]
fn what_cannot_be_measured_is_a_usage_error() {
    let folder = folder();
    for more in [
        &["--strategy", "best"][..],
        &["--test", "99%"],
        &["--positive", "eggs"],
        &["--target", "90"],
        &["--cost-column", "id"],
        &["--cost-column", "x", "--seconds-per-word", "1"],
        &["--seconds-per-word", "0"],
        &["--resume", "a.csv", "--trace", "b.jsonl"],
    ] {
        assert_eq!(querist(folder.path(), &arguments(more)).code, 2, "{more:?}");
    }
}

#[test]
fn strategies_are_ranked_drawn_and_one_is_recommended() {
    let folder = folder();
    let ran = succeed(
        folder.path(),
        &arguments(&["--strategy", "all", "--plot", "curves.svg"]),
    );
    for part in [
        "Ranking: mean macro-F1 from 10 to 20 labels",
        "more than random",
        " r random",
        "auto (default)",
        "Recommended: ",
        "under [query] in querist.toml",
        "they say nothing of other data",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    assert!(!ran.out.contains('\u{1b}'));
    let svg = std::fs::read_to_string(folder.path().join("curves.svg")).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("random</text>"));
    // By another measure, and by the labels that a class takes.
    let ran = succeed(folder.path(), &arguments(&["--measure", "accuracy"]));
    assert!(ran.out.contains("Ranking: mean accuracy"), "{}", ran.out);
    let ran = succeed(folder.path(), &arguments(&["--positive", "spam"]));
    assert!(ran.out.contains("fewer than random"), "{}", ran.out);
    // Nothing to compare with.
    let ran = succeed(folder.path(), &arguments(&["--strategy", "margin"]));
    assert!(ran.out.contains("Nothing is recommended"), "{}", ran.out);
}

/// What a run with the file `runs.csv` prints as CSV, and what it says of the file.
fn resumed(folder: &Path, more: &[&str]) -> (Vec<String>, String) {
    let mut all = arguments(&["--resume", "runs.csv", "--format", "csv"]);
    all.extend(more);
    let ran = succeed(folder, &all);
    (without_times(&ran.out), ran.err)
}

#[test]
fn finished_runs_are_taken_from_the_file_and_the_rest_is_run() {
    let folder = folder();
    let path = folder.path().join("runs.csv");
    let plain = arguments(&["--strategy", "margin,random", "--format", "csv"]);
    let plain = without_times(&succeed(folder.path(), &plain).out);
    let (first, said) = resumed(folder.path(), &["--strategy", "margin"]);
    assert!(
        said.contains("0 of 2 runs were taken from it, 2 added"),
        "{said}"
    );
    assert_eq!(first, plain[..first.len()]);
    let (both, said) = resumed(folder.path(), &["--strategy", "margin,random"]);
    assert!(
        said.contains("2 of 4 runs were taken from it, 2 added"),
        "{said}"
    );
    assert_eq!(both, plain);
    // As after a kill in the middle of a write: the last run is not whole.
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 30]).unwrap();
    let (again, said) = resumed(folder.path(), &["--strategy", "margin,random"]);
    assert!(
        said.contains("a run that was not finished was dropped"),
        "{said}"
    );
    assert!(
        said.contains("3 of 4 runs were taken from it, 1 added"),
        "{said}"
    );
    assert_eq!(again, plain);
}

#[test]
fn a_file_of_other_runs_is_refused_and_left_alone() {
    let folder = folder();
    let path = folder.path().join("runs.csv");
    resumed(folder.path(), &["--strategy", "random"]);
    let before = std::fs::read(&path).unwrap();
    let refused = |more: &[&str], why: &str| {
        let mut all = arguments(&["--strategy", "random", "--resume", "runs.csv"]);
        all.extend(more);
        let ran = querist(folder.path(), &all);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains(why), "{}", ran.err);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    };
    refused(&["--start", "random:5"], "start: own there, random:5 here");
    refused(&["--test", "30%"], "test: 20% there, 30% here");
    refused(&["--seed", "7"], "first seed: 0 there, 7 here");
    refused(&["--positive", "spam"], "class to be found");
    refused(&["--seconds-per-word", "1"], "cost of an answer");
    let changed = messages().replacen("lunch", "dinner", 1);
    write(folder.path(), "messages.csv", changed);
    refused(&[], "are not the same");
}

#[test]
fn answers_cost_time_when_asked_and_a_target_is_told_in_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let mut timed = String::new();
    for (number, line) in messages().lines().enumerate() {
        let time = if number == 0 { "time" } else { "3" };
        timed.push_str(&format!("{line},{time}\n"));
    }
    write(folder.path(), "messages.csv", timed);
    let costly = ["--cost-column", "time", "--strategy", "random"];
    let mut csv = costly.to_vec();
    csv.extend(["--format", "csv"]);
    let ran = succeed(folder.path(), &arguments(&csv));
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some(format!("{HEADER},seconds").as_str()));
    let seconds: Vec<&str> = lines.map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(seconds, ["30.000", "60.000", "30.000", "60.000"]);
    let mut target = arguments(&costly);
    target.extend(["--target", "0.5"]);
    let ran = succeed(folder.path(), &target);
    assert!(
        ran.out.contains("Minutes to an accuracy of 0.5"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("  random        2/2  0.5 "), "{}", ran.out);
}

#[test]
fn numbers_that_are_left_out_are_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::from("label,a,b\n");
    for number in 0..40 {
        let label = if number % 2 == 0 { "x" } else { "y" };
        rows.push_str(&format!("{label},{},7\n", number % 2 * 10 + number % 3));
    }
    write(folder.path(), "rows.csv", rows);
    let run = [
        "simulate",
        "rows.csv",
        "--label",
        "label",
        "--numbers",
        "a,b",
    ];
    let mut all = run.to_vec();
    all.extend(["--budget", "10", "--seeds", "1", "--strategy", "random"]);
    let ran = succeed(folder.path(), &all);
    let told = "the same in all rows to learn from are left out: b";
    assert_eq!(ran.err.matches(told).count(), 1, "{}", ran.err);
}

#[test]
fn nothing_is_written_over_the_data() {
    let folder = folder();
    let before = std::fs::read(folder.path().join("messages.csv")).unwrap();
    for option in ["--plot", "--trace"] {
        let ran = querist(folder.path(), &arguments(&[option, "messages.csv"]));
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("is the data itself"), "{}", ran.err);
    }
    assert_eq!(
        std::fs::read(folder.path().join("messages.csv")).unwrap(),
        before
    );
}
