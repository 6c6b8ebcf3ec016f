use std::io::Write;
use std::time::Duration;

use super::db::n_rows;
use super::program::{Server, hone, run, told};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/leadership.toml");

#[test]
fn the_shipped_model_passes_its_check() {
    let checked = told(&["model", "check", SHIPPED]);

    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert!(checked.out.contains("leadership.toml can be used: version 1."), "{}", checked.out);
}

#[test]
fn the_shipped_practices_pass_their_check_and_broken_ones_do_not() {
    const PRACTICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../model/practices.toml");
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(PRACTICES).unwrap();
    let broken = text.replacen("id = \"trust-", "id = \"risk-", 1);
    let file = super::program::write(&folder, "own.toml", &broken);

    let checked = told(&["model", "check", PRACTICES]);
    let refused = run(hone().args(["model", "check"]).arg(&file));

    assert_eq!(checked.code, Some(0), "{}", checked.out);
    assert!(checked.out.contains("practices.toml can be used: version 1."), "{}", checked.out);
    assert_eq!(refused.code, Some(1));
    assert!(refused.out.contains("its id does not begin with 'trust-'"), "{}", refused.out);
}

#[test]
fn a_broken_model_is_refused_with_the_line_and_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(SHIPPED).unwrap();
    let line = text.lines().position(|line| line.starts_with("version = ")).unwrap() + 1;
    let broken = text.replacen("version = ", "vrsion = ", 1);
    let file = super::program::write(&folder, "own.toml", &broken);

    let checked = run(hone().args(["model", "check"]).arg(&file));

    assert_eq!(checked.code, Some(1));
    let place = format!("own.toml:{line}:");
    assert!(checked.out.contains(&place), "{place} in {}", checked.out);
    assert!(checked.out.contains("version"), "{}", checked.out);
    assert_eq!(checked.err, "");
    let missing = told(&["model", "check", "no-such-model.toml"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("cannot read the model file no-such-model.toml"));
}

#[test]
fn an_empty_folder_is_served_with_a_link_and_a_restart_keeps_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("deep").join("data");
    let mut first = Server::start(&data);
    let link = first.link().expect("a link");
    assert!(first.get(&link).text.contains("200 OK"));
    assert_eq!(first.stop().0, Some(0));

    let mut second = Server::start(&data);
    let fresh = second.link().expect("another link, while nobody is here");
    assert_eq!(second.get(&link).status, 410, "the link of the first start is replaced");
    assert_eq!(second.enter(&fresh).status, 303);
    assert_eq!(second.enter(&fresh).status, 410, "a link is good once");
    assert_eq!(second.stop().0, Some(0));

    let third = Server::start(&data);
    assert_eq!(third.link(), None, "{}", third.out());
    let form = "email=orla%40northfold.test&password=a+stone+for+every+blade";
    assert_eq!(third.post("/sign-in", form).status, 303);
    assert_eq!(third.err(), "");
}

#[test]
fn the_data_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();

    let _server = Server::start(&data);

    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn told_to_stop_it_stops_within_two_seconds_though_connections_linger() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let link = server.link().unwrap();
    assert_eq!(server.enter(&link).status, 303);
    let _silent = server.connect();
    let mut half = server.connect();
    half.write_all(b"POST /sign-in HTTP/1.1\r\nhost: loc").unwrap();
    // The server has taken up what came before once it answers what came after.
    assert_eq!(server.get("/healthz").status, 200);

    let (code, took) = server.stop();

    assert_eq!(code, Some(0), "{}", server.err());
    assert!(took < Duration::from_secs(2), "{took:?}");
    for name in ["people", "ballots"] {
        let log = folder.path().join(format!("{name}.sqlite-wal"));
        assert!(!log.exists(), "{name} was not closed");
    }
    assert_eq!(n_rows(&folder.path().join("people.sqlite"), "organisation"), 1);
    let next = Server::start(folder.path());
    assert_eq!((next.link(), next.err()), (None, String::new()));
}

#[test]
fn a_kill_in_the_middle_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());
    assert_eq!(server.enter(&server.link().unwrap()).status, 303);
    drop(server);

    let next = Server::start(folder.path());

    assert_eq!(next.link(), None);
    assert_eq!(n_rows(&folder.path().join("people.sqlite"), "organisation"), 1);
}

#[test]
fn an_organisation_is_added_beside_a_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path());

    let mut add = hone();
    add.args(["organisation", "add", "Quay Rail", "--data"]).arg(folder.path());
    let added = run(&mut add);

    assert_eq!(added.code, Some(0), "{}", added.err);
    let at = added.out.find("/enter/").expect("a link");
    let link = added.out[at..].lines().next().unwrap();
    assert!(server.get(link).text.contains("Quay Rail"));
}
