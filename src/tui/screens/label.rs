//! What stands on the screen of an item that is to be labeled.

use ratatui::text::{Line, Span};

use crate::learner::CommitteePrediction;
use crate::project::OpinionMode;
use crate::query::QueryView;
use crate::schema::LabelId;
use crate::text::Shown;
use crate::tui::format::{count, counted, percent};
use crate::tui::model::{Model, Phase};
use crate::tui::theme::{own, span};
use crate::tui::why;
use crate::tui::widgets::class_table;
use crate::tui::widgets::lines::at_a_word;

/// The rows of the classes: a text keeps a third of the room at least, unless it needs less.
pub(super) fn class_rows(model: &Model, width: usize, free: usize) -> usize {
    let text_wants = if model.items.has_images() {
        free / 2
    } else {
        model.text.len().clamp(2, (free / 3).max(2))
    };
    class_table::rows(model, width, free.saturating_sub(text_wants)).min(free.saturating_sub(1))
}

/// What is said where no text is to be read.
pub(super) fn in_place_of_text(model: &Model) -> Option<String> {
    Some(match model.phase {
        Phase::Preparing => {
            let preparing = model.preparing;
            let how_far = preparing.map_or(String::new(), |preparing| {
                let done = percent(f64::from(preparing.done));
                format!(" ({}, {done})", preparing.stage)
            });
            format!(
                "Reading the pool to find good first questions. Labeling starts in a moment.{how_far}"
            )
        }
        Phase::Held { can_lift } => {
            let held = model.held.as_str();
            let (reveal, quit) = (model.key_of("reveal"), model.key_of("quit"));
            if can_lift {
                format!("{held}. {reveal} asks for them now; {quit} ends the session.")
            } else {
                format!("{held}. {quit} ends the session; everything is saved.")
            }
        }
        Phase::Done => done(model),
        Phase::Asking | Phase::Sending if model.is_hidden() => veiled(model),
        Phase::Asking | Phase::Sending => return None,
    })
}

/// What is said when every item is answered, and what to do where the answers differ.
fn done(model: &Model) -> String {
    let (history, quit) = (model.key_of("history"), model.key_of("quit"));
    let disputed = model.progress.as_ref().map_or(0, |known| known.disputed);
    let differ = match disputed {
        0 => {
            return format!(
                "Every item is answered. History ({history}) changes an answer, {quit} ends the \
                 session, and `querist export` takes the labels out."
            );
        }
        1 => "On 1 item the labels differ".to_owned(),
        many => format!("On {} items the labels differ", count(many)),
    };
    format!(
        "Every item is answered. {differ}: `querist review` shows what each said, and decides. \
         History ({history}) changes an answer, {quit} ends the session, and `querist export` takes \
         the labels out."
    )
}

