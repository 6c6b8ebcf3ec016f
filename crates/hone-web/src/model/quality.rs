//! What an organisation's own rounds show of the questionnaire.

use std::fmt;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::result::{self, Shown};
use hone_gate::{Coefficient, LEADERS_NEEDED, RATERS_NEEDED, ScaleQuality};
use hone_model::{Item, Pole, ScaleId};
use hone_paper::{Document, Part};
use hone_stats::PLANNING_ICC;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Asked;
use crate::print::{Wanted, print};
use crate::words::date;
use crate::words::number;

/// From here on questions are said to go together (Nunnally 1978, for early stages of research).
const TOGETHER: f64 = 0.70;

/// How many raters the reliability of a mean is told for: few, and many.
const OF_RATERS: [usize; 2] = [4, 8];

struct Round {
    name: String,
    closed: String,
    version: String,
    leaders: String,
    raters: usize,
    scales: Vec<Scale>,
}

struct Scale {
    name: String,
    says: &'static str,
    /// Alpha, the reliability of one rater, and of the mean of four and of eight.
    told: [Told; 4],
    items: Vec<(String, Told)>,
}

/// A coefficient, and its range; none where it cannot be told.
struct Told(Option<(String, String)>);

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some((value, range)) => {
                write!(out, "<span class=\"num\"><b>{value}</b><i>{range}</i></span>")
            }
            None => write!(out, "<span class=\"cty\">cannot tell yet</span>"),
        }
    }
}

impl Told {
    fn of(coefficient: Option<Coefficient>) -> Self {
        Self::written(coefficient.map(|of| [of.value(), of.low(), of.high()]))
    }

    fn written(told: Option<[f64; 3]>) -> Self {
        Self(
            told.map(|[value, low, high]| {
                (format!("{value:.2}"), format!("{low:.2} to {high:.2}"))
            }),
        )
    }
}

#[derive(Template)]
#[template(path = "model/quality.html")]
struct Page {
    frame: Frame,
    name: String,
    version: String,
    evidence: String,
    rounds: Vec<Round>,
    leaders_needed: String,
    raters_needed: usize,
    planned: String,
}

/// The technical manual of the questionnaire, as far as the viewer's organisation has measured it.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    frame::html(&page(&hone, &viewer).await?)
}

/// The same as a PDF.
pub(super) async fn get_pdf(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Fault> {
    let page = page(&hone, &viewer).await?;
    let document = Document {
        title: format!("{}: what the rounds of {} show", page.name, viewer.organisation),
        foot: format!("{} · {}, version {}", viewer.organisation, page.name, page.version),
        day: hone.clock.now().date(&viewer.zone()),
        size: wanted.size(),
        site: hone.settings.public_url.clone(),
        parts: vec![Part::of(page.render()?)],
    };
    print(document, "hone-questionnaire").await
}

async fn page(hone: &Hone, viewer: &Viewer) -> Result<Page, Fault> {
    let shown = result::list_shown(hone, viewer).await?;
    let model = &hone.model.model;
    Ok(Page {
        frame: Frame::of(viewer, Section::Model),
        name: model.name().to_owned(),
        version: model.version().to_owned(),
        evidence: model.evidence().to_owned(),
        rounds: shown.iter().map(round).collect(),
        leaders_needed: number(LEADERS_NEEDED),
        raters_needed: RATERS_NEEDED,
        planned: format!("{PLANNING_ICC:.2}"),
    })
}

fn round(shown: &Shown) -> Round {
    let of_pole = |contrast: &hone_model::Contrast, pole| {
        let id = ScaleId::new(&contrast.id, pole).to_string();
        let quality = shown.quality.scales().get(&id)?;
        let pole = if pole == Pole::Leading { "leading" } else { "managing" };
        let items = shown.model.items_of(shown.model.full(), &contrast.id);
        Some(scale(format!("{}, {pole}", contrast.name), quality, items))
    };
    let scales = shown.model.contrasts().iter().flat_map(|contrast| {
        [Pole::Managing, Pole::Leading].into_iter().filter_map(move |pole| of_pole(contrast, pole))
    });
    Round {
        name: shown.round.name.clone(),
        closed: date(shown.quality.day()),
        version: shown.quality.stamp().model_version.clone(),
        leaders: number(shown.quality.n_leaders()),
        raters: shown.quality.n_raters(),
        scales: scales.collect(),
    }
}

fn scale<'a>(name: String, quality: &ScaleQuality, items: impl Iterator<Item = &'a Item>) -> Scale {
    let item = |item: &Item| {
        let told = quality.items().get(&item.id)?;
        Some((item.said_of("Ines"), Told::of(Some(*told))))
    };
    let [few, many] = OF_RATERS.map(|n| Told::written(quality.of_raters(n)));
    Scale {
        name,
        says: says(quality.alpha()),
        told: [Told::of(quality.alpha()), Told::of(quality.one_rater()), few, many],
        items: items.filter_map(item).collect(),
    }
}

fn says(alpha: Option<Coefficient>) -> &'static str {
    match alpha {
        Some(alpha) if alpha.low() >= TOGETHER => "The questions go together.",
        Some(alpha) if alpha.high() < TOGETHER => {
            "The questions do not go together well: read them one by one."
        }
        _ => "Cannot tell yet whether the questions go together.",
    }
}
