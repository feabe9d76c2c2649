//! What the events of a review change on the screen.

use super::labeling::notice;
use super::{drafts, lists, overlays, veil};
use crate::command::{List, Question};
use crate::schema::{Adjudication, ItemIndex};
use crate::session::{AdjudicationEvent, AdjudicationView, Likely, ListedCounts, TakenBack};
use crate::text::Shown;
use crate::tui::format::{count as grouped, how_sure, percent};
use crate::tui::item_clock::ItemClock;
use crate::tui::item_text::{meta, with_long_fields};
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay, Phase, Reviewed};
use crate::tui::text_view::TextView;
use crate::wellbeing::GAP;

/// The widest that the id of an item gets where it stands for it.
const MOST_ID: usize = 24;

pub(super) fn take(model: &mut Model, event: AdjudicationEvent) -> Vec<Request> {
    match event {
        AdjudicationEvent::Ask(view) => ask(model, *view),
        AdjudicationEvent::More(view) => {
            let reviewed = model.reviewed.as_mut();
            if let Some(reviewed) = reviewed.filter(|on| on.view.item == view.item) {
                reviewed.view = *view;
                show(model);
            }
        }
        AdjudicationEvent::Done => {
            model.phase = Phase::Done;
            model.text = TextView::default();
            model.reviewed = None;
        }
        AdjudicationEvent::Decided {
            item,
            decision,
            likely,
        } => {
            let text = decided(model, item, &decision, &likely);
            model.rationales.remove(&item);
            saved(model, &text);
        }
        AdjudicationEvent::Sent { item, to } => {
            let item = name(model, item);
            let text = format!("{item} saved: {to} is asked, and sees nothing of what was said");
            saved(model, &text);
        }
        AdjudicationEvent::Deferred(item) => {
            let text = format!(
                "{} put off: it comes back when the rest is done",
                name(model, item)
            );
            saved(model, &text);
        }
        AdjudicationEvent::Undone(taken_back) => {
            model.visiting = true;
            let was = match &taken_back.decision {
                Some(Adjudication::Label(label)) => {
                    format!("; you had decided for {}", model.label_name(*label))
                }
                Some(Adjudication::KeepDistribution) => "; you had kept the shares".into(),
                Some(Adjudication::GuidelineGap(_)) => "; you had called it a gap".into(),
                None => String::new(),
            };
            keep_what_was_typed(model, *taken_back);
            let leave = if model.in_words {
                "`back` leads to the next item"
            } else {
                "Esc"
            };
            model.tell_done(&format!("taken back{was}: decide anew, or {leave}"));
        }
        AdjudicationEvent::Confirm(question, command) => {
            let question = Shown::line(&question);
            let effect = (*command).into();
            model.overlays.push(Overlay::Confirm { question, effect });
        }
        AdjudicationEvent::Notice(told) => notice(model, &told),
        AdjudicationEvent::Progress(progress) => {
            model.review_progress = Some(*progress);
        }
        AdjudicationEvent::Listed(listed, counts) => {
            let title = list_title(model, listed.len(), counts);
            let entries = lists::queue(model, &listed);
            lists::fill(model, List::Queue, Some(&title), entries);
        }
        AdjudicationEvent::Decisions(listed) => {
            lists::fill(model, List::Decisions, None, lists::queue(model, &listed));
        }
        AdjudicationEvent::Tables(tables) => {
            if let Some(Overlay::Matrix(matrix)) = model.overlays.last_mut() {
                matrix.fill(tables);
                return overlays::intervals_of(matrix);
            }
        }
        AdjudicationEvent::Pair(a, b, figures) => {
            for overlay in &mut model.overlays {
                if let Overlay::Matrix(matrix) = overlay {
                    matrix.figures = Some((a, b, figures));
                }
            }
        }
    }
    Vec::new()
}

fn ask(model: &mut Model, view: AdjudicationView) {
    model.forget_notice_of_another(view.item);
    let undecided = std::mem::replace(&mut model.phase, Phase::Asking) == Phase::Asking;
    match model.reviewed.as_mut() {
        // The same item again, because something around it changed: its clock runs on.
        Some(reviewed) if reviewed.view.item == view.item && undecided => reviewed.view = view,
        _ => {
            model.text = TextView::default();
            let reviewed = Reviewed {
                meta: Shown::default(),
                clock: ItemClock::new(model.now, GAP.as_secs_f64()),
                view,
            };
            model.reviewed = Some(reviewed);
        }
    }
    show(model);
}

