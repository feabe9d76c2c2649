//! Splits a class: further ones are added, and its items are asked anew, each saying why.
//!
//! Invariant: only what a person asked of themselves by a split says so before the answer. What a
//! reviewer asks for stays blind and unannounced.

use super::LabelingSession;
use super::messages::{ClassSplit, LabelingEvent};
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::ClassAdded;
use crate::pool::Split;
use crate::schema::{ItemIndex, LabelId};
use crate::session::shared::Notice;
use crate::text::{counted, fold};

impl LabelingSession {
    /// Adds classes, and has the items of another asked anew, in one act.
    pub(super) fn split_class(
        &mut self,
        label: LabelId,
        names: &[String],
    ) -> Result<Vec<LabelingEvent>> {
        let old = self.base.class_name(label)?.to_owned();
        let before = self.state().labels().clone();
        let mut events = Vec::new();
        for name in self.split_names(names)? {
            events.push(Event::ClassAdded(ClassAdded { name, key: None }));
        }
        let items = self.state().items_named(label);
        events.extend(self.requests(&items, Some(&old)));
        let told = format!(
            "{old} is split; asked anew, one in two questions: {}",
            counted(items.len(), "item")
        );
        self.base.record_act(events)?;
        let mut events = self.follow_classes(&before);
        self.learn(&items);
        events.push(LabelingEvent::Notice(Notice::Undoable(told)));
        events.extend(self.next_if_ready());
        Ok(events)
    }

    /// The names of the classes that another is split into: new ones, each once.
    pub(super) fn split_names(&self, names: &[String]) -> Result<Vec<String>> {
        let mut known: Vec<String> = Vec::new();
        for name in names {
            let name = self.new_name(name)?;
            if known.iter().any(|other| fold(other) == fold(&name)) {
                return Err(Error::refused(
                    format!("{name:?} stands there twice"),
                    "name each class once",
                ));
            }
            known.push(name);
        }
        if known.is_empty() {
            return Err(Error::refused(
                "a class is split into others, and none is named",
                "write their names with commas between",
            ));
        }
        Ok(known)
    }

    /// What waits to be judged again because its class was split, in the order in which it comes,
    /// each with the reason.
    pub(super) fn asked_again(&self) -> Vec<(ItemIndex, String)> {
        let annotator = &self.base.project.annotator;
        let asked = self.state().requests_to(annotator).into_iter();
        let own = asked.filter(|request| request.by == *annotator);
        own.filter_map(|request| {
            let why = request.why.as_deref()?;
            (request.is_split).then(|| (request.item, format!("asked again: {why}")))
        })
        .collect()
    }

    fn is_on_offer(&self, label: LabelId) -> bool {
        let mut offered = self.state().labels().active();
        offered.any(|(known, _)| known == label)
    }

    /// The classes that were split, with how many of their items still wait to be judged again.
    pub(super) fn being_split(&self) -> Vec<ClassSplit> {
        let (items, annotator) = (self.base.items(), &self.base.project.annotator);
        let mut splits: Vec<ClassSplit> = Vec::new();
        for request in self.state().requests_to(annotator) {
            let own = request.split.filter(|_| request.by == *annotator);
            let Some(label) = own.filter(|label| self.is_on_offer(*label)) else {
                continue;
            };
            let at = splits.iter().position(|known| known.label == label);
            let at = at.unwrap_or_else(|| {
                splits.push(ClassSplit::none_of(label));
                splits.len() - 1
            });
            splits[at].left += 1;
            splits[at].checks += usize::from(matches!(items.side(request.item), Split::Holdout(_)));
        }
        splits
    }
}
