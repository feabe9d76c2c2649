//! Writes text to the terminal outside the screen, and notes to the log.
//!
//! Data for programs goes out as it is; text for people is shown through [`Shown`], so that a
//! file name or a row cannot steer the terminal. A reader that closes the pipe early is no
//! failure. Notes of what querist does go to the file that was asked for with `--log`, and nowhere
//! else; they hold ids, counts and paths, never a text.

use std::fs::OpenOptions;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use serde::Serialize;
use terminal_size::{Height, Width, terminal_size_of};

use super::command_names;
use crate::error::{Error, Result};
use crate::project::Project;
pub(super) use crate::text::shell_word;
use crate::text::{Shown, prose_rows};

/// Writes data to stdout, byte for byte.
pub(super) fn data(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(closed) if closed.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        done => Ok(done?),
    }
}

/// Writes a value as indented JSON to stdout.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    data(text.as_bytes())
}

/// A probability or score in six digits, without those that only the change to a wider number made.
pub(super) fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e6).round() / 1e6
}

/// Tells a person something on stdout, one line; on a terminal in as many rows as it takes.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    data(told(line, terminal_size_of(io::stdout())).as_bytes())
}

/// A line as it is told: broken at words to the width of a terminal, else whole.
fn told(line: &str, terminal: Option<(Width, Height)>) -> String {
    let line = Shown::line(line);
    match terminal {
        Some((Width(columns @ 1..), _)) if line.width() > usize::from(columns) => {
            let rows = prose_rows(line.as_str(), columns.into(), &command_names());
            rows.join("\n") + "\n"
        }
        _ => format!("{line}\n"),
    }
}

/// Tells a person several lines on stdout.
pub(super) fn say_all<L: AsRef<str>>(lines: impl IntoIterator<Item = L>) -> anyhow::Result<()> {
    lines.into_iter().try_for_each(|line| say(line.as_ref()))
}

/// Tells a person something on stderr, one line; on a terminal in as many rows as it takes.
pub(super) fn remark(line: &str) {
    let mut err = io::stderr().lock();
    let told = told(line, terminal_size_of(&err));
    // With stderr closed there is nobody to tell.
    let _ = err.write_all(told.as_bytes());
}

/// Tells what went wrong and what to do next; the exit code.
pub fn fail(problem: &anyhow::Error) -> ExitCode {
    let known = problem.downcast_ref::<Error>();
    match known {
        // Its own sentence names the cause: the chain would say it twice.
        Some(known) => {
            remark(&format!("querist: {known}"));
            remark(&format!("  next: {}", known.next_step()));
        }
        None => remark(&format!("querist: {problem:#}")),
    }
    ExitCode::from(known.map_or(1, Error::exit_code))
}

/// Asks a person something on stderr; the answer comes on the same line.
pub(super) fn question(words: &str) {
    let mut err = io::stderr().lock();
    // With stderr closed there is nobody to ask, and the answer decides alone.
    let _ = write!(err, "{}", Shown::line(words)).and_then(|()| err.flush());
}

/// Whether the person agrees; an empty answer does where `by_default` says so, the end of the
/// input never does.
pub(super) fn agrees(words: &str, by_default: bool) -> Result<bool> {
    question(words);
    let mut answer = String::new();
    let read = io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Error::io("the terminal", "read"))?;
    let answer = answer.trim().to_lowercase();
    let is_yes = matches!(answer.as_str(), "y" | "yes") || (by_default && answer.is_empty());
    Ok(read > 0 && is_yes)
}

/// Tells what does not verify in a project, and fails if there is anything: what was printed
/// before may be incomplete.
pub(super) fn tell_concerns(project: &Project) -> anyhow::Result<()> {
    for harmless in &project.remarks {
        remark(harmless);
    }
    if project.concerns.is_empty() {
        return Ok(());
    }
    for concern in &project.concerns {
        remark(concern);
    }
    anyhow::bail!(Error::refused(
        "not all that the journals hold is counted: they do not verify, or a newer querist wrote them",
        format!("run `querist doctor {}`", project.layout.root().display()),
    ))
}

/// Shows what is being worked on, on a terminal, over the last such line.
pub(super) fn progress(what: &str) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K{}", Shown::line(what)).and_then(|()| err.flush());
    }
}

/// How long something may take before a person is told that it goes on.
const SILENT: Duration = Duration::from_millis(500);

/// Between two steps of the bar of what goes on.
const STEP: Duration = Duration::from_millis(120);

/// A bar for what has no known end: a block that goes from side to side.
fn moving_bar(steps: usize) -> String {
    const WIDTH: usize = 16;
    const BLOCK: usize = 4;
    let ways = WIDTH - BLOCK;
    let at = steps % (2 * ways);
    let at = if at > ways { 2 * ways - at } else { at };
    let (before, after) = (" ".repeat(at), " ".repeat(ways - at));
    format!("[{before}{}{after}]", "=".repeat(BLOCK))
}

/// Does what may take a while; on a terminal it is told after half a second, with a bar and the
/// seconds.
pub(super) fn busy<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let begun = Instant::now();
    let (done, finished) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let (mut steps, mut wait) = (0, SILENT);
            // An end of the work drops the sender, which ends the wait.
            while finished.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                let seconds = begun.elapsed().as_secs();
                progress(&format!("{} {what} … {seconds} s", moving_bar(steps)));
                (steps, wait) = (steps + 1, STEP);
            }
            if steps > 0 {
                progress_done();
            }
        });
        let outcome = work();
        drop(done);
        outcome
    })
}

/// Clears the line of [`progress`].
pub(super) fn progress_done() {
    progress("");
}

/// Sends all notes from now on to the end of a file.
pub(super) fn log_to(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(Error::io(path, "write"))?;
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(Mutex::new(file))
        .try_init()
        .map_err(|problem| {
            Error::refused(
                format!("--log {}: {problem}", path.display()),
                "leave --log out",
            )
        })?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "querist begins");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_rows_that_a_terminal_needs_and_is_whole_into_a_pipe() {
        let line = "  next: querist status p · querist export p -o labels.jsonl";
        assert_eq!(told(line, None), format!("{line}\n"));
        let at = |columns| told(line, Some((Width(columns), Height(24))));
        assert_eq!(at(80), format!("{line}\n"));
        assert_eq!(
            at(40),
            "  next: querist status p ·\n  querist export p -o labels.jsonl\n"
        );
        assert_eq!(at(0), format!("{line}\n"), "the width is not known");
    }

    #[test]
    fn the_block_of_the_bar_goes_from_side_to_side() {
        assert_eq!(moving_bar(0), "[====            ]");
        assert_eq!(moving_bar(12), "[            ====]");
        assert_eq!(moving_bar(13), "[           ==== ]");
        assert_eq!(moving_bar(24), moving_bar(0));
    }
}
