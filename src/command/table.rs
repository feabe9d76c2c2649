//! Lists the commands of the workstation, a row each.

use super::Context::{Global, Label, Review, Veiled};
use super::general_rows::EVERYWHERE;
use super::home_rows::AT_HOME;
use super::row::{
    Row, Screen, asking, asking_with_classes, in_sight, on_an_item, readable, redoable, undoable,
    veiled, veiled_or_held, with_a_copy, writable,
};
use super::{Answer, Effect, List, Page, Question, Toggle};
use crate::session::{AdjudicationCommand, ItemView, LabelingCommand, RevealAction};

/// All commands, in the order of the hint line and of the README.
pub static TABLE: &[Row] = &joined::<{ BESIDE_AN_ITEM.len() + EVERYWHERE.len() + AT_HOME.len() }>();

/// The parts of the table.
const fn joined<const ALL: usize>() -> [Row; ALL] {
    let mut rows = [BESIDE_AN_ITEM[0]; ALL];
    let parts = [BESIDE_AN_ITEM, EVERYWHERE, AT_HOME];
    let (mut part, mut from, mut at) = (0, 0, 0);
    while at < ALL {
        if at - from == parts[part].len() {
            from = at;
            part += 1;
        } else {
            rows[at] = parts[part][at - from];
            at += 1;
        }
    }
    rows
}

