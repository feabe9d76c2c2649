//! Tells a person what an import finds and writes.
//!
//! It is all on stderr: how each source was read, sums that can be checked, what each label
//! stands for, and where people differ from what they said before.

use std::path::PathBuf;

use super::output;
use crate::pool::{Position, describe_rejects};
use crate::project::OpenProject;
use crate::project::label_import::{LabelMapping, LabelTarget, MatchedFile, PlannedSource};
use crate::text::{counted, grouped};

/// Rejected and unmatched rows shown one by one.
const ROWS: usize = 3;
/// Names shown on one line.
const NAMES: usize = 12;

/// How a source was read, and which of its rows speak of items here.
pub(super) fn reading(source: &MatchedFile) {
    let file = &source.file;
    let name = &file.name;
    output::remark(&format!("{name}:"));
    for note in &file.notes {
        output::remark(&format!("  {note}"));
    }
    output::remark(&format!(
        "  rows: {} read = {} matched + {} unmatched + {} blank{} + {} rejected",
        grouped(file.read),
        grouped(source.matched()),
        grouped(source.unmatched.len() as u64),
        grouped(file.blank),
        match file.kept_out {
            0 => String::new(),
            rows => format!(" + {} not counting", grouped(rows)),
        },
        grouped(file.rejects.len() as u64),
    ));
    for row in source.unmatched.iter().take(ROWS) {
        output::remark(&format!(
            "  {name}:{}: unmatched: {}{}",
            row.line,
            row.why,
            id_of(&row.item)
        ));
    }
    more(source.unmatched.len());
    for reject in file.rejects.iter().take(ROWS) {
        let Position { line, column, .. } = reject.position;
        output::remark(&format!(
            "  {name}:{line}:{column}: rejected: {}",
            reject.reason
        ));
    }
    more(file.rejects.len());
    if source.by_content > 0 {
        let rows = counted(source.by_content, "row");
        output::remark(&format!("  {rows} matched by the text, not by the id"));
    }
    if let Some(line) = source.first_other_text {
        output::remark(&format!(
            "  note: {} the id of an item whose text is another here, and matched all the same \
             (first: line {line})",
            match source.other_text {
                1 => "1 row has".to_owned(),
                rows => format!("{} have", counted(rows, "row")),
            }
        ));
    }
}

fn id_of(id: &str) -> String {
    if id.is_empty() {
        String::new()
    } else {
        format!(" ({id})")
    }
}

fn more(all: usize) {
    if all > ROWS {
        output::remark(&format!("  … and {} more", grouped((all - ROWS) as u64)));
    }
}

/// What names stand for, where it is not their own class.
pub(super) fn mapping(mapping: &LabelMapping) {
    for (name, target, count) in mapping.all() {
        let times = counted(count, "label");
        let stands = |class: &Option<String>, how: &str| match class {
            Some(class) => format!("{name:?} stands for {class:?}{how}: {times}"),
            None => format!("{name:?} is left out{how}: {times}"),
        };
        match target {
            LabelTarget::Same | LabelTarget::Unknown => {}
            LabelTarget::Missing => output::remark(&format!(
                "{name:?} is read as no label: {times}; --map {} takes it for a class",
                output::shell_word(&format!("{name}=CLASS"))
            )),
            LabelTarget::Variant(class) => output::remark(&format!(
                "{name:?} is taken for {class:?}, which is spelt otherwise: {times}"
            )),
            LabelTarget::Remembered(class) => {
                output::remark(&stands(class, ", as decided before"));
            }
            LabelTarget::Mapped(class) => output::remark(&stands(class, " from now on")),
            LabelTarget::Added => output::remark(&format!("{name:?} becomes a class: {times}")),
        }
    }
}

/// What becomes of a source's labels.
pub(super) fn labels(planned: &PlannedSource) {
    let counts = &planned.counts;
    let mut sum = format!(
        "{}: labels: {} in matched rows = {} new + {} said already + {} left out",
        planned.name,
        grouped(counts.labels),
        grouped(counts.new),
        grouped(counts.known),
        grouped(counts.left_out),
    );
    if counts.by_programs > 0 {
        sum.push_str(&format!(
            " + {} under names that programs have here, which are never a person's",
            grouped(counts.by_programs)
        ));
    }
    output::remark(&sum);
    if !planned.annotators.is_empty() {
        let of: Vec<(String, u64)> = planned
            .annotators
            .iter()
            .map(|(annotator, count)| (annotator.to_string(), *count))
            .collect();
        output::remark(&format!("  new by annotator: {}", listed(&of)));
    }
    conflicts(planned);
}

fn conflicts(planned: &PlannedSource) {
    let counts = &planned.counts;
    let differ = counts.revised_within + counts.revised_before;
    if differ == 0 {
        return;
    }
    output::remark(&format!(
        "  {} from what the same annotator said before ({} in this source); both are kept, the \
         later counts{}",
        match differ {
            1 => "1 differs".to_owned(),
            differ => format!("{} differ", grouped(differ)),
        },
        grouped(counts.revised_within),
        match counts.older {
            0 => String::new(),
            older => format!(", and {} the earlier", grouped(older)),
        }
    ));
    for conflict in &planned.conflicts {
        output::remark(&format!(
            "  {}:{}: {} of {}: {} before, {} here",
            planned.name,
            conflict.line,
            conflict.item,
            conflict.annotator,
            conflict.before.as_deref().unwrap_or("unsure"),
            conflict.now
        ));
    }
}

/// What was written, with the receipt.
pub(super) fn recorded(
    project: &OpenProject,
    labels: u64,
    sources: &[MatchedFile],
    kept: &[PathBuf],
) {
    let mut kept = kept.iter();
    for source in sources
        .iter()
        .filter(|source| !source.file.rejects.is_empty())
    {
        let file = &source.file;
        if let Some(path) = kept.next()
            && let Some(line) = describe_rejects(&file.name, &file.rejects, path)
        {
            output::remark(&line);
        }
    }
    let labels = counted(labels, "label");
    let by = &project.annotator;
    output::remark(&format!("imported {labels} into the journal of {by}"));
    if let Some(head) = project.head() {
        output::remark(&format!("receipt: {by} {head}"));
    }
}

/// Names with their counts, on one line.
pub(super) fn counted_names(names: &[(String, u64)]) -> String {
    let quoted: Vec<(String, u64)> = names
        .iter()
        .map(|(name, count)| (format!("{name:?}"), *count))
        .collect();
    listed(&quoted)
}

fn listed(names: &[(String, u64)]) -> String {
    let mut words: Vec<String> = names
        .iter()
        .take(NAMES)
        .map(|(name, count)| format!("{name} {}", grouped(*count)))
        .collect();
    if names.len() > NAMES {
        words.push(format!("and {} more", names.len() - NAMES));
    }
    words.join(", ")
}
