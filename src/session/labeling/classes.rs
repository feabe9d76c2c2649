//! Adds classes, renames them and merges them.

use super::messages::LabelingEvent;
use super::next_query::PinnedQuery;
use super::LabelingSession;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, ClassMerged, ClassRenamed};
use crate::schema::{LabelId, LabelSet, check_label_name};
use crate::session::shared::Notice;
use crate::session::undo::labels;
use crate::state::Verdict;
use crate::trainer::Update;

impl LabelingSession {
    pub(super) fn add_class(&mut self, name: &str) -> Result<Vec<LabelingEvent>> {
        let name = checked(name)?;
        if self.state().labels().find(&name).is_some() {
            return Err(Error::refused(
                format!("there is already a class {name:?}"),
                "press its key to use it",
            ));
        }
        let before = self.state().labels().clone();
        self.base.record(Event::ClassAdded(ClassAdded {
            name: name.clone(),
            key: None,
        }))?;
        let labels = self.state().labels();
        let key = labels
            .find(&name)
            .and_then(|id| labels.get(id))
            .and_then(|label| label.key);
        let told = match key {
            Some(key) => format!("new class {name}: its key is {key}"),
            None => format!("new class {name}: it is found by its name"),
        };
        let mut events = vec![LabelingEvent::Notice(Notice::Undoable(told))];
        events.extend(self.follow_classes(&before));
        self.learn(&[]);
        events.extend(self.next_if_ready());
        Ok(events)
    }

    pub(super) fn rename_class(&mut self, label: LabelId, to: &str) -> Result<Vec<LabelingEvent>> {
        let to = checked(to)?;
        let labels = self.state().labels();
        let from = self.base.class_name(label)?.to_owned();
        if labels.find(&to).is_some() {
            return Err(Error::refused(
                format!("there is already a class {to:?}"),
                "merge the two instead, or give another name",
            ));
        }
        let told = format!("{from} is called {to} from now on; its labels stay");
        self.change_classes(Event::ClassRenamed(ClassRenamed { from, to }), told)
    }

    pub(super) fn merge_class(
        &mut self,
        from: LabelId,
        into: LabelId,
    ) -> Result<Vec<LabelingEvent>> {
        if from == into {
            return Err(Error::refused(
                "a class cannot be merged into itself",
                "choose another class to merge into",
            ));
        }
        let touched = labels(self.state().items_named(from).len());
        let from = self.base.class_name(from)?.to_owned();
        let into = self.base.class_name(into)?.to_owned();
        let told = format!("{from} is merged: {touched} are {into} now");
        let (before, now) = (from.clone(), into.clone());
        let event = Event::ClassMerged(ClassMerged { from, into });
        let mut events = self.change_classes(event, told)?;
        events.extend(self.follow_name(&before, &now));
        Ok(events)
    }

    /// Records a change of classes, and lets everything follow it.
    fn change_classes(&mut self, event: Event, told: String) -> Result<Vec<LabelingEvent>> {
        let before = self.state().labels().clone();
        self.base.record(event)?;
        let mut events = vec![LabelingEvent::Notice(Notice::Undoable(told))];
        events.extend(self.follow_classes(&before));
        self.learn(&[]);
        events.extend(self.next_if_ready());
        Ok(events)
    }

    /// Brings config and trainer up to date with the classes, and has the item on the screen asked
    /// again: the screen's table has changed.
    pub(super) fn follow_classes(&mut self, before: &LabelSet) -> Vec<LabelingEvent> {
        let labels = self.state().labels().clone();
        let mut events = Vec::new();
        for (id, label) in labels.active() {
            let old = before.get(id).filter(|old| old.name != label.name);
            if let Some(old) = old.map(|old| old.name.clone()) {
                events.extend(self.follow_name(&old, &label.name));
            }
        }
        // The journal has it: a config that cannot be written now is corrected at the next edit.
        if let Err(problem) = self.base.project.config.save_labels(&labels) {
            events.push(LabelingEvent::Notice(self.base.refused(&problem)));
        }
        self.update_trainer(vec![Update::Classes(labels.active().count())]);
        if let (None, Some(query)) = (&self.pinned, &self.current) {
            // The item on the screen stays: the person is in the middle of judging it.
            let mut pinned = PinnedQuery::again(query);
            // Without the answer it came back with, if that no longer holds.
            pinned.previous = pinned.previous.filter(|verdict| match verdict {
                Verdict::Label(label) => self.base.class_name(*label).is_ok(),
                Verdict::Unsure => true,
            });
            self.pinned = Some(pinned);
        }
        events
    }

    /// A class goes by another name: if it is to be found, it still is.
    fn follow_name(&mut self, before: &str, now: &str) -> Option<LabelingEvent> {
        if self.base.project.config.query.positive.as_deref() != Some(before) {
            return None;
        }
        let saved = self.base.project.config.save_positive(now);
        let positive = self.state().labels().find(now);
        self.update_trainer(vec![Update::Positive(positive)]);
        let problem = saved.err()?;
        Some(LabelingEvent::Notice(self.base.refused(&problem)))
    }
}

fn checked(name: &str) -> Result<String> {
    let checked = check_label_name(name);
    let name = checked.map_err(|why| Error::refused(why.to_string(), "give another name"))?;
    Ok(name.to_owned())
}
