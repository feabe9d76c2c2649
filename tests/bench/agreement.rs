//! How fast, and how right, are the figures of the review?
//!
//! ```text
//! cargo bench --bench agreement                 # 25,000 made-up labels, timed
//! cargo bench --bench agreement -- DATA_DIR     # also the sets of that folder, with their gold
//! ```
//!
//! DATA_DIR holds `NAME.annot.jsonl`: objects with `item`, `annotator`, `label` and `gold`. Of each
//! set all coefficients are printed in full precision, some pairs, and for every method of
//! consensus its accuracy (an item on which two classes are equally likely counts half), the log
//! loss of its distributions against gold, and the time. Where `NAME.probabilities.jsonl` lies
//! beside it (objects with `item` and `probabilities`, out of sample), CROWDLAB is measured, too.

#![expect(clippy::print_stdout, reason = "a bench prints")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use querist::agreement::coefficients::{Scale, pair, pairs, with_others};
use querist::agreement::consensus::{crowdlab, dawid_skene, majority, one_coin, pooled, probable};
use querist::agreement::{
    Agreement, Annotation, Consensus, Measured, Probabilities, Resampling, Votes,
};
use querist::rng::Seed;
use querist::schema::{Annotator, ItemIndex, LabelId};
use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

/// A set of labels with what is true.
struct Labeled {
    votes: Votes,
    gold: BTreeMap<ItemIndex, LabelId>,
    model: Option<Probabilities>,
}

