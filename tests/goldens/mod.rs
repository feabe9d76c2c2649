//! Projects that earlier versions wrote, and what those versions said of them.
//!
//! Each folder holds a project as it lay on the disk (`project/`) and what the binary that wrote
//! it printed and recorded (`said.json`). Today's code opens a copy, and must verify it, fold it,
//! export it and go on asking in it just so. What follows from the journals alone is compared to
//! the last byte on every machine. What a learner computed goes through the C library's `exp`
//! and `ln` and through the widest SIMD that the CPU has, so it is compared to the last bit where
//! [`cpu`] says what it said at the recording, and within [`CLOSE`] elsewhere.
//!
//! A golden is never recorded anew for code that changed: see `tests/goldens/README.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use querist::clock::FixedClock;
use querist::project::Layout;
use querist::schema::Annotator;
use querist::session::{LabelingCommand, LabelingEvent, LabelingSession, ResponseTiming};
use querist::state::Verdict;
use serde_json::{Value, json};

use crate::support::projects::open_as;

/// Questions that are put and answered after the recorded journal's end.
const QUESTIONS: usize = 10;
/// How far a computed number may lie from the recorded one on another CPU.
const CLOSE: f64 = 1e-3;
/// How far a number may lie from the recorded one that only an interval's formula computed.
const NEARLY: f64 = 1e-9;
const VIEWS: [&str; 5] = ["raw", "majority", "probable", "adjudicated", "soft"];

#[test]
fn three_hundred_answers_with_undo_relabels_repeats_and_a_review() {
    compare("tickets");
}

#[test]
fn numbers_that_are_chosen_by_their_worth_a_second() {
    compare("shells");
}

#[test]
fn imported_labels_of_four_people_with_decisions_of_every_kind() {
    compare("comments");
}

#[test]
fn sensitive_items_with_draws_that_had_to_wait() {
    compare("letters");
}

#[test]
fn classes_that_were_renamed_merged_split_and_retired_and_what_was_undone() {
    compare("slips");
}

/// Asks a binary about a golden and writes what it says.
fn record(binary: &Path, golden: &Path) {
    let home = copy(&golden.join("project"));
    let mut said = json!({ "cpu": cpu() });
    let printed = everything_printed(binary, home.path());
    for (name, value) in printed {
        said[name] = value;
    }
    let classes = classes(&said["status"]);
    let (mut asked, mut answers) = (Vec::new(), Vec::new());
    for number in 0..QUESTIONS {
        let next = parsed(&ask(binary, home.path(), &["next", "p", "--json"]));
        let item = next["item"].as_str().unwrap().to_owned();
        let label = &classes[number % classes.len()];
        ask(binary, home.path(), &["answer", "p", &item, label]);
        answers.push(last_answer(home.path()));
        asked.push(next);
    }
    asked.push(parsed(&ask(binary, home.path(), &["next", "p", "--json"])));
    said["next"] = json!(asked);
    said["answers"] = json!(answers);
    std::fs::write(golden.join("said.json"), in_lines(&said)).unwrap();
}

fn compare(name: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/goldens")
        .join(name);
    if let Some(older) = std::env::var_os("QUERIST_RECORD_FROM") {
        return record(Path::new(&older), &golden);
    }
    let said = parsed(&std::fs::read_to_string(golden.join("said.json")).unwrap());
    let binary = Path::new(env!("CARGO_BIN_EXE_querist"));
    let is_same_cpu = said["cpu"] == json!(cpu());
    let home = copy(&golden.join("project"));

    let printed = everything_printed(binary, home.path());
    assert_eq!(printed["verify"], said["verify"]);
    let within = if is_same_cpu { 0.0 } else { NEARLY };
    same("status", &printed["status"], &said["status"], within);
    for (view, recorded) in said["views"].as_object().unwrap() {
        // Where three or more annotators are weighed, a likelihood was maximised.
        if is_same_cpu || said["estimates"][view].is_null() {
            same_export(view, &printed["views"][view], recorded, home.path());
        }
    }
    let within = if is_same_cpu { 0.0 } else { CLOSE };
    same(
        "estimates",
        &printed["estimates"],
        &said["estimates"],
        within,
    );

    let next = || parsed(&ask(binary, home.path(), &["next", "p", "--json"]));
    let is_as_before = same_query(&next(), &said["next"][0], is_same_cpu)
        && same_questions(home.path(), &said, is_same_cpu);
    if is_as_before {
        same_query(&next(), &said["next"][QUESTIONS], is_same_cpu);
    }
    ask(binary, home.path(), &["verify", "p"]);
}

