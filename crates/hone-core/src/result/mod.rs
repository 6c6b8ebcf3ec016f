//! Results, as the leader they are about reads them, and what they come to by the rules of
//! `model/sentences.toml`.

pub mod apart;
pub mod needed;
pub mod profile;
pub mod reading;
#[cfg(test)]
mod tests;
pub mod whom;
pub mod wished;

use std::sync::Arc;

use hone_gate::{Directions, Overview, Published, Quality, Release};
use hone_model::Model;

use crate::account::Viewer;
use crate::ids::{LeaderId, RoundId};
use crate::leader::{self, Leader};
use crate::round::{self, Phase, Round};
use crate::{Error, Hone, Result, ballot, model};

/// A released result, with what is needed to read it.
#[derive(Clone, Debug)]
pub struct Report<R = Release> {
    /// The round it comes from.
    pub round: Round,
    /// The leader it is about.
    pub leader: Leader,
    /// The questionnaire that was asked.
    pub model: Arc<Model>,
    /// What may be told.
    pub release: R,
}

/// What a leader finds.
#[derive(Clone, Debug)]
pub enum Found {
    /// Numbers and comments.
    Numbers(Box<Report>),
    /// Directions and comments, since there were numbers a short time ago.
    Directions(Box<Report<Directions>>),
}

/// The released result of a leader, if the viewer is that leader.
///
/// Nobody else finds it here: to them, and before the release, it does not exist. What a leader
/// grants a coach is for `coaching` to decide.
pub async fn find(hone: &Hone, viewer: &Viewer, id: LeaderId) -> Result<Option<Found>> {
    let mut tx = hone.people.read().await?;
    let leader = leader::store::find(&mut tx, viewer.organisation_id, id).await?;
    drop(tx);
    match leader.filter(|leader| leader.person_id == viewer.person_id) {
        Some(leader) => open(hone, leader).await,
        None => Ok(None),
    }
}

/// The released result of a leader, for somebody of whom it is known that they may read it. A second
/// look is none: it is found beside the result that it looks back at.
pub(crate) async fn open(hone: &Hone, leader: Leader) -> Result<Option<Found>> {
    let mut tx = hone.people.read().await?;
    let round = round::store::find(&mut tx, leader.organisation_id, leader.round_id).await?;
    drop(tx);
    match round.filter(|round| !round.looks_back()) {
        Some(round) => open_in(hone, round, leader).await,
        None => Ok(None),
    }
}

/// What a round released about a leader, for somebody of whom it is known that they may read it.
pub(crate) async fn open_in(hone: &Hone, round: Round, leader: Leader) -> Result<Option<Found>> {
    if round.phase != Phase::Released {
        return Ok(None);
    }
    let mut tx = hone.people.read().await?;
    let digest = round.model_digest.as_deref().unwrap_or_default();
    let model = model::of_round(&mut tx, digest).await?;
    drop(tx);
    let Some(document) = ballot::find_released(hone, leader.leader_ref).await? else {
        return Ok(None);
    };
    let published = Published::parse(&document)
        .map_err(|error| Error::Corrupt(format!("the release of a leader: {error}")))?;
    Ok(Some(match published {
        Published::Numbers(release) => {
            Found::Numbers(Box::new(Report { round, leader, model, release: *release }))
        }
        Published::Directions(release) => {
            Found::Directions(Box::new(Report { round, leader, model, release: *release }))
        }
    }))
}

impl Found {
    /// The same without anything that somebody wrote.
    #[must_use]
    pub fn without_comments(self) -> Self {
        match self {
            Self::Numbers(report) => {
                let release = report.release.without_comments();
                Self::Numbers(Box::new(Report { release, ..*report }))
            }
            Self::Directions(report) => {
                let release = report.release.without_comments();
                Self::Directions(Box::new(Report { release, ..*report }))
            }
        }
    }
}

