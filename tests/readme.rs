//! The README's key tables are the command table's, and its example of an oracle works.

use querist::command::{Keymap, Screen};

#[test]
fn the_key_tables_are_those_of_the_commands() {
    check("keys", Screen::Label);
    check("keys of the review", Screen::Review);
}

fn check(name: &str, screen: Screen) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let start = format!("<!-- {name}: from the command table; a test holds the two together -->\n");
    let end = format!("<!-- end of {name} -->");
    let from = readme.find(&start).unwrap() + start.len();
    let to = readme.find(&end).unwrap();
    let table = querist::command::key_table(&Keymap::default(), screen);
    if std::env::var_os("UPDATE_README").is_some() {
        let updated = format!("{}{table}{}", &readme[..from], &readme[to..]);
        std::fs::write(path, updated).unwrap();
    } else {
        assert_eq!(
            &readme[from..to],
            table,
            "run the tests once with UPDATE_README=1"
        );
    }
}

#[test]
#[cfg(unix)]
fn the_example_of_an_oracle_answers_everything() {
    use std::os::unix::fs::PermissionsExt as _;

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let from = readme.find("```sh\n").unwrap() + "```sh\n".len();
    let example = &readme[from..][..readme[from..].find("```").unwrap()];
    let folder = tempfile::tempdir().unwrap();
    crate::support::project(folder.path());
    let program = folder.path().join("oracle.sh");
    std::fs::write(&program, example).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let ran = crate::support::succeed(folder.path(), &["run", "p", "--yes", "--", "./oracle.sh"]);
    let told = "oracle-oracle: asked 60 = 60 labeled + 0 unsure + 0 skipped + 0 failed";
    assert!(ran.err.contains(told), "{}", ran.err);
}
