//! Chooses the columns of a label file: which holds the items, the labels, the annotators.
//!
//! The person says so, and where the person says nothing, it is a guess by the names that
//! annotation tools and data sets use, with its reason. Invariant: each column that is taken exists
//! and has one use.

use super::names::plain_name;
use super::reading::moment;
use crate::error::{Error, Place, Result};
use crate::pool::{Reading, Rows};
use crate::schema::Annotator;

const ITEM: &str = "\
    item item_id itemid id _id uuid guid key example example_id doc_id docid document_id \
    text_id task task_id row_id record_id unit unit_id idx index";

pub(in crate::pool) const LABEL: &str = "\
    label labels annotation judgement judgment answer response class category rating value \
    code tag choice decision";

pub(in crate::pool) const ANNOTATOR: &str = "\
    annotator annotator_id annotatorid worker worker_id workerid rater rater_id coder \
    coder_id labeler labeller labeled_by labelled_by annotated_by reviewer judge person user \
    user_id username email";

const TIME: &str = "\
    time timestamp given_at labeled_at labelled_at annotated_at created_at updated_at \
    completed_at submitted_at datetime date";

const NOTE: &str = "note notes remark remarks rationale reason";

const TEXT: &str = "text body content message sentence document comment review tweet";

/// The first column with one of these names, whatever its case, that is not taken.
pub(in crate::pool) fn named<'a>(
    columns: &'a [String],
    names: &str,
    taken: &[&str],
) -> Option<&'a str> {
    let called = |name: &str| {
        let is_it =
            |column: &&String| column.to_lowercase() == name && !taken.contains(&column.as_str());
        columns.iter().find(is_it)
    };
    names.split(' ').find_map(called).map(String::as_str)
}

/// What the person says of a label file; an empty choice leaves everything to guessing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LabelChoice {
    /// Whose labels they all are.
    pub(crate) annotator: Option<Annotator>,
    /// The column with the items' ids.
    pub(crate) item: Option<String>,
    /// The column with the labels.
    pub(crate) label: Option<String>,
    /// The column with the annotators' names.
    pub(crate) by: Option<String>,
    /// The columns that hold one annotator's labels each.
    pub(crate) wide: Vec<String>,
    /// The columns joined into the text.
    pub(crate) text: Vec<String>,
    /// The column with the times.
    pub(crate) time: Option<String>,
    /// The column with the notes.
    pub(crate) note: Option<String>,
    /// How the file is read.
    pub(crate) reading: Reading,
}

impl LabelChoice {
    /// Every column that was named, with the option that names it.
    fn named(&self) -> Vec<(&'static str, &String)> {
        let wide = !self.wide.is_empty();
        let long = self.by.is_some();
        let [item, label] = match (wide, long) {
            (true, _) => ["--wide", "--wide"],
            (_, true) => ["--long", "--long"],
            _ => ["--item", "--label"],
        };
        let mut named = Vec::new();
        named.extend(self.item.iter().map(|name| (item, name)));
        named.extend(self.by.iter().map(|name| ("--long", name)));
        named.extend(self.label.iter().map(|name| (label, name)));
        named.extend(self.wide.iter().map(|name| ("--wide", name)));
        named.extend(self.text.iter().map(|name| ("--text", name)));
        named.extend(self.time.iter().map(|name| ("--time", name)));
        named.extend(self.note.iter().map(|name| ("--note", name)));
        named
    }
}

/// Who speaks, and in which columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LabelLayout {
    One { annotator: Annotator, label: String },
    Long { annotator: String, label: String },
    Wide(Vec<(String, Annotator)>),
}

/// The columns that are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LabelColumns {
    pub(super) item: Option<String>,
    pub(super) layout: LabelLayout,
    pub(super) text: Vec<String>,
    pub(super) time: Option<String>,
    pub(super) note: Option<String>,
    /// One sentence for each decision.
    pub(super) reasons: Vec<String>,
}

