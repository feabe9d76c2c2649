//! A screen without a terminal: keys go through `update`, commands through a session that learns
//! inline, and frames into a `TestBackend`.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use querist::clock::FixedClock;
use querist::project::{OpenProject, Sample};
use querist::schema::{Annotator, Key};
use querist::session::{
    LabelingCommand, LabelingEvent, LabelingSession, SessionCommand, SessionEvent,
};
use querist::tui::{ImageRequest, Message, Model, Mouse, Request, Screen, Theme, update, view};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Color;

pub(crate) struct Stage {
    pub(crate) model: Model,
    pub(crate) session: LabelingSession,
    clock: Arc<FixedClock>,
    /// The moment on the stage up to which the session's clock was moved.
    told: Duration,
    pub(crate) now: Duration,
    pub(crate) quit: bool,
    /// What is asked of the session and not done yet.
    commands: VecDeque<LabelingCommand>,
    is_at_it: bool,
    pub(crate) suspended: usize,
    /// How often the guidelines were to be edited.
    pub(crate) edits: usize,
    /// Settings that were to be kept.
    pub(crate) kept: Vec<(&'static str, String)>,
    /// Images are not made at once: they wait here.
    pub(crate) holds_images: bool,
    pub(crate) images: Vec<ImageRequest>,
    /// What was copied last.
    pub(crate) copied: Option<String>,
    pub(crate) folder: tempfile::TempDir,
    size: (u16, u16),
}

impl Stage {
    /// A copy of a bundled sample, opened by ada on an 80×24 screen.
    pub(crate) fn sample(name: &str) -> Self {
        Self::sample_in(name, Theme::plain())
    }

    /// The same in another theme.
    pub(crate) fn sample_in(name: &str, theme: Theme) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Sample::find(name).unwrap().copy_to(folder.path()).unwrap();
        Self::open_in(folder, theme)
    }

    /// A project folder, opened by ada on an 80×24 screen.
    pub(crate) fn open(folder: tempfile::TempDir) -> Self {
        Self::open_in(folder, Theme::plain())
    }

    fn open_in(folder: tempfile::TempDir, theme: Theme) -> Self {
        Self::open_on(folder, theme, |model| model)
    }

    /// The same on a terminal that makes the model another one.
    pub(crate) fn open_on(
        folder: tempfile::TempDir,
        theme: Theme,
        terminal: impl FnOnce(Model) -> Model,
    ) -> Self {
        let start: Timestamp = "2026-03-14T09:00:00Z".parse().unwrap();
        let layout = querist::project::Layout::find(folder.path()).unwrap();
        let ada = Annotator::new("ada").unwrap();
        let project = OpenProject::open(layout, ada, start).unwrap();
        let model = Model::of(
            Screen::Label,
            project.items.clone(),
            project.guidelines.clone(),
            &project.config.name,
            "ada",
            theme,
        );
        let clock = Arc::new(FixedClock::at(start));
        let session = LabelingSession::inline(project, clock.clone()).unwrap();
        let mut stage = Self {
            model: terminal(model),
            session,
            clock,
            told: Duration::from_secs(1),
            now: Duration::from_secs(1),
            quit: false,
            commands: VecDeque::new(),
            is_at_it: false,
            suspended: 0,
            edits: 0,
            kept: Vec::new(),
            holds_images: false,
            images: Vec::new(),
            copied: None,
            folder,
            size: (80, 24),
        };
        let reports = stage.session.begin();
        for event in reports {
            stage.hear(event);
        }
        stage.paint();
        stage
    }

    /// Ends the session and opens the same project again.
    pub(crate) fn reopen(mut self) -> Self {
        self.session
            .handle(querist::session::LabelingCommand::Close);
        let Self {
            folder, session, ..
        } = self;
        drop(session);
        Self::open(folder)
    }

