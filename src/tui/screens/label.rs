//! The label screen: an item, the classes under their keys, and why this one.
//!
//! Small terminals lose parts in a fixed order — rules, reasons, hints — and never the text, the
//! classes or the line that says what just happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::project::OpinionMode;
use crate::query::QueryView;
use crate::text::Shown;
use crate::tui::format::{count, counted, fraction, percent};
use crate::tui::model::{Model, Notice, Overlay, Phase, Severity};
use crate::tui::theme::own;
use crate::tui::why;
use crate::tui::widgets::class_table::Shape;
use crate::tui::widgets::lines::{draw_last, draw_meta, draw_rule, draw_wrapped, style_of};
use crate::tui::widgets::{class_table, footer, header, text};

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

pub(super) fn draw(model: &Model, frame: &mut Frame<'_>) {
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
        draw_rule(&model.theme, frame, take(1));
    }
    if plan.meta {
        let area = take(1);
        if let Some(asked) = model.asked() {
            let note = asked.note.as_deref();
            draw_meta(model, &asked.meta, note, asked.flagged, frame, area);
        }
    }
    draw_text(model, frame, take(plan.text));
    if plan.rules {
        draw_rule(&model.theme, frame, take(1));
    }
    class_table::draw(model, plan.shape, frame, take(plan.classes));
    let below = plan.why + usize::from(plan.accuracy) + 1;
    if let Some(notice) = model
        .notice
        .as_ref()
        .filter(|notice| is_loud(model, notice))
    {
        // What went wrong must be read to its end: it takes the rows of what can wait.
        let style = style_of(&model.theme, notice);
        draw_wrapped(&notice.text, style, frame, take(below));
    } else {
        if plan.why > 0 {
            draw_why(model, frame, take(plan.why));
        }
        if plan.accuracy {
            draw_accuracy(model, frame, take(1));
        }
        draw_last(model, frame, take(1));
    }
    if plan.footer {
        footer::draw(model, frame, take(1));
    }
}

/// Whether a notice is a warning that needs more than its own row.
fn is_loud(model: &Model, notice: &Notice) -> bool {
    let fits = notice.text.width() < usize::from(model.size.0);
    let prompts = matches!(model.overlays.last(), Some(Overlay::Prompt(_)));
    notice.severity != Severity::Quiet && !fits && !prompts
}

/// How many rows the text has on this terminal.
pub(in crate::tui) fn text_rows(model: &Model) -> usize {
    let (columns, rows) = model.size;
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
    let text_wants = model.text.len().clamp(2, (free / 3).max(2));
    let shape = class_table::shape(model, usize::from(area.width), free - text_wants.min(free));
    let table = shape
        .height(model.class_count())
        .min(free.saturating_sub(1));
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

fn draw_text(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let words = match model.phase {
        Phase::Preparing => {
            let preparing = model.labeling().and_then(|known| known.preparing);
            let how_far = preparing.map_or(String::new(), |preparing| {
                let done = percent(f64::from(preparing.done));
                format!(" ({}, {done})", preparing.stage)
            });
            format!(
                "Reading the pool to find good first questions. Labeling starts in a moment.{how_far}"
            )
        }
        Phase::Held { can_lift } => {
            let held = model.labeling().map_or("", |known| known.held.as_str());
            let (reveal, quit) = (model.key_of("reveal"), model.key_of("quit"));
            if can_lift {
                format!("{held}. {reveal} asks for them now; {quit} ends the session.")
            } else {
                format!("{held}. {quit} ends the session; everything is saved.")
            }
        }
        Phase::Done => format!(
            "Every item is answered. History ({}) changes an answer, {} ends the session, and \
             `querist export` takes the labels out.",
            model.key_of("history"),
            model.key_of("quit")
        ),
        Phase::Asking | Phase::Sending if model.is_hidden() => veiled(model),
        Phase::Asking | Phase::Sending => {
            text::draw(&model.text, &model.theme, frame, area);
            return;
        }
    };
    draw_wrapped(&Shown::line(&words), model.theme.text, frame, area);
}

/// What stands in place of a veiled text: its length, kind, weight and who says so, never a byte
/// of it; and the keys that lead on.
fn veiled(model: &Model) -> String {
    let Some(veil) = model.asked().and_then(|asked| asked.query.veil.as_ref()) else {
        return String::new();
    };
    let key = |id| model.key_of(id);
    format!(
        "Veiled: {}. {} shows it, {} a sentence of it, {} with its worst words hidden; {} skips \
         it, {} puts it off or declines it, {} leaves its category out.",
        veil.in_words(),
        key("reveal"),
        key("reveal-sentence"),
        key("reveal-masked"),
        key("skip"),
        key("put-off"),
        key("leave-out")
    )
}

fn draw_why(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(query) = model.asked().map(|asked| &asked.query) else {
        return;
    };
    let mut text = reason(model, query);
    if let Some(offer) = why::offer(model, query) {
        text = Shown::concat([offer, Shown::plain(" · "), text]);
    }
    draw_wrapped(&text, model.theme.dim, frame, area);
}

fn reason(model: &Model, query: &QueryView) -> Shown {
    let mut parts: Vec<String> = Vec::new();
    if let Some(opinion) = &query.opinion {
        parts.push(format!(
            "disagreement {} of 1, votes {}",
            fraction(opinion.disagreement),
            match opinion.vote_entropy {
                none if none <= 0.0 => "alike".to_owned(),
                split => format!("split {}", fraction(split)),
            }
        ));
    }
    if let Some(why) = &query.why {
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
    if model.visiting {
        parts.push("you came here yourself; Esc goes back to the queue".into());
    } else if parts.is_empty() {
        parts.push(match model.progress().map(|progress| progress.opinion) {
            None | Some(OpinionMode::Shown) => "asked without showing what the model thinks".into(),
            Some(OpinionMode::After) => {
                let key = model.key_of("opinion");
                format!("what the model thinks comes after the answer ({key})")
            }
            Some(OpinionMode::Never) => {
                let key = model.key_of("opinion");
                format!("what the model thinks is switched off ({key})")
            }
        });
    }
    if query.stale > 0 {
        let behind = counted(query.stale as usize, "answer");
        parts.push(format!("ranked {behind} ago"));
    }
    if query.parts > 1 && query.why.is_some() {
        parts.push(format!(
            "a large pool: one of its {} parts is looked through after each answer",
            query.parts
        ));
    }
    Shown::line(&parts.join(" · "))
}

fn draw_accuracy(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let Some(progress) = model.progress() else {
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
        let key = model.key_of("set-aside");
        let aside = count(progress.set_aside);
        text.push_str(&format!(" · {aside} set aside ({key})"));
    }
    if progress.counts.flagged > 0 {
        text.push_str(&format!(" · {} flagged", count(progress.counts.flagged)));
    }
    frame.render_widget(Line::from(own(text, theme.text)), area);
}
