//! The help: what can be done now and by which keys, narrowed by what is typed.
//!
//! It is made of the table of commands anew for each frame, so that it speaks of this moment.
//! Invariant: a line that goes on is indented below its words, and no word is cut.

use ratatui::text::Line;

use super::editor::Editor;
use super::fuzzy::Search;
use super::model::Model;
use super::theme::{own, span};
use crate::command::{Context, Row, Screen, sections};
use crate::text::{Shown, wrap};

/// The help, as far as it was read and narrowed.
#[derive(Debug, Clone)]
pub(super) struct Help {
    pub(super) filter: Editor,
    /// The first line in sight.
    pub(super) scroll: usize,
}

/// The columns of the keys.
const KEYS: usize = 11;

impl Default for Help {
    fn default() -> Self {
        Self {
            filter: Editor::new(""),
            scroll: 0,
        }
    }
}

impl Help {
    pub(super) fn scroll_by(&mut self, rows: isize) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    /// What there is to read.
    pub(super) fn lines(&self, model: &Model) -> Vec<Line<'static>> {
        let typed = self.filter.text().trim();
        let mut page = Written {
            model,
            lines: Vec::new(),
        };
        let mut search = Search::new(typed);
        if typed.is_empty() {
            page.paragraph(beginning(model));
            page.labels();
        }
        for (section, title) in sections().enumerate() {
            let mut rows: Vec<Row> = model
                .keymap
                .rows_on(model.screen)
                .filter(|row| row.section().0 == section && is_told_of(model, row))
                .filter(|row| search.rank(row.title, row.synonyms(), row.doc).is_some())
                .collect();
            rows.sort_by_key(Row::section);
            if !rows.is_empty() {
                page.heading(title);
                for row in &rows {
                    page.row(row);
                }
            }
        }
        if !typed.is_empty() && page.lines.is_empty() {
            page.paragraph("Nothing fits: Backspace takes a letter back.");
        }
        if typed.is_empty() {
            page.blank();
            for words in ending(model.screen) {
                page.paragraph(words);
            }
        }
        page.lines
    }
}

/// Whether there is any sense in telling of a command now: the keys of a veiled item, only beside
/// one.
fn is_told_of(model: &Model, row: &Row) -> bool {
    let mut contexts = row.keys.iter().map(|(context, _)| *context);
    model.situation().is_veiled() || contexts.any(|context| context != Context::Veiled)
}

/// The help in the making.
struct Written<'a> {
    model: &'a Model,
    lines: Vec<Line<'static>>,
}

impl Written<'_> {
    fn blank(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    fn paragraph(&mut self, words: &'static str) {
        self.blank();
        let text = Shown::plain(words);
        for row in wrap(&text, self.model.page_width()) {
            let line = span(&text.slice(row), self.model.theme.text);
            self.lines.push(Line::from(line));
        }
    }

    fn heading(&mut self, title: &'static str) {
        self.blank();
        let line = own(title, self.model.theme.heading);
        self.lines.push(Line::from(line));
    }

    /// The keys of the classes, several in a line.
    fn labels(&mut self) {
        let Some(labels) = self.model.labels() else {
            return;
        };
        if labels.active().next().is_none() {
            return;
        }
        self.heading("the classes");
        let by_name = self.model.key_of("label-by-name");
        for (_, label) in labels.active() {
            let key = label.key.map_or(by_name.clone(), String::from);
            self.entry(&key, &Shown::line(&label.name), true);
        }
    }

    fn row(&mut self, row: &Row) {
        let keys = self.model.keys_of(row.id).join(", ");
        let problem = row.enabled(&self.model.situation()).err();
        let words = match problem {
            Some(why) => format!("{} — not now: {why}", row.title),
            None => format!("{} — {}", row.title, row.doc),
        };
        self.entry(&keys, &Shown::line(&words), problem.is_none());
    }

    /// A key and what it does; what does not fit goes on below the words.
    fn entry(&mut self, keys: &str, words: &Shown, is_possible: bool) {
        let theme = &self.model.theme;
        let (bright, plain) = if is_possible {
            (theme.key, theme.text)
        } else {
            (theme.dim, theme.dim)
        };
        let room = self.model.page_width().saturating_sub(KEYS + 2).max(1);
        for (at, row) in wrap(words, room).into_iter().enumerate() {
            let keys = if at == 0 { keys } else { "" };
            self.lines.push(Line::from(vec![
                own(format!("{keys:>KEYS$}  "), bright),
                span(&words.slice(row), plain),
            ]));
        }
    }
}

fn beginning(model: &Model) -> &'static str {
    match model.screen {
        Screen::Home => {
            "A project is one folder: its items, its guidelines, and a journal of every answer. \
             Open one where it needs you, or make one of a file."
        }
        Screen::Label => {
            "One key answers and moves on. Letters and digits belong to the classes; in the menu \
             behind Space, letters are commands."
        }
        Screen::Review if model.is_descriptive() => {
            "These labels are perspectives: nobody decides for one of them. Keep the distribution, \
             name a gap in the guidelines, or have somebody judge once more."
        }
        Screen::Review => {
            "A label's key decides for it; no judgement is changed by that, and all are exported."
        }
    }
}

fn ending(screen: Screen) -> &'static [&'static str] {
    match screen {
        Screen::Home => &[
            "Samples are copied before they are opened: your labels stay in the copy. What needs \
             no screen, such as `querist export` and `querist import`, is listed by `querist --help`.",
        ],
        Screen::Label => &[
            "Every answer is on the disk before the screen says saved. About one query in ten is \
             drawn from a holdout, one in ten at random, and a tenth of the rest hides the model's \
             opinion: these checks all look alike, and from the first kind comes the accuracy \
             figure.",
            "Where several people have labeled the same items, `querist review` shows where they \
             differ.",
        ],
        Screen::Review => &[
            "Letters stand for the annotators, shuffled for each item: A here is not A there. What \
             is probable, and what the model thinks, come after your own decision, so that it is \
             your own. Whoever is asked to judge again is not shown what was said before.",
        ],
    }
}
