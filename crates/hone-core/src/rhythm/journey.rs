//! Where somebody is on the journey for people who are new as leaders. Nobody but them sees it.

use hone_model::{Journey, JourneyStep};
use jiff::civil::Date;

use super::{Refusal, store};
use crate::account::Viewer;
use crate::clock::{Day, days_after};
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::mail::{self, texts};
use crate::{Hone, Result, person};

/// So many days back somebody may have begun, and so many ahead they may.
const MOST_DAYS: i64 = 90;
/// So many days lie between one question for a round and the next.
const DAYS_BETWEEN: i64 = 14;

/// Whether somebody is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// They are on it.
    Running,
    /// It stands still.
    Paused,
    /// They have left it.
    Left,
}

/// Where somebody is on the journey.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Course {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The first day of its first week; a pause moves it on.
    #[sqlx(try_from = "String")]
    pub began_on: Day,
    /// Whether they are on it.
    pub state: State,
    /// Since when it stands still, as it is stored.
    pub paused_on: Option<String>,
    /// When they last asked for a round, as it is stored.
    pub asked_on: Option<String>,
}

impl Course {
    /// The week on a day, from 1; 0 or less before it begins. While it stands still, that of the day on
    /// which it was stopped.
    pub fn week(&self, today: Date) -> i64 {
        days_between(self.began_on.0, self.still_since().unwrap_or(today)).div_euclid(7) + 1
    }

    /// The week and the step of a day, where they are on it.
    pub fn step(&self, today: Date) -> Option<(i64, &'static JourneyStep)> {
        let week = self.week(today);
        let step = Journey::builtin().step(week)?;
        (self.state == State::Running).then_some((week, step))
    }

    /// The first day on which a round can be asked for again, where that is to come.
    pub fn asks_again_on(&self, today: Date) -> Option<Date> {
        let asked: Date = self.asked_on.as_deref()?.parse().ok()?;
        Some(days_after(asked, DAYS_BETWEEN)).filter(|day| *day > today)
    }

    fn still_since(&self) -> Option<Date> {
        self.paused_on.as_deref()?.parse().ok()
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Where a viewer is, if they ever began.
pub async fn find(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Course>> {
    store::find_course(tx, viewer).await
}

/// Begins the journey on the day on which a viewer became a leader, or begins it anew.
pub async fn begin(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    day: Option<Date>,
) -> Result<()> {
    let today = hone.clock.now().date(&viewer.zone());
    let near = days_after(today, -MOST_DAYS)..=days_after(today, MOST_DAYS);
    let day = day.filter(|day| near.contains(day)).ok_or(Refusal::FirstDay)?;
    let asked_on = find(tx, viewer).await?.and_then(|course| course.asked_on);
    let course = Course {
        organisation_id: viewer.organisation_id,
        person_id: viewer.person_id,
        began_on: Day(day),
        state: State::Running,
        paused_on: None,
        asked_on,
    };
    store::save_course(tx, &course).await
}

/// What somebody does with their journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It stands still.
    Pause,
    /// They leave it.
    Leave,
    /// It goes on with the week at which it stopped.
    Resume,
}

/// Stops the journey of a viewer, or takes it up again where it stopped. False where they are on none.
pub async fn turn(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, turn: Turn) -> Result<bool> {
    let Some(course) = find(tx, viewer).await? else { return Ok(false) };
    let today = hone.clock.now().date(&viewer.zone());
    let stopped = || Some(course.still_since().unwrap_or(today).to_string());
    let turned = match turn {
        Turn::Pause => Course { state: State::Paused, paused_on: stopped(), ..course },
        Turn::Leave => Course { state: State::Left, paused_on: stopped(), ..course },
        Turn::Resume => {
            let n_days = course.still_since().map_or(0, |since| days_between(since, today));
            let began_on = Day(days_after(course.began_on.0, n_days));
            Course { state: State::Running, paused_on: None, began_on, ..course }
        }
    };
    store::save_course(tx, &turned).await?;
    Ok(true)
}

/// Asks the administrators of the organisation for a round about a viewer, by mail. False where they
/// are on no journey.
pub async fn ask_for_round(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<bool> {
    let Some(course) = find(tx, viewer).await? else { return Ok(false) };
    let today = hone.clock.now().date(&viewer.zone());
    if let Some(day) = course.asks_again_on(today) {
        return Err(Refusal::Asked(day.strftime("%-d %B").to_string()).into());
    }
    store::save_course(tx, &Course { asked_on: Some(today.to_string()), ..course }).await?;
    for person in person::store::list(tx, viewer.organisation_id).await? {
        if !person.is_administrator || !person.is_here() {
            continue;
        }
        let to = texts::To { name: &person.name, address: &person.email };
        let text = texts::RoundAsked {
            organisation: &viewer.organisation,
            leader: &viewer.name,
            link: &format!("{}/rounds/new", hone.settings.public_url),
        };
        mail::queue(tx, hone, Some(viewer.organisation_id), texts::round_asked(&to, &text)).await?;
    }
    Ok(true)
}
