//! Histories to test with: random scripts of events, and a plain model of what they mean.

use std::time::Duration;

use proptest::prelude::*;
use querist::journal::event::{
    Adjudicated, AdjudicationRecord, Answer, Answered, ClassAdded, ClassMerged, ClassRenamed,
    ImportFinished, ImportStarted, ImportedLabel, JudgementRequested, QueryRecord, Undone,
};
use querist::journal::{Entry, Event};
use querist::pool::Items;
use querist::schema::{Annotator, Arm, ItemIndex, LabelSet};
use querist::state::{State, Verdict, fold};

use crate::support::projects::{item, start};

pub(super) const ITEMS: usize = 8;
pub(super) const NAMES: [&str; 4] = ["a", "b", "c", "d"];
pub(super) const WRITERS: [&str; 2] = ["ada", "bob"];

#[derive(Debug, Clone)]
pub(super) enum Op {
    Answer(usize, Answer),
    /// The item was asked once more, only to measure the annotator.
    Repeat(usize, Answer),
    Adjudicate(usize, AdjudicationRecord),
    /// Somebody is to judge an item: one of the two.
    Request(usize, usize),
    Undo(usize),
    Add(usize),
    Rename(usize),
    Merge(usize, usize),
    Import {
        whose: usize,
        source: usize,
        labels: Vec<(usize, usize)>,
        finished: bool,
    },
}

pub(super) fn ops() -> impl Strategy<Value = Vec<(usize, Op)>> {
    prop::collection::vec((0..2_usize, any_op()), 0..60)
}

pub(super) fn any_op() -> impl Strategy<Value = Op> {
    let label = (0..NAMES.len()).prop_map(|name| Answer::Label(NAMES[name].into()));
    let said = prop_oneof![6 => label, 1 => Just(Answer::Unsure), 2 => Just(Answer::Skip)];
    let ruling = prop_oneof![
        3 => (0..NAMES.len()).prop_map(|name| AdjudicationRecord::Label(NAMES[name].into())),
        2 => Just(AdjudicationRecord::KeepDistribution),
        1 => Just(AdjudicationRecord::GuidelineGap("what if both?".into())),
    ];
    prop_oneof![
        12 => (0..ITEMS, said.clone()).prop_map(|(item, said)| Op::Answer(item, said)),
        2 => (0..ITEMS, said).prop_map(|(item, said)| Op::Repeat(item, said)),
        3 => (0..ITEMS, ruling).prop_map(|(item, ruling)| Op::Adjudicate(item, ruling)),
        1 => (0..ITEMS, 0..2_usize).prop_map(|(item, of)| Op::Request(item, of)),
        4 => (0..12_usize).prop_map(Op::Undo),
        1 => (0..NAMES.len()).prop_map(Op::Add),
        1 => (0..NAMES.len()).prop_map(Op::Rename),
        1 => (0..NAMES.len(), 0..NAMES.len()).prop_map(|(from, into)| Op::Merge(from, into)),
        2 => (
            0..2_usize,
            0..2_usize,
            prop::collection::vec((0..ITEMS, 0..NAMES.len()), 0..4),
            prop::bool::weighted(0.7),
        )
            .prop_map(|(whose, source, labels, finished)| Op::Import {
                whose,
                source,
                labels,
                finished,
            }),
    ]
}

pub(super) fn all_items() -> Items {
    let all = (0..ITEMS)
        .map(|n| item(n.to_string(), format!("text {n}")))
        .collect();
    // Two of the eight are held out.
    Items::new(all, |item| item.id == "2" || item.id == "5")
}

pub(super) fn person(writer: usize) -> Annotator {
    Annotator::new(WRITERS[writer]).unwrap()
}

pub(super) fn record(arm: Arm) -> QueryRecord {
    QueryRecord::of(arm)
}

pub(super) fn answered(who: usize, item: usize, answer: Answer) -> Event {
    asked(who, item, answer, Arm::Active)
}

pub(super) fn asked(who: usize, item: usize, answer: Answer, arm: Arm) -> Event {
    Event::Answered(Answered {
        session: None,
        annotator: person(who),
        item: item.to_string(),
        answer,
        shown_at: start(),
        active_seconds: 1.0,
        guidelines: String::new(),
        query: record(arm),
        oracle: None,
        person: None,
    })
}

pub(super) fn adjudicated(who: usize, item: usize, ruling: AdjudicationRecord) -> Event {
    Event::Adjudicated(Adjudicated {
        session: None,
        annotator: person(who),
        item: item.to_string(),
        ruling,
        weighed: Vec::new(),
        rationale: None,
        guidelines: String::new(),
        active_seconds: 1.0,
        names_shown: false,
        opinion_shown: false,
    })
}

pub(super) fn said(who: usize, item: usize, label: &str) -> Event {
    answered(who, item, Answer::Label(label.into()))
}

