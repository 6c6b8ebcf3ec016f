use super::sums::{BallotSums, Scatter, Split, diagonal};
use crate::numeric::t_quantile;
use crate::{Error, Estimate, Interval};

/// How much of what ballots say is level and how much is profile, and each leader's profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Leniency {
    /// How many ballots were complete.
    pub n_ballots: usize,
    /// How many leaders have one.
    pub n_leaders: usize,
    /// Ballots less leaders.
    pub degrees_of_freedom: f64,
    /// How many raters a leader has, as the analysis of variance counts unequal numbers.
    pub typical_raters: f64,
    /// What an answer varies by.
    pub parts: Parts,
    /// Share of what raters of one leader differ in that is level and not profile: the average
    /// correlation of two items over raters, with the items' common spread.
    pub level_share: Estimate,
    /// Reliability of a leader's level over that many raters.
    pub level_reliability: f64,
    /// Reliability of a leader's profile over that many raters.
    pub profile_reliability: f64,
    /// Each leader, in the order given; `None` without a complete ballot.
    pub leaders: Vec<Option<LeaderProfile>>,
}

/// The variance of an answer to an average item, by cause. Estimates may be negative where the truth
/// is near zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Leaders stand higher or lower in all items.
    pub leader_level: Estimate,
    /// Leaders are stronger in some items than in others.
    pub leader_profile: Estimate,
    /// Raters of one leader stand higher or lower in all items: leniency and general impression, which
    /// cannot be told apart when raters are unknown.
    pub rater_level: Estimate,
    /// Raters of one leader see other strengths, and noise.
    pub rater_profile: Estimate,
}

/// What raters said of one leader.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaderProfile {
    /// How many ballots it rests on.
    pub n: u32,
    /// The mean over all items.
    pub level: Estimate,
    /// The mean of each item.
    pub raw: Vec<Estimate>,
    /// The mean of each item less the level: what is left when nobody's leniency counts.
    pub profile: Vec<Estimate>,
    /// The profile less that of the average leader, by which some items are harder than others.
    pub own_profile: Vec<Estimate>,
}

/// Level and profile of ballots whose raters are unknown (Cronbach 1955, doi:10.1037/h0044919), by the
/// multivariate analysis of variance of ballots in leaders.
///
/// With the covariance `W` of items between the raters of one leader and that `B` between leaders, each
/// splits into level (mean of the covariances of two items) and profile (mean of the variances less
/// that). A ballot's level is its mean, its profile what remains; a rater who is kinder by half a point
/// throughout moves the level and nothing of the profile, so the intervals of a profile hold no
/// leniency: the variance of item `i` in a profile of `n` raters is `(W_ii - 2 mean_j W_ij + mean W) /
/// n`. Needs of each leader only [`BallotSums`]; standard errors of the parts are by the jackknife over
/// leaders, intervals of leaders take `W` as common to all and a t distribution.
///
/// A profile has lost the level for good: two leaders' profiles cannot say who is better. Leniency with
/// everybody and the general impression of this leader are one here; with known raters use
/// [`crate::facets::facets`].
///
/// Checked against R `lme4::lmer` on balanced data, where REML and the analysis of variance agree:
/// `tests/it/raters.rs`.
pub fn leniency(leaders: &[BallotSums]) -> Result<Leniency, Error> {
    let n_items = leaders.first().map_or(0, BallotSums::n_items);
    if n_items < 2 {
        return Err(Error::TooFewItems { found: n_items, needed: 2 });
    }
    if leaders.iter().any(|leader| leader.n_items() != n_items) {
        return Err(Error::LengthsDiffer);
    }
    let scatters: Vec<Scatter> =
        leaders.iter().filter(|leader| leader.n() > 0).map(Scatter::of).collect();
    let (all, split) = total(&scatters)?;
    let means = Means::of(&split, n_items);
    let kept: Vec<Means> = without_each(&scatters, &all)
        .filter_map(|rest| rest.split())
        .map(|split| Means::of(&split, n_items))
        .collect();
    let part =
        |of: fn(&Means) -> f64| jackknife(of(&means), &kept.iter().map(of).collect::<Vec<_>>());
    let errors = Errors::new(&split.within, n_items, all.degrees_of_freedom());
    let average = average_profile(leaders, n_items);
    let typical_raters = all.typical_raters();
    Ok(Leniency {
        n_ballots: leaders.iter().map(|leader| leader.n() as usize).sum(),
        n_leaders: scatters.len(),
        degrees_of_freedom: all.degrees_of_freedom(),
        typical_raters,
        parts: Parts {
            leader_level: part(|means| means.leader_level),
            leader_profile: part(|means| means.leader_profile),
            rater_level: part(|means| means.rater_level),
            rater_profile: part(|means| means.rater_profile),
        },
        level_share: part(Means::level_share),
        level_reliability: means.level_reliability(typical_raters, n_items),
        profile_reliability: means.profile_reliability(typical_raters),
        leaders: leaders.iter().map(|leader| errors.profile(leader, &average)).collect(),
    })
}

/// All leaders together, and their covariances.
pub(super) fn total(scatters: &[Scatter]) -> Result<(Scatter, Split), Error> {
    let (first, others) = scatters.split_first().ok_or(Error::NoRows)?;
    let mut all = first.clone();
    for other in others {
        all.add(other, 1.0);
    }
    if others.is_empty() {
        return Err(Error::TooFewGroups { found: 1, needed: 2 });
    }
    let split = all.split().ok_or(Error::NoDegreesOfFreedom)?;
    Ok((all, split))
}

