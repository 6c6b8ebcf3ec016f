use std::path::Path;

use super::program::{Outcome, Server, free_port, hone, run, told, write};

/// Serves with a configuration file that has a fault.
fn with_file(text: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "hone.toml", text);
    run(hone().arg("serve").arg("--config").arg(file))
}

#[test]
fn a_fault_in_the_configuration_file_is_told_with_file_and_line() {
    let unknown = with_file("# Ours\nlisten = \"127.0.0.1:1\"\nlistn = \"x\"\n");
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("hone.toml:3: unknown field `listn`"), "{}", unknown.err);
    assert!(unknown.err.contains("`listen`"), "{}", unknown.err);

    let syntax = with_file("listen = \"127.0.0.1:1\"\nsmtp = \"smtps://hone:Tr0ub4dor@mail\n");
    assert_eq!(syntax.code, Some(1));
    assert!(syntax.err.contains("hone.toml:2: "), "{}", syntax.err);
    assert!(!syntax.err.contains("Tr0ub4dor"), "{}", syntax.err);

    let value = with_file("listen = \"here\"\n");
    assert_eq!(value.code, Some(1));
    assert!(value.err.contains("hone.toml:1: invalid socket address"), "{}", value.err);
}

#[test]
fn a_configuration_file_that_is_not_there_is_named() {
    let missing = told(&["serve", "--config", "no-such-file.toml"]);

    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("cannot read the configuration file no-such-file.toml"));
}

#[test]
fn a_place_that_cannot_be_is_refused_before_anything_is_made() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().join("data");
    let data = data.to_str().unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["--public-url", "hone.example.org"], "write for instance https://hone.example.org"),
        (&["--public-url", "ftp://hone.example.org"], "must be http or https"),
        (&["--public-url", "https://example.org/hone"], "with no path"),
        (&["--listen", "localhost"], "invalid socket address"),
        (&["--listen", "127.0.0.1:70000"], "invalid socket address"),
        (&["--smtp", "mail.example.org"], "smtp"),
        (&["--mail-from", "nobody"], "nobody"),
        (&["--model", "no-such-model.toml"], "cannot read the model file no-such-model.toml"),
    ];
    for (arguments, words) in cases {
        let refused = run(hone().args(["serve", "--data", data]).args(arguments));
        assert!(matches!(refused.code, Some(1 | 2)), "{arguments:?}: {:?}", refused.code);
        assert!(refused.err.contains(words), "{arguments:?}: {}", refused.err);
        assert!(!Path::new(data).exists(), "{arguments:?}");
    }
}

#[test]
fn both_a_folder_and_a_database_are_refused_wherever_they_are_said() {
    let by_line = told(&["serve", "--data", "x", "--database", "postgres://hone@localhost/hone"]);
    assert_eq!(by_line.code, Some(2));
    assert!(by_line.err.contains("cannot be used with"), "{}", by_line.err);

    let by_file = with_file("data = \"x\"\ndatabase = \"postgres://hone:Tr0ub4dor@host/hone\"\n");
    assert_eq!(by_file.code, Some(1));
    assert!(by_file.err.contains("both `data` and `database` are given"), "{}", by_file.err);
    assert!(!by_file.err.contains("Tr0ub4dor"));
}

#[test]
fn the_command_line_comes_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (by_line, by_environment, by_file) = (free_port(), free_port(), free_port());
    let text = format!(
        "listen = \"127.0.0.1:{by_file}\"\npublic-url = \"https://file.test\"\ndata = {data:?}\n"
    );
    let file = write(&folder, "hone.toml", &text);
    let command = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = hone();
        command.arg("serve").arg("--config").arg(&file).args(arguments);
        command.envs(variables.iter().copied());
        command
    };
    let listen = format!("127.0.0.1:{by_environment}");
    let variables = [("HONE_LISTEN", listen.as_str()), ("HONE_PUBLIC_URL", "https://env.test")];

    let file_alone = Server::spawn(command(&[], &[]), by_file).out();
    let environment = Server::spawn(command(&[], &variables), by_environment).out();
    let listen = format!("127.0.0.1:{by_line}");
    let arguments = ["--listen", &listen, "--public-url", "https://line.test"];
    let line = Server::spawn(command(&arguments, &variables), by_line).out();

    assert!(file_alone.contains("Hone answers at https://file.test\n"), "{file_alone}");
    assert!(environment.contains("Hone answers at https://env.test\n"), "{environment}");
    assert!(line.contains("Hone answers at https://line.test\n"), "{line}");
    assert!(data.join("people.sqlite").exists());
}
