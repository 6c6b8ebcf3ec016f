//! A second look at a result: some weeks after it, the same people are asked once whether they have seen
//! a change in the contrast that the leader hones (`docs/adr/0017-second-look.md`).
//!
//! It is a round of its own, with its own invitations, keys and close, about one leader. Nobody chooses
//! anything in it: whom it asks, how they stand to the leader and the floor are those of the result, and
//! what it asks are the items about a change of the contrast.

pub mod saying;
#[cfg(test)]
mod tests;

use hone_gate::{WAVE_DAYS, is_near};
use hone_model::{Form, Item};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use crate::account::Viewer;
use crate::clock::days_after;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::ids::LeaderId;
use crate::leader::{self, Rater};
use crate::plan::{self, Plan};
use crate::result::{self, Found, Report};
use crate::round::{self, Phase, Round, Terms};
use crate::{Hone, Result};

/// So many weeks have to lie between a release and the second look: time to practise and to be seen.
pub const WEEKS_BETWEEN: i64 = 6;

/// For so many days people can answer.
pub const DAYS_OPEN: i64 = 14;

/// How a second look at a result stands.
#[derive(Clone, Debug)]
pub enum Look {
    /// It cannot begin, or not yet.
    Not(Refusal),
    /// It can begin.
    Ready(Box<Ready>),
    /// People answer.
    Open(Round),
    /// Nobody answers any more; what was said can be read on the day of the round.
    Closed(Round),
    /// Too few answered, or another one about the same change came too near.
    Untold(Round),
    /// It can be read.
    Told(Box<Report>),
}

/// What begins when a leader asks.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The id of the form.
    pub form: String,
    /// What is asked, as a rater reads it.
    pub questions: Vec<String>,
    /// Who is asked.
    pub raters: Vec<Rater>,
}

/// Why people cannot be asked whether they have seen a change.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is no contrast to ask about.
    #[error("Choose what you want to hone first: people are asked about that.")]
    NoPlan,
    /// The result has no numbers.
    #[error("This result has no numbers, so nobody can be asked for a change since then.")]
    NoNumbers,
    /// The questionnaire has no items for it.
    #[error("The questionnaire of this installation cannot ask for a change in this contrast.")]
    NotInModel,
    /// The result is too new.
    #[error("People need time to see a change. You can ask them from {} on.", written(*.0))]
    TooSoon(Date),
    /// The same people were asked about the same change a short time ago.
    #[error(
        "The same people were asked about a change in this contrast a short time ago. You can ask them \
         from {} on.", written(*.0)
    )]
    TooNear(Date),
    /// Too few are left.
    #[error(
        "Of the people who were asked, {n} are still here besides you and your manager. With fewer than \
         {k} no number could be shown, so nobody is asked."
    )]
    TooFew {
        /// How many are left.
        n: usize,
        /// The floor.
        k: i64,
    },
    /// It was done.
    #[error("The same people were asked already. It can be done once for each result.")]
    Asked,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

