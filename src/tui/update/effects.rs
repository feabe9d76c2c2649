//! Carries out what a command asks for.

use super::{classes, drafts, home, items, lists, pages, veil};
use crate::command::{Answer, Effect, Question, Row, Screen, Toggle};
use crate::home::Lesson;
use crate::schema::{Adjudication, ItemIndex};
use crate::session::{
    AdjudicationCommand, Filter, LabelingCommand, ResponseTiming, RevealState, Scope, Selection,
    SessionCommand,
};
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::clipboard;
use crate::tui::editor::Editor;
use crate::tui::format::count;
use crate::tui::item_list::ItemList;
use crate::tui::lessons;
use crate::tui::matrix::Matrix;
use crate::tui::message::{HomeRequest, Request};
use crate::tui::model::{Menu, Model, Overlay, Phase, Prompt, Severity};

/// Active seconds from which a session ends with a summary.
const LONG_SESSION: f64 = 600.0;

/// Gives a command, or says why it cannot be given now.
pub(in crate::tui) fn run(model: &mut Model, row: &Row) -> Vec<Request> {
    let situation = model.situation();
    if let Err(reason) = row.enabled(&situation) {
        model.tell(&format!("{}: {reason}", row.title));
        return Vec::new();
    }
    let lesson = match row.id {
        "undo" => Some(Lesson::Undo),
        "skip" => Some(Lesson::Skip),
        "why" => Some(Lesson::Why),
        "menu" => Some(Lesson::Menu),
        _ => None,
    };
    let mut requests = carry_out(model, row.effect(&situation));
    requests.extend(lesson.map_or_else(Vec::new, |lesson| lessons::learn(model, lesson)));
    requests
}

/// Does what a command or a choice from a list asks for.
pub(in crate::tui) fn carry_out(model: &mut Model, effect: Effect) -> Vec<Request> {
    match effect {
        Effect::Nothing => {}
        Effect::Say(words) => model.tell(&words),
        Effect::Run(id) => {
            if let Some(row) = model.keymap.row(id) {
                return run(model, &row);
            }
        }
        Effect::Send(command) => return send(command),
        Effect::Answer(given) => return answer(model, given),
        Effect::Visit(item) => return visit(model, item),
        Effect::Reveal(how) => return veil::reveal(model, how),
        Effect::Toggle(what) => return toggle(model, what),
        Effect::List(list) => return lists::open(model, list),
        Effect::Page(page) => pages::open(model, page),
        Effect::Ask(question) => ask(model, question),
        Effect::Menu => model.overlays.push(Overlay::Menu(Menu::default())),
        Effect::Insights => {
            model.overlays.push(Overlay::Insights(None));
            return send(LabelingCommand::Insights);
        }
        Effect::Matrix => {
            // What was said of an item has nothing to do with the tables.
            model.notice = None;
            let matrix = Matrix::new(model.labels());
            model.overlays.push(Overlay::Matrix(Box::new(matrix)));
            return send(AdjudicationCommand::Tables);
        }
        Effect::Look(name) => {
            model.look.chosen.clone_from(&name);
            model.theme = model.look.current();
            return vec![Request::Keep("theme", name)];
        }
        Effect::EditGuidelines => return vec![Request::EditGuidelines],
        Effect::Copy => return copy(model),
        Effect::Items(view, typing) => {
            return items::open(model, ItemList::new(view, typing));
        }
        Effect::Classes => return classes::open(model),
        Effect::Break => model.overlays.push(Overlay::Break { since: model.now }),
        Effect::Scroll { by, pages } => scroll(model, by, pages),
        Effect::Back => return back(model),
        Effect::Redraw => return vec![Request::Redraw],
        Effect::Suspend => return vec![Request::Suspend],
        Effect::Home(action) => return home::act(model, action),
        Effect::Interrupt => {
            model.quitting = true;
            model.tell(match model.screen {
                Screen::Home => "Ctrl-C once more leaves querist",
                _ => "Ctrl-C once more ends the session; everything is saved already",
            });
        }
        Effect::Quit => return quit(model),
    }
    Vec::new()
}

/// Puts what is in sight of the item on the clipboard, as its bytes are.
fn copy(model: &mut Model) -> Vec<Request> {
    let Some(item) = model.item() else {
        return Vec::new();
    };
    let in_sight = model.asked.as_ref().map(|asked| &asked.in_sight);
    let text = &model.items.get(item).text;
    let text = match in_sight {
        Some(RevealState::Masked(masked)) => masked.text.clone(),
        Some(RevealState::Beginning(end)) => text.get(..*end).unwrap_or_default().to_owned(),
        Some(RevealState::Nothing) => return Vec::new(),
        Some(RevealState::Whole) | None => text.clone(),
    };
    if text.len() > clipboard::MOST {
        let size = count(text.len() / 1_000);
        model.notify(
            Severity::Warning,
            &format!(
                "not copied: {size} kB are more than terminals take; `querist export` writes it"
            ),
        );
        return Vec::new();
    }
    model.tell("copied, where the terminal allows it");
    vec![Request::Copy(text)]
}

