//! Puts items that several people judged before a reviewer, one at a time, and records what they
//! decide: for a label, for the distribution, for a question to the guidelines, or that somebody
//! judges once more.
//!
//! An [`AdjudicationSession`] takes [`AdjudicationCommand`]s and gives [`AdjudicationEvent`]s. It
//! records first and shows after, as labeling does. Opening it only counts; what must be computed
//! (who is probably right, what a model that never saw an item's label predicts) comes from a
//! [`BackgroundAnalysis`] beside it, is taken in when it comes, and never moves the item on the
//! screen. Invariants: no judgement is changed by a decision; names and predictions that a
//! reviewer must not see yet are not in what the screen is given; and what the model predicts of a
//! held-out item is told nobody.

mod analysis;
mod cross_validation;
mod decisions;
mod label_errors;
mod lists;
mod messages;
mod queue;
mod tables;
mod view;
mod vote_table;

use std::collections::HashSet;
use std::sync::Arc;

pub use self::analysis::AnalysisResult;
use self::analysis::AnalysisResults;
pub(crate) use self::analysis::BackgroundAnalysis;

pub use self::messages::{AdjudicationCommand, AdjudicationEvent, Assignee, QueueEntry};
pub(crate) use self::messages::{
    AdjudicationProgress, AdjudicationView, Annotation, CurrentAdjudication, DisplayOptions,
    Likely, ListedCounts, TakenBack,
};
pub use self::queue::{Filter, Scope, Selection, Sort};
use self::queue::{Queue, QueueItem, Requests};
pub(crate) use self::tables::{PairCell, Tables};
use self::vote_table::VoteTable;
use super::shared::{Notice, OpenSession, SessionSummary, refuse_a_programs_name};
use crate::agreement::coefficients::pair;
use crate::agreement::{AnnotatorId, Resampling};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::journal::event::WeighedRecord;
use crate::pool::Items;
use crate::project::{OpenProject, ReviewKind};
use crate::schema::ItemIndex;
use crate::state::State;
use crate::wellbeing::Pace;
use crate::wellbeing::ledger::Ledger;

/// The item on the screen, as it stood when it was painted.
struct CurrentItem {
    item: ItemIndex,
    /// The judgements that are in sight.
    weighed: Vec<WeighedRecord>,
    /// Whether names stand beside them.
    names: bool,
    /// Whether the reviewer has seen what is likely before deciding.
    likely_seen: bool,
    /// Whether it was revealed, if it is sensitive.
    is_revealed: bool,
}

/// A session in which disagreement is adjudicated.
pub struct AdjudicationSession {
    base: OpenSession,
    vote_table: VoteTable,
    results: AnalysisResults,
    selection: Selection,
    shown: DisplayOptions,
    current: Option<CurrentItem>,
    /// The item to show next, whatever the queue says.
    pinned: Option<ItemIndex>,
    /// What was put off in this session, oldest first.
    put_off: Vec<ItemIndex>,
    /// Items of which the reviewer was told what is likely.
    told: HashSet<ItemIndex>,
    tables: Option<Arc<Tables>>,
    /// Undo changed what people said: results about what they said before are no use.
    is_recounted: bool,
    pace: Pace,
}

impl AdjudicationSession {
    /// Opens a project for review; `ledger` is the reviewer's own, if they keep one.
    ///
    /// # Errors
    /// When a program goes by the reviewer's name, or no item has labels of two people.
    pub fn new(
        project: OpenProject,
        clock: Arc<dyn Clock>,
        ledger: Option<Ledger>,
    ) -> Result<Self> {
        refuse_a_programs_name(&project)?;
        let vote_table = VoteTable::of(project.state(), &project.items, &project.guidelines.hash);
        if vote_table.several == 0 {
            return Err(nothing_to_review(&project, &vote_table));
        }
        Ok(Self {
            base: OpenSession::new(project, clock, ledger)?,
            vote_table,
            results: AnalysisResults::default(),
            selection: Selection::default(),
            shown: DisplayOptions::default(),
            current: None,
            pinned: None,
            put_off: Vec::new(),
            told: HashSet::new(),
            tables: None,
            is_recounted: false,
            pace: Pace::default(),
        })
    }

    /// What is to be found out beside the screen; its results come back through
    /// [`AdjudicationSession::take_result`].
    pub fn analysis(&self) -> BackgroundAnalysis {
        BackgroundAnalysis::of(&self.base.project, &self.vote_table)
    }

