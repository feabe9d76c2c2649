//! Makes an image ready for the terminal: decodes it within bounds, fits it into cells, encodes it.
//!
//! Invariant: what a file claims of its size is looked at before room is made for it, and an image
//! is never wider or higher than it was asked for.

use std::fmt;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use ratatui::buffer::Buffer;
use ratatui::crossterm::terminal::window_size;
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui_image::Image;
use ratatui_image::protocol::Protocol as Encoded;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

use super::Protocol;

/// A side with more pixels is refused.
const MOST_SIDE: u32 = 20_000;
/// More pixels are refused.
const MOST_PIXELS: u64 = 64_000_000;
/// Decoding may take so many bytes.
const MOST_MEMORY: u64 = 512 << 20;
/// Pixels of a cell where the terminal does not say.
const CELL: (u32, u32) = (10, 20);
/// From this scale on pixels stay squares, so that a tiny image is seen as it is.
const ENLARGED: f64 = 3.0;
/// Below this scale an image is reduced in two steps.
const REDUCED: f64 = 0.25;
/// So many images of a terminal are kept apart by their numbers.
const NUMBERS: u32 = 64;

/// An image that can be painted.
#[derive(Clone)]
pub struct ReadyImage {
    encoded: Arc<Encoded>,
    protocol: Protocol,
}

impl fmt::Debug for ReadyImage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Size { width, height } = self.encoded.size();
        write!(out, "an image of {width}×{height} cells")
    }
}

impl PartialEq for ReadyImage {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.encoded, &other.encoded)
    }
}

impl ReadyImage {
    /// Paints it, in the middle of an area.
    pub(in crate::tui) fn draw(&self, area: Rect, buffer: &mut Buffer) {
        let size = self.encoded.size();
        if size.width > area.width || size.height > area.height {
            // It was made for a larger window: another is on its way.
            return;
        }
        let area = Rect {
            x: area.x + (area.width - size.width) / 2,
            y: area.y,
            width: size.width,
            height: size.height,
        };
        Image::new(&self.encoded).render(area, buffer);
        if self.protocol == Protocol::Halfblocks256 {
            for position in area.positions() {
                let cell = &mut buffer[position];
                (cell.fg, cell.bg) = (of_256(cell.fg), of_256(cell.bg));
            }
        }
    }

    /// How it is put on the terminal.
    pub(in crate::tui) fn protocol(&self) -> Protocol {
        self.protocol
    }
}

/// The nearest of the 216 colours of the cube.
fn of_256(colour: Color) -> Color {
    let Color::Rgb(red, green, blue) = colour else {
        return colour;
    };
    let level = |value: u8| match value {
        0..=47 => 0,
        48..=114 => 1,
        _ => (value - 35) / 40,
    };
    Color::Indexed(16 + 36 * level(red) + 6 * level(green) + level(blue))
}

/// Decodes an image and makes it at most so many columns and rows large.
pub(super) fn make(
    bytes: Vec<u8>,
    size: (u16, u16),
    protocol: Protocol,
) -> Result<ReadyImage, String> {
    let image = decode(bytes)?;
    let cell = if protocol.is_made_of_cells() {
        // Two pixels, one above the other.
        (1, 2)
    } else {
        cell_pixels()
    };
    let (image, size) = fitted(&image, size, cell);
    let encoded = match protocol {
        Protocol::Halfblocks | Protocol::Halfblocks256 => {
            Halfblocks::new(image, size).map(Encoded::Halfblocks)
        }
        Protocol::Kitty => Kitty::new(image, size, number(), false, false).map(Encoded::Kitty),
        Protocol::Iterm2 => Iterm2::new(image, size, false).map(Encoded::ITerm2),
        Protocol::Sixel => Sixel::new(image, size, false).map(Encoded::Sixel),
    };
    let encoded = encoded.map_err(|problem| format!("The image cannot be shown: {problem}."))?;
    Ok(ReadyImage {
        encoded: Arc::new(encoded),
        protocol,
    })
}

/// A number for an image, not that of another in sight.
fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let own = std::process::id() % 0x3_ffff;
    own * NUMBERS + NEXT.fetch_add(1, Ordering::Relaxed) % NUMBERS + 1
}

fn decode(bytes: Vec<u8>) -> Result<DynamicImage, String> {
    let unknown = "The file is no PNG, JPEG, GIF or WebP image.";
    let reader = ImageReader::new(Cursor::new(bytes));
    let reader = reader.with_guessed_format().map_err(|_| unknown)?;
    let mut reader = match reader.format() {
        Some(_) => reader,
        None => return Err(unknown.into()),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let broken = |problem: image::ImageError| match problem {
        image::ImageError::Limits(_) => too_large(),
        image::ImageError::Unsupported(_) => unknown.to_owned(),
        other => format!("The image is damaged: {other}. Save it anew, or replace it."),
    };
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_large());
    }
    // Photographs say which side is up.
    let orientation = decoder.orientation();
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Ok(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Ok(image)
}

