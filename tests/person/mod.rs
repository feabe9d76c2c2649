//! A person at the keys: what is watched, suggested, veiled and asked once more.

mod asked_for;
mod caps;
mod midnight;
mod repeats;
mod two_hours;
