//! What do several tests need? The real binary, small files, and answers without a screen.

pub(crate) mod cost_trials;
pub(crate) mod fatigue_trials;
pub(crate) mod projects;
pub(crate) mod repeat_trials;
pub(crate) mod tired_person;

use projects::{on_screen, open_as};

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use querist::clock::{Clock, SystemClock};
use querist::project::{Layout, OpenProject};
use querist::schema::Annotator;
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession, Notice};
use querist::state::Verdict;

/// What a run of the binary left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `querist` in a folder, without a terminal.
pub(crate) fn querist(folder: &Path, arguments: &[&str]) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_querist"))
        .args(arguments)
        .current_dir(folder)
        .env("QUERIST_DATA_DIR", folder.join("data"))
        .env("QUERIST_CONFIG_DIR", folder.join("config"))
        .env("USER", "ada")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Ran {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Runs it and expects success.
pub(crate) fn succeed(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = querist(folder, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}\n{}\n{}", ran.out, ran.err);
    ran
}

/// Writes a file and returns its path.
pub(crate) fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Sixty short messages of two easy classes, as CSV with the columns id, text and label.
pub(crate) fn messages() -> String {
    let mut text = String::from("id,text,label\n");
    for number in 0..60 {
        let (words, label) = if number % 3 == 0 {
            ("win a free prize now claim cash", "spam")
        } else {
            ("see you at lunch tomorrow my friend", "ham")
        };
        writeln!(text, "m{number},{words} {number},{label}").unwrap();
    }
    text
}

/// A project `p` of [`messages`] with two classes and nothing imported.
pub(crate) fn project(folder: &Path) -> PathBuf {
    write(folder, "messages.csv", messages());
    succeed(
        folder,
        &[
            "new",
            "messages.csv",
            "--to",
            "p",
            "--seed",
            "1",
            "--holdout",
            "20%",
        ],
    );
    folder.join("p")
}

/// All that lies in a project's journals, by file name.
pub(crate) fn journals(project: &Path) -> Vec<(String, Vec<u8>)> {
    let listing = std::fs::read_dir(project.join("journal")).into_iter();
    let mut journals: Vec<(String, Vec<u8>)> = listing
        .flatten()
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, std::fs::read(file.path()).unwrap())
        })
        .collect();
    journals.sort();
    journals
}

fn open(project: &Path, annotator: &str) -> OpenProject {
    let annotator = Annotator::new(annotator).unwrap();
    open_as(&Layout::at(project), &annotator, SystemClock.now())
}

/// What the given annotator says of the items named, by the class's name; `?` is "unsure", an
/// empty word a skip.
pub(crate) fn judge(project: &Path, annotator: &str, answers: &[(&str, &str)]) {
    let clock = SystemClock;
    let mut session = LabelingSession::inline(open(project, annotator), Arc::new(clock)).unwrap();
    session.begin();
    for (id, word) in answers {
        let item = session.items().find(id).unwrap();
        let mut reports = session.handle(LabelingCommand::Show(item));
        let active_seconds = 2.0;
        reports.extend(session.handle(match *word {
            "" => LabelingCommand::Skip {
                item,
                time: on_screen(active_seconds),
            },
            word => LabelingCommand::Judge {
                item,
                verdict: match word {
                    "?" => Verdict::Unsure,
                    name => Verdict::Label(session.state().labels().find(name).unwrap()),
                },
                time: on_screen(active_seconds),
            },
        }));
        let refused = reports.iter().find(|report| {
            matches!(
                report,
                LabelingEvent::Notice(Notice::Refused(..) | Notice::NotConfirmed(..))
            )
        });
        assert!(refused.is_none(), "{refused:?}");
    }
    session.handle(LabelingCommand::Close);
}

/// Answers what the session asks, by the file's own label of [`messages`].
pub(crate) fn answer(project: &Path, annotator: &str, count: usize) {
    let clock = SystemClock;
    let mut session = LabelingSession::inline(open(project, annotator), Arc::new(clock)).unwrap();
    session.begin();
    for _ in 0..count {
        let item = session.current().unwrap().item();
        let is_spam = session.items().get(item).text.contains("prize");
        let name = if is_spam { "spam" } else { "ham" };
        let label = session.state().labels().find(name).unwrap();
        session.handle(LabelingCommand::Judge {
            item,
            verdict: Verdict::Label(label),
            time: on_screen(2.0),
        });
    }
    session.handle(LabelingCommand::Close);
}

/// Every line of a JSON-lines text.
pub(crate) fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
