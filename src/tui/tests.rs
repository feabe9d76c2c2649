//! Home, the wizard and the lessons, by keys alone: tasks run as in the program, frames go into
//! a `TestBackend`.

mod making;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::message::{HomeRequest, Inbox, Message, Request};
use super::model::Model;
use super::project_tasks::ProjectTasks;
use super::running_session::{RunningSession, SessionStarter};
use super::screens::view;
use super::theme::Theme;
use super::update::{begin_with_file, go_home, update};
use crate::home::Lessons;
use crate::schema::{Annotator, Key};

/// The application without a terminal.
struct App {
    model: Model,
    tasks: ProjectTasks,
    starter: SessionStarter,
    running: Option<RunningSession>,
    inbox: Receiver<Inbox>,
    now: Duration,
    quit: bool,
    keys: usize,
    folder: tempfile::TempDir,
    size: (u16, u16),
}

impl App {
    /// At home, in a data folder of its own with nothing in it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (sender, inbox) = sync_channel(4_096);
        let ada = Annotator::new("ada").unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let mut model = Model::at_home("ada", Theme::plain());
        model.lessons = Lessons::read(&data);
        let mut app = Self {
            model,
            tasks: ProjectTasks::new(),
            starter: SessionStarter::new(ada, Some(data), sender),
            running: None,
            inbox,
            now: Duration::from_secs(1),
            quit: false,
            keys: 0,
            folder,
            size: (80, 24),
        };
        let requests = go_home(&mut app.model, app.starter.user_data.as_deref());
        app.carry_out(requests);
        app.settle();
        app
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Begins as `querist FILE` does.
    fn open_file(&mut self, file: &Path) {
        let requests = begin_with_file(&mut self.model, file.to_path_buf());
        self.carry_out(requests);
        self.wait_until("the wizard", |frame| frame.contains("the same as"));
    }

    fn carry_out(&mut self, requests: Vec<Request>) {
        for request in requests {
            match request {
                Request::Quit => self.quit = true,
                Request::Home(HomeRequest::Leave) => {
                    let ended = self.running.take().map(RunningSession::close);
                    let requests = go_home(&mut self.model, self.starter.user_data.as_deref());
                    self.model.left(&ended.unwrap());
                    self.carry_out(requests);
                }
                Request::Home(request) => self.tasks.run(request, &self.starter),
                Request::Send(command) => self.running.as_ref().unwrap().session.command(command),
                _ => {}
            }
        }
    }

    fn send(&mut self, message: Message) {
        let requests = update(&mut self.model, message);
        self.carry_out(requests);
        if self.model.awaits_paint() {
            self.now += Duration::from_millis(5);
            update(&mut self.model, Message::Painted(self.now));
        }
    }

    /// Takes in what comes, until nothing came for a while.
    fn settle(&mut self) {
        while let Ok(arrived) = self.inbox.recv_timeout(Duration::from_millis(150)) {
            self.take(arrived);
        }
    }

    fn take(&mut self, arrived: Inbox) {
        match arrived {
            Inbox::Message(message) => self.send(message),
            Inbox::Session(_, event) => self.send(Message::Event(event)),
            Inbox::Opened(project, screen) => {
                let running = self.starter.begin(*project, screen).unwrap();
                self.model
                    .begin_session(&running.session, screen, running.is_sample);
                self.running = Some(running);
            }
            Inbox::Redraw | Inbox::Line(_) => {}
        }
    }

    fn wait_until(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        for _ in 0..600 {
            if holds(&self.frame()) {
                return;
            }
            if let Ok(arrived) = self.inbox.recv_timeout(Duration::from_millis(50)) {
                self.take(arrived);
            }
        }
        panic!("{what} never came:\n{}", self.frame());
    }

    fn press(&mut self, key: Key) {
        self.now += Duration::from_millis(500);
        self.keys += 1;
        self.send(Message::Key(key, self.now));
    }

