//! How do journals of this project's copies come in?

use std::path::PathBuf;

use anyhow::Result;

use super::{Arguments, output};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::project::Project;
use crate::project::label_import::{JournalCopy, MergeCheck, check_copies, merge_copies};

pub(super) fn take(arguments: &Arguments, project: &Project, paths: &[PathBuf]) -> Result<()> {
    refuse_options(arguments)?;
    let (layout, id, items) = (&project.layout, &project.config.id, &project.items);
    let mut copies = check_copies(layout, id, items, paths)?;
    let is_new = |copy: &JournalCopy| copy.check != MergeCheck::Known;
    let any_new = copies.iter().any(is_new);
    if any_new && !arguments.dry_run {
        copies = merge_copies(layout, id, items, paths, SystemClock.now())?;
    }
    for copy in &copies {
        tell(copy);
    }
    if !any_new {
        output::remark("imported already: nothing was written");
    } else if arguments.dry_run {
        output::remark("a dry run: nothing was written");
    }
    Ok(())
}

/// A journal says itself whose labels it holds and what they are called.
fn refuse_options(arguments: &Arguments) -> Result<()> {
    let given = [
        ("--annotator", arguments.annotator.is_some()),
        ("--long", !arguments.long.is_empty()),
        ("--wide", !arguments.wide.is_empty()),
        ("--map", !arguments.map.is_empty()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Error::usage(
            format!("{option} is for label files; these are journals of this project"),
            "leave it out: a journal is taken as it is",
        )
        .into()),
        None => Ok(()),
    }
}

fn tell(copy: &JournalCopy) {
    let JournalCopy { writer, head, .. } = copy;
    output::remark(&match copy.check {
        MergeCheck::New => format!("{writer}: a new journal of {} events", head.events),
        MergeCheck::Longer { from } => format!(
            "{writer}: goes on after event {}, where the journal here ends, up to {}",
            from.events, head.events
        ),
        MergeCheck::Known => format!("{writer}: all {} events are here already", head.events),
    });
    output::remark(&format!("receipt: {writer} {head}"));
    if copy.unmatched > 0 {
        output::remark(&format!(
            "  {} of its answers speak of items that this project does not have",
            copy.unmatched
        ));
    }
}
