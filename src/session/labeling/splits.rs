//! Splits a class: further ones are added, and its items are asked anew, each saying why.
//!
//! Invariant: only what a person asked of themselves by a split says so before the answer. What a
//! reviewer asks for stays blind and unannounced.

use super::LabelingSession;
use super::messages::LabelingEvent;
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::ClassAdded;
use crate::schema::{ItemIndex, LabelId};
use crate::session::shared::Notice;
use crate::text::counted;

/// How the reason of such a request ends, behind the name that the class had.
const WAS_SPLIT: &str = " was split";

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
        for name in names {
            let name = self.new_name(name)?;
            events.push(Event::ClassAdded(ClassAdded { name, key: None }));
        }
        let items = self.state().items_named(label);
        events.extend(self.requests(&items, Some(&format!("{old}{WAS_SPLIT}"))));
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

    /// What waits to be judged again because its class was split, in the order in which it comes,
    /// each with the reason.
    pub(super) fn asked_again(&self) -> Vec<(ItemIndex, String)> {
        let annotator = &self.base.project.annotator;
        let asked = self.state().requests_to(annotator).into_iter();
        let own = asked.filter(|request| request.by == *annotator);
        own.filter_map(|request| {
            let why = request.why.as_deref()?;
            let is_split = why.ends_with(WAS_SPLIT);
            is_split.then(|| (request.item, format!("asked again: {why}")))
        })
        .collect()
    }
}
