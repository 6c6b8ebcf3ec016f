//! All that a person has in their mirror, as a document for themselves.

use hone_model::Model;
use serde_json::{Value, json};

use super::Owner;
use super::learning::{self, Learning};
use super::reflection::{self, Reflection};
use super::share;
use super::statement::{self, Statement};
use crate::clock::Moment;
use crate::coaching;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::{Hone, Result};

/// Everything of a person: statements with how they were worded before, reflections, the learning log, and
/// what they share or shared with whom; also what is put away. Moments are seconds since 1970 in UTC, days
/// such as `2026-06-12`.
pub async fn export(
    tx: &mut PeopleTx,
    hone: &Hone,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Value> {
    let owner = Owner { organisation_id: organisation, person_id: person };
    let mut statements = Vec::new();
    for one in statement::store::list(tx, owner).await? {
        let past = statement::list_past(tx, &one).await?;
        statements.push(of_statement(&one, &past));
    }
    let reflections: Vec<Value> =
        reflection::store::list(tx, owner).await?.iter().map(of_reflection).collect();
    let mut entries = Vec::new();
    for one in learning::store::list(tx, owner).await? {
        let past = learning::list_past(tx, &one).await?;
        entries.push(of_learning(&one, &past, &hone.model.model));
    }
    Ok(json!({
        "statements": statements,
        "reflections": reflections,
        "learning": entries,
        "shares": shares(tx, owner).await?,
    }))
}

fn seconds(moment: Option<Moment>) -> Option<i64> {
    moment.map(|moment| moment.0)
}

fn of_statement(one: &Statement, past: &[statement::Past]) -> Value {
    let before = |past: &statement::Past| json!({ "text": past.text, "since": past.since.0, "until": past.until.0 });
    json!({
        "id": one.id.to_string(),
        "kind": one.kind.word(),
        "text": one.text,
        "since": one.since.0,
        "until": seconds(one.archived_at),
        "made_at": one.made_at.0,
        "before": past.iter().map(before).collect::<Vec<_>>(),
    })
}

fn of_reflection(one: &Reflection) -> Value {
    json!({
        "id": one.id.to_string(),
        "prompt": one.prompt,
        "asked": one.asked,
        "contrast": one.contrast,
        "text": one.text,
        "made_at": one.made_at.0,
        "put_away_at": seconds(one.archived_at),
    })
}

fn of_learning(one: &Learning, past: &[learning::Past], model: &Model) -> Value {
    let before = |past: &learning::Past| {
        json!({
            "tried": past.tried,
            "expected": past.expected,
            "happened": past.happened,
            "learned": past.learned,
            "until": past.until.0,
        })
    };
    json!({
        "id": one.id.to_string(),
        "contrast": one.contrast,
        "claims": one.claims(model).map(|claim| claim.id.as_str()).collect::<Vec<_>>(),
        "tried": one.tried,
        "expected": one.expected,
        "happened": one.happened,
        "learned": one.learned,
        "next": one.next,
        "next_on": one.next_on,
        "state": one.state.word(),
        "made_at": one.made_at.0,
        "put_away_at": seconds(one.archived_at),
        "before": past.iter().map(before).collect::<Vec<_>>(),
    })
}

async fn shares(tx: &mut PeopleTx, owner: Owner) -> Result<Vec<Value>> {
    let mut shares = Vec::new();
    let coachings =
        coaching::store::list_of_person(tx, owner.organisation_id, owner.person_id).await?;
    for coaching in coachings {
        for share in share::store::list(tx, &coaching).await? {
            shares.push(json!({
                "part": share.part.word(),
                "coach": coaching.coach,
                "since": seconds(share.since),
                "until": share.until,
                "read_at": seconds(share.read_at),
            }));
        }
    }
    Ok(shares)
}
