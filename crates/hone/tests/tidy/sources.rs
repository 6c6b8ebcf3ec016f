//! Rules on single files.

use crate::source::{Source, every};

/// A rule finds the lines of a file that break it, by number; 0 is the whole file.
type Rule = fn(&Source) -> Vec<usize>;

fn holds_everywhere(rule: Rule) {
    let breaches: Vec<String> = every()
        .iter()
        .flat_map(|source| rule(source).into_iter().map(|line| format!("{}:{line}", source.path)))
        .collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

/// Where a line has one of some texts.
fn with_any(source: &Source, texts: &[&str]) -> Vec<usize> {
    let lines = source.lines().filter(|(_, line)| texts.iter().any(|text| line.contains(text)));
    lines.map(|(number, _)| number).collect()
}

/// A file that holds what others must not, because it says what is forbidden.
fn is_this(source: &Source) -> bool {
    source.path.starts_with("crates/hone/tests/tidy/")
}

fn queries_elsewhere(source: &Source) -> Vec<usize> {
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let is_home = name == "store.rs"
        || name == "db.rs"
        || ["/store/", "/db/", "/testing/"].iter().any(|part| source.path.contains(part));
    if source.kind() != "rs" || is_home || is_this(source) {
        return vec![];
    }
    with_any(source, &["sqlx::query", "sqlx::raw_sql"])
}

fn routes_elsewhere(source: &Source) -> Vec<usize> {
    let is_page = source.path.starts_with("crates/hone-web/src/")
        || source.path.starts_with("crates/hone/src/");
    if !is_page || source.kind() != "rs" || source.path.ends_with("src/routes.rs") {
        return vec![];
    }
    with_any(source, &[".route(", ".nest(", ".route_service(", ".nest_service("])
}

/// What a result is made of; the numbers themselves come from hone-stats.
const PRODUCT: [&str; 5] = ["hone-model", "hone-gate", "hone-core", "hone-web", "hone"];

fn statistics_elsewhere(source: &Source) -> Vec<usize> {
    let is_product =
        PRODUCT.iter().any(|name| source.path.starts_with(&format!("crates/{name}/src/")));
    if !is_product || source.kind() != "rs" {
        return vec![];
    }
    with_any(source, &[".sqrt()", ".ln()", ".exp()", ".powf(", ".powi(", "1.96"])
}

/// hone.css is one file on purpose: tokens and parts are read side by side, and it is sent as one.
const LONG: &[&str] = &["crates/hone-web/static/hone.css"];

fn too_long(source: &Source) -> Vec<usize> {
    let is_read = matches!(source.kind(), "rs" | "html" | "css" | "js" | "mjs" | "py" | "sh");
    let is_long = source.text.lines().count() > 600;
    if is_read && is_long && !LONG.contains(&source.path.as_str()) { vec![0] } else { vec![] }
}

fn machine_paths(source: &Source) -> Vec<usize> {
    if is_this(source) {
        return vec![];
    }
    with_any(source, &["/home/", concat!("/ro", "ot/")])
}

fn is_page(source: &Source) -> bool {
    source.path.starts_with("crates/hone-web/src/") && source.kind() == "html"
}

fn inline_styles_and_scripts(source: &Source) -> Vec<usize> {
    if !is_page(source) {
        return vec![];
    }
    let inline =
        [" style=", "<style", "<script>", " onclick=", " onsubmit=", " onchange=", "javascript:"];
    with_any(source, &inline)
}

fn third_parties(source: &Source) -> Vec<usize> {
    let loads = [
        "src=\"http",
        "src=\"//",
        "srcset=\"http",
        "url(http",
        "url(\"http",
        "@import",
        "import(\"http",
        "from \"http",
    ];
    let is_sent = is_page(source)
        || source.path.ends_with("/texts/letter.html")
        || source.path.starts_with("crates/hone-web/static/");
    if !is_sent {
        return vec![];
    }
    let mut found = with_any(source, &loads);
    let links = source.lines().filter(|(_, line)| line.contains("<link") && line.contains("://"));
    found.extend(links.map(|(number, _)| number));
    found
}

fn tests_that_do_not_run(source: &Source) -> Vec<usize> {
    if is_this(source) {
        return vec![];
    }
    match source.kind() {
        "rs" => with_any(source, &["#[ignore", "todo!(", "unimplemented!("]),
        "js" | "mjs" | "ts" => {
            with_any(source, &["test.skip", "test.only", "it.skip", "it.only", "describe.only"])
        }
        _ => vec![],
    }
}

#[test]
fn the_numbers_of_the_product_come_from_the_statistics_crate() {
    holds_everywhere(statistics_elsewhere);
}

#[test]
fn queries_stand_in_stores() {
    holds_everywhere(queries_elsewhere);
}

#[test]
fn routes_are_declared_with_a_rule_of_who_may_use_them() {
    holds_everywhere(routes_elsewhere);
}

#[test]
fn no_file_is_longer_than_600_lines() {
    holds_everywhere(too_long);
}

#[test]
fn no_path_of_somebodys_machine_stands_anywhere() {
    holds_everywhere(machine_paths);
}

#[test]
fn pages_have_neither_inline_styles_nor_inline_scripts() {
    holds_everywhere(inline_styles_and_scripts);
}

#[test]
fn pages_and_mails_load_nothing_from_elsewhere() {
    holds_everywhere(third_parties);
}

#[test]
fn every_test_runs_and_nothing_is_left_to_do() {
    holds_everywhere(tests_that_do_not_run);
}

#[test]
fn each_rule_finds_what_it_forbids() {
    let broken: [(Rule, &str, &str); 8] = [
        (queries_elsewhere, "crates/hone-core/src/round/mod.rs", "a\nsqlx::query(SQL)"),
        (routes_elsewhere, "crates/hone-web/src/round/mod.rs", "a\nrouter.route(\"/\", get(x))"),
        (machine_paths, "docs/guide/install.md", "a\ncd /home/ines/hone"),
        (inline_styles_and_scripts, "crates/hone-web/src/a/b.html", "a\n<p style=\"color:red\">"),
        (
            third_parties,
            "crates/hone-web/src/a/b.html",
            "a\n<link href=\"https://cdn.test/a.css\">",
        ),
        (
            third_parties,
            "crates/hone-web/static/a.js",
            "a\nimport x from \"https://cdn.test/a.js\"",
        ),
        (tests_that_do_not_run, "crates/hone-core/src/round/tests.rs", "a\n#[ignore]"),
        (tests_that_do_not_run, "e2e/walk.mjs", "a\ntest.only('x')"),
    ];
    for (rule, path, text) in broken {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(rule(&source), [2], "{path}: {text}");
    }
    let long = Source { path: "crates/a/src/lib.rs".to_owned(), text: "\n".repeat(601) };
    assert_eq!(too_long(&long), [0]);
}
