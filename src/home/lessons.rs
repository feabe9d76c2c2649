//! What a person was taught of the keys, once and never again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::project::write_atomically;
use crate::regular_file;

/// The file in the person's folder.
const FILE: &str = "lessons.json";
/// More bytes than they take.
const MOST_BYTES: u64 = 1 << 20;

/// A key that is taught while labeling, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Lesson {
    /// A label's key answers.
    Answer,
    /// What was answered can be taken back.
    Undo,
    /// An item can be put off.
    Skip,
    /// Why this item is asked can be read.
    Why,
    /// Everything else stands in the menu.
    Menu,
}

impl Lesson {
    /// All of them, in their order.
    pub(crate) const ALL: [Self; 5] = [Self::Answer, Self::Undo, Self::Skip, Self::Why, Self::Menu];
}

/// How far the lessons are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lessons {
    #[serde(default)]
    learnt: Vec<Lesson>,
    /// The person wants no more of them.
    #[serde(default)]
    over: bool,
    #[serde(skip)]
    file: Option<PathBuf>,
}

impl Lessons {
    /// Reads how far they are; without a file they begin.
    pub(crate) fn read(user_data: &Path) -> Self {
        let file = user_data.join(FILE);
        // What cannot be read is taught once more.
        let text = regular_file::read(&file, MOST_BYTES).ok().flatten();
        let text = text.unwrap_or_default();
        let known: Self = serde_json::from_slice(&text).unwrap_or_default();
        Self {
            file: Some(file),
            ..known
        }
    }

    /// The one that is taught now; none when all are learnt, or the person left them.
    pub(crate) fn current(&self) -> Option<Lesson> {
        let mut all = Lesson::ALL.into_iter();
        all.find(|lesson| !self.over && !self.learnt.contains(lesson))
    }

    /// How many are learnt, of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.learnt.len(), Lesson::ALL.len())
    }

    /// Notes that a key was used; whether that is news.
    pub(crate) fn learn(&mut self, lesson: Lesson) -> bool {
        let is_new = !self.over && !self.learnt.contains(&lesson);
        if is_new {
            self.learnt.push(lesson);
        }
        is_new
    }

    /// Ends them for good.
    pub(crate) fn leave(&mut self) {
        self.over = true;
    }

    /// Writes them down. What cannot be written is taught once more.
    pub(crate) fn write(&self) {
        let Some(file) = &self.file else {
            return;
        };
        if let Some(parent) = file.parent() {
            let _ = std::fs::create_dir_all(parent);
        }
        let text = serde_json::to_vec(self).unwrap_or_default();
        if let Err(problem) = write_atomically(file, &text) {
            tracing::warn!("the lessons cannot be written: {problem}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lessons_go_on_where_they_were_and_never_come_back() {
        let data = tempfile::tempdir().unwrap();
        let mut lessons = Lessons::read(data.path());
        assert_eq!(lessons.current(), Some(Lesson::Answer));
        assert!(lessons.learn(Lesson::Answer) && !lessons.learn(Lesson::Answer));
        // One that was used before its turn is not taught any more.
        lessons.learn(Lesson::Skip);
        lessons.write();
        let mut again = Lessons::read(data.path());
        assert_eq!(again.current(), Some(Lesson::Undo));
        assert_eq!(again.progress(), (2, 5));
        again.leave();
        again.write();
        assert_eq!(Lessons::read(data.path()).current(), None);
    }
}
