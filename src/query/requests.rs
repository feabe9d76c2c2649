//! What did a reviewer ask this annotator to judge?
//!
//! A requested item comes before what the coins and the strategy would choose, blind like every
//! check and without the earlier answer. Between two of them something else is asked as long as
//! there is anything, so that nobody can tell that they came together.

use super::selection::Decision;
use crate::pool::Items;
use crate::schema::{Annotator, Arm, ItemIndex};
use crate::state::State;

/// The requested item to ask now. `last` is the item handled before.
pub(crate) fn from_requests(
    state: &State,
    items: &Items,
    annotator: &Annotator,
    last: Option<ItemIndex>,
) -> Option<Decision> {
    let requests = state.requests_to(annotator);
    if requests.is_empty() {
        return None;
    }
    let others_wait = || {
        items
            .iter()
            .any(|(index, _)| state.item(index).is_open_for(annotator))
    };
    let after_one = last
        .and_then(|last| state.item(last).asked(annotator))
        .is_some_and(|asked| asked.arm == Arm::Review);
    if after_one && others_wait() {
        return None;
    }
    // One that was put off comes when nothing else is left, and not at once again.
    let put_off = |index: ItemIndex| state.item(index).is_skipped_by(annotator);
    let wanted = requests
        .iter()
        .map(|request| request.item)
        .min_by_key(|index| (put_off(*index), Some(*index) == last))?;
    if put_off(wanted) && others_wait() {
        return None;
    }
    Some(Decision {
        candidates: requests.len() as u32,
        ..Decision::of(wanted, Arm::Review)
    })
}
