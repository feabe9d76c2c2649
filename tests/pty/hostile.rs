//! Foreign text in every field: only our own escape sequences reach the terminal.

use std::fmt::Write as _;

use super::terminal::{Terminal, querist};

/// What an attacker, or a broken export, may put into a text.
const ATTACKS: &[&str] = &[
    "\u{1b}[31mred\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;aGVsbG8=\u{7}",
    "\u{1b}]8;;http://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}_Gf=100;AAAA\u{1b}\\",
    "\u{9b}31mC1\u{9d}52;c;aGk=\u{9c}",
    "bell\u{7} back\u{8}\u{8} feed\u{c} tab\u{b} del\u{7f} shift\u{e}\u{f}",
    "rtl \u{202e}gnp.exe\u{202c} \u{2066}iso\u{2069} \u{61c}\u{200f}",
    "zero\u{200b}width\u{2060}join\u{feff} soft\u{ad}hyphen \u{3164}\u{115f}",
    "tags \u{e0041}\u{e0042} var \u{e0101} annotation \u{fff9}a\u{fffa}b\u{fffb}",
    "private \u{e000}\u{f8ff}\u{10eeee} \u{2028}line\u{2029}para\u{85}nel",
    "zalgo a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "jamo \u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100}\u{1100} VISIBLE",
    "wide 漢字 한글 👨\u{200d}👩\u{200d}👧 ♻\u{fe0f} e\u{301}",
];

#[test]
fn only_our_own_sequences_reach_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("hostile.jsonl");
    std::fs::write(&file, rows()).unwrap();
    let made = std::process::Command::new(super::terminal::binary())
        .args(["new", file.to_str().unwrap(), "--to"])
        .arg(home.path().join("project"))
        .args([
            "--text",
            "text",
            "--id",
            "id",
            "--labels",
            "good,bad",
            "--holdout",
            "0",
        ])
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // What is told outside the full screen is foreign too.
    only_ours(&made.stdout, "stdout of new");
    only_ours(&made.stderr, "stderr of new");
    // The person's own files are text from elsewhere as well.
    let project = home.path().join("project");
    let config = std::fs::read_to_string(project.join("querist.toml")).unwrap();
    let named = config.replace(
        "name = \"hostile\"",
        "name = \"a\\u001b]0;x\\u0007b\\u202ec\"",
    );
    assert_ne!(named, config, "{config}");
    std::fs::write(project.join("querist.toml"), named).unwrap();
    std::fs::write(project.join("guidelines.md"), ATTACKS.join("\n")).unwrap();

    let mut terminal = Terminal::start(querist(
        home.path(),
        &["label", project.to_str().unwrap(), "--annotator", "ada"],
    ));
    terminal.wait_for("key label");
    terminal.wait_for("item ");
    for key in "12".chars().cycle().take(14) {
        terminal.answer(key);
    }
    for (open, close) in [
        (" g", "\u{1b}"),
        ("\u{1b}[D", "\u{1b}"),
        ("/e", "\u{1b}"),
        (" c", "\u{1b}"),
        ("?", "\u{1b}"),
        (":", "\u{1b}"),
    ] {
        terminal.send_and_settle(open);
        terminal.send(close);
        terminal.wait_for("key label");
    }
    // A note and a class pasted from elsewhere.
    for (open, paste) in [(" n", ATTACKS[2]), ("+", ATTACKS[8])] {
        terminal.send(open);
        terminal.send_and_settle(&format!("\u{1b}[200~{paste}\u{1b}[201~\r"));
    }
    // Escape and a key in one read would be Alt and that key.
    terminal.send_and_settle("\u{1b}");
    assert!(terminal.quit().success());
    only_ours(&terminal.bytes(), "the screen");
    for command in ["status", "verify"] {
        let told = std::process::Command::new(super::terminal::binary())
            .args([command, project.to_str().unwrap()])
            .output()
            .unwrap();
        only_ours(&told.stdout, command);
        only_ours(&told.stderr, command);
    }
}

fn rows() -> String {
    let mut rows = String::new();
    for (n, attack) in ATTACKS.iter().enumerate() {
        let row = serde_json::json!({
            "id": format!("{n} {attack}"),
            "text": format!("text {n} {attack} end"),
            "source": attack,
        });
        let _ = writeln!(rows, "{row}");
    }
    rows
}

/// Checks that output holds printable text, line ends, and the few sequences that we send.
fn only_ours(bytes: &[u8], what: &str) {
    let text = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| panic!("{what}: not UTF-8"));
    // What is asked of the terminal: its background, and what it is.
    let text = text.replacen("\u{1b}]11;?\u{1b}\\\u{1b}[c", "", 1);
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        if character == '\u{1b}' {
            assert_eq!(chars.next(), Some('['), "{what}: not a CSI sequence");
            let mut sequence = String::new();
            let end = loop {
                match chars.next() {
                    Some(c @ ('0'..='9' | ';' | '?' | ':')) => sequence.push(c),
                    Some(end) => break end,
                    None => panic!("{what}: a sequence without an end"),
                }
            };
            // Colours and modifiers, moves, erasing, and the modes we set: cursor, alternate
            // screen, bracketed paste, synchronized frames.
            let ours = match end {
                'm' | 'H' | 'J' | 'K' => !sequence.contains('?'),
                'h' | 'l' => matches!(sequence.as_str(), "?25" | "?1049" | "?2004" | "?2026"),
                _ => false,
            };
            assert!(ours, "{what}: ESC [ {sequence} {end}");
        } else if character != '\n' && character != '\r' {
            let joiner = matches!(character, '\u{200d}' | '\u{fe0f}' | '\u{301}');
            assert!(
                joiner || !querist::text::is_hidden(character),
                "{what}: {character:?}"
            );
        }
    }
}
