//! `querist run`: lets a program answer in a person's place.
//!
//! The labeling session asks, the program answers, the journal records, under the program's own name and with
//! the hash of its command line. A question without a usable answer is put off and never
//! answered; a few of those in a row end the run. Each item is asked once in a run, so it ends.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::answer::{record, refusal};
use super::args::number;
use super::{confirm, output, resolve};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::journal::event::OracleRecord;
use crate::oracle::{Answer, CommandLine, CommandOracle, Fault, Outcome, Question, Verdict};
use crate::project::{Layout, OpenProject, Project};
use crate::query::Query;
use crate::schema::{Annotator, ItemIndex};
use crate::session::{LabelingCommand, LabelingSession, ResponseTiming};
use crate::state;

/// With which a program's name begins, unless the person chooses another.
const PREFIX: &str = "oracle-";
/// Lines of a program's stderr that are shown after a failure.
const MOST_LINES: usize = 40;
/// Characters of what a program said that are shown in one line.
const MOST_SHOWN: usize = 400;

/// Let a program answer: a line of JSON for each question on its stdin, one for each answer on
/// its stdout. It runs without a shell, in an empty folder of its own, and gets PATH, HOME,
/// language and time zone of the environment, and TMPDIR.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("program").required(true).args(["oracle", "command"]))]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// The program and its arguments, in one word; split as a shell does, never run by one.
    #[arg(long, value_name = "CMD")]
    oracle: Option<String>,
    /// The program and its arguments, word by word.
    #[arg(last = true, value_name = "CMD")]
    command: Vec<String>,
    /// The name for its answers; without it, oracle- and the program's name.
    #[arg(long, value_name = "NAME")]
    annotator: Option<String>,
    /// The most questions to put; without it, all there are.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    budget: Option<u64>,
    /// How long an answer may take, the first one with the program's start.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Questions in a row without a usable answer that end the run.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    max_failures: u32,
    /// An environment variable that it is given, too; its value is not kept. Can be repeated.
    #[arg(long = "env", value_name = "NAME")]
    passed: Vec<String>,
    /// Don't ask before a program is run for the first time.
    #[arg(long, short)]
    yes: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let fits = |seconds: &f64| (0.001..=86_400.0).contains(seconds);
    let seconds = number(text, fits, "write seconds up to a day such as 30 or 0.5");
    seconds.map(Duration::from_secs_f64)
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let layout = resolve::project(arguments.dir.as_deref())?;
    let line = match &arguments.oracle {
        Some(line) => CommandLine::parse(line)?,
        None => CommandLine::new(arguments.command.clone())?,
    };
    let name = name(&line, arguments.annotator.as_deref())?;
    let project = Project::read(layout.clone())?;
    check(&project, &name)?;
    confirm::allowed(&line, &project.config.id, arguments.yes)?;
    drop(project);
    let stop = stop_on_signals()?;
    let passed = arguments.passed.clone();
    let mut oracle = CommandOracle::new(line.clone(), passed, arguments.timeout);
    // Before the project is opened: what cannot be started leaves no journal behind.
    oracle.start().map_err(|fault| {
        Error::refused(
            format!("{line}: {fault}"),
            "check the name; one without a slash is looked for in PATH",
        )
    })?;
    let clock = SystemClock;
    let project = OpenProject::open(layout.clone(), name, clock.now())?;
    if let Some(why) = project.read_only() {
        bail!(Error::ReadOnly { why: why.into() });
    }
    for notice in project.notices() {
        output::remark(&notice);
    }
    let record = OracleRecord {
        program: line.name(),
        command: line.hash(),
        failure: None,
    };
    let session = LabelingSession::for_oracle(project, Arc::new(clock), record)?;
    let mut run = Run {
        line,
        oracle,
        labels: session
            .state()
            .labels()
            .active()
            .map(|(_, label)| label.name.clone())
            .collect(),
        session,
        stop,
        met: HashSet::new(),
        tally: Tally::default(),
    };
    run.session.begin();
    let ended = run.go(arguments);
    run.oracle.finish();
    output::progress_done();
    run.tell(&layout);
    ended
}

