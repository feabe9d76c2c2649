//! What does the engine's word change on the screen?

use std::fmt::Write as _;

use super::veil;
use crate::query::{QueryView, Revealed};
use crate::schema::{Arm, LabelSet};
use crate::session::{LabelingEvent, ResponseTiming, RevealState, SearchHit};
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::{count, counted, percent};
use crate::tui::message::Effect;
use crate::tui::model::{Asked, Model, Overlay, Phase, Severity};
use crate::tui::page::Page;
use crate::tui::passage::TextView;
use crate::tui::person;
use crate::tui::picker::{Choice, Entry, Kind};

pub(super) fn take(model: &mut Model, report: LabelingEvent) -> Vec<Effect> {
    match report {
        LabelingEvent::Preparing => model.phase = Phase::Preparing,
        LabelingEvent::Features(far) => model.preparing = far,
        LabelingEvent::Ask {
            face,
            flagged,
            note,
        } => ask(model, *face, flagged, note),
        LabelingEvent::Done => {
            model.phase = Phase::Done;
            model.asked = None;
            model.passage = TextView::default();
        }
        LabelingEvent::OnlySensitive(words, can_lift) => {
            model.phase = Phase::Held { can_lift };
            model.held = Shown::line(&words);
            model.asked = None;
            model.passage = TextView::default();
        }
        LabelingEvent::Uncovered {
            item,
            in_sight,
            veil_again_after,
        } => veil::uncovered(model, item, in_sight, veil_again_after),
        LabelingEvent::Categories(categories) => veil::categories(model, categories),
        LabelingEvent::Saved {
            verdict, revealed, ..
        } => {
            model.unsaved = model.unsaved.saturating_sub(1);
            let text = saved(model, verdict, revealed);
            model.tell(Severity::Quiet, text);
        }
        LabelingEvent::Undone(_) => {
            model.visiting = false;
            model.tell(
                Severity::Quiet,
                Shown::plain("taken back; an answer that was there is marked •"),
            );
        }
        LabelingEvent::Marked {
            item,
            flagged,
            note,
        } => {
            if let Some(asked) = &mut model.asked
                && asked.face.item == item
            {
                asked.flagged = flagged;
                asked.note = note;
                model.tell(Severity::Quiet, Shown::plain("saved beside the item"));
            }
        }
        LabelingEvent::BreakSuggested(words) => {
            let text = format!("{words} * yes, Esc no, % why");
            model.tell(Severity::Quiet, Shown::line(&text));
        }
        LabelingEvent::Person(person) => {
            let page = Page::new("how you are", person::words(&person), model.text_width());
            model.layers.push(Overlay::Page(page));
        }
        LabelingEvent::Told(text) => model.tell(Severity::Quiet, Shown::line(&text)),
        LabelingEvent::Refused(what, next) => refused(model, Severity::Warning, &what, &next),
        LabelingEvent::NotConfirmed(what, next) => refused(model, Severity::Alarm, &what, &next),
        LabelingEvent::Progress(progress) => {
            model.progress = Some(*progress);
            refresh_classes(model);
        }
        LabelingEvent::Found(found, all) => {
            let entries = entries(model, &found);
            let title = if all > found.len() {
                format!(
                    "find: the first {} of {}",
                    count(found.len()),
                    counted(all, "hit")
                )
            } else {
                format!("find: {}", counted(all, "hit"))
            };
            fill(model, Kind::Find, Some(&Shown::line(&title)), entries);
        }
        LabelingEvent::SetAside(list, all) => {
            let found: Vec<SearchHit> = list.iter().map(|(found, _)| found.clone()).collect();
            let mut entries = entries(model, &found);
            for (entry, (_, why)) in entries.iter_mut().zip(&list) {
                entry.title = Shown::line(why);
            }
            let title = format!("set aside: {}", counted(all, "item"));
            fill(model, Kind::SetAside, Some(&Shown::line(&title)), entries);
        }
        LabelingEvent::History(found) => {
            let entries = entries(model, &found);
            fill(model, Kind::History, None, entries);
        }
    }
    Vec::new()
}

