//! Where do weights live?
//!
//! Only features of labeled items ever get a weight, and those are a small share of all. An
//! [`ActiveTable`] gives each such feature a slot of one number a class; all others read as
//! zero, from slot 0, which is never written.

/// Weights of the features met so far, one lane a class.
#[derive(Debug, Clone)]
pub(super) struct ActiveTable {
    slot_of: Vec<u32>,
    values: Vec<f32>,
    lanes: usize,
}

impl ActiveTable {
    /// No feature met yet, out of `features`.
    pub(super) fn new(features: usize, lanes: usize) -> Self {
        Self {
            slot_of: vec![0; features],
            values: vec![0.0; lanes],
            lanes,
        }
    }

    /// The weights of a feature; zeros when it was never met.
    pub(super) fn read(&self, feature: u32) -> &[f32] {
        let slot = self.slot_of[feature as usize] as usize;
        &self.values[slot * self.lanes..][..self.lanes]
    }

    /// The weights of a feature to change; its slot is made when there is none.
    pub(super) fn write(&mut self, feature: u32) -> &mut [f32] {
        let slot = &mut self.slot_of[feature as usize];
        if *slot == 0 {
            *slot = (self.values.len() / self.lanes) as u32;
            self.values.resize(self.values.len() + self.lanes, 0.0);
        }
        let slot = *slot as usize;
        &mut self.values[slot * self.lanes..][..self.lanes]
    }

    /// Adds the weighted sum of a sparse row's weights to `out`.
    pub(super) fn add_product(&self, columns: &[u32], values: &[f32], out: &mut [f32]) {
        for (column, value) in columns.iter().zip(values) {
            let slot = self.slot_of[*column as usize] as usize;
            if slot != 0 {
                let weights = &self.values[slot * self.lanes..][..self.lanes];
                for (sum, weight) in out.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_never_met_read_as_zero_and_cost_nothing() {
        let mut table = ActiveTable::new(5, 2);
        table.write(3).copy_from_slice(&[1.0, -1.0]);
        assert_eq!(table.read(3), [1.0, -1.0]);
        assert_eq!(table.read(0), [0.0, 0.0]);
        let mut out = [0.5, 0.5];
        table.add_product(&[0, 3], &[9.0, 2.0], &mut out);
        assert!((out[0] - 2.5).abs() < 1e-6 && (out[1] + 1.5).abs() < 1e-6);
    }
}
