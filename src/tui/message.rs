//! What can reach the screen, and what can it ask for?

use std::time::Duration;

use crate::command::Key;
use crate::session::{LabelingCommand, LabelingEvent};

/// Something that happened; `R` is what the engine behind the screen says. Times count from the
/// start of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Message<R = LabelingEvent> {
    /// A key was pressed.
    Key(Key, Duration),
    /// Text was pasted: it may land in a line that is being edited, and never labels.
    Paste(String),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// The engine says something.
    Report(R),
    /// A frame with the present item has been painted.
    Painted(Duration),
    /// Time has passed.
    Tick(Duration),
    /// The terminal or the system asks to end.
    Terminate,
    /// The shell asks to stop for a while (Ctrl-Z from outside).
    Suspend,
}

/// Something that the shell must do; `O` is what the engine behind the screen can be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect<O = LabelingCommand> {
    /// Pass an order to the engine.
    Order(O),
    /// Paint the whole terminal anew.
    Redraw,
    /// Give the terminal back and stop until continued.
    Suspend,
    /// End the program.
    Quit,
}

/// What the shell waits for.
pub(super) enum Inbox<R> {
    Message(Message<R>),
    /// The terminal may show anything: paint it whole.
    Redraw,
}