/// The name that the answers get.
fn name(line: &CommandLine, named: Option<&str>) -> Result<Annotator> {
    let own = super::resolve::annotator(None)?;
    let name = if let Some(named) = named {
        super::resolve::annotator(Some(named))?
    } else {
        let allowed = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let program: String = line.name().chars().filter(allowed).take(50).collect();
        Annotator::new(&format!("{PREFIX}{program}"))
            .map_err(|why| Error::usage(why, "name the oracle with --annotator NAME"))?
    };
    if name == own {
        bail!(Error::refused(
            format!("{name} is your own name: a program's answers are never a person's"),
            "choose another with --annotator NAME, or leave it out",
        ));
    }
    Ok(name)
}

/// Refuses what cannot be, before anything runs.
fn check(project: &Project, name: &Annotator) -> Result<()> {
    output::tell_concerns(project)?;
    let state = project.state();
    // A journal that says nothing yet is a person's who only looked, or a program's that ended.
    let is_silent = !state.is_oracle(name) && !name.as_str().starts_with(PREFIX);
    if state.is_person(name) || (is_silent && project.layout.journal(name).exists()) {
        bail!(Error::refused(
            format!("{name} is a person here: a program's answers are never a person's"),
            "choose another name with --annotator NAME, or leave it out",
        ));
    }
    if state.labels().active().next().is_none() {
        bail!(Error::refused(
            "there is no class yet that a program could give",
            "add [[labels]] to querist.toml, or answer once: `querist answer DIR ITEM CLASS \
             --new-class`",
        ));
    }
    Ok(())
}

/// A flag that is set when the person, or the system, wants an end.
fn stop_on_signals() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    #[cfg(unix)]
    for signal in [
        signal_hook::consts::SIGINT,
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
    ] {
        signal_hook::flag::register(signal, stop.clone())?;
    }
    Ok(stop)
}

/// What became of the questions.
#[derive(Debug, Default)]
struct Tally {
    asked: u64,
    labeled: u64,
    unsure: u64,
    skipped: u64,
    failed: u64,
    in_a_row: u32,
}

struct Run {
    line: CommandLine,
    oracle: CommandOracle,
    labels: Vec<String>,
    session: LabelingSession,
    stop: Arc<AtomicBool>,
    /// What was asked in this run.
    met: HashSet<ItemIndex>,
    tally: Tally,
}

impl Run {
    /// Asks until the budget is spent, all is asked, or something ends it.
    fn go(&mut self, arguments: &Arguments) -> Result<()> {
        while arguments.budget.is_none_or(|most| self.tally.asked < most) {
            let Some(item) = self.session.current().map(Query::item) else {
                return Ok(());
            };
            if !self.met.insert(item) {
                // Only what was put off comes back.
                return Ok(());
            }
            if self.stop.load(Ordering::Relaxed) {
                return Err(stopped());
            }
            let begun = Instant::now();
            let outcome = self.ask(item);
            let seconds = begun.elapsed().as_secs_f64();
            let time = ResponseTiming {
                seconds,
                active_seconds: seconds,
                ..ResponseTiming::default()
            };
            match outcome {
                Outcome::Stopped => return Err(stopped()),
                Outcome::Answered(answer) => self.record(item, answer, time)?,
                Outcome::Failed(fault, words) => {
                    self.fail(item, &fault, &words, time)?;
                    if self.tally.in_a_row >= arguments.max_failures {
                        return Err(self.gave_up(&fault));
                    }
                }
            }
            output::progress(&format!(
                "{} asked, {} failed",
                self.tally.asked, self.tally.failed
            ));
        }
        Ok(())
    }

    fn ask(&mut self, index: ItemIndex) -> Outcome {
        let project = self.session.project();
        let items = self.session.items();
        let item = items.get(index);
        let key = format!(
            "{} {} {}",
            SystemClock.now(),
            std::process::id(),
            self.tally.asked
        );
        let nonce = project.config.seed.rank("oracle nonce", &key);
        let fields = item.fields.iter();
        let fields: BTreeMap<&str, &str> = fields
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let question = Question {
            nonce: format!("{nonce:016x}"),
            item: &item.id,
            text: &item.text,
            fields,
            labels: &self.labels,
            guidelines: &project.guidelines.text,
        };
        self.tally.asked += 1;
        self.oracle.ask(&question, &self.stop)
    }

