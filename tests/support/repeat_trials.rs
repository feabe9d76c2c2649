//! Does the interval of self-agreement hold the truth as often as it says?
//!
//! Each made-up person has 4,000 items, each with a chance of its own of getting the same answer
//! again; some waver on few, some on many. Repeats are planted by the policy over a long project,
//! and the interval is held against the mean chance over all items of that person.

use querist::numerics::ln_gamma;
use querist::rng::Seed;
use querist::schema::LabelId;
use querist::wellbeing::{Consistency, RepeatPolicy, Repeatable};

const ITEMS: usize = 4_000;

/// What became of the repeats of one person.
pub(crate) struct Repeated {
    pub(crate) answers: usize,
    pub(crate) repeats: usize,
    /// The fewest answers between an item and its repeat.
    pub(crate) least_spacing: usize,
    /// Whether a repeat came right after its own label.
    pub(crate) followed_its_label: bool,
    /// Whether the interval holds the truth; `None` when nothing was repeated.
    pub(crate) holds: Option<bool>,
}

/// One person over a project of 1,000 to 3,000 answers, a tenth of them drawn at random.
pub(crate) fn person(number: u64) -> Repeated {
    let seed = Seed(number);
    let mut stream = seed.stream("person who repeats", "");
    let wavering = 0.02 + 0.4 * stream.next_f64();
    let stay: Vec<f64> = (0..ITEMS)
        .map(|_| 1.0 - (2.0 * wavering * stream.next_f64()).min(1.0))
        .collect();
    let truth = stay.iter().sum::<f64>() / ITEMS as f64;
    let answers = 1_000 + stream.below(2_000);
    let ids: Vec<String> = (0..ITEMS).map(|item| item.to_string()).collect();
    let policy = RepeatPolicy::default();
    let mut open: Vec<(usize, LabelId, usize)> = Vec::new();
    let mut pairs = Vec::new();
    let mut before = None;
    let (mut least_spacing, mut followed_its_label) = (usize::MAX, false);
    let mut next_item = 0;
    for at in 0..answers {
        let candidates: Vec<Repeatable> = open
            .iter()
            .map(|(item, label, given_at)| Repeatable {
                id: &ids[*item],
                label: *label,
                answers_since: at - given_at - 1,
            })
            .collect();
        if let Some(place) = policy.next(seed, &at.to_string(), &candidates, before) {
            let (item, label, given_at) = open.remove(place);
            least_spacing = least_spacing.min(at - given_at - 1);
            followed_its_label |= before == Some(label);
            let again = if stream.next_f64() < stay[item] {
                label
            } else {
                LabelId((label.0 + 1) % 3)
            };
            pairs.push((label, again));
            before = Some(again);
            continue;
        }
        let label = LabelId(stream.below(3) as u16);
        if stream.next_f64() < 0.1 && next_item < ITEMS {
            open.push((next_item, label, at));
            next_item += 1;
        }
        before = Some(label);
    }
    Repeated {
        answers,
        repeats: pairs.len(),
        least_spacing,
        followed_its_label,
        holds: Consistency::of(&pairs).map(|consistency| {
            let agreement = consistency.agreement;
            (agreement.low..=agreement.high).contains(&truth)
        }),
    }
}

/// The exact two-sided p-value of so many successes of n at a chance: the mass of all outcomes
/// that are no likelier than this one.
pub(crate) fn binomial_test(successes: usize, n: usize, chance: f64) -> f64 {
    let log_mass = |k: usize| {
        ln_gamma(n as f64 + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma((n - k) as f64 + 1.0)
            + k as f64 * chance.ln()
            + (n - k) as f64 * (-chance).ln_1p()
    };
    let seen = log_mass(successes) + 1e-9;
    (0..=n)
        .map(log_mass)
        .filter(|mass| *mass <= seen)
        .map(f64::exp)
        .sum()
}
