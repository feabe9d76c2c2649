//! Cuts the pool into cells of items that lie near each other.
//!
//! Cells of some 250 items come from k-means upon k-means: at most 64 groups, each cut again while it has more than 512 items. Groups that k-means cannot part (all items alike)
//! are cut as they lie. The rows are then stored cell by cell, so that a cell is one run of
//! memory, and its neighbour cells are found by the cosine of the centres.
//! Invariant: a cell has 1 to 512 items and every item is in exactly one.

use std::ops::Range;

use rayon::prelude::*;

use super::groups::{assign, centres};
use super::lanes::{LANES, Panel, above};
use super::search::{Best, Watch};
use super::unit_rows::UnitRows;
use crate::features::DenseRows;
use crate::features::simd::simd_dispatch;
use crate::rng::Seed;

/// Items that a cell should have.
const WANTED: usize = 250;
const LARGEST: usize = 512;
const BRANCHES: usize = 64;
const DEEPEST: usize = 8;
/// Cells that are looked at when the nearest of a place are sought.
const CONSIDERED: usize = 512;
/// Rows a centre is fitted on, and how often.
const SAMPLE_PER_GROUP: usize = 128;
const ROUNDS: usize = 6;

/// The pool by cells.
pub(super) struct Cells {
    /// The item at each place.
    pub(super) order: Vec<u32>,
    /// Directions by place.
    pub(super) rows: UnitRows,
    /// First place of each cell, and the end.
    starts: Vec<u32>,
    /// Mean direction of each cell.
    centres: UnitRows,
}

impl Cells {
    /// Cuts the pool; `None` when stopped.
    pub(super) fn cut(dense: &DenseRows, seed: Seed, watch: &Watch) -> Option<Self> {
        let all: Vec<u32> = (0..dense.len() as u32).collect();
        let cutter = Cutter { dense, seed, watch };
        let parts = cutter.cut(all, "0", 0);
        watch.goes_on(0.1).then(|| Self::of(dense, &parts))
    }

    /// Cuts the pool as it lies: for pools so small that every pair is compared.
    pub(super) fn as_it_lies(dense: &DenseRows) -> Self {
        let all: Vec<u32> = (0..dense.len() as u32).collect();
        Self::of(dense, &in_runs(&all))
    }

    fn of(dense: &DenseRows, parts: &[Vec<u32>]) -> Self {
        let mut starts = vec![0];
        for part in parts {
            starts.push(starts.last().copied().unwrap_or(0) + part.len() as u32);
        }
        let order = parts.concat();
        let rows = UnitRows::gather_all(dense, &order);
        let width = rows.width;
        let mut sums = vec![0.0; parts.len() * width];
        sums.par_chunks_mut(width.max(1))
            .zip(starts.par_windows(2))
            .for_each(|(sum, ends)| {
                for place in ends[0]..ends[1] {
                    rows.add_to(place as usize, sum);
                }
            });
        Self {
            order,
            centres: UnitRows::from_values(&sums, width),
            rows,
            starts,
        }
    }

    /// How many cells.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The places of a cell.
    pub(super) fn places(&self, cell: usize) -> Range<usize> {
        self.starts[cell] as usize..self.starts[cell + 1] as usize
    }

    /// The `count` cells nearest to each of the places in `range`, nearest first, place by place.
    ///
    /// Looked for among the [`CONSIDERED`] cells nearest to the place's own.
    pub(super) fn of_places(&self, range: Range<usize>, count: usize) -> Vec<u32> {
        let mut nearest = Vec::with_capacity(range.len() * count);
        let mut start = range.start;
        while start < range.end {
            let after = |first: &u32| *first as usize <= start;
            let cell = self.starts.partition_point(after) - 1;
            let end = range.end.min(self.places(cell).end);
            self.of_members(cell, start..end, count, &mut nearest);
            start = end;
        }
        nearest
    }

    fn of_members(&self, cell: usize, range: Range<usize>, count: usize, nearest: &mut Vec<u32>) {
        let mut cells = self.by_nearness(cell);
        cells.truncate(CONSIDERED.max(count));
        let mut best = vec![Best::new(count); range.len()];
        for cells in cells.chunks(LANES) {
            let panel = Panel::of(&self.centres, cells.iter().map(|cell| *cell as usize));
            panel.scan(
                &self.rows,
                range.clone(),
                #[inline(always)]
                |place, scores| {
                    let best = &mut best[place - range.start];
                    let mut thresholds = [f32::INFINITY; LANES];
                    thresholds[..cells.len()].fill(best.threshold());
                    let cosines = panel.cosines(scores);
                    for lane in above(&cosines, &thresholds) {
                        best.push(cosines[lane], cells[lane]);
                    }
                },
            );
        }
        nearest.extend(best.iter().flat_map(Best::ranked));
    }

    /// All cells by falling cosine of their centres with that of a cell.
    fn by_nearness(&self, near: usize) -> Vec<u32> {
        let mut cells: Vec<(f32, u32)> = Vec::with_capacity(self.len());
        simd_dispatch(
            #[inline(always)]
            || {
                for cell in 0..self.len() {
                    let cosine = self.centres.cosine(near, &self.centres, cell);
                    cells.push((cosine, cell as u32));
                }
            },
        );
        cells.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        cells.into_iter().map(|(_, cell)| cell).collect()
    }
}

struct Cutter<'a> {
    dense: &'a DenseRows,
    seed: Seed,
    watch: &'a Watch<'a>,
}

impl Cutter<'_> {
    fn cut(&self, members: Vec<u32>, path: &str, depth: usize) -> Vec<Vec<u32>> {
        if members.len() <= LARGEST {
            return vec![members];
        }
        if depth == DEEPEST || !self.watch.goes_on(0.0) {
            return in_runs(&members);
        }
        let groups = members.len().div_ceil(WANTED).min(BRANCHES);
        let mut stream = self.seed.stream("neighbours", path);
        let sample: Vec<u32> = (0..members.len().min(groups * SAMPLE_PER_GROUP))
            .map(|_| members[stream.below(members.len())])
            .collect();
        let sample = UnitRows::gather(self.dense, &sample);
        let centres = centres(&sample, groups, ROUNDS, &mut stream);
        let mut parts = vec![Vec::new(); groups];
        let nearest = assign(self.dense, &members, &centres);
        for (member, (group, _)) in members.iter().zip(nearest) {
            parts[group as usize].push(*member);
        }
        parts.retain(|part| !part.is_empty());
        if parts.len() == 1 {
            return in_runs(&members);
        }
        drop(members);
        let parts = parts.into_par_iter().enumerate();
        let cut = |(index, part)| self.cut(part, &format!("{path}/{index}"), depth + 1);
        parts.flat_map_iter(cut).collect()
    }
}

fn in_runs(members: &[u32]) -> Vec<Vec<u32>> {
    members.chunks(WANTED + 6).map(<[u32]>::to_vec).collect()
}
