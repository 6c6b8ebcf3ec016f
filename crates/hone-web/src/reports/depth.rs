use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_chart::{BladeRow, Blades, blades};
use hone_core::Hone;
use hone_core::result::Report;
use hone_core::result::apart::{Apart, Side, aparts, heading};
use hone_core::result::profile::{Place, Profile};
use hone_core::result::reading::{Reading, Standing, View};
use hone_core::result::whom::Whom;
use hone_core::result::wished::Wanted;
use hone_gate::Line;
use hone_model::{Contrast, Pole};
use uuid::Uuid;

use super::accord;
use super::figures::{self, Written};
use super::gaps::reason;
use super::insights::Insights;
use super::practised;
use super::questions::Questions;
use super::reader::Reader;
use super::remarks::Remarks;
use super::verdicts;
use super::voices::{self, Speaker, speakers};
use super::wishes::Wishes;
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;

/// A link to a page of the same report.
struct Link {
    href: String,
    name: String,
    is_here: bool,
}

/// What stands under the heading.
enum Lead {
    /// The own numbers, and how far colleagues are from them.
    Apart { own: String, parts: Vec<Part>, close: &'static str },
    /// The leader did not answer.
    NoOwn,
    /// Colleagues cannot be told.
    Untold(String),
}

/// How far colleagues are from the own view of one pole.
struct Part {
    pole: Pole,
    side: Side,
    by: Written,
}

/// One pole by group.
struct Panel {
    name: &'static str,
    means: String,
    svg: String,
}

/// A voice in the table of the panels.
struct Row {
    name: String,
    n: usize,
    managing: Written,
    leading: Written,
}

#[derive(Template)]
#[template(path = "reports/depth.html")]
pub(super) struct Page {
    frame: Frame,
    reader: Reader,
    base: String,
    round: String,
    name: String,
    pages: Vec<Link>,
    heading: String,
    n: String,
    lead: Lead,
    panels: Vec<Panel>,
    rows: Vec<Row>,
    speakers: Vec<String>,
    has_own: bool,
    insights: Insights,
    /// Where leading and managing stand to the own average; empty where that cannot be told.
    shape: String,
    /// Whether colleagues say the same; empty where there is no word.
    accord: String,
    /// What colleagues wish for; none where they were not asked.
    wishes: Option<Wishes>,
    /// What would tell leading and managing apart; empty where they are, or have no numbers.
    more: String,
    questions: Questions,
    k: String,
    remarks: Option<Remarks>,
    /// What was done since the round before; never on paper.
    practised: Option<practised::Section>,
}

/// One contrast of a report: group by group, question by question, and in their words.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, contrast)): At<(Uuid, String)>,
) -> Result<Response, Fault> {
    let (report, reader) = super::find_numbers(&hone, &viewer, id).await?;
    let contrast = report.model.contrast(&contrast).ok_or(Fault::NotFound)?;
    let practised = practised::find(&hone, &viewer, &report, Some(&contrast.id)).await?;
    let page = page(&report, contrast, reader).ok_or(Fault::NotFound)?;
    frame::html(&Page { practised, ..page })
}

/// The page of a contrast, if the release has it.
pub(super) fn page(report: &Report, contrast: &Contrast, reader: Reader) -> Option<Page> {
    let view = View::of(contrast, &report.release)?;
    let reading = Reading::of(report);
    let whom = &reader.whom;
    let (aparts, speakers) = (aparts(&view), speakers(&report.release, whom));
    let base = format!("/reports/{}", report.leader.id);
    Some(Page {
        frame: reader.frame(),
        pages: links(report, &contrast.id, &base),
        round: report.round.name.clone(),
        name: contrast.name.clone(),
        heading: heading(&view, &aparts, reading.rules(), whom),
        n: voices::capital(&voices::count(report.release.n_raters())),
        lead: lead(&view, &aparts, report, whom),
        panels: vec![
            panel("Leading", &contrast.leading_means, view.leading, &speakers),
            panel("Managing", &contrast.managing_means, view.managing, &speakers),
        ],
        rows: speakers.iter().map(|speaker| row(speaker, &view)).collect(),
        speakers: speakers.iter().map(|speaker| speaker.name.clone()).collect(),
        has_own: voices::has_own(&report.release),
        insights: Insights::of(&reading, &view, &aparts, report, whom),
        shape: shape(&reading, &view, report, whom),
        accord: accord::of(&view, &report.release),
        wishes: Wishes::of(report, &reading, &view, &speakers),
        more: verdicts::more(&view, &report.release),
        questions: Questions::of(report, &contrast.id, &speakers, whom),
        k: voices::count(report.release.stamp().k.get()),
        remarks: reader.has_comments().then(|| Remarks::of_release(&report.release, &report.model)),
        practised: None,
        reader,
        base,
    })
}

