//! What keys do while a project is made of a file, and what comes back of it.

use std::path::PathBuf;

use super::{home, pages};
use crate::command::Screen;
use crate::schema::Key;
use crate::setup::{Role, STEPS, SetupCommand, SetupEvent, Survey};
use crate::text::Shown;
use crate::tui::browser::{Browser, Chosen};
use crate::tui::message::{HomeRequest, Request};
use crate::tui::model::{Model, Overlay, Severity};
use crate::tui::wizard::{NewProject, Wizard, explained};

/// Begins with a list of files.
pub(super) fn begin(model: &mut Model) -> Vec<Request> {
    model.notice = None;
    let browser = Box::new(Browser::new());
    model
        .overlays
        .push(Overlay::NewProject(NewProject::Choosing(browser)));
    vec![ask(SetupCommand::List(PathBuf::from(".")))]
}

/// Begins with a file that was named.
pub(in crate::tui) fn begin_with_file(model: &mut Model, file: PathBuf) -> Vec<Request> {
    let reading = NewProject::Reading(file.clone());
    model.overlays.push(Overlay::NewProject(reading));
    vec![ask(SetupCommand::Survey(file))]
}

fn ask(command: SetupCommand) -> Request {
    Request::Home(HomeRequest::Setup(Box::new(command)))
}

/// Puts a stage back or in place of the one before.
fn show(model: &mut Model, stage: NewProject) {
    model.overlays.push(Overlay::NewProject(stage));
}

/// Keeps what was decided of a project that is left unmade.
pub(super) fn keep(model: &mut Model, stage: NewProject) {
    if let NewProject::Deciding(mut wizard) = stage
        && wizard.making.take().is_none()
        && wizard.is_changed()
    {
        model.home.begun = Some(wizard);
    }
}

/// The decisions on a file that was just read: as they were left, if the file is as it was.
fn decisions(model: &mut Model, survey: Survey) -> (Box<Wizard>, Vec<Request>) {
    let begun = model
        .home
        .begun
        .take_if(|begun| begun.survey.is_as(&survey));
    let Some(wizard) = begun else {
        return (Box::new(Wizard::new(survey)), Vec::new());
    };
    model.tell("here is what you had chosen before you left");
    // What was being counted then is counted now.
    let is_uncounted = wizard.preview.is_none();
    let count = SetupCommand::Sort(wizard.survey.file.clone(), wizard.roles());
    let requests = is_uncounted.then(|| ask(count)).into_iter().collect();
    (wizard, requests)
}

pub(super) fn press(model: &mut Model, stage: NewProject, key: Key) -> Vec<Request> {
    match stage {
        NewProject::Choosing(browser) => choose(model, browser, key),
        // Nothing can be done but leave, which the caller did.
        NewProject::Reading(file) => {
            show(model, NewProject::Reading(file));
            Vec::new()
        }
        NewProject::MadeBefore(wizard) => open_or_make(model, wizard, key),
        NewProject::Deciding(wizard) => decide(model, wizard, key),
    }
}

/// A project was made of the file before: Enter opens it, `n` goes on to make another.
fn open_or_make(model: &mut Model, wizard: Box<Wizard>, key: Key) -> Vec<Request> {
    let mut requests = Vec::new();
    let stage = match key {
        Key::Char('n') if model.home.busy.is_none() => {
            model.notice = None;
            NewProject::Deciding(wizard)
        }
        Key::Enter if model.home.busy.is_none() => {
            if let Some(known) = &wizard.survey.made_before {
                let folder = known.folder.clone();
                home::busy(model, &format!("opening {}", known.name));
                let open = HomeRequest::Open(folder, None, Screen::Label);
                requests.push(Request::Home(open));
            }
            NewProject::MadeBefore(wizard)
        }
        _ => NewProject::MadeBefore(wizard),
    };
    show(model, stage);
    requests
}

fn choose(model: &mut Model, mut browser: Box<Browser>, key: Key) -> Vec<Request> {
    let mut requests = Vec::new();
    let goes_up = key == Key::Left || (key == Key::Backspace && browser.line.text().is_empty());
    let above = browser.folder().and_then(|folder| folder.parent());
    match (key, above) {
        (Key::Enter, _) => match browser.chosen() {
            Some(Chosen::File(file)) => {
                // Esc leads back to the list.
                show(model, NewProject::Choosing(browser));
                return begin_with_file(model, file);
            }
            Some(Chosen::Project(folder)) => {
                home::busy(model, "opening");
                let open = HomeRequest::Open(folder, None, Screen::Label);
                return vec![Request::Home(open)];
            }
            Some(Chosen::Folder(folder)) => requests.push(ask(SetupCommand::List(folder))),
            None => {}
        },
        (_, Some(above)) if goes_up => {
            requests.push(ask(SetupCommand::List(above.to_path_buf())));
        }
        _ => {
            if browser.press(key, model.page_rows()) {
                let peek = browser.wants_peek().map(SetupCommand::Peek);
                requests.extend(peek.map(ask));
            }
        }
    }
    show(model, NewProject::Choosing(browser));
    requests
}

