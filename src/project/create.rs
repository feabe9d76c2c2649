//! Makes projects: of imported items, or as copies of the samples in the binary.
//!
//! All at once: everything is written into a hidden folder beside its place, synced, and moved
//! there by one rename. A project is whole or not there at all. A demo runs on a copy, so a sample
//! stays clean.

use std::path::Path;

use jiff::Timestamp;

use super::atomic::{sync_folder, write_atomically};
use super::config_edit::{StarterColumns, starter};
use super::manifest::{Manifest, Part, PartVectors};
use super::read::TO_FILL_IN;
use super::{Config, Layout};
use crate::error::{Error, Result};
use crate::journal::event::{ImportFinished, ImportStarted, ImportedLabel};
use crate::journal::{Entry, Event, Journal, folder_of};
use crate::pool::{
    ImageColumn, Import, Inputs, Vectors, draw_holdout, write_items, write_original, write_rejects,
    write_vectors,
};
use crate::rng::Seed;
use crate::schema::{Annotator, LabelSet};

/// Everything a new project is made of.
pub struct NewProject<'a> {
    /// Its name.
    pub name: &'a str,
    /// What the labels are for.
    pub purpose: &'a str,
    /// The seed of all chance in it.
    pub seed: Seed,
    /// The classes.
    pub labels: LabelSet,
    /// What was read.
    pub import: &'a Import,
    /// The name of the file it was read from.
    pub source: &'a str,
    /// BLAKE3 of that file.
    pub source_hash: &'a str,
    /// What the model learns from.
    pub inputs: Inputs,
    /// The vectors that came in a file of their own, one an item, with that file's name.
    pub vectors: Option<(&'a Vectors, &'a str)>,
    /// The column that marks items to be veiled.
    pub sensitive: Option<&'a str>,
    /// Where the items' images are.
    pub images: Option<&'a ImageColumn>,
    /// The columns that are kept and not shown while labeling.
    pub hidden: &'a [String],
    /// How many items to hold out.
    pub holdout: usize,
    /// The labels that came with the items, if they are to be kept.
    pub labels_of: Option<LabelsOf<'a>>,
    /// The guidelines, when there are any yet.
    pub guidelines: Option<&'a str>,
}

/// Whose labels come with the items, and whose journal says so: the importer's own, so that the
/// annotator's journal can arrive later.
#[derive(Debug, Clone, Copy)]
pub struct LabelsOf<'a> {
    /// Who gave them.
    pub annotator: &'a Annotator,
    /// Who brings them in.
    pub importer: &'a Annotator,
}

/// Makes the project in `folder`, which must not exist or be empty.
pub fn create(folder: &Path, new: &NewProject<'_>, now: Timestamp) -> Result<Layout> {
    check_free(folder)?;
    let parent = folder_of(folder);
    std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
    let staged = tempfile::Builder::new()
        .prefix(".querist-new-")
        .tempdir_in(parent)
        .map_err(Error::io(parent, "write"))?;
    let layout = Layout::at(staged.path());
    write_all(&layout, new, now)?;
    // Renaming onto an empty folder replaces it, and fails on any other.
    std::fs::rename(staged.path(), folder).map_err(Error::io(folder, "create"))?;
    // The folder has moved away: there is nothing left to clean up.
    let _ = staged.keep();
    sync_folder(parent)?;
    Ok(Layout::at(folder))
}

/// Refuses a folder that holds anything.
pub(crate) fn check_free(folder: &Path) -> Result<()> {
    let next = "choose another folder with `--to DIR`";
    match std::fs::read_dir(folder).map(|mut listing| listing.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) if Layout::at(folder).config().exists() => Err(Error::refused(
            format!("{} is a querist project already", folder.display()),
            format!(
                "open it with `querist label {}`, or {next}",
                folder.display()
            ),
        )),
        Ok(false) => Err(Error::refused(
            format!("{} exists and is not empty", folder.display()),
            next,
        )),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::io(folder, "create")(source)),
    }
}

