//! What somebody could grow into next, and talks along goal, reality, options and will (GROW; Whitmore
//! 1992). Written and read by two: the lead, and whom it is about. It stays with these two when somebody else
//! leads the team.

pub(super) mod store;

use jiff::civil::Date;

use super::{LONGEST_TEXT, Refusal};
use crate::account::Viewer;
use crate::clock::{Day, Moment};
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, StretchId, TalkId, TeamId};
use crate::team::{self, About, Member, Team};
use crate::{Hone, Result};

/// What somebody could grow into next.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stretch {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: StretchId,
    /// Whom it is about.
    pub person_id: PersonId,
    /// Who leads them, or led them when it was written.
    pub lead_id: PersonId,
    /// What they do well.
    pub strength: String,
    /// The next step that they could take.
    pub next_step: String,
    /// What would help them.
    pub support: String,
    /// The number of changes so far, 0 where nothing was written yet: who changes an older one is told.
    pub version: i64,
}

/// A talk of the two.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Talk {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: TalkId,
    /// With whom the lead talked.
    pub person_id: PersonId,
    /// The lead of that time.
    pub lead_id: PersonId,
    /// The day.
    #[sqlx(try_from = "String")]
    pub held_on: Day,
    /// What is to be reached.
    pub goal: String,
    /// How it is now.
    pub reality: String,
    /// What could be done.
    pub options: String,
    /// What will be done.
    pub will: String,
    /// The day of the next talk as it is stored.
    pub next_on: Option<String>,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// What is written of a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The day.
    pub held_on: Date,
    /// What is to be reached.
    pub goal: String,
    /// How it is now.
    pub reality: String,
    /// What could be done.
    pub options: String,
    /// What will be done.
    pub will: String,
    /// The day of the next talk.
    pub next_on: Option<Date>,
}

/// What somebody wrote with one who led the team before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Who led it.
    pub lead_id: PersonId,
    /// Their name.
    pub lead: String,
    /// What somebody could grow into, where it was written.
    pub stretch: Option<Stretch>,
    /// Their talks, the latest first; also those that are put away.
    pub talks: Vec<Talk>,
}

impl Stretch {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "stretch", id: self.id.0 }
    }

    /// Whether nothing is written yet.
    pub fn is_empty(&self) -> bool {
        self.version == 0
    }
}

impl Talk {
    /// What its events are about.
    pub fn about(&self) -> About {
        About { kind: "talk", id: self.id.0 }
    }

    fn with(self, wording: &Wording) -> Result<Self> {
        let text = |label, typed: &str| team::lines(label, typed, LONGEST_TEXT);
        let (goal, reality) = (text("Goal", &wording.goal)?, text("Reality", &wording.reality)?);
        let (options, will) = (text("Options", &wording.options)?, text("Will", &wording.will)?);
        if [&goal, &reality, &options, &will].iter().all(|part| part.is_empty()) {
            return Err(team::Refusal::Missing("Goal, reality, options or will").into());
        }
        Ok(Self {
            held_on: Day(wording.held_on),
            goal,
            reality,
            options,
            will,
            next_on: wording.next_on.map(|day| day.to_string()),
            ..self
        })
    }
}

/// The member with whom a viewer shares talks: the viewer themself, or anybody where the viewer leads.
/// Nobody where it is none of the viewer's business, or the lead.
pub async fn partner(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    person: PersonId,
) -> Result<Option<Member>> {
    if person == team.lead_id || !(team.is_led_by(viewer) || person == viewer.person_id) {
        return Ok(None);
    }
    let members = team::members(tx, team).await?;
    Ok(members.into_iter().find(|member| member.person_id == person))
}

/// What somebody could grow into, as far as it is written; `member` comes from [`partner`].
pub async fn stretch(tx: &mut PeopleTx, team: &Team, member: &Member) -> Result<Stretch> {
    let found = store::find_stretch(tx, team, member.person_id).await?;
    Ok(found.unwrap_or_else(|| Stretch {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: StretchId::draw(),
        person_id: member.person_id,
        lead_id: team.lead_id,
        strength: String::new(),
        next_step: String::new(),
        support: String::new(),
        version: 0,
    }))
}

