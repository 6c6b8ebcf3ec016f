//! Lessons: what happened, what surprised, what was learned and what changes. Blameless: nowhere does a
//! lesson say who made the mistake, nor, once it is shared, who wrote it down.

pub(super) mod store;

use jiff::civil::Date;

use super::{LONGEST_LINE, LONGEST_TEXT, Refusal, note};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AreaId, LessonId, OrganisationId, PersonId, TeamId};
use crate::team::{self, About, Part, Team, Titled, search};
use crate::{Hone, Result};

/// How far a lesson has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// Only who writes it reads it.
    Draft,
    /// The team reads it, and the change is to come.
    Shared,
    /// The change was made.
    Changed,
    /// Nothing changes; it is good to know.
    Kept,
}

impl State {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Shared => "shared",
            Self::Changed => "changed",
            Self::Kept => "kept as knowledge",
        }
    }
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Lesson {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: LessonId,
    /// The area it comes from, if it comes from one.
    pub area_id: Option<AreaId>,
    /// Who wrote it down: they alone read a draft.
    pub written_by: PersonId,
    /// What it is about.
    pub title: String,
    /// What happened.
    pub what_happened: String,
    /// What surprised.
    pub surprise: String,
    /// What was learned.
    pub learned: String,
    /// What changes; empty where nothing does.
    pub change: String,
    /// Who sees to the change.
    pub change_owner_id: Option<PersonId>,
    /// By when, as it is stored.
    pub change_due: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What somebody writes into a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What it is about.
    pub title: String,
    /// What happened.
    pub what_happened: String,
    /// What surprised.
    pub surprise: String,
    /// What was learned.
    pub learned: String,
    /// What changes.
    pub change: String,
    /// Who sees to the change.
    pub change_owner: Option<PersonId>,
    /// By when.
    pub change_due: Option<Date>,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        let text = |label, typed: &str| team::lines(label, typed, LONGEST_TEXT);
        let title = team::line("What it is about", &self.title, LONGEST_LINE)?;
        Ok(Self {
            title: team::required("What it is about", title)?,
            what_happened: team::required(
                "What happened",
                text("What happened", &self.what_happened)?,
            )?,
            surprise: text("What surprised", &self.surprise)?,
            learned: team::required("What we learned", text("What we learned", &self.learned)?)?,
            change: text("What we change", &self.change)?,
            ..self
        })
    }
}

impl Lesson {
    /// What its events, and its text, are about.
    pub fn about(&self) -> About {
        About { kind: "lesson", id: self.id.0 }
    }

    /// The day by which the change is to be made.
    pub fn due(&self) -> Option<Date> {
        self.change_due.as_deref()?.parse().ok()
    }

    /// Whether somebody has a change to make.
    pub fn waits(&self) -> bool {
        self.state == State::Shared && !self.change.is_empty() && self.archived_at.is_none()
    }

    fn with(self, wording: Wording) -> Self {
        Self {
            title: wording.title,
            what_happened: wording.what_happened,
            surprise: wording.surprise,
            learned: wording.learned,
            change: wording.change,
            change_owner_id: wording.change_owner,
            change_due: wording.change_due.map(|day| day.to_string()),
            ..self
        }
    }
}

/// A lesson of a team; a draft by who wrote it alone.
pub async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    id: LessonId,
) -> Result<Option<Lesson>> {
    let lesson = store::find(tx, team, id).await?;
    Ok(lesson.filter(|lesson| can_see(lesson, viewer)))
}

/// A part of the lessons of a team that a viewer sees, the latest first: those put away, or the others.
pub async fn list_part(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    (is_away, part): (bool, Part),
) -> Result<Vec<Lesson>> {
    store::list_part(tx, team, part, is_away, viewer.person_id).await
}

/// The lessons from an area that a viewer sees, the latest first; those put away aside.
pub async fn list_of(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    area: AreaId,
) -> Result<Vec<Lesson>> {
    store::list_of(tx, team, area, viewer.person_id).await
}

