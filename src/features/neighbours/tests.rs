//! Neighbours against brute force.
use super::*;
