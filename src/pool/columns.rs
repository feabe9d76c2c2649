//! Chooses the columns of a source: which is the text, the id, the label, which hold numbers.
//!
//! The person says so, and where the person says nothing, it is a guess with its reason. Numbers and
//! vectors are never guessed, and where they are asked for a text is not needed. Invariant: a
//! column named by a person exists and has one use, or the error says so.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::guess::{ColumnStats, Guess};
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
        let other = one.chain(self.given()).chain(&self.sensitive);
        other.chain(self.beside())
    }

    /// Every column of which is said whether it is shown beside the text.
    fn beside(&self) -> impl Iterator<Item = &String> {
        let not_shown = self.hidden.iter().chain(&self.annotators);
        self.shown.iter().chain(not_shown)
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
    let mut guess = Guess::new(rows, asked.named().map(String::as_str).collect());
    let id = guess.one("id", asked.id.as_ref(), Guess::id);
    let label = guess.one("label", asked.label.as_ref(), Guess::label);
    let text = if !asked.text.is_empty() {
        for name in &asked.text {
            guess.as_asked("text", name);
        }
        asked.text.clone()
    } else if asked.has_given() {
        guess.text_beside()
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
    let answers = answers.iter().map(|name| (*name).to_owned());
    let hidden = asked.hidden.iter().chain(&asked.annotators).cloned();
    let hidden: Vec<String> = hidden.chain(answers).collect();
    let others = rows.columns.iter().filter(stays).cloned().collect();
    ColumnGuess {
        columns: Columns {
            text,
            id,
            label,
            numbers,
            every_number: false,
            vectors: asked.vectors.clone(),
            sensitive,
            shown: asked.shown.clone(),
            hidden,
            annotators: asked.annotators.clone(),
        },
        others,
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
mod tests {
    use std::path::Path;

    use super::super::rows::{Limits, rows_of};
    use super::*;
    use crate::pool::Format;

    fn csv(text: &str) -> Rows {
        let path = Path::new("r.csv");
        rows_of(path, Format::Csv, text.into(), &Limits::default()).unwrap()
    }

    fn guessed(rows: &Rows) -> ColumnGuess {
        choose_columns(rows, &Columns::default()).unwrap()
    }

    #[test]
    fn well_known_names_are_recognised_when_their_values_agree() {
        let rows =
            csv("Id,Label,Text,stars\n1,a,good film,5\n2,b,bad,1\n3,a,meh,3\n4,a,x,2\n5,b,y,2\n");
        let guess = guessed(&rows);
        assert_eq!(guess.columns.text, ["Text"]);
        assert_eq!(guess.columns.id.as_deref(), Some("Id"));
        assert_eq!(guess.columns.label.as_deref(), Some("Label"));
        assert_eq!(guess.others, ["stars"]);
        assert_eq!(guess.reasons.len(), 3);
    }

    #[test]
    fn a_title_goes_with_its_abstract() {
        let rows = csv("pmid,abstract,title\n1,long story,short\n2,longer story,shorter\n");
        assert_eq!(guessed(&rows).columns.text, ["title", "abstract"]);
    }

    #[test]
    fn without_a_telling_name_the_longest_values_are_the_text() {
        let rows = csv("a,b,c\n1,short,this is rather long\n2,brief,and this is too\n");
        let guess = guessed(&rows);
        assert_eq!(guess.columns.text, ["c"]);
        assert_eq!((guess.columns.id, guess.columns.label), (None, None));
        assert!(guessed(&csv("a,b\n,\n")).columns.text.is_empty());
        assert_eq!(guessed(&csv("a\n12\n")).columns.text, ["a"]);
    }

    #[test]
    fn an_id_that_repeats_and_a_label_that_never_does_are_neither() {
        let rows = csv("id,label,text\n1,a,x\n1,b,y\n2,c,z\n");
        let guess = guessed(&rows);
        assert_eq!((guess.columns.id, guess.columns.label), (None, None));
        let gap = csv("id,text\n1,x\n,y\n");
        assert_eq!(guessed(&gap).columns.id, None);
    }

    #[test]
    fn what_the_person_asks_for_wins_and_must_exist() {
        let rows = csv("id,text,body,label\n1,a,b,x\n1,c,d,x\n2,e,f,x\n");
        let asked = Columns {
            text: vec!["body".into()],
            id: Some("id".into()),
            ..Columns::default()
        };
        let guess = choose_columns(&rows, &asked).unwrap();
        assert_eq!(guess.columns.text, ["body"]);
        assert_eq!(guess.columns.id.as_deref(), Some("id"));
        assert_eq!(guess.columns.label.as_deref(), Some("label"));
        assert_eq!(guess.others, ["text"]);
        let asked = Columns {
            label: Some("labels".into()),
            ..Columns::default()
        };
        let error = choose_columns(&rows, &asked).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("no column \"labels\""));
        assert_eq!(error.next_step(), "the columns are: id, text, body, label");
    }

    #[test]
    fn numbers_are_taken_when_asked_for_and_need_no_text() {
        let rows = csv(
            "id,age,city,label,v\n1,30,Bonn,a,\"[1,2]\"\n2,NA,Köln,a,\"[3,4]\"\n\
                        3,25,Trier,b,\"[5,6]\"\n4,1,Bonn,b,\"[5,6]\"\n5,9,Ulm,b,\"[5,6]\"\n",
        );
        let all = Columns {
            every_number: true,
            ..Columns::default()
        };
        let guess = choose_columns(&rows, &all).unwrap();
        assert_eq!(guess.columns.numbers, ["age", "v"]);
        assert!(guess.columns.text.is_empty(), "{:?}", guess.reasons);
        assert_eq!(guess.others, ["age", "city", "v"]);
        assert_eq!(guess.columns.label.as_deref(), Some("label"));
        let inputs = guess.columns.inputs();
        assert!(!inputs.text && inputs.has_given());
        let named = Columns {
            text: vec!["city".into()],
            numbers: vec!["age".into()],
            vectors: Some(VectorSource::Column("v".into())),
            ..Columns::default()
        };
        let guess = choose_columns(&rows, &named).unwrap();
        assert_eq!(
            (guess.columns.numbers.len(), guess.columns.text.len()),
            (1, 1)
        );
        assert_eq!(guess.others, ["age"]);
        assert_eq!(guess.columns.vectors, named.vectors);
    }

    #[test]
    fn a_text_beside_numbers_is_one_that_reads_like_a_text() {
        let prose = "this is a sentence of some length";
        let rows = csv(&format!("a,b\n1,{prose}\n2,{prose}\n"));
        let asked = Columns {
            numbers: vec!["a".into()],
            ..Columns::default()
        };
        assert_eq!(choose_columns(&rows, &asked).unwrap().columns.text, ["b"]);
        let rows = csv("a,text\n1,x\n2,y\n");
        assert_eq!(
            choose_columns(&rows, &asked).unwrap().columns.text,
            ["text"]
        );
        let rows = csv("a,b\n1,x\n2,7\n");
        assert!(
            choose_columns(&rows, &asked)
                .unwrap()
                .columns
                .text
                .is_empty()
        );
    }

    #[test]
    fn a_column_of_marks_has_no_other_use_and_stays_among_the_others() {
        let rows = csv("id,text,sensitive,n\n1,a b,violence,3\n2,c d,none,4\n3,e f,none,5\n");
        let asked = |name: &str| Columns {
            every_number: true,
            text: vec!["text".into()],
            sensitive: Some(name.into()),
            ..Columns::default()
        };
        let guess = choose_columns(&rows, &asked("sensitive")).unwrap();
        assert_eq!(guess.others, ["sensitive", "n"]);
        assert_eq!(
            (guess.columns.label.clone(), guess.columns.numbers.clone()),
            (None, vec!["n".to_owned()])
        );
        assert_eq!(guess.columns.sensitive.as_deref(), Some("sensitive"));
        for wrong in ["text", "nope"] {
            let error = choose_columns(&rows, &asked(wrong)).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn columns_that_look_like_other_peoples_answers_are_hidden() {
        let header = "text,Anna,Ben,channel,reply,rater_2,week\n";
        let rows: String = (0..12)
            .map(|n| {
                let (a, b) = (["pos", "neg"][n % 2], ["neg", "pos"][n / 2 % 2]);
                let (channel, week) = (["mail", "web", "phone"][n % 3], n % 4);
                format!(
                    "some text {n},{a},{b},{channel},{},{},{week}\n",
                    n % 2,
                    n % 2
                )
            })
            .collect();
        let rows = csv(&format!("{header}{rows}"));
        let guess = guessed(&rows);
        assert_eq!(guess.columns.hidden, ["Anna", "Ben", "rater_2"]);
        assert!(guess.others.contains(&"Anna".to_owned()), "it is kept");
        let reason = guess.reasons.last().unwrap();
        assert!(reason.contains("Anna, Ben, rater_2"), "{reason}");
        let asked = Columns {
            shown: vec!["Anna".into()],
            annotators: vec!["Ben".into()],
            ..Columns::default()
        };
        let guess = choose_columns(&rows, &asked).unwrap();
        assert_eq!(guess.columns.hidden, ["Ben", "rater_2"]);
        let twice = Columns {
            hidden: vec!["Ben".into()],
            ..asked
        };
        assert_eq!(choose_columns(&rows, &twice).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn a_code_that_differs_in_every_row_is_the_id_without_being_called_so() {
        let rows: String = (0..12)
            .map(|n| format!("A-{n},some words to read {n},{}.5\n", n))
            .collect();
        let guess = guessed(&csv(&format!("ticket,body,price\n{rows}")));
        assert_eq!(guess.columns.id.as_deref(), Some("ticket"));
        assert_eq!(guess.columns.text, ["body"]);
        // A few rows prove nothing, and words are no code.
        let few = csv("ticket,body\nA,one two\nB,three four\n");
        assert_eq!(guessed(&few).columns.id, None);
    }

    #[test]
    fn a_column_has_one_use_and_numbers_must_be_there() {
        let rows = csv("id,label,text\n1,2,a\n2,2,b\n");
        let twice = |name: &str| Columns {
            label: Some("label".into()),
            numbers: vec![name.into(), "id".into()],
            ..Columns::default()
        };
        for name in ["label", "id", "age"] {
            assert_eq!(
                choose_columns(&rows, &twice(name)).unwrap_err().exit_code(),
                2
            );
        }
        let all = Columns {
            label: Some("label".into()),
            every_number: true,
            ..Columns::default()
        };
        let error = choose_columns(&rows, &all).unwrap_err();
        assert!(error.next_step().contains("id, label, text"), "{error}");
    }
}
