//! Is a committee better off with one label an item, or with all that people said of it?
//!
//! ```text
//! cargo bench --bench soft_labels -- DATA_DIR [--seeds 10] [--seed 0]
//! ```
//!
//! DATA_DIR holds `ma_rte.annot.jsonl`: one object a label, with `item`, `annotator`, `label`,
//! `gold` and `text`. Beside it, two made-up sets ([`people::made_up`]), one with one truth an
//! item and one in which the truth is a distribution; annotators differ in ability. Items are split in halves by each seed; the
//! committee learns the annotations on the one half, all of them or three an item, and is asked about
//! the other. It is taught
//!
//! - `majority`: the most frequent label, ties by lot;
//! - `smoothed`: the same with a constant share for the other classes, so large that the label's
//!   own is that of the counts on average: what softness alone does, without any annotation;
//! - `agreed`, `counts`, `posterior`: what the product's settings of these names make of the
//!   annotations, through its own state and curriculum;
//! - `Dawid-Skene`, `one-coin`, `pooled`, `probable`: the distributions of these consensus methods, each
//!   fitted to all annotations at once.
//!
//! Printed are, over the seeds, log loss and accuracy against gold, the cross-entropy to what
//! people say of the item (all their labels; the true distribution of the made-up set), the
//! Brier score, how many of the taught items' likeliest labels are gold, and each log loss less that of `majority`, seed by seed, with its 95 % interval.
//! The halves of different seeds overlap: the intervals speak of these items, not of others.
//!
//! Without a folder, small made-up sets of noisy annotations. Where there is one truth, `posterior`
//! must have a lower log loss than `majority`, and where there are shares, `counts` a lower
//! cross-entropy to them: else it fails.

#![expect(clippy::print_stdout, reason = "a bench prints")]

mod people;

use std::collections::BTreeMap;
use std::path::Path;

use people::{Crowd, Spoken, Truth, made_up};
use querist::agreement::consensus::{
    Consensus, Unidentified, dawid_skene, one_coin, pooled, probable,
};
use querist::agreement::{Annotation, Votes};
use querist::evaluation::SeedMean;
use querist::features::PoolId;
use querist::learner::{Settings, Target, TargetUpdate};
use querist::pool::Inputs;
use querist::project::TrainingTargets;
use querist::rng::Seed;
use querist::schema::{ItemIndex, LabelId};
use querist::simulation::{LabeledItems, LabeledPool};
use querist::strategy::find;
use querist::trainer::{Trainer, TrainerConfig, TrainingSetBuilder};

type Failure = Box<dyn std::error::Error>;

const ARMS: [&str; 9] = [
    "majority",
    "smoothed",
    "agreed",
    "counts",
    "posterior",
    "Dawid-Skene",
    "one-coin",
    "pooled",
    "probable",
];

/// A probability is never counted as less than this.
const LEAST: f64 = 1e-6;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let (mut folder, mut seeds, mut seed) = (None, 10, 0);
    while let Some(word) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{word} what?"));
        match word.as_str() {
            "--seeds" => seeds = value()?.parse()?,
            "--seed" => seed = value()?.parse()?,
            _ => folder = Some(word),
        }
    }
    let Some(folder) = folder else {
        return small(seed);
    };
    let rte = people::read(&Path::new(&folder).join("ma_rte.annot.jsonl"))?;
    let sets = [
        ("ma_rte", rte),
        (
            "made up, one truth",
            made_up(Truth::One, 800, 40, 10, Seed(seed))?,
        ),
        (
            "made up, shares",
            made_up(Truth::Shares, 800, 40, 10, Seed(seed))?,
        ),
    ];
    for (name, crowd) in &sets {
        for annotations in [10, 3] {
            print!(
                "{}",
                table(
                    name,
                    annotations,
                    &measure(crowd, annotations, seeds, seed)?
                )
            );
        }
    }
    Ok(())
}

/// Made-up sets in small, and what must hold on them.
fn small(seed: u64) -> Result<(), Failure> {
    for (name, truth, annotations, arm, figure) in [
        ("made up, one truth", Truth::One, 8, "posterior", LOG_LOSS),
        ("made up, shares", Truth::Shares, 3, "counts", TO_PEOPLE),
    ] {
        let crowd = made_up(truth, 240, 12, annotations, Seed(seed))?;
        let runs = measure(&crowd, annotations, 5, seed)?;
        print!("{}", table(name, annotations, &runs));
        let less = SeedMean::paired(&runs.of(arm, figure), &runs.of("majority", figure));
        let less = less.ok_or("there are no runs")?.mean;
        if less >= 0.0 {
            return Err(format!("{name}: {arm} loses {less:.3} more than majority").into());
        }
    }
    Ok(())
}

