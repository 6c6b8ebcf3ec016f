use super::members::{ByGroup, Members, median};
use crate::{Error, Groups, Scores};

/// What answers deviate from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// The mean of the group: `AD(M)`.
    Mean,
    /// The median of the group: `AD(Md)`.
    Median,
}

/// Average deviation within groups, in points of the scale (Burke, Finkelstein & Dusig 1999,
/// doi:10.1177/109442819921004).
///
/// Mean over raters of the distance from the group's centre, and the mean of that over items. Needs
/// no null distribution. Burke & Dunlap (2002) take up to `a / 6` for agreement on a scale of `a`
/// answers.
///
/// Small where all answer alike for whatever reason. Rows with a gap are left out; a group of one
/// has no deviation.
///
/// Checked against R `multilevel::ad.m` 2.7, with means and medians.
pub fn ad(scores: &Scores, groups: &Groups, centre: Centre) -> Result<ByGroup, Error> {
    let members = Members::of(scores, groups)?;
    let values = members.mean_over_items(scores, |answers| Some(deviation(answers, centre)));
    Ok(ByGroup::of(values, &members))
}

pub(super) fn deviation(answers: &mut [f64], centre: Centre) -> f64 {
    let n = answers.len() as f64;
    let centre = match centre {
        Centre::Mean => answers.iter().sum::<f64>() / n,
        Centre::Median => {
            answers.sort_unstable_by(f64::total_cmp);
            median(answers).unwrap_or(f64::NAN)
        }
    };
    answers.iter().map(|answer| (answer - centre).abs()).sum::<f64>() / n
}
