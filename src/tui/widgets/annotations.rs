//! Who said what of an item: a row for each annotation, under a letter or a name.
//!
//! Where there is room, what is known of an annotation goes on over as many rows as it needs; where
//! there is none, it is cut, and the heading names the key that shows notes in full.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::session::Annotation;
use crate::state::Verdict;
use crate::text::{Shown, wrap};
use crate::tui::format::{counted, percent};
use crate::tui::model::Model;
use crate::tui::theme::{own, span};
use crate::tui::widgets::lines::{fitted, put};

/// The widest a name, and a label, gets.
const MOST_NAME: usize = 16;
const MOST_LABEL: usize = 20;
/// Columns between and around the three.
const BETWEEN: usize = 7;

/// Rows that all annotations want at least, with the heading.
pub(in crate::tui) fn wanted(model: &Model) -> usize {
    annotations(model).len() + 1
}

/// Rows that they want in so many columns, with nothing cut.
pub(in crate::tui) fn whole(model: &Model, columns: usize) -> usize {
    Details::of(model, columns).row_count() + 1
}

fn annotations(model: &Model) -> &[Annotation] {
    let reviewed = model.reviewed.as_ref();
    reviewed.map_or(&[], |on| on.view.annotations.as_slice())
}

/// What is known of each annotation, and where its rows break.
struct Details {
    name: usize,
    label: usize,
    /// Columns of a row.
    rest: usize,
    texts: Vec<Shown>,
    rows: Vec<Vec<Range<usize>>>,
}

impl Details {
    fn of(model: &Model, columns: usize) -> Self {
        let annotations = annotations(model);
        let widest = |texts: &mut dyn Iterator<Item = Shown>, least: usize, most: usize| {
            let width = texts.map(|text| text.width()).max().unwrap_or(0);
            width.clamp(least, most)
        };
        let name = widest(&mut annotations.iter().map(who), 9, MOST_NAME);
        let mut labels = annotations.iter().map(|one| what(model, one));
        let label = widest(&mut labels, 8, MOST_LABEL);
        let rest = columns.saturating_sub(name + label + BETWEEN);
        let texts: Vec<Shown> = annotations.iter().map(detail).collect();
        let rows = texts.iter().map(|text| wrap(text, rest.max(1))).collect();
        Self {
            name,
            label,
            rest,
            texts,
            rows,
        }
    }

    /// The rows of all with nothing cut.
    fn row_count(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// The first rows of one, as many as there are; the last of them shows that more is cut.
    fn fit(&self, at: usize, room: usize) -> Vec<Shown> {
        let (text, rows) = (&self.texts[at], &self.rows[at]);
        let shown = rows.iter().take(room).enumerate();
        shown
            .map(|(row, range)| {
                let is_cut = row + 1 == room && rows.len() > room;
                let end = if is_cut {
                    text.as_str().len()
                } else {
                    range.end
                };
                text.slice(range.start..end).truncate_to_width(self.rest)
            })
            .collect()
    }
}

pub(in crate::tui) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = &model.theme;
    let annotations = annotations(model);
    if annotations.is_empty() {
        return;
    }
    let columns = usize::from(area.width);
    let details = Details::of(model, columns);
    let (name, label) = (details.name, details.label);
    let room = usize::from(area.height).saturating_sub(1);
    let mut heading = format!("  {:<name$}  {:<label$}  given", "annotator", "label");
    let has_notes = annotations.iter().any(|one| one.note.is_some());
    let hint = format!(" ({}: notes in full)", model.key_of("why"));
    let fits = Shown::line(&heading).width() + Shown::line(&hint).width() <= columns;
    if has_notes && fits && details.row_count() > room {
        heading.push_str(&hint);
    }
    put(frame, area, 0, Line::from(own(heading, theme.dim)));
    let shown = if annotations.len() > room {
        room.saturating_sub(1)
    } else {
        annotations.len()
    };
    let mut spare = room.saturating_sub(annotations.len());
    let mut row = 1;
    for (at, annotation) in annotations.iter().take(shown).enumerate() {
        let more = details.rows[at].len().saturating_sub(1).min(spare);
        spare -= more;
        let mut who = fitted(&who(annotation), name);
        let mut what = fitted(&what(model, annotation), label);
        for detail in details.fit(at, more + 1) {
            let line = vec![
                own("  ", theme.text),
                span(&who, theme.key),
                own("  ", theme.text),
                span(&what, theme.text),
                own("  ", theme.text),
                span(&detail, theme.dim),
            ];
            put(frame, area, row, Line::from(line));
            row += 1;
            who = fitted(&Shown::default(), name);
            what = fitted(&Shown::default(), label);
        }
    }
    if shown < annotations.len() {
        let more = format!(
            "  … {} more",
            counted(annotations.len() - shown, "annotation")
        );
        put(frame, area, row, Line::from(own(more, theme.dim)));
    }
}

/// What each annotator wrote, in full.
pub(in crate::tui) fn notes(model: &Model) -> Vec<String> {
    let annotations = annotations(model).iter();
    annotations
        .filter_map(|annotation| {
            let note = annotation.note.as_ref()?;
            let (who, what) = (who(annotation), what(model, annotation));
            Some(format!("{who}, {what}: “{note}”"))
        })
        .collect()
}

/// The letter, or the name where names are shown.
fn who(annotation: &Annotation) -> Shown {
    match &annotation.name {
        Some(name) => Shown::line(name.as_str()),
        None => Shown::line(&annotation.letter),
    }
}

fn what(model: &Model, annotation: &Annotation) -> Shown {
    match annotation.verdict {
        Verdict::Label(label) => Shown::line(&model.label_name(label)),
        Verdict::Unsure => Shown::plain("unsure"),
    }
}

/// When it was given, and what else is known of it.
fn detail(annotation: &Annotation) -> Shown {
    let mut parts = vec![annotation.given_at.strftime("%-d %b %Y").to_string()];
    if annotation.imported {
        parts.push("imported".into());
    }
    if annotation.by_program {
        parts.push("by a program".into());
    }
    if annotation.is_older {
        parts.push("older guidelines".into());
    }
    if let Some(reliability) = annotation.reliability {
        parts.push(format!(
            "probably right {} [{:.0}–{:.0}]",
            percent(reliability.value),
            100.0 * reliability.low,
            100.0 * reliability.high
        ));
    }
    if let Some(note) = &annotation.note {
        parts.push(format!("“{note}”"));
    }
    Shown::line(&parts.join(" · "))
}
