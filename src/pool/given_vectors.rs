//! Reads vectors that came in a file of their own.
//!
//! NumPy's `.npy`, one row for each row of the data; or JSON lines, each a list of numbers in
//! the order of the data, or an object with an `id` and a list. Invariant: a vector goes with
//! the row it was made of, or nothing is imported.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::bytes::{counted, grouped};
use super::json::Object;
use super::npy::read_npy;
use super::numbers::read_list;
use super::rows::{Limits, Rows};
use super::vectors::{Vectors, check_width, whole};
use super::{Columns, Import};
use crate::error::{Error, Place, Result};

/// The vectors of a file.
#[derive(Debug)]
pub(crate) struct GivenVectors {
    path: PathBuf,
    vectors: Vectors,
    /// The line and the id of each, where ids were given.
    ids: Option<Vec<(u64, String)>>,
}

/// How the rows of a data file are counted and named, kept while its items are made.
#[derive(Debug)]
pub(crate) struct RowNames {
    path: PathBuf,
    rows: u64,
    ids: Option<Vec<String>>,
}

impl RowNames {
    /// Of a file with the columns chosen.
    pub(crate) fn of(rows: &Rows, choice: &Columns) -> Self {
        let ids = choice.id.as_deref().map(|column| {
            let ids = rows.rows.iter().filter_map(|row| row.get(column));
            ids.map(str::to_owned).collect()
        });
        Self {
            path: rows.path.clone(),
            rows: rows.data_rows(),
            ids,
        }
    }
}

impl GivenVectors {
    /// Reads a file of vectors.
    pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(Error::io(path, "read"))?;
        let refuse = |what: &str, next: &str| Err(Error::input(Place::file(path), what, next));
        if !metadata.is_file() {
            return refuse("not a regular file", "name a .npy or .jsonl file");
        }
        limits.refuse_source(path, metadata.len())?;
        let extension = path
            .extension()
            .map(|it| it.to_string_lossy().to_lowercase());
        let (vectors, ids) = match extension.as_deref() {
            Some("npy") => (read_npy(path)?, None),
            Some("jsonl" | "ndjson") => read_lines(path)?,
            Some("npz") => {
                return refuse(
                    "archives of arrays are not read",
                    "write one array: `numpy.save(\"FILE.npy\", archive[\"NAME\"])`",
                );
            }
            _ => {
                return refuse(
                    "vectors are read from .npy and .jsonl files",
                    "write them with `numpy.save(\"FILE.npy\", array)`, or as one JSON list a line",
                );
            }
        };
        Ok(Self {
            path: path.to_path_buf(),
            vectors,
            ids,
        })
    }

    /// The vectors in the order of the items; an item that was not named has none.
    ///
    /// # Errors
    /// When rows and vectors cannot be told to belong together.
    pub(crate) fn for_items(&self, import: &Import, names: &RowNames) -> Result<Vectors> {
        match &self.ids {
            Some(ids) => self.by_id(ids, import, names),
            None => self.by_row(import, names),
        }
    }

    fn by_row(&self, import: &Import, names: &RowNames) -> Result<Vectors> {
        let given = self.vectors.len() as u64;
        if given != names.rows {
            return Err(Error::input(
                Place::file(&self.path),
                format!(
                    "holds {}, and {} has {}",
                    counted(given, "vector"),
                    names.path.display(),
                    counted(names.rows, "row"),
                ),
                "give one vector for each row, rejected rows counted and empty lines not; or give \
                 ids: JSON lines of {\"id\": …, \"vector\": […]}",
            ));
        }
        let mut rows = Vec::with_capacity(import.items.len());
        for origin in &import.origins {
            let row = origin.row.ok_or_else(|| {
                Error::input(
                    Place::file(&names.path),
                    "has files that could not be read, so which vector is whose is not known",
                    "take those files out, or give ids: JSON lines of {\"id\": …, \"vector\": […]}",
                )
            })?;
            rows.push(Some(row as usize));
        }
        Ok(self.vectors.select(rows))
    }

    fn by_id(&self, ids: &[(u64, String)], import: &Import, names: &RowNames) -> Result<Vectors> {
        let Some(known) = &names.ids else {
            return Err(Error::usage(
                format!(
                    "{} names items by id, and no column holds their ids",
                    self.path.display()
                ),
                "name that column with --id COL, or give one vector for each row",
            ));
        };
        let mut place: HashMap<&str, Option<usize>> =
            known.iter().map(|id| (id.as_str(), None)).collect();
        for (at, (line, id)) in ids.iter().enumerate() {
            let wrong =
                |what: String, next: &str| Error::input(Place::line(&self.path, *line), what, next);
            match place.get_mut(id.as_str()) {
                None => {
                    return Err(wrong(
                        format!("no row of {} has the id {id:?}", names.path.display()),
                        "take that line out, or check that the file belongs to these rows",
                    ));
                }
                Some(Some(earlier)) => {
                    let (first, _) = ids[*earlier];
                    return Err(wrong(
                        format!(
                            "the id {id:?} has a vector already, at line {}",
                            grouped(first)
                        ),
                        "give each id once",
                    ));
                }
                Some(free) => *free = Some(at),
            }
        }
        let rows = import.items.iter();
        let rows = rows.map(|item| place.get(item.id.as_str()).copied().flatten());
        Ok(self.vectors.select(rows))
    }
}