/// Tells the session.
pub(super) fn send(command: impl Into<SessionCommand>) -> Vec<Request> {
    vec![Request::Send(command.into())]
}

/// Records an answer of the item on the screen, if there is one that waits and can be seen.
fn answer(model: &mut Model, given: Answer) -> Vec<Request> {
    if let Some(why) = model.read_only() {
        let text = format!("nothing can be saved: {why}");
        model.notify(Severity::Warning, &text);
        return Vec::new();
    }
    let (Phase::Asking, Some(item), Some(clock)) = (model.phase, model.item(), model.clock())
    else {
        return Vec::new();
    };
    if model.is_hidden() && !matches!(given, Answer::Skip | Answer::Assign { .. }) {
        let text = veil::how_to_see(model);
        model.tell(&format!("nothing of it is shown yet: {text}"));
        return Vec::new();
    }
    // An answered item that one went to and does not change stays as it is.
    let asked = model.asked.as_ref();
    let is_answered = asked.is_some_and(|asked| asked.query.previous.is_some());
    if given == Answer::Skip && model.visiting && is_answered {
        return back(model);
    }
    let time = clock.time(model.now);
    let is_label = matches!(given, Answer::Label(_));
    let command = match model.screen {
        Screen::Home | Screen::Label => label(item, &given, time).map(SessionCommand::from),
        Screen::Review => {
            let rationale = model.rationale().map(str::to_owned);
            decide(item, given, rationale, time).map(SessionCommand::from)
        }
    };
    let Some(command) = command else {
        return Vec::new();
    };
    model.phase = Phase::Sending;
    model.unsaved += 1;
    model.notice = None;
    let mut requests = send(command);
    if std::mem::take(&mut model.visiting) {
        requests.extend(lists::come_back(model));
    }
    if is_label {
        requests.extend(lessons::learn(model, Lesson::Answer));
    }
    requests
}

/// The answer where items are labeled; `None` for what cannot be said there.
fn label(item: ItemIndex, given: &Answer, time: ResponseTiming) -> Option<LabelingCommand> {
    let verdict = match given {
        Answer::Label(label) => Verdict::Label(*label),
        Answer::Unsure => Verdict::Unsure,
        Answer::Skip => return Some(LabelingCommand::Skip { item, time }),
        Answer::NewClass(item, name) => {
            return Some(LabelingCommand::AddAndJudge {
                item: *item,
                name: name.clone(),
                time,
            });
        }
        Answer::Keep | Answer::Gap(_) | Answer::Assign { .. } => return None,
    };
    Some(LabelingCommand::Judge {
        item,
        verdict,
        time,
    })
}

/// The answer where disagreement is reviewed; `None` for what cannot be said there.
fn decide(
    item: ItemIndex,
    given: Answer,
    rationale: Option<String>,
    time: ResponseTiming,
) -> Option<AdjudicationCommand> {
    let decision = match given {
        Answer::Label(label) => Adjudication::Label(label),
        Answer::Keep => Adjudication::KeepDistribution,
        Answer::Gap(question) => Adjudication::GuidelineGap(question),
        Answer::Skip => return Some(AdjudicationCommand::Skip { item, time }),
        Answer::Assign { to, why } => {
            let why = (!why.is_empty()).then_some(why);
            return Some(AdjudicationCommand::Send {
                item,
                to,
                why,
                time,
            });
        }
        Answer::Unsure | Answer::NewClass(..) => return None,
    };
    Some(AdjudicationCommand::Decide {
        item,
        decision,
        rationale,
        time,
    })
}

/// Shows an item that the person chose.
fn visit(model: &mut Model, item: ItemIndex) -> Vec<Request> {
    model.visiting = true;
    match model.screen {
        Screen::Home | Screen::Label => {
            // What was said of the item before is none of this one's, and no list stands over it.
            model.notice = None;
            model.overlays.clear();
            send(LabelingCommand::Show(item))
        }
        Screen::Review => {
            // The tables that led here have done their work.
            model.overlays.clear();
            model.notice = None;
            send(AdjudicationCommand::Show(item))
        }
    }
}

