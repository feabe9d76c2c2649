//! The real binary in a real pseudo-terminal.

mod endings;
mod hostile;
mod review;
mod sessions;
mod terminal;
