//! Draws the curves as a picture.
//!
//! A standalone SVG of 800 × 500, written by hand: lines, bands and words are all there is, and a
//! plotting crate would draw them without the title, the description and the dashes by which the
//! curves are told apart without colour. Invariant: foreign text stands in it as text alone.

use std::fmt::Write as _;

use super::axes::{Heights, Plot, ends, ticks};
use crate::evaluation::MeanCurve;

const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 500.0;
/// Of the drawing itself, inside the picture.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 590.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 440.0;

/// Characters of a file's name that fit.
const LONGEST_NAME: usize = 60;

/// Colour (Okabe and Ito's, which the colour-blind tell apart) and dashes of each curve.
const LOOKS: [(&str, &str); 5] = [
    ("#0072b2", "none"),
    ("#d55e00", "9 4"),
    ("#009e73", "2 3"),
    ("#cc79a7", "12 3 2 3"),
    ("#555555", "5 5"),
];

/// The curves with the bands of their intervals; `data` is what they are of.
pub(super) fn draw(plot: &Plot, data: &str) -> String {
    let data: String = data.chars().take(LONGEST_NAME).collect();
    let data = escaped(&data);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <title id=\"title\">Learning curves on {data}: {}</title>\n\
         <desc id=\"desc\">{}</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"26\" font-size=\"16\">{data}: {} over labels</text>\n",
        plot.of,
        described(plot),
        plot.of,
    );
    if plot.seeds > 1 {
        // Writing to a string does not fail.
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"44\" fill=\"#444444\">means of {} seeds, with 95 % intervals \
             over them</text>",
            plot.seeds
        );
    }
    match Axes::of(plot) {
        Some(axes) => {
            axes.draw(&mut out);
            // Random and the rest lie below, the best on top.
            for (curve, look) in plot.curves.iter().zip(LOOKS).rev() {
                axes.band(&mut out, curve, look.0);
            }
            for (curve, look) in plot.curves.iter().zip(LOOKS).rev() {
                axes.line(&mut out, curve, look);
            }
            legend(&mut out, plot);
        }
        None => {
            out.push_str("<text x=\"70\" y=\"90\">There are fewer than two checkpoints.</text>\n");
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Where labels and heights lie in the picture.
struct Axes {
    from: usize,
    to: usize,
    heights: Heights,
}

impl Axes {
    fn of(plot: &Plot) -> Option<Self> {
        let (from, to) = plot.labels()?;
        let means: Vec<f64> = plot.points().map(|point| point.mean).collect();
        let (low, high) = ends(means.iter().copied());
        // With two seeds an interval may be wider than all curves together, and reach what no
        // share can be: it is cut off.
        let air = (high - low).max(0.02) / 2.0;
        let intervals = plot
            .points()
            .filter_map(|point| point.interval)
            .flat_map(|(low, high)| [low, high])
            .map(|end| end.clamp(low - air, high + air).clamp(0.0, plot.most));
        let heights = Heights::of(means.iter().copied().chain(intervals));
        Some(Self { from, to, heights })
    }

    fn x(&self, labels: usize) -> f64 {
        let ln = |labels: usize| (labels as f64).ln();
        let share = (ln(labels) - ln(self.from)) / (ln(self.to) - ln(self.from));
        LEFT + share * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - self.heights.share(value) * (BOTTOM - TOP)
    }

    fn draw(&self, out: &mut String) {
        for (value, name) in self.heights.ticks() {
            let y = self.y(value);
            let _ = writeln!(
                out,
                "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#dddddd\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>",
                LEFT - 8.0,
                y + 4.5
            );
        }
        for labels in ticks(self.from, self.to) {
            let x = self.x(labels);
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {BOTTOM}v6\" stroke=\"#444444\"/>\
                 <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{labels}</text>",
                BOTTOM + 22.0
            );
        }
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"#444444\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">labels (log scale)</text>",
            f64::midpoint(LEFT, RIGHT),
            HEIGHT - 14.0
        );
    }

    fn band(&self, out: &mut String, curve: &MeanCurve, colour: &str) {
        let ends = |end: fn((f64, f64)) -> f64| {
            curve
                .points
                .iter()
                .filter_map(move |point| Some((self.x(point.labels), self.y(end(point.interval?)))))
        };
        let above: Vec<(f64, f64)> = ends(|interval| interval.1).collect();
        let mut below: Vec<(f64, f64)> = ends(|interval| interval.0).collect();
        below.reverse();
        if !above.is_empty() {
            let _ = writeln!(
                out,
                "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\"0.13\"/>",
                joined(above.into_iter().chain(below))
            );
        }
    }

    fn line(&self, out: &mut String, curve: &MeanCurve, (colour, dashes): (&str, &str)) {
        let points = curve
            .points
            .iter()
            .map(|point| (self.x(point.labels), self.y(point.mean)));
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.2\" \
             stroke-dasharray=\"{dashes}\"/>",
            joined(points)
        );
    }
}

