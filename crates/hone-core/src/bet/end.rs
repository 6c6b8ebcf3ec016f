//! How a bet is placed, and how it ends.

use super::{Bet, LONGEST_LINE, Refusal, must_judge, odds, save, tell};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::team::{self, Team};
use crate::{Hone, Result};

/// How far a bet has come. It is due from its day on, while it is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It is written down, and the team gives odds.
    Draft,
    /// It is on.
    Placed,
    /// It came true.
    Yes,
    /// It did not.
    No,
    /// It cannot be judged, and counts for nobody.
    Void,
    /// It was stopped, and counts as one that did not come true.
    Stopped,
}

impl State {
    /// The same as a word within a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Placed => "placed",
            Self::Yes => "won",
            Self::No => "lost",
            Self::Void => "void",
            Self::Stopped => "stopped",
        }
    }

    /// Whether it is over.
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Draft | Self::Placed)
    }

    /// Whether it came true, where that counts.
    pub fn outcome(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No | Self::Stopped => Some(false),
            Self::Draft | Self::Placed | Self::Void => None,
        }
    }
}

/// How a bet ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The judge says that it came true.
    Yes,
    /// The judge says that it did not.
    No,
    /// The judge says that it cannot be judged.
    Void,
    /// The owner or the lead stops it.
    Stop,
}

impl End {
    fn state(self) -> State {
        match self {
            Self::Yes => State::Yes,
            Self::No => State::No,
            Self::Void => State::Void,
            Self::Stop => State::Stopped,
        }
    }

    fn did(self) -> &'static str {
        match self {
            Self::Yes => "said that it came true",
            Self::No => "said that it did not come true",
            Self::Void => "said that it is void",
            Self::Stop => "stopped it",
        }
    }
}

/// Places a bet, which shows all odds. Its owner has given theirs, and all can see when and how it will
/// be judged. `version` is the one that was seen.
pub async fn place(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (bet, version): (&Bet, i64),
) -> Result<()> {
    if bet.owner_id != viewer.person_id {
        return Err(Refusal::Owner.into());
    }
    bet.must_be(&[State::Draft])?;
    team::required("It came true if", bet.true_if.clone())?;
    team::required("What it can cost", bet.stake.clone())?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    if bet.review().is_none_or(|day| day <= today) {
        return Err(Refusal::Day.into());
    }
    must_judge(tx, team, bet.owner_id, bet.judge_id).await?;
    if !odds::has_blind(tx, team, bet, bet.owner_id).await? {
        return Err(Refusal::NoOdds.into());
    }
    let placed = Bet {
        state: State::Placed,
        placed_at: Some(now),
        revealed_at: bet.revealed_at.or(Some(now)),
        version,
        ..bet.clone()
    };
    save(tx, &placed).await?;
    tell(tx, hone, viewer, team, bet, "placed it", "").await
}

/// Ends a bet, with what was learned and, where it is void, why. The judge can void one that was
/// stopped.
pub async fn end(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
    (end, reason, learned): (End, &str, &str),
) -> Result<()> {
    match end {
        End::Stop => bet.must_be_run_by(team, viewer)?,
        End::Yes | End::No | End::Void if bet.judge_id != viewer.person_id => {
            return Err(Refusal::Judge.into());
        }
        End::Yes | End::No | End::Void => must_judge(tx, team, bet.owner_id, bet.judge_id).await?,
    }
    let before: &[State] =
        if end == End::Void { &[State::Placed, State::Stopped] } else { &[State::Placed] };
    bet.must_be(before)?;
    let learned = team::line("What we learned", learned, LONGEST_LINE)?;
    let learned = team::required("What we learned", learned)?;
    let reason = match end {
        End::Void => {
            team::required("Why it is void", team::line("Why it is void", reason, LONGEST_LINE)?)?
        }
        End::Yes | End::No | End::Stop => String::new(),
    };
    let note = if reason.is_empty() { learned.clone() } else { format!("{reason} {learned}") };
    let ended_at = Some(hone.clock.now());
    let ended = Bet { state: end.state(), reason, learned, ended_at, ..bet.clone() };
    save(tx, &ended).await?;
    tell(tx, hone, viewer, team, bet, end.did(), &note).await
}

/// Takes an end back: the judge what they said, and whoever may stop a bet that it was stopped.
pub async fn reopen(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
) -> Result<()> {
    bet.must_be(&[State::Yes, State::No, State::Void, State::Stopped])?;
    if bet.state == State::Stopped {
        bet.must_be_run_by(team, viewer)?;
    } else if bet.judge_id != viewer.person_id {
        return Err(Refusal::Judge.into());
    }
    let open = Bet {
        state: State::Placed,
        ended_at: None,
        reason: String::new(),
        learned: String::new(),
        ..bet.clone()
    };
    save(tx, &open).await?;
    tell(tx, hone, viewer, team, bet, "took the end back", "").await
}
