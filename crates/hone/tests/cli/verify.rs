//! `hone verify anonymity`, as an operator runs it.

use std::path::Path;

use super::db::add_time_of_ballots;
use super::program::{Outcome, Server, hone, run, write};

fn verified(data: &Path, more: &[&str]) -> Outcome {
    run(hone().args(["verify", "anonymity", "--data"]).arg(data).args(more))
}

#[test]
fn beside_a_server_it_passes_changes_nothing_and_says_what_is_left_to_learn() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    assert_eq!(server.enter(&server.link().unwrap()).status, 303);
    let ballots = std::fs::read(folder.path().join("ballots.sqlite")).unwrap();

    let passed = verified(folder.path(), &[]);

    assert_eq!(passed.code, Some(0), "{}{}", passed.out, passed.err);
    assert_eq!(passed.out.lines().last(), Some("passed"));
    assert!(passed.out.contains("People and sheets: kept"), "{}", passed.out);
    assert!(passed.out.contains("the mail server: the invitations"), "{}", passed.out);
    assert_eq!(passed.err, "");
    assert!(!passed.out.contains("orla"), "{}", passed.out);
    assert!(std::fs::read(folder.path().join("ballots.sqlite")).unwrap() == ballots);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn what_is_planted_fails_it_with_the_place_and_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    assert_eq!(server.enter(&server.link().unwrap()).status, 303);
    server.stop();
    add_time_of_ballots(&folder.path().join("ballots.sqlite"));
    let line = "203.0.113.77 - - \"POST /ballots HTTP/1.1\" 200 orla@northfold.test\n";
    let log = write(&folder, "access.log", line);

    let failed = verified(folder.path(), &["--log", log.to_str().unwrap()]);

    assert_eq!(failed.code, Some(1), "{}", failed.out);
    for said in [
        "Columns: NOT KEPT",
        "FOUND The ballots database has a column that Hone does not make: ballot.sent_at.",
        "Logs: NOT KEPT",
        "access.log holds requests of raters, with the addresses they came from.",
        "The e-mail address of a person stands in",
    ] {
        assert!(failed.out.contains(said), "{said} in {}", failed.out);
    }
    assert!(failed.out.lines().last().unwrap().starts_with("Not passed: "), "{}", failed.out);
    assert!(!failed.out.contains("orla@"), "{}", failed.out);
}

#[test]
fn it_answers_with_one_json_document_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    Server::start(folder.path()).stop();

    let passed = verified(folder.path(), &["--json"]);

    assert_eq!(passed.code, Some(0), "{}", passed.out);
    let report: serde_json::Value = serde_json::from_str(&passed.out).unwrap();
    assert_eq!(report["is_passed"], true);
    assert_eq!(report["checks"].as_array().unwrap().len(), 5);
    assert_eq!(report["checks"][3]["findings"][0]["weight"], "remark");
}

#[test]
fn where_there_is_no_installation_it_says_so_and_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");

    let refused = verified(&nowhere, &[]);

    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("there is no file") && refused.err.contains("--data"));
    assert!(!nowhere.exists());
}
