//! The lists to choose from: what stands in each, and what a choice does.

use super::{effects, items, list_words};
use crate::agreement::AnnotatorId;
use crate::command::{Answer, ELSEWHERE, Effect, List, Question, Screen};
use crate::content_safety::{Category, Veil};
use crate::schema::{ItemIndex, LabelId, LabelSet, label_name};
use crate::session::{
    AdjudicationCommand, Assignee, Chosen, Filter, LabelingCommand, QueueEntry, Scope, Selection,
    Sort,
};
use crate::strategy::REGISTRY;
use crate::text::{Shown, beginning, fold};
use crate::tui::format::count;
use crate::tui::look::AUTO;
use crate::tui::message::Request;
use crate::tui::model::{Model, Overlay};
use crate::tui::picker::{Entry, Picker};

/// Kinds that a person can name when marking an item; the first names none.
const KINDS: &[&str] = &[
    "sensitive",
    "violence",
    "self-harm",
    "sexual",
    "hate",
    "abuse",
    "illness",
    "loss",
];

/// The most characters of a text that a list shows.
const LONGEST_START: usize = 300;

/// Opens a list; what it needs from the session comes as an event.
pub(super) fn open(model: &mut Model, list: List) -> Vec<Request> {
    let entries = match list {
        List::Palette => commands(model),
        List::Labels => classes(model, |label| Effect::Answer(Answer::Label(label))),
        List::Relabel => to_relabel(model),
        List::MergeInto(from) => to_merge(model, from),
        List::Strategies => strategies(model),
        List::Themes => themes(model),
        List::Deferrals => deferrals(model),
        List::Sensitive => kinds(model),
        List::Assignees => assignees(model),
        List::Selections => selections(model),
        List::Categories | List::Queue | List::Decisions => Vec::new(),
    };
    show(model, list, entries);
    let waits = matches!(list, List::Queue | List::Decisions);
    if let Some(Overlay::Picker(picker)) = model.overlays.last_mut() {
        picker.is_waiting = waits;
    }
    refresh(list)
}

/// Opens the list again from which the person went to an item, at the same place.
pub(super) fn come_back(model: &mut Model) -> Vec<Request> {
    // In lines a list that comes back by itself would take the next answer for words.
    let Some(overlay) = model.came_from.take().filter(|_| !model.in_words) else {
        return Vec::new();
    };
    model.overlays.push(overlay);
    items::refresh(model)
}

/// Asks for what a list holds, where the session knows it.
fn refresh(list: List) -> Vec<Request> {
    match list {
        List::Queue => effects::send(AdjudicationCommand::List),
        List::Decisions => effects::send(AdjudicationCommand::Decisions),
        _ => Vec::new(),
    }
}

/// Opens a list with its entries.
pub(super) fn show(model: &mut Model, list: List, entries: Vec<Entry>) {
    let (title, hint) = list_words::of(list);
    let mut title = Shown::plain(title);
    if let List::MergeInto(from) = list {
        let name = Shown::line(&model.label_name(from));
        title = Shown::concat([Shown::plain("merge "), name, Shown::plain(" into")]);
    }
    let is_narrowed = !matches!(
        list,
        List::Themes | List::Deferrals | List::Categories | List::Sensitive
    );
    let mut picker = Picker::new(list, title, hint, is_narrowed, entries);
    if list == List::Themes {
        let chosen = model
            .look
            .names()
            .position(|name| name == model.look.chosen);
        picker.selected = chosen.unwrap_or(0);
    }
    if list == List::Strategies {
        let in_use = model.progress.as_ref().map(|known| known.strategy.clone());
        let chosen = REGISTRY
            .iter()
            .position(|spec| in_use.as_deref() == Some(spec.id));
        picker.selected = chosen.unwrap_or(0);
    }
    model.overlays.push(Overlay::Picker(picker));
}

/// Puts entries into a list that is open, and another title above them.
pub(super) fn fill(model: &mut Model, list: List, title: Option<&str>, entries: Vec<Entry>) {
    let open = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Picker(picker) if picker.list == list => Some(picker),
        _ => None,
    });
    if let Some(picker) = open {
        if let Some(title) = title {
            picker.title = Shown::line(title);
        }
        picker.set_entries(entries);
    }
}

/// All commands of the screen, and what else can be done by name.
pub(super) fn commands(model: &Model) -> Vec<Entry> {
    let situation = model.situation();
    let rows = model.keymap.rows_on(situation.screen);
    let mut entries: Vec<Entry> = rows
        .map(|row| {
            let keys = model.keys_of(row.id).join(" or ");
            Entry {
                disabled: row.enabled(&situation).err(),
                also: row.synonyms(),
                ..Entry::new(
                    row.title,
                    &format!("{keys} · {}", row.doc),
                    Effect::Run(row.id),
                )
            }
        })
        .collect();
    if model.screen == Screen::Label {
        entries.extend(strategies(model).into_iter().map(|entry| Entry {
            title: Shown::concat([Shown::plain("strategy "), entry.title]),
            ..entry
        }));
    }
    entries.extend(ELSEWHERE.iter().map(|there| {
        let words = format!("in a shell: {}", there.in_project(&model.folder));
        Entry {
            also: there.synonyms,
            ..Entry::new(there.title, &words, Effect::Say(words.clone()))
        }
    }));
    entries
}

