//! What may this person be shown, and how much of it have they met?
//!
//! An item is *sensitive* when the data, a lexicon, a model or a person says so ([`Assessor`]).
//! Sensitive items open veiled ([`Veil`]) and are revealed by key: whole, by sentences
//! ([`next_sentence`]) or with their worst words hidden ([`masked`]). Caps and spacing, set by the
//! person ([`ExposurePolicy`]), decide when one may be asked at all ([`Exposure`]), after the
//! strategy has scored and chance has drawn ([`schedule`]), so that no draw's chance becomes a
//! lie. Nothing here is a judgement of the person: skipping, declining and opting out cost
//! nothing. Invariant: no cap is exceeded, and what is put off is delayed or counted, never
//! dropped.

mod category;
mod lexicon;
mod mark;
mod mask;
mod notice;
mod policy;
mod protection;
mod reason;
mod risk;
pub mod schedule;
mod sentence;
mod showing;
mod totals;
mod veil;

#[cfg(test)]
mod tests;

pub use category::{Category, Severity};
pub use lexicon::{Hit, Lexicon};
pub use mark::{MarkSummary, NoMarks, account_of_marks, marked_as};
pub use mask::{Masked, masked};
pub use notice::notice;
pub use policy::ExposurePolicy;
pub use protection::{Exposure, PolicyContext};
pub use reason::{DEFERRED_BY, Permission, Reason};
pub use risk::{Assessor, PersonMark, Risk, Signals, Source};
pub use sentence::next_sentence;
pub use showing::{Action, Exposed, Showing};
pub use totals::{ExposureTotals, dose};
pub use veil::{Veil, word_count};
