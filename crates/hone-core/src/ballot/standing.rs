//! How a round stands, told in a way that betrays nobody's arrival.

use std::collections::BTreeMap;

use hone_gate::Floor;
use jiff::civil::Date;

use super::{NewGroup, store};
use crate::category::Category;
use crate::db::BallotsTx;
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::{Hone, Result};

/// From as many invitations on, a step of 5 per cent is at least four ballots.
const FEWEST_FOR_TURNOUT: i64 = 80;

/// How a round stood on the morning of a day; the same until the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The day; nothing before the first morning.
    pub day: Option<Date>,
    /// Whether a leader has enough answers for a result.
    pub is_enough: BTreeMap<LeaderRef, bool>,
    /// How many of the ballots asked for are there, in steps of 5 per cent; nothing in a round of
    /// fewer than 80.
    pub turnout_percent: Option<i64>,
}

/// How a round stood when it was last looked at; nothing is known before the first morning.
pub async fn standing(hone: &Hone, round: RoundRef) -> Result<Standing> {
    let mut tx = hone.ballots.read().await?;
    let turnout = store::find_turnout(&mut tx, round).await?;
    let Some((day, turnout_percent)) = turnout else { return Ok(Standing::default()) };
    let is_enough = store::list_standings(&mut tx, round).await?.into_iter().collect();
    Ok(Standing { day: day.parse().ok(), is_enough, turnout_percent })
}

/// Looks how a round stands, once a day: a second look changes nothing.
///
/// The time of the look is the clock's and nobody's choice, or whoever looked twice could see what
/// came between. A ballot that was taken back still counts, since nobody looks into it before the
/// close.
pub async fn take_standing(hone: &Hone, round: RoundRef, day: Date) -> Result<()> {
    let day = day.to_string();
    let mut tx = hone.ballots.read().await?;
    let Some(k) = store::floor(&mut tx, round).await? else { return Ok(()) };
    if store::has_turnout(&mut tx, round, &day).await? {
        return Ok(());
    }
    let groups = store::list_groups(&mut tx, round).await?;
    let n_ballots = n_ballots(hone, &mut tx, round).await?;
    drop(tx);
    let n_in = |group: &NewGroup| n_ballots.get(&group.group_ref).copied().unwrap_or(0);
    let mut counts: BTreeMap<LeaderRef, BTreeMap<Category, i64>> = BTreeMap::new();
    for group in &groups {
        counts.entry(group.leader_ref).or_default().insert(group.category, n_in(group));
    }
    let mut tx = hone.ballots.write().await?;
    for (leader, counts) in &counts {
        store::save_standing(&mut tx, round, *leader, &day, is_enough(k, counts)).await?;
    }
    let n_invited = groups.iter().map(|group| group.n_invited).sum();
    let n_ballots = groups.iter().map(n_in).sum();
    store::save_turnout(&mut tx, round, &day, turnout_percent(n_invited, n_ballots)).await?;
    tx.commit().await
}

/// How many ballots each group has. Their rows tell it only with the key of the round.
async fn n_ballots(
    hone: &Hone,
    tx: &mut BallotsTx,
    round: RoundRef,
) -> Result<BTreeMap<GroupRef, i64>> {
    let keys = hone.keys.of(round).await?;
    let mut counts = BTreeMap::new();
    let mut after = Vec::new();
    loop {
        let rows = store::list_ballots(tx, round, &after).await?;
        let Some(last) = rows.last() else { return Ok(counts) };
        after.clone_from(&last.id);
        for row in rows {
            if let Ok(content) = keys.store().open(&row.id, &row.wrapped) {
                let group = GroupRef(uuid::Uuid::from_bytes(content.group));
                *counts.entry(group).or_default() += 1;
            }
        }
    }
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
fn turnout_is_told_in_steps_of_at_least_four_ballots() {
    assert_eq!(turnout_percent(79, 40), None);
    assert_eq!(turnout_percent(80, 40), Some(50));
    assert_eq!(turnout_percent(80, 43), Some(50));
    assert_eq!(turnout_percent(80, 80), Some(100));
}
