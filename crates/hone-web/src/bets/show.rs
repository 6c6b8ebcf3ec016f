use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::bet::odds::{self, Line, Seen};
use hone_core::bet::reason::{self, Handling, Reason};
use hone_core::bet::{Bet, State as Stage};
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::team::{self, Event, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::{address, day, find, grid, lost_at, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};
use crate::words::date;
use crate::words::{capital, number};

/// What was not done on the page, with what was typed for it.
struct Refused {
    part: &'static str,
    why: String,
    typed: Fields,
}

#[derive(Template)]
#[template(path = "bets/show.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    base: String,
    href: String,
    team: Team,
    bet: Bet,
    names: Names,
    n_members: usize,
    seen: Seen,
    grid: Vec<(String, String)>,
    reasons: Vec<Reason>,
    away: Vec<Reason>,
    events: Vec<Event>,
    today: Date,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, bet): (Team, Bet),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let all = reason::list(tx, &team, &bet).await?;
        let (away, reasons) = all.into_iter().partition(|reason| reason.archived_at.is_some());
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: page_of(&team, &bet),
            names: Names::of(tx, &team).await?,
            n_members: team::members(tx, &team).await?.len(),
            seen: odds::seen(tx, viewer, &team, &bet).await?,
            grid: grid(),
            reasons,
            away,
            events: event::list(tx, &team, bet.about()).await?,
            today: hone.clock.now().date(&viewer.zone()),
            refused: None,
            team,
            bet,
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
        let is_on_page = match refused.part {
            "odds" | "reasons" => true,
            "end" => self.bet.state.is_over() || (self.is_on() && self.is_judge()),
            "place" => self.is_draft() && self.is_owner(),
            "stop" => self.is_on() && self.is_run(),
            _ => false,
        };
        (!is_on_page).then_some(refused.why.as_str())
    }

    fn name(&self, person: &PersonId) -> &str {
        self.names.name(*person)
    }

    /// Where it stands, in a sentence.
    fn stands(&self) -> String {
        let judge = self.names.name(self.bet.judge_id);
        let on = self.bet.review().map_or(String::new(), day);
        match self.bet.state {
            Stage::Draft => "It is a draft, and the team gives odds.".to_owned(),
            Stage::Placed if self.bet.is_reached(self.today) => {
                format!("Its day has come: {judge} says how it went.")
            }
            Stage::Placed => format!("It is on until {on}."),
            Stage::Yes => "It came true.".to_owned(),
            Stage::No => "It did not come true.".to_owned(),
            Stage::Void => format!("It is void, and counts for nobody: {}", self.bet.reason),
            Stage::Stopped => {
                "It was stopped, and counts as one that did not come true.".to_owned()
            }
        }
    }

    /// What there is to say of its odds, where it was lost.
    fn lost(&self) -> Option<String> {
        let owner = self.seen.all.iter().find(|line| line.person_id == self.bet.owner_id)?;
        let odds = owner.blind.filter(|_| self.bet.state.outcome() == Some(false))?;
        Some(lost_at(&self.bet, odds))
    }

    /// Whether it ended, with an outcome, before its day.
    fn is_early(&self) -> bool {
        self.bet.state.outcome().is_some() && !self.bet.is_reached(self.today)
    }

    fn is_open(&self) -> bool {
        !self.bet.state.is_over() && self.bet.archived_at.is_none()
    }

    fn is_draft(&self) -> bool {
        self.bet.state == Stage::Draft && self.bet.archived_at.is_none()
    }

    fn is_on(&self) -> bool {
        self.bet.state == Stage::Placed && self.bet.archived_at.is_none()
    }

    fn is_due(&self) -> bool {
        self.bet.is_due(self.today)
    }

    fn is_owner(&self) -> bool {
        self.bet.owner_id == self.viewer.person_id
    }

    fn is_judge(&self) -> bool {
        self.bet.judge_id == self.viewer.person_id
    }

    fn is_run(&self) -> bool {
        self.bet.is_run_by(&self.team, &self.viewer)
    }

    /// Whether the viewer may take back how it ended.
    fn can_reopen(&self) -> bool {
        let is_theirs =
            if self.bet.state == Stage::Stopped { self.is_run() } else { self.is_judge() };
        self.bet.state.is_over() && self.bet.archived_at.is_none() && is_theirs
    }

    fn can_void(&self) -> bool {
        self.bet.state == Stage::Stopped && self.is_judge() && self.bet.archived_at.is_none()
    }

    fn can_place(&self) -> bool {
        self.is_draft() && self.is_owner() && self.seen.own.is_some()
    }

    fn can_show(&self) -> bool {
        let has_owner = self.seen.given_by.contains(&self.bet.owner_id);
        let is_hidden = self.is_draft() && self.bet.revealed_at.is_none();
        is_hidden
            && self.team.is_led_by(&self.viewer)
            && self.seen.own.is_some()
            && has_owner
            && self.n_members > 1
    }

    /// Who has given odds, while nobody sees them.
    fn given(&self) -> String {
        let names: Vec<&str> =
            self.seen.given_by.iter().map(|person| self.names.name(*person)).collect();
        match names.len() {
            0 => "Nobody has given odds yet.".to_owned(),
            n => format!(
                "{} of {} {} given odds: {}.",
                capital(&number(n)),
                number(self.n_members),
                if n == 1 { "has" } else { "have" },
                names.join(", ")
            ),
        }
    }

    /// Whether a value stands in the form as the odds.
    fn is_chosen(&self, value: &str) -> bool {
        let now = self.seen.own.map(|line| line.now.to_string());
        now.as_deref() == Some(value)
    }

    /// What there is to know of the bet, with its name.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let bet = &self.bet;
        let on = bet.review().map_or(String::new(), date);
        let stake = match bet.stake.as_str() {
            "" => String::new(),
            words => format!("{words} (stake {} of 8)", bet.stake_class),
        };
        let all = [
            ("Problem", bet.problem.clone()),
            ("True if", bet.true_if.clone()),
            ("Its day", on),
            ("Can cost", stake),
            ("Can win", bet.upside.clone()),
            ("Stop at", bet.stop_at.clone()),
            ("Think again", bet.change_our_mind_if.clone()),
        ];
        all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    /// What is missing before it can be placed.
    fn missing(&self) -> Option<String> {
        let bet = &self.bet;
        let missing: Vec<&str> = [
            (bet.true_if.is_empty(), "what makes it true"),
            (bet.review_on.is_none(), "the day to look at it"),
            (bet.stake.is_empty(), "what it can cost"),
        ]
        .into_iter()
        .filter_map(|(is_missing, what)| is_missing.then_some(what))
        .collect();
        (!missing.is_empty()).then(|| format!("Not written yet: {}.", missing.join(", ")))
    }

    fn can_put_away(&self, reason: &Reason) -> bool {
        self.is_run() || reason.written_by == self.viewer.person_id
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// What somebody thinks, and has come to think.
fn thinks(line: &Line) -> String {
    match line.blind {
        None => format!("{} %, given after the others were shown", line.now),
        Some(blind) if blind == line.now => format!("{blind} %"),
        Some(blind) => format!("{blind} %, later {} %", line.now),
    }
}

/// What is done about a reason.
fn handling(reason: &Reason) -> String {
    let what = match reason.handling {
        Handling::Prevent => "We prevent it",
        Handling::Watch => "We watch for it",
        Handling::Accept => "We accept it",
    };
    if reason.sign.is_empty() { what.to_owned() } else { format!("{what}. Sign: {}", reason.sign) }
}

/// A bet.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, bet)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let bet = find(&mut tx, &team, bet).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, bet), frame).await?)
}

/// A bet with which something is about to be done.
pub(super) struct Place {
    pub(super) tx: PeopleTx,
    pub(super) viewer: Viewer,
    pub(super) team: Team,
    pub(super) bet: Bet,
    pub(super) fields: Fields,
}

impl Place {
    pub(super) async fn find(
        hone: &Hone,
        viewer: Viewer,
        (team, bet): (Uuid, Uuid),
        fields: Fields,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.write().await?;
        let team = teams::find(&mut tx, &viewer, team).await?;
        let bet = find(&mut tx, &team, bet).await?;
        Ok(Self { tx, viewer, team, bet, fields })
    }

    /// What follows: the page from which it was done with a word on it, or the bet with what is wrong
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
                    if is_board { address(&self.team) } else { page_of(&self.team, &self.bet) };
                Ok(frame::done(&page, notice))
            }
            Err(Error::Refused(why)) => {
                let frame = Frame::of(&self.viewer, Section::Practice);
                let at = (self.team, self.bet);
                let mut page = Page::of(&mut self.tx, hone, &self.viewer, at, frame).await?;
                page.refused = Some(Refused { part, why, typed: self.fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}
