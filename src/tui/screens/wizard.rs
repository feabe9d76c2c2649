//! What is found of a file and decided of it before a project is made: the rows that are left out,
//! the columns, the settings; or the project that was made of it before.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::setup::{MOST_NAME, draw_title, together};
use crate::pool::{ImportPreview, count_numbers};
use crate::setup::{Guidelines, PERHAPS_ANSWERS, Role, STEPS, SurveyedColumn};
use crate::text::{Shown, wrap};
use crate::tui::format::{count, counted};
use crate::tui::item_text::is_short;
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_notice, draw_rule, draw_wrapped, fitted, put, row};
use crate::tui::widgets::panel::Panel;
use crate::tui::wizard::{LETTERS, Setting, TakenIn, Wizard};

/// The widest a column's role gets.
const ROLE: usize = 12;
/// The cells of the bar while a project is made.
const BAR: usize = 20;
/// From so many rows on the first item is shown as it will be.
const LEAST_PREVIEW: u16 = 4;
/// Rows around the columns: their heading; a rule, the settings, a rule, what the chosen row means,
/// the command, what happened or the letters, the keys.
const BELOW: u16 = 14;

/// What project was made of the file before, and what can be done now.
pub(super) fn draw_made_before(model: &Model, wizard: &Wizard, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    draw_title(theme, &title(wizard), frame, area);
    let Some(known) = &wizard.survey.made_before else {
        return;
    };
    let body = Rect {
        y: area.y + 3.min(area.height),
        height: area.height.saturating_sub(5),
        ..area
    };
    let said = if known.changed {
        "A project was made of this file before, and the file has changed since: what is new in it is \
         not in that project."
    } else {
        "A project was made of this file before. Your answers are in it."
    };
    draw_wrapped(&Shown::plain(said), theme.text, frame, body);
    let said_rows = wrap(
        &Shown::plain(said),
        usize::from(area.width).saturating_sub(2).max(1),
    );
    let name = Shown::line(&known.name);
    let progress = format!("  {}", known.progress);
    let line = vec![
        own("   ", theme.text),
        span(&name, theme.title),
        own(progress, theme.text),
    ];
    put(frame, body, said_rows.len() + 1, Line::from(line));
    let place = Shown::line(&known.folder.display().to_string());
    let place = place.truncate_to_width(usize::from(area.width).saturating_sub(4));
    let line = vec![own("   ", theme.text), span(&place, theme.dim)];
    put(frame, body, said_rows.len() + 2, Line::from(line));
    let last = row(area, area.height.saturating_sub(2));
    if let Some(busy) = &model.home.busy {
        let line = vec![
            own(" ◌ ", theme.text),
            span(busy, theme.text),
            own(" …", theme.text),
        ];
        frame.render_widget(Line::from(line), last);
    } else if let Some(notice) = &model.notice {
        draw_notice(theme, notice, frame, last);
    }
    let hint = "Enter opens it · n makes another project of the file · Esc back";
    footer::draw_hint(theme, hint, frame, row(area, area.height.saturating_sub(1)));
}

/// The file, and how many rows of it become items.
fn title(wizard: &Wizard) -> Shown {
    let survey = &wizard.survey;
    let file = survey
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let mut title = format!("new project · {file} · {}", counted(survey.rows, "row"));
    for note in &survey.notes {
        title.push_str(&format!(" · {note}"));
    }
    Shown::line(&title)
}

