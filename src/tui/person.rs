//! Says in words what is watched of a person's pace and fatigue, to that person alone.

use super::format::{counted, minutes};
use crate::session::PersonReport;
use crate::text::Shown;
use crate::wellbeing::{Channel, Consistency};

/// What is said of repeats before there is one.
const NOT_REPEATED: &str = "nothing yet: no item has come a second time unannounced";

/// The page: what is watched, what it says, and what becomes of it.
/// `key` switches suggestions of breaks off or on.
pub(super) fn render_text(report: &PersonReport, key: &str) -> Shown {
    let mut lines: Vec<String> = vec![format!("You: {}.", report.state.as_str())];
    lines.extend(report.sentences.iter().map(|said| format!("{said}.")));
    lines.push(String::new());
    let minutes = |seconds: f64| counted(minutes(seconds), "minute");
    let mut tell = |what: &str, how: String| lines.push(format!("{what:<22}{how}"));
    tell("since the last break", minutes(report.since_break));
    tell("today", minutes(report.today));
    let repeats = report.consistency.as_ref();
    tell(
        "asked twice",
        repeats.map_or_else(|| NOT_REPEATED.to_owned(), Consistency::words),
    );
    let [session, today] = report.exposure;
    if today.reveals > 0 || !report.left_out.is_empty() {
        for (when, totals) in [("revealed, session", session), ("revealed, today", today)] {
            tell(
                when,
                format!(
                    "{}, {} read, dose {:.1}",
                    counted(totals.reveals as usize, "item"),
                    minutes(totals.revealed_seconds),
                    totals.dose
                ),
            );
        }
        if !report.left_out.is_empty() {
            tell("left out", report.left_out.join(", "));
        }
    }
    for sign in &report.signs {
        let how = match sign.channel {
            Channel::Streak => format!("{:.0}", sign.statistic),
            // Without a repeat there is nothing that could add up.
            Channel::Consistency if repeats.is_none() => continue,
            _ => format!("{:.0}% of what would be a sign", 100.0 * sign.share()),
        };
        tell(sign.channel.name(), how);
    }
    lines.push(String::new());
    lines.push(if report.silent {
        format!("Breaks are not suggested in this session; {key} switches that on again.")
    } else {
        format!(
            "Breaks are suggested between two items, at most every 20 minutes; {key} switches \
             that off for this session."
        )
    });
    lines.push(
        "Answers given while tired are kept and count like any other; some are asked again on \
         another day, to see whether it makes a difference. None of this leaves with an export."
            .to_owned(),
    );
    if let Some(ledger) = &report.ledger {
        lines.push(format!(
            "Breaks, check-ins and what was revealed are noted in {}, for you alone: delete it \
             whenever you like.",
            ledger.display()
        ));
    }
    Shown::text(&lines.join("\n"))
}