fn strategies(model: &Model) -> Vec<Entry> {
    let progress = model.progress.as_ref();
    let in_use = progress.map(|progress| progress.strategy.as_str());
    let known = REGISTRY.iter().map(|spec| {
        let doc = if in_use == Some(spec.id) {
            format!("as it is now: {}", spec.doc)
        } else {
            spec.doc.to_owned()
        };
        Entry::new(spec.id, &doc, LabelingCommand::Strategy(spec.id))
    });
    known.collect()
}

/// The themes: those of querist, then the person's own.
fn themes(model: &Model) -> Vec<Entry> {
    let look = &model.look;
    let entry = |name: &str| {
        let detail = match name {
            AUTO if look.is_colourless => "NO_COLOR is set: no theme has colours",
            AUTO if look.is_light => "as the terminal's background asks: light now",
            AUTO => "as the terminal's background asks: dark now",
            "dark" => "for a dark background",
            "light" => "for a light background",
            "high-contrast" => "nothing dim, nothing by colour",
            "plain" => "no colours",
            _ => "your own",
        };
        Entry::new(name, detail, Effect::Look(name.to_owned()))
    };
    look.names().map(entry).collect()
}

/// One entry a class, with its key and how many labels it has.
fn classes(model: &Model, effect: impl Fn(LabelId) -> Effect) -> Vec<Entry> {
    let Some(labels) = model.labels() else {
        return Vec::new();
    };
    labels
        .active()
        .map(|(id, label)| {
            let mut detail: Vec<String> = Vec::new();
            detail.extend(label.key.map(|key| format!("key {key}")));
            if let Some(progress) = model.progress.as_ref() {
                let labeled = progress.per_class.get(id.index()).copied().unwrap_or(0);
                detail.push(format!("{} labeled", count(labeled)));
                let definition = model.guidelines.definition(&label.name);
                // What it is stands in its first paragraph.
                let first = definition.and_then(|words| words.split("\n\n").next());
                detail.extend(first.map(|words| words.replace('\n', " ")));
            }
            Entry {
                key: label.key,
                ..Entry::new(&label.name, &detail.join(" · "), effect(id))
            }
        })
        .collect()
}

/// What the open list of items has chosen.
fn chosen_items(model: &Model) -> Option<Chosen> {
    let mut open = model.overlays.iter().rev();
    open.find_map(|overlay| match overlay {
        Overlay::Items(list) => list.chosen(),
        _ => None,
    })
}

/// The classes that the chosen items of the list can get.
fn to_relabel(model: &Model) -> Vec<Entry> {
    let Some(chosen) = chosen_items(model) else {
        return Vec::new();
    };
    classes(model, |label| {
        let relabel = LabelingCommand::Relabel(chosen.clone(), label);
        LabelingCommand::Consider(Box::new(relabel)).into()
    })
}

/// Offers a class of the name that is typed, where there is none and the chosen items may get one.
pub(super) fn offer_new_class(model: &Model, picker: &mut Picker) {
    if picker.list != List::Relabel {
        return;
    }
    let typed = picker.filter.as_ref().map_or("", |filter| filter.text());
    let typed = typed.trim().to_owned();
    let folded = fold(&typed);
    let is_known = |labels: &LabelSet| {
        let mut known = labels.active();
        known.any(|(_, label)| fold(&label.name) == folded)
    };
    let is_new = !typed.is_empty() && !model.labels().is_some_and(is_known);
    let chosen = chosen_items(model).filter(|_| is_new);
    picker.made = chosen.map(|chosen| {
        let relabel = LabelingCommand::RelabelNew(chosen, typed.clone());
        let consider = LabelingCommand::Consider(Box::new(relabel));
        let why_not = label_name(&typed).is_err();
        Entry {
            disabled: why_not.then_some("that cannot be a name of a class"),
            ..Entry::new(&typed, "a new class, for these items", consider)
        }
    });
}

fn to_merge(model: &Model, from: LabelId) -> Vec<Entry> {
    let merge = |into| {
        let merge = Box::new(LabelingCommand::MergeClass(from, into));
        LabelingCommand::Consider(merge).into()
    };
    let mut entries = classes(model, merge);
    entries.retain(|entry| entry.effect != merge(from));
    entries
}

/// For how long?
fn deferrals(model: &Model) -> Vec<Entry> {
    let Some(item) = model.item() else {
        return Vec::new();
    };
    let hour = 3_600.0;
    let times = [
        ("an hour", "it comes back then", Some(hour)),
        ("a day", "it comes back then", Some(24.0 * hour)),
        ("a week", "it comes back then", Some(7.0 * 24.0 * hour)),
        ("for good", "you are not asked it again", None),
    ];
    times
        .into_iter()
        .map(|(title, detail, time)| Entry::new(title, detail, LabelingCommand::Defer(item, time)))
        .collect()
}

