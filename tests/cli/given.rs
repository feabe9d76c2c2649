//! Numbers and vectors that come with the items: are they learnt from, kept, and told of?

use std::fmt::Write as _;
use std::path::Path;

use querist::clock::{Clock, SystemClock};
use querist::project::{Layout, OpenProject};
use querist::schema::Annotator;

use crate::support::{answer, json_lines, messages, querist, succeed, write};

/// Rows of two classes, told apart by their numbers and, for [`answer`], by a word; some lack one.
fn rows(count: usize) -> String {
    let mut text = String::from("id,height,width,kind,note,label\n");
    for number in 0..count {
        let large = number % 2 == 0;
        let height = if number % 10 == 3 {
            "NA".to_owned()
        } else {
            (number % 7 + if large { 20 } else { 0 }).to_string()
        };
        let width = if large { 0.5 } else { 2.5 };
        let (kind, label) = if large {
            ("prize", "spam")
        } else {
            ("lunch", "ham")
        };
        writeln!(text, "r{number},{height},{width},{kind},n,{label}").unwrap();
    }
    text
}

/// A two-dimensional array of NumPy, `<f4`.
fn npy(rows: &[[f32; 2]]) -> Vec<u8> {
    let header = format!(
        "{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 2), }}\n",
        rows.len()
    );
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(rows.iter().flatten().flat_map(|value| value.to_le_bytes()));
    bytes
}

/// One vector for each of [`messages`], which tells its class.
fn vectors(count: usize) -> Vec<[f32; 2]> {
    (0..count)
        .map(|number| [if number % 3 == 0 { 1.0 } else { -1.0 }, number as f32])
        .collect()
}

fn status(folder: &Path, dir: &str) -> serde_json::Value {
    let ran = succeed(folder, &["status", dir, "--json"]);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn rows_without_a_text_are_judged_by_their_columns_and_learnt_by_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "rows.csv", rows(60));
    let arguments = [
        "new",
        "rows.csv",
        "--to",
        "p",
        "--numbers",
        "all",
        "--holdout",
        "20%",
        "--seed",
        "1",
    ];
    let ran = succeed(folder.path(), &arguments);
    for words in [
        "numbers: height: from 0 to 26, 6 of 60 missing\n",
        "numbers: width: from 0.5 to 2.5, none missing\n",
        "the model reads these alone",
        "text: no column reads like one",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    let config = std::fs::read_to_string(folder.path().join("p/querist.toml")).unwrap();
    assert!(config.contains("text = false\n"), "{config}");
    assert!(
        config.contains("numbers = [\"height\", \"width\"]"),
        "{config}"
    );
    let items = std::fs::read_to_string(folder.path().join("p/pool/items.jsonl")).unwrap();
    let items = json_lines(&items);
    assert_eq!(
        items[3]["text"],
        "height: NA\nwidth: 2.5\nkind: lunch\nnote: n"
    );
    assert_eq!(items[3]["fields"][0][1], "NA");

    answer(&folder.path().join("p"), "ada", 60);
    let status = status(folder.path(), "p");
    assert_eq!(status["accuracy"]["value"], 1.0, "{status}");
    assert_eq!(status["inputs"]["numbers"][1], "width");
    assert_eq!(status["inputs"]["text"], false);
    let ran = succeed(folder.path(), &["doctor", "p"]);
    assert!(ran.out.contains("numbers height, width"), "{}", ran.out);
}

