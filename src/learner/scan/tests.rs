//! The scan gives what the plain members give.

use std::sync::Arc;

use super::*;
use crate::features::{CountRows, DenseRows, PoolId, TextRows};
use crate::learner::{CommitteeHistory, Settings, TargetUpdate};
use crate::pool::{Item, Items};
use crate::rng::{Seed, Stream};
use crate::schema::LabelId;

/// A pool with more kinds of entries than there are cells, so that some are rare, and a dense
/// part of a width that fills no vector.
fn pool(count: usize, stream: &mut Stream) -> (Arc<Rows>, Vec<PoolId>) {
    let columns = 90_000;
    let mut counts = CountRows::default();
    for _ in 0..count {
        let mut row: Vec<(u32, u32)> = (0..30)
            .map(|_| {
                // Frequent columns and rare ones.
                let column = if stream.below(2) == 0 {
                    stream.below(300)
                } else {
                    stream.below(columns)
                };
                (column as u32, 1 + u32::from(stream.below(8) == 0))
            })
            .collect();
        row.sort_unstable();
        row.dedup_by_key(|(column, _)| *column);
        counts
            .entries
            .extend(row.into_iter().map(|(c, tf)| CountRows::entry(c, tf)));
        counts.offsets.push(counts.entries.len() as u32);
    }
    let idf = (0..columns)
        .map(|_| 1.0 + stream.next_f64() as f32)
        .collect();
    let width = 37;
    let dense: Vec<f32> = (0..count * width)
        .map(|_| stream.next_normal() as f32 * 0.2)
        .collect();
    let rows = Rows {
        text: TextRows::new(&counts, idf),
        dense: DenseRows::quantised(&dense, width, count),
        ..Rows::default()
    };
    let items = (0..count).map(|n| Item {
        id: n.to_string(),
        text: String::new(),
        fields: Vec::new(),
    });
    let items = Items::new(items.collect(), |_| false);
    (Arc::new(rows), items.pool().collect())
}

fn taught(rows: &Arc<Rows>, ids: &[PoolId], classes: usize) -> CommitteeHistory {
    let keys = (0..rows.len() as u64).collect();
    let begin = Committee::new(rows.clone(), keys, Settings::default());
    let changes: Vec<TargetUpdate> = (0..60.max(2 * classes))
        .map(|at| TargetUpdate::to(ids[at * 3], Some(LabelId((at % classes) as u16))))
        .collect();
    CommitteeHistory::replay(begin, &changes)
}

fn scanned(committee: &Committee, range: Range<usize>) -> Vec<Vec<f32>> {
    committee
        .scan(range, &Cancel::default(), Vec::new, |rows, block| {
            for at in 0..block.len {
                rows.push(block.each_class().map(|class| class[at]).collect());
            }
        })
        .unwrap()
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn a_scan_gives_what_the_members_give_item_by_item() {
    let mut stream = Seed(2).stream("pool", "");
    let (rows, ids) = pool(9_000, &mut stream);
    for classes in [2, 3, 5, 8, 9, 40, 200] {
        let history = taught(&rows, &ids, classes);
        let committee = history.current();
        let all = scanned(committee, 0..rows.len());
        assert_eq!(all.len(), rows.len());
        let mut worst = 0.0_f32;
        for at in (0..rows.len()).step_by(7) {
            let plain = &committee.votes_on(ids[at])[0];
            for (p, expected) in all[at].iter().zip(plain) {
                worst = worst.max((p - expected).abs());
            }
        }
        assert!(worst < 2e-3, "{classes} classes: {worst}");
    }
}

#[test]
fn a_row_scans_the_same_in_any_company_at_any_thread_count() {
    let mut stream = Seed(2).stream("pool", "");
    let (rows, ids) = pool(20_000, &mut stream);
    let history = taught(&rows, &ids, 4);
    let all = scanned(history.current(), 0..rows.len());
    let part = scanned(history.current(), 8_111..19_333);
    assert_eq!(&all[8_111..19_333], &part[..]);
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    assert_eq!(
        one.install(|| scanned(history.current(), 0..rows.len())),
        all
    );
}

#[test]
fn a_cancelled_scan_gives_nothing() {
    let mut stream = Seed(2).stream("pool", "");
    let (rows, ids) = pool(500, &mut stream);
    let history = taught(&rows, &ids, 2);
    let cancel = Cancel::default();
    cancel.cancel();
    let seen = history.current().scan(0..500, &cancel, || (), |(), _| ());
    assert!(seen.is_none());
    cancel.reset();
    let seen = history.current().scan(0..500, &cancel, || (), |(), _| ());
    assert!(seen.is_some());
}
