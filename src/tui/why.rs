//! Why this item is asked, in words and numbers.

use super::format::{count, counted, fraction, percent};
use super::model::Model;
use super::widgets::annotations;
use crate::learner::{CommitteePrediction, MEMBER_KINDS};
use crate::query::{NearestLabeled, QueryView};
use crate::text::{Shown, beginning};
use crate::tui::widgets::class_table::votes_at_all;
use crate::tui::widgets::similar::ALIKE;

/// Why items come in the order they do where images alone are shown.
pub(super) const NOTHING_LEARNT: &str = "chosen at random: nothing is learnt from images; with \
                                         vectors of them (querist new --vectors FILE) a model \
                                         would choose";

/// The page for the item on the screen.
pub(super) fn render_text(model: &Model) -> Shown {
    if model.reviewed.as_ref().is_some() {
        return in_review(model);
    }
    let Some(query) = model.asked.as_ref().map(|asked| &asked.query) else {
        return Shown::default();
    };
    if model
        .progress
        .as_ref()
        .is_some_and(|progress| !progress.learns)
    {
        return Shown::plain(
            "Chosen at random. Nothing is learnt from images, so no item is worth more than \
             another, and no label is predicted. With vectors of the images, made by a program of \
             your choice, there is something to learn from: `querist new FILE --vectors FILE`.",
        );
    }
    let Some(why) = query.why.as_ref().filter(|_| query.again.is_none()) else {
        return of_blind(model, query);
    };
    let mut lines = vec![format!("{}.", sentence_case(&why.sentence)), String::new()];
    let mut tell = |what: &str, how: String| lines.push(format!("{what:<16}{how}"));
    tell(
        "strategy",
        match why.strategy {
            "cold-start" => "cold-start: typical items first, whatever chooses later".to_owned(),
            known => known.to_owned(),
        },
    );
    if let Some(rank) = why.rank {
        let of = count(why.candidates as usize);
        tell("rank", format!("{rank} of {of}"));
    }
    if let Some(score) = why.score {
        let next = why.runner_up.map_or(String::new(), |next| {
            format!("; the next has {}", fraction(next))
        });
        tell("score", format!("{}{next}", fraction(score)));
    }
    for (what, how) in query
        .opinion
        .iter()
        .flat_map(|known| of_opinion(model, known))
    {
        tell(what, how);
    }
    tell(
        "most like it",
        match query.similar.first() {
            None => "nothing is answered yet that could be like it".into(),
            Some(near) if near.cosine < ALIKE => "nothing that is answered is like it".into(),
            Some(near) => described(model, near),
        },
    );
    if let Some(seconds) = why.expected_seconds {
        tell(
            "expected time",
            counted(seconds.round().max(1.0) as usize, "second"),
        );
    }
    if let Some(owed) = &why.quota {
        tell(
            "whose turn",
            format!("{owed}: that group is behind its floor"),
        );
    }
    if let Some(chance) = why.draw_probability {
        tell("chance", format!("drawn with a chance of {chance:.4}"));
    }
    if let Some(aside) = model.progress.as_ref().map(|progress| progress.set_aside)
        && aside > 0
    {
        tell(
            "set aside",
            format!(
                "{}: left out for now ({} lists them)",
                counted(aside, "item"),
                model.key_of("all-items")
            ),
        );
    }
    Shown::text(&lines.join("\n"))
}

