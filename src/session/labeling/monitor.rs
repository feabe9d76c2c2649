//! Watches how the person is who labels, and lets them rest.
//!
//! Keeps the pace, the fatigue detector and the break advice of one session, and says what an
//! answer's record keeps of them. Everything is told to the person alone. Invariant: nothing here
//! decides whether an answer counts.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::messages::{LabelingEvent, PersonReport, PersonView};
use super::{LabelingSession, done};
use crate::content_safety::{PolicyContext, word_count};
use crate::error::Result;
use crate::journal::Event;
use crate::journal::event::{BreakTaken, PersonRecord};
use crate::pool::Items;
use crate::project::OpenProject;
use crate::schema::{FatigueState, ItemIndex};
use crate::session::shared::{ResponseTiming, bounded, milliseconds};
use crate::state::{self, State, Verdict};
use crate::wellbeing::ledger::Entry;
use crate::wellbeing::{
    BreakAdvice, Consistency, Detector, Difficulty, EarlierWork, Pace, ResponseObservation,
    ResponseTimeBaseline, Suggestion, longest_stretch, reading_seconds,
};

/// The person, as the session knows them.
pub(super) struct AnnotatorMonitor {
    pub(super) pace: Pace,
    baseline: Option<Arc<ResponseTimeBaseline>>,
    pub(super) detector: Detector,
    advice: BreakAdvice,
    /// Answered in this project before, in all sessions.
    lifetime: usize,
    /// The judgement before, with which a switch is told.
    before: Option<Verdict>,
    /// An answer was taken back since the last one.
    took_back: bool,
    /// The next answer comes first after something: its time is no reading.
    interrupted: bool,
    /// When the session was opened: the clock that suggestions go by counts from here.
    begun: Timestamp,
    /// The suggestion that waits for an answer.
    suggested: Option<Suggestion>,
    /// The person's date when they last did something.
    today: Date,
    /// Seconds at work in this session that the ledger knows of.
    in_ledger: f64,
}

impl AnnotatorMonitor {
    /// The person who opened the project, with what their earlier sessions say of them.
    /// `worked_today` are active seconds of today over all projects, when that is known.
    pub(super) fn of(project: &OpenProject, worked_today: Option<f64>, now: Timestamp) -> Self {
        let policy = &project.config.session;
        let (state, items) = (project.state(), &*project.items);
        let sessions = sessions(state, items, project);
        let baseline = ResponseTimeBaseline::fit(&sessions, &policy.fatigue).map(Arc::new);
        let settled = ResponseTimeBaseline::settled(&sessions);
        let repeats = state.repeat_pairs(&project.annotator);
        let changed = repeats.iter().filter(|(before, then)| before != then);
        let lifetime = sessions.iter().map(Vec::len).sum();
        Self {
            pace: Pace::default(),
            baseline: baseline.clone(),
            detector: Detector::new(baseline, settled, policy.fatigue.clone())
                .knowing_repeats(changed.count(), repeats.len()),
            advice: BreakAdvice::new(policy.advice(), earlier_work(project, worked_today, now)),
            lifetime,
            before: state
                .timed_judgements(&project.annotator)
                .next_back()
                .map(|(_, reading)| reading.verdict),
            took_back: false,
            interrupted: true,
            begun: now,
            suggested: None,
            today: now.to_zoned(TimeZone::system()).date(),
            in_ledger: 0.0,
        }
    }

    /// The person does something on this date. After midnight, work of the day before is no work
    /// of today: the date that is over, and its seconds that the ledger does not know of.
    fn note_date(&mut self, today: Date) -> Option<(Date, f64)> {
        if today <= self.today {
            return None;
        }
        self.advice.day_began();
        let over = std::mem::replace(&mut self.today, today);
        Some((over, self.take_unreported()))
    }

    /// Seconds at work that the ledger does not know of, and does from now on.
    pub(super) fn take_unreported(&mut self) -> f64 {
        let all = self.pace.active_seconds;
        all - std::mem::replace(&mut self.in_ledger, all)
    }

    /// One judgement more; what its record keeps.
    pub(super) fn answered(
        &mut self,
        words: usize,
        uncertainty: Option<f64>,
        verdict: Verdict,
        time: &ResponseTiming,
    ) -> PersonRecord {
        self.was_away(time);
        let interrupted = std::mem::take(&mut self.interrupted) || time.interrupted;
        let reading = ResponseObservation {
            seconds: time.active_seconds,
            difficulty: Difficulty {
                words,
                uncertainty,
                switched: self.before.map(|before| before != verdict),
            },
            lifetime: self.lifetime,
            unsettled: interrupted,
            undone: std::mem::take(&mut self.took_back),
        };
        let fatigue = self.detector.answered(&reading);
        self.pace.answered(time.active_seconds);
        self.advice.worked(time.active_seconds);
        self.lifetime += 1;
        self.before = Some(verdict);
        PersonRecord {
            fatigue: Some(fatigue),
            ..record_of(time, interrupted)
        }
    }

