//! Which numbers were given with the items of a project?
//!
//! Columns of numbers stay among the items' other columns; vectors are read from `pool/`, or from
//! a column, when something is fitted on them, and not kept. Invariant: what the config asks for
//! is there, or the error names it.

use std::path::Path;

use super::config::Config;
use super::layout::Layout;
use super::manifest::Manifest;
use crate::error::{Error, Place, Result};
use crate::pool::{Item, Items, NumberColumns, Unfit, VectorSource, Vectors, read_written_vectors};

/// Reads the vectors of all items, in item order, if the config asks for any. Memory: 4 bytes a
/// number, until the caller lets go of them.
///
/// # Errors
/// [`Error::Damaged`] when the file in `pool/` is not what was imported; a config error when
/// there are no vectors.
pub fn read_vectors(layout: &Layout, config: &Config, items: &Items) -> Result<Option<Vectors>> {
    let vectors = match &config.features.vectors {
        None => return Ok(None),
        Some(VectorSource::Imported) => read_imported(layout, config)?,
        Some(VectorSource::Column(column)) => {
            let all = items.iter().map(|(_, item)| item);
            Vectors::of_column(all, column).map_err(|unfit| unfit_setting(config, items, &unfit))?
        }
    };
    if vectors.len() != items.len() {
        return Err(Error::Damaged {
            place: Place::file(layout.pool()),
            byte: 0,
            what: format!("{} vectors for {} items", vectors.len(), items.len()),
        });
    }
    Ok(Some(vectors))
}

fn read_imported(layout: &Layout, config: &Config) -> Result<Vectors> {
    let manifest = Manifest::read(&layout.manifest())?;
    let mut all: Option<Vectors> = None;
    for part in &manifest.parts {
        let Some(given) = &part.vectors else {
            return Err(Error::config(
                Place::file(config.path()),
                format!("no vectors were imported with {}", part.file),
                "take `vectors` out of [features], or make the project anew with --vectors FILE",
            ));
        };
        let path = layout.pool().join(&given.file);
        let next = read_written_vectors(&path, &given.blake3)?;
        let joined = match all {
            None => Some(next),
            Some(before) => before.followed_by(&next),
        };
        all = Some(joined.ok_or_else(|| Error::Damaged {
            place: Place::file(&path),
            byte: 0,
            what: format!("its vectors have {} numbers, others do not", given.width),
        })?);
    }
    Ok(all.unwrap_or_default())
}

/// Refuses a config that asks for columns that no item has.
pub fn check_inputs(config: &Config, items: &Items) -> Result<()> {
    for column in &config.features.numbers {
        let has_it = |(_, item): (_, &Item)| item.field(column).is_some();
        if !items.iter().any(has_it) {
            let what = format!("no item has the column {column:?}");
            return Err(unfit_setting(config, items, &Unfit { item: 0, what }));
        }
    }
    if let Some(column) = &config.sensitive.column {
        check_marks(config, items, column)?;
    }
    Ok(())
}

/// Refuses a column of marks that no item has: what nobody marks would open without a veil.
fn check_marks(config: &Config, items: &Items, column: &str) -> Result<()> {
    let is_there = items.iter().any(|(_, item)| item.field(column).is_some());
    if is_there || items.is_empty() {
        return Ok(());
    }
    Err(Error::config(
        config.place_of("sensitive", "column"),
        format!("[sensitive]: no item has the column {column:?}, so nothing would be veiled"),
        "name a column of the data that marks items, or take the setting out",
    ))
}

/// Reads every number that the config asks for: whether each item has as many as the others.
pub fn check_numbers(config: &Config, items: &Items) -> Result<()> {
    let all = items.iter().map(|(_, item)| item);
    NumberColumns::checked(&all, &config.features.numbers)
        .map(|_| ())
        .map_err(|unfit| unfit_setting(config, items, &unfit))
}

fn unfit_setting(config: &Config, items: &Items, unfit: &Unfit) -> Error {
    let item = items.iter().nth(unfit.item);
    let id = item.map_or("none", |(_, item)| item.id.as_str());
    let path: &Path = config.path();
    Error::config(
        Place::file(path),
        format!("[features]: {} (item {id:?})", unfit.what),
        "name columns of numbers that the items have, or take the setting out",
    )
}
