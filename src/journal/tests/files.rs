//! Checks that links, pipes, strangers' eyes and second writers are kept out.

use std::fs;

use super::events::few_events;
use super::{Desk, at, entries};
use crate::error::Error;
use crate::journal::recovery::with_room;
use crate::journal::{ProjectLock, create_reserve, release_reserve};

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::Path;

    use super::*;
    use crate::journal::{Journal, read};

    fn refused<T: std::fmt::Debug>(result: Result<T, Error>, why: &str) {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn links_pipes_folders_and_devices_are_refused() {
        let desk = Desk::with(&entries(few_events()));
        let folder = desk.folder.path();
        let path = desk.path();
        let elsewhere = folder.join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();

        symlink(&elsewhere, &path).unwrap();
        refused(read(&path), "a symbolic link");
        refused(desk.open(), "a symbolic link");
        refused(ProjectLock::acquire(&path, at(0)), "a symbolic link");
        refused(create_reserve(&path), "a symbolic link");
        refused(Journal::create(&path, &entries(few_events())[0]), "exists");
        fs::remove_file(&path).unwrap();

        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        refused(read(&path), "a pipe");
        refused(desk.open(), "a pipe");
        fs::remove_file(&path).unwrap();

        fs::create_dir(&path).unwrap();
        refused(read(&path), "a folder");
        refused(desk.open(), "a folder");
        fs::remove_dir(&path).unwrap();

        fs::hard_link(&elsewhere, &path).unwrap();
        refused(desk.open(), "2 names");
        assert!(read(&path).is_ok());

        refused(read(Path::new("/dev/null")), "a device");
    }

    #[test]
    fn a_quarantine_that_is_a_link_is_refused_before_anything_is_cut() {
        let desk = Desk::with(&entries(few_events()));
        let bytes = desk.bytes();
        desk.write(&bytes[..bytes.len() - 9]);
        let elsewhere = desk.folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, desk.quarantine()).unwrap();
        refused(desk.open(), "not a folder");
        assert_eq!(desk.bytes(), bytes[..bytes.len() - 9]);
    }

    #[test]
    fn what_is_made_is_for_the_owner_alone() {
        let desk = Desk::with(&entries(few_events()));
        let bytes = desk.bytes();
        desk.write(&bytes[..bytes.len() - 9]);
        create_reserve(&desk.reserve()).unwrap();
        let lock = desk.folder.path().join("lock");
        let _held = ProjectLock::acquire(&lock, at(0)).unwrap();
        desk.open().unwrap();
        for file in [desk.path(), desk.reserve(), lock] {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
        assert_eq!(mode(&desk.quarantine()), 0o700);
        let (torn, _) = desk.quarantined().swap_remove(0);
        assert_eq!(mode(&desk.quarantine().join(torn)), 0o600);
    }

    #[test]
    fn the_reserve_takes_room_on_the_disk() {
        let desk = Desk::with(&entries(few_events()));
        create_reserve(&desk.reserve()).unwrap();
        assert!(fs::metadata(desk.reserve()).unwrap().blocks() * 512 >= 1 << 20);
    }
}

#[test]
fn the_reserve_is_made_once_and_given_back_once() {
    let desk = Desk::with(&entries(few_events()));
    fs::write(desk.reserve(), b"made by halves").unwrap();
    create_reserve(&desk.reserve()).unwrap();
    assert_eq!(fs::metadata(desk.reserve()).unwrap().len(), 1 << 20);
    create_reserve(&desk.reserve()).unwrap();
    assert!(release_reserve(&desk.reserve()).unwrap());
    assert!(!release_reserve(&desk.reserve()).unwrap());
}

#[test]
fn a_full_disk_is_tried_again_once_with_the_room_of_the_reserve() {
    let desk = Desk::with(&entries(few_events()));
    let mut tries = 0;
    let mut attempt = |kind: std::io::ErrorKind| {
        tries = 0;
        let result: Result<(), Error> = with_room(&desk.reserve(), || {
            tries += 1;
            Err(Error::io(desk.path(), "write", kind.into()))
        });
        assert!(matches!(result, Err(Error::Io { .. })));
        tries
    };
    assert_eq!(attempt(std::io::ErrorKind::StorageFull), 1);
    create_reserve(&desk.reserve()).unwrap();
    assert_eq!(attempt(std::io::ErrorKind::PermissionDenied), 1);
    assert!(desk.reserve().exists());
    assert_eq!(attempt(std::io::ErrorKind::StorageFull), 2);
    assert!(!desk.reserve().exists());
}

#[test]
fn the_lock_keeps_a_second_handle_out_and_says_who_holds_it() {
    let desk = Desk::with(&entries(few_events()));
    let path = desk.folder.path().join("lock");
    fs::write(&path, "x".repeat(5000)).unwrap();
    let held = ProjectLock::acquire(&path, at(0)).unwrap();
    assert!(held.is_honoured());
    for _ in 0..2 {
        match ProjectLock::acquire(&path, at(1)) {
            Err(Error::Locked { path, holder }) => {
                assert_eq!(path, desk.folder.path());
                #[cfg(unix)]
                {
                    let process = format!("process {} on ", std::process::id());
                    assert!(holder.starts_with(&process), "{holder}");
                    assert!(holder.ends_with("since 2027-01-15T08:00:00Z"), "{holder}");
                }
                assert!(!holder.is_empty());
            }
            other => panic!("{other:?}"),
        }
    }
    drop(held);
    assert!(path.exists());
    ProjectLock::acquire(&path, at(2)).unwrap();
}
