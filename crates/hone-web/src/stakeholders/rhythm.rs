//! A rhythm with what came back each time, and what is done there.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::ids::BeatId;
use hone_core::stakeholder::{Beat, Rhythm, rhythm as rhythms};
use hone_core::team::{Event, Team, event};
use jiff::civil::Date;
use uuid::Uuid;

use super::place::{Place, Thing};
use super::{Refused, address, day, days, find_rhythm, owner, rhythm_page};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};

#[derive(Template)]
#[template(path = "stakeholders/rhythm.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    team: Team,
    base: String,
    href: String,
    one: Rhythm,
    beats: Vec<Beat>,
    away: Vec<Beat>,
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
        (team, one): (Team, Rhythm),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let all = rhythms::list_beats(tx, &team, &one).await?;
        let (away, beats) = all.into_iter().partition(|beat| beat.archived_at.is_some());
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: rhythm_page(&team, &one),
            beats,
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
        let how = if self.one.channel.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.one.channel)
        };
        format!("{who} tells {} every {}{how}.", self.one.to_whom, days(self.one.every_days))
    }

    fn stands(&self) -> String {
        let on = day(self.one.next_on.0);
        if self.is_due() { format!("It was due on {on}.") } else { format!("Next on {on}.") }
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

    fn can_put_away(&self, beat: &Beat) -> bool {
        self.is_here() && (self.is_run() || beat.person_id == Some(self.viewer.person_id))
    }

    fn told(&self, beat: &Beat) -> String {
        let who = beat.person_id.map_or("somebody", |person| self.names.name(person));
        format!("{}, {who}", day(beat.on_day.0))
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// A rhythm.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let one = find_rhythm(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, one), frame).await?)
}

impl Thing for Rhythm {
    async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Self, Fault> {
        find_rhythm(tx, team, id).await
    }

    fn page(&self, team: &Team) -> String {
        rhythm_page(team, self)
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

/// Notes that it was done, and what came back.
pub(super) async fn post_beat(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Rhythm>::find(&hone, viewer, ids, fields).await?;
    let said = at.fields.one("what_came_back");
    let done = rhythms::beat(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, said).await;
    at.end(&hone, done.map(drop), "It is noted, with what came back.").await
}

/// Takes back that it was done.
pub(super) async fn post_beat_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, beat)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::<Rhythm>::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, beat, true, "It is put away. You can bring it back below.").await
}

/// Brings back that it was done.
pub(super) async fn post_beat_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id, beat)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let at = Place::<Rhythm>::find(&hone, viewer, (team, id), fields).await?;
    put_away(at, &hone, beat, false, "It counts again.").await
}

async fn put_away(
    mut at: Place<Rhythm>,
    hone: &Hone,
    id: Uuid,
    is_away: bool,
    notice: &str,
) -> Result<Response, Fault> {
    let all = rhythms::list_beats(&mut at.tx, &at.team, &at.one).await?;
    let found = all.iter().find(|one| one.id == BeatId(id)).ok_or(Fault::NotFound)?;
    let what = (&at.one, found);
    let done = rhythms::put_beat_away(&mut at.tx, hone, &at.viewer, &at.team, what, is_away).await;
    at.end(hone, done, notice).await
}

/// Puts a rhythm away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Rhythm>::find(&hone, viewer, ids, fields).await?;
    let done = rhythms::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, true).await;
    at.end(&hone, done, "It is put away. You can bring it back here.").await
}

/// Brings a rhythm back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::<Rhythm>::find(&hone, viewer, ids, fields).await?;
    let done = rhythms::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.one, false).await;
    at.end(&hone, done, "It is back.").await
}
