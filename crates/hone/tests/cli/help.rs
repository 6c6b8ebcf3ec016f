use super::program::told;

#[test]
fn help_says_what_hone_is_for_and_how_to_begin() {
    let help = told(&["--help"]);

    assert_eq!(help.code, Some(0));
    for sentence in [
        "Hone helps people who manage become people who lead.",
        "Start with `hone demo`",
        "`hone serve --data DIR` keeps everything in one folder",
        "`serve` prints a link by which the first administrator comes in",
        "HONE_LISTEN",
        "The command line comes",
        "hone model check my-model.toml",
    ] {
        assert!(help.out.contains(sentence), "{sentence:?} is missing in\n{}", help.out);
    }
}

#[test]
fn help_of_a_command_names_every_option_its_variable_and_its_default() {
    let help = told(&["serve", "--help"]);

    assert_eq!(help.code, Some(0));
    let words = help.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for (option, variable) in [
        ("--listen <ADDR:PORT>", "HONE_LISTEN"),
        ("--data <DIR>", "HONE_DATA"),
        ("--database <URL>", "HONE_DATABASE"),
        ("--public-url <URL>", "HONE_PUBLIC_URL"),
        ("--smtp <URL>", "HONE_SMTP"),
        ("--mail-from <ADDRESS>", "HONE_MAIL_FROM"),
        ("--model <FILE>", "HONE_MODEL"),
        ("--config <FILE>", "HONE_CONFIG"),
    ] {
        assert!(words.contains(option), "{option} in\n{}", help.out);
        assert!(words.contains(&format!("[env: {variable}")), "{variable} in\n{}", help.out);
    }
    assert!(help.out.contains("[default: 127.0.0.1:4663]"), "{}", help.out);
}

#[test]
fn help_shows_no_secret_of_the_environment() {
    let mut command = super::program::hone();
    command.args(["serve", "--help"]);
    command.env("HONE_DATABASE", "postgres://hone:Tr0ub4dor@db/hone");
    command.env("HONE_SMTP", "smtps://hone:Tr0ub4dor@mail");

    let help = super::program::run(&mut command);

    assert_eq!(help.code, Some(0));
    assert!(!help.out.contains("Tr0ub4dor"), "{}", help.out);
}

#[test]
fn statistics_on_a_file_of_ones_own_are_told_and_what_is_wrong_is_status_2() {
    let known = told(&["stats", "precision", "--sd", "0.8", "--raters", "8"]);
    let unknown = told(&["stats", "describe", "/nowhere.csv", "--items", "a"]);

    assert_eq!(known.code, Some(0));
    assert!(known.out.contains("known to within 0.55 points"), "{}", known.out);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.out.is_empty(), "{}", unknown.out);
}

#[test]
fn a_command_that_does_not_exist_is_refused_with_the_way_to_help() {
    let refused = told(&["srve"]);

    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("serve") && refused.err.contains("--help"), "{}", refused.err);
}