/// Figures of one run.
type Figures = [f64; 5];
const LOG_LOSS: usize = 0;
const TO_PEOPLE: usize = 1;
const ACCURACY: usize = 2;
const BRIER: usize = 3;
/// Of the taught items, the share whose likeliest label was their gold.
const TAUGHT_RIGHT: usize = 4;

/// Figures by arm, one a seed.
#[derive(Default)]
struct Runs(BTreeMap<&'static str, Vec<Figures>>);

impl Runs {
    fn of(&self, arm: &str, figure: usize) -> Vec<f64> {
        let runs = self.0.get(arm).map_or(&[][..], Vec::as_slice);
        runs.iter().map(|figures| figures[figure]).collect()
    }
}

fn measure(crowd: &Crowd, annotations: usize, seeds: u64, seed: u64) -> Result<Runs, Failure> {
    let mut runs = Runs::default();
    for number in 0..seeds {
        let seed = Seed(seed + number);
        let (train, test) = halves(crowd.items.len(), seed);
        let part = |items: &[usize]| LabeledItems {
            items: items.iter().map(|at| crowd.items[*at].clone()).collect(),
            labels: items
                .iter()
                .map(|at| crowd.classes[crowd.gold[*at]].clone())
                .collect(),
            vectors: None,
        };
        let data = LabeledPool::new(part(&train), part(&test), &Inputs::default(), seed)?;
        let spoken: Vec<Vec<&Spoken>> = train
            .iter()
            .map(|at| crowd.some_of(*at, annotations, seed))
            .collect();
        for arm in ARMS {
            let trainer = taught(&data, &updates(arm, crowd, &data, &spoken, seed)?, seed)?;
            let mut figures = tested(crowd, &data, &test, &trainer);
            figures[TAUGHT_RIGHT] = taught_right(crowd, &data, &train, &trainer);
            runs.0.entry(arm).or_default().push(figures);
        }
    }
    Ok(runs)
}

/// Items to learn from and to test on, half of all each.
fn halves(count: usize, seed: Seed) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|at| seed.rank("half", &at.to_string()));
    let test = order.split_off(count / 2);
    (order, test)
}

/// What an arm teaches; `spoken` has what was said of each pool item.
fn updates(
    arm: &str,
    crowd: &Crowd,
    data: &LabeledPool,
    spoken: &[Vec<&Spoken>],
    seed: Seed,
) -> Result<Vec<TargetUpdate>, Failure> {
    let through = |targets| {
        let state = crowd.state(&data.items, spoken);
        TrainingSetBuilder::new(targets).read(&state)
    };
    let majority = || {
        data.items
            .pool()
            .map(|id| (id, majority(id, crowd, spoken, seed)))
    };
    Ok(match arm {
        "agreed" => through(TrainingTargets::Agreed),
        "counts" => through(TrainingTargets::Counts),
        "posterior" => through(TrainingTargets::Posterior),
        "Dawid-Skene" => shared(data, spoken, dawid_skene)?,
        "one-coin" => shared(data, spoken, one_coin)?,
        "pooled" => shared(data, spoken, pooled)?,
        "probable" => shared(data, spoken, |votes| {
            probable(votes, None).map(|found| found.consensus)
        })?,
        "smoothed" => {
            let own = mean_share(&through(TrainingTargets::Counts));
            let rest = (1.0 - own) / (crowd.classes.len() - 1) as f32;
            let share = |of: LabelId, label: LabelId| if of == label { own } else { rest };
            let all = || (0..crowd.classes.len() as u16).map(LabelId);
            majority()
                .map(|(item, label)| TargetUpdate {
                    item,
                    target: Target::from_shares(all().map(|of| (of, share(of, label)))),
                })
                .collect()
        }
        _ => majority()
            .map(|(item, label)| TargetUpdate::to(item, Some(label)))
            .collect(),
    })
}

/// A consensus of all annotations as shares.
fn shared(
    data: &LabeledPool,
    spoken: &[Vec<&Spoken>],
    by: impl Fn(&Votes) -> Result<Consensus, Unidentified>,
) -> Result<Vec<TargetUpdate>, Failure> {
    let ballots = spoken.iter().enumerate().flat_map(|(at, annotations)| {
        let item = ItemIndex(at as u32);
        let label = |annotation: &Spoken| LabelId(annotation.class as u16);
        let annotations = annotations.iter();
        annotations.map(move |annotation| {
            Annotation::new(item, annotation.annotator.clone(), label(annotation))
        })
    });
    let consensus = by(&Votes::new(data.classes.len(), ballots))?;
    let change = |item: PoolId| {
        let shares = consensus.of(ItemIndex(item.index() as u32)).unwrap_or(&[]);
        let shares = shares.iter().enumerate();
        let shares = shares.map(|(label, share)| (LabelId(label as u16), *share as f32));
        TargetUpdate {
            item,
            target: Target::from_shares(shares),
        }
    };
    Ok(data.items.pool().map(change).collect())
}

