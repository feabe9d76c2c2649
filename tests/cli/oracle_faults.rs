//! `querist run`: what does a program that breaks the protocol cost? Its own items' turn, no more.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use querist::journal::event::Answer;

use super::oracle::{answers, run};
use crate::support::{Ran, project};

/// Runs a script that breaks the protocol: after two questions it is given up; each is put off,
/// with a word in the journal, and none is answered.
fn fails(text: &str, arguments: &[&str], word: &str, told: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let begun = Instant::now();
    let ran = run(
        folder.path(),
        text,
        &[arguments, &["--max-failures", "2"]].concat(),
    );
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains(told), "{told:?}\n{}", ran.err);
    assert!(ran.err.contains("to 2 questions in a row"), "{}", ran.err);
    assert!(
        ran.err
            .contains("asked 2 = 0 labeled + 0 unsure + 0 skipped + 2 failed")
    );
    assert!(
        begun.elapsed() < Duration::from_secs(40),
        "labeling is not held up"
    );
    let answers = answers(folder.path(), "oracle-bot");
    assert_eq!(answers.len(), 2);
    assert_ne!(answers[0].item, answers[1].item);
    for answered in answers {
        assert_eq!(answered.answer, Answer::Skip);
        let failure = answered.oracle.unwrap().failure;
        assert_eq!(failure.as_deref(), Some(word));
    }
    for hidden in ['\u{1b}', '\u{202e}', '\u{7}'] {
        assert!(!ran.err.contains(hidden), "{:?}", ran.err);
    }
    ran
}

#[test]
fn one_that_hangs_is_killed_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let pids = folder.path().join("pids");
    let text = format!(
        "sleep 600 & echo $! >> {0}; echo $$ >> {0}; wait",
        pids.display()
    );
    let ran = run(
        folder.path(),
        &text,
        &["--timeout", "0.4", "--max-failures", "1"],
    );
    assert!(ran.err.contains("no answer within 0.4 s"), "{}", ran.err);
    assert!(ran.err.contains("flushes its stdout"), "{}", ran.err);
    let pids = std::fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 2);
    for pid in pids.lines() {
        // A zombie that nobody has collected yet is dead, too.
        let alive = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let state = stat.rsplit(')').next().unwrap_or("").trim().chars().next();
            state.is_some_and(|state| state != 'Z' && state != 'X')
        };
        let begun = Instant::now();
        while alive() && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(!alive(), "{pid} lives");
    }
}

#[test]
fn one_that_hangs_is_put_off() {
    fails(
        "sleep 600",
        &["--timeout", "0.3"],
        "timeout",
        "no answer within 0.3 s",
    );
}

#[test]
fn one_that_floods_is_stopped() {
    fails(
        "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyy; done",
        &[],
        "no answer",
        "is no answer",
    );
}

#[test]
fn one_that_dies_is_told_with_its_last_words() {
    let ran = fails(
        "echo 'no such model' >&2; exit 3",
        &[],
        "ended",
        "exit status: 3",
    );
    assert!(ran.err.contains("stderr: no such model"), "{}", ran.err);
    fails("kill -9 $$", &[], "ended", "signal: 9");
}

#[test]
fn one_that_ends_well_without_an_answer_has_not_answered() {
    fails(
        "exit 0",
        &[],
        "ended",
        "it ended (exit status: 0) without an answer",
    );
    fails(
        "take; exit 0",
        &[],
        "ended",
        "it ended (exit status: 0) without an answer",
    );
}

#[test]
fn one_that_writes_binary_is_refused() {
    fails(
        "printf '\\377\\376\\000\\001\\n'; sleep 600",
        &[],
        "no answer",
        "not UTF-8",
    );
    fails(
        "printf '\\000\\001\\033]0;x\\007\\n'; sleep 600",
        &[],
        "no answer",
        "is no answer",
    );
}

#[test]
fn one_that_closes_its_input_or_output_is_not_waited_for() {
    let timeout = ["--timeout", "600"];
    fails(
        "exec <&-; sleep 600",
        &timeout,
        "input closed",
        "does not read its input",
    );
    fails(
        "exec >&-; sleep 600",
        &timeout,
        "input closed",
        "does not read its input",
    );
}

#[test]
fn a_gigabyte_without_a_line_end_is_cut_at_a_megabyte() {
    let text = "take; head -c 1073741824 /dev/zero | tr '\\000' x";
    fails(
        text,
        &["--timeout", "600"],
        "too much",
        "a line of more than 1048576 bytes",
    );
}

#[test]
fn one_whose_children_keep_the_pipe_open_is_not_waited_for() {
    fails(
        "sleep 600 & exit 0",
        &["--timeout", "600"],
        "ended",
        "it ended",
    );
}

#[test]
fn a_label_that_is_no_class_is_not_taken() {
    fails(
        "while take; do say '\"label\":\"scam\"'; done",
        &[],
        "unknown label",
        "\"scam\"",
    );
    fails(
        "while take; do say '\"label\":\"ham\",\"skip\":true'; done",
        &[],
        "no answer",
        "one of",
    );
    fails(
        "while take; do say '\"note\":\"?\"'; done",
        &[],
        "no answer",
        "needs one of",
    );
}

#[test]
fn an_answer_to_something_else_is_not_taken() {
    let told = "not that of the question";
    fails(
        "while take; do nonce=0; say '\"label\":\"ham\"'; done",
        &[],
        "not asked",
        told,
    );
    // Two answers to one question: the second is none to the next.
    let twice = "while take; do say '\"skip\":true'; say '\"skip\":true'; done";
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let ran = run(folder.path(), twice, &["--budget", "2"]);
    assert!(ran.err.contains(told), "{}", ran.err);
    let other = "while take; do item=m59; say '\"label\":\"ham\"'; done";
    fails(other, &[], "not asked", "\"m59\", which was not asked");
}

#[test]
fn what_would_steer_the_terminal_is_shown_as_pictures() {
    let item = r#"take; item='\u001b[2J\u202e\u0007'; say '"label":"ham"'; sleep 9"#;
    fails(item, &[], "not asked", "which was not asked");
    let label = r#"while take; do say '"label":"\u001b[2J\u202ex"'; done"#;
    fails(label, &[], "unknown label", "not one of the classes");
    let raw = "printf '\\033[2J\\033]0;pwned\\007' >&2; printf '\\342\\200\\256abc\\n' >&2; exit 1";
    let ran = fails(raw, &[], "ended", "abc");
    assert!(ran.err.contains("⟦RLO⟧"), "{}", ran.err);
    let mut long = String::from("take; printf '{\"nonce\":{\"");
    write!(long, "%0900000d\":1}}}}\\n' 0; sleep 9").unwrap();
    let ran = fails(&long, &[], "no answer", "is no answer");
    assert!(ran.err.len() < 4_000, "{}", ran.err.len());
}