fn write_all(layout: &Layout, new: &NewProject<'_>, now: Timestamp) -> Result<()> {
    for folder in [layout.pool(), layout.journals()] {
        std::fs::create_dir_all(&folder).map_err(Error::io(&folder, "create"))?;
    }
    let import = new.import;
    let purpose = format!("{} {now}", new.source_hash);
    let id = format!("{:016x}", new.seed.stream("project", &purpose).next_u64());
    let config = starter(
        new.name,
        &id,
        new.purpose,
        new.seed.0,
        &new.labels,
        &StarterColumns {
            inputs: &new.inputs,
            marks: new.sensitive,
            hidden: new.hidden,
            images: new.images,
        },
    );
    // A project is kept under git by many; its files are checked byte by byte.
    write(&layout.root().join(".gitattributes"), "* -text\n")?;
    Config::parse(&layout.config(), &config)?;
    write(&layout.config(), &config)?;
    write(
        &layout.guidelines(),
        &new.guidelines
            .map_or_else(|| starter_guidelines(new), str::to_owned),
    )?;
    let part = "items.jsonl";
    let hash = write_items(&layout.pool().join(part), &import.items)?;
    let vectors = new.vectors.map(|(vectors, source)| {
        let file = "vectors.npy";
        Ok::<_, Error>(PartVectors {
            file: file.into(),
            blake3: write_vectors(&layout.pool().join(file), vectors)?,
            width: vectors.width(),
            source: source.into(),
        })
    });
    write_rejects(&layout.rejects(), new.source, &import.rejects)?;
    if let Some(original) = &import.original {
        write_original(&layout.originals(), new.source, original)?;
    }
    let mut holdout: Vec<String> = draw_holdout(&import.items, new.holdout, new.seed)
        .into_iter()
        .collect();
    holdout.sort_unstable();
    Manifest {
        format: 1,
        parts: vec![Part {
            file: part.into(),
            blake3: hash,
            source: new.source.into(),
            imported_at: now,
            read: import.read,
            accepted: import.items.len() as u64,
            rejected: import.rejects.len() as u64,
            blank: import.blank,
            columns: Some(import.columns.clone()),
            source_blake3: Some(new.source_hash.into()),
            vectors: vectors.transpose()?,
            encoding: import
                .original
                .as_ref()
                .map(|original| original.encoding.to_owned()),
        }],
        holdout,
    }
    .write(&layout.manifest())?;
    if let Some(labels_of) = new.labels_of {
        import_labels(layout, new, labels_of, &id, now)?;
    }
    Ok(())
}

/// Writes the labels that came with the items as one import of a named annotator.
fn import_labels(
    layout: &Layout,
    new: &NewProject<'_>,
    LabelsOf {
        annotator,
        importer,
    }: LabelsOf<'_>,
    project: &str,
    now: Timestamp,
) -> Result<()> {
    let entry = |event| Entry { at: now, event };
    let created = Entry::created(now, project, importer);
    let mut journal = Journal::create(&layout.journal(importer), &created)?;
    let mut entries = vec![entry(Event::ImportStarted(ImportStarted {
        annotator: annotator.clone(),
        source: new.source.into(),
        hash: new.source_hash.into(),
    }))];
    for (item, label) in new.import.items.iter().zip(&new.import.labels) {
        if let Some(label) = label {
            entries.push(entry(Event::ImportedLabel(ImportedLabel {
                annotator: annotator.clone(),
                item: item.id.clone(),
                label: label.clone(),
                given_at: None,
                note: None,
                source: new.source_hash.into(),
            })));
        }
    }
    let labels = entries.len() as u64 - 1;
    entries.push(entry(Event::ImportFinished(ImportFinished {
        source: new.source_hash.into(),
        labels,
    })));
    journal.append_all(&entries)?;
    Ok(())
}

fn starter_guidelines(new: &NewProject<'_>) -> String {
    let mut text = format!(
        "# {}\n\nWhat is being decided, and why? One paragraph that a stranger could follow.\n\
         `Space g` shows this page while labeling; each answer remembers which version of it \
         was in force.\n",
        new.name
    );
    for (_, label) in new.labels.active() {
        text.push_str(&format!("\n## {}\n\n{TO_FILL_IN}\n", label.name));
    }
    text
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_atomically(path, text.as_bytes())
}

/// A project that comes with querist.
#[derive(Debug, PartialEq, Eq)]
pub struct Sample {
    /// The word for it on the command line.
    pub name: &'static str,
    /// One line on what it shows.
    pub doc: &'static str,
    /// It is about what several people said: their labels are taken in, and the review opens.
    pub is_for_review: bool,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($sample:literal: $($file:literal),+ $(,)?) => {
        &[$(($file, include_str!(concat!("../../sample-projects/", $sample, "/", $file)))),+]
    };
}

/// All samples, the one for beginners first.
pub(crate) static SAMPLES: &[Sample] = &[
    Sample {
        name: "tickets",
        doc: "440 support tickets, five classes: the main job",
        is_for_review: false,
        files: files!("tickets":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json", ".gold.jsonl"),
    },
    Sample {
        name: "bootstrap",
        doc: "330 slips from a library's question box, no classes yet: the cold start",
        is_for_review: false,
        files: files!("bootstrap":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json"),
    },
    Sample {
        name: "second-opinion",
        doc: "170 forum comments that four people judged differently",
        is_for_review: true,
        files: files!("second-opinion":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json", "labels/ada.csv", "labels/bruno.csv", "labels/chidi.csv",
            "labels/dana.csv"),
    },
];

impl Sample {
    /// The sample with this name.
    ///
    /// # Errors
    /// When there is none, with the names there are.
    pub fn find(name: &str) -> Result<&'static Self> {
        let found = SAMPLES.iter().find(|sample| sample.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = SAMPLES.iter().map(|sample| sample.name).collect();
            let next = format!("choose one of: {}", names.join(", "));
            Error::usage(format!("there is no sample {name:?}"), next)
        })
    }

    /// Copies the sample into a folder, unless a copy is there already.
    pub fn copy_to(&self, folder: &Path) -> Result<Layout> {
        let layout = Layout::at(folder);
        if layout.config().is_file() {
            return Ok(layout);
        }
        // The config comes last: a folder with a config is a whole copy.
        for (file, text) in self.files.iter().rev() {
            let path = folder.join(file);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
            }
            write_atomically(&path, text.as_bytes())?;
        }
        Ok(layout)
    }
}
