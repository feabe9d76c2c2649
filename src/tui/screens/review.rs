//! What stands on the screen of an item under review.

use ratatui::text::Line;

use crate::schema::{Adjudication, LabelId};
use crate::session::{CurrentAdjudication, Likely};
use crate::text::Shown;
use crate::tui::format::{believed, counted, percent};
use crate::tui::model::{Model, Phase, Reviewed};
use crate::tui::theme::span;
use crate::tui::widgets::{annotations, shares};

/// The rows of the annotations and of the classes: a text keeps a quarter of the room at least, unless
/// it needs less.
pub(super) fn table_rows(model: &Model, free: usize) -> (usize, usize) {
    let text_wants = model.text.len().clamp(1, (free / 4).max(1));
    let tables = free.saturating_sub(text_wants);
    let classes = shares::wanted(model).min((tables / 2).max(1));
    let annotations = annotations::wanted(model).min(tables.saturating_sub(classes));
    // What the annotations leave goes to the classes again.
    let classes = shares::wanted(model).min(tables - annotations);
    // Rows that would stay empty below the text hold what else the annotators wrote.
    let empty = free.saturating_sub(model.text.len().max(1) + annotations + classes);
    let cut = annotations::whole(model, usize::from(model.size.0)).saturating_sub(annotations);
    (annotations + cut.min(empty), classes)
}

/// What is said where no text is to be read.
pub(super) fn in_place_of_text(model: &Model) -> Option<String> {
    match model.phase {
        Phase::Preparing => Some("Counting who said what.".to_owned()),
        Phase::Done => Some(done(model)),
        Phase::Asking | Phase::Sending | Phase::Held { .. } => None,
    }
}

/// What is said when nothing is left of what was chosen.
fn done(model: &Model) -> String {
    let Some(progress) = model.review_progress.as_ref() else {
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
pub(super) fn why(model: &Model) -> Shown {
    let (Some(reviewed), Some(progress)) = (&model.reviewed, &model.review_progress) else {
        return Shown::default();
    };
    let mut parts: Vec<String> = Vec::new();
    if let Some(rationale) = model.rationale() {
        parts.push(format!("because: {rationale}"));
    }
    if let Some(decided) = &reviewed.view.decided {
        parts.push(decision(model, decided));
    }
    if !reviewed.view.waits_for.is_empty() {
        parts.push(format!("waits for {}", reviewed.view.waits_for.join(", ")));
    }
    if model.visiting {
        let back = model.key_of("back");
        parts.push(format!(
            "you came here yourself; {back} goes back to the queue"
        ));
    } else if !progress.filter.is_empty() {
        parts.push(format!(
            "{} ({}: all)",
            progress.filter,
            model.key_of("back")
        ));
    }
    parts.extend(reviewed.view.reasons.iter().cloned());
    Shown::line(&parts.join(" · "))
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
pub(super) fn likely(model: &Model, width: usize) -> Line<'static> {
    let text = Shown::concat([Shown::plain(" "), likely_text(model)]);
    Line::from(span(&text.truncate_to_width(width), model.theme.text))
}

/// The same, however long.
pub(super) fn likely_text(model: &Model) -> Shown {
    let reviewed = model.reviewed.as_ref();
    reviewed.map_or(Shown::default(), |on| Shown::line(&likely_words(model, on)))
}

fn likely_words(model: &Model, reviewed: &Reviewed) -> String {
    if model.is_descriptive() {
        let keep = model.key_of("keep");
        return format!(
            "perspectives: nobody is right or wrong here ({keep} keeps the distribution)"
        );
    }
    let unidentified = model
        .review_progress
        .as_ref()
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
    let best = |shares: &[(LabelId, f64)], told: fn(f64) -> String| {
        let parts = shares.iter().take(2).filter(|(_, share)| *share >= 0.005);
        let parts =
            parts.map(|(label, share)| format!("{} {}", model.label_name(*label), told(*share)));
        parts.collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if let Some((shares, method)) = &likely.probable {
        let best = best(shares, believed);
        parts.push(format!("probable: {best} ({method}; often too sure)"));
    }
    if let Some(shares) = &likely.model {
        parts.push(format!("the model: {}", best(shares, percent)));
    }
    parts.join(" · ")
}
