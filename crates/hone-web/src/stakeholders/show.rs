//! A stakeholder with the log of contacts, and what is done there.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::ids::ContactId;
use hone_core::stakeholder::{self, Contact, Stakeholder, contact};
use hone_core::team::{Event, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::place::{Place, Thing};
use super::{Refused, address, day, days, find, owner, page_of, since};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};

#[derive(Template)]
#[template(path = "stakeholders/show.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    team: Team,
    base: String,
    href: String,
    one: Stakeholder,
    contacts: Vec<Contact>,
    away: Vec<Contact>,
    names: Names,
    events: Vec<Event>,
    today: Date,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, one): (Team, Stakeholder),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let all = contact::list(tx, &team, &one).await?;
        let (away, contacts) = all.into_iter().partition(|contact| contact.archived_at.is_some());
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: page_of(&team, &one),
            contacts,
            away,
            names: Names::of(tx, &team).await?,
            events: event::list(tx, &team, one.about()).await?,
            today: hone.clock.now().date(&viewer.zone()),
            refused: None,
            team,
            one,
        })
    }

    fn says(&self) -> String {
        let who = owner(&self.names, self.one.owner_id);
        format!("{who} looks after it. {}", crate::words::capital(&since(&self.one, self.today)))
    }

    fn stands(&self) -> String {
        if self.one.is_overdue(self.today) {
            format!("More than {} have gone by.", days(self.one.longest_gap))
        } else if self.one.is_due(self.today) {
            "It is time to speak.".to_owned()
        } else {
            format!("Next by {}.", day(self.one.due()))
        }
    }

    fn typed(&self, name: &str) -> &str {
        Refused::typed(self.refused.as_ref(), name)
    }

    fn is_here(&self) -> bool {
        self.one.archived_at.is_none()
    }

    fn is_run(&self) -> bool {
        self.one.is_run_by(&self.team, &self.viewer)
    }

    fn is_due(&self) -> bool {
        self.one.is_due(self.today)
    }

    fn can_put_away(&self, contact: &Contact) -> bool {
        self.is_run() || contact.person_id == Some(self.viewer.person_id)
    }

    fn told(&self, contact: &Contact) -> String {
        let who = contact.person_id.map_or("somebody", |person| self.names.name(person));
        format!("{}, {who}", day(contact.on_day.0))
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// A stakeholder.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, one), frame).await?)
}

impl Thing for Stakeholder {
    async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Self, Fault> {
        find(tx, team, id).await
    }

    fn page(&self, team: &Team) -> String {
        page_of(team, self)
    }

    async fn again(
        self,
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        team: Team,
        refused: Refused,
    ) -> Result<Response, Fault> {
        let frame = Frame::of(viewer, Section::Practice);
        let page = Page::of(tx, hone, viewer, (team, self), frame).await?;
        frame::html(&Page { refused: Some(refused), ..page })
    }
}

/// Logs a contact.
pub(super) async fn post_contact(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Stakeholder>::find(&hone, viewer, ids, fields).await?;
    let done = match teams::day(&at.fields, "on", "The day") {
        Ok(on) => {
            let said = (on, at.fields.one("line"));
            contact::add(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, said).await.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, done, "The contact is logged.").await
}

/// Puts a contact away.
pub(super) async fn post_contact_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, contact)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::<Stakeholder>::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, contact, true, "It is put away. You can bring it back below.").await
}

/// Brings a contact back.
pub(super) async fn post_contact_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, contact)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::<Stakeholder>::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, contact, false, "The contact counts again.").await
}

async fn put_away(
    mut at: Place<Stakeholder>,
    hone: &Hone,
    id: Uuid,
    is_away: bool,
    notice: &str,
) -> Result<Response, Fault> {
    let all = contact::list(&mut at.tx, &at.team, &at.one).await?;
    let found = all.iter().find(|one| one.id == ContactId(id)).ok_or(Fault::NotFound)?;
    let what = (&at.one, found);
    let done = contact::put_away(&mut at.tx, hone, &at.viewer, &at.team, what, is_away).await;
    at.end(hone, done, notice).await
}

/// Puts a stakeholder away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Stakeholder>::find(&hone, viewer, ids, fields).await?;
    let done = stakeholder::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, true).await;
    at.end(&hone, done, "It is put away. You can bring it back here.").await
}

/// Brings a stakeholder back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Stakeholder>::find(&hone, viewer, ids, fields).await?;
    let done = stakeholder::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, false).await;
    at.end(&hone, done, "It is back.").await
}
