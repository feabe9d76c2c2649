//! Where do the reviewer and the journal meet?
//!
//! A [`AdjudicationSession`] takes [`AdjudicationCommand`]s and gives [`AdjudicationEvent`]s. It records first and shows
//! after; what a study finds out meanwhile is taken in when it comes, and never moves the item on
//! the screen.

use std::collections::HashSet;
use std::sync::Arc;

use super::face;
use super::ground::VoteTable;
use super::messages::{AdjudicationCommand, AdjudicationEvent, AdjudicationView, DisplayOptions};
use super::queue::{Queued, View, waiting};
use super::selection::{Filter, Selection};
use super::study::{AnalysisResult, AnalysisResults, BackgroundAnalysis};
use super::tables::Tables;
use crate::agreement::coefficients::pair;
use crate::agreement::{AnnotatorId, Resampling};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::WeighedRecord;
use crate::pool::Items;
use crate::project::{OpenProject, ReviewKind};
use crate::schema::ItemIndex;
use crate::session::labeling::headless::refuse_a_programs_name;
use crate::session::labeling::messages::SessionSummary;
use crate::session::protection::Protection;
use crate::session::sitting;
use crate::state::State;
use crate::wellbeing::Pace;
use crate::wellbeing::ledger::Ledger;

/// The item on the screen, as it stood when it was painted.
pub(super) struct CurrentItem {
    pub(super) item: ItemIndex,
    /// The judgements that are in sight.
    pub(super) weighed: Vec<WeighedRecord>,
    /// Whether names stand beside them.
    pub(super) names: bool,
    /// Whether the reviewer has seen what is likely before deciding.
    pub(super) likely_seen: bool,
    /// Whether its veil was lifted, if it has one.
    pub(super) is_lifted: bool,
}

/// The desk of the review.
pub struct AdjudicationSession {
    pub(super) project: OpenProject,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ground: VoteTable,
    pub(super) findings: AnalysisResults,
    pub(super) selection: Selection,
    pub(super) shows: DisplayOptions,
    pub(super) current: Option<CurrentItem>,
    /// The item to show next, whatever the queue says.
    pub(super) called: Option<ItemIndex>,
    /// What was put off in this session, oldest first.
    pub(super) put_off: Vec<ItemIndex>,
    /// Items of which the reviewer was told what is likely.
    pub(super) told: HashSet<ItemIndex>,
    tables: Option<Arc<Tables>>,
    pub(super) protection: Protection,
    pub(super) session: Option<u32>,
    pub(super) pace: Pace,
    /// Why a decision may not be on the disk.
    unconfirmed: Option<String>,
}

impl AdjudicationSession {
    /// A desk on an open project.
    ///
    /// # Errors
    /// When a program goes by the reviewer's name, or no item has labels of two people.
    pub fn new(project: OpenProject, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::with_ledger(project, clock, None)
    }

    /// The same, for a person who keeps a ledger of their own.
    ///
    /// # Errors
    /// As [`AdjudicationSession::new`].
    pub fn with_ledger(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        refuse_a_programs_name(&project)?;
        let ground = VoteTable::of(project.state(), &project.items, &project.guidelines.hash);
        if ground.several == 0 {
            return Err(nothing_to_review(&project, &ground));
        }
        let protection = Protection::of(&project, ledger, clock.now())?;
        Ok(Self {
            protection,
            project,
            clock,
            ground,
            findings: AnalysisResults::default(),
            selection: Selection::default(),
            shows: DisplayOptions::default(),
            current: None,
            called: None,
            put_off: Vec::new(),
            told: HashSet::new(),
            tables: None,
            session: None,
            pace: Pace::default(),
            unconfirmed: None,
        })
    }

    /// What is to be found out beside the screen; its findings come back through
    /// [`AdjudicationSession::take`].
    pub fn study(&self) -> BackgroundAnalysis {
        BackgroundAnalysis::of(&self.project, &self.ground)
    }

    /// The items, shared.
    pub fn items(&self) -> Arc<Items> {
        self.project.items.clone()
    }

    /// What the journals amount to.
    pub fn state(&self) -> &State {
        self.project.state()
    }

    /// The project behind the desk.
    pub fn project(&self) -> &OpenProject {
        &self.project
    }

    /// The first reports: how far the review is, and the first item.
    pub fn begin(&mut self) -> Vec<AdjudicationEvent> {
        let mut reports = vec![self.progress(), self.ask()];
        if let Some(why) = self.project.read_only() {
            reports.push(AdjudicationEvent::Refused(
                format!("open read-only: {why}"),
                "`querist doctor` has the details".into(),
            ));
        }
        let notices = self.project.notices().into_iter();
        reports.extend(notices.map(AdjudicationEvent::Told));
        reports
    }

