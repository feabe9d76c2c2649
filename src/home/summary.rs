//! How far a project is, and what it needs next.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::Result;
use crate::project::{Layout, Project};
use crate::schema::{Arm, ItemIndex};
use crate::state::{ItemState, State};
use crate::text::{counted, grouped};

/// What a project needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Its journals do not verify.
    Mend,
    /// Label files of others wait in it.
    Gather(usize),
    /// So many items have no answer.
    Label(usize),
    /// So many have labels that differ.
    Review(usize),
    /// All is answered, and nothing was ever exported.
    Export,
    /// All is answered, some of it since the last export.
    ExportAgain,
    /// Nothing.
    Nothing,
}

impl NextStep {
    /// In words.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Mend => "look: its journals do not verify; `querist doctor` says more".into(),
            Self::Gather(files) => {
                format!("take in {} that wait in it", counted(files, "label file"))
            }
            Self::Label(left) => format!("label: {} left", grouped(left as u64)),
            Self::Review(differ) => format!("review: {} differ", grouped(differ as u64)),
            Self::Export => "export: all is answered, nothing exported yet".into(),
            Self::ExportAgain => "export: there are answers since the last export".into(),
            Self::Nothing => "nothing: all is answered and exported".into(),
        }
    }
}

/// How far a project is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSummary {
    /// Its name.
    pub(crate) name: String,
    /// All items.
    pub(crate) items: usize,
    /// Items that somebody judged.
    pub(crate) answered: usize,
    /// Items with labels of two people or more.
    pub(crate) several: usize,
    /// Label files that wait in it.
    pub(crate) waiting: usize,
    /// When somebody last worked in it.
    pub(crate) worked: Option<Timestamp>,
    /// What it needs next.
    pub(crate) next: NextStep,
}

impl ProjectSummary {
    /// Reads a project; `exported` is when its labels last were.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub(crate) fn read(folder: &Path, exported: Option<Timestamp>) -> Result<Self> {
        let project = Project::read(Layout::at(folder))?;
        let state = project.state();
        let (mut several, mut differ) = (0, 0);
        let mut said = None;
        for (index, _) in project.items.iter() {
            let item = state.item(index);
            several += usize::from(voices(item) > 1);
            differ += usize::from(item.is_disputed());
            said = said.max(last_said(item));
        }
        let answered = state.pool_answered() + state.holdout_answered();
        let items = project.items.len();
        let waiting = if has_imported(&state, items) {
            0
        } else {
            label_files(&project.layout).len()
        };
        let next = if !project.concerns.is_empty() {
            NextStep::Mend
        } else if waiting > 0 {
            NextStep::Gather(waiting)
        } else if answered < items {
            NextStep::Label(items - answered)
        } else if differ > 0 {
            NextStep::Review(differ)
        } else {
            match exported {
                None => NextStep::Export,
                Some(exported) if said > Some(exported) => NextStep::ExportAgain,
                Some(_) => NextStep::Nothing,
            }
        };
        let worked = state.sessions().iter().map(|session| {
            let ended = session.ended_at;
            ended.unwrap_or(session.started_at)
        });
        Ok(Self {
            worked: worked.max(),
            name: project.config.name,
            items,
            answered,
            several,
            waiting,
            next,
        })
    }

    /// How far it is, in words: what is answered and what is left make all items.
    pub(crate) fn progress(&self) -> String {
        format!(
            "{} of {} answered, {} to ask",
            grouped(self.answered as u64),
            grouped(self.items as u64),
            grouped((self.items - self.answered) as u64)
        )
    }
}

/// How many people labeled an item.
fn voices(item: &ItemState) -> usize {
    let judgements = item.judgements();
    judgements
        .iter()
        .filter(|judgement| judgement.label().is_some())
        .count()
}

/// When somebody last judged an item here, or decided on it.
fn last_said(item: &ItemState) -> Option<Timestamp> {
    let judged = item.judgements().into_iter();
    let judged = judged.filter(|judgement| judgement.arm != Arm::Imported);
    let judged = judged.map(|judgement| judgement.given_at);
    judged
        .chain(item.adjudication().map(|known| known.given_at))
        .max()
}

/// The label files that came with a project, in its folder `labels/`.
pub(crate) fn label_files(layout: &Layout) -> Vec<PathBuf> {
    let listing = std::fs::read_dir(layout.root().join("labels"));
    let files = listing.into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|it| it == "csv"))
        .collect();
    files.sort_unstable();
    files
}

/// Whether labels of others were imported.
pub(crate) fn has_imported(state: &State, items: usize) -> bool {
    let mut items = (0..items as u32).map(ItemIndex);
    items.any(|item| {
        let mut judgements = state.item(item).all_judgements();
        judgements.any(|judgement| judgement.arm == Arm::Imported)
    })
}

/// How long ago something was, as people say it.
pub(crate) fn ago(then: Timestamp, now: Timestamp) -> String {
    let minutes = (now.as_second() - then.as_second()).max(0) / 60;
    match minutes {
        0..2 => "just now".into(),
        2..60 => format!("{minutes} min ago"),
        60..1_440 => format!("{} h ago", minutes / 60),
        1_440..2_880 => "yesterday".into(),
        2_880..86_400 => format!("{} days ago", minutes / 1_440),
        _ => then.strftime("%Y-%m-%d").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Sample;

    #[test]
    fn a_project_says_what_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        let summary = |name: &str| {
            let place = folder.path().join(name);
            Sample::find(name).unwrap().copy_to(&place).unwrap();
            ProjectSummary::read(&place, None).unwrap()
        };
        let tickets = summary("tickets");
        assert_eq!(tickets.next, NextStep::Label(440));
        assert_eq!((tickets.answered, tickets.several), (0, 0));
        let forum = summary("second-opinion");
        assert_eq!(forum.next, NextStep::Gather(4));
        assert!(ProjectSummary::read(folder.path(), None).is_err());
    }

    #[test]
    fn times_are_told_as_people_tell_them() {
        let now = Timestamp::new(1_800_000_000, 0).unwrap();
        let before = |seconds: i64| {
            let then = Timestamp::new(1_800_000_000 - seconds, 0).unwrap();
            ago(then, now)
        };
        assert_eq!(before(5), "just now");
        assert_eq!(before(600), "10 min ago");
        assert_eq!(before(7_200), "2 h ago");
        assert_eq!(before(100_000), "yesterday");
        assert_eq!(before(400_000), "4 days ago");
        assert_eq!(before(40_000_000), "2025-10-09");
        assert_eq!(before(-50), "just now");
    }
}
