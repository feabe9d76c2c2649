//! How do classes come, change their names, and go?

use super::LabelingSession;
use super::messages::LabelingEvent;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, ClassMerged, ClassRenamed};
use crate::schema::{LabelId, check_label_name};
use crate::state::Verdict;
use crate::trainer::Update;

impl LabelingSession {
    pub(super) fn add_class(&mut self, name: &str) -> Result<Vec<LabelingEvent>> {
        let name = check_label_name(name)
            .map_err(|problem| Error::refused(problem.to_string(), "give another name"))?
            .to_owned();
        if self.state().labels().find(&name).is_some() {
            return Err(Error::refused(
                format!("there is already a class {name:?}"),
                "press its key to use it",
            ));
        }
        self.record(Event::ClassAdded(ClassAdded {
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
        let to = check_label_name(to)
            .map_err(|problem| Error::refused(problem.to_string(), "give another name"))?
            .to_owned();
        let labels = self.state().labels();
        let from = self.class_name(label)?.to_owned();
        if labels.find(&to).is_some() {
            return Err(Error::refused(
                format!("there is already a class {to:?}"),
                "merge the two instead, or give another name",
            ));
        }
        let told = format!("{from} is called {to} from now on; its labels stay");
        self.record(Event::ClassRenamed(ClassRenamed {
            from: from.clone(),
            to: to.clone(),
        }))?;
        let mut reports = self.sought_is_called(&from, &to);
        reports.extend(self.classes_changed(told));
        Ok(reports)
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
        let from = self.class_name(from)?.to_owned();
        let into = self.class_name(into)?.to_owned();
        let told = format!("the labels of {from} are {into} from now on");
        self.record(Event::ClassMerged(ClassMerged {
            from: from.clone(),
            into: into.clone(),
        }))?;
        let mut reports = self.sought_is_called(&from, &into);
        reports.extend(self.classes_changed(told));
        Ok(reports)
    }

    /// The class to be found is still to be found when it has another name.
    fn sought_is_called(&mut self, before: &str, now: &str) -> Vec<LabelingEvent> {
        if self.project.config.query.positive.as_deref() != Some(before) {
            return Vec::new();
        }
        let saved = self.project.config.save_positive(now);
        let positive = self.state().labels().find(now);
        self.tell(vec![Update::Positive(positive)]);
        saved
            .err()
            .map(|problem| super::refusal(&problem))
            .into_iter()
            .collect()
    }

    /// Brings config and trainer up to date, and asks again: the screen's table has changed.
    fn classes_changed(&mut self, told: String) -> Vec<LabelingEvent> {
        let labels = self.state().labels().clone();
        let mut reports = vec![LabelingEvent::Told(told)];
        // The journal has it: a config that cannot be written now is corrected at the next edit.
        if let Err(problem) = self.project.config.save_labels(&labels) {
            reports.push(super::refusal(&problem));
        }
        self.tell(vec![Update::Classes(labels.active().count())]);
        self.teach(None);
        if self.recalled.is_none() {
            // The item on the screen stays: the person is in the middle of judging it.
            self.recalled = self.current.as_ref().map(|query| super::PinnedQuery {
                item: query.item(),
                previous: query.previous().filter(|verdict| match verdict {
                    Verdict::Label(label) => self.class_name(*label).is_ok(),
                    Verdict::Unsure => true,
                }),
                decision: Some(query.decision().clone()),
                mode: Some(query.mode()),
            });
        }
        reports.push(self.progress());
        if !self.waiting {
            reports.push(self.ask());
        }
        reports
    }
}
