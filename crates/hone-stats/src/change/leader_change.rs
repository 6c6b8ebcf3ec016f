use super::waves::{LeaderWaves, Waves};
use super::{NoiseComponents, NoiseFloor, Verdict, noise_components};
use crate::{Error, Interval};

/// The change of one leader's mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeaderChange {
    /// Which leader.
    pub leader: usize,
    /// How many raters before, after, and both times.
    pub n_before: usize,
    /// How many raters after.
    pub n_after: usize,
    /// How many raters answered both times.
    pub n_both: usize,
    /// Mean before.
    pub before: f64,
    /// Mean after.
    pub after: f64,
    /// After less before.
    pub change: f64,
    /// Its noise by the variance components; `None` where nothing is known of it.
    pub noise: Option<NoiseFloor>,
    /// 95 % interval of the change, from that noise.
    pub ci95: Option<Interval>,
    /// Standard error from the reliability of the means before (Jacobson & Truax), for comparison;
    /// `None` where that reliability is not positive.
    pub se_by_reliability: Option<f64>,
    /// Whether the change is more than noise.
    pub verdict: Verdict,
    /// What a leader who began there would change by regression to the mean alone.
    pub by_regression: Option<f64>,
    /// The change pulled towards that of all leaders, as far as it is noise; the better guess of
    /// what raters like these would see.
    pub shrunken: Option<f64>,
}

/// The changes of all leaders with answers in both waves.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeOfLeaders {
    /// How much of the ratings is noise.
    pub components: NoiseComponents,
    /// Variance of true means between leaders before; `None` with fewer than two leaders.
    pub between_leaders: Option<f64>,
    /// Variance of true changes between leaders; `None` with fewer than two leaders.
    pub true_change: Option<f64>,
    /// Reliability of the mean before, of as many raters as is usual (harmonic mean).
    pub reliability_before: Option<f64>,
    /// Reliability of the differences between leaders in change.
    pub reliability_of_change: Option<f64>,
    /// Change of all leaders together, each weighing alike; `NaN` where none answers in both waves.
    pub mean_change: f64,
    /// One entry for each leader with answers in both waves.
    pub leaders: Vec<LeaderChange>,
    /// How many leaders have answers in one wave only, or none.
    pub n_left_out: usize,
    /// How many rows repeated a leader, rater and wave and were averaged.
    pub n_repeated: usize,
}

/// Change of leaders' means of few raters, with the same, with other or with partly the same raters.
///
/// The noise of each change comes from [`noise_components`] and the number of raters, those who
/// answered twice counting once (their views cancel). Variance of true change by `DerSimonian` & Laird
/// (1986) over the differing noise; the shrunken change is `mean + v / (v + se^2) (change - mean)`.
/// Regression to the mean is the slope of noise on the mean before,
/// `(stable n_both / n_after - within) / n_before / var(mean before)`, times the distance from the
/// mean of all.
///
/// Raters are taken to stand for more raters like them, and their noise to be alike for all leaders.
/// Nothing here says why a mean changed: other raters, another team and a better leader look alike.
/// Within the noise means 'cannot tell yet', never 'no change'. Of 100 leaders without any change, 5
/// come out as changed.
///
/// Checked against R's `lm` with the same and with other raters
/// (`reference/scripts/60_change_forecasts.R`, to 1e-10), and by simulation with partly the same:
/// 95 of 100 intervals hold the true change.
pub fn leader_change(waves: &Waves) -> Result<ChangeOfLeaders, Error> {
    let components = noise_components(waves)?;
    let present: Vec<(usize, &LeaderWaves)> = waves
        .leaders
        .iter()
        .enumerate()
        .filter(|(_, leader)| leader.n_before() > 0 && leader.n_after() > 0)
        .collect();
    let first = First::of(&present, components.within);
    let mut leaders: Vec<LeaderChange> = present
        .iter()
        .map(|(leader, waves)| change_of(*leader, waves, &components, first.as_ref()))
        .collect();

    let mean_change = leaders.iter().map(|l| l.change).sum::<f64>() / leaders.len() as f64;
    let true_change = true_change(&leaders);
    if let Some((mean, variance)) = true_change {
        shrink(&mut leaders, mean, variance);
    }
    Ok(ChangeOfLeaders {
        components,
        between_leaders: first.as_ref().map(|first| first.between),
        true_change: true_change.map(|(_, variance)| variance),
        reliability_before: first.as_ref().map(First::reliability),
        reliability_of_change: true_change
            .and_then(|(_, variance)| reliability_of_change(&leaders, variance)),
        mean_change,
        n_left_out: waves.leaders.len() - leaders.len(),
        n_repeated: waves.n_repeated,
        leaders,
    })
}

fn mean(values: impl Iterator<Item = f64>, n: usize) -> f64 {
    values.sum::<f64>() / n as f64
}

