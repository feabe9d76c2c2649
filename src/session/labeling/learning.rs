//! Teaches the trainer what is new, and takes in what it found.
//!
//! Invariant: a query that waits for the trainer waits for a snapshot that knows all changes.

use std::sync::Arc;

use super::messages::LabelingEvent;
use super::{LabelingSession, TrainerBackend, done};
use crate::pool::Split;
use crate::schema::ItemIndex;
use crate::session::shared::Notice;
use crate::strategy::find;
use crate::trainer::{Snapshot, TrainerEvent, Update, reranker_of, timed_fifties};

impl LabelingSession {
    /// Takes in what the trainer has to say.
    pub(in crate::session) fn take_event(&mut self, event: TrainerEvent) -> Vec<LabelingEvent> {
        match event {
            TrainerEvent::Snapshot(snapshot) => self.take_snapshot(snapshot),
            TrainerEvent::Preparing(far) => vec![LabelingEvent::Features(far)],
            TrainerEvent::Gone => vec![LabelingEvent::Notice(Notice::NotConfirmed(
                "the model stopped unexpectedly; your answers are still saved".into(),
                "quit and start querist again".into(),
            ))],
        }
    }

    /// Takes a new snapshot in; the next query when it was waited for.
    pub fn take_snapshot(&mut self, snapshot: Arc<Snapshot>) -> Vec<LabelingEvent> {
        let knows_all = snapshot.version >= self.training_set.version();
        // What was so before the session began is no change.
        if self.snapshot.is_none() {
            self.mode = snapshot.mode;
        }
        let was_cold = self.snapshot.as_ref().is_some_and(|before| before.cold);
        let ends_cold_start = was_cold && !snapshot.cold;
        self.snapshot = Some(snapshot);
        let mut events = vec![self.progress()];
        let is_awaited = self.is_waiting && knows_all;
        if is_awaited {
            events.push(self.ask());
        }
        if ends_cold_start && !std::mem::replace(&mut self.told_first_choice, true) {
            events.extend(self.first_choice());
        } else if is_awaited {
            events.extend(self.new_mode());
        }
        events
    }

    /// What chooses from now on, as the first questions are done.
    fn first_choice(&mut self) -> Option<LabelingEvent> {
        let snapshot = self.snapshot.as_ref()?;
        self.mode = snapshot.mode;
        let chooses = if let Some(mode) = snapshot.mode {
            format!("the model chooses {mode}")
        } else {
            let strategy = find(snapshot.strategy).ok()?;
            let (id, what) = (strategy.id, strategy.doc.split(';').next()?);
            format!("{id} {what}")
        };
        let words = format!("the first questions are done: from here on {chooses}");
        Some(done(words))
    }

    /// What the rankings are about now, when that changed.
    fn new_mode(&mut self) -> Option<LabelingEvent> {
        let snapshot = self.snapshot.as_ref().filter(|snapshot| !snapshot.cold)?;
        if snapshot.mode == self.mode {
            return None;
        }
        self.mode = snapshot.mode;
        Some(done(format!("from here on: {}", self.mode?)))
    }

    /// Asks from whatever ranking there is; nothing when there is none yet.
    pub fn ask_anyway(&mut self) -> Vec<LabelingEvent> {
        if self.is_waiting && self.snapshot.is_some() {
            vec![self.ask()]
        } else {
            Vec::new()
        }
    }

    /// Teaches the trainer what is new: training changes, and whether `touched` may be asked.
    /// Afterwards the session waits for a snapshot if anything was learnt.
    pub(super) fn learn(&mut self, touched: &[ItemIndex]) {
        let state = self.base.project.state();
        let targets = self.training_set.read(state);
        let mut updates: Vec<Update> = targets.into_iter().map(Update::Learn).collect();
        let learnt = !updates.is_empty();
        for index in touched {
            if let Split::Pool(id) = self.base.project.items.side(*index) {
                let open = state.item(*index).is_open_for(&self.base.project.annotator);
                updates.push(Update::Candidate(id, open));
            }
        }
        updates.extend(self.new_times());
        self.update_trainer(updates);
        self.is_waiting = learnt && matches!(self.trainer, TrainerBackend::Thread(_));
    }

    /// What the annotator's times now say, when enough of them are new.
    fn new_times(&mut self) -> Option<Update> {
        let project = &self.base.project;
        let (config, state) = (&project.config, project.state());
        let fifties = timed_fifties(&project.items, &config.query, state, &project.annotator);
        if fifties == self.timed_fifties {
            return None;
        }
        self.timed_fifties = fifties;
        let (items, annotator) = (&project.items, &project.annotator);
        let reranker = reranker_of(items, &config.query, state, annotator, config.path());
        reranker
            .ok()
            .map(|reranker| Update::Rerank(reranker.into()))
    }

    pub(super) fn update_trainer(&mut self, updates: Vec<Update>) {
        if updates.is_empty() {
            return;
        }
        match &mut self.trainer {
            TrainerBackend::Inline(trainer) => {
                trainer.update(&updates);
                self.snapshot = Some(Arc::new(trainer.snapshot()));
            }
            TrainerBackend::Thread(thread) => thread.update(updates),
        }
    }
}
