//! What is done on the home screen, and what comes back of it.

use std::path::Path;

use super::{effects, setup};
use crate::command::{HomeAction, Screen};
use crate::schema::Key;
use crate::text::Shown;
use crate::tui::editor::Editor;
use crate::tui::home::{Home, HomeEntry, Known};
use crate::tui::message::{HomeMessage, HomeRequest, Request, Unread};
use crate::tui::model::{Model, Overlay, Severity};
use crate::tui::wizard::NewProject;

/// Shows the person's projects; how far each is comes back later.
pub(in crate::tui) fn go_home(model: &mut Model, user_data: Option<&Path>) -> Vec<Request> {
    let begun = model.home.begun.take();
    model.show_projects(Home::read(user_data));
    model.home.begun = begun;
    if let Some(trouble) = model.home.trouble.take() {
        model.notify(Severity::Warning, &trouble);
    }
    vec![read(model)]
}

fn read(model: &Model) -> Request {
    Request::Home(HomeRequest::Read(model.home.to_read()))
}

/// Does what a command of the home screen asks for.
pub(super) fn act(model: &mut Model, action: HomeAction) -> Vec<Request> {
    match action {
        HomeAction::Show if model.screen == Screen::Home => {}
        HomeAction::Show => return vec![Request::Home(HomeRequest::Leave)],
        HomeAction::Open => {
            let screen = model.home.current().map(HomeEntry::where_needed);
            return open(model, screen.unwrap_or(Screen::Label));
        }
        HomeAction::Label => return open(model, Screen::Label),
        HomeAction::Review => return open(model, Screen::Review),
        HomeAction::Gather => {
            if let Some(entry) = model.home.current() {
                let folder = entry.folder.clone();
                busy(model, "taking the labels in");
                return vec![Request::Home(HomeRequest::Gather(folder))];
            }
        }
        HomeAction::Forget => {
            if let Some(entry) = model.home.current() {
                let (folder, name) = (entry.folder.clone(), entry.name.clone());
                model.home.remove(&folder);
                model.tell(&format!(
                    "{name} is off the list; its folder stays as it is"
                ));
                return vec![Request::Home(HomeRequest::Forget(folder))];
            }
        }
        HomeAction::New => return setup::begin(model),
        HomeAction::Filter => {
            model.home.filter = Some(Editor::new(""));
            model.home.selected = 0;
        }
        HomeAction::Back if model.home.filter.is_some() => model.home.filter = None,
        HomeAction::Back => return vec![Request::Quit],
    }
    Vec::new()
}

fn open(model: &mut Model, screen: Screen) -> Vec<Request> {
    let Some(entry) = model.home.current() else {
        return Vec::new();
    };
    if model.home.busy.is_some() {
        return Vec::new();
    }
    let (folder, sample) = (entry.folder.clone(), entry.sample);
    let name = entry.name.clone();
    busy(model, &format!("opening {name}"));
    vec![Request::Home(HomeRequest::Open(folder, sample, screen))]
}

/// Says what is being done with a project, until it is done.
pub(super) fn busy(model: &mut Model, words: &str) {
    model.notice = None;
    model.home.busy = Some(Shown::line(words));
}

/// Takes a key that belongs to the list or its filter; none when it may be a command.
pub(super) fn press(model: &mut Model, key: Key) -> Option<Vec<Request>> {
    let home = &mut model.home;
    match key {
        Key::Ctrl('n') => home.select_by(1),
        Key::Ctrl('p') => home.select_by(-1),
        Key::Esc | Key::Enter | Key::Up | Key::Down | Key::PageUp | Key::PageDown => return None,
        Key::Ctrl('c') if home.filter.take().is_some() => {}
        _ => {
            let edited = home.filter.as_mut().is_some_and(|line| line.press(key));
            if !edited {
                return None;
            }
            home.selected = 0;
        }
    }
    Some(Vec::new())
}

/// Takes in what is known of projects now.
pub(super) fn take(model: &mut Model, message: HomeMessage) -> Vec<Request> {
    match message {
        HomeMessage::Summary(folder, known) => {
            let known = match known {
                Ok((summary, when)) => Known::Read(summary, when),
                // A sample that was never opened is not missing.
                Err(Unread::Missing) if model.home.is_sample(&folder) => return Vec::new(),
                Err(Unread::Missing) => Known::Missing,
                Err(Unread::Broken(why)) => Known::Unreadable(Shown::line(&why)),
            };
            model.home.learn(&folder, known);
        }
        HomeMessage::Failed(what, next) => {
            model.home.busy = None;
            model.home.then_told = None;
            // A project that was made and cannot be opened is there all the same.
            let is_made = |overlay: &Overlay| {
                matches!(overlay, Overlay::NewProject(NewProject::Deciding(wizard))
                    if wizard.making.is_some())
            };
            if model.overlays.last().is_some_and(is_made) {
                let is_other = |overlay: &Overlay| !matches!(overlay, Overlay::NewProject(_));
                model.overlays.retain(is_other);
            }
            model.notify(Severity::Warning, &format!("{what} — {next}"));
        }
        HomeMessage::Gathered(folder, new) => {
            model.home.busy = None;
            model.tell(&match new {
                0 => "nothing in these files is new".to_owned(),
                labels => format!("{labels} labels taken in: r reviews where they differ"),
            });
            let exported = None;
            return vec![Request::Home(HomeRequest::Read(vec![(folder, exported)]))];
        }
        HomeMessage::Setup(event) => return setup::take(model, *event),
    }
    Vec::new()
}

/// Ends what goes on: a session that was begun at home leads back there, all else ends querist.
pub(super) fn end(model: &Model) -> Vec<Request> {
    if model.from_home && model.screen != Screen::Home {
        return effects::leave();
    }
    vec![Request::Quit]
}
