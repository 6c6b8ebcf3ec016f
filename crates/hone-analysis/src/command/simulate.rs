//! `hone simulate`: rounds drawn from a stated model.

mod written;

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use hone_stats::simulate::{
    Carelessness, OwnView, Plan, Pool, Round, SecondWave, Source, simulate,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, TextTable, count, fixed};

/// Draws a round from a stated model: leaders, raters, leniency, halo, careless raters, real change
#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// How many leaders are rated
    #[arg(long, value_name = "N", default_value_t = 100)]
    leaders: usize,
    /// The categories of raters, with how many of each rate a leader
    #[arg(long, value_name = "NAME=N,…", default_value = "manager=1,peer=3,report=4")]
    raters: Sources,
    /// From how many people the raters of one unit's leaders come; 0 gives each leader raters of
    /// their own
    #[arg(long, value_name = "N", default_value_t = 50)]
    raters_per_unit: usize,
    /// How many leaders share those raters
    #[arg(long, value_name = "N", default_value_t = 40)]
    leaders_per_unit: usize,
    /// How many scales the questionnaire has
    #[arg(long, value_name = "N", default_value_t = 6)]
    scales: usize,
    /// How many items each scale has
    #[arg(long, value_name = "N", default_value_t = 5)]
    items_per_scale: usize,
    /// Variances other than the usual: general, specific, leniency, halo, halo-specific, source, noise
    #[arg(long, value_name = "NAME=VALUE,…")]
    variances: Option<Shares>,
    /// Share of answers that are missing
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    missing: f64,
    /// Share of raters who do not read the items
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    careless: f64,
    /// What careless raters do
    #[arg(long, value_enum, default_value_t = Kindness::Straight)]
    careless_kind: Kindness,
    /// Leaders rate themselves too
    #[arg(long = "self")]
    own_view: bool,
    /// A second round in which leaders have changed by this much on average
    #[arg(long, value_name = "LATENT", allow_negative_numbers = true)]
    change: Option<f64>,
    /// How much leaders differ in that change (standard deviation)
    #[arg(long, value_name = "SD", default_value_t = 0.3, requires = "change")]
    change_sd: f64,
    /// Share of raters who are others in the second round
    #[arg(long, value_name = "SHARE", default_value_t = 0.4, requires = "change")]
    turnover: f64,
    /// The same seed draws the same round
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write the ratings, a row per ballot; without it they go to the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where to write what they were drawn from, as JSON
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kindness {
    /// The same answer everywhere
    Straight,
    /// Any answer anywhere
    Random,
}

/// Names with numbers: `a=1,b=2`.
#[derive(Debug, Clone)]
struct Shares(Vec<(String, f64)>);

/// Names with counts: `a=1,b=2`.
#[derive(Debug, Clone)]
struct Sources(Vec<Source>);

impl FromStr for Shares {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split(',').map(named_number).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Sources {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let source = |(name, raters_per_leader)| Source { name, raters_per_leader };
        let sources = text.split(',').map(|piece| named_number(piece).map(source));
        sources.collect::<Result<_, _>>().map(Self)
    }
}

fn named_number<N: FromStr>(piece: &str) -> Result<(String, N), String> {
    let (name, number) = piece.split_once('=').unwrap_or((piece, ""));
    if name.contains(['"', '\n', '\r']) {
        return Err(format!("'{name}' cannot be the name of a column's value"));
    }
    let number = number.trim().parse().map_err(|_| format!("'{piece}' is not NAME=NUMBER"))?;
    Ok((name.trim().to_owned(), number))
}

#[derive(Serialize)]
struct Keys {
    seed: u64,
    leaders: usize,
    raters: usize,
    ballots: usize,
    items: usize,
    waves: u32,
    mean: f64,
    missing: usize,
}

impl Simulate {
    /// A report, and the ratings if they are to be printed.
    pub(crate) fn run(&self) -> Result<(Report, Option<String>), Error> {
        let plan = self.plan()?;
        let round = simulate(&plan, self.seed)?;
        if let Some(path) = &self.truth {
            let text = written::truth(self.seed, &plan, &round)?;
            written::write(path, &text)?;
        }
        let ballots = written::csv(&plan, &round);
        let printed = match &self.out {
            Some(path) => written::write(path, &ballots).map(|()| None)?,
            None => Some(ballots),
        };
        let keys = keys(self.seed, &round);
        let report = Report::new("simulate", "A round was drawn", &keys, self.finding(&keys));
        Ok((report.table(table(&keys)), printed))
    }

    fn plan(&self) -> Result<Plan, Error> {
        let mut plan = Plan {
            sources: self.raters.0.clone(),
            pool: match self.raters_per_unit {
                0 => Pool::Own,
                raters_per_unit => {
                    Pool::Shared { leaders_per_unit: self.leaders_per_unit, raters_per_unit }
                }
            },
            n_scales: self.scales,
            items_per_scale: self.items_per_scale,
            missing: self.missing,
            careless: self.careless,
            carelessness: match self.careless_kind {
                Kindness::Straight => Carelessness::Straight,
                Kindness::Random => Carelessness::Random,
            },
            own_view: self.own_view.then_some(OwnView {
                leniency: 0.35,
                weight: 0.7,
                variance: 0.3,
            }),
            second_wave: self.change.map(|change| SecondWave {
                change,
                change_sd: self.change_sd,
                turnover: self.turnover,
            }),
            ..Plan::typical(self.leaders)
        };
        for (name, value) in self.variances.iter().flat_map(|variances| &variances.0) {
            *variance(&mut plan, name)? = *value;
        }
        Ok(plan)
    }

    fn finding(&self, keys: &Keys) -> String {
        let place = self
            .out
            .as_ref()
            .map_or_else(String::new, |path| format!(" and written to {}", path.display()));
        format!(
            "{} ballots about {} leaders were drawn with seed {}{place}.",
            count(keys.ballots),
            count(keys.leaders),
            self.seed
        )
    }
}

fn variance<'a>(plan: &'a mut Plan, name: &str) -> Result<&'a mut f64, Error> {
    let v = &mut plan.variances;
    Ok(match name {
        "general" => &mut v.general,
        "specific" => &mut v.specific,
        "leniency" => &mut v.leniency,
        "halo" => &mut v.halo,
        "halo-specific" => &mut v.halo_specific,
        "source" => &mut v.source,
        "noise" => &mut v.noise,
        other => return Err(Error::usage(format!("there is no variance named '{other}'"))),
    })
}

fn keys(seed: u64, round: &Round) -> Keys {
    let answers = || round.scores.items().flatten();
    let answered = || answers().filter(|answer| !answer.is_nan());
    Keys {
        seed,
        leaders: round.truth.leaders.len(),
        raters: round.truth.leniency.len(),
        ballots: round.leaders.len(),
        items: round.scores.n_items(),
        waves: round.waves.iter().max().map_or(0, |last| last + 1),
        mean: answered().sum::<f64>() / answered().count() as f64,
        missing: answers().count() - answered().count(),
    }
}

fn table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("leaders", count(keys.leaders));
    row("raters", count(keys.raters));
    row("ballots", count(keys.ballots));
    row("items", count(keys.items));
    row("missing answers", count(keys.missing));
    row("mean answer", fixed(keys.mean, 2));
    table
}
