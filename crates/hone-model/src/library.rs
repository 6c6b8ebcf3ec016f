//! A library of practices that has been read and found usable.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::model::Model;
use crate::practice::{FirstLook, Grade, GradeMeaning, Message, Practice, Source};
use crate::record::Pole;
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
    pub(crate) form_says: String,
    pub(crate) form_sources: Vec<String>,
    #[serde(rename = "grade")]
    pub(crate) grades: Vec<GradeMeaning>,
    #[serde(rename = "source")]
    pub(crate) sources: Vec<Source>,
    #[serde(rename = "practice")]
    pub(crate) practices: Vec<Practice>,
    #[serde(rename = "first_look")]
    pub(crate) first_looks: Vec<FirstLook>,
    #[serde(rename = "message")]
    pub(crate) messages: Vec<Message>,
}

/// What a leader may try between two rounds: practices with their evidence, what to notice first on
/// each scale, and the messages of the share-back kit.
///
/// Every value of this type has passed the linter beside a model: ids are unique, every id that one
/// record names is there, and every scale of the model has a practice and a first look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    document: Document,
    warnings: Vec<Finding>,
}

impl Library {
    /// The document of the library that Hone ships.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/practices.toml");

    /// The library that Hone ships, for [`Model::builtin`].
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Library> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse("practices.toml", Self::BUILTIN_DOCUMENT, Model::builtin())
                .expect("a test reads this very document")
        })
    }

    /// Whether a text is meant as a library, and not as a model.
    pub fn is_meant(text: &str) -> bool {
        text.lines().any(|line| line.trim() == "[[practice]]")
    }

    /// Reads a library for a model, or says everything that stops it from being used.
    ///
    /// `file_name` is only repeated in the findings. Where there are errors, warnings are among the
    /// findings too; where there are none, they are in [`Library::warnings`].
    pub fn parse(file_name: &str, text: &str, model: &Model) -> Result<Self, Vec<Finding>> {
        let (document, places) = read::document(file_name, text, &shape::LIBRARY)?;
        let findings = lint::library_findings(&document, model, &places);
        if findings.iter().any(Finding::is_error) {
            return Err(findings);
        }
        Ok(Self { document, warnings: findings })
    }

    /// What somebody should look at, though the library can be used.
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// The library's id, such as `practices`.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The version, such as `1.0.0`.
    pub fn version(&self) -> &str {
        &self.document.version
    }

    /// The language of its texts, such as `en`.
    pub fn language(&self) -> &str {
        &self.document.language
    }

    /// The licence of its texts.
    pub fn licence(&self) -> &str {
        &self.document.licence
    }

    /// The id of the model whose contrasts and claims it names.
    pub fn model(&self) -> &str {
        &self.document.model
    }

    /// Why each practice has a sentence of the form 'When …, I will …'.
    pub fn form_says(&self) -> &str {
        &self.document.form_says
    }

    /// The studies behind that form.
    pub fn form_sources(&self) -> impl Iterator<Item = &Source> {
        self.document.form_sources.iter().filter_map(|id| self.source(id))
    }

    /// Every practice, in the order of the file.
    pub fn practices(&self) -> &[Practice] {
        &self.document.practices
    }

    /// The practice with this id.
    pub fn practice(&self, id: &str) -> Option<&Practice> {
        self.practices().iter().find(|practice| practice.id == id)
    }

    /// The practices of a scale, in the order of the file: those that grow leading in a contrast,
    /// or those that ease managing.
    pub fn practices_of<'a>(
        &'a self,
        contrast: &'a str,
        pole: Pole,
    ) -> impl Iterator<Item = &'a Practice> {
        let practices = self.practices().iter();
        practices.filter(move |practice| practice.contrast == contrast && practice.pole == pole)
    }

    /// The practices that serve a claim, in the order of the file.
    pub fn practices_for<'a>(&'a self, claim: &'a str) -> impl Iterator<Item = &'a Practice> {
        self.practices().iter().filter(move |practice| practice.claims.iter().any(|id| id == claim))
    }

    /// Every study, in the order of the file.
    pub fn sources(&self) -> &[Source] {
        &self.document.sources
    }

    /// The study with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources().iter().find(|source| source.id == id)
    }

    /// The studies behind a practice; none where the grade is C.
    pub fn sources_of<'a>(&'a self, practice: &'a Practice) -> impl Iterator<Item = &'a Source> {
        practice.sources.iter().filter_map(|id| self.source(id))
    }

    /// What a grade means, in one sentence.
    pub fn grade_says(&self, grade: Grade) -> &str {
        let meaning = self.document.grades.iter().find(|meaning| meaning.id == grade);
        &meaning.expect("the linter refuses a library without it").says
    }

    /// What to notice first on a scale.
    pub fn first_look(&self, contrast: &str, pole: Pole) -> Option<&str> {
        let mut looks = self.document.first_looks.iter();
        let look = looks.find(|look| look.contrast == contrast && look.pole == pole)?;
        Some(&look.text)
    }

    /// The messages of the share-back kit, in the order in which they are sent.
    pub fn messages(&self) -> &[Message] {
        &self.document.messages
    }
}
