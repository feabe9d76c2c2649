//! Reads JSON: one object a line, an array of objects, objects one after the other, or columns.
//!
//! It is read strictly: a key said twice is an error, numbers stay the text they were (an id of thirty
//! digits is not a float), nested values stay their own JSON. What other programs write and JSON does
//! not know (NaN, a comma too many, half a character) is mended and counted. Invariant: what cannot be
//! read never stops the objects after it, or the whole is refused.

mod document;
mod lines;
mod mend;
mod object;
mod shape;

pub(super) use document::read_document;
pub(super) use lines::read_lines;
pub(super) use object::Object;
pub(super) use shape::{Shape, is_surely, shape};
