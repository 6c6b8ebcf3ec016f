//! What a round can be expected to tell, and its launch, at which everything promised is frozen.

use std::collections::BTreeMap;

use hone_stats::{EXPECTED_RESPONSE, Forecast, PLANNING_ICC, forecast, raters_needed};
use hone_stats::{LineChance, line_chance};
use jiff::tz::TimeZone;

use super::{Phase, Refusal, Round, store};
use crate::account::Viewer;
use crate::ballot::{self, NewGroup, NewPoll};
use crate::category::Category;
use crate::clock::Moment;
use crate::ids::{GroupRef, LeaderId, PersonId, RoundId};
use crate::leader::{self, Leader, Nominations, Rater};
use crate::mail::texts;
use crate::{Error, Hone, Result, audit, db, invitation, mail, model};

/// What one category of raters of a leader can be expected to give.
#[derive(Clone, Copy, Debug)]
pub struct GroupPlan {
    /// The category.
    pub category: Category,
    /// How many are asked.
    pub n: usize,
    /// Whether the category will have a line of its own; nothing where it is identified anyway.
    pub chance: Option<LineChance>,
}

/// What can be expected of one leader's result.
#[derive(Clone, Debug)]
pub struct LeaderPlan {
    /// The leader.
    pub leader: Leader,
    /// Every category in its fixed order.
    pub groups: Vec<GroupPlan>,
    /// How many anonymous raters are asked.
    pub n_anonymous: usize,
    /// The reliability to expect of the mean of all of them; nothing where nobody is asked.
    pub forecast: Option<Forecast>,
    /// How many more invitations would bring the forecast to 0.70; 0 where it is there.
    pub n_more: usize,
}

/// What a round can be expected to tell, and what stands in the way of its launch.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The leaders by name.
    pub leaders: Vec<LeaderPlan>,
    /// Everyone who is asked about more than one leader, the most first: name and number.
    pub loads: Vec<(String, usize)>,
    /// What must be done before the launch.
    pub obstacles: Vec<Refusal>,
    /// How many people will be invited.
    pub n_invited: usize,
    /// The leaders by name who will read directions and no numbers, because another round about them
    /// closes less than 90 days from this one.
    pub without_numbers: Vec<String>,
}

/// A leader's numbers should be at least this reliable before anyone leans on them.
const GOOD_RELIABILITY: f64 = 0.70;

impl LeaderPlan {
    /// The plan of a leader with these raters.
    pub fn of(leader: Leader, raters: &[Rater], k: i64) -> Self {
        let k = usize::try_from(k).unwrap_or(usize::MAX);
        let groups: Vec<GroupPlan> = leader::count(raters)
            .into_iter()
            .map(|(category, n)| GroupPlan {
                category,
                n,
                chance: (!category.is_identified()).then(|| line_chance(n, k)),
            })
            .collect();
        let n_anonymous = groups.iter().filter(|g| !g.category.is_identified()).map(|g| g.n).sum();
        Self {
            leader,
            groups,
            n_anonymous,
            forecast: forecast(n_anonymous, PLANNING_ICC).ok(),
            n_more: n_needed().saturating_sub(n_anonymous),
        }
    }

    fn obstacle(&self, k: i64) -> Option<Refusal> {
        let name = self.leader.name.clone();
        let n = i64::try_from(self.n_anonymous).unwrap_or(i64::MAX);
        if n < k {
            return Some(Refusal::TooFewRaters { name, n, k });
        }
        (self.leader.nominations != Nominations::Approved).then_some(Refusal::NotApproved(name))
    }
}

/// How many have to be invited for [`GOOD_RELIABILITY`].
fn n_needed() -> usize {
    let needed = raters_needed(GOOD_RELIABILITY, PLANNING_ICC, EXPECTED_RESPONSE);
    needed.map_or(0, |needed| needed.invited)
}