/// The lessons that a viewer sees and that moved from a moment up to another.
pub async fn list_moved(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    between: (Moment, Moment),
) -> Result<Vec<Titled>> {
    store::list_moved(tx, team, between, viewer.person_id).await
}

fn can_see(lesson: &Lesson, viewer: &Viewer) -> bool {
    lesson.state != State::Draft || lesson.written_by == viewer.person_id
}

/// Writes a lesson down, for oneself or for the team.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, wording): (Option<AreaId>, Wording),
    is_shared: bool,
) -> Result<Lesson> {
    let lesson = Lesson {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: LessonId::draw(),
        area_id: area,
        written_by: viewer.person_id,
        title: String::new(),
        what_happened: String::new(),
        surprise: String::new(),
        learned: String::new(),
        change: String::new(),
        change_owner_id: None,
        change_due: None,
        state: if is_shared { State::Shared } else { State::Draft },
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(checked(tx, team, wording).await?);
    store::insert(tx, &lesson).await?;
    index(tx, team, &lesson).await?;
    if is_shared {
        note(tx, hone, viewer, team, lesson.about(), ("", lesson.state.word())).await?;
    }
    Ok(lesson)
}

/// Whoever sees to the change is in the team.
async fn checked(tx: &mut PeopleTx, team: &Team, wording: Wording) -> Result<Wording> {
    let wording = wording.tidied()?;
    if let Some(owner) = wording.change_owner {
        let members = team::members(tx, team).await?;
        if !members.iter().any(|member| member.person_id == owner) {
            return Err(team::Refusal::Missing("Who sees to it").into());
        }
    }
    Ok(wording)
}

/// What the team reads can be found; a draft, and what is put away, cannot.
async fn index(tx: &mut PeopleTx, team: &Team, lesson: &Lesson) -> Result<()> {
    if lesson.state == State::Draft || lesson.archived_at.is_some() {
        return search::remove(tx, team, lesson.about()).await;
    }
    let parts = [&lesson.what_happened, &lesson.surprise, &lesson.learned, &lesson.change];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let body = parts.map(String::as_str).collect::<Vec<_>>().join("\n");
    let text = search::Text {
        about: lesson.about(),
        title: &lesson.title,
        body: &body,
        at: lesson.made_at,
    };
    search::write(tx, team, &text).await
}

/// Lets all lessons of a team be found as they are now.
pub(crate) async fn index_all(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    for lesson in store::list(tx, team).await? {
        index(tx, team, &lesson).await?;
    }
    Ok(())
}

/// Words a lesson anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (lesson, version): (&Lesson, i64),
    wording: Wording,
) -> Result<()> {
    let changed = Lesson { version, ..lesson.clone() }.with(checked(tx, team, wording).await?);
    save(tx, hone, viewer, team, (lesson, &changed)).await
}

/// Shares a lesson with the team, or says what became of it.
pub async fn set(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    lesson: &Lesson,
    state: State,
) -> Result<()> {
    if state == State::Draft {
        return Err(Refusal::NotNow(lesson.state.word()).into());
    }
    save(tx, hone, viewer, team, (lesson, &Lesson { state, ..lesson.clone() })).await
}

/// Puts a lesson away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    lesson: &Lesson,
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| hone.clock.now());
    save(tx, hone, viewer, team, (lesson, &Lesson { archived_at, ..lesson.clone() })).await
}

async fn save(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (before, lesson): (&Lesson, &Lesson),
) -> Result<()> {
    if !store::save(tx, lesson).await? {
        return Err(Refusal::Changed.into());
    }
    index(tx, team, lesson).await?;
    if lesson.state == State::Draft {
        return Ok(());
    }
    let to = match (before.archived_at, lesson.archived_at) {
        (None, Some(_)) => "put away",
        (Some(_), None) => "brought back",
        _ => lesson.state.word(),
    };
    note(tx, hone, viewer, team, lesson.about(), (before.state.word(), to)).await
}
