use super::members::{ByGroup, Members, variance};
use crate::{AnswerScale, Error, Groups, Scores};

/// Agreement within groups against the most that people with such a mean could disagree, `a_wg`
/// (Brown & Hauenstein 2005, doi:10.1177/1094428105275376).
///
/// For an item with mean `m` and variance `s` of `k` raters on a scale from `l` to `h`:
/// `1 - 2 s / (((h + l) m - m^2 - h l) k / (k - 1))`; the mean over items. All at one end of the scale
/// agree fully.
///
/// Not defined for an item whose mean is so near an end that even the largest disagreement is small:
/// below `(l (k - 1) + h) / k` or above `(h (k - 1) + l) / k`. Such items are left out of the mean.
/// Rows with a gap are left out; a group of one has no agreement.
///
/// Checked against R `multilevel::awg` 2.7.
pub fn awg(scores: &Scores, groups: &Groups, scale: AnswerScale) -> Result<ByGroup, Error> {
    let members = Members::of(scores, groups)?;
    let values = members.mean_over_items(scores, |answers| of_item(answers, scale));
    Ok(ByGroup::of(values, &members))
}

fn of_item(answers: &[f64], scale: AnswerScale) -> Option<f64> {
    let (low, high, k) = (scale.low(), scale.high(), answers.len() as f64);
    let mean = answers.iter().sum::<f64>() / k;
    if mean == low || mean == high {
        return Some(1.0);
    }
    let is_defined = mean >= (low * (k - 1.0) + high) / k && mean <= (high * (k - 1.0) + low) / k;
    let most = ((high + low) * mean - mean * mean - high * low) * k / (k - 1.0);
    is_defined.then(|| 1.0 - 2.0 * variance(answers) / most)
}
