//! Holds the classes and the keys that give them.
//!
//! A [`LabelSet`] only grows: a renamed label keeps its id, a merged one is retired, so that ids
//! held by a learner stay true. Invariant: no two labels in use share a name or a key.

use super::{KEY_ORDER, LabelId};

/// One class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its name, as the person wrote it.
    pub name: String,
    /// The key that gives it; `None` when all keys are taken.
    pub key: Option<char>,
    /// Merged into another label, taken away or retired: kept for its id, offered no more.
    pub retired: bool,
}

/// Why a name cannot be a label's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameProblem {
    /// Empty, or longer than 64 characters.
    #[error("a label's name has 1 to 64 characters")]
    Length,
    /// Holds something that cannot be seen or breaks a line.
    #[error("a label's name holds no control or invisible characters, and no line breaks")]
    Invisible,
    /// There is one of that name.
    #[error("there is already a label {0:?}")]
    Taken(String),
}

/// Trims a name and checks that it can be shown and told apart.
///
/// # Errors
/// Why it cannot be a label's name.
pub(crate) fn check_label_name(name: &str) -> Result<&str, NameProblem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(NameProblem::Length);
    }
    if name
        .chars()
        .any(|c| crate::text::is_hidden(c) || matches!(c, '\t' | '\n'))
    {
        return Err(NameProblem::Invisible);
    }
    Ok(name)
}

/// The label set of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSet {
    labels: Vec<Label>,
}

impl LabelSet {
    /// No classes yet: the cold start of a project that must find them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Classes with keys handed out in order.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut set = Self::new();
        for name in names {
            set.intern(name);
        }
        set
    }

    /// All labels ever, retired ones too, in id order.
    pub fn all(&self) -> &[Label] {
        &self.labels
    }

    /// How many ids there are, retired ones too: the length of a per-label slice.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no label at all.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The labels on offer, in the order they are shown.
    pub fn active(&self) -> impl Iterator<Item = (LabelId, &Label)> {
        self.labels
            .iter()
            .enumerate()
            .filter(|(_, label)| !label.retired)
            .map(|(index, label)| (LabelId(index as u16), label))
    }

    /// The label with this id.
    pub fn get(&self, id: LabelId) -> Option<&Label> {
        self.labels.get(id.index())
    }

    /// The name of a label; ids come from this set, so an unknown one is shown as `?`.
    pub fn name(&self, id: LabelId) -> &str {
        self.labels.get(id.index()).map_or("?", |label| &label.name)
    }

    /// The label in use with this name.
    pub fn find(&self, name: &str) -> Option<LabelId> {
        self.active()
            .find(|(_, label)| label.name == name)
            .map(|(id, _)| id)
    }

    /// The label that this key gives.
    pub fn by_key(&self, key: char) -> Option<LabelId> {
        self.active()
            .find(|(_, label)| label.key == Some(key))
            .map(|(id, _)| id)
    }

    /// Adds a class with a key of its own choice, or the next free one.
    ///
    /// # Errors
    /// When the name cannot be a label's or is taken.
    pub fn add(&mut self, name: &str, key: Option<char>) -> Result<LabelId, NameProblem> {
        let name = check_label_name(name)?;
        if self.find(name).is_some() {
            return Err(NameProblem::Taken(name.to_owned()));
        }
        Ok(self.push(name, key))
    }

    /// The id of a name met in a journal or a file, adding it when it is new.
    pub(crate) fn intern(&mut self, name: &str) -> LabelId {
        self.find(name).unwrap_or_else(|| self.push(name, None))
    }

    /// Gives a label another name; its id and key stay.
    ///
    /// # Errors
    /// When the new name cannot be a label's or is taken.
    pub fn rename(&mut self, id: LabelId, to: &str) -> Result<(), NameProblem> {
        let to = check_label_name(to)?;
        if self.find(to).is_some_and(|other| other != id) {
            return Err(NameProblem::Taken(to.to_owned()));
        }
        if let Some(label) = self.labels.get_mut(id.index()) {
            to.clone_into(&mut label.name);
        }
        Ok(())
    }

    /// Takes a label off the offer; its id stays valid. The key that it had.
    pub(crate) fn retire(&mut self, id: LabelId) -> Option<char> {
        let label = self.labels.get_mut(id.index())?;
        label.retired = true;
        label.key.take()
    }

    /// Offers a retired label again, under the key that it had if that is free. Its name must be
    /// free.
    pub(crate) fn revive(&mut self, id: LabelId, key: Option<char>) {
        let key = self.free_key(key);
        if let Some(label) = self.labels.get_mut(id.index()) {
            label.retired = false;
            label.key = key;
        }
    }

    /// The key that is wanted if nobody has it, else the next that nobody has.
    fn free_key(&self, wanted: Option<char>) -> Option<char> {
        let is_free = |key: &char| self.by_key(*key).is_none();
        let wanted = wanted.filter(is_free);
        wanted.or_else(|| KEY_ORDER.chars().find(is_free))
    }

    fn push(&mut self, name: &str, key: Option<char>) -> LabelId {
        let key = self.free_key(key);
        self.labels.push(Label {
            name: name.to_owned(),
            key,
            retired: false,
        });
        LabelId((self.labels.len() - 1) as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_handed_out_in_order_around_the_ones_asked_for() {
        let mut set = LabelSet::new();
        set.add("spam", Some('s')).unwrap();
        set.add("ham", None).unwrap();
        set.add("other", None).unwrap();
        let keys: Vec<_> = set.active().map(|(_, label)| label.key).collect();
        assert_eq!(keys, [Some('s'), Some('1'), Some('2')]);
        assert_eq!(set.by_key('2'), set.find("other"));
    }

    #[test]
    fn the_thirty_seventh_class_has_no_key_and_is_still_a_class() {
        let names: Vec<String> = (0..200).map(|n| format!("class {n}")).collect();
        let set = LabelSet::from_names(names.iter().map(String::as_str));
        assert_eq!(set.all()[35].key, Some('z'));
        assert_eq!(set.all()[36].key, None);
        assert_eq!(set.find("class 199"), Some(LabelId(199)));
    }

    #[test]
    fn renaming_keeps_the_id_and_retiring_frees_the_name_and_key() {
        let mut set = LabelSet::from_names(["a", "b"]);
        let a = set.find("a").unwrap();
        set.rename(a, "alpha").unwrap();
        assert_eq!(set.find("alpha"), Some(a));
        assert_eq!(set.rename(a, "b"), Err(NameProblem::Taken("b".into())));
        set.retire(a);
        assert_eq!(set.find("alpha"), None);
        assert_eq!(set.by_key('1'), None);
        let again = set.add("alpha", None).unwrap();
        assert_ne!(again, a);
        assert_eq!(set.get(again).unwrap().key, Some('1'));
    }

    #[test]
    fn names_that_cannot_be_seen_are_refused() {
        for bad in ["", "  ", "a\nb", "a\u{202e}b", "a\u{200b}b", "a\u{1b}[31m"] {
            assert!(check_label_name(bad).is_err(), "{bad:?}");
        }
        assert_eq!(check_label_name("  off topic "), Ok("off topic"));
        assert_eq!(check_label_name(&"x".repeat(65)), Err(NameProblem::Length));
    }
}
