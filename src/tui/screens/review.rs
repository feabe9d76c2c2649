//! The item under review: its text, every voice, how they are spread, and why it comes now.
//!
//! Small terminals lose parts in a fixed order — rules, reasons, hints, the last voices — and
//! never the text, the classes or the line that says what just happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::schema::Adjudication;
use crate::session::{CurrentAdjudication, Likely};
use crate::text::Shown;
use crate::tui::format::{counted, percent};
use crate::tui::model::{Model, Overlay, Phase, Reviewed};
use crate::tui::theme::span;
use crate::tui::widgets::lines::{draw_last, draw_meta, draw_rule, draw_wrapped, style_of};
use crate::tui::widgets::{footer, header, shares, text, voices};

/// The rows of each part.
#[expect(
    clippy::struct_excessive_bools,
    reason = "one for each part that is there or not"
)]
struct Plan {
    rules: bool,
    meta: bool,
    text: usize,
    voices: usize,
    classes: usize,
    why: usize,
    likely: bool,
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
        if let Some(reviewed) = model.reviewed() {
            let note = reviewed.view.note.as_deref();
            draw_meta(model, &reviewed.meta, note, false, frame, area);
        }
    }
    draw_text(model, frame, take(plan.text));
    if plan.rules {
        draw_rule(&model.theme, frame, take(1));
    }
    voices::draw(model, frame, take(plan.voices));
    shares::draw(model, frame, take(plan.classes));
    let below = plan.why + usize::from(plan.likely) + 1;
    let notice = model.notice.as_ref();
    let prompts = matches!(model.overlays.last(), Some(Overlay::Prompt(_)));
    let long = notice.filter(|notice| {
        // What just happened is read to its end: it takes the rows of what can wait.
        !prompts && notice.text.width() >= usize::from(model.size.0)
    });
    if let Some(notice) = long {
        let style = style_of(&model.theme, notice);
        draw_wrapped(&notice.text, style, frame, take(below));
    } else {
        draw_why(model, frame, take(plan.why));
        if plan.likely {
            draw_likely(model, frame, take(1));
        }
        draw_last(model, frame, take(1));
    }
    if plan.footer {
        footer::draw(model, frame, take(1));
    }
}

/// How many rows the text has on this terminal.
pub(in crate::tui) fn text_rows(model: &Model) -> usize {
    let area = Rect::new(0, 0, model.size.0, model.size.1);
    plan(model, area).text.max(1)
}

fn plan(model: &Model, area: Rect) -> Plan {
    let height = usize::from(area.height);
    let rules = height >= 18;
    let meta = height >= 9;
    let why = match height {
        24.. => 2,
        16..=23 => 1,
        _ => 0,
    };
    let likely = height >= 14;
    let with_footer = height >= 10;
    // Header and the line of what just happened are always there.
    let fixed = 2
        + usize::from(rules) * 2
        + usize::from(meta)
        + why
        + usize::from(likely)
        + usize::from(with_footer);
    let free = height.saturating_sub(fixed);
    // A text keeps a quarter of the room at least, unless it needs less.
    let text_wants = model.text.len().clamp(1, (free / 4).max(1));
    let tables = free.saturating_sub(text_wants);
    let classes = shares::wanted(model).min((tables / 2).max(1));
    let voices = voices::wanted(model).min(tables.saturating_sub(classes));
    // What the voices leave goes to the classes again.
    let classes = shares::wanted(model).min(tables - voices);
    Plan {
        rules,
        meta,
        text: free - voices - classes,
        voices,
        classes,
        why,
        likely,
        footer: with_footer,
    }
}

fn draw_text(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let words = match model.phase {
        Phase::Preparing => "Counting who said what.".to_owned(),
        Phase::Done => done(model),
        Phase::Asking | Phase::Sending | Phase::Held { .. } => {
            text::draw(&model.text, &model.theme, frame, area);
            return;
        }
    };
    draw_wrapped(&Shown::line(&words), model.theme.text, frame, area);
}

