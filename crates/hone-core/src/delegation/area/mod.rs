//! Areas: work or a decision that is handed over, from the offer to the end.

mod changes;
mod offer;
pub(super) mod store;

use jiff::civil::Date;

pub use offer::{answer, offer, take_back};

use super::{LONGEST_LINE, LONGEST_TEXT, Level, Refusal, level, tell};
use crate::account::Viewer;
use crate::clock::{Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{AreaId, OrganisationId, PersonId, TeamId};
use crate::team::{self, About, Part, Team, Titled, event};
use crate::{Hone, Result};

/// What is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Kind {
    /// Work that has an end or goes on.
    Work,
    /// A decision that comes up again and again.
    Decision,
}

/// When the lead looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Looks {
    /// No look is agreed.
    None,
    /// Every so many days.
    Days,
    /// On days that are agreed one by one.
    Milestones,
}

/// How far an area has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// Only who wrote it sees it.
    Draft,
    /// The other one of the two has to say yes.
    Offered,
    /// It is agreed.
    Active,
    /// It stands still until a day.
    Paused,
    /// It is finished.
    Done,
    /// The owner has given it back, or never took it.
    HandedBack,
}

impl State {
    /// The same as a word within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Offered => "offered",
            Self::Active => "under way",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::HandedBack => "handed back",
        }
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::HandedBack)
    }
}

/// On which side of an area somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// They lead the team.
    Lead,
    /// They own the area.
    Owner,
    /// They are in the team, and read along.
    Other,
}

/// Work or a decision that is handed over.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Area {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: AreaId,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Who owns it.
    pub owner_id: PersonId,
    /// Who offered it: the lead, or whoever wants to own it.
    pub offered_by: PersonId,
    /// Who may decide what.
    pub level: Level,
    /// Since when it is at this level.
    pub level_since: Moment,
    /// The level to which it goes back if one of the two objects to the trial.
    pub trial_from: Option<Level>,
    /// The last day of the trial as it is stored; from then on the level stands.
    pub trial_ends: Option<String>,
    /// How both will know that it is done.
    pub done_when: String,
    /// Within which limits: money, law, safety, people.
    pub limits: String,
    /// When the lead looks at it.
    pub check_in: Looks,
    /// Every so many days, where that is agreed.
    pub every_days: i64,
    /// The day of the next look as it is stored.
    pub next_check_in: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The day on which a pause ends, as it is stored.
    pub paused_until: Option<String>,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes into an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Who owns it.
    pub owner: PersonId,
    /// Who may decide what; later changed by a proposal alone.
    pub level: Level,
    /// How both will know that it is done.
    pub done_when: String,
    /// Within which limits.
    pub limits: String,
    /// When the lead looks at it.
    pub check_in: Looks,
    /// Every so many days, where that is agreed.
    pub every_days: i64,
    /// The day of the next look.
    pub next_check_in: Option<Date>,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        if self.check_in == Looks::Days && !(1..=366).contains(&self.every_days) {
            return Err(Refusal::Rhythm.into());
        }
        if self.check_in == Looks::Milestones && self.next_check_in.is_none() {
            return Err(Refusal::NoDay("The next look").into());
        }
        let title = team::line("What it is", &self.title, LONGEST_LINE)?;
        let every_days = if self.check_in == Looks::Days { self.every_days } else { 0 };
        Ok(Self {
            title: team::required("What it is", title)?,
            done_when: team::line("Done when", &self.done_when, LONGEST_LINE)?,
            limits: team::lines("The limits", &self.limits, LONGEST_TEXT)?,
            every_days,
            ..self
        })
    }
}

