//! Protects a person from content that may hurt to read.
//!
//! An item is *sensitive* when the data, a lexicon or a person says so ([`Assessor`]). Sensitive
//! items open veiled ([`Veil`]) and are revealed by key: whole, by sentences ([`next_sentence`])
//! or with their worst words hidden ([`masked`]). Caps and spacing, set by the person
//! ([`ExposurePolicy`]), decide when one may be asked at all ([`ExposureTracker`]), after the
//! strategy has scored and chance has drawn ([`schedule`]), so that no draw's chance becomes a
//! lie. Nothing here is a judgement of the person: skipping, declining and opting out cost
//! nothing. Invariant: no cap is exceeded, and what is put off is deferred or counted, never
//! dropped.

mod category;
mod exposure;
mod lexicon;
mod permission;
mod policy;
mod redaction;
mod risk;
pub(crate) mod schedule;
mod tracker;

#[cfg(test)]
mod tests;

pub use category::{Category, Severity};
pub(crate) use category::{MarkSummary, summarize_marks};
pub use exposure::{Action, ExposureTotals};
pub(crate) use exposure::{ExposureRecord, dose};

pub(crate) use permission::DEFERRED_BY;
pub(crate) use permission::Permission;
pub use policy::ExposurePolicy;
pub(crate) use redaction::{Masked, Veil, masked, next_sentence, notice, word_count};
pub(crate) use risk::{Assessor, Signals};
pub use risk::{Risk, Source};
pub use tracker::{ExposureTracker, PolicyContext};
