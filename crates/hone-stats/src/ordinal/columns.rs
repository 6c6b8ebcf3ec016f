use nalgebra::DMatrix;

use crate::Error;
use crate::variance::first_dependent;

/// Fixed columns, each less its mean and over its largest distance from it.
pub(super) struct Columns {
    pub(super) scaled: Vec<Vec<f64>>,
    centres: Vec<f64>,
    scales: Vec<f64>,
}

impl Columns {
    /// Refuses a column that is constant or follows from those before it.
    pub(super) fn new(mut columns: Vec<Vec<f64>>) -> Result<Self, Error> {
        let (mut centres, mut scales) = (Vec::new(), Vec::new());
        for (place, column) in columns.iter_mut().enumerate() {
            let n = column.len() as f64;
            let centre = column.iter().map(|x| x / n).sum::<f64>();
            let scale = column.iter().map(|x| (x - centre).abs()).fold(0.0, f64::max);
            if scale <= 1e-12 * centre.abs() || scale == 0.0 {
                return Err(Error::DependentFixed { column: place });
            }
            for x in column.iter_mut() {
                *x = (*x - centre) / scale;
            }
            centres.push(centre);
            scales.push(scale);
        }
        let products = DMatrix::from_fn(columns.len(), columns.len(), |a, b| {
            columns[a].iter().zip(&columns[b]).map(|(x, y)| x * y).sum::<f64>()
        });
        match first_dependent(&products) {
            Some(column) => Err(Error::DependentFixed { column }),
            None => Ok(Self { scaled: columns, centres, scales }),
        }
    }

    /// The effect of a column as it was given, from that of the scaled one.
    pub(super) fn scale(&self, column: usize) -> f64 {
        self.scales[column]
    }

    /// What a unit of the scaled effect of a column adds to thresholds, which are for a column of 0.
    pub(super) fn shift(&self, column: usize) -> f64 {
        self.centres[column] / self.scales[column]
    }
}
