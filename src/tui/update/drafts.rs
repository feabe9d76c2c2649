//! Keeps what was typed into a line that was left, for the next time that it is asked for.
//!
//! Invariant: what was asked beside an item comes back beside that item alone.

use crate::command::Question;
use crate::schema::ItemIndex;
use crate::tui::model::{Draft, Model, Prompt};

/// The most lines that are kept.
const MOST: usize = 16;

/// Whether what is typed is about the item on the screen.
fn is_about_item(asking: &Question) -> bool {
    !matches!(
        asking,
        Question::AddClass
            | Question::Rename(_)
            | Question::Split(_)
            | Question::ClassKey(_)
            | Question::Describe(_)
    )
}

fn place(asking: &Question, item: Option<ItemIndex>) -> Option<ItemIndex> {
    item.filter(|_| is_about_item(asking))
}

/// Keeps what was typed into a line that is left.
pub(super) fn keep(model: &mut Model, prompt: Prompt) {
    let text = prompt.editor.text().to_owned();
    let item = place(&prompt.asking, prompt.item);
    take(model, &prompt.asking, prompt.item);
    if text.trim().is_empty() || text == prompt.before {
        return;
    }
    keep_for(model, prompt.asking, item, text);
    model.tell("not taken; what you typed is kept for the next time");
}

/// Keeps a line for the next time that it is asked for beside this item.
pub(super) fn keep_for(model: &mut Model, asking: Question, item: Option<ItemIndex>, text: String) {
    // The latest is what comes back.
    take(model, &asking, item);
    if model.drafts.len() == MOST {
        model.drafts.remove(0);
    }
    model.drafts.push(Draft { asking, item, text });
}

/// What was typed the last time, which is then forgotten.
pub(super) fn take(
    model: &mut Model,
    asking: &Question,
    item: Option<ItemIndex>,
) -> Option<String> {
    let item = place(asking, item);
    let drafts = &mut model.drafts;
    let known = drafts
        .iter()
        .position(|draft| draft.asking == *asking && draft.item == item)?;
    Some(drafts.remove(known).text)
}
