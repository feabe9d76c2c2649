//! What does the screen of the review know?

use std::sync::Arc;
use std::time::Duration;

use super::lists::Picker;
use super::matrix::Matrix;
use super::watch::Watch;
use crate::command::{Key, Situation};
use crate::pool::Items;
use crate::project::{Guidelines, ReviewKind};
use crate::schema::{ItemIndex, LabelSet};
use crate::session::{AdjudicationProgress, AdjudicationView, Assignee, SessionHandle};
use crate::text::Shown;
use crate::tui::editor::Editor;
use crate::tui::model::{Notice, SMALLEST, Severity};
use crate::tui::page::Page;
use crate::tui::passage::TextView;
use crate::tui::theme::Theme;

/// Where the review stands, as the screen sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first item is on its way.
    Opening,
    /// An item waits for a decision.
    Asking,
    /// A decision is on its way to the disk, or the next item on its way here.
    Sending,
    /// Nothing is left of what was chosen.
    Done,
}

/// The item on the screen.
#[derive(Debug, Clone)]
pub(super) struct Reviewed {
    pub(super) face: AdjudicationView,
    pub(super) meta: Shown,
    pub(super) watch: Watch,
    /// Why the next decision is taken, in the reviewer's words.
    pub(super) rationale: String,
}

/// What is being asked for in a line at the bottom.
#[derive(Debug, Clone)]
pub(super) enum Asking {
    /// The question that the guidelines leave open.
    Gap,
    /// Why the next decision is taken.
    Rationale,
    /// Who is to be asked.
    Name,
    /// Why they are asked.
    Why(Assignee),
}

/// A line to fill in for an item.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub(super) item: ItemIndex,
    pub(super) asking: Asking,
    pub(super) question: Shown,
    pub(super) editor: Editor,
}

/// What lies over the item; the topmost takes the keys.
#[derive(Debug, Clone)]
pub(super) enum Overlay {
    Page(Page),
    Picker(Picker),
    Prompt(Prompt),
    Matrix(Box<Matrix>),
}

/// Everything the screen of the review knows.
pub struct AdjudicationModel {
    pub(super) items: Arc<Items>,
    pub(super) guidelines: Guidelines,
    pub(super) name: Shown,
    pub(super) reviewer: Shown,
    pub(super) theme: Theme,
    pub(super) size: (u16, u16),
    pub(super) now: Duration,
    pub(super) phase: Phase,
    pub(super) progress: Option<AdjudicationProgress>,
    pub(super) reviewed: Option<Reviewed>,
    pub(super) passage: TextView,
    pub(super) notice: Option<Notice>,
    pub(super) layers: Vec<Overlay>,
    /// Decisions whose saving is not confirmed yet.
    pub(super) unsaved: usize,
    /// The last key that decided or tried to, and when: for keys that are held or bounce.
    pub(super) last_key: Option<(Key, Duration)>,
    /// The reviewer went to the item: Esc leads back to the queue.
    pub(super) visiting: bool,
}

impl AdjudicationModel {
    /// The screen of a running engine, on a terminal whose size is yet to be told.
    pub fn new(engine: &SessionHandle, theme: Theme) -> Self {
        Self::of(
            engine.items.clone(),
            engine.guidelines.clone(),
            &engine.name,
            &engine.annotator,
            theme,
            (80, 24),
        )
    }

    /// The screen of a project whose orders somebody else carries out.
    pub fn of(
        items: Arc<Items>,
        guidelines: Guidelines,
        name: &str,
        reviewer: &str,
        theme: Theme,
        size: (u16, u16),
    ) -> Self {
        Self {
            items,
            guidelines,
            name: Shown::line(name),
            reviewer: Shown::line(reviewer),
            theme,
            size,
            now: Duration::ZERO,
            phase: Phase::Opening,
            progress: None,
            reviewed: None,
            passage: TextView::default(),
            notice: None,
            layers: Vec::new(),
            unsaved: 0,
            last_key: None,
            visiting: false,
        }
    }

    /// The item on the screen.
    pub fn item(&self) -> Option<ItemIndex> {
        self.reviewed.as_ref().map(|reviewed| reviewed.face.item)
    }

    /// Whether an item has just been painted and the shell must say when.
    pub fn awaits_paint(&self) -> bool {
        // What lies under another screen is not seen.
        let in_sight = matches!(self.layers.last(), None | Some(Overlay::Prompt(_)));
        let unpainted = |reviewed: &Reviewed| reviewed.watch.painted_at.is_none();
        in_sight && self.reviewed.as_ref().is_some_and(unpainted)
    }

    /// The classes.
    pub(super) fn labels(&self) -> Option<&LabelSet> {
        self.progress.as_ref().map(|progress| &*progress.labels)
    }

    /// The name of a class.
    pub(super) fn label_name(&self, label: crate::schema::LabelId) -> String {
        self.labels()
            .map_or(String::new(), |labels| labels.name(label).to_owned())
    }

    /// Whether nobody decides for one label here.
    pub(super) fn is_descriptive(&self) -> bool {
        let kind = self.progress.as_ref().map(|progress| progress.kind);
        kind == Some(ReviewKind::Descriptive)
    }

    /// Whether nothing of the text may be told: only what the veil tells.
    pub(super) fn is_hidden(&self) -> bool {
        let reviewed = self.reviewed.as_ref();
        reviewed.is_some_and(|reviewed| reviewed.face.is_veiled)
    }

    /// What commands need to know.
    pub(super) fn situation(&self) -> Situation {
        let progress = self.progress.as_ref();
        let classes = self.labels().map_or(0, |labels| labels.active().count());
        Situation {
            asking: self.phase == Phase::Asking,
            can_undo: progress.is_some_and(|progress| progress.can_undo),
            writable: progress.is_none_or(|progress| progress.read_only.is_none()),
            has_copy: false,
            sensitive: self.is_hidden(),
            held: false,
            has_suggestion: false,
            has_labels: classes > 0,
            has_two_labels: classes > 1,
        }
    }

    /// Whether the voices have no room, so that nobody can judge between them.
    pub(super) fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The width of a text on this terminal.
    pub(super) fn text_width(&self) -> usize {
        usize::from(self.size.0).saturating_sub(2).max(1)
    }

    /// Rows of a list or page on this terminal.
    pub(super) fn page_rows(&self) -> usize {
        usize::from(self.size.1).saturating_sub(5).max(1)
    }

    pub(super) fn tell(&mut self, tone: Severity, text: Shown) {
        self.notice = Some(Notice { text, tone });
    }
}
