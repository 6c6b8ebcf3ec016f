use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::bet::odds::GRID;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::team::{Event, Team, event};
use hone_core::vision::objective::{self as objectives, Aim, State as Stage};
use hone_core::vision::share::{self, State as Sharing};
use hone_core::vision::{CheckIn, Measured, Objective, Share, key};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, day, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams;

/// What was not done on the page, with what was typed for it.
struct Refused {
    part: String,
    why: String,
    typed: Fields,
}

#[derive(Template)]
#[template(path = "vision/objective.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    team: Team,
    base: String,
    href: String,
    objective: Objective,
    /// What it serves: its page and title, where that is an objective that is there.
    aim: Option<(String, String)>,
    keys: Vec<Measured>,
    away: Vec<Measured>,
    /// With whom its home team shares it, or could.
    shares: Vec<Share>,
    ended: Vec<Share>,
    events: Vec<Event>,
    odds: Vec<String>,
    today: Date,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, objective): (Team, Objective),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let aim = match objective.aim() {
            Aim::Objective(id) => objectives::find(tx, &team, id).await?,
            Aim::Nothing | Aim::Vision => None,
        };
        let (away, keys) = key::list(tx, &team, &objective)
            .await?
            .into_iter()
            .partition(|one| one.key.archived_at.is_some());
        let all = share::list(tx, &team, &objective).await?;
        let (ended, shares) = all.into_iter().partition(|one| one.state == Sharing::Ended);
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: page_of(&team, &objective),
            aim: aim.map(|one| (page_of(&team, &one), one.title)),
            keys,
            away,
            shares,
            ended,
            events: event::list(tx, &team, objective.about()).await?,
            odds: GRID.iter().map(ToString::to_string).collect(),
            today: hone.clock.now().date(&viewer.zone()),
            refused: None,
            team,
            objective,
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

    /// Why something was not done whose part the viewer does not have on their page.
    fn unplaced(&self) -> Option<&str> {
        let refused = self.refused.as_ref()?;
        let is_on_page = match refused.part.as_str() {
            "end" => self.can_end(),
            "share" => self.can_offer(),
            part => self.is_open() && self.keys.iter().any(|one| part_of(one) == part),
        };
        (!is_on_page).then_some(refused.why.as_str())
    }

    fn says(&self) -> String {
        let owner = self.objective.owner.as_deref().unwrap_or("Nobody");
        let stands = match self.objective.state {
            Stage::Proposed if self.objective.owner.is_none() => {
                "It is proposed, and waits for an owner.".to_owned()
            }
            Stage::Proposed => format!("It is proposed, and waits for {owner} to take it on."),
            Stage::Active => "It is worked towards.".to_owned(),
            Stage::Reached => "It is reached.".to_owned(),
            Stage::Dropped => format!("It was dropped: {}", self.objective.reason),
        };
        let from = if self.is_home() {
            String::new()
        } else {
            format!(" {} shares it with this team.", self.objective.home)
        };
        format!("{owner} owns it; horizon: {}. {stands}{from}", self.objective.horizon.word())
    }

    /// What it serves, where that is no objective.
    fn serves(&self) -> &'static str {
        match self.objective.aim() {
            Aim::Vision => "the vision",
            Aim::Nothing => "nothing yet",
            Aim::Objective(_) => "something that is no longer here",
        }
    }

    fn is_home(&self) -> bool {
        self.objective.is_home_of(&self.team)
    }

    fn is_open(&self) -> bool {
        self.objective.is_open()
    }

    fn is_run(&self) -> bool {
        self.objective.is_run_by(&self.team, &self.viewer)
    }

    fn is_lead(&self) -> bool {
        self.team.is_led_by(&self.viewer)
    }

    fn can_start(&self) -> bool {
        let is_asked = self.is_home() && self.objective.is_of(&self.viewer);
        self.is_open() && self.objective.state == Stage::Proposed && is_asked
    }

    fn can_end(&self) -> bool {
        self.is_open() && self.is_run()
    }

    fn can_reach(&self) -> bool {
        self.can_end() && self.objective.state == Stage::Active
    }

    fn can_reopen(&self) -> bool {
        let is_here = self.objective.archived_at.is_none();
        self.objective.state.is_over() && is_here && self.is_run()
    }

    fn can_offer(&self) -> bool {
        self.is_open() && self.is_home() && self.is_lead()
    }

    fn can_put_away(&self, check: &CheckIn) -> bool {
        self.is_run() || check.person_id == Some(self.viewer.person_id)
    }

    fn is_due(&self, one: &Measured) -> bool {
        self.objective.state == Stage::Active && one.is_due(self.today)
    }

    fn is_chosen(&self, part: &str, odds: &str) -> bool {
        self.typed(part, "odds") == odds
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// What the part of a key result on the page is called.
pub(super) fn part_of(measured: &Measured) -> String {
    format!("key-{}", measured.key.id)
}

/// A check-in in one line.
fn told(check: &CheckIn) -> String {
    let who = check.person.as_deref().unwrap_or("somebody");
    let odds = check.odds.map_or(String::new(), |odds| format!("; {odds} % that it is reached"));
    format!("{who}, {}{odds}", day(check.on_day.0))
}

/// How a share stands, in a sentence.
fn shared(share: &Share) -> String {
    let person = share.person.as_deref().unwrap_or("somebody");
    match (share.state, &share.with_team) {
        (Sharing::Offered, _) => format!("Offered to {person}, who has not answered yet."),
        (Sharing::Declined, _) => format!("{person} said no."),
        (Sharing::Shared, Some(team)) => format!("Shared with {team}."),
        (_, Some(team)) => format!("No longer shared with {team}."),
        (_, None) => format!("No longer offered to {person}."),
    }
}

/// An objective.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let objective = find(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, objective), frame).await?)
}

/// An objective with which something is about to be done.
pub(super) struct Place {
    pub(super) tx: PeopleTx,
    pub(super) viewer: Viewer,
    pub(super) team: Team,
    pub(super) objective: Objective,
    pub(super) fields: Fields,
}

impl Place {
    pub(super) async fn find(
        hone: &Hone,
        viewer: Viewer,
        (team, id): (Uuid, Uuid),
        fields: Fields,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.write().await?;
        let team = teams::find(&mut tx, &viewer, team).await?;
        let objective = find(&mut tx, &team, id).await?;
        Ok(Self { tx, viewer, team, objective, fields })
    }

    /// What follows: the objective with a word on what was done, or with what is wrong beside the part,
    /// and what was typed.
    pub(super) async fn end(
        mut self,
        hone: &Hone,
        part: impl Into<String>,
        done: Result<(), Error>,
        notice: &str,
    ) -> Result<Response, Fault> {
        match done {
            Ok(()) => {
                self.tx.commit().await?;
                Ok(frame::done(&page_of(&self.team, &self.objective), notice))
            }
            Err(Error::Refused(why)) => {
                let frame = Frame::of(&self.viewer, Section::Practice);
                let at = (self.team, self.objective);
                let mut page = Page::of(&mut self.tx, hone, &self.viewer, at, frame).await?;
                page.refused = Some(Refused { part: part.into(), why, typed: self.fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}