    /// The items, shared.
    pub fn items(&self) -> Arc<Items> {
        self.base.project.items.clone()
    }

    /// What the journals amount to.
    pub fn state(&self) -> &State {
        self.base.state()
    }

    /// The project that is reviewed.
    pub fn project(&self) -> &OpenProject {
        &self.base.project
    }

    /// The first events: how far the review is, and the first item.
    pub fn begin(&mut self) -> Vec<AdjudicationEvent> {
        let mut events = vec![self.progress(), self.ask()];
        let judged_again = self.judged_again_in_words().map(Notice::Done);
        let opening = judged_again.into_iter().chain(self.base.opening_notices());
        events.extend(opening.map(AdjudicationEvent::Notice));
        events
    }

    /// What it shares with a session of the other kind.
    pub(super) fn base(&mut self) -> &mut OpenSession {
        &mut self.base
    }

    /// Does what is asked; what cannot be done is reported, never lost.
    pub fn handle(&mut self, command: AdjudicationCommand) -> Vec<AdjudicationEvent> {
        let outcome = match command {
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
            AdjudicationCommand::ConsiderUndo => self.consider_undo(),
            AdjudicationCommand::Redo => self.redo(),
            AdjudicationCommand::Show(item) => {
                self.pinned = Some(item);
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
            AdjudicationCommand::Names(names) => Ok(self.show_more(|shown| shown.names = names)),
            AdjudicationCommand::Reliability(shown) => self.show_reliability(shown),
            AdjudicationCommand::Probable(shown) => self.show_probable(shown),
            AdjudicationCommand::Close => self.close(),
        };
        outcome.unwrap_or_else(|problem| {
            let refused = AdjudicationEvent::Notice(self.base.refused(&problem));
            vec![refused, self.progress()]
        })
    }

    /// Takes a result in. The item on the screen stays; what comes after it may change.
    pub fn take_result(&mut self, result: AnalysisResult) -> Vec<AdjudicationEvent> {
        if self.is_recounted {
            return Vec::new();
        }
        self.results.add(result);
        let mut events = vec![self.progress()];
        if self.current.is_some() {
            events.extend(self.again());
        } else {
            // What was found may be what was waited for.
            events.push(self.ask());
        }
        events
    }

    /// What there is to say of this session.
    pub(super) fn summary(&self) -> SessionSummary {
        let recorded = self.base.recorded();
        let decisions = recorded.map_or(0, |session| session.adjudications);
        self.base.summary(decisions, &self.pace, 0)
    }

    /// Counts what people said anew.
    fn count_votes(&mut self) {
        let project = &self.base.project;
        self.vote_table = VoteTable::of(project.state(), &project.items, &project.guidelines.hash);
        self.tables = None;
        // What was found is about what was said before.
        self.is_recounted = true;
        self.results = AnalysisResults {
            probable: Some(Err("labels were changed since the review was opened".into())),
            is_complete: true,
            ..AnalysisResults::default()
        };
    }

    fn queue(&self) -> Queue<'_> {
        Queue {
            state: self.state(),
            vote_table: &self.vote_table,
            results: &self.results,
            guidelines: &self.base.project.guidelines.hash,
            put_off: &self.put_off,
        }
    }

    /// The item that the reviewer went to, or the first of the queue.
    fn ask(&mut self) -> AdjudicationEvent {
        let pinned = self.pinned.take().and_then(|item| self.queued(item));
        let Some(queued) = pinned.or_else(|| self.first()) else {
            self.current = None;
            return AdjudicationEvent::Done;
        };
        let item = queued.item;
        let same = self.current.as_ref().filter(|on| on.item == item);
        let is_revealed = same.is_some_and(|on| on.is_revealed);
        self.comes_on_screen(item);
        let view = self.view(queued, is_revealed);
        let judgements = self.judgements(item);
        self.current = Some(CurrentItem {
            item,
            weighed: view::weighed(self.state(), &judgements),
            names: self.shown.names,
            likely_seen: view.likely.is_some() || self.told.contains(&item),
            is_revealed,
        });
        AdjudicationEvent::Ask(Box::new(view))
    }

    /// The first of the queue. What was put off comes round in the order in which it was.
    fn first(&self) -> Option<QueueItem> {
        let queue = self.queue().of(&self.selection);
        let put_off =
            |queued: &&QueueItem| self.put_off.iter().position(|item| *item == queued.item);
        let fresh = queue.iter().find(|queued| put_off(queued).is_none());
        fresh.or_else(|| queue.iter().min_by_key(put_off)).copied()
    }

