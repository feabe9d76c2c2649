//! The map of the modules, held against the sources.

mod source;

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use source::{Source, after, check, first_word, is_word, rust_files};

/// Modules that all may use.
const SHARED: &[&str] = &[
    "text",
    "schema",
    "error",
    "clock",
    "rng",
    "numerics",
    "line_ends",
    "regular_file",
];

/// Who may import whom, beside itself and the shared modules.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli", "tui"]),
    ("lib", &[]),
    (
        "cli",
        &[
            "session",
            "setup",
            "home",
            "simulation",
            "query",
            "trainer",
            "export",
            "project",
            "evaluation",
            "agreement",
            "wellbeing",
            "content_safety",
            "strategy",
            "learner",
            "features",
            "oracle",
            "state",
            "pool",
            "journal",
            "command",
            "settings",
        ],
    ),
    (
        "tui",
        &[
            "session",
            "setup",
            "home",
            "query",
            "trainer",
            "export",
            "project",
            "evaluation",
            "agreement",
            "wellbeing",
            "content_safety",
            "strategy",
            "learner",
            "features",
            "oracle",
            "state",
            "pool",
            "command",
            "settings",
        ],
    ),
    ("command", &["session", "settings"]),
    (
        "session",
        &[
            "query",
            "trainer",
            "evaluation",
            "agreement",
            "wellbeing",
            "content_safety",
            "strategy",
            "learner",
            "features",
            "oracle",
            "state",
            "project",
            "journal",
            "pool",
            "settings",
        ],
    ),
    (
        "simulation",
        &[
            "query",
            "trainer",
            "evaluation",
            "agreement",
            "wellbeing",
            "content_safety",
            "strategy",
            "learner",
            "features",
            "oracle",
            "state",
            "project",
            "journal",
            "pool",
        ],
    ),
    (
        "query",
        &[
            "trainer",
            "strategy",
            "learner",
            "wellbeing",
            "content_safety",
            "state",
            "project",
            "journal",
            "pool",
        ],
    ),
    (
        "trainer",
        &[
            "strategy",
            "learner",
            "features",
            "agreement",
            "wellbeing",
            "project",
            "state",
            "pool",
        ],
    ),
    (
        "export",
        &[
            "evaluation",
            "agreement",
            "wellbeing",
            "state",
            "pool",
            "journal",
        ],
    ),
    (
        "setup",
        &["home", "project", "content_safety", "state", "pool"],
    ),
    ("home", &["project", "state"]),
    (
        "project",
        &[
            "wellbeing",
            "content_safety",
            "state",
            "pool",
            "journal",
            "settings",
        ],
    ),
    ("evaluation", &["learner", "features", "state"]),
    ("agreement", &["state"]),
    ("wellbeing", &["content_safety", "state"]),
    ("content_safety", &["state"]),
    ("strategy", &["learner", "features"]),
    ("learner", &["features"]),
    ("features", &["pool"]),
    ("oracle", &["pool"]),
    ("state", &["pool", "journal"]),
    ("pool", &[]),
    ("journal", &[]),
    ("text", &[]),
    ("schema", &[]),
    ("settings", &[]),
    ("error", &[]),
    ("line_ends", &[]),
    ("regular_file", &[]),
    ("clock", &[]),
    ("rng", &[]),
    ("numerics", &[]),
];

/// Shared modules that a module does not use all the same.
const MAY_NOT: &[(&str, &[&str])] = &[("state", &["clock", "rng", "regular_file"])];

/// Words that appear only where they belong (a folder or a file); nowhere when there is none.
const AT_HOME: &[(&str, &[&str])] = &[
    ("ratatui", &["tui/"]),
    ("crossterm", &["tui/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("linfa", &["learner/platt_svm.rs", "features/words/svd.rs"]),
    (
        "linfa_svm",
        &["learner/platt_svm.rs", "features/words/svd.rs"],
    ),
    (
        "linfa_linalg",
        &["learner/platt_svm.rs", "features/words/svd.rs"],
    ),
    ("std::net", &[]),
    ("tokio", &[]),
    ("async fn", &[]),
];

/// Crates that speak to a network, or exist to.
const NETWORK: &[&str] = &[
    "reqwest",
    "ureq",
    "hyper",
    "curl",
    "tokio",
    "async-std",
    "smol",
    "attohttpc",
    "isahc",
    "minreq",
    "tungstenite",
    "rustls",
    "native-tls",
    "quinn",
    "socket2",
    "mio",
    "hf-hub",
];

const MOST_LINES: usize = 500;

/// Modules that a line of code names.
fn named<'a>(source: &Source, line: &'a str) -> Vec<&'a str> {
    let mut modules: Vec<&str> = after(line, "crate::").into_iter().map(first_word).collect();
    if source.path == "main.rs" {
        modules.extend(after(line, "querist::").into_iter().map(first_word));
    }
    // As many steps up as the module is deep lead to the crate's root.
    let up = "super::".repeat(source.depth());
    if source.depth() > 0 && source.path.contains('/') {
        modules.extend(
            after(line, &up)
                .into_iter()
                .map(first_word)
                .filter(|module| MAY_IMPORT.iter().any(|(known, _)| known == module)),
        );
    }
    modules
}

