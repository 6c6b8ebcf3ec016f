//! What there is to find in a leader's mirror.

use std::collections::BTreeMap;

use hone_core::Hone;
use hone_core::mirror::share::Part;
use hone_core::mirror::{learning, reflection, share, statement};
use hone_core::testing::{self, Northfold};
use hone_model::Prompts;

use super::CANARY;

/// A statement, a reflection and an entry of the leader, who shares the statements with their coach.
pub(super) async fn mirror_of(hone: &Hone, here: &Northfold) -> [(&'static str, String); 4] {
    let leader = testing::round::viewer(here, &here.leader);
    let mut tx = hone.people.write().await.unwrap();
    let kind = statement::Kind::Principle;
    let statement = statement::write(&mut tx, hone, &leader, kind, CANARY).await.unwrap();
    let prompt = &Prompts::builtin().all()[0];
    let reflection = reflection::write(&mut tx, hone, &leader, prompt, CANARY).await.unwrap();
    let wording = learning::Wording { tried: CANARY.to_owned(), ..learning::Wording::default() };
    let entry = learning::write(&mut tx, hone, &leader, wording).await.unwrap();
    let parts = BTreeMap::from([(Part::Statements, None)]);
    share::share(&mut tx, hone, &leader, &parts).await.unwrap();
    tx.commit().await.unwrap();
    [
        ("{statement}", statement.id.to_string()),
        ("{reflection}", reflection.id.to_string()),
        ("{learning}", entry.id.to_string()),
        ("{part}", Part::Statements.word().to_owned()),
    ]
}
