//! Law 3 without mercy: a process that is killed loses nothing it said was saved.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use querist::clock::SystemClock;
use querist::journal::event::Answer;
use querist::journal::{Event, Tail, read};
use querist::project::{Layout, OpenProject};
use querist::rng::Seed;
use querist::session::LabelingSession;

use crate::support::projects::{
    CLASSES, ada, answer, current, items, open, project, start, text, truth,
};

/// Tells the child, which is this test binary once more, its project.
const FOLDER: &str = "QUERIST_TEST_KILL_FOLDER";
/// More rounds than a test run has patience for.
const ROUNDS: &str = "QUERIST_TEST_KILL_ROUNDS";
const CHILD: &str = "laws::kill::the_process_that_is_killed";
/// Answers after which a round begins a new project.
const ENOUGH: usize = 100;

#[test]
fn the_process_that_is_killed() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let layout = Layout::at(folder);
    let opened = OpenProject::open(layout, ada(), start()).unwrap();
    let mut session = LabelingSession::inline(opened, std::sync::Arc::new(SystemClock)).unwrap();
    session.begin();
    let mut out = std::io::stdout();
    writeln!(out, "\nready").unwrap();
    while session.current().is_some() {
        let index = current(&session);
        let id = session.items().get(index).id.clone();
        let label = truth(&text(&session, index));
        answer(&mut session);
        writeln!(out, "saved {id} {label}").unwrap();
    }
}

/// Runs a child until it is killed `after` it was ready, or had saved its first answer; what it
/// said was saved.
fn killed(layout: &Layout, answers_first: bool, after: Duration) -> Vec<(String, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", CHILD, "--nocapture", "--test-threads=1"])
        .env(FOLDER, layout.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.is_ok_and(|line| line == "ready")),
        "the child did not begin"
    );
    let first = answers_first.then(|| lines.next()).flatten();
    std::thread::sleep(after);
    // SIGKILL on unix.
    child.kill().unwrap();
    child.wait().unwrap();
    first
        .into_iter()
        .chain(lines)
        .map_while(Result::ok)
        .filter_map(|line| {
            let mut words = line.strip_prefix("saved ")?.split(' ');
            Some((words.next()?.to_owned(), words.next()?.to_owned()))
        })
        .collect()
}

/// The answers in the journal, in order; reading verifies the chain.
fn answers(layout: &Layout) -> Vec<(String, String)> {
    let contents = read(&layout.journal(&ada())).unwrap();
    assert!(matches!(contents.tail, Tail::Clean), "{:?}", contents.tail);
    contents
        .records
        .into_iter()
        .filter_map(|record| match record.entry.event {
            Event::Answered(answered) => match answered.answer {
                Answer::Label(label) => Some((answered.item, label)),
                Answer::Unsure | Answer::Skip => None,
            },
            _ => None,
        })
        .collect()
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let rounds = std::env::var(ROUNDS).map_or(60, |rounds| rounds.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut luck = Seed(1).stream("kill", "");
    let mut known = Vec::new();
    let mut layout = None;
    let mut acknowledged = 0;
    for round in 0..rounds {
        if known.len() >= ENOUGH || layout.is_none() {
            known.clear();
            let at = folder.path().join(round.to_string());
            layout = Some(project(&at, items(200, 9), &CLASSES, 20, round as u64));
        }
        let layout = layout.as_ref().unwrap();
        // However busy the machine is, every other child has answered.
        let after = Duration::from_micros(luck.below(20_000) as u64);
        let acked = killed(layout, round % 2 == 1, after);
        acknowledged += acked.len();
        // Opening repairs a torn tail.
        let opened = open(layout);
        assert_eq!(opened.read_only(), None, "round {round}");
        drop(opened);
        let found = answers(layout);
        known.extend(acked);
        assert_eq!(&found[..known.len()], known, "round {round}");
        assert!(found.len() <= known.len() + 1, "round {round}");
        known = found;
    }
    assert!(acknowledged >= rounds / 2, "the child had time to answer");
}
