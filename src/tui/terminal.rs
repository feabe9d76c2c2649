//! Holds the terminal, and always gives it back.
//!
//! [`Terminal`] takes it (raw mode, alternate screen, bracketed paste) and gives it back when it is
//! dropped, suspended, or when the screen's thread panics. Giving back twice is harmless.

use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue, style};

use super::gate::Gated;

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse is taken with it: then the terminal itself marks no text to be copied.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal, held.
pub(super) struct Terminal {
    terminal: ratatui::Terminal<Gated<CrosstermBackend<Stdout>>>,
}

impl Terminal {
    /// Takes the terminal, with or without its mouse.
    pub(super) fn take(with_mouse: bool) -> io::Result<Self> {
        MOUSE.store(with_mouse, Ordering::SeqCst);
        // Under NO_COLOR crossterm sends an empty colour command, which resets the modifiers
        // with it; our plain theme has no colours, so the command is never needed.
        style::force_color_output(true);
        take_terminal()?;
        let terminal = ratatui::Terminal::new(Gated(CrosstermBackend::new(io::stdout())));
        if terminal.is_err() {
            give_back();
        }
        Ok(Self {
            terminal: terminal?,
        })
    }

    /// Paints a frame in one piece, on terminals that can hold one back.
    pub(super) fn paint(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        queue!(io::stdout(), BeginSynchronizedUpdate)?;
        let painted = self.terminal.draw(view).map(|_| ());
        execute!(io::stdout(), EndSynchronizedUpdate)?;
        painted
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> (u16, u16) {
        self.terminal
            .size()
            .map_or((80, 24), |size| (size.width, size.height))
    }

    /// Forgets what the terminal shows, so that the next frame is painted whole.
    pub(super) fn forget(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Gives the terminal back for a while, runs `meanwhile`, and takes it again.
    pub(super) fn lend(&mut self, meanwhile: impl FnOnce()) -> io::Result<()> {
        give_back();
        meanwhile();
        take_terminal()?;
        self.forget()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back before a panic of the screen's thread is told; a panic of a worker
/// leaves the screen alone.
pub(super) fn restore_on_panic() {
    let screen = std::thread::current().id();
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == screen {
            give_back();
            tell(panic);
        } else {
            // The place only: a message could quote an item.
            let place = panic.location().map(ToString::to_string);
            tracing::error!("a worker panicked at {}", place.unwrap_or_default());
        }
    }));
}

fn take_terminal() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(
        io::stdout(),
        EnterAlternateScreen,
        // A program that was killed may have left its last frame there.
        Clear(ClearType::All),
        EnableBracketedPaste,
        Hide
    )?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(io::stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Gives the terminal back, once however often it is called. With the terminal gone there is
/// nobody to tell of a failure.
pub(super) fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout();
        if MOUSE.load(Ordering::SeqCst) {
            let _ = execute!(out, DisableMouseCapture);
        }
        let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}
