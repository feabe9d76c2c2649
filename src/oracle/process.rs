//! How does a foreign program run?
//!
//! Without a shell, in a process group of its own, in a fresh folder that only this user may
//! enter and that is gone afterwards, and with the few environment variables named in [`KEPT`].
//! Invariant: when this is dropped, the whole group has been killed.

use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::CommandLine;

/// What a program gets of the environment, beside a `TMPDIR` of its own and what the person
/// names: where programs and its own settings are, and which language and time to use. Keys and
/// tokens stay out.
const KEPT: [&str; 7] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "SYSTEMROOT",
];

/// How often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(10);

/// A program that runs.
pub(super) struct Process {
    child: Child,
    ended: Option<ExitStatus>,
    /// Lives as long as the program.
    _folder: TempDir,
}

/// Its ends of the pipes.
pub(super) struct Pipes {
    pub(super) stdin: ChildStdin,
    pub(super) stdout: ChildStdout,
    pub(super) stderr: ChildStderr,
}

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
        for name in KEPT.into_iter().chain(passed.iter().map(String::as_str)) {
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
        let pipes = Pipes {
            stdin,
            stdout,
            stderr,
        };
        Ok((process, pipes))
    }

    /// Whether the program has ended, be it that its own children have not.
    pub(super) fn has_ended(&mut self) -> bool {
        self.ended.is_some() || has_ended(&mut self.child)
    }

    /// Waits for the program to end by itself, as long as `patience` lasts.
    pub(super) fn wait(&mut self, patience: Duration) {
        let begun = Instant::now();
        while !self.has_ended() && begun.elapsed() < patience {
            std::thread::sleep(LOOK);
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
