use nalgebra::{Cholesky, DMatrix, DVector};

use crate::{Error, Groups, Scores};

/// All that a two-level model needs to know of the data: cross products within clusters, and of the
/// cluster means, added up by cluster size.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterStatistics {
    /// Complete rows.
    pub n_rows: usize,
    /// Clusters with at least one complete row.
    pub n_clusters: usize,
    /// Mean of each item over the rows, from which all means are counted.
    pub centre: DVector<f64>,
    /// Pooled covariances within clusters, with `n_rows - n_clusters`.
    pub within: DMatrix<f64>,
    /// Cluster means, by size.
    pub by_size: Vec<SizeStatistics>,
}

/// The means of all clusters of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeStatistics {
    /// How many rows each of them has.
    pub size: f64,
    /// How many there are.
    pub count: f64,
    /// Sum of their means, counted from the centre.
    pub sum: DVector<f64>,
    /// Sum of the cross products of their means, counted from the centre.
    pub cross: DMatrix<f64>,
}

impl ClusterStatistics {
    /// Goes over the complete rows once.
    ///
    /// Refuses data without a cluster of two, with fewer than two clusters, with an item that is
    /// constant, and with items of which one follows from others within clusters.
    pub fn of(scores: &Scores, clusters: &Groups) -> Result<Self, Error> {
        if scores.n_rows() != clusters.n_rows() {
            return Err(Error::LengthsDiffer);
        }
        let rows = scores.complete_rows();
        if rows.is_empty() {
            return Err(Error::TooFewRows { found: 0, needed: 2 });
        }
        let scores = scores.rows(&rows)?;
        let (clusters, _) = clusters.rows(&rows)?;
        let (n_rows, n_clusters) = (scores.n_rows(), clusters.n_groups());
        if n_clusters < 2 {
            return Err(Error::TooFewGroups { found: n_clusters, needed: 2 });
        }
        if n_rows == n_clusters {
            return Err(Error::NoDegreesOfFreedom);
        }
        let centre = scores.means();
        if let Some(item) = constant(&scores) {
            return Err(Error::Constant { item });
        }
        let means = cluster_means(&scores, &clusters, &centre);
        let within = within(&scores, &clusters, &centre, &means) / (n_rows - n_clusters) as f64;
        refuse_dependent(&within)?;
        Ok(Self { n_rows, n_clusters, centre, within, by_size: by_size(&clusters, &means) })
    }

    /// How many items there are.
    pub fn n_items(&self) -> usize {
        self.centre.len()
    }

    /// Degrees of freedom within clusters.
    pub(super) fn df_within(&self) -> f64 {
        (self.n_rows - self.n_clusters) as f64
    }

    /// Harmonic mean of the cluster sizes: the size that a typical mean of raters has.
    pub fn harmonic_size(&self) -> f64 {
        let inverse: f64 = self.by_size.iter().map(|of| of.count / of.size).sum();
        self.n_clusters as f64 / inverse
    }
}

impl SizeStatistics {
    /// Mean cross product of `sqrt(size)` times the distance of the means from `mean`.
    pub(super) fn around(&self, mean: &DVector<f64>) -> DMatrix<f64> {
        let shift = mean * self.sum.transpose();
        let product =
            &self.cross - &shift - shift.transpose() + mean * mean.transpose() * self.count;
        product * (self.size / self.count)
    }
}

fn constant(scores: &Scores) -> Option<usize> {
    scores.items().position(|item| item.iter().all(|value| Some(value) == item.first()))
}

fn refuse_dependent(within: &DMatrix<f64>) -> Result<(), Error> {
    let scales = within.diagonal().map(f64::sqrt);
    let correlations = within.component_div(&(&scales * scales.transpose()));
    let left = Cholesky::new(correlations).map(|cholesky| cholesky.l_dirty().diagonal().min());
    // The least of the standard deviations that the items before leave of an item.
    if left.is_some_and(|left| left > 1e-6) { Ok(()) } else { Err(Error::NotPositiveDefinite) }
}

fn cluster_means(scores: &Scores, clusters: &Groups, centre: &DVector<f64>) -> DMatrix<f64> {
    let mut means = DMatrix::zeros(scores.n_items(), clusters.n_groups());
    for (item, column) in scores.items().enumerate() {
        for (value, cluster) in column.iter().zip(clusters.of()) {
            means[(item, *cluster as usize)] += value - centre[item];
        }
    }
    for (cluster, size) in clusters.sizes().iter().enumerate() {
        means.column_mut(cluster).scale_mut(1.0 / f64::from(*size));
    }
    means
}

/// Cross products of the distances from the cluster means.
fn within(
    scores: &Scores,
    clusters: &Groups,
    centre: &DVector<f64>,
    means: &DMatrix<f64>,
) -> DMatrix<f64> {
    let mut distances = DMatrix::zeros(scores.n_rows(), scores.n_items());
    for (item, column) in scores.items().enumerate() {
        for (row, cluster) in clusters.of().iter().enumerate() {
            distances[(row, item)] = column[row] - centre[item] - means[(item, *cluster as usize)];
        }
    }
    distances.tr_mul(&distances)
}

fn by_size(clusters: &Groups, means: &DMatrix<f64>) -> Vec<SizeStatistics> {
    let mut sizes = clusters.sizes().to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    let p = means.nrows();
    let of_size = |size: u32| {
        let members: Vec<usize> =
            (0..means.ncols()).filter(|cluster| clusters.sizes()[*cluster] == size).collect();
        let chosen = means.select_columns(&members);
        SizeStatistics {
            size: f64::from(size),
            count: members.len() as f64,
            sum: DVector::from_iterator(p, chosen.row_iter().map(|row| row.sum())),
            cross: &chosen * chosen.transpose(),
        }
    };
    sizes.into_iter().map(of_size).collect()
}
