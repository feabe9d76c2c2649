//! A break: what was done, how long a rest is suggested, and nothing that hurries.

use std::time::Duration;

use ratatui::Frame;

use crate::tui::format::counted;
use crate::tui::model::Model;
use crate::tui::widgets::centred;

pub(in crate::tui) fn draw(model: &Model, since: Duration, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let rested = model.now.saturating_sub(since);
    let mut lines = vec![
        ("A break.".to_owned(), theme.title),
        (String::new(), theme.text),
    ];
    if let Some(progress) = &model.progress {
        let pace = &progress.pace;
        let worked = match pace.active_seconds {
            seconds if seconds < 90.0 => counted(seconds.round() as usize, "second"),
            seconds => counted((seconds / 60.0).round() as usize, "minute"),
        };
        lines.push((
            format!(
                "{} in {worked} at work, all saved.",
                counted(pace.answers as usize, "answer"),
            ),
            theme.text,
        ));
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
        lines.push((words, theme.text));
    }
    lines.push((String::new(), theme.text));
    let ask =
        "How are you? 1 (bad) to 5 (good), for you alone. Any other key goes back to the item.";
    lines.push((ask.to_owned(), theme.dim));
    centred::draw(&lines, frame);
}
