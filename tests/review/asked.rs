//! What was asked of somebody: where it is found while it is out, and how it is told when it came.

use std::sync::Arc;
use std::time::Duration;

use querist::clock::FixedClock;
use querist::project::Layout;
use querist::schema::Annotator;
use querist::session::{
    AdjudicationCommand, LabelingCommand, LabelingEvent, LabelingSession, SessionEvent,
};
use querist::state::Verdict;
use querist::tui::{Message, Model, Screen, Theme, update, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::stage::ReviewStage;
use crate::stage::text_of;
use crate::support::projects::{on_screen, open_as, saved, start};

fn later(hours: u64) -> Duration {
    Duration::from_secs(3_600 * hours)
}

/// The session of somebody who labels in the folder, on their screen.
struct Colleague {
    session: LabelingSession,
    model: Model,
}

impl Colleague {
    /// So many hours after the review began.
    fn sits_down(folder: &std::path::Path, name: &str, hours: u64) -> Self {
        let layout = Layout::find(folder).unwrap();
        let who = Annotator::new(name).unwrap();
        let project = open_as(&layout, &who, start());
        let mut model = Model::of(
            Screen::Label,
            project.items.clone(),
            project.guidelines.clone(),
            &project.config.name,
            name,
            Theme::plain(),
        );
        let clock = FixedClock::at(start() + later(hours));
        let mut session = LabelingSession::inline(project, Arc::new(clock)).unwrap();
        for event in session.begin() {
            update(&mut model, Message::Event(SessionEvent::Labeling(event)));
        }
        Self { session, model }
    }

    fn frame(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        text_of(terminal.backend().buffer(), 80, 24)
    }

    /// Answers the item on the screen.
    fn says(&mut self, class: &str) -> Vec<LabelingEvent> {
        let item = self.session.current().unwrap().item();
        let label = self.session.state().labels().find(class).unwrap();
        let reports = self.session.handle(LabelingCommand::Judge {
            item,
            verdict: Verdict::Label(label),
            time: on_screen(2.0),
        });
        assert!(saved(&reports), "{reports:?}");
        reports
    }
}

/// Ends the review; its folder.
fn left(mut stage: ReviewStage) -> tempfile::TempDir {
    stage.session.handle(AdjudicationCommand::Close);
    drop(stage.session);
    stage.folder
}

/// A reviewer who asked whoever gave the first annotation, with a reason: the stage, the item, who was
/// asked, and what they had said.
fn asked() -> (ReviewStage, String, String, String) {
    let mut stage = ReviewStage::opening();
    let first = stage.item();
    stage
        .keys("Space a Enter")
        .text("is that irony?")
        .keys("Enter");
    let of = stage.session.state().requested()[0].of.clone();
    let said = stage.said(&first);
    let Verdict::Label(label) = said.judgement_of(&of).unwrap().verdict else {
        panic!("they gave a label");
    };
    let label = stage.session.state().labels().name(label).to_owned();
    (stage, first, of.to_string(), label)
}

#[test]
fn what_was_sent_stands_among_the_decisions_with_whom_it_waits_for() {
    let (mut stage, first, of, _) = asked();
    let second = stage.item();
    stage.keys("Space a").text("somebody").keys("Enter");
    stage.text("eve").keys("Enter Enter 1");
    stage
        .keys("Space h")
        .expect("decided or sent, latest first")
        .expect(&format!("waits for one who labeled it  {first} "))
        .expect(&format!("waits for eve                 {second} "))
        .expect("decided: fine");
    // Letters go without names, and names without letters.
    assert!(!stage.frame().contains(&of), "{}", stage.frame());
    stage.text("one who").keys("Enter");
    assert_eq!(stage.item(), first);
    stage
        .expect("waits for one who labeled it")
        .expect("you asked: is that irony?");
    stage
        .keys("Esc Space l Space h")
        .expect(&format!("waits for {of}"));
}

#[test]
fn the_list_of_items_says_what_it_holds() {
    let (mut stage, first, ..) = asked();
    stage.keys("1");
    let left = |frame: &str| {
        let words = frame.split(" to review").next().unwrap();
        words.rsplit(' ').next().unwrap().to_owned()
    };
    let to_review = left(&stage.frame());
    stage.keys("/").expect(&format!(
        "╭ items whose labels differ: {to_review} to review ─"
    ));
    stage.keys("Esc Space o").text("with what").keys("Enter /");
    stage.expect(&format!(
        "items whose labels differ: {to_review} to review, 1 decided, 1 sent ─"
    ));
    stage.text(&first).expect("waits for one who labeled it");
}

#[test]
fn a_judgement_that_was_asked_for_is_told_when_it_came() {
    let (stage, first, of, label) = asked();
    let folder = left(stage);
    let mut colleague = Colleague::sits_down(folder.path(), &of, 1);
    // What is asked of them counts, and nothing says that it was asked before.
    let frame = colleague.frame();
    assert!(frame.contains("170 answered · 1 to ask"), "{frame}");
    assert!(!frame.contains("irony?"), "{frame}");
    let other = ["fine", "rude", "off-topic"];
    let other = other.into_iter().find(|class| *class != label).unwrap();
    colleague.says(other);
    drop(colleague);
    let mut stage = ReviewStage::open(folder);
    stage.clock.advance(later(2));
    assert_eq!(stage.item(), first, "it comes first");
    stage
        .expect("1 item was judged again as asked: it comes first")
        .expect("· 1 judged again")
        .resize(160, 50)
        .expect("judged again as asked, and the answer changed")
        .expect("you asked: is that irony?");
    stage.resize(80, 24);
    stage.keys("/").expect("judged again: ").keys("Esc");
    stage
        .keys("Space l")
        .expect(&format!("{of} judged it again"));
    stage.keys("1");
    assert!(!stage.frame().contains("judged again"), "{}", stage.frame());
    let mut stage = stage.reopen();
    stage.clock.advance(later(3));
    assert_ne!(stage.item(), first);
    assert!(!stage.frame().contains("judged again"), "{}", stage.frame());
    // A second look at what was decided comes back, too.
    stage.keys("Space h Enter");
    assert_eq!(stage.item(), first);
    stage.keys("Space a").text("somebody").keys("Enter");
    stage.text(&of).keys("Enter Enter");
    let folder = left(stage);
    let mut colleague = Colleague::sits_down(folder.path(), &of, 4);
    colleague.says(other);
    drop(colleague);
    let mut stage = ReviewStage::open(folder);
    assert_eq!(stage.item(), first);
    stage.resize(160, 50).expect("and the answer stayed");
}

#[test]
fn who_sits_down_where_all_is_answered_hears_of_what_differs() {
    let folder = left(ReviewStage::opening());
    let colleague = Colleague::sits_down(folder.path(), "ada", 1);
    let frame = colleague.frame();
    let disputed = colleague.session.state();
    let disputed = colleague
        .session
        .items()
        .iter()
        .filter(|(index, _)| {
            let said = disputed.item(*index).judgements();
            said.iter().any(|one| one.verdict != said[0].verdict)
        })
        .count();
    assert!(disputed > 20);
    let words = format!("On {disputed} items the labels differ: `querist review`");
    assert!(frame.contains(&words), "{frame}");
}
