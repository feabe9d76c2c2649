//! Was a key meant for what it would answer?
//!
//! An answering key counts only for the item that was painted when it was pressed, and a key that
//! is held or bounces answers once.

use std::time::Duration;

use crate::command::Key;

/// The same key this soon after a new item's paint, or after itself, is no new answer.
const BOUNCE: Duration = Duration::from_millis(120);

/// Whether a key is the one before it, still held. `before` is the last key, and when it came.
pub(super) fn is_held(before: Option<(Key, Duration)>, key: Key, at: Duration) -> bool {
    before.is_some_and(|(last, when)| last == key && at.saturating_sub(when) < BOUNCE)
}

/// Why a key is no answer to the item that was painted then, if so.
pub(super) fn untimely(
    before: Option<(Key, Duration)>,
    key: Key,
    at: Duration,
    painted_at: Duration,
) -> Option<&'static str> {
    let repeated = before.is_some_and(|(last, _)| last == key);
    if at < painted_at {
        return Some("that key came before the item was on the screen: it did not count");
    }
    let again = repeated && at.saturating_sub(painted_at) < BOUNCE;
    (again || is_held(before, key, at))
        .then_some("the same key again, faster than a new item can be read: it did not count")
}
