//! Reads the terminal's events and makes messages of them.
//!
//! In a thread of their own, stamped on arrival: a key belongs to the frame that was on the
//! terminal when it was pressed, however busy the screen was then.

use std::sync::mpsc::SyncSender;
use std::time::Instant;

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};

use super::message::{Inbox, Message};
use crate::schema::Key;

/// Starts the thread. It ends with the process: a read cannot be interrupted.
pub(super) fn listen(begun: Instant, inbox: SyncSender<Inbox>) {
    std::thread::spawn(move || {
        while let Ok(event) = read() {
            let message = match event {
                Event::Key(press) if press.kind != KeyEventKind::Release => {
                    key_of(&press).map(|key| Message::Key(key, begun.elapsed()))
                }
                Event::Paste(text) => Some(Message::Paste(text)),
                Event::Resize(columns, rows) => Some(Message::Resize(columns, rows)),
                _ => None,
            };
            if let Some(message) = message
                && inbox.send(Inbox::Message(message)).is_err()
            {
                return;
            }
        }
        // The terminal is gone.
        let _ = inbox.send(Inbox::Message(Message::Terminate));
    });
}

fn key_of(press: &KeyEvent) -> Option<Key> {
    let ctrl = press.modifiers.contains(KeyModifiers::CONTROL);
    if press.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    Some(match press.code {
        KeyCode::Char(character) if ctrl => Key::Ctrl(character.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
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