/// What the committee thinks: what is likely, who differs, and who does not vote yet.
fn of_opinion(model: &Model, opinion: &CommitteePrediction) -> Vec<(&'static str, String)> {
    let likely = opinion.probabilities.iter().take(4).map(|(label, p)| {
        let share = percent(f64::from(*p));
        (
            "probability",
            format!("{share} {}", model.label_name(*label)),
        )
    });
    let mut told: Vec<(&'static str, String)> = likely.collect();
    let majority = opinion.likeliest().map(|(label, _)| label);
    let others: Vec<String> = opinion
        .votes
        .iter()
        .filter(|vote| Some(vote.label) != majority)
        .map(|vote| format!("{} says {}", vote.member, model.label_name(vote.label)))
        .collect();
    let differ = if others.is_empty() {
        "none: all vote for the likeliest".to_owned()
    } else {
        others.join(", ")
    };
    told.push(("who differs", differ));
    let later = MEMBER_KINDS.iter();
    let later = later.filter(|kind| !votes_at_all(opinion, kind));
    let later: Vec<&str> = later.map(|kind| kind.id).collect();
    if !later.is_empty() {
        let who = later.join(", ");
        told.push(("no vote yet", format!("{who}: joins after more answers")));
    }
    told
}

/// What is told of an item that is asked blind: why it comes again, or that nothing is told.
fn of_blind(model: &Model, query: &QueryView) -> Shown {
    if let Some(again) = &query.again {
        // What one went to oneself shows what one had said.
        let stays = if query.previous.is_some() {
            "What you said before stays until you answer anew."
        } else {
            "What you said before stays until you answer, and is not shown; neither is what the model \
             thinks, so that you judge afresh."
        };
        return Shown::text(&format!(
            "{}. {stays} Every second question is one of these until none is left.",
            sentence_case(again)
        ));
    }
    let progress = model.progress.as_ref();
    let checks = match progress.map(|progress| (progress.holdout, progress.checks_left)) {
        Some((0, _)) => "Nothing is held out as a check. About",
        Some((_, 0)) => "No check is left to come. About",
        _ => "About one query in ten is drawn from a holdout,",
    };
    Shown::text(&format!(
        "Nothing is told about this one before the answer. {checks} one in ten comes at \
         random, and a tenth of the rest hides the model's opinion; they all look alike, so \
         that your answers can be trusted. What you went to yourself is asked like that, too."
    ))
}

/// How far what is probable can be believed.
const TOO_SURE: &str = "· what is called probable is often too sure of itself: of items above 99%, between \
                        70 and 96% were right on real data";

/// The page for the item under review.
fn in_review(model: &Model) -> Shown {
    let (Some(reviewed), Some(progress)) =
        (model.reviewed.as_ref(), model.review_progress.as_ref())
    else {
        return Shown::default();
    };
    let selection = progress.selection;
    let (scope, sort) = (selection.scope.words(), selection.sort.words());
    let mut lines = vec![format!("Reviewed are {scope}, {sort}.")];
    if !progress.filter.is_empty() {
        lines.push(format!("Only items where {}.", progress.filter));
    }
    lines.push(String::new());
    let reasons = reviewed.view.reasons.iter();
    lines.extend(reasons.map(|reason| format!("· {reason}")));
    let figures = reviewed.view.figures.iter();
    lines.extend(figures.map(|figure| format!("· {figure}")));
    let probable = reviewed.view.likely.as_ref();
    if probable.is_some_and(|likely| likely.probable.is_some()) {
        lines.push(TOO_SURE.to_owned());
    }
    if let Some(computing) = progress.computing {
        lines.push(format!("· still being computed: {computing}"));
    }
    if let Some(why) = &progress.unidentified {
        lines.push(format!("· it cannot be told who is probably right: {why}"));
    }
    let notes = annotations::notes(model);
    if !notes.is_empty() {
        lines.push("\nwhat the annotators wrote:".to_owned());
        lines.extend(notes);
    }
    Shown::text(&lines.join("\n"))
}

/// The offer to take over the answer of an item that this one is nearly the same as.
pub(super) fn offer(model: &Model, query: &QueryView) -> Option<Shown> {
    let same = query.same_as?;
    let label = model.label_name(same.label?);
    let which = if same.veiled {
        "a veiled item".to_owned()
    } else {
        format!("item {}", model.items.get(same.item).id)
    };
    Some(Shown::line(&format!(
        "nearly the same as {which}, answered {label}: {} answers the same",
        model.key_of("same-as")
    )))
}

fn described(model: &Model, near: &NearestLabeled) -> String {
    let label = near.label.map_or(String::new(), |label| {
        format!(" ({})", model.label_name(label))
    });
    if near.veiled {
        return format!("{} alike: a veiled item{label}", fraction(near.cosine));
    }
    let item = model.items.get(near.item);
    // Enough to be cut where it is longer than what is quoted.
    let start = beginning(&item.text, 400);
    let start = start.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = Shown::line(&start).truncate_to_width(120);
    format!(
        "{} alike: item {}{label}: {}",
        fraction(near.cosine),
        item.id,
        start.as_str()
    )
}

fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