#[test]
fn modules_import_only_downwards() {
    check(|source| {
        if source.is_test() {
            return Vec::new();
        }
        let module = source.module();
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(known, _)| *known == module) else {
            return vec![(1, format!("the module {module} is not in the table"))];
        };
        let refused = MAY_NOT
            .iter()
            .find(|(known, _)| *known == module)
            .map_or(&[][..], |(_, refused)| refused);
        let mut breaches = Vec::new();
        for (number, line) in source.code() {
            for other in named(source, line) {
                let may = other == module
                    || (SHARED.contains(&other) && !refused.contains(&other))
                    || allowed.contains(&other);
                if other.is_empty() {
                    let rule = "write one `use` for each module, so that this test can read it";
                    breaches.push((number, rule.to_owned()));
                } else if !may {
                    breaches.push((number, format!("{module} may not import {other}")));
                }
            }
        }
        breaches
    });
}

#[test]
fn every_row_of_the_table_is_a_known_module() {
    for (_, allowed) in MAY_IMPORT {
        for module in *allowed {
            assert!(
                MAY_IMPORT.iter().any(|(known, _)| known == module),
                "{module}"
            );
        }
    }
    // Downwards only: no module can be reached from itself.
    for (module, _) in MAY_IMPORT {
        let mut reached: Vec<&str> = Vec::new();
        let mut open = vec![*module];
        while let Some(next) = open.pop() {
            for below in MAY_IMPORT.iter().find(|row| row.0 == next).unwrap().1 {
                assert_ne!(below, module, "{module} imports itself by way of {next}");
                if !reached.contains(below) {
                    reached.push(below);
                    open.push(below);
                }
            }
        }
    }
}

#[test]
fn crates_stay_where_they_belong() {
    check(|source| {
        let mut breaches = Vec::new();
        for (number, line) in source.code() {
            for (word, homes) in AT_HOME {
                let named = after(line, word).iter().any(|rest| {
                    rest.starts_with("::") || rest.starts_with([';', ' ']) || word.contains("::")
                });
                let is_code = line.trim_start().starts_with("use ")
                    || line.contains("::")
                    || word.contains(' ');
                let at_home = homes.iter().any(|home| source.path.starts_with(home));
                if named && is_code && !at_home && !in_quotes(line, word) {
                    breaches.push((number, format!("{word} belongs in {homes:?}")));
                }
            }
        }
        breaches
    });
}

/// Whether a word stands after an odd number of quotes: in a string.
fn in_quotes(line: &str, word: &str) -> bool {
    let before = line.split(word).next().unwrap_or("");
    before.matches('"').count() % 2 == 1
}

#[test]
fn no_dependency_speaks_to_a_network() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    for (number, line) in fs::read_to_string(manifest).unwrap().lines().enumerate() {
        let name = line.split(['=', '.', ' ']).next().unwrap();
        let line = number + 1;
        assert!(
            !NETWORK.contains(&name),
            "Cargo.toml:{line}: {name}: no network code"
        );
    }
}

#[test]
fn every_file_opens_with_a_statement_and_stays_one_idea() {
    check(|source| {
        let mut breaches = Vec::new();
        if !source.text.starts_with("//! ") {
            breaches.push((1, "a file opens with a `//!` line".to_owned()));
        }
        let lines = source.text.lines().count();
        if lines > MOST_LINES {
            breaches.push((lines, format!("more than {MOST_LINES} lines are two ideas")));
        }
        breaches
    });
}

#[test]
fn no_lint_is_silenced_and_no_character_is_hidden() {
    check(|source| {
        let mut breaches = Vec::new();
        for (number, line) in source.text.lines().enumerate() {
            let code = line.trim_start();
            if code.starts_with("#[allow(") || code.starts_with("#![allow(") {
                breaches.push((number + 1, "use `expect` with a reason".to_owned()));
            }
            if let Some(hidden) = line.chars().find(|c| querist::text::is_hidden(*c)) {
                let rule = format!("U+{:04X} is not seen; write an escape", hidden as u32);
                breaches.push((number + 1, rule));
            }
        }
        breaches
    });
}

/// The words of all that uses the library from outside: the binary, the tests, the benches and the
/// doc tests at the head of the library.
fn words_outside() -> HashSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![fs::read_to_string(root.join("src/main.rs")).unwrap()];
    let lib = fs::read_to_string(root.join("src/lib.rs")).unwrap();
    texts.extend(
        lib.lines()
            .filter(|line| line.starts_with("//!"))
            .map(str::to_owned),
    );
    texts.extend(
        rust_files(root.join("tests"))
            .iter()
            .map(|path| fs::read_to_string(path).unwrap()),
    );
    let words = texts.iter().flat_map(|text| text.split(|c| !is_word(c)));
    words.map(str::to_owned).collect()
}

/// What a line of code makes public by name, other than types: those may be public because a public
/// function gives one out.
fn made_public(line: &str) -> Vec<&str> {
    let Some(item) = line.trim_start().strip_prefix("pub ") else {
        return Vec::new();
    };
    let item = item
        .strip_prefix("const fn ")
        .or(item.strip_prefix("fn "))
        .or(item.strip_prefix("const "));
    item.map(first_word).into_iter().collect()
}

#[test]
fn what_is_public_is_used_outside() {
    let outside = words_outside();
    check(|source| {
        if source.is_test() || source.path == "main.rs" {
            return Vec::new();
        }
        let public = source.code().flat_map(|(number, line)| {
            made_public(line)
                .into_iter()
                .map(move |name| (number, name))
        });
        public
            .filter(|(_, name)| !outside.contains(*name))
            .map(|(number, name)| {
                (
                    number,
                    format!("{name} is public and nobody outside names it: make it pub(crate)"),
                )
            })
            .collect()
    });
}
