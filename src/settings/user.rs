//! The settings of a person: which there are, what they are set to, and where that was said.
//!
//! They stand in `config.toml` and are few: how the screen looks, and who is at work. Whatever
//! decides what is asked or learnt belongs to the project and stands in its `querist.toml`, so
//! that a journal means the same on every machine. Invariant: no setting stands in both.

use std::path::{Path, PathBuf};

use toml_edit::{Document, DocumentMut, Item, value};

use super::{FileProblem, file, nearest};
use crate::error::{Error, Result};

/// The name of the file in the person's folder.
const FILE: &str = "config.toml";

/// A setting that a person can make.
#[derive(Debug)]
pub(crate) struct Setting {
    /// Its name in the file.
    pub(crate) name: &'static str,
    /// What it decides.
    pub(crate) doc: &'static str,
    /// What it is where nobody set it.
    pub(crate) default: &'static str,
    /// The values it can have, when they can be counted.
    pub(crate) values: &'static [&'static str],
    /// Whether a name that is not among the values is one of the person's own.
    is_open: bool,
}

/// All of them, in the order in which they are listed.
pub(crate) static SETTINGS: [Setting; 5] = [
    Setting {
        name: "theme",
        doc: "how the screen looks; auto asks the terminal whether its background is light",
        default: "auto",
        values: &["auto", "dark", "light", "high-contrast", "plain"],
        is_open: true,
    },
    Setting {
        name: "glyphs",
        doc: "lines and dots, or plain ASCII; auto goes by the locale and the terminal",
        default: "auto",
        values: &["auto", "unicode", "ascii"],
        is_open: false,
    },
    Setting {
        name: "mouse",
        doc: "clicks and wheel; off, because then the terminal marks text to copy",
        default: "off",
        values: &["off", "on"],
        is_open: false,
    },
    Setting {
        name: "images",
        doc: "how images are shown; auto goes by the terminal's name, else half blocks",
        default: "auto",
        values: &["auto", "kitty", "iterm2", "sixel", "halfblocks", "off"],
        is_open: false,
    },
    Setting {
        name: "annotator",
        doc: "who answers; empty: the user's name",
        default: "",
        values: &[],
        is_open: true,
    },
];

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody set it.
    Default,
    /// A line of the person's own file.
    File(String),
    /// An option of this command.
    Flag(&'static str),
}

/// What a person has set.
#[derive(Debug, Clone)]
pub struct UserSettings {
    folder: Option<PathBuf>,
    /// A value for each of [`SETTINGS`].
    values: Vec<(String, Origin)>,
    /// What of the file could not be followed.
    pub(crate) problems: Vec<FileProblem>,
}

impl Default for UserSettings {
    /// What holds where nothing is set.
    fn default() -> Self {
        let default = |setting: &Setting| (setting.default.to_owned(), Origin::Default);
        Self {
            folder: None,
            values: SETTINGS.iter().map(default).collect(),
            problems: Vec::new(),
        }
    }
}

impl UserSettings {
    /// What stands in the person's own file.
    pub(crate) fn load() -> Self {
        super::folder().map_or_else(Self::default, Self::in_folder)
    }

