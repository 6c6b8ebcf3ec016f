use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_chart::{Emphasis, Plane, Star, plane};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Taken;
use hone_core::ids::LeaderId;
use hone_core::result::apart::{self, Side, aparts};
use hone_core::result::reading::{self, Reading, Reason, Standing, View};
use hone_core::result::{self, Found, Report};
use hone_gate::{Figure, Release, Shown};
use hone_model::Pole;
use uuid::Uuid;

use super::directions;
use super::figures::{self, Written};
use super::gaps::{Gap, gaps};
use super::reader::{self, Reader};
use super::since::Since;
use super::sure::Sure;
use super::voices;
use super::wishes;
use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;

/// The contrast to keep.
struct Keep {
    name: String,
    leading: Written,
    is_highest: bool,
    is_high_everywhere: bool,
    apart: Vec<Distance>,
    is_alike: bool,
}

/// How far colleagues are from the own view of one pole.
pub(super) struct Distance {
    pub(super) pole: Pole,
    pub(super) is_higher: bool,
    pub(super) by: Written,
}

/// The contrast to hone.
struct Act {
    name: String,
    href: String,
    managing: Written,
    leading: Written,
    own: Own,
    size: Size,
    groups: Groups,
    wish: Option<wishes::Reason>,
}

/// How the own numbers stand to those of colleagues.
enum Own {
    None,
    OtherWayRound { managing: String, leading: String },
    Alike { managing: String, leading: String },
    Other { managing: String, leading: String },
}

/// How large the finding is.
enum Size {
    Only(Written),
    Widest(Written, String),
    Lowest,
}

/// In which groups the finding holds on its own.
enum Groups {
    OneClass,
    Every,
    Some(String),
    None,
}

/// A contrast in the list that leads on.
struct Depth {
    href: String,
    name: String,
    standing: Standing,
    by: Written,
}

/// A contrast in the table of numbers.
struct Row {
    name: String,
    /// Managing, leading, and leading less managing.
    told: [Written; 3],
    own: [Written; 2],
    /// What colleagues wish, if they were asked.
    wished: Written,
}

#[derive(Template)]
#[template(path = "reports/first.html")]
struct Page {
    frame: Frame,
    reader: Reader,
    guidance: Option<Guidance>,
    base: String,
    round: String,
    released: String,
    heading: String,
    since: Option<String>,
    plane: String,
    n: usize,
    has_own: bool,
    keep: Option<Keep>,
    act: Option<Act>,
    gaps: Vec<Gap>,
    sure: Sure,
    depths: Vec<Depth>,
    rows: Vec<Row>,
    has_wishes: bool,
}

/// The first page of a report.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let (found, reader) = reader::find(&hone, &viewer, id, Taken::OnPage).await?;
    let guidance = reader.guidance(&hone, &viewer, LeaderId(id)).await?;
    match found {
        Found::Numbers(report) => {
            let earlier = result::list_earlier(&hone, &viewer, &report).await?;
            frame::html(&page(&viewer, &report, &earlier, reader, guidance))
        }
        Found::Directions(report) => {
            frame::html(&directions::page(&viewer, &report, reader, guidance)?)
        }
    }
}

/// The page of a report with numbers.
pub(super) fn page(
    viewer: &Viewer,
    report: &Report,
    earlier: &[Report],
    reader: Reader,
    guidance: Option<Guidance>,
) -> impl Template {
    let reading = Reading::of(report);
    let base = format!("/reports/{}", report.leader.id);
    Page {
        frame: reader.frame(),
        guidance,
        round: report.round.name.clone(),
        released: super::released_on(viewer, report),
        heading: reading.headline(&reader.whom),
        since: earlier
            .last()
            .map(|then| Since::of(then, report).headline(&super::released_on(viewer, then))),
        plane: picture(&reading),
        n: report.release.n_raters(),
        has_own: voices::has_own(&report.release),
        keep: reading.keep.map(|view| keep(&reading, &view, &report.release)),
        act: reading.hone.map(|(view, why)| act(&reading, &view, why, report, &base)),
        gaps: gaps(&reading, report, &reader.whom),
        sure: Sure::of(&report.release, &report.model, &reader.whom),
        depths: reading.views.iter().map(|view| depth(view, &base)).collect(),
        has_wishes: !report.release.wishes().is_empty(),
        rows: reading.views.iter().map(|view| row(report, view)).collect(),
        reader,
        base,
    }
}