    /// How hard an item is on a tired person: the seconds that they usually take for its length.
    pub(super) fn effort(&self, items: &Items, item: ItemIndex) -> f64 {
        self.typical_seconds(Difficulty::of_words(words_of(items, item)))
    }

    fn typical_seconds(&self, difficulty: Difficulty) -> f64 {
        match &self.baseline {
            Some(baseline) => baseline.typical_seconds(difficulty, self.lifetime),
            None => reading_seconds(difficulty.words),
        }
    }

    /// Seconds between two acts on such an item from which on the person was away: many times
    /// what they usually take, or what reading takes while nothing is known of them.
    pub(super) fn away_after(&self, words: usize, uncertainty: Option<f64>) -> f64 {
        let difficulty = Difficulty {
            words,
            uncertainty,
            switched: None,
        };
        longest_stretch(Some(self.typical_seconds(difficulty)))
    }

    /// Work without a judgement: an item that was put off; what its record keeps.
    pub(super) fn deferrals(&mut self, time: &ResponseTiming) -> PersonRecord {
        self.was_away(time);
        self.pace.worked(time.active_seconds);
        self.advice.worked(time.active_seconds);
        self.detector.worked(time.active_seconds);
        PersonRecord {
            fatigue: Some(self.detector.record()),
            ..record_of(time, self.interrupted || time.interrupted)
        }
    }

    fn was_away(&mut self, time: &ResponseTiming) {
        if time.away_seconds > 0.0 {
            self.absent(time.away_seconds);
        }
    }

    fn absent(&mut self, seconds: f64) {
        self.interrupted = true;
        self.detector.rested(seconds);
        self.advice.rested(seconds);
    }

    /// A break of so many seconds.
    pub(super) fn rested(&mut self, seconds: f64) {
        self.absent(seconds);
        self.suggested = None;
        self.pace.rested();
    }

    /// An answer was taken back.
    pub(super) fn took_back(&mut self) {
        self.took_back = true;
        self.interrupted = true;
    }

    /// Seconds since the session was opened, absences included.
    fn seconds(&self, now: Timestamp) -> f64 {
        now.duration_since(self.begun).as_secs_f64().max(0.0)
    }
}

impl LabelingSession {
    pub(super) fn rested(&mut self, seconds: f64) -> Result<Vec<LabelingEvent>> {
        let seconds = bounded(seconds);
        self.monitor.rested(seconds);
        self.base.write_ledger(Entry::BreakTaken { seconds });
        if let Some(session) = self.base.number() {
            self.base
                .record(Event::BreakTaken(BreakTaken { session, seconds }))?;
        }
        Ok(vec![self.progress()])
    }

    /// The person acts now: at midnight their ledger is told what they worked before.
    pub(super) fn note_date(&mut self) -> PolicyContext {
        let context = self.context();
        let over = self.monitor.note_date(context.today);
        if let (Some((over, active_seconds)), Some(_)) = (over, self.base.number()) {
            let worked = Entry::Worked { active_seconds };
            self.base.write_ledger_on(over, context.now, worked);
        }
        context
    }

    /// What is suggested between two items, if anything is; only to a person.
    pub(super) fn suggest(&mut self) -> Option<LabelingEvent> {
        if !self.base.is_attended {
            return None;
        }
        let monitor = &mut self.monitor;
        let seconds = monitor.seconds(self.base.clock.now());
        let state = monitor.detector.state();
        let suggestion = monitor.advice.suggestion(seconds, state, true)?;
        monitor.suggested = Some(suggestion.clone());
        self.base.write_ledger(Entry::BreakSuggested {
            why: suggestion.rule.as_str().into(),
        });
        Some(LabelingEvent::BreakSuggested(suggestion.words))
    }

    pub(super) fn dismiss_break(&mut self) -> Vec<LabelingEvent> {
        let seconds = self.monitor.seconds(self.base.clock.now());
        if self.monitor.suggested.take().is_some() {
            self.monitor.advice.dismissed(seconds);
            self.base.write_ledger(Entry::BreakDismissed);
            vec![self.progress()]
        } else {
            Vec::new()
        }
    }

    pub(super) fn toggle_suggestions(&mut self) -> Vec<LabelingEvent> {
        let monitor = &mut self.monitor;
        monitor.advice.silent = !monitor.advice.silent;
        let words = if monitor.advice.silent {
            monitor.suggested = None;
            "no break is suggested for the rest of this session"
        } else {
            "breaks are suggested again"
        };
        vec![done(words), self.progress()]
    }

