//! What the program is built from is what `deny.toml` allows.
//!
//! `cargo deny check` says more (advisories, yanked versions), but is a program of its own to
//! install and asks the network; what cargo's own metadata tells is held by each run of the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use toml_edit::{DocumentMut, Item};

struct Crate {
    name: String,
    version: String,
    license: String,
    source: Option<String>,
}

/// All crates that are built for this machine, tests included.
fn crates() -> Vec<Crate> {
    let root = env!("CARGO_MANIFEST_DIR");
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let asked = |arguments: &[&str]| {
        let done = Command::new(&cargo)
            .args(arguments)
            .current_dir(root)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{told}");
        String::from_utf8(done.stdout).unwrap()
    };
    let version = asked(&["version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let text = asked(&[
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--filter-platform",
        host.unwrap(),
    ]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let built: BTreeSet<String> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| node["id"].to_string())
        .collect();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list(&metadata["packages"])
        .iter()
        .filter(|package| built.contains(&package["id"].to_string()))
        .map(|package| Crate {
            name: word(&package["name"]),
            version: word(&package["version"]),
            license: word(&package["license"]),
            source: package["source"].as_str().map(str::to_owned),
        })
        .collect()
}

fn policy() -> DocumentMut {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Whether an SPDX expression can be met with what is allowed: every part of an AND, one of an
/// OR. `/` is an OR of old.
fn is_met(license: &str, allowed: &BTreeSet<String>) -> bool {
    let license = license.replace('/', " OR ").replace(['(', ')'], " ");
    // AND binds tighter where it stands without brackets; with them, as in
    // `(MIT OR Apache-2.0) AND Unicode-3.0`, splitting at AND first asks for no less.
    license.split(" AND ").all(|part| {
        part.split(" OR ").any(|name| {
            allowed.contains(
                name.split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .as_str(),
            )
        })
    })
}

#[test]
fn every_licence_is_one_that_deny_toml_allows() {
    let policy = policy();
    let allowed: BTreeSet<String> = policy["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect();
    assert!(!is_met("GPL-3.0", &allowed) && !is_met("MIT AND GPL-3.0", &allowed));
    let strangers: Vec<String> = crates()
        .into_iter()
        .filter(|one| !is_met(&one.license, &allowed))
        .map(|one| format!("{} {}: {:?}", one.name, one.version, one.license))
        .collect();
    assert!(strangers.is_empty(), "{strangers:#?}");
}

#[test]
fn no_crate_is_banned_and_all_come_from_the_registry() {
    let policy = policy();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in crates() {
        let is_ours = one.name == env!("CARGO_PKG_NAME");
        let is_from_the_registry = one
            .source
            .is_some_and(|source| source.ends_with("github.com/rust-lang/crates.io-index"));
        assert!(is_ours || is_from_the_registry, "{}", one.name);
        versions.entry(one.name).or_default().push(one.version);
    }
    for ban in policy["bans"]["deny"].as_array().unwrap() {
        let ban = ban.as_inline_table().unwrap();
        let name = ban.get("crate").unwrap().as_str().unwrap();
        let most = usize::from(ban.contains_key("deny-multiple-versions"));
        let there = versions.get(name).map_or(&[][..], Vec::as_slice);
        assert!(there.len() <= most, "{name} {there:?}");
    }
    assert!(matches!(policy["bans"]["wildcards"], Item::Value(_)));
}