    /// Presses keys: single characters, or names.
    fn keys(&mut self, script: &str) {
        for word in script.split_whitespace() {
            let key = Key::named(&word.to_lowercase()).unwrap_or(Key::Enter);
            self.press(key);
            self.settle();
        }
    }

    /// Types a word: one key, as a person counts it.
    fn text(&mut self, text: &str) {
        let before = self.keys;
        for character in text.chars() {
            self.press(Key::Char(character));
        }
        self.keys = before + 1;
        self.settle();
    }

    fn frame(&self) -> String {
        let (columns, rows) = self.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let line = |row| {
            let cells = (0..columns).map(|column| buffer[(column, row)].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        let lines: Vec<String> = (0..rows).map(line).collect();
        // The folder of a test has another name each time.
        let folder = self.folder.path().canonicalize().unwrap();
        let text = lines.join("\n") + "\n";
        text.replace(&folder.display().to_string(), "~")
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Message::Resize(columns, rows));
    }
}

/// Twelve tickets with two people's answers beside them.
fn tickets() -> String {
    let mut text = String::from("ticket,body,channel,Anna,Ben\n");
    for n in 0..12 {
        let (a, b) = (["pos", "neg"][n % 2], ["neg", "pos"][n / 2 % 2]);
        let channel = ["mail", "web"][n % 2];
        text.push_str(&format!(
            "T{n},what is said in ticket {n},{channel},{a},{b}\n"
        ));
    }
    text
}

#[test]
fn home_before_anything_was_opened() {
    insta::assert_snapshot!(App::new().frame());
}

#[test]
fn a_sample_is_opened_left_and_found_with_its_progress() {
    let mut app = App::new();
    app.keys("Enter");
    app.wait_until("the first item", |frame| frame.contains("item T"));
    app.keys("1 2 3");
    app.keys("Space p");
    app.wait_until("the progress", |frame| frame.contains("label: 437 left"));
    let frame = app.frame();
    assert!(
        frame.contains("3 answers in this session, all saved"),
        "{frame}"
    );
    assert!(!app.quit);
    // Quitting a session that was begun here comes back here, and here it ends querist.
    app.keys("Enter");
    app.wait_until("the item", |frame| frame.contains("3 answered"));
    app.keys("Ctrl-q");
    app.wait_until("home", |frame| frame.contains("your projects"));
    assert!(!app.quit);
    app.keys("q");
    assert!(app.quit);
}

#[test]
fn from_a_new_file_to_the_tenth_label_in_at_most_24_keys() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.keys("n");
    app.text(&file.display().to_string());
    app.keys("Enter");
    app.wait_until("the wizard", |frame| frame.contains("the same as"));
    // The project lies beside the file, not where the tests run.
    let place = app.path("made");
    let before = app.keys;
    app.keys("pagedown ctrl-u");
    app.text(&place.display().to_string());
    app.keys = before;
    app.keys("Enter");
    app.wait_until("the line for a class", |frame| {
        frame.contains("Enter names it")
    });
    for (at, class) in ["login", "invoice", "bug", "praise"].iter().enumerate() {
        if at > 0 {
            app.keys("+");
        }
        app.text(class);
        app.keys("Enter");
        // Where naming a class does not answer with it, its key does.
        if !app.frame().contains(&format!("{} answered", at + 1)) {
            app.keys(&(at + 1).to_string());
            app.keys -= 1;
        }
    }
    app.keys("1 2 3 4 1 2");
    app.wait_until("the tenth label", |frame| frame.contains("10 answered"));
    assert!(app.keys <= 24, "{} keys", app.keys);
    assert!(place.join("querist.toml").is_file());
}

#[test]
fn the_wizard_at_80x24() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    app.open_file(&file);
    insta::assert_snapshot!(app.frame());
    // Anna's answers are taken in, the channel is read, too, and no item is held out.
    app.keys("Down Down t Down a Down Down Down Left Left");
    insta::assert_snapshot!("the_wizard_with_changes", app.frame());
}

