//! Law 4: nothing that learns or chooses can receive a held-out answer.

use proptest::prelude::*;
use querist::pool::{Item, Items, Split};
use querist::project::Layout;
use querist::rng::Seed;
use querist::schema::Arm;
use querist::trainer::FittedFeatures;

use crate::support::projects::{
    CLASSES, Ticking, ada, answer, current, item, items, judge, open, project, session, set, skip,
    text,
};
use querist::state::Verdict;

/// What is asked of the pool until all is done, by id and arm.
fn asked_of_the_pool(layout: &Layout, seed: u64) -> Vec<(String, Arm)> {
    set(layout, "random_share", "0.5");
    set(layout, "holdout_share", "0.3");
    set(layout, "holdout_enough", "5");
    let mut session = session(layout, &Ticking::new());
    let mut asked = Vec::new();
    while let Some(query) = session.current() {
        let (index, arm) = (query.item(), query.decision.arm);
        let id = session.items().get(index).id.clone();
        if matches!(session.items().side(index), Split::Pool(_)) {
            asked.push((id, arm));
        } else {
            assert_eq!(arm, Arm::Holdout);
        }
        // What is done depends on the text, and on what was done to it before.
        let luck = Seed(seed).rank("luck", &text(&session, current(&session))) % 10;
        let times = session.state().item(index).skips_by(&ada()) as u64;
        match luck {
            0..=2 if times <= luck => skip(&mut session),
            3 => judge(&mut session, Verdict::Unsure),
            _ => answer(&mut session),
        };
    }
    asked
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn removing_the_holdout_changes_no_query_of_the_pool(
        count in 20_usize..60,
        held_out in 3_usize..12,
        seed in 0_u64..1000,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let all = items(count, seed);
        let whole = project(&folder.path().join("whole"), all.clone(), &CLASSES, held_out, seed);
        let in_pool: Vec<Item> = {
            let opened = open(&whole);
            let items = &opened.items;
            items.pool().map(|id| items.pool_item(id).clone()).collect()
        };
        prop_assert!(in_pool.len() < all.len());
        let without = project(&folder.path().join("without"), in_pool, &CLASSES, 0, seed);
        let asked = asked_of_the_pool(&whole, seed);
        prop_assert_eq!(asked, asked_of_the_pool(&without, seed));
    }
}

#[test]
fn a_word_of_a_held_out_item_is_no_feature() {
    let mut all = items(60, 1);
    for held_out in 0..6 {
        all.push(item(format!("h{held_out}"), "zyzzyva quokka zyzzyva"));
    }
    let items = Items::new(all, |item| item.id.starts_with('h'));
    let fitted = FittedFeatures::on(&items, Seed(1));
    let row = fitted.space.transform_text("zyzzyva quokka zyzzyva");
    assert!(row.columns.is_empty() && row.values.is_empty());
    assert!(fitted.space.words_of("zyzzyva quokka").is_empty());
    let without: Vec<Item> = items.pool().map(|id| items.pool_item(id).clone()).collect();
    let without = FittedFeatures::on(&Items::new(without, |_| false), Seed(1));
    let text = "invoice payment server help";
    assert_eq!(
        fitted.space.transform_text(text).dense,
        without.space.transform_text(text).dense
    );
}
