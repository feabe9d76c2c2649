//! Runs a foreign program.
//!
//! A program is a list of words, never a line for a shell; its hash stands in the journal with
//! every answer, and one named by a path is meant from where the person stands. It runs without a
//! shell, in a process group of its own, in a fresh folder that only this user may enter and that
//! is gone afterwards, and with the few environment variables named in [`KEPT`]. Invariant: when a
//! [`Process`] is dropped, the whole group has been killed.

use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::error::{Error, Result};

/// A program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CommandLine {
    words: Vec<String>,
}

impl CommandLine {
    /// Of one line, split into words as a shell does; nothing in it is run or replaced.
    pub(crate) fn parse(line: &str) -> Result<Self> {
        let words = shell_words::split(line).map_err(|_| {
            Error::usage(
                format!("--oracle {line:?}: a quote is not closed"),
                "close it, or give the words one by one after --",
            )
        })?;
        Self::new(words)
    }

    /// Of words as they are.
    pub(crate) fn new(mut words: Vec<String>) -> Result<Self> {
        let program = words.first_mut().filter(|program| !program.is_empty());
        let Some(program) = program else {
            return Err(Error::usage(
                "no program is named",
                "name one: --oracle 'PROGRAM ARGUMENT…', or -- PROGRAM ARGUMENT…",
            ));
        };
        if program.contains(std::path::is_separator) {
            let path = std::path::absolute(&*program).map_err(Error::io(&*program, "read"))?;
            *program = path.to_string_lossy().into_owned();
        }
        Ok(Self { words })
    }

    /// The program.
    pub(crate) fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Its arguments.
    pub(crate) fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The program's file name without an extension, for people.
    pub(crate) fn name(&self) -> String {
        let stem = Path::new(self.program()).file_stem();
        stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    }

    /// BLAKE3 of all words, in hex. A length before each keeps "a b" and "a", "b" apart.
    pub(crate) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for word in &self.words {
            hasher.update(&(word.len() as u64).to_le_bytes());
            hasher.update(word.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// An argument that names a file from where the person stands, and not from the folder in
    /// which the program runs, with its full path.
    pub(crate) fn misplaced(&self) -> Option<(&str, PathBuf)> {
        self.arguments().iter().find_map(|word| {
            let path = Path::new(word);
            let full = std::path::absolute(path).ok()?;
            (path.is_relative() && full.is_file()).then_some((word.as_str(), full))
        })
    }
}

impl std::fmt::Display for CommandLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&shell_words::join(&self.words))
    }
}

/// What a program gets of the environment, beside a `TMPDIR` of its own and what the person
/// names: where programs and its own settings are, and which language and time to use. Keys and
/// tokens stay out.
const KEPT: &str = "PATH HOME LANG LC_ALL LC_CTYPE TZ SYSTEMROOT";

/// How often it is looked whether a program has ended.
const POLL: Duration = Duration::from_millis(10);

/// A program that runs.
pub(super) struct Process {
    child: Child,
    ended: Option<ExitStatus>,
    /// Lives as long as the program.
    _folder: TempDir,
}

/// Its ends of the pipes: stdin, stdout and stderr.
type Pipes = (ChildStdin, ChildStdout, ChildStderr);

impl Process {
    /// Starts a program; `passed` are further environment variables that it is given.
    pub(super) fn start(line: &CommandLine, passed: &[String]) -> std::io::Result<(Self, Pipes)> {
        let folder = private_folder()?;
        let mut command = Command::new(line.program());
        command
            .args(line.arguments())
            .current_dir(folder.path())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in KEPT.split(' ').chain(passed.iter().map(String::as_str)) {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.env("TMPDIR", folder.path());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (stdin, stdout, stderr) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let process = Self {
            child,
            ended: None,
            _folder: folder,
        };
        let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
            return Err(std::io::Error::other("it has no pipes"));
        };
        Ok((process, (stdin, stdout, stderr)))
    }

    /// Whether the program has ended, be it that its own children have not.
    pub(super) fn has_ended(&mut self) -> bool {
        self.ended.is_some() || has_ended(&mut self.child)
    }

    /// Waits for the program to end by itself, as long as `patience` lasts.
    pub(super) fn wait(&mut self, patience: Duration) {
        let begun = Instant::now();
        while !self.has_ended() && begun.elapsed() < patience {
            std::thread::sleep(POLL);
        }
    }

    /// Kills the whole group; how the program had ended, in words.
    pub(super) fn kill(&mut self) -> String {
        if self.ended.is_none() {
            // Before it is waited for: until then its number can be nobody else's.
            kill_group(&mut self.child);
            self.ended = self.child.wait().ok();
        }
        self.ended
            .map_or_else(|| "unknown".to_owned(), |status| status.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A fresh folder that only this user may enter.
fn private_folder() -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("querist-oracle-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir()
}

/// Looks without collecting the exit status, so that the group's number stays taken.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(
        waitid(WaitId::Pid(Pid::from_child(child)), options),
        Ok(Some(_))
    )
}

#[cfg(unix)]
fn kill_group(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // Gone already is as good as killed.
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(Some(_)))
}

#[cfg(not(unix))]
fn kill_group(child: &mut Child) {
    let _ = child.kill();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_and_nothing_in_it_is_run() {
        let line = CommandLine::parse("/bin/sh -c 'echo $HOME; ls *' \"a b\"").unwrap();
        assert_eq!(line.program(), "/bin/sh");
        assert_eq!(line.arguments(), ["-c", "echo $HOME; ls *", "a b"]);
        assert_eq!(line.name(), "sh");
        assert_eq!(CommandLine::parse(&line.to_string()).unwrap(), line);
        for bad in ["", "  ", "''", "a 'b"] {
            assert_eq!(CommandLine::parse(bad).unwrap_err().exit_code(), 2, "{bad}");
        }
    }

    #[test]
    fn the_hash_tells_words_apart() {
        let of = |words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            CommandLine::new(words).unwrap().hash()
        };
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["a b"]));
        assert_ne!(of(&["a", "b"]), of(&["a", "b", ""]));
    }

    #[test]
    fn a_program_named_by_a_path_is_found_from_elsewhere() {
        let line = CommandLine::parse("./label.sh x").unwrap();
        assert!(Path::new(line.program()).is_absolute());
        assert_eq!(line.name(), "label");
        assert_eq!(
            CommandLine::parse("python3 x").unwrap().program(),
            "python3"
        );
    }
}
