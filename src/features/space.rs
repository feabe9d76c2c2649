//! Fits the features of a pool, and turns anything else into the same numbers.
//!
//! The features of the texts ([`TextSpace`]) and of what was given with the items
//! ([`ExternalFeatures`]), in two stages: [`FeatureSpace::begin`] counts words, after which labeling can start;
//! [`FeatureSpace::complete`] adds the dense part of the texts. Dense numbers are rounded to bytes
//! with a scale per column, set by the pool. Invariant: transforming a pool item gives its row.

use std::ops::Range;

use super::external::{ExternalFeatures, side_by_side};
use super::progress::{Progress, Stage, Watch, report};
use super::rows::{quantise, stretch};
use super::{CountRows, DenseRows, Neighbourhood, RowBuf, Rows, TextRows, TextSpace};
use crate::pool::{Inputs, Item, Items, Vectors};
use crate::rng::Seed;

/// Texts whose dense parts are held unrounded at a time: up to this many set the scales, too.
const HELD: usize = 100_000;

/// In how many blocks these are taken from a larger pool.
const BLOCKS: usize = 16;

/// What features are fitted on.
pub struct Source<'a> {
    texts: Vec<&'a str>,
    reads_text: bool,
    external: Option<(ExternalFeatures, DenseRows)>,
    seed: Seed,
}

impl<'a> Source<'a> {
    /// What `inputs` names of the pool's items. `vectors` has a row for each of the items,
    /// holdout included.
    pub fn of(items: &'a Items, inputs: &Inputs, vectors: Option<&Vectors>, seed: Seed) -> Self {
        let text_of = |id| {
            let item: &'a Item = items.pool_item(id);
            if inputs.text { item.text.as_str() } else { "" }
        };
        Self {
            texts: items.pool().map(text_of).collect(),
            reads_text: inputs.text,
            external: ExternalFeatures::fit(items, inputs, vectors),
            seed,
        }
    }

    /// Texts alone.
    pub fn texts(texts: impl IntoIterator<Item = &'a str>, seed: Seed) -> Self {
        Self {
            texts: texts.into_iter().collect(),
            reads_text: true,
            external: None,
            seed,
        }
    }

