use super::link::{Link, Slopes};

/// How likely the answer of each row is, by its place and the thresholds between the answers.
pub(crate) trait Response: Sync {
    /// How many parameters the thresholds have.
    fn n_parameters(&self) -> usize;

    /// All thresholds; `None` where there are none that belong to these parameters.
    fn thresholds(&self, parameters: &[f64]) -> Option<Vec<f64>>;

    /// A gradient by the thresholds as one by the parameters.
    fn pull(&self, by_threshold: &[f64]) -> Vec<f64>;

    /// Of one row, by its place.
    fn slopes(&self, row: usize, place: f64, thresholds: &[f64]) -> Slopes;

    /// Of one row, by its place and its thresholds.
    fn local(&self, row: usize, place: f64, thresholds: &[f64], local: &mut Local);
}

/// Derivatives of the log-likelihood of a row by the thresholds that matter to it, which stand in a
/// row from `first` on.
#[derive(Debug, Default)]
pub(crate) struct Local {
    pub(crate) first: usize,
    /// By each threshold.
    pub(crate) slope: Vec<f64>,
    /// By each threshold and the place.
    pub(crate) cross: Vec<f64>,
    /// By each threshold, and twice by the place.
    pub(crate) cross_twice: Vec<f64>,
    /// By each pair of thresholds, by rows.
    pub(crate) between: Vec<f64>,
}

impl Local {
    pub(crate) fn clear(&mut self, first: usize) {
        self.first = first;
        self.slope.clear();
        self.cross.clear();
        self.cross_twice.clear();
        self.between.clear();
    }
}

/// Ordered answers with thresholds that all rows share: `P(answer <= k) = F(threshold_k - place)`.
pub(super) struct Cumulative {
    pub(super) link: Link,
    /// From 0 to `n_thresholds`.
    pub(super) codes: Vec<u8>,
    pub(super) n_thresholds: usize,
}

/// The distances of the upper and the lower threshold of an answer from its place.
fn distances(code: usize, place: f64, thresholds: &[f64]) -> (f64, f64) {
    let upper = thresholds.get(code).map_or(f64::INFINITY, |upper| upper - place);
    let lower = if code == 0 { f64::NEG_INFINITY } else { thresholds[code - 1] - place };
    (upper, lower)
}

impl Response for Cumulative {
    fn n_parameters(&self) -> usize {
        self.n_thresholds
    }

    fn thresholds(&self, parameters: &[f64]) -> Option<Vec<f64>> {
        let is_ordered = parameters.windows(2).all(|pair| pair[0] < pair[1]);
        is_ordered.then(|| parameters.to_vec())
    }

    fn pull(&self, by_threshold: &[f64]) -> Vec<f64> {
        by_threshold.to_vec()
    }

    fn slopes(&self, row: usize, place: f64, thresholds: &[f64]) -> Slopes {
        let (upper, lower) = distances(usize::from(self.codes[row]), place, thresholds);
        self.link.slopes(upper, lower)
    }

    fn local(&self, row: usize, place: f64, thresholds: &[f64], local: &mut Local) {
        let code = usize::from(self.codes[row]);
        let (upper, lower) = distances(code, place, thresholds);
        let s = self.link.between(upper, lower);
        local.clear(code.saturating_sub(1));
        let (has_lower, has_upper) = (code > 0, code < self.n_thresholds);
        if has_lower {
            local.slope.push(s.b);
            local.cross.push(-(s.ab + s.bb));
            local.cross_twice.push(s.aab + 2.0 * s.abb + s.bbb);
            local.between.push(s.bb);
        }
        if has_upper {
            if has_lower {
                local.between.extend([s.ab, s.ab]);
            }
            local.slope.push(s.a);
            local.cross.push(-(s.aa + s.ab));
            local.cross_twice.push(s.aaa + 2.0 * s.aab + s.abb);
            local.between.push(s.aa);
        }
    }
}
