//! Adds classes, renames them and merges them.

use super::LabelingSession;
use super::messages::{LabelingCommand, LabelingEvent};
use super::next_query::PinnedQuery;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, ClassMerged, ClassRenamed, ClassRetired, Grouped};
use crate::schema::{ItemIndex, LabelId, LabelSet, label_name};
use crate::session::shared::{Notice, ResponseTiming};
use crate::session::undo::labels;
use crate::state::Verdict;
use crate::text::counted;
use crate::trainer::Update;

impl LabelingSession {
    /// How many labels a command would touch, as a question.
    pub(super) fn consider(&mut self, command: Box<LabelingCommand>) -> Result<Vec<LabelingEvent>> {
        let touched = |label: LabelId| labels(self.state().items_named(label).len());
        let question = match &*command {
            // A mark just set has its own key: undo says so before it asks.
            LabelingCommand::Undo | LabelingCommand::UndoClassChange
                if self.marked_after.is_some() =>
            {
                return self.undo_as(&command);
            }
            LabelingCommand::Undo | LabelingCommand::UndoClassChange => {
                match self.base.asks_before_undo() {
                    Some(question) => question,
                    None => return self.undo_as(&command),
                }
            }
            LabelingCommand::MergeClass(from, into) => {
                let (from_name, into) =
                    (self.base.class_name(*from)?, self.base.class_name(*into)?);
                format!(
                    "merge {from_name} into {into}? It touches {}",
                    touched(*from)
                )
            }
            LabelingCommand::RetireClass(label) => format!(
                "retire {}? It touches {}: kept as records, no longer learnt from",
                self.base.class_name(*label)?,
                touched(*label)
            ),
            LabelingCommand::SplitClass(label, names) => {
                let names = self.split_names(names)?;
                format!(
                    "split {} into {}? Asked anew: {}; what was said stays until you answer",
                    self.base.class_name(*label)?,
                    names.join(", "),
                    counted(self.state().items_named(*label).len(), "item")
                )
            }
            other => match self.consider_many(other)? {
                Some(question) => question,
                None => return Ok(Vec::new()),
            },
        };
        Ok(vec![LabelingEvent::Confirm { question, command }])
    }

    fn undo_as(&mut self, command: &LabelingCommand) -> Result<Vec<LabelingEvent>> {
        match command {
            LabelingCommand::UndoClassChange => self.undo_class_change(),
            _ => self.undo(),
        }
    }

    pub(super) fn add_class(&mut self, name: &str) -> Result<Vec<LabelingEvent>> {
        let before = self.state().labels().clone();
        let (_, told) = self.record_class(name)?;
        let mut events = vec![LabelingEvent::Notice(Notice::Undoable(told))];
        events.extend(self.follow_classes(&before));
        self.learn(&[]);
        events.extend(self.next_if_ready());
        Ok(events)
    }

    /// Adds a class and answers the item on the screen with it.
    pub(super) fn add_and_judge(
        &mut self,
        item: ItemIndex,
        name: &str,
        time: ResponseTiming,
    ) -> Result<Vec<LabelingEvent>> {
        // What cannot be answered must not leave a class behind.
        self.asked(item)?;
        let before = self.state().labels().clone();
        let (label, told) = self.record_class(name)?;
        // The item is answered, not asked again.
        let pinned = self.pinned.take();
        let mut events = self.follow_classes(&before);
        self.pinned = pinned;
        // Whoever is told of the answer knows its class by then.
        events.push(self.progress());
        events.extend(self.judge(item, Verdict::Label(label), time)?);
        self.base.record(Event::Grouped(Grouped { count: 2 }))?;
        let told = Notice::Undoable(format!("saved: {told}"));
        events.push(LabelingEvent::Notice(told));
        Ok(events)
    }

    /// A name for a class that is not there yet.
    pub(super) fn new_name(&self, name: &str) -> Result<String> {
        let name = checked(name)?;
        if let Some((_, known)) = self.state().labels().called(&name) {
            return Err(Error::refused(
                format!("there is already a class {:?}", known.name),
                "choose another name; beside an item its key, or + and its name, answers with it",
            ));
        }
        Ok(name)
    }

    /// Offers a class no longer.
    pub(super) fn retire_class(&mut self, label: LabelId) -> Result<Vec<LabelingEvent>> {
        let name = self.base.class_name(label)?.to_owned();
        let touched = labels(self.state().items_named(label).len());
        let told = format!("{name} is retired; kept as records: {touched}");
        self.change_classes(Event::ClassRetired(ClassRetired { name }), told)
    }

    /// Records a new class; what is told of it.
    fn record_class(&mut self, name: &str) -> Result<(LabelId, String)> {
        let name = self.new_name(name)?;
        self.base.record(Event::ClassAdded(ClassAdded {
            name: name.clone(),
            key: None,
        }))?;
        let labels = self.state().labels();
        // It was recorded: it is there.
        let label = labels.find(&name).unwrap_or(LabelId(0));
        let key = match labels.get(label).and_then(|label| label.key) {
            Some(key) => format!("its key is {key}"),
            None => "found by its name".to_owned(),
        };
        let labeled = self.state().labeled_per_class();
        let told = match labeled.get(label.index()).copied().unwrap_or(0) {
            0 => format!("new class {name}, {key}"),
            count => format!(
                "class {name} is offered again with {}, {key}",
                crate::session::undo::labels(count)
            ),
        };
        Ok((label, told))
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
        let mut retired = self.state().retired_classes().into_iter();
        if retired.any(|known| labels.name(known) == to) {
            return Err(Error::refused(
                format!("{to} is a retired class, with labels of its own"),
                "give another name, or add it again and merge the two",
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
        let told = format!("{from} is merged into {into}: {touched}");
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
                events.extend(self.follow_rename(&old, &label.name));
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

    /// A class goes by another name, and its section of the guidelines with it.
    fn follow_rename(&mut self, before: &str, now: &str) -> Vec<LabelingEvent> {
        let mut events: Vec<LabelingEvent> = self.follow_name(before, now).into_iter().collect();
        match self.base.project.rename_section(before, now) {
            Ok(true) => events.push(self.guidelines()),
            Ok(false) => {}
            Err(problem) => events.push(LabelingEvent::Notice(self.base.refused(&problem))),
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
    label_name(name).map_err(|why| Error::refused(why.to_string(), "give another name"))
}
