//! Groups items that say nearly the same.
//!
//! Two items are near-copies when one is among the other's nearest neighbours with a dense cosine
//! of at least [`CANDIDATE`], and the TF-IDF cosine of their words and pairs of words, those of
//! one text alone counted in, is at least [`CONFIRMED`]. Copies of copies are one group, so a text
//! may have more copies than a list has places. Measured on questions, short messages and requests
//! to a bank, every tenth text copied with one word changed, left out or added, two letters
//! swapped, or other punctuation or case: of the copies of texts of at least 8 words, 97, 100 and
//! 97 in 100 are found; of shorter ones, of which an edit changes more, 70 to 83. Without made-up
//! copies 326 of 5,452, 682 of 4,180 and 2,042 of 10,003 items have a copy, in groups of at most
//! 8, 28 and 25; of the pairs, 1 in 18, in 230 and in 14 share less than three quarters of their
//! letters: the same said in other words, as a rule.
//!
//! Where no words are known, the dense parts decide: [`LEAST_COLUMNS`] columns or more, and a
//! distance of at most [`APART`] of the longer one's length.
//! Invariant: groups depend on the rows alone, not on the number of threads.

use std::ops::Range;

use rayon::prelude::*;

use super::{CountRows, NEIGHBOURS, Rows};

/// Dense cosine from which two items are compared by their words.
const CANDIDATE: f32 = 0.85;
/// Cosine of all grams from which two items are near-copies.
const CONFIRMED: f32 = 0.65;
/// Distance of dense parts, by the longer one's length, up to which items without words are.
const APART: f32 = 0.02;
/// With fewer columns, numbers that are nearly alike are no sign of a copy.
const LEAST_COLUMNS: usize = 8;
/// How many of the nearest are compared before the others.
const FIRST: usize = 3;
/// Items that one task looks at.
const CHUNK: usize = 1024;

/// Which items are near-copies of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NearCopies {
    /// The group of each row: the smallest row in it.
    groups: Vec<u32>,
    /// The rows of all groups of two and more, group by group, rising.
    members: Vec<u32>,
}

impl NearCopies {
    /// Groups a pool's items; while neighbours are unknown, each is alone.
    ///
    /// Time: at most one comparison of two rows' grams for each place of the lists. Those nearest
    /// are compared first, so that of many copies of one text most are known to be joined before
    /// they are compared.
    pub(crate) fn of(rows: &Rows) -> Self {
        let mut joined = Self::alone(rows.len());
        for ranks in [0..FIRST, FIRST..NEIGHBOURS] {
            let known = &joined.groups;
            let starts: Vec<usize> = (0..rows.nearest.len()).step_by(CHUNK).collect();
            let pairs: Vec<Vec<(u32, u32)>> = starts
                .into_par_iter()
                .map_init(
                    || Judge::new(rows),
                    |judge, start| {
                        let end = rows.nearest.len().min(start + CHUNK);
                        let mut pairs = Vec::new();
                        for row in start..end {
                            judge.copies(row, ranks.clone(), known, &mut pairs);
                        }
                        pairs
                    },
                )
                .collect();
            joined.join(pairs.into_iter().flatten());
        }
        joined
    }

    /// The group of a row: the smallest row in it, which is its own where it has no copy.
    pub(crate) fn group(&self, row: usize) -> u32 {
        self.groups.get(row).copied().unwrap_or(row as u32)
    }

    /// The other rows of a row's group, rising; none where it has no copy.
    pub(crate) fn copies_of(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let group = self.group(row);
        let start = self
            .members
            .partition_point(|member| self.group(*member as usize) < group);
        self.members[start..]
            .iter()
            .map(|member| *member as usize)
            .take_while(move |member| self.group(*member) == group)
            .filter(move |member| *member != row)
    }

    /// `count` rows without a copy.
    fn alone(count: usize) -> Self {
        Self {
            groups: (0..count as u32).collect(),
            members: Vec::new(),
        }
    }

    /// Joins the groups of each pair of rows.
    fn join(&mut self, pairs: impl Iterator<Item = (u32, u32)>) {
        let Self { groups, members } = self;
        for (a, b) in pairs {
            members.extend([a, b]);
            let (a, b) = (root(groups, a), root(groups, b));
            // The smaller is always the root, so that the root names the group.
            groups[a.max(b) as usize] = a.min(b);
        }
        for row in 0..groups.len() {
            // A row's parent is smaller and has its root by now.
            groups[row] = groups[groups[row] as usize];
        }
        members.sort_unstable_by_key(|member| (groups[*member as usize], *member));
        members.dedup();
        members.shrink_to_fit();
    }
}

