//! What is likely, given who said it?
//!
//! A [`Consensus`] is a distribution over the classes for each row of a table of votes, by one
//! [`Method`]. Most methods also estimate how each annotator errs, weigh labels by it, and can
//! say what an annotator would be expected to say. [`probable()`] chooses the method by how well it
//! foretells labels that were hidden from it, never by a gold standard. Invariant: distributions
//! sum to one, and no vote is changed or left out.

mod crowdlab;
mod dawid_skene;
mod errors;
mod identified;
mod mace;
mod majority;
mod one_coin;
mod pooled;
mod posterior;
mod probable;
mod reliability;
mod rounds;

pub use crowdlab::{Crowdlab, crowdlab};
pub use dawid_skene::dawid_skene;
pub use identified::{Unidentified, identified};
pub use mace::mace;
pub use majority::majority;
pub use one_coin::one_coin;
pub use pooled::pooled;
pub(super) use posterior::likeliest;
pub use posterior::{Consensus, Method, Probabilities};
pub use probable::{Candidate, Probable, probable};
pub use reliability::{Reliability, reliability};
