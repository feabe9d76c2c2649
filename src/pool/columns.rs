//! Which column is the text, which the id, which the label, which hold numbers?
//!
//! What the person says, and where the person says nothing, a guess with its reason. Numbers and
//! vectors are never guessed, and where they are asked for a text is not needed. Invariant: a
//! column named by a person exists and has one use, or the error says so.

use std::collections::HashSet;

use super::guess::{guess_id, guess_label, guess_text, guess_text_beside};
use super::inputs::{Inputs, VectorSource};
use super::look::{ColumnStats, look};
use super::rows::Rows;
use crate::error::{Error, Result};

/// More columns than this are not listed in an error.
const MOST_LISTED: usize = 20;

/// Which columns to take; an empty choice leaves everything to guessing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The columns joined into the text, in this order.
    pub text: Vec<String>,
    /// The column of the ids.
    pub id: Option<String>,
    /// The column of the labels.
    pub label: Option<String>,
    /// The columns of numbers.
    pub numbers: NumberChoice,
    /// Where the vectors are.
    pub vectors: Option<VectorSource>,
    /// The column that marks items to be veiled. It is no text, id or label, is not learnt from,
    /// and stays among the others.
    pub sensitive: Option<String>,
}

/// Which columns hold numbers to learn from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NumberChoice {
    /// None.
    #[default]
    None,
    /// Every column that is nothing else and holds numbers, nine values of ten.
    All,
    /// These.
    Columns(Vec<String>),
}

impl ColumnChoice {
    /// Whether anything but a text was asked for.
    pub fn has_given(&self) -> bool {
        self.numbers != NumberChoice::None || self.vectors.is_some()
    }

    /// The columns with numbers or vectors that were named.
    fn named_given(&self) -> Vec<&String> {
        let mut named: Vec<&String> = match &self.numbers {
            NumberChoice::Columns(columns) => columns.iter().collect(),
            NumberChoice::None | NumberChoice::All => Vec::new(),
        };
        if let Some(VectorSource::Column(column)) = &self.vectors {
            named.push(column);
        }
        named
    }

    /// Every column that was named, with what for.
    fn named(&self) -> impl Iterator<Item = &String> {
        let one = self.text.iter().chain(&self.id).chain(&self.label);
        one.chain(self.named_given()).chain(&self.sensitive)
    }
}

/// Which columns seem to be what, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnGuess {
    /// The columns of the text, in the order to join them; empty when nothing looks like text.
    pub text: Vec<String>,
    /// The column of the ids.
    pub id: Option<String>,
    /// The column of the labels.
    pub label: Option<String>,
    /// The columns of numbers.
    pub numbers: Vec<String>,
    /// Where the vectors are.
    pub vectors: Option<VectorSource>,
    /// The column that marks items to be veiled.
    pub sensitive: Option<String>,
    /// All other columns, in file order; those of numbers and of marks are among them.
    pub others: Vec<String>,
    /// One sentence for each decision.
    pub reasons: Vec<String>,
}

impl ColumnGuess {
    /// The guess as a choice.
    pub fn choice(&self) -> ColumnChoice {
        ColumnChoice {
            text: self.text.clone(),
            id: self.id.clone(),
            label: self.label.clone(),
            numbers: if self.numbers.is_empty() {
                NumberChoice::None
            } else {
                NumberChoice::Columns(self.numbers.clone())
            },
            vectors: self.vectors.clone(),
            sensitive: self.sensitive.clone(),
        }
    }

    /// What a learner may read of the items.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            text: !self.text.is_empty(),
            numbers: self.numbers.clone(),
            vectors: self.vectors.clone(),
        }
    }
}

/// Guesses all columns.
pub fn guess_columns(rows: &Rows) -> ColumnGuess {
    complete(rows, &ColumnChoice::default())
}

/// Takes what the person chose and guesses the rest.
///
/// # Errors
/// When a chosen column does not exist or was chosen twice, or no column holds the numbers asked
/// for.
pub fn choose_columns(rows: &Rows, asked: &ColumnChoice) -> Result<ColumnGuess> {
    check_columns(rows, asked)?;
    check_uses(asked)?;
    let guess = complete(rows, asked);
    if asked.numbers == NumberChoice::All && guess.numbers.is_empty() {
        return Err(Error::usage(
            format!("no other column of {} holds numbers", rows.path.display()),
            format!(
                "name them with --numbers COL,…; the columns are: {}",
                listed(rows)
            ),
        ));
    }
    Ok(guess)
}

