//! What people say has changed since a report, beside the report and the plan.

use askama::Template;
use hone_chart::{Strip, strip};
use hone_core::account::Viewer;
use hone_core::look::saying::{self, Asked};
use hone_core::result::Report;
use hone_core::result::whom::Whom;
use hone_gate::Figure;
use hone_model::Pole;

use super::figures::{self, Written};
use super::questions::Question;
use super::voices::{self, Speaker, speakers};

/// A second look that can be read.
#[derive(Template)]
#[template(path = "reports/seen.html")]
pub(crate) struct Seen {
    heading: String,
    /// What was asked, from the least answer to the most.
    stem: String,
    labels: String,
    on: String,
    n: String,
    questions: Vec<Question>,
    /// Everyone who answered, and how many they are.
    speakers: Vec<(String, usize)>,
    rows: Vec<Row>,
    has_own: bool,
}

/// A question in the table: a cell for each voice.
struct Row {
    text: String,
    cells: Vec<Written>,
    says: &'static str,
    is_change: bool,
}

impl Seen {
    /// What was released in a second look.
    pub(crate) fn of(viewer: &Viewer, report: &Report) -> Self {
        let asked = saying::asked(report);
        let speakers = speakers(&report.release, &Whom::Leader);
        let form = report.model.form(&report.round.form);
        let labels = form.map_or_else(Vec::new, |form| {
            report.model.answers_of(form).iter().map(|answer| answer.label.to_lowercase()).collect()
        });
        Self {
            heading: heading(report, &asked),
            stem: form.map_or("", |form| report.model.stems_of(form).0).to_owned(),
            labels: labels.join(", "),
            on: super::released_on(viewer, report),
            n: voices::capital(&voices::count(report.release.n_raters())),
            questions: asked.iter().map(question).collect(),
            rows: asked.iter().map(|asked| row(asked, &speakers)).collect(),
            has_own: voices::has_own(&report.release),
            speakers: speakers.into_iter().map(|speaker| (speaker.name, speaker.n)).collect(),
        }
    }

    fn has_coded(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).any(Written::is_coded)
    }
}

/// The finding, as a sentence.
fn heading(report: &Report, asked: &[Asked]) -> String {
    let name = report.round.form.split_once('.').and_then(|(_, id)| report.model.contrast(id));
    let contrast = name.map_or_else(String::new, |contrast| contrast.name.to_lowercase());
    let poles = [Pole::Leading, Pole::Managing].map(|pole| (pole, saying::of_pole(asked, pole)));
    let changes = poles.iter().filter_map(|(pole, seen)| match seen {
        saying::Seen::More => Some(format!("more {pole}")),
        saying::Seen::Less => Some(format!("less {pole}")),
        saying::Seen::CannotTell | saying::Seen::Untold => None,
    });
    let changes: Vec<String> = changes.collect();
    if !changes.is_empty() {
        return format!("People say they have seen {} in {contrast}.", voices::list(changes));
    }
    if poles.iter().all(|(_, seen)| *seen == saying::Seen::Untold) {
        return format!("Too few could see whether anything has changed in {contrast}.");
    }
    format!("Whether people have seen a change in {contrast} cannot be told yet.")
}

fn question(asked: &Asked) -> Question {
    let own = asked.line.own().and_then(Figure::voice);
    Question {
        text: voices::capital(&asked.item.others),
        svg: strip(&Strip {
            all: figures::drawn(asked.line.overall()),
            own: own.map(hone_gate::Voice::value),
        }),
        all: Written::of(asked.line.overall()),
        own: own.map_or(String::new(), |voice| format!("you {}", figures::points(voice))),
    }
}

fn row(asked: &Asked, speakers: &[Speaker]) -> Row {
    let cell = |speaker: &Speaker| {
        let figure = speaker.figure(asked.line);
        if speaker.is_identified() {
            Written::answer(figure)
        } else {
            figure.map_or(Written::Nothing, Written::of)
        }
    };
    Row {
        text: voices::capital(asked.item.others.trim_end_matches('.')),
        cells: speakers.iter().map(cell).collect(),
        says: match asked.seen {
            saying::Seen::More => "more than before",
            saying::Seen::Less => "less than before",
            saying::Seen::CannotTell | saying::Seen::Untold => "cannot tell yet",
        },
        is_change: matches!(asked.seen, saying::Seen::More | saying::Seen::Less),
    }
}
