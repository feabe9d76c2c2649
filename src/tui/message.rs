//! What can reach the screen, and what it asks of the shell around it.

use std::time::Duration;

use crate::schema::Key;
use crate::session::{SessionCommand, SessionEvent};

/// Something that happened. Times count from the start of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(Key, Duration),
    /// Text was pasted: it may land in a line that is being edited, and never labels.
    Paste(String),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// The session says something.
    Event(SessionEvent),
    /// A frame with the present item has been painted.
    Painted(Duration),
    /// The terminal's background is light, or not.
    Background(bool),
    /// A setting was written to the person's own file, or why not.
    Kept(Result<String, String>),
    /// Time has passed.
    Tick(Duration),
    /// The terminal or the system asks to end.
    Terminate,
    /// The editor of the guidelines has ended; why it could not be had, if so.
    Edited(Option<String>),
    /// The system asks to stop for a while (Ctrl-Z from outside).
    Suspend,
}

/// Something that the shell must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Pass a command to the session.
    Send(SessionCommand),
    /// Paint the whole terminal anew.
    Redraw,
    /// Give the terminal back and stop until continued.
    Suspend,
    /// Write a setting of the person's into their own file: its name and its value.
    Keep(&'static str, String),
    /// Give the terminal to an editor of the guidelines.
    EditGuidelines,
    /// Put a text on the clipboard.
    Copy(String),
    /// End the program.
    Quit,
}

/// What the shell waits for.
pub(super) enum Inbox {
    Message(Message),
    /// The terminal may show anything: paint it whole.
    Redraw,
}
