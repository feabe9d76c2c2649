//! Defines what a program is asked, and what counts as its answer.
//!
//! It is one line of JSON each way. The question holds what a person would see of an item, and neither
//! the model's opinion nor how the item came to be asked. Invariant: an [`Answer`] repeats the
//! nonce and the item of its question, and names a class that was on offer.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::schema::spelling_key;

/// The longest note that is taken, in bytes.
const MOST_NOTE: usize = 4096;

/// One question, as it is written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Question<'a> {
    /// To be repeated in the answer; of this question alone.
    pub(crate) nonce: String,
    /// The item's id; to be repeated in the answer.
    pub(crate) item: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
    /// Its other columns.
    pub(crate) fields: BTreeMap<&'a str, &'a str>,
    /// The classes on offer.
    pub(crate) labels: &'a [String],
    /// What an annotator is told.
    pub(crate) guidelines: &'a str,
}

/// What a program makes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is of this class.
    Label(String),
    /// It cannot tell.
    Unsure,
    /// No judgement.
    Skip,
}

/// An answer that can be used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The judgement.
    pub(crate) verdict: Verdict,
    /// How long it took, where the program says so: a simulated person's time, for example.
    pub(crate) seconds: Option<f64>,
    /// A note beside the item.
    pub(crate) note: Option<String>,
}

/// Why there is no usable answer. What is quoted is foreign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// It could not be started (again).
    #[error("it could not be started: {0}")]
    NotStarted(String),
    /// It took too long.
    #[error("no answer within {} s", .0.as_secs_f64())]
    Timeout(Duration),
    /// It ended.
    #[error("it ended ({0}) without an answer")]
    Ended(String),
    /// It closed its input.
    #[error("it does not read its input any more")]
    InputClosed,
    /// A line without an end.
    #[error("a line of more than {0} bytes")]
    LongLine(usize),
    /// More than any number of answers would take.
    #[error("it wrote more than {0} bytes")]
    TooMuch(u64),
    /// Bytes that are no text.
    #[error("a line that is not UTF-8; only answers belong on its stdout")]
    NotText,
    /// A line that is no answer.
    #[error("a line that is no answer: {0}; only answers belong on its stdout")]
    NotAnAnswer(String),
    /// An answer to something else.
    #[error("an answer with the nonce {0:?}, which is not that of the question")]
    OtherNonce(String),
    /// An answer about something else.
    #[error("an answer about the item {0:?}, which was not asked")]
    OtherItem(String),
    /// An answer that says nothing, or too much.
    #[error("an answer needs one of \"label\", \"skip\" and \"unsure\"")]
    NoVerdict,
    /// A class that is not on offer.
    #[error("the label {0:?} is not one of the classes")]
    UnknownLabel(String),
    /// Something beside the judgement that cannot be kept.
    #[error("{0}")]
    Unusable(&'static str),
}

impl Fault {
    /// One word for the journal.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::NotStarted(_) => "not started",
            Self::Timeout(_) => "timeout",
            Self::Ended(_) => "ended",
            Self::InputClosed => "input closed",
            Self::LongLine(_) | Self::TooMuch(_) => "too much",
            Self::NotText | Self::NotAnAnswer(_) | Self::NoVerdict | Self::Unusable(_) => {
                "no answer"
            }
            Self::OtherNonce(_) | Self::OtherItem(_) => "not asked",
            Self::UnknownLabel(_) => "unknown label",
        }
    }

    /// Whether the program keeps to the protocol all the same, so that it can be asked more.
    pub(super) fn keeps_protocol(&self) -> bool {
        matches!(
            self,
            Self::UnknownLabel(_) | Self::NoVerdict | Self::Unusable(_)
        )
    }
}

/// A line as it is written.
#[derive(Deserialize)]
struct Line {
    nonce: String,
    item: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    skip: bool,
    #[serde(default)]
    unsure: bool,
    #[serde(default)]
    seconds: Option<f64>,
    #[serde(default)]
    note: Option<String>,
}

