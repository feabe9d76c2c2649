//! A project in the making: the files to choose from, then what the chosen one holds and what is
//! decided of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::setup::{FoundKind, Guidelines, Peek, Role, STEPS, size};
use crate::text::{Shown, wrap};
use crate::tui::browser::{Browser, Row};
use crate::tui::format::counted;
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_notice, draw_rule, draw_wrapped, fitted, put, row};
use crate::tui::widgets::panel::Panel;
use crate::tui::wizard::{LETTERS, NewProject, Setting, Wizard};

/// The widest a column's name and its role get.
const MOST_NAME: usize = 20;
const ROLE: usize = 12;
/// The cells of the bar while a project is made.
const BAR: usize = 20;
/// From so many rows on the first item is shown as it will be.
const LEAST_PREVIEW: u16 = 4;
/// Rows around the columns: their heading; a rule, the settings, a rule, what the chosen row means,
/// the command, what happened or the letters, the keys.
const BELOW: u16 = 14;

pub(super) fn draw(model: &Model, stage: &NewProject, frame: &mut Frame<'_>) {
    match stage {
        NewProject::Choosing(browser) => draw_browser(model, browser, frame),
        NewProject::Reading(file) => {
            let theme = &model.theme;
            let area = frame.area();
            let title = Shown::line(&format!("new project · {}", file.display()));
            draw_title(theme, &title, frame, area);
            let words = "◌ reading the file …";
            frame.render_widget(
                Line::from(own(format!(" {words}"), theme.text)),
                row(area, 2),
            );
            footer::draw_hint(theme, "Esc back", frame, row(area, area.height - 1));
        }
        NewProject::Deciding(wizard) => draw_wizard(model, wizard, frame),
    }
}

fn draw_title(theme: &Theme, title: &Shown, frame: &mut Frame<'_>, area: Rect) {
    let title = title.truncate_to_width(usize::from(area.width) - 2);
    let line = vec![own(" ", theme.title), span(&title, theme.title)];
    frame.render_widget(Line::from(line), row(area, 0));
    draw_rule(theme, frame, row(area, 1));
}

fn draw_browser(model: &Model, browser: &Browser, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    let folder = browser.folder().map(|folder| folder.display().to_string());
    let folder = folder.unwrap_or_else(|| "reading …".into());
    let title = Shown::line(&format!("new project · choose a file · {folder}"));
    draw_title(theme, &title, frame, area);
    let line = row(area, 2);
    frame.render_widget(Line::from(own(" file › ", theme.key)), line);
    let field = Rect {
        x: line.x + 8,
        width: line.width.saturating_sub(8),
        ..line
    };
    browser.line.draw(frame, field);
    let body = Rect {
        y: 3,
        height: area.height.saturating_sub(5),
        ..area
    };
    // The beginning of the file stands beside the list, or below it.
    let (list, beginning) = if area.width >= 100 {
        let width = area.width * 2 / 5;
        (
            Rect { width, ..body },
            Rect {
                x: width,
                width: area.width - width,
                ..body
            },
        )
    } else {
        let height = body.height / 2;
        (
            Rect { height, ..body },
            Rect {
                y: body.y + height,
                height: body.height - height,
                ..body
            },
        )
    };
    let others = match browser.others() {
        0 => String::new(),
        others => format!("{} of other kinds", counted(others, "file")),
    };
    let inside = Panel::new(own("here", theme.heading))
        .right(own(others, theme.dim))
        .focused(true)
        .draw(theme, frame, list);
    draw_rows(theme, browser, frame, inside);
    let inside = Panel::new(own("how it begins", theme.heading)).draw(theme, frame, beginning);
    match &browser.peek {
        Some((_, Ok(peek))) => draw_peek(theme, peek, frame, inside),
        Some((_, Err(why))) => draw_wrapped(&Shown::line(why), theme.dim, frame, inside),
        None => {
            let words = Shown::plain("choose a file, or type or paste a path");
            draw_wrapped(&words, theme.dim, frame, inside);
        }
    }
    if let Some(problem) = &browser.problem {
        let words = problem.truncate_to_width(usize::from(area.width) - 2);
        let line = vec![own(" ", theme.warn), span(&words, theme.warn)];
        frame.render_widget(Line::from(line), row(area, area.height - 2));
    }
    let hint = "↑ ↓ choose · Enter takes it · ← folder above · type to filter · Esc back";
    footer::draw_hint(theme, hint, frame, row(area, area.height - 1));
}