/// Refuses a column with two uses.
fn check_uses(asked: &ColumnChoice) -> Result<()> {
    let mut others: HashSet<&String> = asked.text.iter().chain(&asked.id).collect();
    others.extend(&asked.label);
    for name in asked.named_given() {
        if !others.insert(name) {
            return Err(Error::usage(
                format!("the column {name:?} is named twice"),
                "a column of numbers or vectors is named once, and is not the text, id or label",
            ));
        }
    }
    if let Some(name) = asked
        .sensitive
        .as_ref()
        .filter(|name| others.contains(name))
    {
        return Err(Error::usage(
            format!("the column {name:?} is named twice"),
            "the column of --sensitive marks items and has no other use: name another",
        ));
    }
    Ok(())
}

fn listed(rows: &Rows) -> String {
    let more = rows.columns.len().saturating_sub(MOST_LISTED);
    let mut columns: Vec<String> = rows.columns.iter().take(MOST_LISTED).cloned().collect();
    if more > 0 {
        columns.push(format!("and {more} more"));
    }
    columns.join(", ")
}

/// Refuses a choice of columns that are not there.
pub(super) fn check_columns(rows: &Rows, choice: &ColumnChoice) -> Result<()> {
    let known: HashSet<&str> = rows.columns.iter().map(String::as_str).collect();
    for name in choice.named() {
        if !known.contains(name.as_str()) {
            return Err(Error::usage(
                format!("there is no column {name:?} in {}", rows.path.display()),
                format!("the columns are: {}", listed(rows)),
            ));
        }
    }
    Ok(())
}

fn complete(rows: &Rows, asked: &ColumnChoice) -> ColumnGuess {
    let looks = look(rows);
    let mut guess = ColumnGuess::default();
    let mut taken: Vec<&str> = asked.named().map(String::as_str).collect();
    guess.id = match &asked.id {
        Some(id) => Some(chosen(&mut guess.reasons, "id", id)),
        None => guess_id(rows, &taken, &mut guess.reasons),
    };
    taken.extend(guess.id.as_deref());
    guess.label = match &asked.label {
        Some(label) => Some(chosen(&mut guess.reasons, "label", label)),
        None => guess_label(rows, &looks, &taken, &mut guess.reasons),
    };
    taken.extend(guess.label.as_deref());
    guess.text = if asked.text.is_empty() && asked.has_given() {
        guess_text_beside(rows, &looks, &taken, &mut guess.reasons)
    } else if asked.text.is_empty() {
        guess_text(rows, &looks, &taken, &mut guess.reasons)
    } else {
        asked
            .text
            .iter()
            .map(|name| chosen(&mut guess.reasons, "text", name))
            .collect()
    };
    taken.extend(guess.text.iter().map(String::as_str));
    guess.numbers = match &asked.numbers {
        NumberChoice::None => Vec::new(),
        NumberChoice::Columns(columns) => columns.clone(),
        NumberChoice::All => {
            let free = rows.columns.iter().filter(|name| {
                let holds_numbers = looks
                    .get(name.as_str())
                    .is_some_and(ColumnStats::holds_numbers);
                !taken.contains(&name.as_str()) && holds_numbers
            });
            free.cloned().collect()
        }
    };
    guess.vectors.clone_from(&asked.vectors);
    guess.sensitive.clone_from(&asked.sensitive);
    let stays =
        |name: &String| guess.numbers.contains(name) || guess.sensitive.as_ref() == Some(name);
    let others = rows.columns.iter();
    let others: Vec<String> = others
        .filter(|name| stays(name) || !taken.contains(&name.as_str()))
        .cloned()
        .collect();
    guess.others = others;
    guess
}

