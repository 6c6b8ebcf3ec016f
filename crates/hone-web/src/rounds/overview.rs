use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::ids::RoundId;
use hone_core::result::{self, Whole};
use hone_gate::{Cell, Figure};
use hone_model::{Contrast, Pole, ScaleId};
use uuid::Uuid;

use super::heat::{self, LEGEND};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;
use crate::reports::figures::Written;
use crate::words::number;

/// What is told of each contrast.
const NAMES: [&str; 3] = ["Managing", "Leading", "Leading less managing"];

/// One contrast of a part.
struct Row {
    name: String,
    /// In the order of [`NAMES`].
    told: [Written; 3],
    says: &'static str,
}

/// Leaders of one or several units, or all of them.
struct Part {
    name: String,
    leaders: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "rounds/overview.html")]
struct Page {
    frame: Frame,
    base: String,
    round: String,
    maps: Vec<heat::Map>,
    parts: Vec<Part>,
}

/// What a released round says of all leaders together.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let whole = result::find_whole(&hone, &viewer, RoundId(id)).await?.ok_or(Fault::NotFound)?;
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Rounds),
        base: format!("/rounds/{}", whole.round.id),
        round: whole.round.name.clone(),
        maps: heat::maps(&whole),
        parts: parts(&whole),
    })
}

/// All leaders first, then the cells by name: their order never follows a number.
fn parts(whole: &Whole) -> Vec<Part> {
    let Some(overview) = &whole.overview else { return Vec::new() };
    let all = overview.total().map(|total| part("All leaders".to_owned(), total, whole));
    let cells = overview.cells().iter().map(|cell| {
        let is_only = overview.total().is_none();
        let name = if is_only { "All leaders".to_owned() } else { name_of(cell) };
        part(name, cell, whole)
    });
    all.into_iter().chain(cells).collect()
}

/// What the departments of a cell are called.
pub(super) fn name_of(cell: &Cell) -> String {
    let unit = |unit: &String| match unit.as_str() {
        "" => "leaders of no department".to_owned(),
        name => name.to_owned(),
    };
    let units: Vec<String> = cell.units().iter().map(unit).collect();
    match &units[..] {
        [only] => only.clone(),
        several => format!("{} together", several.join(", ")),
    }
}

fn part(name: String, cell: &Cell, whole: &Whole) -> Part {
    Part {
        name,
        leaders: number(cell.n_leaders()),
        rows: whole.model.contrasts().iter().filter_map(|contrast| row(contrast, cell)).collect(),
    }
}

fn row(contrast: &Contrast, cell: &Cell) -> Option<Row> {
    let scale = |pole| cell.scales().get(&ScaleId::new(&contrast.id, pole).to_string());
    let both = cell.contrasts().get(&contrast.id)?;
    Some(Row {
        name: contrast.name.clone(),
        told: [scale(Pole::Managing)?, scale(Pole::Leading)?, both].map(Written::of),
        says: says(both),
    })
}

fn says(both: &Figure) -> &'static str {
    match both.shown() {
        None => "Cannot tell yet: too few leaders have a number here.",
        Some(shown) if shown.high() < 0.0 => "Managing outweighs leading.",
        Some(shown) if shown.low() > 0.0 => "Leading outweighs managing.",
        Some(_) => "Leading and managing about as much, as far as we can tell.",
    }
}

impl Part {
    fn has_coded(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.told).any(Written::is_coded)
    }
}