/// What a round can be expected to tell as it stands.
pub async fn plan(tx: &mut db::PeopleTx, round: &Round) -> Result<Plan> {
    let leaders = leader::store::list(tx, round.organisation_id, round.id).await?;
    let raters = leader::store::list_raters_of_round(tx, round.organisation_id, round.id).await?;
    let mut plan = plan_of(round, leaders, &raters);
    if !round.looks_back() {
        let closes = leader::store::list_other_closes(tx, round.organisation_id, round.id).await?;
        plan.without_numbers = without_numbers(round, &plan, &closes);
    }
    Ok(plan)
}

fn without_numbers(round: &Round, plan: &Plan, closes: &[(LeaderId, Moment)]) -> Vec<String> {
    let day = |moment: Moment| moment.date(&TimeZone::UTC);
    let is_near = |leader: &Leader| {
        closes
            .iter()
            .any(|(id, at)| *id == leader.id && hone_gate::is_near(day(*at), day(round.closes_at)))
    };
    let near = plan.leaders.iter().filter(|plan| is_near(&plan.leader));
    near.map(|plan| plan.leader.name.clone()).collect()
}

fn plan_of(round: &Round, leaders: Vec<Leader>, raters: &[Rater]) -> Plan {
    let leaders: Vec<LeaderPlan> = leaders
        .into_iter()
        .map(|leader| {
            let own: Vec<Rater> =
                raters.iter().filter(|r| r.leader_id == leader.id).cloned().collect();
            LeaderPlan::of(leader, &own, round.k)
        })
        .collect();
    let loads = loads(raters);
    let cap = usize::try_from(round.load_cap).unwrap_or(usize::MAX);
    let mut obstacles = Vec::new();
    if leaders.is_empty() {
        obstacles.push(Refusal::NoLeaders);
    }
    obstacles.extend(leaders.iter().filter_map(|plan| plan.obstacle(round.k)));
    obstacles.extend(loads.iter().filter(|(_, n)| *n > cap).map(|(name, n)| {
        Refusal::TooMuchLoad {
            name: name.clone(),
            n: i64::try_from(*n).unwrap_or(i64::MAX),
            cap: round.load_cap,
        }
    }));
    let mut people: Vec<PersonId> = raters.iter().map(|rater| rater.person_id).collect();
    people.sort_unstable();
    people.dedup();
    Plan { leaders, loads, obstacles, n_invited: people.len(), without_numbers: Vec::new() }
}

/// Everyone who is asked about more than one leader besides themselves, the most first.
fn loads(raters: &[Rater]) -> Vec<(String, usize)> {
    let mut by_person: BTreeMap<PersonId, (String, usize)> = BTreeMap::new();
    for rater in raters.iter().filter(|rater| rater.category != Category::Own) {
        by_person.entry(rater.person_id).or_insert_with(|| (rater.name.clone(), 0)).1 += 1;
    }
    let mut loads: Vec<(String, usize)> = by_person.into_values().filter(|(_, n)| *n > 1).collect();
    loads.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    loads
}

/// Opens a round to its raters: freezes groups, names, floor and form, and invites everyone.
///
/// The ballots learn of the round first: if Hone stops between the two databases, groups without
/// raters are left there until the next launch replaces them, and nothing else.
pub async fn launch(hone: &Hone, viewer: &Viewer, id: RoundId) -> Result<Round> {
    let mut tx = hone.people.write().await?;
    let held = store::find_held(&mut tx, viewer.organisation_id, id).await?;
    let mut round = held.ok_or_else(gone)?;
    leader::store::remove_left(&mut tx, round.organisation_id, round.id).await?;
    let leaders = leader::store::list(&mut tx, round.organisation_id, round.id).await?;
    let raters =
        leader::store::list_raters_of_round(&mut tx, round.organisation_id, round.id).await?;
    round.must_wait()?;
    if let Some(obstacle) = plan_of(&round, leaders.clone(), &raters).obstacles.into_iter().next() {
        return Err(obstacle.into());
    }
    round.open(hone.clock.now(), hone.model.digest.clone())?;

    model::must_be_unchanged(&mut tx, &hone.model).await?;
    let groups = groups_of(&leaders, &raters);
    let poll = new_poll(hone, &round);
    let same = leader::store::list_same_leaders(&mut tx, round.organisation_id, round.id).await?;
    ballot::note_same_leaders(hone, &same).await?;
    ballot::open_round(hone, round.round_ref, &poll, &ballot_groups(&groups)).await?;
    let (digest, document) = (&hone.model.digest, &hone.model.document);
    model::store::save(&mut tx, digest, hone.model.model.version(), document).await?;
    if !store::save(&mut tx, &round, Phase::Draft).await? {
        return Err(Refusal::NotDraft.into());
    }
    leader::store::freeze_units(&mut tx, round.organisation_id, round.id).await?;
    for group in &groups {
        leader::store::insert_group(&mut tx, group.key, &group.leader, group.category).await?;
    }
    invite_all(&mut tx, hone, viewer, &round, &leaders, &raters).await?;
    let deed =
        if round.looks_back() { "asked whether a change was seen" } else { "launched a round" };
    audit::record(&mut tx, hone, viewer, deed, &round.name).await?;
    tx.commit().await?;
    Ok(round)
}

