//! Keeps fitted text features on the disk.
//!
//! The number of texts and whether there is a dense part, then the arrays in the order of
//! `Arrays`. Invariant: nothing is used before the hash and the bounds of every index are checked.

use std::io;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use super::array_file::{ArrayReader, ArrayWriter, DAMAGED, Fault, Format, HASH_BYTES, read_file};
use super::characters::Characters;
use super::embeddings::{Embeddings, NO_WORD};
use super::lsa::{LSA_DIMENSIONS, Lsa, MOST_WORD_COLUMNS};
use super::vocabulary::Vocabulary;
use super::{CountRows, DensePart, TextSpace, characters, embeddings, vocabulary};
use crate::error::Result;

const FORMAT: Format = Format {
    magic: b"qrstfeat",
    version: 3,
};

impl TextSpace {
    /// Writes everything fitted and the counts of the pool's texts. `made_from` is given again to
    /// [`TextSpace::restore`]: a hash of all that the features depend on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(
        &self,
        rows: &CountRows,
        made_from: &[u8; HASH_BYTES],
        out: &mut impl Write,
    ) -> io::Result<()> {
        let mut out = ArrayWriter::new(FORMAT, made_from, out)?;
        out.write(&[
            self.vocabulary.texts as u64,
            u64::from(self.dense.is_some()),
        ])?;
        out.write(&self.vocabulary.table.keys)?;
        out.write(&self.vocabulary.frequencies)?;
        out.write(&rows.offsets)?;
        out.write(&rows.entries)?;
        out.write(&rows.lacking)?;
        if let Some(DensePart { lsa, embeddings }) = self.dense.as_deref() {
            out.write(&lsa.characters.table.keys)?;
            out.write(&lsa.characters.idf)?;
            out.write(&lsa.from_words)?;
            out.write(&lsa.from_characters)?;
            out.write(&lsa.mean)?;
            out.write(&embeddings.row_of_column)?;
            out.write(&embeddings.vectors)?;
            out.write(&embeddings.mean)?;
        }
        out.finish()
    }

    /// Reads what [`TextSpace::save`] wrote for the same `made_from`.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or of another pool or version.
    pub fn restore(path: &Path, made_from: &[u8; HASH_BYTES]) -> Result<(Self, CountRows)> {
        read_file(path, FORMAT, made_from, read_space)
    }
}

fn read_space(
    arrays: &mut ArrayReader<impl Read>,
) -> std::result::Result<(TextSpace, CountRows), Fault> {
    let numbers: Vec<u64> = arrays.array()?;
    let [texts, is_dense] = numbers[..] else {
        return Err(DAMAGED);
    };
    let texts = usize::try_from(texts).map_err(|_| DAMAGED)?;
    let (keys, frequencies): (Vec<u64>, Vec<u32>) = (arrays.array()?, arrays.array()?);
    // Fields are evaluated in the order written here.
    let rows = CountRows {
        offsets: arrays.array()?,
        entries: arrays.array()?,
        lacking: arrays.array()?,
    };
    let dense = match is_dense {
        0 => None,
        _ => Some(DensePart {
            lsa: Lsa {
                characters: Characters::new(arrays.array()?, arrays.array()?),
                from_words: arrays.array()?,
                from_characters: arrays.array()?,
                mean: arrays.array()?,
            },
            embeddings: Embeddings {
                row_of_column: arrays.array()?,
                vectors: arrays.array()?,
                mean: arrays.array()?,
            },
        }),
    };
    let columns = keys.len();
    let sound = columns <= vocabulary::MOST_COLUMNS
        && frequencies.len() == columns
        && has_sound_rows(&rows, columns, texts)
        && dense.as_ref().is_none_or(|dense| {
            has_sound_topics(&dense.lsa, columns) && has_sound_words(&dense.embeddings)
        });
    if !sound {
        return Err(DAMAGED);
    }
    let space = TextSpace {
        vocabulary: Arc::new(Vocabulary::new(keys, frequencies, texts)),
        dense: dense.map(Arc::new),
    };
    Ok((space, rows))
}

fn has_sound_rows(rows: &CountRows, columns: usize, texts: usize) -> bool {
    let is_sound = |row: &[u32]| {
        row.is_sorted_by_key(|entry| CountRows::split(*entry).0)
            && row.iter().all(|entry| {
                let (column, tf) = CountRows::split(*entry);
                (column as usize) < columns && tf > 0
            })
    };
    let lacking = &rows.lacking;
    rows.offsets.len().checked_sub(1) == Some(texts)
        && (lacking.is_empty() || lacking.len() == texts)
        && lacking
            .iter()
            .all(|square| (0.0..f32::INFINITY).contains(square))
        && rows.offsets.first() == Some(&0)
        && rows.offsets.last().map(|end| *end as usize) == Some(rows.entries.len())
        && rows.offsets.windows(2).all(|ends| {
            let row = rows.entries.get(ends[0] as usize..ends[1] as usize);
            row.is_some_and(is_sound)
        })
}

fn has_sound_topics(lsa: &Lsa, columns: usize) -> bool {
    let width = lsa.mean.len();
    let characters = lsa.characters.table.keys.len();
    width <= LSA_DIMENSIONS
        && characters <= characters::MOST_COLUMNS
        && lsa.characters.idf.len() == characters
        && lsa.from_words.len() == columns.min(MOST_WORD_COLUMNS) * width
        && lsa.from_characters.len() == characters * width
}

