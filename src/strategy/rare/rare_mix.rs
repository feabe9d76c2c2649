//! Finds, narrows down and looks around, drawn anew for each query.
//!
//! Half of the queries ask the likeliest, three in ten halve a border, two in ten are random. The
//! draw is keyed by the number of labels, so an answer that is taken back takes back the draw. A
//! part's utility lies between 0 and 1; its number is added, so that the score says which part
//! chose.

use super::super::acquisition::{ExplainInput, Family, Info, ScoreBatch, Scorer, Strategy};
use super::super::leaders::Ranked;
use super::super::random::Random;
use super::super::scene::RankingContext;
use super::bisection::Bisection;
use super::likely_positive::LikelyPositive;

/// The parts, each with the share of draws below which it is chosen.
static PARTS: [(&dyn Strategy, f64); 3] =
    [(&LikelyPositive, 0.5), (&Bisection, 0.8), (&Random, 1.0)];

pub(in super::super) struct RareMix;

impl Strategy for RareMix {
    fn info(&self) -> &'static Info {
        &Info {
            id: "rare-mix",
            title: "rare-class mix",
            family: Family::RareClass,
            doc: "asks the likeliest (50 %), halves a border (30 %) or draws at random (20 %)",
            formula: "the drawn part's utility + 0, 1 or 2: which part it was",
            source: "likely-positive, bisection and random in turn",
            cost: "that of the part",
        }
    }

    fn look<'a>(&self, scene: &'a RankingContext<'a>) -> Box<dyn Scorer + 'a> {
        let number = part_at(scene.stream("rare-mix").next_f64());
        let part = PARTS[number].0;
        Box::new(Part {
            number,
            leaders: part.shortlist(),
            look: part.look(scene),
        })
    }

    fn shortlist(&self) -> usize {
        PARTS
            .iter()
            .map(|(part, _)| part.shortlist())
            .max()
            .unwrap_or(0)
    }

    fn explain(&self, seen: &ExplainInput<'_>) -> String {
        let number = part_of(seen.score);
        let part = PARTS[number].0;
        let why = part.explain(&ExplainInput {
            score: seen.score - number as f32,
            ..*seen
        });
        format!("{}: {why}", part.info().title)
    }
}

/// The part that a draw from 0 to 1 chooses.
fn part_at(draw: f64) -> usize {
    PARTS
        .iter()
        .position(|(_, below)| draw < *below)
        .unwrap_or(0)
}

/// The part that gave a score.
fn part_of(score: f32) -> usize {
    // A part's utility of exactly 1 is held below the next part's 0.
    (score.max(0.0) as usize).min(PARTS.len() - 1)
}

/// The look of the part whose turn it is.
struct Part<'a> {
    number: usize,
    /// How many leaders the part looks at again.
    leaders: usize,
    look: Box<dyn Scorer + 'a>,
}

impl Part<'_> {
    fn numbered(&self, utility: f32) -> f32 {
        self.number as f32 + utility.clamp(0.0, BELOW_ONE)
    }
}

/// The highest utility of a part: with a part's number added it still rounds to less than the next.
const BELOW_ONE: f32 = 1.0 - 1.0 / (1_u32 << 22) as f32;

impl Scorer for Part<'_> {
    fn glance(&self, glance: &ScoreBatch<'_>, out: &mut [f32]) {
        self.look.glance(glance, out);
    }

    fn weigh(&self, shortlist: &[Ranked]) -> Vec<f32> {
        if self.leaders == 0 {
            return shortlist
                .iter()
                .map(|each| self.numbered(each.score))
                .collect();
        }
        // What the part would not look at again has no utility, and is not asked.
        let leaders = &shortlist[..shortlist.len().min(self.leaders)];
        let weighed = self.look.weigh(leaders);
        weighed
            .into_iter()
            .map(|utility| self.numbered(utility))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::acquisition::PointwiseScorer;
    use super::*;

    #[test]
    fn shares_and_numbers_of_the_parts() {
        assert_eq!(
            [0.0, 0.49, 0.5, 0.79, 0.8, 0.99].map(part_at),
            [0, 0, 1, 1, 2, 2]
        );
        for number in 0..PARTS.len() {
            let part = |utility: f32| {
                let look: Box<dyn Scorer> = Box::new(PointwiseScorer(|_, _| ()));
                let part = Part {
                    number,
                    leaders: 0,
                    look,
                };
                part_of(part.numbered(utility))
            };
            assert_eq!([0.0, 0.5, 1.0].map(part), [number; 3]);
        }
    }
}
