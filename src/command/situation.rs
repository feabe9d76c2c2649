//! What matters for whether a command can be done now?

/// The few facts that commands depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each one asked for by name"
)]
pub struct Situation {
    /// An item is on the screen and waits for an answer.
    pub asking: bool,
    /// There is an answer to take back.
    pub can_undo: bool,
    /// The project may be written to.
    pub writable: bool,
    /// The item on the screen is nearly the same as an answered one.
    pub has_copy: bool,
    /// The item on the screen opened veiled.
    pub sensitive: bool,
    /// Only sensitive items are left, and the person may ask for them.
    pub held: bool,
    /// A suggestion of a break waits for an answer.
    pub has_suggestion: bool,
    /// There is at least one class.
    pub has_labels: bool,
    /// There are at least two classes.
    pub has_two_labels: bool,
}
