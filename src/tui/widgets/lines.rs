//! Lines of words: a wrapped text, the line above the item, what just happened, a line to fill
//! in, a rule.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::text::{Shown, wrap};
use crate::tui::editor::Editor;
use crate::tui::format::counted;
use crate::tui::model::{Model, Notice, Overlay, Severity};
use crate::tui::theme::{Theme, own, span};

/// The most rows of what just happened.
const MOST_TOLD: usize = 3;
/// Columns that stay free behind a question, to type in.
const ROOM_TO_TYPE: usize = 24;

/// What just happened, in a row; what is longer takes rows above it, too, until the next key.
pub(in crate::tui) fn draw_notice(
    theme: &Theme,
    notice: &Notice,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    draw_told(&notice.text, style_of(theme, notice), frame, area);
}

/// Rows that what just happened takes on a screen of so many columns.
pub(in crate::tui) fn notice_rows(model: &Model, width: u16) -> u16 {
    let notice = model.notice_here();
    notice.map_or(0, |notice| {
        told_rows(&notice.text, width).min(MOST_TOLD) as u16
    })
}

/// What just happened, in the last rows of an area; what is left of that.
pub(in crate::tui) fn draw_notice_below(model: &Model, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let height = notice_rows(model, area.width).min(area.height);
    if let (1.., Some(notice)) = (height, model.notice_here()) {
        let last = Rect {
            y: area.bottom() - height,
            height,
            ..area
        };
        let style = style_of(&model.theme, notice);
        if height == 1 {
            draw_in_row(&notice.text, style, frame, last);
        } else {
            draw_wrapped(&notice.text, style, frame, last);
        }
    }
    Rect {
        height: area.height - height,
        ..area
    }
}

/// Rows that words take on so many columns.
fn told_rows(text: &Shown, width: u16) -> usize {
    let width = usize::from(width);
    if text.width() < width {
        return 1;
    }
    let rows = wrap(text, width.saturating_sub(2).max(1));
    rows.len().max(1)
}

/// Words to a row, or upwards from it to as many as they need and may have.
pub(in crate::tui) fn draw_told(text: &Shown, style: Style, frame: &mut Frame<'_>, area: Rect) {
    let most = usize::from(area.y + 1).min(MOST_TOLD);
    let height = told_rows(text, area.width).min(most) as u16;
    if height < 2 || area.height != 1 {
        draw_in_row(text, style, frame, area);
        return;
    }
    let area = Rect {
        y: area.y + 1 - height,
        height,
        ..area
    };
    frame.render_widget(Clear, area);
    draw_wrapped(text, style, frame, area);
}

/// Words in one row, cut where they are longer.
pub(in crate::tui) fn draw_in_row(text: &Shown, style: Style, frame: &mut Frame<'_>, area: Rect) {
    let room = usize::from(area.width).saturating_sub(1);
    let text = text.truncate_to_width(room);
    let line = vec![own(" ", style), span(&text, style)];
    frame.render_widget(Line::from(line), area);
}

/// How loud a notice looks.
pub(in crate::tui) fn style_of(theme: &Theme, notice: &Notice) -> Style {
    match notice.severity {
        Severity::Quiet => theme.text,
        Severity::Warning => theme.warn,
        Severity::Alarm => theme.bad,
    }
}

/// What just happened, or a line to fill in.
pub(in crate::tui) fn draw_last(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    if let Some(Overlay::Prompt(prompt)) = model.overlays.last() {
        draw_prompt(&model.theme, &prompt.question, &prompt.editor, frame, area);
    } else if let Some(notice) = model.notice_here() {
        draw_notice(&model.theme, notice, frame, area);
    }
}

/// What else is known of the item, with its note; and what marks it.
pub(in crate::tui) fn meta(model: &Model) -> (Shown, String) {
    let asked = model.asked.as_ref();
    let asked = asked.map(|asked| (&asked.meta, &asked.note, asked.flagged));
    let reviewed = model.reviewed.as_ref();
    let reviewed = reviewed.map(|on| (&on.meta, &on.view.note, false));
    let Some((meta, note, flagged)) = asked.or(reviewed) else {
        return (Shown::default(), String::new());
    };
    let mut badges = Vec::new();
    if flagged {
        badges.push("! flagged".to_owned());
    }
    if model.text.hidden() > 0 {
        let hidden = counted(model.text.hidden(), "hidden character");
        badges.push(format!("⚠ {hidden}"));
    }
    let meta = match note {
        Some(note) => Shown::concat([meta.clone(), Shown::plain(" · note: "), Shown::line(note)]),
        None => meta.clone(),
    };
    (meta, badges.join(" "))
}

/// The line above the item's text: what else is known of it, its note, and what marks it.
pub(in crate::tui) fn draw_meta(
    model: &Model,
    legend: Line<'static>,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let theme = &model.theme;
    let (meta, badges) = meta(model);
    let width = usize::from(area.width);
    let mut room = width.saturating_sub(Span::from(badges.as_str()).width() + 4);
    // What is known of the item goes before what the marked words mean.
    let legend = if meta.width() + legend.width() + 2 <= room {
        legend
    } else {
        Line::default()
    };
    room -= legend.width();
    let mut line = vec![
        own(" ", theme.text),
        span(&fitted(&meta, room), theme.dim),
        own(" ", theme.text),
    ];
    line.extend(legend);
    line.push(own(" ", theme.text));
    line.push(own(badges, theme.warn));
    frame.render_widget(Line::from(line), area);
}

/// A text in exactly so many columns.
pub(in crate::tui) fn fitted(text: &Shown, width: usize) -> Shown {
    text.truncate_to_width(width).pad_to_width(width)
}

