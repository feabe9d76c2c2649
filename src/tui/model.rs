//! What does the screen know?

use std::sync::Arc;
use std::time::Duration;

use super::editor::Editor;
use super::page::Page;
use super::passage::TextView;
use super::picker::Picker;
use super::screens::label::text_rows;
use super::theme::Theme;
use crate::command::{Key, Situation};
use crate::content_safety::Category;
use crate::pool::Items;
use crate::project::Guidelines;
use crate::query::QueryView;
use crate::schema::{ItemIndex, LabelId, LabelSet};
use crate::session::{Progress, ResponseTiming, RevealState, SessionHandle};
use crate::text::Shown;
use crate::trainer::PreparationProgress;

/// Columns and rows below which there is no label screen.
pub(super) const SMALLEST: (u16, u16) = (20, 6);

/// Where the loop stands, as the screen sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first query is being prepared.
    Preparing,
    /// An item waits for an answer.
    Asking,
    /// An answer is on its way to the disk, or the next query on its way here.
    Sending,
    /// Only items are left that may not be asked now; whether the person may lift that.
    Held { can_lift: bool },
    /// Every item was judged.
    Done,
}

/// How loud a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    Quiet,
    Warning,
    Alarm,
}

/// One line about what just happened.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    pub(super) text: Shown,
    pub(super) tone: Severity,
}

/// The item on the screen.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) face: QueryView,
    /// What is in sight of its text.
    pub(super) in_sight: RevealState,
    /// Seconds without a key after which a sensitive text is veiled again.
    pub(super) veil_again_after: f64,
    pub(super) meta: Shown,
    pub(super) flagged: bool,
    /// The note beside it, as it was written.
    pub(super) note: Option<String>,
    /// When its first frame was on the terminal.
    pub(super) painted_at: Option<Duration>,
    /// The person's last act, from which active time is counted on.
    pub(super) last_act: Duration,
    /// What has been measured of it so far; the moments are those of the acts.
    pub(super) time: ResponseTiming,
}

/// What is being asked for in a line at the bottom.
#[derive(Debug, Clone)]
pub(super) enum Asking {
    NewClass,
    Note(ItemIndex),
    Rename(LabelId),
}

/// A line to fill in.
#[derive(Debug, Clone)]
pub(super) struct Prompt {
    pub(super) asking: Asking,
    pub(super) question: Shown,
    pub(super) editor: Editor,
}

/// What lies over the label screen; the topmost takes the keys.
#[derive(Debug, Clone)]
pub(super) enum Overlay {
    Page(Page),
    Picker(Picker),
    Prompt(Prompt),
    Break {
        since: Duration,
    },
    /// What the session was, before the program ends.
    Farewell,
}

/// Everything the screen knows.
pub struct Model {
    pub(super) items: Arc<Items>,
    pub(super) guidelines: Guidelines,
    pub(super) name: Shown,
    pub(super) annotator: Shown,
    pub(super) theme: Theme,
    pub(super) size: (u16, u16),
    pub(super) now: Duration,
    pub(super) phase: Phase,
    /// How far the features are, while they are not complete.
    pub(super) preparing: Option<PreparationProgress>,
    pub(super) progress: Option<Progress>,
    pub(super) asked: Option<Asked>,
    pub(super) passage: TextView,
    pub(super) notice: Option<Notice>,
    pub(super) layers: Vec<Overlay>,
    /// Why nothing may be asked now, when it is so.
    pub(super) held: Shown,
    /// Categories that can be left out, with whether they are.
    pub(super) categories: Vec<(Category, bool)>,
    /// Answers whose saving is not confirmed yet.
    pub(super) unsaved: usize,
    /// The last key that answered or tried to, and when: for keys that are held or bounce.
    pub(super) last_key: Option<(Key, Duration)>,
    /// The item came from search or history: Esc leads back to the queue.
    pub(super) visiting: bool,
}

