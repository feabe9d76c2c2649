//! The screen of the review without a terminal: keys go through `update`, commands through a
//! session, and frames into a `TestBackend`.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use querist::clock::FixedClock;
use querist::project::Layout;
use querist::schema::{Adjudication, Annotator, Key};
use querist::session::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationSession, AnalysisResult, SessionCommand,
    SessionEvent,
};
use querist::state::ItemState;
use querist::tui::{Message, Model, Request, Screen, Theme, update, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::annotations::second_opinion;
use crate::stage::{key, text_of};
use crate::support::projects::{open_as, start};

pub(crate) struct ReviewStage {
    pub(crate) model: Model,
    pub(crate) session: AdjudicationSession,
    pub(crate) now: Duration,
    pub(crate) quit: bool,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<FixedClock>,
    size: (u16, u16),
}

impl ReviewStage {
    /// The sample that four people labeled, reviewed by cleo on an 80×24 screen; everything that
    /// is computed beside the screen is there.
    pub(crate) fn sample() -> Self {
        // It takes seconds and is the same each time: once is enough for all tests.
        static FOUND: OnceLock<Vec<AnalysisResult>> = OnceLock::new();
        let mut stage = Self::opening();
        let found = FOUND.get_or_init(|| stage.found());
        stage.take(found.clone());
        stage
    }

    /// The same, as it is before anything is computed.
    pub(crate) fn opening() -> Self {
        let folder = tempfile::tempdir().unwrap();
        second_opinion(folder.path());
        Self::open(folder)
    }

    /// A project folder, opened by cleo.
    pub(crate) fn open(folder: tempfile::TempDir) -> Self {
        let layout = Layout::find(folder.path()).unwrap();
        let cleo = Annotator::new("cleo").unwrap();
        let project = open_as(&layout, &cleo, start());
        let model = Model::of(
            Screen::Review,
            project.items.clone(),
            project.guidelines.clone(),
            &project.config.name,
            "cleo",
            Theme::plain(),
        );
        // A month after the labels were given.
        let clock = Arc::new(FixedClock::at(start()));
        let session = AdjudicationSession::new(project, clock.clone(), None).unwrap();
        let mut stage = Self {
            model,
            session,
            now: Duration::from_secs(1),
            quit: false,
            folder,
            clock,
            size: (80, 24),
        };
        for event in stage.session.begin() {
            stage.hear(event);
        }
        stage.paint();
        stage
    }

    /// Computes what is computed beside the screen, and shows it.
    pub(crate) fn study(&mut self) -> &mut Self {
        let found = self.found();
        self.take(found);
        self
    }

    fn found(&self) -> Vec<AnalysisResult> {
        let (sender, findings) = channel();
        let study = self.session.analysis();
        study.run(&AtomicBool::new(false), |finding| {
            sender.send(finding).is_ok()
        });
        findings.try_iter().collect()
    }

    fn take(&mut self, found: Vec<AnalysisResult>) {
        for finding in found {
            for event in self.session.take_result(finding) {
                self.hear(event);
            }
        }
    }

    /// Ends the session and opens the same project again.
    pub(crate) fn reopen(mut self) -> Self {
        self.session.handle(AdjudicationCommand::Close);
        let Self {
            folder, session, ..
        } = self;
        drop(session);
        Self::open(folder)
    }

    /// Takes in what the session says.
    pub(crate) fn hear(&mut self, event: AdjudicationEvent) {
        self.send(Message::Event(SessionEvent::Adjudication(event)));
    }

    /// Passes a message through the update and carries its requests out.
    pub(crate) fn send(&mut self, message: Message) {
        for request in update(&mut self.model, message) {
            match request {
                Request::Quit => self.quit = true,
                Request::Image(request) => self.send(request.carry_out()),
                Request::Redraw
                | Request::Suspend
                | Request::Keep(..)
                | Request::Copy(_)
                | Request::Home(_)
                | Request::EditGuidelines
                // Files are read again by the session in its thread.
                | Request::Send(SessionCommand::ReadGuidelines) => {}
                Request::Send(command) => {
                    let SessionCommand::Adjudication(command) = command else {
                        panic!("a command of labeling");
                    };
                    self.clock.advance(Duration::from_secs(1));
                    for event in self.session.handle(command) {
                        self.hear(event);
                    }
                }
            }
        }
    }

    /// Says that a frame is on the terminal.
    pub(crate) fn paint(&mut self) {
        if self.model.awaits_paint() {
            self.send(Message::Painted(self.now));
        }
    }

    /// Presses a key after a while, and paints.
    pub(crate) fn press_after(&mut self, wait: Duration, key: Key) {
        self.now += wait;
        self.send(Message::Key(key, self.now));
        self.now += Duration::from_millis(5);
        self.paint();
    }

    /// Presses keys two seconds apart: single characters, or names such as Enter, Backspace.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for word in script.split_whitespace() {
            self.press_after(Duration::from_secs(2), key(word));
        }
        self
    }

    /// Types text, character by character.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.press_after(Duration::from_millis(200), Key::Char(character));
        }
        self
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.size = (columns, rows);
        self.send(Message::Resize(columns, rows));
        self
    }

    /// The frame as text.
    pub(crate) fn frame(&self) -> String {
        let (columns, rows) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        text_of(terminal.backend().buffer(), columns, rows)
    }

    /// Whether the frame holds the words; fails with the frame.
    pub(crate) fn expect(&mut self, words: &str) -> &mut Self {
        let frame = self.frame();
        assert!(frame.contains(words), "no {words:?} in\n{frame}");
        self
    }

    /// The id of the item on the screen.
    pub(crate) fn item(&self) -> String {
        let item = self.model.item().expect("an item is on the screen");
        self.session.items().get(item).id.clone()
    }

    /// What the state says of an item.
    pub(crate) fn said(&self, id: &str) -> ItemState {
        let item = self.session.items().find(id).unwrap();
        self.session.state().item(item).clone()
    }

    /// The ruling in force on an item.
    pub(crate) fn ruling(&self, id: &str) -> Option<Adjudication> {
        Some(self.said(id).adjudication()?.decision.clone())
    }
}
