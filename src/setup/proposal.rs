//! A project as it is proposed for a file: told in lines, then made.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::choices::{Choices, Guidelines};
use super::gather::gather;
use super::naming::{default_folder, file_name, project_name, project_seed, source_hash, stem};
use super::preview;
use super::sensitive::Sensitive;
use crate::error::{Error, Result};
use crate::pool::{
    Dataset, ImageColumn, Judgements, LabelChoice, describe_rejects, draw_holdout, way_between,
};
use crate::project;
use crate::project::{LabelsOf, Layout, NewProject, check_free};
use crate::rng::Seed;
use crate::schema::{Annotator, LabelSet};
use crate::text::shell_word;

/// A column with more values than this holds no classes.
const MOST_CLASSES: usize = 200;
/// Whose the labels of a file are when nobody is named.
const IMPORTED: &str = "imported";

/// A project that can be made.
pub(crate) struct Proposal {
    choices: Choices,
    folder: PathBuf,
    name: String,
    source: String,
    source_hash: String,
    seed: Seed,
    annotator: Option<Annotator>,
    dataset: Dataset,
    sensitive: Option<Sensitive>,
    held_out: usize,
    labels: LabelSet,
    /// What several people said, to be taken in once the project is there.
    judgements: Option<Judgements>,
}

impl Proposal {
    /// Reads the file and completes the choices by guesses.
    ///
    /// # Errors
    /// When the folder is taken, the file cannot be read, or a choice cannot be followed.
    pub(crate) fn of(choices: Choices, now: Timestamp) -> Result<Self> {
        let stem = stem(&choices.file);
        let folder = choices
            .to
            .clone()
            .unwrap_or_else(|| default_folder(&choices.file, &stem));
        check_free(&folder)?;
        let name = project_name(choices.name.as_deref(), &stem)?;
        let annotator = annotator(&choices)?;
        let source = file_name(&choices.file);
        let dataset = Dataset::read(
            &choices.file,
            &choices.reading,
            choices.columns(),
            choices.vectors.as_deref(),
            &choices.labels,
        )?;
        let import = &dataset.import;
        let sensitive = choices.sensitive.as_deref();
        let sensitive = sensitive
            .map(|column| Sensitive::of(column, &choices.file, import))
            .transpose()?;
        let source_hash = source_hash(&choices.file, import)?;
        let seed = project_seed(choices.seed, &source_hash, &now.to_string())?;
        let holdout = holdout(&choices, &dataset);
        let held_out = draw_holdout(&import.items, holdout, seed).len();
        // Several people's labels are taken in afterwards, each under its annotator's name.
        let takes_all = choices.label.is_some() && choices.annotator.is_none();
        let judgements = dataset.judgements.clone().filter(|_| takes_all);
        let said = judgements.as_ref().map(Judgements::settled);
        let labels = classes(
            &choices,
            said.as_deref().unwrap_or(&import.labels),
            annotator.is_some(),
        )?;
        let annotator = annotator.filter(|_| judgements.is_none());
        Ok(Self {
            choices,
            folder,
            name,
            source,
            source_hash,
            seed,
            annotator,
            dataset,
            sensitive,
            held_out,
            labels,
            judgements,
        })
    }

