//! The sample that four people labeled, with their labels in its journal.

use std::path::Path;

use jiff::Timestamp;
use querist::journal::Event;
use querist::journal::event::{ImportFinished, ImportStarted, ImportedLabel};
use querist::project::{Layout, Sample};
use querist::schema::Annotator;

use crate::support::projects::{open_as, start};

pub(crate) const PEOPLE: [&str; 4] = ["ada", "bruno", "chidi", "dana"];

/// One label that somebody gave.
pub(crate) struct Given {
    pub(crate) annotator: Annotator,
    pub(crate) item: String,
    pub(crate) label: String,
    pub(crate) at: Option<Timestamp>,
    pub(crate) note: Option<String>,
}

/// A label without time or note.
pub(crate) fn given(annotator: &str, item: &str, label: &str) -> Given {
    Given {
        annotator: Annotator::new(annotator).unwrap(),
        item: item.into(),
        label: label.into(),
        at: None,
        note: None,
    }
}

/// Writes labels into the journal of whoever imports them, as one import an annotator.
pub(crate) fn import(layout: &Layout, labels: &[Given]) {
    import_by("importer", layout, labels);
}

/// The same by somebody who has more to do here.
pub(crate) fn import_by(importer: &str, layout: &Layout, labels: &[Given]) {
    let importer = Annotator::new(importer).unwrap();
    let mut project = open_as(layout, &importer, start());
    let mut names: Vec<Annotator> = labels.iter().map(|given| given.annotator.clone()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let source = format!("labels of {name}");
        let mut events = vec![Event::ImportStarted(ImportStarted {
            annotator: name.clone(),
            source: source.clone(),
            hash: source.clone(),
        })];
        for given in labels.iter().filter(|given| given.annotator == name) {
            events.push(Event::ImportedLabel(ImportedLabel {
                annotator: name.clone(),
                item: given.item.clone(),
                label: given.label.clone(),
                given_at: given.at,
                note: given.note.clone(),
                source: source.clone(),
            }));
        }
        let count = events.len() as u64 - 1;
        events.push(Event::ImportFinished(ImportFinished {
            source,
            labels: count,
        }));
        for event in events {
            project.record(start(), event).unwrap();
        }
    }
}

/// A copy of the sample in a folder, labeled by four people.
pub(crate) fn second_opinion(folder: &Path) -> Layout {
    let layout = Sample::find("second-opinion")
        .unwrap()
        .copy_to(folder)
        .unwrap();
    let mut labels = Vec::new();
    for name in PEOPLE {
        let path = folder.join(format!("labels/{name}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            labels.push(Given {
                at: row.get(2).and_then(|time| time.parse().ok()),
                note: row
                    .get(3)
                    .filter(|note| !note.is_empty())
                    .map(str::to_owned),
                ..given(name, &row[0], &row[1])
            });
        }
    }
    import(&layout, &labels);
    layout
}
