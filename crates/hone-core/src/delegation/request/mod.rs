//! Questions in an area that wait for an answer, and what is announced and goes ahead by itself.

pub(super) mod store;

use jiff::civil::Date;

use super::area::{Area, Side};
use super::{LONGEST_LINE, LONGEST_TEXT, Level, Refusal, record, tell};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AreaId, OrganisationId, PersonId, RequestId, TeamId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It waits, or its day has not come.
    Open,
    /// The other one has answered.
    Answered,
    /// The lead objected to what was announced.
    Objected,
    /// Whoever asked went ahead.
    WentAhead,
    /// It was taken back.
    Withdrawn,
}

/// A question in an area.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Request {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: RequestId,
    /// The area.
    pub area_id: AreaId,
    /// Who asks.
    pub asked_by: PersonId,
    /// The level of the area when it was asked: it says what silence means.
    pub level_then: Level,
    /// The question.
    pub question: String,
    /// What whoever asks would do; may be empty.
    pub own_proposal: String,
    /// The day by which it is needed, or on which it goes ahead, as it is stored.
    pub needed_by: Option<String>,
    /// The day for which an answer is promised, as it is stored.
    pub promised_on: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The answer.
    pub answer: String,
    /// When it was asked.
    pub opened_at: Moment,
    /// When it was over.
    pub closed_at: Option<Moment>,
}

/// What somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub question: String,
    /// What whoever asks would do; may be empty.
    pub own_proposal: String,
    /// The day by which it is needed, or on which it goes ahead.
    pub needed_by: Option<Date>,
}

/// What answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The other one answers, in a sentence.
    Say(String),
    /// The other one says when they will answer.
    Promise(Date),
    /// The lead objects to what is announced, in a sentence.
    Object(String),
    /// Whoever asked went ahead.
    GoAhead,
    /// Whoever asked takes it back.
    Withdraw,
}

impl Request {
    /// Whether it goes ahead by itself on its day.
    pub fn is_announced(&self, team: &Team) -> bool {
        self.asked_by != team.lead_id && !self.level_then.waits_for_lead()
    }

    /// Whether a viewer can object to it on a day: the lead, to what is announced, up to its day.
    pub fn can_be_objected_to(&self, team: &Team, viewer: &Viewer, today: Date) -> bool {
        let is_in_time = self.day().is_none_or(|day| day >= today);
        self.is_announced(team) && team.is_led_by(viewer) && is_in_time
    }

    /// The day by which it is needed, or on which it goes ahead.
    pub fn day(&self) -> Option<Date> {
        self.needed_by.as_deref()?.parse().ok()
    }

    /// The day for which an answer is promised.
    pub fn promise(&self) -> Option<Date> {
        self.promised_on.as_deref()?.parse().ok()
    }
}

/// One of the two asks the other. From ‘Announced’ on, what the owner asks goes ahead on a day.
pub async fn ask(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    wording: Wording,
) -> Result<Request> {
    area.must_be_of(team, viewer)?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    area.must_be_under_way(today)?;
    let is_announced = area.side_of(team, viewer) == Side::Owner && !area.level.waits_for_lead();
    if is_announced && wording.needed_by.is_none() {
        return Err(Refusal::NoDay("The day on which it goes ahead").into());
    }
    if wording.needed_by.is_some_and(|day| day < today) {
        return Err(Refusal::Past("The day").into());
    }
    let question = team::line("The question", &wording.question, LONGEST_LINE)?;
    let request = Request {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: RequestId::draw(),
        area_id: area.id,
        asked_by: viewer.person_id,
        level_then: area.level,
        question: team::required("The question", question)?,
        own_proposal: team::lines("Your proposal", &wording.own_proposal, LONGEST_TEXT)?,
        needed_by: wording.needed_by.map(|day| day.to_string()),
        promised_on: None,
        state: State::Open,
        answer: String::new(),
        opened_at: now,
        closed_at: None,
    };
    store::insert(tx, &request).await?;
    let did = if is_announced { "announced a step" } else { "asked a question" };
    tell(tx, hone, viewer, team, area, did, &request.question).await?;
    Ok(request)
}

