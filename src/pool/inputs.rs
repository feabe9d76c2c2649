//! Which parts of an item may the learner read?
//!
//! Its text, columns of numbers, and a vector that was given with it: in a file, whose rows are
//! kept beside the items, or in a column. The closed set of settings under `[features]`.

use serde::Deserialize;

/// The most numbers an item has, as number columns or as a vector.
pub const MOST_NUMBERS: usize = 4096;

/// Which parts of an item the learner may read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inputs {
    /// The text.
    pub text: bool,
    /// Columns of numbers, or of JSON lists of numbers.
    pub numbers: Vec<String>,
    /// Where each item's vector is.
    pub vectors: Option<VectorSource>,
}

impl Default for Inputs {
    fn default() -> Self {
        Self {
            text: true,
            numbers: Vec::new(),
            vectors: None,
        }
    }
}

impl Inputs {
    /// Whether there is anything beside the text.
    pub fn has_given(&self) -> bool {
        !self.numbers.is_empty() || self.vectors.is_some()
    }

    /// What is read, in words.
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        if self.text {
            parts.push("text".to_owned());
        }
        if !self.numbers.is_empty() {
            parts.push(format!("numbers {}", self.numbers.join(", ")));
        }
        match &self.vectors {
            Some(VectorSource::Imported) => parts.push("imported vectors".into()),
            Some(VectorSource::Column(column)) => parts.push(format!("vectors {column}")),
            None => {}
        }
        parts.join("; ")
    }
}

/// Where each item's vector is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VectorSource {
    /// In the file kept beside the items.
    Imported,
    /// In a column, as a JSON list of numbers.
    Column(String),
}
