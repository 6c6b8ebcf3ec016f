use crate::{Error, Groups};

/// The columns of a factor as fixed effects: one for each group but the first, 1 in its rows and 0
/// in all others, so that an effect is the distance from the first group (treatment coding, as
/// `contr.treatment` in R).
///
/// Not for factors with thousands of groups: they belong among the random terms.
pub fn treatment_columns(groups: &Groups) -> Result<Vec<Vec<f64>>, Error> {
    if groups.n_groups() < 2 {
        return Err(Error::TooFewGroups { found: groups.n_groups(), needed: 2 });
    }
    let column =
        |group: u32| groups.of().iter().map(|other| f64::from(u8::from(*other == group))).collect();
    Ok((1..).take(groups.n_groups() - 1).map(column).collect())
}

/// The groups of rows that belong to the same group of each of several factors: the term `a:b`.
pub fn crossed(factors: &[&Groups]) -> Result<Groups, Error> {
    let Some((first, others)) = factors.split_first() else { return Err(Error::TooFewTerms) };
    let mut crossed = (*first).clone();
    for other in others {
        if other.n_rows() != crossed.n_rows() {
            return Err(Error::Ragged { item: 1 });
        }
        let pairs: Vec<(u32, u32)> =
            crossed.of().iter().copied().zip(other.of().iter().copied()).collect();
        crossed = Groups::by_label(&pairs)?.0;
    }
    Ok(crossed)
}