fn main() -> Result<(), Failure> {
    made_up()?;
    let folder = std::env::args()
        .skip(1)
        .find(|argument| argument != "--bench");
    if let Some(folder) = folder {
        let mut paths: Vec<_> = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        paths.sort_by_key(fs::DirEntry::path);
        for entry in paths {
            if entry
                .file_name()
                .to_string_lossy()
                .ends_with(".annot.jsonl")
            {
                measured(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// 8,000 items, 176 annotators of unequal skill, 25,000 labels of four classes.
fn made_up() -> Result<(), Failure> {
    let labeled = invented(8_000, 176, 25_000, 4)?;
    println!("# made up: 8,000 items, 176 annotators, 25,000 labels, 4 classes\n");
    let begun = Instant::now();
    let agreement = Agreement::of(&labeled.votes, &Scale::Nominal, Resampling::default());
    let figures = begun.elapsed();
    let consensus = dawid_skene(&labeled.votes)?;
    let both = begun.elapsed();
    println!(
        "overall figures with intervals {:.3} s",
        figures.as_secs_f64()
    );
    println!("and Dawid-Skene                {:.3} s", both.as_secs_f64());
    timed("alpha, ordinal", || {
        Agreement::of(
            &labeled.votes,
            &Scale::as_declared(4),
            Resampling::default(),
        )
    });
    timed("every annotator with the others", || {
        with_others(&labeled.votes, Resampling::default())
    });
    timed("all pairs, no intervals", || pairs(&labeled.votes));
    print_agreement(&agreement);
    print_methods(&labeled)?;
    println!("Dawid-Skene took {} rounds\n", consensus.rounds);
    Ok(())
}

fn invented(items: u32, annotators: u32, labels: u32, classes: u16) -> Result<Labeled, Failure> {
    let mut chance = Seed(1).stream("bench", "agreement");
    let gold: BTreeMap<ItemIndex, LabelId> = (0..items)
        .map(|item| {
            (
                ItemIndex(item),
                LabelId(chance.below(classes.into()) as u16),
            )
        })
        .collect();
    let skill: Vec<f64> = (0..annotators)
        .map(|_| 0.4 + 0.55 * chance.next_f64())
        .collect();
    let mut taken = std::collections::BTreeSet::new();
    let mut ballots = Vec::new();
    while ballots.len() < labels as usize {
        let item = ballots.len() as u32 % items;
        let who = chance.below(annotators as usize);
        if !taken.insert((item, who)) {
            continue;
        }
        let right = chance.next_f64() < skill[who];
        let guess = LabelId(chance.below(classes.into()) as u16);
        let label = if right { gold[&ItemIndex(item)] } else { guess };
        ballots.push(Annotation::new(
            ItemIndex(item),
            Annotator::new(&format!("a{who}"))?,
            label,
        ));
    }
    Ok(Labeled {
        votes: Votes::new(classes.into(), ballots),
        gold,
        model: None,
    })
}

fn measured(path: &Path) -> Result<(), Failure> {
    let labeled = read(path)?;
    println!("# {}\n", path.display());
    let classes = labeled.votes.classes();
    let how = Resampling::default();
    print_agreement(&Agreement::of(&labeled.votes, &Scale::Nominal, how));
    for (name, scale) in [
        ("ordinal", Scale::as_declared(classes)),
        (
            "interval",
            Scale::Interval((0..classes).map(|class| class as f64).collect()),
        ),
    ] {
        let agreement = Agreement::of(&labeled.votes, &scale, how);
        print_figure(&format!("alpha {name}"), &agreement.krippendorff_alpha);
    }
    let name = |id: querist::agreement::AnnotatorId| &labeled.votes.annotators()[id.index()];
    let mut met = pairs(&labeled.votes);
    println!(
        "\n{} pairs; Cohen's kappa of those who met most, then by name:",
        met.len()
    );
    met.sort_by_key(|pair| (std::cmp::Reverse(pair.n), pair.a, pair.b));
    for one in met.iter().take(6) {
        let figures = pair(&labeled.votes, one.a, one.b, how);
        print_figure(
            &format!("{} {}", name(one.a), name(one.b)),
            &figures.cohen_kappa,
        );
    }
    print_methods(&labeled)
}

fn read(path: &Path) -> Result<Labeled, Failure> {
    let mut names: Vec<String> = Vec::new();
    let mut ballots = Vec::new();
    let mut gold = BTreeMap::new();
    let mut place = BTreeMap::new();
    for line in fs::read_to_string(path)?.lines() {
        let object: Value = serde_json::from_str(line)?;
        let text = |key: &str| object[key].as_str().ok_or(format!("no {key} in {line}"));
        let next = place.len() as u32;
        let item = *place
            .entry(text("item")?.to_owned())
            .or_insert(ItemIndex(next));
        let label = LabelId(text("label")?.parse()?);
        ballots.push(Annotation::new(
            item,
            Annotator::new(text("annotator")?)?,
            label,
        ));
        gold.insert(item, LabelId(text("gold")?.parse()?));
        names.push(text("label")?.to_owned());
    }
    let beside = path.to_string_lossy().replace(".annot.", ".probabilities.");
    let model = fs::read_to_string(beside).ok().map(|text| {
        Probabilities::new(text.lines().filter_map(|line| {
            let object: Value = serde_json::from_str(line).ok()?;
            let row: Option<Vec<f64>> = object["probabilities"]
                .as_array()?
                .iter()
                .map(Value::as_f64)
                .collect();
            Some((*place.get(object["item"].as_str()?)?, row?))
        }))
    });
    names.sort();
    names.dedup();
    Ok(Labeled {
        votes: Votes::new(names.len(), ballots),
        gold,
        model,
    })
}

fn print_agreement(agreement: &Agreement) {
    println!(
        "\n{} annotators, {} items, {} labels",
        agreement.annotators, agreement.items, agreement.labels
    );
    print_figure("observed", &agreement.observed);
    print_figure("Fleiss' kappa", &agreement.fleiss_kappa);
    print_figure("Krippendorff's alpha", &agreement.krippendorff_alpha);
    print_figure("Gwet's AC1", &agreement.gwet_ac1);
    for class in &agreement.classes {
        print_figure(
            &format!("class {} specific", class.label.0),
            &class.specific,
        );
        print_figure(&format!("class {} alpha", class.label.0), &class.alpha);
    }
}

fn print_figure(name: &str, measured: &Measured) {
    match measured {
        Ok(figure) => println!(
            "{name:<32} {:.15} [{:.4}, {:.4}] n = {}",
            figure.value, figure.low, figure.high, figure.n
        ),
        Err(reason) => println!("{name:<32} n/a: {reason}"),
    }
}

fn print_methods(labeled: &Labeled) -> Result<(), Failure> {
    let votes = &labeled.votes;
    println!(
        "\n{:<34} {:>9} {:>9} {:>9}",
        "method", "right", "log loss", "seconds"
    );
    print_method(labeled, || Ok(majority(votes)))?;
    print_method(labeled, || Ok(one_coin(votes)?))?;
    print_method(labeled, || Ok(dawid_skene(votes)?))?;
    print_method(labeled, || Ok(pooled(votes)?))?;
    if let Some(model) = &labeled.model {
        print_method(labeled, || Ok(crowdlab(votes, model)?.consensus))?;
    }
    println!("probable:");
    print_method(labeled, || {
        Ok(probable(votes, labeled.model.as_ref())?.consensus)
    })?;
    println!(
        "\nlikelihood of hidden labels (mean ln probability, behind the best ± standard error):"
    );
    for one in probable(votes, labeled.model.as_ref())?.candidates {
        println!(
            "{:<24} {:>9.5} {:>9.5} ± {:.5}",
            one.method.as_str(),
            one.log_likelihood,
            one.behind,
            one.error
        );
    }
    println!();
    Ok(())
}

fn print_method(
    labeled: &Labeled,
    method: impl Fn() -> Result<Consensus, Failure>,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let consensus = method()?;
    let took = begun.elapsed().as_secs_f64();
    let (mut right, mut loss, mut n) = (0.0, 0.0, 0.0);
    for (row, item) in labeled.votes.items().iter().enumerate() {
        let Some(gold) = labeled.gold.get(item) else {
            continue;
        };
        n += 1.0;
        right += match consensus.likeliest(row) {
            Some((label, _)) => f64::from(u8::from(label == *gold)),
            None => 0.5,
        };
        loss -= consensus.row(row)[gold.index()].max(1e-12).ln();
    }
    println!(
        "{:<24} {right:>7.1} of {n:>4} {:>6.4} {:>9.4} {took:>9.3}  ({} rounds)",
        consensus.method.as_str(),
        right / n,
        loss / n,
        consensus.rounds
    );
    Ok(())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) {
    let begun = Instant::now();
    std::hint::black_box(work());
    println!("{what:<32} {:.3} s", begun.elapsed().as_secs_f64());
}
