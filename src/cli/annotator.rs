//! Who is at the keys?

use crate::error::{Error, Result};
use crate::schema::Annotator;

/// The annotator named on the command line, or else the user's own name.
pub(super) fn annotator(named: Option<&str>) -> Result<Annotator> {
    named_by("--annotator", named)
}

/// The same where another option names who is at work.
pub(super) fn named_by(option: &str, named: Option<&str>) -> Result<Annotator> {
    if let Some(name) = named {
        return Annotator::new(name).map_err(|why| {
            Error::usage(format!("{option} {name:?}: {why}"), "choose another name")
        });
    }
    let user = ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|variable| std::env::var(variable).ok())
        .unwrap_or_default();
    // A login name may hold what a file name must not: such characters are left out.
    let plain: String = user
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    Annotator::new(plain.trim_start_matches('.'))
        .or_else(|_| Annotator::new("me"))
        .map_err(|why| Error::usage(why, format!("name yourself with {option} NAME")))
}
