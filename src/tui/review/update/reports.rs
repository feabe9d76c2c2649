//! What does the engine's word change on the screen of the review?

use super::{Effects, layers};
use crate::schema::Adjudication;
use crate::session::{AdjudicationEvent, AdjudicationView, Likely, QueueEntry};
use crate::text::Shown;
use crate::tui::format::{counted, percent};
use crate::tui::item_text::{meta, with_long_fields};
use crate::tui::model::Severity;
use crate::tui::passage::TextView;
use crate::tui::review::lists::{Choice, Entry, Kind};
use crate::tui::review::model::{AdjudicationModel, Overlay, Phase, Reviewed};
use crate::tui::review::watch::Watch;

pub(super) fn take(model: &mut AdjudicationModel, report: AdjudicationEvent) -> Effects {
    match report {
        AdjudicationEvent::Ask(face) => ask(model, *face),
        AdjudicationEvent::More(face) => {
            let reviewed = model.reviewed.as_mut();
            if let Some(reviewed) = reviewed.filter(|on| on.face.item == face.item) {
                reviewed.face = *face;
                show(model);
            }
        }
        AdjudicationEvent::Done => {
            model.phase = Phase::Done;
            model.reviewed = None;
            model.passage = TextView::default();
        }
        AdjudicationEvent::Decided {
            decision, likely, ..
        } => {
            saved(model);
            let text = decided(model, &decision, &likely);
            model.tell(Severity::Quiet, Shown::line(&text));
        }
        AdjudicationEvent::Sent { to, .. } => {
            saved(model);
            let text = format!("saved: {to} is asked, and sees nothing of what was said");
            model.tell(Severity::Quiet, Shown::line(&text));
        }
        AdjudicationEvent::PutOff(_) => {
            saved(model);
            let text = "put off: it comes back when the rest is done";
            model.tell(Severity::Quiet, Shown::plain(text));
        }
        AdjudicationEvent::Undone(_) => {
            model.visiting = true;
            model.tell(
                Severity::Quiet,
                Shown::plain("taken back: decide anew, or Esc"),
            );
        }
        AdjudicationEvent::Told(text) => model.tell(Severity::Quiet, Shown::line(&text)),
        AdjudicationEvent::Refused(what, next) => refused(model, Severity::Warning, &what, &next),
        AdjudicationEvent::NotConfirmed(what, next) => {
            refused(model, Severity::Alarm, &what, &next)
        }
        AdjudicationEvent::Progress(progress) => model.progress = Some(*progress),
        AdjudicationEvent::Listed(listed, all) => {
            let what = match model.progress.as_ref().map(|p| p.filter.as_str()) {
                Some("") | None => "what waits for review".to_owned(),
                Some(filter) => filter.to_owned(),
            };
            let title = format!("{what}: {}", counted(all, "item"));
            fill(model, Kind::Queue, Some(&title), &listed);
        }
        AdjudicationEvent::Decisions(listed) => fill(model, Kind::Decisions, None, &listed),
        AdjudicationEvent::Tables(tables) => {
            if let Some(Overlay::Matrix(matrix)) = model.layers.last_mut() {
                matrix.fill(tables);
                return layers::intervals_of(matrix);
            }
        }
        AdjudicationEvent::Pair(a, b, figures) => {
            for layer in &mut model.layers {
                if let Overlay::Matrix(matrix) = layer {
                    matrix.figures = Some((a, b, figures));
                }
            }
        }
    }
    Vec::new()
}

fn ask(model: &mut AdjudicationModel, face: AdjudicationView) {
    let undecided = std::mem::replace(&mut model.phase, Phase::Asking) == Phase::Asking;
    if let Some(reviewed) = model.reviewed.as_mut()
        && reviewed.face.item == face.item
        && undecided
    {
        // The same item again, because something around it changed: its clock runs on.
        reviewed.face = face;
        show(model);
        return;
    }
    model.passage = TextView::default();
    model.reviewed = Some(Reviewed {
        meta: Shown::default(),
        watch: Watch::new(model.now),
        rationale: String::new(),
        face,
    });
    show(model);
}

/// Paints what is in sight of the item: its text and the line above it, or the veil alone.
pub(super) fn show(model: &mut AdjudicationModel) {
    let width = model.text_width();
    let Some(reviewed) = &mut model.reviewed else {
        return;
    };
    let veiled = reviewed.face.sensitive.as_ref();
    let (text, above) = match veiled.filter(|_| reviewed.face.is_veiled) {
        Some(veil) => (
            Shown::line(&format!(
                "Veiled: {}. Enter shows it; Space puts it off.",
                veil.in_words()
            )),
            Shown::plain("a veiled item"),
        ),
        None => (
            Shown::text(&with_long_fields(model.items.get(reviewed.face.item))),
            meta(&model.items, reviewed.face.item),
        ),
    };
    // Where the reader was stays, as long as the text does.
    if reviewed.meta.as_str() != above.as_str() || model.passage.len() == 0 {
        model.passage = TextView::new(text, width);
    }
    reviewed.meta = above;
}

/// What was sent is on the disk.
fn saved(model: &mut AdjudicationModel) {
    model.unsaved = model.unsaved.saturating_sub(1);
}

/// What may be told after a decision.
fn decided(model: &AdjudicationModel, decision: &Adjudication, likely: &Likely) -> String {
    let mut text = match decision {
        Adjudication::Label(label) => format!("saved: {}", model.label_name(*label)),
        Adjudication::KeepDistribution => "saved: the distribution stands".to_owned(),
        Adjudication::GuidelineGap(_) => "saved: a gap in the guidelines (> lists them)".to_owned(),
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

/// Something was not done: the item stays, and may be decided on again.
fn refused(model: &mut AdjudicationModel, tone: Severity, what: &str, next: &str) {
    // Only a decision that was sent can be the one refused.
    if model.phase == Phase::Sending && model.unsaved > 0 {
        saved(model);
        if model.reviewed.is_some() {
            model.phase = Phase::Asking;
        }
    }
    model.tell(tone, Shown::line(&format!("{what} — {next}")));
}

fn fill(model: &mut AdjudicationModel, kind: Kind, title: Option<&str>, listed: &[QueueEntry]) {
    let items = &model.items;
    let entries: Vec<Entry> = listed
        .iter()
        .map(|listed| {
            let item = items.get(listed.item);
            let detail = if let Some(veil) = &listed.veil {
                format!("veiled: {}", veil.in_words())
            } else {
                // A list needs the beginning of a text, not all of it.
                let start: String = item.text.chars().take(300).collect();
                format!("{} · {start}", item.id)
            };
            Entry {
                title: Shown::line(&listed.what),
                detail: Shown::line(&detail),
                disabled: None,
                choice: Choice::Item(listed.item),
            }
        })
        .collect();
    for layer in &mut model.layers {
        if let Overlay::Picker(picker) = layer
            && picker.kind == kind
        {
            if let Some(title) = title {
                picker.title = Shown::line(title);
            }
            picker.set_entries(entries);
            return;
        }
    }
}
