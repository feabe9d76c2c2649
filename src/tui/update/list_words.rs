//! The title of each list to choose from, and what its keys do.
//!
//! Invariant: either has room on a terminal of 80 columns.

use crate::command::List;

/// The title of a list, and what its keys do.
pub(super) fn of(list: List) -> (&'static str, &'static str) {
    match list {
        List::Palette => ("all commands", "type to narrow · Enter runs · Esc back"),
        List::Labels => (
            "label by name",
            "type its key or a few letters · Enter answers the item · Esc back",
        ),
        List::Relabel => (
            "label them",
            "its key, letters or a new name · Enter asks, saying how many · Esc back",
        ),
        List::MergeInto(_) => (
            "merge into",
            "its key or letters · Enter asks, saying how many labels · Esc back",
        ),
        List::Strategies => (
            "what chooses the next item",
            "Enter takes it from the next query on · Esc back",
        ),
        List::Themes => (
            "how the screen looks",
            "↑ ↓ try a theme · Enter keeps it for all projects · Esc back",
        ),
        List::Deferrals => (
            "put it off for",
            "Enter takes it · Esc back · nothing is held against you",
        ),
        List::Categories => (
            "categories",
            "Enter · Esc back · no reason is asked, and no figure counts it against you",
        ),
        List::Sensitive => (
            "this should have been veiled",
            "Enter marks the item, for everybody in this project · Esc back",
        ),
        List::Queue => (
            "items to review",
            "Enter shows the item · type to narrow · Esc back",
        ),
        List::Decisions => (
            "decided or sent, latest first",
            "Enter shows the item to decide anew · type to narrow · Esc back",
        ),
        List::Assignees => (
            "who is to judge this item?",
            "Enter chooses, then say why · type to narrow · Esc back",
        ),
        List::Selections => (
            "which items, and in which order?",
            "Enter chooses · type to narrow · pairs and classes: the matrix · Esc back",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::LabelId;
    use crate::text::Shown;

    #[test]
    fn what_the_keys_of_a_list_do_has_room_on_the_narrowest_usual_terminal() {
        let lists = [
            List::Palette,
            List::Labels,
            List::Relabel,
            List::MergeInto(LabelId(0)),
            List::Strategies,
            List::Themes,
            List::Deferrals,
            List::Categories,
            List::Sensitive,
            List::Queue,
            List::Decisions,
            List::Assignees,
            List::Selections,
        ];
        for list in lists {
            let (_, hint) = of(list);
            // Within 80 columns, a border and its corners.
            assert!(Shown::plain(hint).width() <= 74, "{list:?}: {hint}");
        }
    }
}