fn too_large() -> String {
    format!(
        "The image is too large: more than {} million pixels, or {MOST_SIDE} on a side. Save a \
         smaller copy of it.",
        MOST_PIXELS / 1_000_000
    )
}

/// The image as large as fits, in pixels of whole cells, and its cells.
fn fitted(image: &DynamicImage, size: (u16, u16), cell: (u32, u32)) -> (DynamicImage, Size) {
    let (width, height) = (
        f64::from(image.width().max(1)),
        f64::from(image.height().max(1)),
    );
    let room = (u32::from(size.0) * cell.0, u32::from(size.1) * cell.1);
    let scale = (f64::from(room.0) / width).min(f64::from(room.1) / height);
    let cells = |pixels: f64, cell: u32, most: u16| {
        let cells = (pixels * scale / f64::from(cell)).round();
        (cells as u16).clamp(1, most.max(1))
    };
    let size = Size::new(cells(width, cell.0, size.0), cells(height, cell.1, size.1));
    let filter = if scale >= ENLARGED {
        FilterType::Nearest
    } else {
        FilterType::Triangle
    };
    let (wide, high) = (
        u32::from(size.width) * cell.0,
        u32::from(size.height) * cell.1,
    );
    if scale < REDUCED {
        // A photograph is first made small enough for a slow filter.
        let small = image.thumbnail_exact(2 * wide, 2 * high);
        return (small.resize_exact(wide, high, filter), size);
    }
    (image.resize_exact(wide, high, filter), size)
}

/// The pixels of a cell, as far as the terminal says.
fn cell_pixels() -> (u32, u32) {
    let Ok(window) = window_size() else {
        return CELL;
    };
    let side = |pixels: u16, cells: u16| u32::from(pixels.checked_div(cells).unwrap_or(0));
    let cell = (
        side(window.width, window.columns),
        side(window.height, window.rows),
    );
    if cell.0 >= 2 && cell.1 >= 4 {
        cell
    } else {
        CELL
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = RgbImage::from_fn(width, height, |x, _| {
            image::Rgb(if x * 2 < width {
                [255, 0, 0]
            } else {
                [0, 0, 255]
            })
        });
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn an_image_keeps_its_shape_within_its_room() {
        let size = |width, height, room| {
            let ready = make(png(width, height), room, Protocol::Halfblocks).unwrap();
            let Size { width, height } = ready.encoded.size();
            (width, height)
        };
        // A cell is twice as high as it is wide.
        assert_eq!(size(40, 40, (60, 10)), (20, 10));
        assert_eq!(size(400, 100, (40, 10)), (40, 5));
        assert_eq!(size(1, 3_000, (40, 10)), (1, 10));
        assert_eq!(size(4, 4, (40, 10)), (20, 10));
    }

    #[test]
    fn the_colours_of_an_image_are_in_its_cells() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 4));
        let ready = make(png(40, 20), (20, 4), Protocol::Halfblocks).unwrap();
        ready.draw(buffer.area, &mut buffer);
        assert_eq!(buffer[(7, 1)].bg, Color::Rgb(255, 0, 0));
        assert_eq!(buffer[(12, 1)].bg, Color::Rgb(0, 0, 255));
        let ready = make(png(40, 20), (20, 4), Protocol::Halfblocks256).unwrap();
        ready.draw(buffer.area, &mut buffer);
        assert_eq!(buffer[(7, 1)].bg, Color::Indexed(196));
    }

    #[test]
    fn what_is_no_image_or_claims_too_much_is_refused() {
        let told = |bytes| make(bytes, (10, 10), Protocol::Halfblocks).unwrap_err();
        assert!(told(b"hello".to_vec()).contains("no PNG"));
        assert!(told(png(8, 8)[..40].to_vec()).contains("damaged"));
        // The width and the height stand at bytes 16 to 24.
        let mut claims = png(8, 8);
        claims[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        let crc = crc32(&claims[12..29]);
        claims[29..33].copy_from_slice(&crc.to_be_bytes());
        assert!(told(claims).contains("too large"));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = !0_u32;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
            }
        }
        !crc
    }

    #[test]
    fn what_is_sent_to_a_terminal_is_told_apart_from_text() {
        for protocol in [Protocol::Kitty, Protocol::Iterm2, Protocol::Sixel] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 4));
            let ready = make(png(40, 40), (8, 4), protocol).unwrap();
            ready.draw(buffer.area, &mut buffer);
            let first = &buffer[(0, 0)];
            assert!(first.symbol().contains('\u{1b}'), "{protocol:?}");
            assert!(crate::tui::gate::is_of_image(first), "{protocol:?}");
        }
    }
}
