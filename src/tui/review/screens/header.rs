//! The first line of the review: where the person is, how far, and whether all is saved.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::text::Shown;
use crate::tui::format::count;
use crate::tui::ink::{ink, own};
use crate::tui::review::model::AdjudicationModel;
use crate::tui::widgets::header::{Part, fit};

pub(super) fn draw(model: &AdjudicationModel, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let width = usize::from(area.width);
    let mut left = vec![
        own(" ", theme.text),
        ink(&model.name.truncate_to_width(width / 3), theme.title),
    ];
    let part = |span, weight| Part { span, weight };
    let mut parts = Vec::new();
    if let Some(progress) = &model.progress {
        left.push(own(
            format!(" · {} to review", count(progress.left)),
            theme.text,
        ));
        let decided = format!("{} decided ", count(progress.decided));
        parts.push(part(own(decided, theme.text), 3));
        if progress.waiting > 0 {
            let waiting = format!("· {} sent ", count(progress.waiting));
            parts.push(part(own(waiting, theme.dim), 1));
        }
        if progress.computing.is_some() {
            parts.push(part(own("· ◌ computing ", theme.dim), 0));
        }
        let saved = match (&progress.read_only, model.unsaved) {
            (Some(_), _) => own("· READ-ONLY ", theme.bad),
            (None, 0) => own("· saved ", theme.good),
            (None, _) => own("· saving… ", theme.warn),
        };
        parts.push(part(saved, 5));
    }
    let name = Shown::concat([Shown::plain("· "), model.reviewer.truncate_to_width(16)]);
    parts.push(part(ink(&name, theme.text), 2));
    frame.render_widget(fit(theme, left, parts, width), area);
}
