//! Changes many items at once, each time as one act that undo takes back as one.
//!
//! Each is first considered, so that the person is asked with the number in sight. Invariant: what
//! is veiled is not labeled unseen.

use super::ItemQuery;
use crate::error::{Error, Result};
use crate::journal::Event;
use crate::journal::event::{
    Answer, Answered, ClassAdded, Flagged, JudgementRequested, PersonRecord, QueryRecord,
};
use crate::pool::Split;
use crate::query::Decision;
use crate::schema::{Arm, ItemIndex, LabelId};
use crate::session::labeling::LabelingSession;
use crate::session::labeling::messages::{LabelingCommand, LabelingEvent};
use crate::session::labeling::next_query::{PinnedQuery, chosen};
use crate::session::shared::Notice;
use crate::state::{Verdict, WAS_SPLIT};
use crate::text::counted;

/// Items from which on it tells nothing of one of them that checks are among them.
const MANY: usize = 20;

/// Items that something is to be done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    Items(Vec<ItemIndex>),
    /// All that a list holds, also those that it has no room to show.
    AllOf(ItemQuery),
}

impl LabelingSession {
    fn chosen(&self, chosen: &Chosen) -> Vec<ItemIndex> {
        match chosen {
            Chosen::Items(items) => items.clone(),
            Chosen::AllOf(query) => {
                let found = self.find_items(query, false);
                found.map(|(items, _)| items).unwrap_or_default()
            }
        }
    }

    /// Whether an item is held out and has no answer yet.
    fn is_open_check(&self, index: ItemIndex) -> bool {
        let is_held_out = matches!(self.base.items().side(index), Split::Holdout(_));
        is_held_out && !self.state().item(index).is_answered()
    }

    /// What a change of many items would touch, as a question.
    pub(in crate::session::labeling) fn consider_many(
        &self,
        command: &LabelingCommand,
    ) -> Result<Option<String>> {
        Ok(Some(match command {
            LabelingCommand::Relabel(chosen, label) => {
                let name = self.base.class_name(*label)?;
                self.asks_to_relabel(chosen, Some(*label), name)
            }
            LabelingCommand::RelabelNew(chosen, name) => {
                let name = format!("{}, a new class", self.new_name(name)?);
                self.asks_to_relabel(chosen, None, &name)
            }
            LabelingCommand::FlagMany(chosen, flagged) => {
                let items = counted(self.to_flag(chosen, *flagged).len(), "item");
                if *flagged {
                    format!("flag {items}?")
                } else {
                    format!("take the flag off {items}?")
                }
            }
            LabelingCommand::Requeue(chosen) => {
                let items = counted(self.chosen(chosen).len(), "item");
                format!("ask you {items} anew? What was said stays until you answer")
            }
            _ => return Ok(None),
        }))
    }

    /// The question before items get a label; `None` for the label stands for a class that is new.
    fn asks_to_relabel(&self, chosen: &Chosen, label: Option<LabelId>, name: &str) -> String {
        let (items, veiled) = self.to_relabel(chosen, label);
        let have_it = match self.chosen(chosen).len() - items.len() - veiled {
            0 => String::new(),
            1 => " 1 has it already;".into(),
            many => format!(" {many} have it already;"),
        };
        let had = |index: &&ItemIndex| self.own_verdict(**index).is_some();
        let had = items.iter().filter(had).count();
        let left = match veiled {
            0 => String::new(),
            _ => format!(" ({} stay as they are)", counted(veiled, "veiled item")),
        };
        let checks = items.iter().filter(|index| self.is_open_check(**index));
        // Of a few it would tell which these are.
        let checks = if items.len() >= MANY && checks.count() > 0 {
            "; fewer checks are left to measure the accuracy by"
        } else {
            ""
        };
        format!(
            "label {} {name}?{have_it} {had} had another answer of yours{left}{checks}",
            counted(items.len(), "item")
        )
    }

    fn own_verdict(&self, index: ItemIndex) -> Option<Verdict> {
        let own = self
            .state()
            .item(index)
            .judgement_of(&self.base.project.annotator);
        own.map(|judgement| judgement.verdict)
    }

    /// The items that would get another label, and how many are veiled and stay.
    fn to_relabel(&self, chosen: &Chosen, label: Option<LabelId>) -> (Vec<ItemIndex>, usize) {
        let mut items = self.chosen(chosen);
        if let Some(label) = label {
            items.retain(|index| self.own_verdict(*index) != Some(Verdict::Label(label)));
        }
        let all = items.len();
        items.retain(|index| self.base.veil(*index).is_none());
        let veiled = all - items.len();
        (items, veiled)
    }

    fn to_flag(&self, chosen: &Chosen, flagged: bool) -> Vec<ItemIndex> {
        let mut items = self.chosen(chosen);
        items.retain(|index| self.state().item(*index).flagged != flagged);
        items
    }

    /// Gives items a label; each keeps how it came to be asked.
    pub(in crate::session::labeling) fn relabel(
        &mut self,
        chosen: &Chosen,
        label: LabelId,
    ) -> Result<Vec<LabelingEvent>> {
        let (items, _) = self.to_relabel(chosen, Some(label));
        let name = self.base.class_name(label)?.to_owned();
        let answered = |index: &ItemIndex| self.answered_at_once(*index, &name);
        let events: Vec<Event> = items.iter().map(answered).collect();
        let told = format!("labeled {name}: {}", counted(items.len(), "item"));
        self.act_on(&items, events, told)
    }

