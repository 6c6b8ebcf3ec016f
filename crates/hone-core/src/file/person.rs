//! What somebody takes along of themselves: what is known of them, and what they wrote and what names
//! them in the tools of their teams.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Cast, Readable};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::team::table::{Row, Table, id_of, said};
use crate::team::{self, Event, Team};
use crate::vision::key;
use crate::{Error, Hone, Result, account, coaching, leader, mirror, person, plan, rhythm};

/// The name and the version of the document.
const SCHEMA: &str = "hone-person/1";

/// Everything of whoever asks: what is known of them, their plans, their coaching, their mirror, their day
/// and week, and in each team that they are or were in what they wrote and what names them. What others keep
/// to themselves is not in it.
pub async fn of_person(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Value> {
    let (organisation, id) = (viewer.organisation_id, viewer.person_id);
    let gone = || Error::Corrupt("a viewer who is nobody".to_owned());
    let one = person::store::find(tx, organisation, id).await?.ok_or_else(gone)?;
    let account = account::store::find(tx, viewer.account_id).await?;
    let mut teams = Vec::new();
    for team in team::store::list_ever(tx, organisation, id).await? {
        teams.push(in_team(tx, &team, id).await?);
    }
    Ok(json!({
        "schema": SCHEMA,
        "person": {
            "name": one.name,
            "email": one.email,
            "organisation": viewer.organisation,
            "team": one.team,
            "department": one.department,
            "language": one.language,
            "is_administrator": one.is_administrator,
            "is_coach": one.is_coach,
            "since": said(one.created_at),
        },
        "account": account.map(|account| json!({
            "email": account.email,
            "since": said(account.created_at),
        })),
        "plans": plans(tx, viewer).await?,
        "coaching": coached(tx, viewer).await?,
        "mirror": mirror::export(tx, hone, organisation, id).await?,
        "rhythm": rhythm::export(tx, viewer).await?,
        "teams": teams,
        "check_ins_elsewhere": checked_in(tx, viewer).await?,
    }))
}

/// What somebody wrote in a team, and what names them.
async fn in_team(tx: &mut PeopleTx, team: &Team, id: PersonId) -> Result<Value> {
    // What somebody wrote as the lead of a team stays theirs when somebody else leads it.
    let as_led = Team { lead_id: id, ..team.clone() };
    let readable = Readable::of(tx, &as_led, id).await?;
    let members = team::store::list_members(tx, team).await?;
    let me = members.iter().find(|member| member.person_id == id);
    let mut rows: Vec<(&'static Table, Vec<Row>)> = readable.rows;
    for (table, rows) in &mut rows {
        rows.retain(|row| table.people().any(|name| id_of(row, name) == Some(id.0)));
    }
    let named: BTreeSet<PersonId> = BTreeSet::new();
    let cast = Cast::of(tx, team, &named).await?;
    let mut lists = Map::new();
    for (table, rows) in rows.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let rows = rows.into_iter().map(|row| Value::Object(named_row(&cast, table, row)));
        lists.insert(table.name.to_owned(), rows.collect());
    }
    let own = readable.events.iter().filter(|one| one.person_id == Some(id));
    Ok(json!({
        "team": team.name,
        "lead": team.lead,
        "since": me.map(|me| said(me.since)),
        "left": me.and_then(|me| me.left_at).map(said),
        "entries": lists,
        "history": own.map(done).collect::<Value>(),
    }))
}

/// A row with everybody in it by their name.
fn named_row(cast: &Cast, table: &Table, mut row: Row) -> Row {
    for column in table.people() {
        if let Some(id) = id_of(&row, column) {
            row.insert(column.to_owned(), Value::from(cast.name(PersonId(id))));
        }
    }
    row
}

/// What somebody checked in on objectives that teams of others shared with theirs. The objectives stay
/// with those.
async fn checked_in(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Value>> {
    let checks = key::list_elsewhere(tx, viewer.organisation_id, viewer.person_id).await?;
    let told = checks.iter().map(|check| {
        json!({
            "on_day": check.on_day.to_string(),
            "value": check.value,
            "odds": check.odds,
            "line": check.line,
            "made_at": said(check.made_at),
        })
    });
    Ok(told.collect())
}

fn done(event: &Event) -> Value {
    json!({
        "of": event.entity_id.simple().to_string(),
        "kind": event.kind,
        "at": said(event.at),
        "from": event.from_state,
        "to": event.to_state,
        "note": event.note,
    })
}

async fn plans(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Value>> {
    let (organisation, person) = (viewer.organisation_id, viewer.person_id);
    let mut plans = Vec::new();
    for leader in leader::store::list_of_person(tx, organisation, person).await? {
        let Some(plan) = plan::store::find_of_leader(tx, organisation, leader.id).await? else {
            continue;
        };
        let steps = plan::store::list_steps(tx, organisation, plan.id).await?;
        plans.push(json!({
            "contrast": plan.contrast,
            "look_again_on": plan.look_again_on.to_string(),
            "made_at": said(plan.made_at),
            "steps": steps.iter().map(step).collect::<Value>(),
        }));
    }
    Ok(plans)
}

fn step(step: &plan::Step) -> Value {
    json!({
        "sentence": step.sentence(),
        "practice": step.practice,
        "starts_on": step.starts_on.to_string(),
        "ends_on": step.ends_on.to_string(),
        "state": match step.state {
            plan::State::Open => "open",
            plan::State::Done => "done",
            plan::State::Aside => "aside",
        },
        "learned": step.learned,
        "made_at": said(step.made_at),
    })
}

/// The coachings in which the viewer is the leader, with the notes of the sessions.
async fn coached(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Value>> {
    let all = coaching::store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    let mut told = Vec::new();
    for one in all {
        let notes = coaching::store::list_notes(tx, &one).await?;
        let optional = |moment: Option<Moment>| moment.map(said);
        told.push(json!({
            "coach": one.coach,
            "asked_at": said(one.asked_at),
            "ended_at": optional(one.ended_at),
            "notes": notes.iter().filter(|note| note.removed_at.is_none()).map(note).collect::<Value>(),
        }));
    }
    Ok(told)
}

fn note(note: &coaching::Note) -> Value {
    json!({
        "held_on": note.held_on.to_string(),
        "goal": note.goal,
        "reality": note.reality,
        "options": note.options,
        "will": note.will,
    })
}