pub(super) fn requested(by: usize, item: usize, of: usize) -> Event {
    Event::JudgementRequested(JudgementRequested {
        annotator: person(by),
        item: item.to_string(),
        of: person(of),
        why: None,
        split: None,
    })
}

/// Events in the order in which they happened, and as the journals hold them.
#[derive(Default)]
pub(super) struct Script {
    pub(super) order: Vec<(usize, u64, Entry)>,
    pub(super) journals: [Vec<(u64, Entry)>; 2],
}

impl Script {
    pub(super) fn push(&mut self, writer: usize, event: Event) -> u64 {
        let at = start()
            .checked_add(Duration::from_secs(self.order.len() as u64))
            .unwrap();
        let seq = self.journals[writer].len() as u64 + 1;
        let entry = Entry { at, event };
        self.journals[writer].push((seq, entry.clone()));
        self.order.push((writer, seq, entry));
        seq
    }

    pub(super) fn of(events: Vec<(usize, Event)>) -> Self {
        let mut script = Self::default();
        for (writer, event) in events {
            script.push(writer, event);
        }
        script
    }

    pub(super) fn fold(&self, labels: &[&str], items: &Items) -> State {
        let journals: Vec<&[(u64, Entry)]> = self.journals.iter().map(Vec::as_slice).collect();
        fold(
            LabelSet::from_names(labels.iter().copied()),
            items,
            &journals,
        )
    }

    pub(super) fn applied(&self, labels: &[&str], items: &Items) -> State {
        let mut state = State::new(LabelSet::from_names(labels.iter().copied()), items);
        for (writer, seq, entry) in &self.order {
            state.apply(items, *writer, *seq, entry);
        }
        state
    }
}

/// One thing said, in the plainest terms: `label` is `Err` for a skip, `Ok(None)` for unsure.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    pub(super) key: (usize, u64),
    pub(super) who: usize,
    pub(super) item: usize,
    pub(super) said: Result<Option<String>, ()>,
    pub(super) repeat: bool,
    pub(super) undone: bool,
}

/// One decision or request, in the plainest terms.
#[derive(Debug, Clone)]
pub(super) struct Reviewed<T> {
    pub(super) key: (usize, u64),
    pub(super) item: usize,
    pub(super) what: T,
    pub(super) undone: bool,
}

/// A model of the state that is too simple to be wrong.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) spoken: Vec<Spoken>,
    pub(super) ruled: Vec<Reviewed<AdjudicationRecord>>,
    /// By whom and of whom.
    pub(super) requested: Vec<Reviewed<(usize, usize)>>,
    pub(super) imported: Vec<(usize, usize)>,
}

impl Plain {
    pub(super) fn current(&self, item: usize) -> Vec<(usize, Option<String>)> {
        (0..2)
            .filter_map(|who| {
                self.spoken
                    .iter()
                    .rev()
                    .filter(|s| s.item == item && s.who == who && !s.undone && !s.repeat)
                    .find_map(|s| s.said.clone().ok())
                    .map(|verdict| (who, verdict))
            })
            .collect()
    }

    /// The decision in force.
    pub(super) fn ruling(&self, item: usize) -> Option<&AdjudicationRecord> {
        let mut ruled = self.ruled.iter().rev();
        ruled.find(|r| r.item == item && !r.undone).map(|r| &r.what)
    }

    pub(super) fn label(&self, item: usize) -> Option<String> {
        match self.ruling(item) {
            Some(AdjudicationRecord::Label(name)) => return Some(name.clone()),
            Some(_) => return None,
            None => {}
        }
        let mut labels: Vec<String> = self.current(item).into_iter().filter_map(|j| j.1).collect();
        labels.dedup();
        (labels.len() == 1).then(|| labels.remove(0))
    }

    pub(super) fn relabel(&mut self, from: &str, to: &str) {
        for spoken in &mut self.spoken {
            if spoken.said == Ok(Some(from.to_owned())) {
                spoken.said = Ok(Some(to.to_owned()));
            }
        }
        for ruled in &mut self.ruled {
            if ruled.what == AdjudicationRecord::Label(from.to_owned()) {
                ruled.what = AdjudicationRecord::Label(to.to_owned());
            }
        }
    }
}

/// Plays the operations into a script and, beside it, into the plain model.
pub(super) fn play(ops: &[(usize, Op)]) -> (Script, Plain) {
    let (mut script, mut plain) = (Script::default(), Plain::default());
    for (n, (writer, op)) in ops.iter().enumerate() {
        play_one(&mut script, &mut plain, n, *writer, op);
    }
    (script, plain)
}

