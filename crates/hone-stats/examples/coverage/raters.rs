//! Level and profile of ballots, halo, and how unusual a ballot is.

use hone_stats::careless::distances;
use hone_stats::numeric::{normal, stream};
use hone_stats::raters::{BallotSums, Halo, Leniency, halo, leniency};
use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};
use hone_stats::{AnswerScale, Estimate, Groups, Scores};

use crate::study::{Study, Told};

const OF_ONE_ROUND: &str =
    "The jackknife is over leaders; with 20 of them its spread is itself rough.";
const SHARED_ERROR: &str = "The mean of the leader is taken off a ballot, and with it a share of what is the \
     rater's own: with 8 raters the figure is about .04 too low. It says whether raters may be spoken \
     about, not more.";

pub(crate) fn studies() -> Vec<Study> {
    [levels(), profiles(), halos(), unusual()].into_iter().flatten().collect()
}

/// Two scales of three items, without rounding.
fn plan(n_leaders: usize, n_raters: usize, thresholds: Vec<f64>) -> Plan {
    let typical = Plan::typical(n_leaders);
    Plan {
        variances: Variances { source: 0.0, ..typical.variances },
        sources: vec![Source { name: "raters".to_owned(), raters_per_leader: n_raters }],
        pool: Pool::Own,
        n_scales: 2,
        items_per_scale: 3,
        thresholds,
        ..typical
    }
}

fn draw(n_leaders: usize, n_raters: usize, seed: u64) -> Option<(Round, Groups, Variances)> {
    let plan = plan(n_leaders, n_raters, Vec::new());
    let round = simulate(&plan, seed).ok()?;
    let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
    Some((round, leaders, plan.variances))
}

/// Of the pairs of two of six items in two scales, those in one scale.
const IN_ONE_SCALE: f64 = 6.0 / 15.0;

/// True variances: leaders' level and profile, raters' level and profile.
fn truths(v: &Variances) -> [f64; 4] {
    let of_leader = v.general + v.specific * IN_ONE_SCALE;
    let of_rater = v.leniency + v.halo + v.halo_specific * IN_ONE_SCALE;
    let all = v.leniency + v.halo + v.halo_specific + v.noise;
    [of_leader, v.general + v.specific - of_leader, of_rater, all - of_rater]
}

fn levels() -> Vec<Study> {
    type Pick = fn(&Leniency) -> Estimate;
    type Truth = fn([f64; 4]) -> f64;
    let figures: [(&'static str, Pick, Truth); 5] = [
        ("leniency, level of leaders", |l| l.parts.leader_level, |t| t[0]),
        ("leniency, profile of leaders", |l| l.parts.leader_profile, |t| t[1]),
        ("leniency, level of raters", |l| l.parts.rater_level, |t| t[2]),
        ("leniency, profile of raters", |l| l.parts.rater_profile, |t| t[3]),
        ("leniency, share of level", |l| l.level_share, |t| t[2] / (t[2] + t[3])),
    ];
    [(20, 3), (50, 5), (200, 8)]
        .into_iter()
        .flat_map(|(n, k)| {
            figures.map(|(method, pick, truth)| {
                let what = (method, format!("{n} leaders, {k} raters, 6 items"), 600);
                Study::interval(what, move |seed| {
                    let found = draw(n, k, seed).and_then(|(round, leaders, variances)| {
                        let sums = BallotSums::of(&round.scores, &leaders).ok()?;
                        let told = leniency(&sums).ok()?;
                        Some(vec![Told::of(pick(&told), truth(truths(&variances)))])
                    });
                    found.unwrap_or_default()
                })
                .except_if(n < 50, OF_ONE_ROUND)
            })
        })
        .collect()
}

/// What is left of each leader's items when nobody's leniency counts.
fn profiles() -> Vec<Study> {
    let of = |method: &'static str, n: usize, k: usize, is_level: bool| {
        let what = (method, format!("{n} leaders, {k} raters, 6 items"), 20_000 / n as u64);
        Study::interval(what, move |seed| one_profile((n, k), is_level, seed).unwrap_or_default())
    };
    vec![
        of("leniency, level of a leader", 20, 3, true),
        of("leniency, profile of a leader", 20, 3, false),
        of("leniency, level of a leader", 200, 8, true),
        of("leniency, profile of a leader", 200, 8, false),
    ]
}

fn one_profile((n, k): (usize, usize), is_level: bool, seed: u64) -> Option<Vec<Told>> {
    let (round, leaders, _) = draw(n, k, seed)?;
    let found = leniency(&BallotSums::of(&round.scores, &leaders).ok()?).ok()?;
    let difficulties = &round.truth.difficulties;
    let told = |(leader, profile): (usize, &hone_stats::raters::LeaderProfile)| -> Vec<Told> {
        let levels = &round.truth.leaders[leader].levels;
        let mean = levels.iter().sum::<f64>() / levels.len() as f64;
        if is_level {
            return vec![Told::of(profile.level, mean)];
        }
        let items = profile.profile.iter().enumerate();
        items
            .map(|(item, estimate)| {
                Told::of(*estimate, levels[item / 3] - difficulties[item] - mean)
            })
            .collect()
    };
    let known = found.leaders.iter().enumerate().filter_map(|(l, of)| Some((l, of.as_ref()?)));
    Some(known.flat_map(told).collect())
}

