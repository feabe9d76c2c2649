//! Writes what `agreement --json` prints.
//!
//! A contract: fields are added, never renamed. A figure is `{value, low, high, n}`; where there is
//! none it is null, and `reason` of the same object says why, by the figure's name.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::findings::{Findings, Right};
use crate::agreement::Pair;
use crate::agreement::consensus::Reliability;
use crate::schema::LabelId;

/// The whole object.
pub(super) fn object(findings: &Findings, project: &str) -> Value {
    let overall = &findings.overall;
    let question = &findings.question;
    Object::of(json!({
        "project": project,
        "annotators": overall.annotators,
        "items": overall.items,
        "labels": overall.labels,
        "shared_items": findings.shared,
        "metric": question.metric.as_str(),
        "class": question.class.map(|_| findings.class(LabelId(0))),
        "programs": findings.programs,
        "with_programs": question.with_programs,
        "resamples": question.resampling.draws,
        "seed": question.resampling.seed.0,
        "pairs": pairs(findings),
        "by_annotator": annotators(findings),
        "by_class": classes(findings),
        "confused": confused(findings),
    }))
    .figure("observed", overall.observed)
    .figure("fleiss_kappa", overall.fleiss_kappa)
    .figure("krippendorff_alpha", overall.krippendorff_alpha)
    .figure("gwet_ac1", overall.gwet_ac1)
    .figure("over_time", spans(findings))
    .figure("self_agreement", themselves(findings))
    .figure("consensus", findings.right.as_ref().map(consensus))
    .finished()
}

/// An object whose figures may be missing for a reason.
struct Object {
    members: Map<String, Value>,
    reasons: Map<String, Value>,
}

impl Object {
    fn of(members: Value) -> Self {
        Self {
            members: match members {
                Value::Object(members) => members,
                _ => Map::new(),
            },
            reasons: Map::new(),
        }
    }

    fn figure<F: Serialize, E: ToString>(mut self, name: &str, measured: Result<F, E>) -> Self {
        let value = match measured {
            Ok(figure) => json!(figure),
            Err(reason) => {
                self.reasons
                    .insert(name.to_owned(), Value::String(reason.to_string()));
                Value::Null
            }
        };
        self.members.insert(name.to_owned(), value);
        self
    }

    fn finished(mut self) -> Value {
        self.members
            .insert("reason".to_owned(), Value::Object(self.reasons));
        Value::Object(self.members)
    }
}

fn pairs(findings: &Findings) -> Vec<Value> {
    findings
        .pairs
        .iter()
        .map(|pair| pair_object(findings, pair))
        .collect()
}

fn pair_object(findings: &Findings, pair: &Pair) -> Value {
    let object = Object::of(json!({
        "a": findings.name(pair.a),
        "b": findings.name(pair.b),
        "observed": pair.observed,
        "n": pair.n,
    }))
    .figure("cohen_kappa", pair.cohen_kappa);
    match findings.intervals(pair) {
        None => object,
        Some(figures) => object
            .figure("observed_interval", figures.observed)
            .figure("cohen_kappa_interval", figures.cohen_kappa),
    }
    .finished()
}

fn annotators(findings: &Findings) -> Vec<Value> {
    let people = findings.with_others.iter();
    people
        .map(|one| {
            let reliability = findings.reliability(one.annotator);
            Object::of(json!({
                "annotator": findings.name(one.annotator),
                "labels": one.labels,
                "probably_right": reliability.and_then(|one| one.right),
                "called": reliability.map(|one| called(findings, one)),
            }))
            .figure("observed", one.observed)
            .figure("kappa", one.kappa)
            .finished()
        })
        .collect()
}

/// How many items an annotator gave each label to, by what they probably are.
fn called(findings: &Findings, reliability: &Reliability) -> Value {
    let ids = || (0..findings.votes.classes() as u16).map(LabelId);
    let rows = ids().filter_map(|given| {
        let cells: Map<String, Value> = ids()
            .map(|truth| (truth, hundredths(reliability.called(given, truth))))
            .filter(|(_, items)| *items > 0.0)
            .map(|(truth, items)| (findings.class(truth).to_owned(), json!(items)))
            .collect();
        (!cells.is_empty()).then(|| (findings.class(given).to_owned(), Value::Object(cells)))
    });
    Value::Object(rows.collect())
}

fn hundredths(items: f64) -> f64 {
    (items * 100.0).round() / 100.0
}

fn classes(findings: &Findings) -> Vec<Value> {
    let given = findings.votes.labels_per_class();
    let classes = findings.overall.classes.iter();
    classes
        .map(|class| {
            Object::of(json!({
                "class": findings.class(class.label),
                "labels": given[class.label.index()],
            }))
            .figure("specific", class.specific)
            .figure("alpha", class.alpha)
            .finished()
        })
        .collect()
}

fn confused(findings: &Findings) -> Vec<Value> {
    let confused = findings.confused.iter();
    confused
        .map(|one| {
            json!({
                "a": findings.class(one.a),
                "b": findings.class(one.b),
                "items": one.items,
            })
        })
        .collect()
}

fn spans(findings: &Findings) -> Result<Vec<Value>, String> {
    let spans = findings.over_time.as_ref().map_err(ToString::to_string)?;
    Ok(spans
        .iter()
        .map(|span| {
            Object::of(json!({
                "from": span.from,
                "until": span.until,
                "labels": span.labels,
            }))
            .figure("observed", span.observed)
            .finished()
        })
        .collect())
}

fn themselves(findings: &Findings) -> Result<Vec<Value>, String> {
    let people = findings.themselves.as_ref().map_err(ToString::to_string)?;
    Ok(people
        .iter()
        .map(|one| {
            Object::of(json!({
                "annotator": findings.name(one.annotator),
                "under_other_guidelines": one.under_other_guidelines,
            }))
            .figure("observed", one.observed)
            .figure("alpha", one.alpha)
            .finished()
        })
        .collect())
}

fn consensus(right: &Right) -> Value {
    let candidates: Vec<Value> = right
        .probable
        .candidates
        .iter()
        .map(|candidate| {
            json!({
                "method": candidate.method.as_str(),
                "foresight": candidate.log_likelihood,
                "behind": candidate.behind,
                "error": candidate.error,
            })
        })
        .collect();
    json!({
        "method": right.probable.consensus.method.as_str(),
        "rounds": right.probable.consensus.rounds,
        "candidates": candidates,
    })
}
