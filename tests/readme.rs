//! The README's key table is the command table's.

#[test]
fn the_key_table_is_that_of_the_commands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let start = "<!-- keys: from the command table; a test holds the two together -->\n";
    let end = "<!-- end of keys -->";
    let from = readme.find(start).unwrap() + start.len();
    let to = readme.find(end).unwrap();
    let table = querist::command::key_table();
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
