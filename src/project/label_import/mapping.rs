//! Finds the class that an imported name stands for.
//!
//! It is the one of that name; else what was decided now or earlier; else the one class that differs in
//! nothing but case and white space. What is left is unknown, and a person decides. Invariant: a
//! name that is a class stands for that class and nothing else.

use std::collections::{BTreeMap, HashMap};

use super::matching::MatchedFile;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, LabelMapped};
use crate::schema::{LabelSet, check_label_name};
use crate::state::State;

/// What an imported name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabelTarget {
    /// The class of that name.
    Same,
    /// The class whose name differs only in case or white space.
    Variant(String),
    /// What was decided in an earlier import; `None`: nothing.
    Remembered(Option<String>),
    /// What is decided in this one; `None`: nothing.
    Mapped(Option<String>),
    /// A class that is added for it.
    Added,
    /// Nobody has decided.
    Unknown,
}

/// What the names of an import stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelMapping {
    of: HashMap<String, LabelTarget>,
    /// The names with how often each was said, in the order in which they were first met.
    counts: Vec<(String, u64)>,
    /// The classes, with those that this import adds.
    labels: LabelSet,
    added: Vec<String>,
}

impl LabelMapping {
    /// Looks at every label of a row that speaks of an item.
    pub(crate) fn of(sources: &[MatchedFile], state: &State) -> Self {
        let mut mapping = Self {
            of: HashMap::new(),
            counts: Vec::new(),
            labels: state.labels().clone(),
            added: Vec::new(),
        };
        let mut places: HashMap<&str, usize> = HashMap::new();
        let rows = sources.iter().flat_map(MatchedFile::rows);
        for said in rows.flat_map(|(row, _)| &row.labels) {
            if let Some(place) = places.get(said.label.as_str()) {
                mapping.counts[*place].1 += 1;
                continue;
            }
            places.insert(&said.label, mapping.counts.len());
            mapping.counts.push((said.label.clone(), 1));
            let target = mapping.first_target(&said.label, state);
            mapping.of.insert(said.label.clone(), target);
        }
        mapping
    }

    fn first_target(&self, name: &str, state: &State) -> LabelTarget {
        if self.labels.find(name).is_some() {
            return LabelTarget::Same;
        }
        match state.mapped(name) {
            Some(None) => return LabelTarget::Remembered(None),
            Some(Some(class)) if self.labels.find(class).is_some() => {
                return LabelTarget::Remembered(Some(class.to_owned()));
            }
            _ => {}
        }
        self.variant_of(name)
            .map_or(LabelTarget::Unknown, LabelTarget::Variant)
    }

    /// The only class that differs in nothing but case and white space.
    fn variant_of(&self, name: &str) -> Option<String> {
        let wanted = plain(name);
        let mut alike = self
            .labels
            .active()
            .filter(|(_, label)| plain(&label.name) == wanted);
        let (_, found) = alike.next()?;
        alike.next().is_none().then(|| found.name.clone())
    }

    /// Decides that a name stands for a class, or with `None` for nothing.
    ///
    /// # Errors
    /// When the name was not met or is a class itself, or there is no such class.
    pub(crate) fn map(&mut self, from: &str, to: Option<&str>) -> Result<()> {
        let Some(target) = self.of.get(from) else {
            return Err(Error::usage(
                format!("no matched row has the label {from:?}"),
                format!("write --map FROM=TO as the file has it: {}", self.listed()),
            ));
        };
        if *target == LabelTarget::Same {
            return Err(Error::usage(
                format!("{from:?} is a class here, so it stands for itself"),
                "change those labels in the file, or rename or merge the class at the workstation",
            ));
        }
        if let Some(class) = to
            && self.labels.find(class).is_none()
        {
            return Err(Error::usage(
                format!("there is no class {class:?} for {from:?} to stand for"),
                format!("the classes are: {}", self.classes()),
            ));
        }
        let to = to.map(str::to_owned);
        if *target != LabelTarget::Remembered(to.clone()) {
            self.of.insert(from.to_owned(), LabelTarget::Mapped(to));
        }
        Ok(())
    }

