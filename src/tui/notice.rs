//! What is told of what just happened: how loud, and on which screen.
//!
//! Invariant: it is shown where it was said and nowhere else, and not beside another item than the
//! one it is about; an alarm is shown everywhere.

use super::model::{Model, Overlay, Phase};
use crate::command::List;
use crate::schema::ItemIndex;
use crate::text::Shown;

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
    pub(super) severity: Severity,
    /// The screen on which it was said.
    on: On,
    /// The item that it is about, if it was said while that one waited.
    item: Option<ItemIndex>,
    /// It names the key that takes an act back, and no key was pressed since.
    is_news_of_an_act: bool,
}

/// A screen, as far as it matters for what is said there.
type On = Option<(std::mem::Discriminant<Overlay>, Option<List>)>;

impl Model {
    /// Tells something of what just happened.
    pub(super) fn tell(&mut self, words: &str) {
        self.notify(Severity::Quiet, words);
    }

    /// Tells of something that was done: it stays when the next item comes.
    pub(super) fn tell_done(&mut self, words: &str) {
        self.tell(words);
        if let Some(notice) = &mut self.notice {
            notice.item = None;
        }
    }

    /// Tells of an act and how to take it back.
    pub(super) fn tell_act(&mut self, words: &str) {
        self.tell_done(words);
        if let Some(notice) = &mut self.notice {
            notice.is_news_of_an_act = true;
        }
    }

    /// Tells what follows from what was done: behind the news of the act itself, if that was
    /// just told.
    pub(super) fn tell_consequence(&mut self, words: &str) {
        let news = self.notice.as_ref().filter(|one| one.is_news_of_an_act);
        match news.map(|act| format!("{} · {words}", act.text.as_str())) {
            Some(both) => self.tell_act(&both),
            None => self.tell_done(words),
        }
    }

    /// A key was pressed: what is told from now on is news of its own.
    pub(super) fn read_news(&mut self) {
        if let Some(notice) = &mut self.notice {
            notice.is_news_of_an_act = false;
        }
    }

    pub(super) fn notify(&mut self, severity: Severity, words: &str) {
        let item = self.item().filter(|_| self.phase == Phase::Asking);
        self.notice = Some(Notice {
            text: Shown::line(words),
            severity,
            on: self.on(),
            item,
            is_news_of_an_act: false,
        });
    }

    /// The screen on top; a line to fill in belongs to the item's.
    fn on(&self) -> On {
        // A line to fill in, and a question, belong to what they came from.
        let is_beside =
            |overlay: &&Overlay| !matches!(overlay, Overlay::Prompt(_) | Overlay::Confirm { .. });
        let top = self.overlays.iter().rev().find(is_beside)?;
        let list = match top {
            Overlay::Picker(picker) => Some(picker.list),
            _ => None,
        };
        Some((std::mem::discriminant(top), list))
    }

    /// What is to be told on this screen.
    pub(super) fn notice_here(&self) -> Option<&Notice> {
        let here = self.on();
        self.notice
            .as_ref()
            .filter(|notice| notice.on == here || notice.severity == Severity::Alarm)
    }

    /// Forgets a warning: it was seen, and something else is done.
    pub(super) fn forget_warning(&mut self) {
        let is_one = |notice: &Notice| notice.severity == Severity::Warning;
        if self.notice.as_ref().is_some_and(is_one) {
            self.notice = None;
        }
    }

    /// Forgets what was said of an item that has left the screen.
    pub(super) fn forget_notice_of_another(&mut self, item: ItemIndex) {
        let is_stale = |notice: &Notice| {
            notice.severity != Severity::Alarm && notice.item.is_some_and(|about| about != item)
        };
        if self.notice.as_ref().is_some_and(is_stale) {
            self.notice = None;
        }
    }
}