fn chosen(reasons: &mut Vec<String>, role: &str, name: &str) -> String {
    reasons.push(format!("{role}: {name:?}, as asked"));
    name.to_owned()
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

    #[test]
    fn well_known_names_are_recognised_when_their_values_agree() {
        let rows =
            csv("Id,Label,Text,stars\n1,a,good film,5\n2,b,bad,1\n3,a,meh,3\n4,a,x,2\n5,b,y,2\n");
        let guess = guess_columns(&rows);
        assert_eq!(guess.text, ["Text"]);
        assert_eq!(guess.id.as_deref(), Some("Id"));
        assert_eq!(guess.label.as_deref(), Some("Label"));
        assert_eq!(guess.others, ["stars"]);
        assert_eq!(guess.reasons.len(), 3);
        assert_eq!(guess.choice().text, guess.text);
    }

    #[test]
    fn a_title_goes_with_its_abstract() {
        let rows = csv("pmid,abstract,title\n1,long story,short\n2,longer story,shorter\n");
        assert_eq!(guess_columns(&rows).text, ["title", "abstract"]);
    }

    #[test]
    fn without_a_telling_name_the_longest_values_are_the_text() {
        let rows = csv("a,b,c\n1,short,this is rather long\n2,brief,and this is too\n");
        let guess = guess_columns(&rows);
        assert_eq!(guess.text, ["c"]);
        assert_eq!((guess.id, guess.label), (None, None));
        assert!(guess_columns(&csv("a,b\n,\n")).text.is_empty());
        assert_eq!(guess_columns(&csv("a\n12\n")).text, ["a"]);
    }

    #[test]
    fn an_id_that_repeats_and_a_label_that_never_does_are_neither() {
        let rows = csv("id,label,text\n1,a,x\n1,b,y\n2,c,z\n");
        let guess = guess_columns(&rows);
        assert_eq!((guess.id, guess.label), (None, None));
        let gap = csv("id,text\n1,x\n,y\n");
        assert_eq!(guess_columns(&gap).id, None);
    }

    #[test]
    fn what_the_person_asks_for_wins_and_must_exist() {
        let rows = csv("id,text,body,label\n1,a,b,x\n1,c,d,x\n2,e,f,x\n");
        let asked = ColumnChoice {
            text: vec!["body".into()],
            id: Some("id".into()),
            ..ColumnChoice::default()
        };
        let guess = choose_columns(&rows, &asked).unwrap();
        assert_eq!(guess.text, ["body"]);
        assert_eq!(guess.id.as_deref(), Some("id"));
        assert_eq!(guess.label.as_deref(), Some("label"));
        assert_eq!(guess.others, ["text"]);
        let asked = ColumnChoice {
            label: Some("labels".into()),
            ..ColumnChoice::default()
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
        let all = ColumnChoice {
            numbers: NumberChoice::All,
            ..ColumnChoice::default()
        };
        let guess = choose_columns(&rows, &all).unwrap();
        assert_eq!(guess.numbers, ["age", "v"]);
        assert!(guess.text.is_empty(), "{:?}", guess.reasons);
        assert_eq!(guess.others, ["age", "city", "v"]);
        assert_eq!(guess.label.as_deref(), Some("label"));
        let inputs = guess.inputs();
        assert!(!inputs.text && inputs.has_given());
        let named = ColumnChoice {
            text: vec!["city".into()],
            numbers: NumberChoice::Columns(vec!["age".into()]),
            vectors: Some(VectorSource::Column("v".into())),
            ..ColumnChoice::default()
        };
        let guess = choose_columns(&rows, &named).unwrap();
        assert_eq!((guess.numbers.len(), guess.text.len()), (1, 1));
        assert_eq!(guess.others, ["age"]);
        assert_eq!(guess.choice().vectors, named.vectors);
    }

    #[test]
    fn a_text_beside_numbers_is_one_that_reads_like_a_text() {
        let prose = "this is a sentence of some length";
        let rows = csv(&format!("a,b\n1,{prose}\n2,{prose}\n"));
        let asked = ColumnChoice {
            numbers: NumberChoice::Columns(vec!["a".into()]),
            ..ColumnChoice::default()
        };
        assert_eq!(choose_columns(&rows, &asked).unwrap().text, ["b"]);
        let rows = csv("a,text\n1,x\n2,y\n");
        assert_eq!(choose_columns(&rows, &asked).unwrap().text, ["text"]);
        let rows = csv("a,b\n1,x\n2,7\n");
        assert!(choose_columns(&rows, &asked).unwrap().text.is_empty());
    }

    #[test]
    fn a_column_of_marks_has_no_other_use_and_stays_among_the_others() {
        let rows = csv("id,text,sensitive,n\n1,a b,violence,3\n2,c d,none,4\n3,e f,none,5\n");
        let asked = |name: &str| ColumnChoice {
            numbers: NumberChoice::All,
            text: vec!["text".into()],
            sensitive: Some(name.into()),
            ..ColumnChoice::default()
        };
        let guess = choose_columns(&rows, &asked("sensitive")).unwrap();
        assert_eq!(guess.others, ["sensitive", "n"]);
        assert_eq!(
            (guess.label.clone(), guess.numbers.clone()),
            (None, vec!["n".to_owned()])
        );
        assert_eq!(guess.choice().sensitive.as_deref(), Some("sensitive"));
        for wrong in ["text", "nope"] {
            let error = choose_columns(&rows, &asked(wrong)).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{wrong}");
        }
    }

    #[test]
    fn a_column_has_one_use_and_numbers_must_be_there() {
        let rows = csv("id,label,text\n1,2,a\n2,2,b\n");
        let twice = |name: &str| ColumnChoice {
            label: Some("label".into()),
            numbers: NumberChoice::Columns(vec![name.into(), "id".into()]),
            ..ColumnChoice::default()
        };
        for name in ["label", "id", "age"] {
            assert_eq!(
                choose_columns(&rows, &twice(name)).unwrap_err().exit_code(),
                2
            );
        }
        let all = ColumnChoice {
            label: Some("label".into()),
            numbers: NumberChoice::All,
            ..ColumnChoice::default()
        };
        let error = choose_columns(&rows, &all).unwrap_err();
        assert!(error.next_step().contains("id, label, text"), "{error}");
    }
}
