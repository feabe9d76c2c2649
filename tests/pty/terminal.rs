//! A terminal for tests: keys go in, the screen is read back, every byte is kept.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long a screen may take: generous, because test machines are shared.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    reader: Option<JoinHandle<()>>,
    deaf: Arc<AtomicBool>,
}

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// How many of the bytes the parser was given.
    parsed: usize,
}

impl Seen {
    /// Takes output in; a frame that is not whole yet waits, as on a terminal that holds
    /// synchronized frames back.
    fn take(&mut self, output: &[u8]) {
        const BEGIN: &[u8] = b"\x1b[?2026h";
        const END: &[u8] = b"\x1b[?2026l";
        self.bytes.extend_from_slice(output);
        let new = &self.bytes[self.parsed..];
        let last = |mark: &[u8]| new.windows(mark.len()).rposition(|part| part == mark);
        let whole = match (last(BEGIN), last(END)) {
            (Some(begin), end) if end.is_none_or(|end| end < begin) => begin,
            _ => {
                // The beginning of a mark may be all that has come of it.
                let escape = new.iter().rposition(|byte| *byte == 0x1b);
                escape
                    .filter(|at| BEGIN.starts_with(&new[*at..]))
                    .unwrap_or(new.len())
            }
        };
        self.parser.process(&new[..whole]);
        self.parsed += whole;
    }
}

pub(super) fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_querist"))
}

/// `querist` with arguments, in a home of its own.
pub(super) fn querist(home: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(binary());
    command.args(arguments);
    settle(&mut command, home);
    command
}

/// The environment of a test: nothing of the machine's.
pub(super) fn settle(command: &mut CommandBuilder, home: &Path) {
    command.env("TERM", "xterm-256color");
    command.env("HOME", home);
    command.env("QUERIST_DATA_DIR", home.join("data"));
    command.env("QUERIST_CONFIG_DIR", home.join("config"));
    command.env("LANG", "C.UTF-8");
    command.env_remove("LC_ALL");
    command.env("USER", "ada");
    command.env_remove("NO_COLOR");
    command.cwd(home);
}

impl Terminal {
    pub(super) fn start(command: CommandBuilder) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new(Mutex::new(Seen {
            parser: vt100::Parser::new(cells(24), cells(80), 0),
            bytes: Vec::new(),
            parsed: 0,
        }));
        let sink = seen.clone();
        let deaf = Arc::new(AtomicBool::new(false));
        let stop = deaf.clone();
        let reader = std::thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || stop.load(Ordering::SeqCst) {
                    break;
                }
                sink.lock().unwrap().take(&buffer[..count]);
            }
        });
        Self {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            child,
            seen,
            reader: Some(reader),
            deaf,
        }
    }

    pub(super) fn screen(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }

    /// How many bytes have come.
    fn written(&self) -> usize {
        self.seen.lock().unwrap().bytes.len()
    }

    /// Whether the program has the alternate screen, as a full-screen program does.
    pub(super) fn is_taken(&self) -> bool {
        let seen = self.seen.lock().unwrap();
        seen.parser.screen().alternate_screen()
    }

    pub(super) fn cursor_is_hidden(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().hide_cursor()
    }

    pub(super) fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the screen holds the words.
    pub(super) fn wait_for(&self, words: &str) {
        self.wait_until(words, |screen| screen.contains(words));
    }

    pub(super) fn wait_until(&self, what: &str, holds: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        while !holds(&self.screen()) {
            assert!(
                begun.elapsed() < PATIENCE,
                "waited for {what:?} on\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a key and waits until the screen answered it and is quiet; where the key changes
    /// nothing, there is nothing to wait for but a while.
    pub(super) fn send_and_settle(&mut self, keys: &str) {
        const QUIET: Duration = Duration::from_millis(40);
        const WITHOUT_AN_ANSWER: Duration = Duration::from_millis(200);
        let (mut last, begun) = (self.written(), Instant::now());
        let mut changed_at = None;
        self.send(keys);
        loop {
            std::thread::sleep(Duration::from_millis(5));
            let now = self.written();
            if now != last {
                (last, changed_at) = (now, Some(Instant::now()));
            }
            let is_quiet = changed_at.is_some_and(|at: Instant| at.elapsed() >= QUIET);
            if is_quiet || changed_at.is_none() && begun.elapsed() >= WITHOUT_AN_ANSWER {
                return;
            }
        }
    }

    /// Answers the item on the screen and waits until the answer is shown as saved and the next
    /// item is there; how many are answered then.
    pub(super) fn answer(&mut self, key: char) -> usize {
        let before = self.answered();
        let item = format!("item {} ", self.item());
        // The guard against held keys: a person needs longer to read an item.
        std::thread::sleep(Duration::from_millis(140));
        self.send(&key.to_string());
        self.wait_until("the answer to be saved", |screen| {
            answered_on(screen) == Some(before + 1)
                && screen.contains("· saved ·")
                && screen.contains("item ")
                && !screen.contains(&item)
        });
        before + 1
    }

    /// The number of answers in the header.
    pub(super) fn answered(&self) -> usize {
        answered_on(&self.screen()).unwrap_or_else(|| panic!("no count on\n{}", self.screen()))
    }

    /// The item's id on the screen.
    pub(super) fn item(&self) -> String {
        let screen = self.screen();
        screen
            .lines()
            .find_map(|line| line.trim_start_matches([' ', '╭']).strip_prefix("item "))
            .and_then(|rest| rest.split_whitespace().next())
            .unwrap_or_else(|| panic!("no item on\n{screen}"))
            .to_owned()
    }

    pub(super) fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let mut seen = self.seen.lock().unwrap();
        seen.parser
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Sends a signal to the program.
    pub(super) fn signal(&self, name: &str) {
        let done = std::process::Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status()
            .unwrap();
        assert!(done.success());
    }

    /// The terminal hangs up, as when its window is closed.
    pub(super) fn hang_up(&mut self) {
        // The reader holds the terminal open too: a key that does nothing has it read once more
        // and let go.
        self.deaf.store(true, Ordering::SeqCst);
        self.send("\u{7f}");
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
    }

    /// Waits for the program to end.
    pub(super) fn ended(&mut self, within: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // What it wrote last is still on its way, until its end of the terminal is closed;
                // a shell's other children may hold that open.
                let ended = Instant::now();
                let is_read = || self.reader.as_ref().is_none_or(JoinHandle::is_finished);
                while !is_read() && ended.elapsed() < Duration::from_millis(100) {
                    std::thread::sleep(Duration::from_millis(2));
                }
                return status;
            }
            assert!(
                begun.elapsed() < within,
                "still running after {within:?}\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Quits and waits for the end.
    pub(super) fn quit(&mut self) -> ExitStatus {
        self.send("\u{11}");
        self.ended(PATIENCE)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn answered_on(screen: &str) -> Option<usize> {
    let header = screen.lines().next()?;
    let before = header.split(" answered").next()?;
    let number = before.rsplit(' ').next()?;
    number.replace(',', "").parse().ok()
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}