/// Puts the next questions in this process and compares their records. Whether all were the same:
/// on another CPU nearly equal items may change places, and what follows is another history.
fn same_questions(home: &Path, said: &Value, is_same_cpu: bool) -> bool {
    let layout = Layout::at(home.join("p"));
    let now = "2026-12-01T09:00:00Z".parse().unwrap();
    let project = open_as(&layout, &Annotator::new("ada").unwrap(), now);
    let clock = Arc::new(FixedClock::at(now));
    let mut session = LabelingSession::headless(project, clock).unwrap();
    session.begin();
    let classes = classes(&said["status"]);
    for number in 0..QUESTIONS {
        let item = session.current().unwrap().item();
        let class = &classes[number % classes.len()];
        let label = session.state().labels().find(class).unwrap();
        let events = session.handle(LabelingCommand::Judge {
            item,
            verdict: Verdict::Label(label),
            time: ResponseTiming::default(),
        });
        let is_saved = |event: &LabelingEvent| matches!(event, LabelingEvent::Saved { .. });
        assert!(events.iter().any(is_saved), "{events:?}");
        let answer = last_answer(home);
        if !same_query(&answer, &said["answers"][number], is_same_cpu) {
            return false;
        }
    }
    true
}

/// Compares a query as printed or as recorded. Whether it was for the same item.
fn same_query(now: &Value, then: &Value, is_same_cpu: bool) -> bool {
    if is_same_cpu {
        assert_eq!(now, then);
        return true;
    }
    let (mine, theirs) = (inner(now), inner(then));
    assert_eq!(mine["arm"], theirs["arm"], "{now}\n{then}");
    let is_by_chance = matches!(
        theirs["arm"].as_str(),
        Some("holdout" | "random" | "repeat")
    );
    if now["item"] != then["item"] {
        assert!(!is_by_chance, "another draw\n{now}\n{then}");
        same("score", &mine["score"], &theirs["score"], CLOSE);
        return false;
    }
    for computed in ["score", "probabilities", "disagreement", "draw_probability"] {
        same(computed, &mine[computed], &theirs[computed], CLOSE);
    }
    assert_eq!(likeliest(mine), likeliest(theirs), "{now}\n{then}");
    assert_eq!(mine["knows"], theirs["knows"]);
    true
}

/// The record inside an answer; what `next` printed is one itself.
fn inner(query: &Value) -> &Value {
    query.get("query").unwrap_or(query)
}

fn likeliest(query: &Value) -> Option<&String> {
    let probabilities = query["probabilities"].as_object()?;
    let by_chance = |(_, p): &(&String, &Value)| p.as_f64().unwrap();
    let best = probabilities
        .iter()
        .max_by(|a, b| by_chance(a).total_cmp(&by_chance(b)))?;
    Some(best.0)
}

/// Compares two JSON values: all but numbers exactly, numbers within a distance.
fn same(place: &str, now: &Value, then: &Value, within: f64) {
    match (now, then) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, then) in b {
                let now = a.get(name).unwrap_or(&Value::Null);
                same(&format!("{place}.{name}"), now, then, within);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{place}");
            for (number, (now, then)) in a.iter().zip(b).enumerate() {
                same(&format!("{place}[{number}]"), now, then, within);
            }
        }
        (Value::Number(a), Value::Number(b)) if a != b => {
            let distance = (a.as_f64().unwrap() - b.as_f64().unwrap()).abs();
            assert!(distance <= within, "{place}: {now}, and was {then}");
        }
        _ => assert_eq!(now, then, "{place}"),
    }
}

/// Compares an export by the hash of each line, and prints the first that differs.
fn same_export(view: &str, now: &Value, then: &Value, home: &Path) {
    if now == then {
        return;
    }
    let of = |hashes: &Value| -> Vec<String> {
        let words = hashes.as_str().unwrap_or_default().split(' ');
        words.map(str::to_owned).collect()
    };
    let (mine, theirs) = (of(&now["lines"]), of(&then["lines"]));
    let first = mine.iter().zip(&theirs).position(|(a, b)| a != b);
    let text = std::fs::read_to_string(home.join(format!("{view}.jsonl"))).unwrap_or_default();
    let line = first.and_then(|first| text.lines().nth(first));
    panic!("{view}: {now}\nwas {then}\nthe first line that differs: {first:?} {line:?}");
}

/// What a binary prints of the project without changing it.
fn everything_printed(binary: &Path, home: &Path) -> BTreeMap<&'static str, Value> {
    let status = parsed(&ask(binary, home, &["status", "p", "--json"]));
    let (mut views, mut estimates) = (json!({}), json!({}));
    let is_weighed = status["journals"]
        .as_array()
        .unwrap()
        .iter()
        .any(|journal| journal["writer"] == "importer");
    for view in VIEWS {
        let name = format!("{view}.jsonl");
        let ran = run(binary, home, &["export", "p", "-o", &name, "--view", view]);
        let (code, refusal) = match &ran {
            Ok(_) => (0, Value::Null),
            // The folder's name differs from run to run; the first line tells the reason.
            Err((code, why)) => (*code, json!(why.lines().next())),
        };
        let text = std::fs::read_to_string(home.join(&name)).unwrap_or_default();
        let text = with_nulls(&text);
        let lines: Vec<String> = text.lines().map(|line| hash(line, 8)).collect();
        views[view] = json!({
            "code": code, "refusal": refusal, "hash": hash(&text, 64), "lines": lines.join(" "),
        });
        if is_weighed && matches!(view, "soft" | "probable") {
            let row = |line: &str| {
                let row = parsed(line);
                json!([row["item"], row["distribution"], row["posterior"]])
            };
            estimates[view] = text.lines().map(row).collect();
        }
    }
    BTreeMap::from([
        ("verify", json!(ask(binary, home, &["verify", "p"]))),
        ("status", status),
        ("views", views),
        ("estimates", estimates),
    ])
}

