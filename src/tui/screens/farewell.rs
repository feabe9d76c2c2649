//! What was this session? Shown before the program ends, and only after long work.

use ratatui::Frame;

use crate::tui::format::counted;
use crate::tui::model::Model;
use crate::tui::widgets::centred;

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>) {
    let theme = &model.theme;
    let mut lines = vec![
        ("This session".to_owned(), theme.title),
        (String::new(), theme.text),
    ];
    if let Some(progress) = &model.progress {
        let pace = &progress.pace;
        let minutes = counted((pace.active_seconds / 60.0).round() as usize, "minute");
        let answers = counted(pace.answers as usize, "answer");
        lines.push((
            format!("{answers} in {minutes} at work, all saved."),
            theme.text,
        ));
        let breaks = counted(pace.breaks as usize, "break");
        lines.push((
            format!(
                "{breaks} taken; at the end: {}.",
                progress.person.state.as_str()
            ),
            theme.text,
        ));
        if progress.person.revealed > 0 {
            let items = counted(progress.person.revealed as usize, "sensitive item");
            lines.push((format!("{items} revealed."), theme.text));
        }
        if let Some(support) = &progress.person.support {
            lines.push((support.clone(), theme.text));
        }
    }
    lines.push((String::new(), theme.text));
    let ask = "How are you? 1 (bad) to 5 (good), for you alone. Any other key ends; Esc goes back.";
    lines.push((ask.to_owned(), theme.dim));
    centred::draw(&lines, frame);
}
