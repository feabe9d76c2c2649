//! The table keeps its own rules, and a keymap changes it without breaking them.

use super::{
    ChosenProject, Context, DEFAULT_KEYMAP, Effect, Keymap, Row, Screen, Situation, TABLE,
};
use crate::schema::{KEY_ORDER, Key, RESERVED_KEYS};

const SCREENS: [Screen; 3] = [Screen::Home, Screen::Label, Screen::Review];

/// The keymap as a file: what [`DEFAULT_KEYMAP`] must be.
fn default_keymap() -> String {
    let keymap = Keymap::default();
    let mut text = String::from(
        "# The keys of querist, made from its table of commands; a test holds the two together.\n\
         #\n\
         # To change keys, write only the lines that differ into keymap.toml in the folder of your\n\
         # own settings (`querist man keys` names it). A key given to \"none\" does nothing. Letters\n\
         # and digits belong to the labels; behind \"space\", in the menu, they are free.\n",
    );
    for context in Context::ALL {
        let about = match context {
            Context::Global => "On every screen.",
            Context::Home => "Where a project is chosen or made; letters are free here.",
            Context::Label => "Where items are labeled.",
            Context::Review => "Where disagreement is reviewed.",
            Context::Veiled => "While the item on the screen is one that opened veiled.",
        };
        text.push_str(&format!("\n# {about}\n[{}]\n", context.name()));
        for binding in keymap
            .bindings
            .iter()
            .filter(|known| known.context == context)
        {
            let row = &keymap.rows[binding.row];
            let keys: Vec<String> = binding.keys.iter().map(|key| key.name()).collect();
            let line = format!("{:?} = {:?}", keys.join(" "), row.id);
            text.push_str(&format!("{line:<32} # {}\n", row.doc));
        }
    }
    text
}

fn keys(words: &str) -> Vec<Key> {
    words
        .split_whitespace()
        .map(|word| Key::named(word).unwrap())
        .collect()
}

/// Before anything is there.
fn nothing(screen: Screen) -> Situation {
    Situation {
        screen,
        item: None,
        asking: false,
        can_undo: false,
        can_redo: false,
        writable: false,
        same_as: None,
        sensitive: false,
        hidden: false,
        held: false,
        classes: 0,
        home: ChosenProject::default(),
    }
}

/// The command that keys give on a screen, with a veiled item or without one.
fn given(keymap: &Keymap, screen: Screen, veiled: bool, words: &str) -> Option<&'static str> {
    keymap
        .command(screen, veiled, &keys(words))
        .map(|row| row.id)
}

fn patched(text: &str) -> (Keymap, Vec<String>) {
    let mut keymap = Keymap::default();
    let problems = keymap.patch(text, "keymap.toml");
    (keymap, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn no_command_lacks_a_key_a_title_or_a_doc() {
    let keymap = Keymap::default();
    for row in TABLE {
        assert!(!row.title.is_empty() && !row.doc.is_empty(), "{}", row.id);
        assert!(!row.doc.ends_with('.'), "{}", row.id);
        for screen in SCREENS.into_iter().filter(|screen| row.is_on(*screen)) {
            assert!(!keymap.keys_of(row.id, screen).is_empty(), "{}", row.id);
        }
        for (_, words) in row.keys {
            assert!(!keys(words).is_empty());
        }
    }
    let mut ids: Vec<&str> = TABLE.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), TABLE.len());
}

/// The menu says in one line at 80 columns what an entry does: beside its letter and a title of 22
/// columns there are 49.
#[test]
fn what_the_menu_says_of_an_entry_fits_80_columns() {
    let keymap = Keymap::default();
    for screen in SCREENS {
        let mut entries = keymap.menu(screen, &[]);
        entries.extend(keymap.menu(screen, &[Key::Char('v')]));
        for entry in entries {
            let (title, doc) = (entry.title.chars().count(), entry.doc.chars().count());
            assert!(title <= 22 && doc <= 49, "{}: {}", entry.title, entry.doc);
        }
    }
}

#[test]
fn no_two_commands_of_a_context_share_a_key_and_none_takes_a_labels_key() {
    let mut seen: Vec<(Context, Vec<Key>)> = Vec::new();
    for row in TABLE {
        for (context, words) in row.keys {
            let keys = keys(words);
            if let [Key::Char(character)] = keys[..]
                && *context != Context::Home
            {
                assert!(!KEY_ORDER.contains(character), "{character:?}");
            }
            assert!(!seen.contains(&(*context, keys.clone())), "{words}");
            seen.push((*context, keys));
        }
    }
}

