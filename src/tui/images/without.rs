//! In place of images, where they are not built in: there is none.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Protocol;

/// An image that can be painted; here there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadyImage {}

impl ReadyImage {
    /// Paints it, in the middle of an area.
    pub(in crate::tui) fn draw(&self, _area: Rect, _buffer: &mut Buffer) {
        match *self {}
    }

    /// How it is put on the terminal.
    pub(in crate::tui) fn protocol(&self) -> Protocol {
        match *self {}
    }
}

/// Never asked for.
pub(super) fn make(
    _bytes: Vec<u8>,
    _size: (u16, u16),
    _protocol: Protocol,
) -> Result<ReadyImage, String> {
    Err("this querist was built without images".into())
}
