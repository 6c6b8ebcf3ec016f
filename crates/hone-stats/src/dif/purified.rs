use super::{ItemDif, logistic_dif};
use crate::response::{Model, Options, Scoring, item_response, trait_scores};
use crate::{Categories, Error, Fit, Groups, MISSING, Scores};

/// When an item counts as biased, and how long to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purification {
    /// Chance below which any of the three comparisons flags an item.
    pub alpha: f64,
    /// Neighbouring answers are merged until each is given so often in each group.
    pub least_per_cell: usize,
    /// How many times the level is estimated anew at most.
    pub most_rounds: usize,
}

impl Default for Purification {
    fn default() -> Self {
        Self { alpha: 0.01, least_per_cell: 5, most_rounds: 10 }
    }
}

/// Items tested at a level that biased items do not bias.
#[derive(Debug, Clone, PartialEq)]
pub struct PurifiedDif {
    /// Each item, in their order; an item that bears no test has its reason.
    pub items: Vec<Result<ItemDif, Error>>,
    /// The items that are flagged in the end, from 0.
    pub flagged: Vec<usize>,
    /// Level of each row; `NaN` for a row without answers.
    pub levels: Vec<f64>,
    /// Iterations are estimations of the level; converged once the same items are flagged twice. The
    /// residual is how many items the last estimation changed.
    pub fit: Fit,
}

/// DIF by ordinal logistic regression on a trait, purified (Choi, Gibbons & Crane 2011,
/// doi:10.18637/jss.v039.i08).
///
/// The level is the EAP score of a graded response model of all items. Items that are flagged get
/// parameters of their own in each group, the level is estimated anew, and so on until the same items
/// are flagged twice. Answers that are rare in a group are merged with their neighbour first.
///
/// Needs items without bias to hold the groups together: with more than half flagged it tells
/// nothing. The trait is taken to be normal with one mean for all groups. For the rest see
/// [`logistic_dif`].
///
/// Checked against R lordif 0.4.2: the same items are flagged.
pub fn purified_dif(
    scores: &Scores,
    groups: &Groups,
    options: &Purification,
) -> Result<PurifiedDif, Error> {
    if scores.n_rows() != groups.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let merged = merged(&Categories::of(scores)?, groups, options.least_per_cell)?;
    let codes = Categories::of(&merged)?;
    let mut flagged: Vec<usize> = Vec::new();
    let mut fit = Fit { converged: false, iterations: 0, residual: f64::INFINITY };
    loop {
        let levels = levels(&merged, groups, &flagged)?;
        let found = logistic_dif(&codes, groups, &Scores::new(vec![levels.clone()])?)?;
        fit.iterations += 1;
        let now: Vec<usize> = (0..found.items.len())
            .filter(|item| found.items[*item].as_ref().is_ok_and(|dif| is_flagged(dif, options)))
            .collect();
        let changed =
            (0..found.items.len()).filter(|item| now.contains(item) != flagged.contains(item));
        fit.residual = changed.count() as f64;
        fit.converged = now == flagged;
        flagged = now;
        if fit.converged || fit.iterations >= options.most_rounds {
            return Ok(PurifiedDif { items: found.items, flagged, levels, fit });
        }
    }
}

fn is_flagged(dif: &ItemDif, options: &Purification) -> bool {
    [dif.uniform, dif.non_uniform, dif.total].iter().any(|part| part.p < options.alpha)
}

/// EAP scores; flagged items are one item for each group.
fn levels(merged: &Scores, groups: &Groups, flagged: &[usize]) -> Result<Vec<f64>, Error> {
    let mut columns = Vec::new();
    for (item, column) in merged.items().enumerate() {
        if !flagged.contains(&item) {
            columns.push(column.to_vec());
            continue;
        }
        for group in 0..groups.n_groups() {
            let of_group = |(value, of): (&f64, &u32)| {
                if *of as usize == group { *value } else { f64::NAN }
            };
            columns.push(column.iter().zip(groups.of()).map(of_group).collect());
        }
    }
    columns.retain(|column| varies(column));
    let codes = Categories::of(&Scores::new(columns)?)?;
    let options = Options { nodes: Some(61), tolerance: 1e-6, ..Options::default() };
    let fitted = item_response(&codes, Model::Graded, &options)?;
    Ok(trait_scores(&codes, &fitted, Scoring::Eap)?.theta)
}

fn varies(column: &[f64]) -> bool {
    let mut answered = column.iter().filter(|value| !value.is_nan());
    answered.next().is_some_and(|first| answered.any(|value| value != first))
}

/// Codes in which each group gives each answer often enough; an item for which that leaves one
/// answer is the same in every row.
fn merged(codes: &Categories, groups: &Groups, least: usize) -> Result<Scores, Error> {
    let item = |item: usize| {
        let mut counts = vec![vec![0; groups.n_groups()]; codes.n_categories(item)];
        for (code, group) in codes.item(item).iter().zip(groups.of()) {
            if *code != MISSING {
                counts[usize::from(*code)][*group as usize] += 1;
            }
        }
        let numbers = merge(counts, least);
        let number =
            |code: &u8| numbers.get(usize::from(*code)).map_or(f64::NAN, |number| *number as f64);
        codes.item(item).iter().map(number).collect()
    };
    Scores::new((0..codes.n_items()).map(item).collect())
}

/// The new number of each code. The rarest answer joins its rarer neighbour, as long as some group
/// gives it too rarely.
fn merge(mut counts: Vec<Vec<usize>>, least: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..counts.len()).collect();
    let rarest = |counts: &Vec<usize>| counts.iter().min().copied().unwrap_or(0);
    let total = |counts: &Vec<usize>| counts.iter().sum::<usize>();
    while counts.len() > 1 {
        let place = (0..counts.len()).min_by_key(|at| (rarest(&counts[*at]), total(&counts[*at])));
        let Some(place) = place.filter(|place| rarest(&counts[*place]) < least) else { break };
        let is_last = place + 1 == counts.len();
        let joins_below =
            is_last || (place > 0 && total(&counts[place - 1]) < total(&counts[place + 1]));
        let lower = if joins_below { place - 1 } else { place };
        let upper = counts.remove(lower + 1);
        for (count, more) in counts[lower].iter_mut().zip(upper) {
            *count += more;
        }
        for number in numbers.iter_mut().filter(|number| **number > lower) {
            *number -= 1;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_answers_join_their_neighbours() {
        let counts = vec![vec![348, 170], vec![125, 27], vec![57, 12], vec![19, 2], vec![6, 0]];

        assert_eq!(merge(counts.clone(), 5), [0, 1, 2, 2, 2]);
        assert_eq!(merge(counts, 1000), [0, 0, 0, 0, 0]);
        assert_eq!(merge(vec![vec![1, 1], vec![9, 9], vec![9, 9]], 5), [0, 0, 1]);
    }
}
