//! Whether of a round that is over only that is left which was promised to stay.

use super::{Check, Finding, Sight, store};
use crate::Result;
use crate::ballot::COUNTED_KEPT;

const GO_ON: &str = "Start `hone serve`, which does what the dates ask for, and look again. If it stays, \
                     Hone's log says why.";

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut people = sight.databases.people.read().await?;
    let mut ballots = sight.databases.ballots.read().await?;
    let over = store::list_over(&mut people).await?;
    let has_issuance = store::list_rounds_with_issuance(&mut people).await?;
    let has_old_rights = store::has_old_rights(&mut people).await?;
    let has_ballots = store::list_rounds_with(&mut ballots, "ballot").await?;
    let has_counted = store::list_rounds_with(&mut ballots, "counted").await?;
    let mut findings = Vec::new();
    if sight.shredded().any(|round| has_ballots.contains(&round)) {
        let says = "Answer sheets of a round that has closed are still there.";
        findings.push(Finding::breach(says, GO_ON));
    }
    if over.iter().any(|(round, _)| has_issuance.contains(round)) {
        let says = "Who had begun to answer is still recorded for a round that has closed.";
        findings.push(Finding::breach(says, GO_ON));
    }
    if has_old_rights {
        let says =
            "Who could have written without a name is still recorded for letters that were shown.";
        findings.push(Finding::breach(says, GO_ON));
    }
    let is_long_over = |closed_at: crate::clock::Moment| closed_at.plus(COUNTED_KEPT) <= sight.now;
    if over.iter().any(|(round, at)| is_long_over(*at) && has_counted.contains(round)) {
        let says = "Ids of counted ballots are kept for longer than 90 days.";
        findings.push(Finding::breach(says, GO_ON));
    }
    Ok(Check {
        name: "Closed rounds",
        promise: "Of closed rounds there are no sheets and no record of who had begun, and for 90 days \
                  the ids of counted ballots.",
        findings,
    })
}
