use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::delegation::area::{self, Looks, State as Stage};
use hone_core::delegation::level::{self, Proposal, TRIAL_DAYS};
use hone_core::delegation::record::{self, Decision};
use hone_core::delegation::request::{self, Request};
use hone_core::delegation::{Area, Level, Side, lesson};
use hone_core::ids::PersonId;
use hone_core::team::{Event, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::rail::Rail;
use super::{address, day, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};

/// So many days an answer stands openly on the page.
const LATELY: i64 = 14;

/// What was not done on the page, with what was typed for it.
struct Refused {
    part: &'static str,
    why: String,
    typed: Fields,
}

#[derive(Template)]
#[template(path = "delegation/area.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    base: String,
    href: String,
    team: Team,
    area: Area,
    names: Names,
    side: Side,
    rail: Rail,
    proposal: Option<Proposal>,
    open: Vec<Request>,
    /// What was answered, or objected to, lately.
    answered: Vec<Request>,
    closed: Vec<Request>,
    decisions: Vec<Decision>,
    lessons: Vec<(String, String)>,
    events: Vec<Event>,
    today: Date,
    trial_ends: String,
    can_take_end_back: bool,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, area): (Team, Area),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let now = hone.clock.now();
        let today = now.date(&viewer.zone());
        let proposal = level::find_open(tx, &team, area.id).await?;
        let all = request::list(tx, &team, &area).await?;
        let (open, over): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|one| one.state == request::State::Open);
        let since = now.plus(-LATELY * 24 * 3600);
        let (answered, closed) = over.into_iter().partition(|one| is_answered_since(one, since));
        let can_resume = area::can_resume(tx, viewer, &team, &area).await?;
        let lessons = lesson::list_of(tx, viewer, &team, area.id).await?;
        let link = |one: &lesson::Lesson| {
            (format!("{}/lessons/{}", address(&team), one.id), one.title.clone())
        };
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: page_of(&team, &area),
            names: Names::of(tx, &team).await?,
            side: area.side_of(&team, viewer),
            rail: Rail::of(area.level, proposal.as_ref().map(|open| open.to_level)),
            proposal,
            open,
            answered,
            closed,
            decisions: record::decisions(tx, &team, &area).await?,
            lessons: lessons.iter().map(link).collect(),
            events: event::list(tx, &team, area.about()).await?,
            today,
            trial_ends: days_after(today, TRIAL_DAYS).to_string(),
            can_take_end_back: can_resume && area.state.is_over() && area.archived_at.is_none(),
            refused: None,
            team,
            area,
        })
    }

    /// What was typed into a field of a part that was not done.
    fn typed(&self, part: &str, name: &str) -> &str {
        let refused = self.refused.as_ref().filter(|refused| refused.part == part);
        refused.map_or("", |refused| refused.typed.one(name))
    }

    /// Why a part was not done.
    fn wrong(&self, part: &str) -> Option<&str> {
        let refused = self.refused.as_ref().filter(|refused| refused.part == part);
        refused.map(|refused| refused.why.as_str())
    }

    /// Why something was not done whose part is no longer on the page.
    fn wrong_elsewhere(&self) -> Option<&str> {
        let refused = self.refused.as_ref()?;
        let is_shown = match refused.part {
            "offer" => self.must_answer() || self.can_take_back(),
            "again" => self.can_offer(),
            "step" => self.is_agreed() || self.can_take_end_back,
            "look" => self.is_under_way(),
            _ => !matches!(self.area.state, Stage::Draft | Stage::Offered),
        };
        (!is_shown).then_some(refused.why.as_str())
    }

    fn name(&self, person: &PersonId) -> &str {
        self.names.name(*person)
    }

    fn is_theirs(&self) -> bool {
        let is_own_draft =
            self.area.state == Stage::Draft && self.area.offered_by == self.viewer.person_id;
        self.side != Side::Other || is_own_draft
    }

    fn is_owner(&self) -> bool {
        self.side == Side::Owner
    }

    fn can_offer(&self) -> bool {
        matches!(self.area.state, Stage::Draft | Stage::Done | Stage::HandedBack)
            && self.is_theirs()
            && self.area.archived_at.is_none()
    }

    fn must_answer(&self) -> bool {
        self.area.is_offered_to(&self.team, &self.viewer)
    }

    /// What a counter-offer that waits for the viewer has changed.
    fn counter_offer(&self) -> Option<&str> {
        let last = self.events.first().filter(|_| self.must_answer())?;
        (last.to_state == area::MADE_COUNTER_OFFER).then_some(last.note.as_str())
    }

    /// What is asked of the viewer.
    fn offered(&self) -> String {
        let other = self.other();
        if self.counter_offer().is_some() {
            format!("{other} makes a counter-offer")
        } else if self.is_owner() {
            format!("{other} asks you to own this")
        } else {
            format!("{other} asks to own this")
        }
    }

    fn can_take_back(&self) -> bool {
        self.area.state == Stage::Offered && self.is_theirs() && !self.must_answer()
    }

    /// The name of the other one of the two.
    fn other(&self) -> &str {
        self.names.name(self.area.other_than(&self.team, self.viewer.person_id))
    }

    fn is_under_way(&self) -> bool {
        self.area.is_under_way(self.today) && self.is_theirs()
    }

    fn is_agreed(&self) -> bool {
        matches!(self.area.state, Stage::Active | Stage::Paused) && self.is_theirs()
    }

    fn is_paused(&self) -> bool {
        self.area.is_paused(self.today)
    }

    fn paused_until(&self) -> String {
        let until = self.area.paused_until.as_deref().and_then(|text| text.parse().ok());
        until.map_or(String::new(), |until| day(until, self.today))
    }

    fn is_own(&self, proposal: &Proposal) -> bool {
        proposal.proposed_by == self.viewer.person_id
    }

    fn has_asked(&self, request: &Request) -> bool {
        request.asked_by == self.viewer.person_id
    }

    fn can_object(&self, request: &Request) -> bool {
        request.can_be_objected_to(&self.team, &self.viewer, self.today)
    }

    fn is_announced(&self) -> bool {
        self.is_owner() && !self.area.level.waits_for_lead()
    }

    /// What is known of a question besides its words.
    fn about(&self, request: &Request) -> String {
        let who = self.names.name(request.asked_by);
        let since = self.day_of(request.opened_at);
        let by = match (request.is_announced(&self.team), request.day()) {
            (true, Some(on)) => {
                format!(" It goes ahead on {} unless objected to.", day(on, self.today))
            }
            (false, Some(by)) => format!(" Needed by {}.", day(by, self.today)),
            _ => String::new(),
        };
        let promise = request.promise().map_or(String::new(), |on| {
            format!(" An answer is promised for {}.", day(on, self.today))
        });
        format!("{who}, {since}.{by}{promise}")
    }

    /// Who answered a question, or objected to it, and when.
    fn who_answered(&self, request: &Request) -> String {
        let on = request.closed_at.map_or(String::new(), |at| self.day_of(at));
        let is_it =
            |event: &&Event| Some(event.at) == request.closed_at && event.note == request.answer;
        let event = self.events.iter().find(is_it);
        let who = event.and_then(|event| event.person.as_deref()).unwrap_or("Somebody");
        match request.state {
            request::State::Objected => format!("{who} objected, {on}"),
            _ => format!("{who}, {on}"),
        }
    }

    /// What became of a question, and when.
    fn outcome(&self, request: &Request) -> String {
        let on = request.closed_at.map_or(String::new(), |at| self.day_of(at));
        match request.state {
            request::State::Answered => format!("{} ({on})", request.answer),
            request::State::Objected => format!("Objected: {} ({on})", request.answer),
            request::State::WentAhead => format!("Went ahead ({on})."),
            request::State::Withdrawn => format!("Taken back ({on})."),
            request::State::Open => String::new(),
        }
    }

    fn looks(&self) -> String {
        let next = self
            .area
            .next_look()
            .map(|on| format!(" The next look is on {}.", day(on, self.today)));
        let next = next.unwrap_or_default();
        match self.area.check_in {
            Looks::None => "No look is agreed.".to_owned(),
            Looks::Days if self.area.every_days == 1 => format!("Every day.{next}"),
            Looks::Days => format!("Every {} days.{next}", self.area.every_days),
            Looks::Milestones => format!("On agreed days.{next}"),
        }
    }

    fn trial(&self) -> Option<(String, &'static str)> {
        let ends = self.area.trial(self.today)?;
        Some((day(ends, self.today), self.area.trial_from?.name()))
    }

    /// The levels that can be proposed.
    fn others(&self) -> impl Iterator<Item = Level> {
        let here = self.area.level;
        Level::ALL.into_iter().filter(move |level| *level != here)
    }

    /// Whether a level stands in the form as the one that is proposed.
    fn is_chosen(&self, level: Level) -> bool {
        match self.typed("level", "to").parse().ok().and_then(Level::of) {
            Some(typed) => typed == level,
            None => Some(level) == self.area.level.next(),
        }
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()), self.today)
    }
}

