//! What the events of a labeling session change on the screen.

use std::fmt::Write as _;

use super::{classes, effects, items, lists, pages, veil};
use crate::command::{Effect, List};
use crate::learner::CommitteePrediction;
use crate::query::{QueryView, Revealed};
use crate::schema::{Arm, ItemIndex};
use crate::session::{LabelingCommand, LabelingEvent, Notice, RevealState};
use crate::state::Verdict;
use crate::text::Shown;
use crate::tui::format::percent;
use crate::tui::item_clock::ItemClock;
use crate::tui::message::Request;
use crate::tui::model::{Asked, Model, Overlay, Phase, Severity};
use crate::tui::person;
use crate::tui::text_view::{Mark, TextView};

pub(super) fn take(model: &mut Model, event: LabelingEvent) -> Vec<Request> {
    match event {
        LabelingEvent::Preparing => model.phase = Phase::Preparing,
        LabelingEvent::Features(far) => model.preparing = far,
        LabelingEvent::Ask {
            view,
            flagged,
            note,
        } => ask(model, *view, flagged, note),
        LabelingEvent::Done => nothing_to_ask(model, Phase::Done),
        LabelingEvent::OnlySensitive(words, can_lift) => {
            nothing_to_ask(model, Phase::Held { can_lift });
            model.held = Shown::line(&words);
        }
        LabelingEvent::TextRevealed {
            item,
            in_sight,
            veil_again_after,
        } => veil::uncovered(model, item, in_sight, veil_again_after),
        LabelingEvent::Categories(categories) if categories.is_empty() => {
            model.tell("no category is left out, and the item on the screen has none");
        }
        LabelingEvent::Categories(categories) => {
            lists::show(model, List::Categories, lists::categories(categories));
        }
        LabelingEvent::Saved {
            verdict, revealed, ..
        } => {
            model.unsaved = model.unsaved.saturating_sub(1);
            let text = saved(model, verdict, revealed);
            model.tell(&text);
        }
        LabelingEvent::Undone { item, stands, was } => return undone(model, item, stands, was),
        LabelingEvent::Marked {
            item,
            flagged,
            note,
        } => marked(model, item, flagged, note),
        LabelingEvent::BreakSuggested(words) => {
            let (yes, no) = (model.key_of("break"), model.key_of("back"));
            model.tell(&format!("{words} {yes} yes, {no} no"));
        }
        LabelingEvent::Person(person) => {
            let text = person::render_text(&person, &model.key_of("break-suggestions"));
            pages::show(model, "how you are", text);
        }
        LabelingEvent::Notice(told) => {
            model.is_busy = false;
            notice(model, &told);
        }
        LabelingEvent::Confirm { question, command } => {
            let question = Shown::line(&question);
            let effect = (*command).into();
            model.overlays.push(Overlay::Confirm { question, effect });
        }
        LabelingEvent::Insights(insights) => {
            if let Some(Overlay::Insights(open)) = model.overlays.last_mut() {
                *open = Some(insights);
            }
        }
        LabelingEvent::Progress(progress) => {
            let known = model.progress.replace(*progress);
            let labels = model.progress.as_ref().map(|known| &known.labels);
            // Another class may stand where the selected one stood.
            if known.as_ref().map(|known| &known.labels) != labels {
                return classes::refresh(model);
            }
        }
        LabelingEvent::Items(listing) => {
            model.is_busy = false;
            items::fill(model, *listing);
        }
        LabelingEvent::Guidelines(guidelines) => model.guidelines = *guidelines,
    }
    Vec::new()
}

/// Tells what was taken back, and what holds in its place.
fn undone(
    model: &mut Model,
    item: ItemIndex,
    stands: Option<Verdict>,
    was: Option<Verdict>,
) -> Vec<Request> {
    let is_in_sight = model.overlays.is_empty();
    // Esc leaves what has an answer as it is.
    model.visiting = stands.is_some() && is_in_sight;
    let told = if is_in_sight {
        let name = |verdict| match verdict {
            Verdict::Label(label) => model.label_name(label),
            Verdict::Unsure => "unsure".to_owned(),
        };
        match (stands, was) {
            (Some(verdict), _) if is_marked(model, verdict) => {
                format!(
                    "taken back: {} is the answer again, marked •",
                    name(verdict)
                )
            }
            (Some(verdict), _) => format!("taken back: {} is the answer again", name(verdict)),
            (None, Some(verdict)) if is_marked(model, verdict) => {
                "taken back; what you had answered is marked •".to_owned()
            }
            (None, Some(verdict)) => format!("taken back; you had answered {}", name(verdict)),
            (None, None) => "taken back".to_owned(),
        }
    } else {
        // The item is not in sight.
        let id = &model.items.get(item).id;
        format!("the last answer to item {id} is taken back")
    };
    model.tell_done(&told);
    // What has an answer and is not in sight is not asked: the next key would overwrite it.
    if stands.is_some() && !is_in_sight {
        effects::send(LabelingCommand::Next)
    } else {
        Vec::new()
    }
}

