//! `querist predict`: is it the model's word, for each item that needs it and for no other?

use std::path::Path;

use crate::support::{answer, json_lines, judge, messages, project, querist, succeed, write};

fn rows(folder: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let all = [&["predict"], arguments, &["-o", "-"]].concat();
    json_lines(&succeed(folder, &all).out)
}

fn is_spam(row: &serde_json::Value) -> bool {
    let number: u32 = row["item"].as_str().unwrap()[1..].parse().unwrap();
    number.is_multiple_of(3)
}

#[test]
fn the_rest_of_the_items_gets_labels_held_out_ones_too() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 30);
    let rest = rows(folder.path(), &["p"]);
    assert_eq!(rest.len(), 30);
    let raw = succeed(folder.path(), &["export", "p", "-o", "-"]).out;
    for labeled in json_lines(&raw) {
        assert!(rest.iter().all(|row| row["item"] != labeled["item"]));
    }
    for row in &rest {
        assert_eq!(row["label"], if is_spam(row) { "spam" } else { "ham" });
        let of = |class: &str| row["probabilities"][class].as_f64().unwrap();
        assert!((of("ham") + of("spam") - 1.0).abs() < 1e-5);
        let likeliest = if is_spam(row) { "spam" } else { "ham" };
        assert_eq!(row["confidence"], row["probabilities"][likeliest]);
    }
    // The same question gives the same answer.
    assert_eq!(rows(folder.path(), &["p"]), rest);
    assert!(!project.join("journal").join("lock").exists());
}

#[test]
fn below_the_confidence_there_is_no_label_and_the_number_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 12);
    let all = rows(folder.path(), &["p"]);
    let mut sorted: Vec<f64> = all
        .iter()
        .map(|row| row["confidence"].as_f64().unwrap())
        .collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted[sorted.len() / 2].to_string();
    let arguments = ["predict", "p", "-o", "out.csv", "--min-confidence", &middle];
    let ran = succeed(folder.path(), &arguments);
    let expected = sorted.iter().filter(|p| p.to_string() < middle).count();
    let told = format!("{} with a label + {expected} below", all.len() - expected);
    assert!(ran.err.contains(&told), "{told}\n{}", ran.err);
    let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("item,label,confidence,p_spam,p_ham"));
    assert_eq!(
        lines
            .filter(|line| line.split(',').nth(1) == Some(""))
            .count(),
        expected
    );
    assert_eq!(
        querist(folder.path(), &arguments).code,
        1,
        "never over another file"
    );
    let own = ["predict", "p", "-o", "p/pool/items.jsonl", "--force"];
    assert!(
        querist(folder.path(), &own)
            .err
            .contains("belongs to the project itself")
    );
    for bad in ["1.5", "-1", "NaN", "x"] {
        let arguments = [
            "predict",
            "p",
            "-o",
            "-",
            &format!("--min-confidence={bad}"),
        ];
        assert_eq!(querist(folder.path(), &arguments).code, 2, "{bad}");
    }
}

#[test]
fn a_new_file_is_read_as_the_projects_own_was() {
    let folder = tempfile::tempdir().unwrap();
    // The longer column would be guessed; the project was told otherwise.
    let text = |rows: &str| format!("key,body,remark\n{rows}");
    let mut given = String::new();
    for line in messages().lines().skip(1) {
        let mut cells = line.split(',');
        let (id, body) = (cells.next().unwrap(), cells.next().unwrap());
        given += &format!("{id},{body},the same long remark about each and every one of them\n");
    }
    write(folder.path(), "a.csv", text(&given));
    let new = [
        "new", "a.csv", "--to", "p", "--text", "body", "--id", "key", "--labels", "ham,spam",
    ];
    succeed(folder.path(), &[&new[..], &["--holdout", "0"]].concat());
    answer(&folder.path().join("p"), "ada", 20);
    let others = "n3,claim a free prize,lunch\nn4,lunch my friend,prize\n,,\nn4,other lunch,x\n";
    write(folder.path(), "b.csv", text(others));
    let ran = succeed(folder.path(), &["predict", "p", "b.csv", "-o", "-"]);
    let told: Vec<_> = json_lines(&ran.out)
        .iter()
        .map(|row| (row["item"].clone(), row["label"].clone()))
        .collect();
    assert_eq!(
        told,
        [("n3".into(), "spam".into()), ("n4".into(), "ham".into())]
    );
    assert!(
        ran.err
            .contains("read 4 = accepted 2 + rejected 1 + blank 1"),
        "{}",
        ran.err
    );
    write(
        folder.path(),
        "c.jsonl",
        "{\"words\":\"free cash prize\"}\n",
    );
    let ran = querist(folder.path(), &["predict", "p", "c.jsonl", "-o", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no column \"body\"") && ran.err.contains("--text COL: words"));
    let named = rows(folder.path(), &["p", "c.jsonl", "--text", "words"]);
    assert_eq!(named[0]["label"], "spam");
    // A pool item said again gets the row it had, up to rounding.
    let open = rows(folder.path(), &["p"]);
    let again = rows(folder.path(), &["p", "a.csv"]);
    assert_eq!(again.len(), 60);
    for row in open {
        let same = again
            .iter()
            .find(|other| other["item"] == row["item"])
            .unwrap();
        let (one, two) = (&row["confidence"], &same["confidence"]);
        assert!(
            (one.as_f64().unwrap() - two.as_f64().unwrap()).abs() < 1e-3,
            "{row} {same}"
        );
    }
    assert_eq!(
        querist(folder.path(), &["predict", "p", "no.csv", "-o", "-"]).code,
        1
    );
}

