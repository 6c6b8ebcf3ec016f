//! The vision of a team: a scene that somebody will live through, why it matters, and by when. Earlier
//! words are kept and can be read.

pub(super) mod store;

use super::{LONGEST_LINE, LONGEST_TEXT, Refusal, must_lead, note};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, TeamId, VisionId};
use crate::team::{self, About, Team};
use crate::{Hone, Result};

/// How far a vision has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It is written, and the team talks about it.
    Draft,
    /// The team has agreed on it.
    Agreed,
    /// It is no longer what the team works towards.
    Retired,
}

impl State {
    /// The same as a word within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Agreed => "agreed",
            Self::Retired => "retired",
        }
    }
}

/// What becomes of a vision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The team has agreed on it.
    Agree,
    /// It is no longer what the team works towards.
    Retire,
    /// It is a draft again.
    Back,
}

/// A vision.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Vision {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: VisionId,
    /// What somebody will live through.
    pub scene: String,
    /// Why it matters.
    pub why: String,
    /// By when, in the words of the team.
    pub horizon: String,
    /// How far it has come.
    pub state: State,
    /// What was learned, once it is retired.
    pub learned: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was first written.
    pub made_at: Moment,
}

/// One wording of a vision.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Words {
    /// Its place in their order, from 1.
    pub number: i64,
    /// What somebody will live through.
    pub scene: String,
    /// Why it matters.
    pub why: String,
    /// By when.
    pub horizon: String,
    /// Who wrote it; nothing where they were erased.
    pub written_by: Option<PersonId>,
    /// When.
    pub made_at: Moment,
}

/// What somebody writes into a vision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// What somebody will live through.
    pub scene: String,
    /// Why it matters.
    pub why: String,
    /// By when.
    pub horizon: String,
}

impl Wording {
    fn tidied(self) -> Result<Self> {
        let scene = team::lines("The scene", &self.scene, LONGEST_TEXT)?;
        Ok(Self {
            scene: team::required("The scene", scene)?,
            why: team::lines("Why it matters", &self.why, LONGEST_TEXT)?,
            horizon: team::line("By when", &self.horizon, LONGEST_LINE)?,
        })
    }
}

impl Vision {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "vision", id: self.id.0 }
    }

    fn must_be(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.state) { Ok(()) } else { Err(Refusal::NotNow(self.state.word())) }
    }

    fn with(self, wording: Wording) -> Self {
        Self { scene: wording.scene, why: wording.why, horizon: wording.horizon, ..self }
    }
}

/// A vision of a team.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: VisionId) -> Result<Option<Vision>> {
    store::find(tx, team, id).await
}

/// The visions of a team, the latest first; also those that are retired.
pub async fn list(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Vision>> {
    store::list(tx, team).await
}

/// What a team works towards now, be it agreed or a draft.
pub async fn present(tx: &mut PeopleTx, team: &Team) -> Result<Option<Vision>> {
    Ok(store::list(tx, team).await?.into_iter().find(|one| one.state != State::Retired))
}

/// The wordings of a vision, the present one first.
pub async fn list_words(tx: &mut PeopleTx, team: &Team, vision: &Vision) -> Result<Vec<Words>> {
    store::list_words(tx, team, vision.id).await
}

/// Writes a vision. Anybody in the team may; there is one at a time.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    wording: Wording,
) -> Result<Vision> {
    team::store::hold(tx, team).await?;
    if present(tx, team).await?.is_some() {
        return Err(Refusal::OneVision.into());
    }
    let vision = Vision {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: VisionId::draw(),
        scene: String::new(),
        why: String::new(),
        horizon: String::new(),
        state: State::Draft,
        learned: String::new(),
        version: 1,
        made_at: hone.clock.now(),
    }
    .with(wording.tidied()?);
    store::insert(tx, &vision).await?;
    keep(tx, hone, viewer, team, &vision).await?;
    note(tx, hone, viewer, team, vision.about(), ("", "wrote it down", "")).await?;
    Ok(vision)
}

/// Keeps a wording beside those before it.
async fn keep(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    vision: &Vision,
) -> Result<()> {
    let last = store::list_words(tx, team, vision.id).await?.first().map_or(0, |one| one.number);
    let words = Words {
        number: last + 1,
        scene: vision.scene.clone(),
        why: vision.why.clone(),
        horizon: vision.horizon.clone(),
        written_by: Some(viewer.person_id),
        made_at: hone.clock.now(),
    };
    store::insert_words(tx, team, vision.id, &words).await
}

/// Words a vision anew; `version` is the one that was seen. The team has agreed on the words before, not
/// on these: it is a draft again.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (vision, version): (&Vision, i64),
    wording: Wording,
) -> Result<()> {
    vision.must_be(&[State::Draft, State::Agreed])?;
    let worded = Vision { version, state: State::Draft, ..vision.clone() }.with(wording.tidied()?);
    save(tx, &worded).await?;
    keep(tx, hone, viewer, team, &worded).await?;
    let did = (vision.state.word(), "changed its words", "");
    note(tx, hone, viewer, team, vision.about(), did).await
}

/// Says what becomes of a vision: the lead, for the team. `learned` is asked for where it is retired.
pub async fn take(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    vision: &Vision,
    (step, learned): (Step, &str),
) -> Result<()> {
    must_lead(team, viewer)?;
    let (before, state, did): (&[State], State, &str) = match step {
        Step::Agree => (&[State::Draft], State::Agreed, "said that the team has agreed"),
        Step::Retire => (&[State::Draft, State::Agreed], State::Retired, "retired it"),
        Step::Back => (&[State::Agreed, State::Retired], State::Draft, "made it a draft again"),
    };
    vision.must_be(before)?;
    let learned = match step {
        Step::Retire => {
            let learned = team::line("What we learned", learned, LONGEST_LINE)?;
            team::required("What we learned", learned)?
        }
        Step::Agree | Step::Back => String::new(),
    };
    team::store::hold(tx, team).await?;
    if present(tx, team).await?.is_some_and(|other| other.id != vision.id) {
        return Err(Refusal::OneVision.into());
    }
    let why = learned.clone();
    save(tx, &Vision { state, learned, ..vision.clone() }).await?;
    note(tx, hone, viewer, team, vision.about(), (vision.state.word(), did, &why)).await
}

/// Retires what a file brought in beside the vision of a team, since there is one at a time. `before` is
/// the one that the team had; where it had none, the latest stays.
pub(crate) async fn keep_one(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    before: Option<VisionId>,
) -> Result<()> {
    let present =
        store::list(tx, team).await?.into_iter().filter(|one| one.state != State::Retired);
    let present: Vec<Vision> = present.collect();
    let kept = before.or_else(|| present.first().map(|one| one.id));
    for vision in present.into_iter().filter(|one| Some(one.id) != kept) {
        save(tx, &Vision { state: State::Retired, ..vision.clone() }).await?;
        let did = (vision.state.word(), "retired it", "There is one vision at a time.");
        note(tx, hone, viewer, team, vision.about(), did).await?;
    }
    Ok(())
}

async fn save(tx: &mut PeopleTx, vision: &Vision) -> Result<()> {
    if store::save(tx, vision).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
