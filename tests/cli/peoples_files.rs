//! Files as people bring them: understood and told, or refused with what mends it.

use std::path::Path;

use super::import_project::{Project, has};
use crate::support::{querist, succeed, write};

/// What `querist new` tells of a file, and the items that it makes.
fn made(name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> (String, Vec<serde_json::Value>) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), name, content);
    let ran = succeed(
        folder.path(),
        &[&["new", name, "--to", "p", "-y"], more].concat(),
    );
    (ran.out, items(folder.path()))
}

fn items(folder: &Path) -> Vec<serde_json::Value> {
    let items = std::fs::read_to_string(folder.join("p/pool/items.jsonl")).unwrap();
    let items = items
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    items.collect()
}

fn refused(name: &str, content: impl AsRef<[u8]>, words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), name, content);
    let ran = querist(folder.path(), &["new", name, "--to", "p", "-y"]);
    assert_ne!(ran.code, 0, "{}", ran.out);
    for word in words {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(!folder.path().join("p").exists(), "nothing is made");
}

#[test]
fn a_file_without_names_keeps_its_first_row() {
    let rows = "ok\tthe tram came in time\nbad\tno seat for an hour\nok\tkind driver\nbad\tdirty floor\nok\tclean and warm\n";
    let (told, items) = made("rides.tsv", rows, &[]);
    assert_eq!(items.len(), 5);
    assert_eq!(items[0]["text"], "the tram came in time");
    assert!(told.contains("the first line names no columns"), "{told}");
    let (_, items) = made("rides.tsv", rows, &["--header", "1"]);
    assert_eq!(items.len(), 4);
}

#[test]
fn titles_above_the_names_are_refused_and_passed_over_when_told() {
    let rows =
        "Rides of 2025\nexported by a tool\n\nid,text,line\n1,tram late,4\n2,fine,4\n3,so so,7\n";
    refused(
        "rides.csv",
        rows,
        &["rides.csv:1", "stand in line 4", "--header 4"],
    );
    let (_, items) = made("rides.csv", rows, &["--header", "4"]);
    assert_eq!(items.len(), 3);
}

#[test]
fn what_separates_the_columns_is_seen() {
    for (rows, words) in [
        ("sep=;\nid;text\n1;late, again\n2;fine\n", "sep="),
        (
            "id|text|label\n1|late, again|bad\n2|fine|ok\n3|slow, slow, slow|bad\n",
            "'|'",
        ),
        ("id;text\n1;late, again\n2;fine\n", "semicolons"),
    ] {
        let (told, items) = made("rides.csv", rows, &[]);
        assert_eq!(items[0]["text"], "late, again", "{rows}");
        assert!(told.contains(words), "{told}");
    }
    let (_, items) = made(
        "rides.csv",
        "id^text\n1^late\n2^fine\n",
        &["--delimiter", "^"],
    );
    assert_eq!(items[1]["text"], "fine");
}

#[test]
fn json_of_any_shape_is_rows_whatever_its_name() {
    for content in [
        "[{\"id\":1,\"text\":\"late\"},{\"id\":2,\"text\":\"fine\"}]",
        "{\n \"id\": 1,\n \"text\": \"late\"\n}\n{\n \"id\": 2,\n \"text\": \"fine\"\n}\n",
        "{\"id\":{\"0\":1,\"1\":2},\"text\":{\"0\":\"late\",\"1\":\"fine\"}}",
        "{\"id\":1,\"text\":\"late\",\"score\":NaN,}\n{\"id\":2,\"text\":\"fine\",\"score\":-Infinity}\n",
    ] {
        let (_, items) = made("rides.jsonl", content, &[]);
        assert_eq!(items.len(), 2, "{content}");
        assert_eq!(
            (&items[0]["id"], &items[1]["text"]),
            (&"1".into(), &"fine".into())
        );
    }
    refused(
        "rides.json",
        "[{\"text\":\"late\"},{\"text\":",
        &["never closes", "cut off"],
    );
}

