//! Whether logs tell of raters.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::IpAddr;
use std::path::Path;

use super::search::{Kind, Net, Trace, files, is_packed};
use super::{Check, Finding, Sight, people, store, unreadable};
use crate::Result;

/// Where raters' browsers ask, and those of members who write without a name.
const RATERS: [&str; 3] = ["/ballots", "/letters", "/rate"];

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut people = sight.databases.people.read().await?;
    let mut ballots = sight.databases.ballots.read().await?;
    let mut keys = sight.databases.keys.read().await?;
    let mut traces = people::traces(&mut people).await?;
    traces.extend(people::sheets(&mut ballots).await?);
    let secrets = store::list_keys(&mut keys).await?.into_iter();
    traces.extend(secrets.map(|(_, value)| Trace { kind: Kind::Key, value }));
    let net = Net::new(&traces)?;
    let mut findings = Vec::new();
    for file in files(&sight.holdings.logs)? {
        findings.extend(look_at(&file, &net)?);
    }
    Ok(Check {
        name: "Logs",
        promise: "Logs hold no request of a rater, and name neither a person nor a sheet nor a key.",
        findings,
    })
}

fn look_at(file: &Path, net: &Net) -> Result<Vec<Finding>> {
    let place = file.display();
    if is_packed(file)? {
        let says = format!("{place} is compressed and could not be searched.");
        return Ok(vec![Finding::breach(says, "Unpack it and name what comes out.")]);
    }
    let mut findings = Vec::new();
    match requests(file)? {
        Some(true) => findings.push(Finding::breach(
            format!("{place} holds requests of raters, with the addresses they came from."),
            "Whoever has it can tell who answered and when. Turn the log off for /rate, /ballots \
             and /letters in the proxy, and delete what is there.",
        )),
        Some(false) => findings.push(Finding::breach(
            format!("{place} holds requests of raters."),
            "Whoever has it can tell when somebody answered. Turn the log off for /rate, /ballots \
             and /letters in the proxy, and delete what is there.",
        )),
        None => {}
    }
    for kind in net.kinds(&net.in_file(file)?) {
        findings.push(Finding::breach(
            format!("{} stands in {place}.", kind.text()),
            "Find out what logs it, turn that off, and delete what is there.",
        ));
    }
    Ok(findings)
}

/// Whether a file has requests of raters, and whether one of them has an address with it.
fn requests(file: &Path) -> Result<Option<bool>> {
    let unreadable = |error: std::io::Error| unreadable(file, &error);
    let mut lines = BufReader::new(File::open(file).map_err(unreadable)?);
    let mut found = None;
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).map_err(unreadable)? > 0 {
        let text = String::from_utf8_lossy(&line);
        if is_of_rater(&text) {
            found = Some(found == Some(true) || has_address(&text));
        }
        line.clear();
    }
    Ok(found)
}

/// Whether a line names an address where raters' browsers ask.
fn is_of_rater(line: &str) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == '.'));
    RATERS.iter().any(|path| {
        line.match_indices(path).any(|(at, _)| is_end(line[at + path.len()..].chars().next()))
    })
}

/// Whether a line names the address of a machine, other than the one it was written on.
fn has_address(line: &str) -> bool {
    let words = line.split(|c: char| !(c.is_ascii_hexdigit() || c == '.' || c == ':'));
    let addresses = words.filter_map(|word| word.trim_matches(['.', ':']).parse::<IpAddr>().ok());
    addresses.into_iter().any(|address| !address.is_loopback())
}

#[test]
fn lines_of_raters_are_told_from_others() {
    for line in [
        "GET /rate HTTP/1.1",
        "POST /rate/opening",
        "POST /letters/reading",
        "\"/ballots\"",
        "/ballots?x=1",
        "/rate",
    ] {
        assert!(is_of_rater(line), "{line}");
    }
    for line in ["GET /rates", "POST /sign-in", "ballots.sqlite", "/rate.js", "/rating"] {
        assert!(!is_of_rater(line), "{line}");
    }
    assert!(has_address("203.0.113.77 - - \"POST /ballots\""));
    assert!(has_address("from [2001:db8::17]: /rate"));
    assert!(!has_address("127.0.0.1 at 12:30:05: /rate 200 1.23"));
}
