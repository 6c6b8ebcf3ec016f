//! What a person shares of their mirror, and of the figures that are theirs alone, with the coach who has said
//! yes to them: part by part, until a day or until they take it back.
//!
//! Each reading asks anew, so that taking back holds at once. What is put away is shared with nobody. The
//! figures come without a word of the bets and questions behind them: those belong to a team.

pub(super) mod store;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::learning::{self, Learning};
use super::reflection::{self, Reflection};
use super::statement::{self, Statement};
use super::{Owner, Refusal};
use crate::account::Viewer;
use crate::bet::calibration::{self, Figures};
use crate::clock::{Moment, days_after};
use crate::coaching::{self, Coaching, Side, State};
use crate::db::PeopleTx;
use crate::delegation::flow::{self, Waiting};
use crate::ids::{CoachingId, OrganisationId};
use crate::{Hone, Result, audit, team};

/// What is shared by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Part {
    /// The brand statement, the own words and the principles as they stand.
    Statements,
    /// The reflections.
    Reflections,
    /// The learning log, with what was tried before.
    Learning,
    /// How the person's odds on bets hold up, in figures.
    Odds,
    /// How much waits for the person in the teams that they lead, in figures.
    Waiting,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] =
        [Self::Statements, Self::Reflections, Self::Learning, Self::Odds, Self::Waiting];

    /// The same as a word, which also stands in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Statements => "statements",
            Self::Reflections => "reflections",
            Self::Learning => "learning",
            Self::Odds => "odds",
            Self::Waiting => "waiting",
        }
    }

    /// The part with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    /// What it is called in the record of staff, before a name.
    fn recorded(self) -> &'static str {
        match self {
            Self::Statements => "statements of the mirror",
            Self::Reflections => "reflections of the mirror",
            Self::Learning => "the learning log of the mirror",
            Self::Odds => "figures on odds",
            Self::Waiting => "figures on waiting",
        }
    }
}

/// What a coach may read of one part, and since when; and when they last did.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Share {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The coaching.
    pub coaching_id: CoachingId,
    /// The part.
    pub part: Part,
    /// Since when they may read it; nothing where they may not.
    pub since: Option<Moment>,
    /// The last day on which they may, as it is stored; nothing where it has no end.
    pub until: Option<String>,
    /// When they last read it.
    pub read_at: Option<Moment>,
}

/// What is shared, as a coach finds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Statements.
    Statements(Vec<Statement>),
    /// Reflections, the latest first.
    Reflections(Vec<Reflection>),
    /// Entries of the learning log, the latest first, each with what was tried before.
    Learning(Vec<(Learning, Vec<learning::Past>)>),
    /// How their odds hold up.
    Odds(Box<Figures>),
    /// How much waits for them, by the name of each team that they lead.
    Waiting(Vec<(String, Waiting)>),
}

const DAYS_AWAY: i64 = 366;

impl Share {
    fn none(coaching: &Coaching, part: Part) -> Self {
        Self {
            organisation_id: coaching.organisation_id,
            coaching_id: coaching.id,
            part,
            since: None,
            until: None,
            read_at: None,
        }
    }

    /// The last day on which it is shared, where it has one.
    pub fn last_day(&self) -> Option<Date> {
        self.until.as_deref()?.parse().ok()
    }

    /// Whether it is shared on a day.
    pub fn is_open(&self, today: Date) -> bool {
        self.since.is_some() && self.last_day().is_none_or(|day| today <= day)
    }
}

/// The coaching in which the viewer can share: one that runs, with a coach who has said yes, has the role
/// and is here.
pub async fn coaching_of(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Coaching>> {
    let running = coaching::running(tx, viewer).await?;
    Ok(running.filter(|coaching| coaching.state == State::Agreed && coaching.has_coach()))
}

/// What is shared in a coaching on a day, in the order of the parts.
pub async fn list_open(tx: &mut PeopleTx, coaching: &Coaching, today: Date) -> Result<Vec<Share>> {
    let mut shares = store::list(tx, coaching).await?;
    shares.retain(|share| share.is_open(today));
    shares.sort_by_key(|share| share.part);
    Ok(shares)
}

/// Shares what is named with the viewer's coach, each until a day where it has one, and takes back the
/// rest. Each beginning and each end is noted in the record of staff, without what was written.
pub async fn share(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    wanted: &BTreeMap<Part, Option<Date>>,
) -> Result<Coaching> {
    let coaching = coaching_of(tx, viewer).await?.ok_or(Refusal::NoCoach)?;
    // Held, so that nothing is shared beside an end.
    coaching::store::hold(tx, &coaching).await?;
    let coaching = coaching_of(tx, viewer).await?.ok_or(Refusal::NoCoach)?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    let span = today..=days_after(today, DAYS_AWAY);
    if wanted.values().flatten().any(|until| !span.contains(until)) {
        return Err(Refusal::Until.into());
    }
    let shares = store::list(tx, &coaching).await?;
    for part in Part::ALL {
        let stored = shares.iter().find(|share| share.part == part).cloned();
        let stored = stored.unwrap_or_else(|| Share::none(&coaching, part));
        let was_open = stored.is_open(today);
        let Some(until) = wanted.get(&part) else {
            if was_open {
                take_back(tx, hone, viewer, &coaching, &stored).await?;
            }
            continue;
        };
        let since = stored.since.filter(|_| was_open).unwrap_or(now);
        let until = until.map(|day| day.to_string());
        let share = Share { since: Some(since), until, ..stored.clone() };
        if share != stored {
            store::save(tx, &share).await?;
            let action = granted(part, share.last_day());
            audit::record(tx, hone, viewer, &action, &coaching.coach).await?;
        }
    }
    Ok(coaching)
}

fn granted(part: Part, until: Option<Date>) -> String {
    let until = until.map(|day| day.strftime(" until %-d %B %Y").to_string()).unwrap_or_default();
    format!("shared {}{until} with", part.recorded())
}

async fn take_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    share: &Share,
) -> Result<()> {
    store::save(tx, &Share { since: None, until: None, ..share.clone() }).await?;
    let part = share.part.recorded();
    // Whoever ends a coaching ends what is shared in it.
    let (action, whom) = if viewer.person_id == coaching.person_id {
        (format!("took back {part} from"), &coaching.coach)
    } else {
        (format!("gave back {part} of"), &coaching.name)
    };
    audit::record(tx, hone, viewer, &action, whom).await
}