/// The root of a row; halves the way there.
fn root(parents: &mut [u32], mut row: u32) -> u32 {
    while parents[row as usize] != row {
        parents[row as usize] = parents[parents[row as usize] as usize];
        row = parents[row as usize];
    }
    row
}

/// Compares candidates.
struct Judge<'a> {
    rows: &'a Rows,
    /// By column, what the grams of the row at hand weigh; 0 for all others.
    weights: Vec<f32>,
}

impl<'a> Judge<'a> {
    fn new(rows: &'a Rows) -> Self {
        Self {
            rows,
            weights: vec![0.0; rows.text.width()],
        }
    }

    /// Adds the pairs of a row with its copies among its neighbours of `ranks`. A pair that is
    /// known to be joined is left out, and one in which each is a neighbour of the other is the
    /// smaller row's alone.
    fn copies(
        &mut self,
        row: usize,
        ranks: Range<usize>,
        known: &[u32],
        pairs: &mut Vec<(u32, u32)>,
    ) {
        let rows = self.rows;
        let neighbours = rows.nearest.of(row).skip(ranks.start).take(ranks.len());
        let candidates = neighbours
            .take_while(|(_, cosine)| *cosine >= CANDIDATE)
            .map(|(other, _)| other)
            .filter(|other| known[*other] != known[row] && self.may_be_alike(row, *other))
            .filter(|other| row < *other || !has(rows, *other, row, &ranks));
        let candidates: Vec<usize> = candidates.collect();
        if candidates.is_empty() {
            return;
        }
        self.weigh(row, |entry| rows.text.weight(entry));
        for other in candidates {
            if self.alike(row, other) {
                pairs.push((row as u32, other as u32));
            }
        }
        self.weigh(row, |_| 0.0);
    }

    /// Sets the weights of a row's grams; without words there is none.
    fn weigh(&mut self, row: usize, weight: impl Fn(u32) -> f32) {
        if self.weights.is_empty() {
            return;
        }
        for entry in self.rows.text.entries(row) {
            self.weights[CountRows::split(entry).0 as usize] = weight(entry);
        }
    }

    /// Whether two rows can be alike, given how much of each no other text has.
    fn may_be_alike(&self, row: usize, other: usize) -> bool {
        let text = &self.rows.text;
        // The cosine is at most that of all the grams with a column, were they the same.
        let shared = |row: usize| text.whole_inverse_lengths[row] / text.inverse_lengths[row];
        text.width() == 0 || shared(row) * shared(other) >= CONFIRMED
    }

    /// Whether two rows are alike; the weights are those of `row`.
    fn alike(&self, row: usize, other: usize) -> bool {
        let text = &self.rows.text;
        if text.width() == 0 {
            return self.rows.dense_width() >= LEAST_COLUMNS && self.apart(row, other) <= APART;
        }
        let mut product = 0.0;
        for entry in text.entries(other) {
            let weight = self.weights[CountRows::split(entry).0 as usize];
            if weight > 0.0 {
                product += weight * text.weight(entry);
            }
        }
        let lengths = &text.whole_inverse_lengths;
        product * lengths[row] * lengths[other] >= CONFIRMED
    }

    /// The distance of two dense parts by the length of the longer one.
    fn apart(&self, row: usize, other: usize) -> f32 {
        let dense = &self.rows.dense;
        let (mut squares, mut distance) = ([0.0_f32; 2], 0.0_f32);
        let bytes = dense.row(row).iter().zip(dense.row(other));
        for ((a, b), scale) in bytes.zip(dense.scales()) {
            let (a, b) = (f32::from(*a) * scale, f32::from(*b) * scale);
            squares[0] += a * a;
            squares[1] += b * b;
            distance += (a - b) * (a - b);
        }
        let longer = squares[0].max(squares[1]);
        if longer > 0.0 {
            (distance / longer).sqrt()
        } else {
            f32::INFINITY
        }
    }
}

