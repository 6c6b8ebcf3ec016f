use nalgebra::DMatrix;

use crate::Error;

/// Within clusters, or between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Rows in their cluster: raters of one leader.
    Within,
    /// Clusters: leaders.
    Between,
}

impl Level {
    pub(super) fn place(self) -> usize {
        match self {
            Self::Within => 0,
            Self::Between => 1,
        }
    }
}

/// What a cell of a model stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// How an item follows a factor.
    Loading {
        /// The item, from 0.
        item: usize,
        /// The factor, from 0, counted in its level.
        factor: usize,
    },
    /// Variance of a factor, or covariance of two.
    Factors(usize, usize),
    /// What the factors leave of an item's variance, or of the covariance of two.
    Residuals(usize, usize),
}

/// Whether a cell is estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// By the parameter of this number; cells of one number are equal.
    Free(usize),
    /// No: it has this value.
    Fixed(f64),
}

/// A cell of a model that is not fixed to 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Its level.
    pub level: Level,
    /// What it stands for.
    pub place: Place,
    /// Whether it is estimated.
    pub value: Value,
}

/// What gives a factor its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Its first loading is 1.
    FirstLoading,
    /// Its variance is 1.
    Variance,
}

/// A factor model within clusters and another between them, on the same items. Means are free.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoLevelModel {
    pub(super) n_items: usize,
    pub(super) n_factors: [usize; 2],
    pub(super) cells: Vec<Cell>,
    pub(super) n_free: usize,
}

impl TwoLevelModel {
    /// Takes the cells; those that are not given are 0.
    ///
    /// Refuses items or factors that are not there, and numbers of parameters that leave gaps.
    pub fn new(n_items: usize, n_factors: [usize; 2], cells: Vec<Cell>) -> Result<Self, Error> {
        let fits = |cell: &Cell| match cell.place {
            Place::Loading { item, factor } => {
                item < n_items && factor < n_factors[cell.level.place()]
            }
            Place::Factors(a, b) => a.max(b) < n_factors[cell.level.place()],
            Place::Residuals(a, b) => a.max(b) < n_items,
        };
        let mut is_used = vec![false; cells.len()];
        for cell in &cells {
            if let Value::Free(number) = cell.value {
                *is_used.get_mut(number).ok_or(Error::NotAModel)? = true;
            }
        }
        let n_free = is_used.iter().filter(|used| **used).count();
        if n_items == 0 || !cells.iter().all(fits) || !is_used.iter().take(n_free).all(|used| *used)
        {
            return Err(Error::NotAModel);
        }
        Ok(Self { n_items, n_factors, cells, n_free })
    }

    /// Factors that covary, each with its items, at both levels; every item has a residual variance.
    pub fn of_factors(
        n_items: usize,
        within: &[Vec<usize>],
        between: &[Vec<usize>],
        unit: Unit,
    ) -> Result<Self, Error> {
        let mut cells = Vec::new();
        for (level, factors) in [(Level::Within, within), (Level::Between, between)] {
            add_factors(&mut cells, level, factors, unit);
            for item in 0..n_items {
                add(&mut cells, level, Place::Residuals(item, item));
            }
        }
        Self::new(n_items, [within.len(), between.len()], cells)
    }

    /// One factor at each level with the same loadings, the first of which is 1 (Lai 2021): what
    /// raters mean by the scale is then the same as what tells leaders apart.
    pub fn of_one_scale(n_items: usize) -> Result<Self, Error> {
        let mut cells = Vec::new();
        for level in [Level::Within, Level::Between] {
            for item in 0..n_items {
                let value = if item == 0 { Value::Fixed(1.0) } else { Value::Free(item - 1) };
                cells.push(Cell { level, place: Place::Loading { item, factor: 0 }, value });
            }
        }
        for level in [Level::Within, Level::Between] {
            add(&mut cells, level, Place::Factors(0, 0));
            for item in 0..n_items {
                add(&mut cells, level, Place::Residuals(item, item));
            }
        }
        Self::new(n_items, [1, 1], cells)
    }

    /// Items that have nothing to do with each other, at both levels.
    pub(super) fn of_nothing(n_items: usize) -> Result<Self, Error> {
        Self::of_factors(n_items, &[], &[], Unit::Variance)
    }

    /// The cells that are not 0.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How many different parameters are free, without the means.
    pub fn n_free(&self) -> usize {
        self.n_free
    }

    /// The matrices of both levels at some values of the free parameters, of which a missing one is 0.
    pub fn at(&self, free: &[f64]) -> [LevelMatrices; 2] {
        let zero = |level: usize| LevelMatrices::zero(self.n_items, self.n_factors[level]);
        let mut levels = [zero(0), zero(1)];
        for cell in &self.cells {
            let value = match cell.value {
                Value::Free(number) => free.get(number).copied().unwrap_or(0.0),
                Value::Fixed(value) => value,
            };
            levels[cell.level.place()].set(cell.place, value);
        }
        levels
    }
}

fn add(cells: &mut Vec<Cell>, level: Level, place: Place) {
    let free = |cell: &Cell| match cell.value {
        Value::Free(number) => number + 1,
        Value::Fixed(_) => 0,
    };
    let next = cells.iter().map(free).max().unwrap_or(0);
    cells.push(Cell { level, place, value: Value::Free(next) });
}

fn add_factors(cells: &mut Vec<Cell>, level: Level, factors: &[Vec<usize>], unit: Unit) {
    for (factor, items) in factors.iter().enumerate() {
        for (place, item) in items.iter().enumerate() {
            let loading = Place::Loading { item: *item, factor };
            if unit == Unit::FirstLoading && place == 0 {
                cells.push(Cell { level, place: loading, value: Value::Fixed(1.0) });
            } else {
                add(cells, level, loading);
            }
        }
    }
    for a in 0..factors.len() {
        for b in 0..=a {
            if a == b && unit == Unit::Variance {
                let value = Value::Fixed(1.0);
                cells.push(Cell { level, place: Place::Factors(a, a), value });
            } else {
                add(cells, level, Place::Factors(b, a));
            }
        }
    }
}

/// Loadings, covariances of factors and residual covariances of one level.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelMatrices {
    /// Items by factors.
    pub loadings: DMatrix<f64>,
    /// Factors by factors.
    pub factors: DMatrix<f64>,
    /// Items by items.
    pub residuals: DMatrix<f64>,
}

impl LevelMatrices {
    fn zero(n_items: usize, n_factors: usize) -> Self {
        Self {
            loadings: DMatrix::zeros(n_items, n_factors),
            factors: DMatrix::zeros(n_factors, n_factors),
            residuals: DMatrix::zeros(n_items, n_items),
        }
    }

    fn set(&mut self, place: Place, value: f64) {
        match place {
            Place::Loading { item, factor } => self.loadings[(item, factor)] = value,
            Place::Factors(a, b) => {
                self.factors[(a, b)] = value;
                self.factors[(b, a)] = value;
            }
            Place::Residuals(a, b) => {
                self.residuals[(a, b)] = value;
                self.residuals[(b, a)] = value;
            }
        }
    }

    /// The covariances that the model implies.
    pub fn implied(&self) -> DMatrix<f64> {
        &self.loadings * &self.factors * self.loadings.transpose() + &self.residuals
    }
}