    fn record(&mut self, item: ItemIndex, answer: Answer, measured: ResponseTiming) -> Result<()> {
        self.tally.in_a_row = 0;
        let time = ResponseTiming {
            active_seconds: answer.seconds.unwrap_or(measured.active_seconds),
            ..measured
        };
        let tally = &mut self.tally;
        let (verdict, count) = match &answer.verdict {
            Verdict::Skip => (None, &mut tally.skipped),
            Verdict::Unsure => (Some(state::Verdict::Unsure), &mut tally.unsure),
            Verdict::Label(name) => {
                let label = self.session.state().labels().find(name);
                // It is one of those that were offered, and nobody else writes here.
                let gone = || Error::refused(format!("no class {name:?}"), "run it again");
                let verdict = state::Verdict::Label(label.ok_or_else(gone)?);
                (Some(verdict), &mut tally.labeled)
            }
        };
        record(&mut self.session, item, verdict, time)?;
        *count += 1;
        // What a person wrote beside an item is not written over.
        if let Some(note) = answer.note
            && self.session.state().item(item).note.is_none()
        {
            refusal(self.session.handle(LabelingCommand::Note(item, note)))?;
        }
        Ok(())
    }

    /// Tells what went wrong, and puts the item off.
    fn fail(
        &mut self,
        item: ItemIndex,
        fault: &Fault,
        words: &str,
        time: ResponseTiming,
    ) -> Result<()> {
        self.tally.failed += 1;
        self.tally.in_a_row += 1;
        output::progress_done();
        let items = self.session.items();
        let id = &items.get(item).id;
        output::remark(&short(&format!("{id}: {fault}; put off")));
        let lines: Vec<&str> = words.lines().collect();
        let left_out = lines.len().saturating_sub(MOST_LINES);
        if left_out > 0 {
            output::remark(&format!("  stderr: {left_out} earlier lines are left out"));
        }
        for line in &lines[left_out..] {
            output::remark(&format!("  stderr: {}", short(line)));
        }
        refusal(self.session.fail(item, time, fault.word()))
    }

    fn gave_up(&self, fault: &Fault) -> anyhow::Error {
        let next = match self.line.misplaced() {
            Some((word, full)) => format!(
                "it runs in an empty folder of its own: write {} instead of {word}",
                full.display()
            ),
            None if matches!(fault, Fault::Timeout(_)) => {
                "see that it writes each answer out at once (flushes its stdout), or give it more \
                 time with --timeout SECONDS"
                    .into()
            }
            None => "see what it wrote above; the same command goes on where this one ended".into(),
        };
        Error::refused(
            short(&format!(
                "no usable answer to {} questions in a row; the last: {fault}",
                self.tally.in_a_row
            )),
            next,
        )
        .into()
    }

    fn tell(&self, layout: &Layout) {
        let Tally {
            asked,
            labeled,
            unsure,
            skipped,
            failed,
            ..
        } = self.tally;
        let name = &self.session.project().annotator;
        let kept = labeled + unsure + skipped + failed;
        let open = match asked - kept {
            0 => String::new(),
            open => format!(" + {open} not recorded"),
        };
        output::remark(&format!(
            "{name}: asked {asked} = {labeled} labeled + {unsure} unsure + {skipped} skipped + \
             {failed} failed{open}"
        ));
        if self.session.current().is_none() {
            output::remark("every item is judged");
        }
        if let Some(receipt) = self.session.project().head() {
            output::remark(&format!("receipt: {receipt}"));
        }
        let dir = output::shell_word(&layout.root().display().to_string());
        output::remark(&format!("  next: querist status {dir}"));
    }
}

fn stopped() -> anyhow::Error {
    Error::refused(
        "stopped; every answer until now is saved",
        "the same command goes on where this one ended",
    )
    .into()
}

/// The beginning of what may be long.
fn short(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