/// A text that was not there was null when these were recorded, and is empty now, so that readers
/// find one type in each column. All else is compared byte by byte.
fn with_nulls(export: &str) -> String {
    let members = [
        "strategy",
        "oracle",
        "guidelines",
        "note",
        "imported_note",
        "source",
        "repeat",
        "question",
        "rationale",
    ];
    members.iter().fold(export.to_owned(), |text, name| {
        let (now, then) = (format!("\"{name}\":\"\""), format!("\"{name}\":null"));
        text.replace(&now, &then)
    })
}

fn hash(text: &str, digits: usize) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..digits].to_owned()
}

fn classes(status: &Value) -> Vec<String> {
    let classes = status["classes"].as_array().unwrap().iter();
    classes
        .map(|class| class["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The last answer in ada's journal: what was asked, how, and what was said, without the times.
fn last_answer(home: &Path) -> Value {
    let text = std::fs::read_to_string(home.join("p/journal/ada.jsonl")).unwrap();
    let mut last = text
        .lines()
        .map(parsed)
        .filter(|line| line["event"] == "answered");
    let last = last.next_back().unwrap();
    json!({ "item": last["item"], "answer": last["answer"], "query": last["query"] })
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Runs a binary where the project is the folder `p`; what it printed, or its code and stderr.
fn run(binary: &Path, home: &Path, arguments: &[&str]) -> Result<String, (i32, String)> {
    let done = Command::new(binary)
        .args(arguments)
        .current_dir(home)
        .env("QUERIST_DATA_DIR", home.join("data"))
        .env("USER", "ada")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if done.status.success() {
        return Ok(String::from_utf8(done.stdout).unwrap());
    }
    let code = done.status.code().unwrap_or(-1);
    Err((code, String::from_utf8(done.stderr).unwrap()))
}

fn ask(binary: &Path, home: &Path, arguments: &[&str]) -> String {
    run(binary, home, arguments).unwrap_or_else(|failed| panic!("{arguments:?}: {failed:?}"))
}

/// A temporary folder with the project in `p`.
fn copy(project: &Path) -> tempfile::TempDir {
    fn copy_all(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let (path, target) = (entry.path(), to.join(entry.file_name()));
            if path.is_dir() {
                copy_all(&path, &target);
            } else {
                std::fs::copy(&path, &target).unwrap();
            }
        }
    }
    let home = tempfile::tempdir().unwrap();
    copy_all(project, &home.path().join("p"));
    home
}

/// What the last digits of a learner depend on: the CPU's SIMD, and the C library's functions.
fn cpu() -> String {
    let mut features = String::from(std::env::consts::ARCH);
    #[cfg(target_arch = "x86_64")]
    for (name, is_there) in [
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
        ("avx512bw", std::arch::is_x86_feature_detected!("avx512bw")),
        ("avx512vl", std::arch::is_x86_feature_detected!("avx512vl")),
    ] {
        if is_there {
            write!(features, " {name}").unwrap();
        }
    }
    let mut bits = Vec::new();
    for n in 1..200 {
        // Not known to the compiler, which would otherwise compute them itself.
        let x = std::hint::black_box(f64::from(n) * 0.137);
        let y = std::hint::black_box(x as f32);
        for value in [x.exp(), x.ln(), x.tanh(), x.sin(), x.powf(0.37), x.ln_1p()] {
            bits.extend(value.to_bits().to_le_bytes());
        }
        for value in [y.exp(), y.ln(), y.tanh(), y.powf(0.37), y.ln_1p()] {
            bits.extend(value.to_bits().to_le_bytes());
        }
    }
    format!("{features} {}", &blake3::hash(&bits).to_hex()[..16])
}

/// JSON with one line for each member, and for each element of its longer lists.
fn in_lines(said: &Value) -> String {
    let mut text = String::from("{\n");
    let members = said.as_object().unwrap();
    for (number, (name, value)) in members.iter().enumerate() {
        let end = if number + 1 < members.len() { "," } else { "" };
        match value {
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(Value::to_string).collect();
                writeln!(text, "{name:?}: [\n{}\n]{end}", elements.join(",\n")).unwrap();
            }
            Value::Object(inner) if name == "views" => {
                let inner: Vec<String> = inner
                    .iter()
                    .map(|(name, value)| format!("{name:?}: {value}"))
                    .collect();
                writeln!(text, "{name:?}: {{\n{}\n}}{end}", inner.join(",\n")).unwrap();
            }
            _ => writeln!(text, "{name:?}: {value}{end}").unwrap(),
        }
    }
    text + "}\n"
}
