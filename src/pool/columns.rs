//! Chooses the columns of a source: which is the text, the id, the label, the image, which hold
//! numbers.
//!
//! The person says so, and where the person says nothing, it is a guess with its reason. Numbers and
//! vectors are never guessed; beside them, and beside an image, a text is not needed. Invariant: a
//! column named by a person exists and has one use, or the error says so; an image's path alone
//! may be the id, too.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::column_stats::ColumnStats;
use super::guess::Guess;
use super::rows::Rows;
use crate::error::{Error, Result};

/// The columns of a source by what they are for. As a request, what is empty is left to guessing;
/// as stored with a project, those of numbers and vectors are in the config instead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The columns joined into the text, in this order; none where an item is shown as its columns.
    pub text: Vec<String>,
    /// The column of the ids.
    pub id: Option<String>,
    /// The column of the labels.
    pub label: Option<String>,
    /// The column of the paths to images, which are shown and not learnt from. It stays among the
    /// others.
    #[serde(skip)]
    pub image: Option<String>,
    /// The columns of numbers.
    #[serde(skip)]
    pub numbers: Vec<String>,
    /// Asks for every column of numbers that is nothing else: nine values of ten are numbers.
    #[serde(skip)]
    pub every_number: bool,
    /// Where the vectors are.
    #[serde(skip)]
    pub vectors: Option<VectorSource>,
    /// The column that marks items to be veiled. It is no text, id or label, is not learnt from,
    /// and stays among the others.
    #[serde(skip)]
    pub sensitive: Option<String>,
    /// Columns shown beside the text, whatever they look like.
    #[serde(skip)]
    pub shown: Vec<String>,
    /// Columns that are kept and not shown while labeling; as a guess, those of annotators, too.
    #[serde(skip)]
    pub hidden: Vec<String>,
    /// Columns with the labels of one annotator each: kept, and not shown either.
    #[serde(skip)]
    pub annotators: Vec<String>,
}

impl Columns {
    /// Asks for columns of numbers by their names, or for `all` of them.
    #[must_use]
    pub(crate) fn with_numbers(self, numbers: &[String]) -> Self {
        let every_number = numbers == ["all"];
        Self {
            every_number,
            numbers: if every_number {
                Vec::new()
            } else {
                numbers.to_vec()
            },
            ..self
        }
    }

    /// Whether anything but a text is there or asked for.
    pub(super) fn has_given(&self) -> bool {
        self.every_number || !self.numbers.is_empty() || self.vectors.is_some()
    }

    /// The columns with numbers or vectors.
    fn given(&self) -> impl Iterator<Item = &String> {
        let vectors = match &self.vectors {
            Some(VectorSource::Column(column)) => Some(column),
            _ => None,
        };
        self.numbers.iter().chain(vectors)
    }

    /// Every column that is named.
    fn named(&self) -> impl Iterator<Item = &String> {
        let one = self.text.iter().chain(&self.id).chain(&self.label);
        let one = one.chain(&self.image);
        let other = one.chain(self.given()).chain(&self.sensitive);
        other.chain(self.beside())
    }

    /// Every column of which is said whether it is shown beside the text.
    fn beside(&self) -> impl Iterator<Item = &String> {
        let not_shown = self.hidden.iter().chain(&self.annotators);
        self.shown.iter().chain(not_shown)
    }

    /// Whether an image is all there is of an item.
    pub(super) fn has_image_alone(&self) -> bool {
        self.image.is_some() && self.text.is_empty() && !self.has_given()
    }

    /// What a learner may read of the items.
    pub(crate) fn inputs(&self) -> Inputs {
        Inputs {
            text: !self.text.is_empty(),
            numbers: self.numbers.clone(),
            vectors: self.vectors.clone(),
        }
    }
}

/// Which columns seem to be what, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ColumnGuess {
    /// The columns; without a text when nothing looks like one.
    pub(crate) columns: Columns,
    /// All other columns, in file order; those of numbers and of marks are among them.
    pub(crate) others: Vec<String>,
    /// Of the hidden columns, those with few values that no other has: somebody's answers, perhaps.
    pub(crate) perhaps_answers: Vec<String>,
    /// One sentence for each decision.
    pub(crate) reasons: Vec<String>,
}

/// Takes what the person chose and guesses the rest.
///
/// # Errors
/// When a chosen column does not exist or was chosen twice, or no column holds the numbers asked
/// for.
pub(crate) fn choose_columns(rows: &Rows, asked: &Columns) -> Result<ColumnGuess> {
    check_columns(rows, asked)?;
    check_uses(asked)?;
    let guess = complete(rows, asked);
    if asked.every_number && guess.columns.numbers.is_empty() {
        return Err(Error::usage(
            format!("no other column of {} holds numbers", rows.path.display()),
            format!(
                "name them with --numbers COL,…; the columns are: {}",
                rows.listed()
            ),
        ));
    }
    Ok(guess)
}

/// Refuses a column with two uses.
fn check_uses(asked: &Columns) -> Result<()> {
    let twice = |name: &String, next: &str| {
        Err(Error::usage(
            format!("the column {name:?} is named twice"),
            next,
        ))
    };
    let mut used: HashSet<&String> = asked.text.iter().chain(&asked.id).collect();
    used.extend(&asked.label);
    if let Some(name) = &asked.image
        && asked.id.as_ref() != Some(name)
        && !used.insert(name)
    {
        return twice(name, "the column of --image is not the text or label");
    }
    for name in asked.given() {
        if !used.insert(name) {
            let next = "a column of numbers or vectors is named once, and is not the text, id or \
                        label";
            return twice(name, next);
        }
    }
    for name in asked.beside() {
        if !used.insert(name) {
            let next = "a column is shown, hidden or an annotator's, and has no other use";
            return twice(name, next);
        }
    }
    match &asked.sensitive {
        Some(name) if used.contains(name) => twice(
            name,
            "the column of --sensitive marks items and has no other use: name another",
        ),
        _ => Ok(()),
    }
}