#[test]
fn vectors_of_a_file_are_kept_beside_the_items_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let mut given = vectors(60);
    given[7] = [0.0, 0.0];
    write(folder.path(), "v.npy", npy(&given));
    let arguments = [
        "new",
        "messages.csv",
        "--to",
        "p",
        "--vectors",
        "v.npy",
        "--seed",
        "1",
    ];
    let ran = succeed(folder.path(), &arguments);
    let told = "vectors: 2 numbers for each of 60 items, 1 of which have none";
    assert!(ran.out.contains(told), "{}", ran.out);
    let project = folder.path().join("p");
    let manifest = std::fs::read_to_string(project.join("pool/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let part = &manifest["parts"][0]["vectors"];
    assert_eq!(
        (&part["file"], &part["width"]),
        (&"vectors.npy".into(), &2.into())
    );
    assert_eq!(part["source"], "v.npy");
    let kept = std::fs::read(project.join("pool/vectors.npy")).unwrap();
    assert_eq!(part["blake3"], blake3_of(&kept));
    answer(&project, "ada", 12);
    let ran = succeed(folder.path(), &["doctor", "p"]);
    assert!(
        ran.out.contains("60 of 2 numbers each, as imported"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("text; imported vectors"), "{}", ran.out);

    let mut damaged = kept;
    *damaged.last_mut().unwrap() ^= 1;
    std::fs::write(project.join("pool/vectors.npy"), damaged).unwrap();
    let ran = querist(folder.path(), &["doctor", "p"]);
    assert_eq!(
        (ran.code, ran.out.matches("PROBLEM").count()),
        (1, 1),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("other vectors than were imported"),
        "{}",
        ran.out
    );
    let ran = querist(folder.path(), &["label", "p"]);
    assert_ne!(ran.code, 0);
}

fn blake3_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[test]
fn a_setting_that_the_items_cannot_meet_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    succeed(folder.path(), &["new", "messages.csv", "--to", "p"]);
    let path = folder.path().join("p/querist.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    for (setting, words) in [
        ("numbers = [\"age\"]", "\"age\""),
        (
            "numbers = []\nvectors = \"imported\"",
            "no vectors were imported",
        ),
        (
            "numbers = []\nvectors = { column = \"v\" }",
            "no item has a vector",
        ),
    ] {
        std::fs::write(&path, config.replace("numbers = []", setting)).unwrap();
        let ran = querist(folder.path(), &["doctor", "p"]);
        assert_eq!(ran.code, 1, "{setting}");
        assert!(ran.out.contains(words), "{}", ran.out);
        let annotator = Annotator::new("ada").unwrap();
        let now = SystemClock.now();
        let open = OpenProject::open(Layout::at(folder.path().join("p")), annotator, now).unwrap();
        let session =
            querist::session::LabelingSession::inline(open, std::sync::Arc::new(SystemClock));
        let Err(error) = session else {
            panic!("{setting} was taken")
        };
        assert!(error.to_string().contains(words), "{error}");
    }
}

/// Runs `querist new` in a folder and expects a refusal that leaves nothing behind.
fn refused(folder: &Path, file: &str, more: &[&str], code: i32, words: &str) {
    let mut arguments = vec!["new", file, "--to", "p"];
    arguments.extend(more);
    let ran = querist(folder, &arguments);
    assert_eq!(ran.code, code, "{more:?}\n{}", ran.err);
    assert!(ran.err.contains(words), "{more:?}\n{}", ran.err);
    assert!(ran.err.contains("next:"), "{more:?}\n{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'));
    assert!(!folder.join("p").exists(), "{more:?}");
}

#[test]
fn a_file_of_vectors_that_does_not_fit_is_refused_and_nothing_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "messages.csv", messages());
    write(folder, "few.npy", npy(&vectors(59)));
    let mut bad = vectors(60);
    bad[41][1] = f32::NAN;
    write(folder, "nan.npy", npy(&bad));
    write(folder, "cut.npy", &npy(&vectors(60))[..200]);
    write(folder, "junk.npy", "\u{1b}[2Jjunk");
    write(folder, "text", "a file named like a column");
    write(folder, "ragged.jsonl", "[1,2]\n[1]\n");
    let ids = "{\"id\":\"m1\",\"v\":[1]}\n{\"id\":\"x9\",\"v\":[1]}\n";
    write(folder, "ids.jsonl", ids);
    for (vectors, code, words) in [
        ("few.npy", 1, "few.npy: holds 59 vectors"),
        ("nan.npy", 1, "row 42, number 2"),
        ("cut.npy", 1, "cut.npy"),
        ("junk.npy", 1, "not an array"),
        ("ragged.jsonl", 1, "ragged.jsonl:2"),
        ("ids.jsonl", 1, "ids.jsonl:2: no row"),
        ("messages.csv", 1, ".npy and .jsonl"),
        (".", 1, "not a regular file"),
        ("none.npy", 2, "no such file"),
        ("text", 2, "a column and a file"),
    ] {
        let more = ["--vectors", vectors];
        refused(folder, "messages.csv", &more, code, words);
    }
}