/// The id of a line, and its vector: `None` where a null stands for no vector.
type Line = (Option<String>, Option<Vec<f32>>);

type Ids = Option<Vec<(u64, String)>>;

fn read_lines(path: &Path) -> Result<(Vectors, Ids)> {
    let bytes = std::fs::read(path).map_err(Error::io(path, "read"))?;
    let mut width: Option<usize> = None;
    let mut without = 0;
    let mut values: Vec<f32> = Vec::new();
    let mut ids = Vec::new();
    let mut count = 0;
    for (index, raw) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = index as u64 + 1;
        let wrong = |what: String| {
            Error::input(
                Place::line(path, number),
                what,
                "each line is a list of numbers, or an object with an id and a list: \
                 {\"id\": \"a\", \"vector\": [1, 2]}",
            )
        };
        if raw.trim_ascii().is_empty() {
            continue;
        }
        let (id, vector) = std::str::from_utf8(raw)
            .map_err(|_| "not valid UTF-8".to_owned())
            .and_then(read_line)
            .map_err(wrong)?;
        if count > 0 && id.is_some() == ids.is_empty() {
            return Err(wrong("some lines have an id and others have none".into()));
        }
        count += 1;
        ids.extend(id.map(|id| (number, id)));
        let Some(vector) = vector else {
            match width {
                Some(width) => values.resize(values.len() + width, 0.0),
                None => without += 1,
            }
            continue;
        };
        let width = *width.get_or_insert_with(|| {
            values.resize(without * vector.len(), 0.0);
            vector.len()
        });
        check_width(width).map_err(wrong)?;
        if vector.len() != width {
            return Err(wrong(format!(
                "{} where the lines before have {width}",
                counted(vector.len() as u64, "number")
            )));
        }
        values.extend(vector);
    }
    let vectors = width.and_then(|width| Vectors::new(width, values));
    let vectors = vectors.ok_or_else(|| {
        let next = "write one JSON list of numbers a line";
        Error::input(Place::file(path), "holds no vector", next)
    })?;
    Ok((vectors, (!ids.is_empty()).then_some(ids)))
}

fn read_line(line: &str) -> std::result::Result<Line, String> {
    let line = line.trim_start_matches('\u{feff}').trim();
    if !line.starts_with('{') {
        return Ok((None, read_vector(line)?));
    }
    let fields: Object = serde_json::from_str(line).map_err(|_| "not a JSON object")?;
    let mut id = None;
    let mut vector = None;
    for (name, value) in fields.0 {
        if name == "id" {
            id = Some(read_id(value.get())?);
        } else if vector.is_none() {
            vector = Some(read_vector(value.get())?);
        } else {
            return Err("holds more than an id and one list of numbers".into());
        }
    }
    let vector = vector.ok_or("holds no list of numbers")?;
    Ok((id, vector))
}

fn read_vector(value: &str) -> std::result::Result<Option<Vec<f32>>, String> {
    if value == "null" {
        return Ok(None);
    }
    let list = read_list(value).ok_or("not a list of numbers")?;
    whole(list).map(Some)
}

/// An id as an import reads it: a string's text, a number as it is written.
fn read_id(value: &str) -> std::result::Result<String, String> {
    match value.as_bytes().first() {
        Some(b'"') => serde_json::from_str(value).map_err(|_| "its id cannot be read".into()),
        Some(b'[' | b'{' | b'n') | None => Err("its id is neither a text nor a number".into()),
        Some(_) => Ok(value.to_owned()),
    }
}

#[cfg(test)]
mod tests;
