//! Items, raters and persons of the many-facet model.

use hone_stats::facets::{Facets, Severity, Steps, facets};
use hone_stats::numeric::{normal, stream};
use hone_stats::{Groups, Scores};
use rand::RngExt;

use crate::study::{Study, Told};

const ITEMS: [f64; 4] = [-0.6, -0.2, 0.2, 0.6];
const STEPS: [f64; 4] = [-1.5, -0.5, 0.5, 1.5];
/// Standard deviations of persons and of raters, in logits.
const SPREADS: (f64, f64) = (1.0, 0.6);

const TAKEN_AS_KNOWN: &str = "The error is the spread of what the answers leave possible, with items and \
     raters taken as known; with few ballots of each rater their severities are not.";

type Pick = fn(&Round, &Facets) -> Vec<Told>;

pub(crate) fn studies() -> Vec<Study> {
    let figures: [(&'static str, Pick); 5] = [
        ("facets, items", |_, found| {
            found.items.iter().zip(&ITEMS).map(|(item, truth)| Told::of(*item, *truth)).collect()
        }),
        ("facets, severity of raters", Round::raters),
        ("facets, steps", |_, found| {
            let steps = found.steps.iter().flatten();
            steps.zip(&STEPS).map(|(step, truth)| Told::of(*step, *truth)).collect()
        }),
        ("facets, spread of persons", |_, found| vec![Told::of(found.sd, SPREADS.0)]),
        ("facets, persons (EAP)", Round::persons),
    ];
    [(50, 3, 15), (200, 4, 40)]
        .into_iter()
        .flat_map(|(n, k, pool)| {
            figures.map(|(method, pick)| {
                let size = format!("{n} persons, {k} raters each of {pool}, 4 items");
                let runs = if n > 100 { 60 } else { 150 };
                Study::interval((method, size, runs), move |seed| {
                    let found = Round::draw(n, k, pool, seed).and_then(|round| {
                        let found = round.fit()?;
                        Some(pick(&round, &found))
                    });
                    found.unwrap_or_default()
                })
                .except_if(method.contains("EAP"), TAKEN_AS_KNOWN)
            })
        })
        .collect()
}

struct Round {
    levels: Vec<f64>,
    /// Severities, less their mean.
    severities: Vec<f64>,
    scores: Scores,
    persons: Groups,
    raters: Groups,
}

impl Round {
    fn draw(n: usize, k: usize, pool: usize, seed: u64) -> Option<Self> {
        let mut rng = stream(seed, 3);
        let levels: Vec<f64> = (0..n).map(|_| SPREADS.0 * normal(&mut rng)).collect();
        let mut severities: Vec<f64> = (0..pool).map(|_| SPREADS.1 * normal(&mut rng)).collect();
        let mean = severities.iter().sum::<f64>() / pool as f64;
        for severity in &mut severities {
            *severity -= mean;
        }
        let (mut persons, mut raters) = (Vec::new(), Vec::new());
        let mut columns = vec![Vec::new(); ITEMS.len()];
        let mut order: Vec<u32> = (0..).take(pool).collect();
        for (person, level) in (0..).zip(&levels) {
            for place in 0..k {
                let chosen = rng.random_range(place..pool);
                order.swap(place, chosen);
            }
            for rater in &order[..k] {
                persons.push(person);
                raters.push(*rater);
                for (item, column) in ITEMS.iter().zip(&mut columns) {
                    let eta = level - item - severities[*rater as usize];
                    column.push(answer(eta, rng.random::<f64>()));
                }
            }
        }
        Some(Self {
            levels,
            severities,
            scores: Scores::new(columns).ok()?,
            persons: Groups::new(persons).ok()?,
            raters: Groups::new(raters).ok()?,
        })
    }

    fn fit(&self) -> Option<Facets> {
        let found = facets(&self.scores, &self.persons, &self.raters, Steps::Common, false).ok()?;
        (found.fit.converged && found.n_parts == 1).then_some(found)
    }

    fn raters(&self, found: &Facets) -> Vec<Told> {
        let known = |(rater, truth): (&hone_stats::facets::Rater, &f64)| match rater.severity {
            Severity::Known(estimate) => Some(Told::of(estimate, *truth)),
            _ => None,
        };
        found.raters.iter().zip(&self.severities).filter_map(known).collect()
    }

    fn persons(&self, found: &Facets) -> Vec<Told> {
        let persons = found.persons.iter().zip(&self.levels);
        persons.map(|(person, truth)| Told::with_error(person.theta, person.se, *truth)).collect()
    }
}

/// An answer of the rating-scale model.
fn answer(eta: f64, uniform: f64) -> f64 {
    let logs = STEPS.iter().scan(0.0, |sum, step| {
        *sum += eta - step;
        Some(*sum)
    });
    let weights: Vec<f64> = std::iter::once(0.0).chain(logs).map(f64::exp).collect();
    let limit = uniform * weights.iter().sum::<f64>();
    let mut sum = 0.0;
    let below = weights.iter().take_while(|weight| {
        sum += *weight;
        limit > sum
    });
    below.count().min(STEPS.len()) as f64
}
