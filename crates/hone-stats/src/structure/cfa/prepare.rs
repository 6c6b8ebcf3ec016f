use super::Sampled;
use crate::structure::model_syntax::Term;
use crate::structure::parameters::Parameters;
use crate::structure::robust::Cases;
use crate::{Categories, Error, Groups, Scores};

/// The complete rows of each group, in the columns of a model.
pub(super) struct Prepared {
    pub(super) groups: Vec<Cases>,
    pub(super) n_left_out: usize,
}

/// Leaves out rows with a gap, and parts the others by group.
pub(super) fn prepare(model: &Parameters, sampled: &Sampled) -> Result<Prepared, Error> {
    let n_rows = sampled.scores.n_rows();
    for others in [sampled.groups, sampled.clusters].into_iter().flatten() {
        if others.n_rows() != n_rows {
            return Err(Error::LengthsDiffer);
        }
    }
    let column = |item: &usize| sampled.scores.item(*item);
    let columns: Vec<&[f64]> = model.columns.iter().map(column).collect();
    let is_complete = |row: &usize| columns.iter().all(|column| !column[*row].is_nan());
    let mut rows = vec![Vec::new(); model.n_groups];
    for row in (0..n_rows).filter(is_complete) {
        rows[sampled.groups.map_or(0, |groups| groups.of()[row] as usize)].push(row);
    }
    let groups: Result<Vec<Cases>, Error> =
        rows.iter().map(|rows| cases(&columns, rows, sampled.clusters)).collect();
    let n_complete: usize = rows.iter().map(Vec::len).sum();
    Ok(Prepared { groups: groups?, n_left_out: n_rows - n_complete })
}

fn cases(columns: &[&[f64]], rows: &[usize], clusters: Option<&Groups>) -> Result<Cases, Error> {
    let needed = columns.len() + 1;
    if rows.len() < needed {
        return Err(Error::TooFewRows { found: rows.len(), needed });
    }
    let pick = |column: &&[f64]| rows.iter().map(|row| column[*row]).collect();
    let columns: Vec<Vec<f64>> = columns.iter().map(pick).collect();
    let clusters = match clusters {
        Some(clusters) => {
            let (of, _) = clusters.rows(rows)?;
            if of.n_groups() < 2 {
                return Err(Error::TooFewGroups { found: of.n_groups(), needed: 2 });
            }
            Some((of.of().to_vec(), of.n_groups()))
        }
        None => None,
    };
    Ok(Cases { columns, clusters })
}

/// How many thresholds each column that a model names has, in the rows in which all were answered.
pub(super) fn n_thresholds(terms: &[Term], sampled: &Sampled) -> Result<Vec<usize>, Error> {
    let is_named = |name: &str| terms.iter().any(|term| term.lhs == name || term.rhs == name);
    let named: Vec<usize> =
        (0..sampled.names.len()).filter(|item| is_named(sampled.names[*item])).collect();
    let column = |item: &usize| sampled.scores.item(*item).to_vec();
    let scores = Scores::new(named.iter().map(column).collect())?.complete()?;
    let categories = Categories::of(&scores).map_err(|error| match error {
        Error::TooManyCategories { item } => Error::TooManyCategories { item: named[item] },
        other => other,
    })?;
    let mut n_thresholds = vec![0; sampled.names.len()];
    for (place, item) in named.iter().enumerate() {
        n_thresholds[*item] = categories.n_categories(place).saturating_sub(1);
    }
    Ok(n_thresholds)
}
