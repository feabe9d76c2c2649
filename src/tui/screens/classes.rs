//! The list of classes: key, name, how many labels, what it is; all that is known of the selected
//! one, and the keys of what can be done with it. On a wide terminal its items stand beside it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::item_preview;
use crate::schema::{Label, LabelId};
use crate::text::{Shown, beginning};
use crate::tui::class_list::{ACTS, ClassList};
use crate::tui::format::counted;
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::class_table::left_of_split;
use crate::tui::widgets::empty;
use crate::tui::widgets::lines::{
    draw_notice_below, draw_rule, draw_wrapped, fitted, padded, put, row,
};
use crate::tui::widgets::panel::Panel;

/// The widest a name gets.
const MOST_NAME: usize = 28;
/// Characters of a text that are looked at.
const BEGINNING: usize = 200;
/// Rows of the selected class's description.
const ABOUT: u16 = 4;

pub(super) fn draw(model: &Model, list: &ClassList, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let classes: Vec<(LabelId, &Label)> = model
        .labels()
        .map_or(Vec::new(), |labels| labels.active().collect());
    let mut foot: Vec<Span<'static>> = Vec::new();
    for (letter, words) in ACTS {
        // Up and down are told in one, so that the row has room for all.
        let words = match letter {
            'u' => "",
            'n' => "move",
            _ => words,
        };
        foot.push(own(letter.to_string(), theme.key));
        foot.push(own(format!(" {words}"), theme.text));
        let gap = if words.is_empty() || *letter == 'n' {
            ""
        } else {
            " "
        };
        foot.push(own(gap, theme.text));
    }
    let ways = if classes.is_empty() {
        "Esc back"
    } else {
        "Enter: its items · Esc back"
    };
    let title = own(format!("classes: {}", classes.len()), theme.title);
    let panel = Panel::new(title).focused(true).foot(Line::from(foot));
    let panel = panel.right(own(ways, theme.dim));
    let inside = panel.draw(theme, frame, frame.area());
    let inside = draw_notice_below(model, frame, inside);
    let selected = list.selected.min(classes.len().saturating_sub(1));
    let (inside, beside) = item_preview::split(inside);
    if let (Some(beside), Some((_, label))) = (beside, classes.get(selected)) {
        draw_items(model, list, &label.name, frame, beside);
    }
    // What the selected one is stands below, where there is room.
    let about = if inside.height > 12 { ABOUT } else { 0 };
    let body = Rect {
        height: inside.height - about,
        ..inside
    };
    draw_classes(model, list, &classes, frame, body);
    draw_retired(model, classes.len(), frame, body);
    if let Some((_, label)) = classes.get(selected).filter(|_| about > 0) {
        let text = model.guidelines.definition(&label.name);
        let text = text.filter(|text| !text.is_empty());
        let text = text.unwrap_or("guidelines.md does not say yet what it is: d describes it");
        draw_rule(theme, frame, row(inside, body.height));
        let place = Rect {
            y: body.bottom() + 1,
            height: about - 1,
            ..inside
        };
        draw_wrapped(&Shown::text(text), theme.dim, frame, place);
    }
}

/// The retired classes, below the others where a row is free, and how one comes back.
fn draw_retired(model: &Model, above: usize, frame: &mut Frame<'_>, area: Rect) {
    let Some(progress) = &model.progress else {
        return;
    };
    let retired = progress.retired.iter();
    let names: Vec<&str> = retired.map(|label| progress.labels.name(*label)).collect();
    if names.is_empty() || above + 1 >= usize::from(area.height) {
        return;
    }
    let words = format!(
        "retired: {} · a and its name offers one again",
        names.join(", ")
    );
    let words = Shown::line(&words).truncate_to_width(usize::from(area.width).saturating_sub(4));
    let line = vec![own("   ", model.theme.dim), span(&words, model.theme.dim)];
    put(frame, area, above + 1, Line::from(line));
}

/// The items of a class, as they begin.
fn draw_items(model: &Model, list: &ClassList, name: &str, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let title = Shown::line(&format!("labeled {name}"));
    let title = title.truncate_to_width(usize::from(area.width).saturating_sub(6));
    let panel = Panel::new(span(&title, theme.dim));
    let panel = panel.foot(own("Enter lists them all", theme.dim));
    let inside = padded(panel.draw(theme, frame, area));
    let Some(items) = list.items(name) else {
        return;
    };
    if items.rows.is_empty() {
        let words = "nothing yet: what is labeled so will stand here";
        put(frame, inside, 0, Line::from(own(words, theme.dim)));
    }
    for (line, known) in items
        .rows
        .iter()
        .take(usize::from(inside.height))
        .enumerate()
    {
        let begins = if known.veil.is_some() {
            Shown::plain("a veiled item")
        } else {
            Shown::line(&beginning(&model.items.get(known.item).text, BEGINNING))
        };
        let begins = begins.truncate_to_width(usize::from(inside.width));
        put(frame, inside, line, Line::from(span(&begins, theme.text)));
    }
}

fn draw_classes(
    model: &Model,
    list: &ClassList,
    classes: &[(LabelId, &Label)],
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let theme = &model.theme;
    if classes.is_empty() {
        empty::draw(theme, "There is no class yet: a adds one.", frame, area);
        return;
    }
    let height = usize::from(area.height).max(1);
    let selected = list.selected.min(classes.len() - 1);
    let first = selected.saturating_sub(height - 1);
    let names = classes
        .iter()
        .map(|(_, label)| Shown::line(&label.name).width());
    let width = names.max().unwrap_or(0).min(MOST_NAME);
    let used = |id: LabelId| {
        let progress = model.progress.as_ref();
        let known = progress.and_then(|known| known.per_class.get(id.index()));
        let used = match known.copied().unwrap_or(0) {
            0 => "not used yet".to_owned(),
            labeled => counted(labeled, "label"),
        };
        match left_of_split(model, id) {
            Some(left) => format!("{used}, being split: {left} left"),
            None => used,
        }
    };
    let counts = classes.iter().map(|(id, _)| used(*id).len());
    let used_width = counts.max().unwrap_or(0);
    for (at, (id, label)) in classes.iter().enumerate().skip(first).take(height) {
        let is_selected = at == selected;
        let (text, dim) = if is_selected {
            (theme.selected, theme.selected)
        } else {
            (theme.text, theme.dim)
        };
        let key = label.key.map_or(" ".to_owned(), String::from);
        let about = model.guidelines.description(&label.name);
        let room = usize::from(area.width).saturating_sub(width + used_width + 10);
        let about = Shown::line(&about.unwrap_or_default()).truncate_to_width(room);
        let line = vec![
            own(if is_selected { " ▸ " } else { "   " }, theme.key),
            own(format!("{key}  "), theme.key),
            span(&fitted(&Shown::line(&label.name), width), text),
            own(format!("  {:<used_width$}  ", used(*id)), dim),
            span(&about, dim),
        ];
        put(frame, area, at - first, Line::from(line));
    }
}
