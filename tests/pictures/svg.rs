//! Draws a painted screen as an SVG: what README shows is what the program paints.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of a cell.
const CELL: (f64, f64) = (8.4, 18.0);
/// Pixels around the screen.
const MARGIN: f64 = 12.0;
/// What a dark terminal shows for ordinary text, and behind it.
const INK: &str = "#d4d7dc";
const PAPER: &str = "#16191d";

/// Frames, each shown for so many seconds, as one picture; several of them move.
pub(super) fn picture(frames: &[(Buffer, f64)]) -> String {
    let area = frames[0].0.area;
    let width = f64::from(area.width) * CELL.0 + 2.0 * MARGIN;
    let height = f64::from(area.height) * CELL.1 + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{PAPER}\"/>\n"
    );
    let whole: f64 = frames.iter().map(|(_, seconds)| seconds).sum();
    let mut begun = 0.0;
    for (at, (buffer, seconds)) in frames.iter().enumerate() {
        if frames.len() > 1 {
            let (from, to) = (100.0 * begun / whole, 100.0 * (begun + seconds) / whole);
            // Written without help of a script: a picture in a README runs none.
            let _ = writeln!(
                svg,
                "<style>@keyframes f{at}{{0%{{opacity:0}}{from:.2}%{{opacity:0}}{:.2}%{{opacity:1}}\
                 {:.2}%{{opacity:1}}{to:.2}%{{opacity:0}}100%{{opacity:0}}}}\
                 .f{at}{{opacity:0;animation:f{at} {whole:.1}s step-end infinite}}</style>",
                from + 0.01,
                to - 0.01,
            );
        }
        let _ = writeln!(svg, "<g class=\"f{at}\">");
        draw(buffer, &mut svg);
        svg.push_str("</g>\n");
        begun += seconds;
    }
    svg.push_str("</svg>\n");
    svg
}

/// The rows of a screen: backgrounds, then texts of one style each.
fn draw(buffer: &Buffer, svg: &mut String) {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let first = &buffer[(x, y)];
            let mut text = String::new();
            let start = x;
            while x < area.width && look(&buffer[(x, y)]) == look(first) {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            draw_run(svg, first, &text, (start, x, y));
        }
    }
}

fn draw_run(svg: &mut String, cell: &Cell, text: &str, (start, end, y): (u16, u16, u16)) {
    let (ink, paper) = look(cell).0;
    let left = MARGIN + f64::from(start) * CELL.0;
    let top = MARGIN + f64::from(y) * CELL.1;
    let width = f64::from(end - start) * CELL.0;
    if paper != PAPER {
        let _ = writeln!(
            svg,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\" fill=\"{paper}\"/>",
            CELL.1
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let modifiers = cell.modifier;
    let mut style = String::new();
    for (modifier, words) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::DIM, " fill-opacity=\"0.6\""),
    ] {
        if modifiers.contains(modifier) {
            style.push_str(words);
        }
    }
    // Widths differ between fonts: the length holds the columns together.
    let _ = writeln!(
        svg,
        "<text x=\"{left:.1}\" y=\"{:.1}\" textLength=\"{width:.1}\" xml:space=\"preserve\" \
         fill=\"{ink}\"{style}>{}</text>",
        top + CELL.1 * 0.74,
        escaped(text)
    );
}

/// Colours in front and behind, and what else makes a cell look as it does.
fn look(cell: &Cell) -> ((&'static str, &'static str), Modifier) {
    let ink = colour(cell.fg).unwrap_or(INK);
    let paper = colour(cell.bg).unwrap_or(PAPER);
    if cell.modifier.contains(Modifier::REVERSED) {
        ((paper, ink), cell.modifier)
    } else {
        ((ink, paper), cell.modifier)
    }
}

/// The terminal's sixteen colours; `None` for its own ink or paper.
fn colour(colour: Color) -> Option<&'static str> {
    Some(match colour {
        Color::Black => "#16191d",
        Color::Red => "#e0626a",
        Color::Green => "#7fbf6f",
        Color::Yellow => "#e0b25a",
        Color::Blue => "#5f9ee0",
        Color::Magenta => "#c58ae0",
        Color::Cyan => "#5fc6cc",
        Color::Gray => "#b8bcc4",
        Color::DarkGray => "#70757e",
        Color::LightRed => "#f08a90",
        Color::LightGreen => "#a0d892",
        Color::LightYellow => "#f0ca80",
        Color::LightBlue => "#8abcf0",
        Color::LightMagenta => "#d8aef0",
        Color::LightCyan => "#8adce0",
        Color::White => "#f4f6f8",
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
