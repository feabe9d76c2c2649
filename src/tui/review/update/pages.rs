//! What is there to read: help, guidelines with their open questions, why this item?

use crate::command::Screen;
use crate::text::Shown;
use crate::tui::page::Page;
use crate::tui::reading::{guidelines_and_gaps, keys_in_lines};
use crate::tui::review::model::{AdjudicationModel, Overlay};

fn open(model: &mut AdjudicationModel, title: &'static str, text: &str) {
    let page = Page::new(title, Shown::text(text), model.text_width());
    model.layers.push(Overlay::Page(page));
}

pub(super) fn help(model: &mut AdjudicationModel) {
    let decides = if model.is_descriptive() {
        "These labels are perspectives: nobody decides for one of them. Keep the distribution, \
         name a gap in the guidelines, or have somebody judge once more."
    } else {
        "A label's key decides for it; no judgement is changed by that, and all are exported."
    };
    let text = format!(
        "{decides}\n\n{}\n\
         Letters stand for the voices, shuffled for each item: A here is not A there. What is \
         probable, and what the model thinks, come after your own decision, so that it is your \
         own. Whoever is asked to judge again is not shown what was said before.\n",
        keys_in_lines(Screen::Review, model.labels())
    );
    open(model, "help", &text);
}

pub(super) fn guidelines(model: &mut AdjudicationModel) {
    let gaps = model
        .progress
        .as_ref()
        .map(|progress| progress.gaps.as_slice());
    let text = guidelines_and_gaps(&model.guidelines, gaps.unwrap_or_default());
    open(model, "guidelines", &text);
}

pub(super) fn why(model: &mut AdjudicationModel) {
    let (Some(reviewed), Some(progress)) = (&model.reviewed, &model.progress) else {
        return;
    };
    let selection = progress.selection;
    let mut lines = vec![
        format!(
            "Reviewed are {}, {}.",
            selection.scope.words(),
            selection.sort.words()
        ),
        String::new(),
    ];
    if !progress.filter.is_empty() {
        lines.insert(1, format!("Only items where {}.", progress.filter));
    }
    lines.extend(
        reviewed
            .face
            .reasons
            .iter()
            .map(|reason| format!("· {reason}")),
    );
    if let Some(computing) = progress.computing {
        lines.push(format!("· still being computed: {computing}"));
    }
    if let Some(why) = &progress.unidentified {
        lines.push(format!("· it cannot be told who is probably right: {why}"));
    }
    open(model, "why this one", &lines.join("\n"));
}
