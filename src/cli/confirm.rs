//! Asks whether a program may answer in a project.
//!
//! A person says so once for each command line, here or with `--yes`; what was allowed is kept in
//! the user's own folder, never in the project, so that a project from elsewhere allows nothing.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::{output, resolve};
use crate::error::{Error, Result};
use crate::oracle::CommandLine;

/// The file in the user's folder: one line for each project's id and command's hash.
const ALLOWED: &str = "allowed-oracles";

/// Asks where it has to be asked, and remembers a yes.
pub(super) fn allowed(line: &CommandLine, project: &str, yes: bool) -> Result<()> {
    let path = resolve::user_data()?.join(ALLOWED);
    let entry = format!("{project} {}", line.hash());
    let known = match fs::read_to_string(&path) {
        Ok(known) => known,
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(Error::io(&path, "read")(source)),
    };
    if known.lines().any(|known| known == entry) {
        return Ok(());
    }
    if !yes && !asked(line)? {
        return Err(Error::refused(
            format!("this program has not answered in this project before: {line}"),
            "look at what it is, and say --yes",
        ));
    }
    remember(&path, &entry).map_err(Error::io(&path, "write"))
}

/// Whether the person says yes; no where nobody can be asked.
fn asked(line: &CommandLine) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Ok(false);
    }
    output::remark(&format!("this program will answer: {line}"));
    output::agrees("Run it? [y/N] ", false)
}

fn remember(path: &Path, entry: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)?;
    file.write_all(format!("{entry}\n").as_bytes())
}