fn picture(reading: &Reading) -> String {
    let emphasis = |view: &View| match (&reading.hone, &reading.keep) {
        (Some((hone, _)), _) if hone.is(view) => Emphasis::Hone,
        (_, Some(keep)) if keep.is(view) => Emphasis::Keep,
        _ => Emphasis::None,
    };
    let star = |view: &View| {
        view.both.overall().shown()?;
        Some(Star {
            label: view.contrast.short.clone(),
            managing: figures::span(view.managing.overall().shown()?),
            leading: figures::span(view.leading.overall().shown()?),
            own: view.own(),
            emphasis: emphasis(view),
        })
    };
    plane(&Plane {
        id_prefix: "plane".to_owned(),
        title: "Managing and leading, contrast by contrast".to_owned(),
        description: String::new(),
        stars: reading.views.iter().filter_map(star).collect(),
    })
}

fn keep(reading: &Reading, view: &View, release: &Release) -> Keep {
    let apart = aparts(view);
    let classes = release.classes();
    let rules = reading.rules();
    let is_high =
        |id: &str| view.leading.class(id).is_some_and(|leading| reading::is_high(leading, rules));
    Keep {
        name: view.contrast.name.clone(),
        leading: Written::of(view.leading.overall()),
        is_highest: reading.is_highest(view),
        is_high_everywhere: classes.len() > 1 && classes.iter().all(|class| is_high(class.id())),
        is_alike: apart::is_alike(&apart),
        apart: distances(&apart),
    }
}

/// The differences that are beyond the noise.
pub(super) fn distances(aparts: &[apart::Apart]) -> Vec<Distance> {
    let beyond = aparts.iter().filter(|apart| apart.side != Side::Same);
    beyond
        .map(|apart| Distance {
            pole: apart.pole,
            is_higher: apart.side == Side::Higher,
            by: Written::distance(&apart.difference),
        })
        .collect()
}

fn act(reading: &Reading, view: &View, why: Reason, report: &Report, base: &str) -> Act {
    Act {
        name: view.contrast.name.clone(),
        href: format!("{base}/{}", view.contrast.id),
        managing: Written::of(view.managing.overall()),
        leading: Written::of(view.leading.overall()),
        own: own(view, why),
        size: size(reading, view, why),
        groups: groups(reading, view, why, &report.release),
        wish: wishes::reason(report, reading, view),
    }
}

fn own(view: &View, why: Reason) -> Own {
    let Some((managing, leading)) = view.own() else { return Own::None };
    let is_turned = why == Reason::Outweighs && managing < leading;
    let [managing, leading] = [managing, leading].map(hone_chart::number);
    match apart::is_alike(&aparts(view)) {
        _ if is_turned => Own::OtherWayRound { managing, leading },
        true => Own::Alike { managing, leading },
        false => Own::Other { managing, leading },
    }
}

fn size(reading: &Reading, view: &View, why: Reason) -> Size {
    match (why, view.both.overall().shown()) {
        (Reason::Outweighs, Some(both)) if reading.n_outweighed() > 1 => {
            Size::Widest(Written::size(both), voices::count(reading.n_outweighed()))
        }
        (Reason::Outweighs, Some(both)) => Size::Only(Written::size(both)),
        _ => Size::Lowest,
    }
}

/// The groups in which managing outweighs leading, or leading is low, beyond their own noise.
fn groups(reading: &Reading, view: &View, why: Reason, release: &Release) -> Groups {
    let is_low = |leading: &Figure| reading::is_low(leading, reading.rules());
    let holds = |id: &str| match why {
        Reason::Outweighs => {
            view.both.class(id).is_some_and(|both| reading::standing(both) == Standing::Manages)
        }
        Reason::LowLeading => view.leading.class(id).is_some_and(is_low),
    };
    if release.classes().len() < 2 {
        return Groups::OneClass;
    }
    let holding = voices::classes(release).into_iter().filter(|class| holds(class.id()));
    let names: Vec<String> = holding.map(voices::together).collect();
    match names.len() {
        0 => Groups::None,
        n if n == release.classes().len() => Groups::Every,
        _ => Groups::Some(voices::list(names)),
    }
}

fn depth(view: &View, base: &str) -> Depth {
    Depth {
        href: format!("{base}/{}", view.contrast.id),
        name: view.contrast.name.clone(),
        standing: view.standing(),
        by: view
            .both
            .overall()
            .shown()
            .map_or(Written::Nothing, |both: &Shown| Written::size(both)),
    }
}

fn row(report: &Report, view: &View) -> Row {
    let own = |figure: Option<&Figure>| figure.map_or(Written::Nothing, Written::of);
    Row {
        name: view.contrast.name.clone(),
        told: [view.managing, view.leading, view.both].map(|line| Written::of(line.overall())),
        own: [own(view.managing.own()), own(view.leading.own())],
        wished: wishes::told(report, view).unwrap_or(Written::Nothing),
    }
}

impl Page {
    fn has_coded(&self) -> bool {
        let told = |row: &Row| row.told.iter().chain([&row.wished]).any(Written::is_coded);
        self.rows.iter().any(told)
    }
}
