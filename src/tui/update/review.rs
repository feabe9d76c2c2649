//! What the events of a review change on the screen.

use super::labeling::notice;
use super::{lists, overlays, veil};
use crate::command::List;
use crate::schema::Adjudication;
use crate::session::{AdjudicationEvent, AdjudicationView, Likely};
use crate::text::Shown;
use crate::tui::format::{counted, percent};
use crate::tui::item_clock::ItemClock;
use crate::tui::item_text::{meta, with_long_fields};
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay, Phase, Reviewed};
use crate::tui::text_view::TextView;
use crate::wellbeing::GAP;

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
            decision, likely, ..
        } => {
            let text = decided(model, &decision, &likely);
            saved(model, &text);
        }
        AdjudicationEvent::Sent { to, .. } => {
            let text = format!("saved: {to} is asked, and sees nothing of what was said");
            saved(model, &text);
        }
        AdjudicationEvent::Deferred(_) => {
            saved(model, "put off: it comes back when the rest is done");
        }
        AdjudicationEvent::Undone(_) => {
            model.visiting = true;
            model.tell_done("taken back: decide anew, or Esc");
        }
        AdjudicationEvent::Notice(told) => notice(model, &told),
        AdjudicationEvent::Progress(progress) => {
            model.review_progress = Some(*progress);
        }
        AdjudicationEvent::Listed(listed, all) => {
            let what = match model
                .review_progress
                .as_ref()
                .map(|known| known.filter.as_str())
            {
                Some("") | None => "what waits for review".to_owned(),
                Some(filter) => filter.to_owned(),
            };
            let title = format!("{what}: {}", counted(all, "item"));
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
                rationale: String::new(),
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
            Shown::line(&format!("Veiled: {}. {keys}.", veil.in_words())),
            Shown::plain("a veiled item"),
        ),
        None => (
            Shown::text(&with_long_fields(&model.items, item)),
            meta(&model.items, item),
        ),
    };
    // Where the reader was stays, as long as the text does.
    if reviewed.meta.as_str() != above.as_str() || model.text.len() == 0 {
        model.text = TextView::new(text, width);
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

/// What may be told after a decision.
fn decided(model: &Model, decision: &Adjudication, likely: &Likely) -> String {
    let mut text = match decision {
        Adjudication::Label(label) => format!("saved: {}", model.label_name(*label)),
        Adjudication::KeepDistribution => "saved: the distribution stands".to_owned(),
        Adjudication::GuidelineGap(_) => {
            let key = model.key_of("guidelines");
            format!("saved: a gap in the guidelines ({key} lists them)")
        }
    };
    let probable = likely.probable.as_ref().map(|(shares, _)| shares);
    if let Some((label, share)) = probable.and_then(|shares| shares.first()) {
        let name = model.label_name(*label);
        text.push_str(&format!(" · probable: {name} {}", percent(*share)));
    }
    if let Some((label, share)) = likely.model.as_ref().and_then(|model| model.first()) {
        let name = model.label_name(*label);
        text.push_str(&format!(" · the model: {name} {}", percent(*share)));
    }
    text
}
