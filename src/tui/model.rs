//! Everything the screen knows: what both screens share, and the part of each.
//!
//! Invariant: only [`super::update()`] changes it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::class_list::ClassList;
use super::help::Help;
use super::home::Home;
use super::images::{ItemImage, Protocol, Terminal};
use super::item_clock::ItemClock;
use super::item_list::ItemList;
use super::look::Look;
use super::matrix::Matrix;
use super::picker::Picker;
use super::screens;
use super::text_view::{TextPage, TextView};
use super::theme::Theme;
use super::wizard::NewProject;
use crate::command::{Effect, Keymap, Screen, Situation};
use crate::home::Lessons;
use crate::pool::Items;
use crate::project::{Guidelines, ReviewKind};
use crate::query::QueryView;
use crate::schema::{ItemIndex, Key, LabelId, LabelSet};
use crate::session::{
    AdjudicationProgress, AdjudicationView, GuidelineQuestion, Insights, Progress, RevealState,
    SessionHandle,
};
use crate::settings::FileProblem;
use crate::text::Shown;
use crate::trainer::PreparationProgress;

pub(super) use super::notice::{Notice, Severity};
pub(super) use super::prompt::{Draft, Prompt};

/// Columns and rows below which there is no screen to answer on.
const SMALLEST: (u16, u16) = (20, 6);

/// The longest line of a text to read.
const MOST_PAGE_WIDTH: usize = 96;

/// Where the session stands, as the screen sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first item is being prepared.
    Preparing,
    /// An item waits for an answer.
    Asking,
    /// An answer is on its way to the disk, or the next item on its way here.
    Sending,
    /// Only items are left that may not be asked now; whether the person may lift that.
    Held { can_lift: bool },
    /// Nothing is left.
    Done,
}

/// The menu: what was pressed in it, the entry that waits for Enter, and what is looked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Menu {
    pub(super) pressed: Vec<Key>,
    pub(super) chosen: Option<Key>,
    pub(super) found: Option<Picker>,
}

/// What lies over the item; the topmost takes the keys.
#[derive(Debug, Clone)]
pub(super) enum Overlay {
    Page(TextPage),
    Help(Help),
    Picker(Picker),
    Prompt(Prompt),
    Menu(Menu),
    Items(Box<ItemList>),
    Classes(ClassList),
    /// What an act would touch, over what it came from: Enter does it.
    Confirm {
        question: Shown,
        effect: Effect,
    },
    Matrix(Box<Matrix>),
    /// Pictures of the work, once it is summed up.
    Insights(Option<Box<Insights>>),
    NewProject(NewProject),
    Break {
        since: Duration,
    },
    /// What the session was, before the program ends.
    Summary,
}

/// The item that is to be labeled.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) query: QueryView,
    /// What is in sight of its text.
    pub(super) in_sight: RevealState,
    /// Seconds without a key after which a sensitive text is veiled again.
    pub(super) veil_again_after: f64,
    pub(super) meta: Shown,
    pub(super) flagged: bool,
    /// The note beside it, as it was written.
    pub(super) note: Option<String>,
    pub(super) clock: ItemClock,
}

/// The item under review.
#[derive(Debug, Clone)]
pub(super) struct Reviewed {
    pub(super) view: AdjudicationView,
    pub(super) meta: Shown,
    pub(super) clock: ItemClock,
}

