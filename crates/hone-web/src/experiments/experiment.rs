use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::experiment::challenge as challenges;
use hone_core::experiment::{self as experiments, Affected, Experiment, State as Stage, Verdict};
use hone_core::team::{Event, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Refused, address, challenge_page, day, find, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};
use crate::words::capital;

#[derive(Template)]
#[template(path = "experiments/experiment.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    base: String,
    href: String,
    team: Team,
    experiment: Experiment,
    names: Names,
    is_theirs: bool,
    affected: Vec<Affected>,
    away: Vec<Affected>,
    /// Where it comes from and what followed: the word before the link, the address, the title.
    related: Vec<(&'static str, String, String)>,
    events: Vec<Event>,
    today: Date,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, experiment): (Team, Experiment),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let all = experiments::affected::list(tx, &team, &experiment).await?;
        let (away, affected) = all.into_iter().partition(|one| one.archived_at.is_some());
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: page_of(&team, &experiment),
            names: Names::of(tx, &team).await?,
            is_theirs: experiment.is_of(&team, viewer),
            affected,
            away,
            related: related(tx, &team, &experiment).await?,
            events: event::list(tx, &team, experiment.about()).await?,
            today: hone.clock.now().date(&viewer.zone()),
            refused: None,
            team,
            experiment,
        })
    }

    fn typed(&self, part: &str, name: &str) -> &str {
        Refused::typed(self.refused.as_ref(), part, name)
    }

    fn wrong(&self, part: &str) -> Option<&str> {
        Refused::wrong(self.refused.as_ref(), part)
    }

    /// Why something was not done that the page no longer offers, or not to the viewer.
    fn elsewhere(&self) -> Option<&str> {
        let refused = self.refused.as_ref()?;
        let is_offered = match refused.part {
            "step" => self.can(Stage::Draft) || self.can(Stage::Running),
            "decision" => self.can(Stage::Ended),
            "check" => self.can_check(),
            "next" => self.can_follow(),
            _ => true,
        };
        (!is_offered).then_some(refused.why.as_str())
    }

    fn owner(&self) -> &str {
        self.experiment.owner_id.map_or("Nobody yet", |person| self.names.name(person))
    }

    /// How it stands, in a sentence.
    fn says(&self) -> String {
        let last = self.experiment.last_day().map_or(String::new(), day);
        match (self.experiment.state, self.experiment.verdict) {
            (Stage::Draft, _) => "A draft: the team reads it, and nothing has started.".to_owned(),
            (Stage::Running, _) if self.is_due() => format!("Its last day was {last}."),
            (Stage::Running, _) => format!("It runs to {last}."),
            (Stage::Ended, _) => {
                let word = capital(self.experiment.word());
                format!("{word}. What becomes of it is not decided.")
            }
            (_, Some(Verdict::Adopt)) => match self.experiment.is_kept {
                Some(true) => "Adopted, and still in use when it was looked at again.".to_owned(),
                Some(false) => "Adopted, and no longer in use when it was looked at.".to_owned(),
                None => {
                    let on = self.experiment.check_day().map_or(String::new(), day);
                    format!("Adopted. You look at it again on {on}.")
                }
            },
            (_, Some(Verdict::Adapt)) => "To be tried again, otherwise.".to_owned(),
            _ => "Dropped. That is a result too.".to_owned(),
        }
    }

    fn is_due(&self) -> bool {
        self.experiment.last_day().is_some_and(|last| last <= self.today)
    }

    fn is_here(&self) -> bool {
        self.experiment.archived_at.is_none()
    }

    /// Whether the viewer can do what is due in a state.
    fn can(&self, state: Stage) -> bool {
        self.is_theirs && self.is_here() && self.experiment.state == state
    }

    fn can_check(&self) -> bool {
        let is_due = self.experiment.check_day().is_some_and(|on| on <= self.today);
        self.can(Stage::Decided) && is_due
    }

    fn can_follow(&self) -> bool {
        let is_decided = self.experiment.state == Stage::Decided;
        self.is_here() && is_decided && self.experiment.verdict == Some(Verdict::Adapt)
    }

    fn can_reword(&self) -> bool {
        let is_open = !matches!(self.experiment.state, Stage::Decided | Stage::Checked);
        self.is_theirs && self.is_here() && is_open
    }

    fn can_go_back(&self) -> bool {
        self.is_theirs && self.is_here() && self.experiment.state != Stage::Draft
    }

    /// The card: each part with its label, and what it says while it is empty.
    fn card(&self) -> [(&'static str, &str, &'static str); 7] {
        let one = &self.experiment;
        [
            ("Then we see", &one.then_see, "not written yet"),
            ("Because", &one.because, "not written yet"),
            ("We measure", &one.measure, "not written yet"),
            ("Before", &one.baseline, "not measured yet; without it nobody can tell a change"),
            ("Adopt if", &one.adopt_if, "not written yet; say it before you see the result"),
            ("Stop if", &one.guardrail, "not written yet; what must not happen meanwhile?"),
            ("Owner", self.owner(), ""),
        ]
    }

    fn days(&self) -> String {
        let or_open = |day: Option<String>| day.unwrap_or_else(|| "not set".to_owned());
        let first = or_open(self.experiment.first_day().map(day));
        let last = or_open(self.experiment.last_day().map(day));
        format!("{first} to {last}")
    }

    /// What became of it: label and words.
    fn outcome(&self) -> Vec<(&'static str, &str)> {
        let one = &self.experiment;
        let parts = [
            ("What we saw", one.result.as_str()),
            ("Why", one.reason.as_str()),
            ("What we learned", one.learned.as_str()),
            ("Sixty days on", one.found.as_str()),
        ];
        parts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }

    fn is_verdict(&self, verdict: &str) -> bool {
        self.typed("decision", "verdict") == verdict
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// The challenge it comes from, the experiment it adapts, and those that adapt it.
async fn related(
    tx: &mut PeopleTx,
    team: &Team,
    experiment: &Experiment,
) -> Result<Vec<(&'static str, String, String)>, Fault> {
    let mut links = Vec::new();
    if let Some(id) = experiment.challenge_id
        && let Some(challenge) = challenges::find(tx, team, id).await?
    {
        links.push(("From the challenge", challenge_page(team, &challenge), challenge.title));
    }
    if experiment.after_id.is_none() && experiment.verdict != Some(Verdict::Adapt) {
        return Ok(links);
    }
    let link =
        |what, other: &Experiment| (what, page_of(team, other), format!("If we {}", other.if_we));
    if let Some(id) = experiment.after_id
        && let Some(before) = experiments::find(tx, team, id).await?
    {
        links.push(link("Adapted from", &before));
    }
    let next = experiments::list_after(tx, team, experiment.id).await?;
    links.extend(next.iter().map(|next| link("The next one", next)));
    Ok(links)
}

/// An experiment.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let experiment = find(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, experiment), frame).await?)
}

/// An experiment with which something is about to be done.
pub(super) struct Place {
    pub(super) tx: PeopleTx,
    pub(super) viewer: Viewer,
    pub(super) team: Team,
    pub(super) experiment: Experiment,
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
        let experiment = find(&mut tx, &team, id).await?;
        Ok(Self { tx, viewer, team, experiment, fields })
    }

    /// What follows: a page with a word on what was done, or the experiment with what is wrong beside the
    /// part, and what was typed.
    pub(super) async fn end(
        mut self,
        hone: &Hone,
        part: &'static str,
        done: Result<Option<String>, Error>,
        notice: &str,
    ) -> Result<Response, Fault> {
        match done {
            Ok(to) => {
                self.tx.commit().await?;
                let page = to.unwrap_or_else(|| page_of(&self.team, &self.experiment));
                Ok(frame::done(&page, notice))
            }
            Err(Error::Refused(why)) => {
                let frame = Frame::of(&self.viewer, Section::Practice);
                let at = (self.team, self.experiment);
                let mut page = Page::of(&mut self.tx, hone, &self.viewer, at, frame).await?;
                page.refused = Some(Refused { part, why, typed: self.fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}
