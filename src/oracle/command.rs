//! Lets a program answer.
//!
//! [`CommandOracle::ask`] puts one question and waits for one line, up to a limit. Whoever breaks
//! the protocol is killed with all its children and started anew for the next question, so that
//! an answer that comes late can never be taken for another's. Invariant: `ask` returns within
//! the limit and a moment, whatever the program does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::answer::{Answer, Fault, Question};
use super::process::{CommandLine, Process};
use super::streams::{Response, StderrTail, has_no_reader, read_lines, write_lines};

/// Lines that may wait to be read.
const QUEUE: usize = 4;
/// How often it is looked whether the person wants to stop, or the program has ended.
const POLL: Duration = Duration::from_millis(50);
/// How long a program may take to end by itself when there are no more questions.
const GRACE: Duration = Duration::from_secs(2);
/// How long what is left on stderr, or in a pipe, may take.
const DRAIN: Duration = Duration::from_millis(200);

/// What became of a question.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was answered.
    Answered(Answer),
    /// It was not; with the last words on stderr.
    Failed(Fault, String),
    /// The person wanted to stop.
    Stopped,
}

/// A program that answers.
pub(crate) struct CommandOracle {
    line: CommandLine,
    passed: Vec<String>,
    timeout: Duration,
    running: Option<Running>,
}

/// One start of it.
struct Running {
    process: Process,
    questions: SyncSender<Vec<u8>>,
    responses: Receiver<Response>,
    stderr: StderrTail,
    reads_stderr: JoinHandle<()>,
}

impl CommandOracle {
    /// A program that gets `timeout` for each answer, and `passed` of the environment beside what
    /// every program gets. It is started with the first question, or by [`Self::start`].
    pub(crate) fn new(line: CommandLine, passed: Vec<String>, timeout: Duration) -> Self {
        Self {
            line,
            passed,
            timeout,
            running: None,
        }
    }

    /// Starts the program, to see whether that can be done.
    ///
    /// # Errors
    /// What the system said.
    pub(crate) fn start(&mut self) -> Result<(), Fault> {
        self.running().map(|_| ())
    }

    fn running(&mut self) -> Result<&mut Running, Fault> {
        let running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.line, &self.passed)
                .map_err(|wrong| Fault::NotStarted(wrong.to_string()))?,
        };
        Ok(self.running.insert(running))
    }

    /// Puts one question; `stop` is looked at while it waits.
    pub(crate) fn ask(&mut self, question: &Question<'_>, stop: &AtomicBool) -> Outcome {
        let timeout = self.timeout;
        let asked = self.running().and_then(|running| {
            let line = question.line()?;
            running.ask(question, line, timeout, stop)
        });
        match asked {
            Ok(Some(answer)) => Outcome::Answered(answer),
            Ok(None) => {
                self.running = None;
                Outcome::Stopped
            }
            Err(fault) if fault.keeps_protocol() => {
                let running = self.running.as_ref();
                let words = running.map_or_else(String::new, |running| running.stderr.take());
                Outcome::Failed(fault, words)
            }
            Err(fault) => {
                let running = self.running.take();
                let (how, words) = running.map(Running::give_up).unwrap_or_default();
                let fault = match fault {
                    Fault::Ended(_) => Fault::Ended(how),
                    other => other,
                };
                Outcome::Failed(fault, words)
            }
        }
    }

    /// Tells the program that there are no more questions, and gives it a moment to end.
    pub(crate) fn finish(&mut self) {
        if let Some(running) = self.running.take() {
            let mut process = running.process;
            // Its input ends with this.
            drop(running.questions);
            process.wait(GRACE);
            process.kill();
        }
    }
}

impl Running {
    fn start(line: &CommandLine, passed: &[String]) -> std::io::Result<Self> {
        let (process, (stdin, stdout, from)) = Process::start(line, passed)?;
        let (questions, lines) = sync_channel::<Vec<u8>>(1);
        let (sender, responses) = sync_channel(QUEUE);
        let stderr = StderrTail::default();
        let thread = |name: &str| std::thread::Builder::new().name(format!("oracle {name}"));
        let (tail, closed) = (stderr.clone(), sender.clone());
        thread("stdin").spawn(move || write_lines(stdin, has_no_reader, &lines, &closed))?;
        thread("stdout").spawn(move || read_lines(stdout, &sender))?;
        let reads_stderr = thread("stderr").spawn(move || tail.fill(from))?;
        Ok(Self {
            process,
            questions,
            responses,
            stderr,
            reads_stderr,
        })
    }

    /// One question and its answer; `None` when the person wants to stop.
    fn ask(
        &mut self,
        question: &Question<'_>,
        line: Vec<u8>,
        timeout: Duration,
        stop: &AtomicBool,
    ) -> Result<Option<Answer>, Fault> {
        if self.questions.try_send(line).is_err() {
            // Nobody reads: of a program that has ended, that is what is to be told.
            return Err(self.silent());
        }
        let begun = Instant::now();
        let mut ended = None;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let left = timeout.saturating_sub(begun.elapsed());
            match self.responses.recv_timeout(left.min(POLL)) {
                Ok(Ok(line)) => return question.answered(&line).map(Some),
                // The answer may be there all the same: only its end tells.
                Ok(Err(Fault::InputClosed)) => {
                    ended.get_or_insert_with(Instant::now);
                }
                Ok(Err(Fault::Ended(_))) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.silent());
                }
                Ok(Err(fault)) => return Err(fault),
                Err(RecvTimeoutError::Timeout) => {
                    if begun.elapsed() >= timeout {
                        return Err(Fault::Timeout(timeout));
                    }
                    if self.process.has_ended() {
                        ended.get_or_insert_with(Instant::now);
                    }
                }
            }
            // A child of its own may hold the pipe open: the last words have come by then.
            if ended.is_some_and(|at: Instant| at.elapsed() >= DRAIN) {
                return Err(self.silent());
            }
        }
    }

    /// Why nothing more comes.
    fn silent(&mut self) -> Fault {
        self.process.wait(DRAIN);
        if self.process.has_ended() {
            Fault::Ended(String::new())
        } else {
            Fault::InputClosed
        }
    }

    /// Kills it; how it ended, and its last words on stderr.
    fn give_up(mut self) -> (String, String) {
        let how = self.process.kill();
        let begun = Instant::now();
        while !self.reads_stderr.is_finished() && begun.elapsed() < DRAIN {
            std::thread::sleep(Duration::from_millis(5));
        }
        (how, self.stderr.take())
    }
}
