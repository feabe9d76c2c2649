//! Do neighbours in the order differ?
//!
//! A run of items that the model takes for the same class teaches the hand to press one key
//! (methods: sequence effects). So among the first few leaders one of another predicted class is
//! taken when the last two were alike. The best stays the best: an item moves back by at most
//! [`REACH`] places.

use super::super::leaders::Ranked;
use super::super::scene::RankingContext;
use crate::learner::argmax;

/// How the order is varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variety {
    /// How many of one class in a row are a run.
    pub run: usize,
}

impl Default for Variety {
    fn default() -> Self {
        Self { run: 2 }
    }
}

/// Among how many leaders another class is looked for.
const REACH: usize = 8;
/// How many places are arranged: more are not served before the next ranking.
const PLACES: usize = 16;

impl Variety {
    /// Arranges the first places. The labels given last count as what stands before them.
    pub(super) fn arrange(self, scene: &RankingContext<'_>, leaders: &mut [Ranked]) {
        let committee = scene.committee;
        let mut before: Vec<usize> = committee.labeled().map(|(_, column)| column).collect();
        let arranged = leaders.len().min(PLACES + REACH);
        let mut classes: Vec<usize> = leaders[..arranged]
            .iter()
            .map(|leader| argmax(&committee.choosing(leader.item)))
            .collect();
        for place in 0..arranged.min(PLACES) {
            let class = before.last().copied();
            let alike = before.iter().rev().take(self.run);
            let is_run = before.len() >= self.run && alike.into_iter().all(|c| Some(*c) == class);
            if is_run {
                let other = (place..arranged.min(place + REACH))
                    .find(|other| Some(classes[*other]) != class);
                if let Some(other) = other {
                    leaders[place..=other].rotate_right(1);
                    classes[place..=other].rotate_right(1);
                }
            }
            before.push(classes[place]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::Stage;
    use super::*;

    #[test]
    fn two_of_a_class_are_followed_by_another() {
        // Six items around (1, 0) and two around (0, 1).
        let mut points = vec![[1.0_f32, 0.0]; 8];
        points[6] = [0.0, 1.0];
        points[7] = [0.0, 1.0];
        let stage = Stage::new(&points, &[(7, 1), (0, 0), (1, 0)]);
        let ranked = |row: usize| Ranked {
            item: stage.ids()[row],
            score: 1.0 - row as f32 / 10.0,
        };
        let mut leaders: Vec<Ranked> = [2, 3, 4, 5, 6].map(ranked).into();
        Variety::default().arrange(&stage.scene(), &mut leaders);
        let order: Vec<usize> = leaders.iter().map(|r| r.item.index()).collect();
        // The last two labels were alike; after it nothing else is at hand.
        assert_eq!(order, [6, 2, 3, 4, 5]);
    }
}