    /// What stands in the file of a folder.
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        let path = folder.join(FILE);
        let mut settings = Self {
            folder: Some(folder),
            ..Self::default()
        };
        match file::read(&path) {
            Ok(Some(text)) => settings.take(&text, &path.display().to_string()),
            Ok(None) => {}
            Err(problem) => settings.problems.push(problem),
        }
        settings
    }

    /// The file that holds them.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(FILE))
    }

    /// The person's own keymap, whether or not the file is there.
    pub(crate) fn keymap(&self) -> Option<PathBuf> {
        self.folder
            .as_ref()
            .map(|folder| folder.join("keymap.toml"))
    }

    /// The folder of the person's own themes.
    pub(crate) fn themes(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("themes"))
    }

    /// The themes that can be chosen: those of querist, then the person's own files.
    pub(crate) fn theme_names(&self) -> Vec<String> {
        let bundled = SETTINGS[0].values.iter().map(|name| (*name).to_owned());
        bundled.chain(self.own_themes()).collect()
    }

    /// The names of the person's own themes, sorted; a name of querist's cannot be taken.
    pub(crate) fn own_themes(&self) -> Vec<String> {
        let entries = self
            .themes()
            .and_then(|folder| std::fs::read_dir(folder).ok());
        let files = entries.into_iter().flatten().flatten();
        let mut own: Vec<String> = files
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let name = name.strip_suffix(".toml")?;
                (!SETTINGS[0].values.contains(&name)).then(|| name.to_owned())
            })
            .collect();
        own.sort();
        own
    }

    /// The value of a setting; empty for one that is not known.
    pub(crate) fn get(&self, name: &str) -> &str {
        let place = SETTINGS.iter().position(|known| known.name == name);
        let found = place.and_then(|place| self.values.get(place));
        found.map_or("", |(value, _)| value)
    }

    /// All settings with their values.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static Setting, &str, &Origin)> {
        let values = self.values.iter();
        let both = SETTINGS.iter().zip(values);
        both.map(|(setting, (value, origin))| (setting, value.as_str(), origin))
    }

    /// Takes the value that an option of the command names.
    ///
    /// # Errors
    /// When the setting cannot have that value.
    pub(crate) fn with_flag(
        mut self,
        name: &str,
        word: Option<&str>,
        flag: &'static str,
    ) -> Result<Self> {
        if let Some(word) = word {
            let checked = Setting::named(name)
                .and_then(|setting| setting.check_content(word, self.themes().as_deref()));
            checked.map_err(|(what, next)| Error::usage(what, next))?;
            self.put(name, word, Origin::Flag(flag));
        }
        Ok(self)
    }

    fn put(&mut self, name: &str, word: &str, origin: Origin) {
        let place = SETTINGS.iter().position(|known| known.name == name);
        if let Some(slot) = place.and_then(|place| self.values.get_mut(place)) {
            *slot = (word.to_owned(), origin);
        }
    }

    /// Takes in the text of a file.
    fn take(&mut self, text: &str, place: &str) {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(wrong) => {
                let at = wrong.span().map_or(0, |span| span.start);
                let next = "write lines such as theme = \"light\"; none of them counts until then";
                let what = "is not TOML";
                self.problems
                    .push(FileProblem::at(place, text, at, what, next));
                return;
            }
        };
        for (name, item) in document.iter() {
            let key = document.key(name).and_then(toml_edit::Key::span);
            let at = key.map_or(0, |span| span.start);
            let checked = Setting::named(name).and_then(|setting| {
                let word = item.as_str();
                let word = word.ok_or_else(|| setting.takes("words in quotes"))?;
                setting.check(word, self.themes().as_deref())?;
                Ok((setting, word))
            });
            match checked {
                Ok((setting, word)) => {
                    let line = FileProblem::at(place, text, at, "", "").place;
                    self.put(setting.name, word, Origin::File(line));
                }
                Err((what, next)) => self
                    .problems
                    .push(FileProblem::at(place, text, at, what, next)),
            }
        }
    }

    /// Writes a value into the person's own file; comments and other lines stay.
    ///
    /// # Errors
    /// When there is no such setting or value, or the file cannot be written.
    pub(crate) fn set(&mut self, name: &str, word: &str) -> Result<PathBuf> {
        let usage = |(what, next): Wrong| Error::usage(what, next);
        let setting = Setting::named(name).map_err(usage)?;
        setting
            .check_content(word, self.themes().as_deref())
            .map_err(usage)?;
        let path = self.path().ok_or_else(|| {
            Error::refused(
                "this system names no folder for settings",
                "name one in the environment variable QUERIST_CONFIG_DIR",
            )
        })?;
        let refused = |what: String| {
            let next = "mend the file, or remove it, then set it again";
            Error::refused(format!("{}: {what}", path.display()), next)
        };
        let text = file::read(&path).map_err(|problem| refused(problem.what))?;
        let document = text.unwrap_or_default().parse();
        let mut document: DocumentMut = document.map_err(|_| refused("is not TOML".to_owned()))?;
        match document.get_mut(name) {
            // The comment behind the value stays.
            Some(Item::Value(before)) => {
                let decor = before.decor().clone();
                *before = word.into();
                *before.decor_mut() = decor;
            }
            _ => document[name] = value(word),
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::io(folder, "create"))?;
        }
        file::write(&path, &document.to_string())?;
        self.put(name, word, Origin::File(path.display().to_string()));
        Ok(path)
    }
}

