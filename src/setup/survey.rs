//! What is found of a file before a project is made of it: its columns with what each seems to be,
//! and the first rows.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::browse::first_rows;
use super::choices::Choices;
use super::made_before::MadeBefore;
use super::naming::{default_folder, project_name, stem};
use crate::error::{Error, Place, Result};
use crate::pool::{
    ColumnGuess, Columns, ImportPreview, Items, Reading, Rows, accept, choose_columns,
    choose_folded, read_rows,
};
use crate::project::check_free;

/// Rows shown of a file.
const ROWS: usize = 3;

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read by the person and the model.
    Text,
    /// Names each item.
    Id,
    /// Its values name the classes; its labels are not taken in.
    Classes,
    /// Its values are labels, and are taken in.
    Labels,
    /// Holds paths to images, which are shown.
    Image,
    /// Numbers that the model learns from.
    Numbers,
    /// Stands beside the text.
    Shown,
    /// Is kept and not shown while labeling.
    Hidden,
    /// Holds the labels of one annotator, who is called like it; kept and not shown.
    Annotator,
    /// Marks items to be veiled.
    Marks,
}

impl Role {
    /// All that a person can choose for a column, in the order of the keys.
    pub(crate) const CHOICES: [Self; 9] = [
        Self::Text,
        Self::Id,
        Self::Labels,
        Self::Image,
        Self::Numbers,
        Self::Shown,
        Self::Hidden,
        Self::Annotator,
        Self::Marks,
    ];

    /// In a word or two.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Id => "id",
            Self::Classes => "class names",
            Self::Labels => "labels",
            Self::Image => "image",
            Self::Numbers => "numbers",
            Self::Shown => "beside",
            Self::Hidden => "hidden",
            Self::Annotator => "annotator",
            Self::Marks => "veils",
        }
    }

    /// What that means, in a line.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Text => "what is read and judged; several are joined",
            Self::Id => "names each item; rows that repeat one are left out",
            Self::Classes => "its values name the classes; its labels are not taken in",
            Self::Labels => "its values name the classes and count as labels given before",
            Self::Image => "paths to images, which are shown; nothing is learnt from them",
            Self::Numbers => "numbers that the model learns from, beside the text",
            Self::Shown => "stands beside the text: short values above it, long ones below",
            Self::Hidden => "kept in the project, not shown while labeling",
            Self::Annotator => "one person's answers, taken in as labels and not shown",
            Self::Marks => "says which items open veiled: true or false, or a category",
        }
    }
}

/// A column as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SurveyedColumn {
    /// Its name.
    pub(crate) name: String,
    /// What it seems to be.
    pub(crate) role: Role,
    /// Why, where there is a reason.
    pub(crate) why: String,
    /// Its values in the first rows.
    pub(crate) values: Vec<String>,
    /// It could hold somebody's answers: it has few values, each in several rows.
    pub(crate) is_few_values: bool,
}

/// What is found of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The file.
    pub(crate) file: PathBuf,
    /// What it is.
    pub(crate) format: &'static str,
    /// Rows that hold anything.
    pub(crate) rows: usize,
    /// What of them would become an item, with the columns as they were found.
    pub(crate) preview: ImportPreview,
    /// The project that was made of it before.
    pub(crate) made_before: Option<MadeBefore>,
    /// What a person should know of how it was read.
    pub(crate) notes: Vec<String>,
    /// Its columns, in their order.
    pub(crate) columns: Vec<SurveyedColumn>,
    /// The classes that a column names, if one does.
    pub(crate) classes: Vec<String>,
    /// How the project would be called.
    pub(crate) name: String,
    /// Where it would be.
    pub(crate) folder: PathBuf,
    /// Whether the folder that is called like the file is taken, so that this is another.
    pub(crate) is_taken: bool,
}

