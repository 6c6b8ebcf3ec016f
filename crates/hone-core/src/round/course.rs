//! The course of a round after its launch: reminders, close, release. Each step can be repeated
//! after a crash, and of several nodes that try at once one does it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Phase, Round, results, store};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::ids::{OrganisationId, RoundId};
use crate::leader::{self, Leader};
use crate::mail::texts;
use crate::organisation::{self, Organisation};
use crate::{Error, Hone, Result, account, audit, ballot, db, invitation, mail, model, person};

/// Which reminder a day asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// To everyone who has not begun to answer.
    NotBegun,
    /// Shortly before the close, neutral, to everyone who did not stop it.
    Last,
}

/// The days on which reminders go out, the same for the whole round and never for one person.
pub fn reminders(round: &Round, zone: &TimeZone) -> Vec<(Date, Reminder)> {
    let Some(launched_at) = round.launched_at else { return Vec::new() };
    let (first, last) = (launched_at.date(zone), round.closes_at.date(zone));
    let n_days = first.until(last).map_or(0, |span| i64::from(span.get_days()));
    let mut days = Vec::new();
    if n_days >= 6 {
        days.push((days_after(first, n_days / 2), Reminder::NotBegun));
    }
    if n_days >= 3 {
        days.push((days_after(last, -2), Reminder::Last));
    }
    days
}

/// The reminder that is due and was not sent yet, with its day.
fn due_reminder(round: &Round, zone: &TimeZone, now: Moment) -> Option<(Date, Reminder)> {
    let today = now.date(zone);
    let is_new = |day: &Date| {
        round.reminded_on.as_deref().is_none_or(|reminded| reminded < day.to_string().as_str())
    };
    reminders(round, zone).into_iter().rfind(|(day, _)| *day <= today && is_new(day))
}

/// Does for every round what its dates ask for.
///
/// A round that fails does not hold up the others; the first failure is returned after all of them.
pub async fn keep_course(hone: &Hone) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let rounds = store::list_under_way(&mut tx).await?;
    drop(tx);
    let mut outcome = Ok(());
    for round in rounds {
        match go_on(hone, &round).await {
            // Another node, or an administrator, went on with it first.
            Ok(()) | Err(Error::Refused(_)) => {}
            failure => outcome = outcome.and(failure),
        }
    }
    outcome.and(forget_counted(hone).await)
}

/// Forgets which ballots were counted, where nobody's device asks for it any longer.
async fn forget_counted(hone: &Hone) -> Result<()> {
    let kept = ballot::list_rounds_with_counted(hone).await?;
    if kept.is_empty() {
        return Ok(());
    }
    let mut tx = hone.people.read().await?;
    let long_ago = hone.clock.now().plus(-ballot::COUNTED_KEPT);
    let over = store::list_closed_by(&mut tx, long_ago).await?;
    drop(tx);
    for round in kept.into_iter().filter(|round| over.contains(round)) {
        ballot::forget_counted(hone, round).await?;
    }
    Ok(())
}

async fn go_on(hone: &Hone, round: &Round) -> Result<()> {
    let now = hone.clock.now();
    match round.phase {
        Phase::Open if round.closes_at <= now => {
            close(hone, round.organisation_id, round.id, None).await
        }
        Phase::Open => go_through_the_day(hone, round).await,
        Phase::Closed if round.releases_at <= now => {
            release(hone, round.organisation_id, round.id, None).await
        }
        Phase::Draft | Phase::Closed | Phase::Released => Ok(()),
    }
}

async fn go_through_the_day(hone: &Hone, round: &Round) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let organisation = organisation_of(&mut tx, round).await?;
    drop(tx);
    let zone = organisation.zone();
    let now = hone.clock.now();
    let today = now.date(&zone);
    if Moment::morning_of(today, &zone) <= now {
        ballot::take_standing(hone, round.round_ref, today).await?;
    }
    remind(hone, round, &organisation).await
}

async fn remind(hone: &Hone, round: &Round, organisation: &Organisation) -> Result<()> {
    let zone = organisation.zone();
    let Some((day, reminder)) = due_reminder(round, &zone, hone.clock.now()) else {
        return Ok(());
    };
    let mut tx = hone.people.write().await?;
    if !store::save_reminded_on(&mut tx, round, &day.to_string()).await? {
        return Ok(());
    }
    let is_last = reminder == Reminder::Last;
    let id = round.organisation_id;
    let closes = round.closes_at.text(&zone);
    for person in leader::store::list_to_remind(&mut tx, id, round.id, is_last).await? {
        let links = invitation::mint_links(&mut tx, hone, id, person.invitation_id).await?;
        let to = texts::To { name: &person.name, address: &person.email };
        let text = texts::Reminder {
            organisation: &organisation.name,
            about: leader::store::list_asked_about(&mut tx, id, round.id, person.person_id).await?,
            closes: &closes,
            link: &links.form,
            unsubscribe: &links.unsubscribe,
        };
        let mail = if is_last { texts::last_call(&to, &text) } else { texts::reminder(&to, &text) };
        mail::queue(&mut tx, hone, Some(id), mail).await?;
    }
    tx.commit().await
}

