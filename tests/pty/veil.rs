//! Of a veiled item no byte reaches the terminal before the key that lifts the veil.

use std::time::Duration;

use super::terminal::{Terminal, binary, querist};

/// In the id, the text and another column of every sensitive item, and nowhere else.
const MARKER: &str = "QZX";

fn rows() -> String {
    let row = |n: usize| {
        let (mark, kind) = if n % 3 == 1 {
            (MARKER, "violence")
        } else {
            ("", "")
        };
        serde_json::json!({
            "id": format!("{mark}case{n}"),
            "text": format!("{mark}letter {n} says something {mark}quiet. And {mark}then more."),
            "thread": format!("{mark}thread"),
            "kind": kind,
        })
        .to_string()
    };
    (0..30).map(|n| row(n) + "\n").collect()
}

fn run(home: &std::path::Path, arguments: &[&str]) -> String {
    let done = std::process::Command::new(binary())
        .args(arguments)
        .env("HOME", home)
        .env("QUERIST_DATA_DIR", home.join("data"))
        .env("QUERIST_CONFIG_DIR", home.join("config"))
        .output()
        .unwrap();
    let all = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&all));
    String::from_utf8(all).unwrap()
}

fn shown_since(terminal: &Terminal, from: usize) -> String {
    String::from_utf8_lossy(&terminal.bytes()[from..]).into_owned()
}

/// Sets the order of sensitive items aside, so that a short session meets some.
fn ask_at_once(project: &std::path::Path) {
    let config = std::fs::read_to_string(project.join("querist.toml")).unwrap();
    let settings = ["first_items", "in_a_row", "benign_after_severe"];
    let eager: Vec<String> = config
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some((name, _)) if settings.contains(&name) => {
                format!("{name} = {}", if name == "in_a_row" { 100 } else { 0 })
            }
            _ => line.to_owned(),
        })
        .collect();
    let eager = eager.join("\n") + "\n";
    assert_ne!(eager, config, "{config}");
    std::fs::write(project.join("querist.toml"), eager).unwrap();
}

#[test]
fn nothing_of_a_veiled_item_is_written_before_its_key_in_any_screen() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("letters.jsonl");
    std::fs::write(&file, rows()).unwrap();
    let project = home.path().join("letters");
    let (file, dir) = (file.to_str().unwrap(), project.to_str().unwrap());
    let told = run(
        home.path(),
        &[
            "new",
            file,
            "--to",
            dir,
            "--text",
            "text",
            "--id",
            "id",
            "--sensitive",
            "kind",
            "--labels",
            "good,bad",
            "--holdout",
            "0",
        ],
    );
    assert!(!told.contains(MARKER), "{told}");
    ask_at_once(&project);
    let mut terminal = Terminal::start(querist(home.path(), &["label", dir, "--annotator", "ada"]));
    terminal.wait_for("key label");
    let mut met = 0;
    for _ in 0..14 {
        terminal.wait_until("an item", |screen| {
            screen.contains("item case") || screen.contains("Veiled:")
        });
        // A person needs longer to see an item than a held key takes to come again.
        std::thread::sleep(Duration::from_millis(140));
        if !terminal.screen().contains("Veiled:") {
            terminal.send_and_settle("1");
            continue;
        }
        met += 1;
        // A label is no answer to what nobody has seen.
        let before = terminal.answered();
        terminal.send_and_settle("1");
        assert_eq!(terminal.answered(), before);
        for open in [
            " g", "\u{1b}[D", "/e", " c", "?", ":", " w", " q", " f", " .", ";", " vl", " vs",
            " s", " d", " h", " n", " b", " ",
        ] {
            terminal.send_and_settle(open);
            terminal.send_and_settle("\u{1b}");
        }
        terminal.send("_");
        terminal.wait_for("masked");
        let hidden = terminal.bytes().len();
        if met == 1 {
            assert!(!shown_since(&terminal, 0).contains(MARKER));
        }
        terminal.send("\r");
        terminal.wait_for("QZXletter");
        assert!(shown_since(&terminal, hidden).contains(MARKER));
        let revealed = terminal.bytes().len();
        terminal.send("2");
        terminal.wait_until("another item", |screen| !screen.contains(MARKER));
        // Answered, it is veiled again wherever it is listed.
        for open in ["\u{1b}[D", "/e"] {
            terminal.send_and_settle(open);
            terminal.send_and_settle("\u{1b}");
        }
        let since = shown_since(&terminal, revealed);
        assert!(!since.contains(MARKER), "{since:?}");
        // Taken back, it opens veiled.
        terminal.send("\u{7f}");
        terminal.wait_for("Veiled:");
        assert!(!shown_since(&terminal, revealed).contains(MARKER));
        terminal.send_and_settle("\u{1b}[C");
        if met == 2 {
            break;
        }
    }
    assert!(met >= 2, "{met} veiled items in 14");
    assert!(terminal.quit().success());
    let told = run(home.path(), &["next", dir, "--annotator", "ada"]);
    assert!(!told.contains(MARKER), "{told}");
    for command in ["status", "verify", "doctor"] {
        assert!(!run(home.path(), &[command, dir]).contains(MARKER));
    }
}
