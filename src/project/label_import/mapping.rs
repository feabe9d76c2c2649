//! Finds the class that an imported name stands for.
//!
//! It is the one of that name; else what was decided now or earlier; else the one class of which it is
//! another spelling; and what programs write for nothing is none. What is left is unknown, and a person decides. Invariant: a
//! name that is a class stands for that class and nothing else.

use std::collections::{BTreeMap, HashMap};

use super::matching::MatchedFile;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{ClassAdded, LabelMapped};
use crate::pool::LabelCell;
use crate::schema::{Label, LabelSet, is_missing_word, label_name, spelling_key};
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
    /// Nothing: programs write it where there is no label.
    Missing,
    /// Nobody has decided.
    Unknown,
}

/// What the names of an import stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelMapping {
    /// The names, in the order in which they were first met.
    names: Vec<MappedName>,
    places: HashMap<String, usize>,
    /// The classes, with those that this import adds.
    labels: LabelSet,
    added: Vec<String>,
}

/// A name, how often it was said, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MappedName {
    name: String,
    count: u64,
    target: LabelTarget,
}

impl LabelMapping {
    /// Looks at every label of a row that speaks of an item.
    pub(crate) fn of(sources: &[MatchedFile], state: &State) -> Self {
        let mut mapping = Self {
            names: Vec::new(),
            places: HashMap::new(),
            labels: state.labels().clone(),
            added: Vec::new(),
        };
        let rows = sources.iter().flat_map(MatchedFile::rows);
        for LabelCell { label, .. } in rows.flat_map(|(row, _)| &row.labels) {
            if let Some(place) = mapping.places.get(label) {
                mapping.names[*place].count += 1;
                continue;
            }
            mapping.places.insert(label.clone(), mapping.names.len());
            let target = mapping.first_target(label, state);
            mapping.names.push(MappedName {
                name: label.clone(),
                count: 1,
                target,
            });
        }
        mapping
    }

    /// What a name stands for; `None` when it was not met.
    fn target(&self, name: &str) -> Option<&LabelTarget> {
        let place = self.places.get(name)?;
        Some(&self.names[*place].target)
    }

    fn set_target(&mut self, name: &str, target: LabelTarget) {
        if let Some(place) = self.places.get(name) {
            self.names[*place].target = target;
        }
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
        match self.variant_of(name) {
            Some(class) => LabelTarget::Variant(class),
            None if is_missing_word(name) => LabelTarget::Missing,
            None => LabelTarget::Unknown,
        }
    }

    /// The only class of which it is another spelling.
    fn variant_of(&self, name: &str) -> Option<String> {
        let wanted = spelling_key(name);
        let is_alike = |(_, label): &(_, &Label)| spelling_key(&label.name) == wanted;
        let mut alike = self.labels.active().filter(is_alike);
        let (_, found) = alike.next()?;
        alike.next().is_none().then(|| found.name.clone())
    }

    /// Decides that a name stands for a class, or with `None` for nothing.
    ///
    /// # Errors
    /// When the name was not met or is a class itself, or there is no such class.
    pub(crate) fn map(&mut self, from: &str, to: Option<&str>) -> Result<()> {
        let Some(target) = self.target(from) else {
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
            self.set_target(from, LabelTarget::Mapped(to));
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
        let name = label_name(name).map_err(|problem| refused(&problem))?;
        self.labels
            .add(&name, None)
            .map_err(|problem| refused(&problem))?;
        self.set_target(&name, LabelTarget::Added);
        self.added.push(name);
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
                Some(class) => self.set_target(&name, LabelTarget::Variant(class)),
                None => self.add(&name)?,
            }
        }
        Ok(())
    }

    /// The names that nobody has decided on, the most frequent first.
    pub(crate) fn unknown(&self) -> Vec<(String, u64)> {
        let unknown = self.names.iter();
        let unknown = unknown.filter(|known| known.target == LabelTarget::Unknown);
        let mut unknown: Vec<(String, u64)> = unknown
            .map(|known| (known.name.clone(), known.count))
            .collect();
        unknown.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        unknown
    }

    /// All names with what they stand for and how often they were said, as they were met.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &LabelTarget, u64)> {
        let names = self.names.iter();
        names.map(|known| (known.name.as_str(), &known.target, known.count))
    }

    /// The classes on offer, with those that this import adds.
    pub(crate) fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// The classes' names, for people.
    pub(crate) fn classes(&self) -> String {
        let names = self.labels.active().map(|(_, label)| label.name.as_str());
        let names: Vec<&str> = names.collect();
        if names.is_empty() {
            return "none yet".into();
        }
        names.join(", ")
    }

    /// The class that a name stands for: `None` where it stands for nothing.
    pub(super) fn class(&self, name: &str) -> Option<&str> {
        match self.target(name)? {
            LabelTarget::Same | LabelTarget::Added => {
                let id = self.labels.find(name)?;
                Some(self.labels.name(id))
            }
            LabelTarget::Variant(class) => Some(class),
            LabelTarget::Remembered(class) | LabelTarget::Mapped(class) => class.as_deref(),
            LabelTarget::Unknown | LabelTarget::Missing => None,
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
        let mapped = self.names.iter().filter_map(|known| match &known.target {
            LabelTarget::Mapped(to) => Some(Event::LabelMapped(LabelMapped {
                from: known.name.clone(),
                to: to.clone(),
            })),
            _ => None,
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
        let others = self.names.iter();
        let names: Vec<String> = others
            .filter(|known| known.target != LabelTarget::Same)
            .take(12)
            .map(|known| format!("{:?} {}", known.name, known.count))
            .collect();
        if names.is_empty() {
            return "all its labels are classes".into();
        }
        names.join(", ")
    }
}
