//! What is decided before a project is made of a file: the columns' roles, the classes, the checks,
//! the guidelines, the name and the place.
//!
//! Every row can be chosen and changed by key. Enter makes the project from any of them.

use std::path::PathBuf;

use super::browser::Browser;
use super::editor::Editor;
use super::format::{count, counted};
use crate::pool::ImportPreview;
use crate::schema::Key;
use crate::setup::{Choices, Guidelines, Holdout, Role, Survey, interval_width};
use crate::text::Shown;

/// What stands below the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Classes,
    Checks,
    Guidelines,
    Name,
    Folder,
}

impl Setting {
    pub(super) const ALL: [Self; 5] = [
        Self::Classes,
        Self::Checks,
        Self::Guidelines,
        Self::Name,
        Self::Folder,
    ];

    /// What it is, in a word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Classes => "classes",
            Self::Checks => "checks",
            Self::Guidelines => "guidelines",
            Self::Name => "name",
            Self::Folder => "folder",
        }
    }

    /// What it means, and how it is changed.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Classes => "type names with commas between, or leave it empty: + adds one later",
            Self::Checks => {
                "the model never learns from them, so what they say of it is honest; a share or a \
                 number"
            }
            Self::Guidelines => "→ changes it; the page tells annotators what each class means",
            Self::Name => "type to change it",
            Self::Folder => "type to change it; the project is this one folder",
        }
    }
}

/// A role's letter on this screen.
pub(super) const LETTERS: [(char, Role); 9] = [
    ('t', Role::Text),
    ('i', Role::Id),
    ('l', Role::Labels),
    ('m', Role::Image),
    ('n', Role::Numbers),
    ('s', Role::Shown),
    ('h', Role::Hidden),
    ('a', Role::Annotator),
    ('v', Role::Marks),
];

/// What a column can be, each with its letter, to be read.
pub(super) fn explained() -> Shown {
    let mut lines = vec![
        "A letter says what the chosen column is:".to_owned(),
        String::new(),
    ];
    lines.extend(
        LETTERS
            .iter()
            .map(|(letter, role)| format!("{letter}  {:<11} {}", role.word(), role.meaning())),
    );
    lines.push(String::new());
    lines.push("← → go through them. Enter makes the project, from any row.".to_owned());
    Shown::text(&lines.join("\n"))
}

/// Shares of checks that the arrows step through.
const SHARES: [&str; 5] = ["0%", "5%", "10%", "20%", "30%"];

/// Of so many items one or none may be left, to be called little.
const LITTLE: usize = 10;

/// How far the making of a project is.
#[derive(Debug, Clone)]
pub(super) enum NewProject {
    /// A file is chosen.
    Choosing(Box<Browser>),
    /// This file is being read.
    Reading(PathBuf),
    /// A project was made of it before: that one is opened, or another made.
    MadeBefore(Box<Wizard>),
    /// It is decided what its columns are, and the rest.
    Deciding(Box<Wizard>),
}

/// What is taken in of columns of labels.
pub(super) struct TakenIn<'a> {
    /// The columns.
    pub(super) sources: String,
    /// The classes and how many labels there are, once they are counted.
    pub(super) found: Option<(Vec<&'a str>, usize)>,
}

/// A project in the making.
#[derive(Debug, Clone)]
pub(super) struct Wizard {
    pub(super) survey: Survey,
    pub(super) roles: Vec<Role>,
    /// The chosen row: columns first, then settings.
    pub(super) selected: usize,
    pub(super) classes: Editor,
    pub(super) checks: Editor,
    /// What is typed next takes the place of the checks: nothing was typed since the row was chosen.
    replaces_checks: bool,
    /// What of the file would become an item; `None` while it is counted anew.
    pub(super) preview: Option<ImportPreview>,
    pub(super) guidelines: Guidelines,
    pub(super) name: Editor,
    pub(super) folder: Editor,
    /// What is being done, once it is made.
    pub(super) making: Option<&'static str>,
}

impl Wizard {
    pub(super) fn new(survey: Survey) -> Self {
        Self {
            roles: survey.columns.iter().map(|column| column.role).collect(),
            selected: 0,
            classes: Editor::new(""),
            checks: Editor::new(&Holdout::default().to_string()),
            replaces_checks: true,
            preview: Some(survey.preview.clone()),
            guidelines: Guidelines::Template,
            name: Editor::new(&survey.name),
            folder: Editor::new(&survey.folder.display().to_string()),
            making: None,
            survey,
        }
    }