#[test]
fn a_text_in_another_encoding_is_converted_and_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = b"id;text\n1;Stra\xDFenbahn versp\xE4tet\n2;\xFCberf\xFCllt\n3;gut\n";
    write(folder.path(), "fahrten.csv", bytes);
    let ran = succeed(folder.path(), &["new", "fahrten.csv", "--to", "p", "-y"]);
    assert!(ran.out.contains("Windows-1252"), "{}", ran.out);
    assert_eq!(items(folder.path())[0]["text"], "Straßenbahn verspätet");
    let kept = std::fs::read(folder.path().join("p/pool/originals/fahrten.csv")).unwrap();
    assert_eq!(kept, bytes);
    let utf16: Vec<u8> = "id,text\n1,spät\n2,gut\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (told, items) = made("fahrten.csv", [b"\xFF\xFE".to_vec(), utf16].concat(), &[]);
    assert_eq!(items[0]["text"], "spät");
    assert!(told.contains("UTF-16"), "{told}");
}

#[test]
fn half_of_the_rows_or_more_that_do_not_fit_are_no_project() {
    refused(
        "a.csv",
        "id,text\n1,a\n2,b,c\n3,d,e\n",
        &["2 of 3 rows do not fit", "--delimiter"],
    );
    refused("a.csv", "<!DOCTYPE html>\n<html>\n", &["HTML page"]);
    refused("a.csv", b"PK\x03\x04\0\0", &["cut off or damaged"]);
    refused("a.csv", b"PAR1\0\0", &["Parquet"]);
}

#[test]
fn decimal_commas_are_numbers_where_the_column_says_so() {
    let (told, _) = made(
        "p.csv",
        "id;text;price\n1;bread roll;0,5\n2;big cake;12,25\n3;tea;2\n",
        &["--numbers", "all"],
    );
    assert!(
        told.contains("1,5 is read as 1.5, from 0.5 to 12.25"),
        "{told}"
    );
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "p.csv",
        "id;text;price\n1;a;1,234\n2;b;2,500\n3;c;7\n",
    );
    let ran = querist(
        folder.path(),
        &["new", "p.csv", "--to", "p", "--numbers", "price", "-y"],
    );
    assert!(
        ran.code != 0 && ran.err.contains("1234 or 1.234"),
        "{}",
        ran.err
    );
}

#[test]
fn one_rule_says_what_a_label_is() {
    let rows = "id,text,label\n1,a b,Yes\n2,c d,yes\n3,e f,NaN\n4,g h,Yes\n5,i j,No\n6,k l,N/A\n";
    let (told, _) = made("l.csv", rows, &["--label", "label"]);
    assert!(told.contains("classes: 1 Yes, 2 No"), "{told}");
    assert!(told.contains("2 labels read as none (N/A, NaN)"), "{told}");
    assert!(told.contains("yes as Yes"), "{told}");
    let lists = "{\"text\":\"a b\",\"label\":[\"wet\"]}\n{\"text\":\"c d\",\"label\":[\"dry\"]}\n{\"text\":\"e f\",\"label\":[\"wet\",\"dry\"]}\n";
    let (told, items) = made("l.jsonl", lists, &["--label", "label"]);
    assert!(
        told.contains("classes: 1 wet, 2 dry") && told.contains("more than one label"),
        "{told}"
    );
    assert_eq!(items.len(), 3);
    let joined = "id,text,label\n1,a b,می\u{200C}شود\n2,c d,نه\n";
    let (told, _) = made("l.csv", joined, &["--label", "label"]);
    assert!(told.contains("2 of 2 items have one"), "{told}");
}

#[test]
fn as_many_classes_as_a_person_names_are_taken() {
    let rows: Vec<String> = (0..300)
        .map(|n| format!("{n},text of number {n},topic {n}"))
        .collect();
    let rows = rows.join("\n");
    let (told, _) = made(
        "many.csv",
        format!("id,text,label\n{rows}"),
        &["--label", "label"],
    );
    assert!(told.contains("topic 299"), "{}", told.len());
}

