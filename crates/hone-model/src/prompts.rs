//! Prompts for reflection that have been read and found usable.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::library::Library;
use crate::model::Model;
use crate::practice::Source;
use crate::{lint, read, shape};

/// The file as it is written, before anybody looked whether it makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) language: String,
    pub(crate) licence: String,
    pub(crate) model: String,
    pub(crate) library: String,
    pub(crate) says: String,
    pub(crate) sources: Vec<String>,
    #[serde(rename = "prompt")]
    pub(crate) prompts: Vec<Prompt>,
}

/// One question on what somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Stable id, such as `trust-first-words`; it never changes its meaning.
    pub id: String,
    /// The contrast it belongs to.
    pub contrast: String,
    /// The claims it serves.
    pub claims: Vec<String>,
    /// The question, to 'you'.
    pub text: String,
    /// The ids of studies that are near to it, in the library of practices; most have none.
    pub sources: Vec<String>,
}

/// Questions on what somebody did, which they answer for themselves.
///
/// Every value of this type has passed the linter beside a model and a library: ids are unique, and
/// every contrast, claim and source that a prompt names is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompts {
    document: Document,
    warnings: Vec<Finding>,
}

impl Prompts {
    /// The document of the prompts that Hone ships.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/prompts.toml");

    /// The prompts that Hone ships, for [`Model::builtin`] and [`Library::builtin`].
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Prompts> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            let (model, library) = (Model::builtin(), Library::builtin());
            Self::parse("prompts.toml", Self::BUILTIN_DOCUMENT, model, library)
                .expect("a test reads this very document")
        })
    }

    /// Whether a text is meant as prompts, and not as a model.
    pub fn is_meant(text: &str) -> bool {
        text.lines().any(|line| line.trim() == "[[prompt]]")
    }

    /// Reads prompts for a model and with the sources of a library, or says everything that stops them
    /// from being used.
    ///
    /// `file_name` is only repeated in the findings. Where there are errors, warnings are among the
    /// findings too; where there are none, they are in [`Prompts::warnings`].
    pub fn parse(
        file_name: &str,
        text: &str,
        model: &Model,
        library: &Library,
    ) -> Result<Self, Vec<Finding>> {
        let (document, places) = read::document(file_name, text, &shape::PROMPTS)?;
        let findings = lint::prompts_findings(&document, model, library, &places);
        if findings.iter().any(Finding::is_error) {
            return Err(findings);
        }
        Ok(Self { document, warnings: findings })
    }

    /// What somebody should look at, though the prompts can be used.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The id of the prompts, such as `prompts`.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The version, such as `1.0.0`.
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// What is known about looking back in writing, and what is not.
    pub fn says(&self) -> &str {
        &self.document.says
    }

    /// The studies behind that, in a library.
    pub fn sources<'a>(&'a self, library: &'a Library) -> impl Iterator<Item = &'a Source> {
        self.document.sources.iter().filter_map(|id| library.source(id))
    }

    /// Every prompt, in the order of the file.
    pub fn all(&self) -> &[Prompt] {
        &self.document.prompts
    }

    /// The prompt with this id.
    pub fn prompt(&self, id: &str) -> Option<&Prompt> {
        self.all().iter().find(|prompt| prompt.id == id)
    }
}

impl Prompt {
    /// The studies that are near to it, in a library.
    pub fn sources_in<'a>(&'a self, library: &'a Library) -> impl Iterator<Item = &'a Source> {
        self.sources.iter().filter_map(|id| library.source(id))
    }
}
