//! Coaching: who can be asked, what a leader grants and takes back, what a coach finds by it, and the
//! notes of the two. Nobody else finds any of it.

mod ask;
mod contact;
mod ending;
mod grants;
mod list;
mod note;
mod notes;
mod show;
mod typed;

use askama::Template;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, Coaching, Side, State as Stage};
use hone_core::db::PeopleTx;
use hone_core::ids::{CoachingId, LeaderId};
use hone_core::organisation::{self, Contact};
use uuid::Uuid;

use crate::fault::Fault;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::{Administrator, Coach, Person};
    routes
        .get("/coaching", Person, ask::get)
        .post("/coaching", Person, ask::post)
        .get("/coaching/leaders", Coach, list::get)
        .get("/coaching/contact", Administrator, contact::get)
        .post("/coaching/contact", Administrator, contact::post)
        .get("/coaching/{coaching}", Person, show::get)
        .post("/coaching/{coaching}/answer", Coach, show::post_answer)
        .post("/coaching/{coaching}/grants", Person, grants::post)
        .post("/coaching/{coaching}/revocation", Person, grants::post_revocation)
        .get("/coaching/{coaching}/ending", Person, ending::get)
        .post("/coaching/{coaching}/ending", Person, ending::post)
        .get("/coaching/{coaching}/notes", Person, note::get_new)
        .post("/coaching/{coaching}/notes", Person, note::post_new)
        .get("/notes/{note}", Person, note::get)
        .post("/notes/{note}", Person, note::post)
        .post("/notes/{note}/removal", Person, note::post_removal)
        .post("/notes/{note}/return", Person, note::post_return)
        .post("/notes/{note}/steps", Person, note::post_step)
}

/// A coaching with the side that the viewer is on.
async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<(Coaching, Side), Fault> {
    coaching::find(tx, viewer, CoachingId(id)).await?.ok_or(Fault::NotFound)
}

/// A coaching of the viewer as its leader.
async fn find_own(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Coaching, Fault> {
    match find(tx, viewer, id).await? {
        (coaching, Side::Leader) => Ok(coaching),
        (_, Side::Coach) => Err(Fault::NotFound),
    }
}

fn address(coaching: &Coaching) -> String {
    format!("/coaching/{}", coaching.id)
}

/// Whom a leader can turn to: the coach they have or asked, or how to ask one, and the contact outside.
#[derive(Template)]
#[template(path = "coaching/guidance.html")]
pub(crate) struct Guidance {
    running: Option<Coaching>,
    /// What leads on to the question, with what is ticked there.
    ask: String,
    contact: Option<Outside>,
}

/// A contact outside, as it is shown.
pub(crate) struct Outside {
    pub(super) contact: Contact,
    /// The telephone number as a link takes it.
    pub(super) dial: String,
}

impl From<Contact> for Outside {
    fn from(contact: Contact) -> Self {
        let dial = contact.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Self { contact, dial }
    }
}

impl Guidance {
    /// Beside a report.
    pub(crate) async fn beside_report(
        hone: &Hone,
        viewer: &Viewer,
        leader: LeaderId,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.read().await?;
        Self::of(&mut tx, viewer, format!("/coaching?report={leader}")).await
    }

    /// Beside a plan.
    pub(crate) async fn beside_plan(
        tx: &mut PeopleTx,
        viewer: &Viewer,
        leader: LeaderId,
    ) -> Result<Self, Fault> {
        Self::of(tx, viewer, format!("/coaching?plan={leader}")).await
    }

    async fn of(tx: &mut PeopleTx, viewer: &Viewer, ask: String) -> Result<Self, Fault> {
        Ok(Self {
            running: coaching::running(tx, viewer).await?,
            ask,
            contact: outside(tx, viewer).await?,
        })
    }

    /// Who coaches, where they have said yes.
    fn coach(&self) -> Option<&Coaching> {
        self.running.as_ref().filter(|coaching| coaching.state == Stage::Agreed)
    }
}

async fn outside(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Outside>, Fault> {
    let contact = organisation::store::find_contact(tx, viewer.organisation_id).await?;
    Ok(contact.map(Outside::from))
}