    /// How the person is, for the parts of the screen that always say so.
    pub(super) fn person(&self) -> PersonView {
        let safety = &self.base.safety;
        let revealed = safety.exposure.session_totals().reveals;
        let support = &safety.policy.support;
        let (detector, advice) = (&self.monitor.detector, &self.monitor.advice);
        let suggested = self.monitor.suggested.as_ref();
        PersonView {
            state: detector.state(),
            mark: advice.shows_mark(),
            suggestion: suggested.map(|known| known.words.clone()),
            break_minutes: suggested.map_or(advice.length(), |known| known.minutes),
            revealed,
            support: (revealed > 0 && !support.is_empty()).then(|| support.clone()),
        }
    }

    pub(super) fn how_am_i(&mut self) -> LabelingEvent {
        let context = self.note_date();
        let repeats = self.state().repeat_pairs(&self.base.project.annotator);
        let labels: Vec<_> = repeats
            .iter()
            .filter_map(|pair| match pair {
                (Verdict::Label(before), Verdict::Label(then)) => Some((*before, *then)),
                _ => None,
            })
            .collect();
        let safety = &self.base.safety;
        let (exposure, ledger) = (&safety.exposure, safety.ledger.as_ref());
        let out = exposure.opted_out().iter();
        let (detector, advice) = (&self.monitor.detector, &self.monitor.advice);
        LabelingEvent::Person(Box::new(PersonReport {
            consistency: Consistency::of(&labels),
            exposure: [
                exposure.session_totals(),
                exposure.day_totals(context.today),
            ],
            left_out: out.map(|category| category.as_str().to_owned()).collect(),
            ledger: ledger.map(|ledger| ledger.path().to_path_buf()),
            state: detector.state(),
            sentences: detector.sentences(),
            signs: detector.why(),
            since_break: advice.since_break,
            today: advice.today,
            silent: advice.silent,
        }))
    }

    /// Keeps how the person says that they are, for their own ledger.
    pub(super) fn check_in(&mut self, score: u8) -> Vec<LabelingEvent> {
        if !(1..=5).contains(&score) {
            return Vec::new();
        }
        self.base.write_ledger(Entry::CheckIn { score });
        vec![done("noted, for you alone")]
    }
}

fn record_of(time: &ResponseTiming, interrupted: bool) -> PersonRecord {
    PersonRecord {
        revealed_after: time.revealed_after.map(milliseconds),
        first_key_after: time.first_key_after.map(milliseconds),
        longest_pause: milliseconds(time.longest_pause),
        away_seconds: milliseconds(time.away_seconds),
        scrolled: time.scrolled,
        interrupted,
        at_once: false,
        seen: time.seen,
        fatigue: None,
    }
}

/// The annotator's readings, a list a session. Answers without a session stand alone, and those
/// given while tired are left out: they are not what is usual.
fn sessions(state: &State, items: &Items, project: &OpenProject) -> Vec<Vec<ResponseObservation>> {
    let mut sessions: Vec<(Option<u32>, Vec<ResponseObservation>)> = Vec::new();
    let mut before: Option<Verdict> = None;
    let readings = state.timed_judgements(&project.annotator).enumerate();
    for (lifetime, (session, known)) in readings {
        let switched = before.replace(known.verdict).map(|v| v != known.verdict);
        let tired = |fatigue: state::FatigueRecord| fatigue.state == FatigueState::Tired;
        let reading = ResponseObservation {
            seconds: known.active_seconds,
            difficulty: Difficulty {
                words: words_of(items, known.item),
                uncertainty: known.uncertainty,
                switched,
            },
            lifetime,
            unsettled: known.interrupted || known.fatigue.is_some_and(tired),
            undone: false,
        };
        match sessions.last_mut() {
            Some((number, list)) if *number == session => list.push(reading),
            _ => sessions.push((session, vec![reading])),
        }
    }
    sessions.into_iter().map(|(_, list)| list).collect()
}

/// Words of an item's text.
pub(super) fn words_of(items: &Items, item: ItemIndex) -> usize {
    word_count(&items.get(item).text)
}

/// Active seconds of earlier sessions today: in this project, or in all as far as is known.
fn earlier_work(project: &OpenProject, worked_today: Option<f64>, now: Timestamp) -> EarlierWork {
    let zone = TimeZone::system();
    let today = now.to_zoned(zone.clone()).date();
    let here: f64 = project
        .state()
        .timed_judgements(&project.annotator)
        .filter(|(_, reading)| reading.given_at.to_zoned(zone.clone()).date() == today)
        .map(|(_, reading)| reading.active_seconds)
        .sum();
    EarlierWork {
        today: worked_today.unwrap_or(0.0).max(here),
        day_part: 0.0,
    }
}
