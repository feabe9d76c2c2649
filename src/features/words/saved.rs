//! How are fitted text features kept on the disk?
//!
//! As plain little-endian arrays behind a short header, closed by a BLAKE3 of all before it:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | magic |
//! | 4 | version of the format |
//! | 32 | what it was made from, as its maker names it: a hash of the pool |
//! | 8 | number of texts |
//! | 8 | 1 with a dense part, 0 without |
//! | 8 × 13 | elements of each array |
//! | … | the arrays, in the order of [`Arrays`] |
//! | 32 | BLAKE3 |
//!
//! Invariant: a damaged or foreign file is an error, never a panic; nothing is allocated before
//! the lengths add up to the file's own, and nothing is used before the hash and the bounds of
//! every index are checked.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;

use super::characters::{self, Characters};
use super::embeddings::{self, Embeddings, NO_WORD};
use super::little_endian::{Hashing, Plain, read_array, write_array};
use super::lsa::{LSA_DIMENSIONS, Lsa, MOST_WORD_COLUMNS};
use super::text_space::DensePart;
use super::vocabulary::{self, Vocabulary};
use super::{CountRows, TextSpace};
use crate::error::{Error, Place, Result};

const MAGIC: &[u8; 8] = b"qrstfeat";
const VERSION: u32 = 2;
const ARRAYS: usize = 13;
const HASH_BYTES: usize = 32;
const HEADER_BYTES: usize = 8 + 4 + 32 + 8 + 8 + 8 * ARRAYS;

impl TextSpace {
    /// Writes everything fitted and the counts of the pool's texts. `made_from` is given again to
    /// [`TextSpace::restore`]: a hash of all that the features depend on.
    pub fn save(
        &self,
        rows: &CountRows,
        made_from: &[u8; 32],
        out: &mut impl Write,
    ) -> io::Result<()> {
        let arrays = Arrays::of(self, rows);
        let mut out = Hashing::new(out);
        out.write_all(MAGIC)?;
        out.write_all(&VERSION.to_le_bytes())?;
        out.write_all(made_from)?;
        out.write_all(&(self.fitted_on() as u64).to_le_bytes())?;
        out.write_all(&u64::from(self.dense.is_some()).to_le_bytes())?;
        for length in arrays.lengths() {
            out.write_all(&(length as u64).to_le_bytes())?;
        }
        arrays.write(&mut out)?;
        let hash = out.hasher.finalize();
        out.inner.write_all(hash.as_bytes())
    }