    /// Where it is going to be.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was found and is proposed, line by line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let import = &self.dataset.import;
        let mut lines = self.found();
        lines.extend(self.images_found());
        lines.extend(preview::given(&self.dataset));
        lines.push(self.classes());
        if dataset_learns(&self.dataset) {
            lines.extend(preview::holdout(self.held_out, import.items.len()));
        } else {
            lines.extend(preview::NOTHING_LEARNT.map(str::to_owned));
        }
        lines
    }

    fn found(&self) -> Vec<String> {
        let (import, guess) = (&self.dataset.import, &self.dataset.guess);
        let mut lines = vec![
            format!("{}: {}", self.source, import.format.as_str()),
            import.counts(),
        ];
        lines.extend(import.notes.iter().map(|note| format!("note: {note}")));
        lines.extend(preview::rejects(&self.source, import));
        let sensitive = self.sensitive.as_ref();
        lines.extend(preview::table(&import.items, &import.labels, sensitive));
        lines.extend(guess.reasons.iter().cloned());
        let is_shown = |name: &&String| !guess.columns.hidden.contains(name);
        let beside: Vec<&str> = guess
            .others
            .iter()
            .filter(is_shown)
            .map(String::as_str)
            .collect();
        if !beside.is_empty() {
            lines.push(format!("shown beside: {}", beside.join(", ")));
        }
        if !self.choices.annotators.is_empty() {
            lines.push(format!(
                "annotators: {}: their labels are taken in, and not shown while labeling",
                self.choices.annotators.join(", ")
            ));
        }
        lines.extend(sensitive.map_or_else(Vec::new, |known| known.tell(&import.items)));
        let counts = preview::label_counts(&import.labels);
        let labeled = import.labels.iter().flatten().count();
        if let Some(column) = &guess.columns.label {
            lines.push(format!(
                "labels: {labeled} of {} items have one: {}",
                import.items.len(),
                preview::values(&counts)
            ));
            lines.push(if let Some(judgements) = &self.judgements {
                format!(
                    "  taken in as the judgements of those that {:?} names",
                    judgements.by
                )
            } else if self.choices.label.is_some() {
                let whose = self.choices.annotator.as_deref().unwrap_or(IMPORTED);
                format!("  imported as the judgements of {whose:?}")
            } else {
                format!(
                    "  not imported; to count them as judgements: --label {} --annotator NAME",
                    shell_word(column)
                )
            });
        }
        lines
    }

    fn classes(&self) -> String {
        if self.labels.is_empty() {
            return "classes: none yet; `+` adds one while labeling".into();
        }
        let names: Vec<String> = self
            .labels
            .active()
            .map(|(_, label)| match label.key {
                Some(key) => format!("{key} {}", label.name),
                None => label.name.clone(),
            })
            .collect();
        let column = &self.dataset.guess.columns.label;
        let from = match (column, self.choices.labels.is_empty()) {
            (Some(column), true) => format!(", from {column:?}; --labels A,B takes others"),
            _ => String::new(),
        };
        format!("classes: {}{from}", names.join(", "))
    }

    /// Makes the project; whoever makes it brings in the labels that come with it.
    ///
    /// # Errors
    /// When it cannot be written: then there is nothing.
    pub(crate) fn create(&self, importer: &Annotator, now: Timestamp) -> Result<Layout> {
        let dataset = &self.dataset;
        let import = &dataset.import;
        let vectors_file = dataset.vectors_file.as_deref().map(file_name);
        let images = self.images();
        project::create(
            &self.folder,
            &NewProject {
                name: &self.name,
                purpose: "",
                seed: self.seed,
                labels: self.labels.clone(),
                import,
                source: &self.source,
                source_hash: &self.source_hash,
                inputs: dataset.guess.columns.inputs(),
                sensitive: self.choices.sensitive.as_deref(),
                vectors: vectors_file
                    .as_deref()
                    .and_then(|source| Some((dataset.imported_vectors()?, source))),
                hidden: &dataset.guess.columns.hidden,
                images: images.as_ref(),
                holdout: holdout(&self.choices, dataset),
                labels_of: self.annotator.as_ref().map(|annotator| LabelsOf {
                    annotator,
                    importer,
                }),
                guidelines: match self.choices.guidelines {
                    Guidelines::Template => None,
                    Guidelines::Empty => Some(""),
                },
            },
            now,
        )
    }

    /// Whether the images are where the paths say.
    fn images_found(&self) -> Option<String> {
        let column = self.dataset.guess.columns.image.clone()?;
        let (folder, _) = whole_place(&self.choices.file)?;
        let images = ImageColumn { column, folder };
        preview::images(&self.dataset.import.items, &images)
    }

    /// Where the images are, seen from the project: it may move together with its data.
    fn images(&self) -> Option<ImageColumn> {
        let column = self.dataset.guess.columns.image.clone()?;
        // The project's own folder is not there yet; the one it will be in may be a link.
        let (data, _) = whole_place(&self.choices.file)?;
        let (parent, name) = whole_place(&self.folder)?;
        Some(ImageColumn {
            column,
            folder: way_between(&parent.join(name), &data),
        })
    }

    /// Takes in the labels of the columns that hold an annotator's each; how many.
    ///
    /// # Errors
    /// When a column cannot be an annotator's; the project is there all the same.
    pub(crate) fn take_in_labels(
        &self,
        layout: &Layout,
        importer: &Annotator,
        now: Timestamp,
    ) -> Result<u64> {
        let files = [self.choices.file.clone()];
        if let Some(judgements) = &self.judgements {
            let choice = LabelChoice {
                item: judgements.id.clone(),
                text: self.dataset.guess.columns.text.clone(),
                label: Some(judgements.label.clone()),
                by: Some(judgements.by.clone()),
                reading: self.choices.reading.clone(),
                ..LabelChoice::default()
            };
            return gather(layout, &files, &choice, importer, now);
        }
        if self.choices.annotators.is_empty() {
            return Ok(0);
        }
        let choice = LabelChoice {
            item: self.dataset.guess.columns.id.clone(),
            text: self.dataset.guess.columns.text.clone(),
            wide: self.choices.annotators.clone(),
            reading: self.choices.reading.clone(),
            ..LabelChoice::default()
        };
        gather(layout, &files, &choice, importer, now)
    }

    /// What was not taken in, and where it is kept.
    pub(crate) fn left_out(&self, layout: &Layout) -> Option<String> {
        let kept = std::fs::read_dir(layout.rejects())
            .ok()
            .and_then(|mut listing| listing.next())
            .and_then(std::result::Result::ok)
            .map_or_else(|| layout.rejects(), |file| file.path());
        describe_rejects(&self.source, &self.dataset.import.rejects, &kept)
    }
}

