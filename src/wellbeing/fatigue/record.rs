//! Which detector judged?

/// Raised whenever the same answers would be judged otherwise.
pub const DETECTOR_VERSION: u32 = 1;
