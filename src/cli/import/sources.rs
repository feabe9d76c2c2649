//! Tells label files, journals and copies of the project apart, and reads them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::resolve;
use crate::error::{Error, Result};
use crate::pool::{LabelChoice, LabelFile, read_labels};
use crate::project::label_import::{labels_of_journal, labels_of_project, read_sound_journal};
use crate::project::{Config, Layout, Project};

/// How every journal begins.
const JOURNAL_OPENING: &[u8] = b"{\"seq\":1,\"prev\":\"";

/// What is to be imported, read and verified.
pub(super) enum Sources {
    /// Journals of this project, by their paths.
    Copies(Vec<PathBuf>),
    /// Labels.
    Labels(Vec<LabelFile>),
}

impl Sources {
    /// Looks at everything that was named.
    pub(super) fn read(files: &[PathBuf], project: &Project, choice: &LabelChoice) -> Result<Self> {
        let (mut copies, mut labels) = (Vec::new(), Vec::new());
        for file in files {
            if file.is_dir() {
                folder(file, project, &mut copies, &mut labels)?;
            } else if is_journal(file)? {
                let (created, contents, _) = read_sound_journal(file)?;
                if created.project == project.config.id {
                    copies.push(file.clone());
                } else {
                    labels.push(labels_of_journal(&created.writer, &contents));
                }
            } else {
                let texts = texts(project);
                labels.push(read_labels(file, choice, &texts)?);
            }
        }
        match (copies.is_empty(), labels.is_empty()) {
            (false, false) => Err(Error::usage(
                "these are journals of this project together with other labels",
                "import the journals first, then the rest",
            )),
            (false, true) => Ok(Self::Copies(copies)),
            _ => Ok(Self::Labels(labels)),
        }
    }
}

/// A folder is another copy of the project, or another project.
fn folder(
    folder: &Path,
    project: &Project,
    copies: &mut Vec<PathBuf>,
    labels: &mut Vec<LabelFile>,
) -> Result<()> {
    let layout = Layout::at(folder);
    if !layout.is_project()? {
        return Err(Error::usage(
            format!("{} is a folder, and no project", folder.display()),
            "name the label files in it, or the folder of another copy of the project",
        ));
    }
    if resolve::is_same_file(folder, project.layout.root()) {
        return Err(Error::usage(
            format!("{} is this project itself", folder.display()),
            "name another copy of it",
        ));
    }
    let nothing = |what: &str| {
        Error::refused(
            format!("{} has no {what}", folder.display()),
            "check that it is the copy you mean",
        )
    };
    if Config::read(&layout.config())?.id == project.config.id {
        let journals = layout.journal_files()?;
        if journals.is_empty() {
            return Err(nothing("journal yet: nobody has answered there"));
        }
        copies.extend(journals);
        return Ok(());
    }
    let other = Project::read(layout)?;
    if let Some(concern) = other.concerns.first() {
        return Err(Error::refused(
            format!("the other project does not verify: {concern}"),
            format!("run `querist doctor {}`", folder.display()),
        ));
    }
    let before = labels.len();
    let found = labels_of_project(&other);
    labels.extend(found.into_iter().filter(|file| !file.rows.is_empty()));
    if labels.len() == before {
        return Err(nothing("label yet"));
    }
    Ok(())
}

/// Whether a file begins as a journal does; only then is it read as one.
fn is_journal(path: &Path) -> Result<bool> {
    let failed = Error::io(path, "read");
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(JOURNAL_OPENING.len() as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    Ok(head == JOURNAL_OPENING)
}

/// The columns from which the project's texts were read.
fn texts(project: &Project) -> Vec<String> {
    let columns = project.manifest.columns();
    columns
        .map(|columns| columns.text.clone())
        .unwrap_or_default()
}