/// What can be done where items are labeled or reviewed.
const BESIDE_AN_ITEM: &[Row] = &[
    Row::new(
        "skip",
        "skip",
        "put the item off; it comes back when the rest is done",
        &[(Global, "right")],
    )
    .hint("skip")
    .answering()
    .when(asking)
    .does(|_| Effect::Answer(Answer::Skip)),
    Row::new(
        "unsure",
        "unsure",
        "record that you cannot tell; not trained on, not asked again",
        &[(Label, "-")],
    )
    .hint("unsure")
    .answering()
    .when(asking)
    .does(|_| Effect::Answer(Answer::Unsure)),
    Row::new(
        "undo",
        "undo",
        "take back what you did last: an answer, a decision, a merge, an import; the model unlearns it",
        &[(Global, "backspace")],
    )
    .hint("undo")
    .answering()
    .when(undoable)
    .does(|situation| match situation.screen {
        Screen::Home | Screen::Label => {
            LabelingCommand::Consider(Box::new(LabelingCommand::Undo)).into()
        }
        Screen::Review => AdjudicationCommand::ConsiderUndo.into(),
    }),
    Row::new(
        "redo",
        "redo",
        "bring back what you undid last, until you do something new",
        &[(Global, "ctrl-r")],
    )
    .answering()
    .when(redoable)
    .does(|situation| match situation.screen {
        Screen::Home | Screen::Label => LabelingCommand::Redo.into(),
        Screen::Review => AdjudicationCommand::Redo.into(),
    }),
    Row::new(
        "opinion",
        "model shown / after / never",
        "show the model's opinion with an item, after the answer, or never",
        &[(Label, "tab")],
    )
    .hint("model")
    .when(writable)
    .does(|_| Effect::Toggle(Toggle::Opinion)),
    Row::new(
        "likelihood",
        "likelihood with / after",
        "show what is probable with an item, or only after your own decision",
        &[(Review, "tab")],
    )
    .hint("likely")
    .does(|_| Effect::Toggle(Toggle::Likelihood)),
    Row::new(
        "find",
        "find",
        "search all items, and label a hit",
        &[(Label, "/")],
    )
    .hint("find")
    .does(|_| Effect::Items(ItemView::All, true)),
    Row::new(
        "new-class",
        "new class",
        "name a class and answer the item with it",
        &[(Label, "+")],
    )
    .hint("class")
    .when(writable)
    .does(|_| Effect::Ask(Question::NewClass)),
    Row::new(
        "flag",
        "flag",
        "set or clear a mark beside the item",
        &[(Label, "!")],
    )
    .hint("flag")
    .when(asking)
    .does(|situation| match situation.item {
        Some(item) => LabelingCommand::Flag(item).into(),
        None => Effect::Nothing,
    }),
    Row::new(
        "keep",
        "keep",
        "people differ: their shares stay",
        &[(Review, "space k")],
    )
    .answering()
    .when(asking)
    .does(|_| Effect::Answer(Answer::Keep)),
    Row::new(
        "guideline-gap",
        "guideline gap",
        "the guidelines leave it open: write the question",
        &[(Review, "space u")],
    )
    .when(asking)
    .does(|_| Effect::Ask(Question::Gap)),
    Row::new(
        "ask-somebody",
        "ask somebody",
        "have somebody judge it again, blind; say why",
        &[(Review, "space a")],
    )
    .when(asking)
    .does(|_| Effect::List(List::Assignees)),
    Row::new(
        "rationale",
        "rationale",
        "write why; it is kept with the next decision",
        &[(Review, "space n")],
    )
    .when(asking)
    .does(|_| Effect::Ask(Question::Rationale)),
    Row::new(
        "items",
        "items to review",
        "list what waits for review, and go to an item",
        &[(Review, "/"), (Review, "space q")],
    )
    .hint("find")
    .does(|_| Effect::List(List::Queue)),
    Row::new(
        "decisions",
        "decisions",
        "see what was decided or sent, and decide anew",
        &[(Review, "left"), (Review, "space h")],
    )
    .does(|_| Effect::List(List::Decisions)),
    Row::new(
        "matrix",
        "matrix",
        "who disagrees with whom, and on which classes",
        &[(Review, "space x")],
    )
    .does(|_| Effect::Matrix),
    Row::new(
        "order",
        "order",
        "which items are reviewed, and in which order",
        &[(Review, "space o")],
    )
    .does(|_| Effect::List(List::Selections)),
    Row::new(
        "names",
        "names or letters",
        "who said what, by name or by letter",
        &[(Review, "space l")],
    )
    .does(|_| Effect::Toggle(Toggle::Names)),
    Row::new(
        "reliability",
        "reliability",
        "how often each is probably right, or hide it",
        &[(Review, "space r")],
    )
    .does(|_| Effect::Toggle(Toggle::Reliability)),
    Row::new(
        "history",
        "history",
        "see what you answered, and change an answer",
        &[(Label, "left"), (Label, "space h")],
    )
    .does(|_| Effect::Items(ItemView::Answered, false)),
    Row::new(
        "note",
        "note",
        "write a note beside the item",
        &[(Label, "space n")],
    )
    .when(in_sight)
    .does(|_| Effect::Ask(Question::Note)),
    Row::new(
        "why",
        "why this one",
        "say why this item is asked, in words and numbers",
        &[(Global, "space w")],
    )
    .when(on_an_item)
    .does(|_| Effect::Page(Page::Explanation)),
    Row::new(
        "same-as",
        "same as",
        "give it the label of the item it nearly copies",
        &[(Label, "space d")],
    )
    .answering()
    .when(with_a_copy)
    .does(|situation| match situation.same_as {
        Some(label) => Effect::Answer(Answer::Label(label)),
        None => Effect::Nothing,
    }),
    Row::new(
        "label-by-name",
        "label by name",
        "type some letters of its name, then Enter",
        &[(Global, "space .")],
    )
    .when(asking_with_classes)
    .does(|_| Effect::List(List::Labels)),
    Row::new(
        "guidelines",
        "guidelines",
        "read what is asked, and what each class means",
        &[(Global, "space g")],
    )
    .does(|_| Effect::Page(Page::Guidelines)),
    Row::new(
        "edit-guidelines",
        "edit guidelines",
        "change them in your editor ($VISUAL or $EDITOR)",
        &[(Global, "space e")],
    )
    .does(|_| Effect::EditGuidelines),
    Row::new(
        "classes",
        "classes",
        "add, rename, merge, split, retire or describe",
        &[(Label, "space c")],
    )
    .does(|_| Effect::Classes),
    Row::new(
        "all-items",
        "items",
        "what comes next, is skipped, flagged or set aside",
        &[(Label, "space q")],
    )
    .does(|_| Effect::Items(ItemView::Next, false)),
    Row::new(
        "strategy",
        "strategy",
        "choose what chooses the next item",
        &[(Label, "space s")],
    )
    .when(writable)
    .does(|_| Effect::List(List::Strategies)),
    Row::new(
        "insights",
        "insights",
        "how good the model is; classes, pace, sessions",
        &[(Label, "space i")],
    )
    .does(|_| Effect::Insights),
    Row::new(
        "break",
        "break",
        "rest: the clock stops until you come back",
        &[(Label, "space b")],
    )
    .does(|_| Effect::Break),
    Row::new(
        "break-suggestions",
        "suggest breaks / don't",
        "no more suggestions in this session, or again",
        &[(Label, "space B")],
    )
    .does(|_| LabelingCommand::ToggleSuggestions.into()),
    Row::new(
        "how-i-am",
        "how I am",
        "what is watched of your pace; for you alone",
        &[(Label, "space f")],
    )
    .does(|_| LabelingCommand::HowAmI.into()),
    Row::new(
        "copy",
        "copy the text",
        "put the item's text on the clipboard",
        &[(Global, "space y")],
    )
    .when(readable)
    .does(|_| Effect::Copy),
    Row::new(
        "theme",
        "theme",
        "choose how the screen looks",
        &[(Global, "space t")],
    )
    .everywhere()
    .does(|_| Effect::List(List::Themes)),
    Row::new(
        "leave-out",
        "leave a category out",
        "meet no more of a category, in any project",
        &[(Label, "space v l")],
    )
    .does(|_| LabelingCommand::Categories.into()),
    Row::new(
        "should-be-veiled",
        "should be veiled",
        "mark it as one to veil, or as one not to",
        &[(Label, "space v s")],
    )
    .when(asking)
    .does(|_| Effect::List(List::Sensitive)),
    Row::new(
        "put-off",
        "put off",
        "put a veiled item off, or decline it",
        &[(Veiled, ";"), (Label, "space v p")],
    )
    .hint("put off")
    .only_on(Screen::Label)
    .when(veiled)
    .does(|_| Effect::List(List::Deferrals)),
    Row::new(
        "reveal",
        "show a veiled item",
        "lift the veil of a sensitive item: all of it",
        &[(Veiled, "enter")],
    )
    .hint("show")
    .when(veiled_or_held)
    .does(|_| Effect::Reveal(RevealAction::Whole)),
    Row::new(
        "reveal-sentence",
        "show a sentence",
        "lift the veil of a sensitive item sentence by sentence",
        &[(Veiled, ".")],
    )
    .hint("a sentence")
    .only_on(Screen::Label)
    .when(veiled)
    .does(|_| Effect::Reveal(RevealAction::Sentence)),
    Row::new(
        "reveal-masked",
        "show it masked",
        "show a sensitive item with its worst words hidden; it can be labeled so",
        &[(Veiled, "_")],
    )
    .hint("masked")
    .only_on(Screen::Label)
    .when(veiled)
    .does(|_| Effect::Reveal(RevealAction::Masked)),
];
