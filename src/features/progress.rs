//! Reports how far the building of features is, and asks whether to go on.

/// What is being built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Counting in how many texts each word gram stands.
    Vocabulary,
    /// Counting the word grams of each text.
    Counts,
    /// The directions of latent semantic analysis.
    Lsa,
    /// Word embeddings from the pool's own words.
    Embeddings,
    /// The dense part of each text.
    Projection,
    /// Each item's nearest neighbours.
    Neighbours,
}

impl Stage {
    /// Its name, in the progressive form.
    pub fn name(self) -> &'static str {
        STAGES[self as usize].1
    }
}

/// The stages in their order, what they are called, and the share of the time that each takes.
const STAGES: [(Stage, &str, f32); 6] = [
    (Stage::Vocabulary, "collecting words", 0.06),
    (Stage::Counts, "counting words", 0.05),
    (Stage::Lsa, "finding topics", 0.42),
    (Stage::Embeddings, "learning what words mean", 0.11),
    (Stage::Projection, "placing the texts", 0.22),
    (Stage::Neighbours, "finding neighbours", 0.14),
];

/// A report from the middle of the work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// What is being built.
    pub stage: Stage,
    /// The share of the stage that is done, 0 to 1.
    pub done: f32,
}

impl Progress {
    /// The share of all stages that is done, by what each takes of a pool of 100,000 texts.
    pub(crate) fn of_all(self) -> f32 {
        let mut before = 0.0;
        for (stage, _, share) in STAGES {
            if stage == self.stage {
                return before + share * self.done.clamp(0.0, 1.0);
            }
            before += share;
        }
        before
    }

    pub(super) fn of(stage: Stage, done: f32) -> Self {
        Self { stage, done }
    }
}

/// Takes reports and answers whether to go on. It may be called from any thread, many times a
/// second; after a `false` the work ends at the next block without a result.
pub(crate) type Watch<'a> = &'a (dyn Fn(Progress) -> bool + Sync);

/// Reports to a watch; `None` when the work is to stop.
pub(super) fn report(watch: Watch, stage: Stage, done: usize, total: usize) -> Option<()> {
    let done = if total == 0 {
        1.0
    } else {
        done as f32 / total as f32
    };
    watch(Progress { stage, done }).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_make_up_the_whole() {
        assert!((STAGES.iter().map(|(_, _, share)| share).sum::<f32>() - 1.0).abs() < 1e-6);
        let last = Progress::of(Stage::Neighbours, 1.0).of_all();
        assert!((last - 1.0).abs() < 1e-6);
        let shares = STAGES.map(|(stage, ..)| Progress::of(stage, 0.5).of_all());
        assert!(shares.is_sorted());
    }
}
