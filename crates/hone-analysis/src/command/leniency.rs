//! `hone stats leniency`: level and profile of ballots whose raters are unknown.

use hone_stats::Estimate;
use hone_stats::raters::{BallotSums, LeaderProfile, Leniency as Found, leniency};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, estimate, fixed, percent};
use crate::table::{Choice, Data, Source};

/// How many leaders a table for people shows; the JSON has all.
const SHOWN: usize = 30;

/// How much of what unknown raters say is level and how much is profile
#[derive(Debug, clap::Args)]
pub(crate) struct Leniency {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", visible_alias = "person")]
    ratee: String,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
}

#[derive(Serialize)]
struct Keys {
    n_ballots: usize,
    n_leaders: usize,
    typical_raters: f64,
    parts: Parts,
    level_share: Figure,
    level_reliability: f64,
    profile_reliability: f64,
    leaders: Vec<OneLeader>,
}

#[derive(Serialize)]
struct Parts {
    leader_level: Figure,
    leader_profile: Figure,
    rater_level: Figure,
    rater_profile: Figure,
}

#[derive(Serialize)]
struct OneLeader {
    leader: String,
    n: u32,
    level: Figure,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    name: String,
    raw: Figure,
    profile: Figure,
    own_profile: Figure,
}

impl Leniency {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.items(&self.items).label(&self.ratee);
        let data = ask.read()?.complete()?;
        let sums = BallotSums::of(&data.scores()?, &data.labels[0].groups()?)?;
        let found = data.named(leniency(&sums))?;
        let keys = keys(&found, &data);
        Ok(Report::new("leniency", "Level and profile of ballots", &keys, finding(&found))
            .of(Rows::from(&data))
            .table(parts_table(&found))
            .table(leader_table(&keys)))
    }
}

fn keys(found: &Found, data: &Data) -> Keys {
    let figure = |estimate: Estimate| Figure::from(estimate);
    let names = data.labels[0].names().iter().zip(&found.leaders);
    let leader = |(name, leader): (&String, &Option<LeaderProfile>)| {
        let leader = leader.as_ref()?;
        let items = (0..data.items.len()).map(|item| Item {
            name: data.items[item].name.clone(),
            raw: figure(leader.raw[item]),
            profile: figure(leader.profile[item]),
            own_profile: figure(leader.own_profile[item]),
        });
        let items = items.collect();
        Some(OneLeader { leader: name.clone(), n: leader.n, level: figure(leader.level), items })
    };
    Keys {
        n_ballots: found.n_ballots,
        n_leaders: found.n_leaders,
        typical_raters: found.typical_raters,
        parts: Parts {
            leader_level: figure(found.parts.leader_level),
            leader_profile: figure(found.parts.leader_profile),
            rater_level: figure(found.parts.rater_level),
            rater_profile: figure(found.parts.rater_profile),
        },
        level_share: figure(found.level_share),
        level_reliability: found.level_reliability,
        profile_reliability: found.profile_reliability,
        leaders: names.filter_map(leader).collect(),
    }
}

fn parts_table(found: &Found) -> TextTable {
    let mut table = TextTable::new("What an answer varies by", &["", "variance (95 % interval)"]);
    let mut row = |name: &str, part: &Estimate| table.row([name.to_owned(), estimate(part)]);
    row("leaders: level", &found.parts.leader_level);
    row("leaders: profile", &found.parts.leader_profile);
    row("raters of one leader: level (leniency, impression)", &found.parts.rater_level);
    row("raters of one leader: profile and noise", &found.parts.rater_profile);
    row("share of level among raters", &found.level_share);
    let typical = fixed(found.typical_raters, 1);
    let mut row = |name: &str, value: f64| {
        table.row([format!("reliability of a leader's {name}, {typical} raters"), fixed(value, 3)]);
    };
    row("level", found.level_reliability);
    row("profile", found.profile_reliability);
    table
}

fn leader_table(keys: &Keys) -> TextTable {
    let title = if keys.leaders.len() > SHOWN {
        format!("Leaders (the first {SHOWN} of {}; --json has all)", count(keys.leaders.len()))
    } else {
        "Leaders".to_owned()
    };
    let columns = ["leader", "ballots", "level", "strongest beside the others'", "weakest"];
    let mut table = TextTable::new(title, &columns);
    for leader in keys.leaders.iter().take(SHOWN) {
        let by_profile = |a: &&Item, b: &&Item| a.own_profile.value.total_cmp(&b.own_profile.value);
        let told = |item: Option<&Item>| {
            item.map_or_else(String::new, |item| {
                let around = item.own_profile.ci95.unwrap_or([f64::NAN; 2]);
                let value = fixed(item.own_profile.value, 2);
                let [low, high] = around.map(|end| fixed(end, 2));
                format!("{} {value} ({low} to {high})", item.name)
            })
        };
        table.row([
            leader.leader.clone(),
            leader.n.to_string(),
            fixed(leader.level.value, 2),
            told(leader.items.iter().max_by(by_profile)),
            told(leader.items.iter().min_by(by_profile)),
        ]);
    }
    table
}

fn finding(found: &Found) -> String {
    if !found.level_share.value.is_finite() {
        return "Raters of one leader do not differ, so that level and profile cannot be told apart."
            .to_owned();
    }
    format!(
        "Of what raters of one leader differ in, {} is how high they answer throughout and not what they \
         answer to what; with {} raters a leader's level has a reliability of {} and the profile {}.",
        percent(found.level_share.value),
        fixed(found.typical_raters, 1),
        fixed(found.level_reliability, 2),
        fixed(found.profile_reliability, 2)
    )
}
