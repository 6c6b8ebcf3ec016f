//! The tools of a team, as its page leads to them.

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::team::Team;

use super::address;
use crate::fault::Fault;
use crate::{bets, delegation, experiments, stakeholders, vision};

/// A tool.
pub(super) struct Tool {
    pub(super) href: String,
    pub(super) name: &'static str,
    /// A picture of ours, as SVG.
    pub(super) glyph: &'static str,
    /// How it stands there, in a few words.
    pub(super) says: String,
}

/// The tools of a team, in the order of the contrasts that they serve.
pub(super) async fn tools(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<Vec<Tool>, Fault> {
    let base = address(team);
    Ok(vec![
        Tool {
            href: format!("{base}/delegation"),
            name: "Delegation",
            glyph: DELEGATION,
            says: delegation::standing(tx, hone, viewer, team).await?,
        },
        Tool {
            href: format!("{base}/vision"),
            name: "Vision",
            glyph: VISION,
            says: vision::standing(tx, hone, viewer, team).await?,
        },
        Tool {
            href: format!("{base}/stakeholders"),
            name: "People who matter",
            glyph: STAKEHOLDERS,
            says: stakeholders::standing(tx, hone, viewer, team).await?,
        },
        Tool {
            href: format!("{base}/bets"),
            name: "Bets",
            glyph: BETS,
            says: bets::standing(tx, hone, viewer, team).await?,
        },
        Tool {
            href: format!("{base}/experiments"),
            name: "Experiments",
            glyph: EXPERIMENTS,
            says: experiments::standing(tx, hone, viewer, team).await?,
        },
    ])
}

const DELEGATION: &str = r#"<svg class="glyph" viewBox="0 0 26 26" aria-hidden="true"><circle class="f" cx="18" cy="16" r="6"/><circle cx="8" cy="9" r="4.5"/><circle cx="18" cy="16" r="5"/><path d="M12 6.5c4-2 8 0 8.5 3.5M18 8.5l2.5 1.7 1.4-2.7"/></svg>"#;

const VISION: &str = r#"<svg class="glyph" viewBox="0 0 26 26" aria-hidden="true"><path class="f" d="M7 17a6 6 0 0 1 12 0z"/><path d="M2 17h22M7 17a6 6 0 0 1 12 0M13 4v3M4.5 8l2 2M21.5 8l-2 2M8 21.5h10"/></svg>"#;

const STAKEHOLDERS: &str = r#"<svg class="glyph" viewBox="0 0 26 26" aria-hidden="true"><circle class="f" cx="13" cy="13" r="4"/><circle cx="13" cy="13" r="3.8"/><circle cx="4.5" cy="6" r="2.5"/><circle cx="21.5" cy="6" r="2.5"/><circle cx="13" cy="23" r="2.5"/><path d="M6.5 7.7l3.4 2.8M19.5 7.7l-3.4 2.8M13 16.8v3.7"/></svg>"#;

const BETS: &str = r#"<svg class="glyph" viewBox="0 0 26 26" aria-hidden="true"><circle class="f" cx="20" cy="6" r="3.5"/><circle cx="20" cy="6" r="3.2"/><circle cx="20" cy="20" r="3.2"/><path d="M2 13h7c4 0 4-7 7.5-7"/><path d="M9 13c4 0 4 7 7.5 7" stroke-dasharray="2.5 2.5"/></svg>"#;

const EXPERIMENTS: &str = r#"<svg class="glyph" viewBox="0 0 26 26" aria-hidden="true"><path class="f" d="M7.5 16h11l2.7 5-1.7 2h-13L5 21z"/><path d="M10 3.5v7L4.7 20.3A2 2 0 0 0 6.5 23h13a2 2 0 0 0 1.8-2.7L16 10.5v-7M8.5 3.5h9M7.5 16h11"/></svg>"#;