fn is_answered_since(request: &Request, since: Moment) -> bool {
    matches!(request.state, request::State::Answered | request::State::Objected)
        && request.closed_at.is_some_and(|at| at >= since)
}

/// An area.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, area)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let area = find(&mut tx, &viewer, &team, area).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, area), frame).await?)
}

/// An area in which something is about to be done.
pub(super) struct Place {
    pub(super) tx: PeopleTx,
    pub(super) viewer: Viewer,
    pub(super) team: Team,
    pub(super) area: Area,
    pub(super) fields: Fields,
}

impl Place {
    pub(super) async fn find(
        hone: &Hone,
        viewer: Viewer,
        (team, area): (Uuid, Uuid),
        fields: Fields,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.write().await?;
        let team = teams::find(&mut tx, &viewer, team).await?;
        let area = find(&mut tx, &viewer, &team, area).await?;
        Ok(Self { tx, viewer, team, area, fields })
    }

    /// What follows: the page from which it was done with a word on it, or the area with what is wrong
    /// beside the part, and what was typed.
    pub(super) async fn end(
        mut self,
        hone: &Hone,
        part: &'static str,
        done: Result<(), Error>,
        notice: &str,
    ) -> Result<Response, Fault> {
        match done {
            Ok(()) => {
                self.tx.commit().await?;
                let is_board = self.fields.one("back") == "board";
                let page =
                    if is_board { address(&self.team) } else { page_of(&self.team, &self.area) };
                Ok(frame::done(&page, notice))
            }
            Err(Error::Refused(why)) => {
                let frame = Frame::of(&self.viewer, Section::Practice);
                let at = (self.team, self.area);
                let mut page = Page::of(&mut self.tx, hone, &self.viewer, at, frame).await?;
                page.refused = Some(Refused { part, why, typed: self.fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}