#[test]
fn rejected_and_ignored_labels_are_none_and_what_is_not_known_stops() {
    let project = Project::new();
    project.file(
        "bin.csv",
        "id,label,answer\nm0,ham,accept\nm1,ham,reject\nm2,spam,ignore\nm3,spam,accept\n",
    );
    let ran = project.import(&["bin.csv"]);
    has(
        &ran,
        "4 read = 2 matched + 0 unmatched + 0 blank + 2 not counting",
    );
    has(&ran, "1 label rejected");
    assert_eq!(project.status()["labeled"], 2);
    project.file("sure.csv", "id,label,confidence\nm4,ham,high\nm5,ham,low\n");
    project.refuse(
        &["sure.csv"],
        &[
            "\"confidence\"",
            "--only 'confidence=high'",
            "--ignore confidence",
        ],
    );
    has(
        &project.import(&["sure.csv", "--only", "confidence=high"]),
        "1 label left out by confidence: low 1",
    );
    assert_eq!(project.status()["labeled"], 3);
    // What was decided holds for the next file.
    project.file("more.csv", "id,label,confidence\nm6,ham,high\nm7,ham,low\n");
    project.import(&["more.csv"]);
    assert_eq!(project.status()["labeled"], 4);
    assert!(
        project.config().contains("only = [\"confidence=high\"]"),
        "{}",
        project.config()
    );
}

#[test]
fn a_column_that_qualifies_labels_stops_nobody_who_imports_none() {
    let row = |n: usize| {
        let (label, confidence) = [("wet", "high"), ("dry", "low")][n % 2];
        format!("{n},day number {n},{label},{confidence}")
    };
    let rows: Vec<String> = (0..20).map(row).collect();
    let rows = format!("id,text,label,confidence\n{}\n", rows.join("\n"));
    let (told, _) = made("rain.csv", &rows, &[]);
    assert!(told.contains("classes: 1 wet, 2 dry"), "{told}");
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "rain.csv", &rows);
    let asked = ["new", "rain.csv", "--to", "p", "--label", "label", "-y"];
    let ran = querist(folder.path(), &asked);
    assert!(
        ran.code != 0 && ran.err.contains("--ignore confidence"),
        "{}",
        ran.err
    );
}

#[test]
fn ids_of_another_tool_and_ids_that_lost_their_zeros_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "late tram",
        "kind driver",
        "dirty floor",
        "no seat",
        "warm car",
        "long wait",
    ];
    let rows = texts
        .iter()
        .enumerate()
        .map(|(n, text)| format!("{:03},{text}\n", n + 1));
    write(
        folder.path(),
        "rides.csv",
        format!("id,text\n{}", rows.collect::<String>()),
    );
    succeed(
        folder.path(),
        &[
            "new",
            "rides.csv",
            "--to",
            "p",
            "--labels",
            "good,bad",
            "-y",
        ],
    );
    let shifted = texts
        .iter()
        .enumerate()
        .map(|(n, text)| format!("{:03},{text},bad\n", n % 5 + 2));
    write(
        folder.path(),
        "other.csv",
        format!("id,text,label\n{}", shifted.collect::<String>()),
    );
    let ran = querist(folder.path(), &["import", "p", "other.csv", "-y"]);
    assert!(
        ran.code != 0 && ran.err.contains("--match text"),
        "{}",
        ran.err
    );
    let ran = succeed(
        folder.path(),
        &["import", "p", "other.csv", "--match", "text", "-y"],
    );
    assert!(ran.err.contains("6 new"), "{}", ran.err);
    for (name, ids) in [("ana.csv", ["1", "2"]), ("bob.csv", ["1.0", "2.0"])] {
        let rows = ids.map(|id| format!("{id},good\n")).concat();
        write(folder.path(), name, format!("id,label\n{rows}"));
        let ran = querist(folder.path(), &["import", "p", name, "-y"]);
        assert!(
            ran.code != 0 && ran.err.contains("ids here look like 001"),
            "{}",
            ran.err
        );
        let ran = succeed(
            folder.path(),
            &["import", "p", name, "--match", "plain-id", "-y"],
        );
        assert!(ran.err.contains("2 new"), "{}", ran.err);
    }
}

