//! Opens a file in the person's own editor: `$VISUAL`, else `$EDITOR`, else one that is mostly
//! there.
//!
//! Invariant: the terminal is given back before and taken again by whoever calls this.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Editors that are there on most machines.
#[cfg(unix)]
const USUAL: [&str; 3] = ["nano", "vim", "vi"];
#[cfg(not(unix))]
const USUAL: [&str; 1] = ["notepad"];

/// Opens the file and waits until the editor ends.
///
/// # Errors
/// Why it could not be opened, and what to do.
pub(super) fn edit(path: &Path) -> Result<(), String> {
    let wanted = ["VISUAL", "EDITOR"].into_iter().find_map(named);
    let Some((variable, editor)) = wanted else {
        return match USUAL.iter().find(|name| run(name.as_ref(), path).is_ok()) {
            Some(_) => Ok(()),
            None => Err(format!(
                "no editor was found — set VISUAL or EDITOR, or edit {} elsewhere: it is read again",
                path.display()
            )),
        };
    };
    run(&editor, path).map_err(|why| {
        format!(
            "the editor in {variable} {why} — set it to one that is there, or edit {} elsewhere: it \
             is read again",
            path.display()
        )
    })
}

fn named(variable: &'static str) -> Option<(&'static str, OsString)> {
    let editor = std::env::var_os(variable)?;
    let is_empty = editor.to_string_lossy().trim().is_empty();
    (!is_empty).then_some((variable, editor))
}

/// Runs an editor, which may come with options: `code --wait`.
fn run(editor: &std::ffi::OsStr, path: &Path) -> Result<(), String> {
    let editor = editor.to_string_lossy();
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    let status = command.args(words).arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("ended with {status}")),
        Err(problem) => Err(format!("could not be started: {problem}")),
    }
}
