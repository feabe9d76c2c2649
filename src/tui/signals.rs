//! Listens for what the system, not the person, asks: to end, to stop, to go on.
//!
//! Signals arrive in a thread of their own. A second one watches the terminal: when it hangs up,
//! crossterm's reader spins forever and never says so, so nothing may wait for that thread.

use std::sync::mpsc::SyncSender;

use super::message::Inbox;

#[cfg(unix)]
mod unix {
    use std::sync::mpsc::SyncSender;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;

    use super::super::message::{Inbox, Message};
    use super::super::terminal::give_back;

    /// How long the screen has to end in good order once it was told to.
    const GRACE: Duration = Duration::from_millis(900);

    pub(in crate::tui) fn listen(inbox: SyncSender<Inbox>) {
        let watched = inbox.clone();
        std::thread::spawn(move || take_signals(&inbox));
        std::thread::spawn(move || watch(&watched));
    }

    fn take_signals(inbox: &SyncSender<Inbox>) {
        let wanted = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT];
        let Ok(mut signals) = Signals::new(wanted) else {
            tracing::warn!("signals cannot be heard");
            return;
        };
        for signal in signals.forever() {
            let sent = match signal {
                SIGTSTP => inbox.send(Inbox::Message(Message::Suspend)),
                SIGCONT => inbox.send(Inbox::Redraw),
                _ => {
                    end_soon(inbox);
                    return;
                }
            };
            if sent.is_err() {
                return;
            }
        }
    }

    /// Asks the terminal, each second, whether it is still there.
    fn watch(inbox: &SyncSender<Inbox>) {
        let stdin = std::io::stdin();
        loop {
            let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
            let second = Timespec {
                tv_sec: 1,
                tv_nsec: 0,
            };
            // Nothing is asked for, so only a hangup or an error wakes this before the second
            // is over.
            let woken = poll(&mut fds, Some(&second));
            if woken.is_ok() && fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) {
                end_soon(inbox);
                return;
            }
        }
    }

    /// Has the screen end, and ends the process if it cannot: every answer is on the disk.
    fn end_soon(inbox: &SyncSender<Inbox>) {
        let _ = inbox.send(Inbox::Message(Message::Terminate));
        std::thread::sleep(GRACE);
        give_back();
        std::process::exit(super::TERMINATED);
    }

    /// Stops the process as Ctrl-Z does; returns when it is continued.
    pub(in crate::tui) fn stop() {
        if signal_hook::low_level::emulate_default_handler(SIGTSTP).is_err() {
            tracing::warn!("this system cannot suspend");
        }
    }
}

/// The exit code after a signal or a hangup: that of SIGTERM in a shell.
pub(super) const TERMINATED: i32 = 143;

/// Starts listening.
pub(super) fn listen(inbox: SyncSender<Inbox>) {
    #[cfg(unix)]
    unix::listen(inbox);
    #[cfg(not(unix))]
    drop(inbox);
}

/// Stops the process until it is continued.
pub(super) fn stop() {
    #[cfg(unix)]
    unix::stop();
}