impl Model {
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
        annotator: &str,
        theme: Theme,
        size: (u16, u16),
    ) -> Self {
        Self {
            items,
            guidelines,
            name: Shown::line(name),
            annotator: Shown::line(annotator),
            theme,
            size,
            now: Duration::ZERO,
            phase: Phase::Preparing,
            preparing: None,
            progress: None,
            asked: None,
            passage: TextView::default(),
            notice: None,
            layers: Vec::new(),
            held: Shown::default(),
            categories: Vec::new(),
            unsaved: 0,
            last_key: None,
            visiting: false,
        }
    }

    /// The classes.
    pub(super) fn labels(&self) -> Option<&LabelSet> {
        self.progress.as_ref().map(|progress| &*progress.labels)
    }

    /// What commands need to know.
    pub(super) fn situation(&self) -> Situation {
        let classes = self.labels().map_or(0, |labels| labels.active().count());
        Situation {
            asking: self.phase == Phase::Asking,
            has_copy: self
                .asked
                .as_ref()
                .and_then(|asked| asked.face.same_as)
                .is_some_and(|same| same.label.is_some()),
            can_undo: self.progress.as_ref().is_some_and(|p| p.can_undo),
            writable: self.progress.as_ref().is_none_or(|p| p.read_only.is_none()),
            sensitive: self
                .asked
                .as_ref()
                .is_some_and(|asked| asked.face.veil.is_some()),
            held: self.phase == Phase::Held { can_lift: true },
            has_suggestion: self
                .progress
                .as_ref()
                .is_some_and(|progress| progress.person.suggestion.is_some()),
            has_labels: classes > 0,
            has_two_labels: classes > 1,
        }
    }

    /// Whether the classes have no room, so that nobody can mean one of them.
    pub(super) fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The width of a text on this terminal.
    pub(super) fn text_width(&self) -> usize {
        usize::from(self.size.0).saturating_sub(2).max(1)
    }

    /// Rows of the text on the label screen.
    pub(super) fn text_rows(&self) -> usize {
        text_rows(self, self.size.0, self.size.1)
    }

    /// Rows of a list or page on this terminal.
    pub(super) fn page_rows(&self) -> usize {
        usize::from(self.size.1).saturating_sub(5).max(1)
    }

    pub(super) fn tell(&mut self, tone: Severity, text: Shown) {
        self.notice = Some(Notice { text, tone });
    }

    /// Whether an item has just been painted and the shell must say when.
    pub fn awaits_paint(&self) -> bool {
        // What lies under another screen is not seen.
        let in_sight = matches!(self.layers.last(), None | Some(Overlay::Prompt(_)));
        let unpainted = |asked: &Asked| asked.painted_at.is_none();
        in_sight && self.asked.as_ref().is_some_and(unpainted)
    }

    /// How many answers the ranking behind the item on the screen did not know of.
    pub fn staleness(&self) -> u64 {
        self.asked.as_ref().map_or(0, |asked| asked.face.stale)
    }

    /// Whether the painted item was known before the answer before it came.
    pub fn was_foreseen(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.face.foreseen)
    }

    /// The item on the screen.
    pub fn item(&self) -> Option<ItemIndex> {
        self.asked.as_ref().map(|asked| asked.face.item)
    }
}

impl Asked {
    /// How long it has been on the screen, and how the keys fell.
    pub(super) fn time(&self, now: Duration) -> ResponseTiming {
        ResponseTiming {
            seconds: self.since_paint(now),
            ..self.time
        }
    }

    fn since_paint(&self, now: Duration) -> f64 {
        let since = self.painted_at.unwrap_or(now);
        now.saturating_sub(since).as_secs_f64()
    }

    /// Counts the time since the last act: as work, or as absence.
    pub(super) fn act(&mut self, now: Duration) {
        let between = now.saturating_sub(self.last_act).as_secs_f64();
        if between > self.face.away_after {
            self.time.away_seconds += between;
        } else {
            self.time.active_seconds += between;
            self.time.longest_pause = self.time.longest_pause.max(between);
            if self.is_read() {
                self.time.read_seconds += between;
            }
        }
        self.last_act = now;
        if self.time.first_key_after.is_none() && self.painted_at.is_some() {
            self.time.first_key_after = Some(self.since_paint(now));
        }
    }

    /// Whether sensitive text is in sight.
    pub(super) fn is_read(&self) -> bool {
        self.face.veil.is_some() && self.in_sight != RevealState::Nothing
    }

    /// Whether nothing of its text may be told: only what the veil tells.
    pub(super) fn is_hidden(&self) -> bool {
        self.face.veil.is_some() && self.in_sight == RevealState::Nothing
    }

    /// Seconds for which sensitive text was in sight and that were not told yet.
    pub(super) fn take_read_seconds(&mut self) -> f64 {
        std::mem::take(&mut self.time.read_seconds)
    }

    /// Something else took the screen: that time is neither work on the item nor absence, and
    /// the item's own is no reading any more.
    pub(super) fn forget_absence(&mut self, now: Duration) {
        self.last_act = now;
        self.time.interrupted = true;
    }
}