#[test]
fn columns_that_do_not_fit_are_refused_and_nothing_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "messages.csv", messages());
    let lists = "id,text,x\n1,a,\"[1,2]\"\n2,b,\"[1,2]\"\n3,c,\"[1]\"\n";
    write(folder, "lists.csv", lists);
    for (file, more, code, words) in [
        ("messages.csv", "--vectors id --id id", 2, "named twice"),
        ("messages.csv", "--numbers age", 2, "no column \"age\""),
        (
            "messages.csv",
            "--numbers label --label label",
            2,
            "named twice",
        ),
        (
            "messages.csv",
            "--numbers text --text id",
            1,
            "holds no number",
        ),
        ("messages.csv", "--numbers all", 2, "holds numbers"),
        (
            "lists.csv",
            "--numbers x",
            1,
            "lists.csv:4: \"x\" has 1 numbers",
        ),
        (
            "lists.csv",
            "--vectors x",
            1,
            "lists.csv:4: \"x\" has 1 numbers",
        ),
    ] {
        let more: Vec<&str> = more.split(' ').collect();
        refused(folder, file, &more, code, words);
    }
}

/// Accuracy and macro-F1 at the last checkpoint.
fn simulated(folder: &Path, more: &[&str]) -> (f64, f64) {
    let mut arguments = vec![
        "simulate",
        "--label",
        "label",
        "--budget",
        "30",
        "--seeds",
        "1",
        "--format",
        "json",
        "--strategy",
        "random",
    ];
    arguments.extend(more);
    let ran = succeed(folder, &arguments);
    let lines = json_lines(&ran.out);
    let last = lines.last().unwrap();
    let value = |name: &str| last[name].as_f64().unwrap();
    (value("accuracy"), value("macro_f1"))
}

#[test]
fn a_simulation_learns_from_numbers_and_vectors_alone_and_beside_a_text() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "rows.csv", rows(120));
    let (mut lists, mut named) = (String::new(), String::new());
    for n in 0..120 {
        let (far, label) = if n % 2 == 0 { (9, "a") } else { (1, "b") };
        let rest = n % 5;
        writeln!(
            lists,
            "{{\"id\":{n},\"x\":[{far},{rest}],\"label\":\"{label}\"}}"
        )
        .unwrap();
        let other = 119 - n;
        writeln!(named, "{{\"id\":\"r{other}\",\"v\":[{},1]}}", other % 2).unwrap();
    }
    write(folder.path(), "lists.jsonl", &lists);
    write(folder.path(), "named.jsonl", named);
    for more in [
        &["rows.csv", "--numbers", "height,width"][..],
        &["rows.csv", "--text", "note", "--numbers", "all"],
        &["rows.csv", "--text", "note", "--vectors", "named.jsonl"],
        &["lists.jsonl", "--numbers", "x"],
        &["lists.jsonl", "--vectors", "x"],
        &["lists.jsonl", "--vectors", "x", "--test", "lists.jsonl"],
        &[
            "rows.csv",
            "--vectors",
            "named.jsonl",
            "--test",
            "rows.csv",
            "--test-vectors",
            "named.jsonl",
        ],
    ] {
        assert_eq!(simulated(folder.path(), more), (1.0, 1.0), "{more:?}");
    }
    // The note says nothing: without the numbers it is a guess.
    let (accuracy, _) = simulated(folder.path(), &["rows.csv", "--text", "note"]);
    assert!(accuracy < 0.8, "{accuracy}");
    for more in [
        &["rows.csv", "--vectors", "named.jsonl", "--test", "rows.csv"][..],
        &[
            "lists.jsonl",
            "--vectors",
            "x",
            "--test-vectors",
            "named.jsonl",
        ],
        &["rows.csv", "--test-vectors", "named.jsonl"],
    ] {
        let mut arguments = vec!["simulate", "--label", "label"];
        arguments.extend(more);
        assert_eq!(querist(folder.path(), &arguments).code, 2, "{more:?}");
    }
}
