//! What can reach the screen, and what it asks of the shell around it.

use std::path::PathBuf;
use std::time::Duration;

use super::images::{ImageRequest, ReadyImage};
use crate::command::Screen;
use crate::home::{Lessons, ProjectSummary};
use crate::project::{OpenProject, Sample};
use crate::schema::Key;
use crate::session::{SessionCommand, SessionEvent};
use crate::setup::{SetupCommand, SetupEvent};

/// Something that happened. Times count from the start of the program.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A key was pressed.
    Key(Key, Duration),
    /// The mouse was used.
    Mouse(Mouse, Duration),
    /// Text was pasted: it may land in a line that is being edited, and never labels.
    Paste(String),
    /// The terminal has another size: columns and rows.
    Resize(u16, u16),
    /// The session says something.
    Event(SessionEvent),
    /// Something is known of projects, or was done with one.
    Home(HomeMessage),
    /// An image is ready, or why it cannot be shown.
    Image(ImageRequest, Result<ReadyImage, String>),
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

/// What the mouse did. Columns and rows count from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// Its first button was pressed at a column and a row.
    Click(u16, u16),
    /// Its wheel was turned; whether downwards.
    Wheel(bool),
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
    /// Make an image ready, beside the screen.
    Image(ImageRequest),
    /// Put a text on the clipboard.
    Copy(String),
    /// Do something with a project as a whole.
    Home(HomeRequest),
    /// End the program.
    Quit,
}

/// What comes back of what was done with projects.
#[derive(Debug, Clone, PartialEq)]
pub enum HomeMessage {
    /// How far a project is, with how long ago somebody worked in it; or why that is not known.
    Summary(PathBuf, Result<(Box<ProjectSummary>, String), Unread>),
    /// It could not be done: what, and the next step.
    Failed(String, String),
    /// Labels of others were taken in: into which project, and how many.
    Gathered(PathBuf, u64),
    /// What was found of a file, or done with it.
    Setup(Box<SetupEvent>),
}

/// Why a project cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is not there.
    Missing,
    /// It is there: why.
    Broken(String),
}

/// What is to be done with a project as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum HomeRequest {
    /// Tell how far these are; with each, when its labels were last exported.
    Read(Vec<(PathBuf, Option<jiff::Timestamp>)>),
    /// Open a project on a screen; a sample's copy is made first where there is none.
    Open(PathBuf, Option<&'static Sample>, Screen),
    /// End the session and show the list.
    Leave,
    /// Take a project off the list.
    Forget(PathBuf),
    /// Write down how far the lessons are.
    Keep(Lessons),
    /// Take in the label files that wait in a project.
    Gather(PathBuf),
    /// Look at a file, or make a project of it.
    Setup(Box<SetupCommand>),
}

/// What comes of the input where there is no screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeardLine {
    /// A whole line, without its end.
    Whole(String),
    /// A line that cannot be understood, and so does nothing: why.
    Nothing(&'static str),
    /// There are no more.
    End,
}

/// What the shell waits for.
pub(super) enum Inbox {
    Message(Message),
    /// What the session of that number says.
    Session(u64, SessionEvent),
    /// A project is open, to be shown on that screen.
    Opened(Box<OpenProject>, Screen),
    /// A line was read, or the input has ended.
    Line(HeardLine),
    /// The terminal may show anything: paint it whole.
    Redraw,
}