pub(super) fn draw(model: &Model, wizard: &Wizard, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    draw_title(theme, &title(wizard), frame, area);
    let above = 2 + draw_left_out(theme, wizard, frame, area);
    let rows = area
        .height
        .saturating_sub(above + BELOW)
        .min(wizard.roles.len() as u16);
    let name_width = name_width(wizard);
    let heading = format!("   {:<name_width$}  {:<ROLE$}  first rows", "column", "is");
    frame.render_widget(Line::from(own(heading, theme.dim)), row(area, above));
    let columns = Rect {
        y: above + 1,
        height: rows,
        ..area
    };
    draw_columns(theme, wizard, frame, columns);
    draw_rule(theme, frame, row(area, columns.bottom()));
    let settings = Rect {
        y: columns.bottom() + 1,
        height: Setting::ALL.len() as u16,
        ..area
    };
    draw_settings(theme, wizard, frame, settings);
    let below = Rect {
        y: settings.bottom(),
        height: area.height.saturating_sub(settings.bottom() + 2),
        ..area
    };
    draw_rule(theme, frame, row(below, 0));
    let meaning = Rect {
        y: below.y + 1,
        height: 2.min(below.height.saturating_sub(1)),
        ..area
    };
    draw_wrapped(&meaning_of(wizard), theme.text, frame, meaning);
    let command = Rect {
        y: below.y + 3,
        height: below.height.saturating_sub(3),
        ..area
    };
    let words = Shown::line(&format!("the same as: {}", wizard.command()));
    draw_wrapped(&words, theme.dim, frame, command);
    let used = wrap(&words, usize::from(area.width).saturating_sub(2).max(1)).len() as u16;
    let rest = Rect {
        y: command.y + used.min(command.height),
        height: command.height.saturating_sub(used),
        ..area
    };
    if rest.height >= LEAST_PREVIEW {
        draw_first_item(theme, wizard, frame, rest);
    }
    let last = row(area, area.height - 2);
    if let Some(making) = wizard.making {
        let step = STEPS.iter().position(|step| *step == making).unwrap_or(0);
        let done = BAR * step / STEPS.len();
        let line = vec![
            own(" ", theme.text),
            own("█".repeat(done), theme.bar),
            own("░".repeat(BAR - done), theme.dim),
            own(
                format!(" {} of {}: {making} …", step + 1, STEPS.len()),
                theme.text,
            ),
        ];
        frame.render_widget(Line::from(line), last);
    } else if let Some(notice) = &model.notice {
        draw_notice(theme, notice, frame, last);
    }
    if wizard.making.is_none() && model.notice.is_none() && wizard.setting().is_none() {
        let letters = LETTERS.iter().flat_map(|(letter, role)| {
            [
                own(format!(" {letter}"), theme.key),
                own(format!(" {}", role.word()), theme.text),
            ]
        });
        frame.render_widget(Line::from(letters.collect::<Vec<_>>()), last);
    }
    let hint = match wizard.setting() {
        None => "↑ ↓ · letters, ← → change it · ? explains · Enter makes the project · Esc back",
        Some(Setting::Guidelines | Setting::Checks) => {
            "↑ ↓ choose · ← → change it · Enter makes the project · Esc back"
        }
        Some(_) => "↑ ↓ choose · type to change it · Enter makes the project · Esc back",
    };
    footer::draw_hint(theme, hint, frame, row(area, area.height - 1));
}

/// Which rows become no items, and that little is left to label, where it is so; how many rows of
/// the screen that takes.
fn draw_left_out(theme: &Theme, wizard: &Wizard, frame: &mut Frame<'_>, area: Rect) -> u16 {
    let preview = wizard.preview.as_ref();
    let left_out = preview.and_then(ImportPreview::left_out_in_words);
    let width = usize::from(area.width).saturating_sub(2).max(1);
    let mut taken = 0;
    for words in left_out.into_iter().chain(wizard.little_left()) {
        let words = Shown::line(&words);
        let place = Rect {
            y: area.y + 2 + taken,
            height: (wrap(&words, width).len() as u16).min(2),
            ..area
        };
        draw_wrapped(&words, theme.warn, frame, place);
        taken += place.height;
    }
    taken
}

/// What can be done with a column that could hold somebody's answers, where that is open.
fn if_answers(column: &SurveyedColumn, role: Role) -> Option<&'static str> {
    match role {
        Role::Shown if column.is_few_values => Some("a takes them in, h hides them"),
        Role::Hidden if column.why == PERHAPS_ANSWERS => {
            Some("a takes them in, s shows them beside the text")
        }
        _ => None,
    }
}