#[test]
fn judgements_of_several_people_in_one_file_become_items_with_their_labels() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = String::from("id,text,rater,label\n");
    for (n, text) in ["late tram", "kind driver", "dirty floor"]
        .iter()
        .enumerate()
    {
        for (rater, label) in [
            ("ana", "x"),
            ("bob", if n == 0 { "y" } else { "x" }),
            ("cem", "y"),
        ] {
            rows.push_str(&format!("{n},{text},{rater},{label}\n"));
        }
    }
    write(folder.path(), "all.csv", &rows);
    let ran = succeed(
        folder.path(),
        &["new", "all.csv", "--to", "p", "--label", "label", "-y"],
    );
    assert!(
        ran.out
            .contains("9 rows hold judgements: 3 texts by 3 annotators"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("labels taken in: 9"), "{}", ran.out);
    let told = succeed(folder.path(), &["agreement", "p"]);
    assert!(
        told.out.contains("3 annotators, 3 items, 9 labels"),
        "{}",
        told.out
    );
    let again = succeed(folder.path(), &["import", "p", "all.csv", "-y"]);
    assert!(again.err.contains("imported already"), "{}", again.err);
}

#[test]
fn our_own_csv_comes_back_with_its_signs_and_letters() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "id,text,label\n1,=schön,-1\n2,'=so so,+1\n3,@fine,0\n4,-,-1\n";
    write(folder.path(), "s.csv", rows);
    succeed(
        folder.path(),
        &[
            "new",
            "s.csv",
            "--to",
            "p",
            "--label",
            "label",
            "--annotator",
            "gold",
            "-y",
        ],
    );
    let ran = succeed(folder.path(), &["export", "p", "-o", "out.csv"]);
    assert!(ran.err.contains("byte order mark"), "{}", ran.err);
    let out = std::fs::read(folder.path().join("out.csv")).unwrap();
    assert!(out.starts_with(b"\xEF\xBB\xBF"));
    assert!(String::from_utf8(out).unwrap().contains("\n1,-1,label"));
    succeed(
        folder.path(),
        &["export", "p", "-o", "plain.csv", "--no-bom"],
    );
    assert!(
        std::fs::read(folder.path().join("plain.csv"))
            .unwrap()
            .starts_with(b"item")
    );
    succeed(
        folder.path(),
        &["new", "s.csv", "--to", "q", "--labels=-1,0,+1", "-y"],
    );
    let ran = succeed(folder.path(), &["import", "q", "out.csv", "-y"]);
    assert!(
        ran.err.contains("4 new") && !ran.err.contains("text is another"),
        "{}",
        ran.err
    );
    succeed(
        folder.path(),
        &["export", "p", "-o", "exact.csv", "--exact"],
    );
    succeed(
        folder.path(),
        &["new", "s.csv", "--to", "r", "--labels=-1,0,+1", "-y"],
    );
    let ran = succeed(folder.path(), &["import", "r", "exact.csv", "-y"]);
    assert!(
        ran.err.contains("4 new") && !ran.err.contains("text is another"),
        "{}",
        ran.err
    );
}

#[test]
fn line_ends_that_git_changed_lose_nothing() {
    let project = Project::new();
    project.file("l.csv", "id,label\nm0,ham\nm1,spam\n");
    project.import(&["l.csv"]);
    let journal = std::fs::read_dir(project.project().join("journal")).unwrap();
    let mut files: Vec<_> = journal.map(|entry| entry.unwrap().path()).collect();
    files.push(project.project().join("pool/items.jsonl"));
    files.push(project.project().join("guidelines.md"));
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text.replace('\n', "\r\n")).unwrap();
    }
    let before: Vec<Vec<u8>> = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert_eq!(project.status()["labeled"], 2);
    let ran = succeed(project.path(), &["doctor", "p"]);
    assert!(ran.out.contains("CRLF"), "{}", ran.out);
    let after: Vec<Vec<u8>> = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert_eq!(before, after, "nothing is rewritten");
    assert!(project.project().join(".gitattributes").exists());
}