#[test]
fn the_files_to_choose_from() {
    let mut app = App::new();
    std::fs::create_dir(app.path("work")).unwrap();
    std::fs::write(app.path("work/tickets.csv"), tickets()).unwrap();
    std::fs::write(app.path("work/notes.odt"), "x").unwrap();
    app.keys("n");
    app.text(&format!("{}/", app.path("work").display()));
    app.keys("Enter");
    app.wait_until("the folder", |frame| frame.contains("tickets.csv"));
    app.wait_until("the beginning", |frame| frame.contains("what is said"));
    insta::assert_snapshot!(app.frame());
    app.text("nothing");
    assert!(app.frame().contains("nothing fits"), "{}", app.frame());
}

#[test]
fn what_fits_nothing_shows_no_beginning_of_another_file() {
    let mut app = App::new();
    std::fs::write(app.path("tickets.csv"), tickets()).unwrap();
    let folder = app.folder.path().to_path_buf();
    app.keys("n");
    app.text(&folder.display().to_string());
    app.keys("Enter");
    app.text("tickets");
    app.wait_until("the beginning", |frame| frame.contains("what is said"));
    app.text("x");
    let frame = app.frame();
    assert!(frame.contains("nothing fits"), "{frame}");
    assert!(!frame.contains("what is said"), "{frame}");
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_leads_back() {
    let mut app = App::new();
    app.keys("n");
    let file = app.path("none.csv").display().to_string();
    app.text(&file);
    app.keys("Enter");
    app.wait_until("the refusal", |frame| frame.contains("cannot read"));
    assert!(app.frame().contains("choose a file"), "{}", app.frame());
    app.keys("Esc");
    assert!(app.frame().contains("your projects"), "{}", app.frame());
}

#[test]
fn projects_are_filtered_told_when_gone_and_taken_off_the_list() {
    let mut app = App::new();
    for name in ["alpha", "beta"] {
        let sample = crate::project::Sample::find("tickets").unwrap();
        let layout = sample.copy_to(&app.path(name)).unwrap();
        let data = app.starter.user_data.clone().unwrap();
        let now = "2026-03-14T09:00:00Z".parse().unwrap();
        crate::home::RecentProjects::read(&data)
            .opened(layout.root(), name, now)
            .unwrap();
    }
    std::fs::remove_dir_all(app.path("alpha")).unwrap();
    let requests = go_home(&mut app.model, app.starter.user_data.as_deref());
    app.carry_out(requests);
    app.wait_until("both", |frame| {
        frame.contains("is not there any more") && frame.contains("label: 440 left")
    });
    app.keys("/");
    app.text("alph");
    assert!(!app.frame().contains("label: 440 left"), "{}", app.frame());
    app.keys("Enter");
    assert!(
        app.frame()
            .contains("there is no project in its folder any more"),
        "{}",
        app.frame()
    );
    app.keys("Esc");
    app.keys("Down x");
    let frame = app.frame();
    assert!(!frame.contains("is not there any more"), "{frame}");
    assert!(app.frame().contains("off the list"), "{}", app.frame());
    app.resize(160, 50);
    assert!(
        app.frame().contains("the chosen project"),
        "{}",
        app.frame()
    );
}

#[cfg(unix)]
#[test]
fn a_project_that_cannot_be_read_is_not_called_gone_and_holds_no_other_back() {
    let mut app = App::new();
    let data = app.starter.user_data.clone().unwrap();
    let sample = crate::project::Sample::find("tickets").unwrap();
    for name in ["whole", "piped", "bare"] {
        let layout = sample.copy_to(&app.path(name)).unwrap();
        let now = "2026-03-14T09:00:00Z".parse().unwrap();
        crate::home::RecentProjects::read(&data)
            .opened(layout.root(), name, now)
            .unwrap();
    }
    let pipe = app.path("piped/guidelines.md");
    std::fs::remove_file(&pipe).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
    std::fs::remove_file(app.path("bare/querist.toml")).unwrap();
    // One entry of the list cannot be read, either.
    let list = data.join("recent.json");
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replacen('[', "[1,", 1)).unwrap();
    app.resize(200, 50);
    let requests = go_home(&mut app.model, app.starter.user_data.as_deref());
    app.carry_out(requests);
    app.wait_until("all three", |frame| {
        frame.contains("bare has no querist.toml")
            && frame.contains("guidelines.md is a pipe")
            && frame.contains("label: 440 left")
    });
    let frame = app.frame();
    assert!(frame.contains("has 1 of 4 entries that cannot"), "{frame}");
    assert!(!frame.contains("not there any more"), "{frame}");
    app.keys("Enter");
    app.wait_until("why not", |frame| frame.contains("put that file back"));
    assert!(!app.frame().contains("no project is chosen"));
}

