//! Reads the user's own keymap and changes the default keys by it.
//!
//! A file has a table per context with lines such as `"space h" = "history"`; `"none"` takes a
//! key away. Invariant: a line that cannot be followed changes nothing and is told, with what to
//! do about it; all others count.

use std::path::Path;

use toml_edit::Document;

use super::keymap::{Binding, Keymap, MENU, keys_of_words};
use super::row::{Context, Screen};
use crate::schema::Key;
use crate::settings::{self, FileProblem};

/// What a line takes a key away with.
const NONE: &str = "none";

/// What Ctrl-C gives, whatever a file says.
const INTERRUPT: &str = "interrupt";

/// How keys are named.
const KEY_NAMES: &str = "keys are one character, ctrl- or alt- and a letter, or right, left, up, down, \
                         space, enter, esc, tab, backspace, delete, pageup, pagedown, home, end";

/// The most keys in turn.
const LONGEST: usize = 3;

/// A line of the file.
struct Line {
    at: usize,
    context: Context,
    words: String,
    action: String,
}

type Wrong = (String, &'static str);

impl Keymap {
    /// The default keys, changed by a file of the user's; without one, the default keys.
    pub fn load(file: Option<&Path>) -> (Self, Vec<FileProblem>) {
        let mut keymap = Self::default();
        let Some(file) = file else {
            return (keymap, Vec::new());
        };
        let problems = match settings::read(file) {
            Ok(Some(text)) => keymap.patch(&text, &file.display().to_string()),
            Ok(None) => Vec::new(),
            Err(problem) => vec![problem],
        };
        (keymap, problems)
    }

    /// Changes keys by a file; what could not be followed.
    pub fn patch(&mut self, text: &str, name: &str) -> Vec<FileProblem> {
        let mut problems = Vec::new();
        let mut tell = |at: usize, (what, next): Wrong| {
            problems.push(FileProblem::at(name, text, at, what, next));
        };
        let mut lines = match lines(text, &mut tell) {
            Ok(lines) => lines,
            Err(at) => {
                let what = "is not TOML, so all keys are the default ones".to_owned();
                tell(at, (what, "mend this line"));
                return problems;
            }
        };
        // What frees a key comes first, wherever it stands.
        lines.sort_by_key(|line| line.action != NONE);
        let mut bound: Vec<(Context, Vec<Key>)> = Vec::new();
        for line in lines {
            let followed = self
                .turned_round(&line)
                .and_then(|()| keys_of(&line))
                .and_then(|keys| {
                    let keyed = (line.context, keys.clone());
                    if bound.contains(&keyed) {
                        let table = line.context.name();
                        let what = format!("{:?} is given twice in [{table}]", line.words);
                        return Err((what, "remove one of the two; the first one counts"));
                    }
                    self.follow(&line, keys)?;
                    bound.push(keyed);
                    Ok(())
                });
            if let Err(wrong) = followed {
                tell(line.at, wrong);
            }
        }
        problems.sort_by_key(|problem| line_of(&problem.place));
        problems
    }

    /// Refuses a line that names the command first.
    fn turned_round(&self, line: &Line) -> Result<(), Wrong> {
        let is_command = self.rows.iter().any(|row| row.id == line.words);
        let keys = keys_of_words(&line.action);
        if is_command && keys.is_ok_and(|keys| !keys.is_empty()) {
            let (command, keys) = (&line.words, &line.action);
            let what = format!("the key stands first: {keys:?} = {command:?}");
            return Err((what, "turn the line round"));
        }
        Ok(())
    }

    /// Follows a line about those keys, or says why it cannot be followed.
    fn follow(&mut self, line: &Line, keys: Vec<Key>) -> Result<(), Wrong> {
        let context = line.context;
        let same = |known: &Binding| known.context == context && known.keys == keys;
        if line.action == NONE {
            let before = self.bindings.len();
            self.bindings.retain(|known| !same(known));
            if self.bindings.len() == before {
                let what = format!("{:?} gives nothing in [{}]", line.words, context.name());
                return Err((what, "take it away in the table that gives it a command"));
            }
            return Ok(());
        }
        let Some(row) = self.rows.iter().position(|row| row.id == line.action) else {
            let what = format!("there is no command {:?}", line.action);
            return Err((what, "`querist man keys` lists all commands"));
        };
        let screens = [Screen::Home, Screen::Label, Screen::Review];
        let fits = |screen: &Screen| context.holds(*screen, true) && self.rows[row].is_on(*screen);
        if !screens.iter().any(fits) {
            let what = format!("{:?} cannot be given in [{}]", line.action, context.name());
            return Err((
                what,
                "`querist man keys` says where each command can be given",
            ));
        }
        for known in &self.bindings {
            let together = |screen: &Screen| {
                known.context.holds(*screen, true) && context.holds(*screen, true)
            };
            if !screens.iter().any(together) {
                continue;
            }
            let id = self.rows[known.row].id;
            let begins = |short: &[Key], long: &[Key]| {
                short.len() > 1 && short.len() < long.len() && long.starts_with(short)
            };
            if begins(&keys, &known.keys) || begins(&known.keys, &keys) {
                let what = format!("{:?} is in the way of the keys of {id:?}", line.words);
                return Err((what, "take another letter, or give those keys to \"none\""));
            }
            let is_hidden = known.keys == keys && context == Context::Global;
            if is_hidden && known.context != Context::Global && known.row != row {
                let what = format!(
                    "{:?} is {id:?} in [{}], which counts before [global]",
                    line.words,
                    known.context.name()
                );
                return Err((what, "bind it in that table, or give it to \"none\" there"));
            }
        }
        self.bindings.retain(|known| !same(known));
        self.bindings.push(Binding { context, keys, row });
        Ok(())
    }
}

/// The keys of a line, if they can give a command at all.
fn keys_of(line: &Line) -> Result<Vec<Key>, Wrong> {
    let words = &line.words;
    let keys = keys_of_words(words).map_err(|word| {
        let what = format!("{word:?} names no key");
        (what, KEY_NAMES)
    })?;
    match keys.as_slice() {
        [] => Err(("no key is named".into(), "write the key before the =")),
        [Key::Ctrl('c'), ..] if line.action != INTERRUPT => {
            let what = "ctrl-c always leaves, and asks before it quits".to_owned();
            Err((what, "take another key"))
        }
        [Key::Char(character)] if character.is_alphanumeric() && line.context != Context::Home => {
            let what =
                format!("{words:?} would shadow a label's key: letters and digits are theirs");
            Err((what, "put it into the menu: \"space\" and a letter"))
        }
        [_] => Ok(keys),
        [MENU, ..] if keys.len() <= LONGEST => Ok(keys),
        _ => {
            let what =
                format!("{words:?} does not begin in the menu, or is longer than three keys");
            Err((what, "write \"space\" and one or two letters"))
        }
    }
}

/// The lines of a file; where it is no TOML, the place in it.
fn lines(text: &str, tell: &mut impl FnMut(usize, Wrong)) -> Result<Vec<Line>, usize> {
    let document =
        Document::parse(text).map_err(|wrong| wrong.span().map_or(0, |span| span.start))?;
    let start = |span: Option<std::ops::Range<usize>>| span.map_or(0, |span| span.start);
    let mut lines = Vec::new();
    for (name, item) in document.iter() {
        let at = start(document.key(name).and_then(toml_edit::Key::span));
        let context = Context::ALL.into_iter().find(|known| known.name() == name);
        let (Some(context), Some(table)) = (context, item.as_table_like()) else {
            let what = format!("[{name}] is no table of a keymap");
            tell(
                at,
                (
                    what,
                    "tables are [global], [home], [label], [review] and [veiled]",
                ),
            );
            continue;
        };
        for (words, action) in table.iter() {
            let at = start(table.key(words).and_then(toml_edit::Key::span));
            if let Some(action) = action.as_str() {
                lines.push(Line {
                    at,
                    context,
                    words: words.to_owned(),
                    action: action.to_owned(),
                });
            } else {
                let what = format!("{words:?} is given no command: {}", action.type_name());
                tell(
                    at,
                    (what, "write the name of a command in quotes, or \"none\""),
                );
            }
        }
    }
    Ok(lines)
}

/// The number at the end of a place.
fn line_of(place: &str) -> usize {
    let number = place.rsplit(':').next();
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
