//! Two hours at the screen, with a history of earlier sessions: when is a break suggested, why,
//! and for how long is it quiet after that?

use std::time::Duration;

use querist::journal::Event;
use querist::journal::event::{Answer, Answered, QueryRecord, SessionEnded, SessionStarted};
use querist::pool::Item;
use querist::rng::{Seed, Stream};
use querist::schema::Arm;
use querist::schema::Key;

use crate::stage::Stage;
use crate::support::projects::{CLASSES, ada, item, open_as, project, set, start};

const HISTORY: usize = 360;
const SESSIONS: usize = 3;

/// Texts of 5 to 60 words about three topics.
fn texts(count: usize) -> Vec<Item> {
    let words = [
        "invoice", "refund", "login", "password", "server", "slow", "please",
    ];
    (0..count)
        .map(|n| {
            let mut stream = Seed(5).stream("two hours", &n.to_string());
            let length = 5 + stream.below(56);
            let text: Vec<&str> = (0..length).map(|_| words[stream.below(7)]).collect();
            item(format!("m{n:04}"), format!("{} case{n}", text.join(" ")))
        })
        .collect()
}

/// Seconds that this person takes for a text: longer for longer ones, never twice the same.
fn seconds(stream: &mut Stream, text: &str, slowness: f64, spread: f64) -> f64 {
    let words = text.split_whitespace().count() as f64;
    4.0 * (1.0 + words).powf(0.35) * slowness * (spread * stream.next_normal()).exp()
}

/// Earlier sessions of the same person, in the journal.
fn with_history(folder: &std::path::Path) {
    let layout = project(folder, texts(1_200), &CLASSES, 0, 3);
    // Which text comes next, and so how long it takes, must not hang on a learner's last digits,
    // which differ from one kind of CPU to another.
    set(&layout, "strategy", "\"random\"");
    let week_before = start()
        .checked_sub(Duration::from_secs(7 * 86_400))
        .unwrap();
    let mut opened = open_as(&layout, &ada(), week_before);
    let mut stream = Seed(6).stream("history", "");
    let items = opened.items.clone();
    for session in 1..=SESSIONS as u32 {
        let mut now = week_before
            .checked_add(Duration::from_secs(86_400 * u64::from(session)))
            .unwrap();
        let guidelines = opened.guidelines.hash.clone();
        let began = SessionStarted {
            session,
            annotator: ada(),
            guidelines: guidelines.clone(),
        };
        opened.record(now, Event::SessionStarted(began)).unwrap();
        let per_session = HISTORY / SESSIONS;
        let first = (session as usize - 1) * per_session;
        for (_, item) in items.iter().skip(first).take(per_session) {
            let took = seconds(&mut stream, &item.text, 1.0, 0.35);
            now = now.checked_add(Duration::from_secs_f64(took)).unwrap();
            let answered = Answered {
                session: Some(session),
                annotator: ada(),
                item: item.id.clone(),
                answer: Answer::Label(CLASSES[stream.below(3)].into()),
                shown_at: now,
                active_seconds: took,
                guidelines: guidelines.clone(),
                query: QueryRecord::of(Arm::Active),
                oracle: None,
                person: None,
            };
            opened.record(now, Event::Answered(answered)).unwrap();
        }
        let ended = SessionEnded {
            session,
            active_seconds: 1_000.0,
            answers: per_session as u32,
        };
        opened.record(now, Event::SessionEnded(ended)).unwrap();
    }
}

/// The person, and when they were told to rest.
struct SimulatedSession {
    stage: Stage,
    stream: Stream,
    worked: f64,
    /// Minutes on the clock at which a suggestion came.
    told_at: Vec<f64>,
}

impl SimulatedSession {
    fn minutes(&self) -> f64 {
        self.stage.now.as_secs_f64() / 60.0
    }

