//! Which column is the text, which the id, which the label?
//!
//! What the person says, and where the person says nothing, a guess with its reason. Invariant: a column named by a person exists, or the error
//! lists those that do.

use std::collections::HashSet;

use super::guess::{guess_id, guess_label, guess_text};
use super::look::look;
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
    /// All other columns, in file order.
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
/// When a chosen column does not exist.
pub fn choose_columns(rows: &Rows, asked: &ColumnChoice) -> Result<ColumnGuess> {
    check_columns(rows, asked)?;
    Ok(complete(rows, asked))
}

/// Refuses a choice of columns that are not there.
pub(super) fn check_columns(rows: &Rows, choice: &ColumnChoice) -> Result<()> {
    let known: HashSet<&str> = rows.columns.iter().map(String::as_str).collect();
    let asked = choice.text.iter().chain(&choice.id).chain(&choice.label);
    for name in asked {
        if !known.contains(name.as_str()) {
            let more = rows.columns.len().saturating_sub(MOST_LISTED);
            let mut columns: Vec<String> = rows.columns.iter().take(MOST_LISTED).cloned().collect();
            if more > 0 {
                columns.push(format!("and {more} more"));
            }
            return Err(Error::usage(
                format!("there is no column {name:?} in {}", rows.path.display()),
                format!("the columns are: {}", columns.join(", ")),
            ));
        }
    }
    Ok(())
}

fn complete(rows: &Rows, asked: &ColumnChoice) -> ColumnGuess {
    let looks = look(rows);
    let mut guess = ColumnGuess::default();
    let mut taken: Vec<&str> = asked
        .text
        .iter()
        .chain(&asked.id)
        .chain(&asked.label)
        .map(String::as_str)
        .collect();
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
    guess.text = if asked.text.is_empty() {
        guess_text(rows, &looks, &taken, &mut guess.reasons)
    } else {
        asked
            .text
            .iter()
            .map(|name| chosen(&mut guess.reasons, "text", name))
            .collect()
    };
    let used: HashSet<&str> = guess.text.iter().map(String::as_str).chain(taken).collect();
    let others = rows.columns.iter();
    let others: Vec<String> = others
        .filter(|name| !used.contains(name.as_str()))
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
            label: None,
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
}
