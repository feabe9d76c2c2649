//! Which projects come with querist?
//!
//! Three, written for it, inside the binary: a demo runs on a copy, so a sample stays clean.

use std::path::{Path, PathBuf};

use super::Layout;
use crate::error::{Error, Result};

/// A project that comes with querist.
#[derive(Debug)]
pub struct Sample {
    /// The word for it on the command line.
    pub name: &'static str,
    /// One line on what it shows.
    pub doc: &'static str,
    files: &'static [(&'static str, &'static str)],
}

macro_rules! files {
    ($sample:literal: $($file:literal),+ $(,)?) => {
        &[$(($file, include_str!(concat!("../../sample-projects/", $sample, "/", $file)))),+]
    };
}

/// All samples, the one for beginners first.
pub static SAMPLES: &[Sample] = &[
    Sample {
        name: "tickets",
        doc: "440 support tickets, five classes: the main job",
        files: files!("tickets":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json", ".gold.jsonl"),
    },
    Sample {
        name: "bootstrap",
        doc: "330 slips from a library's question box, no classes yet: the cold start",
        files: files!("bootstrap":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json"),
    },
    Sample {
        name: "second-opinion",
        doc: "170 forum comments that four people judged differently",
        files: files!("second-opinion":
            "querist.toml", "guidelines.md", "README.md", "pool/items.jsonl",
            "pool/manifest.json", "labels/ada.csv", "labels/bruno.csv", "labels/chidi.csv",
            "labels/dana.csv"),
    },
];

impl Sample {
    /// The sample with this name.
    ///
    /// # Errors
    /// When there is none, with the names there are.
    pub fn find(name: &str) -> Result<&'static Self> {
        SAMPLES
            .iter()
            .find(|sample| sample.name == name)
            .ok_or_else(|| {
                let names: Vec<&str> = SAMPLES.iter().map(|sample| sample.name).collect();
                Error::usage(
                    format!("there is no sample {name:?}"),
                    format!("choose one of: {}", names.join(", ")),
                )
            })
    }

    /// Copies the sample into a folder, unless a copy is there already.
    pub fn copy_to(&self, folder: &Path) -> Result<Layout> {
        let layout = Layout::at(folder);
        if layout.config().is_file() {
            return Ok(layout);
        }
        // The config comes last: a folder with a config is a whole copy.
        for (file, text) in self.files.iter().rev() {
            let path: PathBuf = folder.join(file);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)
                    .map_err(|source| Error::io(parent, "create", source))?;
            }
            super::write_atomically(&path, text.as_bytes())?;
        }
        Ok(layout)
    }
}
