//! Finds a file that holds judgements rather than items: one text in many rows, each with its
//! annotator.
//!
//! Such rows become one item with several people's labels. Invariant: a row is folded into another
//! only if both have the same text and, where there are ids, the same id, and two people's names.

use std::collections::{HashMap, HashSet};

use super::bytes::{counted, grouped};
use super::columns::{ColumnGuess, Columns, choose_columns};
use super::label_files::{ANNOTATOR_COLUMNS, LABEL_COLUMNS, column_named};
use super::rows::Rows;
use super::settle_labels::settle_labels;
use crate::error::Result;
use crate::schema::{WrittenLabel, read_label};

/// The judgements that a file of items turned out to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgements {
    /// The column of the annotators' names.
    pub(crate) by: String,
    /// The column of the labels.
    pub(crate) label: String,
    /// The column of the ids, where each item has one.
    pub(crate) id: Option<String>,
    /// What each row says, those that were folded into others too.
    pub(crate) labels: Vec<String>,
}

impl Judgements {
    /// The classes' names among what was said, one for each row that names one.
    pub(crate) fn settled(&self) -> Vec<Option<String>> {
        let named = self.labels.iter().map(|written| match read_label(written) {
            WrittenLabel::Name(name) => Some(name),
            _ => None,
        });
        let mut labels: Vec<Option<String>> = named.collect();
        // What is told of them is told of the items' own labels.
        settle_labels(&mut labels, &[]);
        labels
    }
}

/// Chooses columns as for any file of items; of one that holds judgements, after its rows were folded.
///
/// # Errors
/// As for [`choose_columns`].
pub(crate) fn choose_folded(
    rows: &mut Rows,
    asked: &Columns,
) -> Result<(ColumnGuess, Option<Judgements>)> {
    let guess = choose_columns(rows, asked)?;
    let Some(judgements) = fold_judgements(rows, &guess.columns) else {
        return Ok((guess, None));
    };
    let mut asked = asked.clone();
    asked.id = asked.id.or_else(|| judgements.id.clone());
    asked.hidden.push(judgements.by.clone());
    Ok((choose_columns(rows, &asked)?, Some(judgements)))
}

/// Folds the rows of one item into its first; what they held, if they did.
fn fold_judgements(rows: &mut Rows, guess: &Columns) -> Option<Judgements> {
    let taken: Vec<&str> = guess.text.iter().map(String::as_str).collect();
    let by = column_named(&rows.columns, ANNOTATOR_COLUMNS, &taken)?.to_owned();
    let label = match &guess.label {
        Some(label) => label.clone(),
        None => column_named(&rows.columns, LABEL_COLUMNS, &taken)?.to_owned(),
    };
    let text = |row: &super::Row| {
        let cells = guess
            .text
            .iter()
            .map(|name| row.get(name).unwrap_or_default());
        cells.collect::<Vec<&str>>().join("\u{1f}")
    };
    let id = guess.id.clone().or_else(|| {
        let names = ["id", "item", "item_id", "doc_id", "text_id"];
        let found = rows
            .columns
            .iter()
            .find(|name| names.contains(&name.to_lowercase().as_str()));
        found
            .filter(|name| **name != by && **name != label)
            .cloned()
    });
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    let (mut folded, mut said, mut names) =
        (vec![false; rows.rows.len()], HashSet::new(), HashSet::new());
    let mut has_own_ids = id.is_some();
    for (at, row) in rows.rows.iter().enumerate() {
        let (text, name) = (
            text(row),
            row.get(&by).unwrap_or_default().trim().to_owned(),
        );
        if text.trim().is_empty() || name.is_empty() {
            continue;
        }
        if let Some(own) = id.as_ref().and_then(|id| row.get(id)) {
            // An id that counts judgements names no item.
            has_own_ids &= ids.entry(text.clone()).or_insert_with(|| own.to_owned()) == own;
        }
        names.insert(name.clone());
        folded[at] = first.contains_key(&text);
        first.entry(text.clone()).or_insert(at);
        if !said.insert((text, name)) {
            // One person twice of one text: those are items of equal text.
            return None;
        }
    }
    let many = folded.iter().filter(|folded| **folded).count();
    if names.len() < 2 || many * 4 < rows.rows.len() {
        return None;
    }
    let labels = rows.rows.iter().filter_map(|row| row.get(&label));
    let labels = labels.map(str::to_owned).collect();
    rows.notes.push(format!(
        "{} hold judgements: {} by {} (column {by:?}), so each text is one item",
        counted(rows.rows.len() as u64, "row"),
        counted(first.len() as u64, "text"),
        counted(names.len() as u64, "annotator"),
    ));
    let mut kept = folded.iter().map(|folded| !folded);
    rows.rows.retain(|_| kept.next().unwrap_or(true));
    rows.read -= many as u64;
    debug_assert!(rows.adds_up(), "{} rows were folded", grouped(many as u64));
    Some(Judgements {
        by,
        label,
        id: id.filter(|_| has_own_ids),
        labels,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pool::format::Format;
    use crate::pool::rows::{Limits, rows_of};

    fn folded(text: &str) -> (Rows, Option<Judgements>) {
        let limits = Limits::default();
        let mut rows = rows_of(Path::new("j.csv"), Format::Csv, text.into(), &limits).unwrap();
        let guess = choose_columns(&rows, &Columns::default()).unwrap();
        let found = fold_judgements(&mut rows, &guess.columns);
        (rows, found)
    }

    #[test]
    fn a_text_in_many_rows_is_one_item_with_several_annotators() {
        let (rows, found) = folded(
            "id,text,annotator,label\n1,bus late,ana,neg\n1,bus late,bob,neg\n1,bus late,cem,pos\n\
             2,nice driver,ana,pos\n2,nice driver,bob,pos\n",
        );
        let found = found.unwrap();
        assert_eq!((rows.rows.len(), rows.read), (2, 2));
        assert_eq!(
            (found.by.as_str(), found.id.as_deref()),
            ("annotator", Some("id"))
        );
        assert_eq!(found.labels, ["neg", "neg", "pos", "pos", "pos"]);
        assert!(
            rows.notes[0].contains("5 rows hold judgements: 2 texts by 2 annotators")
                || rows.notes[0].contains("by 3 annotators")
        );
    }

    #[test]
    fn an_id_of_judgements_names_no_item() {
        let (_, found) =
            folded("id,text,worker,label\n1,a b,x,p\n2,a b,y,q\n3,c d,x,p\n4,c d,y,p\n");
        assert_eq!(found.unwrap().id, None);
    }

    #[test]
    fn items_of_equal_text_and_files_of_one_person_stay_as_they_are() {
        for text in [
            "id,text,annotator,label\n1,ok,ana,p\n2,ok,ana,q\n3,no,bob,p\n4,no,bob,p\n",
            "id,text,annotator,label\n1,a,ana,p\n2,b,bob,q\n3,c,cem,p\n",
            "id,text,label\n1,ok,p\n2,ok,q\n",
        ] {
            let (rows, found) = folded(text);
            assert_eq!(found, None, "{text}");
            assert_eq!(rows.rows.len() as u64, rows.read);
        }
    }
}
