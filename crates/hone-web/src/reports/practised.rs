//! What was practised between two rounds, beside the contrasts: in short texts, with no score in them.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use hone_core::account::Viewer;
use hone_core::plan::{State, Step};
use hone_core::practised::{self, Practised};
use hone_core::result::Report;
use hone_core::team::{self, Done};
use hone_core::{Hone, ids::TeamId};
use hone_model::{Tool, Toolbox};

use crate::fault::Fault;
use crate::words::{capital, number};

/// A page on which one can read more.
struct Link {
    href: String,
    name: String,
}

/// What was done for one contrast.
struct Line {
    name: String,
    says: String,
    links: Vec<Link>,
}

/// The part of a page that tells it.
#[derive(Template)]
#[template(path = "reports/practised.html")]
pub(super) struct Section {
    /// The round of the earlier result.
    since: String,
    /// Whether the leader reads.
    is_own: bool,
    name: String,
    lines: Vec<Line>,
}

/// What was practised before a report, for each contrast or for one of them; nothing where there is
/// nothing to tell, or it is none of the viewer's business.
pub(super) async fn find(
    hone: &Hone,
    viewer: &Viewer,
    report: &Report,
    only: Option<&str>,
) -> Result<Option<Section>, Fault> {
    let mut tx = hone.people.read().await?;
    let now = (&report.leader, &report.round);
    let found = practised::before(&mut tx, viewer, now).await?.filter(|found| !found.is_empty());
    let Some(found) = found else { return Ok(None) };
    let teams = if found.is_own { team::list(&mut tx, viewer).await? } else { Vec::new() };
    let open = teams.into_iter().filter(|team| team.archived_at.is_none());
    let teams = open.map(|team| (team.id, team.name)).collect();
    let contrasts = report.model.contrasts().iter();
    let lines: Vec<Line> = contrasts
        .filter(|contrast| only.is_none_or(|only| only == contrast.id))
        .filter_map(|contrast| line(&found, &contrast.id, &contrast.name, &teams))
        .collect();
    let (since, is_own, name) = (found.round.name, found.is_own, report.leader.name.clone());
    Ok((!lines.is_empty()).then_some(Section { since, is_own, name, lines }))
}

fn line(
    found: &Practised,
    contrast: &str,
    name: &str,
    teams: &BTreeMap<TeamId, String>,
) -> Option<Line> {
    let plan = found.plan.as_ref().filter(|(plan, _)| plan.contrast == contrast);
    let mut parts: Vec<String> = plan.and_then(|(_, steps)| tried(steps)).into_iter().collect();
    parts.extend(summed(found.done_for(contrast)));
    if parts.is_empty() {
        return None;
    }
    let mut links = Vec::new();
    if found.is_own {
        let plan = plan.map(|_| Link {
            href: format!("/reports/{}/plan", found.then.id),
            name: "Your plan".to_owned(),
        });
        links.extend(plan);
        links.extend(places(found.done_for(contrast), teams));
    }
    let says = format!("{}.", capital(&parts.join("; ")));
    Some(Line { name: name.to_owned(), says, links })
}

/// The steps of a plan, in words.
fn tried(steps: &[Step]) -> Option<String> {
    let n_done = steps.iter().filter(|step| step.state == State::Done).count();
    let tried = match steps.len() {
        0 => return None,
        1 if n_done == 1 => return Some("tried one step of the plan to its end".to_owned()),
        1 => return Some("tried one step of the plan".to_owned()),
        n => format!("tried {} steps of the plan", number(n)),
    };
    Some(match n_done {
        0 => tried,
        1 => format!("{tried}, one of them to its end"),
        n => format!("{tried}, {} of them to their end", number(n)),
    })
}

/// What was done, the same over all teams in one.
fn summed<'a>(done: impl Iterator<Item = &'a Done>) -> Vec<String> {
    let mut sums: Vec<(&Done, i64)> = Vec::new();
    for one in done {
        match sums.iter_mut().find(|(known, _)| known.once == one.once) {
            Some((_, n)) => *n += one.n,
            None => sums.push((one, one.n)),
        }
    }
    let says = |(done, n): (&Done, i64)| match usize::try_from(n) {
        Ok(1) => done.once.to_owned(),
        n => done.often.replace("{}", &number(n.unwrap_or_default())),
    };
    sums.into_iter().map(says).collect()
}

/// Where the viewer can look at it: each tool in each team, once.
fn places<'a>(
    done: impl Iterator<Item = &'a Done>,
    teams: &'a BTreeMap<TeamId, String>,
) -> impl Iterator<Item = Link> {
    let places: BTreeSet<(TeamId, Tool)> = done.map(|one| (one.team_id, one.tool)).collect();
    places.into_iter().filter_map(move |(team, tool)| {
        let place = Toolbox::builtin().find(tool)?;
        let href = place.address_for(&team.to_string());
        Some(Link { href, name: format!("{}: {}", teams.get(&team)?, place.name) })
    })
}