    /// An item as it would stand in the queue; `None` when nobody judged it.
    fn queued(&self, item: ItemIndex) -> Option<QueueItem> {
        Some(QueueItem {
            row: self.vote_table.votes.row_of(item)?,
            status: self.queue().status(item, &Requests::of(self.state())),
            item,
        })
    }

    /// The item on the screen once more, with what is shown of it now.
    fn again(&mut self) -> Option<AdjudicationEvent> {
        let (item, is_revealed) = self.current.as_ref().map(|on| (on.item, on.is_revealed))?;
        let view = self.view(self.queued(item)?, is_revealed);
        let current = self.current.as_mut()?;
        current.names |= self.shown.names;
        current.likely_seen |= view.likely.is_some();
        Some(AdjudicationEvent::More(Box::new(view)))
    }

    fn is_descriptive(&self) -> bool {
        self.base.project.config.review.kind == ReviewKind::Descriptive
    }

    /// Refuses what makes no sense where labels are perspectives.
    fn refuse_if_descriptive(&self, wanted: bool, why: &str) -> Result<()> {
        if wanted && self.is_descriptive() {
            return Err(Error::refused(
                format!("these labels are perspectives: {why}"),
                "`kind` under [review] in querist.toml says so",
            ));
        }
        Ok(())
    }

    fn show_more(&mut self, change: impl FnOnce(&mut DisplayOptions)) -> Vec<AdjudicationEvent> {
        change(&mut self.shown);
        let mut events = vec![self.progress()];
        events.extend(self.again());
        events
    }

    fn show_reliability(&mut self, reliability: bool) -> Result<Vec<AdjudicationEvent>> {
        self.refuse_if_descriptive(reliability, "nobody is more reliable than another")?;
        let mut events = self.show_more(|shown| shown.reliability = reliability);
        if reliability {
            events.push(AdjudicationEvent::Notice(Notice::Done(self.how_reliable())));
        }
        Ok(events)
    }

    /// What the figures of reliability say, or why there are none.
    fn how_reliable(&self) -> String {
        let is_known = self
            .results
            .reliability
            .iter()
            .any(|one| one.right.is_some());
        match &self.results.probable {
            None => "how often each is probably right is still being computed".into(),
            Some(Err(why)) => format!("how often each is right cannot be told: {why}"),
            Some(Ok(_)) if is_known => {
                "an estimate from what the others say: often too sure, no ranking of people".into()
            }
            Some(Ok(_)) => {
                "how often each is right cannot be told: the labels are too few to tell who errs"
                    .into()
            }
        }
    }

    fn show_probable(&mut self, probable: bool) -> Result<Vec<AdjudicationEvent>> {
        self.refuse_if_descriptive(probable, "none is more probable than another")?;
        if probable && let Some(Err(why)) = &self.results.probable {
            return Err(Error::refused(
                format!("it cannot be told who is probably right: {why}"),
                "have more items labeled by several people",
            ));
        }
        Ok(self.show_more(|shown| shown.probable = probable))
    }

    fn tables(&mut self) -> Arc<Tables> {
        let votes = &self.vote_table.votes;
        let made = || Arc::new(Tables::of(votes));
        self.tables.get_or_insert_with(made).clone()
    }

    fn pair(&self, a: AnnotatorId, b: AnnotatorId) -> AdjudicationEvent {
        let how = Resampling {
            seed: self.base.project.config.seed,
            ..Resampling::default()
        };
        AdjudicationEvent::Pair(a, b, pair(&self.vote_table.votes, a, b, how))
    }

    fn close(&mut self) -> Result<Vec<AdjudicationEvent>> {
        self.base.end(self.pace.active_seconds, 0)?;
        Ok(Vec::new())
    }

    /// The filter in words.
    fn filter_in_words(&self) -> String {
        let labels = self.state().labels();
        let name = |who: AnnotatorId| {
            let known = self.vote_table.votes.annotators().get(who.index());
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
fn nothing_to_review(project: &OpenProject, vote_table: &VoteTable) -> Error {
    let people = vote_table.votes.annotators();
    let what = match people {
        [] => "nobody has labeled anything yet".to_owned(),
        [only] => format!("only one annotator is here: {only}"),
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
