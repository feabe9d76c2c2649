//! `querist status`: tells how far the project is, and how good the model.
//!
//! It reads without the lock, so it answers while somebody labels.

use std::path::PathBuf;

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;
use serde_json::json;

use super::resolve::annotator;
use super::{complete, output, resolve, sessions};
use crate::evaluation::{AccuracyBounds, held_out_accuracy};
use crate::numerics::Proportion;
use crate::project::Project;
use crate::schema::Annotator;
use crate::session::{GuidelineQuestion, guideline_questions};
use crate::state::{Counts, HeldOutAnswers, State};
use crate::trainer::Predictor;

/// Sessions listed for people; all of them are in the JSON.
const SESSIONS_SHOWN: usize = 5;

/// Tell how far a project is: counts, classes, accuracy with its interval, journals.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The project; without it, the one you stand in.
    #[arg(add = ArgValueCompleter::new(complete::projects))]
    dir: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Tell of each of your own sessions: pace, breaks, how you were, what was revealed.
    #[arg(long)]
    sessions: bool,
    /// Whose sessions; without it, the user's name.
    #[arg(long, value_name = "NAME", requires = "sessions")]
    annotator: Option<String>,
}

/// Everything that is told.
struct Status<'a> {
    project: &'a Project,
    state: &'a State,
    counts: Counts,
    held_out: HeldOutAnswers,
    accuracy: Option<Proportion>,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let project = resolve::read(arguments.dir.as_deref())?;
    let state = project.state();
    if arguments.sessions {
        let annotator = annotator(arguments.annotator.as_deref())?;
        let own = sessions::of(&project, &state, &annotator);
        if arguments.json {
            output::json(&own)?;
        } else {
            output::say_all(sessions::lines(&own, &annotator))?;
        }
        return output::tell_concerns(&project);
    }
    let held_out = state.held_out_answers(&project.items);
    let accuracy = if held_out.iter().len() > 0 {
        accuracy(&project, &state, &held_out)?
    } else {
        None
    };
    let status = Status {
        project: &project,
        state: &state,
        counts: state.counts(),
        held_out,
        accuracy,
    };
    if arguments.json {
        output::json(&status.json())?;
    } else {
        output::say_all(status.lines())?;
    }
    output::tell_concerns(&project)
}

/// Teaches a model all training labels and checks it on the held-out ones.
fn accuracy(
    project: &Project,
    state: &State,
    held_out: &HeldOutAnswers,
) -> Result<Option<Proportion>> {
    let what = "building the model to check it on the held-out items";
    let predictor = output::busy(what, || Predictor::of_any(project, state))?;
    Ok(held_out_accuracy(held_out, |item| {
        predictor.predict_held_out(item)
    }))
}

