//! `querist new`: makes a project of a file.
//!
//! What was found is told first: counts that add up, the first rows, which columns were taken and
//! why. Labels in the file count as somebody's judgements only when `--label` says so; a column
//! that merely looks like labels gives the classes their names.

use std::io;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Result, bail};

use super::dataset::{Dataset, with_numbers};
use super::preview::Sensitive;
use super::{output, preview};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::pool::{
    ColumnGuess, Columns, Format, Import, MOST_HELD_OUT, describe_rejects, draw_holdout,
};
use crate::project;
use crate::project::{LabelsOf, Layout, NewProject, check_free};
use crate::rng::Seed;
use crate::schema::{Annotator, LabelSet, check_label_name};

/// A column with more values than this holds no classes.
const MOST_CLASSES: usize = 200;
/// Whose the labels of a file are when nobody is named.
const IMPORTED: &str = "imported";

/// Make a project from a file: CSV, TSV, JSONL or a folder of texts.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file, or a folder of .txt files.
    file: PathBuf,
    /// The project's folder; without it, one named like the file, here.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The column (or columns) with the text.
    #[arg(long, value_name = "COL", value_delimiter = ',')]
    text: Vec<String>,
    /// The column with the ids.
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// The column with labels to import. A column that only looks like labels names the
    /// classes and is not imported.
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// Columns of numbers to learn from, or of JSON lists of numbers; `all`: every other column
    /// that holds numbers.
    #[arg(long, value_name = "COL,…|all", value_delimiter = ',')]
    numbers: Vec<String>,
    /// Vectors to learn from: a .npy or .jsonl file with one for each row, or a column of lists.
    #[arg(long, value_name = "FILE|COL")]
    vectors: Option<String>,
    /// The column that marks items to be veiled until a key reveals them: true or false, or a
    /// category such as violence.
    #[arg(long, value_name = "COL")]
    sensitive: Option<String>,
    /// The classes; without it, the values of the label column.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    labels: Vec<String>,
    /// Items to hold out for measuring accuracy: a share (at most 400 items) or a number.
    #[arg(long, value_name = "10%|N", default_value = "10%")]
    holdout: Holdout,
    /// Who gave the labels of --label; without it, "imported".
    #[arg(long, value_name = "NAME", requires = "label")]
    annotator: Option<String>,
    /// The project's name; without it, the file's.
    #[arg(long)]
    name: Option<String>,
    /// Don't ask before creating.
    #[arg(long, short)]
    yes: bool,
}

/// How many items to hold out.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holdout {
    Share(f64),
    Count(usize),
}

impl FromStr for Holdout {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = match text.strip_suffix('%') {
            Some(share) => share
                .parse()
                .ok()
                .filter(|share| (0.0..=90.0).contains(share))
                .map(|share: f64| Self::Share(share / 100.0)),
            None => text.parse().ok().map(Self::Count),
        };
        read.ok_or_else(|| "write a share up to 90% such as 10%, or a number of items".into())
    }
}

impl Holdout {
    fn of(self, items: usize) -> usize {
        match self {
            Self::Share(share) => ((share * items as f64).round() as usize).min(MOST_HELD_OUT),
            Self::Count(count) => count,
        }
    }
}

pub(super) fn run(arguments: &Arguments, seed: Option<u64>) -> Result<()> {
    let stem = stem(&arguments.file);
    let folder = arguments
        .to
        .clone()
        .unwrap_or_else(|| default_folder(&arguments.file, &stem));
    check_free(&folder)?;
    let name = project_name(arguments.name.as_deref(), &stem)?;
    let annotator = annotator(arguments)?;
    let importer = super::resolve::annotator(None)?;
    let source = file_name(&arguments.file);

    let asked = Columns {
        text: arguments.text.clone(),
        id: arguments.id.clone(),
        label: arguments.label.clone(),
        sensitive: arguments.sensitive.clone(),
        ..Columns::default()
    };
    let asked = with_numbers(asked, &arguments.numbers);
    let dataset = Dataset::read(&arguments.file, asked, arguments.vectors.as_deref())?;
    let Dataset { guess, import, .. } = &dataset;
    let sensitive = arguments.sensitive.as_deref();
    let sensitive = sensitive
        .map(|column| Sensitive::of(column, &arguments.file, import))
        .transpose()?;
    let hash = source_hash(&arguments.file, import)?;
    let now = SystemClock.now();
    let seed = project_seed(seed, &hash, &now.to_string())?;
    let holdout = arguments.holdout.of(import.items.len());
    let held_out = draw_holdout(&import.items, holdout, seed).len();
    let labels = classes(arguments, import, annotator.is_some())?;

    tell(&source, import, guess, arguments, sensitive.as_ref())?;
    output::say_all(preview::given(&dataset))?;
    tell_classes(&labels, arguments, guess)?;
    output::say_all(preview::holdout(held_out, import.items.len()))?;
    if !arguments.yes && !confirmed(&folder)? {
        output::remark("nothing was created");
        return Ok(());
    }
    let vectors_file = dataset.vectors_file.as_deref().map(file_name);
    let layout = project::create(
        &folder,
        &NewProject {
            name: &name,
            purpose: "",
            seed,
            labels,
            import,
            source: &source,
            source_hash: &hash,
            inputs: guess.columns.inputs(),
            sensitive: arguments.sensitive.as_deref(),
            vectors: vectors_file
                .as_deref()
                .and_then(|source| Some((dataset.imported_vectors()?, source))),
            holdout,
            labels_of: annotator.as_ref().map(|annotator| LabelsOf {
                annotator,
                importer: &importer,
            }),
            guidelines: None,
        },
        now,
    )?;
    tell_created(&layout, &source, import)
}

