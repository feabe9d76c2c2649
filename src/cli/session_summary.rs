//! Tells what was done in a session at the screen, and what to do next.
//!
//! A bundled sample brings label files of other annotators along, in `labels/`; the summary says how to
//! import them, until somebody did.

use super::output;
use super::output::shell_word;
use crate::command::Screen;
use crate::home::{has_imported, label_files};
use crate::project::{Layout, Project};
use crate::session::SessionSummary;
use crate::text::minutes;

/// Tells, on stderr, what was done and how to prove it later.
pub fn print_summary(screen: Screen, layout: &Layout, summary: &SessionSummary) {
    let (what, command) = match screen {
        Screen::Home | Screen::Label => ("answer", "label"),
        Screen::Review => ("decision", "review"),
    };
    let minutes = minutes(summary.active_seconds);
    let mut also = String::new();
    match summary.breaks {
        0 => {}
        1 => also.push_str(", 1 break"),
        breaks => also.push_str(&format!(", {breaks} breaks")),
    }
    if summary.revealed > 0 {
        also.push_str(&format!(", {} sensitive items revealed", summary.revealed));
    }
    let plural = if summary.answers == 1 { "" } else { "s" };
    output::remark(&format!(
        "{} {what}{plural} in {minutes} min{also}, in {}",
        summary.answers,
        layout.root().display()
    ));
    if let Some(why) = &summary.unconfirmed {
        output::remark(&format!("the last {what} may be lost: {why}"));
        output::remark(&format!(
            "  next: free some space, then `querist {command}` shows what is there"
        ));
    }
    if let Some(receipt) = &summary.receipt {
        output::remark(&format!("receipt: {receipt}"));
    }
    let dir = shell_word(&layout.root().display().to_string());
    if let Some(command) = pending_import(layout) {
        output::remark(&format!(
            "  next: {command} brings in what others said; then querist agreement {dir}"
        ));
    }
    if let Some(words) = review(screen, &dir, summary) {
        output::remark(&format!("  next: {words}"));
    }
    output::remark(&format!(
        "  next: querist status {dir} · {}",
        export(&dir, summary)
    ));
}

/// Where labels differ, how many wait for a decision.
fn review(screen: Screen, dir: &str, summary: &SessionSummary) -> Option<String> {
    let more = match screen {
        Screen::Home | Screen::Label => "",
        Screen::Review => "still ",
    };
    Some(match summary.disputed {
        0 => return None,
        1 => format!("querist review {dir}: on 1 item the labels {more}differ"),
        many => format!("querist review {dir}: on {many} items the labels {more}differ"),
    })
}

/// The export that holds what was done: decisions, once there are any.
fn export(dir: &str, summary: &SessionSummary) -> String {
    if summary.decided > 0 {
        format!("querist export {dir} --view adjudicated -o decided.csv")
    } else {
        format!("querist export {dir} -o labels.jsonl")
    }
}

/// The command that takes the files in; `None` when there are none, or labels were imported.
fn pending_import(layout: &Layout) -> Option<String> {
    label_files(layout).first()?;
    let project = Project::read(layout.clone()).ok()?;
    if has_imported(&project.state(), project.items.len()) {
        return None;
    }
    let dir = shell_word(&layout.root().display().to_string());
    Some(format!("querist import {dir} {dir}/labels/*.csv"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Sample;

    #[test]
    fn what_is_to_do_next_follows_from_what_is_disputed_and_decided() {
        let of = |decided, disputed| SessionSummary {
            decided,
            disputed,
            ..SessionSummary::default()
        };
        let told = |summary: &SessionSummary| review(Screen::Label, "it", summary);
        assert_eq!(told(&of(0, 0)), None);
        assert_eq!(
            told(&of(0, 29)).unwrap(),
            "querist review it: on 29 items the labels differ"
        );
        assert_eq!(
            review(Screen::Review, "it", &of(3, 1)).unwrap(),
            "querist review it: on 1 item the labels still differ"
        );
        assert_eq!(
            export("it", &of(0, 29)),
            "querist export it -o labels.jsonl"
        );
        assert!(export("it", &of(1, 0)).contains("--view adjudicated"));
    }

    #[test]
    fn files_beside_a_project_are_told_of_until_labels_are_imported() {
        let folder = tempfile::tempdir().unwrap();
        let told = |name: &str| {
            let layout = Sample::find(name)
                .unwrap()
                .copy_to(&folder.path().join(name))
                .unwrap();
            pending_import(&layout)
        };
        let command = told("second-opinion").unwrap();
        assert!(
            command.ends_with("second-opinion/labels/*.csv"),
            "{command}"
        );
        assert_eq!(told("tickets"), None);
    }
}
