//! What keys do where items are labeled, through the application and its session.

mod answering;
mod commands;
mod look;
