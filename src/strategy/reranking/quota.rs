//! Keeps a floor for each group of items among the queries.
//!
//! Each group of items keeps a floor among the queries: a part of its share in the pool. When the
//! group that is furthest behind is behind by a whole query, the strategy chooses among that
//! group alone. So the draw is from fewer candidates, which the journal keeps with the query.
//! Invariant: as long as a group has open items, it is never behind its floor by two queries or
//! more for each group that has one.

use std::collections::HashMap;

/// Floors for groups of items.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// What the groups are of: a column's name.
    of: String,
    group: Vec<u16>,
    names: Vec<String>,
    floors: Vec<f64>,
}

/// A group whose turn it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuotaDeficit<'a> {
    quota: &'a Quota,
    group: u16,
}

impl QuotaDeficit<'_> {
    /// Whether a pool item belongs to the group.
    pub(crate) fn allows(&self, row: usize) -> bool {
        self.quota.group[row] == self.group
    }

    /// The group in words.
    pub(crate) fn name(&self) -> String {
        let name = &self.quota.names[usize::from(self.group)];
        format!("{} = {name}", self.quota.of)
    }
}

impl Quota {
    /// Groups by what a column holds for each pool item; each keeps `share` of its share in the
    /// pool. `None` when there are fewer than two groups, or more than 1,000.
    pub(crate) fn of_column<'a>(
        column: &str,
        values: impl IntoIterator<Item = &'a str>,
        share: f64,
    ) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        let mut known: HashMap<&str, u16> = HashMap::new();
        let mut group = Vec::new();
        for value in values {
            if names.len() > 1_000 {
                return None;
            }
            let next = names.len() as u16;
            let number = *known.entry(value).or_insert_with(|| {
                names.push(value.to_owned());
                next
            });
            group.push(number);
        }
        Self::of_groups(column, group, names, share)
    }

    /// The same with the groups known.
    pub(super) fn of_groups(
        of: &str,
        group: Vec<u16>,
        names: Vec<String>,
        share: f64,
    ) -> Option<Self> {
        let mut sizes = vec![0_usize; names.len()];
        for group in &group {
            sizes[usize::from(*group)] += 1;
        }
        let floors = sizes
            .iter()
            .map(|size| share * *size as f64 / group.len() as f64)
            .collect();
        (sizes.iter().filter(|size| **size > 0).count() >= 2).then(|| Self {
            of: of.to_owned(),
            group,
            names,
            floors,
        })
    }

    /// The group that is furthest behind its floor, when it is behind by a query and has open
    /// items: `is_left` says which were not asked yet, `is_open` which of these may be now.
    pub(crate) fn deficit(&self, is_left: &[bool], is_open: &[bool]) -> Option<QuotaDeficit<'_>> {
        let mut handled = vec![0_usize; self.names.len()];
        let mut open = vec![0_usize; self.names.len()];
        for ((group, is_left), is_open) in self.group.iter().zip(is_left).zip(is_open) {
            handled[usize::from(*group)] += usize::from(!is_left);
            open[usize::from(*group)] += usize::from(*is_open);
        }
        let next = 1 + handled.iter().sum::<usize>();
        let behind = |group: usize| self.floors[group] * next as f64 - handled[group] as f64;
        let group = (0..self.names.len())
            .filter(|group| open[*group] > 0 && behind(*group) >= 1.0)
            .max_by(|a, b| behind(*a).total_cmp(&behind(*b)).then(b.cmp(a)))?;
        Some(QuotaDeficit {
            quota: self,
            group: group as u16,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks `queries` times: the group in deficit's first open item, else the first of all.
    fn asked(quota: &Quota, count: usize, queries: usize) -> Vec<usize> {
        let mut open = vec![true; count];
        (0..queries)
            .map(|_| {
                let deficit = quota.deficit(&open, &open);
                let row = (0..count)
                    .find(|row| open[*row] && deficit.is_none_or(|deficit| deficit.allows(*row)))
                    .unwrap();
                open[row] = false;
                row
            })
            .collect()
    }

    #[test]
    fn a_group_keeps_its_floor() {
        // 20 of 100 are of group b, and the strategy would never ask them.
        let values: Vec<&str> = (0..100).map(|n| if n < 80 { "a" } else { "b" }).collect();
        let quota = Quota::of_column("channel", values, 0.5).unwrap();
        for queries in [10, 20, 50, 70] {
            let asked = asked(&quota, 100, queries);
            let of_b = asked.iter().filter(|row| **row >= 80).count();
            assert_eq!(of_b, queries / 10, "a tenth: half of b's fifth");
        }
    }

    #[test]
    fn a_group_without_open_items_has_no_deficit() {
        let quota = Quota::of_column("c", ["a", "a", "a", "b"], 1.0).unwrap();
        assert!(
            quota
                .deficit(&[false, false, true, false], &[false, false, true, false])
                .is_none_or(|o| o.allows(2))
        );
        assert_eq!(
            quota
                .deficit(&[false; 4], &[false; 4])
                .map(|deficit| deficit.name()),
            None
        );
    }

    #[test]
    fn what_is_excluded_was_not_asked() {
        let values: Vec<&str> = (0..10).map(|n| if n < 5 { "a" } else { "b" }).collect();
        let quota = Quota::of_column("c", values, 1.0).unwrap();
        // Three of a were asked; of b, three are excluded.
        let left: Vec<bool> = (0..10).map(|n| n > 2).collect();
        let open: Vec<bool> = (0..10).map(|n| n > 2 && n < 7).collect();
        let deficit = quota.deficit(&left, &open).unwrap();
        assert!(deficit.allows(5) && !deficit.allows(3));
    }

    #[test]
    fn one_group_needs_no_quota() {
        assert_eq!(Quota::of_column("c", ["a", "a"], 0.5), None);
    }

    #[test]
    fn a_group_is_told_by_its_column() {
        let quota = Quota::of_column("channel", ["web", "phone"], 1.0).unwrap();
        assert_eq!(
            quota
                .deficit(&[false, true], &[false, true])
                .unwrap()
                .name(),
            "channel = phone"
        );
    }
}
