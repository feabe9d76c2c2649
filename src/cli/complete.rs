//! What a shell offers where only querist knows the names: samples, strategies, settings, themes.
//!
//! The script that `querist completions` prints asks the program itself, so that it never speaks
//! of another version. Invariant: nothing is written and nothing is opened but the person's own
//! settings.

use std::ffi::OsStr;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::Shells;

use super::{Args, resolve};
use crate::error::{Error, Result};
use crate::home::RecentProjects;
use crate::project::SAMPLES;
use crate::settings::{SETTINGS, UserSettings};
use crate::strategy::REGISTRY;

/// The variable by which a shell asks.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell that asks for names, and ends; else does nothing.
pub(super) fn answer() {
    CompleteEnv::with_factory(Args::command)
        .var(VARIABLE)
        .complete();
}

/// The script that has a shell ask.
///
/// # Errors
/// When nothing is known of that shell.
pub(super) fn script(shell: &str) -> Result<Vec<u8>> {
    let shells = Shells::builtins();
    let known = shells.completer(shell).ok_or_else(|| {
        let names: Vec<&str> = shells.names().collect();
        Error::usage(
            format!("nothing is known of the shell {shell:?}"),
            format!("name one of {}", names.join(", ")),
        )
    })?;
    let mut script = Vec::new();
    known
        .write_registration(VARIABLE, "querist", "querist", "querist", &mut script)
        .map_err(Error::io("the script", "write"))?;
    Ok(script)
}

/// The projects of late, then folders.
pub(super) fn projects(current: &OsStr) -> Vec<CompletionCandidate> {
    let recent = resolve::user_data().map(|folder| RecentProjects::read(&folder));
    let recent = recent.ok();
    let recent = recent.iter().flat_map(RecentProjects::iter);
    let begins = |folder: &Path| {
        let (folder, current) = (folder.to_string_lossy(), current.to_string_lossy());
        folder.starts_with(current.as_ref())
    };
    let recent = recent.filter(|known| begins(&known.folder));
    let mut offered: Vec<CompletionCandidate> = recent
        .map(|known| CompletionCandidate::new(&known.folder).help(Some(known.name.clone().into())))
        .collect();
    offered.extend(PathCompleter::dir().complete(current));
    offered
}

/// The samples.
pub(super) fn samples() -> Vec<CompletionCandidate> {
    let names = SAMPLES.iter().map(|sample| sample.name);
    names.map(CompletionCandidate::new).collect()
}

/// The strategies, each with what it does.
pub(super) fn strategies() -> Vec<CompletionCandidate> {
    let known = REGISTRY.iter();
    known
        .map(|spec| CompletionCandidate::new(spec.id).help(Some(spec.doc.into())))
        .collect()
}

/// The settings of the person.
pub(super) fn settings() -> Vec<CompletionCandidate> {
    let known = SETTINGS.iter();
    known
        .map(|setting| CompletionCandidate::new(setting.name).help(Some(setting.doc.into())))
        .collect()
}

/// The themes, the person's own among them.
pub(super) fn themes() -> Vec<CompletionCandidate> {
    let themes = UserSettings::load().theme_names();
    themes.into_iter().map(CompletionCandidate::new).collect()
}
