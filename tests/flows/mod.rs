//! What keys do where items are labeled, through the application and its session.

mod answering;
mod classes;
mod commands;
mod every_command;
mod images;
mod items;
mod look;
mod sums;
