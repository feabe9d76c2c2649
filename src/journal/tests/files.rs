//! Checks that links, pipes, strangers' eyes and second writers are kept out.

use std::fs;

use super::events::few_events;
use super::{Fixture, at, entries};
use crate::error::Error;
use crate::journal::recovery::{release_reserve, with_room};
use crate::journal::{ProjectLock, create_reserve};

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
        let fixture = Fixture::with(&entries(few_events()));
        let folder = fixture.folder.path();
        let path = fixture.path();
        let elsewhere = folder.join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();

        symlink(&elsewhere, &path).unwrap();
        refused(read(&path), "a symbolic link");
        refused(fixture.open(), "a symbolic link");
        refused(ProjectLock::acquire(&path, at(0)), "a symbolic link");
        refused(create_reserve(&path), "a symbolic link");
        refused(Journal::create(&path, &entries(few_events())[0]), "exists");
        fs::remove_file(&path).unwrap();

        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        refused(read(&path), "a pipe");
        refused(fixture.open(), "a pipe");
        fs::remove_file(&path).unwrap();

        fs::create_dir(&path).unwrap();
        refused(read(&path), "a folder");
        refused(fixture.open(), "a folder");
        fs::remove_dir(&path).unwrap();

        fs::hard_link(&elsewhere, &path).unwrap();
        refused(fixture.open(), "2 names");
        assert!(read(&path).is_ok());

        refused(read(Path::new("/dev/null")), "a device");
    }

    #[test]
    fn a_quarantine_that_is_a_link_is_refused_before_anything_is_cut() {
        let fixture = Fixture::with(&entries(few_events()));
        let bytes = fixture.bytes();
        fixture.write(&bytes[..bytes.len() - 9]);
        let elsewhere = fixture.folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        symlink(&elsewhere, fixture.quarantine()).unwrap();
        refused(fixture.open(), "not a folder");
        assert_eq!(fixture.bytes(), bytes[..bytes.len() - 9]);
    }

    #[test]
    fn what_is_made_is_for_the_owner_alone() {
        let fixture = Fixture::with(&entries(few_events()));
        let bytes = fixture.bytes();
        fixture.write(&bytes[..bytes.len() - 9]);
        create_reserve(&fixture.reserve()).unwrap();
        let lock = fixture.folder.path().join("lock");
        let _held = ProjectLock::acquire(&lock, at(0)).unwrap();
        fixture.open().unwrap();
        for file in [fixture.path(), fixture.reserve(), lock] {
            assert_eq!(mode(&file), 0o600, "{}", file.display());
        }
        assert_eq!(mode(&fixture.quarantine()), 0o700);
        let (torn, _) = fixture.quarantined().swap_remove(0);
        assert_eq!(mode(&fixture.quarantine().join(torn)), 0o600);
    }

    #[test]
    fn the_reserve_takes_room_on_the_disk() {
        let fixture = Fixture::with(&entries(few_events()));
        create_reserve(&fixture.reserve()).unwrap();
        assert!(fs::metadata(fixture.reserve()).unwrap().blocks() * 512 >= 1 << 20);
    }
}

#[test]
fn the_reserve_is_made_once_and_given_back_once() {
    let fixture = Fixture::with(&entries(few_events()));
    fs::write(fixture.reserve(), b"made by halves").unwrap();
    create_reserve(&fixture.reserve()).unwrap();
    assert_eq!(fs::metadata(fixture.reserve()).unwrap().len(), 1 << 20);
    create_reserve(&fixture.reserve()).unwrap();
    assert!(release_reserve(&fixture.reserve()).unwrap());
    assert!(!release_reserve(&fixture.reserve()).unwrap());
}

#[test]
fn a_full_disk_is_tried_again_once_with_the_room_of_the_reserve() {
    let fixture = Fixture::with(&entries(few_events()));
    let mut tries = 0;
    let mut attempt = |kind: std::io::ErrorKind| {
        tries = 0;
        let result: Result<(), Error> = with_room(&fixture.reserve(), || {
            tries += 1;
            Err(Error::io(&fixture.path(), "write")(kind.into()))
        });
        assert!(matches!(result, Err(Error::Io { .. })));
        tries
    };
    assert_eq!(attempt(std::io::ErrorKind::StorageFull), 1);
    create_reserve(&fixture.reserve()).unwrap();
    assert_eq!(attempt(std::io::ErrorKind::PermissionDenied), 1);
    assert!(fixture.reserve().exists());
    assert_eq!(attempt(std::io::ErrorKind::StorageFull), 2);
    assert!(!fixture.reserve().exists());
}

#[test]
fn the_lock_keeps_a_second_handle_out_and_says_who_holds_it() {
    let fixture = Fixture::with(&entries(few_events()));
    let path = fixture.folder.path().join("lock");
    fs::write(&path, "x".repeat(5000)).unwrap();
    let held = ProjectLock::acquire(&path, at(0)).unwrap();
    assert!(held.is_honoured());
    for _ in 0..2 {
        match ProjectLock::acquire(&path, at(1)) {
            Err(Error::Locked { path, holder }) => {
                assert_eq!(path, fixture.folder.path());
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
