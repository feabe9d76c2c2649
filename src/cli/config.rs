//! `querist config`: shows each setting, its value and where that was said, and sets one.
//!
//! Settings of the person stand in their own folder, settings of a project in its
//! `querist.toml`; none stands in both. Invariant: what is shown is what a session would go by.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap_complete::engine::ArgValueCandidates;
use serde::Serialize;

use super::{complete, output, resolve};
use crate::error::Error;
use crate::project::{Config, ProjectSetting};
use crate::settings::{Origin, SETTINGS, UserSettings, nearest};

/// Show settings and where each comes from, or set one.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A setting, or a project; without it, all settings, of the project you stand in, too.
    #[arg(add = ArgValueCandidates::new(complete::settings))]
    what: Option<String>,
    /// What to set it to.
    value: Option<String>,
    /// Of this project.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,
    /// As JSON.
    #[arg(long, conflicts_with = "value")]
    json: bool,
}

/// One setting as it is.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    value: String,
    /// `default`, `file`, `project` or `flag`.
    from: &'static str,
    /// The file and the line, or the option.
    place: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let mut settings = UserSettings::load();
    let (name, folder) = understood(arguments);
    let config = config(folder, arguments.project.is_some() || folder.is_some())?;
    if let (Some(name), Some(value)) = (name, &arguments.value) {
        return set(&mut settings, config, name, value);
    }
    let mut all: Vec<Shown> = settings
        .all()
        .map(|(setting, value, origin)| shown(setting.name, value, origin))
        .collect();
    all.extend(config.iter().flat_map(Config::listing).map(of_project));
    if let Some(name) = name {
        if !all.iter().any(|one| one.name == name) {
            let next = match nearest(name, all.iter().map(|one| one.name.as_str())) {
                Some(meant) => format!("did you mean {meant}?"),
                None => "`querist config` lists all; --project DIR names a project".to_owned(),
            };
            anyhow::bail!(Error::usage(format!("there is no setting {name:?}"), next));
        }
        all.retain(|one| one.name == name);
    }
    if arguments.json {
        output::json(&all)?;
    } else {
        tell(&settings, config.as_ref(), &all)?;
    }
    tell_problems(&settings)
}

/// The setting and the project that are meant: a folder is a project, not a setting.
fn understood(arguments: &Arguments) -> (Option<&str>, Option<&Path>) {
    let named = arguments.project.as_deref();
    match &arguments.what {
        Some(what) if arguments.value.is_none() && Path::new(what).is_dir() => {
            (None, named.or(Some(Path::new(what))))
        }
        what => (what.as_deref(), named),
    }
}

/// The config of the project, if there is one; there must be where it was named.
fn config(folder: Option<&Path>, is_named: bool) -> Result<Option<Config>> {
    match resolve::project(folder) {
        Ok(layout) => Ok(Some(Config::read(&layout.config())?)),
        Err(problem) if is_named => Err(problem.into()),
        Err(_) => Ok(None),
    }
}

fn set(settings: &mut UserSettings, config: Option<Config>, name: &str, value: &str) -> Result<()> {
    let is_own = SETTINGS.iter().any(|known| known.name == name);
    let path = match config {
        Some(mut config) if !is_own => {
            config.set(name, value)?;
            config.path().to_path_buf()
        }
        _ => settings.set(name, value)?,
    };
    output::say(&format!("{name} is {value} now, in {}", path.display()))
}

fn of_project(setting: ProjectSetting) -> Shown {
    let place = setting.place.map(|place| place.to_string());
    Shown {
        name: setting.name,
        value: setting.value,
        from: if place.is_some() {
            "project"
        } else {
            "default"
        },
        place,
    }
}

fn shown(name: &str, value: &str, origin: &Origin) -> Shown {
    let (from, place) = match origin {
        Origin::Default => ("default", None),
        Origin::File(place) => ("file", Some(place.clone())),
        Origin::Flag(flag) => ("flag", Some((*flag).to_owned())),
    };
    Shown {
        name: name.to_owned(),
        value: value.to_owned(),
        from,
        place,
    }
}

fn tell(settings: &UserSettings, config: Option<&Config>, all: &[Shown]) -> Result<()> {
    let is_own = |one: &&Shown| SETTINGS.iter().any(|known| known.name == one.name);
    let (own, others): (Vec<&Shown>, Vec<&Shown>) = all.iter().partition(is_own);
    if !own.is_empty() {
        match settings.path() {
            Some(path) => output::say(&format!("yours, in {}", path.display()))?,
            None => output::say("yours; set QUERIST_CONFIG_DIR to a folder to keep any")?,
        }
    }
    for one in &own {
        output::say(&line(one, 20))?;
        if let Some(known) = SETTINGS.iter().find(|known| known.name == one.name) {
            output::say(&format!("      {}", known.doc))?;
        }
    }
    if let Some(config) = config.filter(|_| !others.is_empty()) {
        output::say(&format!("the project's, in {}", config.path().display()))?;
    }
    let width = others.iter().map(|one| one.name.len()).max();
    others
        .iter()
        .try_for_each(|one| output::say(&line(one, width.unwrap_or(0))))
}

/// A setting in one line: its name, its value, the line of the file or that it is the default.
fn line(one: &Shown, width: usize) -> String {
    let value = if one.value.is_empty() {
        "-"
    } else {
        &one.value
    };
    let from = match &one.place {
        Some(place) if one.from == "project" => {
            let line = place.split(':').rev().nth(1);
            line.map_or_else(|| place.clone(), |line| format!("line {line}"))
        }
        Some(place) => place.clone(),
        None => one.from.to_owned(),
    };
    format!("  {:<width$}  {value:<16}  {from}", one.name)
}

/// What of the person's file could not be followed: it is told, and fails the command.
fn tell_problems(settings: &UserSettings) -> Result<()> {
    for problem in &settings.problems {
        output::remark(&problem.to_string());
    }
    if settings.problems.is_empty() {
        return Ok(());
    }
    anyhow::bail!(Error::refused(
        "some lines of your settings cannot be followed",
        "mend them; until then the defaults are in use",
    ))
}