/// Answers a question that is open. Whoever asked may go ahead where the lead's silence does not hold
/// it up; that is a decision, and is noted as one. To that, the lead objects or says nothing.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, request): (&Area, &Request),
    answer: Answer,
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let is_own = request.asked_by == viewer.person_id;
    let is_leads = matches!(answer, Answer::Object(_));
    if is_own != matches!(answer, Answer::GoAhead | Answer::Withdraw)
        || is_leads && !team.is_led_by(viewer)
    {
        return Err(Refusal::OthersTurn.into());
    }
    let (now, did) = (hone.clock.now(), told(&answer));
    let today = now.date(&viewer.zone());
    must_fit(team, viewer, request, &answer, today)?;
    let said = said(&answer)?;
    let mut answered = Request { answer: said.clone(), ..request.clone() };
    match answer {
        Answer::Promise(day) if day < today => {
            return Err(Refusal::Past("The day of your answer").into());
        }
        Answer::Promise(day) => {
            answered.answer = String::new();
            answered.promised_on = Some(day.to_string());
        }
        Answer::Say(_) => answered.state = State::Answered,
        Answer::Object(_) => answered.state = State::Objected,
        Answer::GoAhead => answered.state = State::WentAhead,
        Answer::Withdraw => answered.state = State::Withdrawn,
    }
    if answered.state != State::Open {
        answered.closed_at = Some(now);
    }
    if !store::save_answer(tx, &answered).await? {
        return Err(Refusal::Changed.into());
    }
    tell(tx, hone, viewer, team, area, did, &said).await?;
    if answered.state == State::WentAhead {
        record::decide(tx, hone, viewer, team, area, &request.question).await?;
    }
    Ok(())
}

/// That an answer is one to such a question, and in time. What is announced is objected to, or goes ahead
/// from its day on; every other question waits for an answer.
fn must_fit(
    team: &Team,
    viewer: &Viewer,
    request: &Request,
    answer: &Answer,
    today: Date,
) -> Result<(), Refusal> {
    let why = match (answer, request.is_announced(team)) {
        (Answer::Say(_) | Answer::Promise(_), true) => {
            "announced: it goes ahead unless the lead objects"
        }
        (Answer::Object(_), true) if !request.can_be_objected_to(team, viewer, today) => {
            "past its day"
        }
        (Answer::GoAhead, true) if request.day().is_some_and(|day| day > today) => {
            "announced for a later day"
        }
        (Answer::Object(_) | Answer::GoAhead, false) => "waiting for an answer",
        _ => return Ok(()),
    };
    Err(Refusal::NotNow(why))
}

fn told(answer: &Answer) -> &'static str {
    match answer {
        Answer::Say(_) => "answered",
        Answer::Object(_) => "objected",
        Answer::Promise(_) => "said when they answer",
        Answer::GoAhead => "went ahead",
        Answer::Withdraw => "took the question back",
    }
}

fn said(answer: &Answer) -> Result<String> {
    match answer {
        Answer::Say(text) => {
            Ok(team::required("Your answer", team::line("Your answer", text, LONGEST_LINE)?)?)
        }
        Answer::Object(text) => {
            let text = team::line("Your objection", text, LONGEST_LINE)?;
            Ok(team::required("Your objection", text)?)
        }
        Answer::Promise(day) => Ok(day.strftime("By %-d %B.").to_string()),
        Answer::GoAhead | Answer::Withdraw => Ok(String::new()),
    }
}

/// A question of an area.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    area: &Area,
    id: RequestId,
) -> Result<Option<Request>> {
    let all = store::list_in(tx, team, area.id).await?;
    Ok(all.into_iter().find(|request| request.id == id))
}

/// The questions of an area, the latest first.
pub async fn list(tx: &mut PeopleTx, team: &Team, area: &Area) -> Result<Vec<Request>> {
    store::list_in(tx, team, area.id).await
}
