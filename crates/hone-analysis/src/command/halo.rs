//! `hone stats halo`: how the raters of a round use the scale.

use hone_stats::Estimate;
use hone_stats::raters::{Habit, Halo as Found, halo};
use serde::Serialize;

use super::scale::{Written, known};
use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, estimate, fixed};
use crate::table::{Choice, Source};

/// Halo, use of the ends and the middle, and straight-lining in a round
#[derive(Debug, clap::Args)]
pub(crate) struct Halo {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", visible_alias = "person")]
    ratee: String,
    /// The column that says who rated, where that is known
    #[arg(long, value_name = "COLUMN")]
    rater: Option<String>,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The lowest and the highest possible answer; without it, those that occur
    #[arg(long, value_name = "MIN..MAX", allow_hyphen_values = true)]
    scale: Option<Written>,
}

#[derive(Serialize)]
struct Keys {
    n_ballots: usize,
    n_leaders: usize,
    within: Figure,
    between: Option<Figure>,
    excess: Option<Figure>,
    spread: Figure,
    straight: Figure,
    ends: Figure,
    middle: Figure,
    habits: Option<Habits>,
}

#[derive(Serialize)]
struct Habits {
    level: Option<OneHabit>,
    spread: Option<OneHabit>,
    ends: Option<OneHabit>,
}

#[derive(Serialize)]
struct OneHabit {
    one_ballot: Figure,
    ballots_needed: Option<usize>,
}

impl Halo {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.items(&self.items).label(&self.ratee);
        let ask = self.rater.iter().fold(ask, |ask, rater| ask.label(rater));
        let data = ask.read()?.answered()?;
        let scores = data.scores()?;
        let scale = known(self.scale, &scores)?.scale;
        let leaders = data.labels[0].groups()?;
        let raters = data.labels.get(1).map(crate::table::Labels::groups).transpose()?;
        let found = data.named(halo(&scores, &leaders, raters.as_ref(), scale))?;
        let report =
            Report::new("halo", "How raters use the scale", &keys(&found), finding(&found))
                .of(Rows::from(&data))
                .table(table(&found));
        Ok(match &found.habits {
            Some(habits) => report.table(habit_table(habits)),
            None => report,
        })
    }
}

fn keys(found: &Found) -> Keys {
    let one = |habit: &Option<Habit>| {
        habit.map(|habit| OneHabit {
            one_ballot: habit.one_ballot.into(),
            ballots_needed: habit.ballots_needed,
        })
    };
    Keys {
        n_ballots: found.n_ballots,
        n_leaders: found.n_leaders,
        within: found.within.into(),
        between: found.between.map(Figure::from),
        excess: found.excess.map(Figure::from),
        spread: found.spread.into(),
        straight: found.straight.into(),
        ends: found.ends.into(),
        middle: found.middle.into(),
        habits: found.habits.as_ref().map(|habits| Habits {
            level: one(&habits.level),
            spread: one(&habits.spread),
            ends: one(&habits.ends),
        }),
    }
}

fn table(found: &Found) -> TextTable {
    let mut table = TextTable::new("", &["", "value (95 % interval)"]);
    let mut row = |name: &str, value: &Estimate| table.row([name.to_owned(), estimate(value)]);
    row("shared by two answers of a ballot, beside the leader's", &found.within);
    if let (Some(between), Some(excess)) = (&found.between, &found.excess) {
        row("shared by two items over leaders", between);
        row("halo: how much more within ballots, at least", excess);
    }
    row("standard deviation within a ballot", &found.spread);
    row("share of ballots with one and the same answer", &found.straight);
    row("share of answers at the ends", &found.ends);
    row("share of answers nearest the middle", &found.middle);
    table
}

fn habit_table(habits: &hone_stats::raters::Habits) -> TextTable {
    let columns = ["", "the rater's own in one ballot", "ballots until it is .7"];
    let mut table = TextTable::new("What belongs to the rater, whoever is rated", &columns);
    let mut row = |name: &str, habit: &Option<Habit>| {
        let Some(habit) = habit else { return };
        let needed = habit.ballots_needed.map_or_else(|| "no number".to_owned(), count);
        table.row([name.to_owned(), estimate(&habit.one_ballot), needed]);
    };
    row("level, less that of the leader", &habits.level);
    row("standard deviation within a ballot", &habits.spread);
    row("share of answers at the ends", &habits.ends);
    table
}

fn finding(found: &Found) -> String {
    let halo = match found.excess {
        Some(excess) if excess.ci95.is_some_and(|around| around.low > 0.0) => format!(
            "Answers of one ballot share more than what is the leader's explains, by at least {} of \
             their variance (halo)",
            fixed(excess.value, 2)
        ),
        Some(_) => "Ballots share no more than leaders do, so that no halo is seen".to_owned(),
        None => "Leaders do not differ, so that halo cannot be told from them".to_owned(),
    };
    format!(
        "{halo}; {} of ballots have one and the same answer.",
        crate::report::percent(found.straight.value)
    )
}