fn toggle(model: &Model, what: Toggle) -> Vec<Request> {
    if let (Toggle::Opinion, Some(progress)) = (what, model.progress.as_ref()) {
        return send(LabelingCommand::Opinion(progress.opinion.next()));
    }
    let Some(shows) = model
        .review_progress
        .as_ref()
        .map(|progress| progress.display)
    else {
        return Vec::new();
    };
    match what {
        Toggle::Opinion => Vec::new(),
        Toggle::Likelihood => send(AdjudicationCommand::Probable(!shows.probable)),
        Toggle::Names => send(AdjudicationCommand::Names(!shows.names)),
        Toggle::Reliability => send(AdjudicationCommand::Reliability(!shows.reliability)),
    }
}

/// Asks for a line beside the item on the screen.
fn ask(model: &mut Model, asking: Question) {
    let (question, text) = match &asking {
        Question::NewClass | Question::AddClass => ("new class".to_owned(), String::new()),
        Question::Rename(label) => {
            let name = model.label_name(*label);
            (format!("new name of {name}"), name)
        }
        Question::Split(label) => {
            let name = model.label_name(*label);
            (
                format!("split {name} into, with commas between"),
                String::new(),
            )
        }
        Question::ClassKey(label) => {
            let name = model.label_name(*label);
            (format!("key of {name}: a letter or digit"), String::new())
        }
        Question::Describe(label) => {
            let name = model.label_name(*label);
            let words = model.guidelines.description(&name).unwrap_or_default();
            (format!("what is {name}?"), words)
        }
        Question::Note => {
            let note = model.asked.as_ref().and_then(|asked| asked.note.clone());
            ("note beside this item".into(), note.unwrap_or_default())
        }
        Question::Gap => ("what is left open?".into(), String::new()),
        Question::Rationale => {
            let before = model.rationale().unwrap_or_default();
            ("why is it decided so?".into(), before.to_owned())
        }
        Question::Assignee => ("who is to judge it?".into(), String::new()),
        Question::Reason(_) => ("why? (they do not see it)".into(), String::new()),
    };
    model.forget_warning();
    let item = model.item();
    let typed = drafts::take(model, &asking, item);
    let held = typed.as_ref().unwrap_or(&text);
    model.overlays.push(Overlay::Prompt(Prompt {
        item,
        asking,
        question: Shown::line(&question),
        editor: Editor::new(held),
        opened_filled: !held.is_empty(),
        before: text,
    }));
}

/// Moves in the text, and notes that it was read on.
fn scroll(model: &mut Model, by: isize, pages: bool) {
    if model.screen == Screen::Home {
        let page = model.page_rows().cast_signed();
        model.home.select_by(if pages { by * page } else { by });
        return;
    }
    let rows = model.text_rows();
    let page = rows.cast_signed() - 1;
    model
        .text
        .scroll_by(if pages { by * page } else { by }, rows);
    if let Some(clock) = model.clock_mut() {
        clock.time.scrolled = true;
    }
}

/// Leaves an item that the person went to, or else a filter or a suggestion.
fn back(model: &mut Model) -> Vec<Request> {
    if std::mem::take(&mut model.visiting) {
        let mut requests = match model.screen {
            Screen::Home | Screen::Label => send(LabelingCommand::Next),
            Screen::Review => send(AdjudicationCommand::Next),
        };
        requests.extend(lists::come_back(model));
        return requests;
    }
    let selection = model
        .review_progress
        .as_ref()
        .map(|progress| progress.selection);
    if let Some(selection) = selection.filter(|known| known.filter != Filter::None) {
        // Where people agree was looked at for the cell's sake alone.
        let agrees = matches!(selection.filter, Filter::Cell(one, other) if one == other);
        let scope = if agrees {
            Scope::Disputed
        } else {
            selection.scope
        };
        return send(AdjudicationCommand::Choose(Selection {
            filter: Filter::None,
            scope,
            ..selection
        }));
    }
    model.notice = None;
    let suggestion = model
        .progress
        .as_ref()
        .map(|progress| &progress.person.suggestion);
    if suggestion.is_some_and(Option::is_some) {
        let key = model.key_of("break-suggestions");
        model.tell(&format!(
            "no break for now; {key} switches these suggestions off for this session"
        ));
        return send(LabelingCommand::DismissBreak);
    }
    lessons::leave(model).unwrap_or_default()
}

/// After long work the program ends with what was done; a second key ends it at once.
fn quit(model: &mut Model) -> Vec<Request> {
    let worked = model.progress.as_ref().map(|progress| progress.pace);
    if worked.is_some_and(|pace| pace.active_seconds >= LONG_SESSION) {
        model.overlays.push(Overlay::Summary);
        return Vec::new();
    }
    home::end(model)
}

/// Ends the session and leads to the projects.
pub(super) fn leave() -> Vec<Request> {
    vec![Request::Home(HomeRequest::Leave)]
}
