use nalgebra::DMatrix;

/// The derivatives of one person's log-likelihood at each node, for the parameters that matter to
/// that person.
#[derive(Default)]
pub(super) struct Features {
    width: usize,
    /// Where each parameter stands among those here, one more; 0 for none.
    slots: Vec<usize>,
    parameters: Vec<usize>,
    values: Vec<f64>,
    /// Square roots of the weights of the nodes.
    roots: Vec<f64>,
}

impl Features {
    /// Forgets the person before.
    pub(super) fn start(&mut self, n_parameters: usize, width: usize) {
        for parameter in self.parameters.drain(..) {
            self.slots[parameter] = 0;
        }
        self.slots.resize(n_parameters, 0);
        self.values.clear();
        self.width = width;
    }

    /// Adds what is expected at each node, less what was observed.
    pub(super) fn add(&mut self, parameter: usize, expected: &[f64], observed: f64) {
        let first = self.slot(parameter) * self.width;
        let values = &mut self.values[first..first + self.width];
        for (value, expected) in values.iter_mut().zip(expected) {
            *value += expected - observed;
        }
    }

    /// The derivatives in a parameter; `None` if nothing was added.
    pub(super) fn values(&self, parameter: usize) -> Option<&[f64]> {
        let slot = self.slots[parameter].checked_sub(1)?;
        Some(&self.values[slot * self.width..(slot + 1) * self.width])
    }

    /// Adds the means of the derivatives over the nodes to the gradient, and their covariances to the
    /// upper triangle of a matrix.
    pub(super) fn finish(
        &mut self,
        weights: &[f64],
        gradient: &mut [f64],
        covariance: &mut DMatrix<f64>,
    ) {
        self.roots.clear();
        self.roots.extend(weights.iter().map(|weight| weight.sqrt()));
        for (slot, parameter) in self.parameters.iter().enumerate() {
            let values = &mut self.values[slot * self.width..(slot + 1) * self.width];
            let mean: f64 = values.iter().zip(weights).map(|(v, w)| v * w).sum();
            gradient[*parameter] += mean;
            for (value, root) in values.iter_mut().zip(&self.roots) {
                *value = (*value - mean) * root;
            }
        }
        let row = |slot: usize| &self.values[slot * self.width..(slot + 1) * self.width];
        for (a, first) in self.parameters.iter().enumerate() {
            for (b, second) in self.parameters.iter().enumerate().skip(a) {
                let place = (*first.min(second), *first.max(second));
                covariance[place] += dot(row(a), row(b));
            }
        }
    }

    fn slot(&mut self, parameter: usize) -> usize {
        if self.slots[parameter] == 0 {
            self.parameters.push(parameter);
            self.slots[parameter] = self.parameters.len();
            self.values.resize(self.parameters.len() * self.width, 0.0);
        }
        self.slots[parameter] - 1
    }
}

/// A product in four sums, which processors do at once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a_fours, b_fours) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a_fours.remainder().iter().zip(b_fours.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_fours.zip(b_fours) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}
