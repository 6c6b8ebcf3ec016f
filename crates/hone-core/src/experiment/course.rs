//! The course of an experiment: start, end, decision, the look after it, and the way back of each.

use super::{
    CHECK_DAYS, Experiment, LONGEST_BECAUSE, LONGEST_LINE, LONGEST_TEXT, Refusal, State, Verdict,
    insert, joined, save,
};
use crate::account::Viewer;
use crate::clock::days_after;
use crate::db::PeopleTx;
use crate::team::{self, Team};
use crate::{Hone, Result};

/// What somebody does with an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It starts today.
    Start,
    /// It goes on: what was seen so far.
    Note(String),
    /// It has come to its end: what was seen.
    End(String),
    /// It is stopped before its end: what was seen.
    Stop(String),
    /// The last step is taken back.
    Back,
}

/// Takes an experiment a step on, or the last one back.
pub async fn take(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
    step: Step,
) -> Result<()> {
    experiment.must_be_of(team, viewer)?;
    let (after, did) = match step {
        Step::Start => (start(hone, viewer, experiment)?, "started it"),
        Step::Note(result) => (note(experiment, &result)?, "noted what they saw"),
        Step::End(result) => (end(experiment, &result, false)?, "ended it"),
        Step::Stop(result) => (end(experiment, &result, true)?, "stopped it"),
        Step::Back => (back(experiment)?, "took the last step back"),
    };
    let is_seen = after.result != experiment.result || after.state == State::Ended;
    let said = if is_seen { after.result.as_str() } else { "" };
    save(tx, hone, viewer, team, (experiment, &after), (did, said)).await
}

fn start(hone: &Hone, viewer: &Viewer, experiment: &Experiment) -> Result<Experiment> {
    experiment.must_be(State::Draft)?;
    let today = hone.clock.now().date(&viewer.zone());
    let parts = [
        (experiment.then_see.is_empty(), "what you expect to see"),
        (experiment.measure.is_empty(), "what you measure"),
        (experiment.adopt_if.is_empty(), "from which result on you adopt it"),
        (experiment.ends_on.is_none(), "the last day"),
    ];
    let missing: Vec<_> = parts.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
    if !missing.is_empty() {
        return Err(Refusal::NotReady(missing.join(", ")).into());
    }
    if experiment.last_day().is_none_or(|last| last <= today) {
        return Err(Refusal::Past("The last day").into());
    }
    let starts_on = Some(today.to_string());
    Ok(Experiment { state: State::Running, starts_on, ..experiment.clone() })
}

fn note(experiment: &Experiment, result: &str) -> Result<Experiment> {
    experiment.must_be(State::Running)?;
    let result = team::lines("What you saw", result, LONGEST_TEXT)?;
    let result = team::required("What you saw", result)?;
    Ok(Experiment { result, ..experiment.clone() })
}

fn end(experiment: &Experiment, result: &str, is_stopped: bool) -> Result<Experiment> {
    Ok(Experiment { state: State::Ended, is_stopped, ..note(experiment, result)? })
}

fn back(experiment: &Experiment) -> Result<Experiment> {
    if experiment.archived_at.is_some() {
        return Err(Refusal::NotNow("put away").into());
    }
    let same = experiment.clone();
    Ok(match experiment.state {
        State::Draft => return Err(Refusal::NotNow(experiment.word()).into()),
        State::Running => Experiment { state: State::Draft, ..same },
        State::Ended => Experiment { state: State::Running, is_stopped: false, ..same },
        State::Decided => Experiment { state: State::Ended, verdict: None, check_on: None, ..same },
        State::Checked => Experiment { state: State::Decided, is_kept: None, ..same },
    })
}

/// Decides what becomes of an experiment that is over: why, and what was learned. What is adopted is looked
/// at again after [`CHECK_DAYS`] days.
pub async fn decide(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
    (verdict, reason, learned): (Verdict, &str, &str),
) -> Result<()> {
    experiment.must_be_of(team, viewer)?;
    experiment.must_be(State::Ended)?;
    let reason = team::required("Why", team::lines("Why", reason, LONGEST_TEXT)?)?;
    let learned = team::lines("What we learned", learned, LONGEST_TEXT)?;
    let learned = team::required("What we learned", learned)?;
    let today = hone.clock.now().date(&viewer.zone());
    let check_on = (verdict == Verdict::Adopt).then(|| days_after(today, CHECK_DAYS).to_string());
    let state = State::Decided;
    let verdict = Some(verdict);
    let after = Experiment { state, verdict, reason, learned, check_on, ..experiment.clone() };
    let did = match after.verdict {
        Some(Verdict::Adopt) => "decided to adopt it",
        Some(Verdict::Adapt) => "decided to adapt it",
        _ => "decided to drop it",
    };
    save(tx, hone, viewer, team, (experiment, &after), (did, &after.reason)).await
}

/// Notes what became of something that was adopted: whether it is still in use, and what was found.
pub async fn check(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
    (is_kept, found): (bool, &str),
) -> Result<()> {
    experiment.must_be_of(team, viewer)?;
    experiment.must_be(State::Decided)?;
    if experiment.verdict != Some(Verdict::Adopt) {
        return Err(Refusal::NotNow("not adopted").into());
    }
    let found =
        team::required("What you found", team::lines("What you found", found, LONGEST_TEXT)?)?;
    let is_kept = Some(is_kept);
    let after = Experiment { state: State::Checked, is_kept, found, ..experiment.clone() };
    save(tx, hone, viewer, team, (experiment, &after), ("looked at it again", &after.found)).await
}

/// Writes the next experiment after one that is to be adapted: its words, and what was learned, are carried
/// over into a draft of the viewer.
pub async fn follow(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    experiment: &Experiment,
) -> Result<Experiment> {
    experiment.must_be(State::Decided)?;
    if experiment.verdict != Some(Verdict::Adapt) {
        return Err(Refusal::NotNow("not to be adapted").into());
    }
    let learned = format!("We learned: {}", experiment.learned);
    let because = joined(&[&learned, &experiment.because]);
    let draft = Experiment {
        challenge_id: experiment.challenge_id,
        after_id: Some(experiment.id),
        owner_id: Some(viewer.person_id),
        if_we: experiment.if_we.clone(),
        then_see: experiment.then_see.clone(),
        because: because.chars().take(LONGEST_BECAUSE).collect(),
        measure: experiment.measure.clone(),
        baseline: experiment.baseline.clone(),
        adopt_if: experiment.adopt_if.clone(),
        guardrail: experiment.guardrail.clone(),
        ..Experiment::blank(team, hone.clock.now())
    };
    insert(tx, hone, viewer, team, &draft).await?;
    Ok(draft)
}

/// What somebody can say in one line of something that is over.
pub(super) fn lesson(typed: &str) -> Result<String, team::Refusal> {
    let line = team::line("What we learned", typed, LONGEST_LINE)?;
    team::required("What we learned", line)
}
