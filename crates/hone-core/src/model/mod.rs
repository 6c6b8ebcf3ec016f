//! The model of leadership that new rounds are launched with, and those that rounds were.

pub mod store;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use hone_model::Model;

use crate::db::PeopleTx;
use crate::{Error, Result, chance};

/// A model with the document it was read from.
#[derive(Debug)]
pub struct Questionnaire {
    /// The model.
    pub model: Model,
    /// The document as it was read.
    pub document: String,
    /// The digest of the document, by which a round remembers it.
    pub digest: Vec<u8>,
}

impl Questionnaire {
    /// The one that Hone ships.
    pub fn builtin() -> Self {
        Self::of(Model::builtin().clone(), Model::BUILTIN_DOCUMENT)
    }

    /// One from a file; what is wrong with it is said line by line.
    pub fn read(file: &str, document: &str) -> Result<Self> {
        let model = Model::parse(file, document).map_err(|findings| {
            let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
            Error::Refused(lines.join("\n"))
        })?;
        Ok(Self::of(model, document))
    }

    fn of(model: Model, document: &str) -> Self {
        let digest = chance::digest("model", document.as_bytes()).to_vec();
        Self { model, document: document.to_owned(), digest }
    }
}

/// Refuses a model whose version was launched before with other contents: a version that has
/// answers never changes.
pub async fn must_be_unchanged(tx: &mut PeopleTx, current: &Questionnaire) -> Result<()> {
    let version = current.model.version();
    let launched = store::list_of_version(tx, version).await?;
    if launched.iter().any(|digest| *digest != current.digest) {
        return Err(Error::Refused(format!(
            "The model calls itself version {version}, and a round was launched with another \
             model of that version. Give the changed model a version of its own."
        )));
    }
    Ok(())
}

/// The model that a round was launched with.
pub async fn of_round(tx: &mut PeopleTx, digest: &[u8]) -> Result<Arc<Model>> {
    if let Some(model) = kept().get(digest) {
        return Ok(Arc::clone(model));
    }
    let document = store::find(tx, digest).await?;
    let document = document.ok_or_else(|| Error::Corrupt("the model of a round".to_owned()))?;
    let model = Model::parse("stored model", &document).map_err(|findings| {
        Error::Corrupt(findings.first().map_or_else(String::new, ToString::to_string))
    })?;
    let model = Arc::new(model);
    kept().insert(digest.to_vec(), Arc::clone(&model));
    Ok(model)
}

/// Models never change under their digest, so what was read once may be kept.
fn kept() -> MutexGuard<'static, HashMap<Vec<u8>, Arc<Model>>> {
    static KEPT: LazyLock<Mutex<HashMap<Vec<u8>, Arc<Model>>>> = LazyLock::new(Mutex::default);
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}