impl Area {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "area", id: self.id.0 }
    }

    /// On which side somebody is.
    pub fn side_of(&self, team: &Team, viewer: &Viewer) -> Side {
        if team.is_led_by(viewer) {
            Side::Lead
        } else if self.owner_id == viewer.person_id {
            Side::Owner
        } else {
            Side::Other
        }
    }

    /// The other one of the two who agree on it.
    pub fn other_than(&self, team: &Team, person: PersonId) -> PersonId {
        if person == team.lead_id { self.owner_id } else { team.lead_id }
    }

    /// Whether it is offered, and a viewer is the one of the two who says yes or no to it.
    pub fn is_offered_to(&self, team: &Team, viewer: &Viewer) -> bool {
        let is_theirs = self.side_of(team, viewer) != Side::Other;
        self.state == State::Offered && is_theirs && self.offered_by != viewer.person_id
    }

    /// The day of the next look.
    pub fn next_look(&self) -> Option<Date> {
        self.next_check_in.as_deref()?.parse().ok()
    }

    /// The last day of a trial that is not over on a day.
    pub fn trial(&self, today: Date) -> Option<Date> {
        let ends: Date = self.trial_ends.as_deref()?.parse().ok()?;
        (self.trial_from.is_some() && ends >= today).then_some(ends)
    }

    /// Whether it is paused on a day: a pause ends by itself.
    pub fn is_paused(&self, today: Date) -> bool {
        let until: Option<Date> = self.paused_until.as_deref().and_then(|day| day.parse().ok());
        self.state == State::Paused && until.is_none_or(|until| until > today)
    }

    /// Whether things may be asked and decided in it on a day.
    pub fn is_under_way(&self, today: Date) -> bool {
        let is_agreed = matches!(self.state, State::Active | State::Paused);
        is_agreed && !self.is_paused(today) && self.archived_at.is_none()
    }

    /// That a viewer is one of the two, or why they may not change it.
    pub(super) fn must_be_of(&self, team: &Team, viewer: &Viewer) -> Result<(), Refusal> {
        let is_theirs = self.side_of(team, viewer) != Side::Other;
        let is_own_draft = self.offered_by == viewer.person_id && self.state == State::Draft;
        if is_theirs || is_own_draft { Ok(()) } else { Err(Refusal::NotYours) }
    }

    pub(super) fn must_be_under_way(&self, today: Date) -> Result<(), Refusal> {
        if self.is_under_way(today) { Ok(()) } else { Err(Refusal::NotNow(self.state.word())) }
    }

    fn with(self, wording: Wording) -> Self {
        let is_open = matches!(self.state, State::Draft | State::Offered);
        Self {
            title: wording.title,
            kind: wording.kind,
            owner_id: wording.owner,
            level: if is_open { wording.level } else { self.level },
            done_when: wording.done_when,
            limits: wording.limits,
            check_in: wording.check_in,
            every_days: wording.every_days,
            next_check_in: wording.next_check_in.map(|day| day.to_string()),
            ..self
        }
    }
}

/// The first look that is agreed, where a rhythm is and no day was named.
fn first_look(wording: &Wording, today: Date) -> Option<Date> {
    match wording.check_in {
        Looks::None => None,
        Looks::Milestones => wording.next_check_in,
        Looks::Days => {
            wording.next_check_in.or_else(|| Some(days_after(today, wording.every_days)))
        }
    }
}

/// An area of a team; one that is a draft by who wrote it alone.
pub async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    id: AreaId,
) -> Result<Option<Area>> {
    let area = store::find(tx, team, id).await?;
    Ok(area.filter(|area| can_see(area, viewer)))
}

/// The areas of a team that a viewer sees, by title; also those that are put away.
pub async fn list(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Area>> {
    let all = store::list(tx, team).await?;
    Ok(all.into_iter().filter(|area| can_see(area, viewer)).collect())
}

/// How many areas of a team are not over, drafts of the viewer among them.
pub async fn n_open(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<usize> {
    let n = store::n_open(tx, team, viewer.person_id).await?;
    Ok(usize::try_from(n).unwrap_or_default())
}

/// A part of the areas of a team that are done or handed back, by title.
pub async fn list_over(tx: &mut PeopleTx, team: &Team, part: Part) -> Result<Vec<Area>> {
    store::list_over(tx, team, part).await
}

/// A part of the areas of a team that are put away and that a viewer sees, by title.
pub async fn list_away(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    part: Part,
) -> Result<Vec<Area>> {
    store::list_away(tx, team, part, viewer.person_id).await
}

/// The areas that a viewer sees and that moved from a moment up to another.
pub async fn list_moved(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between, viewer.person_id).await
}

fn can_see(area: &Area, viewer: &Viewer) -> bool {
    area.state != State::Draft || area.offered_by == viewer.person_id
}

/// Writes an area down: as a draft, or as an offer to the other one of the two.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
    is_offered: bool,
) -> Result<Area> {
    let now = hone.clock.now();
    let wording = checked(tx, viewer, team, wording, now.date(&viewer.zone())).await?;
    let area = Area {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: AreaId::draw(),
        title: String::new(),
        kind: wording.kind,
        owner_id: wording.owner,
        offered_by: viewer.person_id,
        level: wording.level,
        level_since: now,
        trial_from: None,
        trial_ends: None,
        done_when: String::new(),
        limits: String::new(),
        check_in: wording.check_in,
        every_days: 0,
        next_check_in: None,
        state: State::Draft,
        paused_until: None,
        version: 1,
        made_at: now,
        archived_at: None,
    }
    .with(wording);
    store::insert(tx, &area).await?;
    if !is_offered {
        tell(tx, hone, viewer, team, &area, "wrote it down", "").await?;
        return Ok(area);
    }
    offer(tx, hone, viewer, team, &area).await
}

