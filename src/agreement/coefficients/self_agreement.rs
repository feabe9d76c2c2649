//! Measures how well each person agrees with themselves.
//!
//! Passes take the place of annotators: the unit is one person's passes over one item, and the
//! figures are observed agreement and Krippendorff's alpha. Only passes under the same guidelines
//! are compared: an answer that changed with the instructions is not inconsistency.

use super::overall::Agreement;
use super::scale::Scale;
use crate::agreement::measured::{Measured, Resampling, Undefined};
use crate::agreement::votes::{Annotation, AnnotatorId, Vote, Votes};
use crate::schema::{Annotator, ItemIndex};

/// One person beside themselves; n is the number of items labeled twice or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SelfAgreement {
    /// Who.
    pub(crate) annotator: AnnotatorId,
    /// The chance that two of their passes over an item are the same.
    pub(crate) observed: Measured,
    /// Krippendorff's alpha with passes as raters.
    pub(crate) alpha: Measured,
    /// Items whose passes were under different guidelines, left out.
    pub(crate) under_other_guidelines: usize,
}

/// Every person who labeled something twice, by id.
///
/// # Errors
/// When nobody did.
pub(crate) fn self_agreement(
    votes: &Votes,
    scale: &Scale,
    how: Resampling,
) -> Result<Vec<SelfAgreement>, Undefined> {
    let mut groups: Vec<&[Vote]> = votes.passes().collect();
    groups.sort_by_key(|passes| (passes[0].annotator, passes[0].item));
    let people = groups.chunk_by(|a, b| a[0].annotator == b[0].annotator);
    let of_one = |items: &[&[Vote]]| of_one(items, votes.classes(), scale, how);
    let people: Vec<SelfAgreement> = people.map(of_one).collect();
    if people.is_empty() {
        return Err(Undefined::NoRepeats);
    }
    Ok(people)
}

fn of_one(items: &[&[Vote]], classes: usize, scale: &Scale, how: Resampling) -> SelfAgreement {
    let mut annotations = Vec::new();
    let mut under_other_guidelines = 0;
    for (item, passes) in items.iter().enumerate() {
        let latest = passes[passes.len() - 1].guidelines;
        let comparable: Vec<&Vote> = passes.iter().filter(|p| p.guidelines == latest).collect();
        under_other_guidelines += usize::from(comparable.len() < 2);
        for (number, pass) in comparable.iter().enumerate() {
            if let Ok(name) = Annotator::new(&format!("{number}")) {
                annotations.push(Annotation::new(ItemIndex(item as u32), name, pass.label));
            }
        }
    }
    let agreement = Agreement::of(&Votes::new(classes, annotations), scale, how);
    let said = |measured: Measured| {
        measured.map_err(|reason| match reason {
            Undefined::NoOverlap => Undefined::NoRepeats,
            other => other,
        })
    };
    SelfAgreement {
        annotator: items[0][0].annotator,
        observed: said(agreement.observed),
        alpha: said(agreement.krippendorff_alpha),
        under_other_guidelines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::tests::annotation;

    fn under(guidelines: &str, annotation: Annotation) -> Annotation {
        Annotation {
            guidelines: Some(guidelines.to_owned()),
            ..annotation
        }
    }

    #[test]
    fn two_passes_are_compared_item_by_item() {
        // Ada labeled four items twice and changed her mind once; bob did so never.
        let mut annotations = Vec::new();
        for (item, first, second) in [(0, 0, 0), (1, 1, 1), (2, 0, 1), (3, 1, 1)] {
            annotations.push(annotation(item, "ada", first));
            annotations.push(annotation(item, "ada", second));
            annotations.push(annotation(item, "bob", 0));
        }
        let people = self_agreement(
            &Votes::new(2, annotations),
            &Scale::Nominal,
            Resampling::default(),
        );
        let people = people.unwrap();
        assert_eq!(people.len(), 1);
        let observed = people[0].observed.unwrap();
        assert!((observed.value - 0.75).abs() < 1e-12);
        assert_eq!(observed.n, 4);
        // Labels 0 0, 1 1, 0 1, 1 1: o_01 = 2 of n = 8, n_0 = 3, n_1 = 5;
        // alpha = 1 - 7·2/(2·15) = 8/15.
        assert!((people[0].alpha.unwrap().value - 8.0 / 15.0).abs() < 1e-12);
    }

    #[test]
    fn an_answer_that_changed_with_the_instructions_is_no_inconsistency() {
        let table = Votes::new(
            2,
            [
                under("old", annotation(0, "ada", 0)),
                under("new", annotation(0, "ada", 1)),
                under("new", annotation(1, "ada", 1)),
                under("new", annotation(1, "ada", 1)),
                under("new", annotation(2, "ada", 0)),
                under("new", annotation(2, "ada", 0)),
            ],
        );
        let people = self_agreement(&table, &Scale::Nominal, Resampling::default()).unwrap();
        assert_eq!(people[0].under_other_guidelines, 1);
        let observed = people[0].observed.unwrap();
        assert_eq!(
            (observed.value.to_bits(), observed.n),
            (1.0_f64.to_bits(), 2)
        );
    }

    #[test]
    fn without_a_second_pass_there_is_nothing_to_compare() {
        let table = crate::agreement::tests::votes(2, &["01"]);
        let refused = self_agreement(&table, &Scale::Nominal, Resampling::default());
        assert_eq!(refused, Err(Undefined::NoRepeats));
    }
}
