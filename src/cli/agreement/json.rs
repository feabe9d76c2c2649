//! Writes what `agreement --json` prints.
//!
//! A contract: fields are added, never renamed. A figure is `{value, low, high, n}`; where there is
//! none it is null, and `reason` of the same object says why, by the figure's name.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::report::{AgreementReport, ConsensusView};
use crate::agreement::Pair;
use crate::agreement::consensus::Reliability;
use crate::schema::LabelId;

/// The whole object.
pub(super) fn object(report: &AgreementReport, project: &str) -> Value {
    let overall = &report.overall;
    let question = &report.question;
    Object::of(json!({
        "project": project,
        "annotators": overall.annotators,
        "items": overall.items,
        "labels": overall.labels,
        "shared_items": report.shared,
        "metric": question.metric.as_str(),
        "class": question.class.map(|_| report.class(LabelId(0))),
        "programs": report.programs,
        "with_programs": question.with_programs,
        "resamples": question.resampling.draws,
        "seed": question.resampling.seed.0,
        "pairs": pairs(report),
        "by_annotator": annotators(report),
        "by_class": classes(report),
        "confused": confused(report),
    }))
    .figure("observed", overall.observed)
    .figure("fleiss_kappa", overall.fleiss_kappa)
    .figure("krippendorff_alpha", overall.krippendorff_alpha)
    .figure("gwet_ac1", overall.gwet_ac1)
    .figure("over_time", spans(report))
    .figure("self_agreement", themselves(report))
    .figure("consensus", report.consensus.as_ref().map(consensus))
    .0
}

/// An object whose figures may be missing for a reason.
struct Object(Value);

impl Object {
    fn of(mut members: Value) -> Self {
        members["reason"] = json!({});
        Self(members)
    }

    fn figure<F: Serialize, E: ToString>(mut self, name: &str, measured: Result<F, E>) -> Self {
        if let Err(reason) = &measured {
            self.0["reason"][name] = reason.to_string().into();
        }
        self.0[name] = json!(measured.ok());
        self
    }
}

fn pairs(report: &AgreementReport) -> Vec<Value> {
    report
        .pairs
        .iter()
        .map(|pair| pair_object(report, pair))
        .collect()
}

fn pair_object(report: &AgreementReport, pair: &Pair) -> Value {
    let object = Object::of(json!({
        "a": report.name(pair.a),
        "b": report.name(pair.b),
        "observed": pair.observed,
        "n": pair.n,
    }))
    .figure("cohen_kappa", pair.cohen_kappa);
    match report.intervals(pair) {
        None => object,
        Some(figures) => object
            .figure("observed_interval", figures.observed)
            .figure("cohen_kappa_interval", figures.cohen_kappa),
    }
    .0
}

fn annotators(report: &AgreementReport) -> Vec<Value> {
    let people = report.with_others.iter();
    people
        .map(|one| {
            let reliability = report.reliability(one.annotator);
            Object::of(json!({
                "annotator": report.name(one.annotator),
                "labels": one.labels,
                "probably_right": reliability.and_then(|one| one.right),
                "called": reliability.map(|one| called(report, one)),
            }))
            .figure("observed", one.observed)
            .figure("kappa", one.kappa)
            .0
        })
        .collect()
}

/// How many items an annotator gave each label to, by what they probably are.
fn called(report: &AgreementReport, reliability: &Reliability) -> Value {
    let ids = || (0..report.votes.classes() as u16).map(LabelId);
    let rows = ids().filter_map(|given| {
        let cells: Map<String, Value> = ids()
            .map(|truth| (truth, hundredths(reliability.called(given, truth))))
            .filter(|(_, items)| *items > 0.0)
            .map(|(truth, items)| (report.class(truth).to_owned(), json!(items)))
            .collect();
        (!cells.is_empty()).then(|| (report.class(given).to_owned(), Value::Object(cells)))
    });
    Value::Object(rows.collect())
}

fn hundredths(items: f64) -> f64 {
    (items * 100.0).round() / 100.0
}

fn classes(report: &AgreementReport) -> Vec<Value> {
    let given = report.votes.labels_per_class();
    let classes = report.overall.classes.iter();
    classes
        .map(|class| {
            Object::of(json!({
                "class": report.class(class.label),
                "labels": given[class.label.index()],
            }))
            .figure("specific", class.specific)
            .figure("alpha", class.alpha)
            .0
        })
        .collect()
}

fn confused(report: &AgreementReport) -> Vec<Value> {
    let confused = report.confused.iter();
    confused
        .map(|one| {
            json!({
                "a": report.class(one.a),
                "b": report.class(one.b),
                "items": one.items,
            })
        })
        .collect()
}

fn spans(report: &AgreementReport) -> Result<Vec<Value>, String> {
    let spans = report.over_time.as_ref().map_err(ToString::to_string)?;
    Ok(spans
        .iter()
        .map(|span| {
            Object::of(json!({
                "from": span.from,
                "until": span.until,
                "labels": span.labels,
            }))
            .figure("observed", span.observed)
            .0
        })
        .collect())
}

fn themselves(report: &AgreementReport) -> Result<Vec<Value>, String> {
    let people = report.themselves.as_ref().map_err(ToString::to_string)?;
    Ok(people
        .iter()
        .map(|one| {
            Object::of(json!({
                "annotator": report.name(one.annotator),
                "under_other_guidelines": one.under_other_guidelines,
            }))
            .figure("observed", one.observed)
            .figure("alpha", one.alpha)
            .0
        })
        .collect())
}

fn consensus(right: &ConsensusView) -> Value {
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
