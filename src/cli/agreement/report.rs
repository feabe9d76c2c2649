//! Gathers all figures of agreement of a project.

use super::Metric;
use crate::agreement::coefficients::{
    PairFigures, SelfAgreement, Span, WithOthers, class_matrix, disputed_rows, over_time, pair,
    pairs, self_agreement, spans, with_others, worst_first,
};
use crate::agreement::consensus::{Probable, Reliability, Unidentified, probable, reliability};
use crate::agreement::{
    Agreement, AnnotatorId, Pair, Resampling, Scale, Undefined, VoteSource, Votes,
};
use crate::schema::LabelId;
use crate::state::State;

/// Stretches of time that are compared.
const SPANS: usize = 4;

/// What is asked.
pub(super) struct Question {
    pub(super) metric: Metric,
    /// One class against the rest.
    pub(super) class: Option<LabelId>,
    pub(super) with_programs: bool,
    pub(super) with_pair_intervals: bool,
    pub(super) resampling: Resampling,
}

/// Two classes that met on some items.
pub(super) struct Confused {
    pub(super) a: LabelId,
    pub(super) b: LabelId,
    /// Items on which someone said one and someone else the other.
    pub(super) items: usize,
}

/// Who is probably right, and by whose error.
pub(super) struct ConsensusView {
    pub(super) probable: Probable,
    /// By annotator id.
    pub(super) reliability: Vec<Reliability>,
}

/// Everything that is told.
pub(super) struct AgreementReport {
    pub(super) question: Question,
    pub(super) votes: Votes,
    /// Names of the classes, by label id in the votes.
    pub(super) classes: Vec<String>,
    /// The names under which programs answered.
    pub(super) programs: Vec<String>,
    /// Items that two annotators or more labeled.
    pub(super) shared: usize,
    pub(super) overall: Agreement,
    /// The pair that disagrees most first.
    pub(super) pairs: Vec<Pair>,
    /// By annotator id.
    pub(super) with_others: Vec<WithOthers>,
    /// Most often first.
    pub(super) confused: Vec<Confused>,
    pub(super) over_time: Result<Vec<Span>, Undefined>,
    pub(super) themselves: Result<Vec<SelfAgreement>, Undefined>,
    pub(super) consensus: Result<ConsensusView, Unidentified>,
}

impl AgreementReport {
    /// Computes them; `items` is how many the project has.
    pub(super) fn of(state: &State, items: usize, question: Question) -> Self {
        let annotations = if question.with_programs {
            VoteSource::All
        } else {
            VoteSource::People
        };
        let mut votes = Votes::of_state(state, items, annotations);
        let all = state.labels().all().iter();
        let mut classes: Vec<String> = all.map(|label| label.name.clone()).collect();
        if let Some(class) = question.class {
            votes = votes.against_the_rest(class);
            classes = vec![state.labels().name(class).to_owned(), "any other".into()];
        }
        let how = question.resampling;
        let scale = scale(state, question.metric);
        let nominal = Scale::Nominal;
        let mut overall = Agreement::of(&votes, scale.as_ref().unwrap_or(&nominal), how);
        if scale.is_none() {
            overall.krippendorff_alpha = Err(Undefined::NoScale);
        }
        let mut met = pairs(&votes);
        worst_first(&mut met);
        Self {
            programs: state.oracles().map(ToString::to_string).collect(),
            shared: votes.rows().filter(|row| row.len() > 1).count(),
            overall,
            pairs: met,
            with_others: with_others(&votes, how),
            confused: confused(&votes),
            over_time: over_time(&votes, &spans(&votes, SPANS), None, how),
            themselves: self_agreement(&votes, scale.as_ref().unwrap_or(&nominal), how),
            consensus: probable(&votes, None).map(|probable| ConsensusView {
                reliability: reliability(&votes, &probable.consensus),
                probable,
            }),
            question,
            votes,
            classes,
        }
    }

    /// The intervals of a pair, where they were asked for.
    pub(super) fn intervals(&self, of: &Pair) -> Option<PairFigures> {
        self.question
            .with_pair_intervals
            .then(|| pair(&self.votes, of.a, of.b, self.question.resampling))
    }

    /// An annotator's name.
    pub(super) fn name(&self, who: AnnotatorId) -> &str {
        let name = self.votes.annotators().get(who.index());
        name.map_or("?", |name| name.as_str())
    }

    /// A class's name.
    pub(super) fn class(&self, label: LabelId) -> &str {
        self.classes.get(label.index()).map_or("?", String::as_str)
    }

    /// How reliable an annotator is, where that can be told.
    pub(super) fn reliability(&self, who: AnnotatorId) -> Option<&Reliability> {
        self.consensus.as_ref().ok()?.reliability.get(who.index())
    }
}

/// The scale of a metric; `None` where the names of the classes are no numbers.
fn scale(state: &State, metric: Metric) -> Option<Scale> {
    match metric {
        Metric::Nominal => Some(Scale::Nominal),
        Metric::Ordinal => Some(Scale::as_declared(state.labels().len())),
        Metric::Interval => Scale::of_numbers(state.labels()),
    }
}

fn confused(votes: &Votes) -> Vec<Confused> {
    let met = class_matrix(votes).most_confused().into_iter();
    let mut confused: Vec<Confused> = met
        .map(|(a, b, _)| Confused {
            a,
            b,
            items: disputed_rows(votes, a, b).len(),
        })
        .collect();
    confused.sort_by_key(|one| (std::cmp::Reverse(one.items), one.a, one.b));
    confused
}