    /// Whether anything was decided otherwise than it was found.
    pub(super) fn is_changed(&self) -> bool {
        self.command() != Self::new(self.survey.clone()).command()
    }

    /// The setting that is chosen; none on a column.
    pub(super) fn setting(&self) -> Option<Setting> {
        let at = self.selected.checked_sub(self.roles.len())?;
        Setting::ALL.get(at).copied()
    }

    /// Whether a model can learn: not from images alone.
    fn learns(&self) -> bool {
        let has = |role| self.roles.contains(&role);
        has(Role::Text) || has(Role::Numbers) || !has(Role::Image)
    }

    /// How many items would be held out, if what is typed says so.
    pub(super) fn held_out(&self) -> Option<usize> {
        let holdout: Holdout = self.checks.text().trim().parse().ok()?;
        Some(holdout.of(self.items()))
    }

    /// How many items there would be; of what is counted anew, all rows.
    pub(super) fn items(&self) -> usize {
        let preview = self.preview.as_ref();
        preview.map_or(self.survey.rows, ImportPreview::items)
    }

    /// What that many checks are good for.
    pub(super) fn checks_buy(&self) -> String {
        if !self.learns() {
            return "none: nothing is learnt from images, so the order is random".into();
        }
        match self.held_out() {
            None => "write a share such as 10%, or a number".into(),
            Some(0) => "none: there will be no honest accuracy".into(),
            Some(checks) if checks >= self.items() => "more than there are items".into(),
            Some(checks) => {
                let points = interval_width(checks).unwrap_or(50.0);
                let items = counted(checks, "item");
                format!("{items} to measure by: the accuracy to within ±{points:.0} points")
            }
        }
    }

    /// What the answers that are taken in leave to do, where it is little.
    pub(super) fn little_left(&self) -> Option<String> {
        let annotators = self.roles.iter().filter(|role| **role == Role::Annotator);
        let annotators = annotators.count();
        let known = self.preview.as_ref().filter(|_| annotators > 0)?;
        let (items, left) = (
            known.items(),
            known.items().saturating_sub(known.answered()),
        );
        if items == 0 || left * LITTLE > items {
            return None;
        }
        let left = match left {
            0 => "Every item has an answer in this file: nothing is left to label".to_owned(),
            1 => "All items but 1 have an answer in this file: 1 is left to label".to_owned(),
            many => format!(
                "All items but {0} have an answer in this file: {0} are left to label",
                count(many)
            ),
        };
        Some(match annotators {
            1 => format!("{left}, and with one annotator there is nothing to review."),
            _ => format!("{left}; where the annotators differ there is something to review."),
        })
    }

    /// The columns whose labels are taken in, as far as there is room for their names; with the
    /// classes and how many labels these hold, once they are counted. None where no column's are.
    pub(super) fn taken_in(&self) -> Option<TakenIn<'_>> {
        let columns = self.survey.columns.iter().zip(&self.roles);
        let sources: Vec<&str> = columns
            .filter(|(_, role)| matches!(role, Role::Labels | Role::Annotator))
            .map(|(column, _)| column.name.as_str())
            .collect();
        let words = match sources.as_slice() {
            [] => return None,
            [one] => (*one).to_owned(),
            [one, other] => format!("{one} and {other}"),
            many => format!("{} columns", many.len()),
        };
        let found = self.preview.as_ref().map(|known| {
            // Of a column that only names classes no label is taken in.
            let named = self.roles.contains(&Role::Labels).then(|| known.named());
            let both = || named.into_iter().chain([known.said()]);
            let mut names: Vec<&str> = Vec::new();
            for name in both().flat_map(|found| &found.names) {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            (names, both().map(|found| found.labels).sum())
        });
        Some(TakenIn {
            sources: words,
            found,
        })
    }

    /// The columns with their roles.
    pub(super) fn roles(&self) -> Vec<(String, Role)> {
        let columns = self.survey.columns.iter().map(|column| column.name.clone());
        columns.zip(self.roles.iter().copied()).collect()
    }

    /// Everything but the columns.
    pub(super) fn choices(&self) -> Choices {
        let typed = |line: &Editor| line.text().trim().to_owned();
        let classes = typed(&self.classes);
        let names = classes.split(',').map(str::trim);
        let differs = |text: &str, proposed: &str| {
            (!text.is_empty() && text != proposed).then(|| text.to_owned())
        };
        let (name, folder) = (typed(&self.name), typed(&self.folder));
        let proposed = self.survey.folder.display().to_string();
        Choices {
            file: self.survey.file.clone(),
            to: if self.survey.is_taken {
                Some(folder.into())
            } else {
                differs(&folder, &proposed).map(Into::into)
            },
            labels: names
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            holdout: self.checks.text().trim().parse().unwrap_or_default(),
            name: differs(&name, &self.survey.name),
            guidelines: self.guidelines,
            ..Choices::default()
        }
    }

