//! Sums a person's work up for pictures: their sessions and their pace. It is told to nobody else.

use jiff::Timestamp;

use super::LabelingSession;
use super::messages::LabelingEvent;

/// The fewest answers of a point of the pace.
const FEWEST: usize = 10;
/// The most points.
const MOST_POINTS: usize = 24;

/// A person's work so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Insights {
    /// Their sessions in this project, latest first.
    pub sessions: Vec<SessionWork>,
    /// How long answers took, oldest first.
    pub pace: Vec<PacePoint>,
}

/// One session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionWork {
    /// When it began.
    pub started_at: Timestamp,
    /// Answers given and not taken back.
    pub answers: u32,
    /// Seconds at work.
    pub active_seconds: f64,
}

/// Some answers in turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PacePoint {
    /// Answers up to its last.
    pub answered: usize,
    /// Their median seconds at work.
    pub seconds: f64,
}

impl LabelingSession {
    /// What there is to see of the person's work.
    pub(super) fn insights(&self) -> LabelingEvent {
        let (state, annotator) = (self.state(), &self.base.project.annotator);
        let mut sessions: Vec<SessionWork> = state
            .sessions()
            .iter()
            .filter(|session| session.annotator == *annotator && session.answers > 0)
            .map(|session| SessionWork {
                started_at: session.started_at,
                answers: session.answers,
                active_seconds: session.active_seconds,
            })
            .collect();
        sessions.reverse();
        let seconds: Vec<f64> = state
            .timed_judgements(annotator)
            .filter(|(_, known)| !known.interrupted)
            .map(|(_, known)| known.active_seconds)
            .collect();
        LabelingEvent::Insights(Box::new(Insights {
            sessions,
            pace: pace(&seconds),
        }))
    }
}

/// Medians over stretches that are as long as can be, the later ones longer by one.
fn pace(seconds: &[f64]) -> Vec<PacePoint> {
    let points = (seconds.len() / FEWEST).min(MOST_POINTS);
    (0..points)
        .map(|point| {
            let at = |point: usize| point * seconds.len() / points;
            let mut stretch = seconds[at(point)..at(point + 1)].to_vec();
            stretch.sort_by(f64::total_cmp);
            PacePoint {
                answered: at(point + 1),
                seconds: stretch[stretch.len() / 2],
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_the_median_of_ten_answers_or_more() {
        assert_eq!(pace(&[1.0; 9]), []);
        let mut seconds = vec![2.0; 10];
        seconds[3] = 500.0;
        seconds.extend([4.0; 11]);
        let points = pace(&seconds);
        let told: Vec<(usize, f64)> = points.iter().map(|p| (p.answered, p.seconds)).collect();
        assert_eq!(told, [(10, 2.0), (21, 4.0)]);
        assert_eq!(pace(&[1.0; 1_000]).len(), MOST_POINTS);
    }
}