/// The names beside the drawing, each with its line.
fn legend(out: &mut String, plot: &Plot) {
    for (at, (curve, (colour, dashes))) in plot.curves.iter().zip(LOOKS).enumerate() {
        let y = TOP + 14.0 + 24.0 * at as f64;
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {y:.1}h34\" stroke=\"{colour}\" stroke-width=\"2.2\" \
             stroke-dasharray=\"{dashes}\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            RIGHT + 16.0,
            RIGHT + 56.0,
            y + 4.5,
            escaped(&curve.name)
        );
    }
}

/// What the picture shows, for who cannot see it.
fn described(plot: &Plot) -> String {
    let parts = plot.curves.iter().filter_map(|curve| {
        let (first, last) = (curve.points.first()?, curve.points.last()?);
        Some(format!(
            "{}: {:.3} at {} labels, {:.3} at {}",
            escaped(&curve.name),
            first.mean,
            first.labels,
            last.mean,
            last.labels
        ))
    });
    let parts: Vec<String> = parts.collect();
    format!("Mean {} by strategy. {}.", plot.of, parts.join("; "))
}

fn joined(points: impl Iterator<Item = (f64, f64)>) -> String {
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

/// Text that is no markup; what XML cannot hold, or nobody sees, is left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            hidden if crate::text::is_hidden(hidden) => {}
            '\u{fffe}' | '\u{ffff}' => {}
            plain => out.push(plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::tests::{compared, levels};

    fn drawn(data: &str) -> String {
        let heights = [
            ("random", [0.5, 0.6, 0.7]),
            ("margin", [0.8, 0.95, 1.0]),
            ("entropy", [0.6, 0.7, 0.7]),
        ];
        draw(&Plot::of(&levels(&heights), &compared(&heights)), data)
    }

    #[test]
    fn each_curve_has_a_line_a_band_dashes_and_a_name() {
        let svg = drawn("messages");
        assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches("<polyline").count(), 3);
        assert_eq!(svg.matches("<polygon").count(), 3);
        assert!(svg.contains("<title id=\"title\">Learning curves on messages: macro-F1</title>"));
        assert!(
            svg.contains("margin: 0.917 at 10 labels, 0.917 at 50"),
            "{svg}"
        );
        let mut dashes: Vec<&str> = LOOKS.iter().map(|look| look.1).collect();
        dashes.sort_unstable();
        dashes.dedup();
        assert_eq!(dashes.len(), LOOKS.len());
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
        // The bands reach above 1, the axis does not.
        assert!(
            svg.contains(">1.0</text>") && !svg.contains(">1.2</text>"),
            "{svg}"
        );
    }

    #[test]
    fn foreign_text_is_no_markup() {
        let svg = drawn("</title><script>\"a\" & b\u{1b}[31m\u{202e}");
        assert!(!svg.contains("<script>"));
        assert!(!svg.contains('\u{1b}') && !svg.contains('\u{202e}'));
        assert!(
            svg.contains("&lt;/title&gt;&lt;script&gt;&quot;a&quot; &amp; b[31m"),
            "{svg}"
        );
    }
}