fn links(report: &Report, here: &str, base: &str) -> Vec<Link> {
    let contrasts = report.model.contrasts().iter();
    contrasts
        .map(|contrast| Link {
            href: format!("{base}/{}", contrast.id),
            name: contrast.short.clone(),
            is_here: contrast.id == here,
        })
        .collect()
}

fn lead(view: &View, aparts: &[Apart], report: &Report, whom: &Whom) -> Lead {
    if view.standing() == Standing::Untold && aparts.is_empty() {
        return Lead::Untold(reason(view, report, whom));
    }
    if aparts.is_empty() {
        return Lead::NoOwn;
    }
    let own =
        aparts.iter().map(|apart| format!("{} at {}", apart.pole, hone_chart::number(apart.own)));
    let parts = aparts.iter().map(|apart| Part {
        pole: apart.pole,
        side: apart.side,
        by: Written::distance(&apart.difference),
    });
    Lead::Apart { own: voices::list(own), parts: parts.collect(), close: close(aparts) }
}

/// Where leading and managing stand to the average of all scales.
fn shape(reading: &Reading, view: &View, report: &Report, whom: &Whom) -> String {
    let Some(profile) = Profile::of(reading, &report.release) else { return String::new() };
    let average = format!("{} own average", whom.your());
    let said = |pole| {
        let place = match profile.place(view, pole)? {
            Place::Above => format!("above {average} over all contrasts"),
            Place::Below => format!("below {average} over all contrasts"),
            Place::About => format!("about at {average}, as far as can be told"),
        };
        Some(format!("{} is {place}.", voices::capital(pole.as_str())))
    };
    let said = [Pole::Leading, Pole::Managing].into_iter().filter_map(said);
    said.collect::<Vec<_>>().join(" ")
}

fn close(aparts: &[Apart]) -> &'static str {
    match aparts.iter().filter(|apart| apart.side != Side::Same).count() {
        0 => "No difference here is beyond the noise.",
        1 => "The difference is beyond the noise, so it is worth a talk.",
        _ => "Both are beyond the noise, so it is worth a talk.",
    }
}

fn panel(name: &'static str, means: &str, line: &Line, speakers: &[Speaker]) -> Panel {
    let row = |speaker: &Speaker| {
        Some(BladeRow {
            voice: speaker.voice,
            name: speaker.name.clone(),
            figure: figures::drawn(speaker.figure(line)?),
        })
    };
    let svg = blades(&Blades {
        id_prefix: name.to_lowercase(),
        title: format!("{name} by group"),
        description: String::new(),
        rows: speakers.iter().filter_map(row).collect(),
    });
    Panel { name, means: means.to_owned(), svg }
}

fn row(speaker: &Speaker, view: &View) -> Row {
    let written = |line| speaker.figure(line).map_or(Written::Nothing, Written::of);
    Row {
        name: speaker.name.clone(),
        n: speaker.n,
        managing: written(view.managing),
        leading: written(view.leading),
    }
}

impl Page {
    fn has_coded(&self) -> bool {
        self.rows.iter().any(|row| row.managing.is_coded() || row.leading.is_coded())
    }
}