impl Survey {
    /// Whether another says the same of the file, whichever way it was named.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let file = other.file.clone();
        self.file.file_name() == other.file.file_name()
            && Self {
                file,
                ..self.clone()
            } == *other
    }

    /// The choices with those columns named whose roles are not as they were found.
    pub(crate) fn named(&self, roles: &[(String, Role)], choices: Choices) -> Choices {
        let found = |name: &str| {
            let column = self.columns.iter().find(|column| column.name == name);
            column.map(|column| column.role)
        };
        let differs: Vec<(String, Role)> = roles
            .iter()
            .filter(|(name, role)| found(name) != Some(*role))
            .cloned()
            .collect();
        if differs.is_empty() {
            return choices;
        }
        with_roles(
            &choices,
            &with_texts(differs, roles, |name| found(name) == Some(Role::Text)),
        )
    }
}

/// Columns that are named with all that make the text, where one of these is among them.
fn with_texts(
    mut named: Vec<(String, Role)>,
    roles: &[(String, Role)],
    was_text: impl Fn(&str) -> bool,
) -> Vec<(String, Role)> {
    let is_about_text =
        |(name, role): &(String, Role)| *role == Role::Text || was_text(name.as_str());
    if named.iter().any(is_about_text) {
        named.retain(|(_, role)| *role != Role::Text);
        let texts = roles.iter().filter(|(_, role)| *role == Role::Text);
        named.extend(texts.cloned());
    }
    named
}

/// Why a column is hidden that could hold answers.
pub(crate) const PERHAPS_ANSWERS: &str = "few values: somebody's answers?";
/// More values than this are nobody's answers.
const FEW_VALUES: usize = 30;
/// More values than this are no classes.
const MOST_CLASSES: usize = 200;

/// Reads a file; what is found of it, and its rows to check choices by.
///
/// # Errors
/// When it cannot be read as rows.
pub(super) fn survey(file: &Path) -> Result<(Survey, Rows)> {
    let mut rows = read_rows(file, &Reading::default())?;
    let (guess, _) = choose_folded(&mut rows, &Columns::default())?;
    if rows.rows.is_empty() {
        // Told before anything is decided, as it would be told afterwards.
        accept(rows, &guess.columns, &Items::default())?;
        return Err(Error::input(
            Place::file(file),
            "it holds no rows",
            "check that it was written completely",
        ));
    }
    let stem = stem(file);
    let folder = free_folder(&default_folder(file, &stem));
    let examples = first_rows(&rows, ROWS);
    let columns = rows.columns.iter().enumerate();
    let columns = columns.map(|(place, name)| SurveyedColumn {
        name: name.clone(),
        role: role(&guess, name),
        why: why(&guess, name),
        values: examples.iter().map(|row| row[place].clone()).collect(),
        is_few_values: is_few_values(&rows, name),
    });
    let survey = Survey {
        file: file.to_path_buf(),
        format: rows.format.as_str(),
        rows: rows.data_rows() as usize,
        preview: ImportPreview::of(&rows, &guess.columns),
        made_before: None,
        notes: rows.notes.clone(),
        columns: columns.collect(),
        classes: classes(&rows, guess.columns.label.as_deref()),
        name: project_name(None, &stem)?,
        is_taken: folder != default_folder(file, &stem),
        folder,
    };
    Ok((survey, rows))
}

/// More bytes than this take a while to read.
const QUICKLY_READ: u64 = 4 << 20;

/// Looks whether a file can be read as rows before anything is shown of it; a large one, or a
/// folder, is looked at later.
///
/// # Errors
/// When it cannot be read as rows.
pub(crate) fn refuse_unreadable(file: &Path) -> Result<()> {
    let known = std::fs::metadata(file);
    if known.is_ok_and(|known| known.is_file() && known.len() <= QUICKLY_READ) {
        survey(file)?;
    }
    Ok(())
}

/// That folder, or the first of the same name with a number that is free.
fn free_folder(folder: &Path) -> PathBuf {
    let mut free = folder.to_path_buf();
    let mut number = 2_u32;
    while check_free(&free).is_err() && number < 1_000 {
        let mut name = folder.as_os_str().to_os_string();
        name.push(format!("-{number}"));
        free = name.into();
        number += 1;
    }
    free
}

/// Whether a column has few values, each in several rows.
fn is_few_values(rows: &Rows, column: &str) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let values = rows.rows.iter().filter_map(|row| row.get(column));
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
        if counts.len() > FEW_VALUES {
            return false;
        }
    }
    counts.len() > 1 && counts.values().all(|count| *count > 1)
}