/// The columns that their names have.
fn name_width(wizard: &Wizard) -> usize {
    let names = wizard.survey.columns.iter();
    let widest = names.map(|column| Shown::line(&column.name).width()).max();
    widest.unwrap_or(0).clamp(6, MOST_NAME)
}

fn draw_columns(theme: &Theme, wizard: &Wizard, frame: &mut Frame<'_>, area: Rect) {
    let height = usize::from(area.height);
    let name_width = name_width(wizard);
    // The chosen one is in sight, with what lies before it.
    let at = wizard.selected.min(wizard.roles.len().saturating_sub(1));
    let first = at.saturating_sub(height.saturating_sub(1));
    let columns = wizard.survey.columns.iter().zip(&wizard.roles).enumerate();
    for (at, (column, role)) in columns.skip(first).take(height) {
        let selected = at == wizard.selected;
        let style = if selected { theme.selected } else { theme.text };
        let hint = if if_answers(column, *role).is_some() {
            "answers?"
        } else {
            ""
        };
        let room = usize::from(area.width).saturating_sub(name_width + ROLE + 8);
        let room = room.saturating_sub(hint.len());
        let values: Vec<&str> = column.values.iter().map(String::as_str).collect();
        let line = vec![
            own(if selected { " ▸ " } else { "   " }, theme.key),
            span(&fitted(&Shown::line(&column.name), name_width), style),
            own("  ", style),
            own(
                format!("{:<ROLE$}", role.word()),
                if selected { style } else { theme.key },
            ),
            own("  ", style),
            span(
                &together(&values, room),
                if selected { style } else { theme.dim },
            ),
            own(if hint.is_empty() { "" } else { "  " }, style),
            own(hint, theme.warn),
        ];
        put(frame, area, at - first, Line::from(line));
    }
}

fn draw_settings(theme: &Theme, wizard: &Wizard, frame: &mut Frame<'_>, area: Rect) {
    let chosen = wizard.setting();
    for (at, setting) in Setting::ALL.into_iter().enumerate() {
        let selected = chosen == Some(setting);
        let style = if selected { theme.selected } else { theme.text };
        let marker = if selected { " ▸ " } else { "   " };
        let word = own(format!("{:<12}", setting.word()), style);
        let mut spans = vec![own(marker, theme.key), word, own(" ", theme.text)];
        let room = usize::from(area.width).saturating_sub(17);
        let line = match setting {
            Setting::Classes => Some((&wizard.classes, classes_without_names(wizard))),
            Setting::Checks => Some((&wizard.checks, wizard.checks_buy())),
            Setting::Name => Some((&wizard.name, String::new())),
            Setting::Folder => Some((&wizard.folder, String::new())),
            Setting::Guidelines => None,
        };
        if let Some((editor, about)) = line {
            let typed = Shown::line(editor.text());
            if selected && at < usize::from(area.height) {
                let wanted = (typed.width() as u16 + 2).max(10);
                let field = Rect {
                    x: area.x + 16.min(area.width),
                    y: area.y + at as u16,
                    width: area.width.saturating_sub(16).min(wanted),
                    height: 1,
                };
                let place = " ".repeat(usize::from(field.width));
                spans.push(own(place, theme.text));
                let room = room.saturating_sub(usize::from(field.width));
                spans.push(span(
                    &Shown::line(&about).truncate_to_width(room),
                    theme.dim,
                ));
                put(frame, area, at, Line::from(spans));
                editor.draw(frame, field);
                continue;
            }
            spans.push(span(&typed.truncate_to_width(room), theme.text));
            let gap = if typed.is_empty() { "" } else { "  " };
            let room = room.saturating_sub(typed.width() + gap.len());
            spans.push(own(gap, theme.text));
            spans.push(span(
                &Shown::line(&about).truncate_to_width(room),
                theme.dim,
            ));
        } else {
            spans.push(own(
                match wizard.guidelines {
                    Guidelines::Template => "a page to fill in, with a section for each class",
                    Guidelines::Empty => "none yet",
                },
                theme.text,
            ));
        }
        put(frame, area, at, Line::from(spans));
    }
}

