//! What lies in files: free pages, logs, copies, and who may read them.

use std::path::PathBuf;

use super::*;
use crate::testing::on_sqlite;

/// A folder of its own with one file in it.
fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    (folder, file)
}

impl Honest {
    async fn with_log(&self, content: &str) -> Report {
        let (_folder, log) = file("access.log", content);
        let holdings = Holdings { logs: vec![log], ..self.holdings() };
        examine(&holdings, self.fresh.hone.clock.now()).await.unwrap()
    }

    async fn with_backup(&self, backup: PathBuf) -> Report {
        let holdings = Holdings { backups: vec![backup], ..self.holdings() };
        examine(&holdings, self.fresh.hone.clock.now()).await.unwrap()
    }

    /// A copy of the files of some databases.
    fn copy(&self, databases: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in databases {
            for end in ["", "-wal"] {
                let name = format!("{name}.sqlite{end}");
                std::fs::copy(self.fresh.folder.path().join(&name), folder.path().join(&name))
                    .unwrap();
            }
        }
        folder
    }
}

#[tokio::test]
async fn a_log_with_what_raters_did_or_who_they_are_is_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let counted = ballot::counted(&honest.fresh.hone, honest.closed.round.round_ref).await;
        let counted = &counted.unwrap()[0];

        let fine = "203.0.113.9 - - \"GET /reports HTTP/1.1\" 200\nlistening at 127.0.0.1:4663\n";
        let report = honest.with_log(fine).await;
        assert!(report.is_passed, "{:?}", broken(&report));
        for (line, words) in [
            (
                "203.0.113.77 - - [12/May/2026:10:31:07] \"POST /ballots HTTP/1.1\" 200",
                "requests of raters, with the addresses they came from",
            ),
            ("10:31:07 POST /rate/opening 200", "holds requests of raters."),
            ("sent to aiko.brandt@HONE.test", "The e-mail address"),
            ("user=aiko.brandt%40hone.test", "The e-mail address"),
            (counted, "The name of an answer sheet"),
        ] {
            names(&honest.with_log(&format!("{fine}{line}\n")).await, &["access.log", words]);
        }
        let packed = honest.with_log("\u{1f}\u{8b}not quite").await;
        assert!(packed.is_passed, "a text is no gzip: {:?}", broken(&packed));
    }
}

#[tokio::test]
async fn what_is_compressed_or_not_there_does_not_count_as_searched() {
    let honest = Honest::on(on_sqlite().await).await;
    let (_folder, packed) = file("access.log.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00");
    let holdings = Holdings { logs: vec![packed.clone()], ..honest.holdings() };
    let now = honest.fresh.hone.clock.now();

    names(&examine(&holdings, now).await.unwrap(), &["access.log.gz", "compressed"]);
    names(&honest.with_backup(packed).await, &["access.log.gz", "compressed"]);

    let nowhere = Holdings { logs: vec!["/nowhere/at/all.log".into()], ..honest.holdings() };
    let refused = examine(&nowhere, now).await.unwrap_err().to_string();
    assert!(refused.contains("/nowhere/at/all.log"), "{refused}");
    let storage = Storage::Folder("/nowhere".into());
    let refused = examine(&Holdings { storage, ..honest.holdings() }, now).await.unwrap_err();
    assert!(refused.to_string().contains("--data"), "{refused}");
}

#[tokio::test]
async fn a_copy_is_sound_without_the_keys_and_found_with_them() {
    let honest = Honest::on(on_sqlite().await).await;

    let sound = honest.copy(&["people", "ballots"]);
    let report = honest.with_backup(sound.path().to_owned()).await;
    assert!(report.is_passed, "{:?}", broken(&report));

    let with_keys = honest.copy(&["people", "ballots", "keys"]);
    names(
        &honest.with_backup(with_keys.path().to_owned()).await,
        &["holds the key of an open round"],
    );

    // The key is gone from the installation, and the copy of it is still one.
    let open = &honest.open;
    let close = round::close(&honest.fresh.hone, open.organisation, open.round, None).await;
    close.unwrap();
    names(&honest.with_backup(with_keys.path().to_owned()).await, &["is a copy of the keys"]);
    let dump = "COPY hone_keys.round_key (round_ref, secret) FROM stdin;\n";
    let (_folder, full) = file("dump.sql", format!("{dump}a3\t\\\\x00\n\\.\n"));
    names(&honest.with_backup(full).await, &["dump.sql", "is a copy of the keys"]);
    let (_folder, empty) = file("dump.sql", format!("{dump}\\.\n"));
    assert!(honest.with_backup(empty).await.is_passed);
}