fn classes(rows: &Rows, column: Option<&str>) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    let values = rows.rows.iter().filter_map(|row| row.get(column?));
    for value in values.map(str::trim).filter(|value| !value.is_empty()) {
        if !classes.iter().any(|known| known == value) {
            classes.push(value.to_owned());
        }
        if classes.len() > MOST_CLASSES {
            return Vec::new();
        }
    }
    classes
}

/// What would become an item, with columns for what they were chosen.
pub(super) fn import_preview(rows: &Rows, roles: &[(String, Role)]) -> Option<ImportPreview> {
    let settled = settle(rows, roles, Choices::default());
    let guess = choose_columns(rows, &settled.columns()).ok()?;
    Some(ImportPreview::of(rows, &guess.columns))
}

/// What a guess takes a column for.
fn role(guess: &ColumnGuess, name: &str) -> Role {
    let columns = &guess.columns;
    let is_in = |names: &[String]| names.iter().any(|known| known == name);
    let is = |one: &Option<String>| one.as_deref() == Some(name);
    match () {
        () if is_in(&columns.text) => Role::Text,
        // Of a path that is the id, too: its image is what a person looks for.
        () if is(&columns.image) => Role::Image,
        () if is(&columns.id) => Role::Id,
        () if is(&columns.label) => Role::Classes,
        () if is_in(&columns.numbers) => Role::Numbers,
        () if is(&columns.sensitive) => Role::Marks,
        () if is_in(&columns.annotators) => Role::Annotator,
        () if is_in(&columns.hidden) => Role::Hidden,
        () => Role::Shown,
    }
}

/// Why a guess takes a column for what it does.
fn why(guess: &ColumnGuess, name: &str) -> String {
    if guess.perhaps_answers.iter().any(|known| known == name) {
        return PERHAPS_ANSWERS.into();
    }
    if guess.columns.hidden.iter().any(|known| known == name) {
        return "looks like one person's answers".into();
    }
    let quoted = format!("{name:?}");
    let reasons = guess.reasons.iter();
    let mut reasons = reasons.filter(|reason| reason.contains(&quoted));
    let reason = if role(guess, name) == Role::Image {
        reasons.next_back()
    } else {
        reasons.next()
    };
    let said = reason.and_then(|reason| reason.split_once(": "));
    said.map_or_else(String::new, |(_, why)| {
        why.replacen(&quoted, "", 1)
            .trim_start_matches([',', ' '])
            .trim()
            .to_owned()
    })
}

/// The choices that give columns these roles: only what differs from the guess is named, as long as
/// the rest is then guessed as it should be; else everything is.
pub(super) fn settle(rows: &Rows, roles: &[(String, Role)], choices: Choices) -> Choices {
    let guessed = choose_columns(rows, &Columns::default()).unwrap_or_default();
    let differs = |(name, wanted): &&(String, Role)| role(&guessed, name) != *wanted;
    let changed: Vec<(String, Role)> = roles.iter().filter(differs).cloned().collect();
    if changed.is_empty() {
        return choices;
    }
    let was_text = |name: &str| role(&guessed, name) == Role::Text;
    let named = with_texts(changed, roles, was_text);
    let few = with_roles(&choices, &named);
    let fits = |choices: &Choices| {
        choose_columns(rows, &choices.columns()).is_ok_and(|guess| {
            roles.iter().all(|(name, wanted)| {
                let found = role(&guess, name);
                // A label column that is named is one whose labels are taken in.
                found == *wanted || (*wanted == Role::Labels && found == Role::Classes)
            })
        })
    };
    if fits(&few) {
        return few;
    }
    with_roles(&choices, roles)
}