/// Words of our own in at most so many columns, cut between two words.
pub(in crate::tui) fn at_a_word(words: &str, columns: usize) -> String {
    let width = |text: &str| Span::from(text).width();
    if width(words) <= columns {
        return words.to_owned();
    }
    let mut kept = String::new();
    for word in words.split(' ') {
        // A space before, and one and the ellipsis after.
        if width(&kept) + 1 + width(word) + 2 > columns {
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    let kept = kept.trim_end_matches([',', ':', ';', '—', '·', ' ']);
    match columns {
        0 => String::new(),
        _ if kept.is_empty() => "…".to_owned(),
        _ => format!("{kept} …"),
    }
}

/// The first of several ways to say something that fits so many columns; of the last, its beginning.
pub(in crate::tui) fn as_fits<const WAYS: usize>(ways: &[String; WAYS], columns: usize) -> String {
    let fits = |words: &&String| Span::from(words.as_str()).width() <= columns;
    let last = ways.last().map_or("", String::as_str);
    let said = ways.iter().find(fits).map_or(last, String::as_str);
    at_a_word(said, columns)
}

/// A line to type in, behind its mark.
pub(in crate::tui) fn draw_field(
    theme: &Theme,
    editor: &Editor,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    frame.render_widget(Line::from(own(" › ", theme.key)), area);
    let field = Rect {
        x: area.x + 3.min(area.width),
        width: area.width.saturating_sub(3),
        ..area
    };
    editor.draw(frame, field);
}

/// A line across the screen.
pub(in crate::tui) fn draw_rule(theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let line = "─".repeat(usize::from(area.width));
    frame.render_widget(Line::from(own(line, theme.dim)), area);
}

/// An area without its first and last column.
pub(in crate::tui) fn padded(area: Rect) -> Rect {
    Rect {
        x: area.x + 1.min(area.width),
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// A row of an area, counted from its top.
pub(in crate::tui) fn row(area: Rect, at: u16) -> Rect {
    let y = area.y + at;
    Rect {
        y,
        height: 1,
        ..area
    }
}

/// A line in a row of an area, if it has that row.
pub(in crate::tui) fn put(frame: &mut Frame<'_>, area: Rect, at: usize, line: Line<'static>) {
    if at < usize::from(area.height) {
        frame.render_widget(line, row(area, at as u16));
    }
}

/// A question and the line for its answer.
fn draw_prompt(
    theme: &Theme,
    question: &Shown,
    editor: &Editor,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let question = asked(question, usize::from(area.width));
    let width = question.width() as u16;
    frame.render_widget(Line::from(span(&question, theme.title)), area);
    let field = Rect {
        x: area.x + width,
        width: area.width.saturating_sub(width),
        ..area
    };
    editor.draw(frame, field);
}

/// A question in so many columns, with room left behind it to type in: the keys give way first,
/// then its end.
fn asked(question: &Shown, columns: usize) -> Shown {
    let room = columns.saturating_sub(ROOM_TO_TYPE.min(columns / 2));
    let whole = [" (Enter, Esc): ", ": "].into_iter().find_map(|end| {
        let end = Shown::plain(end);
        let fits = 1 + question.width() + end.width() <= room;
        fits.then(|| Shown::concat([Shown::plain(" "), question.clone(), end]))
    });
    whole.unwrap_or_else(|| {
        let question = question.truncate_to_width(room.saturating_sub(2));
        Shown::concat([Shown::plain(" "), question, Shown::plain(" ")])
    })
}

/// A text over as many rows as there are; `…` stands for what has no row.
pub(in crate::tui) fn draw_wrapped(text: &Shown, style: Style, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width).saturating_sub(2).max(1);
    let rows = wrap(text, width);
    let last = usize::from(area.height).saturating_sub(1);
    let is_cut = rows.len() > last + 1;
    for (row, range) in rows.into_iter().enumerate().take(last + 1) {
        let words = if is_cut && row == last {
            let rest = text.slice(range.start..text.as_str().len());
            rest.truncate_to_width(width)
        } else {
            text.slice(range)
        };
        let line = vec![own(" ", style), span(&words, style)];
        put(frame, area, row, Line::from(line));
    }
}

#[cfg(test)]
mod tests {
    use super::{ROOM_TO_TYPE, Shown, as_fits, asked, at_a_word};

    #[test]
    fn a_question_leaves_a_gap_and_room_to_type_in() {
        let question = Shown::line("split cooking into, with commas between");
        let at = |columns| asked(&question, columns).as_str().to_owned();
        assert_eq!(
            at(80),
            " split cooking into, with commas between (Enter, Esc): "
        );
        assert_eq!(at(70), " split cooking into, with commas between: ");
        for columns in [66, 40, 30, 12, 3] {
            let words = at(columns);
            assert!(words.ends_with(' '), "{words:?}");
            let left = columns - Shown::line(&words).width();
            assert!(left >= ROOM_TO_TYPE.min(columns / 2), "{words:?}");
        }
    }

    #[test]
    fn what_has_no_room_is_said_in_fewer_words() {
        let said = |columns| {
            as_fits(
                &["428 items to ask", "428 items"].map(str::to_owned),
                columns,
            )
        };
        assert_eq!(
            [16, 15, 9, 8].map(said),
            ["428 items to ask", "428 items", "428 items", "428 …"]
        );
    }

    #[test]
    fn words_are_cut_between_words() {
        assert_eq!(at_a_word("rename or merge", 15), "rename or merge");
        assert_eq!(at_a_word("rename or merge", 14), "rename or …");
        assert_eq!(at_a_word("list it, then go", 13), "list it …");
        assert_eq!(at_a_word("unsplittable", 5), "…");
        assert_eq!(at_a_word("any", 0), "");
    }
}
