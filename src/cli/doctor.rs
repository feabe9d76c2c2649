//! `querist doctor`: looks for what is wrong with a project, and says what can be done.
//!
//! Each check stands alone, so that one problem does not hide the next. Nothing is changed: the
//! one file written is a probe that is removed again.

use std::collections::HashSet;
use std::fs;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{output, resolve};
use crate::error::Error;
use crate::journal;
use crate::journal::{Event, Tail};
use crate::line_ends;
use crate::pool::{VectorSource, read_items, read_written_vectors};
use crate::project::{
    Config, Guidelines, Layout, Manifest, Part, PartVectors, Project, check_numbers, read_vectors,
};
use crate::regular_file;

/// Look for problems in a project, and say what to do about each; changes nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
}

/// What one check found.
struct Finding {
    what: &'static str,
    told: String,
    /// What to do, when it is a problem.
    next: Option<String>,
}

impl Finding {
    fn fine(what: &'static str, told: impl Into<String>) -> Self {
        Self {
            what,
            told: told.into(),
            next: None,
        }
    }

    fn problem(what: &'static str, told: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what,
            told: told.into(),
            next: Some(next.into()),
        }
    }

    /// What a check tells when all is well, or what is wrong.
    fn checked(what: &'static str, checked: Result<String, Error>) -> Self {
        match checked {
            Ok(told) => Self::fine(what, told),
            Err(wrong) => Self::of(what, &wrong),
        }
    }

    fn of(what: &'static str, error: &Error) -> Self {
        let next = match error {
            // Sending the person back here would be no help.
            Error::Damaged { .. } => {
                "restore the file from a copy; what stands before that place is good, and querist \
                 writes nothing here until then"
                    .into()
            }
            other => other.next_step(),
        };
        Self::problem(what, error.to_string(), next)
    }
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    let config = Config::read(&layout.config());
    let mut findings = vec![match &config {
        Ok(config) => Finding::fine(
            "config",
            format!(
                "{:?}, {} classes, strategy {}",
                config.name,
                config.labels.active().count(),
                config.query.strategy
            ),
        ),
        Err(wrong) => Finding::of("config", wrong),
    }];
    if let Ok(config) = &config
        && let Err(unknown) = crate::strategy::find(&config.query.strategy)
    {
        findings.push(Finding::of("strategy", &unknown));
    }
    findings.push(guidelines(&layout));
    findings.extend(output::busy("checking the items", || items(&layout)));
    let id = config.as_ref().ok().map(|config| config.id.as_str());
    findings.extend(output::busy("verifying the journals", || {
        journals(&layout, id)
    }));
    match output::busy("reading the project", || Project::read(layout.clone())) {
        Ok(project) => {
            findings.push(features(&project));
            findings.push(meaning(&project));
        }
        // Most of what keeps a project from being read was found by the checks above.
        Err(wrong) if findings.iter().all(|found| found.next.is_none()) => {
            findings.push(Finding::of("project", &wrong));
        }
        Err(_) => {}
    }
    findings.push(lock(&layout));
    findings.push(folder(layout.root()));
    #[cfg(unix)]
    findings.push(permissions(&layout));
    findings.extend(kept(&layout));
    let problems = findings.iter().filter(|found| found.next.is_some()).count();
    for found in findings {
        let mark = if found.next.is_some() {
            "PROBLEM"
        } else {
            "ok"
        };
        output::say(&format!("{mark:<8} {:<11} {}", found.what, found.told))?;
        if let Some(next) = found.next {
            output::say(&format!("{:<21}next: {next}", ""))?;
        }
    }
    if problems > 0 {
        bail!(Error::refused(
            format!("{problems} of the checks found a problem"),
            "each is listed with its next step; nothing was changed",
        ));
    }
    Ok(())
}

/// Whether what the annotator is told can be read; a project may have none.
fn guidelines(layout: &Layout) -> Finding {
    let path = layout.guidelines();
    let read = Guidelines::read(&path, "");
    let told = read.map(|read| match read.text.trim() {
        "" => "none yet".to_owned(),
        text => format!("{} lines", text.lines().count()),
    });
    Finding::checked("guidelines", told)
}

