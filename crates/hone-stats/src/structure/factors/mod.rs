mod fit;
mod minres;
mod rotation;

use nalgebra::DMatrix;

use crate::{Error, Fit};

pub use fit::FactorFit;
pub use rotation::Rotation;

pub(crate) use minres::{Extraction, sorted};

/// Factors behind correlations.
#[derive(Debug, Clone)]
pub struct Factors {
    /// Items by factors: what a factor weighs in an item, the other factors held constant.
    pub loadings: DMatrix<f64>,
    /// Correlations of the factors.
    pub phi: DMatrix<f64>,
    /// Per item the share of its variance that the factors explain.
    pub communalities: Vec<f64>,
    /// Per item the share that they do not.
    pub uniquenesses: Vec<f64>,
    /// Eigenvalues of the correlations with communalities in the diagonal, largest first.
    pub eigenvalues: Vec<f64>,
    /// How well the factors reproduce the correlations.
    pub fit: FactorFit,
    /// How the extraction ended; its residual is the largest gradient of an item that is free.
    pub extraction: Fit,
    /// How the rotation ended; its residual is the length of the projected gradient.
    pub rotation: Fit,
    /// Items whose uniqueness is at its floor of .005 (Heywood cases): the model has a factor too
    /// many, or too few rows stand behind it. Their loadings are not to be relied on.
    pub heywood: Vec<usize>,
    /// Of the random starts, the share that ended at the solution that is given. Where it is small,
    /// there are rotations as good as this one.
    pub agreement_of_starts: f64,
    /// Rows behind the correlations.
    pub n: usize,
}

/// Exploratory factors by minimum residuals (Harman & Jones 1966, doi:10.1007/BF02289468), rotated.
///
/// Finds the loadings that leave the smallest sum of squared correlations unexplained: uniquenesses
/// between .005 and 1 are moved by Newton's method on `half the sum of the squared smaller
/// eigenvalues of R - Psi` with analytic derivatives. Works on any correlations, Pearson or
/// polychoric, also where they are not positive definite (then there is no chi-square).
///
/// Factors stand in the order of the variance that they explain (the diagonal of `Phi L' L`), and
/// each is turned so that its loadings have a positive sum. Refuses more factors than the items can
/// bear (negative degrees of freedom). A number of factors is not found here: see [`parallel`].
///
/// `seed` is for the random starts of the rotation.
///
/// [`parallel`]: super::parallel()
///
/// Checked against psych 2.2.9 `fa(fm = "minres")`: objective, chi-square, TLI and RMSEA to 1e-5
/// relative, loadings to 1e-3; the optimum here is the tighter one (psych stops at a relative change
/// of 1e-8 of the criterion).
pub fn factors(
    correlations: &DMatrix<f64>,
    n: usize,
    n_factors: usize,
    rotation: Rotation,
    seed: u64,
) -> Result<Factors, Error> {
    let n_items = correlations.nrows();
    refuse_too_many(n_items, n_factors)?;
    let extraction = Extraction::new(correlations, n_factors)?;
    let rotated = rotation.apply(&extraction.loadings, seed);
    let (loadings, phi) = in_order(&rotated.loadings, &rotated.phi);
    Ok(Factors {
        fit: FactorFit::new(correlations, &extraction, n),
        loadings,
        phi,
        communalities: extraction.communalities(),
        uniquenesses: extraction.communalities().iter().map(|share| 1.0 - share).collect(),
        eigenvalues: extraction.eigenvalues(correlations),
        extraction: extraction.fit,
        rotation: rotated.fit,
        heywood: extraction.heywood(),
        agreement_of_starts: rotated.agreement_of_starts,
        n,
    })
}

/// Degrees of freedom of so many factors; negative where they are too many.
#[expect(clippy::cast_possible_wrap, reason = "numbers of items are small")]
fn degrees_of_freedom(n_items: usize, n_factors: usize) -> i64 {
    let (p, k) = (n_items as i64, n_factors as i64);
    ((p - k) * (p - k) - p - k) / 2
}

fn refuse_too_many(n_items: usize, n_factors: usize) -> Result<(), Error> {
    let is_borne = |items: &usize| *items > n_factors && degrees_of_freedom(*items, n_factors) >= 0;
    if n_factors == 0 {
        return Err(Error::NoFactors);
    }
    if is_borne(&n_items) {
        return Ok(());
    }
    let needed = (n_items..=2 * n_factors + 1).find(is_borne).unwrap_or(2 * n_factors + 1);
    Err(Error::TooFewItems { found: n_items, needed })
}

/// Turns factors to a positive sum of loadings and puts them in the order of what they explain.
fn in_order(loadings: &DMatrix<f64>, phi: &DMatrix<f64>) -> (DMatrix<f64>, DMatrix<f64>) {
    let k = phi.nrows();
    let sign = |factor: usize| if loadings.column(factor).sum() < 0.0 { -1.0 } else { 1.0 };
    let explained = (phi * loadings.transpose() * loadings).diagonal();
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|a, b| explained[*b].total_cmp(&explained[*a]));
    let turned = DMatrix::from_fn(loadings.nrows(), k, |item, place| {
        loadings[(item, order[place])] * sign(order[place])
    });
    let phi =
        DMatrix::from_fn(k, k, |a, b| phi[(order[a], order[b])] * sign(order[a]) * sign(order[b]));
    (turned, phi)
}
