//! Lists items: what comes next, what was answered, what is set aside, and all that fit some words.
//!
//! One list serves them all. What is looked for in a large project is looked for in parallel, and
//! left off as soon as something else is wanted. Invariant: nothing is told of the item on the
//! screen, which may be a check, nor of the text of a veiled one.

mod bulk;
mod filter;
mod matching;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

pub use self::bulk::Chosen;
use self::filter::{Condition, ItemFilter, Term};
use self::matching::{Fit, Matcher, places};
use super::LabelingSession;
use super::messages::LabelingEvent;
use crate::content_safety::Veil;
use crate::pool::{Items, PoolId};
use crate::schema::{Arm, ItemIndex};
use crate::state::Verdict;
use crate::text::fold;

/// The most rows that a list shows: more are counted.
const MOST_ROWS: usize = 1_000;
/// Among how many items a column's name is looked for.
const SAMPLED: usize = 100;

/// What a list is about, before it is narrowed by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ItemView {
    /// All items.
    #[default]
    All,
    /// What is likely to be asked next.
    Next,
    /// What was answered, the latest first.
    Answered,
    /// What the person put off.
    Skipped,
    /// What somebody could not tell.
    Unsure,
    /// What is flagged.
    Flagged,
    /// What has a note.
    Noted,
    /// What is set aside, each with the reason.
    SetAside,
    /// What somebody was asked to judge.
    Waiting,
}

impl ItemView {
    /// All of them, in the order of the tabs.
    pub(crate) const ALL: [Self; 9] = [
        Self::All,
        Self::Next,
        Self::Answered,
        Self::Skipped,
        Self::Unsure,
        Self::Flagged,
        Self::Noted,
        Self::SetAside,
        Self::Waiting,
    ];

    /// Its name on the screen.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Next => "next",
            Self::Answered => "answered",
            Self::Skipped => "skipped",
            Self::Unsure => "unsure",
            Self::Flagged => "flagged",
            Self::Noted => "noted",
            Self::SetAside => "set aside",
            Self::Waiting => "waiting",
        }
    }

    fn condition(self) -> Option<Condition> {
        match self {
            Self::All | Self::Next => None,
            Self::Answered => Some(Condition::Answered),
            Self::Skipped => Some(Condition::Skipped),
            Self::Unsure => Some(Condition::Unsure),
            Self::Flagged => Some(Condition::Flagged),
            Self::Noted => Some(Condition::Noted),
            Self::SetAside => Some(Condition::SetAside),
            Self::Waiting => Some(Condition::Waiting),
        }
    }
}

/// Which items are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemQuery {
    /// Of which kind.
    pub view: ItemView,
    /// What was typed to narrow them.
    pub filter: String,
}

/// One item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRow {
    /// The item.
    pub item: ItemIndex,
    /// What was said of it.
    pub verdict: Option<Verdict>,
    /// Why it stands in this list, or how it came to be answered; empty when there is nothing to say.
    pub why: String,
    /// Whether it is marked.
    pub flagged: bool,
    /// The note beside it.
    pub note: Option<String>,
    /// What may be told of it in place of its text; `None` for what is benign.
    pub veil: Option<Veil>,
    /// The column in which the words stand, when the text has none of them.
    pub column: Option<usize>,
    /// Where the words stand there, or in the text.
    pub found: Vec<Range<usize>>,
}

/// The items that fit.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemListing {
    /// What was wanted.
    pub query: ItemQuery,
    /// How many fit.
    pub total: usize,
    /// The item on the screen is left out, whether it fits or not.
    pub leaves_one_out: bool,
    /// Nothing has the words: these have nearly the same.
    pub is_near: bool,
    /// The first of them.
    pub rows: Vec<ItemRow>,
}

impl LabelingSession {
    /// The items that fit; nothing yet when something else is wanted by now.
    pub(super) fn list_items(&mut self, query: ItemQuery) -> Vec<LabelingEvent> {
        self.left_off = None;
        let Some((hits, is_near)) = self.find_items(&query, true) else {
            self.left_off = Some(query);
            return Vec::new();
        };
        let filter = self.filter(&query);
        let words: Vec<&str> = filter.words().collect();
        let reasons = self.reasons(&query, &hits);
        let rows = hits.iter().take(MOST_ROWS);
        let rows = rows.map(|index| self.row(*index, &words, reasons.get(index)));
        vec![LabelingEvent::Items(Box::new(ItemListing {
            rows: rows.collect(),
            total: hits.len(),
            leaves_one_out: self.current().is_some(),
            is_near,
            query,
        }))]
    }