/// The most frequent label, ties by lot.
fn majority(id: PoolId, crowd: &Crowd, spoken: &[Vec<&Spoken>], seed: Seed) -> LabelId {
    let said = |class: usize| {
        let annotations = spoken[id.index()].iter();
        annotations
            .filter(|annotation| annotation.class == class)
            .count()
    };
    let lot = |class: usize| seed.rank("tie", &format!("{} {class}", id.index()));
    let best = (0..crowd.classes.len()).max_by_key(|class| (said(*class), lot(*class)));
    LabelId(best.unwrap_or(0) as u16)
}

/// The mean share of the likeliest label.
fn mean_share(updates: &[TargetUpdate]) -> f32 {
    let mut last = BTreeMap::new();
    for update in updates {
        last.insert(update.item, update.target.as_ref());
    }
    let highest = |teaching: &Target| {
        let shares = teaching.shares().iter().map(|(_, share)| *share);
        shares.fold(0.0, f32::max)
    };
    let shares: Vec<f32> = last
        .values()
        .filter_map(|known| known.map(highest))
        .collect();
    shares.iter().sum::<f32>() / shares.len().max(1) as f32
}

fn taught(data: &LabeledPool, updates: &[TargetUpdate], seed: Seed) -> Result<Trainer, Failure> {
    let config = TrainerConfig::new(find("random")?, Settings::default(), seed);
    Ok(config.trainer(&data.items, data.fitted.clone(), updates))
}

fn taught_right(crowd: &Crowd, data: &LabeledPool, train: &[usize], trainer: &Trainer) -> f64 {
    let (mut taught, mut right) = (0_usize, 0_usize);
    for (id, at) in data.items.pool().zip(train) {
        if let Some(label) = trainer.committee().label_of(id) {
            taught += 1;
            right += usize::from(label.index() == crowd.gold[*at]);
        }
    }
    right as f64 / taught as f64
}

fn tested(crowd: &Crowd, data: &LabeledPool, test: &[usize], trainer: &Trainer) -> Figures {
    let classes = crowd.classes.len();
    let mut sums = [0.0; 5];
    for (at, item) in test.iter().zip(&data.test) {
        let mut p = vec![0.0; classes];
        if let Some(opinion) = trainer.committee().prediction(item.row.as_row()) {
            for (label, share) in &opinion.probabilities {
                p[label.index()] = f64::from(*share);
            }
        } else {
            p.fill(1.0 / classes as f64);
        }
        let (gold, people) = (crowd.gold[*at], &crowd.people[*at]);
        let log = |class: usize| -p[class].max(LEAST).ln();
        let best = (0..classes).max_by(|a, b| p[*a].total_cmp(&p[*b]));
        let truth = |class: usize| f64::from(u8::from(class == gold));
        sums[LOG_LOSS] += log(gold);
        sums[TO_PEOPLE] += (0..classes)
            .map(|class| people[class] * log(class))
            .sum::<f64>();
        sums[ACCURACY] += f64::from(u8::from(best == Some(gold)));
        sums[BRIER] += (0..classes)
            .map(|class| (p[class] - truth(class)).powi(2))
            .sum::<f64>();
    }
    sums.map(|sum| sum / test.len() as f64)
}

fn table(name: &str, annotations: usize, runs: &Runs) -> String {
    let seeds = runs.of("majority", LOG_LOSS).len();
    let mut out = format!(
        "\n### {name}, {annotations} annotations an item ({seeds} seeds)\n\n| taught | right | log loss, gold | less \
         majority's | cross-entropy, people | less majority's | accuracy | Brier | less \
         majority's |\n|---|---|---|---|---|---|---|---|---|\n"
    );
    for arm in ARMS {
        let mean = |figure: usize| {
            let mean = SeedMean::of(&runs.of(arm, figure));
            mean.map_or_else(|| "—".into(), |mean| format!("{:.3}", mean.mean))
        };
        let less = |figure: usize| match arm {
            "majority" => String::new(),
            _ => difference(&runs.of(arm, figure), &runs.of("majority", figure)),
        };
        out.push_str(&format!(
            "| {arm} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
            mean(TAUGHT_RIGHT),
            mean(LOG_LOSS),
            less(LOG_LOSS),
            mean(TO_PEOPLE),
            less(TO_PEOPLE),
            mean(ACCURACY),
            mean(BRIER),
            less(BRIER),
        ));
    }
    out
}

/// Mean difference and its interval.
fn difference(of: &[f64], to: &[f64]) -> String {
    let Some(mean) = SeedMean::paired(of, to) else {
        return "—".into();
    };
    let interval = mean.interval();
    let interval = interval.map(|(low, high)| format!(" [{low:+.3}, {high:+.3}]"));
    format!("{:+.3}{}", mean.mean, interval.unwrap_or_default())
}
