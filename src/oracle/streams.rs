//! Reads and writes a program's streams without trusting it.
//!
//! Each stream has a thread of its own, with caps: lines of stdout up to [`MOST_LINE`] into a
//! short channel, so that a flood waits instead of filling memory; of stderr the last
//! [`KEPT_OF_STDERR`] bytes. The threads are never waited for: a grandchild that left the process
//! group may hold a pipe open for as long as it likes, and costs no more than the thread.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::answer::Fault;

/// The longest line, in bytes.
const MOST_LINE: usize = 1 << 20;
/// All that one start of a program may write: a kilobyte for each of a million answers.
const MOST_BYTES: u64 = 1 << 30;
/// How much of stderr is kept, in bytes.
pub(super) const KEPT_OF_STDERR: usize = 64 << 10;

/// How often it is looked whether a program still reads.
const POLL: Duration = Duration::from_millis(100);

/// What came out of the pipes: a line without its end, or why nothing more comes.
pub(super) type Response = Result<Vec<u8>, Fault>;

/// Reads lines until nothing more can come, or nobody listens.
pub(super) fn read_lines(from: impl Read, responses: &SyncSender<Response>) {
    let mut from = BufReader::new(from);
    let mut total = 0_u64;
    loop {
        let mut line = Vec::new();
        let most = MOST_LINE as u64 + 1;
        let read = from.by_ref().take(most).read_until(b'\n', &mut line);
        total += line.len() as u64;
        let response = match read {
            Ok(0) | Err(_) => Err(Fault::Ended(String::new())),
            Ok(_) if total > MOST_BYTES => Err(Fault::TooMuch(MOST_BYTES)),
            Ok(_) if line.last() == Some(&b'\n') => {
                line.pop();
                Ok(line)
            }
            Ok(_) if line.len() > MOST_LINE => Err(Fault::LongLine(MOST_LINE)),
            // The last line needs no end.
            Ok(_) => Ok(line),
        };
        let goes_on = response.is_ok();
        if responses.send(response).is_err() || !goes_on {
            return;
        }
    }
}

/// Writes each line that comes, until there is no more, or the program does not read:
/// `is_closed` says so even of a line that the pipe had taken before.
pub(super) fn write_lines<W: Write>(
    mut to: W,
    is_closed: impl Fn(&W) -> bool,
    lines: &Receiver<Vec<u8>>,
    responses: &SyncSender<Response>,
) {
    loop {
        let written = match lines.recv_timeout(POLL) {
            Ok(line) => to.write_all(&line).and_then(|()| to.flush()).is_ok(),
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if !written || is_closed(&to) {
            // Nobody listens when the program was given up.
            let _ = responses.send(Err(Fault::InputClosed));
            return;
        }
    }
}

/// Whether nobody can read any more what is written to a pipe.
#[cfg(unix)]
pub(super) fn has_no_reader(pipe: &std::process::ChildStdin) -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let at_once = Timespec::default();
    let mut asked = [PollFd::new(pipe, PollFlags::empty())];
    matches!(poll(&mut asked, Some(&at_once)), Ok(1..))
        && asked[0].revents().contains(PollFlags::ERR)
}

/// Elsewhere only a failed write tells.
#[cfg(not(unix))]
pub(super) fn has_no_reader(_pipe: &std::process::ChildStdin) -> bool {
    false
}

/// The end of what a program wrote to stderr.
#[derive(Debug, Clone, Default)]
pub(super) struct StderrTail(Arc<Mutex<VecDeque<u8>>>);

impl StderrTail {
    /// Reads until nothing more can come.
    pub(super) fn fill(&self, mut from: impl Read) {
        let mut block = [0; 8 << 10];
        while let Ok(read @ 1..) = from.read(&mut block) {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(&block[..read]);
            let over = kept.len().saturating_sub(KEPT_OF_STDERR);
            kept.drain(..over);
        }
    }

    /// What there is, and nothing from then on.
    pub(super) fn take(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = kept.drain(..).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use super::*;

    fn heard(bytes: &[u8]) -> Vec<Response> {
        let (sender, receiver) = sync_channel(100);
        read_lines(bytes, &sender);
        drop(sender);
        receiver.iter().collect()
    }

    #[test]
    fn lines_come_whole_and_the_last_needs_no_end() {
        let lines = heard(b"a\n\nb\xff");
        let line = |bytes: &[u8]| Ok(bytes.to_vec());
        let end = Err(Fault::Ended(String::new()));
        assert_eq!(lines, [line(b"a"), line(b""), line(b"b\xff"), end.clone()]);
        assert_eq!(heard(b""), [end]);
    }

    #[test]
    fn a_line_may_be_as_long_as_the_cap_and_no_longer() {
        let mut bytes = vec![b'x'; MOST_LINE];
        bytes.push(b'\n');
        assert_eq!(heard(&bytes).len(), 2);
        bytes.insert(0, b'x');
        let too_long = [Err(Fault::LongLine(MOST_LINE))];
        assert_eq!(heard(&bytes), too_long);
        assert_eq!(heard(&vec![b'x'; MOST_LINE + 2]), too_long);
    }

    /// The same bytes, over and over.
    struct Flood(Vec<u8>, usize);
    impl Read for Flood {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let count = out.len().min(self.0.len() - self.1);
            out[..count].copy_from_slice(&self.0[self.1..][..count]);
            self.1 = (self.1 + count) % self.0.len();
            Ok(count)
        }
    }

    #[test]
    fn a_flood_ends_at_the_total() {
        let line = [vec![b'x'; MOST_LINE - 1], vec![b'\n']].concat();
        let (sender, receiver) = sync_channel(4);
        let counted = std::thread::spawn(move || receiver.iter().count());
        read_lines(Flood(line, 0), &sender);
        drop(sender);
        assert_eq!(counted.join().unwrap() as u64, MOST_BYTES / (1 << 20) + 1);
    }

    #[test]
    fn the_end_of_stderr_is_kept() {
        let tail = StderrTail::default();
        let mut bytes = vec![b'a'; 3 * KEPT_OF_STDERR];
        bytes.extend(b"last\xff");
        tail.fill(bytes.as_slice());
        let kept = tail.take();
        assert!(kept.starts_with('a') && kept.ends_with("last\u{fffd}"));
        assert!(kept.len() <= KEPT_OF_STDERR + 2);
        assert_eq!(tail.take(), "");
    }
}
