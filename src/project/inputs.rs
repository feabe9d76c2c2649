//! Reads and checks what was given with a project's items beside their texts, and caches what is
//! computed from it.
//!
//! Columns of numbers stay among the items' other columns; vectors are read from `pool/`, or from
//! a column, when something is fitted on them, and not kept. Invariant: what the config asks for
//! is there, or the error names it.
//!
//! The cache lies in `cache/`, which anyone may delete at any time. Each file names what it was
//! made from: a hash of the manifest (which holds the hashes of all items and the holdout), of the
//! settings that matter, and of the seed; a file made from anything else is not read. Invariant:
//! files appear whole or not at all.

use std::fs::File;
use std::io;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use tempfile::NamedTempFile;

use super::config::Config;
use super::layout::Layout;
use super::manifest::Manifest;
use crate::error::{Error, Place, Result};
use crate::pool::{Items, NumberColumns, Unfit, VectorSource, Vectors, read_written_vectors};

/// Reads the vectors of all items, in item order, if the config asks for any. Memory: 4 bytes a
/// number, until the caller lets go of them.
///
/// # Errors
/// [`Error::Damaged`] when the file in `pool/` is not what was imported; a config error when
/// there are no vectors.
pub(crate) fn read_vectors(
    layout: &Layout,
    config: &Config,
    items: &Items,
) -> Result<Option<Vectors>> {
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
pub(crate) fn check_inputs(config: &Config, items: &Items) -> Result<()> {
    let is_lacking = |column: &&String| {
        let mut items = items.iter();
        items.all(|(_, item)| item.field(column).is_none())
    };
    if let Some(column) = config.features.numbers.iter().find(is_lacking) {
        let what = format!("no item has the column {column:?}");
        return Err(unfit_setting(config, items, &Unfit { item: 0, what }));
    }
    let marks = config.sensitive.column.as_ref().filter(is_lacking);
    match marks.filter(|_| !items.is_empty()) {
        None => Ok(()),
        // What nobody marks would open without a veil.
        Some(column) => Err(Error::config(
            config.place_of("sensitive", "column"),
            format!("[sensitive]: no item has the column {column:?}, so nothing would be veiled"),
            "name a column of the data that marks items, or take the setting out",
        )),
    }
}

/// Reads every number that the config asks for: whether each item has as many as the others.
pub(crate) fn check_numbers(config: &Config, items: &Items) -> Result<()> {
    let all = items.iter().map(|(_, item)| item);
    NumberColumns::checked(&all, &config.features.numbers)
        .map(|_| ())
        .map_err(|unfit| unfit_setting(config, items, &unfit))
}

fn unfit_setting(config: &Config, items: &Items, unfit: &Unfit) -> Error {
    let item = items.iter().nth(unfit.item);
    let id = item.map_or("none", |(_, item)| item.id.as_str());
    Error::config(
        Place::file(config.path()),
        format!("[features]: {} (item {id:?})", unfit.what),
        "name columns of numbers that the items have, or take the setting out",
    )
}

/// Counts up when features are computed otherwise from the same pool.
const FEATURES_VERSION: u32 = 2;

/// The cache of a project's features.
#[derive(Debug, Clone)]
pub(crate) struct FeatureCache {
    folder: PathBuf,
    /// What everything in it must have been made from.
    pub(crate) made_from: [u8; 32],
}

impl FeatureCache {
    /// The cache for the project as it is now.
    pub(crate) fn of(layout: &Layout, config: &Config) -> Result<Self> {
        let path = layout.manifest();
        let manifest = crate::regular_file::read_present(&path, u64::MAX)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"querist features");
        hasher.update(&FEATURES_VERSION.to_le_bytes());
        hasher.update(&config.seed.0.to_le_bytes());
        let inputs = format!("{:?}", config.features);
        hasher.update(&(inputs.len() as u64).to_le_bytes());
        hasher.update(inputs.as_bytes());
        hasher.update(&manifest);
        Ok(Self {
            folder: layout.cache(),
            made_from: *hasher.finalize().as_bytes(),
        })
    }

    /// Where a file of that name is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, whole or not at all. It is not synced: what a crash takes is made again.
    pub(crate) fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    ) -> Result<()> {
        let path = self.path(name);
        let failed = Error::io(&path, "write");
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        let ignore = self.folder.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(&ignore, "*\n").map_err(failed)?;
        }
        let mut file = NamedTempFile::new_in(&self.folder).map_err(failed)?;
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
        write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        drop(out);
        file.persist(&path)
            .map(|_| ())
            .map_err(|persist| failed(persist.error))
    }
}
