use rayon::prelude::*;

use super::groups::{GroupedItemResponse, Start, fit_groups, result, used};
use super::{Model, Options, grouped_item_response};
use crate::numeric::{chi_square_above, normal_grid};
use crate::{Categories, Error, Groups};

/// Which items work differently in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelihoodRatioDif {
    /// The items that were tested, in the order asked for.
    pub items: Vec<ItemDif>,
    /// The model that each was tested against.
    pub base: GroupedItemResponse,
}

/// Whether an item works differently in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemDif {
    /// Which item, from 0.
    pub item: usize,
    /// Twice the difference of the log-likelihoods.
    pub chi_square: f64,
    /// By how many parameters the models differ, with those of categories that a group did not use:
    /// their chance is estimated too, as 0.
    pub df: usize,
    /// Chance of a value as large where the item works alike.
    pub p: f64,
    /// `p` after Holm (1979), for all items tested.
    pub p_adjusted: f64,
    /// For each group but the first, by how much its members answer otherwise than members of the
    /// first at the same level of the trait, in points of the item: the mean over the first group.
    pub difference: Vec<f64>,
    /// Whether both searches ended.
    pub converged: bool,
}

/// Differential item functioning by likelihood ratio (Thissen, Steinberg & Wainer 1993).
///
/// Without `anchors` each item's parameters are let free in turn, while all others are held alike
/// and carry the comparison. With `anchors` all other items are free, and each tested item is held
/// alike in turn. Groups may differ in mean and variance of the trait. `2 (logL free - logL alike)`
/// is compared with a chi-square.
///
/// Where many items differ the first way spreads their differences over the others: use anchors
/// known to be sound. With large groups small differences are significant: look at `difference`
/// first. Rows are taken to be independent.
///
/// Checked against R mirt 1.47 `multipleGroup` and `DIF`.
pub fn dif_by_likelihood_ratio(
    answers: &Categories,
    groups: &Groups,
    model: Model,
    tested: &[usize],
    anchors: Option<&[usize]>,
    options: &Options,
) -> Result<LikelihoodRatioDif, Error> {
    let others: Vec<usize> = match anchors {
        None => Vec::new(),
        Some(anchors) => (0..answers.n_items()).filter(|item| !anchors.contains(item)).collect(),
    };
    let is_anchor = |item: &usize| anchors.is_some_and(|anchors| anchors.contains(item));
    let named = || tested.iter().chain(anchors.into_iter().flatten());
    let is_wrong = |item: &&usize| **item >= answers.n_items();
    let is_both = |item: &&usize| is_anchor(item);
    if let Some(item) = named().find(is_wrong).or_else(|| tested.iter().find(is_both)) {
        return Err(Error::NoSuchItem { item: *item });
    }
    let base = grouped_item_response(answers, groups, model, &others, options)?;
    let members = groups.members();
    let test = |item: &usize| {
        let free: Vec<usize> = if anchors.is_none() {
            vec![*item]
        } else {
            others.iter().copied().filter(|other| other != item).collect()
        };
        let start = Start::From(&base, options);
        let (problem, end) = fit_groups(answers, groups, model, &free, &start)?;
        Ok(compare(answers, &members, *item, [&base, &result(&problem, &end)]))
    };
    let mut items = tested.par_iter().map(test).collect::<Result<Vec<ItemDif>, Error>>()?;
    adjust(&mut items);
    Ok(LikelihoodRatioDif { items, base })
}

fn compare(
    answers: &Categories,
    members: &[Vec<usize>],
    item: usize,
    models: [&GroupedItemResponse; 2],
) -> ItemDif {
    let [one, other] = models;
    let (alike, free) =
        if one.n_parameters < other.n_parameters { (one, other) } else { (other, one) };
    let df = (members.len() - 1) * answers.n_categories(item);
    let chi_square = (2.0 * (free.log_likelihood - alike.log_likelihood)).max(0.0);
    let p = chi_square_above(chi_square, df as f64);
    let expected = |group: usize, theta: f64| -> f64 {
        let values = used(answers, item, &members[group]);
        let chances = free.items[group][item].probabilities(free.model, theta);
        values.iter().zip(chances).map(|(code, p)| p * answers.values(item)[*code]).sum()
    };
    let nodes = normal_grid(61, 6.0);
    let difference = |group: usize| {
        let at = |(theta, weight): (&f64, &f64)| {
            weight * (expected(group, *theta) - expected(0, *theta))
        };
        nodes.points.iter().zip(&nodes.weights).map(at).sum()
    };
    ItemDif {
        item,
        chi_square,
        df,
        p,
        p_adjusted: p,
        difference: (1..members.len()).map(difference).collect(),
        converged: alike.fit.converged && free.fit.converged,
    }
}

/// Holm's step-down adjustment.
fn adjust(items: &mut [ItemDif]) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| items[*a].p.total_cmp(&items[*b].p));
    let mut highest: f64 = 0.0;
    for (rank, place) in order.iter().enumerate() {
        highest = highest.max((items[*place].p * (items.len() - rank) as f64).min(1.0));
        items[*place].p_adjusted = highest;
    }
}
