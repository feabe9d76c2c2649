//! `querist simulate`: runs strategies on labeled data and prints which would have needed the fewest
//! labels.
//!
//! Each strategy runs with each seed on the person's own labeled data; the runs are compared and
//! one strategy is recommended by [`crate::evaluation`], and printed here. Invariant: what is
//! printed follows from the runs as they are written, so that finished runs may come from a file
//! ([`resume`]).

mod arguments;
mod axes;
mod costs;
mod data;
mod plot;
mod recommendation;
mod resume;
mod runs_csv;
mod svg;
mod table;

use anyhow::Result;

pub(super) use arguments::Simulate;

use self::arguments::Format;
use self::axes::Plot;
use self::data::Data;
use self::resume::Finished;
use self::runs_csv::{Columns, as_written, stem};
use super::output;
use crate::evaluation::{Comparison, Criterion, Run};
use crate::learner;
use crate::project::write_atomically;
use crate::rng::Seed;
use crate::simulation::{Outcome, Simulation, Step, simulate};
use crate::strategy::{DEFAULT, StrategySpec};

pub(super) fn run(arguments: &Simulate, seed: Option<u64>) -> Result<()> {
    let base = seed.unwrap_or(0);
    let strategies = arguments.strategies()?;
    arguments.check_outputs()?;
    let data = Data::read(arguments, base)?;
    let columns = Columns {
        positive: arguments.positive.is_some(),
        seconds: data.seconds.is_some(),
    };
    let runs = all_runs(arguments, &data, columns, &strategies, base)?;
    let name = stem(&arguments.file);
    let criterion = Criterion::of(&runs, arguments.measure, columns.positive);
    let comparison = Comparison::of(&runs, criterion, DEFAULT);
    let plot = Plot::of(&runs, &comparison);
    if let Some(path) = &arguments.plot {
        write_atomically(path, svg::draw(&plot, &name).as_bytes())?;
    }
    match arguments.format {
        Format::Csv => output::data(runs_csv::csv(&name, &runs, columns).as_bytes()),
        Format::Json => output::data(runs_csv::json(&name, &runs, columns)?.as_bytes()),
        Format::Table => {
            let text = [
                table::checkpoints(&runs, columns),
                table::ranking(&comparison),
                table::targets(&runs, arguments, columns),
                plot::draw(&plot),
                recommendation::words(&comparison, &data, arguments),
            ];
            output::data(text.concat().as_bytes())
        }
    }
}

/// Runs each strategy with each seed, but for what is finished already.
fn all_runs(
    arguments: &Simulate,
    data: &Data,
    columns: Columns,
    strategies: &[&'static StrategySpec],
    base: u64,
) -> Result<Vec<Run>> {
    let mut finished = match &arguments.resume {
        Some(path) => {
            let head = data.settings.head(arguments);
            let difference = |head: &serde_json::Value| data.settings.difference(head);
            Some(Finished::open(path, columns, &head, difference)?)
        }
        None => None,
    };
    let name = stem(&arguments.file);
    let all = strategies.len() as u64 * arguments.seeds;
    let (mut runs, mut taken) = (Vec::new(), 0);
    let mut trace = String::new();
    for strategy in strategies {
        let id = strategy.id;
        for seed in (0..arguments.seeds).map(|at| base.wrapping_add(at)) {
            if let Some(run) = finished.as_ref().and_then(|known| known.run(id, seed)) {
                taken += 1;
                runs.push(run.clone());
                continue;
            }
            output::progress(&format!("{} of {all}: {id}, seed {seed}", runs.len() + 1));
            let outcome = one_run(arguments, data, strategy, Seed(seed))?;
            for step in &outcome.steps {
                trace.push_str(&trace_line(id, seed, step, data));
            }
            let run = Run {
                strategy: id.to_owned(),
                seed,
                checkpoints: outcome.checkpoints.iter().map(as_written).collect(),
            };
            if let Some(finished) = &mut finished
                && !run.checkpoints.is_empty()
            {
                finished.add(&name, &run)?;
            }
            runs.push(run);
        }
    }
    output::progress_done();
    if let (Some(path), Some(finished)) = (&arguments.resume, &finished) {
        if finished.dropped {
            output::remark(&format!(
                "{}: a run that was not finished was dropped and run again",
                path.display()
            ));
        }
        output::remark(&format!(
            "{}: {taken} of {all} runs were taken from it, {} added",
            path.display(),
            all - taken
        ));
    }
    if let Some(path) = &arguments.trace {
        write_atomically(path, trace.as_bytes())?;
    }
    Ok(runs)
}

fn one_run(
    arguments: &Simulate,
    data: &Data,
    strategy: &'static StrategySpec,
    seed: Seed,
) -> Result<Outcome> {
    Ok(simulate(&Simulation {
        data: &data.pool,
        strategy,
        start: arguments.start,
        budget: arguments.budget,
        seed,
        positive: arguments.positive.as_deref(),
        query: arguments.query.as_ref(),
        settings: learner::Settings::default(),
        seconds: data.seconds.as_deref(),
    })?)
}

fn trace_line(strategy: &str, seed: u64, step: &Step, data: &Data) -> String {
    let line = serde_json::json!({
        "strategy": strategy,
        "seed": seed,
        "labels": step.labels,
        "item": data.pool.items.pool_item(step.item).id,
        "step_ms": step.milliseconds,
        "learn_ms": step.learn,
        "rank_ms": step.rank,
    });
    format!("{line}\n")
}
