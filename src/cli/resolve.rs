//! Resolves what commands share: the project, the annotator, the user's data folder, the terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::output;
use crate::error::{Error, Result};
use crate::home::RecentProjects;
use crate::project::{Layout, Project};
use crate::schema::Annotator;
use crate::settings::{UserSettings, nearest};

/// The project that was named, by its folder or as one of the projects that were opened before, or
/// the one the person stands in.
pub(super) fn project(named: Option<&Path>) -> Result<Layout> {
    let folder = named.unwrap_or(Path::new("."));
    if folder.try_exists().unwrap_or(true) {
        return Layout::find(folder);
    }
    known_by_name(folder)?.ok_or_else(|| {
        Error::refused(
            format!(
                "there is no folder and no project {:?}",
                folder.display().to_string()
            ),
            meant(folder).unwrap_or_else(|| {
                "`querist` without more lists your projects; a folder is named with its path".into()
            }),
        )
    })
}

/// The project whose name is nearest to that one, as a question.
pub(super) fn meant(name: &Path) -> Option<String> {
    let recent = RecentProjects::read(&user_data().ok()?);
    let word = name.to_str()?;
    let near = nearest(word, recent.iter().map(|known| known.name.as_str()))?;
    Some(format!(
        "did you mean the project {}?",
        output::shell_word(near)
    ))
}

/// The one project of that name that was opened before; none where there is none.
pub(super) fn known_by_name(name: &Path) -> Result<Option<Layout>> {
    let Ok(user_data) = user_data() else {
        return Ok(None);
    };
    let recent = RecentProjects::read(&user_data);
    let mut named = recent.iter().filter(|known| Path::new(&known.name) == name);
    let Some(known) = named.next() else {
        return Ok(None);
    };
    if let Some(other) = named.next() {
        return Err(Error::refused(
            format!("more than one project is called {:?}", known.name),
            format!(
                "name one by its folder: {} or {}",
                output::shell_word(&known.folder.display().to_string()),
                output::shell_word(&other.folder.display().to_string())
            ),
        ));
    }
    Layout::find(&known.folder).map(Some)
}

/// All of the project that was named, or of the one the person stands in.
pub(super) fn read(named: Option<&Path>) -> Result<Project> {
    let layout = project(named)?;
    output::busy("reading the project", || Project::read(layout))
}

/// Where querist keeps the user's data: `QUERIST_DATA_DIR`, or the platform's place for it.
pub(super) fn user_data() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("QUERIST_DATA_DIR").filter(|named| !named.is_empty()) {
        return Ok(named.into());
    }
    directories::ProjectDirs::from("", "", "querist")
        .map(|places| places.data_local_dir().to_path_buf())
        .ok_or_else(|| {
            Error::refused(
                "this system names no folder for the user's data",
                "name one in the environment variable QUERIST_DATA_DIR",
            )
        })
}

/// Whether two names are of one file that is there.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The annotator named on the command line or in the person's settings, or else the user's own name.
pub(super) fn annotator(named: Option<&str>) -> Result<Annotator> {
    named_by("--annotator", named)
}

/// The same where another option names who is at work.
pub(super) fn named_by(option: &str, named: Option<&str>) -> Result<Annotator> {
    if let Some(name) = named {
        return Annotator::new(name).map_err(|why| {
            Error::usage(format!("{option} {name:?}: {why}"), "choose another name")
        });
    }
    let own = UserSettings::load();
    if let Ok(set) = Annotator::new(own.get("annotator")) {
        return Ok(set);
    }
    let user = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|variable| std::env::var(variable).ok())
        .unwrap_or_default();
    // A login name may hold what a file name must not: such characters are left out.
    let plain: String = user
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    Annotator::new(plain.trim_start_matches('.'))
        .or_else(|_| Annotator::new("me"))
        .map_err(|why| Error::usage(why, format!("name yourself with {option} NAME")))
}

/// Refuses where a screen cannot work.
pub(super) fn terminal() -> Result<()> {
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(Error::refused(
            "this terminal says that it can only print (TERM=dumb)",
            "use a terminal that can move its cursor, or set TERM to what it really is",
        ));
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::refused(
        "the workstation needs a terminal for its input and output",
        "run it in a terminal, without a pipe; `querist status` needs none",
    ))
}