fn change_of(
    leader: usize,
    waves: &LeaderWaves,
    components: &NoiseComponents,
    first: Option<&First>,
) -> LeaderChange {
    let (n_before, n_after, n_both) = (waves.n_before(), waves.n_after(), waves.both.len());
    let (before, after) = (mean(waves.before(), n_before), mean(waves.after(), n_after));
    let change = after - before;
    let noise = waves.floor(components);
    LeaderChange {
        leader,
        n_before,
        n_after,
        n_both,
        before,
        after,
        change,
        noise,
        ci95: noise.map(|n| Interval { low: change - n.floor, high: change + n.floor }),
        se_by_reliability: first.and_then(First::se_of_difference),
        verdict: noise.map_or(Verdict::CannotTell, |noise| Verdict::of(change, noise.floor)),
        by_regression: first.and_then(|first| first.regression(waves, components, before)),
        shrunken: None,
    }
}

/// The means before, over leaders.
struct First {
    mean: f64,
    /// Observed variance of the means.
    variance: f64,
    /// Variance of their true values.
    between: f64,
    within: f64,
    /// Harmonic mean of the numbers of raters.
    usual_n: f64,
}

impl First {
    fn of(present: &[(usize, &LeaderWaves)], within: f64) -> Option<Self> {
        let n = present.len();
        if n < 2 {
            return None;
        }
        let means: Vec<f64> =
            present.iter().map(|(_, waves)| mean(waves.before(), waves.n_before())).collect();
        let centre = mean(means.iter().copied(), n);
        let squares: f64 = means.iter().map(|mean| (mean - centre).powi(2)).sum();
        let variance = squares / (n - 1) as f64;
        let inverse: f64 = present.iter().map(|(_, waves)| 1.0 / waves.n_before() as f64).sum();
        let usual_n = n as f64 / inverse;
        let between = (variance - within / usual_n).max(0.0);
        Some(Self { mean: centre, variance, between, within, usual_n })
    }

    fn reliability(&self) -> f64 {
        let of_mean = self.between + self.within / self.usual_n;
        if of_mean > 0.0 { self.between / of_mean } else { 0.0 }
    }

    fn se_of_difference(&self) -> Option<f64> {
        let reliability = self.reliability();
        (reliability > 0.0).then(|| (2.0 * self.variance * (1.0 - reliability)).sqrt())
    }

    fn regression(
        &self,
        waves: &LeaderWaves,
        components: &NoiseComponents,
        before: f64,
    ) -> Option<f64> {
        let stable = if waves.both.is_empty() { 0.0 } else { components.stable()? };
        let (n_before, n_after) = (waves.n_before() as f64, waves.n_after() as f64);
        let of_mean = self.between + self.within / n_before;
        let shared = stable * waves.both.len() as f64 / n_after;
        (of_mean > 0.0).then(|| (shared - self.within) / n_before / of_mean * (before - self.mean))
    }
}

/// Mean and variance of true changes, leaders weighing as their noise allows.
fn true_change(leaders: &[LeaderChange]) -> Option<(f64, f64)> {
    let known: Vec<(f64, f64)> = leaders
        .iter()
        .filter_map(|l| l.noise.filter(|n| n.se > 0.0).map(|n| (l.change, n.se.powi(2))))
        .collect();
    if known.len() < 2 {
        return None;
    }
    let weights = |between: f64| known.iter().map(move |(_, v)| 1.0 / (v + between));
    let centre = |between: f64| {
        let sum: f64 = known.iter().zip(weights(between)).map(|((d, _), w)| w * d).sum();
        sum / weights(between).sum::<f64>()
    };
    let fixed = centre(0.0);
    let q: f64 = known.iter().map(|(d, v)| (d - fixed).powi(2) / v).sum();
    let total: f64 = weights(0.0).sum();
    let spread = total - weights(0.0).map(|w| w * w).sum::<f64>() / total;
    let between = ((q - (known.len() - 1) as f64) / spread).max(0.0);
    Some((centre(between), between))
}

fn shrink(leaders: &mut [LeaderChange], mean: f64, variance: f64) {
    for leader in leaders {
        let share = |noise: NoiseFloor| variance / (variance + noise.se.powi(2));
        leader.shrunken = leader
            .noise
            .filter(|noise| noise.se > 0.0)
            .map(|noise| mean + share(noise) * (leader.change - mean));
    }
}

fn reliability_of_change(leaders: &[LeaderChange], variance: f64) -> Option<f64> {
    let noise: Vec<f64> =
        leaders.iter().filter_map(|l| l.noise.map(|noise| noise.se.powi(2))).collect();
    let usual = mean(noise.iter().copied(), noise.len());
    (variance + usual > 0.0).then(|| variance / (variance + usual))
}
