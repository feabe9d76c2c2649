//! What does the person see of a sensitive item, and what do they choose not to see?

use std::time::Duration;

use super::messages::{LabelingCommand, LabelingEvent, RevealAction, RevealState};
use super::{LabelingSession, judging};
use crate::content_safety::{Action, Category, PolicyContext, Reason, next_sentence};
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::SensitivityMarked;
use crate::schema::{ItemIndex, ViewLevel};
use crate::wellbeing::ledger::Entry;

impl LabelingSession {
    /// The moment, as the rules of protection see it.
    pub(super) fn moment(&self) -> PolicyContext {
        self.protection.moment(
            self.clock.now(),
            self.sitter.state(),
            &self.sitter.pace,
            self.project.config.session.break_after_minutes,
        )
    }

    /// The item of a query comes onto the screen.
    pub(super) fn shows(&mut self, item: ItemIndex) {
        let same = self
            .protection
            .exposure
            .on_screen()
            .is_some_and(|on| on.item == item);
        if same {
            return;
        }
        self.closes(Action::Left);
        let moment = self.moment();
        let risk = self
            .protection
            .risk(&self.project.items, self.project.state(), item);
        self.in_sight = RevealState::Nothing;
        self.protection.exposure.show(item, risk, &moment);
    }

    /// The item on the screen is done with: what was met of it goes into the person's ledger.
    pub(super) fn closes(&mut self, action: Action) {
        let moment = self.moment();
        if let Some(exposed) = self.protection.exposure.close(action, &moment) {
            let id = self.project.items.get(exposed.item).id.clone();
            let number = self.session.unwrap_or(0);
            self.protection.exposed(moment.now, number, &id, &exposed);
        }
    }

    /// The person acts, and sensitive text was in sight for some seconds more.
    pub(super) fn read(&mut self, seconds: f64) {
        let moment = self.moment();
        self.date_is(&moment);
        self.protection
            .exposure
            .read(judging::sane(seconds), &moment);
    }

    /// How much was in sight at most, of a sensitive item; `None` for others.
    pub(super) fn seen(&self) -> Option<ViewLevel> {
        let on = self.protection.exposure.on_screen()?;
        on.risk.as_ref().map(|_| on.most())
    }

    pub(super) fn uncover(
        &mut self,
        item: ItemIndex,
        how: RevealAction,
        read_seconds: f64,
    ) -> Result<Vec<LabelingEvent>> {
        self.read(read_seconds);
        let is_shown = self
            .protection
            .exposure
            .on_screen()
            .is_some_and(|on| on.item == item && on.risk.is_some());
        if !is_shown {
            return Ok(Vec::new());
        }
        let moment = self.moment();
        let wanted = self.wanted(item, how);
        if wanted == RevealState::Nothing {
            self.protection.exposure.veil_again();
        } else {
            let characters = self.characters(item, &wanted);
            self.protection
                .exposure
                .reveal(wanted.level(), characters, &moment)
                .map_err(cannot_reveal)?;
        }
        self.in_sight = wanted.clone();
        Ok(vec![LabelingEvent::Uncovered {
            item,
            in_sight: wanted,
            veil_again_after: self.protection.exposure.veil_again_after(&moment),
        }])
    }

