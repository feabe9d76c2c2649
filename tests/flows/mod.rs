//! What keys do where items are labeled, through the application and its session.

mod answering;
mod classes;
mod commands;
mod items;
mod look;
