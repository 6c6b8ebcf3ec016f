//! How a round stands, told in a way that betrays nobody's arrival.

use std::collections::BTreeMap;

use hone_gate::Floor;
use jiff::civil::Date;

use super::store;
use crate::category::Category;
use crate::ids::{LeaderRef, RoundRef};
use crate::{Hone, Result};

/// Below as many invitations, even a rounded turnout would tell of single people.
const FEWEST_FOR_TURNOUT: i64 = 20;

/// How a round stood when it was first asked on a day; the same until the next day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether a leader has enough answers for a result.
    pub is_enough: BTreeMap<LeaderRef, bool>,
    /// How many of the ballots asked for are there, in steps of 5 per cent; nothing in a round of
    /// fewer than 20.
    pub turnout_percent: Option<i64>,
}

/// How a round stands as of a day.
pub async fn standing(hone: &Hone, round: RoundRef, day: Date) -> Result<Standing> {
    let day = day.to_string();
    if let Some(standing) = find(hone, round, &day).await? {
        return Ok(standing);
    }
    take(hone, round, &day).await?;
    let nothing = Standing { is_enough: BTreeMap::new(), turnout_percent: None };
    Ok(find(hone, round, &day).await?.unwrap_or(nothing))
}

async fn find(hone: &Hone, round: RoundRef, day: &str) -> Result<Option<Standing>> {
    let mut tx = hone.ballots.read().await?;
    let Some(turnout_percent) = store::find_turnout(&mut tx, round, day).await? else {
        return Ok(None);
    };
    let is_enough = store::list_standings(&mut tx, round, day).await?.into_iter().collect();
    Ok(Some(Standing { is_enough, turnout_percent }))
}

async fn take(hone: &Hone, round: RoundRef, day: &str) -> Result<()> {
    let mut tx = hone.ballots.write().await?;
    let Some(k) = store::floor(&mut tx, round).await? else { return Ok(()) };
    let groups = store::n_ballots(&mut tx, round).await?;
    let mut counts: BTreeMap<LeaderRef, BTreeMap<Category, i64>> = BTreeMap::new();
    for (leader, category, _, n) in &groups {
        counts.entry(*leader).or_default().insert(*category, *n);
    }
    for (leader, counts) in &counts {
        store::save_standing(&mut tx, round, *leader, day, is_enough(k, counts)).await?;
    }
    let n_invited = groups.iter().map(|(_, _, n_invited, _)| n_invited).sum();
    let n_ballots = groups.iter().map(|(_, _, _, n)| n).sum();
    store::save_turnout(&mut tx, round, day, turnout_percent(n_invited, n_ballots)).await?;
    tx.commit().await
}

/// Whether so many answered that something can be released, by the rule of the gate.
fn is_enough(k: i64, counts: &BTreeMap<Category, i64>) -> bool {
    let anonymous = counts.iter().filter(|(category, _)| !category.is_identified());
    let n = anonymous.map(|(_, n)| n).sum::<i64>();
    let k = usize::try_from(k).ok().and_then(|k| Floor::new(k).ok());
    k.is_some_and(|k| hone_gate::is_enough(usize::try_from(n).unwrap_or_default(), k))
}

fn turnout_percent(n_invited: i64, n_ballots: i64) -> Option<i64> {
    (n_invited >= FEWEST_FOR_TURNOUT).then(|| n_ballots * 20 / n_invited * 5)
}

#[test]
fn turnout_is_told_in_steps_and_not_below_twenty() {
    assert_eq!(turnout_percent(19, 10), None);
    assert_eq!(turnout_percent(20, 10), Some(50));
    assert_eq!(turnout_percent(40, 21), Some(50));
    assert_eq!(turnout_percent(40, 40), Some(100));
}
