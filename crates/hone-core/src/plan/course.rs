//! Reminders of what somebody wants to try.

use jiff::tz::TimeZone;

use super::store::{self, Reminding};
use crate::clock::{Moment, days_after};
use crate::mail::{self, texts};
use crate::{Hone, Result};

/// Queues the reminders of this morning, once each, whichever node comes first.
pub async fn remind(hone: &Hone) -> Result<()> {
    let now = hone.clock.now();
    let yesterday = days_after(now.date(&TimeZone::UTC), -1);
    let mut tx = hone.people.read().await?;
    let all = store::list_reminding(&mut tx, &yesterday.to_string()).await?;
    drop(tx);
    for reminding in all.iter().filter(|reminding| is_due(reminding, now)) {
        remind_of(hone, reminding, now).await?;
    }
    Ok(())
}

fn zone(reminding: &Reminding) -> TimeZone {
    TimeZone::get(&reminding.time_zone).unwrap_or(TimeZone::UTC)
}

/// Whether a step reminds today, in its organisation, and has not yet.
fn is_due(reminding: &Reminding, now: Moment) -> bool {
    let zone = zone(reminding);
    let today = now.date(&zone);
    Moment::morning_of(today, &zone) <= now
        && reminding.step.is_due(today)
        && reminding.reminded_on.as_deref().is_none_or(|on| on < today.to_string().as_str())
}

async fn remind_of(hone: &Hone, reminding: &Reminding, now: Moment) -> Result<()> {
    let today = now.date(&zone(reminding)).to_string();
    let mut tx = hone.people.write().await?;
    if !store::save_reminded_on(&mut tx, &reminding.step, &today).await? {
        return Ok(());
    }
    let to = texts::To { name: &reminding.name, address: &reminding.email };
    let text = texts::Practice {
        organisation: &reminding.organisation,
        sentence: &reminding.step.sentence(),
        until: &reminding.step.ends_on.0.strftime("%-d %B").to_string(),
        link: &format!("{}/reports/{}/plan", hone.settings.public_url, reminding.leader_id),
    };
    let organisation = Some(reminding.step.organisation_id);
    mail::queue(&mut tx, hone, organisation, texts::practice(&to, &text)).await?;
    tx.commit().await
}
