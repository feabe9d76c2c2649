//! How the screen goes from the projects to a session and back.
//!
//! Invariant: of a session that has ended nothing stays on the screen but what its end was.

use std::sync::Arc;

use super::format::counted;
use super::home::Home;
use super::images::ItemImage;
use super::model::Model;
use super::running_session::EndedSession;
use super::theme::Theme;
use crate::command::Screen;
use crate::pool::Items;
use crate::project::Guidelines;
use crate::session::SessionHandle;

impl Model {
    /// The screen before any project is open.
    pub(super) fn at_home(annotator: &str, theme: Theme) -> Self {
        let items = Arc::new(Items::default());
        let guidelines = Guidelines::default();
        Self::of(Screen::Home, items, guidelines, "querist", annotator, theme)
    }

    /// Begins with a session.
    /// `teaches`: it is a sample, by which keys are taught.
    pub(super) fn begin_session(&mut self, session: &SessionHandle, screen: Screen, teaches: bool) {
        let mut next = Self::new(session, screen, self.theme.clone());
        next.keep_what_is_the_persons(self);
        next.from_home = true;
        next.teaches = teaches && screen == Screen::Label;
        if let Some(words) = next.home.then_told.take() {
            next.tell(&words);
        }
        next.home.busy = None;
        *self = next;
    }

    /// Goes to the projects, with the list as it is now.
    pub(super) fn show_projects(&mut self, home: Home) {
        let annotator = self.annotator.clone();
        let mut next = Self::at_home("", self.theme.clone());
        next.keep_what_is_the_persons(self);
        next.annotator = annotator;
        next.home = home;
        *self = next;
    }

    /// Tells of a session that has ended.
    pub(super) fn left(&mut self, ended: &EndedSession) {
        self.home.select(ended.layout.root());
        if let Some(why) = &ended.summary.unconfirmed {
            self.notify(
                super::model::Severity::Alarm,
                &format!("the last answer may be lost: {why}"),
            );
            return;
        }
        let what = match ended.screen {
            Screen::Review => "decision",
            Screen::Home | Screen::Label => "answer",
        };
        let answers = counted(ended.summary.answers as usize, what);
        self.tell(&format!("{answers} in this session, all saved"));
    }

    fn keep_what_is_the_persons(&mut self, before: &mut Self) {
        self.look = std::mem::take(&mut before.look);
        self.image = ItemImage::on(before.image.terminal);
        self.keymap = std::mem::take(&mut before.keymap);
        self.size = before.size;
        self.now = before.now;
        self.home = std::mem::take(&mut before.home);
        self.lessons = std::mem::take(&mut before.lessons);
        // What a settings file said wrong is read before anything else.
        self.overlays = std::mem::take(&mut before.overlays);
        self.overlays
            .retain(|overlay| matches!(overlay, super::model::Overlay::Page(_)));
    }
}
