//! Holds the classes and the keys that give them.
//!
//! A [`LabelSet`] only grows: a renamed label keeps its id, a merged one is retired, so that ids
//! held by a learner stay true. Invariant: no two labels in use share a name or a key.

use super::{KEY_ORDER, LabelId, check_key, label_name, spelling_key};

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

/// The label set of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSet {
    labels: Vec<Label>,
    /// All ids, in the order in which the person wants to see them.
    order: Vec<LabelId>,
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

    /// The classes of a new project: one that is named by a letter or digit owns that key, and
    /// numbers stand in the order of their values, where all are numbers.
    pub(crate) fn of_new_project(names: &[String]) -> Self {
        let mut names: Vec<&String> = names.iter().collect();
        let value = |name: &str| {
            name.trim()
                .parse::<f64>()
                .ok()
                .filter(|value| value.is_finite())
        };
        if names.iter().all(|name| value(name).is_some()) {
            names.sort_by(|a, b| {
                let (a, b) = (value(a), value(b));
                a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal)
            });
        }
        let own = |name: &str| check_key(name.trim()).ok();
        let owned: Vec<char> = names.iter().filter_map(|name| own(name)).collect();
        let mut set = Self::new();
        for name in names {
            let is_free = |key: &char| !owned.contains(key) && set.by_key(*key).is_none();
            let key = own(name).or_else(|| KEY_ORDER.chars().find(is_free));
            if set.add(name, key).is_err() {
                // What labels are called in the data is their name, acceptable or not.
                set.intern(name);
            }
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
        let labels = self.order.iter().map(|id| (*id, &self.labels[id.index()]));
        labels.filter(|(_, label)| !label.retired)
    }

    /// The same in the order of their ids, which is that of the config.
    pub(crate) fn by_id(&self) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(|label| !label.retired)
    }

    /// Where a label on offer stands in the order in which they are shown, from 1.
    pub(crate) fn place(&self, id: LabelId) -> Option<usize> {
        let at = self.active().position(|(known, _)| known == id)?;
        Some(at + 1)
    }

    /// Shows the labels in this order; those that it does not name, after them.
    pub(crate) fn set_order(&mut self, first: &[LabelId]) {
        let mut order: Vec<LabelId> = first.to_vec();
        let all = (0..self.labels.len()).map(|index| LabelId(index as u16));
        order.extend(all.filter(|id| !first.contains(id)));
        self.order = order;
    }

    /// Moves a label by one place among those on offer.
    pub(crate) fn shift(&mut self, id: LabelId, down: bool) {
        let mut shown: Vec<LabelId> = self.active().map(|(id, _)| id).collect();
        let Some(at) = shown.iter().position(|known| *known == id) else {
            return;
        };
        let other = if down {
            Some(at + 1)
        } else {
            at.checked_sub(1)
        };
        if let Some(other) = other.filter(|other| *other < shown.len()) {
            shown.swap(at, other);
            self.set_order(&shown);
        }
    }

    /// Gives a label a key; the label that had it takes the first one's.
    pub(crate) fn set_key(&mut self, id: LabelId, key: char) {
        let other = self.by_key(key);
        let before = self.get(id).and_then(|label| label.key);
        if let Some(other) = other.and_then(|other| self.labels.get_mut(other.index())) {
            other.key = before;
        }
        if let Some(label) = self.labels.get_mut(id.index()) {
            label.key = Some(key);
        }
    }

    /// Takes over the keys of labels of the same names, and their order where all are among them.
    pub(crate) fn arrange_as(&mut self, wanted: &Self) {
        let known = wanted.active();
        let known = known.filter_map(|(_, label)| Some((self.find(&label.name)?, label.key)));
        let known: Vec<(LabelId, Option<char>)> = known.collect();
        let is_known = |id: LabelId| known.iter().any(|(known, _)| *known == id);
        let taken = |key: char| known.iter().any(|(_, theirs)| *theirs == Some(key));
        let others = self.active().filter(|(id, _)| !is_known(*id));
        let others: Vec<(LabelId, Option<char>)> =
            others.map(|(id, label)| (id, label.key)).collect();
        let unkeyed = others.iter().filter(|(_, key)| key.is_some_and(taken));
        let unkeyed: Vec<LabelId> = unkeyed.map(|(id, _)| *id).collect();
        for id in &unkeyed {
            self.labels[id.index()].key = None;
        }
        for (id, key) in &known {
            self.labels[id.index()].key = *key;
        }
        for id in unkeyed {
            self.labels[id.index()].key = self.free_key(None);
        }
        if others.is_empty() {
            let order: Vec<LabelId> = known.iter().map(|(id, _)| *id).collect();
            self.set_order(&order);
        }
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

    /// The class on offer that goes by that name: the one of that very name, else the first of
    /// which it is another spelling.
    pub(crate) fn called(&self, name: &str) -> Option<(LabelId, &Label)> {
        let exact = self.active().find(|(_, label)| label.name == name);
        exact.or_else(|| {
            let key = spelling_key(name);
            self.active()
                .find(|(_, label)| spelling_key(&label.name) == key)
        })
    }

    /// Adds a class with a key of its own choice, or the next free one.
    ///
    /// # Errors
    /// When the name cannot be a label's or is taken.
    pub fn add(&mut self, name: &str, key: Option<char>) -> Result<LabelId, NameProblem> {
        let name = label_name(name)?;
        if self.find(&name).is_some() {
            return Err(NameProblem::Taken(name));
        }
        Ok(self.push(&name, key))
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
        let to = label_name(to)?;
        if self.find(&to).is_some_and(|other| other != id) {
            return Err(NameProblem::Taken(to));
        }
        if let Some(label) = self.labels.get_mut(id.index()) {
            label.name = to;
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
        wanted
            .filter(is_free)
            .or_else(|| KEY_ORDER.chars().find(is_free))
    }

    fn push(&mut self, name: &str, key: Option<char>) -> LabelId {
        // A class that is named by one letter or digit is looked for under that key.
        let own = || check_key(name).ok().filter(char::is_ascii_digit);
        let key = self.free_key(key.or_else(own));
        self.labels.push(Label {
            name: name.to_owned(),
            key,
            retired: false,
        });
        let id = LabelId((self.labels.len() - 1) as u16);
        self.order.push(id);
        id
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
    fn keys_and_order_follow_another_set_by_name() {
        let mut set = LabelSet::from_names(["a", "b", "c"]);
        let mut wanted = LabelSet::new();
        wanted.add("c", Some('1')).unwrap();
        wanted.add("b", Some('3')).unwrap();
        set.arrange_as(&wanted);
        let shown = |set: &LabelSet| -> Vec<(String, Option<char>)> {
            let active = set.active();
            active
                .map(|(_, label)| (label.name.clone(), label.key))
                .collect()
        };
        let one = |name: &str, key| (name.to_owned(), Some(key));
        // What the other set does not name keeps its place, and gives its key way.
        assert_eq!(shown(&set), [one("a", '2'), one("b", '3'), one("c", '1')]);
        wanted.add("a", Some('x')).unwrap();
        set.arrange_as(&wanted);
        assert_eq!(shown(&set), [one("c", '1'), one("b", '3'), one("a", 'x')]);
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
    fn a_class_named_by_a_key_owns_it_and_numbers_stand_by_their_values() {
        let made = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let set = LabelSet::of_new_project(&names);
            let shown = set
                .active()
                .map(|(_, l)| format!("{}{}", l.name, l.key.unwrap()));
            shown.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(made(&["other", "2", "b", "none"]), "other1 22 bb none3");
        assert_eq!(made(&["10", "9", "-1", "2.5"]), "-11 2.52 99 103");
        assert_eq!(made(&["ham", "eggs"]), "ham1 eggs2");
        assert_eq!(made(&["1", "two", "0"]), "11 two2 00");
    }

    #[test]
    fn order_and_keys_change_without_the_ids() {
        let mut set = LabelSet::from_names(["x", "y", "z"]);
        let (x, z) = (set.find("x").unwrap(), set.find("z").unwrap());
        set.shift(z, false);
        set.shift(x, false);
        set.set_key(z, '1');
        let shown: Vec<_> = set.active().map(|(id, l)| (id.0, l.key.unwrap())).collect();
        assert_eq!(shown, [(0, '3'), (2, '1'), (1, '2')]);
        assert_eq!((set.place(z), set.place(LabelId(9))), (Some(2), None));
        // A class that comes or goes leaves the others where they are.
        set.retire(x);
        set.add("w", None).unwrap();
        let shown: Vec<_> = set.active().map(|(_, l)| l.name.as_str()).collect();
        assert_eq!(shown, ["z", "y", "w"]);
    }
}
