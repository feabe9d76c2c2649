//! Where a key leads in a list of rows: the same in every list.
//!
//! Invariant: the place it leads to is one of the rows, as long as there is any.

use crate::schema::Key;

/// The row after a key that moves, of `count` rows of which a page shows `page`; `None` for any
/// other key.
pub(super) fn moved(selected: usize, key: Key, count: usize, page: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    let row = match key {
        Key::Up | Key::Ctrl('p') => selected.saturating_sub(1),
        Key::Down | Key::Ctrl('n') => selected + 1,
        Key::PageUp => selected.saturating_sub(page),
        Key::PageDown => selected + page,
        Key::Home => 0,
        Key::End => last,
        _ => return None,
    };
    Some(row.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_leads_out_of_the_list() {
        let keys = [
            Key::Up,
            Key::Down,
            Key::PageUp,
            Key::PageDown,
            Key::Home,
            Key::End,
        ];
        let from = |selected, count| keys.map(|key| moved(selected, key, count, 3).unwrap());
        assert_eq!(from(2, 10), [1, 3, 0, 5, 0, 9]);
        assert_eq!(from(9, 10), [8, 9, 6, 9, 0, 9]);
        assert_eq!(from(0, 0), [0; 6]);
        assert_eq!(moved(0, Key::Ctrl('n'), 2, 3), Some(1));
        assert_eq!(moved(1, Key::Ctrl('p'), 2, 3), Some(0));
        assert_eq!(moved(1, Key::Enter, 2, 3), None);
    }
}
