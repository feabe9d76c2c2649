//! Keeps finished runs in a file, so that they are not run again.
//!
//! The file holds a line that says what they are of, the header of the CSV, and for each run
//! its rows and a line that closes it with their hash. It grows by whole runs, each synced.
//! Invariant: a run counts only when it is closed, so that of a run cut short (a kill, a full
//! disk) nothing is taken; and it is never mixed with the runs of another simulation.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::runs_csv::Columns;
use crate::error::{Error, Place, Result};
use crate::evaluation::Run;
use crate::project::write_new;

/// How the first line of a file begins.
const HEAD: &str = "# querist simulate: finished runs of ";

/// How the line begins that closes a run.
const CLOSED: &str = "# run ";

/// A file of finished runs, to which no other process adds.
pub(super) struct Finished {
    path: PathBuf,
    file: File,
    columns: Columns,
    runs: Vec<Run>,
    /// Whether a run was there that was not finished: it was dropped.
    pub(super) dropped: bool,
}

impl Finished {
    /// Opens a file or makes one. `head` says what its runs are of; `difference` compares that
    /// with the head of a file that is there.
    ///
    /// # Errors
    /// When the file is of another simulation, was changed, or is in use.
    pub(super) fn open(
        path: &Path,
        columns: Columns,
        head: &str,
        difference: impl Fn(&serde_json::Value) -> Option<String>,
    ) -> Result<Self> {
        let opening = format!("{HEAD}{head}\n{}", columns.header());
        if is_new(path)? {
            write_new(path, opening.as_bytes())?;
        }
        let failed = Error::io(path, "open");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::refused(
                    format!("{} is in use by another querist", path.display()),
                    "wait for it to end, or name another file with --resume",
                ));
            }
            Err(TryLockError::Error(source)) => return Err(Error::io(path, "lock")(source)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)
            .map_err(Error::io(path, "read"))?;
        if bytes.is_empty() {
            bytes = opening.into_bytes();
            let written = file.write_all(&bytes).and_then(|()| file.sync_data());
            written.map_err(Error::io(path, "write"))?;
        }
        let runs_from = check_opening(path, &bytes, columns, difference)?;
        let (runs, whole) = read_runs(path, &bytes, runs_from, columns)?;
        // What is not whole is written over.
        let ready = file
            .set_len(whole as u64)
            .and_then(|()| file.seek(SeekFrom::Start(whole as u64)));
        ready.map_err(Error::io(path, "write"))?;
        Ok(Self {
            path: path.to_path_buf(),
            file,
            columns,
            runs,
            dropped: whole < bytes.len(),
        })
    }

    /// The finished run of a strategy with a seed.
    pub(super) fn run(&self, strategy: &str, seed: u64) -> Option<&Run> {
        self.runs
            .iter()
            .find(|run| run.strategy == strategy && run.seed == seed)
    }

    /// Adds a run, on the disk when this returns.
    pub(super) fn add(&mut self, data: &str, run: &Run) -> Result<()> {
        let rows = self.columns.rows(data, run);
        let closed = format!("{rows}{}", closing(run, rows.as_bytes()));
        let added = self.file.write_all(closed.as_bytes());
        added
            .and_then(|()| self.file.sync_data())
            .map_err(Error::io(&self.path, "write"))
    }
}

/// Whether nothing has that name; what cannot be a file of runs is refused.
fn is_new(path: &Path) -> Result<bool> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(false),
        Ok(_) => Err(Error::input(
            Place::file(path),
            "not a regular file",
            "name a file that may be written, with --resume",
        )),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(Error::io(path, "read")(source)),
    }
}

/// The line that closes a run.
fn closing(run: &Run, rows: &[u8]) -> String {
    let hash = blake3::hash(rows).to_hex();
    format!("{CLOSED}{} {} {}\n", run.strategy, run.seed, &hash[..16])
}

/// Checks the first two lines; where the runs begin.
fn check_opening(
    path: &Path,
    bytes: &[u8],
    columns: Columns,
    difference: impl Fn(&serde_json::Value) -> Option<String>,
) -> Result<usize> {
    let refuse = |what: String| {
        let next = "name another file with --resume, or give the options that it was made with";
        Err(Error::input(Place::line(path, 1), what, next))
    };
    let head = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .next()
        .and_then(|line| line.strip_prefix(HEAD.as_bytes()))
        .and_then(|json| Some((json.len(), serde_json::from_slice(json).ok()?)));
    let Some((length, head)) = head else {
        return refuse("this file does not hold runs of querist simulate".into());
    };
    if let Some(difference) = difference(&head) {
        return refuse(format!("its runs are of another simulation ({difference})"));
    }
    let header = columns.header();
    let after = HEAD.len() + length;
    if !bytes[after..].starts_with(header.as_bytes()) {
        return refuse("its columns are not those of this simulation".into());
    }
    Ok(after + header.len())
}