    /// All items that fit, in the order of the list, and whether they only nearly do; `None` when
    /// the search was left off, if it may be.
    fn find_items(&self, query: &ItemQuery, may_stop: bool) -> Option<(Vec<ItemIndex>, bool)> {
        let filter = self.filter(query);
        let places = self.places(query.view);
        let matcher = self.matcher(&filter);
        let on_screen = self.current().map(crate::query::Query::item);
        let is_listed = |index: &ItemIndex| {
            Some(*index) != on_screen
                && (query.view != ItemView::Next || places.contains_key(index))
        };
        let waiting = &*self.waiting;
        let stops = || may_stop && waiting.load(Ordering::Relaxed) > 0;
        let count = self.base.items().len();
        let mut is_near = false;
        let mut fits = scan(count, is_listed, stops, |index, buffer| {
            matcher.fit(index, buffer, false)
        })?;
        if fits.is_empty() && filter.words().next().is_some() {
            fits = scan(count, is_listed, stops, |index, buffer| {
                matcher.fit(index, buffer, true)
            })?;
            is_near = !fits.is_empty();
        }
        fits.sort_by_key(|(fit, index)| {
            let place = places.get(index).copied().unwrap_or(usize::MAX);
            (*fit, place, *index)
        });
        Some((fits.into_iter().map(|(_, index)| index).collect(), is_near))
    }

    fn filter(&self, query: &ItemQuery) -> ItemFilter {
        let items = self.base.items();
        let is_column = |name: &str| {
            let mut fields = items
                .iter()
                .take(SAMPLED)
                .flat_map(|(_, item)| &item.fields);
            fields.any(|(column, _)| fold(column) == name)
        };
        let mut filter = ItemFilter::read(&query.filter, is_column);
        filter.terms.extend(query.view.condition().map(Term::Is));
        filter
    }

    fn matcher<'a>(&'a self, filter: &'a ItemFilter) -> Matcher<'a> {
        let (state, items) = (self.state(), self.base.items());
        let mut set_aside = HashSet::new();
        if filter.asks_for(Condition::SetAside) {
            set_aside.extend(self.open_set_aside().into_iter().map(|(index, _)| index));
        }
        let mut waiting = HashSet::new();
        if filter.asks_for(Condition::Waiting) {
            waiting.extend(self.waiting().into_keys());
        }
        Matcher {
            state,
            items,
            annotator: &self.base.project.annotator,
            filter,
            set_aside,
            waiting,
            names: state
                .labels()
                .all()
                .iter()
                .map(|label| fold(&label.name))
                .collect(),
        }
    }

    /// What this person asked of somebody and what is not judged since: of whom.
    fn waiting(&self) -> HashMap<ItemIndex, String> {
        let state = self.state();
        let asked = state.requested().iter().filter(|request| {
            let said = state.item(request.item).judgement_of(&request.of);
            request.by == self.base.project.annotator
                && said.is_none_or(|judgement| judgement.given_at < request.asked_at)
        });
        asked
            .map(|request| (request.item, request.of.to_string()))
            .collect()
    }

    /// The order of a view, where it is not that of the import.
    fn places(&self, view: ItemView) -> HashMap<ItemIndex, usize> {
        let order: Vec<ItemIndex> = match view {
            ItemView::Answered => self.state().recently_handled(&self.base.project.annotator),
            ItemView::Next => {
                let again = self.asked_again().into_iter().map(|(index, _)| index);
                again.chain(self.ranked(self.base.items())).collect()
            }
            _ => Vec::new(),
        };
        order
            .into_iter()
            .enumerate()
            .map(|(at, index)| (index, at))
            .collect()
    }

    /// The open items of the ranking, the best first.
    fn ranked(&self, items: &Items) -> Vec<ItemIndex> {
        let Some(snapshot) = &self.snapshot else {
            return Vec::new();
        };
        let ranked = snapshot
            .ranking
            .iter()
            .map(|ranked| items.pool_index(ranked.item));
        let annotator = &self.base.project.annotator;
        ranked
            .filter(|index| self.state().item(*index).is_open_for(annotator))
            .collect()
    }

    /// What is set aside and not answered, with the reasons.
    pub(super) fn open_set_aside(&self) -> Vec<(ItemIndex, crate::strategy::ExclusionReason)> {
        let (state, items) = (self.state(), self.base.items());
        let ids: Vec<PoolId> = items.pool().collect();
        let aside = self
            .snapshot
            .as_ref()
            .map(|snapshot| snapshot.set_aside(&ids));
        let aside = aside.unwrap_or_default().into_iter();
        aside
            .map(|(item, why)| (items.pool_index(item), why))
            .filter(|(index, _)| state.item(*index).is_open_for(&self.base.project.annotator))
            .collect()
    }

