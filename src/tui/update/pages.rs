//! What there is to read: the keys, the guidelines and what they leave open, why this item.

use crate::command::{Page, Screen};
use crate::project::Guidelines;
use crate::session::GuidelineQuestion;
use crate::text::Shown;
use crate::tui::model::{Model, Overlay};
use crate::tui::text_view::TextPage;
use crate::tui::why;

/// Opens a page.
pub(super) fn open(model: &mut Model, page: Page) {
    let (title, text) = match page {
        Page::Help => ("help", Shown::text(&help(model))),
        Page::Guidelines => {
            let text = guidelines_and_gaps(&model.guidelines, model.gaps());
            ("guidelines", Shown::text(&text))
        }
        Page::Explanation => ("why this one", why::render_text(model)),
    };
    show(model, title, text);
}

pub(super) fn show(model: &mut Model, title: &'static str, text: Shown) {
    let page = TextPage::new(title, text, model.text_width());
    model.overlays.push(Overlay::Page(page));
}

fn help(model: &Model) -> String {
    let keys = keys_in_lines(model);
    match model.screen {
        Screen::Label => format!(
            "One key answers and moves on. Letters and digits belong to the labels; behind Space, \
             in the menu, letters are commands.\n\n{keys}\n\
             Every answer is on the disk before the screen says saved. About one query in ten \
             is drawn from a holdout, one in ten at random, and a tenth of the rest hides the \
             model's opinion: these checks all look alike, and from the first kind comes the \
             accuracy figure.\n\nWhere several people have labeled the same items, `querist \
             review` shows where they differ.\n"
        ),
        Screen::Review => {
            let decides = if model.is_descriptive() {
                "These labels are perspectives: nobody decides for one of them. Keep the \
                 distribution, name a gap in the guidelines, or have somebody judge once more."
            } else {
                "A label's key decides for it; no judgement is changed by that, and all are \
                 exported."
            };
            format!(
                "{decides}\n\n{keys}\n\
                 Letters stand for the annotators, shuffled for each item: A here is not A there. \
                 What is probable, and what the model thinks, come after your own decision, so \
                 that it is your own. Whoever is asked to judge again is not shown what was said \
                 before.\n"
            )
        }
    }
}

/// The keys of the labels and of the screen's commands, a line each.
fn keys_in_lines(model: &Model) -> String {
    let screen = model.screen;
    let by_name = model.key_of("label-by-name");
    let mut text = String::new();
    if let Some(labels) = model.labels() {
        for (_, label) in labels.active() {
            let key = label.key.map_or(by_name.clone(), String::from);
            text.push_str(&format!("{key:>10}  {}\n", label.name));
        }
        text.push('\n');
    }
    for row in model.keymap.rows_on(screen) {
        let keys = model.keys_of(row.id).join(", ");
        text.push_str(&format!("{keys:>10}  {} — {}\n", row.title, row.doc));
    }
    text
}

/// The guidelines, what the labels are for, and the numbered questions that reviewers say the
/// guidelines leave open.
fn guidelines_and_gaps(guidelines: &Guidelines, gaps: &[GuidelineQuestion]) -> String {
    let mut text = String::new();
    if !guidelines.purpose.is_empty() {
        text.push_str(&format!("What for: {}\n\n", guidelines.purpose));
    }
    if !gaps.is_empty() {
        text.push_str("Left open so far:\n");
        for gap in gaps {
            let older = if gap.is_older {
                "; the guidelines have changed since"
            } else {
                ""
            };
            text.push_str(&format!(
                "{:>4}. {} (item {}{older})\n",
                gap.number, gap.question, gap.item
            ));
        }
        text.push('\n');
    }
    if guidelines.text.trim().is_empty() {
        text.push_str(
            "There are no guidelines yet: write guidelines.md in the project folder, with a \
             `## name` heading per class.",
        );
    } else {
        text.push_str(&guidelines.text);
    }
    text
}
