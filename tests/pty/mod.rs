//! The real binary in a real pseudo-terminal.

mod endings;
mod home;
mod hostile;
mod imports;
mod look;
mod review;
mod sessions;
mod terminal;
mod veil;