/// Whether a row's neighbours of `ranks` are near enough and hold another row.
fn has(rows: &Rows, row: usize, other: usize, ranks: &Range<usize>) -> bool {
    let neighbours = rows.nearest.of(row).skip(ranks.start).take(ranks.len());
    let mut near = neighbours.take_while(|(_, cosine)| *cosine >= CANDIDATE);
    near.any(|(back, _)| back == other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{DenseRows, FeatureSpace, NearestLists, Neighbourhood, TextRows};
    use super::*;
    use crate::rng::Seed;

    /// Rows of grams that weigh 1 each, all neighbours of each other with a cosine of 1.
    fn of_grams(rows: &[&[u32]], lacking: &[f32]) -> Rows {
        let mut counts = CountRows {
            lacking: lacking.to_vec(),
            ..CountRows::default()
        };
        for columns in rows {
            let entries = columns.iter().map(|column| CountRows::entry(*column, 1));
            counts.entries.extend(entries);
            counts.offsets.push(counts.entries.len() as u32);
        }
        let count = rows.len() as u32;
        let others = |row| (0..count).filter(move |other| *other != row);
        let near: Vec<u32> = (0..count).flat_map(others).collect();
        let cosines = vec![0; near.len()];
        Rows {
            text: TextRows::new(&counts, vec![1.0; 100]),
            dense: DenseRows::without_columns(rows.len()),
            nearest: NearestLists::from_parts(rows.len() - 1, near, cosines).unwrap(),
            ..Rows::default()
        }
    }

    fn columns(range: Range<u32>) -> Vec<u32> {
        range.collect()
    }

    fn fitted(texts: &[String]) -> Rows {
        FeatureSpace::fit(texts.iter().map(String::as_str), Seed(1)).1
    }

    fn groups(copies: &NearCopies, count: usize) -> Vec<u32> {
        (0..count).map(|row| copies.group(row)).collect()
    }

    #[test]
    fn the_cosine_of_all_grams_decides() {
        // Of 20 grams 14 are shared: cosine .7; of those of the third, 12: .6.
        let (a, b, c) = (columns(0..20), columns(6..26), columns(14..34));
        let copies = NearCopies::of(&of_grams(&[&a, &b, &c], &[]));
        assert_eq!(groups(&copies, 3), [0, 0, 2]);
        assert_eq!(copies.copies_of(0).collect::<Vec<_>>(), [1]);
        assert_eq!(copies.copies_of(1).collect::<Vec<_>>(), [0]);
        assert_eq!(copies.copies_of(2).count(), 0);
        assert_eq!(copies.members.len(), 2);
    }

    #[test]
    fn what_no_other_text_has_keeps_texts_apart() {
        // A gram of one of two texts weighs ln(3/2) + 1 = 1.405, squared 1.975. With 5 in each:
        // 20 / (20 + 9.9) = .67; with 6: 20 / (20 + 11.8) = .63.
        let grams = columns(0..20);
        let of =
            |lacking: [f32; 2]| NearCopies::of(&of_grams(&[&grams, &grams], &lacking)).group(1);
        assert_eq!(of([5.0, 5.0]), 0);
        assert_eq!(of([6.0, 6.0]), 1);
        // The geometric mean of both counts: 20 / √(20 · 39.75) = .709.
        assert_eq!(of([0.0, 10.0]), 0);
    }

    #[test]
    fn copies_of_copies_are_one_group() {
        let rows: Vec<Vec<u32>> = (0..5).map(|n| columns(6 * n..6 * n + 20)).collect();
        let rows: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
        let copies = NearCopies::of(&of_grams(&rows, &[]));
        assert_eq!(groups(&copies, 5), [0; 5]);
        assert_eq!(copies.copies_of(3).collect::<Vec<_>>(), [0, 1, 2, 4]);
    }

    #[test]
    fn neighbours_that_are_far_are_no_candidates() {
        let grams = columns(0..20);
        let mut rows = of_grams(&[&grams, &grams], &[]);
        // sin² of half the angle: (80 / 255)² = .098, a cosine of .80.
        rows.nearest = NearestLists::from_parts(1, vec![1, 0], vec![80; 2]).unwrap();
        assert_eq!(groups(&NearCopies::of(&rows), 2), [0, 1]);
    }

    #[test]
    fn items_without_known_neighbours_and_without_grams_are_alone() {
        let grams = columns(0..20);
        let mut rows = of_grams(&[&grams, &grams, &[], &[]], &[]);
        assert_eq!(groups(&NearCopies::of(&rows), 4), [0, 0, 2, 3]);
        rows.nearest = NearestLists::default();
        assert_eq!(groups(&NearCopies::of(&rows), 4), [0, 1, 2, 3]);
        assert_eq!(NearCopies::of(&Rows::default()), NearCopies::default());
    }

    #[test]
    fn small_edits_are_found_and_other_questions_are_not() {
        let things =
            "invoice password server colour refund parcel voucher contract keyboard mirror";
        let places = "office kitchen cellar garden workshop library harbour station market museum";
        let mut texts = Vec::new();
        for (at, thing) in things.split(' ').enumerate() {
            texts.push(format!("What is a {thing} ?"));
            for (to, place) in places.split(' ').enumerate() {
                let (day, who) = (at * 31 + to * 7, at * 17 + to * 5);
                texts.push(format!(
                    "Since day{day} the {thing} that person{who} left near our {place} is missing"
                ));
            }
        }
        let originals = texts.len();
        for row in (1..originals).step_by(11) {
            let text = texts[row].clone();
            texts.push(match row % 3 {
                0 => text.to_uppercase() + " !",
                1 => text.replace("missing", "gone"),
                _ => text.replace("Since", "Sicne"),
            });
        }
        let copies = NearCopies::of(&fitted(&texts));
        for (copy, row) in (1..originals).step_by(11).enumerate() {
            let copy = originals + copy;
            assert_eq!(copies.group(copy), row as u32, "{}", texts[copy]);
        }
        let questions = (0..originals).step_by(11);
        for row in questions {
            assert_eq!(copies.copies_of(row).count(), 0, "{}", texts[row]);
        }
        assert_eq!(copies.members.len(), 2 * (texts.len() - originals));
    }

    #[test]
    fn more_copies_than_a_list_has_places_are_one_group() {
        let texts: Vec<String> = (0..120)
            .map(|n| match n % 2 {
                0 => "the heating of the third floor is cold again since monday".to_owned(),
                _ => format!("letter{n} to number{n} about subject{}", n % 7),
            })
            .collect();
        let copies = NearCopies::of(&fitted(&texts));
        assert_eq!(copies.copies_of(0).count(), 59);
        assert_eq!(copies.copies_of(1).count(), 0);
    }

    #[test]
    fn without_words_nearly_the_same_numbers_decide() {
        let mut stream = Seed(4).stream("test", "numbers");
        for (width, known) in [(9, [0, 0, 2]), (7, [0, 1, 2])] {
            let first: Vec<f32> = (0..width).map(|_| stream.next_normal() as f32).collect();
            // A hundredth off; then the same direction, twice as long.
            let near = first.iter().map(|value| value * 1.01);
            let long = first.iter().map(|value| value * 2.0);
            let values: Vec<f32> = first.iter().copied().chain(near).chain(long).collect();
            let dense = DenseRows::quantised(&values, width, 3);
            let found = Neighbourhood::build(&dense, Seed(1), &|_| true).unwrap();
            let rows = Rows {
                dense,
                nearest: found.lists,
                ..Rows::default()
            };
            assert_eq!(groups(&NearCopies::of(&rows), 3), known, "{width} columns");
        }
    }

    #[test]
    fn one_thread_gives_what_several_give() {
        let texts: Vec<String> = (0..3_000)
            .map(|n| {
                format!(
                    "the w{} was s{} near t{} today",
                    n % 50,
                    n % 71,
                    n % 211 / 3
                )
            })
            .collect();
        let rows = fitted(&texts);
        let at = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap().install(|| NearCopies::of(&rows))
        };
        assert!(!at(1).members.is_empty());
        assert_eq!(at(1), at(3));
    }

    proptest! {
        #[test]
        fn groups_are_what_pairs_connect(
            pairs in proptest::collection::vec((0..40_u32, 0..40_u32), 0..40),
            cut in 0..40_usize,
        ) {
            let pairs: Vec<(u32, u32)> = pairs.into_iter().filter(|(a, b)| a != b).collect();
            let (first, second) = pairs.split_at(cut.min(pairs.len()));
            let mut copies = NearCopies::alone(40);
            copies.join(first.iter().copied());
            copies.join(second.iter().copied());
            // The smallest row that can be reached, by brute force.
            let mut least: Vec<u32> = (0..40).collect();
            for _ in 0..40 {
                for (a, b) in &pairs {
                    let both = least[*a as usize].min(least[*b as usize]);
                    least[*a as usize] = both;
                    least[*b as usize] = both;
                }
            }
            prop_assert_eq!(groups(&copies, 40), least.clone());
            for row in 0..40 {
                let others: Vec<usize> = (0..40)
                    .filter(|other| *other != row && least[*other] == least[row])
                    .collect();
                prop_assert_eq!(copies.copies_of(row).collect::<Vec<_>>(), others);
            }
        }
    }
}