#[test]
fn a_sample_about_disagreement_opens_where_it_is_reviewed() {
    let mut app = App::new();
    app.keys("Down Down Enter");
    app.wait_until("the review", |frame| frame.contains("to review"));
    app.wait_until("an annotation", |frame| frame.contains("A "));
}

#[test]
fn a_project_without_classes_begins_with_naming_the_first() {
    let mut app = App::new();
    app.keys("Down Enter");
    app.wait_until("the line", |frame| frame.contains("Enter names it"));
    app.text("question");
    app.keys("Enter");
    app.wait_until("the class", |frame| frame.contains("question"));
    assert!(!app.frame().contains("Enter names it"), "{}", app.frame());
}

#[test]
fn a_sample_teaches_five_keys_once() {
    let mut app = App::new();
    app.keys("Enter");
    app.wait_until("the first item", |frame| frame.contains("item T"));
    app.wait_until("the first lesson", |frame| frame.contains("try it, 1 of 5"));
    insta::assert_snapshot!(app.frame());
    app.keys("1");
    assert!(app.frame().contains("try it, 2 of 5"), "{}", app.frame());
    app.keys("Space Esc");
    assert!(app.frame().contains("try it, 3 of 5"), "{}", app.frame());
    app.keys("Esc");
    assert!(!app.frame().contains("try it"), "{}", app.frame());
    app.settle();
    let lessons = Lessons::read(app.starter.user_data.as_deref().unwrap());
    assert_eq!(lessons.current(), None);
}

#[test]
fn with_one_class_no_answer_is_taught_and_the_keys_stay_in_sight() {
    let mut app = App::new();
    app.keys("Down Enter");
    app.wait_until("the line", |frame| frame.contains("Enter names it"));
    app.text("question");
    app.keys("Tab");
    app.wait_until("the class", |frame| frame.contains("question"));
    let last = |app: &App| app.frame().lines().last().unwrap_or_default().to_owned();
    assert!(!last(&app).contains("gives its class"), "{}", app.frame());
    for hint in ["+ class", "→ skip", "Space menu", "? help"] {
        assert!(last(&app).contains(hint), "{hint}: {}", app.frame());
    }
    app.keys("+");
    app.text("praise");
    app.keys("Tab");
    app.wait_until("the lesson", |frame| {
        frame.contains("try it, 1 of 5: a key 1-2 gives its class")
    });
    for hint in ["Space menu", "? help"] {
        assert!(last(&app).contains(hint), "{hint}: {}", app.frame());
    }
}

#[test]
fn no_size_breaks_home_or_the_wizard() {
    let mut app = App::new();
    let file = app.path("tickets.csv");
    std::fs::write(&file, tickets()).unwrap();
    for stage in 0..3 {
        match stage {
            1 => app.keys("n"),
            2 => app.open_file(&file),
            _ => {}
        }
        for columns in [0, 1, 19, 20, 21, 40, 79, 80, 99, 100, 110, 200] {
            for rows in [0, 1, 5, 6, 7, 8, 12, 13, 14, 24, 50] {
                app.resize(columns, rows);
                let lines = app.frame().lines().count();
                assert_eq!(lines, usize::from(rows).max(1), "{columns}x{rows}");
            }
        }
        app.resize(80, 24);
    }
}
