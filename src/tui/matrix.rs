//! The tables of disagreement, and where in them the reviewer stands.

use std::sync::Arc;

use crate::agreement::AnnotatorId;
use crate::agreement::coefficients::PairFigures;
use crate::schema::{ItemIndex, Key, LabelId, LabelSet};
use crate::session::{Filter, PairCell, Selection, Tables};

/// Which table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Annotators × annotators.
    People,
    /// Class × class.
    Classes,
}

/// The tables, and the cell that is looked at.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    pub(super) tables: Option<Arc<Tables>>,
    pub(super) which: Which,
    pub(super) row: usize,
    pub(super) column: usize,
    /// The intervals of the pair that is looked at, once they are there.
    pub(super) figures: Option<(AnnotatorId, AnnotatorId, PairFigures)>,
    /// The classes on offer, in the order of the screen.
    pub(super) classes: Vec<LabelId>,
    /// What was reviewed before a cell was opened, and the item that was on the screen.
    pub(super) reviewed_before: Option<(Selection, Option<ItemIndex>)>,
}

impl Matrix {
    /// Before the tables are there.
    pub(super) fn new(labels: Option<&LabelSet>) -> Self {
        Self {
            tables: None,
            which: Which::People,
            row: 0,
            column: 0,
            figures: None,
            reviewed_before: None,
            classes: labels.map_or(Vec::new(), |labels| {
                labels.active().map(|(id, _)| id).collect()
            }),
        }
    }

    /// Takes the tables in and goes to the pair that disagrees most.
    pub(super) fn fill(&mut self, tables: Arc<Tables>) {
        self.tables = Some(tables);
        self.go_to_worst();
    }

    /// Goes to the cell where disagreement is greatest.
    fn go_to_worst(&mut self) {
        let Some(tables) = &self.tables else {
            return;
        };
        let cell = match self.which {
            Which::People => tables
                .worst
                .and_then(|worst| tables.pairs.get(worst))
                .map(|pair| (pair.a.index(), pair.b.index())),
            Which::Classes => tables
                .most_confused()
                .and_then(|(c, k)| Some((self.place_of(c)?, self.place_of(k)?))),
        };
        (self.row, self.column) = cell.unwrap_or((0, 0));
    }

    fn place_of(&self, label: LabelId) -> Option<usize> {
        self.classes.iter().position(|known| *known == label)
    }

    /// How many rows and columns the table has.
    pub(super) fn size(&self) -> usize {
        match self.which {
            Which::People => {
                let tables = self.tables.as_ref();
                tables.map_or(0, |tables| tables.annotators.len())
            }
            Which::Classes => self.classes.len(),
        }
    }

    /// The pair of annotators that is looked at; `None` on the diagonal.
    pub(super) fn people(&self) -> Option<(AnnotatorId, AnnotatorId)> {
        let pair = (
            AnnotatorId(self.row as u32),
            AnnotatorId(self.column as u32),
        );
        (self.which == Which::People && self.row != self.column).then_some(pair)
    }

    /// What is known of that pair.
    pub(super) fn cell(&self) -> Option<&PairCell> {
        let (a, b) = self.people()?;
        self.tables.as_ref()?.pair(a, b)
    }

    /// What leads from the cell to its items; `None` when it has none.
    pub(super) fn filter(&self) -> Option<Filter> {
        match self.which {
            Which::People => {
                let cell = self.cell().filter(|cell| cell.differ > 0)?;
                Some(Filter::Pair(cell.a, cell.b))
            }
            Which::Classes => {
                let (c, k) = (
                    *self.classes.get(self.row)?,
                    *self.classes.get(self.column)?,
                );
                let met = self.tables.as_ref()?.met(c, k);
                (met > 0).then_some(Filter::Cell(c, k))
            }
        }
    }

    /// Takes a key that moves; whether it did.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let last = self.size().saturating_sub(1);
        match key {
            Key::Up => self.row = self.row.saturating_sub(1),
            Key::Down => self.row = (self.row + 1).min(last),
            Key::Left => self.column = self.column.saturating_sub(1),
            Key::Right => self.column = (self.column + 1).min(last),
            Key::Home => self.go_to_worst(),
            Key::Tab | Key::BackTab => {
                self.which = match self.which {
                    Which::People => Which::Classes,
                    Which::Classes => Which::People,
                };
                self.go_to_worst();
            }
            _ => return false,
        }
        true
    }
}
