//! What a leader ticks, and takes back.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::coaching::{self, Grant, Ticks};
use hone_core::ids::LeaderId;
use hone_core::mirror::share;
use hone_core::round::Round;
use uuid::Uuid;

use super::address;
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// One result, with what of it is or could be granted.
pub(super) struct Offer {
    pub(super) leader: LeaderId,
    pub(super) round: String,
    pub(super) ticks: Ticks,
    /// Since when, and when the coach last looked; empty where there is nothing to say.
    pub(super) report: String,
    pub(super) comments: String,
    pub(super) plan: String,
}

impl Offer {
    /// Before anything of it was granted.
    pub(super) fn new(round: &Round, ticks: Ticks, leader: LeaderId) -> Self {
        let round = round.name.clone();
        let [report, comments, plan] = Default::default();
        Self { leader, round, ticks, report, comments, plan }
    }

    /// As it stands.
    pub(super) fn of(
        viewer: &Viewer,
        round: &Round,
        leader: LeaderId,
        grant: Option<&Grant>,
    ) -> Self {
        let Some(grant) = grant else { return Self::new(round, Ticks::default(), leader) };
        let ticks = Ticks {
            report: grant.report_since.is_some(),
            comments: grant.comments_since.is_some(),
            plan: grant.plan_since.is_some(),
        };
        Self {
            report: opened(viewer, grant.report_since, grant.report_read_at),
            comments: granted(viewer, grant.comments_since),
            plan: opened(viewer, grant.plan_since, grant.plan_read_at),
            ..Self::new(round, ticks, leader)
        }
    }
}

/// 'Granted since 4 May 2026.'
fn granted(viewer: &Viewer, since: Option<Moment>) -> String {
    since.map_or_else(String::new, |since| {
        format!("Granted since {}.", since.day_text(&viewer.zone()))
    })
}

/// 'Granted since 4 May 2026. Last opened on 5 May 2026, 09:30.' A file that is taken along counts as
/// opened.
fn opened(viewer: &Viewer, since: Option<Moment>, read_at: Option<Moment>) -> String {
    let opened = match (read_at, since) {
        (Some(at), _) => format!("Last opened on {}.", at.text(&viewer.zone())),
        (None, Some(_)) => "Not opened yet.".to_owned(),
        (None, None) => String::new(),
    };
    format!("{} {opened}", granted(viewer, since)).trim().to_owned()
}

/// What is ticked, by result.
pub(super) fn ticks(fields: &Fields) -> BTreeMap<LeaderId, Ticks> {
    let mut ticks: BTreeMap<LeaderId, Ticks> = BTreeMap::new();
    let mut each = |name, set: fn(&mut Ticks)| {
        for id in fields.all(name).filter_map(|text| text.parse::<Uuid>().ok()) {
            set(ticks.entry(LeaderId(id)).or_default());
        }
    };
    each("report", |ticks| ticks.report = true);
    each("comments", |ticks| ticks.comments = true);
    each("plan", |ticks| ticks.plan = true);
    ticks
}

/// Grants what is ticked, and takes back what is not.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let coaching = super::find_own(&mut tx, &viewer, id).await?;
    coaching::share(&mut tx, &hone, &coaching, &ticks(&fields)).await?;
    tx.commit().await?;
    let notice = format!("Saved. {} sees what is ticked, and nothing else.", coaching.coach);
    Ok(frame::done(&address(&coaching), &notice))
}

/// Takes everything back.
pub(super) async fn post_revocation(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let coaching = super::find_own(&mut tx, &viewer, id).await?;
    coaching::revoke(&mut tx, &coaching).await?;
    share::end(&mut tx, &hone, &viewer, &coaching).await?;
    tx.commit().await?;
    let coach = &coaching.coach;
    let notice = format!(
        "Taken back. {coach} sees no report and no plan of yours, and nothing of your mirror."
    );
    Ok(frame::done(&address(&coaching), &notice))
}
