//! What is said: the item with its classes, a page, a list with numbers, a line to fill in.
//!
//! Invariant: every line is made of [`Shown`] text or of words of our own.

use super::lists;
use crate::command::Screen;
use crate::schema::ItemIndex;
use crate::session::RevealState;
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::{count, percent};
use crate::tui::images::item_in_sight;
use crate::tui::model::{Model, Overlay, Phase};
use crate::tui::picker::Picker;
use crate::tui::screens::{in_place_of_text, why_asked, why_in_review};
use crate::tui::why::NOTHING_LEARNT;

/// The most entries of a list that are read out.
const MOST_ENTRIES: usize = 20;

/// What was said last, so that nothing is said twice.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Told {
    item: Option<(ItemIndex, Option<RevealState>, bool)>,
    phase: Option<Phase>,
    list: Option<String>,
}

/// What is said before anything else.
pub(super) fn opening(model: &Model) -> Vec<String> {
    let what = match model.screen {
        Screen::Review => "review",
        Screen::Home | Screen::Label => "label",
    };
    vec![
        format!("{} · {what} · {}", model.name, model.annotator),
        "Answer with a number or a name; `help` lists the commands, `quit` ends.".into(),
    ]
}

/// What is new since the last time.
pub(super) fn what_is_new(model: &mut Model, told: &mut Told) -> Vec<String> {
    let mut lines = std::mem::take(&mut model.said);
    // A page is read once, and then the item is there again.
    while let Some(Overlay::Page(page)) = model.overlays.last() {
        lines.push(format!("{}:", page.title));
        lines.extend(page.text.lines());
        model.overlays.pop();
    }
    match model.overlays.last() {
        Some(Overlay::Picker(picker)) => {
            let said = entries(picker);
            let whole = said.join("\n");
            if told.list.as_ref() != Some(&whole) {
                lines.extend(said);
                told.list = Some(whole);
            }
            return lines;
        }
        Some(list @ (Overlay::Items(_) | Overlay::Classes(_))) => {
            let said = match list {
                Overlay::Items(list) => lists::items(model, list),
                _ => lists::classes(model),
            };
            let whole = said.join("\n");
            if told.list.as_ref() != Some(&whole) {
                lines.extend(said);
                told.list = Some(whole);
            }
            return lines;
        }
        Some(Overlay::Prompt(prompt)) => {
            let before = Shown::line(prompt.editor.text());
            // Some questions have their mark already.
            let question = prompt.question.as_str().trim_end_matches('?');
            lines.push(if before.is_empty() {
                format!("{question}? (an empty line leaves it)")
            } else {
                format!("{question}? (an empty line leaves it; now: {before})")
            });
            return lines;
        }
        Some(Overlay::Confirm { question, .. }) => {
            lines.push(format!(
                "{question} `yes` does it, an empty line leaves it."
            ));
            return lines;
        }
        Some(Overlay::Break { .. }) => {
            lines.push("A break. Any line goes back to the item.".into());
            return lines;
        }
        Some(Overlay::Insights(_)) => {
            model.overlays.pop();
            lines.push("`querist status` tells how far and how good, in words".into());
        }
        Some(Overlay::Matrix(_)) => {
            model.overlays.pop();
            lines.push("`querist agreement` tells who disagrees with whom, in words".into());
        }
        Some(Overlay::Menu(_) | Overlay::Help(_) | Overlay::NewProject(_)) => {
            model.overlays.pop();
            lines.extend(commands(model));
        }
        Some(Overlay::Page(_) | Overlay::Summary) | None => {}
    }
    told.list = None;
    lines.extend(item(model, told));
    lines
}