/// Takes back all that is shared in a coaching: when the leader wants it, or one of the two ends it.
pub async fn end(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
) -> Result<()> {
    let today = hone.clock.now().date(&viewer.zone());
    for share in list_open(tx, coaching, today).await? {
        take_back(tx, hone, viewer, coaching, &share).await?;
    }
    Ok(())
}

/// A part that is shared with the viewer in a coaching, as they find it now. That they read it is noted.
pub async fn find(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    id: CoachingId,
    part: Part,
) -> Result<Option<(Coaching, Share, Shown)>> {
    let Some((coaching, Side::Coach)) = coaching::find(tx, viewer, id).await? else {
        return Ok(None);
    };
    if coaching.state != State::Agreed {
        return Ok(None);
    }
    let now = hone.clock.now();
    let open = list_open(tx, &coaching, now.date(&viewer.zone())).await?;
    let Some(share) = open.into_iter().find(|share| share.part == part) else { return Ok(None) };
    note_reading(tx, hone, viewer, &coaching, &share).await?;
    let shown = shown(tx, hone, viewer, &coaching, part).await?;
    Ok(Some((coaching, share, shown)))
}

/// Notes for the leader when the coach read it, and for the record on which days.
async fn note_reading(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    share: &Share,
) -> Result<()> {
    let (now, zone) = (hone.clock.now(), viewer.zone());
    store::save_reading(tx, &Share { read_at: Some(now), ..share.clone() }).await?;
    if share.read_at.is_none_or(|before| before.date(&zone) != now.date(&zone)) {
        let action = format!("opened {}, shared by", share.part.recorded());
        audit::record(tx, hone, viewer, &action, &coaching.name).await?;
    }
    Ok(())
}

async fn shown(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    part: Part,
) -> Result<Shown> {
    let owner = Owner { organisation_id: coaching.organisation_id, person_id: coaching.person_id };
    Ok(match part {
        Part::Statements => {
            let mut all = statement::store::list(tx, owner).await?;
            all.retain(|statement| statement.archived_at.is_none());
            Shown::Statements(all)
        }
        Part::Reflections => {
            let mut all = reflection::store::list(tx, owner).await?;
            all.retain(|reflection| reflection.archived_at.is_none());
            Shown::Reflections(all)
        }
        Part::Learning => {
            let mut entries = Vec::new();
            for entry in learning::store::list(tx, owner).await? {
                if entry.archived_at.is_none() {
                    let past = learning::list_past(tx, &entry).await?;
                    entries.push((entry, past));
                }
            }
            Shown::Learning(entries)
        }
        Part::Odds => {
            let today = hone.clock.now().date(&viewer.zone());
            let (organisation, person) = (owner.organisation_id, owner.person_id);
            let figures = calibration::figures(tx, organisation, person, today).await?;
            Shown::Odds(Box::new(figures))
        }
        Part::Waiting => Shown::Waiting(waiting(tx, hone, viewer, owner).await?),
    })
}

/// How much waits for somebody in each team that they lead and have not closed.
async fn waiting(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    owner: Owner,
) -> Result<Vec<(String, Waiting)>> {
    let mut all = Vec::new();
    for team in team::list_of(tx, owner.organisation_id, owner.person_id).await? {
        if team.lead_id == owner.person_id && team.archived_at.is_none() {
            let waiting = flow::waiting_without_cases(tx, hone, &team, &viewer.zone()).await?;
            all.push((team.name, waiting));
        }
    }
    Ok(all)
}