    /// Answers one item; whether a break was suggested by it.
    fn answer(&mut self, slowness: f64, spread: f64) -> bool {
        let id = self.stage.item();
        let items = self.stage.session.items();
        let text = items.get(items.find(&id).unwrap()).text.clone();
        let took = seconds(&mut self.stream, &text, slowness, spread).max(0.4);
        let key = ['1', '2', '3'][self.stream.below(3)];
        self.worked += took;
        self.stage
            .press_after(Duration::from_secs_f64(took), Key::Char(key));
        let is_told = self.stage.frame().contains("Space b yes, Esc no");
        if is_told {
            // Between two items: the one before is answered, the next not yet begun.
            assert_ne!(self.stage.item(), id);
            self.told_at.push(self.minutes());
        }
        is_told
    }
}

#[test]
fn breaks_are_suggested_between_items_say_why_and_leave_twenty_minutes_of_quiet() {
    let folder = tempfile::tempdir().unwrap();
    with_history(folder.path());
    let mut person = SimulatedSession {
        stage: Stage::open(folder),
        stream: Seed(8).stream("sitting", ""),
        worked: 0.0,
        told_at: Vec::new(),
    };
    // As usual, until somebody says something.
    while !person.answer(1.0, 0.35) {
        assert!(person.worked < 60.0 * 52.0, "{}", person.stage.frame());
        if (25.5..49.0).contains(&(person.worked / 60.0)) {
            assert!(
                person.stage.frame().contains('◐'),
                "{}",
                person.stage.frame()
            );
        }
    }
    assert!(person.worked >= 60.0 * 50.0, "{}", person.worked);
    insta::assert_snapshot!("a_break_is_suggested", person.stage.frame());
    person.stage.keys("Space f");
    insta::assert_snapshot!("how_you_are", person.stage.frame());
    person.stage.keys("Esc Esc");
    let dismissed = person.minutes();
    assert!(person.stage.frame().contains("no break for now"));

    // Quiet for twenty minutes, whatever the detector says.
    while person.minutes() < dismissed + 19.8 {
        assert!(!person.answer(1.0, 0.35), "{}", person.stage.frame());
        assert!(!person.stage.frame().contains("break? Space b"));
    }
    while !person.answer(1.0, 0.35) {
        assert!(person.minutes() < dismissed + 22.0);
    }

    // A break of ten minutes sets the count back.
    person.stage.keys("Space b");
    person.stage.now += Duration::from_secs(300);
    let now = person.stage.now;
    person.stage.send(querist::tui::Message::Tick(now));
    insta::assert_snapshot!("half_a_break", person.stage.frame());
    person.stage.press_after(Duration::from_secs(300), Key::Esc);
    let rested = person.minutes();
    let sessions = person.stage.session.state().sessions();
    assert_eq!(sessions.last().unwrap().breaks, 1);

    // Then slower and less regular from item to item, with long pauses.
    let mut slowness = 1.0;
    loop {
        let lapses = slowness > 1.1 && person.stream.below(12) == 0;
        let (pace, spread) = if lapses {
            (4.0 * slowness, 0.35)
        } else {
            (slowness, 0.6)
        };
        if person.minutes() > rested + 21.0 {
            slowness = (slowness * 1.006_f64).min(1.5);
        }
        if person.answer(pace, if slowness > 1.0 { spread } else { 0.35 }) {
            break;
        }
        assert!(person.minutes() < rested + 75.0, "{}", person.stage.frame());
    }
    let frame = person.stage.frame();
    assert!(frame.contains("unlike your usual"), "{frame}");
    assert!(frame.contains("tired"), "{frame}");
    insta::assert_snapshot!("tired", frame);
    person.stage.keys("Space f");
    let why = person.stage.frame();
    assert!(why.contains("than your usual ("), "{why}");
    assert!(!why.to_lowercase().contains("accura"), "{why}");
    person.stage.keys("Esc Space B");
    let opted_out = person.minutes();
    while person.minutes() < opted_out + 25.0 {
        assert!(!person.answer(slowness, 0.6));
    }
    for pair in person.told_at.windows(2) {
        assert!(pair[1] - pair[0] >= 20.0, "{:?}", person.told_at);
    }
    assert!(person.minutes() > 118.0, "two hours: {}", person.minutes());
    person.stage.keys("Ctrl-q");
    assert!(!person.stage.quit);
    insta::assert_snapshot!("what_the_session_was", person.stage.frame());
    person.stage.keys("4");
    assert!(person.stage.quit);
}