/// The item, when it is another or more of it is in sight; or why there is none.
fn item(model: &Model, told: &mut Told) -> Vec<String> {
    let in_sight = model.asked.as_ref().map(|asked| asked.in_sight.clone());
    let is_veiled = model.reviewed.as_ref().is_some_and(|on| on.view.is_veiled);
    let now = model.item().map(|item| (item, in_sight, is_veiled));
    let is_same = told.item == now && told.phase == Some(model.phase);
    told.item = now;
    told.phase = Some(model.phase);
    if is_same {
        return Vec::new();
    }
    let mut lines = vec![String::new()];
    if let Some(progress) = &model.progress {
        let again = match progress.again {
            0 => String::new(),
            again => format!(" and {} again", count(again)),
        };
        let (answered, left) = (count(progress.answered), count(progress.unanswered()));
        lines.push(format!("{answered} answered, {left} to ask{again}"));
    }
    if let Some(progress) = &model.review_progress {
        let (left, decided) = (count(progress.left), count(progress.decided));
        lines.push(format!("{left} to review, {decided} decided"));
    }
    let words = in_place_of_text(model);
    if let Some(asked) = model.asked.as_ref() {
        lines.push(asked.meta.as_str().to_owned());
    }
    if let Some(reviewed) = model.reviewed.as_ref() {
        lines.push(reviewed.meta.as_str().to_owned());
    }
    match words {
        Some(words) => lines.push(Shown::line(&words).as_str().to_owned()),
        None => lines.extend(model.text.lines()),
    }
    if let (Some(_), Some(none)) = (item_in_sight(model), model.image.terminal.refusal()) {
        lines.push(none.words().to_owned());
    }
    if model.item().is_some() {
        lines.extend(annotations(model));
        lines.extend(classes(model));
        let learns = model.progress.as_ref().is_none_or(|known| known.learns);
        if !learns {
            lines.push(NOTHING_LEARNT.into());
        }
        let query = model.asked.as_ref().map(|asked| &asked.query);
        match query.map(|query| query.why.as_ref()) {
            Some(Some(why)) => lines.push(Shown::line(&why.sentence).as_str().to_owned()),
            // Of an item that is asked blind: why nothing is told, or that it comes again.
            Some(None) if learns => lines.push(why_asked(model).as_str().to_owned()),
            Some(None) | None => {}
        }
        let reasons = why_in_review(model);
        if !reasons.is_empty() {
            lines.push(reasons.as_str().to_owned());
        }
    }
    lines
}

/// The classes with their numbers; with what the model thinks, where it may be told.
fn classes(model: &Model) -> Vec<String> {
    let Some(labels) = model.labels() else {
        return Vec::new();
    };
    let asked = model.asked.as_ref();
    let opinion = asked.and_then(|asked| asked.query.opinion.as_ref());
    let mut lines: Vec<String> = labels
        .active()
        .enumerate()
        .map(|(place, (id, label))| {
            let number = label.key.map_or((place + 1).to_string(), String::from);
            let share = opinion.and_then(|opinion| {
                let mut known = opinion.probabilities.iter();
                known.find(|(known, _)| *known == id).map(|(_, p)| *p)
            });
            let share = share.map_or(String::new(), |p| {
                format!(", the model thinks {}", percent(f64::from(p)))
            });
            format!("{number} {}{share}", Shown::line(&label.name))
        })
        .collect();
    if lines.is_empty() {
        lines.push("no class yet: `new class NAME` adds one".into());
    }
    lines
}

/// Who said what, under review.
fn annotations(model: &Model) -> Vec<String> {
    let reviewed = model.reviewed.as_ref();
    let annotations = reviewed.map_or(&[][..], |on| on.view.annotations.as_slice());
    annotations
        .iter()
        .map(|annotation| {
            let who = match &annotation.name {
                Some(name) => name.to_string(),
                None => annotation.letter.clone(),
            };
            let what = match annotation.verdict {
                Verdict::Label(label) => model.label_name(label),
                Verdict::Unsure => "unsure".to_owned(),
            };
            let note = annotation.note.as_ref();
            let note = note.map_or(String::new(), |note| format!(", with the note: {note}"));
            let line = format!("{who} said {what}{note}");
            Shown::line(&line).as_str().to_owned()
        })
        .collect()
}

/// A list with numbers to choose by.
fn entries(picker: &Picker) -> Vec<String> {
    let visible = picker.visible();
    let title = picker.title.as_str();
    let end = if title.ends_with('?') { "" } else { ":" };
    let mut lines = vec![format!("{title}{end}")];
    if visible.is_empty() {
        lines.push(picker.nothing().to_owned());
    }
    for (at, entry) in visible.iter().enumerate().take(MOST_ENTRIES) {
        let mut line = format!("{}. {}", at + 1, entry.title);
        match entry.disabled {
            Some(why) => line.push_str(&format!(" (not now: {why})")),
            None if entry.detail.is_empty() => {}
            None => line.push_str(&format!(": {}", entry.detail)),
        }
        lines.push(line);
    }
    let more = visible.len().saturating_sub(MOST_ENTRIES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.push(if picker.filter.is_some() {
        "a number chooses, words narrow the list, an empty line leaves it".into()
    } else {
        "a number chooses, an empty line leaves it".into()
    });
    lines
}

/// The commands by their names.
pub(super) fn commands(model: &Model) -> Vec<String> {
    let situation = model.situation();
    let mut lines = vec!["A number or a name of a class answers. The commands are:".to_owned()];
    for row in model.keymap.rows_on(model.screen) {
        if super::hear::is_about_the_screen(row.id) {
            continue;
        }
        let why = row.enabled(&situation).err();
        let why = why.map_or(String::new(), |why| format!(" (not now: {why})"));
        lines.push(format!("{}: {}{why}", row.id.replace('-', " "), row.doc));
    }
    lines
}
