//! What colleagues wish for, beside what they see now.

use hone_chart::{BladeRow, Blades, blades_between, number};
use hone_core::result::Report;
use hone_core::result::reading::{Reading, View};
use hone_core::result::whom::Whom;
use hone_core::result::wished::{Wanted, Wished};
use hone_model::{Model, RuleId, Sentences};

use super::figures::{self, Written};
use super::voices::{self, Speaker};
use super::why;

/// Why a contrast is the one to hone, as far as that is what people wish for.
pub(super) struct Reason {
    pub(super) is_more: bool,
    pub(super) told: Written,
    pub(super) as_now: String,
}

/// What stands on the page of a contrast.
pub(super) struct Wishes {
    pub(super) wanted: Wanted,
    /// What was asked, after the leader's name.
    pub(super) asked: String,
    pub(super) now: Written,
    pub(super) wished: Written,
    pub(super) as_now: String,
    pub(super) svg: String,
    pub(super) rows: Vec<Row>,
}

/// A voice in the table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) n: usize,
    pub(super) now: Written,
    pub(super) wished: Written,
}

/// The wish about a contrast where it is beyond the noise.
pub(super) fn reason(report: &Report, reading: &Reading, view: &View) -> Option<Reason> {
    let wished = of(report, view)?;
    let is_more = match wished.wanted(reading.rules()) {
        Wanted::More => true,
        Wanted::Less => false,
        Wanted::AsNow | Wanted::Untold => return None,
    };
    let told = Written::of(wished.line.overall());
    Some(Reason { is_more, told, as_now: as_now(&report.model) })
}

/// What all colleagues wish in a contrast, for the table of numbers; none where nobody was asked.
pub(super) fn told(report: &Report, view: &View) -> Option<Written> {
    of(report, view).map(|wished| Written::of(wished.line.overall()))
}

fn of<'a>(report: &'a Report, view: &View) -> Option<Wished<'a>> {
    Wished::of(&report.model, &report.release, &view.contrast.id)
}

/// The answer that asks for no change, with its point: '3 is ‘as much as now’'.
fn as_now(model: &Model) -> String {
    let rules = Sentences::builtin().thresholds();
    let is_it = |value: u8| (f64::from(value) - rules.as_now).abs() < 0.05;
    let answer = model.wish_answers().iter().find(|answer| is_it(answer.value));
    answer.map_or(String::new(), |answer| {
        format!("{} is ‘{}’", answer.value, answer.label.to_lowercase())
    })
}

impl Wishes {
    /// What was wished in a contrast, if it was asked.
    pub(super) fn of(
        report: &Report,
        reading: &Reading,
        view: &View,
        speakers: &[Speaker],
    ) -> Option<Self> {
        let wished = of(report, view)?;
        let written =
            |speaker: &Speaker, line| speaker.figure(line).map_or(Written::Nothing, Written::of);
        let row = |speaker: &Speaker| Row {
            name: speaker.name.clone(),
            n: speaker.n,
            now: written(speaker, view.leading),
            wished: written(speaker, wished.line),
        };
        Some(Self {
            wanted: wished.wanted(reading.rules()),
            asked: wished.item.others.trim_end_matches('.').to_owned(),
            now: Written::of(view.leading.overall()),
            wished: Written::of(wished.line.overall()),
            as_now: as_now(&report.model),
            svg: panel(&report.model, &wished, speakers),
            rows: speakers.iter().map(row).collect(),
        })
    }

    /// What was asked, at the head of a column.
    pub(super) fn head(&self) -> String {
        voices::capital(&self.asked)
    }

    /// Whether what is now can be told.
    pub(super) fn has_now(&self) -> bool {
        matches!(self.now, Written::Number { .. })
    }

    pub(super) fn has_coded(&self) -> bool {
        self.rows.iter().any(|row| row.now.is_coded() || row.wished.is_coded())
    }
}

fn panel(model: &Model, wished: &Wished, speakers: &[Speaker]) -> String {
    let row = |speaker: &Speaker| {
        Some(BladeRow {
            voice: speaker.voice,
            name: speaker.name.clone(),
            figure: figures::drawn(speaker.figure(wished.line)?),
        })
    };
    let panel = Blades {
        id_prefix: "wished".to_owned(),
        title: "What would help, by group".to_owned(),
        description: String::new(),
        rows: speakers.iter().filter_map(row).collect(),
    };
    let label = |place: usize| {
        let answer = model.wish_answers().get(place);
        answer.map_or(String::new(), |answer| answer.label.to_lowercase())
    };
    let [lowest, middle, highest] = [0, 2, 4].map(label);
    blades_between(&panel, [&lowest, &middle, &highest])
}

/// The rule on a report's own numbers; none where nobody was asked.
pub(super) fn part(reading: &Reading, report: &Report, whom: &Whom) -> Option<why::Part> {
    let rows: Vec<why::Row> =
        reading.views.iter().filter_map(|view| verdict(report, reading, view)).collect();
    (!rows.is_empty()).then(|| why::Part {
        heading: "What they wish for".to_owned(),
        rules: vec![why::rule(RuleId::Wish, whom)],
        said: String::new(),
        columns: why::columns(["Leading now", "Wished"]),
        rows,
    })
}

/// What the rule comes to in a contrast, with what would have changed it.
fn verdict(report: &Report, reading: &Reading, view: &View) -> Option<why::Row> {
    let wished = of(report, view)?;
    let wanted = wished.wanted(reading.rules());
    let as_now = number(reading.rules().as_now);
    let verdict = match (wanted, wished.line.overall().shown()) {
        (Wanted::More, Some(shown)) => format!(
            "More: the lower end of their range is {}. With {as_now} or below, it would not be said.",
            number(shown.low())
        ),
        (Wanted::Less, Some(shown)) => format!(
            "Less: the upper end of their range is {}. With {as_now} or above, it would not be said.",
            number(shown.high())
        ),
        (_, Some(shown)) => format!(
            "Neither: their range, {} to {}, holds {as_now}.",
            number(shown.low()),
            number(shown.high())
        ),
        (_, None) => "Cannot tell yet.".to_owned(),
    };
    let numbers = [view.leading.overall(), wished.line.overall()].map(Written::of);
    Some(why::Row {
        name: view.contrast.name.clone(),
        numbers: numbers.into(),
        verdict,
        is_said: matches!(wanted, Wanted::More | Wanted::Less),
    })
}
