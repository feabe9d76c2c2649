//! What the pages for developers name is there.

use std::collections::BTreeSet;
use std::path::Path;

const PAGES: [&str; 3] = [
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "tests/goldens/README.md",
];

/// The words between backticks that look like paths of this repository.
fn paths(page: &str) -> BTreeSet<&str> {
    const FOLDERS: [&str; 5] = ["src/", "tests/", "assets/", "sample-projects/", ".ci/"];
    let inline = page.split('`').skip(1).step_by(2);
    inline
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| !word.contains(char::is_whitespace) && !word.contains("NAME"))
        .collect()
}

#[test]
fn every_file_that_the_pages_name_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut missing = Vec::new();
    for name in PAGES {
        let page = std::fs::read_to_string(root.join(name)).unwrap();
        // Blocks of code would put the backticks out of step.
        let page: String = page.split("```").step_by(2).collect();
        let named = paths(&page);
        assert!(!named.is_empty(), "{name} names no file");
        for path in named {
            if !root.join(path).exists() {
                missing.push(format!("{name}: {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