fn ask(model: &mut Model, face: QueryView, flagged: bool, note: Option<String>) {
    let unanswered = std::mem::replace(&mut model.phase, Phase::Asking) == Phase::Asking;
    if let Some(asked) = model.asked.as_mut()
        && asked.face.item == face.item
        && asked.face.veil.is_some() == face.veil.is_some()
        && unanswered
    {
        // The same item again, because something around it changed: its clock runs on.
        model.passage.tint(&face.pulls);
        asked.face = face;
        asked.flagged = flagged;
        asked.note = note;
        return;
    }
    let in_sight = if face.veil.is_some() {
        RevealState::Nothing
    } else {
        RevealState::Whole
    };
    let (text, meta) = veil::in_sight(model, face.item, &in_sight);
    model.passage = TextView::new(text, model.text_width());
    model.passage.tint(&face.pulls);
    model.asked = Some(Asked {
        meta,
        in_sight,
        veil_again_after: f64::INFINITY,
        face,
        flagged,
        note,
        painted_at: None,
        last_act: model.now,
        time: ResponseTiming::default(),
    });
}

/// What may be told after an answer.
fn saved(model: &Model, verdict: Option<Verdict>, revealed: Revealed) -> Shown {
    let name = |labels: Option<&LabelSet>, label| {
        labels.map_or(String::new(), |labels| labels.name(label).to_owned())
    };
    let mut text = match verdict {
        Some(Verdict::Label(label)) => format!("saved: {}", name(model.labels(), label)),
        Some(Verdict::Unsure) => "saved: unsure".to_owned(),
        None => "put off: it comes back when the rest is done".to_owned(),
    };
    if verdict.is_some() {
        match revealed.arm {
            Arm::Holdout => text.push_str(" · that was a check: the model never learns it"),
            Arm::Random => text.push_str(" · that was a random draw"),
            _ => {}
        }
        if let Some((label, probability)) = revealed.likeliest {
            // Writing to a string does not fail.
            let _ = write!(
                text,
                " · the model thought {} {}",
                name(model.labels(), label),
                percent(f64::from(probability))
            );
        }
    }
    Shown::line(&text)
}

/// Something was not done: the item stays, and may be answered again.
fn refused(model: &mut Model, tone: Severity, what: &str, next: &str) {
    // Only an answer that was sent can be the one refused.
    if model.phase == Phase::Sending && model.unsaved > 0 {
        model.unsaved = model.unsaved.saturating_sub(1);
        model.phase = if model.asked.is_some() {
            Phase::Asking
        } else {
            Phase::Preparing
        };
    }
    model.tell(tone, Shown::line(&format!("{what} — {next}")));
}

fn entries(model: &Model, found: &[SearchHit]) -> Vec<Entry> {
    found
        .iter()
        .map(|found| {
            let item = model.items.get(found.item);
            let verdict = match found.verdict {
                Some(Verdict::Label(label)) => model
                    .labels()
                    .map_or(String::new(), |labels| labels.name(label).to_owned()),
                Some(Verdict::Unsure) => "unsure".into(),
                None => "—".into(),
            };
            let flag = if found.flagged { " !" } else { "" };
            let detail = if let Some(veil) = &found.veil {
                format!("veiled: {}", veil.in_words())
            } else {
                // A list needs the beginning of a text, not all of it.
                let start: String = item.text.chars().take(300).collect();
                format!("{} · {start}", item.id)
            };
            Entry {
                title: Shown::line(&format!("{verdict}{flag}")),
                detail: Shown::line(&detail),
                disabled: None,
                choice: Choice::Item(found.item),
            }
        })
        .collect()
}

fn fill(model: &mut Model, kind: Kind, title: Option<&Shown>, entries: Vec<Entry>) {
    for layer in &mut model.layers {
        if let Overlay::Picker(picker) = layer
            && picker.kind == kind
        {
            if let Some(title) = title {
                picker.title = title.clone();
            }
            picker.set_entries(entries);
            return;
        }
    }
}

/// A list of classes that is open shows the classes as they are now.
fn refresh_classes(model: &mut Model) {
    let entries = super::commands::label_entries(model, Choice::Rename);
    fill(model, Kind::Classes, None, entries);
}
