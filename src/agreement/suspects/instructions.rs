//! Which labels were given under instructions that have changed since?

use super::super::votes::Votes;
use super::reason::{Finding, Reason};

/// Labels given under older guidelines: `versions` are the hashes from the oldest to those in
/// force. A label whose guidelines are not known, or not among them, is left alone.
pub fn under_older_guidelines(votes: &Votes, versions: &[String]) -> Vec<Finding> {
    let behind: Vec<Option<usize>> = votes
        .guidelines()
        .iter()
        .map(|hash| {
            let place = versions.iter().rposition(|version| version == hash)?;
            Some(versions.len() - 1 - place)
        })
        .collect();
    votes
        .all()
        .iter()
        .filter_map(|vote| {
            let behind = behind[vote.guidelines? as usize].filter(|behind| *behind > 0)?;
            Some(Finding {
                item: vote.item,
                annotator: vote.annotator,
                reason: Reason::OlderGuidelines { behind },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::votes::Annotation;
    use super::*;
    use crate::agreement::tests::toy::ballot;

    #[test]
    fn a_label_is_as_old_as_its_guidelines() {
        let under = |item, hash: Option<&str>| Annotation {
            guidelines: hash.map(str::to_owned),
            ..ballot(item, "ada", 0)
        };
        let table = Votes::new(
            1,
            [
                under(0, Some("b")),
                under(1, Some("c")),
                under(2, Some("a")),
                under(3, None),
                under(4, Some("elsewhere")),
            ],
        );
        let versions = ["a", "b", "c"].map(str::to_owned);
        let found: Vec<(u32, Reason)> = under_older_guidelines(&table, &versions)
            .iter()
            .map(|finding| (finding.item.0, finding.reason))
            .collect();
        let behind = |behind| Reason::OlderGuidelines { behind };
        assert_eq!(found, [(0, behind(1)), (2, behind(2))]);
    }

    #[test]
    fn guidelines_that_were_put_back_are_the_present_ones() {
        let table = Votes::new(
            1,
            [Annotation {
                guidelines: Some("a".to_owned()),
                ..ballot(0, "ada", 0)
            }],
        );
        let versions = ["a", "b", "a"].map(str::to_owned);
        assert_eq!(under_older_guidelines(&table, &versions), []);
    }
}
