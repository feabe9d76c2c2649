//! How long does it take to make a pool's features, and how much memory?
//!
//! `cargo bench --bench features` makes those of 10,000 texts; `-- N` those of N. Each size should
//! run in a process of its own, for the peak of memory is the process's. The texts are synthetic:
//! about 45 words each by Zipf's law. Then the features are kept on the disk and read again.

#![expect(clippy::print_stdout, reason = "a bench prints")]

mod memory;
mod texts;
mod zipf;

use std::sync::Mutex;
use std::time::Instant;

use memory::megabytes;
use querist::features::{FeatureSpace, Source, TextSpace, restore_dense, save_dense};
use querist::rng::Seed;
use texts::texts_of_topics;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let size = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(10_000);
    let texts: Vec<String> = texts_of_topics(size)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let texts_only = megabytes("VmHWM");
    println!("{size} texts, {:.0} bytes each", bytes as f64 / size as f64);
    let source = Source::texts(texts.iter().map(String::as_str), Seed(1));
    let begun = Instant::now();
    let stages = Mutex::new(Vec::new());
    let watch = |progress: querist::features::Progress| {
        let now = begun.elapsed().as_secs_f64();
        if let Ok(mut stages) = stages.lock() {
            match stages.last_mut() {
                Some((stage, _, until)) if *stage == progress.stage => *until = now,
                _ => stages.push((progress.stage, now, now)),
            }
        }
        true
    };
    let (space, _, counts) = FeatureSpace::begin(&source, &watch).ok_or("stopped")?;
    println!(
        "words alone, ready to label: {:.2} s",
        begun.elapsed().as_secs_f64()
    );
    let (space, rows) = space.complete(&source, &counts, &watch).ok_or("stopped")?;
    println!("everything: {:.2} s", begun.elapsed().as_secs_f64());
    for (stage, from, until) in stages.into_inner().unwrap_or_default() {
        println!("  {:<26} {:>7.2} s", stage.name(), until - from);
    }
    println!(
        "peak {:.0} MB, of which {texts_only:.0} MB were the texts; rows hold {:.0} MB",
        megabytes("VmHWM"),
        (rows.text.memory()
            + rows.dense.bytes().len()
            + 4 * rows.density.len()
            + rows.nearest.memory()) as f64
            / 1e6
    );
    let folder = tempfile::tempdir()?;
    let (words, dense) = (folder.path().join("words"), folder.path().join("dense"));
    let key = [7; 32];
    space.text().save(
        &counts,
        &key,
        &mut std::io::BufWriter::new(std::fs::File::create(&words)?),
    )?;
    save_dense(&rows, &key, &mut std::fs::File::create(&dense)?)?;
    drop((space, rows));
    let begun = Instant::now();
    let (text, counts) = TextSpace::restore(&words, &key)?;
    let saved = restore_dense(&dense, &key)?;
    FeatureSpace::restored(&source, text, &counts, saved).ok_or("does not fit")?;
    println!("from the disk: {:.2} s", begun.elapsed().as_secs_f64());
    Ok(())
}