impl Question<'_> {
    /// The line to write.
    pub(super) fn line(&self) -> Result<Vec<u8>, Fault> {
        let mut line =
            serde_json::to_vec(self).map_err(|wrong| Fault::NotAnAnswer(wrong.to_string()))?;
        line.push(b'\n');
        Ok(line)
    }

    /// The class on offer of that name, or of which it is another spelling.
    fn offered(&self, written: &str) -> Option<&String> {
        let exact = self.labels.iter().find(|name| *name == written);
        exact.or_else(|| {
            let key = spelling_key(written);
            let mut alike = self.labels.iter().filter(|name| spelling_key(name) == key);
            alike.next().filter(|_| alike.next().is_none())
        })
    }

    /// Reads the line that came back.
    pub(super) fn answered(&self, line: &[u8]) -> Result<Answer, Fault> {
        let text = std::str::from_utf8(line).map_err(|_| Fault::NotText)?;
        let line: Line =
            serde_json::from_str(text).map_err(|wrong| Fault::NotAnAnswer(wrong.to_string()))?;
        if line.nonce != self.nonce {
            return Err(Fault::OtherNonce(line.nonce));
        }
        if line.item != self.item {
            return Err(Fault::OtherItem(line.item));
        }
        let verdict = match (line.label, line.skip, line.unsure) {
            (Some(label), false, false) => match self.offered(&label) {
                Some(name) => Verdict::Label(name.clone()),
                None => return Err(Fault::UnknownLabel(label)),
            },
            (None, true, false) => Verdict::Skip,
            (None, false, true) => Verdict::Unsure,
            _ => return Err(Fault::NoVerdict),
        };
        if line.seconds.is_some_and(|seconds| seconds < 0.0) {
            return Err(Fault::Unusable("\"seconds\" is below zero"));
        }
        if line
            .note
            .as_ref()
            .is_some_and(|note| note.len() > MOST_NOTE)
        {
            return Err(Fault::Unusable("\"note\" is longer than 4096 bytes"));
        }
        Ok(Answer {
            verdict,
            seconds: line.seconds,
            note: line.note.filter(|note| !note.trim().is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(line: &str) -> Result<Answer, Fault> {
        let labels = ["ham".to_owned(), "spam".to_owned()];
        let question = Question {
            nonce: "n1".into(),
            item: "m\"1",
            text: "a\nb",
            fields: BTreeMap::from([("from", "bob")]),
            labels: &labels,
            guidelines: "",
        };
        question.answered(line.as_bytes())
    }

    #[test]
    fn a_question_is_one_line() {
        let labels = ["ham".to_owned()];
        let question = Question {
            nonce: "n".into(),
            item: "i",
            text: "a\nb",
            fields: BTreeMap::from([("from", "bob")]),
            labels: &labels,
            guidelines: "g",
        };
        assert_eq!(
            String::from_utf8(question.line().unwrap()).unwrap(),
            "{\"nonce\":\"n\",\"item\":\"i\",\"text\":\"a\\nb\",\"fields\":{\"from\":\"bob\"},\
             \"labels\":[\"ham\"],\"guidelines\":\"g\"}\n"
        );
    }

    #[test]
    fn each_verdict_is_read_with_what_comes_beside_it() {
        let answer = answered(
            r#"{"nonce":"n1","item":"m\"1","label":"spam","seconds":2.5,"note":"x","more":[1]}"#,
        )
        .unwrap();
        assert_eq!(answer.verdict, Verdict::Label("spam".into()));
        assert_eq!(
            (answer.seconds, answer.note.as_deref()),
            (Some(2.5), Some("x"))
        );
        let skipped = answered("{\"nonce\":\"n1\",\"item\":\"m\\\"1\",\"skip\":true}\r").unwrap();
        assert_eq!(skipped.verdict, Verdict::Skip);
        let unsure = r#"{"nonce":"n1","item":"m\"1","label":null,"unsure":true,"note":" "}"#;
        let unsure = answered(unsure).unwrap();
        assert_eq!((unsure.verdict, unsure.note), (Verdict::Unsure, None));
    }

    #[test]
    fn whatever_is_not_an_answer_to_the_question_is_refused() {
        let whose = r#""nonce":"n1","item":"m\"1""#;
        for (line, word) in [
            (String::new(), "no answer"),
            ("ham".into(), "no answer"),
            ("{}".into(), "no answer"),
            (r#"{"skip":true}"#.into(), "no answer"),
            (format!("{{{whose}}}"), "no answer"),
            (format!("{{{whose},\"skip\":false}}"), "no answer"),
            (
                format!("{{{whose},\"skip\":true,\"unsure\":true}}"),
                "no answer",
            ),
            (
                format!("{{{whose},\"label\":\"ham\",\"skip\":true}}"),
                "no answer",
            ),
            (
                format!("{{{whose},\"label\":\"ham\",\"label\":\"spam\"}}"),
                "no answer",
            ),
            (format!("{{{whose},\"label\":\"ham\"}} x"), "no answer"),
            (
                format!("{{{whose},\"label\":\"ham\",\"seconds\":-1}}"),
                "no answer",
            ),
            (
                format!("{{{whose},\"label\":\"ham\",\"seconds\":1e999}}"),
                "no answer",
            ),
            (format!("{{{whose},\"label\":\"hams\"}}"), "unknown label"),
            (format!("{{{whose},\"label\":\"\"}}"), "unknown label"),
            (
                r#"{"nonce":"n2","item":"m\"1","label":"ham"}"#.into(),
                "not asked",
            ),
            (
                r#"{"nonce":"n1","item":"m1","label":"ham"}"#.into(),
                "not asked",
            ),
            (
                r#"{"nonce":"n1","item":"m\"1\u0000","label":"ham"}"#.into(),
                "not asked",
            ),
        ] {
            assert_eq!(answered(&line).unwrap_err().word(), word, "{line}");
        }
        let long = "x".repeat(MOST_NOTE + 1);
        let long = format!("{{{whose},\"label\":\"ham\",\"note\":\"{long}\"}}");
        assert!(answered(&long).unwrap_err().keeps_protocol());
    }
}
