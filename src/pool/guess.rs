//! Guesses which column is the text, the id, the label and the image.
//!
//! Names that data sets use for texts, ids and labels come first, then what the values look
//! like; a column of images is known by the ends of its paths alone. Invariant: a guess is one of the file's columns that nobody has taken yet.

use std::collections::{HashMap, HashSet};

use super::bytes::counted;
use super::column_stats::{ColumnStats, column_stats};
use super::folder::FOLDER;
use super::format::Format;
use super::numbers::{Cell, read_cell};
use super::rows::Rows;
use crate::text::shell_flag;

/// Names of text columns, the more telling first.
const TEXT_NAMES: &str = "\
    text body abstract message content review review_text comment tweet post sentence \
    utterance question prompt query document description summary headline title";
/// Text columns that are read together with a title.
const TITLED_NAMES: &str = "abstract body content description";
const TITLE_NAMES: &str = "title subject headline";
const ID_NAMES: &str = "\
    id _id uuid guid key item_id doc_id docid document_id row_id record_id idx index pmid \
    doi";
const LABEL_NAMES: &str = "\
    label label_text label_name class category target intent tag topic sentiment gold \
    included";
/// Words in the names of columns that hold one annotator's labels each.
const ANNOTATOR_NAMES: &str = "\
    annotator annotators rater coder judge labeler labeller grader reviewer assessor";
/// What columns about a text rather than a judgement of it are called, by their last word.
const ABOUT_NAMES: &str = "\
    channel lang langs language languages locale country region city state place location source \
    platform device browser app product version date datetime time timestamp year month quarter \
    week weekday day hour author user username sender from to site website url domain store \
    brand format filetype mime extension gender sex currency license split subset fold";
/// With fewer rows it says nothing that a column differs in each.
const FEWEST_CODES: usize = 10;
/// Shorter values are names and words rather than texts, in bytes.
const SHORTEST_PROSE: f64 = 30.0;

/// A guess in the making.
pub(super) struct Guess<'a> {
    rows: &'a Rows,
    stats: HashMap<&'a str, ColumnStats<'a>>,
    /// Columns that are taken already.
    pub(super) taken: Vec<&'a str>,
    /// One sentence for each decision.
    pub(super) reasons: Vec<String>,
}

impl<'a> Guess<'a> {
    /// Looks at every value once.
    pub(super) fn new(rows: &'a Rows, taken: Vec<&'a str>) -> Self {
        Self {
            rows,
            stats: column_stats(rows),
            taken,
            reasons: Vec::new(),
        }
    }

    /// What is known of a column.
    pub(super) fn looks(&self, name: &str, like: impl Fn(&ColumnStats<'a>) -> bool) -> bool {
        self.stats.get(name).is_some_and(like)
    }

    /// The columns that nobody has taken, in file order.
    pub(super) fn free(&self) -> impl Iterator<Item = &'a str> {
        let columns = self.rows.columns.iter().map(String::as_str);
        columns.filter(|name| !self.taken.contains(name))
    }

