//! Whether PostgreSQL itself keeps what Hone does not.

use super::{Check, Finding, Sight, store};
use crate::Result;

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut tx = sight.databases.ballots.read().await?;
    let settings = store::list_settings(&mut tx).await?;
    let mut findings: Vec<_> =
        settings.iter().filter_map(|(name, value)| judged(name, value)).collect();
    if store::may_use(&mut tx, "hone_people").await? {
        findings.push(Finding::remark(
            "One login reads people, ballots and keys: the roles hone_people, hone_ballots and hone_keys \
             are missing, or see each other.",
            "Grant the login CREATEROLE once and start Hone, or create the roles.",
        ));
    }
    Ok(Check {
        name: "PostgreSQL",
        promise: "The server keeps no time of a row and logs no statement, and the role of the ballots \
                  sees no people.",
        findings,
    })
}

/// What a setting means for raters, where it means anything.
fn judged(name: &str, value: &str) -> Option<Finding> {
    let says = format!("PostgreSQL is set to {name} = {value}");
    match (name, value) {
        ("track_commit_timestamp", "on") => Some(Finding::breach(
            format!("{says}: it keeps the time at which each sheet was written."),
            "Turn it off and restart PostgreSQL.",
        )),
        ("log_statement", "all" | "mod") | ("log_min_duration_statement", "0") => {
            Some(Finding::breach(
                format!("{says}: its log has the time of every token and every sheet."),
                "Turn it off for Hone's database, and delete the logs.",
            ))
        }
        ("log_min_duration_statement", value) if value != "-1" => Some(Finding::remark(
            format!("{says}: slow statements are logged with their time."),
            "Turn it off for Hone's database while rounds are open.",
        )),
        ("archive_mode", "on" | "always") => Some(Finding::remark(
            format!(
                "{says}: the archive has the times at which sheets were written, though not whose."
            ),
            "Keep the archive no longer than you need it to recover.",
        )),
        _ => None,
    }
}

#[test]
fn settings_that_keep_times_are_told() {
    use super::Weight::{Breach, Remark};
    for (name, value, weight) in [
        ("track_commit_timestamp", "on", Some(Breach)),
        ("track_commit_timestamp", "off", None),
        ("log_statement", "all", Some(Breach)),
        ("log_statement", "none", None),
        ("log_min_duration_statement", "0", Some(Breach)),
        ("log_min_duration_statement", "250", Some(Remark)),
        ("log_min_duration_statement", "-1", None),
        ("archive_mode", "on", Some(Remark)),
    ] {
        let found = judged(name, value).map(|finding| finding.weight);
        assert_eq!(found, weight, "{name} = {value}");
    }
}
