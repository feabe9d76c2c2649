//! Makes annotators' names of the names in a label file.
//!
//! An annotator's name becomes a file name wherever that person works, so names from elsewhere
//! (mail addresses, names with spaces) are made plain, and the person is told. Invariant: no two
//! names of one file become one name.

use std::collections::HashMap;

use crate::schema::Annotator;

/// A name with everything that an annotator's name cannot hold made a dash; `None` when nothing
/// is left or it is too long.
pub(super) fn plain_name(name: &str) -> Option<Annotator> {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let words = name.split(|c| !kept(c));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    Annotator::new(words.join("-").trim_start_matches(['.', '-'])).ok()
}

/// The names of one file with what they are called here.
#[derive(Debug, Default)]
pub(super) struct AnnotatorNames {
    known: HashMap<String, Result<Annotator, String>>,
    /// Whose name each plain one is.
    owners: HashMap<Annotator, String>,
    /// What a person should know, in the order in which it was found.
    pub(super) notes: Vec<String>,
}

/// More changed names than this are only counted.
const MOST_TOLD: usize = 3;

impl AnnotatorNames {
    /// The annotator of that name.
    pub(super) fn find(&mut self, name: &str) -> Result<Annotator, String> {
        let name = name.trim();
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let found = self.meet(name);
        self.known.insert(name.to_owned(), found.clone());
        found
    }

    fn meet(&mut self, name: &str) -> Result<Annotator, String> {
        if name.is_empty() {
            return Err("names no annotator".into());
        }
        let annotator = Annotator::new(name)
            .ok()
            .or_else(|| plain_name(name))
            .ok_or_else(|| format!("{name:?} cannot be an annotator's name"))?;
        if let Some(owner) = self.owners.get(&annotator) {
            return Err(format!(
                "{name:?} would be called {annotator} here, as {owner:?} is"
            ));
        }
        if annotator.as_str() != name {
            self.notes
                .push(format!("annotator {name:?} is called {annotator} here"));
        }
        self.owners.insert(annotator.clone(), name.to_owned());
        Ok(annotator)
    }

    /// The first changed names, and how many more there are.
    pub(super) fn told(self) -> Vec<String> {
        let mut told = self.notes;
        if told.len() > MOST_TOLD {
            let more = told.len() - MOST_TOLD;
            told.truncate(MOST_TOLD);
            told.push(format!("… and {more} more annotators with plain names"));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_elsewhere_are_made_plain() {
        for (name, plain) in [
            ("ada", Some("ada")),
            ("Ann Smith", Some("Ann-Smith")),
            ("ann@lab.example", Some("ann-lab.example")),
            ("labels (2)", Some("labels-2")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("søren", Some("søren")),
            ("\u{1b}[31m", Some("31m")),
            ("...", None),
            ("", None),
        ] {
            let found = plain_name(name);
            assert_eq!(found.as_ref().map(Annotator::as_str), plain, "{name:?}");
        }
        assert_eq!(plain_name(&"x".repeat(65)), None);
    }

    #[test]
    fn two_names_never_become_one() {
        let mut names = AnnotatorNames::default();
        assert_eq!(names.find("a b").unwrap().as_str(), "a-b");
        assert_eq!(names.find(" a b ").unwrap().as_str(), "a-b");
        assert!(names.find("a-b").unwrap_err().contains("\"a b\""));
        assert!(names.find("a@b").is_err());
        assert_eq!(names.notes.len(), 1);
        assert!(names.find(" ").is_err());
    }
}