    /// Does what is asked; what cannot be done is reported, never lost.
    pub fn handle(&mut self, order: AdjudicationCommand) -> Vec<AdjudicationEvent> {
        let done = match order {
            AdjudicationCommand::Decide {
                item,
                decision,
                rationale,
                time,
            } => self.decide(item, decision, rationale, time),
            AdjudicationCommand::Send {
                item,
                to,
                why,
                time,
            } => self.send(item, to, why, time),
            AdjudicationCommand::Skip { item, time } => Ok(self.skip(item, time)),
            AdjudicationCommand::Veil(item, down) => self.veil(item, down),
            AdjudicationCommand::Undo => self.undo(),
            AdjudicationCommand::Show(item) => {
                self.called = Some(item);
                Ok(vec![self.ask()])
            }
            AdjudicationCommand::Next => Ok(vec![self.ask()]),
            AdjudicationCommand::Choose(selection) => {
                self.selection = selection;
                Ok(vec![self.progress(), self.ask()])
            }
            AdjudicationCommand::List => Ok(vec![self.list()]),
            AdjudicationCommand::Decisions => Ok(vec![self.decisions()]),
            AdjudicationCommand::Tables => Ok(vec![AdjudicationEvent::Tables(self.tables())]),
            AdjudicationCommand::Pair(a, b) => Ok(vec![self.pair(a, b)]),
            AdjudicationCommand::Names(shown) => Ok(self.show_more(|shows| shows.names = shown)),
            AdjudicationCommand::Reliability(shown) => self.show_reliability(shown),
            AdjudicationCommand::Probable(shown) => self.show_probable(shown),
            AdjudicationCommand::Close => self.close(),
        };
        // After a failed write the project is read-only, and the screen must know.
        done.unwrap_or_else(|problem| {
            if matches!(problem, Error::NotConfirmed { .. }) {
                self.unconfirmed = Some(problem.to_string());
            }
            vec![refusal(&problem), self.progress()]
        })
    }

    /// Takes a finding in. The item on the screen stays; what comes after it may change.
    pub fn take(&mut self, finding: AnalysisResult) -> Vec<AdjudicationEvent> {
        self.findings.add(finding);
        let mut reports = vec![self.progress()];
        if self.current.is_some() {
            reports.extend(self.again());
        } else {
            // What was found may be what was waited for.
            reports.push(self.ask());
        }
        reports
    }