/// Everything the screen knows. What is known of the session stands apart for each screen, and is
/// nothing on the other.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each one asked for by name"
)]
pub struct Model {
    pub(super) screen: Screen,
    pub(super) items: Arc<Items>,
    /// Characters that nine in ten texts do not exceed.
    pub(super) usual_length: usize,
    pub(super) guidelines: Guidelines,
    /// The guidelines as they stand beside an item.
    pub(super) beside: TextView,
    /// What was asked of the session for many items is being done.
    pub(super) is_busy: bool,
    pub(super) name: Shown,
    /// The project's folder; empty where there is none.
    pub(super) folder: String,
    pub(super) annotator: Shown,
    pub(super) theme: Theme,
    pub(super) look: Look,
    pub(super) keymap: Keymap,
    pub(super) size: (u16, u16),
    pub(super) now: Duration,
    pub(super) phase: Phase,
    /// The text of the item on the screen.
    pub(super) text: TextView,
    /// Its image.
    pub(super) image: ItemImage,
    pub(super) notice: Option<Notice>,
    /// Lines that were left with something typed in them.
    pub(super) drafts: Vec<Draft>,
    pub(super) overlays: Vec<Overlay>,
    /// Answers whose saving is not confirmed yet.
    pub(super) unsaved: usize,
    /// The last key that answered or tried to, and when: for keys that are held or bounce.
    pub(super) last_key: Option<(Key, Duration)>,
    /// How many keys were told not to count as an answer.
    pub(super) refused_keys: u64,
    /// The person came to the item by themselves: Esc leads back to the queue.
    pub(super) visiting: bool,
    /// The list from which the person went to the item: they come back to it.
    pub(super) came_from: Option<Overlay>,
    /// The person was asked whether to end the session.
    pub(super) quitting: bool,
    /// How far the features are, while they are not complete.
    pub(super) preparing: Option<PreparationProgress>,
    /// How far the labeling is.
    pub(super) progress: Option<Progress>,
    pub(super) asked: Option<Asked>,
    /// Why nothing may be asked now, when it is so.
    pub(super) held: Shown,
    /// How far the review is.
    pub(super) review_progress: Option<AdjudicationProgress>,
    pub(super) reviewed: Option<Reviewed>,
    /// Why the next decision on an item is taken, in the reviewer's words, until it is taken.
    pub(super) rationales: BTreeMap<ItemIndex, String>,
    /// The person's projects, as they were last listed.
    pub(super) home: Home,
    /// Whether the session was begun on the home screen, so that its end leads back there.
    pub(super) from_home: bool,
    /// What the person is taught, and whether it is taught here.
    pub(super) lessons: Lessons,
    pub(super) teaches: bool,
    /// A first class was asked for in this session.
    pub(super) asked_for_class: bool,
    /// There is no screen: commands go by their names, and what is to be read out waits here.
    pub(super) in_words: bool,
    pub(super) said: Vec<String>,
}

impl Model {
    /// The screen of a running session, on a terminal whose size is yet to be told.
    pub fn new(session: &SessionHandle, screen: Screen, theme: Theme) -> Self {
        let model = Self::of(
            screen,
            session.items.clone(),
            session.guidelines.clone(),
            &session.name,
            &session.annotator,
            theme,
        );
        let folder = session.folder.display().to_string();
        Self { folder, ..model }
    }

    /// The screen of a project whose commands somebody else carries out.
    pub fn of(
        screen: Screen,
        items: Arc<Items>,
        guidelines: Guidelines,
        name: &str,
        annotator: &str,
        theme: Theme,
    ) -> Self {
        Self {
            screen,
            usual_length: usual_length(&items),
            items,
            guidelines,
            beside: TextView::default(),
            is_busy: false,
            name: Shown::line(name),
            folder: String::new(),
            annotator: Shown::line(annotator),
            look: Look::with_glyphs(theme.glyphs),
            theme,
            keymap: Keymap::default(),
            size: (80, 24),
            now: Duration::ZERO,
            phase: Phase::Preparing,
            text: TextView::default(),
            image: ItemImage::default(),
            notice: None,
            drafts: Vec::new(),
            overlays: Vec::new(),
            unsaved: 0,
            last_key: None,
            refused_keys: 0,
            visiting: false,
            came_from: None,
            quitting: false,
            preparing: None,
            progress: None,
            asked: None,
            held: Shown::default(),
            review_progress: None,
            reviewed: None,
            rationales: BTreeMap::new(),
            home: Home::default(),
            from_home: false,
            lessons: Lessons::default(),
            teaches: false,
            asked_for_class: false,
            in_words: false,
            said: Vec::new(),
        }
    }

    /// On a terminal that shows images in this way; the default is none at all.
    #[must_use]
    pub fn with_images(mut self, protocol: Protocol) -> Self {
        self.image = ItemImage::on(Terminal::with(protocol));
        self
    }