    /// Passes a message through `update` and carries its requests out.
    pub(crate) fn send(&mut self, message: Message) {
        self.clock.advance(self.now.saturating_sub(self.told));
        self.told = self.told.max(self.now);
        for request in update(&mut self.model, message) {
            match request {
                Request::Quit => self.quit = true,
                // Files are read again by the session in its thread.
                Request::Redraw
                | Request::Home(_)
                | Request::Send(SessionCommand::ReadGuidelines) => {}
                Request::Image(request) if self.holds_images => self.images.push(request),
                Request::Image(request) => self.send(request.carry_out()),
                Request::Copy(text) => self.copied = Some(text),
                Request::Keep(name, value) => self.kept.push((name, value)),
                Request::Suspend => self.suspended += 1,
                Request::EditGuidelines => self.edits += 1,
                Request::Send(SessionCommand::Labeling(command)) => {
                    self.commands.push_back(command);
                }
                Request::Send(_) => panic!("a command of the review"),
            }
        }
        self.carry_out_commands();
    }

    /// Gives the commands in turn, each when all was heard of the one before, as the session's
    /// thread does.
    fn carry_out_commands(&mut self) {
        if std::mem::replace(&mut self.is_at_it, true) {
            return;
        }
        while let Some(command) = self.commands.pop_front() {
            for event in self.session.handle(command) {
                self.hear(event);
            }
        }
        self.is_at_it = false;
    }

    /// Takes in what the session says.
    pub(crate) fn hear(&mut self, event: LabelingEvent) {
        self.send(Message::Event(SessionEvent::Labeling(event)));
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

    /// Uses the mouse after a while, and paints.
    pub(crate) fn mouse(&mut self, did: Mouse) {
        self.now += Duration::from_secs(2);
        self.send(Message::Mouse(did, self.now));
        self.now += Duration::from_millis(5);
        self.paint();
    }

    /// The column and the row in which some words begin.
    pub(crate) fn place_of(&self, words: &str) -> (u16, u16) {
        let frame = self.frame();
        let found = frame.lines().enumerate().find_map(|(row, line)| {
            let before = &line[..line.find(words)?];
            Some((before.chars().count() as u16, row as u16))
        });
        found.unwrap_or_else(|| panic!("no {words:?} in\n{frame}"))
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
        text_of(&self.buffer(), columns, rows)
    }

    /// The frame, with what it looks like.
    pub(crate) fn buffer(&self) -> Buffer {
        let (columns, rows) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// How many cells of the frame have a colour of their own.
    pub(crate) fn coloured_cells(&self) -> usize {
        let buffer = self.buffer();
        let cells = buffer.content.iter();
        let coloured = cells.filter(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
        coloured.count()
    }

    /// The id of the item on the screen.
    pub(crate) fn item(&self) -> String {
        let item = self.model.item().expect("an item is on the screen");
        self.session.items().get(item).id.clone()
    }

    /// The label in force of an item.
    pub(crate) fn label(&self, id: &str) -> Option<String> {
        let items = self.session.items();
        let state = self.session.state();
        let label = state.item(items.find(id).unwrap()).label()?;
        Some(state.labels().name(label).to_owned())
    }
}

/// What stands in a buffer, line by line.
pub(crate) fn text_of(buffer: &Buffer, columns: u16, rows: u16) -> String {
    let mut text = String::new();
    for row in 0..rows {
        let line: String = (0..columns)
            .map(|column| buffer[(column, row)].symbol().to_owned())
            .collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A key by its name or its character.
pub(crate) fn key(word: &str) -> Key {
    match word {
        "Space" => Key::Char(' '),
        "Enter" => Key::Enter,
        "Esc" => Key::Esc,
        "Tab" => Key::Tab,
        "Shift-Tab" => Key::BackTab,
        "Backspace" => Key::Backspace,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "Home" => Key::Home,
        "End" => Key::End,
        "PgDn" => Key::PageDown,
        "PgUp" => Key::PageUp,
        _ if word.starts_with("Ctrl-") => Key::Ctrl(word.chars().last().unwrap()),
        _ => {
            let mut chars = word.chars();
            let only = chars.next().unwrap();
            assert!(chars.next().is_none(), "{word:?} is no key");
            Key::Char(only)
        }
    }
}
