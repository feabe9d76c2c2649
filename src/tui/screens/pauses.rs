//! What was done, and how the person is: during a break, and at the end of long work.

use std::time::Duration;

use ratatui::Frame;
use ratatui::style::Style;

use crate::tui::format::{counted, minutes};
use crate::tui::model::Model;
use crate::tui::widgets::centred;

/// A break: what was done, how long a rest is suggested, and nothing that hurries.
pub(super) fn draw_break(model: &Model, since: Duration, frame: &mut Frame<'_>) {
    let text = model.theme.text;
    let rested = model.now.saturating_sub(since);
    let mut lines = Vec::new();
    if let Some(progress) = model.progress.as_ref() {
        let pace = &progress.pace;
        let worked = match pace.active_seconds {
            seconds if seconds < 90.0 => counted(seconds.round() as usize, "second"),
            seconds => counted(minutes(seconds), "minute"),
        };
        let answers = counted(pace.answers as usize, "answer");
        lines.push((format!("{answers} in {worked} at work, all saved."), text));
        let suggested = u64::from(progress.person.break_minutes) * 60;
        let left = suggested.saturating_sub(rested.as_secs());
        let words = if left > 0 {
            format!(
                "Suggested: {} minutes. {}:{:02} left — or come back whenever you like.",
                suggested / 60,
                left / 60,
                left % 60
            )
        } else {
            "The suggested time is over — there is no hurry.".to_owned()
        };
        lines.push((words, text));
    }
    let rest = "Any other key goes back to the item.";
    draw(model, "A break.", lines, rest, frame);
}

/// What the session was, before the program ends.
pub(super) fn draw_summary(model: &Model, frame: &mut Frame<'_>) {
    let text = model.theme.text;
    let mut lines = Vec::new();
    if let Some(progress) = model.progress.as_ref() {
        let pace = &progress.pace;
        let worked = counted(minutes(pace.active_seconds), "minute");
        let answers = counted(pace.answers as usize, "answer");
        lines.push((format!("{answers} in {worked} at work, all saved."), text));
        let breaks = counted(pace.breaks as usize, "break");
        let state = progress.person.state.as_str();
        lines.push((format!("{breaks} taken; at the end: {state}."), text));
        if progress.person.revealed > 0 {
            let items = counted(progress.person.revealed as usize, "sensitive item");
            lines.push((format!("{items} revealed."), text));
        }
        lines.extend(progress.person.support.clone().map(|words| (words, text)));
    }
    let rest = "Any other key ends; Esc goes back.";
    draw(model, "This session", lines, rest, frame);
}

fn draw(model: &Model, title: &str, told: Vec<(String, Style)>, rest: &str, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let empty = || (String::new(), theme.text);
    let mut lines = vec![(title.to_owned(), theme.title), empty()];
    lines.extend(told);
    lines.push(empty());
    let ask = format!("How are you? 1 (bad) to 5 (good), for you alone. {rest}");
    lines.push((ask, theme.dim));
    centred::draw(&lines, frame);
}
