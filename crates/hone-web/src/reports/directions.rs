//! The report of a round that closed soon after another one: directions in the place of numbers.

use std::fmt;

use askama::Template;
use hone_core::account::Viewer;
use hone_core::result::Report;
use hone_core::result::whom::Whom;
use hone_gate::{Directions, Trend, TrendLine};
use hone_model::{Contrast, Item, Pole, ScaleId};

use super::reader::Reader;
use super::remarks::Remarks;
use super::voices;
use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::words::date as day_text;

/// A direction as it stands on a page: a mark and a word, or nothing where nobody answered.
#[derive(Template)]
#[template(path = "reports/trend.html")]
struct Mark {
    trend: Option<Trend>,
}

/// A line of a table: what it is about, and a direction for each voice.
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// A rendered [`Mark`].
struct Cell(String);

/// The lines of one contrast.
struct Part {
    name: String,
    scales: Vec<Row>,
    questions: Vec<Row>,
}

#[derive(Template)]
#[template(path = "reports/directions.html")]
struct Page {
    frame: Frame,
    reader: Reader,
    guidance: Option<Guidance>,
    base: String,
    round: String,
    released: String,
    heading: String,
    against: Option<String>,
    speakers: Vec<String>,
    parts: Vec<Part>,
    remarks: Option<Remarks>,
}

/// The page of directions.
pub(super) fn page(
    viewer: &Viewer,
    report: &Report<Directions>,
    reader: Reader,
    guidance: Option<Guidance>,
) -> Result<impl Template, Fault> {
    let directions = &report.release;
    let released = report.round.released_at.unwrap_or(report.round.releases_at);
    let contrasts = report.model.contrasts().iter();
    Ok(Page {
        frame: reader.frame(),
        base: format!("/reports/{}", report.leader.id),
        round: report.round.name.clone(),
        released: released.day_text(&viewer.zone()),
        heading: heading(report),
        against: directions.against().map(day_text),
        speakers: speakers(directions, &reader.whom),
        parts: contrasts.map(|contrast| part(report, contrast)).collect::<Result<_, _>>()?,
        remarks: reader.has_comments().then(|| Remarks::of(directions.comments(), &report.model)),
        reader,
        guidance,
    })
}

/// Where colleagues see more or less leading than before.
fn heading(report: &Report<Directions>) -> String {
    let directions = &report.release;
    let leading = |contrast: &Contrast| {
        let id = ScaleId::new(&contrast.id, Pole::Leading).to_string();
        directions.scales().get(&id).map_or(Trend::Untold, TrendLine::overall)
    };
    let named = |trend: Trend| -> Vec<&str> {
        let contrasts = report.model.contrasts().iter();
        contrasts.filter(|c| leading(c) == trend).map(|c| c.short.as_str()).collect()
    };
    let (higher, lower) = (named(Trend::Higher), named(Trend::Lower));
    let Some(since) = directions.against().map(day_text) else {
        return "It cannot be told yet what has changed.".to_owned();
    };
    let more = |what: &str, names: &[&str]| {
        format!("{what} leading in {}", voices::list(names.iter().map(|name| name.to_lowercase())))
    };
    match (higher.as_slice(), lower.as_slice()) {
        ([], []) if !named(Trend::Same).is_empty() => {
            format!("Colleagues see about as much leading as on {since}.")
        }
        ([], []) if is_told_of_a_group(directions) => {
            format!("What has changed since {since} can be told group by group, and not for all.")
        }
        ([], []) => format!("It cannot be told yet what has changed since {since}."),
        (higher, []) => format!("Since {since}, colleagues see {}.", more("more", higher)),
        ([], lower) => format!("Since {since}, colleagues see {}.", more("less", lower)),
        (higher, lower) => format!(
            "Since {since}, colleagues see {} and {}.",
            more("more", higher),
            more("less", lower)
        ),
    }
}

/// Whether any group has a direction of its own: those of all may be of other people than before.
fn is_told_of_a_group(directions: &Directions) -> bool {
    let groups = directions.scales().values().flat_map(|line| line.classes().values());
    groups.into_iter().any(|trend| *trend != Trend::Untold)
}

/// The columns: all colleagues, each group, the manager and the leader.
pub(super) fn speakers(directions: &Directions, whom: &Whom) -> Vec<String> {
    let groups = directions.classes().iter();
    let mut names = vec!["All colleagues".to_owned()];
    names.extend(groups.map(|group| voices::capital(&voices::names_of(group.categories()))));
    if has(directions, TrendLine::manager) {
        names.push(voices::manager_name(whom, 1));
    }
    if has(directions, TrendLine::own) {
        names.push(voices::own_name(whom));
    }
    names
}

fn has(directions: &Directions, voice: fn(&TrendLine) -> Option<Trend>) -> bool {
    directions.items().values().any(|line| voice(line).is_some())
}

fn part(report: &Report<Directions>, contrast: &Contrast) -> Result<Part, Fault> {
    let directions = &report.release;
    let scale = |pole| directions.scales().get(&ScaleId::new(&contrast.id, pole).to_string());
    let lines = [
        ("Leading", scale(Pole::Leading)),
        ("Managing", scale(Pole::Managing)),
        ("Leading less managing", directions.contrasts().get(&contrast.id)),
    ];
    let scales = lines.into_iter().filter_map(|(name, line)| Some((name.to_owned(), line?)));
    let items = report.model.items().iter().filter(|item| item.contrast == contrast.id);
    let question = |item: &Item| voices::capital(item.others.trim_end_matches('.'));
    let questions =
        items.filter_map(|item| Some((question(item), directions.items().get(&item.id)?)));
    let rows = |lines: &mut dyn Iterator<Item = (String, &TrendLine)>| {
        lines.map(|(name, line)| row(name, line, directions)).collect::<Result<Vec<_>, _>>()
    };
    Ok(Part {
        name: contrast.name.clone(),
        scales: rows(&mut { scales })?,
        questions: rows(&mut { questions })?,
    })
}

fn row(name: String, line: &TrendLine, directions: &Directions) -> Result<Row, Fault> {
    let cell = |trend| Ok(Cell(Mark { trend }.render()?));
    let cells = trends(line, directions).into_iter().map(cell).collect::<Result<_, Fault>>()?;
    Ok(Row { name, cells })
}

/// The directions of a line, one for each of [`speakers`]; none where nobody answered.
pub(super) fn trends(line: &TrendLine, directions: &Directions) -> Vec<Option<Trend>> {
    let groups = directions.classes().iter();
    let mut trends = vec![Some(line.overall())];
    trends.extend(groups.map(|group| line.classes().get(group.id()).copied()));
    if has(directions, TrendLine::manager) {
        trends.push(line.manager());
    }
    if has(directions, TrendLine::own) {
        trends.push(line.own());
    }
    trends
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