#[test]
fn no_key_means_two_things_in_labeling_and_review() {
    let keymap = Keymap::default();
    let alike = [
        ("find", "items"),
        ("opinion", "likelihood"),
        ("history", "decisions"),
        ("note", "rationale"),
        ("all-items", "items"),
    ];
    for row in keymap.rows_on(Screen::Label) {
        for (_, words) in row
            .keys
            .iter()
            .filter(|(context, _)| *context != Context::Veiled)
        {
            if let Some(other) = given(&keymap, Screen::Review, false, words) {
                let same = other == row.id || alike.contains(&(row.id, other));
                assert!(same, "{words} is {} and {other}", row.id);
            }
        }
    }
}

#[test]
fn the_reserved_keys_are_exactly_the_symbols_of_this_table() {
    let mut reserved: Vec<char> = RESERVED_KEYS.iter().map(|(key, _)| *key).collect();
    let mut used: Vec<char> = TABLE
        .iter()
        .flat_map(|row| row.keys)
        .filter(|(context, _)| *context != Context::Home)
        .filter_map(|(_, words)| match keys(words)[..] {
            [Key::Char(character)] => Some(character),
            _ => None,
        })
        .collect();
    reserved.sort_unstable();
    used.sort_unstable();
    used.dedup();
    assert_eq!(used, reserved);
}

#[test]
fn every_command_has_a_reason_when_it_cannot_be_done() {
    for screen in SCREENS {
        let nothing = nothing(screen);
        for row in TABLE {
            if let Err(reason) = row.enabled(&nothing) {
                assert!(!reason.is_empty());
            }
        }
        let keymap = Keymap::default();
        assert!(keymap.row("quit").unwrap().enabled(&nothing).is_ok());
        assert!(keymap.row("skip").unwrap().enabled(&nothing).is_err());
    }
}

#[test]
fn the_default_keymap_is_that_of_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/keymap.toml");
    if std::env::var_os("UPDATE_KEYMAP").is_some() {
        std::fs::write(path, default_keymap()).unwrap();
    } else {
        assert_eq!(
            DEFAULT_KEYMAP,
            default_keymap(),
            "run the tests once with UPDATE_KEYMAP=1"
        );
    }
    // Read as a user's own file it changes nothing.
    let (keymap, problems) = patched(&default_keymap());
    assert_eq!(problems, [""; 0]);
    let mut before = Keymap::default().bindings;
    let mut after = keymap.bindings;
    before.sort_by_key(|binding| format!("{binding:?}"));
    after.sort_by_key(|binding| format!("{binding:?}"));
    assert_eq!(before, after);
}

#[test]
fn a_row_more_is_a_command_more() {
    let row = Row::new(
        "cheer",
        "cheer",
        "say something kind",
        &[(Context::Global, "ctrl-k"), (Context::Label, "space z")],
    )
    .does(|_| Effect::Redraw);
    let keymap = Keymap::new(TABLE.iter().copied().chain([row]));
    for screen in [Screen::Label, Screen::Review] {
        assert_eq!(given(&keymap, screen, false, "ctrl-k"), Some("cheer"));
    }
    assert_eq!(given(&keymap, Screen::Home, false, "ctrl-k"), None);
    let menu = keymap.menu(Screen::Label, &[]);
    assert!(menu.iter().any(|entry| entry.title == "cheer"));
    assert_eq!(
        keymap.keys_of("cheer", Screen::Label),
        ["Ctrl-K", "Space z"]
    );
}

#[test]
fn the_menu_has_groups_and_the_narrower_contexts_letters() {
    let keymap = Keymap::default();
    let titles = |screen, pressed: &[Key]| -> Vec<String> {
        let entries = keymap.menu(screen, pressed);
        entries
            .iter()
            .map(|entry| format!("{} {}", entry.key, entry.title))
            .collect()
    };
    let label = titles(Screen::Label, &[]);
    assert!(label.contains(&"h history".to_owned()), "{label:?}");
    assert!(label.contains(&"v content safety".to_owned()), "{label:?}");
    let review = titles(Screen::Review, &[]);
    assert!(review.contains(&"h decisions".to_owned()), "{review:?}");
    assert!(review.contains(&"k keep".to_owned()), "{review:?}");
    let group = titles(Screen::Label, &[Key::Char('v')]);
    assert_eq!(
        group,
        ["p put off", "l leave a category out", "s should be veiled"]
    );
}

