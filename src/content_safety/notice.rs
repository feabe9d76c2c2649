//! What is a person told before they begin?
//!
//! Once, and as a fact: how many of the open items are sensitive, and of which kinds. Warnings item
//! by item raise anticipation and spare nobody; the veil does the rest.

use std::collections::BTreeMap;

use super::category::Category;
use super::risk::Risk;

/// The notice for a session; `None` when nothing that is open is sensitive. `open` counts all open
/// items; an item of several kinds counts under each.
pub fn notice<'a>(open: usize, sensitive: impl Iterator<Item = &'a Risk>) -> Option<String> {
    let mut items = 0_usize;
    let mut kinds: BTreeMap<&Category, usize> = BTreeMap::new();
    for risk in sensitive {
        items += 1;
        for category in risk.categories() {
            *kinds.entry(category).or_default() += 1;
        }
    }
    let mut kinds: Vec<(&Category, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(category, count)| (std::cmp::Reverse(*count), *category));
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(category, count)| format!("{category} {count}"))
        .collect();
    (items > 0).then(|| {
        format!(
            "{items} of {open} open items may be hard to read and open veiled: {}",
            kinds.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content_safety::tests::risk;

    #[test]
    fn the_notice_counts_items_and_kinds_and_is_silent_when_there_are_none() {
        let mut mixed = risk("hate", 2);
        mixed.others.push(Category::named("violence").unwrap());
        let risks = [risk("violence", 1), mixed];
        assert_eq!(
            notice(40, risks.iter()).unwrap(),
            "2 of 40 open items may be hard to read and open veiled: violence 2, hate 1"
        );
        assert_eq!(notice(40, [].into_iter()), None);
    }
}
