//! What is a column called that holds such things?
//!
//! Names that annotation tools and data sets use, the more telling first.

pub(super) const ITEM: &[&str] = &[
    "item",
    "item_id",
    "itemid",
    "id",
    "_id",
    "uuid",
    "guid",
    "key",
    "example",
    "example_id",
    "doc_id",
    "docid",
    "document_id",
    "text_id",
    "task",
    "task_id",
    "row_id",
    "record_id",
    "unit",
    "unit_id",
    "idx",
    "index",
];

pub(super) const LABEL: &[&str] = &[
    "label",
    "labels",
    "annotation",
    "judgement",
    "judgment",
    "answer",
    "response",
    "class",
    "category",
    "rating",
    "value",
    "code",
    "tag",
    "choice",
    "decision",
];

pub(super) const ANNOTATOR: &[&str] = &[
    "annotator",
    "annotator_id",
    "annotatorid",
    "worker",
    "worker_id",
    "workerid",
    "rater",
    "rater_id",
    "coder",
    "coder_id",
    "labeler",
    "labeller",
    "labeled_by",
    "labelled_by",
    "annotated_by",
    "reviewer",
    "judge",
    "person",
    "user",
    "user_id",
    "username",
    "email",
];

pub(super) const TIME: &[&str] = &[
    "time",
    "timestamp",
    "given_at",
    "labeled_at",
    "labelled_at",
    "annotated_at",
    "created_at",
    "updated_at",
    "completed_at",
    "submitted_at",
    "datetime",
    "date",
];

pub(super) const NOTE: &[&str] = &["note", "notes", "remark", "remarks", "rationale", "reason"];

pub(super) const TEXT: &[&str] = &[
    "text", "body", "content", "message", "sentence", "document", "comment", "review", "tweet",
];

/// The first column with one of these names, whatever its case, that is not taken.
pub(super) fn named<'a>(columns: &'a [String], names: &[&str], taken: &[&str]) -> Option<&'a str> {
    let called = |name: &str| {
        let is_it =
            |column: &&String| column.to_lowercase() == name && !taken.contains(&column.as_str());
        columns.iter().find(is_it)
    };
    names
        .iter()
        .find_map(|name| called(name))
        .map(String::as_str)
}
