//! Keeps the ledger in its file.
//!
//! Each entry is one write at the end of a file that is opened for it: the file may be deleted at
//! any time. A torn last line, or one that cannot be understood, is passed over and stays. There
//! is no sync: to lose the last entry with the power is bearable, to wait for the disk is not.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::pseudonym::Pseudonyms;
use super::record::{Entry, Line, Record, Stamp};
use crate::error::{Error, Result};
use crate::regular_file;

const FOLDER: &str = "wellbeing";
const FILE: &str = "ledger.jsonl";
const KEY: &str = "key";
/// More than a life of labeling takes.
const MOST_BYTES: u64 = 1 << 30;

/// The person's own ledger.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    record: Record,
    pseudonyms: Pseudonyms,
    passed_over: usize,
    trouble: Option<Error>,
}

impl Ledger {
    /// Opens the ledger in the folder of the user's data, or begins one there with the first
    /// entry. Never fails: see [`Ledger::take_trouble`].
    pub fn open(user_data: &Path) -> Self {
        let folder = user_data.join(FOLDER);
        let path = folder.join(FILE);
        let mut ledger = Self {
            path,
            record: Record::default(),
            pseudonyms: Pseudonyms::passing(),
            passed_over: 0,
            trouble: None,
        };
        if let Err(trouble) = ledger.read() {
            ledger.trouble = Some(trouble);
        }
        match make_folder(&folder).and_then(|()| Pseudonyms::at(&folder.join(KEY))) {
            Ok(pseudonyms) => ledger.pseudonyms = pseudonyms,
            Err(trouble) => ledger.trouble = Some(trouble),
        }
        ledger
    }

    fn read(&mut self) -> Result<()> {
        let Some(bytes) = regular_file::read(&self.path, MOST_BYTES)? else {
            return Ok(());
        };
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.is_empty() {
                continue;
            }
            match serde_json::from_slice::<Line>(line) {
                Ok(line) => self.record.apply(&line),
                Err(_) => self.passed_over += 1,
            }
        }
        Ok(())
    }

    /// Writes an entry down. It counts from now on, written or not; what went wrong waits in
    /// [`Ledger::take_trouble`].
    pub fn write(&mut self, stamp: Stamp, entry: Entry) {
        let line = Line { stamp, entry };
        self.record.apply(&line);
        if let Err(trouble) = append(&self.path, &line) {
            self.trouble = Some(trouble);
        }
    }

    /// What it says.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The names of items and sessions in it.
    pub(crate) fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }

    /// What went wrong since last asked, to be told to the person: entries may be missing.
    pub(crate) fn take_trouble(&mut self) -> Option<Error> {
        self.trouble.take()
    }

    /// Lines that could not be understood.
    pub fn passed_over(&self) -> usize {
        self.passed_over
    }

    /// Where it lies, for whoever wants to read or delete it.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn append(path: &Path, line: &Line) -> Result<()> {
    let failed = Error::io(path, "write");
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    private(&mut options);
    let mut file = options.open(path).map_err(failed)?;
    let kind = file.metadata().map_err(failed)?.file_type();
    if !kind.is_file() {
        return Err(regular_file::refusal(path, kind));
    }
    let mut bytes = Vec::new();
    if ends_torn(&mut file).map_err(failed)? {
        bytes.push(b'\n');
    }
    serde_json::to_writer(&mut bytes, line).map_err(|wrong| failed(io::Error::other(wrong)))?;
    bytes.push(b'\n');
    file.write_all(&bytes).map_err(failed)
}

/// Whether the last line has no end.
fn ends_torn(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Makes the folder, for its owner alone.
fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    private_folder(&mut builder);
    builder.create(folder).map_err(Error::io(folder, "create"))
}

#[cfg(unix)]
fn private_folder(builder: &mut DirBuilder) {
    use std::os::unix::fs::DirBuilderExt;
    builder.mode(0o700);
}

#[cfg(not(unix))]
fn private_folder(_: &mut DirBuilder) {}

