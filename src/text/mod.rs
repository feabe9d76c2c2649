//! What is safe to show and to count?

/// Whether a character would be invisible or would steer the terminal.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
}
