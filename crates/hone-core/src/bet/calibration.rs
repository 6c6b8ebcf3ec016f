//! How somebody's own odds hold up. It is found by the one who gave them, and in figures alone by a coach
//! with whom they share it (`mirror::share`).

use hone_stats::forecasts::{self, Boldness, Calibration, Record};

use jiff::civil::Date;

use super::{Bet, State, list, odds};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::team;
use crate::{Hone, Result};

/// From so many bets of one's own on, boldness is told.
pub const FOR_BOLDNESS: usize = 10;

/// Up to these odds, in percent, a lost bet was well placed: at least one in five of such bets is lost
/// though the odds are right. Above, one case tells neither.
pub const FAIR_UP_TO: i64 = 80;

/// The band of the curve is drawn alike each time.
const SEED: u64 = 1950;

/// A bet on which somebody gave odds before any were shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The bet.
    pub bet: Bet,
    /// The blind odds, in percent.
    pub odds: i64,
    /// Whether the day to look at it has come.
    pub is_reached: bool,
}

impl Case {
    /// Whether it is over, by its day, with an outcome that counts.
    pub fn is_judged(&self) -> bool {
        self.is_reached && self.bet.state.outcome().is_some()
    }
}

/// Odds that somebody gave on something else than a bet, whose day has come, and whether it came true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The odds, in percent.
    pub odds: i64,
    /// Whether it came true.
    pub outcome: bool,
}

/// Whether a bet was lost at odds that said that it might be.
pub fn is_well_placed(bet: &Bet, odds: i64) -> bool {
    bet.state.outcome() == Some(false) && odds <= FAIR_UP_TO
}

/// How somebody's odds hold up, without a word of the bets.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// What those tell whose day has come and that were judged, with what is beside them: none, where there
    /// are none.
    pub calibration: Option<Calibration>,
    /// How bold the bets were that they placed; from [`FOR_BOLDNESS`] on.
    pub boldness: Option<Boldness>,
    /// How many bets they placed.
    pub n_placed: usize,
    /// How many of the bets whose day has come were judged.
    pub n_judged: usize,
    /// How many of them are void.
    pub n_void: usize,
    /// How many of them wait for their judge.
    pub n_waiting: usize,
}

/// How somebody's odds hold up, for themselves.
#[derive(Clone, Debug)]
pub struct Own {
    /// The bets that were placed and on which they had given blind odds, the latest day first.
    pub cases: Vec<Case>,
    /// What these tell.
    pub figures: Figures,
}

/// How the odds of whoever asks hold up, over all their teams. Bets that were put away count as well:
/// who could hide the lost ones would learn nothing. What they gave odds on besides bets counts for the
/// figures where they want it to.
pub async fn own(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    beside: &[Beside],
) -> Result<Own> {
    let today = hone.clock.now().date(&viewer.zone());
    let (organisation, person) = (viewer.organisation_id, viewer.person_id);
    let cases = cases(tx, organisation, person, today).await?;
    Ok(Own { figures: told(person, &cases, beside), cases })
}

/// How the odds of a person hold up on their bets, for whoever they share it with.
pub(crate) async fn figures(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    today: Date,
) -> Result<Figures> {
    Ok(told(person, &cases(tx, organisation, person, today).await?, &[]))
}

async fn cases(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    today: Date,
) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for team in team::list_of(tx, organisation, person).await? {
        let given = odds::blind(&odds::store::list_of(tx, &team, person).await?);
        let placed = list(tx, &team).await?.into_iter().filter(|bet| bet.placed_at.is_some());
        cases.extend(placed.filter_map(|bet| {
            let odds = *given.get(&(bet.id, bet.asked))?;
            Some(Case { is_reached: bet.is_reached(today), bet, odds })
        }));
    }
    cases.sort_by_key(|case| std::cmp::Reverse((case.bet.review(), case.bet.id)));
    Ok(cases)
}

fn told(person: PersonId, cases: &[Case], beside: &[Beside]) -> Figures {
    let mut odds: Vec<f64> = beside.iter().map(|one| share(one.odds)).collect();
    let mut outcomes: Vec<bool> = beside.iter().map(|one| one.outcome).collect();
    for case in cases.iter().filter(|case| case.is_reached) {
        if let Some(outcome) = case.bet.state.outcome() {
            odds.push(share(case.odds));
            outcomes.push(outcome);
        }
    }
    let record = Record::new(&odds, &outcomes).ok();
    let placed: Vec<&Case> = cases.iter().filter(|case| case.bet.owner_id == person).collect();
    let n = |is: fn(&Case) -> bool| cases.iter().filter(|case| case.is_reached && is(case)).count();
    Figures {
        calibration: record.map(|record| forecasts::calibration(&record, SEED)),
        boldness: boldness(&placed),
        n_placed: placed.len(),
        n_judged: n(Case::is_judged),
        n_void: n(|case| case.bet.state == State::Void),
        n_waiting: n(|case| case.bet.state == State::Placed),
    }
}

fn boldness(placed: &[&Case]) -> Option<Boldness> {
    let odds: Vec<f64> = placed.iter().map(|case| share(case.odds)).collect();
    let stakes: Vec<f64> = placed.iter().map(|case| case.bet.stake_class as f64).collect();
    let is_enough = placed.len() >= FOR_BOLDNESS;
    is_enough.then(|| forecasts::boldness(&odds, &stakes).ok()).flatten()
}

fn share(percent: i64) -> f64 {
    percent as f64 / 100.0
}