    /// The free columns with one of these names, in the order of the names.
    fn named(&self, names: &str) -> Vec<&'a str> {
        let ranked = self.free().filter_map(|column| {
            let plain = column.trim().to_lowercase().replace([' ', '-'], "_");
            let rank = names.split(' ').position(|name| name == plain)?;
            Some((rank, column))
        });
        let mut found: Vec<(usize, &str)> = ranked.collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, column)| column).collect()
    }

    /// A column that was asked for, or else the guess; it is taken from then on.
    pub(super) fn one(
        &mut self,
        role: &str,
        asked: Option<&'a String>,
        guess: fn(&mut Self) -> Option<&'a str>,
    ) -> Option<String> {
        let found = match asked {
            Some(name) => self.as_asked(role, name),
            None => guess(self)?,
        };
        self.taken.push(found);
        Some(found.to_owned())
    }

    /// Says that a column is what the person asked for.
    pub(super) fn as_asked(&mut self, role: &str, name: &'a str) -> &'a str {
        self.reasons.push(format!("{role}: {name:?}, as asked"));
        name
    }

    /// The first column with an id's name whose values are there and differ in every row.
    pub(super) fn id(&mut self) -> Option<&'a str> {
        let mut candidates = self.named(ID_NAMES);
        candidates.extend(
            self.free()
                .filter(|name| name.to_lowercase().ends_with("_id")),
        );
        let all = self.rows.rows.len();
        // The column with the most different values; a few rows that repeat one are mistakes in
        // the rows, not a reason to drop everybody's ids.
        let distinct = |name: &str| {
            let values = self.rows.rows.iter().filter_map(|row| row.get(name));
            let values: HashSet<&str> = values.filter(|id| !id.trim().is_empty()).collect();
            values.len()
        };
        let first = candidates.first().copied();
        let found = candidates
            .into_iter()
            .map(|name| (distinct(name), name))
            .find(|(distinct, _)| *distinct * 10 >= all * 9);
        if first.is_none()
            && let Some(code) = self.code(all).or_else(|| self.file_name(all))
        {
            self.reasons
                .push(format!("id: {code:?} has a different value in every row"));
            return Some(code);
        }
        self.reasons.push(match (found, first) {
            (Some((distinct, name)), _) if distinct == all => {
                format!("id: {name:?} has a different value in every row")
            }
            (Some((distinct, name)), _) => format!(
                "id: {name:?}, though it repeats or is empty in {}",
                counted((all - distinct) as u64, "row")
            ),
            (None, Some(name)) => format!(
                "id: {name:?} repeats or lacks many values, so ids are made from the text; \
                 --id {name} takes it and rejects such rows"
            ),
            (None, None) => "id: no column, so ids are made from the text".into(),
        });
        found.map(|(_, name)| name)
    }

    /// The first column of short words without spaces that differ in every row, beside another
    /// that can be the text.
    fn code(&self, rows: usize) -> Option<&'a str> {
        let texts = [self.named(TEXT_NAMES), self.named(TITLE_NAMES)].concat();
        let is_code = |name: &&str| {
            rows >= FEWEST_CODES
                && !texts.contains(name)
                && self.looks(name, |stats| {
                    stats.is_code(rows as u64) && !stats.holds_images()
                })
        };
        let found = self.free().find(is_code)?;
        let reads = |name: &str| self.looks(name, |stats| stats.spaced > 0);
        let columns = self.rows.columns.iter().map(String::as_str);
        let mut others = columns.filter(|name| *name != found);
        others
            .any(|name| texts.contains(&name) || reads(name))
            .then_some(found)
    }

    /// The first column of paths to images that differ in every row: a path names its item.
    fn file_name(&self, rows: usize) -> Option<&'a str> {
        let names_each = |name: &&str| {
            self.looks(name, |stats| {
                stats.holds_images() && stats.differs_in_each(rows as u64)
            })
        };
        self.free().find(names_each)
    }

    /// The first column of paths to images, be it the one of the ids.
    pub(super) fn image(&mut self, id: Option<&str>) -> Option<&'a str> {
        let columns = self.rows.columns.iter().map(String::as_str);
        let mut open = columns.filter(|name| id == Some(*name) || !self.taken.contains(name));
        let found = open.find(|name| self.looks(name, ColumnStats::holds_images))?;
        self.reasons
            .push(format!("image: {found:?} holds paths to images"));
        Some(found)
    }

    /// Of those free columns, the ones that look like other people's answers: called like an
    /// annotator, or with the few words in common that another has, too; `known` are columns of
    /// which the person says that they hold answers.
    pub(super) fn answers(&mut self, free: &[&'a str], known: &[&'a str]) -> Vec<&'a str> {
        let few = |name: &str| -> Option<&HashSet<&'a str>> {
            let stats = self.stats.get(name)?;
            let is_few = stats.has_few_values() && !stats.is_spaced();
            stats.distinct.as_ref().filter(|_| is_few)
        };
        let called = |name: &str| {
            let plain = name.trim().to_lowercase();
            let words = plain.split(|c: char| !c.is_alphabetic());
            let mut words = words.filter(|word| !word.is_empty());
            words.any(|word| ANNOTATOR_NAMES.split(' ').any(|known| known == word))
        };
        // Yes and no, true and false, 0 and 1 are in many columns that are no answers.
        let tells = |values: &HashSet<&str>| {
            values.len() > 1
                && values.iter().any(|value| {
                    let plain = value.to_lowercase();
                    read_cell(value) == Cell::Odd
                        && !["true", "false", "yes", "no", "y", "n"].contains(&plain.as_str())
                })
        };
        let shares = |one: &str, other: &str| match (few(one), few(other)) {
            (Some(a), Some(b)) if one != other && tells(a) && tells(b) => {
                let common = a.intersection(b).count();
                common * 2 >= a.len().max(b.len())
            }
            _ => false,
        };
        let looks = |name: &&&str| {
            let alike = free.iter().chain(known).any(|other| shares(name, other));
            alike || (called(name) && few(name).is_some())
        };
        let found: Vec<&str> = free.iter().filter(looks).copied().collect();
        if !found.is_empty() {
            let names = found.join(", ");
            self.reasons.push(format!(
                "hidden: {names}: other people's answers by their looks; --show COL,… shows them \
                 beside the text, --annotators COL,… takes them in as labels"
            ));
        }
        found
    }

    /// Of those free columns, the ones with few values that could be one person's answers, though no
    /// other has them, too: hidden, as what others said must not be seen before the own answer.
    /// What is called like a fact about a text stays.
    pub(super) fn perhaps_answers(&mut self, free: &[&'a str]) -> Vec<&'a str> {
        let is_fact = |name: &str| {
            let plain = name.trim().to_lowercase();
            let mut words = plain.split(|c: char| !c.is_alphabetic());
            let last = words.rfind(|word| !word.is_empty());
            last.is_some_and(|last| ABOUT_NAMES.split(' ').any(|known| known == last))
        };
        let looks =
            |name: &&&str| !is_fact(name) && self.looks(name, ColumnStats::holds_few_short_words);
        let found: Vec<&str> = free.iter().filter(looks).copied().collect();
        if !found.is_empty() {
            let names = found.join(",");
            self.reasons.push(format!(
                "hidden: {}: few values, which could be somebody's answers; {} shows \
                 {} beside the text, {} takes {} in as labels",
                found.join(", "),
                shell_flag("show", &names),
                if found.len() == 1 { "it" } else { "them" },
                shell_flag("annotators", &names),
                if found.len() == 1 { "it" } else { "them" },
            ));
        }
        found
    }

    /// The first column with a label's name and few values; of text files, their folder.
    pub(super) fn label(&mut self) -> Option<&'a str> {
        let found = if self.rows.format == Format::TextFolder {
            self.named(FOLDER).into_iter().next()
        } else {
            let mut named = self.named(LABEL_NAMES).into_iter();
            named.find(|name| self.looks(name, ColumnStats::has_few_values))
        };
        self.reasons.push(match found {
            Some(name) => {
                let stats = self.stats.get(name);
                let distinct = stats.and_then(|stats| stats.distinct.as_ref());
                let count = distinct.map_or(0, HashSet::len);
                format!("label: {name:?} by its name, {count} values")
            }
            None => "label: no column".into(),
        });
        found
    }

    /// Beside numbers, vectors or an image: the first column with a text's name, else the one with
    /// the longest values if they are long enough to be read; else none, and then the item is
    /// shown as said.
    pub(super) fn text_beside(&mut self, shown_as: &str) -> Vec<String> {
        let before = self.reasons.len();
        let text = self.text();
        let is_text = |name: &String| {
            let named = self.named(TEXT_NAMES).contains(&name.as_str())
                || self.named(TITLE_NAMES).contains(&name.as_str());
            self.looks(name, |stats| {
                let numbers = stats.is_numeric() || stats.holds_numbers();
                !numbers && (named || stats.mean_length() >= SHORTEST_PROSE)
            })
        };
        if text.first().is_some_and(is_text) {
            return text;
        }
        self.reasons.truncate(before);
        self.reasons.push(format!(
            "text: no column reads like one, so an item is shown as {shown_as}; --text COL takes \
             one"
        ));
        Vec::new()
    }

    /// The first column with a text's name, with its title if it has one; else the longest values.
    pub(super) fn text(&mut self) -> Vec<String> {
        let wordy =
            |name: &&str| self.looks(name, |stats| stats.present > 0 && !stats.is_numeric());
        if let Some(name) = self.named(TEXT_NAMES).into_iter().find(wordy) {
            let mut titles = self.named(TITLE_NAMES).into_iter();
            let title = titles.find(|title| *title != name && wordy(title));
            let titled = TITLED_NAMES
                .split(' ')
                .any(|titled| titled == name.to_lowercase());
            if let Some(title) = title.filter(|_| titled) {
                self.reasons
                    .push(format!("text: {title:?} and {name:?} by their names"));
                return vec![title.to_owned(), name.to_owned()];
            }
            self.reasons.push(format!("text: {name:?} by its name"));
            return vec![name.to_owned()];
        }
        // Of equal ones the first, so the file's order decides; numbers only when there is no else.
        let longest = |candidates: &mut dyn Iterator<Item = &'a str>| {
            let mut best: Option<(f64, &str)> = None;
            for name in candidates {
                let length = self.stats.get(name).map_or(0.0, ColumnStats::mean_length);
                if length > best.map_or(0.0, |(longest, _)| longest) {
                    best = Some((length, name));
                }
            }
            best
        };
        let found = longest(&mut self.free().filter(wordy)).or_else(|| longest(&mut self.free()));
        let Some((length, name)) = found else {
            self.reasons.push("text: no column holds any".into());
            return Vec::new();
        };
        self.reasons.push(format!(
            "text: {name:?} has the longest values, {length:.0} bytes on average"
        ));
        vec![name.to_owned()]
    }
}
