//! Holds numbers of the settings to their ranges.

use std::ops::RangeInclusive;

/// What is wrong with a setting: its name, in words, and the next step.
pub(crate) type SettingProblem = (&'static str, String, &'static str);

/// The first of some settings that is outside its range.
pub(crate) fn first_outside(
    settings: impl IntoIterator<Item = (&'static str, f64, RangeInclusive<f64>)>,
    next: &'static str,
) -> Option<SettingProblem> {
    let mut settings = settings.into_iter();
    let (name, value, range) = settings.find(|(_, value, range)| !range.contains(value))?;
    let (low, high) = range.into_inner();
    let what = format!("{name} = {value} is not between {low} and {high}");
    Some((name, what, next))
}