    fn fitted(&self) -> Option<ExternalFeatures> {
        let (external, _) = self.external.as_ref()?;
        Some(external.clone())
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Everything fitted on the pool alone.
#[derive(Debug, Clone, Default)]
pub struct FeatureSpace {
    text: TextSpace,
    reads_text: bool,
    external: Option<ExternalFeatures>,
    /// The texts' dense part without rows: what rounds others as the pool was rounded.
    rounding: DenseRows,
}

impl FeatureSpace {
    /// Both stages on texts alone.
    pub fn fit<'a>(texts: impl IntoIterator<Item = &'a str>, seed: Seed) -> (Self, Rows) {
        let source = Source::texts(texts, seed);
        // A watch that never stops the work always gets a result.
        let never = &|_| true;
        Self::begin(&source, never)
            .and_then(|(space, _, counts)| space.complete(&source, &counts, never))
            .unwrap_or_default()
    }

    /// The first stage: words and what was given; the counts are needed for the second. `None`
    /// when the watch stops it.
    pub fn begin(source: &Source<'_>, watch: Watch) -> Option<(Self, Rows, CountRows)> {
        let (text, counts) = TextSpace::fit_sparse(&source.texts, watch)?;
        let space = Self {
            text,
            reads_text: source.reads_text,
            external: source.fitted(),
            rounding: DenseRows::default(),
        };
        let rows = space.rows(source, &counts, DenseRows::without_columns(counts.len()));
        Some((space, rows, counts))
    }

    /// The second stage: the texts' dense part. `None` when the watch stops it.
    pub fn complete(
        &self,
        source: &Source<'_>,
        counts: &CountRows,
        watch: Watch,
    ) -> Option<(Self, Rows)> {
        let text = self
            .text
            .fit_dense(&source.texts, counts, source.seed, watch)?;
        let dense = rounded_projection(&text, &source.texts, counts, watch)?;
        let space = Self {
            rounding: dense.without_rows(),
            text,
            ..self.clone()
        };
        let mut rows = space.rows(source, counts, dense);
        let progress = |done| watch(Progress::of(Stage::Neighbours, done));
        let found = Neighbourhood::build(&rows.dense, source.seed, &progress)?;
        rows.density = found.density;
        rows.nearest = found.lists;
        Some((space, rows))
    }

    /// A space and its rows from what was kept on the disk: the texts' space, their counts, and
    /// the rest of the pool's rows as it was restored. `None` when they do not belong together.
    pub fn restored(
        source: &Source<'_>,
        text: TextSpace,
        counts: &CountRows,
        saved: Rows,
    ) -> Option<(Self, Rows)> {
        let external = source.fitted();
        let of_text = text.dense_width();
        let width = of_text + external.as_ref().map_or(0, ExternalFeatures::width);
        let items = source.len();
        if saved.dense.width() != width || saved.len() != items || counts.len() != items {
            return None;
        }
        let scales = saved.dense.scales().get(..of_text)?.to_vec();
        let space = Self {
            rounding: DenseRows::from_parts(0, Vec::new(), scales)?,
            text,
            reads_text: source.reads_text,
            external,
        };
        let rows = Rows {
            text: TextRows::new(counts, space.text.idf().to_vec()),
            ..saved
        };
        Some((space, rows))
    }

    fn rows(&self, source: &Source<'_>, counts: &CountRows, of_text: DenseRows) -> Rows {
        let dense = match &source.external {
            Some((_, external)) => side_by_side(&of_text, external).unwrap_or(of_text),
            None => of_text,
        };
        Rows {
            text: TextRows::new(counts, self.text.idf().to_vec()),
            dense,
            ..Rows::default()
        }
    }

    /// Any item's row, with the vector that was given with it; grams that the pool does not know
    /// count for nothing.
    pub(crate) fn transform(&self, item: &Item, vector: Option<&[f32]>) -> RowBuf {
        let text = if self.reads_text { &item.text } else { "" };
        let mut row = self.transform_text(text);
        if let Some(external) = &self.external {
            row.dense.extend(external.transform(item, vector));
        }
        row
    }

    /// A text's row, where nothing was given with it.
    pub fn transform_text(&self, text: &str) -> RowBuf {
        let mut row = self.text.transform(text);
        row.dense = self.rounding.rounded(&row.dense);
        row
    }

    /// The texts' part, to be kept on the disk.
    pub fn text(&self) -> &TextSpace {
        &self.text
    }

    /// Whether a column is that of a word that only holds sentences together.
    pub(crate) fn is_function_word(&self, column: u32) -> bool {
        self.text.is_function_word(column)
    }

    /// The column of each word of a text that counts, with the word's bytes in the text.
    pub fn words_of(&self, text: &str) -> Vec<(Range<usize>, u32)> {
        if self.reads_text {
            self.text.words_of(text)
        } else {
            Vec::new()
        }
    }
}

/// The dense parts of the texts, rounded. A pool of more than [`HELD`] texts is projected in
/// pieces, and blocks spread over it set the scales: the few values beyond them are cut.
fn rounded_projection(
    text: &TextSpace,
    texts: &[&str],
    counts: &CountRows,
    watch: Watch,
) -> Option<DenseRows> {
    let (count, width) = (texts.len(), text.dense_width());
    if width == 0 {
        return Some(DenseRows::without_columns(count));
    }
    report(watch, Stage::Projection, 0, count)?;
    if count <= HELD {
        let values = text.project(texts, counts, 0..count);
        return Some(DenseRows::quantised(&values, width, count));
    }
    let block = HELD / BLOCKS;
    let mut largest = vec![0.0_f32; width];
    for at in 0..BLOCKS {
        let start = at * (count - block) / (BLOCKS - 1);
        let values = text.project(texts, counts, start..start + block);
        for row in values.chunks_exact(width) {
            stretch(&mut largest, row);
        }
    }
    let mut dense = DenseRows::with_largest(count, &largest);
    let scales = dense.scales().to_vec();
    let mut rows = dense.rows_mut();
    for start in (0..count).step_by(block) {
        report(watch, Stage::Projection, start, count)?;
        let end = count.min(start + block);
        let values = text.project(texts, counts, start..end);
        for (values, bytes) in values.chunks_exact(width).zip(rows.by_ref()) {
            quantise(values, &scales, bytes);
        }
    }
    Some(dense)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<String> {
        (0..100)
            .map(|n| format!("the w{} was s{} today", n % 5, n % 7))
            .collect()
    }

    #[test]
    fn transforming_a_pool_text_gives_its_row() {
        let texts = texts();
        let (space, rows) = FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1));
        // 1 (sparse) + 2 + 2 (dense) + 0.09 (bias).
        assert!((rows.row(3).as_row().squared_norm() - 5.09).abs() < 0.05);
        for (index, text) in texts.iter().enumerate() {
            let (again, row) = (space.transform_text(text), rows.row(index));
            assert_eq!(again.columns, row.columns);
            for (x, y) in again.values.iter().zip(&row.values) {
                assert!((x - y).abs() < 1e-6, "{x} {y}");
            }
            assert_eq!(again.dense, row.dense);
        }
    }

    #[test]
    fn labeling_can_begin_on_words_alone() {
        let texts = texts();
        let source = Source::texts(texts.iter().map(String::as_str), Seed(1));
        let (space, rows, counts) = FeatureSpace::begin(&source, &|_| true).unwrap();
        assert_eq!((rows.len(), rows.dense_width()), (100, 0));
        let (_, whole) = space.complete(&source, &counts, &|_| true).unwrap();
        assert_eq!(whole.row(7).columns, rows.row(7).columns);
        assert!(whole.dense_width() > 0);
        assert!(space.complete(&source, &counts, &|_| false).is_none());
    }

    #[test]
    fn pools_of_no_one_and_two_texts_have_rows() {
        for count in 0..3 {
            let texts = ["only one", "and two"];
            let (space, rows) = FeatureSpace::fit(texts.into_iter().take(count), Seed(1));
            assert_eq!(rows.len(), count);
            assert!(space.transform_text("never seen").columns.is_empty());
        }
    }
}
