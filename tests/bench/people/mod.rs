//! Items with several annotations each: read from a file, or made up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use querist::journal::event::{Answer, Answered, QueryRecord};
use querist::journal::{Entry, Event};
use querist::pool::{Item, Items};
use querist::rng::{Seed, Stream};
use querist::schema::{Annotator, Arm, LabelSet};
use querist::state::State;

type Failure = Box<dyn std::error::Error>;

/// One label by one annotator.
pub(crate) struct Spoken {
    pub(crate) annotator: Annotator,
    /// The place of the class.
    pub(crate) class: usize,
}

/// Items, with the truth and what people say of each.
pub(crate) struct Crowd {
    pub(crate) classes: Vec<String>,
    pub(crate) items: Vec<Item>,
    /// The place of each item's true class.
    pub(crate) gold: Vec<usize>,
    /// How often people say each class of an item.
    pub(crate) people: Vec<Vec<f64>>,
    spoken: Vec<Vec<Spoken>>,
}

impl Crowd {
    /// That many annotations on an item, drawn by lot.
    pub(crate) fn some_of(&self, item: usize, annotations: usize, seed: Seed) -> Vec<&Spoken> {
        let mut all: Vec<&Spoken> = self.spoken[item].iter().collect();
        let lot = |spoken: &Spoken| seed.rank("voice", &format!("{item} {}", spoken.annotator));
        all.sort_by_key(|spoken| lot(spoken));
        all.truncate(annotations);
        all
    }

    /// The state of a project in which this was said of the pool items, item by item.
    pub(crate) fn state(&self, items: &Items, spoken: &[Vec<&Spoken>]) -> State {
        let names = self.classes.iter().map(String::as_str);
        let mut state = State::new(LabelSet::from_names(names), items);
        let mut seq = 0;
        for (id, annotations) in items.pool().zip(spoken) {
            for annotation in annotations {
                seq += 1;
                let event = Event::Answered(Answered {
                    session: None,
                    annotator: annotation.annotator.clone(),
                    item: items.pool_item(id).id.clone(),
                    answer: Answer::Label(self.classes[annotation.class].clone()),
                    shown_at: Timestamp::UNIX_EPOCH,
                    active_seconds: 1.0,
                    guidelines: String::new(),
                    query: QueryRecord::of(Arm::Random),
                    oracle: None,
                    person: None,
                });
                let at = Timestamp::UNIX_EPOCH;
                state.apply(items, 0, seq, &Entry { at, event });
            }
        }
        state
    }
}

/// A file with one object a label: `item`, `annotator`, `label`, `gold`, `text`.
pub(crate) fn read(path: &Path) -> Result<Crowd, Failure> {
    let text = fs::read_to_string(path)?;
    let mut rows = Vec::new();
    for line in text.lines() {
        let row: BTreeMap<String, String> = serde_json::from_str(line)?;
        rows.push(row);
    }
    let of = |row: &BTreeMap<String, String>, name: &str| -> Result<String, Failure> {
        Ok(row
            .get(name)
            .ok_or_else(|| format!("a row has no {name}"))?
            .clone())
    };
    let mut classes = BTreeSet::new();
    for row in &rows {
        classes.extend([of(row, "label")?, of(row, "gold")?]);
    }
    let classes: Vec<String> = classes.into_iter().collect();
    let place = |name: &str| classes.iter().position(|class| class == name).unwrap_or(0);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut crowd = Crowd {
        classes: classes.clone(),
        items: Vec::new(),
        gold: Vec::new(),
        people: Vec::new(),
        spoken: Vec::new(),
    };
    for row in &rows {
        let id = of(row, "item")?;
        let at = *places.entry(id.clone()).or_insert(crowd.items.len());
        if at == crowd.items.len() {
            crowd.items.push(Item {
                id,
                text: of(row, "text")?,
                fields: Vec::new(),
            });
            crowd.gold.push(place(&of(row, "gold")?));
            crowd.spoken.push(Vec::new());
        }
        crowd.spoken[at].push(Spoken {
            annotator: Annotator::new(&of(row, "annotator")?)?,
            class: place(&of(row, "label")?),
        });
    }
    for annotations in &crowd.spoken {
        let mut shares = vec![0.0; classes.len()];
        for annotation in annotations {
            shares[annotation.class] += 1.0 / annotations.len() as f64;
        }
        crowd.people.push(shares);
    }
    Ok(crowd)
}

const CLASSES: [&str; 3] = ["apple", "birch", "cedar"];
/// Words of each class, and of all.
const WORDS: usize = 40;
const COMMON: usize = 120;
/// Words of an item.
const LENGTH: usize = 14;

/// How items are made up.
#[derive(Clone, Copy)]
pub(crate) enum Truth {
    /// Each is of one class.
    One,
    /// Each is of one class, its gold, to a share drawn evenly from a half to all, and of another
    /// for the rest.
    Shares,
}

/// Items of three classes. Each word comes from the item's class, or one of its two by their
/// shares, or (three of four where there is one truth, else half) from what all classes have in
/// common. An annotator answers by the item's class or shares with a chance of their own, from a
/// tenth to all, and else says any class.
pub(crate) fn made_up(
    truth: Truth,
    count: usize,
    annotators: usize,
    annotations: usize,
    seed: Seed,
) -> Result<Crowd, Failure> {
    let common = match truth {
        Truth::One => 0.75,
        Truth::Shares => 0.5,
    };
    let names: Vec<Annotator> = (0..annotators)
        .map(|who| Annotator::new(&format!("person{who}")))
        .collect::<Result<_, _>>()?;
    let mut crowd = Crowd {
        classes: CLASSES.map(str::to_owned).to_vec(),
        items: Vec::new(),
        gold: Vec::new(),
        people: Vec::new(),
        spoken: Vec::new(),
    };
    for number in 0..count {
        let mut chance = seed.stream("made up", &number.to_string());
        let gold = chance.below(CLASSES.len());
        let other = (gold + 1 + chance.below(CLASSES.len() - 1)) % CLASSES.len();
        let share = match truth {
            Truth::One => 1.0,
            Truth::Shares => 0.5 + 0.5 * chance.next_f64(),
        };
        let drawn = |chance: &mut Stream| {
            if chance.next_f64() < share {
                gold
            } else {
                other
            }
        };
        let words: Vec<String> = (0..LENGTH)
            .map(|_| {
                if chance.next_f64() < common {
                    return format!("common{}", chance.below(COMMON));
                }
                let class = drawn(&mut chance);
                format!("{}{}", CLASSES[class], chance.below(WORDS))
            })
            .collect();
        let mut order: Vec<usize> = (0..annotators).collect();
        order.sort_by_key(|who| seed.rank("asked", &format!("{number} {who}")));
        let spoken = order.into_iter().take(annotations).map(|who| {
            let ability = 0.1 + 0.9 * seed.stream("ability", &who.to_string()).next_f64();
            let answers = chance.next_f64() < ability;
            Spoken {
                annotator: names[who].clone(),
                class: if answers {
                    drawn(&mut chance)
                } else {
                    chance.below(CLASSES.len())
                },
            }
        });
        crowd.spoken.push(spoken.collect());
        crowd.items.push(Item {
            id: number.to_string(),
            text: words.join(" "),
            fields: Vec::new(),
        });
        crowd.gold.push(gold);
        let mut shares = vec![0.0; CLASSES.len()];
        (shares[gold], shares[other]) = (share, 1.0 - share);
        crowd.people.push(shares);
    }
    Ok(crowd)
}
