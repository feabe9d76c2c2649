//! The line that teaches five keys while somebody labels a sample for the first time.
//!
//! It goes on as each key is used, whatever the order, and never comes back once it is over.

use super::message::{HomeRequest, Request};
use super::model::{Model, Phase};
use crate::home::Lesson;

/// The line, while there is something to teach here.
pub(super) fn words(model: &Model) -> Option<String> {
    let is_time = model.teaches && model.phase == Phase::Asking;
    let lesson = model.lessons.current().filter(|_| is_time)?;
    let key = |id: &str| model.key_of(id);
    let what = match lesson {
        Lesson::Answer => format!("{} gives its class", classes(model)?),
        Lesson::Undo => format!("{} takes the last answer back", key("undo")),
        Lesson::Skip => format!("{} puts an item off until later", key("skip")),
        Lesson::Why => format!("{} says why it is asked", key("why")),
        Lesson::Menu => format!("{} shows all you can do", key("menu")),
    };
    let (learnt, all) = model.lessons.progress();
    let number = learnt + 1;
    Some(format!("try it, {number} of {all}: {what}"))
}

/// The keys of the classes; with fewer than two there is nothing to choose between, and the only
/// one may be wrong here.
fn classes(model: &Model) -> Option<String> {
    let labels = model.labels()?;
    let keys: Vec<char> = labels.active().filter_map(|(_, label)| label.key).collect();
    let [first, .., last] = keys.as_slice() else {
        return None;
    };
    Some(format!("a key {first}-{last}"))
}

/// Goes on where a key that is taught was used.
pub(super) fn learn(model: &mut Model, lesson: Lesson) -> Vec<Request> {
    if !model.teaches || !model.lessons.learn(lesson) {
        return Vec::new();
    }
    if model.lessons.current().is_none() {
        let help = model.key_of("help");
        model.tell(&format!(
            "that is all there is to learn; {help} lists every key"
        ));
    }
    keep(model)
}

/// Ends the lessons for good, where they go on; whether they did.
pub(super) fn leave(model: &mut Model) -> Option<Vec<Request>> {
    words(model)?;
    model.lessons.leave();
    let help = model.key_of("help");
    model.tell(&format!("no more lessons; {help} lists every key"));
    Some(keep(model))
}

fn keep(model: &Model) -> Vec<Request> {
    let lessons = model.lessons.clone();
    vec![Request::Home(HomeRequest::Keep(lessons))]
}