/// Ends the answering: makes the results, destroys the answer sheets and thanks everyone alike.
///
/// `viewer` is the administrator who closes early, or nobody when the date has come.
pub async fn close(
    hone: &Hone,
    organisation: OrganisationId,
    id: RoundId,
    viewer: Option<&Viewer>,
) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let Some(mut round) = store::find(&mut tx, organisation, id).await? else { return Ok(()) };
    let now = hone.clock.now();
    round.closes_at = round.closes_at.min(now);
    let mut ended = round.clone();
    ended.end(now)?;
    let digest = round.model_digest.as_deref().unwrap_or_default();
    let model = model::of_round(&mut tx, digest).await?;
    drop(tx);
    // From here on the date has come: a close that breaks off is finished by `keep_course`.
    let mut tx = hone.people.write().await?;
    store::save(&mut tx, &round, Phase::Open).await?;
    tx.commit().await?;
    let mut tx = hone.people.read().await?;
    let n_issued = invitation::store::n_issued(&mut tx, organisation, id).await?;
    drop(tx);
    let released = results::make(hone, &round, &model, &n_issued.into_iter().collect()).await?;

    let mut tx = hone.people.write().await?;
    if !store::save(&mut tx, &ended, Phase::Open).await? {
        return Ok(());
    }
    for mut leader in leader::store::list(&mut tx, organisation, id).await? {
        leader.has_result = Some(released.contains(&leader.leader_ref));
        leader::store::save(&mut tx, &leader).await?;
    }
    invitation::store::forget(&mut tx, organisation, id).await?;
    thank_all(&mut tx, hone, &ended).await?;
    if let Some(viewer) = viewer {
        audit::record(&mut tx, hone, viewer, "closed a round before its date", &round.name).await?;
    }
    tx.commit().await?;
    if let Err(error) = hone.people.wipe_dead_rows("issuance", "request_hash").await {
        // The rows are deleted, and tell only who had begun.
        tracing::error!("who had begun to answer a round could not be overwritten: {error}");
    }
    Ok(())
}

/// Thanks everyone who was invited, whether they answered or not: nobody knows who did.
async fn thank_all(tx: &mut db::PeopleTx, hone: &Hone, round: &Round) -> Result<()> {
    let of = organisation_of(tx, round).await?;
    let results_on = round.releases_at.day_text(&of.zone());
    let text =
        texts::Thanks { organisation: &of.name, round: &round.name, results_on: &results_on };
    for person in leader::store::list_invited(tx, of.id, round.id).await? {
        let to = texts::To { name: &person.name, address: &person.email };
        mail::queue(tx, hone, Some(of.id), texts::thanks(&to, &text)).await?;
    }
    Ok(())
}

/// Lets leaders read their results, and tells them.
pub async fn release(
    hone: &Hone,
    organisation: OrganisationId,
    id: RoundId,
    viewer: Option<&Viewer>,
) -> Result<()> {
    let mut tx = hone.people.write().await?;
    let Some(mut round) = store::find(&mut tx, organisation, id).await? else { return Ok(()) };
    round.publish(hone.clock.now())?;
    if !store::save(&mut tx, &round, Phase::Closed).await? {
        return Ok(());
    }
    let of = organisation_of(&mut tx, &round).await?;
    for leader in leader::store::list(&mut tx, organisation, id).await? {
        let link = way_to_result(&mut tx, hone, &round, &leader).await?;
        let mail = result_mail(&of, &round, &leader, &link);
        mail::queue(&mut tx, hone, Some(organisation), mail).await?;
    }
    if let Some(viewer) = viewer {
        audit::record(&mut tx, hone, viewer, "released a round", &round.name).await?;
    }
    tx.commit().await
}

/// Where a leader reads; whoever has no account yet first makes one, or could not come in at all.
async fn way_to_result(
    tx: &mut db::PeopleTx,
    hone: &Hone,
    round: &Round,
    leader: &Leader,
) -> Result<String> {
    let person = person::store::find(tx, leader.organisation_id, leader.person_id).await?;
    if let Some(person) = person.filter(|person| person.account_id.is_none()) {
        let secret = account::entry::mint(tx, hone, &person).await?;
        return Ok(account::entry::address(hone, &secret));
    }
    let reports = format!("{}/reports", hone.settings.public_url);
    if let Some(result) = round.follows {
        return Ok(format!("{reports}/{result}/plan"));
    }
    let has_result = leader.has_result == Some(true);
    Ok(if has_result { format!("{reports}/{}", leader.id) } else { reports })
}

/// Tells a leader that there is a result, or that there cannot be one.
fn result_mail(of: &Organisation, round: &Round, leader: &Leader, link: &str) -> mail::Mail {
    let to = texts::To { name: &leader.name, address: &leader.email };
    let looks_back = round.looks_back();
    let (organisation, round) = (of.name.as_str(), round.name.as_str());
    if leader.has_result == Some(true) {
        let text = texts::ResultReady { organisation, round, link };
        if looks_back { texts::look_ready(&to, &text) } else { texts::result_ready(&to, &text) }
    } else {
        texts::too_few(&to, &texts::TooFew { organisation, round, link })
    }
}

async fn organisation_of(tx: &mut db::PeopleTx, round: &Round) -> Result<Organisation> {
    let found = organisation::store::find(tx, round.organisation_id).await?;
    found.ok_or_else(|| Error::Corrupt("a round without its organisation".to_owned()))
}
