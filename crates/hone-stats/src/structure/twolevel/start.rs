use nalgebra::DMatrix;

use super::model::{Level, Place, TwoLevelModel, Value};
use super::saturated;
use super::statistics::ClusterStatistics;

/// Values to begin with: half of each item's variance comes from its factor, and factors do not
/// covary. Within and between stand as far apart as the data have them.
pub(super) fn start(statistics: &ClusterStatistics, model: &TwoLevelModel) -> Vec<f64> {
    let (within, between) = saturated::start(statistics);
    let mut free = vec![0.0; model.n_free];
    for level in [Level::Within, Level::Between] {
        let variances = if level == Level::Within { &within } else { &between };
        let factors: Vec<Factor> = (0..model.n_factors[level.place()])
            .map(|factor| Factor::of(model, level, factor, variances))
            .collect();
        for cell in model.cells.iter().filter(|cell| cell.level == level) {
            let Value::Free(number) = cell.value else { continue };
            free[number] = match cell.place {
                Place::Loading { item, factor } => {
                    let of = &factors[factor];
                    let sign = of.leader.map_or(1.0, |leader| within[(item, leader)].signum());
                    sign * (0.5 * variances[(item, item)] / of.variance).sqrt()
                }
                Place::Factors(a, b) if a == b => factors[a].variance,
                Place::Residuals(a, b) if a == b => 0.5 * variances[(a, a)],
                Place::Factors(..) | Place::Residuals(..) => 0.0,
            };
        }
    }
    free
}

/// What a factor begins with.
struct Factor {
    /// The item that gives the factor its direction.
    leader: Option<usize>,
    variance: f64,
}

impl Factor {
    fn of(model: &TwoLevelModel, level: Level, factor: usize, variances: &DMatrix<f64>) -> Self {
        let here = || model.cells.iter().filter(|cell| cell.level == level);
        let loading = |cell: &super::model::Cell| match cell.place {
            Place::Loading { item, factor: of } if of == factor => Some((item, cell.value)),
            _ => None,
        };
        let fixed = here().filter_map(loading).find_map(|(item, value)| match value {
            Value::Fixed(loading) if loading != 0.0 => Some((item, loading)),
            _ => None,
        });
        let leader =
            fixed.map(|(item, _)| item).or_else(|| here().find_map(loading).map(|of| of.0));
        let fixed_variance = here().find_map(|cell| match (cell.place, cell.value) {
            (Place::Factors(a, b), Value::Fixed(value)) if a == factor && b == factor => {
                Some(value)
            }
            _ => None,
        });
        let by_loading =
            fixed.map(|(item, loading)| 0.5 * variances[(item, item)] / (loading * loading));
        let variance = fixed_variance.or(by_loading).filter(|v| *v > 0.0).unwrap_or(1.0);
        Self { leader, variance }
    }
}