fn decide(model: &mut Model, mut wizard: Box<Wizard>, key: Key) -> Vec<Request> {
    let mut requests = Vec::new();
    if wizard.making.is_none() {
        model.notice = None;
        if key == Key::Enter {
            if wizard.held_out().is_none() {
                model.notify(Severity::Warning, &wizard.checks_buy());
            } else {
                wizard.making = Some(STEPS[0]);
                let create = SetupCommand::Create(Box::new(wizard.choices()), wizard.roles());
                requests.push(ask(create));
            }
        } else {
            let before = wizard.roles();
            let is_known = wizard.press(key);
            // On a line it is what somebody types.
            let explains = key == Key::Char('?') && !is_known;
            let roles = wizard.roles();
            if roles != before {
                wizard.preview = None;
                let file = wizard.survey.file.clone();
                requests.push(ask(SetupCommand::Sort(file, roles)));
            }
            show(model, NewProject::Deciding(wizard));
            if explains {
                pages::show(model, "what a column can be", explained());
            } else if !is_known {
                model.tell(&format!("{key} is no key here; ↑ ↓ lead to another row"));
            }
            return requests;
        }
    }
    show(model, NewProject::Deciding(wizard));
    requests
}

pub(super) fn paste(stage: &mut NewProject, text: &str) {
    match stage {
        NewProject::Choosing(browser) => {
            browser.line.paste(text);
            browser.selected = 0;
        }
        NewProject::Deciding(wizard) => wizard.paste(text),
        NewProject::Reading(_) | NewProject::MadeBefore(_) => {}
    }
}

/// Takes in what was found, or done.
pub(super) fn take(model: &mut Model, event: SetupEvent) -> Vec<Request> {
    // A page may stand over it.
    let mut stages = model.overlays.iter_mut().rev();
    let stage = stages.find_map(|overlay| match overlay {
        Overlay::NewProject(stage) => Some(stage),
        _ => None,
    });
    let Some(stage) = stage else {
        return Vec::new();
    };
    match (event, stage) {
        (SetupEvent::Listed(listing), NewProject::Choosing(browser)) => {
            browser.show(listing);
            let peek = browser.wants_peek().map(SetupCommand::Peek);
            return peek.map(ask).into_iter().collect();
        }
        (SetupEvent::Peeked(path, peek), NewProject::Choosing(browser)) => {
            browser.peek = Some((path, peek));
        }
        (SetupEvent::Failed(what, next), NewProject::Choosing(browser)) => {
            browser.problem = Some(Shown::line(&format!("{what} — {next}")));
        }
        (SetupEvent::Surveyed(survey), NewProject::Reading(file)) if survey.file == *file => {
            model.overlays.pop();
            let (wizard, requests) = decisions(model, *survey);
            show(
                model,
                match wizard.survey.made_before {
                    Some(_) => NewProject::MadeBefore(wizard),
                    None => NewProject::Deciding(wizard),
                },
            );
            return requests;
        }
        (SetupEvent::Sorted(roles, preview), NewProject::Deciding(wizard))
            if roles == wizard.roles() =>
        {
            wizard.preview = Some(preview);
        }
        (SetupEvent::Failed(what, next), NewProject::Reading(_)) => {
            let told = format!("{what} — {next}");
            model.overlays.pop();
            // Back in the list, or at home, where the file was named on the command line.
            if let Some(Overlay::NewProject(NewProject::Choosing(browser))) =
                model.overlays.last_mut()
            {
                browser.problem = Some(Shown::line(&told));
            } else {
                model.notify(Severity::Warning, &told);
            }
        }
        (SetupEvent::Making(what), NewProject::Deciding(wizard)) => wizard.making = Some(what),
        (SetupEvent::Failed(what, next), NewProject::Deciding(wizard)) => {
            wizard.making = None;
            model.notify(Severity::Warning, &format!("{what} — {next}"));
        }
        (
            SetupEvent::Created {
                folder,
                told,
                command,
            },
            NewProject::Deciding(wizard),
        ) => {
            wizard.making = Some(STEPS[3]);
            let mut words = told;
            words.push(format!("the same as: {command}"));
            model.home.then_told = Some(words.join(" · "));
            // What two people labeled already is there to be reviewed, not to be asked.
            let annotators = wizard.roles.iter().filter(|role| **role == Role::Annotator);
            let screen = if annotators.count() > 1 {
                Screen::Review
            } else {
                Screen::Label
            };
            let open = HomeRequest::Open(folder, None, screen);
            return vec![Request::Home(open)];
        }
        _ => {}
    }
    Vec::new()
}
