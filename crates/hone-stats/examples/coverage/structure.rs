//! Correlations and exploratory factors of ordinal answers.

use std::sync::OnceLock;

use hone_stats::numeric::{normal, stream};
use hone_stats::structure::{EmptyCells, Polychoric, Rotation, factors, polychoric};
use hone_stats::{Categories, Groups, Scores};

use crate::items;
use crate::study::{Study, Told};

const FEW_ROWS: &str = "The formula is that of large samples; with 100 rows and answers that are mostly 4 \
     some cells of the table are nearly empty.";
const NOT_NORMAL: &str = "The errors take the variables behind the answers to be normal; here they are \
     not, and the value that is missed is the one that endlessly many rows would give. Draw rows anew \
     (bootstrap) where the ends are crowded.";
const CLUSTERED: &str = "The errors take rows to be independent, and raters of one leader are not. \
     `Polychoric::variances_of` with clusters, which `omega --group` and `cfa --cluster` use, sums over \
     leaders (next lines of the table).";

pub(crate) fn studies() -> Vec<Study> {
    [polychorics(), not_normal(), clustered(), exploratory()].into_iter().flatten().collect()
}

/// The polychoric correlation of two answers from 1 to 5.
fn polychorics() -> Vec<Study> {
    [(100, 0.4), (300, 0.4), (1_000, 0.7)]
        .map(|(n, rho)| {
            let what = ("polychoric correlation", format!("{n} rows, true {rho:.1}"), 4_000);
            Study::interval(what, move |seed| {
                let latent = items::one_factor(n, &[f64::sqrt(rho); 2], seed);
                correlation(&items::answers(&latent), rho)
            })
            .except_if(n == 100, FEW_ROWS)
        })
        .into()
}

fn ordinal(columns: &[Vec<f64>]) -> Option<(Categories, Polychoric)> {
    let categories = Categories::of(&Scores::new(columns.to_vec()).ok()?).ok()?;
    let told = polychoric(&categories, EmptyCells::Keep).ok()?;
    Some((categories, told))
}

fn correlation(columns: &[Vec<f64>], truth: f64) -> Vec<Told> {
    ordinal(columns)
        .map(|(_, told)| vec![Told::of(told.pairs[0].correlation, truth)])
        .unwrap_or_default()
}

/// How rows come about that are not cuts through normal variables.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Crooked {
    /// One row in ten has the highest answer throughout.
    Straight,
    /// Factor and noise have a long tail to the low end.
    Tail,
}

impl Crooked {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Straight => "one row in ten all 5",
            Self::Tail => "long tails to the low end",
        }
    }

    /// Answers to items with loadings of .7.
    pub(crate) fn answers(self, n: usize, n_items: usize, seed: u64) -> Vec<Vec<f64>> {
        let loading: f64 = 0.7;
        match self {
            Self::Straight => {
                let mut columns =
                    items::answers(&items::one_factor(n, &vec![loading; n_items], seed));
                for column in &mut columns {
                    column.iter_mut().step_by(10).for_each(|answer| *answer = 5.0);
                }
                columns
            }
            Self::Tail => {
                let mut rng = stream(seed, 1);
                // Chi-square of two degrees of freedom, turned round, with mean 0 and variance 1.
                let mut tail = || 1.0 - 0.5 * (normal(&mut rng).powi(2) + normal(&mut rng).powi(2));
                let factor: Vec<f64> = (0..n).map(|_| tail()).collect();
                let rest = (1.0 - loading * loading).sqrt();
                let latent: Vec<Vec<f64>> = (0..n_items)
                    .map(|_| factor.iter().map(|f| loading * f + rest * tail()).collect())
                    .collect();
                items::answers(&latent)
            }
        }
    }
}

/// The same where the variables behind the answers are not normal.
fn not_normal() -> Vec<Study> {
    let study = |n: usize, crooked: Crooked| {
        let truth = OnceLock::new();
        let what =
            ("polychoric correlation, not normal", format!("{n} rows, {}", crooked.name()), 2_000);
        Study::interval(what, move |seed| {
            let truth = truth.get_or_init(|| {
                let told = ordinal(&crooked.answers(400_000, 2, 1 << 40));
                told.map_or(f64::NAN, |(_, told)| told.pairs[0].correlation.value)
            });
            correlation(&crooked.answers(n, 2, seed), *truth)
        })
        .except_if(matches!(crooked, Crooked::Tail), NOT_NORMAL)
    };
    vec![
        study(300, Crooked::Straight),
        study(1_000, Crooked::Straight),
        study(300, Crooked::Tail),
        study(1_000, Crooked::Tail),
    ]
}

/// The same with raters in leaders, three tenths of the variance being the leader's.
fn clustered() -> Vec<Study> {
    let study = |n_leaders: usize, n_raters: usize, is_summed: bool| {
        let method = if is_summed {
            "polychoric correlation, raters in leaders, summed by leader"
        } else {
            "polychoric correlation, raters in leaders"
        };
        let what = (method, format!("{n_leaders} leaders, {n_raters} raters"), 1_000);
        Study::interval(what, move |seed| in_leaders((n_leaders, n_raters), is_summed, seed))
            .except_if(!is_summed, CLUSTERED)
    };
    vec![study(50, 10, false), study(50, 10, true), study(200, 5, false), study(200, 5, true)]
}

fn in_leaders(sizes: (usize, usize), is_summed: bool, seed: u64) -> Vec<Told> {
    let (latent, leaders) = items::in_leaders(sizes, &[f64::sqrt(0.5); 2], 0.3, seed);
    let Some((categories, told)) = ordinal(&items::answers(&latent)) else { return Vec::new() };
    let estimate = told.pairs[0].correlation;
    if !is_summed {
        return vec![Told::of(estimate, 0.5)];
    }
    let mut weights = told.statistics() * 0.0;
    weights[told.n_thresholds()] = 1.0;
    let variance = Groups::new(leaders)
        .and_then(|leaders| told.variances_of(&categories, &[weights], Some(&leaders)));
    variance
        .map(|variance| vec![Told::with_error(estimate.value, variance[0].sqrt(), 0.5)])
        .unwrap_or_default()
}

/// Exploratory factors: loadings of two factors of four items, which have no interval.
fn exploratory() -> Vec<Study> {
    [200, 1_000]
        .map(|n| {
            let what = ("exploratory factors, main loadings", format!("{n} rows, 8 items"), 200);
            Study::value(what, move |seed| exploratory_loadings(n, seed))
        })
        .into()
}

fn exploratory_loadings(n: usize, seed: u64) -> Vec<Told> {
    let loading = 0.7;
    let columns = items::factors(n, (2, 4), (loading, 0.3), seed);
    let found = Scores::new(columns)
        .and_then(|scores| scores.pairwise_correlation())
        .and_then(|correlations| factors(&correlations, n, 2, Rotation::Oblimin, seed));
    let Ok(found) = found else { return Vec::new() };
    found
        .loadings
        .row_iter()
        .map(|row| Told::value(row.iter().fold(0.0, |most: f64, x| most.max(x.abs())), loading))
        .collect()
}
