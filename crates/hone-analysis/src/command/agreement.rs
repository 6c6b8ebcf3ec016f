//! `hone stats agreement`: whether leaders see themselves as others do.

use hone_stats::Estimate;
use hone_stats::agreement::{SelfOther, Surface, response_surface, self_other};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, fixed, interval, number};
use crate::table::{Choice, Data, Source, name_items};

/// Self and others: correlation, agreement, difference, and with an outcome the response surface.
///
/// Either a row per leader, with --own and --others, or a row per ballot, with --items, --ratee and
/// --source.
#[derive(Debug, clap::Args)]
pub(crate) struct Agreement {
    #[command(flatten)]
    source: Source,
    /// A row per leader: the column with the leader's own number
    #[arg(long, value_name = "COLUMN", requires = "others", conflicts_with = "items")]
    own: Option<String>,
    /// A row per leader: the column with the number of others
    #[arg(long, value_name = "COLUMN", requires = "own")]
    others: Option<String>,
    /// A row per leader: the column with an outcome that comes from elsewhere
    #[arg(long, value_name = "COLUMN", requires = "own")]
    outcome: Option<String>,
    /// The middle of the scale, for the response surface
    #[arg(long, default_value_t = 3.0, allow_negative_numbers = true)]
    middle: f64,
    /// A row per ballot: the items, of which the mean is taken
    #[arg(long, value_name = "ITEMS", requires = "ratee", requires = "from")]
    items: Option<Choice>,
    /// A row per ballot: the column that says who was rated
    #[arg(long, value_name = "COLUMN", requires = "items")]
    ratee: Option<String>,
    /// A row per ballot: the column that says who rated
    #[arg(long = "source", id = "from", value_name = "COLUMN", requires = "items")]
    from: Option<String>,
    /// What that column says of the leader's own ballot
    #[arg(long, value_name = "LABEL", default_value = "self")]
    self_label: String,
}

/// A number of each leader.
struct Pairs {
    own: Vec<f64>,
    others: Vec<f64>,
    outcome: Option<Vec<f64>>,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    r: Figure,
    agreement: Figure,
    consistency: Figure,
    difference: Figure,
    d: f64,
    surface: Option<SurfaceKeys>,
}

#[derive(Serialize)]
struct SurfaceKeys {
    n: usize,
    coefficients: Vec<Coefficient>,
    a1: Figure,
    a2: Figure,
    a3: Figure,
    a4: Figure,
    r2: f64,
}

#[derive(Serialize)]
struct Coefficient {
    term: &'static str,
    #[serde(flatten)]
    figure: Figure,
}

const TERMS: [&str; 6] = ["1", "self", "others", "self^2", "self*others", "others^2"];

