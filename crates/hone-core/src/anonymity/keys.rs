//! Whether the keys of rounds are where they should be, and gone when they should be.

use std::path::Path;

use super::search::{Kind, Net, Trace};
use super::{Check, Finding, Sight, store};
use crate::Result;
use crate::db::Storage;

const LEFT: &str = "With it, sheets of that round can be opened wherever a copy of them lies. Stop Hone, \
                    delete the row from the table round_key, run VACUUM on it, and start Hone again; \
                    destroy every copy of the keys.";

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut findings = Vec::new();
    let mut tx = sight.databases.keys.read().await?;
    let keys = store::list_keys(&mut tx).await?;
    drop(tx);
    if sight.shredded().any(|round| keys.iter().any(|(of, _)| *of == round)) {
        findings.push(Finding::breach("The key of a round that has closed is still there.", LEFT));
    }
    let shredded = sight.shredded().map(|round| round.0.as_bytes().to_vec());
    let refs: Vec<_> = shredded.map(|value| Trace { kind: Kind::Key, value }).collect();
    let net = Net::new(&refs)?;
    for file in sight.files_of("keys") {
        if !net.in_file(&file)?.is_empty() {
            let says = format!("The key of a round that has closed is left in {}.", file.display());
            findings.push(Finding::breach(says, LEFT));
        }
    }
    findings.extend(place(sight));
    Ok(Check {
        name: "Keys",
        promise: "The keys of closed rounds are destroyed, and those of open ones can be read by Hone's \
                  user alone.",
        findings,
    })
}

/// What can be said of the place of the keys.
fn place(sight: &Sight<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let keys = sight.holdings.keys.as_ref().unwrap_or(&sight.holdings.storage);
    match keys {
        Storage::Folder(folder) if is_open_to_others(folder) => findings.push(Finding::breach(
            format!("Others on this machine may look into {}, where the keys are.", folder.display()),
            format!("Close it to them: chmod 700 {}", folder.display()),
        )),
        Storage::Postgres(_) => findings.push(Finding::remark(
            "The keys are in PostgreSQL, whose write-ahead log and copies hold them for some time after \
             they were destroyed. That cannot be looked at from here.",
            "Name a folder with --keys that no copy reaches.",
        )),
        Storage::Folder(_) => {}
    }
    if sight.holdings.keys.is_none() && matches!(keys, Storage::Folder(_)) {
        findings.push(Finding::remark(
            "The keys lie beside the ballots: a copy of the whole folder can open them until the close.",
            "Leave keys.sqlite out of copies, or name another folder with --keys.",
        ));
    }
    findings
}

/// Whether somebody besides the owner may go into a folder.
fn is_open_to_others(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        folder.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        false
    }
}
