//! What is done on the command line, so that whoever looks for it here learns where it is.

use crate::text::shell_word;

/// Something that a command of the shell does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elsewhere {
    /// What people look for.
    pub(crate) title: &'static str,
    /// The command to type.
    pub(crate) command: &'static str,
    /// Other words for it.
    pub(crate) synonyms: &'static str,
}

impl Elsewhere {
    /// The command as it is typed for the project in that folder.
    pub(crate) fn in_project(&self, folder: &str) -> String {
        if folder.is_empty() {
            return self.command.to_owned();
        }
        self.command.replace("DIR", &shell_word(folder))
    }
}

/// All of it.
pub(crate) static ELSEWHERE: &[Elsewhere] = &[
    Elsewhere {
        title: "export labels",
        command: "querist export DIR -o labels.csv",
        synonyms: "save download output csv jsonl write results",
    },
    Elsewhere {
        title: "predict the rest",
        command: "querist predict DIR -o predicted.jsonl",
        synonyms: "apply model classify score unlabeled",
    },
    Elsewhere {
        title: "status and accuracy",
        command: "querist status DIR",
        synonyms: "evaluate evaluation quality metrics progress statistics",
    },
    Elsewhere {
        title: "import others' labels",
        command: "querist import DIR FILE",
        synonyms: "load merge annotators second label file",
    },
    Elsewhere {
        title: "agreement",
        command: "querist agreement DIR",
        synonyms: "kappa alpha reliability annotators",
    },
    Elsewhere {
        title: "review disagreements",
        command: "querist review DIR",
        synonyms: "adjudicate adjudication conflicts",
    },
    Elsewhere {
        title: "compare strategies",
        command: "querist simulate FILE --label COL",
        synonyms: "simulate benchmark curve",
    },
    Elsewhere {
        title: "verify the journals",
        command: "querist verify DIR",
        synonyms: "check integrity receipt hash audit",
    },
    Elsewhere {
        title: "look for problems",
        command: "querist doctor DIR",
        synonyms: "doctor repair damaged broken fix",
    },
    Elsewhere {
        title: "settings",
        command: "querist config",
        synonyms: "configure preferences options annotator",
    },
    Elsewhere {
        title: "change keys",
        command: "querist man keys",
        synonyms: "keymap remap bindings shortcuts",
    },
    Elsewhere {
        title: "new project",
        command: "querist new FILE",
        synonyms: "create start open csv",
    },
];
