//! Makes names of what a label column holds: which values are none, and which are one.
//!
//! Values that programs write for nothing are no label, and spellings of one name are the most
//! frequent of them; a name that the person gives stands for itself. Invariant: what was not taken
//! as it stands there is told, and no item is lost for its label.

use std::collections::{BTreeMap, HashMap};

use super::bytes::counted;
use crate::schema::{is_missing_word, spelling_key};

/// More pairs of spellings than these are only counted.
const MOST_TOLD: usize = 4;

/// Settles labels in place; `kept` are names that the person gives. What to tell.
pub(super) fn settle_labels(labels: &mut [Option<String>], kept: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(leave_out_missing(labels, kept));
    notes.extend(join_spellings(labels, kept));
    notes
}

fn leave_out_missing(labels: &mut [Option<String>], kept: &[String]) -> Option<String> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for label in labels.iter_mut() {
        let is_missing = |name: &String| is_missing_word(name) && !kept.contains(name);
        if let Some(word) = label.take_if(|name| is_missing(name)) {
            *words.entry(word).or_default() += 1;
        }
    }
    let names: Vec<&str> = words.keys().map(String::as_str).collect();
    let first = *names.first()?;
    let all = counted(words.values().sum::<u64>(), "label");
    Some(format!(
        "{all} read as none ({}); --labels {first},… makes a class of one",
        names.join(", ")
    ))
}

fn join_spellings(labels: &mut [Option<String>], kept: &[String]) -> Option<String> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for name in labels.iter().flatten() {
        let place = *places.entry(name.clone()).or_insert_with(|| {
            counts.push((name.clone(), 0));
            counts.len() - 1
        });
        counts[place].1 += 1;
    }
    let mut groups: HashMap<String, Vec<&(String, u64)>> = HashMap::new();
    for spelling in &counts {
        groups
            .entry(spelling_key(&spelling.0))
            .or_default()
            .push(spelling);
    }
    let mut stands_for: HashMap<String, String> = HashMap::new();
    for (key, spellings) in &groups {
        let given: Vec<&String> = kept
            .iter()
            .filter(|name| spelling_key(name) == *key)
            .collect();
        // The first of the most frequent: the order of the file decides, not that of a map.
        let most = spellings.iter().rev().max_by_key(|(_, count)| *count);
        let chosen = match (given.as_slice(), most) {
            ([one], _) => one.as_str(),
            ([], Some((name, _))) => name,
            // Several names that differ in nothing else are told apart by the person.
            _ => continue,
        };
        for (name, _) in spellings {
            if name != chosen {
                stands_for.insert(name.clone(), chosen.to_owned());
            }
        }
    }
    if stands_for.is_empty() {
        return None;
    }
    for label in labels.iter_mut().flatten() {
        if let Some(name) = stands_for.get(label) {
            label.clone_from(name);
        }
    }
    let met = counts
        .iter()
        .filter_map(|(name, _)| Some((name, stands_for.get(name)?)));
    let pairs: Vec<String> = met.map(|(from, to)| format!("{from} as {to}")).collect();
    let told = pairs[..pairs.len().min(MOST_TOLD)].join(", ");
    let more = match pairs.len().saturating_sub(MOST_TOLD) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let names: std::collections::HashSet<&String> = stands_for.values().collect();
    let spellings = stands_for.len() + names.len();
    Some(format!(
        "{spellings} spellings of {}: {told}{more}; --labels A,B keeps apart what it names",
        counted(names.len() as u64, "name")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(labels: &[&str], kept: &[&str]) -> (Vec<String>, Vec<String>) {
        let mut labels: Vec<Option<String>> = labels
            .iter()
            .map(|label| Some((*label).to_owned()))
            .collect();
        let kept: Vec<String> = kept.iter().map(|name| (*name).to_owned()).collect();
        let notes = settle_labels(&mut labels, &kept);
        let labels = labels.into_iter().map(Option::unwrap_or_default);
        (labels.collect(), notes)
    }

    #[test]
    fn spellings_become_the_most_frequent_and_nothing_is_nothing() {
        let (labels, notes) = settled(
            &["True", "TRUE", "True", "nan", "false", "False", "NaN"],
            &[],
        );
        assert_eq!(labels, ["True", "True", "True", "", "false", "false", ""]);
        assert_eq!(
            notes[0],
            "2 labels read as none (NaN, nan); --labels NaN,… makes a class of one"
        );
        assert_eq!(
            notes[1],
            "4 spellings of 2 names: TRUE as True, False as false; --labels A,B keeps apart what it names"
        );
        let (labels, notes) = settled(&["1.0", "1", "0", "1"], &[]);
        assert_eq!(labels, ["1", "1", "0", "1"]);
        assert_eq!(notes.len(), 1);
    }

    #[test]
    fn names_that_the_person_gives_stand_for_themselves() {
        assert_eq!(
            settled(&["a", "A", "None"], &["a", "A", "None"]).0,
            ["a", "A", "None"]
        );
        assert_eq!(settled(&["a", "A", "A"], &["a"]).0, ["a", "a", "a"]);
        let (labels, notes) = settled(&["x", "y", "none"], &[]);
        assert_eq!((labels.join(" "), notes.len()), ("x y none".into(), 0));
    }
}
