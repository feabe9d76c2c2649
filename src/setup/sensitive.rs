//! What is sensitive in a file that is about to become a project.
//!
//! The column that marks items is read once, before anything is made: one that marks nothing that
//! can be understood is an error with its line.

use std::path::Path;

use crate::content_safety::{
    Assessor, ExposurePolicy, MarkSummary, Signals, Veil, summarize_marks,
};
use crate::error::{Error, Place, Result};
use crate::pool::{Import, Item};

/// What is sensitive in a file.
pub(super) struct Sensitive {
    column: String,
    account: MarkSummary,
    assessor: Assessor,
}

impl Sensitive {
    /// Reads the column.
    pub(super) fn of(column: &str, file: &Path, import: &Import) -> Result<Self> {
        let values = import.items.iter();
        let values = values.map(|item| item.field(column).unwrap_or_default());
        let account = summarize_marks(column, values).map_err(|wrong| {
            let place = wrong
                .item
                .and_then(|item| import.origins.get(item))
                .map_or_else(
                    || Place::file(file),
                    |origin| Place::line(file, origin.line),
                );
            Error::input(place, wrong.what, wrong.next)
        })?;
        // As the config of the new project will say.
        let policy = ExposurePolicy {
            column: Some(column.to_owned()),
            lexicon: true,
            ..ExposurePolicy::default()
        };
        let lexicon = policy.read_lexicon(Path::new("."))?;
        Ok(Self {
            column: column.to_owned(),
            account,
            assessor: Assessor { policy, lexicon },
        })
    }

    /// What is told of an item in place of its text; `None` when the text may be shown.
    pub(super) fn veil(&self, item: &Item) -> Option<String> {
        let risk = self.assessor.assess(&Signals {
            text: &item.text,
            mark: item.field(&self.column),
            ..Signals::default()
        })?;
        Some(Veil::over(&item.text, &risk).in_words())
    }

    /// How many items are marked, and as what.
    pub(super) fn tell(&self, items: &[Item]) -> Vec<String> {
        let MarkSummary {
            marked,
            items: all,
            categories,
        } = &self.account;
        let mut line = format!("sensitive: {marked} of {all} items, by {:?}", self.column);
        let counts: Vec<String> = categories
            .iter()
            .map(|(category, count)| format!("{category} {count}"))
            .collect();
        if !counts.is_empty() {
            line.push_str(&format!(": {}", counts.join(", ")));
        }
        let veiled = items
            .iter()
            .filter(|item| self.veil(item).is_some())
            .count();
        let mut lines = vec![line];
        match veiled.saturating_sub(*marked) {
            0 => {}
            more => lines.push(format!(
                "  {more} more by words of the lexicon; lexicon = false in querist.toml leaves them"
            )),
        }
        if veiled == 0 {
            lines.push("  none will be veiled: is it the right column?".into());
        } else {
            lines.push("  they open veiled: kind and length first, the text by a key".into());
        }
        lines
    }
}
