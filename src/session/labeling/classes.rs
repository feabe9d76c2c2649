//! Adds classes, renames them and merges them.

use super::messages::LabelingEvent;
use super::next_query::PinnedQuery;
use super::{LabelingSession, done};
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, ClassMerged, ClassRenamed};
use crate::schema::{LabelId, check_label_name};
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
            None => format!("new class {name}: find it with '"),
        };
        Ok(self.classes_changed(told))
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
        let (before, now) = (from.clone(), to.clone());
        let event = Event::ClassRenamed(ClassRenamed { from, to });
        self.replace_class(&before, &now, event, told)
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
        let from = self.base.class_name(from)?.to_owned();
        let into = self.base.class_name(into)?.to_owned();
        let told = format!("the labels of {from} are {into} from now on");
        let (before, now) = (from.clone(), into.clone());
        let event = Event::ClassMerged(ClassMerged { from, into });
        self.replace_class(&before, &now, event, told)
    }

    /// Records that a class goes by another name; if it is to be found, it still is.
    fn replace_class(
        &mut self,
        before: &str,
        now: &str,
        event: Event,
        told: String,
    ) -> Result<Vec<LabelingEvent>> {
        self.base.record(event)?;
        let mut events = Vec::new();
        if self.base.project.config.query.positive.as_deref() == Some(before) {
            let saved = self.base.project.config.save_positive(now);
            let positive = self.state().labels().find(now);
            self.update_trainer(vec![Update::Positive(positive)]);
            let refused = saved.err().map(|problem| self.base.refused(&problem));
            events.extend(refused.map(LabelingEvent::Notice));
        }
        events.extend(self.classes_changed(told));
        Ok(events)
    }

    /// Brings config and trainer up to date, and asks again: the screen's table has changed.
    fn classes_changed(&mut self, told: String) -> Vec<LabelingEvent> {
        let labels = self.state().labels().clone();
        let mut events = vec![done(told)];
        // The journal has it: a config that cannot be written now is corrected at the next edit.
        if let Err(problem) = self.base.project.config.save_labels(&labels) {
            events.push(LabelingEvent::Notice(self.base.refused(&problem)));
        }
        self.update_trainer(vec![Update::Classes(labels.active().count())]);
        self.learn(None);
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
        events.extend(self.next_if_ready());
        events
    }
}

fn checked(name: &str) -> Result<String> {
    let checked = check_label_name(name);
    let name = checked.map_err(|why| Error::refused(why.to_string(), "give another name"))?;
    Ok(name.to_owned())
}
