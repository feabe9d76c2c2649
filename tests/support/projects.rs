//! Small projects in temporary folders, and a person who answers by the text.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use querist::clock::{Clock, FixedClock};
use querist::error::Error;
use querist::pool::{Columns, Format, Import, Inputs, Item, Origin};
use querist::project::{Layout, NewProject, OpenProject, create};
use querist::query::QueryView;
use querist::rng::Seed;
use querist::schema::{Annotator, ItemIndex, LabelSet};
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession, Notice};
use querist::state::Verdict;

const TOPICS: [(&str, [&str; 6]); 3] = [
    (
        "billing",
        ["invoice", "payment", "refund", "charge", "vat", "receipt"],
    ),
    (
        "account",
        ["login", "password", "profile", "email", "locked", "reset"],
    ),
    (
        "outage",
        ["server", "down", "slow", "timeout", "error", "unreachable"],
    ),
];

pub(crate) const CLASSES: [&str; 3] = ["billing", "account", "outage"];

/// A clock that moves on by a second at each look.
pub(crate) struct Ticking(FixedClock);

impl Ticking {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(FixedClock::at(start())))
    }
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.0.advance(Duration::from_secs(1));
        self.0.now()
    }
}

pub(crate) fn start() -> Timestamp {
    "2026-03-14T09:00:00Z".parse().unwrap()
}

pub(crate) fn ada() -> Annotator {
    Annotator::new("ada").unwrap()
}

pub(crate) fn item(id: impl Into<String>, text: impl Into<String>) -> Item {
    Item {
        id: id.into(),
        text: text.into(),
        fields: Vec::new(),
    }
}

/// Texts of three topics with some words in common.
pub(crate) fn items(count: usize, seed: u64) -> Vec<Item> {
    (0..count)
        .map(|n| {
            let mut stream = Seed(seed).stream("text", &n.to_string());
            let (_, words) = TOPICS[stream.below(3)];
            let mut text = String::from("please help");
            for _ in 0..4 {
                text.push(' ');
                text.push_str(words[stream.below(6)]);
            }
            let (case, week) = (stream.below(40), stream.below(9));
            write!(text, " case{case} week{week}").unwrap();
            item(format!("t{n:04}"), text)
        })
        .collect()
}

/// What the person makes of a text.
pub(crate) fn truth(text: &str) -> &'static str {
    TOPICS
        .iter()
        .max_by_key(|(_, words)| words.iter().filter(|word| text.contains(*word)).count())
        .unwrap()
        .0
}

pub(crate) fn project(
    folder: &Path,
    items: Vec<Item>,
    classes: &[&str],
    holdout: usize,
    seed: u64,
) -> Layout {
    let import = Import {
        labels: vec![None; items.len()],
        origins: (0..items.len() as u64)
            .map(|row| Origin {
                line: row + 1,
                row: Some(row),
            })
            .collect(),
        read: items.len() as u64,
        items,
        rejects: Vec::new(),
        blank: 0,
        notes: Vec::new(),
        format: Format::Jsonl,
        columns: Columns::default(),
        original: None,
    };
    let new = NewProject {
        name: "test",
        purpose: "testing",
        seed: Seed(seed),
        labels: LabelSet::from_names(classes.iter().copied()),
        import: &import,
        source: "items.jsonl",
        source_hash: "00",
        inputs: Inputs::default(),
        images: None,
        hidden: &[],
        sensitive: None,
        vectors: None,
        holdout,
        labels_of: None,
        guidelines: None,
    };
    create(folder, &new, start()).unwrap()
}

/// Changes one setting of the config, for example `random_share`.
pub(crate) fn set(layout: &Layout, setting: &str, value: &str) {
    let text = std::fs::read_to_string(layout.config()).unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some((name, _)) if name == setting => format!("{name} = {value}"),
            _ => line.to_owned(),
        })
        .collect();
    assert_ne!(lines.join("\n"), text.trim_end(), "{setting} was not there");
    std::fs::write(layout.config(), lines.join("\n") + "\n").unwrap();
}

pub(crate) fn open(layout: &Layout) -> OpenProject {
    open_as(layout, &ada(), start())
}

/// Opens a project to write. A child that another test is just starting holds a copy of every
/// open file, and so of a lock given back meanwhile, until it becomes its program: that lasts a
/// moment, a lock that was really kept would last.
pub(crate) fn open_as(layout: &Layout, annotator: &Annotator, now: Timestamp) -> OpenProject {
    for _ in 0..200 {
        match OpenProject::open(layout.clone(), annotator.clone(), now) {
            Err(Error::Locked { .. }) => std::thread::sleep(Duration::from_millis(10)),
            done => return done.unwrap(),
        }
    }
    panic!("{} stays locked", layout.root().display());
}

/// A session that learns in this thread, with its first query asked.
pub(crate) fn session(layout: &Layout, clock: &Arc<Ticking>) -> LabelingSession {
    let mut session = LabelingSession::inline(open(layout), clock.clone()).unwrap();
    session.begin();
    session
}

pub(crate) fn current(session: &LabelingSession) -> ItemIndex {
    session.current().expect("something is asked").item()
}

pub(crate) fn text(session: &LabelingSession, index: ItemIndex) -> String {
    session.items().get(index).text.clone()
}

pub(crate) fn verdict(session: &LabelingSession, class: &str) -> Verdict {
    Verdict::Label(session.state().labels().find(class).expect("a class"))
}

pub(crate) fn judge(session: &mut LabelingSession, verdict: Verdict) -> Vec<LabelingEvent> {
    let item = current(session);
    session.handle(LabelingCommand::Judge {
        item,
        verdict,
        time: on_screen(2.0),
    })
}

/// Answers the current query truly.
pub(crate) fn answer(session: &mut LabelingSession) -> Vec<LabelingEvent> {
    let verdict = verdict(session, truth(&text(session, current(session))));
    let reports = judge(session, verdict);
    assert!(saved(&reports), "{reports:?}");
    reports
}

pub(crate) fn skip(session: &mut LabelingSession) -> Vec<LabelingEvent> {
    let item = current(session);
    session.handle(LabelingCommand::Skip {
        item,
        time: on_screen(1.0),
    })
}

pub(crate) fn saved(reports: &[LabelingEvent]) -> bool {
    reports
        .iter()
        .any(|report| matches!(report, LabelingEvent::Saved { .. }))
}

pub(crate) fn refused(reports: &[LabelingEvent]) -> bool {
    reports
        .iter()
        .any(|report| matches!(report, LabelingEvent::Notice(Notice::Refused(..))))
}

/// The face that the reports want painted.
pub(crate) fn face(reports: &[LabelingEvent]) -> Option<&QueryView> {
    reports.iter().find_map(|report| match report {
        LabelingEvent::Ask { view, .. } => Some(&**view),
        _ => None,
    })
}

/// An item that was looked at for so long without a gap.
pub(crate) fn on_screen(seconds: f64) -> querist::session::ResponseTiming {
    querist::session::ResponseTiming {
        seconds,
        active_seconds: seconds,
        ..Default::default()
    }
}