    /// With the themes that the person has.
    #[must_use]
    pub(super) fn with_look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    /// With other keys than the default ones; tells once what of a keymap could not be followed.
    #[must_use]
    pub fn with_keymap(mut self, keymap: Keymap, problems: &[FileProblem]) -> Self {
        self.keymap = keymap;
        if !problems.is_empty() {
            let mut text = String::from(
                "Your own settings or keys cannot be followed everywhere: where they are wrong, the \
                 defaults are in use.\n",
            );
            for problem in problems {
                text.push_str(&format!("\n{problem}\n"));
            }
            let page = TextPage::new("settings", Shown::text(&text), self.page_width());
            self.overlays.push(Overlay::Page(page));
        }
        self
    }

    pub(super) fn clock(&self) -> Option<&ItemClock> {
        let asked = self.asked.as_ref().map(|asked| &asked.clock);
        asked.or(self.reviewed.as_ref().map(|reviewed| &reviewed.clock))
    }

    pub(super) fn clock_mut(&mut self) -> Option<&mut ItemClock> {
        let asked = self.asked.as_mut().map(|asked| &mut asked.clock);
        asked.or(self.reviewed.as_mut().map(|reviewed| &mut reviewed.clock))
    }

    /// The classes.
    pub(super) fn labels(&self) -> Option<&LabelSet> {
        let labeling = self.progress.as_ref().map(|known| &*known.labels);
        labeling.or(self.review_progress.as_ref().map(|known| &*known.labels))
    }

    /// Why the next decision on the item is taken, in the reviewer's words.
    pub(super) fn rationale(&self) -> Option<&str> {
        let words = self.rationales.get(&self.reviewed.as_ref()?.view.item)?;
        Some(words.trim()).filter(|words| !words.is_empty())
    }

    /// The name of a class.
    pub(super) fn label_name(&self, label: LabelId) -> String {
        self.labels()
            .map_or(String::new(), |labels| labels.name(label).to_owned())
    }

    /// How many classes there are.
    pub(super) fn class_count(&self) -> usize {
        self.labels().map_or(0, |labels| labels.active().count())
    }

    /// Questions that the guidelines leave open.
    pub(super) fn gaps(&self) -> &[GuidelineQuestion] {
        let labeling = self
            .progress
            .as_ref()
            .map(|progress| &progress.guideline_questions);
        let review = self
            .review_progress
            .as_ref()
            .map(|progress| &progress.guideline_questions);
        labeling.or(review).map_or(&[], Vec::as_slice)
    }

    /// Why nothing can be written, if so.
    pub(super) fn read_only(&self) -> Option<&str> {
        let labeling = self.progress.as_ref().map(|progress| &progress.read_only);
        let review = self
            .review_progress
            .as_ref()
            .map(|progress| &progress.read_only);
        labeling.or(review)?.as_deref()
    }

    /// Whether nobody decides for one label here.
    pub(super) fn is_descriptive(&self) -> bool {
        self.review_progress
            .as_ref()
            .is_some_and(|progress| progress.kind == ReviewKind::Descriptive)
    }

    /// Whether nothing of the item's text may be told: only what the veil tells.
    pub(super) fn is_hidden(&self) -> bool {
        self.asked.as_ref().is_some_and(Asked::is_hidden)
            || self.reviewed.as_ref().is_some_and(|on| on.view.is_veiled)
    }

    /// Whether sensitive text is in sight.
    pub(super) fn is_read(&self) -> bool {
        self.asked.as_ref().is_some_and(Asked::is_read)
            || self.reviewed.as_ref().is_some_and(Reviewed::is_read)
    }

    /// What commands need to know.
    pub(super) fn situation(&self) -> Situation {
        let (labeling, review) = (self.progress.as_ref(), self.review_progress.as_ref());
        let labeling = labeling.map(|known| (known.can_undo, known.can_redo));
        let review = review.map(|known| (known.can_undo, known.can_redo));
        let (can_undo, can_redo) = labeling.or(review).unwrap_or_default();
        Situation {
            screen: self.screen,
            item: self.item(),
            asking: self.phase == Phase::Asking,
            can_undo,
            can_redo,
            writable: self.read_only().is_none(),
            same_as: self
                .asked
                .as_ref()
                .and_then(|asked| asked.query.same_as)
                .and_then(|same| same.label),
            sensitive: self.is_hidden() || self.asked.as_ref().is_some_and(Asked::is_sensitive),
            hidden: self.is_hidden(),
            held: self.phase == Phase::Held { can_lift: true },
            classes: self.class_count(),
            home: self.home.chosen(),
        }
    }

