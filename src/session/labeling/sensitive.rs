//! Reveals and redacts sensitive items, and lets the person choose what not to see.

use std::time::Duration;

use super::messages::{LabelingEvent, RevealAction, RevealState};
use super::{LabelingSession, done};
use crate::content_safety::{Action, Category, PolicyContext, next_sentence};
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::SensitivityMarked;
use crate::schema::{ItemIndex, ViewLevel};
use crate::session::shared::bounded;
use crate::wellbeing::ledger::Entry;

impl LabelingSession {
    /// What the rules of content safety depend on besides the item.
    pub(super) fn context(&self) -> PolicyContext {
        self.base.safety.context(
            self.base.clock.now(),
            self.monitor.detector.state(),
            &self.monitor.pace,
            self.base.project.config.session.break_after_minutes,
        )
    }

    /// The item on the screen is done with.
    pub(super) fn leaves(&mut self, action: Action) {
        let context = self.context();
        self.base.leave(action, &context);
    }

    /// The person acts, and sensitive text was in sight for some seconds more.
    pub(super) fn was_in_sight(&mut self, seconds: f64) {
        let context = self.note_date();
        let exposure = &mut self.base.safety.exposure;
        exposure.read(bounded(seconds), &context);
    }

    /// How much was in sight at most, of a sensitive item; `None` for others.
    pub(super) fn seen(&self) -> Option<ViewLevel> {
        let on = self.base.safety.exposure.on_screen()?;
        on.risk.as_ref().map(|_| on.most())
    }

    pub(super) fn reveal(
        &mut self,
        item: ItemIndex,
        how: RevealAction,
        read_seconds: f64,
    ) -> Result<Vec<LabelingEvent>> {
        self.was_in_sight(read_seconds);
        if !self.base.is_on_screen(item) || self.seen().is_none() {
            return Ok(Vec::new());
        }
        let context = self.context();
        let wanted = self.wanted(item, how);
        if wanted == RevealState::Nothing {
            self.base.safety.exposure.veil_again();
        } else {
            let characters = self.characters(item, &wanted);
            self.base.reveal(wanted.level(), characters, &context)?;
        }
        self.in_sight = wanted.clone();
        Ok(vec![LabelingEvent::TextRevealed {
            item,
            in_sight: wanted,
            veil_again_after: self.base.safety.exposure.veil_again_after(&context),
        }])
    }

    fn wanted(&self, item: ItemIndex, how: RevealAction) -> RevealState {
        let text = &self.base.items().get(item).text;
        match how {
            RevealAction::Not => RevealState::Nothing,
            RevealAction::Whole => RevealState::Whole,
            RevealAction::Masked => RevealState::Masked(self.base.safety.masked(text)),
            RevealAction::Sentence => {
                let shown = match self.in_sight {
                    RevealState::Beginning(shown) => shown,
                    RevealState::Whole => return RevealState::Whole,
                    RevealState::Nothing | RevealState::Masked(_) => 0,
                };
                match next_sentence(text, shown) {
                    all if all >= text.len() => RevealState::Whole,
                    part => RevealState::Beginning(part),
                }
            }
        }
    }

    fn characters(&self, item: ItemIndex, in_sight: &RevealState) -> usize {
        let text = &self.base.items().get(item).text;
        match in_sight {
            RevealState::Nothing => 0,
            RevealState::Masked(masked) => masked.text.chars().filter(|c| *c != '█').count(),
            RevealState::Beginning(end) => text.get(..*end).unwrap_or(text).chars().count(),
            RevealState::Whole => text.chars().count(),
        }
    }

    /// Puts a sensitive item off for a time, or for good, and asks another.
    pub(super) fn defer(&mut self, item: ItemIndex, seconds: Option<f64>) -> Vec<LabelingEvent> {
        let now = self.base.clock.now();
        let hash = self.base.hash_of(item);
        let exposure = &mut self.base.safety.exposure;
        let (action, entry, words) = if let Some(seconds) = seconds {
            let span = Duration::from_secs_f64(bounded(seconds).max(1.0));
            let until = now.checked_add(span).unwrap_or(now);
            exposure.defer(item, until);
            let entry = hash.map(|item| Entry::Deferred { item, until });
            (Action::Deferred, entry, "put off: it comes back then")
        } else {
            exposure.decline(item);
            let entry = hash.map(|item| Entry::Declined { item });
            let words = "declined: you are not asked it again; / still finds it";
            (Action::Declined, entry, words)
        };
        self.leaves(action);
        if let Some(entry) = entry {
            self.base.write_ledger(entry);
        }
        self.ask_another(words)
    }

    /// Asks for an item that the person declined or put off, if they did.
    pub(super) fn ask_for(&mut self, item: ItemIndex) {
        let hash = self.base.hash_of(item);
        if let (true, Some(item)) = (self.base.safety.exposure.ask_for(item), hash) {
            self.base.write_ledger(Entry::AskedFor { item });
        }
    }

    /// Leaves a category out, or takes that back.
    pub(super) fn leave_out(&mut self, category: Category, out: bool) -> Vec<LabelingEvent> {
        let (entry, words) = if out {
            self.leaves(Action::OptedOut);
            self.base.safety.exposure.opt_out(category.clone());
            let words = "left out, here and in your other projects; \\ takes it back";
            (Entry::OptedOut { category }, words)
        } else {
            self.base.safety.exposure.opt_in(&category);
            (Entry::OptedIn { category }, "asked again from now on")
        };
        self.base.write_ledger(entry);
        self.ask_another(words)
    }

    /// The kinds that can be left out: those of the item on the screen, and those that are.
    pub(super) fn categories(&self) -> LabelingEvent {
        let exposure = &self.base.safety.exposure;
        let on = exposure.on_screen().and_then(|on| on.risk.as_ref());
        let mut all: Vec<(Category, bool)> = on
            .iter()
            .flat_map(|risk| risk.categories().cloned())
            .map(|category| (category, false))
            .collect();
        for category in exposure.opted_out() {
            all.retain(|(known, _)| known != category);
            all.push((category.clone(), true));
        }
        LabelingEvent::Categories(all)
    }

    fn ask_another(&mut self, words: &str) -> Vec<LabelingEvent> {
        self.current = None;
        self.pinned = None;
        vec![done(words), self.progress(), self.ask()]
    }

    /// Marks an item as one to be veiled from now on, or as one that need not be.
    pub(super) fn mark_sensitive(
        &mut self,
        item: ItemIndex,
        sensitive: bool,
        category: Option<Category>,
        read_seconds: f64,
    ) -> Result<Vec<LabelingEvent>> {
        let before = self.base.risk(item);
        self.base
            .record(Event::SensitivityMarked(SensitivityMarked {
                annotator: self.base.project.annotator.clone(),
                item: self.base.id(item),
                sensitive,
                category: category.map(|category| category.as_str().to_owned()),
            }))?;
        self.base.safety.invalidate(item);
        let context = self.context();
        let words = match (before, self.base.risk(item)) {
            (None, Some(risk)) => {
                let characters = self.base.items().get(item).text.chars().count();
                let seconds = bounded(read_seconds);
                let exposure = &mut self.base.safety.exposure;
                exposure.missed(risk, seconds, characters, &context);
                "veiled from now on, for everybody here; it counts as one that was missed"
            }
            (Some(_), None) => "no longer veiled",
            (Some(_), Some(_)) if !sensitive => "its category is never shown: it stays veiled",
            _ => "noted",
        };
        let mut events = vec![done(words)];
        events.extend(self.ask_again());
        Ok(events)
    }
}
