//! Reads the terminal's events and makes messages of them.
//!
//! In a thread of their own, stamped on arrival: a key belongs to the frame that was on the
//! terminal when it was pressed, however busy the screen was then.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind, poll, read,
};

use super::background;
use super::message::{Inbox, Message, Mouse};
use crate::schema::Key;

/// How long two characters of one answer can be apart.
const BETWEEN: Duration = Duration::from_millis(20);
/// The most events that are thrown away at once.
const MOST_DISCARDED: usize = 100_000;
/// How long the thread looks for an event before it sees whether it is to pause.
const LOOK: Duration = Duration::from_millis(200);

/// The thread that reads the terminal.
pub(super) struct Input {
    /// Whether somebody else reads the terminal, or is about to.
    paused: Arc<AtomicBool>,
    /// Held by whoever reads it.
    reading: Arc<Mutex<()>>,
}

/// While it is held, the terminal's events are left to somebody else.
pub(super) struct Paused<'a> {
    paused: &'a AtomicBool,
    _reading: MutexGuard<'a, ()>,
}

impl Paused<'_> {
    /// Throws away what was typed while somebody else had the terminal: it was meant for nobody here.
    pub(super) fn end(self) {
        discard_typed();
        drop(self);
    }
}

/// Throws away what waits to be read.
fn discard_typed() {
    // Where the terminal cannot do so, what comes to be read is passed over all the same.
    #[cfg(unix)]
    let _ = rustix::termios::tcflush(
        rustix::stdio::stdin(),
        rustix::termios::QueueSelector::IFlush,
    );
    for _ in 0..MOST_DISCARDED {
        if !poll(BETWEEN).unwrap_or(false) || read().is_err() {
            return;
        }
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        self.paused.store(false, Ordering::SeqCst);
    }
}

impl Input {
    /// Starts the thread. It ends with the process. Where the terminal's background decides how the
    /// screen looks, it is asked first.
    pub(super) fn listen(begun: Instant, asks_background: bool, inbox: SyncSender<Inbox>) -> Self {
        let input = Self {
            paused: Arc::default(),
            reading: Arc::default(),
        };
        let (paused, reading) = (input.paused.clone(), input.reading.clone());
        std::thread::spawn(move || {
            if asks_background && !tell_background(begun, &inbox) {
                return;
            }
            while let Ok(event) = next(&paused, &reading) {
                if let Some(message) = event.and_then(|event| message_of(event, begun))
                    && inbox.send(Inbox::Message(message)).is_err()
                {
                    return;
                }
            }
            // The terminal is gone.
            let _ = inbox.send(Inbox::Message(Message::Terminate));
        });
        input
    }

    /// Leaves the terminal's events to somebody else; returns when no read is under way.
    pub(super) fn pause(&self) -> Paused<'_> {
        self.paused.store(true, Ordering::SeqCst);
        Paused {
            paused: &self.paused,
            _reading: self.reading.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// The next event, if one comes soon and nobody else reads.
fn next(paused: &AtomicBool, reading: &Mutex<()>) -> io::Result<Option<Event>> {
    if paused.load(Ordering::SeqCst) {
        std::thread::sleep(LOOK / 10);
        return Ok(None);
    }
    let _reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(if poll(LOOK)? { Some(read()?) } else { None })
}

fn message_of(event: Event, begun: Instant) -> Option<Message> {
    match event {
        Event::Key(press) if begins_late_answer(&press) => {
            pass_over_answer();
            None
        }
        Event::Key(press) if press.kind != KeyEventKind::Release => {
            key_of(&press).map(|key| Message::Key(key, begun.elapsed()))
        }
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(event) => {
            let did = match event.kind {
                MouseEventKind::Down(MouseButton::Left) => Mouse::Click(event.column, event.row),
                MouseEventKind::ScrollDown => Mouse::Wheel(true),
                MouseEventKind::ScrollUp => Mouse::Wheel(false),
                _ => return None,
            };
            Some(Message::Mouse(did, begun.elapsed()))
        }
        Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
        _ => None,
    }
}

/// Asks for the background and tells what came; whether anybody listens.
fn tell_background(begun: Instant, inbox: &SyncSender<Inbox>) -> bool {
    let heard = background::ask();
    let told = heard.is_light.map(Message::Background);
    let at = begun.elapsed();
    let keys = heard.typed.into_iter().map(|key| Message::Key(key, at));
    let mut messages = told.into_iter().chain(keys);
    messages.all(|message| inbox.send(Inbox::Message(message)).is_ok())
}

/// Whether this is how the answer about the background begins when it comes late.
fn begins_late_answer(press: &KeyEvent) -> bool {
    press.code == KeyCode::Char(']') && press.modifiers.contains(KeyModifiers::ALT)
}

/// Passes over the rest of an answer: its letters and digits are nobody's keys.
fn pass_over_answer() {
    while poll(BETWEEN).unwrap_or(false) {
        if let Ok(Event::Key(press)) = read() {
            let ends = KeyCode::Char('\\') == press.code || KeyCode::Char('g') == press.code;
            if ends && !press.modifiers.is_empty() {
                return;
            }
        }
    }
}

fn key_of(press: &KeyEvent) -> Option<Key> {
    let ctrl = press.modifiers.contains(KeyModifiers::CONTROL);
    if press.modifiers.contains(KeyModifiers::ALT) {
        return match press.code {
            KeyCode::Char(character) => Some(Key::Alt(character.to_ascii_lowercase())),
            _ => None,
        };
    }
    Some(match press.code {
        KeyCode::Char(character) if ctrl => Key::Ctrl(character.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
