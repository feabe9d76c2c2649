//! `querist agreement`: tells who agrees with whom, and how far.
//!
//! Reads without the lock. All figures come from [`crate::agreement`]; here they are chosen, told
//! to people ([`table`]) or to programs ([`json`]), and followed by what can be done next.

mod json;
mod report;
mod table;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use self::report::{AgreementReport, Question};
use super::{output, resolve};
use crate::agreement::Resampling;
use crate::error::Error;
use crate::rng::Seed;
use crate::schema::{LabelId, LabelSet};

/// Tell how well the annotators agree: overall, by pair, annotator and class, over time, and each
/// with themselves; and what follows from it for who is probably right.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    dir: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// How far apart two classes are, for Krippendorff's alpha.
    #[arg(long, value_enum, default_value_t = Metric::Nominal)]
    metric: Metric,
    /// Ask of one class alone: is it this one, or any other?
    #[arg(long, value_name = "NAME", conflicts_with = "metric")]
    class: Option<String>,
    /// Give the figures of pairs intervals, too.
    #[arg(long)]
    pairs: bool,
    /// Hear programs like people.
    #[arg(long)]
    with_programs: bool,
}

/// What may be said of the distance of two classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Metric {
    /// They are the same or they are not.
    Nominal,
    /// They stand in a row, in the order of querist.toml.
    Ordinal,
    /// Their names are numbers.
    Interval,
}

impl Metric {
    fn as_str(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Interval => "interval",
        }
    }
}

pub(super) fn run(arguments: &Arguments, seed: Option<u64>) -> Result<()> {
    let project = resolve::read(arguments.dir.as_deref())?;
    let state = project.state();
    let class = arguments.class.as_deref();
    let question = Question {
        metric: arguments.metric,
        class: class.map(|name| find(state.labels(), name)).transpose()?,
        with_programs: arguments.with_programs,
        with_pair_intervals: arguments.pairs,
        resampling: Resampling {
            seed: seed.map_or(project.config.seed, Seed),
            ..Resampling::default()
        },
    };
    let counting = || AgreementReport::of(&state, project.items.len(), question);
    let report = output::busy("counting who agrees", counting);
    if arguments.json {
        output::json(&json::object(&report, &project.config.name))?;
    } else {
        output::say_all(table::lines(&report, &project))?;
    }
    output::tell_concerns(&project)
}

/// The class of that name.
fn find(labels: &LabelSet, name: &str) -> Result<LabelId, Error> {
    labels.find(name).ok_or_else(|| {
        let names: Vec<&str> = labels
            .active()
            .map(|(_, label)| label.name.as_str())
            .collect();
        Error::usage(
            format!("there is no class {name:?}"),
            match names.as_slice() {
                [] => "the project has no classes yet".to_owned(),
                names => format!("choose one of: {}", names.join(", ")),
            },
        )
    })
}