    /// Adds a class and gives items its label, in one act.
    pub(in crate::session::labeling) fn relabel_new(
        &mut self,
        chosen: &Chosen,
        name: &str,
    ) -> Result<Vec<LabelingEvent>> {
        let name = self.new_name(name)?;
        let (items, _) = self.to_relabel(chosen, None);
        let answered = |index: &ItemIndex| self.answered_at_once(*index, &name);
        let mut events: Vec<Event> = items.iter().map(answered).collect();
        if !events.is_empty() {
            let name = name.clone();
            events.insert(0, Event::ClassAdded(ClassAdded { name, key: None }));
        }
        let told = format!("new class {name}: {} labeled", counted(items.len(), "item"));
        self.act_on(&items, events, told)
    }

    /// Sets or clears the flags of items.
    pub(in crate::session::labeling) fn flag_many(
        &mut self,
        chosen: &Chosen,
        flagged: bool,
    ) -> Result<Vec<LabelingEvent>> {
        let items = self.to_flag(chosen, flagged);
        let annotator = &self.base.project.annotator;
        let events = items.iter().map(|index| {
            Event::Flagged(Flagged {
                annotator: annotator.clone(),
                item: self.base.id(*index),
                flagged,
            })
        });
        let events: Vec<Event> = events.collect();
        let items_told = counted(items.len(), "item");
        let told = if flagged {
            format!("{items_told} flagged")
        } else {
            format!("{items_told} without a flag now")
        };
        self.act_on(&[], events, told)
    }

    /// Has items asked anew of the person who labels.
    pub(in crate::session::labeling) fn requeue(
        &mut self,
        chosen: &Chosen,
    ) -> Result<Vec<LabelingEvent>> {
        let items = self.chosen(chosen);
        let events = self.requests(&items, None);
        let told = format!(
            "asked anew, one in two questions: {}",
            counted(items.len(), "item")
        );
        self.act_on(&items, events, told)
    }

    /// Events that ask the person who labels to judge items anew, be it because that class was split.
    pub(in crate::session::labeling) fn requests(
        &self,
        items: &[ItemIndex],
        split: Option<&str>,
    ) -> Vec<Event> {
        let annotator = &self.base.project.annotator;
        let request = |index: &ItemIndex| {
            Event::JudgementRequested(JudgementRequested {
                annotator: annotator.clone(),
                item: self.base.id(*index),
                of: annotator.clone(),
                why: split.map(|class| format!("{class}{WAS_SPLIT}")),
                split: split.map(str::to_owned),
            })
        };
        items.iter().map(request).collect()
    }

    /// Records an act on many items, and lets everything follow it.
    pub(in crate::session::labeling) fn act_on(
        &mut self,
        items: &[ItemIndex],
        events: Vec<Event>,
        told: String,
    ) -> Result<Vec<LabelingEvent>> {
        if events.is_empty() {
            let what = "nothing is changed by that";
            return Err(Error::refused(
                what,
                "mark other items, or choose something else",
            ));
        }
        let before = self.state().labels().clone();
        let adds_class = matches!(events.first(), Some(Event::ClassAdded(_)));
        self.base.record_act(events)?;
        let followed = if adds_class {
            self.follow_classes(&before)
        } else {
            Vec::new()
        };
        self.learn(items);
        if let (None, Some(query)) = (&self.pinned, &self.current) {
            self.pinned = Some(PinnedQuery::again(query));
        }
        let mut told = vec![LabelingEvent::Notice(Notice::Undoable(told))];
        told.extend(followed);
        told.extend(self.next_if_ready());
        Ok(told)
    }

    /// An answer that was given with others by one key.
    fn answered_at_once(&self, index: ItemIndex, name: &str) -> Event {
        let project = &self.base.project;
        let now = self.base.clock.now();
        let asked = self.state().item(index).asked(&project.annotator);
        let decision: Decision = match asked {
            Some(asked) => self.as_asked(index, &asked),
            None => chosen(index, self.base.items()),
        };
        // Not in review and not as a repeat: it is a correction of the person's own.
        let arm = match decision.arm {
            Arm::Review | Arm::Repeat => Arm::Chosen,
            arm => arm,
        };
        Event::Answered(Answered {
            session: self.base.next_number(),
            annotator: project.annotator.clone(),
            item: self.base.id(index),
            answer: Answer::Label(name.to_owned()),
            shown_at: now,
            active_seconds: 0.0,
            guidelines: project.guidelines.hash.clone(),
            query: QueryRecord {
                strategy: decision.strategy.map(str::to_owned),
                draw_probability: decision.draw_probability,
                pool: project.items.pool_len() as u32,
                candidates: decision.candidates,
                ..QueryRecord::of(arm)
            },
            oracle: None,
            person: Some(Box::new(PersonRecord {
                at_once: true,
                interrupted: true,
                ..PersonRecord::default()
            })),
        })
    }
}