    /// Makes a class: of a name that was met, what it stands for.
    ///
    /// # Errors
    /// When the name cannot be a class's.
    pub(crate) fn add(&mut self, name: &str) -> Result<()> {
        let refused = |problem: &dyn std::fmt::Display| {
            Error::usage(
                format!("{name:?} cannot be a class: {problem}"),
                "give another name",
            )
        };
        let name = check_label_name(name).map_err(|problem| refused(&problem))?;
        self.labels
            .add(name, None)
            .map_err(|problem| refused(&problem))?;
        self.added.push(name.to_owned());
        if let Some(target) = self.of.get_mut(name) {
            *target = LabelTarget::Added;
        }
        Ok(())
    }

    /// Makes classes of all names that nobody has decided on; of several that differ only in
    /// case or white space, the first.
    ///
    /// # Errors
    /// As for [`LabelMapping::add`].
    pub(crate) fn add_unknown(&mut self) -> Result<()> {
        for (name, _) in self.unknown() {
            match self.variant_of(&name) {
                Some(class) => {
                    self.of.insert(name, LabelTarget::Variant(class));
                }
                None => self.add(&name)?,
            }
        }
        Ok(())
    }

    /// The names that nobody has decided on, the most frequent first.
    pub(crate) fn unknown(&self) -> Vec<(String, u64)> {
        let mut unknown: Vec<(String, u64)> = self
            .counts
            .iter()
            .filter(|(name, _)| self.of.get(name) == Some(&LabelTarget::Unknown))
            .cloned()
            .collect();
        unknown.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        unknown
    }

    /// All names with what they stand for and how often they were said, as they were met.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &LabelTarget, u64)> {
        self.counts.iter().filter_map(|(name, count)| {
            let target = self.of.get(name)?;
            Some((name.as_str(), target, *count))
        })
    }

    /// The classes on offer, with those that this import adds.
    pub(crate) fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// The classes' names, for people.
    pub(crate) fn classes(&self) -> String {
        let names: Vec<&str> = self
            .labels
            .active()
            .map(|(_, label)| label.name.as_str())
            .collect();
        if names.is_empty() {
            return "none yet".into();
        }
        names.join(", ")
    }

    /// The class that a name stands for: `None` where it stands for nothing.
    pub(super) fn class(&self, name: &str) -> Option<&str> {
        match self.of.get(name)? {
            LabelTarget::Same | LabelTarget::Added => {
                let id = self.labels.find(name)?;
                Some(self.labels.name(id))
            }
            LabelTarget::Variant(class) => Some(class),
            LabelTarget::Remembered(class) | LabelTarget::Mapped(class) => class.as_deref(),
            LabelTarget::Unknown => None,
        }
    }

    /// What was decided in this import, as events.
    pub(super) fn decisions(&self) -> Vec<Event> {
        let added = self.added.iter().map(|name| {
            Event::ClassAdded(ClassAdded {
                name: name.clone(),
                key: None,
            })
        });
        let mapped = self.counts.iter().filter_map(|(name, _)| {
            let Some(LabelTarget::Mapped(to)) = self.of.get(name) else {
                return None;
            };
            Some(Event::LabelMapped(LabelMapped {
                from: name.clone(),
                to: to.clone(),
            }))
        });
        added.chain(mapped).collect()
    }

    /// What the names of one source stand for, where that is not their own class: read so, the
    /// same bytes are another source.
    pub(super) fn reading(&self, source: &MatchedFile) -> String {
        let mut other: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for said in source.rows().flat_map(|(row, _)| &row.labels) {
            let class = self.class(&said.label);
            if class != Some(said.label.as_str()) {
                other.insert(&said.label, class);
            }
        }
        format!("{other:?}")
    }

    fn listed(&self) -> String {
        let names: Vec<String> = self
            .counts
            .iter()
            .filter(|(name, _)| self.of.get(name) != Some(&LabelTarget::Same))
            .take(12)
            .map(|(name, count)| format!("{name:?} {count}"))
            .collect();
        if names.is_empty() {
            return "all its labels are classes".into();
        }
        names.join(", ")
    }
}

/// A name without what differs between spellings of one.
fn plain(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