impl LabelColumns {
    /// The columns that have a use.
    pub(super) fn taken(&self) -> Vec<&str> {
        let mut taken: Vec<&str> = self.text.iter().map(String::as_str).collect();
        let others = [&self.item, &self.time, &self.note];
        taken.extend(others.into_iter().filter_map(|column| column.as_deref()));
        match &self.layout {
            LabelLayout::One { label, .. } => taken.push(label),
            LabelLayout::Long { annotator, label } => taken.extend([annotator.as_str(), label]),
            LabelLayout::Wide(columns) => {
                taken.extend(columns.iter().map(|(column, _)| column.as_str()));
            }
        }
        taken
    }
}

/// Takes what the person chose and guesses the rest; `texts` are the columns from which the
/// project's texts were read.
pub(super) fn choose(rows: &Rows, asked: &LabelChoice, texts: &[String]) -> Result<LabelColumns> {
    check_named(rows, asked)?;
    let taken = asked.named().into_iter();
    let mut choosing = Choosing {
        rows,
        taken: taken.map(|(_, name)| name.as_str()).collect(),
        reasons: Vec::new(),
    };
    let item = choosing.by_name("item", asked.item.as_ref(), ITEM);
    let layout = choosing.layout(asked)?;
    let text = choosing.text(asked, texts);
    if item.is_none() && text.is_empty() {
        return Err(Error::input(
            place(rows),
            "no column names the items",
            format!(
                "name the column of their ids with --item COL: {}",
                rows.listed()
            ),
        ));
    }
    let time = choosing.time(asked.time.as_ref())?;
    let note = choosing.by_name("note", asked.note.as_ref(), NOTE);
    Ok(LabelColumns {
        item,
        layout,
        text,
        time,
        note,
        reasons: choosing.reasons,
    })
}

fn check_named(rows: &Rows, asked: &LabelChoice) -> Result<()> {
    let named = asked.named();
    for (place_in, (option, name)) in named.iter().enumerate() {
        if !rows.columns.contains(name) {
            return Err(Error::usage(
                format!("{} has no column {name:?} ({option})", place(rows)),
                format!("its columns are: {}", rows.listed()),
            ));
        }
        if let Some((other, _)) = named[..place_in].iter().find(|(_, known)| known == name) {
            return Err(Error::usage(
                format!("the column {name:?} is named twice ({other} and {option})"),
                "give each column one use",
            ));
        }
    }
    Ok(())
}

struct Choosing<'a> {
    rows: &'a Rows,
    taken: Vec<&'a str>,
    reasons: Vec<String>,
}