/// What the classes are that are not typed: those of the columns whose labels are taken in, or
/// those that a column names.
fn classes_without_names(wizard: &Wizard) -> String {
    if let Some(TakenIn { sources, found }) = wizard.taken_in() {
        let Some((names, labels)) = found else {
            return format!("from {sources}: counting …");
        };
        if wizard
            .preview
            .as_ref()
            .is_some_and(ImportPreview::has_too_many_names)
        {
            return format!("from {sources}: too many different values to be classes");
        }
        let labels = counted(labels, "label");
        let typed = wizard.choices().labels;
        let others: Vec<&str> = names
            .into_iter()
            .filter(|name| typed.iter().all(|typed| typed != name))
            .collect();
        let and = if typed.is_empty() { "" } else { "and " };
        let (count, others) = (count(others.len()), others.join(", "));
        return format!("{and}{count} from {sources} ({labels} taken in): {others}");
    }
    let classes = &wizard.survey.classes;
    if !wizard.classes.text().trim().is_empty() {
        return String::new();
    }
    if classes.is_empty() || !wizard.roles.contains(&Role::Classes) {
        return "none yet: you name them while labeling".into();
    }
    format!("{}: {}", classes.len(), classes.join(", "))
}

/// What the chosen row means.
fn meaning_of(wizard: &Wizard) -> Shown {
    let words = match wizard.setting() {
        Some(Setting::Checks) => format!("{} · {}", wizard.checks_buy(), Setting::Checks.meaning()),
        Some(setting) => setting.meaning().to_owned(),
        None => {
            let column = wizard.survey.columns.get(wizard.selected);
            let role = wizard.roles.get(wizard.selected);
            let (Some(column), Some(role)) = (column, role) else {
                return Shown::default();
            };
            if let Some(acts) = if_answers(column, *role) {
                format!(
                    "{}: {} · {PERHAPS_ANSWERS} {acts}",
                    role.word(),
                    role.meaning()
                )
            } else if *role == column.role && !column.why.is_empty() {
                format!("{}: {} · {}", role.word(), column.why, role.meaning())
            } else {
                format!("{}: {}", role.word(), role.meaning())
            }
        }
    };
    Shown::line(&words)
}

/// The first row as an item: what is short above the text, the text, what is long below it.
fn draw_first_item(theme: &Theme, wizard: &Wizard, frame: &mut Frame<'_>, area: Rect) {
    let columns = wizard.survey.columns.iter().zip(&wizard.roles);
    let first = |wanted: &'static [Role]| {
        let chosen = columns.clone().filter(|(_, role)| wanted.contains(role));
        chosen.map(|(column, _)| {
            let value = column.values.first().map_or("", |value| value.trim());
            (column.name.as_str(), value)
        })
    };
    let ids = first(&[Role::Id]).map(|(_, id)| format!("item {id}"));
    let beside = || first(&[Role::Shown, Role::Numbers]);
    let (short, long) = (beside(), beside());
    let beside = short.filter(|(_, value)| is_short(value));
    let beside = beside.map(|(name, value)| format!("{name} {value}"));
    let below = long.filter(|(_, value)| !is_short(value));
    let below = below.map(|(name, value)| match count_numbers(value) {
        Some(count) => format!("{name}: {count} numbers"),
        None => format!("{name}: {value}"),
    });
    let above: Vec<String> = ids.chain(beside).collect();
    let text = first(&[Role::Text]).chain(first(&[Role::Image]));
    let text = text.map(|(_, text)| text.to_owned()).chain(below);
    let text: Vec<String> = text.collect();
    let title = own("the first item", theme.heading);
    let inside = Panel::new(title).draw(theme, frame, area);
    let above = Shown::line(&above.join(" · "));
    let above = above.truncate_to_width(usize::from(inside.width).saturating_sub(2));
    let line = vec![own(" ", theme.dim), span(&above, theme.dim)];
    put(frame, inside, 0, Line::from(line));
    let body = Rect {
        y: inside.y + 1,
        height: inside.height.saturating_sub(1),
        ..inside
    };
    draw_wrapped(&Shown::text(&text.join("\n\n")), theme.text, frame, body);
}