fn draw_rows(theme: &Theme, browser: &Browser, frame: &mut Frame<'_>, area: Rect) {
    let rows = browser.rows();
    let height = usize::from(area.height);
    if rows.is_empty() {
        let words = "nothing fits; a path with / in it is taken as it stands";
        frame.render_widget(Line::from(own(format!(" {words}"), theme.dim)), area);
        return;
    }
    let first = browser.selected.saturating_sub(height.saturating_sub(1));
    for (at, found) in rows.iter().enumerate().skip(first).take(height) {
        let (name, about) = match found {
            Row::Up => (Shown::plain(".."), "folder above".to_owned()),
            Row::Texts(count) => (
                Shown::plain("this folder"),
                format!("{}, one an item", counted(*count, "text file")),
            ),
            Row::Found(found) => (
                Shown::line(&found.name),
                match found.kind {
                    FoundKind::Folder => "folder".to_owned(),
                    FoundKind::Project => "project: Enter opens it".to_owned(),
                    FoundKind::File(bytes) => size(bytes),
                },
            ),
        };
        let selected = at == browser.selected;
        let style = if selected { theme.selected } else { theme.text };
        let room = usize::from(area.width).saturating_sub(6 + about.chars().count());
        let line = vec![
            own(if selected { " ▸ " } else { "   " }, theme.key),
            span(&fitted(&name, room), style),
            own("  ", style),
            own(about, if selected { style } else { theme.dim }),
        ];
        put(frame, area, at - first, Line::from(line));
    }
}

fn draw_peek(theme: &Theme, peek: &Peek, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let about = Shown::line(&peek.about).truncate_to_width(width.saturating_sub(1));
    put(
        frame,
        area,
        0,
        Line::from(vec![own(" ", theme.dim), span(&about, theme.dim)]),
    );
    let names = peek.columns.iter().map(|name| Shown::line(name).width());
    let name_width = names.max().unwrap_or(0).min(MOST_NAME);
    for (at, name) in peek.columns.iter().enumerate() {
        let values: Vec<&str> = peek.rows.iter().map(|row| row[at].as_str()).collect();
        let line = vec![
            own(" ", theme.text),
            span(&fitted(&Shown::line(name), name_width), theme.key),
            own("  ", theme.text),
            span(
                &together(&values, width.saturating_sub(name_width + 4)),
                theme.text,
            ),
        ];
        put(frame, area, at + 1, Line::from(line));
    }
}

/// Values of the first rows in one line.
fn together(values: &[&str], width: usize) -> Shown {
    let trimmed: Vec<&str> = values.iter().map(|value| value.trim()).collect();
    Shown::line(&trimmed.join(" · ")).truncate_to_width(width)
}

fn draw_wizard(model: &Model, wizard: &Wizard, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let area = frame.area();
    let survey = &wizard.survey;
    let file = survey
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let mut title = format!("new project · {file} · {}", counted(survey.rows, "row"));
    if survey.rejected > 0 {
        title.push_str(&format!(" · {} cannot be read", survey.rejected));
    }
    for note in &survey.notes {
        title.push_str(&format!(" · {note}"));
    }
    draw_title(theme, &Shown::line(&title), frame, area);
    let rows = area
        .height
        .saturating_sub(2 + BELOW)
        .min(wizard.roles.len() as u16);
    let name_width = name_width(wizard);
    let heading = format!("   {:<name_width$}  {:<ROLE$}  first rows", "column", "is");
    frame.render_widget(Line::from(own(heading, theme.dim)), row(area, 2));
    let columns = Rect {
        y: 3,
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
        None => "↑ ↓ choose · a letter or ← → changes it · Enter makes the project · Esc back",
        Some(Setting::Guidelines | Setting::Checks) => {
            "↑ ↓ choose · ← → change it · Enter makes the project · Esc back"
        }
        Some(_) => "↑ ↓ choose · type to change it · Enter makes the project · Esc back",
    };
    footer::draw_hint(theme, hint, frame, row(area, area.height - 1));
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
        let room = usize::from(area.width).saturating_sub(name_width + ROLE + 8);
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

/// What the classes are where none are typed.
fn classes_without_names(wizard: &Wizard) -> String {
    let classes = &wizard.survey.classes;
    if !wizard.classes.text().trim().is_empty() {
        return String::new();
    }
    let is_named = wizard
        .roles
        .iter()
        .any(|role| matches!(role, Role::Classes | Role::Labels));
    if classes.is_empty() || !is_named {
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
            if *role == column.role && !column.why.is_empty() {
                format!("{}: {} · {}", role.word(), column.why, role.meaning())
            } else {
                format!("{}: {}", role.word(), role.meaning())
            }
        }
    };
    Shown::line(&words)
}

/// The first row as an item: what stands beside the text, and the text.
fn draw_first_item(theme: &Theme, wizard: &Wizard, frame: &mut Frame<'_>, area: Rect) {
    let columns = wizard.survey.columns.iter().zip(&wizard.roles);
    let first = |wanted: Role| {
        let chosen = columns.clone().filter(move |(_, role)| **role == wanted);
        chosen.map(|(column, _)| {
            let value = column.values.first().map_or("", |value| value.trim());
            (column.name.as_str(), value)
        })
    };
    let ids = first(Role::Id).map(|(_, id)| format!("item {id}"));
    let beside = first(Role::Shown).map(|(name, value)| format!("{name} {value}"));
    let above: Vec<String> = ids.chain(beside).collect();
    let text = first(Role::Text).chain(first(Role::Image));
    let text: Vec<&str> = text.map(|(_, text)| text).collect();
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
    draw_wrapped(&Shown::line(&text.join("  ")), theme.text, frame, body);
}