#[tokio::test]
async fn a_person_in_a_copy_of_the_ballots_is_found() {
    let honest = Honest::on(on_sqlite().await).await;
    let copy = honest.copy(&["ballots"]);
    let wal = copy.path().join("ballots.sqlite-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    bytes.extend(b"aiko.brandt@hone.test");
    std::fs::write(&wal, bytes).unwrap();

    let report = honest.with_backup(copy.path().to_owned()).await;

    names(&report, &["The e-mail address", "ballots.sqlite-wal"]);
}

#[tokio::test]
async fn what_was_deleted_but_not_overwritten_is_found_in_the_free_pages() {
    let honest = Honest::on(on_sqlite().await).await;
    let hone = &honest.fresh.hone;
    let keys = hone.keys.db();
    let round = honest.id(honest.closed.round.round_ref.0);

    tamper(keys, &format!("INSERT INTO round_key VALUES ({round}, {})", honest.bytes(&[7; 32])))
        .await;
    tamper(keys, &format!("DELETE FROM round_key WHERE round_ref = {round}")).await;

    // The row is gone, and the write-ahead log still has it.
    names(&honest.examined().await, &["left in", "keys.sqlite-wal"]);
    keys.wipe("round_key", "secret").await.unwrap();
    assert!(honest.examined().await.is_passed);

    let ballots = &hone.ballots;
    tamper(ballots, "PRAGMA secure_delete = off").await;
    tamper(ballots, "CREATE TABLE seen (a TEXT PRIMARY KEY) WITHOUT ROWID").await;
    tamper(ballots, "INSERT INTO seen VALUES ('aiko.brandt@hone.test')").await;
    tamper(ballots, "DROP TABLE seen").await;
    ballots.fold().await.unwrap();
    names(&honest.examined().await, &["The e-mail address", "ballots.sqlite."]);
}

#[tokio::test]
async fn a_folder_of_keys_that_others_may_look_into_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let honest = Honest::on(on_sqlite().await).await;
    let folder = honest.fresh.folder.path();

    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();

    names(&honest.examined().await, &["Others on this machine may look into"]);
}

#[tokio::test]
async fn a_comment_that_names_somebody_is_a_remark_and_no_breach() {
    let fresh = on_sqlite().await;
    let hone = &fresh.hone;
    let closed = launched(hone, 30).await;
    let links = closed.links(hone).await;
    for name in closed.anonymous() {
        let (browser, link) = (Browser::fresh(), &links[name]);
        let opening = crate::testing::round::opened(hone, link).await;
        crate::testing::round::fetch(hone, link, &browser, &opening).await;
        let comments = [("keep".to_owned(), "Femi Ade brings the biscuits".to_owned())].into();
        let sheet = ballot::Sheet { comments, ..rating::sheet("pulse", 4) };
        let group = opening.leaders[0].group_ref;
        assert_eq!(browser.send(hone, group, &sheet).await, Receipt::Kept);
    }
    let (organisation, id) = (closed.round.organisation_id, closed.round.id);
    round::close(hone, organisation, id, None).await.unwrap();
    let (storage, keys) = (fresh.storage.clone(), None);
    let holdings = Holdings { storage, keys, backups: Vec::new(), logs: Vec::new() };

    let report = examine(&holdings, hone.clock.now()).await.unwrap();

    assert!(report.is_passed, "{:?}", broken(&report));
    let remarks: Vec<_> = report.checks[0].findings.iter().map(|found| &found.says).collect();
    assert!(remarks[0].starts_with("Comments in released reports name people"), "{remarks:?}");
}
