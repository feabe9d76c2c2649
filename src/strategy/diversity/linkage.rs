//! Clusters items by average linkage: the two nearest groups are joined again and again.
//!
//! The distance of two groups is the mean over all pairs. By nearest-neighbour chains (Murtagh
//! 1983): n² work and memory for n items. Invariant: of equal distances the one to the item named
//! first counts.

/// The group of each item after joining until `groups` are left, numbered by first member.
///
/// `distances` has n × n entries, symmetric, and is used up.
pub(super) fn average_linkage(mut distances: Vec<f32>, n: usize, groups: usize) -> Vec<u32> {
    let mut sizes = vec![1_usize; n];
    let mut joins: Vec<(f32, usize, usize)> = Vec::with_capacity(n.saturating_sub(1));
    let mut chain: Vec<usize> = Vec::new();
    while joins.len() + 1 < n {
        if chain.is_empty() {
            chain.extend(sizes.iter().position(|size| *size > 0));
        }
        let Some(&last) = chain.last() else { break };
        let before = chain.len().checked_sub(2).map(|at| chain[at]);
        let (distance, nearest) = nearest(&distances, &sizes, last, before);
        if Some(nearest) != before {
            chain.push(nearest);
            continue;
        }
        chain.truncate(chain.len() - 2);
        let (into, gone) = (last.min(nearest), last.max(nearest));
        joins.push((distance, into, gone));
        let (a, b) = (sizes[into] as f32, sizes[gone] as f32);
        for other in 0..n {
            let mean =
                (a * distances[into * n + other] + b * distances[gone * n + other]) / (a + b);
            distances[into * n + other] = mean;
            distances[other * n + into] = mean;
        }
        sizes[into] += sizes[gone];
        sizes[gone] = 0;
    }
    // A chain finds the joins in no order of height.
    joins.sort_by(|x, y| x.0.total_cmp(&y.0));
    joins.truncate(n.saturating_sub(groups.max(1)));
    numbered(n, &joins)
}

/// The group nearest to `of`; the one `before` it in the chain when no other is nearer.
fn nearest(distances: &[f32], sizes: &[usize], of: usize, before: Option<usize>) -> (f32, usize) {
    let n = sizes.len();
    let row = &distances[of * n..][..n];
    let mut best = before.map_or((f32::INFINITY, of), |before| (row[before], before));
    for (other, (distance, size)) in row.iter().zip(sizes).enumerate() {
        if *size > 0 && other != of && (*distance < best.0 || best.1 == of) {
            best = (*distance, other);
        }
    }
    best
}

fn numbered(n: usize, joins: &[(f32, usize, usize)]) -> Vec<u32> {
    let mut parent: Vec<usize> = (0..n).collect();
    for (_, a, b) in joins {
        let (a, b) = (root(&parent, *a), root(&parent, *b));
        parent[a.max(b)] = a.min(b);
    }
    let mut numbers = vec![u32::MAX; n];
    let mut next = 0;
    (0..n)
        .map(|item| {
            let root = root(&parent, item);
            if numbers[root] == u32::MAX {
                numbers[root] = next;
                next += 1;
            }
            numbers[root]
        })
        .collect()
}

fn root(parent: &[usize], mut item: usize) -> usize {
    while parent[item] != item {
        item = parent[item];
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Seed;

    fn on_a_line(places: &[f32]) -> Vec<f32> {
        let pairs = places
            .iter()
            .flat_map(|a| places.iter().map(move |b| (a - b).abs()));
        pairs.collect()
    }

    #[test]
    fn the_nearest_are_joined_first_by_hand() {
        // Joins: 0+1 (1), 10+12 (2), then {0, 1} + 5 (4.5) before {10, 12} + 5 (6).
        let places = [10.0, 0.0, 1.0, 12.0, 5.0];
        let cut = |groups| average_linkage(on_a_line(&places), 5, groups);
        assert_eq!(cut(5), [0, 1, 2, 3, 4]);
        assert_eq!(cut(4), [0, 1, 1, 2, 3]);
        assert_eq!(cut(3), [0, 1, 1, 0, 2]);
        assert_eq!(cut(2), [0, 1, 1, 0, 1]);
        assert_eq!(cut(1), [0; 5]);
    }

    #[test]
    fn chains_find_what_a_plain_search_finds() {
        let mut stream = Seed(8).stream("test", "");
        for n in [2, 3, 17, 40] {
            let places: Vec<[f64; 3]> = (0..n)
                .map(|_| std::array::from_fn(|_| stream.next_normal()))
                .collect();
            let distance = |a: usize, b: usize| -> f64 {
                let pairs = places[a].iter().zip(&places[b]);
                pairs.map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
            };
            let matrix: Vec<f32> = (0..n * n)
                .map(|pair| distance(pair / n, pair % n) as f32)
                .collect();
            let mut groups: Vec<Vec<usize>> = (0..n).map(|item| vec![item]).collect();
            while groups.len() > 1 {
                let found = average_linkage(matrix.clone(), n, groups.len());
                for group in &groups {
                    assert!(group.iter().all(|item| found[*item] == found[group[0]]));
                }
                let mean = |a: &[usize], b: &[usize]| {
                    let pairs = a.iter().flat_map(|x| b.iter().map(|y| distance(*x, *y)));
                    pairs.sum::<f64>() / (a.len() * b.len()) as f64
                };
                let mut best = (f64::INFINITY, 0, 0);
                for b in 0..groups.len() {
                    for a in 0..b {
                        let distance = mean(&groups[a], &groups[b]);
                        if distance < best.0 {
                            best = (distance, a, b);
                        }
                    }
                }
                let gone = groups.remove(best.2);
                groups[best.1].extend(gone);
            }
        }
    }

    #[test]
    fn no_item_and_one_are_grouped() {
        assert!(average_linkage(Vec::new(), 0, 3).is_empty());
        assert_eq!(average_linkage(vec![0.0], 1, 3), [0]);
        // All alike: joined in some order, down to as many as wanted.
        let mut groups = average_linkage(vec![0.0; 25], 5, 2);
        groups.dedup();
        assert!(groups.contains(&1) && !groups.contains(&2));
    }
}
