//! Makes images ready in a thread of its own, the latest wish alone.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};

use super::ImageRequest;
use crate::tui::message::Inbox;

/// The thread, which begins with the first image.
#[derive(Debug, Default)]
pub(in crate::tui) struct ImageWorker {
    wishes: Option<Sender<ImageRequest>>,
}

impl ImageWorker {
    /// Has an image made ready; it comes as a message.
    pub(in crate::tui) fn make(&mut self, request: ImageRequest, outcome: &SyncSender<Inbox>) {
        let wishes = self.wishes.get_or_insert_with(|| {
            let (wishes, wanted) = channel();
            let outcome = outcome.clone();
            std::thread::spawn(move || work(&wanted, &outcome));
            wishes
        });
        // A thread that is gone shows nothing more, and everything else goes on.
        let _ = wishes.send(request);
    }
}

fn work(wanted: &Receiver<ImageRequest>, outcome: &SyncSender<Inbox>) {
    while let Ok(first) = wanted.recv() {
        let latest = wanted.try_iter().last().unwrap_or(first);
        if outcome.send(Inbox::Message(latest.carry_out())).is_err() {
            return;
        }
    }
}