    /// Why each item stands in the list, where the list has reasons of its own.
    fn reasons(&self, query: &ItemQuery, hits: &[ItemIndex]) -> HashMap<ItemIndex, String> {
        let shown: HashSet<ItemIndex> = hits.iter().take(MOST_ROWS).copied().collect();
        match query.view {
            ItemView::SetAside => self
                .open_set_aside()
                .into_iter()
                .filter(|(index, _)| shown.contains(index))
                .map(|(index, why)| (index, self.reason(why)))
                .collect(),
            ItemView::Waiting => {
                let waiting = self.waiting().into_iter();
                let mut reasons: HashMap<ItemIndex, String> = waiting
                    .map(|(index, of)| (index, format!("{of} is asked")))
                    .collect();
                reasons.extend(self.asked_again());
                reasons
            }
            ItemView::Next => {
                let ranked = self.ranked(self.base.items()).into_iter().enumerate();
                let strategy = &self.base.project.config.query.strategy;
                let why = |at: usize| format!("number {} for {strategy}", at + 1);
                let ranked = ranked.map(|(at, index)| (index, why(at)));
                ranked.chain(self.asked_again()).collect()
            }
            _ => HashMap::new(),
        }
    }

    fn row(&self, index: ItemIndex, words: &[&str], why: Option<&String>) -> ItemRow {
        let said = self.state().item(index);
        let item = self.base.items().get(index);
        let own = said.judgement_of(&self.base.project.annotator);
        let verdict = own.map(|judgement| judgement.verdict);
        let veil = self.base.veil(index);
        let (mut column, mut found) = (None, Vec::new());
        if veil.is_none() {
            found = places(&item.text, words);
            if found.is_empty() && !words.is_empty() {
                let mut fields = item.fields.iter().enumerate();
                let hit = fields.find_map(|(at, (_, value))| {
                    let found = places(value, words);
                    (!found.is_empty()).then_some((at, found))
                });
                if let Some((at, places)) = hit {
                    (column, found) = (Some(at), places);
                }
            }
        }
        ItemRow {
            item: index,
            verdict: verdict.or(said.label().map(Verdict::Label)),
            why: why.cloned().unwrap_or_else(|| self.how_answered(index)),
            flagged: said.flagged,
            // A note may quote what is veiled.
            note: said.note.clone().filter(|_| veil.is_none()),
            veil,
            column,
            found,
        }
    }

    /// How an answered item came to be, in a few words.
    fn how_answered(&self, index: ItemIndex) -> String {
        let said = self.state().item(index);
        let annotator = &self.base.project.annotator;
        let mut parts: Vec<String> = Vec::new();
        if said.adjudication().is_some() {
            parts.push("decided in review".into());
        }
        let judged = said.judgements();
        let own = said.judgement_of(annotator).map(|own| own.arm);
        match own {
            Some(Arm::Holdout) => parts.push("check".into()),
            Some(Arm::Random) => parts.push("random draw".into()),
            Some(Arm::Chosen) => parts.push("you chose it".into()),
            Some(Arm::Imported) => parts.push("imported".into()),
            _ => {}
        }
        let mut others: Vec<&str> = judged
            .iter()
            .filter(|one| one.annotator != *annotator)
            .map(|one| one.annotator.as_str())
            .collect();
        others.sort_unstable_by_key(|name| Reverse(*name));
        if let Some(name) = others.pop() {
            let by = if own.is_some() { "also" } else { "by" };
            parts.push(match others.len() {
                0 => format!("{by} {name}"),
                more => format!("{by} {name} and {more} more"),
            });
        }
        if said.is_skipped_by(annotator) && !said.is_answered() {
            parts.push("put off".into());
        }
        parts.join(", ")
    }
}

/// What fits of so many items, looked at in parallel; `None` when it was left off.
fn scan(
    count: usize,
    is_listed: impl Fn(&ItemIndex) -> bool + Sync,
    stops: impl Fn() -> bool + Sync,
    fit: impl Fn(ItemIndex, &mut String) -> Option<Fit> + Sync,
) -> Option<Vec<(Fit, ItemIndex)>> {
    let found: Vec<(Fit, ItemIndex)> = (0..count as u32)
        .into_par_iter()
        .with_min_len(256)
        .map(ItemIndex)
        .filter(|index| !stops() && is_listed(index))
        .map_init(String::new, |buffer, index| {
            Some((fit(index, buffer)?, index))
        })
        .flatten_iter()
        .collect();
    (!stops()).then_some(found)
}