/// What stands in place of a veiled text: its length, kind, weight and who says so, never a byte
/// of it; and the keys that lead on.
fn veiled(model: &Model) -> String {
    let Some(veil) = model
        .asked
        .as_ref()
        .and_then(|asked| asked.query.veil.as_ref())
    else {
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

/// Why it is asked, behind the offer to answer it as its copy was.
pub(super) fn why(model: &Model) -> Shown {
    let Some(query) = model.asked.as_ref().map(|asked| &asked.query) else {
        return Shown::default();
    };
    let text = reason(model, query);
    match why::offer(model, query) {
        Some(offer) => Shown::concat([offer, Shown::plain(" · "), text]),
        None => text,
    }
}

/// Whether a model learns here.
pub(super) fn learns(model: &Model) -> bool {
    model
        .progress
        .as_ref()
        .is_none_or(|progress| progress.learns)
}

fn reason(model: &Model, query: &QueryView) -> Shown {
    let mut parts: Vec<String> = Vec::new();
    if !learns(model) {
        parts.push(why::NOTHING_LEARNT.into());
    } else if let Some(why) = &query.why {
        parts.push(why.sentence.clone());
    }
    parts.extend(query.again.clone());
    if model.visiting {
        let opinion = model.progress.as_ref().map(|progress| progress.opinion);
        let is_blind = query.opinion.is_none() && parts.is_empty();
        if is_blind && matches!(opinion, None | Some(OpinionMode::Shown)) {
            parts.push("you opened it yourself: the model's opinion is not shown".into());
        }
        parts.push(format!("{} goes back to the queue", model.key_of("back")));
    } else if parts.is_empty() {
        parts.push(
            match model.progress.as_ref().map(|progress| progress.opinion) {
                None | Some(OpinionMode::Shown) => {
                    "asked without showing what the model thinks".into()
                }
                Some(OpinionMode::After) => {
                    let key = model.key_of("opinion");
                    format!("what the model thinks comes after the answer ({key})")
                }
                Some(OpinionMode::Never) => {
                    let key = model.key_of("opinion");
                    format!("what the model thinks is switched off ({key})")
                }
            },
        );
    }
    if query.stale > 0 {
        let behind = counted(query.stale as usize, "answer");
        parts.push(format!("chosen {behind} ago"));
    }
    if query.parts > 1 && query.why.is_some() {
        parts.push(format!(
            "a large pool: one of its {} parts is looked through after each answer",
            query.parts
        ));
    }
    Shown::line(&parts.join(" · "))
}

/// What the marked words of the text speak for.
pub(super) fn legend(model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let query = model.asked.as_ref().map(|asked| &asked.query);
    let opinion = query.and_then(|query| query.opinion.as_ref());
    let (Some(query), Some((first, _))) = (query, opinion.and_then(CommitteePrediction::likeliest))
    else {
        return Line::default();
    };
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut labels: Vec<LabelId> = query.evidence.iter().map(|word| word.label).collect();
    labels.sort_by_key(|label| (*label != first, *label));
    labels.dedup();
    for label in labels {
        let style = if label == first {
            theme.evidence_for
        } else {
            theme.evidence_against
        };
        let between = if spans.is_empty() { "" } else { " · " };
        let name = Shown::line(&model.label_name(label));
        spans.push(own(between, theme.dim));
        spans.push(own("words", style));
        spans.push(own(" for ", theme.dim));
        spans.push(span(&name, theme.dim));
    }
    Line::from(spans)
}

/// How good the model is, what of that which is to be asked waits, and what is marked: as much of
/// it as has room in so many columns.
pub(super) fn figure(model: &Model, columns: usize) -> String {
    let accuracy = accuracy(model);
    let Some(progress) = &model.progress else {
        return at_a_word(&accuracy, columns);
    };
    let (aside, flagged) = (progress.set_aside, progress.counts.flagged);
    let flagged = (flagged > 0).then(|| format!("{} flagged", count(flagged)));
    let key = model.key_of("all-items");
    let aside = |words: &str| (aside > 0).then(|| format!("{} {words}", count(aside)));
    let at_length = aside(&format!("of those to ask set aside ({key})"));
    let in_short = aside("set aside");
    let choices = [
        [at_length, flagged.clone()],
        [in_short.clone(), flagged],
        [in_short, None],
    ];
    let joined = choices.map(|parts| {
        let parts = parts.into_iter().flatten();
        let all: Vec<String> = std::iter::once(accuracy.clone()).chain(parts).collect();
        all.join(" · ")
    });
    let fits = |line: &&String| Span::from(line.as_str()).width() <= columns;
    let line = joined.iter().find(fits).unwrap_or(&accuracy);
    at_a_word(line, columns)
}

/// How good the model is.
pub(super) fn accuracy(model: &Model) -> String {
    let Some(progress) = &model.progress else {
        return String::new();
    };
    let mut text = match &progress.accuracy {
        Some(accuracy) => format!(
            "accuracy {} [{:.0}–{:.0}] from {}",
            percent(accuracy.value),
            100.0 * accuracy.low,
            100.0 * accuracy.high,
            counted(accuracy.n, "check")
        ),
        None if model.phase == Phase::Preparing => "accuracy follows in a moment".to_owned(),
        None if !progress.learns => "no model, so no accuracy".to_owned(),
        None if progress.holdout == 0 => "nothing is held out: accuracy unknown".to_owned(),
        None if progress.checks_left == 0 => "no check is left to ask: accuracy unknown".to_owned(),
        None => "no check answered yet: accuracy unknown".to_owned(),
    };
    if progress.declined > 0 {
        text.push_str(&format!(" ({} declined)", progress.declined));
    }
    text
}
