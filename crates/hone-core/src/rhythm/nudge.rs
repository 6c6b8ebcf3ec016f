//! The mail that brings to mind what waits: off until somebody turns it on, never in their quiet hours or
//! on their quiet days, only where something waits, and once for each slot whichever node comes first.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::{Refusal, Today, lines, store, today};
use crate::account::{self, Viewer};
use crate::chance::Secret;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::due::Line;
use crate::ids::{OrganisationId, PersonId};
use crate::mail::{self, texts};
use crate::{Hone, Result};

/// What the hash of a link is made for.
const PURPOSE: &str = "nudge-link";
/// For so long the links of a mail work, in seconds: 60 days.
const LINK_LASTS: i64 = 60 * 86_400;

/// How often a mail comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Often {
    /// Never.
    Never,
    /// Every day that is not quiet.
    Daily,
    /// On one day of the week.
    Weekly,
}

/// When somebody wants a mail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Nudge {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// Whose it is.
    pub person_id: PersonId,
    /// How often.
    pub often: Often,
    /// The day of the week for a weekly one, from 1 for Monday to 7.
    pub weekday: i64,
    /// The hour, from 0 to 23.
    pub hour: i64,
    /// The hour at which the quiet hours begin, from 0 to 23.
    pub quiet_from: i64,
    /// The hour at which they end; none are quiet where it is the same.
    pub quiet_to: i64,
    /// The quiet days: a bit for each, Monday the lowest.
    pub quiet_days: i64,
    /// The time zone of all this.
    pub time_zone: String,
    /// The day up to which no mail comes, as it is stored.
    pub silent_until: Option<String>,
    /// The last slot that is done with, as it is stored.
    pub last_slot: Option<String>,
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// How often.
    pub often: Often,
    /// The day of the week, from 1 for Monday to 7.
    pub weekday: i64,
    /// The hour, from 0 to 23.
    pub hour: i64,
    /// Where the quiet hours begin.
    pub quiet_from: i64,
    /// Where they end.
    pub quiet_to: i64,
    /// The quiet days, from 1 for Monday to 7.
    pub quiet_days: Vec<i64>,
    /// The time zone.
    pub time_zone: String,
}

impl Nudge {
    /// What stands in the form before anything was chosen.
    fn unset(viewer: &Viewer) -> Self {
        Self {
            organisation_id: viewer.organisation_id,
            person_id: viewer.person_id,
            often: Often::Never,
            weekday: 1,
            hour: 8,
            quiet_from: 18,
            quiet_to: 8,
            quiet_days: bit(6) | bit(7),
            time_zone: viewer.time_zone.clone(),
            silent_until: None,
            last_slot: None,
        }
    }

    /// Whether a day of the week, from 1 for Monday to 7, is quiet.
    pub fn is_quiet_day(&self, weekday: i64) -> bool {
        self.quiet_days & bit(weekday) != 0
    }

    /// Whether an hour is quiet.
    fn is_quiet_hour(&self, hour: i64) -> bool {
        if self.quiet_from <= self.quiet_to {
            (self.quiet_from..self.quiet_to).contains(&hour)
        } else {
            hour >= self.quiet_from || hour < self.quiet_to
        }
    }