/// The manifest, and the items it speaks of.
fn items(layout: &Layout) -> Vec<Finding> {
    let manifest = match Manifest::read(&layout.manifest()) {
        Ok(manifest) => manifest,
        Err(wrong) => return vec![Finding::of("manifest", &wrong)],
    };
    let mut findings = vec![Finding::fine(
        "manifest",
        format!(
            "imports: {}, items held out: {}",
            manifest.parts.len(),
            manifest.holdout.len()
        ),
    )];
    let mut ids = HashSet::new();
    let mut repeated = 0_usize;
    for part in &manifest.parts {
        let path = layout.pool().join(&part.file);
        let read = read_items(&path, Some(&part.blake3)).map(|read| {
            let count = read.items.len();
            let ids_of = read.items.into_iter().map(|item| item.id);
            repeated += ids_of.filter(|id| !ids.insert(id.clone())).count();
            let as_found = if read.has_crlf {
                format!("but for this: {}", line_ends::remark("it"))
            } else {
                "as imported".to_owned()
            };
            format!("{}: {count} items, {as_found}", path.display())
        });
        findings.push(Finding::checked("items", read));
        findings.extend(
            part.vectors
                .as_ref()
                .map(|given| vectors(layout, part, given)),
        );
    }
    let restore = "restore pool/ from a copy: imported items are never rewritten";
    if repeated > 0 {
        let told = format!("{repeated} ids occur more than once");
        findings.push(Finding::problem("items", told, restore));
    }
    let strays = manifest.holdout.iter().filter(|id| !ids.contains(*id));
    let strays = strays.count();
    if strays > 0 && findings.iter().all(|found| found.next.is_none()) {
        let told = format!("{strays} held-out ids belong to no item");
        findings.push(Finding::problem("manifest", told, restore));
    }
    findings
}

/// The vectors that were imported with a part.
fn vectors(layout: &Layout, part: &Part, given: &PartVectors) -> Finding {
    let path = layout.pool().join(&given.file);
    let shown = path.display();
    match read_written_vectors(&path, &given.blake3) {
        Ok(found) if found.len() as u64 == part.accepted && found.width() == given.width => {
            let (count, width) = (found.len(), found.width());
            let told = format!("{shown}: {count} of {width} numbers each, as imported");
            Finding::fine("vectors", told)
        }
        Ok(found) => Finding::problem(
            "vectors",
            format!(
                "{shown}: {} of {} numbers, and the manifest says {} of {}",
                found.len(),
                found.width(),
                part.accepted,
                given.width
            ),
            "restore pool/ from a copy: imported vectors are never rewritten",
        ),
        Err(wrong) => Finding::of("vectors", &wrong),
    }
}

/// Whether the items have what the model is to learn from.
fn features(project: &Project) -> Finding {
    let features = &project.config.features;
    let without = |part: &Part| part.vectors.is_none();
    // Files of vectors were checked with their parts.
    let to_read = match &features.vectors {
        Some(VectorSource::Column(_)) => true,
        Some(VectorSource::Imported) => project.manifest.parts.iter().any(without),
        None => false,
    };
    let mut checked = check_numbers(&project.config, &project.items);
    if checked.is_ok() && to_read {
        checked = read_vectors(&project.layout, &project.config, &project.items).map(|_| ());
    }
    Finding::checked("features", checked.map(|()| features.describe()))
}

/// Every journal: is it whole, and is it this project's?
fn journals(layout: &Layout, project: Option<&str>) -> Vec<Finding> {
    let files = match layout.journal_files() {
        Ok(files) => files,
        Err(wrong) => return vec![Finding::of("journal", &wrong)],
    };
    if files.is_empty() {
        return vec![Finding::fine("journal", "none yet: nobody has answered")];
    }
    files
        .iter()
        .map(|path| {
            journal::read(path).map_or_else(
                |wrong| Finding::of("journal", &wrong),
                |contents| journal_finding(path, &contents, project),
            )
        })
        .collect()
}