impl Choosing<'_> {
    /// A column that was named, or else the first that is called so.
    fn by_name(&mut self, what: &str, asked: Option<&String>, names: &str) -> Option<String> {
        if let Some(asked) = asked {
            return Some(asked.clone());
        }
        let found = named(&self.rows.columns, names, &self.taken)?;
        self.taken.push(found);
        self.reasons.push(format!("{what}: {found:?} by its name"));
        Some(found.to_owned())
    }

    fn layout(&mut self, asked: &LabelChoice) -> Result<LabelLayout> {
        if !asked.wide.is_empty() {
            return self.wide(&asked.wide);
        }
        let Some(label) = self.by_name("label", asked.label.as_ref(), LABEL) else {
            return Err(no_label(self.rows));
        };
        if let Some(annotator) = &asked.annotator {
            let annotator = annotator.clone();
            if let Some(column) = named(&self.rows.columns, ANNOTATOR, &self.taken) {
                self.reasons.push(format!(
                    "annotator: {annotator}, as you say; the column {column:?} is not read"
                ));
            }
            return Ok(LabelLayout::One { annotator, label });
        }
        if let Some(annotator) = self.by_name("annotator", asked.by.as_ref(), ANNOTATOR) {
            return Ok(LabelLayout::Long { annotator, label });
        }
        let annotator = self.annotator_of_file()?;
        Ok(LabelLayout::One { annotator, label })
    }

    fn wide(&self, columns: &[String]) -> Result<LabelLayout> {
        let mut layout: Vec<(String, Annotator)> = Vec::new();
        for column in columns {
            let annotator = plain_name(column).ok_or_else(|| {
                Error::input(
                    place(self.rows),
                    format!("the column {column:?} has no name that an annotator can have"),
                    "rename it to its annotator's name: letters, digits, '-', '_' and '.'",
                )
            })?;
            if let Some((other, _)) = layout.iter().find(|(_, known)| *known == annotator) {
                return Err(Error::input(
                    place(self.rows),
                    format!("the columns {other:?} and {column:?} would both be {annotator} here"),
                    "rename one of them",
                ));
            }
            layout.push((column.clone(), annotator));
        }
        Ok(LabelLayout::Wide(layout))
    }

    fn annotator_of_file(&mut self) -> Result<Annotator> {
        let stem = self.rows.path.file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy();
        let annotator = Annotator::new(&stem).ok().or_else(|| plain_name(&stem));
        let annotator = annotator.ok_or_else(|| {
            Error::usage(
                format!(
                    "{} says not whose labels it holds",
                    self.rows.path.display()
                ),
                "name their annotator with --annotator NAME",
            )
        })?;
        self.reasons.push(format!(
            "annotator: {annotator}, as the file is called; --annotator NAME says otherwise"
        ));
        Ok(annotator)
    }

    fn text(&mut self, asked: &LabelChoice, texts: &[String]) -> Vec<String> {
        if !asked.text.is_empty() {
            return asked.text.clone();
        }
        let is_free = |column: &String| {
            self.rows.columns.contains(column) && !self.taken.contains(&column.as_str())
        };
        if !texts.is_empty() && texts.iter().all(is_free) {
            self.reasons
                .push(format!("text: {} as in the project", quoted(texts)));
            return texts.to_vec();
        }
        self.by_name("text", None, TEXT).into_iter().collect()
    }

    /// A column of times is taken by its name only when its cells are moments: some are called
    /// `time` and hold seconds.
    fn time(&mut self, asked: Option<&String>) -> Result<Option<String>> {
        let guessed = asked.is_none();
        let Some(column) = asked
            .map(String::as_str)
            .or_else(|| named(&self.rows.columns, TIME, &self.taken))
        else {
            return Ok(None);
        };
        let cells = self.rows.rows.iter().filter_map(|row| row.get(column));
        let cells: Vec<&str> = cells.filter(|cell| !cell.trim().is_empty()).collect();
        let moments = cells.iter().filter(|cell| moment(cell).is_some()).count();
        if !guessed {
            if moments == 0 && !cells.is_empty() {
                return Err(Error::usage(
                    format!(
                        "{} holds no times in {column:?} (--time)",
                        self.rows.path.display()
                    ),
                    "write them as 2026-02-10T08:41:28Z, or leave --time out",
                ));
            }
            return Ok(Some(column.to_owned()));
        }
        if moments * 10 < cells.len() * 9 || cells.is_empty() {
            self.reasons.push(format!(
                "time: {column:?} holds no times, so it is not read"
            ));
            return Ok(None);
        }
        self.by_name("time", None, &column.to_lowercase());
        Ok(Some(column.to_owned()))
    }
}

fn no_label(rows: &Rows) -> Error {
    let columns = rows.listed();
    if named(&rows.columns, TEXT, &[]).is_some() {
        return Error::input(
            place(rows),
            "it has texts and no column of labels",
            format!(
                "name the labels with --label COL or --wide ITEM,COL,… ({columns}); new texts join \
                 the old in a project of both: `querist new BOTH.csv --to NEW`, then `querist import \
                 NEW PROJECT` brings what was answered"
            ),
        );
    }
    Error::input(
        place(rows),
        "no column holds the labels",
        format!(
            "name it with --label COL, or the columns of several annotators with \
             --wide ITEM,COL,…: {columns}"
        ),
    )
}

/// The header's place; JSON lines have none.
fn place(rows: &Rows) -> Place {
    if rows.format == crate::pool::Format::Jsonl {
        Place::file(&rows.path)
    } else {
        Place::line(&rows.path, 1)
    }
}

fn quoted(columns: &[String]) -> String {
    let quoted: Vec<String> = columns.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(" and ")
}

impl LabelLayout {
    /// What of it makes another source of the same bytes; whose labels they are does not, for
    /// sources are told apart by annotator anyway.
    pub(super) fn reading(&self) -> String {
        match self {
            Self::One { label, .. } => format!("one {label:?}"),
            Self::Long { annotator, label } => format!("long {annotator:?} {label:?}"),
            Self::Wide(columns) => {
                let names: Vec<&String> = columns.iter().map(|(column, _)| column).collect();
                format!("wide {names:?}")
            }
        }
    }
}
