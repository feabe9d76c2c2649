//! The real binary in a real pseudo-terminal.

mod endings;
mod hostile;
mod sessions;
mod terminal;