fn gone() -> Error {
    Error::refused("This round does not exist any more.")
}

struct Group {
    key: GroupRef,
    leader: Leader,
    category: Category,
    n: usize,
}

fn groups_of(leaders: &[Leader], raters: &[Rater]) -> Vec<Group> {
    let mut groups = Vec::new();
    for leader in leaders {
        for category in Category::ALL {
            let is_in = |r: &&Rater| r.leader_id == leader.id && r.category == category;
            let n = raters.iter().filter(is_in).count();
            if n > 0 {
                let key = GroupRef::draw();
                groups.push(Group { key, leader: leader.clone(), category, n });
            }
        }
    }
    groups
}

fn new_poll(hone: &Hone, round: &Round) -> NewPoll {
    NewPoll {
        form: round.form.clone(),
        k: round.k,
        model_version: hone.model.model.version().to_owned(),
        model_document: hone.model.document.clone(),
        closes_at: round.closes_at,
    }
}

fn ballot_groups(groups: &[Group]) -> Vec<NewGroup> {
    let one = |group: &Group| NewGroup {
        group_ref: group.key,
        leader_ref: group.leader.leader_ref,
        category: group.category,
        n_invited: i64::try_from(group.n).unwrap_or(i64::MAX),
    };
    groups.iter().map(one).collect()
}

async fn invite_all(
    tx: &mut db::PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    round: &Round,
    leaders: &[Leader],
    raters: &[Rater],
) -> Result<()> {
    let mut by_person: BTreeMap<PersonId, Vec<&Rater>> = BTreeMap::new();
    for rater in raters {
        by_person.entry(rater.person_id).or_default().push(rater);
    }
    let n_minutes = hone.model.model.form(&round.form).map_or(0, |form| i64::from(form.minutes));
    let closes = round.closes_at.text(&viewer.zone());
    for (person, asked) in by_person {
        let invitation =
            invitation::store::create(tx, round.organisation_id, round.id, person).await?;
        let links = invitation::mint_links(tx, hone, round.organisation_id, invitation).await?;
        let to = texts::To { name: &asked[0].name, address: &asked[0].email };
        let text = texts::Invitation {
            organisation: &viewer.organisation,
            asked_by: &viewer.name,
            about: asked.iter().map(|rater| about(rater, leaders)).collect(),
            n_minutes: n_minutes * i64::try_from(asked.len()).unwrap_or(1),
            k: round.k,
            is_named: asked.iter().any(|rater| rater.category.is_identified()),
            closes: &closes,
            link: &links.form,
            unsubscribe: &links.unsubscribe,
        };
        let mail = if round.looks_back() {
            texts::second_look(&to, &text)
        } else {
            texts::invitation(&to, &text)
        };
        mail::queue(tx, hone, Some(round.organisation_id), mail).await?;
    }
    Ok(())
}

/// About whom a rater is asked, as a mail says it.
fn about(rater: &Rater, leaders: &[Leader]) -> String {
    if rater.category == Category::Own {
        return "yourself".to_owned();
    }
    let leader = leaders.iter().find(|leader| leader.id == rater.leader_id);
    leader.map_or(String::new(), |leader| leader.name.clone())
}
