//! What is a page to read?

use super::passage::TextView;
use crate::text::Shown;

/// A titled text: help, guidelines.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) title: &'static str,
    pub(super) passage: TextView,
}

impl Page {
    pub(super) fn new(title: &'static str, text: Shown, width: usize) -> Self {
        Self {
            title,
            passage: TextView::new(text, width),
        }
    }
}