/// All leaders but one, for each.
pub(super) fn without_each<'a>(
    scatters: &'a [Scatter],
    all: &'a Scatter,
) -> impl Iterator<Item = Scatter> + 'a {
    scatters.iter().map(|scatter| {
        let mut rest = all.clone();
        rest.add(scatter, -1.0);
        rest
    })
}

/// A value with the standard error of its jackknife (Efron & Stein 1981).
pub(super) fn jackknife(value: f64, without_one: &[f64]) -> Estimate {
    let n = without_one.len() as f64;
    let mean = without_one.iter().sum::<f64>() / n;
    let squares: f64 = without_one.iter().map(|other| (other - mean).powi(2)).sum();
    let se = ((n - 1.0) / n * squares).sqrt();
    let se = (se.is_finite() && n > 2.0).then_some(se);
    Estimate { value, se, ci95: se.map(|se| around(value, se, t_quantile(0.975, n - 1.0))) }
}

fn around(value: f64, se: f64, width: f64) -> Interval {
    Interval { low: value - width * se, high: value + width * se }
}

struct Means {
    leader_level: f64,
    leader_profile: f64,
    rater_level: f64,
    rater_profile: f64,
}

impl Means {
    fn of(split: &Split, n_items: usize) -> Self {
        let (leader_level, leader_profile) = level_and_profile(&split.between, n_items);
        let (rater_level, rater_profile) = level_and_profile(&split.within, n_items);
        Self { leader_level, leader_profile, rater_level, rater_profile }
    }

    fn level_share(&self) -> f64 {
        self.rater_level / (self.rater_level + self.rater_profile)
    }

    fn level_reliability(&self, n: f64, n_items: usize) -> f64 {
        let k = n_items as f64;
        let true_level = self.leader_level + self.leader_profile / k;
        true_level / (true_level + (self.rater_level + self.rater_profile / k) / n)
    }

    fn profile_reliability(&self, n: f64) -> f64 {
        self.leader_profile / (self.leader_profile + self.rater_profile / n)
    }
}

/// The mean of the covariances of two items, and the mean of the variances less that.
fn level_and_profile(covariance: &[f64], n_items: usize) -> (f64, f64) {
    let k = n_items as f64;
    let trace: f64 = diagonal(n_items).map(|place| covariance[place]).sum();
    let all: f64 = covariance.iter().sum();
    let level = (all - trace) / (0.5 * k * (k - 1.0));
    (level, trace / k - level)
}

/// The share of level in the variance of an item; `None` if nothing varies.
pub(super) fn level_share(covariance: &[f64], n_items: usize) -> Option<f64> {
    let (level, profile) = level_and_profile(covariance, n_items);
    (level + profile > 0.0).then(|| level / (level + profile))
}

/// How much the mean of each item, and its place in a profile, varies with the rater.
struct Errors {
    raw: Vec<f64>,
    profile: Vec<f64>,
    level: f64,
    width: f64,
}

impl Errors {
    fn new(within: &[f64], n_items: usize, degrees_of_freedom: f64) -> Self {
        let k = n_items as f64;
        let raw: Vec<f64> = diagonal(n_items).map(|place| within[place]).collect();
        let mut rows = vec![0.0; n_items];
        let mut entries = within.iter();
        for a in 0..n_items {
            for b in a..n_items {
                let entry = entries.next().copied().unwrap_or(0.0);
                rows[a] += entry / k;
                rows[b] += if a == b { 0.0 } else { entry / k };
            }
        }
        let level = rows.iter().sum::<f64>() / k;
        let profile = raw.iter().zip(&rows).map(|(own, row)| own - 2.0 * row + level).collect();
        Self { raw, profile, level, width: t_quantile(0.975, degrees_of_freedom) }
    }

    fn profile(&self, leader: &BallotSums, average: &[f64]) -> Option<LeaderProfile> {
        if leader.n() == 0 {
            return None;
        }
        let means = leader.means();
        let level = means.iter().sum::<f64>() / means.len() as f64;
        let estimate = |value: f64, variance: f64| {
            let se = (variance.max(0.0) / f64::from(leader.n())).sqrt();
            Estimate { value, se: Some(se), ci95: Some(around(value, se, self.width)) }
        };
        let all = |values: Vec<f64>, variances: &[f64]| {
            values.iter().zip(variances).map(|(value, v)| estimate(*value, *v)).collect()
        };
        let profile: Vec<f64> = means.iter().map(|mean| mean - level).collect();
        let own: Vec<f64> = profile.iter().zip(average).map(|(own, other)| own - other).collect();
        Some(LeaderProfile {
            n: leader.n(),
            level: estimate(level, self.level),
            raw: all(means, &self.raw),
            profile: all(profile, &self.profile),
            own_profile: all(own, &self.profile),
        })
    }
}

/// The mean profile of leaders, each counting once.
fn average_profile(leaders: &[BallotSums], n_items: usize) -> Vec<f64> {
    let rated: Vec<Vec<f64>> =
        leaders.iter().filter(|leader| leader.n() > 0).map(BallotSums::means).collect();
    let mean_of = |item: usize| rated.iter().map(|means| means[item]).sum::<f64>();
    let means: Vec<f64> = (0..n_items).map(|item| mean_of(item) / rated.len() as f64).collect();
    let level = means.iter().sum::<f64>() / n_items as f64;
    means.iter().map(|mean| mean - level).collect()
}
