//! What there is to read: the guidelines and what they leave open, why this item.

use crate::command::{ELSEWHERE, Page};
use crate::project::Guidelines;
use crate::session::GuidelineQuestion;
use crate::text::Shown;
use crate::tui::help::Help;
use crate::tui::model::{Model, Overlay};
use crate::tui::screens;
use crate::tui::text_view::{TextPage, TextView};
use crate::tui::why;

/// Opens a page.
pub(super) fn open(model: &mut Model, page: Page) {
    match page {
        Page::Help => model.overlays.push(Overlay::Help(Help::default())),
        Page::Guidelines => {
            let page = guidelines_page(model);
            model.overlays.push(Overlay::Page(page));
        }
        Page::Explanation => show(model, "why this one", why::render_text(model)),
        Page::Shell => show(model, "in a shell", shell_commands(model)),
    }
}

fn guidelines_page(model: &Model) -> TextPage {
    let text = guidelines_and_gaps(model, &model.guidelines, model.gaps());
    TextPage {
        hint: "e edits them in your editor · ↑ ↓ PgUp PgDn scroll · Esc back",
        ..TextPage::markdown(GUIDELINES, &text, model.page_width())
    }
}

/// What is done in a shell, with the commands as they can be typed there.
fn shell_commands(model: &Model) -> Shown {
    let mut text = String::from(
        "Everything is saved already: these can be given in another terminal now, or here after \
         Ctrl-Z (`fg` leads back).\n",
    );
    for there in ELSEWHERE {
        let command = there.in_project(&model.folder);
        text.push_str(&format!("\n{}:\n  {command}", there.title));
    }
    text.push_str("\n\nEach takes --help; `querist man` opens the manual.");
    Shown::text(&text)
}

/// Takes other guidelines over, wherever they are shown.
pub(super) fn guidelines_changed(model: &mut Model, guidelines: Guidelines) {
    model.guidelines = guidelines;
    set_beside(model);
    let page = guidelines_page(model);
    for overlay in &mut model.overlays {
        if let Overlay::Page(open) = overlay
            && open.title == GUIDELINES
        {
            let scroll = open.text.scroll;
            *open = page.clone();
            open.text.scroll_by(scroll.cast_signed(), 1);
        }
    }
    model.tell("the guidelines have changed: what you answer now is answered under the new ones");
}

/// Sets the guidelines as they stand beside an item.
pub(super) fn set_beside(model: &mut Model) {
    let key = model.key_of("edit-guidelines");
    let text = model.guidelines.text.trim();
    let none = format!("There are no guidelines yet. {key} writes them.");
    let text = if text.is_empty() { &none } else { text };
    model.beside = TextView::markdown(text, screens::item::beside_width(model));
}

/// The page of the guidelines; `e` on it opens the editor.
pub(super) const GUIDELINES: &str = "guidelines";

pub(super) fn show(model: &mut Model, title: &'static str, text: Shown) {
    let page = TextPage::new(title, text, model.page_width());
    model.overlays.push(Overlay::Page(page));
}

/// The guidelines, what the labels are for, and the numbered questions that reviewers say the
/// guidelines leave open.
fn guidelines_and_gaps(
    model: &Model,
    guidelines: &Guidelines,
    gaps: &[GuidelineQuestion],
) -> String {
    let mut text = String::new();
    if !guidelines.purpose.is_empty() {
        text.push_str(&format!("What for: {}\n\n", guidelines.purpose));
    }
    if !gaps.is_empty() {
        text.push_str("Left open so far:\n\n");
        for gap in gaps {
            let older = if gap.is_older {
                "; the guidelines have changed since"
            } else {
                ""
            };
            text.push_str(&format!(
                "{}. {} (item {}{older})\n",
                gap.number, gap.question, gap.item
            ));
        }
        text.push('\n');
    }
    if guidelines.text.trim().is_empty() {
        let key = model.key_of("edit-guidelines");
        text.push_str(&format!(
            "There are no guidelines yet. {key} opens guidelines.md of the project folder in your \
             editor: write a `## name` heading per class.",
        ));
    } else {
        text.push_str(&guidelines.text);
    }
    text
}