/// Indices of halo and of how the scale is used.
fn halos() -> Vec<Study> {
    type Pick = fn(&Halo) -> Option<Estimate>;
    type Truth = fn(&Halo, &Variances) -> f64;
    let unrounded: [(&'static str, Pick, Truth); 3] = [
        (
            "halo, within ballots",
            |h| Some(h.within),
            |_, v| {
                let t = truths(v);
                t[2] / (t[2] + t[3])
            },
        ),
        (
            "halo, between leaders",
            |h| h.between,
            |_, v| {
                let t = truths(v);
                t[0] / (t[0] + t[1])
            },
        ),
        (
            "halo, excess",
            |h| h.excess,
            |_, v| {
                let t = truths(v);
                t[2] / (t[2] + t[3]) - t[0] / (t[0] + t[1])
            },
        ),
    ];
    let mut studies: Vec<Study> = [(20, 3), (50, 5), (200, 8)]
        .into_iter()
        .flat_map(|(n, k)| {
            unrounded.map(|(method, pick, truth)| {
                let what = (method, format!("{n} leaders, {k} raters, 6 items"), 600);
                Study::interval(what, move |seed| {
                    let found = draw(n, k, seed).and_then(|(round, leaders, variances)| {
                        let scale = AnswerScale::new(1, 5).ok()?;
                        let told = halo(&round.scores, &leaders, None, scale).ok()?;
                        Some(vec![Told::of(pick(&told)?, truth(&told, &variances))])
                    });
                    found.unwrap_or_default()
                })
                .except_if(n < 200, OF_ONE_ROUND)
            })
        })
        .collect();
    studies.extend(uses_of_the_scale());
    studies.push(habit());
    studies
}

/// Shares of ballots and answers, of raters in leaders, whose truth is that of a very large round.
fn uses_of_the_scale() -> Vec<Study> {
    type Pick = fn(&Halo) -> Estimate;
    let figures: [(&'static str, Pick); 4] = [
        ("halo, spread in a ballot", |h| h.spread),
        ("halo, share of ballots with one answer", |h| h.straight),
        ("halo, share of answers at the ends", |h| h.ends),
        ("halo, share of answers in the middle", |h| h.middle),
    ];
    let told = |n: usize, k: usize, seed: u64, pick: Pick| -> Option<Estimate> {
        // Difficulties are drawn anew for each round; here they are none, so that one truth holds.
        let plan = Plan { difficulty_sd: 0.0, ..plan(n, k, Plan::typical(n).thresholds) };
        let round = simulate(&plan, seed).ok()?;
        let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
        let scale = AnswerScale::new(1, 5).ok()?;
        Some(pick(&halo(&round.scores, &leaders, None, scale).ok()?))
    };
    let sizes = [(20, 3), (100, 5)];
    sizes
        .into_iter()
        .flat_map(|(n, k)| {
            figures.map(|(method, pick)| {
                let truth = std::sync::OnceLock::new();
                let what = (method, format!("{n} leaders, {k} raters, 6 items"), 600);
                Study::interval(what, move |seed| {
                    let truth = truth.get_or_init(|| {
                        told(30_000, 4, 1 << 40, pick).map_or(f64::NAN, |told| told.value)
                    });
                    let found = told(n, k, seed, pick);
                    found.map(|found| vec![Told::of(found, *truth)]).unwrap_or_default()
                })
            })
        })
        .collect()
}

/// How much of the level of a ballot is the rater's own, raters rating several leaders.
fn habit() -> Study {
    let size = "80 leaders, 8 raters each of 80 shared by 40, 6 items".to_owned();
    Study::interval(("halo, level that is the rater's own (ICC 1)", size, 400), |seed| {
        let plan = Plan {
            pool: Pool::Shared { leaders_per_unit: 40, raters_per_unit: 80 },
            ..plan(80, 8, Vec::new())
        };
        let v = plan.variances;
        let rest = v.halo + v.halo_specific / 2.0 + v.noise / 6.0;
        let truth = v.leniency / (v.leniency + rest);
        let found = simulate(&plan, seed).ok().and_then(|round| {
            let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
            let (raters, _) = Groups::by_label(&round.raters).ok()?;
            let scale = AnswerScale::new(1, 5).ok()?;
            let told = halo(&round.scores, &leaders, Some(&raters), scale).ok()?;
            Some(vec![Told::of(told.habits?.level?.one_ballot, truth)])
        });
        found.unwrap_or_default()
    })
    .except(SHARED_ERROR)
}

/// Mahalanobis distances of honest ballots with normal answers.
fn unusual() -> Vec<Study> {
    let what =
        ("careless, Mahalanobis distance of normal answers", "500 rows, 8 items".to_owned(), 200);
    vec![Study::level(what, |seed| {
        let mut rng = stream(seed, 11);
        let factor: Vec<f64> = (0..500).map(|_| normal(&mut rng)).collect();
        let columns =
            (0..8).map(|_| factor.iter().map(|f| f + normal(&mut rng)).collect()).collect();
        let found = Scores::new(columns).and_then(|scores| distances(&scores));
        found
            .map(|all| all.iter().flatten().map(|d| Told::chance(d.p)).collect())
            .unwrap_or_default()
    })]
}
