//! How menu and help are arranged, and by which other words a command is found.
//!
//! Invariant: a test holds that every command stands in exactly one section.

use super::row::Row;

/// The sections in their order, each with its commands in theirs.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "this item",
        &[
            "skip",
            "unsure",
            "flag",
            "keep",
            "guideline-gap",
            "ask-somebody",
            "rationale",
            "note",
            "why",
            "same-as",
            "label-by-name",
            "copy",
            "undo",
            "redo",
            "opinion",
            "likelihood",
            "names",
            "reliability",
        ],
    ),
    (
        "a veiled item",
        &[
            "reveal",
            "reveal-masked",
            "reveal-sentence",
            "put-off",
            "leave-out",
            "should-be-veiled",
        ],
    ),
    (
        "all items",
        &[
            "find",
            "items",
            "history",
            "decisions",
            "all-items",
            "order",
            "matrix",
        ],
    ),
    (
        "classes",
        &["new-class", "classes", "guidelines", "edit-guidelines"],
    ),
    (
        "you",
        &["insights", "break", "break-suggestions", "how-i-am"],
    ),
    ("the project", &["strategy", "shell-commands", "projects"]),
    (
        "projects",
        &[
            "open",
            "open-to-label",
            "open-to-review",
            "gather",
            "new-project",
            "filter-projects",
            "forget",
            "leave-home",
        ],
    ),
    (
        "the screen",
        &[
            "theme",
            "line-down",
            "line-up",
            "page-down",
            "page-up",
            "text-start",
            "text-end",
            "menu",
            "palette",
            "help",
            "back",
            "redraw",
            "suspend",
            "interrupt",
            "quit",
        ],
    ),
];

/// Words that people type for a command whose title has others.
const SYNONYMS: &[(&str, &str)] = &[
    ("skip", "later postpone pass next defer"),
    ("unsure", "don't know unclear ambiguous reject"),
    ("undo", "back revert take back mistake"),
    (
        "opinion",
        "model prediction hide show blind suggestion probability",
    ),
    ("likelihood", "model prediction probable hide show"),
    ("find", "search filter query grep look"),
    ("new-class", "add label category tag create"),
    ("flag", "mark star bookmark"),
    ("keep", "distribution disagree both"),
    (
        "history",
        "answers labeled previous earlier list change edit correct log",
    ),
    ("decisions", "history earlier list change log"),
    ("note", "comment annotate write remark"),
    ("rationale", "note comment reason why"),
    ("why", "explain reason score disagreement votes"),
    ("same-as", "copy duplicate near identical"),
    ("label-by-name", "class choose type search"),
    ("guidelines", "instructions manual definitions read"),
    (
        "edit-guidelines",
        "instructions manual write change definitions editor",
    ),
    (
        "insights",
        "statistics chart curve graph progress accuracy balance pace sessions how good quality what next",
    ),
    ("classes", "labels categories rename merge edit delete"),
    (
        "all-items",
        "list queue browse search skipped set aside flagged bulk relabel",
    ),
    ("items", "queue list search open"),
    ("projects", "home open close leave switch another exit list"),
    (
        "shell-commands",
        "save output csv shell status evaluate predict import load",
    ),
    ("new-project", "create make import file csv begin start"),
    ("gather", "import label files annotators"),
    ("forget", "remove delete list recent"),
    (
        "strategy",
        "acquisition active learning method sampling choose",
    ),
    ("copy", "clipboard yank"),
    (
        "theme",
        "colour color dark light contrast look appearance scheme",
    ),
    ("break", "pause rest stop"),
    ("break-suggestions", "pause reminders"),
    ("how-i-am", "fatigue tired pace speed statistics"),
    ("palette", "commands all run"),
    ("help", "keys shortcuts bindings manual"),
    ("quit", "exit close leave end save"),
    ("matrix", "agreement kappa confusion disagreement who"),
    ("order", "sort queue filter scope"),
    ("leave-out", "content safety sensitive exclude"),
    ("put-off", "content safety sensitive later defer"),
    ("reveal", "unveil show read"),
];

/// The titles of the sections, in order.
pub(crate) fn sections() -> impl Iterator<Item = &'static str> {
    SECTIONS.iter().map(|(title, _)| *title)
}

impl Row {
    /// The section of menu and help that it stands in, and its place there. A command of nowhere
    /// stands at the end of the last.
    pub(crate) fn section(&self) -> (usize, usize) {
        let places = SECTIONS.iter().enumerate();
        let mut places = places.filter_map(|(section, (_, ids))| {
            let place = ids.iter().position(|id| *id == self.id)?;
            Some((section, place))
        });
        places.next().unwrap_or((SECTIONS.len() - 1, usize::MAX))
    }

    /// Other words for it.
    pub(crate) fn synonyms(&self) -> &'static str {
        let known = SYNONYMS.iter().find(|(id, _)| *id == self.id);
        known.map_or("", |(_, words)| *words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::TABLE;
    use super::*;

    #[test]
    fn every_command_stands_in_one_section_and_every_word_is_about_one() {
        let ids: Vec<&str> = SECTIONS.iter().flat_map(|(_, ids)| *ids).copied().collect();
        for row in TABLE {
            let times = ids.iter().filter(|id| **id == row.id).count();
            assert_eq!(times, 1, "{} stands in {times} sections", row.id);
        }
        let is_known = |id: &str| TABLE.iter().any(|row| row.id == id);
        for id in ids.iter().chain(SYNONYMS.iter().map(|(id, _)| id)) {
            assert!(is_known(id), "there is no command {id}");
        }
    }
}