fn journal_finding(path: &Path, contents: &journal::Contents, project: Option<&str>) -> Finding {
    let shown = path.display();
    let events = contents.records.len();
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let first = contents.records.first().map(|record| &record.entry.event);
    if let Tail::Damaged(damage) = &contents.tail {
        return Finding::of("journal", damage);
    }
    if let Some(emptied) = contents.emptied(path) {
        return Finding::problem("journal", emptied, "put it back from a copy, or remove it");
    }
    if let Some(newer) = contents.newer() {
        return Finding::problem(
            "journal",
            format!("{shown}:{}: written by a newer querist", newer.seq),
            "update querist; until then nothing is written here",
        );
    }
    if let Some(Event::Created(created)) = first {
        if project.is_some_and(|project| project != created.project) {
            return Finding::problem(
                "journal",
                format!("{shown} belongs to another project ({})", created.project),
                "move it to its own project",
            );
        }
        if stem != Some(created.writer.as_str()) {
            return Finding::problem(
                "journal",
                format!("{shown} is the journal of {}", created.writer),
                "move it out of the folder if it is a copy; else give it its writer's name",
            );
        }
    }
    let state = match &contents.tail {
        Tail::Torn { bytes, .. } => format!(
            "ends in {} bytes of an append that was cut short (byte {}); the next `querist label` \
             keeps them in quarantine/",
            bytes.len(),
            contents.good_end
        ),
        Tail::MissingNewline => {
            "the last newline is missing; the next `querist label` adds it".into()
        }
        _ if contents.has_crlf => line_ends::remark("it"),
        Tail::Clean | Tail::Damaged(_) => "whole".into(),
    };
    Finding::fine("journal", format!("{shown}: {events} events, {state}"))
}

/// What the journals amount to, as far as they can be read together.
fn meaning(project: &Project) -> Finding {
    let state = project.state();
    let counts = state.counts();
    if state.unmatched() > 0 {
        Finding::problem(
            "labels",
            format!(
                "{} events speak of items that are not here",
                state.unmatched()
            ),
            "was a pool from before another import put back? restore pool/ from the newest copy",
        )
    } else {
        Finding::fine(
            "labels",
            format!(
                "{} labeled, {} unsure, {} disputed, {} skipped",
                counts.labeled, counts.unsure, counts.disputed, counts.skipped
            ),
        )
    }
}

/// Whether somebody is at work here.
fn lock(layout: &Layout) -> Finding {
    let path = layout.lock();
    let file = match regular_file::open(&path, File::options().read(true)) {
        Ok(file) => file,
        Err(Error::Io { .. }) => return Finding::fine("lock", "free"),
        Err(wrong) => return Finding::of("lock", &wrong),
    };
    match file.try_lock() {
        Ok(()) => Finding::fine("lock", "free"),
        Err(TryLockError::WouldBlock) => {
            let words = fs::read_to_string(&path).unwrap_or_default();
            let holder = words.lines().next().unwrap_or("another process").to_owned();
            Finding::fine("lock", format!("in use by {holder}"))
        }
        Err(TryLockError::Error(source)) => Finding::of("lock", &Error::io(&path, "lock")(source)),
    }
}

/// Whether the folder can be written to, and its file system keeps two writers apart.
fn folder(root: &Path) -> Finding {
    let probe = match tempfile::NamedTempFile::new_in(root) {
        Ok(probe) => probe,
        Err(source) => return Finding::of("folder", &Error::io(root, "write")(source)),
    };
    let apart = probe.as_file().try_lock().is_ok()
        && probe
            .reopen()
            .is_ok_and(|second| matches!(second.try_lock(), Err(TryLockError::WouldBlock)));
    if apart {
        Finding::fine("folder", "writable, and its locks are honoured")
    } else {
        Finding::problem(
            "folder",
            "this file system does not keep two writers apart",
            "work on a local disk, or see to it that only one querist is open here",
        )
    }
}

/// Whether others on this machine could change what was said.
#[cfg(unix)]
fn permissions(layout: &Layout) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let mut paths = vec![layout.root().to_path_buf(), layout.journals()];
    paths.extend(layout.journal_files().unwrap_or_default());
    let open: Vec<String> = paths
        .iter()
        .filter(|path| {
            fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o002 != 0)
        })
        .map(|path| path.display().to_string())
        .collect();
    if open.is_empty() {
        Finding::fine("permissions", "not everybody may write here")
    } else {
        Finding::problem(
            "permissions",
            format!("anybody on this machine may change {}", open.join(", ")),
            "take that right away: chmod o-w",
        )
    }
}

/// What earlier repairs set aside.
fn kept(layout: &Layout) -> Option<Finding> {
    let count = fs::read_dir(layout.quarantine()).ok()?.count();
    (count > 0).then(|| {
        Finding::fine(
            "quarantine",
            format!("{count} torn tails of earlier interruptions are kept there"),
        )
    })
}
