//! What a person says of a new project; what they leave out is guessed or has a default.

use std::path::PathBuf;

use super::holdout::Holdout;
use crate::pool::{Columns, Reading};
use crate::text::{shell_flag, shell_word};

/// How the guidelines of a new project begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Guidelines {
    /// As a page to fill in, with a section for each class.
    #[default]
    Template,
    /// Empty.
    Empty,
}

/// What a person says of a new project.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// The file, or a folder of text files.
    pub(crate) file: PathBuf,
    /// How the file is read.
    pub(crate) reading: Reading,
    /// The project's folder; without it, one named like the file, here.
    pub(crate) to: Option<PathBuf>,
    /// The columns of the text.
    pub(crate) text: Vec<String>,
    /// The column of the ids.
    pub(crate) id: Option<String>,
    /// The column whose labels are imported.
    pub(crate) label: Option<String>,
    /// The column of paths to images.
    pub(crate) image: Option<String>,
    /// Columns of numbers, or `all`.
    pub(crate) numbers: Vec<String>,
    /// A file or a column of vectors.
    pub(crate) vectors: Option<String>,
    /// The column that marks items to be veiled.
    pub(crate) sensitive: Option<String>,
    /// The classes; without them, those of a column that looks like labels.
    pub(crate) labels: Vec<String>,
    /// Columns shown beside the text, whatever they look like.
    pub(crate) shown: Vec<String>,
    /// Columns that are kept and not shown.
    pub(crate) hidden: Vec<String>,
    /// Columns with the labels of one annotator each, which are taken in.
    pub(crate) annotators: Vec<String>,
    /// Whether guidelines begin with a page to fill in.
    pub(crate) guidelines: Guidelines,
    /// How many items are held out.
    pub(crate) holdout: Holdout,
    /// Who gave the labels that are imported.
    pub(crate) annotator: Option<String>,
    /// The project's name.
    pub(crate) name: Option<String>,
    /// The seed of all chance in it.
    pub(crate) seed: Option<u64>,
}

impl Choices {
    /// What is asked of the columns.
    pub(super) fn columns(&self) -> Columns {
        Columns {
            text: self.text.clone(),
            id: self.id.clone(),
            label: self.label.clone(),
            image: self.image.clone(),
            sensitive: self.sensitive.clone(),
            shown: self.shown.clone(),
            hidden: self.hidden.clone(),
            annotators: self.annotators.clone(),
            ..Columns::default()
        }
        .with_numbers(&self.numbers)
    }

    /// The command that says the same.
    pub(crate) fn command_line(&self) -> String {
        let mut words = vec![
            "querist new".to_owned(),
            shell_word(&self.file.display().to_string()),
        ];
        let mut say = |flag: &str, value: Option<String>| {
            words.extend(value.map(|value| shell_flag(flag, &value)));
        };
        let list = |names: &[String]| (!names.is_empty()).then(|| names.join(","));
        say("text", list(&self.text));
        say("id", self.id.clone());
        say("label", self.label.clone());
        say("annotator", self.annotator.clone());
        say("image", self.image.clone());
        say("numbers", list(&self.numbers));
        say("vectors", self.vectors.clone());
        say("sensitive", self.sensitive.clone());
        say("show", list(&self.shown));
        say("hide", list(&self.hidden));
        say("annotators", list(&self.annotators));
        say("labels", list(&self.labels));
        let holdout = (self.holdout != Holdout::default()).then(|| self.holdout.to_string());
        say("holdout", holdout);
        say("name", self.name.clone());
        say("to", self.to.as_ref().map(|to| to.display().to_string()));
        say("seed", self.seed.map(|seed| seed.to_string()));
        if self.guidelines == Guidelines::Empty {
            words.push("--no-guidelines".into());
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_written_as_a_command_and_defaults_are_left_out() {
        let mut choices = Choices {
            file: "my tickets.csv".into(),
            ..Choices::default()
        };
        assert_eq!(choices.command_line(), "querist new 'my tickets.csv'");
        choices.text = vec!["subject".into(), "body".into()];
        choices.holdout = Holdout::Count(200);
        choices.to = Some("work".into());
        assert_eq!(
            choices.command_line(),
            "querist new 'my tickets.csv' --text subject,body --holdout 200 --to work"
        );
    }
}