/// Writes what somebody could grow into; its `version` is the one that was seen.
pub async fn write_stretch(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    stretch: Stretch,
) -> Result<()> {
    let text = |label, typed: &str| team::lines(label, typed, LONGEST_TEXT);
    let stretch = Stretch {
        strength: text("What they do well", &stretch.strength)?,
        next_step: text("The next step", &stretch.next_step)?,
        support: text("What would help", &stretch.support)?,
        ..stretch
    };
    let is_saved = if stretch.is_empty() {
        store::insert_stretch(tx, &stretch).await?
    } else {
        store::save_stretch(tx, &stretch).await?
    };
    if !is_saved {
        return Err(Refusal::Changed.into());
    }
    super::note(tx, hone, viewer, team, stretch.about(), ("", "written")).await
}

/// The talks with a member, the latest first; also those that are put away.
pub async fn talks(tx: &mut PeopleTx, team: &Team, member: &Member) -> Result<Vec<Talk>> {
    store::list_talks(tx, team, member.person_id).await
}

/// What a viewer wrote with those who led the team before, the latest talk first. Who leads it now finds
/// nothing of it, unless it is their own.
pub async fn earlier(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Earlier>> {
    let stretches = store::list_earlier_stretches(tx, team, viewer.person_id).await?;
    let talks = store::list_earlier_talks(tx, team, viewer.person_id).await?;
    let members = team::store::list_members(tx, team).await?;
    let mut all: Vec<Earlier> = Vec::new();
    let leads = talks.iter().map(|talk| talk.lead_id);
    for lead in leads.chain(stretches.iter().map(|stretch| stretch.lead_id)) {
        if all.iter().any(|one| one.lead_id == lead) {
            continue;
        }
        let name = members.iter().find(|member| member.person_id == lead);
        all.push(Earlier {
            lead_id: lead,
            lead: name.map_or_else(String::new, |member| member.name.clone()),
            stretch: stretches.iter().find(|stretch| stretch.lead_id == lead).cloned(),
            talks: talks.iter().filter(|talk| talk.lead_id == lead).cloned().collect(),
        });
    }
    Ok(all)
}

/// A talk with a member.
pub async fn find_talk(
    tx: &mut PeopleTx,
    team: &Team,
    member: &Member,
    id: TalkId,
) -> Result<Option<Talk>> {
    Ok(talks(tx, team, member).await?.into_iter().find(|talk| talk.id == id))
}

/// Notes a talk with a member.
pub async fn write_talk(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    member: &Member,
    wording: Wording,
) -> Result<Talk> {
    let talk = Talk {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: TalkId::draw(),
        person_id: member.person_id,
        lead_id: team.lead_id,
        held_on: Day(wording.held_on),
        goal: String::new(),
        reality: String::new(),
        options: String::new(),
        will: String::new(),
        next_on: None,
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    }
    .with(&wording)?;
    store::insert_talk(tx, &talk).await?;
    super::note(tx, hone, viewer, team, talk.about(), ("", "noted")).await?;
    Ok(talk)
}

/// Words a talk anew; `version` is the one that was seen.
pub async fn reword_talk(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (talk, version): (&Talk, i64),
    wording: Wording,
) -> Result<()> {
    let talk = Talk { version, ..talk.clone() }.with(&wording)?;
    save_talk(tx, hone, viewer, team, &talk).await
}

/// Puts a talk away, or brings it back.
pub async fn put_talk_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    talk: &Talk,
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| hone.clock.now());
    save_talk(tx, hone, viewer, team, &Talk { archived_at, ..talk.clone() }).await
}

async fn save_talk(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    talk: &Talk,
) -> Result<()> {
    if !store::save_talk(tx, talk).await? {
        return Err(Refusal::Changed.into());
    }
    super::note(tx, hone, viewer, team, talk.about(), ("noted", "changed")).await
}