    /// The command that makes the same.
    pub(super) fn command(&self) -> String {
        self.survey
            .named(&self.roles(), self.choices())
            .command_line()
    }

    /// Takes a key that moves or changes something; whether it is one.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let last = self.roles.len() + Setting::ALL.len() - 1;
        let selected = self.selected;
        let is_known = self.change(key, last);
        // A step of the arrows is no typing.
        let is_step = matches!(key, Key::Left | Key::Right);
        self.replaces_checks = self.selected != selected || is_step;
        is_known
    }

    fn change(&mut self, key: Key, last: usize) -> bool {
        match (key, self.setting()) {
            (Key::Up | Key::Ctrl('p') | Key::BackTab, _) => {
                self.selected = self.selected.saturating_sub(1);
            }
            (Key::Down | Key::Ctrl('n') | Key::Tab, _) => {
                self.selected = (self.selected + 1).min(last);
            }
            (Key::PageUp, _) | (Key::Home, None) => self.selected = 0,
            (Key::PageDown, _) => self.selected = last,
            (Key::End, None) => self.selected = self.roles.len().saturating_sub(1),
            (key, None) => return self.change_column(key),
            (Key::Left | Key::Right | Key::Char(' '), Some(Setting::Guidelines)) => {
                self.guidelines = match self.guidelines {
                    Guidelines::Template => Guidelines::Empty,
                    Guidelines::Empty => Guidelines::Template,
                };
            }
            (Key::Left, Some(Setting::Checks)) => self.step_checks(-1),
            (Key::Right, Some(Setting::Checks)) => self.step_checks(1),
            (Key::Char(typed), Some(Setting::Checks)) if self.replaces_checks => {
                self.checks = Editor::new(&typed.to_string());
            }
            (key, Some(setting)) => {
                return self.line(setting).is_some_and(|line| line.press(key));
            }
        }
        true
    }

    /// The line of a setting that is typed.
    fn line(&mut self, setting: Setting) -> Option<&mut Editor> {
        match setting {
            Setting::Classes => Some(&mut self.classes),
            Setting::Checks => Some(&mut self.checks),
            Setting::Name => Some(&mut self.name),
            Setting::Folder => Some(&mut self.folder),
            Setting::Guidelines => None,
        }
    }

    /// Takes pasted text in, where a line is edited.
    pub(super) fn paste(&mut self, text: &str) {
        if self.setting() == Some(Setting::Checks) && std::mem::take(&mut self.replaces_checks) {
            self.checks = Editor::new("");
        }
        if let Some(line) = self.setting().and_then(|setting| self.line(setting)) {
            line.paste(text);
        }
    }

    fn step_checks(&mut self, by: isize) {
        let now = self.checks.text().trim().to_owned();
        let at = SHARES.iter().position(|share| *share == now);
        let at = at.map_or(2, |at| at.saturating_add_signed(by).min(SHARES.len() - 1));
        self.checks = Editor::new(SHARES[at]);
    }

    fn change_column(&mut self, key: Key) -> bool {
        let Some(now) = self.roles.get(self.selected).copied() else {
            return false;
        };
        let at = Role::CHOICES.iter().position(|role| *role == now);
        let count = Role::CHOICES.len();
        let role = match key {
            Key::Right | Key::Char(' ') => Role::CHOICES[at.map_or(0, |at| (at + 1) % count)],
            Key::Left => Role::CHOICES[at.map_or(count - 1, |at| (at + count - 1) % count)],
            Key::Char(letter) => {
                let known = LETTERS.iter().find(|(known, _)| *known == letter);
                match known {
                    Some((_, role)) => *role,
                    None => return false,
                }
            }
            _ => return false,
        };
        // Only one column can be the id, hold the labels, the images or the marks.
        if matches!(role, Role::Id | Role::Labels | Role::Image | Role::Marks) {
            for other in &mut self.roles {
                if *other == role || (role == Role::Labels && *other == Role::Classes) {
                    *other = Role::Shown;
                }
            }
        }
        self.roles[self.selected] = role;
        true
    }
}
