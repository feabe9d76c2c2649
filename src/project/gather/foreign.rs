//! What do the journals of another project say?
//!
//! Their labels, under their annotators' names, as rows like those of a label file: undone ones
//! left out, renamed classes under their last names. What is no plain label of a person (unsure,
//! repeats, decisions of reviewers, a program's answers) is counted and not taken.

use std::collections::HashSet;

use crate::journal::event::{Answered, ImportedLabel};
use crate::journal::{Contents, Entry, Event, Head};
use crate::pool::{Item, Items, LabelCell, LabelFile, LabelRow};
use crate::project::Project;
use crate::schema::{Annotator, LabelSet};
use crate::state::{Judgement, State, Verdict, WriterJournal, fold};

/// The labels of each journal of another project, matched by the texts of its own items, too.
pub fn labels_of_project(project: &Project) -> Vec<LabelFile> {
    let state = project.state();
    let journals = project.journals.iter().enumerate();
    journals
        .map(|(writer, journal)| {
            labels_of(
                &state,
                &project.items,
                writer,
                &journal.writer,
                journal.head,
            )
        })
        .collect()
}

/// The labels of one journal whose items are not there.
pub fn labels_of_journal(writer: &Annotator, contents: &Contents) -> LabelFile {
    let entries: Vec<(u64, Entry)> = contents
        .records
        .iter()
        .map(|record| (record.seq, record.entry.clone()))
        .collect();
    let items = named_items(&entries);
    let journal = WriterJournal {
        writer: 0,
        entries: &entries,
    };
    let state = fold(LabelSet::new(), &items, &[journal]);
    let mut file = labels_of(&state, &items, 0, writer, contents.head());
    for row in &mut file.rows {
        row.text = None;
    }
    file.notes.push(
        "it is of another project whose items are not here: its rows are matched by id alone"
            .into(),
    );
    file
}

/// The items that a journal names, without their texts.
fn named_items(entries: &[(u64, Entry)]) -> Items {
    let mut seen = HashSet::new();
    let named = entries.iter().filter_map(|(_, entry)| match &entry.event {
        Event::Answered(Answered { item, .. })
        | Event::ImportedLabel(ImportedLabel { item, .. }) => Some(item),
        _ => None,
    });
    let items = named.filter(|item| seen.insert(*item)).map(|id| Item {
        id: id.clone(),
        text: String::new(),
        fields: Vec::new(),
    });
    Items::new(items.collect(), |_| false)
}

/// What is not taken.
#[derive(Default)]
struct Left {
    unsure: usize,
    repeats: usize,
    programs: usize,
}

impl Left {
    /// The label of a judgement that is taken.
    fn label<'a>(&mut self, state: &'a State, judgement: &Judgement) -> Option<&'a str> {
        let counter = match judgement.verdict {
            _ if judgement.oracle.is_some() => &mut self.programs,
            _ if judgement.is_repeat() => &mut self.repeats,
            Verdict::Unsure => &mut self.unsure,
            Verdict::Label(label) => return Some(state.labels().name(label)),
        };
        *counter += 1;
        None
    }

    fn told(&self) -> Option<String> {
        let counts = [
            (self.unsure, "unsure"),
            (self.repeats, "asked once more to measure the annotator"),
            (self.programs, "by programs"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        (!told.is_empty()).then(|| format!("judgements that are not taken: {}", told.join(", ")))
    }
}

fn labels_of(
    state: &State,
    items: &Items,
    writer: usize,
    name: &Annotator,
    head: Head,
) -> LabelFile {
    let mut left = Left::default();
    let mut rows = Vec::new();
    let mut decided = 0_usize;
    for (index, item) in items.iter() {
        let said = state.item(index);
        decided += usize::from(said.adjudication().is_some());
        for judgement in said.all_judgements() {
            let (journal, seq) = judgement.place;
            if journal != writer {
                continue;
            }
            if let Some(label) = left.label(state, judgement) {
                rows.push(LabelRow {
                    line: seq,
                    item: item.id.clone(),
                    text: Some(item.text.clone()),
                    said: vec![LabelCell {
                        annotator: judgement.annotator.clone(),
                        label: label.to_owned(),
                    }],
                    given_at: Some(judgement.given_at),
                    note: judgement.note.clone(),
                });
            }
        }
    }
    rows.sort_by_key(|row| row.line);
    let mut notes: Vec<String> = left.told().into_iter().collect();
    if decided > 0 {
        notes.push(format!(
            "{decided} items were decided on in review there: decisions are not taken"
        ));
    }
    LabelFile {
        name: format!("{name}.jsonl"),
        hash: head.hash.to_hex().to_string(),
        reading: "journal".into(),
        read: rows.len() as u64,
        rows,
        rejects: Vec::new(),
        blank: 0,
        is_foreign: true,
        notes,
    }
}
