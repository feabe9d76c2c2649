//! A project in the making: the files to choose from, and the one that is being read.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::wizard;
use crate::setup::{FoundKind, Peek, size};
use crate::text::Shown;
use crate::tui::browser::{Browser, Row};
use crate::tui::format::counted;
use crate::tui::model::Model;
use crate::tui::theme::{Theme, own, span};
use crate::tui::widgets::footer;
use crate::tui::widgets::lines::{draw_rule, draw_told, draw_wrapped, fitted, put, row};
use crate::tui::widgets::panel::Panel;
use crate::tui::wizard::NewProject;

/// The widest a column's name gets.
pub(super) const MOST_NAME: usize = 20;

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
        NewProject::MadeBefore(made) => wizard::draw_made_before(model, made, frame),
        NewProject::Deciding(made) => wizard::draw(model, made, frame),
    }
}

pub(super) fn draw_title(theme: &Theme, title: &Shown, frame: &mut Frame<'_>, area: Rect) {
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
    match browser.beginning() {
        Some(Ok(peek)) => draw_peek(theme, peek, frame, inside),
        Some(Err(why)) => draw_wrapped(&Shown::line(why), theme.dim, frame, inside),
        None => {
            let words = Shown::plain("choose a file, or type or paste a path");
            draw_wrapped(&words, theme.dim, frame, inside);
        }
    }
    if let Some(problem) = &browser.problem {
        draw_told(problem, theme.warn, frame, row(area, area.height - 2));
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
pub(super) fn together(values: &[&str], width: usize) -> Shown {
    let trimmed: Vec<&str> = values.iter().map(|value| value.trim()).collect();
    Shown::line(&trimmed.join(" · ")).truncate_to_width(width)
}