/// The choices with columns named for their roles.
pub(super) fn with_roles(choices: &Choices, roles: &[(String, Role)]) -> Choices {
    let of = |role: Role| -> Vec<String> {
        let columns = roles.iter().filter(|(_, known)| *known == role);
        columns.map(|(name, _)| name.clone()).collect()
    };
    let one = |role: Role| of(role).into_iter().next();
    Choices {
        text: of(Role::Text),
        id: one(Role::Id),
        label: one(Role::Labels),
        image: one(Role::Image),
        numbers: of(Role::Numbers),
        sensitive: one(Role::Marks),
        shown: of(Role::Shown),
        hidden: of(Role::Hidden),
        annotators: of(Role::Annotator),
        ..choices.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surveyed(text: &str) -> (Survey, Rows) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.csv");
        std::fs::write(&file, text).unwrap();
        survey(&file).unwrap()
    }

    fn wide() -> String {
        let mut text = String::from("ticket,body,Anna,Ben,channel\n");
        for n in 0..12 {
            let (a, b) = (["pos", "neg"][n % 2], ["neg", "pos"][n / 2 % 2]);
            text.push_str(&format!("T{n},some words {n},{a},{b},mail\n"));
        }
        text
    }

    #[test]
    fn each_column_has_a_role_a_reason_and_its_first_values() {
        let (survey, _) = surveyed(&wide());
        let roles: Vec<Role> = survey.columns.iter().map(|column| column.role).collect();
        assert_eq!(
            roles,
            [
                Role::Id,
                Role::Text,
                Role::Hidden,
                Role::Hidden,
                Role::Shown
            ]
        );
        assert_eq!(survey.columns[0].values, ["T0", "T1", "T2"]);
        assert_eq!(survey.columns[0].why, "has a different value in every row");
        assert!(survey.columns[2].why.contains("answers"));
        assert_eq!(
            (survey.rows, survey.preview.left_out_in_words()),
            (12, None)
        );
    }

    #[test]
    fn a_path_is_an_image_and_still_the_id_when_something_else_is_changed() {
        let mut text = String::from("photo,place\n");
        for n in 0..12 {
            text.push_str(&format!("a/{n}.png,north\n"));
        }
        let (survey, rows) = surveyed(&text);
        assert_eq!(survey.columns[0].role, Role::Image);
        assert_eq!(survey.columns[0].why, "holds paths to images");
        let file = Choices {
            file: "t.csv".into(),
            ..Choices::default()
        };
        let roles = vec![
            ("photo".to_owned(), Role::Image),
            ("place".to_owned(), Role::Hidden),
        ];
        let settled = settle(&rows, &roles, file.clone());
        let guess = choose_columns(&rows, &settled.columns()).unwrap();
        assert_eq!(guess.columns.id.as_deref(), Some("photo"));
        let named = Choices {
            image: Some("photo".into()),
            ..file
        };
        assert_eq!(named.command_line(), "querist new t.csv --image photo");
        let guess = choose_columns(&rows, &named.columns()).unwrap();
        assert_eq!(guess.columns.id.as_deref(), Some("photo"));
        assert!(guess.columns.text.is_empty());
    }

    #[test]
    fn judgements_of_several_people_are_shown_as_the_items_that_they_become() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("votes.csv");
        let rows = "id,text,annotator,label\n1,late tram,ana,x\n1,late tram,bob,y\n2,kind driver,ana,x\n2,kind driver,bob,x\n";
        std::fs::write(&file, rows).unwrap();
        let (found, _) = survey(&file).unwrap();
        assert_eq!(found.rows, 2);
        assert!(found.notes[0].contains("4 rows hold judgements"));
    }

    #[test]
    fn only_what_differs_from_the_guess_is_named() {
        let (survey, rows) = surveyed(&wide());
        let mut roles: Vec<(String, Role)> = survey
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.role))
            .collect();
        let file = Choices {
            file: "t.csv".into(),
            ..Choices::default()
        };
        let said = |roles: &[(String, Role)]| settle(&rows, roles, file.clone()).command_line();
        assert_eq!(said(&roles), "querist new t.csv");
        roles[2].1 = Role::Annotator;
        assert_eq!(said(&roles), "querist new t.csv --annotators Anna");
        roles[4].1 = Role::Text;
        assert_eq!(
            said(&roles),
            "querist new t.csv --text body,channel --annotators Anna"
        );
        // Without an id every column is named, so that none is guessed to be one.
        roles[0].1 = Role::Shown;
        let settled = settle(&rows, &roles, file.clone());
        assert_eq!(settled.id, None);
        assert_eq!(settled.shown, ["ticket"]);
    }
}
