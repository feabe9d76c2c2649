//! What there is to read: the guidelines and what they leave open, why this item.

use crate::command::Page;
use crate::project::Guidelines;
use crate::session::GuidelineQuestion;
use crate::text::Shown;
use crate::tui::help::Help;
use crate::tui::model::{Model, Overlay};
use crate::tui::text_view::TextPage;
use crate::tui::why;

/// Opens a page.
pub(super) fn open(model: &mut Model, page: Page) {
    let (title, text) = match page {
        Page::Help => {
            model.overlays.push(Overlay::Help(Help::default()));
            return;
        }
        Page::Guidelines => {
            let text = guidelines_and_gaps(&model.guidelines, model.gaps());
            ("guidelines", Shown::text(&text))
        }
        Page::Explanation => ("why this one", why::render_text(model)),
    };
    show(model, title, text);
}

pub(super) fn show(model: &mut Model, title: &'static str, text: Shown) {
    let page = TextPage::new(title, text, model.page_width());
    model.overlays.push(Overlay::Page(page));
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
