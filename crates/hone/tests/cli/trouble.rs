use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use super::db::{make_newer, n_rows};
use super::program::{Outcome, Server, hone, run};

/// Tries to serve a folder, which is expected to fail.
fn serve(data: &Path) -> Outcome {
    run(hone().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data))
}

fn serve_database(url: &str) -> Outcome {
    run(hone().args(["serve", "--listen", "127.0.0.1:0", "--database", url]))
}

#[track_caller]
fn refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.code, Some(1), "{}", outcome.err);
    assert!(outcome.err.starts_with("hone: "), "{}", outcome.err);
    assert!(!outcome.err.contains("panicked") && !outcome.err.contains("stack backtrace"));
    for word in words {
        assert!(outcome.err.contains(word), "{word:?} in {}", outcome.err);
    }
}

#[test]
fn a_port_in_use_is_told_at_once_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");

    let outcome = run(hone().args(["serve", "--listen", &address, "--data"]).arg(&data));

    refused(&outcome, &[&format!("cannot listen at {address}"), "--listen"]);
    assert!(outcome.took < Duration::from_secs(2), "{:?}", outcome.took);
    assert!(!data.exists());
}

#[test]
fn a_database_of_a_newer_version_is_left_as_it_is() {
    for name in ["people", "ballots"] {
        let folder = tempfile::tempdir().unwrap();
        Server::start(folder.path()).stop();
        let file = folder.path().join(format!("{name}.sqlite"));
        make_newer(&file);
        let n_migrations = n_rows(&file, "_sqlx_migrations");
        let before = std::fs::read(&file).unwrap();

        let outcome = serve(folder.path());

        refused(
            &outcome,
            &[&format!("the {name} database was made by a newer version"), "restore a backup"],
        );
        assert!(std::fs::read(&file).unwrap() == before, "{name} was changed");
        assert_eq!(n_rows(&file, "_sqlx_migrations"), n_migrations);
    }
}

#[test]
fn a_data_folder_that_cannot_be_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data");
    std::fs::write(&file, "not a folder").unwrap();
    refused(&serve(&file), &["cannot make the folder", "/data", "--data"]);
    refused(&serve(&file.join("below")), &["cannot make the folder", "--data"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not a folder");

    // Nobody may make folders here, not even root.
    refused(&serve(Path::new("/sys/hone-data")), &["/sys/hone-data", "--data"]);
}

#[test]
fn a_damaged_database_is_named_and_left_as_it_is() {
    for name in ["people", "ballots"] {
        let folder = tempfile::tempdir().unwrap();
        Server::start(folder.path()).stop();
        let file = folder.path().join(format!("{name}.sqlite"));
        let sound = std::fs::read(&file).unwrap();
        let mut scribbled = sound.clone();
        scribbled[..64].fill(b'x');
        let torn = sound[..sound.len() / 2].to_vec();

        for damaged in [scribbled, torn] {
            std::fs::write(&file, &damaged).unwrap();
            let outcome = serve(folder.path());
            let place = format!("{name}.sqlite");
            refused(&outcome, &[&place, "the file is damaged", "restore it from a backup"]);
            assert!(std::fs::read(&file).unwrap() == damaged, "{name} was changed");
        }
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
        refused(&serve(folder.path()), &[&format!("{name}.sqlite"), "write this file"]);
    }
}

#[test]
fn a_database_server_that_is_not_there_is_named_without_the_password() {
    let port = super::program::free_port();
    let url = format!("postgres://hone:Tr0ub4dor@127.0.0.1:{port}/northfold");

    let outcome = serve_database(&url);

    let place = format!("PostgreSQL at 127.0.0.1:{port}, database northfold, user hone");
    refused(&outcome, &[&place, "refused", "--database"]);
    assert!(!outcome.err.contains("Tr0ub4dor"), "{}", outcome.err);
    assert!(outcome.took < Duration::from_secs(5), "{:?}", outcome.took);
}

#[test]
fn a_database_server_that_does_not_answer_is_given_up_within_five_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://hone:Tr0ub4dor@{}/hone", silent.local_addr().unwrap());

    let outcome = serve_database(&url);

    refused(&outcome, &["no answer within 4 seconds", "--database"]);
    assert!(!outcome.err.contains("Tr0ub4dor"), "{}", outcome.err);
    assert!(outcome.took < Duration::from_secs(6), "{:?}", outcome.took);
}

#[test]
fn an_address_that_is_not_one_of_postgresql_is_refused_without_showing_it() {
    for url in ["mysql://hone:Tr0ub4dor@db/hone", "hone:Tr0ub4dor@db", "postgres//x:Tr0ub4dor@y"] {
        let outcome = serve_database(url);

        refused(&outcome, &["postgres://user:password@host/name"]);
        assert!(!outcome.err.contains("Tr0ub4dor"), "{}", outcome.err);
    }
}

#[test]
fn a_database_that_a_server_does_not_have_is_told_in_its_words() {
    let Ok(server) = std::env::var("HONE_TEST_POSTGRES") else { return };
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path("/no_such_database");

    let outcome = serve_database(url.as_str());

    refused(&outcome, &["no_such_database", "does not exist", "--database"]);
}