fn has_sound_words(embeddings: &Embeddings) -> bool {
    let width = embeddings.mean.len();
    let rows = embeddings.vectors.len().checked_div(width).unwrap_or(0);
    width <= embeddings::DIMENSIONS
        && rows <= embeddings::MOST_WORDS
        && embeddings.vectors.len() == rows * width
        && embeddings
            .row_of_column
            .iter()
            .all(|row| *row == NO_WORD || (*row as usize) < rows)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::array_file::{HEADER_BYTES, read};
    use super::*;
    use crate::rng::Seed;

    fn pool() -> Vec<String> {
        (0..60)
            .map(|n| format!("the w{} was s{} today, at {}", n % 5, n % 7, n % 11))
            .collect()
    }

    fn fitted(is_dense: bool) -> (TextSpace, CountRows) {
        let pool = pool();
        let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
        let (space, rows) = TextSpace::fit_sparse(&texts, &|_| true).unwrap();
        if !is_dense {
            return (space, rows);
        }
        let space = space.fit_dense(&texts, &rows, Seed(1), &|_| true).unwrap();
        (space, rows)
    }

    fn saved(is_dense: bool) -> Vec<u8> {
        let (space, rows) = fitted(is_dense);
        let mut bytes = Vec::new();
        space.save(&rows, &[7; 32], &mut bytes).unwrap();
        bytes
    }

    fn read_back(bytes: &[u8]) -> std::result::Result<(TextSpace, CountRows), Fault> {
        read(bytes, bytes.len() as u64, FORMAT, &[7; 32], read_space)
    }

    /// With a hash that is right again.
    fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let end = bytes.len() - HASH_BYTES;
        let hash = blake3::hash(&bytes[..end]);
        bytes[end..].copy_from_slice(hash.as_bytes());
        bytes
    }

    #[test]
    fn what_is_read_back_gives_the_same_numbers() {
        for is_dense in [false, true] {
            let (space, rows) = fitted(is_dense);
            let (again, rows_again) = read_back(&saved(is_dense)).unwrap();
            assert_eq!(rows, rows_again);
            assert_eq!(space.idf(), again.idf());
            assert_eq!(space.vocabulary.texts, again.vocabulary.texts);
            for text in ["the w1 was s3 today", "unknown", "w4 was, at 9"] {
                let (one, other) = (space.transform(text), again.transform(text));
                assert_eq!(one.columns, other.columns);
                assert_eq!(one.values, other.values);
                assert_eq!(one.dense, other.dense);
            }
        }
    }

    #[test]
    fn a_pool_of_no_texts_can_be_kept() {
        let (space, rows) = TextSpace::fit_sparse(&[], &|_| true).unwrap();
        let space = space.fit_dense(&[], &rows, Seed(1), &|_| true).unwrap();
        let mut bytes = Vec::new();
        space.save(&rows, &[7; 32], &mut bytes).unwrap();
        assert!(read_back(&bytes).unwrap().1.is_empty());
    }

    #[test]
    fn another_pool_or_version_or_file_is_refused() {
        let bytes = saved(false);
        assert!(
            read(
                bytes.as_slice(),
                bytes.len() as u64,
                FORMAT,
                &[8; 32],
                read_space
            )
            .is_err()
        );
        let mut newer = bytes.clone();
        newer[FORMAT.magic.len()] += 1;
        assert!(read_back(&resealed(newer)).is_err());
        assert!(read_back(b"{}").is_err());
        assert!(read_back(&[0; 1000]).is_err());
    }

    #[test]
    fn a_path_is_read_and_a_fault_names_it_with_a_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("features");
        std::fs::write(&path, saved(true)).unwrap();
        assert_eq!(TextSpace::restore(&path, &[7; 32]).unwrap().1.len(), 60);
        let error = TextSpace::restore(&path, &[8; 32]).unwrap_err();
        assert!(error.to_string().contains("another pool"));
        assert!(error.next_step().contains("delete"));
        assert!(TextSpace::restore(&folder.path().join("none"), &[7; 32]).is_err());
    }

    proptest! {
        #[test]
        fn a_flipped_bit_anywhere_is_noticed(at in 0..20_000_usize, bit in 0..8) {
            let mut bytes = saved(false);
            let at = at % bytes.len();
            bytes[at] ^= 1_u8 << bit;
            prop_assert!(read_back(&bytes).is_err());
        }

        #[test]
        fn a_shorter_file_is_noticed(length in 0..20_000_usize) {
            let bytes = saved(false);
            let length = length % bytes.len();
            prop_assert!(read_back(&bytes[..length]).is_err());
        }

        /// A file made to deceive, with a right hash: whatever is accepted can be used.
        #[test]
        fn a_changed_and_resealed_file_does_no_harm(
            changes in prop::collection::vec((0..100_000_usize, any::<u8>()), 1..4),
            near_the_header in any::<bool>()
        ) {
            let mut bytes = saved(true);
            for (at, byte) in changes {
                let at = if near_the_header { at % (HEADER_BYTES + 24) } else { at % bytes.len() };
                bytes[at] = byte;
            }
            if let Ok((space, rows)) = read_back(&resealed(bytes)) {
                let pool = pool();
                let texts: Vec<&str> = pool.iter().map(String::as_str).collect();
                space.transform("the w1 was s3 today");
                if rows.len() == texts.len() {
                    space.project(&texts, &rows, 0..texts.len());
                }
            }
        }
    }
}