/// The results with numbers that were released about the same person before a report, as far as the
/// viewer finds them and the questionnaire is the same, the oldest first.
///
/// A changed version of a questionnaire is the same one: ids of items keep their words.
pub async fn list_earlier(hone: &Hone, viewer: &Viewer, report: &Report) -> Result<Vec<Report>> {
    let mut tx = hone.people.read().await?;
    let (organisation, person) = (viewer.organisation_id, report.leader.person_id);
    let leaders = leader::store::list_of_person(&mut tx, organisation, person).await?;
    drop(tx);
    let mut earlier = Vec::new();
    for leader in leaders.iter().filter(|leader| leader.id != report.leader.id) {
        let Some(Found::Numbers(other)) = find(hone, viewer, leader.id).await? else { continue };
        let is_earlier = other.release.day() < report.release.day();
        if is_earlier && other.model.id() == report.model.id() {
            earlier.push(*other);
        }
    }
    earlier.sort_by_key(|earlier| earlier.release.day());
    Ok(earlier)
}

/// The viewer's latest result in whose round words were offered.
pub async fn latest_with_words(hone: &Hone, viewer: &Viewer) -> Result<Option<Report>> {
    let mut tx = hone.people.read().await?;
    let (organisation, person) = (viewer.organisation_id, viewer.person_id);
    let leaders = leader::store::list_of_person(&mut tx, organisation, person).await?;
    drop(tx);
    let mut latest: Option<Report> = None;
    for leader in leaders {
        let Some(Found::Numbers(report)) = find(hone, viewer, leader.id).await? else { continue };
        let is_later = latest.as_ref().is_none_or(|one| one.release.day() < report.release.day());
        if report.release.words().is_some() && is_later {
            latest = Some(*report);
        }
    }
    Ok(latest)
}

/// A released round as a whole, with what is needed to read it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The round.
    pub round: Round,
    /// The questionnaire that was asked.
    pub model: Arc<Model>,
    /// Its cells; none where even all leaders together are too few.
    pub overview: Option<Overview>,
}

/// A round of the viewer's organisation as a whole, after its release.
pub async fn find_whole(hone: &Hone, viewer: &Viewer, id: RoundId) -> Result<Option<Whole>> {
    let mut tx = hone.people.read().await?;
    let round = round::store::find(&mut tx, viewer.organisation_id, id).await?;
    let Some(round) = round.filter(|round| round.phase == Phase::Released) else {
        return Ok(None);
    };
    let digest = round.model_digest.as_deref().unwrap_or_default();
    let model = model::of_round(&mut tx, digest).await?;
    drop(tx);
    let document = ballot::find_overview(hone, round.round_ref).await?;
    let overview = document.map(|document| Overview::parse(&document)).transpose();
    let overview =
        overview.map_err(|error| Error::Corrupt(format!("the overview of a round: {error}")))?;
    Ok(Some(Whole { round, model, overview }))
}

/// What a released round shows of the questionnaire, with what is needed to read it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The round.
    pub round: Round,
    /// The questionnaire that was asked.
    pub model: Arc<Model>,
    /// What it shows.
    pub quality: Quality,
}

/// What the released rounds of the viewer's organisation show of the questionnaire, the newest
/// first; rounds that rest on too little are left out.
pub async fn list_shown(hone: &Hone, viewer: &Viewer) -> Result<Vec<Shown>> {
    let mut tx = hone.people.read().await?;
    let mut rounds = round::store::list(&mut tx, viewer.organisation_id).await?;
    rounds.retain(|round| round.phase == Phase::Released);
    drop(tx);
    let mut all = Vec::new();
    for round in rounds {
        let Some(document) = ballot::find_quality(hone, round.round_ref).await? else { continue };
        let quality = Quality::parse(&document)
            .map_err(|error| Error::Corrupt(format!("the quality of a round: {error}")))?;
        let digest = round.model_digest.as_deref().unwrap_or_default();
        let model = model::of_round(&mut hone.people.read().await?, digest).await?;
        all.push(Shown { round, model, quality });
    }
    all.sort_by_key(|shown| std::cmp::Reverse(shown.quality.day()));
    Ok(all)
}
