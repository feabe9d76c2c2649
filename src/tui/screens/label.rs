//! The label screen: an item, the classes under their keys, and why this one.
//!
//! Small terminals lose parts in a fixed order — rules, reasons, hints — and never the text, the
//! classes or the line that says what just happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::command::Screen;
use crate::project::OpinionMode;
use crate::query::QueryView;
use crate::text::Shown;
use crate::tui::format::{count, counted, fraction, percent};
use crate::tui::ink::{ink, own};
use crate::tui::model::{Asked, Model, Notice, Overlay, Phase, Severity};
use crate::tui::widgets::label_table::Shape;
use crate::tui::widgets::lines::draw_wrapped;
use crate::tui::widgets::{footer, header, label_table, lines, passage, rule};
use crate::tui::{veil, why};

/// The rows of each part.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each part that is there or not"
)]
struct Plan {
    rules: bool,
    meta: bool,
    text: usize,
    shape: Shape,
    classes: usize,
    why: usize,
    accuracy: bool,
    footer: bool,
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let plan = plan(model, area);
    let mut left = area;
    let mut take = |rows: usize| {
        let rows = (rows as u16).min(left.height);
        let part = Rect {
            height: rows,
            ..left
        };
        left.y += rows;
        left.height -= rows;
        part
    };
    header::draw(model, frame, take(1));
    if plan.rules {
        rule::draw(&model.theme, frame, take(1));
    }
    if plan.meta {
        draw_meta(model, frame, take(1));
    }
    draw_text(model, frame, take(plan.text));
    if plan.rules {
        rule::draw(&model.theme, frame, take(1));
    }
    label_table::draw(model, plan.shape, frame, take(plan.classes));
    let below = plan.why + usize::from(plan.accuracy) + 1;
    if let Some(notice) = model
        .notice
        .as_ref()
        .filter(|notice| is_loud(model, notice))
    {
        // What went wrong must be read to its end: it takes the rows of what can wait.
        let theme = &model.theme;
        let style = if notice.tone == Severity::Alarm {
            theme.bad
        } else {
            theme.warn
        };
        draw_wrapped(&notice.text, style, frame, take(below));
    } else {
        if plan.why > 0 {
            draw_why(model, frame, take(plan.why));
        }
        if plan.accuracy {
            draw_accuracy(model, frame, take(1));
        }
        draw_notice(model, frame, take(1));
    }
    if plan.footer {
        let line = take(1);
        if matches!(model.layers.last(), Some(Overlay::Prompt(_))) {
            footer::draw_hint(
                &model.theme,
                "type · Enter takes it · Esc leaves it",
                frame,
                line,
            );
        } else {
            footer::draw(&model.theme, Screen::Label, model.situation(), frame, line);
        }
    }
}

/// Whether a notice is a warning that needs more than its own row.
fn is_loud(model: &Model, notice: &Notice) -> bool {
    let fits = notice.text.width() < usize::from(model.size.0);
    let prompts = matches!(model.layers.last(), Some(Overlay::Prompt(_)));
    notice.tone != Severity::Quiet && !fits && !prompts
}

/// How many rows the text has on a screen of that size.
pub(in crate::tui) fn text_rows(model: &Model, columns: u16, rows: u16) -> usize {
    plan(model, Rect::new(0, 0, columns, rows)).text.max(1)
}

fn plan(model: &Model, area: Rect) -> Plan {
    let height = usize::from(area.height);
    let rules = height >= 16;
    let meta = height >= 9;
    let why = match height {
        20.. => 2,
        13..=19 => 1,
        _ => 0,
    };
    let accuracy = height >= 11;
    let with_footer = height >= 10;
    // Header and notice are always there.
    let fixed = 2
        + usize::from(rules) * 2
        + usize::from(meta)
        + why
        + usize::from(accuracy)
        + usize::from(with_footer);
    let free = height.saturating_sub(fixed);
    // A text keeps a third of the room at least, unless it needs less.
    let text_wants = model.passage.len().clamp(2, (free / 3).max(2));
    let shape = label_table::shape(model, usize::from(area.width), free - text_wants.min(free));
    let classes = model.labels().map_or(0, |labels| labels.active().count());
    let table = shape.height(classes).min(free.saturating_sub(1));
    Plan {
        rules,
        meta,
        text: free - table,
        shape,
        classes: table,
        why,
        accuracy,
        footer: with_footer,
    }
}

fn draw_meta(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(asked) = &model.asked else {
        return;
    };
    let mut badges = String::new();
    if asked.flagged {
        badges.push_str("! flagged ");
    }
    if model.passage.hidden() > 0 {
        let hidden = counted(model.passage.hidden(), "hidden character");
        badges.push_str(&format!("⚠ {hidden} "));
    }
    let width = usize::from(area.width);
    let room = width.saturating_sub(Span::from(badges.as_str()).width() + 2);
    let mut meta = asked.meta.clone();
    if let Some(note) = &asked.note {
        meta = Shown::concat([meta, Shown::plain(" · note: "), Shown::line(note)]);
    }
    let meta = meta.truncate_to_width(room).pad_to_width(room);
    let line = vec![
        own(" ", theme.text),
        ink(&meta, theme.dim),
        own(" ", theme.text),
        own(badges, theme.warn),
    ];
    frame.render_widget(Line::from(line), area);
}