/// What is wrong, and what to do about it.
type Wrong = (String, String);

impl Setting {
    /// The setting of that name.
    fn named(name: &str) -> std::result::Result<&'static Self, Wrong> {
        let found = SETTINGS.iter().find(|known| known.name == name);
        found.ok_or_else(|| {
            let names = || SETTINGS.iter().map(|known| known.name);
            let next = nearest(name, names()).map_or_else(
                || {
                    format!(
                        "the settings are {}",
                        names().collect::<Vec<_>>().join(", ")
                    )
                },
                |meant| format!("did you mean {meant}?"),
            );
            (format!("there is no setting {name:?}"), next)
        })
    }

    fn takes(&self, what: &str) -> Wrong {
        (
            format!("{} takes {what}", self.name),
            format!("write for example {} = {:?}", self.name, self.default),
        )
    }

    /// The same, and whether a theme of the person's own is one: TOML, on a base that there is.
    /// What is wrong with a role in it is told when it is used.
    fn check_content(&self, word: &str, themes: Option<&Path>) -> std::result::Result<(), Wrong> {
        self.check(word, themes)?;
        let own = themes.map(|folder| folder.join(format!("{word}.toml")));
        let Some(path) = own.filter(|_| self.is_open && !self.values.is_empty()) else {
            return Ok(());
        };
        if self.values.contains(&word) {
            return Ok(());
        }
        let told = |problem: FileProblem| {
            let what = format!("{}: {}", problem.place, problem.what);
            (what, problem.next)
        };
        let text = file::read(&path).map_err(told)?.unwrap_or_default();
        let place = path.display().to_string();
        let wrong = |at: Option<std::ops::Range<usize>>, what: &str, next: String| {
            let at = at.map_or(0, |span| span.start);
            Err(told(FileProblem::at(&place, &text, at, what, next)))
        };
        let document = match Document::parse(text.as_str()) {
            Ok(document) => document,
            Err(problem) => {
                let next = "a theme is lines such as key = \"bold cyan\": mend this one";
                return wrong(problem.span(), "is not TOML", next.into());
            }
        };
        let bases = self.values.iter().filter(|name| **name != self.default);
        let bases: Vec<&str> = bases.copied().collect();
        match document.get("base") {
            Some(item) if !item.as_str().is_some_and(|name| bases.contains(&name)) => {
                let next = format!("the bases are {}", bases.join(", "));
                wrong(item.span(), "base names no theme of querist's", next)
            }
            _ => Ok(()),
        }
    }

    /// Whether it can have that value. A theme can be a file in `themes`.
    fn check(&self, word: &str, themes: Option<&Path>) -> std::result::Result<(), Wrong> {
        let is_own = || {
            let own = themes.map(|folder| folder.join(format!("{word}.toml")));
            !word.contains(['/', '\\']) && own.is_some_and(|path| path.is_file())
        };
        if self.values.is_empty() || self.values.contains(&word) || (self.is_open && is_own()) {
            return Ok(());
        }
        let next = match nearest(word, self.values.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("it can be {}", self.values.join(", ")),
        };
        let next = match themes.filter(|_| self.is_open) {
            Some(folder) => format!(
                "{}{} A theme of your own is a file {word}.toml in {}",
                next,
                if next.ends_with('?') { "" } else { "." },
                folder.display()
            ),
            None => next,
        };
        Err((format!("{} cannot be {word:?}", self.name), next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> (tempfile::TempDir, UserSettings) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let settings = UserSettings::in_folder(folder.path().to_path_buf());
        (folder, settings)
    }

    fn told(settings: &UserSettings) -> Vec<String> {
        let problems = settings.problems.iter();
        problems
            .map(|problem| {
                let line = problem.place.rsplit(':').next().unwrap_or_default();
                format!("{line}: {} — {}", problem.what, problem.next)
            })
            .collect()
    }

    #[test]
    fn a_theme_of_ones_own_must_be_one_to_be_chosen() {
        let (folder, mut settings) = with("");
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        let path = folder.path().join("themes/mine.toml");
        let mut told = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let set = settings.set("theme", "mine");
            set.map_err(|wrong| format!("{wrong} — {}", wrong.next_step()))
        };
        assert!(told("garbage").unwrap_err().contains("mine.toml:1: is not"));
        let wrong = told("# mine\nbase = \"night\"\n").unwrap_err();
        assert!(
            wrong.contains("mine.toml:2: base names no theme"),
            "{wrong}"
        );
        assert!(wrong.ends_with("the bases are dark, light, high-contrast, plain"));
        assert!(told("base = \"auto\"\n").is_err());
        assert!(told("base = \"dark\"\nkey = \"bold\"\n").is_ok());
        let wrong = settings.set("theme", "zzzzzzzz").unwrap_err().next_step();
        assert!(wrong.contains("plain. A theme of your own"), "{wrong}");
    }

    #[test]
    fn without_a_file_the_defaults_hold() {
        let folder = tempfile::tempdir().unwrap();
        let settings = UserSettings::in_folder(folder.path().join("none"));
        assert_eq!(
            (settings.get("theme"), settings.get("glyphs")),
            ("auto", "auto")
        );
        assert_eq!(settings.problems, []);
    }

    #[test]
    fn a_line_of_the_file_counts_and_a_flag_counts_before_it() {
        let (_folder, settings) = with("# mine\ntheme = \"light\"\n");
        assert_eq!(settings.get("theme"), "light");
        let (_, _, origin) = settings.all().next().unwrap();
        assert!(matches!(origin, Origin::File(place) if place.ends_with("config.toml:2")));
        assert!(
            settings
                .clone()
                .with_flag("theme", Some("x"), "--theme")
                .is_err()
        );
        let settings = settings
            .with_flag("theme", Some("plain"), "--theme")
            .unwrap();
        assert_eq!(settings.get("theme"), "plain");
        assert_eq!(settings.all().next().unwrap().2, &Origin::Flag("--theme"));
    }

    #[test]
    fn a_slip_is_told_with_its_line_and_the_word_that_was_meant() {
        let (_folder, settings) = with("tehme = \"dark\"\nglyphs = \"asci\"\nannotator = 3\n");
        assert_eq!(
            told(&settings),
            [
                "1: there is no setting \"tehme\" — did you mean theme?",
                "2: glyphs cannot be \"asci\" — did you mean ascii?",
                "3: annotator takes words in quotes — write for example annotator = \"\"",
            ]
        );
        let (_folder, settings) = with("theme = \"light\"\nglyphs\n");
        assert_eq!(settings.get("theme"), "auto");
        assert!(told(&settings)[0].starts_with("2: is not TOML"));
    }

    #[test]
    fn a_theme_of_ones_own_is_a_file() {
        let (folder, mut settings) = with("");
        assert!(settings.set("theme", "mine").is_err());
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        std::fs::write(folder.path().join("themes/mine.toml"), "").unwrap();
        settings.set("theme", "mine").unwrap();
        assert_eq!(settings.get("theme"), "mine");
        assert!(settings.set("theme", "../config").is_err());
    }

    #[test]
    fn setting_a_value_keeps_what_else_stands_there() {
        let (folder, mut settings) = with("# mine\ntheme = \"light\" # at noon\n\n# me\n");
        settings.set("theme", "dark").unwrap();
        settings.set("annotator", "ada").unwrap();
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(
            text,
            "# mine\ntheme = \"dark\" # at noon\nannotator = \"ada\"\n\n# me\n"
        );
        let again = UserSettings::in_folder(folder.path().to_path_buf());
        assert_eq!(
            (again.get("theme"), again.get("annotator")),
            ("dark", "ada")
        );
    }
}
