//! What the home screen knows: the person's projects and the samples, and what each needs next.
//!
//! The list is there at once; how far each project is comes later, one after the other.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::editor::Editor;
use super::wizard::Wizard;
use crate::command::{ChosenProject, Screen};
use crate::home::{NextStep, ProjectSummary, RecentProjects};
use crate::project::{SAMPLES, Sample};
use crate::text::Shown;

/// What is known of a project.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// Nothing yet.
    Reading,
    /// There is no project in that folder any more.
    Missing,
    /// A sample that was not opened yet: what it shows.
    New(&'static str),
    /// It is there and cannot be read: why.
    Unreadable(Shown),
    /// How far it is, and how long ago somebody worked in it.
    Read(Box<ProjectSummary>, String),
}

/// One project of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HomeEntry {
    /// Where it is, or will be.
    pub(super) folder: PathBuf,
    /// The sample that it is a copy of.
    pub(super) sample: Option<&'static Sample>,
    pub(super) name: Shown,
    pub(super) place: Shown,
    /// When its labels were last exported.
    pub(super) exported: Option<Timestamp>,
    pub(super) known: Known,
}

/// What the home screen knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Home {
    entries: Vec<HomeEntry>,
    /// The place of the chosen one among those in sight.
    pub(super) selected: usize,
    /// The line that narrows the list, while it is open.
    pub(super) filter: Option<Editor>,
    /// What is being done with a project, in words.
    pub(super) busy: Option<Shown>,
    /// What is told when the next session begins.
    pub(super) then_told: Option<String>,
    /// Why not all of the list could be read, and what to do.
    pub(super) trouble: Option<String>,
    /// A project in the making that was left: found again as long as its file is as it was.
    pub(super) begun: Option<Box<Wizard>>,
}

impl Home {
    /// Reads the list; nothing of the projects themselves is read.
    pub(super) fn read(user_data: Option<&Path>) -> Self {
        let Some(user_data) = user_data else {
            return Self::default();
        };
        let samples = user_data.join("demo");
        let recent = RecentProjects::read(user_data);
        let whole = samples.canonicalize().unwrap_or_else(|_| samples.clone());
        let own = recent.iter().filter(|one| !one.folder.starts_with(&whole));
        let mut entries: Vec<HomeEntry> = own
            .map(|one| HomeEntry {
                folder: one.folder.clone(),
                sample: None,
                name: Shown::line(&one.name),
                place: Shown::line(&short(&one.folder)),
                exported: one.exported,
                known: Known::Reading,
            })
            .collect();
        entries.extend(SAMPLES.iter().map(|sample| {
            let folder = samples.join(sample.name);
            HomeEntry {
                sample: Some(sample),
                name: Shown::plain(sample.name),
                place: Shown::plain(sample.doc),
                exported: None,
                known: Known::New(sample.doc),
                folder,
            }
        }));
        let trouble = recent.trouble();
        Self {
            entries,
            trouble: trouble.map(|(what, next)| format!("{what} — {next}")),
            ..Self::default()
        }
    }

    /// The projects in sight: those with all words of the filter in their name or folder.
    pub(super) fn visible(&self) -> Vec<&HomeEntry> {
        let words = self.filter.as_ref().map(|line| line.text().to_lowercase());
        let words: Vec<&str> = words.as_deref().unwrap_or("").split_whitespace().collect();
        let fits = |entry: &&HomeEntry| {
            let told = format!("{} {}", entry.name, entry.folder.display()).to_lowercase();
            words.iter().all(|word| told.contains(word))
        };
        self.entries.iter().filter(fits).collect()
    }

    /// The chosen one.
    pub(super) fn current(&self) -> Option<&HomeEntry> {
        self.visible().get(self.selected).copied()
    }

    /// Moves the choice.
    pub(super) fn select_by(&mut self, rows: isize) {
        let last = self.visible().len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(rows).min(last);
    }

    /// Chooses the project in that folder, if it stands here.
    pub(super) fn select(&mut self, folder: &Path) {
        let whole = folder.canonicalize();
        let whole = whole.as_deref().unwrap_or(folder);
        let at = self.visible().iter().position(|entry| {
            entry.folder == whole || entry.folder.canonicalize().is_ok_and(|it| it == whole)
        });
        self.selected = at.unwrap_or(self.selected);
    }

    /// Whether a folder is where a sample's copy lies, or will lie.
    pub(super) fn is_sample(&self, folder: &Path) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| entry.folder == folder && entry.sample.is_some())
    }

    /// Takes a project off the list in sight.
    pub(super) fn remove(&mut self, folder: &Path) {
        self.entries.retain(|entry| entry.folder != folder);
        self.select_by(0);
    }

    /// What is known of a project from now on.
    pub(super) fn learn(&mut self, folder: &Path, known: Known) {
        if let Some(entry) = self.entries.iter_mut().find(|one| one.folder == folder) {
            if let Known::Read(summary, _) = &known {
                entry.name = Shown::line(&summary.name);
            }
            entry.known = known;
        }
    }

    /// The folders to look at, with when their labels were last exported.
    pub(super) fn to_read(&self) -> Vec<(PathBuf, Option<Timestamp>)> {
        let entries = self.entries.iter();
        entries
            .map(|entry| (entry.folder.clone(), entry.exported))
            .collect()
    }

    /// What commands need to know of the chosen one.
    pub(super) fn chosen(&self) -> ChosenProject {
        let Some(entry) = self.current() else {
            return ChosenProject::default();
        };
        let summary = match &entry.known {
            Known::Read(summary, _) => Some(summary),
            _ => None,
        };
        let brings_labels = entry.sample.is_some_and(|sample| sample.is_for_review);
        ChosenProject {
            chosen: true,
            gone: entry.known == Known::Missing,
            listed: entry.sample.is_none(),
            several: summary.is_some_and(|known| known.several > 0) || brings_labels,
            waiting: summary.is_some_and(|known| known.waiting > 0),
        }
    }
}

impl HomeEntry {
    /// The screen where it needs somebody.
    pub(super) fn where_needed(&self) -> Screen {
        match &self.known {
            Known::Read(summary, _) => match summary.next {
                NextStep::Review(_) => Screen::Review,
                NextStep::Gather(_) if self.is_for_review() => Screen::Review,
                _ => Screen::Label,
            },
            _ if self.is_for_review() => Screen::Review,
            _ => Screen::Label,
        }
    }

    fn is_for_review(&self) -> bool {
        self.sample.is_some_and(|sample| sample.is_for_review)
    }
}

/// A folder as people write it: the home folder is `~`.
fn short(folder: &Path) -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let inside = home
        .as_deref()
        .filter(|home| home.parent().is_some())
        .and_then(|home| folder.strip_prefix(home).ok());
    match inside {
        Some(inside) => Path::new("~").join(inside).display().to_string(),
        None => folder.display().to_string(),
    }
}
