//! Ids: each concept has its own type, so that one is never taken for another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, Serialize, Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new one, random.
            pub fn draw() -> Self {
                Self(crate::chance::id())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.simple().fmt(f)
            }
        }
    )*};
}

ids! {
    /// An organisation.
    OrganisationId,
    /// A person in an organisation.
    PersonId,
    /// An account, by which somebody signs in.
    AccountId,
    /// A passkey of an account.
    PasskeyId,
    /// A passkey ceremony under way.
    CeremonyId,
    /// A list of people that waits to be imported.
    ImportId,
    /// A round of feedback.
    RoundId,
    /// A person who is rated in a round.
    LeaderId,
    /// What one person was sent in a round, for all the leaders they are asked about.
    InvitationId,
    /// What a leader practises after a result.
    PlanId,
    /// One sentence of a plan.
    StepId,
    /// A leader and the coach they asked.
    CoachingId,
    /// What was noted of one session of theirs.
    NoteId,
    /// What somebody says of themselves.
    StatementId,
    /// What somebody answered to a prompt.
    ReflectionId,
    /// An entry of somebody's learning log.
    LearningId,
    /// A leader and those who practise with them.
    TeamId,
    /// Work or a decision that is handed over.
    AreaId,
    /// A proposal to change the level of an area.
    ProposalId,
    /// A question in an area that waits for an answer.
    RequestId,
    /// A decision that was taken in an area.
    DecisionId,
    /// A look at an area.
    CheckInId,
    /// What a mistake, or a success, taught a team.
    LessonId,
    /// What a member of a team could grow into, between them and one lead.
    StretchId,
    /// A talk with a member of a team.
    TalkId,
    /// A bet of a team.
    BetId,
    /// A reason for which a bet may fail.
    ReasonId,
    /// A challenge to a process, a procedure or a decision.
    ChallengeId,
    /// Something that a team tries.
    ExperimentId,
    /// Whom an experiment reaches.
    AffectedId,
    /// What a team works towards.
    VisionId,
    /// An objective of a team.
    ObjectiveId,
    /// By what an objective is seen to come nearer.
    KeyResultId,
    /// One number and one line on a key result.
    KeyCheckId,
    /// An objective that is offered to another team, or shared with it.
    ShareId,
    /// Somebody outside a team who matters to it.
    StakeholderId,
    /// One contact with a stakeholder.
    ContactId,
    /// What a team tells somebody every so often.
    RhythmId,
    /// One time that it was done.
    BeatId,
    /// A mail in the outbox.
    MailId,
    /// The round, as the ballots know it.
    RoundRef,
    /// The leader in a round, as the ballots know them.
    LeaderRef,
    /// The raters of one leader in one category: the only key that people and ballots share.
    GroupRef,
}
