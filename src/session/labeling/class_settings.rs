//! Changes what a class looks like to the person: its key, its place, what it is.
//!
//! These are edits of the project's files, whose comments stay; no label is touched, so the
//! journal has no event of them.

use super::messages::LabelingEvent;
use super::{LabelingSession, done};
use crate::error::{Error, Result};
use crate::schema::{LabelId, LabelSet, check_key};

impl LabelingSession {
    /// Gives a class another key; the class that had it takes the first one's.
    pub(super) fn set_class_key(
        &mut self,
        label: LabelId,
        key: &str,
    ) -> Result<Vec<LabelingEvent>> {
        let name = self.base.class_name(label)?.to_owned();
        let wanted = check_key(key)
            .map_err(|why| Error::refused(why.to_string(), "type one letter or digit"))?;
        let other = self.state().labels().by_key(wanted);
        let told = match other.filter(|other| *other != label) {
            Some(other) => {
                let other = self.state().labels().name(other);
                format!("{name} has the key {wanted} now, and {other} the one it had")
            }
            None => format!("{name} has the key {wanted} now"),
        };
        self.arrange(|labels| labels.set_key(label, wanted), told)
    }

    /// Moves a class up or down in the list; keys stay.
    pub(super) fn move_class(&mut self, label: LabelId, down: bool) -> Result<Vec<LabelingEvent>> {
        let name = self.base.class_name(label)?.to_owned();
        let told = format!(
            "{name} stands {} now",
            if down { "lower" } else { "higher" }
        );
        self.arrange(|labels| labels.shift(label, down), told)
    }

    fn arrange(
        &mut self,
        change: impl FnOnce(&mut LabelSet),
        told: String,
    ) -> Result<Vec<LabelingEvent>> {
        if let Some(why) = self.base.project.read_only() {
            return Err(Error::ReadOnly { why: why.into() });
        }
        self.base.project.arrange_classes(change)?;
        let mut events = vec![done(told), self.progress()];
        events.extend(self.ask_again());
        Ok(events)
    }

    /// Writes what a class is, into the guidelines.
    pub(super) fn describe_class(
        &mut self,
        label: LabelId,
        words: &str,
    ) -> Result<Vec<LabelingEvent>> {
        if let Some(why) = self.base.project.read_only() {
            return Err(Error::ReadOnly { why: why.into() });
        }
        let name = self.base.class_name(label)?.to_owned();
        self.base.project.describe_class(&name, words)?;
        let told = format!("guidelines.md says what {name} is");
        Ok(vec![self.guidelines(), done(told), self.progress()])
    }

    /// The guidelines as they are now.
    pub(super) fn guidelines(&self) -> LabelingEvent {
        LabelingEvent::Guidelines(Box::new(self.base.project.guidelines.clone()))
    }
}
