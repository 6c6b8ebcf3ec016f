//! What a rater finds behind their link.

use crate::ballot;
use crate::category::Category;
use crate::chance::Secret;
use crate::clock::Moment;
use crate::ids::{GroupRef, InvitationId, OrganisationId, PersonId, RoundId, RoundRef};
use crate::{Hone, Result};

use super::{LINK, store};

/// What is behind a link.
#[derive(Clone, Debug)]
pub enum Door {
    /// A round that takes answers.
    Open(Box<Opening>),
    /// A round that no longer does.
    Closed {
        /// Its name.
        round: String,
        /// Its name for the ballots, under which the counted ones are listed; nothing once that list
        /// is no longer kept.
        round_ref: Option<RoundRef>,
    },
    /// No invitation was ever sent with this secret, or it is long gone.
    Unknown,
}

/// What one person is asked in one round.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The invitation; told to nobody but its holder.
    pub invitation_id: InvitationId,
    /// Who asks.
    pub organisation: String,
    /// Its time zone, such as `Europe/Vienna`.
    pub time_zone: String,
    /// The round's name.
    pub round: String,
    /// Its name for the ballots, under which its manifest is found.
    pub round_ref: RoundRef,
    /// Until when answers can be sent and changed.
    pub closes_at: Moment,
    /// The disclosure floor.
    pub k: i64,
    /// The id of the form in the model.
    pub form: String,
    /// The digest of the model that the round froze.
    pub model_digest: Vec<u8>,
    /// Whether they asked for no more reminders.
    pub wants_no_reminders: bool,
    /// The leaders they are asked about, themselves first and then by name.
    pub leaders: Vec<Asked>,
}

/// One leader somebody is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The leader's name.
    pub name: String,
    /// The rater's group.
    pub group_ref: GroupRef,
    /// How the rater stands to the leader.
    pub category: Category,
    /// The other people of the group, by name.
    pub others: Vec<String>,
    /// Whether a token was fetched already.
    pub is_issued: bool,
    /// Whether the rater would rather not answer about this leader.
    pub has_declined: bool,
}

/// An invitation, as its link finds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Found {
    pub(super) organisation_id: OrganisationId,
    pub(super) invitation_id: InvitationId,
    pub(super) round_id: RoundId,
    pub(super) round_ref: RoundRef,
    pub(super) person_id: PersonId,
    pub(super) wants_no_reminders: bool,
    pub(super) organisation: String,
    pub(super) time_zone: String,
    pub(super) round: String,
    pub(super) phase: String,
    pub(super) closes_at: Moment,
    pub(super) k: i64,
    pub(super) form: String,
    pub(super) model_digest: Option<Vec<u8>>,
}

impl Found {
    /// Whether answers are taken at a moment.
    pub(super) fn is_open(&self, now: Moment) -> bool {
        self.phase == "open" && now < self.closes_at
    }
}

/// Opens the door that a secret fits. Nothing is written: to look is no deed.
pub async fn open(hone: &Hone, secret: &Secret) -> Result<Door> {
    let mut tx = hone.people.read().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else {
        return Ok(Door::Unknown);
    };
    if !found.is_open(hone.clock.now()) {
        let is_listed = hone.clock.now() < found.closes_at.plus(ballot::COUNTED_KEPT);
        let round_ref = is_listed.then_some(found.round_ref);
        return Ok(Door::Closed { round: found.round, round_ref });
    }
    let mut leaders = store::list_asked(&mut tx, &found).await?;
    for asked in &mut leaders {
        asked.others = store::list_others(&mut tx, &found, asked.group_ref).await?;
    }
    leaders.sort_by_key(|asked| asked.category != Category::Own);
    Ok(Door::Open(Box::new(Opening {
        invitation_id: found.invitation_id,
        organisation: found.organisation,
        time_zone: found.time_zone,
        round: found.round,
        round_ref: found.round_ref,
        closes_at: found.closes_at,
        k: found.k,
        form: found.form,
        model_digest: found.model_digest.unwrap_or_default(),
        wants_no_reminders: found.wants_no_reminders,
        leaders,
    })))
}
