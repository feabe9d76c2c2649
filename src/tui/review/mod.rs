//! How does a person review disagreement?
//!
//! A model, an update and a view of their own, over the same shell, widgets and command table as
//! the screen where items are labeled.

mod lists;
mod matrix;
mod model;
mod place;
mod screens;
mod update;
mod watch;

pub use model::AdjudicationModel;
pub(super) use place::Reviewing;
pub use screens::review_view;
pub use update::review_update;