fn draw_text(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let words = match model.phase {
        Phase::Preparing => {
            let how_far = model.preparing.map_or(String::new(), |preparing| {
                format!(
                    " ({}, {})",
                    preparing.stage,
                    percent(f64::from(preparing.done))
                )
            });
            let words = format!(
                "Reading the pool to find good first questions. Labeling starts in a moment.{how_far}"
            );
            draw_wrapped(&Shown::line(&words), theme.text, frame, area);
            return;
        }
        Phase::Held { can_lift } => {
            let next = if can_lift {
                " Enter asks for them now; Ctrl-Q ends the session."
            } else {
                " Ctrl-Q ends the session; everything is saved."
            };
            let words = Shown::concat([model.held.clone(), Shown::plain("."), Shown::plain(next)]);
            draw_wrapped(&words, theme.text, frame, area);
            return;
        }
        Phase::Done => {
            "Every item is answered. History (<) changes an answer, Ctrl-Q ends the session, and \
             `querist export` takes the labels out."
        }
        Phase::Asking | Phase::Sending if model.asked.as_ref().is_some_and(Asked::is_hidden) => {
            draw_wrapped(&veil::words(model), theme.text, frame, area);
            return;
        }
        Phase::Asking | Phase::Sending => {
            passage::draw(&model.passage, theme, frame, area);
            return;
        }
    };
    draw_wrapped(&Shown::plain(words), theme.text, frame, area);
}

/// Disagreement and reason, or why there is none.
fn draw_why(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(asked) = &model.asked else {
        return;
    };
    let mode = model
        .progress
        .as_ref()
        .map_or(OpinionMode::Shown, |progress| progress.opinion);
    let mut text = reason(&asked.face, mode, model.visiting);
    if let Some(offer) = why::offer(model, &asked.face) {
        text = Shown::concat([offer, Shown::plain(" · "), text]);
    }
    draw_wrapped(&text, model.theme.dim, frame, area);
}

fn reason(face: &QueryView, mode: OpinionMode, visiting: bool) -> Shown {
    let mut parts: Vec<String> = Vec::new();
    if let Some(opinion) = &face.opinion {
        parts.push(format!(
            "disagreement {} of 1, votes {}",
            fraction(opinion.disagreement),
            match opinion.vote_entropy {
                none if none <= 0.0 => "alike".to_owned(),
                split => format!("split {}", fraction(split)),
            }
        ));
    }
    if let Some(why) = &face.why {
        let mut numbers = vec![why.strategy.to_owned()];
        if let Some(score) = why.score {
            numbers.push(format!("score {}", fraction(score)));
        }
        if let Some(next) = why.runner_up {
            numbers.push(format!("next {}", fraction(next)));
        }
        if let Some(rank) = why.rank {
            numbers.push(format!("rank {rank} of {}", count(why.candidates as usize)));
        }
        parts.push(format!("{} ({})", why.sentence, numbers.join(", ")));
    }
    if visiting {
        parts.push("you came here yourself; Esc goes back to the queue".into());
    } else if parts.is_empty() {
        parts.push(
            match mode {
                OpinionMode::Shown => "asked without showing what the model thinks",
                OpinionMode::After => "what the model thinks comes after the answer (Tab)",
                OpinionMode::Never => "what the model thinks is switched off (Tab)",
            }
            .into(),
        );
    }
    if face.stale > 0 {
        let behind = counted(face.stale as usize, "answer");
        parts.push(format!("ranked {behind} ago"));
    }
    if face.parts > 1 && face.why.is_some() {
        parts.push(format!(
            "a large pool: one of its {} parts is looked through after each answer",
            face.parts
        ));
    }
    Shown::line(&parts.join(" · "))
}

fn draw_accuracy(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(progress) = &model.progress else {
        return;
    };
    let mut text = match &progress.accuracy {
        Some(accuracy) => format!(
            " accuracy {} [{:.0}–{:.0}] from {}",
            percent(accuracy.value),
            100.0 * accuracy.low,
            100.0 * accuracy.high,
            counted(accuracy.n, "check")
        ),
        None if progress.holdout == 0 => " nothing is held out: accuracy unknown".to_owned(),
        None => " no check answered yet: accuracy unknown".to_owned(),
    };
    if progress.declined > 0 {
        text.push_str(&format!(" ({} declined)", progress.declined));
    }
    if progress.set_aside > 0 {
        text.push_str(&format!(" · {} set aside (#)", count(progress.set_aside)));
    }
    if progress.counts.flagged > 0 {
        text.push_str(&format!(" · {} flagged", count(progress.counts.flagged)));
    }
    frame.render_widget(Line::from(own(text, theme.text)), area);
}

fn draw_notice(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    if let Some(Overlay::Prompt(prompt)) = model.layers.last() {
        lines::draw_prompt(&model.theme, &prompt.question, &prompt.editor, frame, area);
    } else if let Some(notice) = &model.notice {
        lines::draw_notice(&model.theme, notice, frame, area);
    }
}
