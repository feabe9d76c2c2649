//! The list of recent projects, in the person's own folder.
//!
//! Invariant: each folder stands in it once, the latest first, and writing it replaces it whole. A
//! list that is damaged is told and set aside, never written over; what is no list at all stays.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::project::write_atomically;
use crate::regular_file;

/// The file in the person's folder.
const FILE: &str = "recent.json";
/// Older ones are dropped.
const MOST: usize = 200;
/// More bytes than so many projects take.
const MOST_BYTES: u64 = 4 << 20;

/// A project that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecentProject {
    /// Its folder.
    pub(crate) folder: PathBuf,
    /// Its name, as it was then.
    pub(crate) name: String,
    /// When it was last opened.
    pub(crate) opened: Timestamp,
    /// When its labels were last exported, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) exported: Option<Timestamp>,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct RecentProjects {
    file: PathBuf,
    projects: Vec<RecentProject>,
    trouble: Option<Trouble>,
}

/// Why not all of the list could be read, and what becomes of the file.
#[derive(Debug, Clone)]
struct Trouble {
    what: String,
    next: String,
    /// It can be set aside for a new one; else it is left alone.
    can_be_set_aside: bool,
}

impl RecentProjects {
    /// Reads the list. One that is not there is empty; of one that is damaged, what can be read
    /// counts, and [`RecentProjects::trouble`] tells of it.
    pub(crate) fn read(user_data: &Path) -> Self {
        let file = user_data.join(FILE);
        let mut projects = Vec::new();
        let is_folder = file.is_dir();
        let trouble = match regular_file::read(&file, MOST_BYTES) {
            Ok(None) => None,
            Ok(Some(text)) => match entries(&text) {
                (known, None) => {
                    projects = known;
                    None
                }
                (known, Some(what)) => {
                    projects = known;
                    Some(Trouble::damaged(&file, &what))
                }
            },
            Err(_) if is_folder => Some(Trouble::damaged(&file, "is a folder, not a file")),
            Err(wrong) => Some(Trouble {
                what: format!("the list of projects cannot be read: {wrong}"),
                next: format!("{}; until then none is listed", wrong.next_step()),
                can_be_set_aside: false,
            }),
        };
        Self {
            file,
            projects,
            trouble,
        }
    }

    /// What of the list could not be read, and what to do; to be told to the person.
    pub(crate) fn trouble(&self) -> Option<(&str, &str)> {
        let trouble = self.trouble.as_ref()?;
        Some((&trouble.what, &trouble.next))
    }

    /// The latest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &RecentProject> {
        self.projects.iter()
    }

    /// Notes that a project was opened.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn opened(&mut self, folder: &Path, name: &str, now: Timestamp) -> Result<()> {
        let folder = whole(folder);
        let known = self.take(&folder);
        self.projects.insert(
            0,
            RecentProject {
                exported: known.and_then(|known| known.exported),
                folder,
                name: name.to_owned(),
                opened: now,
            },
        );
        self.projects.truncate(MOST);
        self.write()
    }

    /// Notes that the labels of a project were exported, if it stands here.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn exported(&mut self, folder: &Path, now: Timestamp) -> Result<()> {
        let folder = whole(folder);
        let known = self.projects.iter_mut().find(|one| one.folder == folder);
        match known {
            Some(known) => {
                known.exported = Some(now);
                self.write()
            }
            None => Ok(()),
        }
    }

    /// Takes a project off the list; its folder stays.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(crate) fn forget(&mut self, folder: &Path) -> Result<()> {
        self.take(folder);
        self.write()
    }

    fn take(&mut self, folder: &Path) -> Option<RecentProject> {
        let at = self.projects.iter().position(|one| one.folder == folder)?;
        Some(self.projects.remove(at))
    }

    fn write(&mut self) -> Result<()> {
        if let Some(parent) = self.file.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
        }
        match self.trouble.take() {
            Some(trouble) if !trouble.can_be_set_aside => {
                let told = Error::refused(trouble.what.clone(), trouble.next.clone());
                self.trouble = Some(trouble);
                return Err(told);
            }
            Some(_) => set_aside(&self.file)?,
            None => {}
        }
        // Everything in the list is text and times, which JSON can hold.
        let text = serde_json::to_vec_pretty(&self.projects).unwrap_or_default();
        write_atomically(&self.file, &text)
    }
}

impl Trouble {
    fn damaged(file: &Path, what: &str) -> Self {
        let place = file.display();
        Self {
            what: format!("the list of projects is damaged: {place} {what}"),
            next: format!(
                "the next project that is opened begins a new list; this one is kept as {}",
                aside(file).display()
            ),
            can_be_set_aside: true,
        }
    }
}