/// For its owner alone, and no link to another file.
#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    options
        .mode(0o600)
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content_safety::{Action, Category, ExposureRecord, Severity, Source};
    use crate::schema::ViewLevel;

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_its_place_is_told_and_never_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(FOLDER);
        std::fs::create_dir(&folder).unwrap();
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mkfifoat(rustix::fs::CWD, folder.join(FILE), mode).unwrap();
        let mut ledger = Ledger::open(home.path());
        let told = ledger.take_trouble().unwrap().to_string();
        assert!(told.ends_with("is a pipe, not a regular file"), "{told}");
        let category = Category::named("hate").unwrap();
        ledger.write(stamp("s", 0), Entry::OptedOut { category });
        assert!(ledger.take_trouble().is_some());
    }

    fn stamp(session: &str, second: i64) -> Stamp {
        let ts = jiff::Timestamp::from_second(1_700_000_000 + second).unwrap();
        Stamp {
            ts,
            day: ts.to_zoned(jiff::tz::TimeZone::UTC).date(),
            session: session.into(),
        }
    }

    fn exposed(view: ViewLevel, seconds: f64) -> ExposureRecord {
        ExposureRecord {
            category: Category::named("hate").unwrap(),
            severity: Severity::MIDDLE,
            sources: vec![Source::Data],
            missed: false,
            view_level: view,
            revealed_ms: (1000.0 * seconds).round() as u64,
            chars_revealed: 120,
            action: Action::Answered,
            running_dose_session: 0.0,
            running_dose_day: 0.0,
        }
    }

    fn expose(ledger: &mut Ledger, session: &str, view: ViewLevel, seconds: f64) {
        let item = ledger.pseudonyms().item("project", "item 4");
        let met = exposed(view, seconds);
        ledger.write(stamp(session, 0), Entry::Exposed { item, met });
    }

    #[test]
    fn what_was_written_is_read_back_and_adds_up() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        expose(&mut ledger, "a", ViewLevel::Full, 9.0);
        expose(&mut ledger, "a", ViewLevel::Veiled, 0.0);
        expose(&mut ledger, "b", ViewLevel::Masked, 1.0);
        let item = ledger.pseudonyms().item("project", "item 9");
        let until = stamp("a", 900).ts;
        let deferred = Entry::Deferred {
            item: item.clone(),
            until,
        };
        let hate = Category::named("hate").unwrap();
        ledger.write(stamp("a", 1), deferred);
        ledger.write(
            stamp("a", 2),
            Entry::OptedOut {
                category: hate.clone(),
            },
        );
        ledger.write(stamp("a", 3), Entry::CheckIn { score: 4 });
        ledger.write(
            stamp("a", 4),
            Entry::Worked {
                active_seconds: 60.0,
            },
        );
        ledger.write(
            stamp("b", 5),
            Entry::Worked {
                active_seconds: 30.0,
            },
        );
        assert!(ledger.take_trouble().is_none());

        let again = Ledger::open(folder.path());
        assert_eq!(again.record(), ledger.record());
        let day = again.record().day(stamp("", 0).day);
        assert_eq!(day.exposure.reveals, 2);
        let dose = 2.0 * 10.0_f64.ln() + 2.0 * 2.0_f64.ln();
        assert!((day.exposure.dose - dose).abs() < 1e-9);
        assert!((day.active_seconds - 90.0).abs() < 1e-9);
        let session = again.record().session("a");
        assert_eq!((session.sensitive, session.exposure.reveals), (2, 1));
        assert_eq!(session.check_in, Some(4));
        assert_eq!(again.record().session("b").answered_masked, 1);
        assert_eq!(again.record().deferred_until(&item), Some(until));
        assert!(again.record().opted_out().contains(&hate));
    }

    #[test]
    fn what_was_put_off_and_declined_is_known_until_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        let name = |ledger: &Ledger, item: &str| ledger.pseudonyms().item("project", item);
        assert!(!ledger.record().has_own_items());
        let (one, two) = (name(&ledger, "one"), name(&ledger, "two"));
        for item in [one.clone(), two] {
            ledger.write(stamp("a", 0), Entry::Declined { item });
        }
        ledger.write(stamp("a", 1), Entry::AskedFor { item: one });
        let again = Ledger::open(folder.path());
        assert!(again.record().has_own_items());
        assert!(!again.record().is_declined(&name(&again, "one")));
        assert!(again.record().is_declined(&name(&again, "two")));
    }

    #[test]
    fn it_names_neither_items_nor_projects() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        expose(&mut ledger, "a", ViewLevel::Full, 1.0);
        let text = std::fs::read_to_string(ledger.path()).unwrap();
        assert!(
            !text.contains("item 4") && !text.contains("project"),
            "{text}"
        );
        for field in [
            "view_level",
            "revealed_ms",
            "chars_revealed",
            "running_dose_day",
        ] {
            assert!(text.contains(field), "{text}");
        }
    }

    #[test]
    fn a_torn_last_line_and_a_newer_entry_stay_and_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        ledger.write(stamp("a", 0), Entry::BreakDismissed);
        let whole = std::fs::read_to_string(ledger.path()).unwrap();
        let newer = whole.replace("break_dismissed", "dream_told");
        let torn = format!("{whole}{newer}{}", &whole[..whole.len() / 2]);
        std::fs::write(ledger.path(), &torn).unwrap();

        let mut ledger = Ledger::open(folder.path());
        assert_eq!(ledger.passed_over(), 1);
        ledger.write(stamp("a", 1), Entry::BreakDismissed);
        let text = std::fs::read_to_string(ledger.path()).unwrap();
        assert!(text.starts_with(&torn));
        let again = Ledger::open(folder.path());
        assert_eq!(again.record().session("a").breaks_dismissed, 2);
    }

    #[test]
    fn deleted_is_deleted_and_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        ledger.write(stamp("a", 0), Entry::CheckIn { score: 1 });
        std::fs::remove_file(ledger.path()).unwrap();
        ledger.write(stamp("a", 1), Entry::BreakDismissed);
        let again = Ledger::open(folder.path());
        assert_eq!(again.record().session("a").check_in, None);
        assert_eq!(again.record().session("a").breaks_dismissed, 1);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_and_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("data");
        std::fs::write(&taken, "a file").unwrap();
        let mut ledger = Ledger::open(&taken);
        assert!(ledger.take_trouble().is_some());
        expose(&mut ledger, "a", ViewLevel::Full, 9.0);
        assert_eq!(ledger.record().session("a").exposure.reveals, 1);
        let trouble = ledger.take_trouble().unwrap();
        assert!(!trouble.next_step().is_empty());
        assert!(ledger.take_trouble().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn it_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path());
        ledger.write(stamp("a", 0), Entry::BreakDismissed);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let inside = ledger.path().parent().unwrap();
        assert_eq!(mode(inside), 0o700);
        assert_eq!(mode(ledger.path()), 0o600);
        assert_eq!(mode(&inside.join("key")), 0o600);
    }
}
