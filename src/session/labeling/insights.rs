//! Sums a person's work up for pictures: their sessions and their pace. It is told to nobody else.

use jiff::Timestamp;

use super::LabelingSession;
use super::messages::LabelingEvent;

/// The answers of a point of the pace, or of a part of one.
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
    /// Answers whose time is known: given without a pause.
    pub timed: usize,
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
            timed: seconds.len(),
        }))
    }
}

/// Medians over stretches of ten answers; of twenty, thirty and so on where ten made too many. What
/// follows the last whole stretch waits for the rest of it.
fn pace(seconds: &[f64]) -> Vec<PacePoint> {
    let tens = seconds.len().div_ceil(FEWEST * MOST_POINTS).max(1);
    let stretches = seconds.chunks_exact(FEWEST * tens).enumerate();
    stretches
        .map(|(at, stretch)| {
            let mut sorted = stretch.to_vec();
            sorted.sort_by(f64::total_cmp);
            PacePoint {
                answered: (at + 1) * stretch.len(),
                seconds: sorted[sorted.len() / 2],
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_the_median_of_ten_answers_and_of_more_where_there_are_many() {
        assert_eq!(pace(&[1.0; 9]), []);
        let mut seconds = vec![2.0; 10];
        seconds[3] = 500.0;
        seconds.extend([4.0; 11]);
        let points = pace(&seconds);
        let told: Vec<(usize, f64)> = points.iter().map(|p| (p.answered, p.seconds)).collect();
        assert_eq!(told, [(10, 2.0), (20, 4.0)]);
        assert_eq!(pace(&[1.0; 240]).len(), MOST_POINTS);
        let many = pace(&[1.0; 1_000]);
        assert_eq!((many.len(), many[0].answered), (20, 50));
    }
}