/// Words an area anew; `version` is the one that was seen. What it is now. A new owner is asked first.
/// Whoever is offered it and changes it makes an offer of their own: the other one says yes or no to that.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, version): (&Area, i64),
    wording: Wording,
) -> Result<Area> {
    area.must_be_of(team, viewer)?;
    let wording = checked(tx, viewer, team, wording, hone.clock.now().date(&viewer.zone())).await?;
    let is_handed_on = wording.owner != area.owner_id && area.state != State::Draft;
    let is_counter_offer = area.is_offered_to(team, viewer);
    let mut changed = Area { version, ..area.clone() }.with(wording);
    if is_handed_on || is_counter_offer {
        changed.state = State::Offered;
        changed.offered_by = viewer.person_id;
    }
    changed.version = save(tx, &changed).await?;
    let did = match (is_handed_on, is_counter_offer) {
        (true, _) => "offered it to somebody else",
        (false, true) => MADE_COUNTER_OFFER,
        (false, false) => "changed what is agreed",
    };
    // How a draft read before it was offered is nobody's business.
    let note =
        if area.state == State::Draft { String::new() } else { changes::told(area, &changed) };
    tell(tx, hone, viewer, team, area, did, &note).await?;
    if is_handed_on && level::store::withdraw_open(tx, team, area.id).await? {
        tell(tx, hone, viewer, team, area, "took the open proposal for a level back", "").await?;
    }
    Ok(changed)
}

/// A wording that can be stored: its owner is in the team, and the viewer may hand it to them.
async fn checked(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
    today: Date,
) -> Result<Wording> {
    let wording = wording.tidied()?;
    let members = team::members(tx, team).await?;
    let is_member = members.iter().any(|member| member.person_id == wording.owner);
    if !is_member || wording.owner == team.lead_id {
        return Err(Refusal::NoOwner.into());
    }
    if !team.is_led_by(viewer) && wording.owner != viewer.person_id {
        return Err(Refusal::NotYours.into());
    }
    let next_check_in = first_look(&wording, today);
    Ok(Wording { next_check_in, ..wording })
}

// What the history says of the turns after which an area may be handed back.
/// What the history says where whoever was offered it offered something else instead; its note says what.
pub const MADE_COUNTER_OFFER: &str = "made a counter-offer";
const SAID_YES: &str = "said yes";
const SAID_NO: &str = "said no";
pub(super) const TOOK_OFFER_BACK: &str = "took the offer back";
const HANDED_BACK: &str = "handed it back";
const TOOK_END_BACK: &str = "took the end back";

/// What becomes of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It stands still until a day.
    Pause(Date),
    /// It goes on.
    Resume,
    /// It is finished.
    Finish,
    /// The owner gives it back.
    HandBack,
}

/// One of the two takes an area a step on; `why` is a sentence, at its end on what was learned.
pub async fn take(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    (step, why): (Step, &str),
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let today = hone.clock.now().date(&viewer.zone());
    let is_possible = match step {
        Step::Resume => can_resume(tx, viewer, team, area).await?,
        _ => matches!(area.state, State::Active | State::Paused),
    };
    if !is_possible {
        return Err(Refusal::NotNow(area.state.word()).into());
    }
    let (state, did, until) = match step {
        Step::Pause(until) if until <= today => return Err(Refusal::Past("The pause").into()),
        Step::Pause(until) => (State::Paused, "paused it", Some(until.to_string())),
        Step::Resume if area.state.is_over() => (State::Active, TOOK_END_BACK, None),
        Step::Resume => (State::Active, "lets it go on", None),
        Step::Finish => (State::Done, "said that it is done", None),
        Step::HandBack => (State::HandedBack, HANDED_BACK, None),
    };
    let why = team::line("Your sentence", why, LONGEST_LINE)?;
    let why = if step == Step::Resume { why } else { team::required("Your sentence", why)? };
    save(tx, &Area { state, paused_until: until, ..area.clone() }).await?;
    tell(tx, hone, viewer, team, area, did, &why).await
}

/// Whether a viewer can let an area go on: what is paused or done, and what they handed back themselves.
/// What the other one handed back, or said no to, needs an offer and a yes.
pub async fn can_resume(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
) -> Result<bool> {
    const TURNS: [&str; 5] = [HANDED_BACK, TOOK_END_BACK, SAID_YES, SAID_NO, TOOK_OFFER_BACK];
    if area.must_be_of(team, viewer).is_err() || area.owner_id == team.lead_id {
        return Ok(false);
    }
    if area.state != State::HandedBack {
        return Ok(matches!(area.state, State::Paused | State::Done));
    }
    let events = event::list(tx, team, area.about()).await?;
    let latest = events.iter().find(|event| TURNS.contains(&event.to_state.as_str()));
    Ok(latest.is_some_and(|event| {
        event.to_state == HANDED_BACK && event.person_id == Some(viewer.person_id)
    }))
}

/// Puts an area away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    is_away: bool,
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let archived_at = is_away.then(|| hone.clock.now());
    save(tx, &Area { archived_at, ..area.clone() }).await?;
    let did = if is_away { "put it away" } else { "brought it back" };
    tell(tx, hone, viewer, team, area, did, "").await
}

/// Saves an area; its version from then on.
pub(super) async fn save(tx: &mut PeopleTx, area: &Area) -> Result<i64> {
    let is_saved = store::save(tx, area).await?;
    if is_saved { Ok(area.version + 1) } else { Err(Refusal::Changed.into()) }
}