/// Shows what is in sight of the item: its text and the line above it, or the veil alone.
pub(super) fn show(model: &mut Model) {
    let width = model.text_width();
    let keys = veil::how_to_see(model);
    let Some(reviewed) = model.reviewed.as_ref() else {
        return;
    };
    let item = reviewed.view.item;
    let veiled = reviewed.view.sensitive.as_ref();
    let (text, above) = match veiled.filter(|_| reviewed.view.is_veiled) {
        Some(veil) => (
            format!("Veiled: {}. {keys}.", veil.in_words()),
            Shown::plain("a veiled item"),
        ),
        None => (
            with_long_fields(&model.items, item),
            meta(&model.items, item),
        ),
    };
    // Where the reader was stays, as long as the text does.
    if reviewed.meta.as_str() != above.as_str() || model.text.len() == 0 {
        model.text = TextView::item(text, width);
    }
    if let Some(reviewed) = model.reviewed.as_mut() {
        reviewed.meta = above;
    }
}

/// What was sent is on the disk.
fn saved(model: &mut Model, text: &str) {
    model.unsaved = model.unsaved.saturating_sub(1);
    model.tell(text);
}

/// What a list of items holds.
fn list_title(model: &Model, listed: usize, counts: ListedCounts) -> String {
    let progress = model.review_progress.as_ref();
    let which = progress.map_or("items", |known| match known.filter.as_str() {
        "" => known.selection.scope.words(),
        filter => filter,
    });
    let mut title = format!("{which}: {} to review", grouped(counts.to_review));
    for (count, what) in [(counts.decided, "decided"), (counts.sent, "sent")] {
        if count > 0 {
            title.push_str(&format!(", {} {what}", grouped(count)));
        }
    }
    if listed < counts.to_review + counts.decided + counts.sent {
        title.push_str(&format!(" (the first {})", grouped(listed)));
    }
    title
}

/// What was typed for a decision or request that was taken back is there for the next one.
fn keep_what_was_typed(model: &mut Model, taken_back: TakenBack) {
    let TakenBack {
        item,
        decision: _,
        rationale,
        gap,
        request,
    } = taken_back;
    if let Some(rationale) = rationale {
        model.rationales.insert(item, rationale);
    }
    if let Some(question) = gap {
        drafts::keep_for(model, Question::Gap, Some(item), question);
    }
    for (to, why) in request.into_iter().flat_map(|(to, why)| {
        let why = std::iter::repeat_n(why, to.len());
        to.into_iter().zip(why)
    }) {
        drafts::keep_for(model, Question::Reason(to), Some(item), why);
    }
}

/// The item that something was done about, as the next one is on the screen already: its id, unless
/// that may quote what is veiled.
fn name(model: &Model, item: ItemIndex) -> String {
    let on = model.reviewed.as_ref();
    let is_sensitive = on.is_none_or(|on| on.view.item != item || on.view.sensitive.is_some());
    if is_sensitive {
        return "the last item".to_owned();
    }
    let id = Shown::line(&model.items.get(item).id);
    id.truncate_to_width(MOST_ID).as_str().to_owned()
}

/// What may be told after a decision: of the item that was decided on, in words that cannot be meant
/// of the next.
fn decided(model: &Model, item: ItemIndex, decision: &Adjudication, likely: &Likely) -> String {
    let item = name(model, item);
    let mut text = match decision {
        Adjudication::Label(label) => format!("{item} saved: {}", model.label_name(*label)),
        Adjudication::KeepDistribution => format!("{item} saved: the distribution stands"),
        Adjudication::GuidelineGap(_) => {
            let key = model.key_of("guidelines");
            format!("{item} saved: a gap in the guidelines ({key} lists them)")
        }
    };
    let mut told = Vec::new();
    let probable = likely.probable.as_ref().map(|(shares, _)| shares);
    if let Some((label, share)) = probable.and_then(|shares| shares.first()) {
        let name = model.label_name(*label);
        told.push(format!("probable {name} {}", how_sure(*share)));
    }
    if let Some((label, share)) = likely.model.as_ref().and_then(|model| model.first()) {
        let name = model.label_name(*label);
        told.push(format!("model {name} {}", percent(*share)));
    }
    if !told.is_empty() {
        text.push_str(&format!(" · of {item}: {}", told.join(", ")));
    }
    text
}
