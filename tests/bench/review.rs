//! How long until the review shows its first item, and until all is found out?
//!
//! `cargo bench --bench review` makes up a project of 8,000 items with 25,000 labels of 176
//! annotators, and prints in milliseconds: opening the project, counting and the first face, one
//! decision with its next face, the tables, the intervals of one pair, and the study beside the
//! screen, finding by finding.

#![expect(clippy::print_stdout, reason = "a bench prints")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use querist::clock::{Clock, SystemClock};
use querist::error::Result;
use querist::journal;
use querist::journal::event::{Created, ImportFinished, ImportStarted, ImportedLabel};
use querist::journal::{Entry, Event, Journal};
use querist::pool::{Columns, Format, Import, Inputs, Item, Origin};
use querist::project::{Layout, NewProject, OpenProject, create};
use querist::rng::Seed;
use querist::schema::{Adjudication, Annotator, LabelSet};
use querist::session::{
    AdjudicationCommand, AdjudicationEvent, AdjudicationSession, ResponseTiming,
};

const ITEMS: usize = 8_000;
const LABELS: usize = 25_000;
const PEOPLE: usize = 176;
const CLASSES: [&str; 4] = ["anger", "joy", "fear", "none"];

fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("querist-review-{}", std::process::id()));
    let measured = measure(&folder);
    // What is left behind by a failure is in the folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    measured
}

fn measure(folder: &std::path::Path) -> Result<()> {
    let layout = made_up(folder)?;
    let clock = Arc::new(SystemClock);
    let begun = Instant::now();
    let lap = |what: &str, since: Instant| {
        println!("{what:<28} {:>9.1} ms", since.elapsed().as_secs_f64() * 1e3);
    };
    let reviewer = annotator("reviewer")?;
    let project = OpenProject::open(layout, reviewer, clock.now())?;
    lap("project opened", begun);
    let mut session = AdjudicationSession::new(project, clock, None)?;
    let study = session.analysis();
    let reports = session.begin();
    lap("first face, in all", begun);
    for report in &reports {
        if let AdjudicationEvent::Ask(face) = report {
            let since = Instant::now();
            session.handle(AdjudicationCommand::Decide {
                item: face.item,
                decision: Adjudication::KeepDistribution,
                rationale: None,
                time: ResponseTiming::default(),
            });
            lap("a decision, synced, and next", since);
        }
    }
    let since = Instant::now();
    let tables = session.handle(AdjudicationCommand::Tables);
    lap("tables", since);
    if let Some(AdjudicationEvent::Tables(tables)) = tables.first()
        && let Some(worst) = tables.worst.and_then(|at| tables.pairs.get(at))
    {
        let since = Instant::now();
        session.handle(AdjudicationCommand::Pair(worst.a, worst.b));
        lap("intervals of one pair", since);
    }
    let since = Instant::now();
    study.run(&AtomicBool::new(false), |finding| {
        let what = format!("{finding:?}");
        let what: String = what.chars().take_while(|c| c.is_alphanumeric()).collect();
        lap(&format!("study: {what}"), since);
        true
    });
    Ok(())
}

fn annotator(name: &str) -> Result<Annotator> {
    Annotator::new(name).map_err(|why| querist::error::Error::usage(why, "choose another name"))
}

/// Items as they would have been imported.
fn imported(items: Vec<Item>) -> Import {
    Import {
        labels: vec![None; items.len()],
        origins: (0..items.len() as u64)
            .map(|row| Origin {
                line: row + 1,
                row: Some(row),
            })
            .collect(),
        read: items.len() as u64,
        items,
        rejects: Vec::new(),
        blank: 0,
        notes: Vec::new(),
        format: Format::Jsonl,
        columns: Columns::default(),
        original: None,
    }
}

/// A project whose items are made of words of their class, and whose annotators err one time in
/// five.
fn made_up(folder: &std::path::Path) -> Result<Layout> {
    let mut stream = Seed(7).stream("bench", "review");
    let truth: Vec<usize> = (0..ITEMS).map(|_| stream.below(CLASSES.len())).collect();
    let items: Vec<Item> = truth
        .iter()
        .enumerate()
        .map(|(n, class)| {
            let words = (0..12).map(|_| match stream.below(3) {
                0 => format!("{}{}", CLASSES[*class], stream.below(40)),
                _ => format!("word{}", stream.below(3_000)),
            });
            Item {
                id: format!("i{n}"),
                text: words.collect::<Vec<_>>().join(" "),
                fields: Vec::new(),
            }
        })
        .collect();
    let import = imported(items);
    let now = SystemClock.now();
    let layout = create(
        folder,
        &NewProject {
            name: "bench",
            purpose: "",
            seed: Seed(7),
            labels: LabelSet::from_names(CLASSES),
            import: &import,
            source: "made up",
            source_hash: "00",
            inputs: Inputs::default(),
            images: None,
            hidden: &[],
            sensitive: None,
            vectors: None,
            holdout: ITEMS / 10,
            labels_of: None,
            guidelines: None,
        },
        now,
    )?;
    let entry = |event| Entry { at: now, event };
    let importer = annotator("importer")?;
    let created = entry(Event::Created(Created {
        format: journal::FORMAT,
        project: querist::project::Config::read(&layout.config())?.id,
        writer: importer.clone(),
        querist: env!("CARGO_PKG_VERSION").into(),
    }));
    let mut journal = Journal::create(&layout.journal(&importer), &created)?;
    let mut said: Vec<Vec<(usize, usize)>> = vec![Vec::new(); PEOPLE];
    for n in 0..LABELS {
        let item = n % ITEMS;
        let right = stream.below(5) > 0;
        let class = if right {
            truth[item]
        } else {
            stream.below(CLASSES.len())
        };
        said[stream.below(PEOPLE)].push((item, class));
    }
    for (who, labels) in said.iter().enumerate() {
        let annotator = annotator(&format!("p{who:03}"))?;
        let source = format!("source{who}");
        let mut entries = vec![entry(Event::ImportStarted(ImportStarted {
            annotator: annotator.clone(),
            source: source.clone(),
            hash: source.clone(),
        }))];
        entries.extend(labels.iter().map(|(item, class)| {
            entry(Event::ImportedLabel(ImportedLabel {
                annotator: annotator.clone(),
                item: format!("i{item}"),
                label: CLASSES[*class].into(),
                given_at: Some(now),
                note: None,
                source: source.clone(),
            }))
        }));
        entries.push(entry(Event::ImportFinished(ImportFinished {
            source,
            labels: labels.len() as u64,
        })));
        journal.append_all(&entries)?;
    }
    Ok(layout)
}