    /// Reads what [`TextSpace::save`] wrote for the same `made_from`.
    pub fn restore(path: &Path, made_from: &[u8; 32]) -> Result<(Self, CountRows)> {
        let failed = |source| Error::io(path, "read", source);
        let file = File::open(path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        read(BufReader::new(file), length, made_from).map_err(|fault| match fault {
            Fault::Io(source) => failed(source),
            Fault::Unusable(what) => Error::input(
                Place::file(path),
                what,
                "delete the file; it is made again from the pool",
            ),
        })
    }
}

/// Why a file gives no features.
#[derive(Debug)]
enum Fault {
    Io(io::Error),
    Unusable(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

const DAMAGED: Fault = Fault::Unusable("the stored features are damaged");

fn read(
    input: impl Read,
    file_length: u64,
    made_from: &[u8; 32],
) -> std::result::Result<(TextSpace, CountRows), Fault> {
    if file_length < (HEADER_BYTES + HASH_BYTES) as u64 {
        return Err(Fault::Unusable("this file holds no stored features"));
    }
    let mut input = Hashing::new(input);
    let mut header = [0; HEADER_BYTES];
    input.read_exact(&mut header)?;
    let (magic, rest) = header.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(Fault::Unusable("this file holds no stored features"));
    }
    let (version, rest) = rest.split_at(size_of::<u32>());
    if version != VERSION.to_le_bytes() {
        return Err(Fault::Unusable(
            "the stored features are of another version of querist",
        ));
    }
    let (stored_for, rest) = rest.split_at(made_from.len());
    if stored_for != made_from {
        return Err(Fault::Unusable("the stored features are of another pool"));
    }
    let mut numbers = rest.chunks_exact(size_of::<u64>()).map(u64::get);
    let mut number = || {
        numbers
            .next()
            .and_then(|number| usize::try_from(number).ok())
    };
    let texts = number().ok_or(DAMAGED)?;
    let is_dense = number().ok_or(DAMAGED)? != 0;
    let mut lengths = [0; ARRAYS];
    for length in &mut lengths {
        *length = number().ok_or(DAMAGED)?;
    }
    if bytes_of(&lengths) != Some(file_length) {
        return Err(DAMAGED);
    }
    let arrays = Arrays::read(&mut input, &lengths)?;
    let hash = input.hasher.finalize();
    let mut stored = [0; HASH_BYTES];
    input.inner.read_exact(&mut stored)?;
    if hash != stored {
        return Err(DAMAGED);
    }
    arrays.into_space(texts, is_dense).ok_or(DAMAGED)
}

/// Everything fitted, as arrays.
#[derive(Default)]
struct Arrays<V64, V32, F32> {
    keys: V64,
    frequencies: V32,
    offsets: V32,
    entries: V32,
    character_keys: V64,
    character_idf: F32,
    from_words: F32,
    from_characters: F32,
    topic_mean: F32,
    row_of_column: V32,
    vectors: F32,
    meaning_mean: F32,
    lacking: F32,
}

type Borrowed<'a> = Arrays<&'a [u64], &'a [u32], &'a [f32]>;
type Owned = Arrays<Vec<u64>, Vec<u32>, Vec<f32>>;

/// Bytes of an element, array by array.
const WIDTHS: [usize; ARRAYS] = [8, 4, 4, 4, 8, 4, 4, 4, 4, 4, 4, 4, 4];

/// The length of a file with arrays of these lengths.
fn bytes_of(lengths: &[usize; ARRAYS]) -> Option<u64> {
    let mut bytes = HEADER_BYTES + HASH_BYTES;
    for (length, width) in lengths.iter().zip(WIDTHS) {
        bytes = bytes.checked_add(length.checked_mul(width)?)?;
    }
    u64::try_from(bytes).ok()
}

impl<'a> Borrowed<'a> {
    fn of(space: &'a TextSpace, rows: &'a CountRows) -> Self {
        let mut arrays = Self {
            keys: space.vocabulary.keys(),
            frequencies: space.vocabulary.frequencies(),
            offsets: &rows.offsets,
            entries: &rows.entries,
            lacking: &rows.lacking,
            ..Self::default()
        };
        if let Some(dense) = &space.dense {
            arrays.character_keys = dense.lsa.characters.keys();
            arrays.character_idf = dense.lsa.characters.idf();
            arrays.from_words = &dense.lsa.from_words;
            arrays.from_characters = &dense.lsa.from_characters;
            arrays.topic_mean = &dense.lsa.mean;
            arrays.row_of_column = &dense.embeddings.row_of_column;
            arrays.vectors = &dense.embeddings.vectors;
            arrays.meaning_mean = &dense.embeddings.mean;
        }
        arrays
    }

    fn lengths(&self) -> [usize; ARRAYS] {
        [
            self.keys.len(),
            self.frequencies.len(),
            self.offsets.len(),
            self.entries.len(),
            self.character_keys.len(),
            self.character_idf.len(),
            self.from_words.len(),
            self.from_characters.len(),
            self.topic_mean.len(),
            self.row_of_column.len(),
            self.vectors.len(),
            self.meaning_mean.len(),
            self.lacking.len(),
        ]
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_array(self.keys, out)?;
        write_array(self.frequencies, out)?;
        write_array(self.offsets, out)?;
        write_array(self.entries, out)?;
        write_array(self.character_keys, out)?;
        write_array(self.character_idf, out)?;
        write_array(self.from_words, out)?;
        write_array(self.from_characters, out)?;
        write_array(self.topic_mean, out)?;
        write_array(self.row_of_column, out)?;
        write_array(self.vectors, out)?;
        write_array(self.meaning_mean, out)?;
        write_array(self.lacking, out)
    }
}

impl Owned {
    fn read(input: &mut impl Read, lengths: &[usize; ARRAYS]) -> io::Result<Self> {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m] = *lengths;
        // Fields are evaluated in the order written here.
        Ok(Self {
            keys: read_array(a, input)?,
            frequencies: read_array(b, input)?,
            offsets: read_array(c, input)?,
            entries: read_array(d, input)?,
            character_keys: read_array(e, input)?,
            character_idf: read_array(f, input)?,
            from_words: read_array(g, input)?,
            from_characters: read_array(h, input)?,
            topic_mean: read_array(i, input)?,
            row_of_column: read_array(j, input)?,
            vectors: read_array(k, input)?,
            meaning_mean: read_array(l, input)?,
            lacking: read_array(m, input)?,
        })
    }