fn written(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The second look at a result, if the viewer is the leader it is about.
pub async fn find(hone: &Hone, viewer: &Viewer, leader: LeaderId) -> Result<Option<Look>> {
    let Some(found) = result::find(hone, viewer, leader).await? else { return Ok(None) };
    let Found::Numbers(report) = found else { return Ok(Some(Look::Not(Refusal::NoNumbers))) };
    let mut tx = hone.people.read().await?;
    let begun =
        round::store::find_following(&mut tx, viewer.organisation_id, report.leader.id).await?;
    Ok(Some(match begun.filter(|round| round.phase != Phase::Draft) {
        Some(round) => {
            drop(tx);
            stand(hone, viewer, round).await?
        }
        None => match ready(&mut tx, hone, viewer, &report).await? {
            Ok(ready) => Look::Ready(Box::new(ready)),
            Err(refusal) => Look::Not(refusal),
        },
    }))
}

/// How far one that was begun has come.
async fn stand(hone: &Hone, viewer: &Viewer, round: Round) -> Result<Look> {
    match round.phase {
        Phase::Draft | Phase::Open => return Ok(Look::Open(round)),
        Phase::Closed => return Ok(Look::Closed(round)),
        Phase::Released => {}
    }
    let mut tx = hone.people.read().await?;
    let leaders = leader::store::list(&mut tx, viewer.organisation_id, round.id).await?;
    drop(tx);
    let own = leaders.into_iter().find(|leader| leader.person_id == viewer.person_id);
    let Some(own) = own else { return Ok(Look::Untold(round)) };
    Ok(match result::open_in(hone, round.clone(), own).await? {
        Some(Found::Numbers(report)) => Look::Told(report),
        Some(Found::Directions(_)) | None => Look::Untold(round),
    })
}

/// What would begin, or why nothing can.
async fn ready(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    report: &Report,
) -> Result<std::result::Result<Ready, Refusal>> {
    let Some(plan) = plan::find(tx, viewer, report.leader.id).await? else {
        return Ok(Err(Refusal::NoPlan));
    };
    let model = &hone.model.model;
    let form = model.change_form(&plan.contrast).filter(|_| model.id() == report.model.id());
    let Some(form) = form else { return Ok(Err(Refusal::NotInModel)) };
    let zone = viewer.zone();
    let (today, from) = (hone.clock.now().date(&zone), opens_from(&report.round, &zone));
    if today < from {
        return Ok(Err(Refusal::TooSoon(from)));
    }
    let looks = round::store::list_looks_of(tx, viewer.organisation_id, viewer.person_id).await?;
    let others = looks.iter().filter(|round| round.follows != Some(report.leader.id));
    if let Some(from) = too_near(others, form, today) {
        return Ok(Err(Refusal::TooNear(from)));
    }
    let round = report.round.id;
    let raters = leader::store::list_raters_of_round(tx, viewer.organisation_id, round).await?;
    let raters: Vec<Rater> =
        raters.into_iter().filter(|rater| rater.leader_id == report.leader.id).collect();
    let n = raters.iter().filter(|rater| !rater.category.is_identified()).count();
    if i64::try_from(n).is_ok_and(|n| n < report.round.k) {
        return Ok(Err(Refusal::TooFew { n, k: report.round.k }));
    }
    let said = |item: &Item| item.said_of(&report.leader.name);
    let questions = model.items_in(form).map(said).collect();
    Ok(Ok(Ready { form: form.id.clone(), questions, raters }))
}

/// For so many days after the day to look again, it is brought to mind.
const DAYS_TOLD: i64 = 28;

/// That people can be asked whether they have seen a change, once the day to look again has come.
pub async fn due(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    plan: &Plan,
    round: &Round,
    today: Date,
) -> Result<Option<Line>> {
    let from = plan.look_again_on.0.max(opens_from(round, &viewer.zone()));
    if today < from || today > days_after(from, DAYS_TOLD) {
        return Ok(None);
    }
    let begun = round::store::find_following(tx, plan.organisation_id, plan.leader_id).await?;
    let text = "Have people seen a change? You can ask them once.";
    let page = format!("/reports/{}/plan#second-look", plan.leader_id);
    let line = Line::new(Rank::Due, ("look-again", plan.id.0), text, page).about(&round.name);
    Ok(begun.is_none().then(|| line.kind("Look again").action("Open your plan")))
}

/// The first day on which a second look at a result can begin.
pub fn opens_from(round: &Round, zone: &TimeZone) -> Date {
    let released = round.released_at.unwrap_or(round.releases_at);
    days_after(released.date(zone), 7 * WEEKS_BETWEEN)
}

/// The first day on which one with this form would be far enough from others about the same change;
/// nothing where it is today. The days are those by which the gate decides.
fn too_near<'a>(others: impl Iterator<Item = &'a Round>, form: &Form, today: Date) -> Option<Date> {
    let closes = days_after(today, DAYS_OPEN);
    let same = others.filter(|round| round.form == form.id && round.phase != Phase::Draft);
    let days = same.map(|round| round.closed_at.unwrap_or(round.closes_at).date(&TimeZone::UTC));
    let latest = days.filter(|day| is_near(*day, closes)).max()?;
    Some(days_after(latest, WAVE_DAYS - DAYS_OPEN))
}

/// Asks the people of a result whether they have seen a change. Nothing where the viewer is not the
/// leader it is about.
///
/// What was drafted by an earlier try that broke off is replaced: nobody was invited to it.
pub async fn start(hone: &Hone, viewer: &Viewer, leader: LeaderId) -> Result<Option<Round>> {
    let Some(found) = result::find(hone, viewer, leader).await? else { return Ok(None) };
    let Found::Numbers(report) = found else { return Err(Refusal::NoNumbers.into()) };
    let mut tx = hone.people.write().await?;
    if let Some(plan) = plan::find(&mut tx, viewer, report.leader.id).await? {
        // Held, so that of two that begin at once the second sees the first.
        plan::store::hold(&mut tx, &plan).await?;
    }
    clear(&mut tx, viewer, &report).await?;
    let ready = ready(&mut tx, hone, viewer, &report).await??;
    let round = draft(&mut tx, hone, viewer, &report, &ready).await?;
    tx.commit().await?;
    round::launch(hone, viewer, round.id).await.map(Some)
}

/// Makes room for a second look, if there was none.
async fn clear(tx: &mut PeopleTx, viewer: &Viewer, report: &Report) -> Result<()> {
    let organisation = viewer.organisation_id;
    let begun = round::store::find_following(tx, organisation, report.leader.id).await?;
    let Some(begun) = begun else { return Ok(()) };
    match round::store::find_held(tx, organisation, begun.id).await? {
        Some(round) if round.phase != Phase::Draft => Err(Refusal::Asked.into()),
        _ => round::store::remove(tx, organisation, begun.id).await,
    }
}

/// The round, with the same raters in the same categories and with the same floor.
async fn draft(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    report: &Report,
    ready: &Ready,
) -> Result<Round> {
    let (organisation, zone, now) = (viewer.organisation_id, viewer.zone(), hone.clock.now());
    let closes_on = days_after(now.date(&zone), DAYS_OPEN);
    let terms = Terms {
        name: format!("{}, second look", report.round.name),
        form: ready.form.clone(),
        k: report.round.k,
        load_cap: report.round.load_cap,
        closes_on,
        releases_on: days_after(closes_on, 1),
    };
    let draft = Round::draft(organisation, &terms, &zone, now);
    let round = Round { follows: Some(report.leader.id), ..draft };
    round::store::insert(tx, &round).await?;
    leader::store::insert(tx, organisation, round.id, viewer.person_id).await?;
    for mut leader in leader::store::list(tx, organisation, round.id).await? {
        leader.approve();
        leader::store::save(tx, &leader).await?;
        for rater in &ready.raters {
            let (person, category) = (rater.person_id, rater.category);
            leader::store::save_rater(tx, organisation, leader.id, person, category).await?;
        }
    }
    Ok(round)
}