/// What of a sensitive item can be left out, with whether it is.
pub(super) fn categories(categories: Vec<(Category, bool)>) -> Vec<Entry> {
    categories
        .into_iter()
        .map(|(category, out)| {
            let detail = if out {
                "left out: Enter asks it again"
            } else {
                "Enter leaves it out, here and in your other projects"
            };
            let title = category.as_str().to_owned();
            Entry::new(&title, detail, LabelingCommand::LeaveOut(category, !out))
        })
        .collect()
}

/// As what?
fn kinds(model: &Model) -> Vec<Entry> {
    let Some(asked) = model.asked.as_ref() else {
        return Vec::new();
    };
    let mark = |kind: Option<&str>| LabelingCommand::MarkSensitive {
        item: asked.query.item,
        sensitive: kind.is_some(),
        category: kind
            .filter(|kind| *kind != KINDS[0])
            .and_then(Category::named),
        read_seconds: asked.clock.time.active_seconds,
    };
    let kinds = KINDS.iter().enumerate().map(|(place, kind)| {
        let detail = if place == 0 {
            "of no particular kind"
        } else {
            "of this kind"
        };
        Entry::new(kind, detail, mark(Some(kind)))
    });
    let mut entries: Vec<Entry> = kinds.collect();
    if asked.is_sensitive() {
        let detail = "it opens like any other, for everybody here";
        entries.push(Entry::new("not sensitive", detail, mark(None)));
    }
    entries
}

/// Whom the item can be sent to, each once: its annotators, and where names are shown all others. As
/// long as names are hidden its annotators go by their letters, and nobody is named: who is missing
/// among the names would have a letter.
fn assignees(model: &Model) -> Vec<Entry> {
    let (Some(reviewed), Some(progress)) =
        (model.reviewed.as_ref(), model.review_progress.as_ref())
    else {
        return Vec::new();
    };
    let why = |to| Effect::Ask(Question::Reason(to));
    let annotations = reviewed.view.annotations.iter().enumerate();
    let mut entries: Vec<Entry> = annotations
        .filter(|(_, annotation)| !annotation.by_program)
        .map(|(place, annotation)| {
            let who = annotation.name.as_ref();
            let title = who.map_or(annotation.letter.clone(), ToString::to_string);
            let detail = "judges it once more, blind";
            Entry::new(&title, detail, why(Assignee::Annotator(place)))
        })
        .collect();
    let annotations = &reviewed.view.annotations;
    let shown: Vec<_> = annotations.iter().flat_map(|said| &said.name).collect();
    let others = progress.colleagues.iter();
    let others = others.filter(|name| progress.display.names && !shown.contains(name));
    entries.extend(others.map(|name| {
        let detail = "judges it, blind, be it once more";
        Entry::new(name.as_str(), detail, why(Assignee::Named(name.clone())))
    }));
    let detail = "type a name: they find it when they label here";
    let somebody = Entry::new("somebody else", detail, Effect::Ask(Question::Assignee));
    entries.push(somebody);
    entries
}

/// What can be reviewed, and in which order.
fn selections(model: &Model) -> Vec<Entry> {
    let Some(progress) = model.review_progress.as_ref() else {
        return Vec::new();
    };
    let now = progress.selection;
    let entry = |title: &str, wanted: Selection| {
        let detail = if wanted == now { "as it is now" } else { "" };
        Entry::new(title, detail, AdjudicationCommand::Choose(wanted))
    };
    let narrowed = |filter| Selection { filter, ..now };
    let mut entries: Vec<Entry> = Scope::ALL
        .into_iter()
        .map(|scope| {
            let wanted = Selection {
                scope,
                ..narrowed(Filter::None)
            };
            entry(scope.words(), wanted)
        })
        .collect();
    let sorts = Sort::ALL.into_iter();
    entries.extend(sorts.map(|sort| entry(sort.words(), Selection { sort, ..now })));
    let decided = if now.with_decided {
        "without what is decided or sent"
    } else {
        "with what is decided or sent"
    };
    let wanted = Selection {
        with_decided: !now.with_decided,
        ..now
    };
    entries.push(entry(decided, wanted));
    let annotators = progress.annotators.iter().enumerate();
    entries.extend(annotators.map(|(id, name)| {
        let title = format!("where {name} differs from somebody");
        entry(&title, narrowed(Filter::Annotator(AnnotatorId(id as u32))))
    }));
    entries
}

/// An item by its beginning, or by what its veil tells.
fn item(model: &Model, title: &str, index: ItemIndex, veil: Option<&Veil>) -> Entry {
    let item = model.items.get(index);
    let detail = veil.map_or_else(
        || {
            // A list needs the beginning of a text, not all of it.
            format!("{} · {}", item.id, beginning(&item.text, LONGEST_START))
        },
        |veil| format!("veiled: {}", veil.in_words()),
    );
    Entry::new(title, &detail, Effect::Visit(index))
}

/// Items of a review, each under what its annotators say or what was decided.
pub(super) fn queue(model: &Model, listed: &[QueueEntry]) -> Vec<Entry> {
    listed
        .iter()
        .map(|listed| item(model, &listed.what, listed.item, listed.veil.as_ref()))
        .collect()
}
