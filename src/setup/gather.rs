//! Takes label files of others into a project at once, without questions.
//!
//! It is for files that came with the project or were chosen when it was made: a label that is no
//! class becomes one. What was taken in before changes nothing.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::home::{has_imported, label_files};
use crate::pool::{LabelChoice, read_labels};
use crate::project::label_import::{LabelMapping, MatchBy, match_rows, plan, record};
use crate::project::{Layout, OpenProject, Project, Sample};
use crate::schema::Annotator;

/// Takes the files in, in the journal of whoever brings them; how many labels were new.
///
/// # Errors
/// When a file cannot be read or understood, or the project cannot be written to.
pub(crate) fn gather(
    layout: &Layout,
    files: &[PathBuf],
    choice: &LabelChoice,
    by: &Annotator,
    now: Timestamp,
) -> Result<u64> {
    let project = Project::read(layout.clone())?;
    let texts = project.manifest.columns();
    let texts = texts
        .map(|columns| columns.text.clone())
        .unwrap_or_default();
    let read = |file: &PathBuf| read_labels(file, choice, &texts);
    let labels = files.iter().map(read).collect::<Result<Vec<_>>>()?;
    let sources = match_rows(labels, &project.items, MatchBy::Both);
    let mut open = OpenProject::open(layout.clone(), by.clone(), now)?;
    if let Some(why) = open.read_only() {
        return Err(Error::ReadOnly { why: why.into() });
    }
    if open.state().is_oracle(by) {
        return Err(Error::refused(
            format!("a program answers as {by}"),
            "take the labels in under a name of your own: --annotator NAME",
        ));
    }
    let mut mapping = LabelMapping::of(&sources, open.state());
    mapping.add_unknown()?;
    let plan = plan(&sources, &open.items, open.state(), &mapping, false);
    let new = plan.new_labels();
    if !plan.is_empty() {
        record(&mut open, &sources, plan, now)?;
    }
    Ok(new)
}

/// The copy of a sample, which is made where there is none; with the labels of its annotators where
/// `with_labels` asks for them.
///
/// # Errors
/// When it cannot be written or taken in.
pub(crate) fn take_sample(
    sample: &Sample,
    folder: &Path,
    by: &Annotator,
    with_labels: bool,
    now: Timestamp,
) -> Result<Layout> {
    let layout = sample.copy_to(folder)?;
    if with_labels && sample.is_for_review {
        let files = label_files(&layout);
        let project = Project::read(layout.clone())?;
        if !has_imported(&project.state(), project.items.len()) {
            gather(&layout, &files, &LabelChoice::default(), by, now)?;
        }
    }
    Ok(layout)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_came_with_a_sample_are_taken_in_once() {
        let folder = tempfile::tempdir().unwrap();
        let sample = Sample::find("second-opinion").unwrap();
        let layout = sample.copy_to(folder.path()).unwrap();
        let files: Vec<PathBuf> = ["ada", "bruno", "chidi", "dana"]
            .map(|name| folder.path().join(format!("labels/{name}.csv")))
            .to_vec();
        let by = Annotator::new("eve").unwrap();
        let now = Timestamp::new(1_800_000_000, 0).unwrap();
        let choice = LabelChoice::default();
        assert_eq!(gather(&layout, &files, &choice, &by, now).unwrap(), 620);
        assert_eq!(gather(&layout, &files, &choice, &by, now).unwrap(), 0);
    }
}
