//! Do label files lie in a project that nobody has imported?
//!
//! A sample brings the labels of others along, in `labels/`; people are told how to take them in,
//! until somebody did.

use super::output::shell_word;
use crate::project::{Layout, Project};
use crate::schema::{Arm, ItemIndex};
use crate::state::State;

/// The command that takes the files in; `None` when there are none, or labels were imported.
pub(super) fn import_command(layout: &Layout) -> Option<String> {
    let folder = layout.root().join("labels");
    let mut files = std::fs::read_dir(folder).ok()?.flatten();
    files.find(|file| file.path().extension().is_some_and(|it| it == "csv"))?;
    let project = Project::read(layout.clone()).ok()?;
    if has_imported(&project.state(), project.items.len()) {
        return None;
    }
    let dir = shell_word(&layout.root().display().to_string());
    Some(format!("querist import {dir} {dir}/labels/*.csv"))
}

fn has_imported(state: &State, items: usize) -> bool {
    let mut items = (0..items as u32).map(ItemIndex);
    items.any(|item| {
        let mut judgements = state.item(item).all_judgements();
        judgements.any(|judgement| judgement.arm == Arm::Imported)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Sample;

    #[test]
    fn files_beside_a_project_are_told_of_until_labels_are_imported() {
        let folder = tempfile::tempdir().unwrap();
        let told = |name: &str| {
            let layout = Sample::find(name)
                .unwrap()
                .copy_to(&folder.path().join(name))
                .unwrap();
            import_command(&layout)
        };
        let command = told("second-opinion").unwrap();
        assert!(
            command.ends_with("second-opinion/labels/*.csv"),
            "{command}"
        );
        assert_eq!(told("tickets"), None);
    }
}
