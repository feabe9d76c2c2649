//! The image of the item on the screen: whether it is wanted, and how far it is.
//!
//! Whatever a message changed, [`settle`] compares what should be in sight with what is, and asks
//! for the image that is missing. It is read, decoded and made ready for the terminal in a thread
//! of its own ([`worker`]). Invariant: nothing of a veiled item's image is asked for before all of
//! the item is in sight, and an image that comes too late is never shown.

mod protocol;
#[cfg(feature = "images")]
mod ready;
#[cfg(not(feature = "images"))]
#[path = "without.rs"]
mod ready;
mod source;
mod worker;

use std::path::PathBuf;
use std::time::Duration;

use super::message::{Message, Request};
use super::model::{Model, Phase};
use super::screens::item::image_size;
use crate::command::Screen;
use crate::schema::ItemIndex;
use crate::session::RevealState;
use crate::text::Shown;

pub use protocol::Protocol;
pub(super) use protocol::Terminal;
pub use ready::ReadyImage;
pub(super) use worker::ImageWorker;

/// How long the person waits before a key may answer an item whose image is not there.
const PATIENCE: Duration = Duration::from_secs(3);

/// An image that is to be made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRequest {
    /// As its row has it.
    pub(super) path: String,
    /// Where that is.
    pub(super) place: PathBuf,
    /// The most columns and rows.
    pub(super) size: (u16, u16),
    /// How the terminal shows it.
    pub(super) protocol: Protocol,
}

impl ImageRequest {
    /// Makes it ready: reads, decodes, resizes and encodes. It takes its time.
    pub fn carry_out(self) -> Message {
        let made = source::open(&self.path, &self.place)
            .and_then(|bytes| ready::make(bytes, self.size, self.protocol));
        Message::Image(self, made)
    }
}

/// How far the image is.
#[derive(Debug, Clone, Default)]
pub(super) enum ImageState {
    /// There is none, or it is not in sight.
    #[default]
    Absent,
    /// It is being made ready, since then.
    Loading(Duration),
    /// It is there.
    Ready(ReadyImage),
    /// It cannot be shown: why, and what to do about it.
    Failed(Shown),
}

/// The image of the item on the screen.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemImage {
    /// How the terminal shows images, or why it does not.
    pub(super) terminal: Terminal,
    /// What was asked for, and of which item.
    wanted: Option<(ItemIndex, ImageRequest)>,
    pub(super) state: ImageState,
}

impl ItemImage {
    /// On a terminal that shows them so.
    pub(super) fn on(terminal: Terminal) -> Self {
        Self {
            terminal,
            ..Self::default()
        }
    }

    /// Takes in what was made; nothing of what is not wanted any more.
    pub(super) fn take(&mut self, request: &ImageRequest, made: Result<ReadyImage, String>) {
        let is_wanted = self
            .wanted
            .as_ref()
            .is_some_and(|(_, wanted)| wanted == request);
        if is_wanted {
            self.state = match made {
                Ok(image) => ImageState::Ready(image),
                Err(problem) => ImageState::Failed(Shown::text(&problem)),
            };
        }
    }

    /// Whether there is hope that it is there in a moment.
    pub(super) fn is_coming(&self, now: Duration) -> bool {
        matches!(self.state, ImageState::Loading(since) if now.saturating_sub(since) < PATIENCE)
    }
}

/// The item whose image may be in sight, where all of the item is.
pub(super) fn item_in_sight(model: &Model) -> Option<ItemIndex> {
    let may_be_seen = match (&model.asked, &model.reviewed) {
        (Some(asked), _) => asked.in_sight == RevealState::Whole,
        (None, Some(reviewed)) => !reviewed.view.is_veiled,
        (None, None) => false,
    };
    let is_asked = matches!(model.phase, Phase::Asking | Phase::Sending);
    let item = model.item().filter(|_| may_be_seen && is_asked)?;
    let is_there = model.screen != Screen::Home && model.items.image(item).is_some();
    is_there.then_some(item)
}

/// Asks for the image that should be in sight and is not; `requests` are those that a message led
/// to.
pub(super) fn settle(model: &mut Model, requests: &mut Vec<Request>) {
    let is_forgotten = |request: &Request| {
        matches!(
            request,
            Request::Redraw | Request::Suspend | Request::EditGuidelines
        )
    };
    if requests.iter().any(is_forgotten) {
        // A terminal that is given away or cleared may forget what it was sent.
        model.image.wanted = None;
    }
    let wanted = wanted(model);
    if wanted == model.image.wanted {
        return;
    }
    model.image.state = match &wanted {
        Some((_, request)) => {
            requests.push(Request::Image(request.clone()));
            ImageState::Loading(model.now)
        }
        None => ImageState::Absent,
    };
    model.image.wanted = wanted;
}

fn wanted(model: &Model) -> Option<(ItemIndex, ImageRequest)> {
    let protocol = model.image.terminal.protocol()?;
    let item = item_in_sight(model)?;
    let (columns, rows) = image_size(model);
    if columns == 0 || rows == 0 || model.is_too_small() {
        return None;
    }
    let (path, place) = model.items.image(item)?;
    let request = ImageRequest {
        path: path.to_owned(),
        place,
        size: (columns, rows),
        protocol,
    };
    Some((item, request))
}
