//! The report of a round that closed soon after another one: directions in the place of numbers.

use std::fmt;

use askama::Template;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::result::Report;
use hone_gate::{Directions, Trend, TrendLine};
use hone_model::{Contrast, Item, Pole, ScaleId};
use jiff::civil::Date;

use super::reader::Reader;
use super::remarks::Remarks;
use super::voices;
use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::{self, Frame};

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
pub(super) fn show(
    viewer: &Viewer,
    report: &Report<Directions>,
    reader: Reader,
    guidance: Option<Guidance>,
) -> Result<Response, Fault> {
    let directions = &report.release;
    let released = report.round.released_at.unwrap_or(report.round.releases_at);
    let contrasts = report.model.contrasts().iter();
    frame::html(&Page {
        frame: reader.frame(),
        base: format!("/reports/{}", report.leader.id),
        round: report.round.name.clone(),
        released: released.day_text(&viewer.zone()),
        heading: heading(report),
        against: directions.against().map(day_text),
        speakers: speakers(directions),
        parts: contrasts.map(|contrast| part(report, contrast)).collect::<Result<_, _>>()?,
        remarks: reader.has_comments().then(|| Remarks::of(directions.comments(), &report.model)),
        reader,
        guidance,
    })
}

fn day_text(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
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
        ([], []) if named(Trend::Same).is_empty() => {
            format!("It cannot be told yet what has changed since {since}.")
        }
        ([], []) => format!("Colleagues see about as much leading as on {since}."),
        (higher, []) => format!("Since {since}, colleagues see {}.", more("more", higher)),
        ([], lower) => format!("Since {since}, colleagues see {}.", more("less", lower)),
        (higher, lower) => format!(
            "Since {since}, colleagues see {} and {}.",
            more("more", higher),
            more("less", lower)
        ),
    }
}

/// The columns: all colleagues, each group, the manager and the leader.
fn speakers(directions: &Directions) -> Vec<String> {
    let groups = directions.classes().iter();
    let mut names = vec!["All colleagues".to_owned()];
    names.extend(groups.map(|group| voices::capital(&voices::names_of(group.categories()))));
    if has(directions, TrendLine::manager) {
        names.push("Your manager".to_owned());
    }
    if has(directions, TrendLine::own) {
        names.push("You".to_owned());
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
    let groups = directions.classes().iter();
    let mut trends = vec![Some(line.overall())];
    trends.extend(groups.map(|group| line.classes().get(group.id()).copied()));
    if has(directions, TrendLine::manager) {
        trends.push(line.manager());
    }
    if has(directions, TrendLine::own) {
        trends.push(line.own());
    }
    let cell = |trend| Ok(Cell(Mark { trend }.render()?));
    Ok(Row { name, cells: trends.into_iter().map(cell).collect::<Result<_, Fault>>()? })
}

impl fmt::Display for Cell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
