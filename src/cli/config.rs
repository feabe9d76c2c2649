//! `querist config`: shows each setting, its value and where that was said, and sets one.
//!
//! Settings of the person stand in their own folder, settings of a project in its
//! `querist.toml`; none stands in both. Invariant: what is shown is what a session would go by.

use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::output;
use crate::error::Error;
use crate::settings::{Origin, SETTINGS, UserSettings};

/// Show settings and where each comes from, or set one of yours.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A setting; without it, all of them.
    setting: Option<String>,
    /// What to set it to.
    value: Option<String>,
    /// As JSON.
    #[arg(long, conflicts_with = "value")]
    json: bool,
}

/// One setting as it is.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    value: String,
    /// `default`, `file` or `flag`.
    from: &'static str,
    /// The file and the line, or the option.
    place: Option<String>,
}

pub(super) fn run(arguments: Arguments) -> Result<()> {
    let mut settings = UserSettings::load();
    if let (Some(name), Some(value)) = (&arguments.setting, &arguments.value) {
        let path = settings.set(name, value)?;
        return output::say(&format!("{name} = {value:?}, in {}", path.display()));
    }
    if let Some(name) = &arguments.setting
        && !SETTINGS.iter().any(|known| known.name == name)
    {
        let names: Vec<_> = SETTINGS.iter().map(|known| known.name).collect();
        let what = format!("there is no setting {name:?}");
        anyhow::bail!(Error::usage(what, format!("yours are {}", names.join(", "))));
    }
    let is_asked = |name: &str| arguments.setting.as_deref().is_none_or(|asked| asked == name);
    let shown: Vec<Shown> = settings
        .all()
        .filter(|(setting, ..)| is_asked(setting.name))
        .map(|(setting, value, origin)| shown(setting.name, value, origin))
        .collect();
    if arguments.json {
        output::json(&shown)?;
    } else {
        tell(&settings, &shown)?;
    }
    tell_problems(&settings)
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

fn tell(settings: &UserSettings, shown: &[Shown]) -> Result<()> {
    let path = settings.path().map(PathBuf::into_os_string);
    match path {
        Some(path) => output::say(&format!("yours, in {}", path.to_string_lossy()))?,
        None => output::say("yours: set QUERIST_CONFIG_DIR to a folder to keep any")?,
    }
    for one in shown {
        let value = if one.value.is_empty() { "-" } else { &one.value };
        let from = one.place.as_deref().unwrap_or(one.from);
        output::say(&format!("  {:<10} {value:<14} {from}", one.name))?;
        if let Some(known) = SETTINGS.iter().find(|known| known.name == one.name) {
            output::say(&format!("             {}", known.doc))?;
        }
    }
    Ok(())
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
