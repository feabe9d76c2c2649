//! The laws of the review's desk.