    /// What there is to say of this session.
    pub(in crate::session) fn summary(&self) -> SessionSummary {
        let number = self.session;
        let sittings = self.state().sessions_of(self.project.writer());
        let sitting = sittings
            .filter(|sitting| Some(sitting.number) == number)
            .last();
        SessionSummary {
            answers: sitting.map_or(0, |sitting| sitting.adjudications),
            active_seconds: self.pace.active_seconds,
            breaks: self.pace.breaks,
            revealed: 0,
            receipt: self.project.head().map(|head| head.to_string()),
            unconfirmed: self.unconfirmed.clone(),
        }
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            state: self.project.state(),
            items: &self.project.items,
            ground: &self.ground,
            findings: &self.findings,
            guidelines: &self.project.guidelines.hash,
            put_off: &self.put_off,
        }
    }

    /// The item that was called for, or the first of the queue.
    pub(super) fn ask(&mut self) -> AdjudicationEvent {
        let called = self.called.take().and_then(|item| self.queued(item));
        let Some(queued) = called.or_else(|| self.first()) else {
            self.current = None;
            return AdjudicationEvent::Done;
        };
        let same = self.current.as_ref().filter(|on| on.item == queued.item);
        let is_lifted = same.is_some_and(|on| on.is_lifted);
        self.shows_item(queued.item);
        let mut face = self.face(queued);
        self.hide(&mut face, is_lifted);
        let voices = face::voices(
            self.state(),
            &self.project.items,
            queued.item,
            self.project.config.seed,
        );
        self.current = Some(CurrentItem {
            item: queued.item,
            weighed: face::weighed(self.state(), &voices),
            names: self.shows.names,
            likely_seen: face.likely.is_some() || self.told.contains(&queued.item),
            is_lifted,
        });
        AdjudicationEvent::Ask(Box::new(face))
    }

    /// The first of the queue. What was put off comes round in the order in which it was.
    fn first(&self) -> Option<Queued> {
        let queue = self.view().queue(&self.selection);
        let put_off = |queued: &&Queued| self.put_off.iter().position(|item| *item == queued.item);
        let fresh = queue.iter().find(|queued| put_off(queued).is_none());
        fresh.or_else(|| queue.iter().min_by_key(put_off)).copied()
    }

    /// An item as it would stand in the queue; `None` when nobody judged it.
    fn queued(&self, item: ItemIndex) -> Option<Queued> {
        Some(Queued {
            row: self.ground.votes.row_of(item)?,
            standing: self.view().standing(item, &waiting(self.state())),
            item,
        })
    }

    fn face(&self, queued: Queued) -> AdjudicationView {
        let view = self.view();
        let mut face = face::face(&view, self.project.config.seed, self.shows, queued);
        // Whoever has decided may see what is likely: the decision was their own.
        let own = face.decided.as_ref().map(|decided| &decided.by);
        if own == Some(&self.project.annotator) || self.told.contains(&queued.item) {
            face.likely = Some(face::likely(&view, queued.item));
            face.reasons = face::reasons(&view, queued, true);
        }
        if self.is_descriptive()
            && let Some(likely) = &mut face.likely
        {
            likely.probable = None;
        }
        face
    }

    /// The item on the screen once more, with what is shown of it now.
    pub(super) fn again(&mut self) -> Option<AdjudicationEvent> {
        let is_lifted = self.current.as_ref()?.is_lifted;
        let queued = self.queued(self.current.as_ref()?.item)?;
        let mut face = self.face(queued);
        self.hide(&mut face, is_lifted);
        let current = self.current.as_mut()?;
        current.names |= self.shows.names;
        current.likely_seen |= face.likely.is_some();
        Some(AdjudicationEvent::More(Box::new(face)))
    }

    pub(super) fn is_descriptive(&self) -> bool {
        self.project.config.review.kind == ReviewKind::Descriptive
    }

    fn show_more(&mut self, change: impl FnOnce(&mut DisplayOptions)) -> Vec<AdjudicationEvent> {
        change(&mut self.shows);
        let mut reports = vec![self.progress()];
        reports.extend(self.again());
        reports
    }

    fn show_reliability(&mut self, shown: bool) -> Result<Vec<AdjudicationEvent>> {
        if shown && self.is_descriptive() {
            return Err(Error::refused(
                "these labels are perspectives: nobody is more reliable than another",
                "`kind` under [review] in querist.toml says so",
            ));
        }
        Ok(self.show_more(|shows| shows.reliability = shown))
    }

    fn show_probable(&mut self, shown: bool) -> Result<Vec<AdjudicationEvent>> {
        if shown && self.is_descriptive() {
            return Err(Error::refused(
                "these labels are perspectives: none is more probable than another",
                "`kind` under [review] in querist.toml says so",
            ));
        }
        if shown && let Some(Err(why)) = &self.findings.probable {
            return Err(Error::refused(
                format!("it cannot be told who is probably right: {why}"),
                "have more items labeled by several people",
            ));
        }
        Ok(self.show_more(|shows| shows.probable = shown))
    }

    fn tables(&mut self) -> Arc<Tables> {
        let ground = &self.ground;
        let made = || Arc::new(Tables::of(ground));
        self.tables.get_or_insert_with(made).clone()
    }

    fn pair(&self, a: AnnotatorId, b: AnnotatorId) -> AdjudicationEvent {
        let how = Resampling {
            seed: self.project.config.seed,
            ..Resampling::default()
        };
        AdjudicationEvent::Pair(a, b, pair(&self.ground.votes, a, b, how))
    }

    /// Records an event under the session, which begins with its first event.
    pub(super) fn record(&mut self, event: Event) -> Result<u64> {
        let now = self.clock.now();
        if self.session.is_none() {
            self.session = Some(sitting::begin(&mut self.project, now)?);
        }
        self.project.record(now, event)
    }

    /// The number of this session, which may begin with the next event.
    pub(super) fn session_number(&self) -> u32 {
        let next = || self.state().next_session(self.project.writer());
        self.session.unwrap_or_else(next)
    }

    fn close(&mut self) -> Result<Vec<AdjudicationEvent>> {
        if let Some(session) = self.session {
            let ended = sitting::ended(session, self.pace.active_seconds, 0);
            self.project.record(self.clock.now(), ended)?;
        }
        Ok(Vec::new())
    }

    /// The filter in words.
    pub(super) fn filter_in_words(&self) -> String {
        let labels = self.state().labels();
        let name = |who: AnnotatorId| {
            let known = self.ground.votes.annotators().get(who.index());
            known.map_or(String::new(), ToString::to_string)
        };
        match self.selection.filter {
            Filter::None => String::new(),
            Filter::Pair(a, b) => format!("{} and {} differ", name(a), name(b)),
            Filter::Cell(c, k) if c == k => format!("two say {}", labels.name(c)),
            Filter::Cell(c, k) => format!("{} meets {}", labels.name(c), labels.name(k)),
            Filter::Annotator(who) => format!("{} differs from somebody", name(who)),
        }
    }
}

/// Why there is nothing to review, and how there could be.
fn nothing_to_review(project: &OpenProject, ground: &VoteTable) -> Error {
    let people = ground.votes.annotators();
    let what = match people {
        [] => "nobody has labeled anything yet".to_owned(),
        [only] => format!("only one voice is here: {only}"),
        _ => "no item has labels of two people".to_owned(),
    };
    Error::refused(
        format!("there is nothing to review: {what}"),
        format!(
            "bring in another's labels with `querist import {} FILE --annotator NAME`",
            project.layout.root().display()
        ),
    )
}

/// The report of an error: told with its next step.
fn refusal(problem: &Error) -> AdjudicationEvent {
    let (what, next) = (problem.to_string(), problem.next_step());
    match problem {
        Error::NotConfirmed { .. } => AdjudicationEvent::NotConfirmed(what, next),
        _ => AdjudicationEvent::Refused(what, next),
    }
}
