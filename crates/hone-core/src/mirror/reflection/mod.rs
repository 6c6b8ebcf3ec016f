//! Reflections: one prompt at a time, answered in at most three sentences. There is no count of them, and
//! none is asked for again because one was left out.

mod prompt;
pub(super) mod store;

use hone_model::{Prompt, n_sentences};

pub use prompt::{after, in_order};

use super::{MOST_SENTENCES, Owner, Refusal, required};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, ReflectionId};
use crate::{Hone, Result};

/// What somebody answered to a prompt.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reflection {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: ReflectionId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The id of the prompt.
    pub prompt: String,
    /// The prompt as it was asked.
    pub asked: String,
    /// The id of the contrast that it belongs to.
    pub contrast: String,
    /// What they answered.
    pub text: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

fn tidied(typed: &str) -> Result<String, Refusal> {
    let text = required("Your answer", typed)?;
    if n_sentences(&text) > MOST_SENTENCES { Err(Refusal::Sentences) } else { Ok(text) }
}

/// A reflection of the viewer, also one that is put away.
pub async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: ReflectionId,
) -> Result<Option<Reflection>> {
    store::find(tx, viewer.into(), id).await
}

/// The viewer's reflections, the latest first, also those that are put away.
pub async fn list(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Reflection>> {
    store::list(tx, viewer.into()).await
}

/// Answers a prompt.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    prompt: &Prompt,
    typed: &str,
) -> Result<Reflection> {
    let Owner { organisation_id, person_id } = viewer.into();
    let reflection = Reflection {
        organisation_id,
        id: ReflectionId::draw(),
        person_id,
        prompt: prompt.id.clone(),
        asked: prompt.text.clone(),
        contrast: prompt.contrast.clone(),
        text: tidied(typed)?,
        version: 1,
        made_at: hone.clock.now(),
        archived_at: None,
    };
    store::insert(tx, &reflection).await?;
    Ok(reflection)
}

/// Words a reflection anew; `version` is the one that was seen.
pub async fn reword(
    tx: &mut PeopleTx,
    reflection: &Reflection,
    version: i64,
    typed: &str,
) -> Result<()> {
    save(tx, &Reflection { text: tidied(typed)?, version, ..reflection.clone() }).await
}

/// Puts a reflection away, or brings it back.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    reflection: &Reflection,
    is_away: bool,
) -> Result<()> {
    let archived_at = is_away.then(|| reflection.archived_at.unwrap_or(hone.clock.now()));
    save(tx, &Reflection { archived_at, ..reflection.clone() }).await
}

async fn save(tx: &mut PeopleTx, reflection: &Reflection) -> Result<()> {
    if store::save(tx, reflection).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
