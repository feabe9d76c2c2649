//! What may a project choose about its learner?

/// How the classes count against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassWeights {
    /// Every label counts the same.
    #[default]
    Equal,
    /// Every class counts the same: a label weighs n / (classes · n of its class).
    Balanced,
}

/// The learner's settings.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Settings {
    /// How the classes count against each other.
    pub class_weights: ClassWeights,
    /// The weight C of the data against the penalty; by the number of classes if not given.
    pub penalty: Option<f32>,
}
