//! How does a program answer?
//!
//! [`CommandOracle::ask`] puts one question and waits for one line, up to a limit. Whoever breaks
//! the protocol is killed with all its children and started anew for the next question, so that
//! an answer that comes late can never be taken for another's. Invariant: `ask` returns within
//! the limit and a moment, whatever the program does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::answer::{Answer, Fault, Question};
use super::command_line::CommandLine;
use super::process::Process;
use super::streams::{MOST_BYTES, MOST_LINE, Response, Tail, has_no_reader, listen, speak};

/// Lines that may wait to be read.
const QUEUE: usize = 4;
/// How often it is looked whether the person wants to stop, or the program has ended.
const LOOK: Duration = Duration::from_millis(50);
/// How long a program may take to end by itself when there are no more questions.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long the last words on stderr, or in a pipe, may take.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// What became of a question.
#[derive(Debug)]
pub enum Outcome {
    /// It was answered.
    Answered(Answer),
    /// It was not; with the last words on stderr.
    Failed(Fault, String),
    /// The person wanted to stop.
    Stopped,
}

/// A program that answers.
pub struct CommandOracle {
    line: CommandLine,
    passed: Vec<String>,
    timeout: Duration,
    running: Option<Running>,
}

/// One start of it.
struct Running {
    process: Process,
    questions: SyncSender<Vec<u8>>,
    heard: Receiver<Response>,
    stderr: Tail,
    reads_stderr: JoinHandle<()>,
}

impl CommandOracle {
    /// A program that gets `timeout` for each answer, and `passed` of the environment beside what
    /// every program gets. It is started with the first question, or by [`Self::start`].
    pub fn new(line: CommandLine, passed: Vec<String>, timeout: Duration) -> Self {
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
    pub fn start(&mut self) -> Result<(), Fault> {
        if self.running.is_none() {
            let started = Running::start(&self.line, &self.passed);
            self.running = Some(started.map_err(|wrong| Fault::NotStarted(wrong.to_string()))?);
        }
        Ok(())
    }

    /// Puts one question; `stop` is looked at while it waits.
    pub fn ask(&mut self, question: &Question<'_>, stop: &AtomicBool) -> Outcome {
        let asked = self
            .start()
            .and_then(|()| question.line())
            .and_then(|line| match &mut self.running {
                Some(running) => running.ask(question, line, self.timeout, stop),
                None => Ok(None),
            });
        match asked {
            Ok(Some(answer)) => Outcome::Answered(answer),
            Ok(None) => {
                self.running = None;
                Outcome::Stopped
            }
            Err(fault) if fault.is_polite() => {
                let running = self.running.as_ref();
                let words = running.map_or_else(String::new, |running| running.stderr.take());
                Outcome::Failed(fault, words)
            }
            Err(fault) => {
                let (how, words) = match self.running.take() {
                    Some(running) => running.give_up(),
                    None => (String::new(), String::new()),
                };
                let fault = match fault {
                    Fault::Ended(_) => Fault::Ended(how),
                    other => other,
                };
                Outcome::Failed(fault, words)
            }
        }
    }

    /// Tells the program that there are no more questions, and gives it a moment to end.
    pub fn finish(&mut self) {
        if let Some(running) = self.running.take() {
            let Running {
                mut process,
                questions,
                ..
            } = running;
            // Its input ends with this.
            drop(questions);
            process.wait(FAREWELL);
            process.kill();
        }
    }
}

impl Running {
    fn start(line: &CommandLine, passed: &[String]) -> std::io::Result<Self> {
        let (process, pipes) = Process::start(line, passed)?;
        let (questions, lines) = sync_channel::<Vec<u8>>(1);
        let (hears, heard) = sync_channel(QUEUE);
        let stderr = Tail::default();
        let thread = |name: &str| std::thread::Builder::new().name(format!("oracle {name}"));
        let (stdin, tells) = (pipes.stdin, hears.clone());
        thread("stdin").spawn(move || speak(stdin, has_no_reader, &lines, &tells))?;
        let stdout = pipes.stdout;
        thread("stdout").spawn(move || listen(stdout, &hears))?;
        let (from, tail) = (pipes.stderr, stderr.clone());
        let reads_stderr = thread("stderr").spawn(move || tail.fill(from))?;
        Ok(Self {
            process,
            questions,
            heard,
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
        match self.questions.try_send(line) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                return Err(Fault::InputClosed);
            }
        }
        let begun = Instant::now();
        let mut ended: Option<Instant> = None;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let left = timeout.saturating_sub(begun.elapsed());
            match self.heard.recv_timeout(left.min(LOOK)) {
                Ok(Response::Line(line)) => return question.answered(&line).map(Some),
                Ok(Response::LongLine) => return Err(Fault::LongLine(MOST_LINE)),
                Ok(Response::TooMuch) => return Err(Fault::TooMuch(MOST_BYTES)),
                // The answer may be there all the same: only its end tells.
                Ok(Response::InputClosed) => ended = ended.or_else(|| Some(Instant::now())),
                Ok(Response::End) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.silent());
                }
                Err(RecvTimeoutError::Timeout) => {
                    if begun.elapsed() >= timeout {
                        return Err(Fault::Timeout(timeout));
                    }
                    if self.process.has_ended() {
                        ended = ended.or_else(|| Some(Instant::now()));
                    }
                }
            }
            // A child of its own may hold the pipe open: the last words have come by then.
            if ended.is_some_and(|at| at.elapsed() >= LAST_WORDS) {
                return Err(self.silent());
            }
        }
    }

    /// Why nothing more comes.
    fn silent(&mut self) -> Fault {
        self.process.wait(LAST_WORDS);
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
        while !self.reads_stderr.is_finished() && begun.elapsed() < LAST_WORDS {
            std::thread::sleep(Duration::from_millis(5));
        }
        (how, self.stderr.take())
    }
}
