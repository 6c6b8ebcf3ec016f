use crate::{Error, Groups};

/// Components of a design of leaders by raters by items in which every cell has one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facets {
    /// Leaders: what is to be told apart.
    pub leader: f64,
    /// Raters who are milder or more severe with everybody.
    pub rater: f64,
    /// Items that are easier or harder for everybody.
    pub item: f64,
    /// A rater's own view of a leader.
    pub leader_rater: f64,
    /// A leader's own strengths.
    pub leader_item: f64,
    /// A rater's own reading of an item.
    pub rater_item: f64,
    /// What is left.
    pub residual: f64,
}

/// Reliabilities of a mean over raters and items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Study {
    /// `E rho²`: for the order of leaders who have the same raters and items.
    pub relative: f64,
    /// For the order of leaders who have raters of their own and the same items, as in most rounds of
    /// feedback.
    pub own_raters: f64,
    /// `Phi`: for their level, whoever rates.
    pub absolute: f64,
}

impl Facets {
    /// What a design with so many raters and items would give (Cronbach, Gleser, Nanda and
    /// Rajaratnam 1972; Brennan 2001, doi:10.1007/978-1-4757-3456-0).
    ///
    /// Negative components count as 0, as is the custom. Checked against R with `lme4`:
    /// `reference/results/gtheory_immer07.json`.
    pub fn study(&self, n_raters: f64, n_items: f64) -> Result<Study, Error> {
        let is_count = |n: f64| n.is_finite() && n > 0.0;
        if !is_count(n_raters) || !is_count(n_items) {
            return Err(Error::NoAnswers);
        }
        let leader = self.leader.max(0.0);
        let both = n_raters * n_items;
        let relative = self.leader_rater.max(0.0) / n_raters
            + self.leader_item.max(0.0) / n_items
            + self.residual.max(0.0) / both;
        let own = relative + self.rater.max(0.0) / n_raters + self.rater_item.max(0.0) / both;
        let absolute = own + self.item.max(0.0) / n_items;
        if leader + relative <= 0.0 {
            return Err(Error::NoVariance);
        }
        let share = |error: f64| leader / (leader + error);
        Ok(Study { relative: share(relative), own_raters: share(own), absolute: share(absolute) })
    }

    /// How many raters of their own leaders need for a reliability ([`Study::own_raters`]), with so
    /// many items; not a whole number, so that it can be compared.
    ///
    /// Refused where no number is enough: a leader's own strengths stay, however many rate.
    pub fn raters_needed(&self, target: f64, n_items: f64) -> Result<f64, Error> {
        if target.is_nan() || target <= 0.0 || target >= 1.0 {
            return Err(Error::NotAShare);
        }
        if !(n_items.is_finite() && n_items > 0.0) {
            return Err(Error::NoAnswers);
        }
        let of_rater = self.rater.max(0.0) + self.leader_rater.max(0.0);
        let of_answer = self.rater_item.max(0.0) + self.residual.max(0.0);
        let bearable =
            self.leader.max(0.0) * (1.0 - target) / target - self.leader_item.max(0.0) / n_items;
        if bearable <= 0.0 {
            return Err(Error::OutOfReach);
        }
        Ok((of_rater + of_answer / n_items) / bearable)
    }
}

/// Components by expected mean squares, as the textbooks have them (Cornfield and Tukey 1956,
/// doi:10.1214/aoms/1177728067): leaders, raters and items fully crossed with one value in each cell.
///
/// A component may be negative. Where none is, REML gives the same; where one is, REML sets it to 0
/// and the others move. For designs with gaps use [`super::mixed()`]. Checked against `aov` in R:
/// `reference/results/gtheory_immer07_anova.json`, `gtheory_gleser_anova.json`.
pub fn mean_square_components(
    values: &[f64],
    leaders: &Groups,
    raters: &Groups,
    items: &Groups,
) -> Result<Facets, Error> {
    let factors = [leaders, raters, items];
    let sizes = factors.map(Groups::n_groups);
    let n: usize = sizes.iter().product();
    if factors.iter().any(|factor| factor.n_rows() != values.len()) {
        return Err(Error::LengthsDiffer);
    }
    if sizes.contains(&1) {
        return Err(Error::TooFewGroups { found: 1, needed: 2 });
    }
    let mut cells = vec![f64::NAN; n];
    for (row, value) in values.iter().enumerate() {
        let [p, r, i] = factors.map(|factor| factor.of()[row] as usize);
        cells[(p * sizes[1] + r) * sizes[2] + i] = *value;
    }
    // With as many values as cells, a cell that was hit twice leaves another one empty.
    if values.len() != n || cells.iter().any(|value| !value.is_finite()) {
        return Err(Error::NotFullyCrossed);
    }
    Ok(components(&cells, sizes))
}

fn components(cells: &[f64], sizes: [usize; 3]) -> Facets {
    // Sum of squares of the means over all that is not kept, each times what it is a mean of.
    let squares = |keep: [bool; 3]| -> f64 {
        let width = |facet: usize| if keep[facet] { sizes[facet] } else { 1 };
        let mut sums = vec![0.0; width(0) * width(1) * width(2)];
        for (cell, value) in cells.iter().enumerate() {
            let levels =
                [cell / (sizes[1] * sizes[2]), cell / sizes[2] % sizes[1], cell % sizes[2]];
            let place = |facet: usize| if keep[facet] { levels[facet] } else { 0 };
            sums[(place(0) * width(1) + place(1)) * width(2) + place(2)] += value;
        }
        let each = cells.len() as f64 / sums.len() as f64;
        sums.iter().map(|sum| sum * sum).sum::<f64>() / each
    };
    let none = squares([false, false, false]);
    let main = [
        squares([true, false, false]) - none,
        squares([false, true, false]) - none,
        squares([false, false, true]) - none,
    ];
    let pair = [
        squares([true, true, false]) - none - main[0] - main[1],
        squares([true, false, true]) - none - main[0] - main[2],
        squares([false, true, true]) - none - main[1] - main[2],
    ];
    let rest =
        squares([true, true, true]) - none - main.iter().sum::<f64>() - pair.iter().sum::<f64>();
    let [p, r, i] = sizes.map(|size| size as f64);
    let (dp, dr, di) = (p - 1.0, r - 1.0, i - 1.0);
    let mean_main = [main[0] / dp, main[1] / dr, main[2] / di];
    let mean_pair = [pair[0] / (dp * dr), pair[1] / (dp * di), pair[2] / (dr * di)];
    let residual = rest / (dp * dr * di);
    Facets {
        leader: (mean_main[0] - mean_pair[0] - mean_pair[1] + residual) / (r * i),
        rater: (mean_main[1] - mean_pair[0] - mean_pair[2] + residual) / (p * i),
        item: (mean_main[2] - mean_pair[1] - mean_pair[2] + residual) / (p * r),
        leader_rater: (mean_pair[0] - residual) / i,
        leader_item: (mean_pair[1] - residual) / r,
        rater_item: (mean_pair[2] - residual) / p,
        residual,
    }
}