/// The projects that can be read, and what is wrong with the rest.
fn entries(text: &[u8]) -> (Vec<RecentProject>, Option<String>) {
    let all: Vec<serde_json::Value> = match serde_json::from_slice(text) {
        Ok(all) => all,
        Err(wrong) => return (Vec::new(), Some(format!("is no list ({wrong})"))),
    };
    let count = all.len();
    let known = all.into_iter().map(serde_json::from_value);
    let known: Vec<RecentProject> = known.filter_map(std::result::Result::ok).collect();
    let lost = count - known.len();
    let what = (lost > 0).then(|| format!("has {lost} of {count} entries that cannot be read"));
    (known, what)
}

/// A name beside the file that nothing has yet.
fn aside(file: &Path) -> PathBuf {
    let mut names = (1_u32..).map(|n| file.with_file_name(format!("recent-damaged-{n}.json")));
    let free = names.find(|name| std::fs::symlink_metadata(name).is_err());
    free.unwrap_or_else(|| file.with_extension("damaged"))
}

/// Keeps what stands in the list's place under another name.
fn set_aside(file: &Path) -> Result<()> {
    match std::fs::rename(file, aside(file)) {
        Err(wrong) if wrong.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(file, "set aside")(wrong))
        }
        _ => Ok(()),
    }
}

/// The folder as every command would find it.
fn whole(folder: &Path) -> PathBuf {
    folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::new(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn a_project_stands_once_and_the_latest_first() {
        let home = tempfile::tempdir().unwrap();
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        for folder in [&one, &two] {
            std::fs::create_dir(folder).unwrap();
        }
        let data = home.path().join("data");
        for (second, folder) in [(0, &one), (1, &two), (2, &one)] {
            RecentProjects::read(&data)
                .opened(folder, "p", at(second))
                .unwrap();
        }
        let mut known = RecentProjects::read(&data);
        let folders: Vec<&Path> = known.iter().map(|one| one.folder.as_path()).collect();
        assert_eq!(folders, [whole(&one), whole(&two)]);
        known.exported(&one, at(3)).unwrap();
        known.opened(&one, "q", at(4)).unwrap();
        let first = RecentProjects::read(&data).iter().next().cloned().unwrap();
        assert_eq!((first.name.as_str(), first.exported), ("q", Some(at(3))));
        known.forget(&whole(&one)).unwrap();
        assert_eq!(RecentProjects::read(&data).iter().count(), 1);
    }

    #[test]
    fn a_damaged_list_is_told_and_kept_beside_the_new_one() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join(FILE);
        let told = || {
            let known = RecentProjects::read(data.path());
            known.trouble().map(|(what, _)| what.to_owned())
        };
        assert_eq!(told(), None);
        std::fs::write(&file, "[{").unwrap();
        assert!(told().unwrap().contains("is no list"), "{:?}", told());
        let mut known = RecentProjects::read(data.path());
        assert_eq!(known.iter().count(), 0);
        known.opened(data.path(), "p", at(0)).unwrap();
        assert_eq!(told(), None);
        assert_eq!(RecentProjects::read(data.path()).iter().count(), 1);
        let kept = data.path().join("recent-damaged-1.json");
        assert_eq!(std::fs::read(&kept).unwrap(), b"[{");
        // One entry that cannot be read takes no other with it.
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.replacen('[', "[{\"folder\": \"/x\"},", 1);
        std::fs::write(&file, &text).unwrap();
        assert!(told().unwrap().contains("1 of 2 entries"), "{:?}", told());
        let mut known = RecentProjects::read(data.path());
        assert_eq!(known.iter().count(), 1);
        known.opened(data.path(), "p", at(1)).unwrap();
        let kept = data.path().join("recent-damaged-2.json");
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), text);
        // Nor does a folder in its place end anything.
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        assert!(told().unwrap().contains("is a folder"));
        let mut known = RecentProjects::read(data.path());
        known.opened(data.path(), "p", at(2)).unwrap();
        assert!(data.path().join("recent-damaged-3.json").is_dir());
        assert_eq!(told(), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_list_at_all_is_not_waited_for_and_stays() {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join(FILE);
        std::os::unix::fs::symlink("/dev/zero", &file).unwrap();
        let mut known = RecentProjects::read(data.path());
        assert!(known.trouble().unwrap().0.contains("is a device"));
        assert!(known.opened(data.path(), "p", at(0)).is_err());
        assert!(known.opened(data.path(), "p", at(0)).is_err());
        assert!(file.is_symlink());
        std::fs::remove_file(&file).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, &file, rustix::fs::Mode::RWXU).unwrap();
        let mut known = RecentProjects::read(data.path());
        assert!(known.trouble().unwrap().0.contains("is a pipe"));
        assert!(known.forget(data.path()).is_err());
        std::fs::remove_file(&file).unwrap();
        let large = std::fs::File::create(&file).unwrap();
        large.set_len(MOST_BYTES + 1).unwrap();
        let known = RecentProjects::read(data.path());
        assert!(known.trouble().unwrap().0.contains("more than 4 MB"));
    }
}