/// Refuses columns that are not there.
pub(super) fn check_columns(rows: &Rows, columns: &Columns) -> Result<()> {
    let known: HashSet<&str> = rows.columns.iter().map(String::as_str).collect();
    match columns.named().find(|name| !known.contains(name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Error::usage(
            format!("there is no column {name:?} in {}", rows.path.display()),
            format!("the columns are: {}", rows.listed()),
        )),
    }
}

fn complete(rows: &Rows, asked: &Columns) -> ColumnGuess {
    // A path may be the id, too.
    let taken = asked
        .named()
        .filter(|name| asked.image.as_ref() != Some(*name) || asked.text.contains(name));
    let mut guess = Guess::new(rows, taken.map(String::as_str).collect());
    let id = guess.one("id", asked.id.as_ref(), Guess::id);
    guess.taken.extend(asked.image.as_deref());
    let label = guess.one("label", asked.label.as_ref(), Guess::label);
    let image = match &asked.image {
        Some(name) => Some(guess.as_asked("image", name)),
        None => guess.image(id.as_deref()),
    };
    guess.taken.extend(image);
    let image = image.map(str::to_owned);
    let text = if !asked.text.is_empty() {
        for name in &asked.text {
            guess.as_asked("text", name);
        }
        asked.text.clone()
    } else if asked.has_given() {
        guess.text_beside("its columns")
    } else if image.is_some() {
        guess.text_beside("its image")
    } else {
        guess.text()
    };
    let free = guess
        .free()
        .filter(|name| !text.iter().any(|text| text == name));
    let free: Vec<&str> = free.collect();
    let known = asked.hidden.iter().chain(&asked.annotators);
    let known: Vec<&str> = known.map(String::as_str).collect();
    let answers = guess.answers(&free, &known);
    // Of what stands beside a text or an image, a column may be one person's answers; where the
    // columns themselves are what is judged, none is hidden.
    let is_beside = !text.is_empty() || image.is_some();
    let is_open = |name: &&&str| is_beside && !answers.contains(*name);
    let open: Vec<&str> = free.iter().filter(is_open).copied().collect();
    let perhaps = guess.perhaps_answers(&open);
    let numbers: Vec<String> = if asked.every_number {
        let holds_numbers = |name: &&&str| {
            guess.looks(name, ColumnStats::holds_numbers) && !answers.contains(*name)
        };
        let numbers = free.iter().filter(holds_numbers);
        numbers.map(|name| (*name).to_owned()).collect()
    } else {
        asked.numbers.clone()
    };
    let sensitive = asked.sensitive.clone();
    let stays = |name: &&String| {
        numbers.contains(name)
            || sensitive.as_ref() == Some(name)
            || free.contains(&name.as_str())
            || asked.beside().any(|known| known == *name)
    };
    let answers = answers.iter().chain(&perhaps);
    let answers = answers.map(|name| (*name).to_owned());
    let hidden = asked.hidden.iter().chain(&asked.annotators).cloned();
    let hidden: Vec<String> = hidden.chain(answers).collect();
    let others = rows.columns.iter().filter(stays).cloned().collect();
    ColumnGuess {
        columns: Columns {
            text,
            id,
            label,
            image,
            numbers,
            every_number: false,
            vectors: asked.vectors.clone(),
            sensitive,
            shown: asked.shown.clone(),
            hidden,
            annotators: asked.annotators.clone(),
        },
        others,
        perhaps_answers: perhaps.iter().map(|name| (*name).to_owned()).collect(),
        reasons: guess.reasons,
    }
}

/// The most numbers an item has, as number columns or as a vector.
pub(super) const MOST_NUMBERS: usize = 4096;

/// Which parts of an item the learner may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inputs {
    /// The text.
    pub text: bool,
    /// Columns of numbers, or of JSON lists of numbers.
    pub numbers: Vec<String>,
    /// Where each item's vector is.
    pub vectors: Option<VectorSource>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            text: true,
            numbers: Vec::new(),
            vectors: None,
        }
    }
}

impl Inputs {
    /// Whether there is nothing to read: then nothing can be learnt.
    pub(crate) fn is_empty(&self) -> bool {
        !self.text && !self.has_given()
    }

    /// Whether there is anything beside the text.
    pub(crate) fn has_given(&self) -> bool {
        !self.numbers.is_empty() || self.vectors.is_some()
    }

    /// What is read, in words.
    pub(crate) fn describe(&self) -> String {
        let mut parts = Vec::new();
        if self.text {
            parts.push("text".to_owned());
        }
        if !self.numbers.is_empty() {
            parts.push(format!("numbers {}", self.numbers.join(", ")));
        }
        match &self.vectors {
            Some(VectorSource::Imported) => parts.push("imported vectors".into()),
            Some(VectorSource::Column(column)) => parts.push(format!("vectors {column}")),
            None => {}
        }
        if parts.is_empty() {
            parts.push("nothing: images are only shown".into());
        }
        parts.join("; ")
    }
}

/// Where each item's vector is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VectorSource {
    /// In the file kept beside the items.
    Imported,
    /// In a column, as a JSON list of numbers.
    Column(String),
}

#[cfg(test)]
mod tests;