#[test]
fn a_file_gives_takes_and_moves_keys() {
    let text = r#"
[global]
"," = "menu"

[label]
"right" = "none"
"=" = "skip"
"space z" = "history"

[veiled]
"x" = "none"
"#;
    let (keymap, problems) = patched(text);
    // What is given in another table is no business of this one, and a letter is a label's key
    // even where an item is veiled.
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems[0].contains("gives nothing in [label]"),
        "{problems:?}"
    );
    assert_eq!(given(&keymap, Screen::Label, false, ","), Some("menu"));
    assert_eq!(given(&keymap, Screen::Label, false, "="), Some("skip"));
    assert_eq!(
        given(&keymap, Screen::Label, false, "space z"),
        Some("history")
    );
    assert_eq!(
        given(&keymap, Screen::Label, false, "space h"),
        Some("history")
    );
    assert_eq!(given(&keymap, Screen::Review, false, "="), None);
    assert_eq!(given(&keymap, Screen::Label, true, ";"), Some("put-off"));
    assert_eq!(given(&keymap, Screen::Label, false, ";"), None);
}

#[test]
fn what_cannot_be_followed_is_told_with_its_line_and_the_rest_counts() {
    let text = r#"# my keys
[global]
"rigth" = "skip"
"!" = "help"
"ctrl-c" = "quit"

[label]
"=" = "skipp"
"b" = "skip"
"%" = "matrix"
"~" = 3
"space v" = "history"
"x y" = "history"
"space  n" = "history"
"space n" = "why"
"@" = "why"
skip = "right"

[labels]
"a" = "skip"
"#;
    let (keymap, problems) = patched(text);
    let expected = [
        ("keymap.toml:3:", "\"rigth\" names no key"),
        ("keymap.toml:4:", "is \"flag\" in [label]"),
        ("keymap.toml:5:", "ctrl-c always leaves"),
        ("keymap.toml:8:", "there is no command \"skipp\""),
        ("keymap.toml:9:", "would shadow a label's key"),
        ("keymap.toml:10:", "\"matrix\" cannot be given in [label]"),
        ("keymap.toml:11:", "is given no command"),
        ("keymap.toml:12:", "in the way of the keys of"),
        ("keymap.toml:13:", "does not begin in the menu"),
        ("keymap.toml:15:", "is given twice in [label]"),
        (
            "keymap.toml:17:",
            "the key stands first: \"right\" = \"skip\"",
        ),
        ("keymap.toml:19:", "[labels] is no table of a keymap"),
    ];
    assert_eq!(problems.len(), expected.len(), "{problems:#?}");
    for (problem, (place, words)) in problems.iter().zip(expected) {
        assert!(problem.starts_with(place), "{place} {problem}");
        assert!(problem.contains(words), "{words} {problem}");
        assert!(problem.contains(" — "), "{problem}");
    }
    assert_eq!(given(&keymap, Screen::Label, false, "@"), Some("why"));
    assert_eq!(
        given(&keymap, Screen::Label, false, "space n"),
        Some("history")
    );
    assert_eq!(given(&keymap, Screen::Label, false, "!"), Some("flag"));
}

#[test]
fn a_file_that_is_no_toml_leaves_the_default_keys() {
    let (keymap, problems) = patched("[label]\n\"=\" = \"skip\"\n\"@ = \"why\"\n");
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("keymap.toml:3:"), "{problems:?}");
    assert_eq!(given(&keymap, Screen::Label, false, "="), None);
    assert_eq!(given(&keymap, Screen::Label, false, "right"), Some("skip"));
}

#[test]
fn a_keymap_that_is_no_file_is_told_and_the_default_keys_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (keymap, problems) = Keymap::load(Some(folder.path()));
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].to_string().contains("is a folder, not a file"),
        "{}",
        problems[0]
    );
    assert_eq!(keymap.bindings.len(), Keymap::default().bindings.len());
}