impl Status<'_> {
    fn answered(&self) -> usize {
        self.state.pool_answered() + self.state.holdout_answered()
    }

    /// Name, key and labeled items of each class on offer.
    fn classes(&self) -> Vec<(&str, Option<char>, usize)> {
        let labeled = self.state.labeled_per_class();
        self.state
            .labels()
            .active()
            .map(|(id, label)| (label.name.as_str(), label.key, labeled[id.index()]))
            .collect()
    }

    fn json(&self) -> serde_json::Value {
        let classes: Vec<_> = self
            .classes()
            .into_iter()
            .map(|(name, key, labeled)| json!({"name": name, "key": key, "labeled": labeled}))
            .collect();
        let sessions: Vec<_> = self
            .state
            .sessions()
            .iter()
            .map(|session| {
                json!({
                    "annotator": session.annotator,
                    "started_at": session.started_at,
                    "ended_at": session.ended_at,
                    "answers": session.answers,
                    "active_seconds": session.active_seconds,
                    "per_minute": session.answers_per_minute(),
                })
            })
            .collect();
        let items = &self.project.items;
        json!({
            "name": self.project.config.name,
            "items": items.len(),
            "pool": items.pool_len(),
            "holdout": items.holdout_len(),
            "labeled": self.counts.labeled,
            "unsure": self.counts.unsure,
            "disputed": self.counts.disputed,
            "skipped": self.counts.skipped,
            "flagged": self.counts.flagged,
            "answered": self.answered(),
            "to_ask": items.len() - self.answered(),
            "holdout_answered": self.state.holdout_answered(),
            "declined": self.declined(),
            "accuracy_bounds": self.bounds(),
            "classes": classes,
            "accuracy": self.accuracy,
            "strategy": self.project.config.query.strategy,
            "inputs": {
                "text": self.project.config.features.text,
                "numbers": self.project.config.features.numbers,
                "vectors": self.project.config.features.vectors.is_some(),
            },
            "journals": self.project.journal_summaries(),
            "sessions": sessions,
            "oracles": self.state.oracles().collect::<Vec<_>>(),
            "guideline_gaps": self.gaps().iter().map(|gap| json!({
                "number": gap.number,
                "question": gap.question,
                "item": gap.item,
                "guidelines_changed_since": gap.is_older,
            })).collect::<Vec<_>>(),
            "concerns": self.project.concerns,
        })
    }

    fn lines(&self) -> Vec<String> {
        let project = self.project;
        let items = &project.items;
        let counts = &self.counts;
        let mut lines = vec![
            format!("project   {}", project.config.name),
            format!(
                "items     {} = {} pool + {} held out",
                items.len(),
                items.pool_len(),
                items.holdout_len()
            ),
            format!(
                "answered  {} = {} labeled + {} unsure + {} disputed",
                self.answered(),
                counts.labeled,
                counts.unsure,
                counts.disputed,
            ),
            self.to_ask_in_words(),
            format!("marked    {} flagged", counts.flagged),
            format!("accuracy  {}", self.accuracy_in_words()),
            format!("strategy  {}", project.config.query.strategy),
            format!("learns    {}", project.config.features.describe()),
        ];
        lines.extend(self.class_lines());
        lines.extend(self.gap_lines());
        lines.extend(self.journal_lines());
        lines.extend(self.session_lines());
        lines
    }

    /// What is left: with what is answered it makes all items.
    fn to_ask_in_words(&self) -> String {
        let items = &self.project.items;
        let pool = items.pool_len() - self.state.pool_answered();
        let checks = items.holdout_len() - self.state.holdout_answered();
        let skipped = match self.counts.skipped {
            0 => String::new(),
            skipped => format!("; {skipped} of these were skipped before"),
        };
        format!(
            "to ask    {} = {pool} pool + {checks} held out{skipped}",
            pool + checks
        )
    }

    /// The accuracy in the worst and the best case, where checks were declined or wait.
    fn bounds(&self) -> Option<AccuracyBounds> {
        let declined = self.declined();
        AccuracyBounds::around(self.accuracy, declined).filter(|_| declined > 0)
    }

    fn declined(&self) -> usize {
        self.held_out.declined + self.state.deferred_holdout(&self.project.items)
    }

    fn accuracy_in_words(&self) -> String {
        let answered = self.held_out.iter().len();
        let declined = match self.bounds() {
            None => String::new(),
            Some(bounds) => format!(
                "; {} drawn as checks were declined or wait: were the model wrong or right on all \
                 of them, {:.0}-{:.0}%",
                bounds.declined,
                100.0 * bounds.worst.value,
                100.0 * bounds.best.value
            ),
        };
        if let Some(accuracy) = self.accuracy {
            return format!(
                "{:.0}% [{:.0}-{:.0}] from {} held-out items{declined}",
                100.0 * accuracy.value,
                100.0 * accuracy.low,
                100.0 * accuracy.high,
                accuracy.n
            );
        }
        let why = match (self.project.items.holdout_len(), answered) {
            (0, _) => "none, because no item is held out".to_owned(),
            (all, 0) => format!("no accuracy yet: 0 of {all} held-out items answered"),
            (_, _) => "no accuracy yet: the model needs labels of two classes".to_owned(),
        };
        format!("{why}{declined}")
    }

    fn class_lines(&self) -> Vec<String> {
        let classes = self.classes();
        if classes.is_empty() {
            return vec!["classes   none yet: `+` adds one while labeling".into()];
        }
        let mut lines = vec!["classes   key  labeled  name".to_owned()];
        for (name, key, labeled) in classes {
            let key = key.map_or_else(|| "-".into(), String::from);
            lines.push(format!("          {key:<3}{labeled:>9}  {name}"));
        }
        let labeled = self.state.labeled_per_class();
        for (label, labeled) in self.state.labels().all().iter().zip(labeled) {
            if label.retired && labeled > 0 {
                let name = &label.name;
                lines.push(format!(
                    "          -  {labeled:>9}  {name} (retired: not learnt)"
                ));
            }
        }
        lines
    }

    /// The questions that reviewers say the guidelines leave open.
    fn gaps(&self) -> Vec<GuidelineQuestion> {
        guideline_questions(self.state, &self.project.items, &self.project.guidelines)
    }

    fn gap_lines(&self) -> Vec<String> {
        let gaps = self.gaps();
        let heading = (!gaps.is_empty()).then(|| "gaps      left open by the guidelines".into());
        let questions = gaps.iter().map(|gap| {
            let item = &gap.item;
            format!("{:>12}  {} (item {item})", gap.number, gap.question)
        });
        heading.into_iter().chain(questions).collect()
    }

    fn journal_lines(&self) -> Vec<String> {
        let journals = self.project.journal_summaries();
        if journals.is_empty() {
            return vec!["journals  none yet: nobody has answered".into()];
        }
        let mut lines = vec!["journals  events  writer  head".to_owned()];
        for journal in journals {
            let head = journal.head.get(..12).unwrap_or(&journal.head);
            let mut oracles = self.state.oracles().map(Annotator::as_str);
            let whose = if oracles.any(|name| name == journal.writer) {
                "  (a program)"
            } else {
                ""
            };
            lines.push(format!(
                "          {:>6}  {}  {head}…{whose}",
                journal.events, journal.writer
            ));
        }
        lines
    }

    fn session_lines(&self) -> Vec<String> {
        let sessions = self.state.sessions();
        let mut lines = Vec::new();
        if sessions.is_empty() {
            return lines;
        }
        lines.push(format!("sessions  {}", sessions.len()));
        let from = sessions.len().saturating_sub(SESSIONS_SHOWN);
        for session in &sessions[from..] {
            let pace = session
                .answers_per_minute()
                .map_or_else(String::new, |pace| format!(", {pace:.1} a minute"));
            let decided = match session.adjudications {
                0 => String::new(),
                1 => " and 1 decision".into(),
                count => format!(" and {count} decisions"),
            };
            let answers = match session.answers {
                1 => "1 answer".to_owned(),
                count => format!("{count} answers"),
            };
            lines.push(format!(
                "          {:.0}  {}  {answers}{decided} in {} min{pace}",
                session.started_at,
                session.annotator,
                crate::text::minutes(session.active_seconds)
            ));
        }
        lines
    }
}