#[test]
fn without_two_labeled_classes_nothing_is_predicted() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    let predict = |words: &str| {
        let ran = querist(folder.path(), &["predict", "p", "-o", "out.csv"]);
        assert_eq!(ran.code, 1);
        assert!(
            ran.err.contains(words) && ran.err.contains("two classes"),
            "{}",
            ran.err
        );
        assert!(!folder.path().join("out.csv").exists());
    };
    predict("nothing is labeled yet");
    let manifest = std::fs::read_to_string(project.join("pool/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let held: Vec<&str> = manifest["holdout"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    let all: Vec<String> = (0..60).map(|n| format!("m{n}")).collect();
    let pool = all.iter().find(|id| !held.contains(&id.as_str())).unwrap();
    judge(&project, "ada", &[(pool, "ham")]);
    predict("only one class");
    // What is held out teaches nothing.
    judge(&project, "ada", &[(held[0], "spam")]);
    predict("only one class");
}

#[test]
fn nothing_left_is_told_and_a_class_without_labels_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path());
    answer(&project, "ada", 59);
    let last = succeed(folder.path(), &["next", "p", "--json"]).out;
    let last: serde_json::Value = serde_json::from_str(&last).unwrap();
    let item = last["item"].as_str().unwrap();
    let arguments = ["answer", "p", item, "--unsure"];
    succeed(folder.path(), &arguments);
    // What the person could not tell, the model may.
    assert_eq!(rows(folder.path(), &["p"])[0]["item"], item);
    let config = project.join("querist.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{text}\n[[labels]]\nname = \"=rare\"\n")).unwrap();
    let ran = succeed(
        folder.path(),
        &["predict", "p", "-o", "-", "--format", "csv"],
    );
    assert!(
        ran.err.contains("never predicted") && ran.err.contains("=rare"),
        "{}",
        ran.err
    );
    assert!(
        ran.out
            .starts_with("item,label,confidence,p_spam,p_ham,p_=rare\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.trim_end().ends_with(",0"), "{}", ran.out);
    succeed(folder.path(), &["answer", "p", item, "ham"]);
    let ran = querist(folder.path(), &["predict", "p", "-o", "-"]);
    assert!(ran.err.contains("all 60 items have a label"), "{}", ran.err);
}

#[test]
fn a_project_of_vectors_needs_those_of_the_new_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "messages.csv", messages());
    let vector = |number: u32| {
        let sign = if number.is_multiple_of(3) { 1 } else { -1 };
        format!("[{sign}, {}]\n", number % 5)
    };
    let vectors: String = (0..60).map(vector).collect();
    write(folder.path(), "v.jsonl", vectors);
    let new = [
        "new",
        "messages.csv",
        "--to",
        "p",
        "--vectors",
        "v.jsonl",
        "--seed",
        "1",
    ];
    succeed(folder.path(), &new);
    answer(&folder.path().join("p"), "ada", 30);
    write(folder.path(), "n.csv", "id,text\nx3,zzz\nx4,zzz\n");
    let ran = querist(folder.path(), &["predict", "p", "n.csv", "-o", "-"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--vectors FILE"), "{}", ran.err);
    write(folder.path(), "nv.jsonl", "[1, 2]\n[-1, 2]\n");
    let told = rows(folder.path(), &["p", "n.csv", "--vectors", "nv.jsonl"]);
    assert_eq!(
        (&told[0]["label"], &told[1]["label"]),
        (&"spam".into(), &"ham".into())
    );
    write(folder.path(), "wide.jsonl", "[1, 2, 3]\n[-1, 2, 3]\n");
    let arguments = [
        "predict",
        "p",
        "n.csv",
        "--vectors",
        "wide.jsonl",
        "-o",
        "-",
    ];
    let ran = querist(folder.path(), &arguments);
    assert!(
        ran.err.contains("3 numbers where the project's have 2"),
        "{}",
        ran.err
    );
    write(folder.path(), "few.jsonl", "[1, 2]\n");
    let arguments = ["predict", "p", "n.csv", "--vectors", "few.jsonl", "-o", "-"];
    assert_eq!(querist(folder.path(), &arguments).code, 1);
}

#[test]
fn a_project_of_numbers_reads_those_of_the_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("id,height,kind,label\n");
    for number in 0..60 {
        let (height, kind, label) = match number % 2 {
            0 => (20 + number % 7, "prize", "spam"),
            _ => (number % 7, "lunch", "ham"),
        };
        text += &format!("r{number},{height},{kind},{label}\n");
    }
    write(folder.path(), "r.csv", text);
    succeed(
        folder.path(),
        &[
            "new",
            "r.csv",
            "--to",
            "p",
            "--numbers",
            "height",
            "--seed",
            "1",
        ],
    );
    answer(&folder.path().join("p"), "ada", 30);
    write(folder.path(), "n.csv", "id,height\na,22\nb,1\nc,tall\n");
    let ran = succeed(folder.path(), &["predict", "p", "n.csv", "-o", "-"]);
    let told = json_lines(&ran.out);
    assert_eq!(
        (&told[0]["label"], &told[1]["label"]),
        (&"spam".into(), &"ham".into())
    );
    assert_eq!(told.len(), 3);
    assert!(
        ran.err.contains("height: 1 values are no numbers"),
        "{}",
        ran.err
    );
    write(folder.path(), "m.csv", "id,width\na,22\n");
    let ran = querist(folder.path(), &["predict", "p", "m.csv", "-o", "-"]);
    assert!(ran.err.contains("no column \"height\""), "{}", ran.err);
    let ran = querist(
        folder.path(),
        &["predict", "p", "n.csv", "-o", "-", "--vectors", "n.csv"],
    );
    assert_eq!(ran.code, 2, "{}", ran.err);
}