    /// The space and rows, if every index stays within bounds.
    fn into_space(self, texts: usize, is_dense: bool) -> Option<(TextSpace, CountRows)> {
        let sound = self.has_sound_rows(texts) && self.has_sound_topics() && self.has_sound_words();
        if !sound {
            return None;
        }
        let dense = is_dense.then(|| {
            Arc::new(DensePart {
                lsa: Lsa {
                    characters: Characters::new(self.character_keys, self.character_idf),
                    from_words: self.from_words,
                    from_characters: self.from_characters,
                    mean: self.topic_mean,
                },
                embeddings: Embeddings {
                    row_of_column: self.row_of_column,
                    vectors: self.vectors,
                    mean: self.meaning_mean,
                },
            })
        });
        let space = TextSpace {
            vocabulary: Arc::new(Vocabulary::new(self.keys, self.frequencies, texts)),
            dense,
        };
        let rows = CountRows {
            offsets: self.offsets,
            entries: self.entries,
            lacking: self.lacking,
        };
        Some((space, rows))
    }

    fn has_sound_rows(&self, texts: usize) -> bool {
        let columns = self.keys.len();
        let is_sound = |row: &[u32]| {
            row.is_sorted_by_key(|entry| CountRows::split(*entry).0)
                && row.iter().all(|entry| {
                    let (column, tf) = CountRows::split(*entry);
                    (column as usize) < columns && tf > 0
                })
        };
        columns <= vocabulary::MOST_COLUMNS
            && self.frequencies.len() == columns
            && self.offsets.len().checked_sub(1) == Some(texts)
            && (self.lacking.is_empty() || self.lacking.len() == texts)
            && self
                .lacking
                .iter()
                .all(|square| (0.0..f32::INFINITY).contains(square))
            && self.offsets.first() == Some(&0)
            && self.offsets.last().map(|end| *end as usize) == Some(self.entries.len())
            && self.offsets.windows(2).all(|ends| {
                let row = self.entries.get(ends[0] as usize..ends[1] as usize);
                row.is_some_and(is_sound)
            })
    }

    fn has_sound_topics(&self) -> bool {
        let width = self.topic_mean.len();
        let words = self.keys.len().min(MOST_WORD_COLUMNS);
        let characters = self.character_keys.len();
        width <= LSA_DIMENSIONS
            && characters <= characters::MOST_COLUMNS
            && self.character_idf.len() == characters
            && self.from_words.len() == words * width
            && self.from_characters.len() == characters * width
    }

    fn has_sound_words(&self) -> bool {
        let width = self.meaning_mean.len();
        let rows = self.vectors.len().checked_div(width).unwrap_or(0);
        width <= embeddings::DIMENSIONS
            && rows <= embeddings::MOST_WORDS
            && self.vectors.len() == rows * width
            && self
                .row_of_column
                .iter()
                .all(|row| *row == NO_WORD || (*row as usize) < rows)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        read(bytes, bytes.len() as u64, &[7; 32])
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
            assert_eq!(space.fitted_on(), again.fitted_on());
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
        assert!(read(bytes.as_slice(), bytes.len() as u64, &[8; 32]).is_err());
        let mut newer = bytes.clone();
        newer[MAGIC.len()] += 1;
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
                let at = if near_the_header { at % HEADER_BYTES } else { at % bytes.len() };
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