impl Agreement {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let (data, pairs) = self.pairs()?;
        let names = [&self.own, &self.others, &self.outcome];
        let defaults = ["the leaders' own means", "the means of others", "the outcome"];
        let named = |(name, default): (&Option<String>, &str)| {
            name.clone().unwrap_or_else(|| default.to_owned())
        };
        let names: Vec<String> = names.into_iter().zip(defaults).map(named).collect();
        let found = name_items(&names, self_other(&pairs.own, &pairs.others))?;
        let surface = match &pairs.outcome {
            Some(outcome) => {
                let found = response_surface(&pairs.own, &pairs.others, outcome, self.middle);
                Some(name_items(&names, found)?)
            }
            None => None,
        };
        let keys = Keys {
            n: found.n,
            r: found.r.into(),
            agreement: found.agreement.into(),
            consistency: found.consistency.into(),
            difference: found.difference.into(),
            d: found.d,
            surface: surface.as_ref().map(keys_of),
        };
        let title = format!("Self and others, {} leaders", count(found.n));
        let report = Report::new("agreement", title, &keys, finding(&found))
            .of(Rows::from(&data))
            .table(table(&found));
        Ok(match &surface {
            Some(surface) => report.table(surface_table(surface)),
            None => report,
        })
    }

    fn pairs(&self) -> Result<(Data, Pairs), Error> {
        if let (Some(own), Some(others)) = (&self.own, &self.others) {
            let mut ask = self.source.ask()?.number(own).number(others);
            if let Some(outcome) = &self.outcome {
                ask = ask.number(outcome);
            }
            let data = ask.read()?.with_numbers()?;
            let column = |place: usize| data.numbers[place].values.clone();
            let outcome = self.outcome.is_some().then(|| column(2));
            let pairs = Pairs { own: column(0), others: column(1), outcome };
            return Ok((data, pairs));
        }
        let (Some(items), Some(ratee), Some(from)) = (&self.items, &self.ratee, &self.from) else {
            return Err(Error::usage("name --own and --others, or --items, --ratee and --source"));
        };
        let data = self.source.ask()?.items(items).label(ratee).label(from).read()?.answered()?;
        let pairs = self.of_ballots(&data)?;
        Ok((data, pairs))
    }

    /// The mean of a leader's own ballots, and that of the others.
    fn of_ballots(&self, data: &Data) -> Result<Pairs, Error> {
        let (leaders, sources) = (&data.labels[0], &data.labels[1]);
        let Some(own) = sources.names().iter().position(|name| *name == self.self_label) else {
            let message = format!(
                "no row has '{}' in '{}'; name what stands there with --self-label",
                self.self_label, sources.name
            );
            return Err(Error::data(message));
        };
        let mut sums = vec![[(0.0, 0_u32); 2]; leaders.names().len()];
        let means = data.scores()?.row_means();
        for ((mean, leader), source) in means.iter().zip(leaders.codes()).zip(sources.codes()) {
            let side = &mut sums[*leader as usize][usize::from(*source as usize != own)];
            side.0 += mean;
            side.1 += 1;
        }
        let of = |side: usize| {
            sums.iter().map(|sides| sides[side].0 / f64::from(sides[side].1)).collect()
        };
        Ok(Pairs { own: of(0), others: of(1), outcome: None })
    }
}

fn keys_of(surface: &Surface) -> SurfaceKeys {
    let coefficient = |(term, estimate): (&&'static str, &Estimate)| Coefficient {
        term,
        figure: (*estimate).into(),
    };
    SurfaceKeys {
        n: surface.n,
        coefficients: TERMS.iter().zip(&surface.coefficients).map(coefficient).collect(),
        a1: surface.a1.into(),
        a2: surface.a2.into(),
        a3: surface.a3.into(),
        a4: surface.a4.into(),
        r2: surface.r2,
    }
}

fn table(found: &SelfOther) -> TextTable {
    let mut table = TextTable::new("", &["", "value", "95 % interval"]);
    let mut row = |name: &str, estimate: &Estimate| {
        table.row([name.to_owned(), number(estimate.value), interval(estimate.ci95)]);
    };
    row("correlation", &found.r);
    row("agreement, ICC(A,1)", &found.agreement);
    row("consistency, ICC(C,1)", &found.consistency);
    row("self less others, points", &found.difference);
    table.row(["self less others, standard deviations".to_owned(), number(found.d)]);
    table
}

fn surface_table(surface: &Surface) -> TextTable {
    let mut table = TextTable::new("Response surface", &["", "value", "95 % interval"]);
    let named = [
        ("slope where both agree (a1)", &surface.a1),
        ("curvature where both agree (a2)", &surface.a2),
        ("slope across, self less others (a3)", &surface.a3),
        ("curvature across (a4)", &surface.a4),
    ];
    for (name, estimate) in named {
        table.row([name.to_owned(), number(estimate.value), interval(estimate.ci95)]);
    }
    table.row(["variance of the outcome explained".to_owned(), number(surface.r2)]);
    table
}

fn finding(found: &SelfOther) -> String {
    let difference = found.difference.value;
    let is_sure = found.difference.ci95.is_some_and(|ends| ends.low > 0.0 || ends.high < 0.0);
    let direction = match (is_sure, difference > 0.0) {
        (false, _) => "as high as others do, as far as can be told".to_owned(),
        (true, true) => format!("{} points higher than others do", fixed(difference, 2)),
        (true, false) => format!("{} points lower than others do", fixed(-difference, 2)),
    };
    format!("Leaders rate themselves {direction}; both go together by {}.", fixed(found.r.value, 2))
}
