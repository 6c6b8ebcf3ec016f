//! Why the report says what it says: each rule, the numbers it looked at, and what would have changed
//! the sentence.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::result::Report;
use hone_core::result::profile::Profile;
use hone_core::result::reading::Reading;
use hone_core::result::whom::Whom;
use hone_model::{RuleId, Sentences};
use uuid::Uuid;

use super::accord;
use super::figures::Written;
use super::gaps::{Gap, gaps};
use super::reader::Reader;
use super::verdicts;
use super::voices;
use super::wishes;
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;

/// A rule in words.
pub(super) struct Rule {
    anchor: &'static str,
    name: String,
    says: String,
}

/// Some rules, and what came of them in this report.
pub(super) struct Part {
    pub(super) heading: String,
    pub(super) rules: Vec<Rule>,
    /// What the report says by them.
    pub(super) said: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// One contrast or scale: the numbers that a rule looked at, and what would have changed the sentence.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) numbers: Vec<Written>,
    pub(super) verdict: String,
    pub(super) is_said: bool,
}

#[derive(Template)]
#[template(path = "reports/why.html")]
struct Page {
    frame: Frame,
    reader: Reader,
    base: String,
    round: String,
    beyond: Rule,
    parts: Vec<Part>,
    untold: Rule,
    gaps: Vec<Gap>,
    version: &'static str,
}

/// The rules of a report, on its own numbers.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let (report, reader) = super::find_numbers(&hone, &viewer, id).await?;
    let reading = Reading::of(&report);
    let whom = &reader.whom;
    frame::html(&Page {
        frame: reader.frame(),
        base: format!("/reports/{}", report.leader.id),
        round: report.round.name.clone(),
        beyond: rule(RuleId::BeyondNoise, whom),
        parts: parts(&reading, &report, whom),
        untold: rule(RuleId::Untold, whom),
        gaps: gaps(&reading, &report, whom),
        version: Sentences::builtin().version(),
        reader,
    })
}

pub(super) fn rule(id: RuleId, whom: &Whom) -> Rule {
    let rules = Sentences::builtin();
    let (name, says) = (whom.said(rules.name(id)), whom.said(&rules.says(id)));
    Rule { anchor: id.as_str(), name, says }
}

pub(super) fn columns<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(ToOwned::to_owned).into()
}

fn parts(reading: &Reading, report: &Report, whom: &Whom) -> Vec<Part> {
    let views = &reading.views;
    let rule = |id| rule(id, whom);
    let mut parts = vec![
        Part {
            heading: "To keep".to_owned(),
            rules: vec![rule(RuleId::Keep)],
            said: verdicts::kept(reading, whom),
            columns: columns(["Leading"]),
            rows: views.iter().map(|view| verdicts::keep(reading, view)).collect(),
        },
        Part {
            heading: "To hone".to_owned(),
            rules: [RuleId::Outweighed, RuleId::Low, RuleId::Seldom].map(rule).into(),
            said: verdicts::honed(reading, whom),
            columns: columns(["Leading less managing", "Leading"]),
            rows: views.iter().map(|view| verdicts::hone(reading, view, &report.release)).collect(),
        },
    ];
    if voices::has_own(&report.release) {
        let ids = [RuleId::BlindSpot, RuleId::HiddenStrength, RuleId::Alike, RuleId::Question];
        parts.push(Part {
            heading: format!("{} and they", whom.you_first()),
            rules: ids.map(rule).into(),
            said: verdicts::questions_apart(reading, report),
            columns: columns([whom.you_first(), "Colleagues"]),
            rows: views.iter().flat_map(|view| verdicts::apart(reading, view, whom)).collect(),
        });
    }
    parts.push(Part {
        heading: "Whether they agree".to_owned(),
        rules: vec![rule(RuleId::Agreement)],
        said: String::new(),
        columns: Vec::new(),
        rows: views.iter().flat_map(|view| accord::rows(view, &report.release)).collect(),
    });
    parts.extend(wishes::part(reading, report, whom));
    if let Some(profile) = Profile::of(reading, &report.release) {
        parts.push(Part {
            heading: format!("{} own average", whom.your_first()),
            rules: vec![rule(RuleId::OwnAverage)],
            said: String::new(),
            columns: columns(["Colleagues"]),
            rows: views.iter().flat_map(|view| verdicts::shape(&profile, view, whom)).collect(),
        });
    }
    parts
}

impl Part {
    fn has_coded(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.numbers).any(Written::is_coded)
    }
}