    /// The day up to which no mail comes.
    pub fn silent(&self, today: Date) -> Option<Date> {
        let until: Date = self.silent_until.as_deref()?.parse().ok()?;
        (until > today).then_some(until)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The latest slot that has begun, quiet or not: its day.
    fn slot(&self, now: Moment) -> Option<Date> {
        let (today, hour) = (now.date(&self.zone()), now.hour(&self.zone()));
        let has_begun = hour >= self.hour;
        match self.often {
            Often::Never => None,
            Often::Daily => has_begun.then_some(today),
            Often::Weekly => {
                let n_days = (number(today.weekday()) - self.weekday).rem_euclid(7);
                (n_days > 0 || has_begun).then(|| days_after(today, -n_days))
            }
        }
    }

    /// The slot for which a mail is due now. A weekly one that fell into a quiet time, or found no node
    /// running, is made up for within its week.
    fn is_due(&self, now: Moment) -> Option<Date> {
        let (today, hour) = (now.date(&self.zone()), now.hour(&self.zone()));
        let is_quiet = self.is_quiet_day(number(today.weekday())) || self.is_quiet_hour(hour);
        if is_quiet || self.silent(today).is_some() {
            return None;
        }
        let done = |slot: &Date| {
            self.last_slot.as_deref().is_some_and(|last| last >= slot.to_string().as_str())
        };
        self.slot(now).filter(|slot| !done(slot))
    }

    fn with(self, wording: Wording, now: Moment) -> Result<Self, Refusal> {
        let Wording { often, weekday, hour, quiet_from, quiet_to, quiet_days, time_zone } = wording;
        if TimeZone::get(&time_zone).is_err() {
            return Err(Refusal::Zone(time_zone));
        }
        if ![hour, quiet_from, quiet_to].iter().all(|hour| (0..24).contains(hour)) {
            return Err(Refusal::Hour);
        }
        if !quiet_days.iter().chain([&weekday]).all(|day| (1..=7).contains(day)) {
            return Err(Refusal::Weekday);
        }
        let quiet_days = quiet_days.into_iter().fold(0, |days, day| days | bit(day));
        let silent_until = None;
        let nudge = Self {
            often,
            weekday,
            hour,
            quiet_from,
            quiet_to,
            quiet_days,
            time_zone,
            silent_until,
            ..self
        };
        if often != Often::Never && nudge.is_quiet_hour(hour) {
            return Err(Refusal::QuietHour);
        }
        let is_never_heard = match often {
            Often::Never => false,
            Often::Daily => (1..=7).all(|day| nudge.is_quiet_day(day)),
            Often::Weekly => nudge.is_quiet_day(weekday),
        };
        if is_never_heard {
            return Err(Refusal::QuietDay);
        }
        // What has begun already is not made up for: the first mail comes at the next slot.
        let begun = nudge.slot(now).map(|slot| slot.to_string());
        let last_slot = nudge.last_slot.clone().max(begun);
        Ok(Self { last_slot, ..nudge })
    }
}

fn bit(weekday: i64) -> i64 {
    1 << (weekday - 1).clamp(0, 6)
}

/// A day of the week as a number from 1 for Monday to 7.
fn number(day: Weekday) -> i64 {
    i64::from(day.to_monday_one_offset())
}

/// What a viewer has chosen; what stands in the form where they have not yet.
pub async fn find(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Nudge> {
    let found = store::find_nudge(tx, viewer.organisation_id, viewer.person_id).await?;
    Ok(found.unwrap_or_else(|| Nudge::unset(viewer)))
}

/// Chooses when mails come, if any do.
pub async fn choose(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    wording: Wording,
) -> Result<Nudge> {
    let nudge = find(tx, viewer).await?.with(wording, hone.clock.now())?;
    store::save_nudge(tx, &nudge).await?;
    Ok(nudge)
}

/// Queues the mails that are due now, once each, whichever node comes first.
pub async fn send_due(hone: &Hone) -> Result<()> {
    let now = hone.clock.now();
    let mut tx = hone.people.read().await?;
    let all = store::list_nudges(&mut tx).await?;
    drop(tx);
    for nudge in &all {
        if let Some(slot) = nudge.is_due(now) {
            send(hone, nudge, slot).await?;
        }
    }
    Ok(())
}

/// Queues the mail of a slot, if something waits. The slot is claimed and the mail queued together, or
/// neither is.
async fn send(hone: &Hone, nudge: &Nudge, slot: Date) -> Result<()> {
    let mut tx = hone.people.write().await?;
    if !store::save_slot(&mut tx, nudge, &slot.to_string()).await? {
        return Ok(());
    }
    let (organisation, person) = (nudge.organisation_id, nudge.person_id);
    let viewer = account::store::find_viewer(&mut tx, organisation, person).await?;
    let to = store::find_address(&mut tx, organisation, person).await?;
    if let (Some(viewer), Some(address)) = (viewer, to) {
        // What waits today is asked for where the person is.
        let viewer = Viewer { time_zone: nudge.time_zone.clone(), ..viewer };
        let now = hone.clock.now().date(&viewer.zone());
        let lines = lines::list(&mut tx, hone, &viewer).await?;
        let day = today(&mut tx, &viewer, lines, now).await?;
        if !day.lines.is_empty() {
            write(&mut tx, hone, &viewer, &address, &day).await?;
        }
    }
    tx.commit().await
}

async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    address: &str,
    day: &Today,
) -> Result<()> {
    let secret = Secret::draw();
    let now = hone.clock.now();
    store::remove_links_ended(tx, now).await?;
    store::insert_link(tx, viewer, &secret.hash(PURPOSE), now.plus(LINK_LASTS)).await?;
    let host = &hone.settings.public_url;
    let line = |line: &Line| {
        let about =
            if line.about.is_empty() { String::new() } else { format!(" ({})", line.about) };
        let href = if line.href.is_empty() { "/" } else { line.href.as_str() };
        (format!("{}{about}", line.text), format!("{host}{href}"))
    };
    let link = |what: &str| format!("{host}/nudges/{}/{what}", secret.text());
    let text = texts::Nudge {
        organisation: &viewer.organisation,
        lines: day.first().iter().map(line).collect(),
        n_more: day.n_more(),
        today: &format!("{host}/"),
        pause: &link("pause"),
        stop: &link("stop"),
    };
    let to = texts::To { name: &viewer.name, address };
    mail::queue(tx, hone, Some(viewer.organisation_id), texts::nudge(&to, &text)).await?;
    Ok(())
}

/// Whose a link of a mail is, as long as it works.
async fn owner(tx: &mut PeopleTx, hone: &Hone, token: &str) -> Result<Option<Nudge>> {
    let hash = Secret::from_text(token).hash(PURPOSE);
    match store::find_link(tx, &hash, hone.clock.now()).await? {
        Some((organisation, person)) => store::find_nudge(tx, organisation, person).await,
        None => Ok(None),
    }
}

/// Ends the mails to whom a link was sent. False where the link is none, or too old.
pub async fn stop(hone: &Hone, token: &str) -> Result<bool> {
    let mut tx = hone.people.write().await?;
    let Some(nudge) = owner(&mut tx, hone, token).await? else { return Ok(false) };
    store::save_nudge(&mut tx, &Nudge { often: Often::Never, ..nudge }).await?;
    tx.commit().await?;
    Ok(true)
}

/// Sends no mail for some weeks to whom a link was sent: the day on which they begin again. Nothing where
/// the link is none, or too old.
pub async fn pause(hone: &Hone, token: &str, n_weeks: i64) -> Result<Option<Date>> {
    let mut tx = hone.people.write().await?;
    let Some(nudge) = owner(&mut tx, hone, token).await? else { return Ok(None) };
    let until = days_after(hone.clock.now().date(&nudge.zone()), 7 * n_weeks);
    let silent_until = Some(until.to_string());
    store::save_nudge(&mut tx, &Nudge { silent_until, ..nudge }).await?;
    tx.commit().await?;
    Ok(Some(until))
}