fn file_name(path: &Path) -> String {
    let named = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    named.file_name().map_or_else(
        || "items".into(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn stem(path: &Path) -> String {
    let name = file_name(path);
    Path::new(&name)
        .file_stem()
        .map_or(name.clone(), |stem| stem.to_string_lossy().into_owned())
}

/// A folder named like the file, in the folder the person stands in; a source without an
/// extension that stands there itself gets a word more.
fn default_folder(file: &Path, stem: &str) -> PathBuf {
    let folder = Path::new(".").join(stem);
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(taken), Ok(source)) if taken == source => {
            Path::new(".").join(format!("{stem}-project"))
        }
        _ => folder,
    }
}

fn project_name(asked: Option<&str>, stem: &str) -> Result<String> {
    match asked {
        Some(name) => check_label_name(name).map(str::to_owned).map_err(|_| {
            Error::usage(
                format!("--name {name:?} cannot be a project's name"),
                "take 1 to 64 visible characters",
            )
            .into()
        }),
        None => Ok(check_label_name(stem).unwrap_or("project").to_owned()),
    }
}

/// Whose the labels are, if they are to be imported.
fn annotator(arguments: &Arguments) -> Result<Option<Annotator>> {
    if arguments.label.is_none() {
        return Ok(None);
    }
    let name = arguments.annotator.as_deref().unwrap_or(IMPORTED);
    let annotator = Annotator::new(name).map_err(|why| {
        Error::usage(
            format!("--annotator {name:?}: {why}"),
            "choose another name",
        )
    })?;
    Ok(Some(annotator))
}

/// BLAKE3 of the file; of a folder, of its items.
fn source_hash(path: &Path, import: &Import) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    if import.format == Format::TextFolder {
        for item in &import.items {
            for part in [&item.id, &item.text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
    } else {
        std::fs::File::open(path)
            .and_then(|file| hasher.update_reader(file).map(|_| ()))
            .map_err(Error::io(path, "read"))?;
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The seed that was asked for, or one that no other project has.
fn project_seed(asked: Option<u64>, hash: &str, now: &str) -> Result<Seed> {
    match asked {
        // TOML knows no larger number.
        Some(seed) if i64::try_from(seed).is_err() => bail!(Error::usage(
            format!("--seed {seed} is too large for a project"),
            format!("take a seed up to {}", i64::MAX),
        )),
        Some(seed) => Ok(Seed(seed)),
        None => {
            let random = Seed(0).stream("new project", &format!("{hash} {now}"));
            // Short enough to be typed.
            Ok(Seed({ random }.next_u64() >> 32))
        }
    }
}

/// The classes: those asked for, then those of the labels that are imported; without either, the
/// values of a column that looks like labels.
fn classes(arguments: &Arguments, import: &Import, imported: bool) -> Result<LabelSet> {
    let mut set = LabelSet::new();
    for name in &arguments.labels {
        set.add(name, None).map_err(|problem| {
            Error::usage(
                format!("--labels {name:?}: {problem}"),
                "name each class once, with commas between",
            )
        })?;
    }
    let counts = preview::label_counts(&import.labels);
    if counts.len() > MOST_CLASSES {
        if imported {
            bail!(Error::usage(
                format!(
                    "the label column has {} different values: these are no classes",
                    counts.len()
                ),
                "name the column of the labels with --label, or leave it out",
            ));
        }
        return Ok(set);
    }
    if imported || set.is_empty() {
        for (name, _) in counts {
            set.intern(name);
        }
    }
    Ok(set)
}

fn tell(
    source: &str,
    import: &Import,
    guess: &ColumnGuess,
    arguments: &Arguments,
    sensitive: Option<&Sensitive>,
) -> Result<()> {
    output::say(&format!("{source}: {}", import.format.as_str()))?;
    output::say(&import.counts())?;
    for note in &import.notes {
        output::say(&format!("note: {note}"))?;
    }
    output::say_all(preview::rejects(source, import))?;
    output::say_all(preview::table(&import.items, &import.labels, sensitive))?;
    for reason in &guess.reasons {
        output::say(reason)?;
    }
    if !guess.others.is_empty() {
        output::say(&format!("shown beside: {}", guess.others.join(", ")))?;
    }
    output::say_all(sensitive.map_or_else(Vec::new, |sensitive| sensitive.tell(&import.items)))?;
    let counts = preview::label_counts(&import.labels);
    let labeled = import.labels.iter().flatten().count();
    if let Some(column) = &guess.columns.label {
        output::say(&format!(
            "labels: {labeled} of {} items have one: {}",
            import.items.len(),
            preview::values(&counts)
        ))?;
        if arguments.label.is_some() {
            let whose = arguments.annotator.as_deref().unwrap_or(IMPORTED);
            output::say(&format!("  imported as the judgements of {whose:?}"))?;
        } else {
            output::say(&format!(
                "  not imported; to count them as judgements: --label {} --annotator NAME",
                output::shell_word(column)
            ))?;
        }
    }
    Ok(())
}

fn tell_classes(labels: &LabelSet, arguments: &Arguments, guess: &ColumnGuess) -> Result<()> {
    if labels.is_empty() {
        return output::say("classes: none yet; `+` adds one while labeling");
    }
    let names: Vec<String> = labels
        .active()
        .map(|(_, label)| match label.key {
            Some(key) => format!("{key} {}", label.name),
            None => label.name.clone(),
        })
        .collect();
    let from = match (&guess.columns.label, arguments.labels.is_empty()) {
        (Some(column), true) => format!(", from {column:?}; --labels A,B takes others"),
        _ => String::new(),
    };
    output::say(&format!("classes: {}{from}", names.join(", ")))
}

/// Whether to go on: asked only where somebody can answer.
fn confirmed(folder: &Path) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Ok(true);
    }
    let question = format!("Create the project in {}? [Y/n] ", folder.display());
    Ok(output::agrees(&question, true)?)
}

fn tell_created(layout: &Layout, source: &str, import: &Import) -> Result<()> {
    let kept = std::fs::read_dir(layout.rejects())
        .ok()
        .and_then(|mut listing| listing.next())
        .and_then(Result::ok)
        .map_or_else(|| layout.rejects(), |file| file.path());
    if let Some(line) = describe_rejects(source, &import.rejects, &kept) {
        output::say(&line)?;
    }
    let root = layout.root().display().to_string();
    output::say(&format!("created {root}"))?;
    output::say(&format!(
        "next: querist label {}",
        output::shell_word(&root)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holdout_is_a_share_with_a_limit_or_a_number() {
        assert_eq!("10%".parse::<Holdout>().unwrap().of(50), 5);
        assert_eq!("10%".parse::<Holdout>().unwrap().of(100_000), MOST_HELD_OUT);
        assert_eq!("500".parse::<Holdout>().unwrap().of(100_000), 500);
        assert_eq!("0".parse::<Holdout>().unwrap().of(100), 0);
        for bad in ["ten", "-1", "95%", "NaN%", ""] {
            assert!(bad.parse::<Holdout>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_seed_fits_into_the_config() {
        assert!(project_seed(Some(u64::MAX), "", "").is_err());
        assert_eq!(project_seed(Some(7), "", "").unwrap(), Seed(7));
        let (one, two) = (project_seed(None, "a", "1"), project_seed(None, "a", "2"));
        assert_ne!(one.unwrap(), two.unwrap());
    }

    #[test]
    fn a_name_that_cannot_be_shown_is_replaced() {
        assert_eq!(project_name(None, "a\u{1b}b").unwrap(), "project");
        assert_eq!(project_name(None, "tickets").unwrap(), "tickets");
        assert!(project_name(Some(""), "tickets").is_err());
    }
}
