//! How well would the labeled items stand for the pool?

mod badge;
mod batch;
mod cluster_margin;
mod contrastive;
mod gradients;
mod information_density;
mod k_center;
mod linkage;
mod own_order;
mod prob_cover;
mod typiclust;

pub(super) use badge::Badge;
pub(super) use cluster_margin::ClusterMargin;
pub(super) use contrastive::Contrastive;
pub(super) use information_density::{InformationDensity, weigh_by_density};
pub(super) use k_center::KCenter;
pub(super) use prob_cover::ProbCover;
pub(super) use typiclust::TypiClust;