/// Plays one operation, the n-th.
pub(super) fn play_one(script: &mut Script, plain: &mut Plain, n: usize, writer: usize, op: &Op) {
    match op {
        Op::Answer(item, answer) => {
            answer_of(script, plain, writer, *item, answer, Arm::Active);
        }
        Op::Repeat(item, answer) => {
            answer_of(script, plain, writer, *item, answer, Arm::Repeat);
        }
        Op::Adjudicate(item, ruling) => {
            let seq = script.push(writer, adjudicated(writer, *item, ruling.clone()));
            plain.ruled.push(Reviewed {
                key: (writer, seq),
                item: *item,
                what: ruling.clone(),
                undone: false,
            });
        }
        Op::Request(item, of) => {
            let seq = script.push(writer, requested(writer, *item, *of));
            plain.requested.push(Reviewed {
                key: (writer, seq),
                item: *item,
                what: (writer, *of),
                undone: false,
            });
        }
        Op::Undo(back) => {
            // Any earlier line of the same journal, answer or not, undone already or not.
            let Some(seq) = (script.journals[writer].len() as u64).checked_sub(*back as u64) else {
                return;
            };
            script.push(writer, Event::Undone(Undone { seq }));
            for spoken in &mut plain.spoken {
                spoken.undone |= spoken.key == (writer, seq);
            }
            for ruled in &mut plain.ruled {
                ruled.undone |= ruled.key == (writer, seq);
            }
            for requested in &mut plain.requested {
                requested.undone |= requested.key == (writer, seq);
            }
        }
        Op::Add(name) => {
            let name = NAMES[*name].to_owned();
            script.push(writer, Event::ClassAdded(ClassAdded { name, key: None }));
        }
        Op::Rename(from) => {
            let (from, to) = (NAMES[*from].to_owned(), format!("renamed {n}"));
            plain.relabel(&from, &to);
            script.push(writer, Event::ClassRenamed(ClassRenamed { from, to }));
        }
        Op::Merge(from, into) => {
            let (from, into) = (NAMES[*from].to_owned(), NAMES[*into].to_owned());
            plain.relabel(&from, &into);
            script.push(writer, Event::ClassMerged(ClassMerged { from, into }));
        }
        Op::Import {
            whose,
            source,
            labels,
            finished,
        } => import(script, plain, writer, (*whose, *source), labels, *finished),
    }
}

fn answer_of(
    script: &mut Script,
    plain: &mut Plain,
    writer: usize,
    item: usize,
    answer: &Answer,
    arm: Arm,
) {
    let seq = script.push(writer, asked(writer, item, answer.clone(), arm));
    plain.spoken.push(Spoken {
        key: (writer, seq),
        who: writer,
        item,
        said: match answer {
            Answer::Label(name) => Ok(Some(name.clone())),
            Answer::Unsure => Ok(None),
            Answer::Skip => Err(()),
        },
        repeat: arm == Arm::Repeat,
        undone: false,
    });
}

pub(super) fn import(
    script: &mut Script,
    plain: &mut Plain,
    writer: usize,
    (whose, source): (usize, usize),
    labels: &[(usize, usize)],
    finished: bool,
) {
    let hash = format!("hash {source}");
    script.push(
        writer,
        Event::ImportStarted(ImportStarted {
            annotator: person(whose),
            source: "labels.csv".into(),
            hash: hash.clone(),
        }),
    );
    let mut brought = Vec::new();
    for (item, label) in labels {
        let seq = script.push(
            writer,
            Event::ImportedLabel(ImportedLabel {
                annotator: person(whose),
                item: item.to_string(),
                label: NAMES[*label].into(),
                given_at: None,
                note: None,
                source: hash.clone(),
            }),
        );
        brought.push(Spoken {
            // Imported labels are not undone one by one.
            key: (usize::MAX, seq),
            who: whose,
            item: *item,
            said: Ok(Some(NAMES[*label].into())),
            repeat: false,
            undone: false,
        });
    }
    if finished {
        let labels = labels.len() as u64;
        script.push(
            writer,
            Event::ImportFinished(ImportFinished {
                source: hash,
                labels,
            }),
        );
        if !brought.is_empty() && !plain.imported.contains(&(whose, source)) {
            plain.imported.push((whose, source));
            plain.spoken.extend(brought);
        }
    }
}

pub(super) fn name_of(state: &State, verdict: Verdict) -> Option<String> {
    match verdict {
        Verdict::Label(label) => Some(state.labels().name(label).to_owned()),
        Verdict::Unsure => None,
    }
}

pub(super) fn label_of(state: &State, item: usize) -> Option<String> {
    let label = state.item(ItemIndex(item as u32)).label()?;
    Some(state.labels().name(label).to_owned())
}

/// The training labels that a learner has after all changes, by item.
pub(super) fn taught(state: &State, items: &Items) -> Vec<Option<String>> {
    let mut labels = vec![None; items.len()];
    for change in state.training_changes() {
        let index = items.pool_index(change.item()).index();
        let label = change.label();
        labels[index] = label.map(|label| state.labels().name(label).to_owned());
    }
    labels
}
