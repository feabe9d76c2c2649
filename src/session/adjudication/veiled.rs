//! What does a reviewer see of a sensitive item?
//!
//! As much as anybody at the keys: it opens veiled, its veil is lifted by a key as long as the
//! caps allow it, and what was met goes into the reviewer's own ledger.

use super::desk::AdjudicationSession;
use super::messages::{AdjudicationEvent, AdjudicationView};
use crate::content_safety::{Action, PolicyContext, Veil};
use crate::error::{Error, Result};
use crate::schema::{FatigueState, ItemIndex, ViewLevel};
use crate::session::labeling::judging::sane;

impl AdjudicationSession {
    fn moment(&self) -> PolicyContext {
        let now = self.clock.now();
        self.protection
            .moment(now, FatigueState::NoHistory, &self.pace, 0.0)
    }

    /// An item comes onto the screen.
    pub(super) fn shows_item(&mut self, item: ItemIndex) {
        let on_screen = self.protection.exposure.on_screen();
        if on_screen.is_some_and(|on| on.item == item) {
            return;
        }
        self.leaves(Action::Left, 0.0);
        let moment = self.moment();
        let risk = self
            .protection
            .risk(&self.project.items, self.project.state(), item);
        self.protection.exposure.show(item, risk, &moment);
    }

    /// The item on the screen is done with, after so many seconds at work on it.
    pub(super) fn leaves(&mut self, action: Action, active_seconds: f64) {
        let moment = self.moment();
        let is_lifted = self.current.as_ref().is_some_and(|on| on.is_lifted);
        if is_lifted {
            let exposure = &mut self.protection.exposure;
            exposure.read(sane(active_seconds), &moment);
        }
        if let Some(exposed) = self.protection.exposure.close(action, &moment) {
            let id = self.project.items.get(exposed.item).id.clone();
            let number = self.session.unwrap_or(0);
            self.protection.exposed(moment.now, number, &id, &exposed);
        }
    }

    /// Takes out of a face what may not be seen yet.
    pub(super) fn hide(&self, face: &mut AdjudicationView, is_lifted: bool) {
        face.sensitive = self.veil_over(face.item);
        face.is_veiled = face.sensitive.is_some() && !is_lifted;
        if face.sensitive.is_some() {
            let moment = self.moment();
            face.veil_again_after = self.protection.exposure.veil_again_after(&moment);
        }
        if face.is_veiled {
            // What people write beside a text may quote it.
            face.note = None;
            for voice in &mut face.voices {
                voice.note = None;
            }
        }
    }

    /// What is told of an item in place of its text, if it is sensitive.
    pub(super) fn veil_over(&self, item: ItemIndex) -> Option<Veil> {
        self.protection
            .veil(&self.project.items, self.state(), item)
    }

    /// Lifts the veil of the item on the screen, or lets it down again.
    pub(super) fn veil(&mut self, item: ItemIndex, down: bool) -> Result<Vec<AdjudicationEvent>> {
        let moment = self.moment();
        let Some(current) = self.current.as_mut().filter(|on| on.item == item) else {
            return Ok(Vec::new());
        };
        if down {
            current.is_lifted = false;
            self.protection.exposure.veil_again();
        } else {
            let characters = self.project.items.get(item).text.chars().count();
            self.protection
                .exposure
                .reveal(ViewLevel::Full, characters, &moment)
                .map_err(|reason| {
                    Error::refused(
                        format!("it stays veiled: {}", reason.in_words()),
                        reason.next_step(),
                    )
                })?;
            current.is_lifted = true;
        }
        Ok(self.again().into_iter().collect())
    }
}