/// Whether a model can learn from what is there.
fn dataset_learns(dataset: &Dataset) -> bool {
    !dataset.guess.columns.inputs().is_empty()
}

/// How many items are held out: none where no model is to be measured.
fn holdout(choices: &Choices, dataset: &Dataset) -> usize {
    if dataset_learns(dataset) {
        choices.holdout.of(dataset.import.items.len())
    } else {
        0
    }
}

/// The folder that a path is in, without links, and its name there.
fn whole_place(path: &Path) -> Option<(PathBuf, OsString)> {
    let whole = std::path::absolute(path).ok()?;
    let (folder, name) = (whole.parent()?, whole.file_name()?);
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    Some((folder, name.to_owned()))
}

/// Whose the labels are, if they are to be imported.
fn annotator(choices: &Choices) -> Result<Option<Annotator>> {
    if choices.label.is_none() {
        return Ok(None);
    }
    let name = choices.annotator.as_deref().unwrap_or(IMPORTED);
    let annotator = Annotator::new(name).map_err(|why| {
        Error::usage(
            format!("--annotator {name:?}: {why}"),
            "choose another name",
        )
    })?;
    Ok(Some(annotator))
}

/// The classes: those asked for, then those of the labels that are imported; without either, the
/// values of a column that looks like labels.
fn classes(choices: &Choices, written: &[Option<String>], imported: bool) -> Result<LabelSet> {
    let mut set = LabelSet::new();
    for name in &choices.labels {
        set.add(name, None).map_err(|problem| {
            Error::usage(
                format!("--labels {name:?}: {problem}"),
                "name each class once, with commas between",
            )
        })?;
    }
    let counts = preview::label_counts(written);
    // Of a column that was only guessed; one that was asked for holds classes, however many.
    if counts.len() > MOST_CLASSES && !imported {
        return Ok(LabelSet::of_new_project(&choices.labels));
    }
    let mut names = choices.labels.clone();
    if imported || names.is_empty() {
        let mut known: HashSet<&str> = choices.labels.iter().map(String::as_str).collect();
        for name in written.iter().flatten() {
            if known.insert(name) {
                names.push(name.clone());
            }
        }
    }
    Ok(LabelSet::of_new_project(&names))
}