/// Whether an earlier answer has its mark beside a class on the screen.
fn is_marked(model: &Model, verdict: Verdict) -> bool {
    let is_offered = |label| {
        let labels = model.labels();
        labels.is_some_and(|labels| labels.active().any(|(known, _)| known == label))
    };
    matches!(verdict, Verdict::Label(label) if !model.in_words && is_offered(label))
}

/// Takes over the flag and the note of the item on the screen, and tells what changed.
fn marked(model: &mut Model, item: ItemIndex, flagged: bool, note: Option<String>) {
    let asked = model.asked.as_mut();
    let Some(asked) = asked.filter(|asked| asked.query.item == item) else {
        return;
    };
    let (was_flagged, had_note) = (asked.flagged, asked.note.is_some());
    let has_note = note.is_some();
    (asked.flagged, asked.note) = (flagged, note);
    let told = match (flagged, has_note) {
        (true, _) if !was_flagged => format!("flagged; {} clears it", model.key_of("flag")),
        (false, _) if was_flagged => "not flagged any more".to_owned(),
        (_, true) => format!("note saved; {} changes it", model.key_of("note")),
        (_, false) if had_note => "the note is gone".to_owned(),
        _ => "saved".to_owned(),
    };
    model.tell(&told);
}

fn nothing_to_ask(model: &mut Model, phase: Phase) {
    model.phase = phase;
    model.text = TextView::default();
    model.asked = None;
}

fn ask(model: &mut Model, query: QueryView, flagged: bool, note: Option<String>) {
    model.forget_notice_of_another(query.item);
    let unanswered = std::mem::replace(&mut model.phase, Phase::Asking) == Phase::Asking;
    if let Some(asked) = model.asked.as_mut()
        && asked.query.item == query.item
        && asked.query.veil.is_some() == query.veil.is_some()
        && unanswered
    {
        // The same item again, because something around it changed: its clock runs on.
        asked.clock.away_after = query.away_after;
        asked.query = query;
        asked.flagged = flagged;
        asked.note = note;
        mark_evidence(model);
        return;
    }
    let in_sight = if query.veil.is_some() {
        RevealState::Nothing
    } else {
        RevealState::Whole
    };
    let asked = Asked {
        meta: Shown::default(),
        in_sight,
        veil_again_after: f64::INFINITY,
        flagged,
        note,
        clock: ItemClock::new(model.now, query.away_after),
        query,
    };
    model.asked = Some(asked);
    veil::show(model);
    mark_evidence(model);
    ask_for_first_class(model);
}

/// Marks the words that speak for the likeliest label, and for the next.
fn mark_evidence(model: &mut Model) {
    let Some(asked) = &model.asked else { return };
    let query = &asked.query;
    let likeliest = query
        .opinion
        .as_ref()
        .and_then(CommitteePrediction::likeliest);
    let words = query.evidence.iter().map(|word| {
        let speaks_for_it = likeliest.is_some_and(|(label, _)| label == word.label);
        let mark = if speaks_for_it {
            Mark::First
        } else {
            Mark::Second
        };
        (word.range.clone(), mark)
    });
    model.text.mark(words.collect::<Vec<_>>());
}

/// Where there are no classes yet, an item is there to name the first one by: once in a session.
fn ask_for_first_class(model: &mut Model) {
    let is_first = !std::mem::replace(&mut model.asked_for_class, true);
    let knows_none = model.progress.is_some() && model.class_count() == 0;
    if is_first && knows_none && model.overlays.is_empty() && model.read_only().is_none() {
        // It opens a line and asks for nothing.
        let _ = effects::carry_out(model, Effect::Run("new-class"));
    }
}

/// What may be told after an answer.
fn saved(model: &Model, verdict: Option<Verdict>, revealed: Revealed) -> String {
    let mut text = match verdict {
        Some(Verdict::Label(label)) => format!("saved: {}", model.label_name(label)),
        Some(Verdict::Unsure) => "saved: unsure".to_owned(),
        None => return "put off: it comes back when the rest is done".to_owned(),
    };
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
            model.label_name(label),
            percent(f64::from(probability))
        );
    }
    text
}

/// Tells what either kind of session has to say.
pub(super) fn notice(model: &mut Model, notice: &Notice) {
    match notice {
        Notice::Done(text) => model.tell_consequence(text),
        Notice::Undoable(text) => {
            let key = model.key_of("undo");
            // What was done is done: the next item comes from the queue.
            model.visiting = false;
            model.tell_act(&format!("{text} · {key} undoes it"));
        }
        Notice::Redoable(text) => {
            let key = model.key_of("redo");
            model.tell_act(&format!("{text} · {key} redoes it"));
        }
        Notice::Refused(what, next) => refused(model, Severity::Warning, what, next),
        Notice::NotConfirmed(what, next) => refused(model, Severity::Alarm, what, next),
    }
}

/// Something was not done: the item stays, and may be answered again.
fn refused(model: &mut Model, severity: Severity, what: &str, next: &str) {
    // Only an answer that was sent can be the one refused.
    if model.phase == Phase::Sending && model.unsaved > 0 {
        model.unsaved = model.unsaved.saturating_sub(1);
        model.phase = match model.item() {
            Some(_) => Phase::Asking,
            None => Phase::Preparing,
        };
    }
    model.notify(severity, &format!("{what} — {next}"));
}