    fn wanted(&self, item: ItemIndex, how: RevealAction) -> RevealState {
        let text = &self.project.items.get(item).text;
        match how {
            RevealAction::Not => RevealState::Nothing,
            RevealAction::Whole => RevealState::Whole,
            RevealAction::Masked => RevealState::Masked(self.protection.masked(text)),
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
        let text = &self.project.items.get(item).text;
        match in_sight {
            RevealState::Nothing => 0,
            RevealState::Masked(masked) => masked.text.chars().filter(|c| *c != '█').count(),
            RevealState::Beginning(end) => text.get(..*end).unwrap_or(text).chars().count(),
            RevealState::Whole => text.chars().count(),
        }
    }

    /// Puts a sensitive item off for a time, or for good, and asks another.
    pub(super) fn defer(&mut self, item: ItemIndex, seconds: Option<f64>) -> Vec<LabelingEvent> {
        let now = self.clock.now();
        let hash = self.protection.hash_of(&self.project.items.get(item).id);
        let number = self.session.unwrap_or(0);
        let (action, entry, words) = if let Some(seconds) = seconds {
            let span = Duration::from_secs_f64(judging::sane(seconds).max(1.0));
            let until = now.checked_add(span).unwrap_or(now);
            self.protection.exposure.defer(item, until);
            let entry = hash.map(|item| Entry::Deferred { item, until });
            (Action::Deferred, entry, "put off: it comes back then")
        } else {
            self.protection.exposure.decline(item);
            let entry = hash.map(|item| Entry::Declined { item });
            let words = "declined: you are not asked it again; / still finds it";
            (Action::Declined, entry, words)
        };
        self.closes(action);
        if let Some(entry) = entry {
            self.protection.write(now, number, entry);
        }
        self.another(words)
    }

    /// Leaves a category out, or takes that back.
    pub(super) fn leave_out(&mut self, category: Category, out: bool) -> Vec<LabelingEvent> {
        let now = self.clock.now();
        let number = self.session.unwrap_or(0);
        let words = if out {
            self.closes(Action::OptedOut);
            self.protection.exposure.opt_out(category.clone());
            let entry = Entry::OptedOut { category };
            self.protection.write(now, number, entry);
            "left out, here and in your other projects; \\ takes it back"
        } else {
            self.protection.exposure.opt_in(&category);
            let entry = Entry::OptedIn { category };
            self.protection.write(now, number, entry);
            "asked again from now on"
        };
        self.another(words)
    }

    /// The kinds that can be left out: those of the item on the screen, and those that are.
    pub(super) fn categories(&self) -> LabelingEvent {
        let exposure = &self.protection.exposure;
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

    fn another(&mut self, words: &str) -> Vec<LabelingEvent> {
        self.current = None;
        self.recalled = None;
        vec![
            LabelingEvent::Told(words.into()),
            self.progress(),
            self.ask(),
        ]
    }

    /// Marks an item as one to be veiled from now on, or as one that need not be.
    pub(super) fn mark_sensitive(
        &mut self,
        item: ItemIndex,
        sensitive: bool,
        category: Option<Category>,
        read_seconds: f64,
    ) -> Result<Vec<LabelingEvent>> {
        let was_veiled = self
            .protection
            .risk(&self.project.items, self.state(), item);
        self.record(Event::SensitivityMarked(SensitivityMarked {
            annotator: self.project.annotator.clone(),
            item: self.project.items.get(item).id.clone(),
            sensitive,
            category: category.map(|category| category.as_str().to_owned()),
        }))?;
        self.protection.forget(item);
        let moment = self.moment();
        let risk = self
            .protection
            .risk(&self.project.items, self.state(), item);
        let text = &self.project.items.get(item).text;
        let words = match (was_veiled, risk) {
            (None, Some(risk)) => {
                let characters = text.chars().count();
                let seconds = judging::sane(read_seconds);
                self.protection
                    .exposure
                    .missed(risk, seconds, characters, &moment);
                "veiled from now on, for everybody here; it counts as one that was missed"
            }
            (Some(_), None) => "no longer veiled",
            (Some(_), Some(_)) if !sensitive => "its category is never shown: it stays veiled",
            _ => "noted",
        };
        let asked = self.ask_again();
        Ok([vec![LabelingEvent::Told(words.into())], asked].concat())
    }

    /// Lifts the order and spacing of sensitive items for the rest of the session.
    pub(super) fn lift_order(&mut self) -> Vec<LabelingEvent> {
        self.protection.exposure.lift_order();
        vec![self.ask()]
    }

    pub(super) fn check_in(&mut self, score: u8) -> Vec<LabelingEvent> {
        if !(1..=5).contains(&score) {
            return Vec::new();
        }
        let (now, number) = (self.clock.now(), self.session.unwrap_or(0));
        self.protection.write(now, number, Entry::CheckIn { score });
        vec![LabelingEvent::Told("noted, for you alone".into())]
    }

    /// What could not be written into the person's ledger, told once.
    pub(super) fn ledger_trouble(&mut self) -> Option<LabelingEvent> {
        let trouble = self.protection.ledger.as_mut()?.take_trouble()?;
        Some(LabelingEvent::Refused(
            format!("your own ledger could not be written: {trouble}"),
            "labeling goes on; the totals of sensitive items may be too low".into(),
        ))
    }
}

fn cannot_reveal(reason: Reason) -> Error {
    Error::refused(
        format!("it stays veiled: {}", reason.in_words()),
        reason.next_step(),
    )
}

/// Whether an order concerns sensitive items alone; used to keep the desk's table of orders short.
pub(super) fn handle(
    desk: &mut LabelingSession,
    order: LabelingCommand,
) -> Result<Vec<LabelingEvent>> {
    match order {
        LabelingCommand::Uncover {
            item,
            how,
            read_seconds,
        } => desk.uncover(item, how, read_seconds),
        LabelingCommand::Defer(item, seconds) => Ok(desk.defer(item, seconds)),
        LabelingCommand::LeaveOut(category, out) => Ok(desk.leave_out(category, out)),
        LabelingCommand::Categories => Ok(vec![desk.categories()]),
        LabelingCommand::MarkSensitive {
            item,
            sensitive,
            category,
            read_seconds,
        } => desk.mark_sensitive(item, sensitive, category, read_seconds),
        LabelingCommand::LiftOrder => Ok(desk.lift_order()),
        LabelingCommand::CheckIn(score) => Ok(desk.check_in(score)),
        _ => Ok(Vec::new()),
    }
}
