//! The tools in which a team practises, read and found usable: where each is, and what it serves.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::model::Model;
use crate::practice::Tool;
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
    #[serde(rename = "tool")]
    pub(crate) tools: Vec<Place>,
}

/// What stands in an address where the id of a team goes.
pub const TEAM_MARK: &str = "{team}";

/// A tool: where it is, and what it serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The tool, as practices name it.
    pub id: Tool,
    /// What it is called.
    pub name: String,
    /// Where it is on the site; [`TEAM_MARK`] stands for the id of a team, in a tool of teams.
    pub address: String,
    /// The claims it serves.
    pub claims: Vec<String>,
    /// How it serves them, in one line.
    pub says: String,
}

impl Place {
    /// Whether every team has one of its own.
    pub fn is_of_teams(&self) -> bool {
        self.address.contains(TEAM_MARK)
    }

    /// Where it is for a team; for a tool that no team has, the same for each.
    pub fn address_for(&self, team: &str) -> String {
        self.address.replace(TEAM_MARK, team)
    }
}

/// The tools in which a team practises.
///
/// Every value of this type has passed the linter beside a model: each tool is there at most once, and
/// each claim that one names is one of the model that is practised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toolbox {
    document: Document,
}

impl Toolbox {
    /// The document of the tools that Hone has.
    pub const BUILTIN_DOCUMENT: &str = include_str!("../../../model/tools.toml");

    /// The tools that Hone has, for [`Model::builtin`].
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Toolbox> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse("tools.toml", Self::BUILTIN_DOCUMENT, Model::builtin())
                .expect("a test reads this very document")
        })
    }

    /// Reads tools for a model, or says everything that stops them from being used.
    ///
    /// `file_name` is only repeated in the findings.
    pub fn parse(file_name: &str, text: &str, model: &Model) -> Result<Self, Vec<Finding>> {
        let (document, places) = read::document(file_name, text, &shape::TOOLS)?;
        let findings = lint::toolbox_findings(&document, model, &places);
        if findings.iter().any(Finding::is_error) { Err(findings) } else { Ok(Self { document }) }
    }

    /// The id of the model whose claims are named.
    pub fn model(&self) -> &str {
        &self.document.model
    }

    /// Every tool, in the order of the file.
    pub fn tools(&self) -> &[Place] {
        &self.document.tools
    }

    /// Where a practice may be done, if the tool is there.
    pub fn find(&self, tool: Tool) -> Option<&Place> {
        self.tools().iter().find(|place| place.id == tool)
    }

    /// The tools that serve a claim, in the order of the file.
    pub fn serving<'a>(&'a self, claim: &'a str) -> impl Iterator<Item = &'a Place> {
        self.tools().iter().filter(move |place| place.claims.iter().any(|id| id == claim))
    }
}