/// What is said when nothing is left of what was chosen.
fn done(model: &Model) -> String {
    let Some(progress) = model.review_progress() else {
        return String::new();
    };
    let mut words = format!(
        "Nothing is left among {}; {} decided.",
        progress.selection.scope.words(),
        counted(progress.decided, "item")
    );
    if !progress.filter.is_empty() {
        words.push_str(&format!(
            " Only items where {} were asked for (Esc: all).",
            progress.filter
        ));
    }
    if progress.waiting > 0 {
        words.push_str(&format!(
            " {} for somebody's judgement: they come back when it is there and still differs.",
            match progress.waiting {
                1 => "1 item waits".to_owned(),
                count => format!("{count} items wait"),
            }
        ));
    }
    if let Some(computing) = progress.computing {
        words.push_str(&format!(" Still being computed: {computing}."));
    }
    words.push_str(&format!(
        " {} chooses other items, {} changes a decision, {} ends the session.",
        model.key_of("order"),
        model.key_of("decisions"),
        model.key_of("quit")
    ));
    words
}

/// Why it comes, and what is known of its decision.
fn draw_why(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let (Some(reviewed), Some(progress)) = (model.reviewed(), model.review_progress()) else {
        return;
    };
    let mut parts: Vec<String> = Vec::new();
    if !reviewed.rationale.is_empty() {
        parts.push(format!("because: {}", reviewed.rationale));
    }
    if let Some(decided) = &reviewed.view.decided {
        parts.push(decision(model, decided));
    }
    if !reviewed.view.waits_for.is_empty() {
        parts.push(format!("waits for {}", reviewed.view.waits_for.join(", ")));
    }
    if model.visiting {
        parts.push("you came here yourself; Esc goes back to the queue".into());
    } else if !progress.filter.is_empty() {
        parts.push(format!("{} (Esc: all)", progress.filter));
    }
    parts.extend(reviewed.view.reasons.iter().cloned());
    draw_wrapped(
        &Shown::line(&parts.join(" · ")),
        model.theme.dim,
        frame,
        area,
    );
}

fn decision(model: &Model, decided: &CurrentAdjudication) -> String {
    let what = match &decided.decision {
        Adjudication::Label(label) => format!("decided: {}", model.label_name(*label)),
        Adjudication::KeepDistribution => "decided: the distribution stands".into(),
        Adjudication::GuidelineGap(question) => format!("guideline gap: {question}"),
    };
    let rationale = decided.rationale.as_ref();
    let why = rationale.map_or(String::new(), |words| format!(" ({words})"));
    format!(
        "{what}, by {}, {}{why}",
        decided.by,
        decided.at.strftime("%-d %b %Y")
    )
}

/// What is likely, or when it will be told.
fn draw_likely(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let Some(reviewed) = model.reviewed() else {
        return;
    };
    let text = Shown::line(&format!(" {}", likely_words(model, reviewed)));
    let text = text.truncate_to_width(usize::from(area.width));
    frame.render_widget(Line::from(span(&text, model.theme.text)), area);
}

fn likely_words(model: &Model, reviewed: &Reviewed) -> String {
    if model.is_descriptive() {
        let keep = model.key_of("keep");
        return format!(
            "perspectives: nobody is right or wrong here ({keep} keeps the distribution)"
        );
    }
    let unidentified = model
        .review_progress()
        .and_then(|progress| progress.unidentified.as_ref());
    match (&reviewed.view.likely, unidentified) {
        (Some(likely), _) if likely.probable.is_some() || likely.model.is_some() => {
            likely_in_words(model, likely)
        }
        (_, Some(why)) => format!("who is probably right cannot be told: {why}"),
        (Some(_), None) => "what is probable is still being computed".into(),
        (None, None) => format!(
            "what is probable comes after your decision ({}: with the item)",
            model.key_of("likelihood")
        ),
    }
}

fn likely_in_words(model: &Model, likely: &Likely) -> String {
    let best = |shares: &[(crate::schema::LabelId, f64)]| {
        let parts = shares.iter().take(2).filter(|(_, share)| *share >= 0.005);
        let parts =
            parts.map(|(label, share)| format!("{} {}", model.label_name(*label), percent(*share)));
        parts.collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if let Some((shares, method)) = &likely.probable {
        parts.push(format!("probable: {} ({method})", best(shares)));
    }
    if let Some(shares) = &likely.model {
        parts.push(format!("the model: {}", best(shares)));
    }
    parts.join(" · ")
}
