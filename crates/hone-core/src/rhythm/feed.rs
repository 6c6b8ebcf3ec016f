//! A calendar of all that has a day, at a secret address that a calendar program fetches.

use icalendar::Event;

use super::lines::{self, outcomes};
use super::store;
use crate::account::{self, Viewer};
use crate::chance::Secret;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::due::Line;
use crate::{Hone, Result, ics, model, plan};

/// What the hash of an address is made for.
const PURPOSE: &str = "calendar-feed";

/// The address of a calendar by its secret.
pub fn address(hone: &Hone, secret: &Secret) -> String {
    format!("{}/calendar/{}.ics", hone.settings.public_url, secret.text())
}

/// Since when a viewer has a calendar, if they have one.
pub async fn since(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Moment>> {
    store::find_feed(tx, viewer).await
}

/// Makes a calendar for a viewer, or gives theirs another address: the one before is dead at once. Only
/// a hash of the secret is kept, so that nobody can be shown it again.
pub async fn renew(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Secret> {
    let secret = Secret::draw_long();
    store::save_feed(tx, viewer, &secret.hash(PURPOSE), hone.clock.now()).await?;
    Ok(secret)
}

/// Ends the calendar of a viewer.
pub async fn turn_off(tx: &mut PeopleTx, viewer: &Viewer) -> Result<()> {
    store::remove_feed(tx, viewer).await
}

/// The calendar at an address (RFC 5545): an entry for the whole day for each thing that has a day.
/// Nothing where the secret opens none, or who it belonged to has left.
pub async fn read(hone: &Hone, secret: &Secret) -> Result<Option<String>> {
    let mut tx = hone.people.read().await?;
    let Some(feed) = store::find_feed_by(&mut tx, &secret.hash(PURPOSE)).await? else {
        return Ok(None);
    };
    let viewer = account::store::find_viewer(&mut tx, feed.organisation_id, feed.person_id).await?;
    let Some(viewer) = viewer else { return Ok(None) };
    let mut entries = of_plans(&mut tx, hone, &viewer).await?;
    let lines = lines::list(&mut tx, hone, &viewer).await?;
    entries.extend(lines.iter().filter_map(|line| entry(hone, line, feed.made_at)));
    Ok(Some(ics::calendar("Hone", entries)))
}

/// The entry of a line that has a day. No time of it is known that would not change from one fetch to
/// the next; so its stamp is that of the calendar.
fn entry(hone: &Hone, line: &Line, stamp: Moment) -> Option<Event> {
    let day = line.day?;
    let title = match line.about.as_str() {
        "" => line.title.clone(),
        about => format!("{} ({about})", line.title),
    };
    let link = format!("{}{}", hone.settings.public_url, line.href);
    let id = format!("{}-{}", line.key.kind, line.key.id.simple());
    Some(ics::entry(&title, &link, stamp, &id, |event| ics::on(event, day)))
}

/// The entries of a viewer's plans, as the file of each plan has them.
async fn of_plans(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Vec<Event>> {
    let mut entries = Vec::new();
    for outcome in outcomes(tx, viewer).await? {
        let Some((plan, steps)) = outcome.plan else { continue };
        let digest = outcome.round.model_digest.as_deref().unwrap_or_default();
        let model = model::of_round(tx, digest).await?;
        let contrast = model.contrast(&plan.contrast).map_or("", |contrast| &contrast.name);
        let link = format!("{}/reports/{}/plan", hone.settings.public_url, plan.leader_id);
        entries.extend(plan::entries(&plan, &steps, contrast, &link));
    }
    Ok(entries)
}