/// The runs that are closed, and where the last of them ends.
fn read_runs(
    path: &Path,
    bytes: &[u8],
    from: usize,
    columns: Columns,
) -> Result<(Vec<Run>, usize)> {
    let mut runs = Vec::new();
    // Of the run being read, and of the line.
    let (mut start, mut at) = (from, from);
    for (number, line) in bytes[from..]
        .split_inclusive(|byte| *byte == b'\n')
        .enumerate()
    {
        let end = at + line.len();
        if line.starts_with(CLOSED.as_bytes()) && line.ends_with(b"\n") {
            let rows = &bytes[start..at];
            let run = columns
                .read(rows)
                .filter(|run| closing(run, rows).as_bytes() == line);
            let Some(run) = run else {
                return Err(Error::input(
                    Place::line(path, number as u64 + 3),
                    "the rows above are not those that were written",
                    "delete that run with the line that closes it: it is then run again",
                ));
            };
            runs.push(run);
            start = end;
        }
        at = end;
    }
    Ok((runs, start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Checkpoint;

    const COLUMNS: Columns = Columns {
        positive: false,
        seconds: false,
    };

    fn run(strategy: &str, seed: u64) -> Run {
        let at = |labels| Checkpoint {
            labels,
            accuracy: 0.5,
            macro_f1: 0.25,
            steps: None,
            seconds: None,
            found: None,
            labels_to_95: None,
        };
        Run {
            strategy: strategy.into(),
            seed,
            checkpoints: vec![at(10), at(20)],
        }
    }

    /// A child that another test is just starting holds a copy of every open file, and so of a
    /// lock given back meanwhile, for a moment.
    fn open(path: &Path) -> Result<Finished> {
        for _ in 0..200 {
            match open_once(path) {
                Err(Error::Refused { .. }) => {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
                done => return done,
            }
        }
        open_once(path)
    }

    fn open_once(path: &Path) -> Result<Finished> {
        Finished::open(path, COLUMNS, "{\"a\":\"1\"}", |head| {
            (head["a"] != "1").then(|| "a".into())
        })
    }

    fn with_two_runs(path: &Path) -> Vec<u8> {
        let mut finished = open(path).unwrap();
        finished.add("d", &run("margin", 0)).unwrap();
        finished.add("d", &run("random", 0)).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn runs_are_found_again_and_more_are_added() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.csv");
        with_two_runs(&path);
        let mut finished = open(&path).unwrap();
        assert_eq!(finished.run("margin", 0), Some(&run("margin", 0)));
        assert_eq!(finished.run("margin", 1), None);
        finished.add("d", &run("margin", 1)).unwrap();
        drop(finished);
        assert_eq!(
            open(&path).unwrap().run("margin", 1),
            Some(&run("margin", 1))
        );
    }

    #[test]
    fn cut_anywhere_only_whole_runs_are_left_and_the_rest_can_be_run_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.csv");
        let whole = with_two_runs(&path);
        let first = whole.len() - {
            let rows = COLUMNS.rows("d", &run("random", 0));
            rows.len() + closing(&run("random", 0), rows.as_bytes()).len()
        };
        for cut in first..whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let mut finished = open(&path).unwrap();
            assert_eq!(finished.dropped, cut > first, "{cut}");
            assert!(finished.run("margin", 0).is_some(), "{cut}");
            assert!(finished.run("random", 0).is_none(), "{cut}");
            finished.add("d", &run("random", 0)).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), whole, "{cut}");
        }
        // A file that is there, but empty, is a new one.
        std::fs::write(&path, "").unwrap();
        assert!(open(&path).unwrap().run("margin", 0).is_none());
    }

    #[test]
    fn other_files_and_changed_rows_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.csv");
        let whole = String::from_utf8(with_two_runs(&path)).unwrap();
        let told = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let told = open(&path).err().unwrap().to_string();
            // What was refused is left as it was.
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
            told
        };
        assert!(told(&whole.replacen("\"1\"", "\"2\"", 1)).contains("another simulation (a)"));
        assert!(told("id,text\n1,hello\n").contains("does not hold runs"));
        assert!(told(&whole.replacen("0.25000", "0.95000", 1)).contains("runs.csv:5:"));
        assert!(told(&whole.replacen(",macro_f1", "", 1)).contains("columns"));
    }

    #[test]
    fn two_at_once_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs.csv");
        let _one = open(&path).unwrap();
        let refused = open_once(&path).err().unwrap().to_string();
        assert!(refused.contains("in use"), "{refused}");
    }
}
