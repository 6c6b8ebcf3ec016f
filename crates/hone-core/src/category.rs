//! The categories of raters, in the one order in which voices are ever listed.

use serde::{Deserialize, Serialize};

/// How a rater stands to the leader.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, Serialize, Deserialize,
)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// The leader about themselves.
    #[sqlx(rename = "self")]
    #[serde(rename = "self")]
    Own,
    /// The leader's own manager.
    Manager,
    /// People who report to the leader.
    Reports,
    /// People on the leader's level.
    Peers,
    /// Anybody else who works with the leader.
    Others,
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Own, Self::Manager, Self::Reports, Self::Peers, Self::Others];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Manager => "manager",
            Self::Reports => "reports",
            Self::Peers => "peers",
            Self::Others => "others",
        }
    }

    /// Whether the leader sees who answered: one's own answers and those of one's manager.
    pub fn is_identified(self) -> bool {
        matches!(self, Self::Own | Self::Manager)
    }
}

impl From<Category> for hone_gate::Category {
    fn from(category: Category) -> Self {
        match category {
            Category::Own => Self::Own,
            Category::Manager => Self::Manager,
            Category::Reports => Self::Reports,
            Category::Peers => Self::Peers,
            Category::Others => Self::Others,
        }
    }
}