    /// Whether the classes have no room, so that nobody can mean one of them.
    pub(super) fn is_too_small(&self) -> bool {
        self.size.0 < SMALLEST.0 || self.size.1 < SMALLEST.1
    }

    /// The width of the item's text.
    pub(super) fn text_width(&self) -> usize {
        screens::item::text_size(self).0.max(1)
    }

    /// Rows of the item's text.
    pub(super) fn text_rows(&self) -> usize {
        screens::item::text_size(self).1.max(1)
    }

    /// Rows of a list or page on this terminal, within its border and beside its line to type in.
    pub(super) fn page_rows(&self) -> usize {
        usize::from(self.size.1).saturating_sub(4).max(1)
    }

    /// The width of a text to read, within a border: lines that are too long are hard to follow.
    pub(super) fn page_width(&self) -> usize {
        usize::from(self.size.0)
            .saturating_sub(4)
            .clamp(1, MOST_PAGE_WIDTH)
    }

    /// The keys of a command on this screen, as a person reads them.
    pub(super) fn keys_of(&self, id: &str) -> Vec<String> {
        let keys = self.keymap.keys_of(id, self.screen).into_iter();
        keys.map(|key| self.theme.glyphs.key(key)).collect()
    }

    /// The first of them; without one, the key of the palette, which has all commands.
    pub(super) fn key_of(&self, id: &str) -> String {
        if self.in_words {
            return format!("`{}`", id.replace('-', " "));
        }
        let keys = self.keys_of(id);
        keys.into_iter().next().unwrap_or_else(|| ":".into())
    }

    /// Whether the item's screen is in sight, or at least the item.
    pub(super) fn shows_item(&self) -> bool {
        matches!(self.overlays.last(), None | Some(Overlay::Prompt(_)))
    }

    /// Whether an item has just been painted and the shell must say when. What lies under
    /// another screen is not seen, nor an image that is not there yet.
    pub fn awaits_paint(&self) -> bool {
        let is_awaited = self.clock().is_some_and(|clock| clock.painted_at.is_none());
        self.shows_item() && is_awaited && !self.image.is_coming(self.now)
    }

    /// How many answers the ranking behind the item on the screen did not know of.
    pub(crate) fn staleness(&self) -> u64 {
        self.asked.as_ref().map_or(0, |asked| asked.query.stale)
    }

    /// Whether the painted item was known before the answer before it came.
    pub(crate) fn was_foreseen(&self) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.query.speculated)
    }

    /// The item on the screen.
    pub fn item(&self) -> Option<ItemIndex> {
        let labeled = self.asked.as_ref().map(|asked| asked.query.item);
        labeled.or(self.reviewed.as_ref().map(|reviewed| reviewed.view.item))
    }
}

/// Characters that nine in ten of a pool's first texts do not exceed.
fn usual_length(items: &Items) -> usize {
    const LOOKED_AT: usize = 1_000;
    let first = (0..items.len().min(LOOKED_AT) as u32).map(ItemIndex);
    let mut lengths: Vec<usize> = first
        .map(|item| items.get(item).text.chars().count())
        .collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0)
}

impl Asked {
    /// Whether it opened veiled.
    pub(super) fn is_sensitive(&self) -> bool {
        self.query.veil.is_some()
    }

    /// Whether sensitive text is in sight.
    pub(super) fn is_read(&self) -> bool {
        self.is_sensitive() && self.in_sight != RevealState::Nothing
    }

    /// Whether nothing of its text may be told: only what the veil tells.
    pub(super) fn is_hidden(&self) -> bool {
        self.is_sensitive() && self.in_sight == RevealState::Nothing
    }
}

impl Reviewed {
    /// Whether sensitive text is in sight.
    pub(super) fn is_read(&self) -> bool {
        self.view.sensitive.is_some() && !self.view.is_veiled
    }
}
