//! How questions go through a team's areas. How much of the time they wait for the lead describes the lead:
//! they alone see it, and in figures a coach with whom they share it (`mirror::share`).

mod store;

use std::collections::BTreeMap;

use hone_stats::flow::{AreaTime, MedianTime, WaitingShare, median_time, waiting_share};
use hone_stats::forecasts::Told;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::request::{Request, State};
use crate::account::Viewer;
use crate::clock::{Moment, working_hours};
use crate::db::PeopleTx;
use crate::ids::{AreaId, RequestId};
use crate::team::Team;
use crate::team::flow::{Course, Late, course, late, since};
use crate::{Hone, Result};

/// The interval is drawn alike each time.
const SEED: u64 = 1961;
/// So many cases are shown where no figure can be told.
const MOST_CASES: usize = 5;

/// A question that waits, or waited, for the lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The area.
    pub area_id: AreaId,
    /// The question.
    pub id: RequestId,
    /// What it says.
    pub question: String,
    /// For how many hours of work.
    pub hours: f64,
    /// Whether it still waits.
    pub waits: bool,
}

/// How much waits for the lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The share of the time of all questions that they waited for the lead.
    pub share: Told<WaitingShare>,
    /// How many hours of work half of the answers took; nothing where the share cannot be told either.
    pub answer: Option<MedianTime>,
    /// The questions that waited longest.
    pub cases: Vec<Case>,
}

/// How questions go through.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// For the lead alone.
    pub waiting: Option<Waiting>,
    /// Of questions that were needed by a day: what was answered later, or is not yet.
    pub late: Late,
    /// All questions, whoever asked.
    pub course: Course,
}

/// How questions go through a team, as a viewer may see it.
pub async fn flow(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, team: &Team) -> Result<Flow> {
    let (now, zone) = (hone.clock.now(), viewer.zone());
    let all = store::list_since(tx, team, since(now)).await?;
    let open: Vec<Moment> =
        all.iter().filter(|one| one.state == State::Open).map(|one| one.opened_at).collect();
    let finished: Vec<(Moment, Moment)> = all
        .iter()
        .filter(|one| !matches!(one.state, State::Open | State::Withdrawn))
        .filter_map(|one| Some((one.opened_at, one.closed_at?)))
        .collect();
    let today = now.date(&zone);
    let due = all.iter().filter_map(|one| is_late(team, one, today, &zone));
    Ok(Flow {
        waiting: team.is_led_by(viewer).then(|| waiting(team, &all, now, &zone)),
        late: late(due),
        course: course(&open, &finished, now),
    })
}

/// How much waits for the lead of a team in a zone of time, without the questions, for whoever they share it
/// with.
pub(crate) async fn waiting_without_cases(
    tx: &mut PeopleTx,
    hone: &Hone,
    team: &Team,
    zone: &TimeZone,
) -> Result<Waiting> {
    let now = hone.clock.now();
    let all = store::list_since(tx, team, since(now)).await?;
    Ok(Waiting { cases: Vec::new(), ..waiting(team, &all, now, zone) })
}

/// Whether a question that waits for somebody is late; nothing where it had no day, the day is still to
/// come, or it went ahead by itself.
fn is_late(team: &Team, request: &Request, today: Date, zone: &TimeZone) -> Option<bool> {
    if request.is_announced(team) || request.state == State::Withdrawn {
        return None;
    }
    let day = request.day().filter(|day| *day <= today)?;
    match request.closed_at {
        Some(closed) if closed.date(zone) <= day => Some(false),
        Some(_) => Some(true),
        None => (day < today).then_some(true),
    }
}

/// Whether a question is one that nothing but the lead's answer takes on.
fn waits_for_lead(team: &Team, request: &Request) -> bool {
    request.asked_by != team.lead_id && request.level_then.waits_for_lead()
}

/// It counts what was opened since the lead leads, so that nobody takes over the figure of another one.
fn waiting(team: &Team, all: &[Request], now: Moment, zone: &TimeZone) -> Waiting {
    let all: Vec<&Request> = all.iter().filter(|one| one.opened_at >= team.led_since).collect();
    let hours =
        |one: &Request| working_hours(one.opened_at, one.closed_at.unwrap_or(now).min(now), zone);
    let mut areas: BTreeMap<AreaId, AreaTime> = BTreeMap::new();
    for one in &all {
        let area = areas.entry(one.area_id).or_insert(AreaTime { waited: 0.0, took: 0.0, n: 0 });
        let took = hours(one);
        area.took += took;
        area.waited += if waits_for_lead(team, one) { took } else { 0.0 };
        area.n += 1;
    }
    let areas: Vec<AreaTime> = areas.into_values().collect();
    let n = all.len();
    let none = Told::CannotTellYet { n, needed: hone_stats::flow::FOR_WAITING };
    let share = waiting_share(&areas, SEED).unwrap_or(none);
    let for_lead: Vec<&Request> = all.into_iter().filter(|one| waits_for_lead(team, one)).collect();
    let times: Vec<(f64, bool)> =
        for_lead.iter().map(|one| (hours(one), one.state == State::Answered)).collect();
    let answer = share.known().and_then(|_| median_time(&times).ok());
    let case = |one: &Request| Case {
        area_id: one.area_id,
        id: one.id,
        question: one.question.clone(),
        hours: hours(one),
        waits: one.state == State::Open,
    };
    let mut cases: Vec<Case> = for_lead.into_iter().map(case).collect();
    cases.sort_by(|a, b| b.hours.total_cmp(&a.hours));
    cases.truncate(MOST_CASES);
    Waiting { share, answer, cases }
}
