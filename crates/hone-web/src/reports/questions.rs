//! A contrast question by question.

use hone_chart::{Strip, strip};
use hone_core::result::Report;
use hone_core::result::whom::Whom;
use hone_gate::{Figure, Line, Shown};
use hone_model::{Item, Pole};

use super::figures::{self, Written};
use super::voices::{Speaker, capital};

/// One question: all colleagues beside the own answer.
pub(super) struct Question {
    pub(super) text: String,
    pub(super) svg: String,
    pub(super) all: Written,
    pub(super) own: String,
}

/// The questions of a contrast, and what each group answered.
pub(super) struct Questions {
    /// Leading and managing, the widest difference first.
    pub(super) scaled: Vec<Question>,
    /// What follows of it, apart.
    pub(super) outcomes: Vec<Question>,
    pub(super) groups: Vec<Group>,
    pub(super) has_hatched: bool,
    pub(super) has_untold: bool,
}

/// The questions of one pole in the table by group.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A question in that table: a cell for each voice.
pub(super) struct Row {
    pub(super) text: String,
    pub(super) cells: Vec<Written>,
}

/// An item that was asked, with its figures.
type Asked<'a> = (&'a Item, &'a Line);

impl Questions {
    pub(super) fn of(report: &Report, contrast: &str, speakers: &[Speaker], whom: &Whom) -> Self {
        let asked = asked(report, contrast);
        let (mut scaled, outcomes): (Vec<Asked>, Vec<Asked>) =
            asked.iter().copied().partition(|(item, _)| item.pole != Pole::Outcome);
        scaled.sort_by(|a, b| width(b.1).total_cmp(&width(a.1)));
        let groups: Vec<Group> = [
            ("Leading", Pole::Leading),
            ("Managing", Pole::Managing),
            ("What follows", Pole::Outcome),
        ]
        .into_iter()
        .map(|(name, pole)| Group { name, rows: rows(&asked, pole, speakers) })
        .filter(|group| !group.rows.is_empty())
        .collect();
        let any = |is: fn(&Written) -> bool| {
            groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.cells).any(is)
        };
        Self {
            scaled: scaled.iter().map(|asked| question(asked, whom)).collect(),
            outcomes: outcomes.iter().map(|asked| question(asked, whom)).collect(),
            has_hatched: any(Written::is_hatched),
            has_untold: any(Written::is_untold),
            groups,
        }
    }
}

/// The items of a contrast that were asked, with their figures.
pub(super) fn asked<'a>(report: &'a Report, contrast: &str) -> Vec<Asked<'a>> {
    let items = report.model.items().iter().filter(|item| item.contrast == contrast);
    items.filter_map(|item| Some((item, report.release.items().get(&item.id)?))).collect()
}

/// How far the own answer and that of colleagues lie apart; where one is missing, they come last.
fn width(line: &Line) -> f64 {
    let own = line.own().and_then(Figure::voice).map(hone_gate::Voice::value);
    let all = line.overall().shown().map(Shown::value);
    own.zip(all).map_or(-1.0, |(own, all)| (own - all).abs())
}

fn question((item, line): &Asked, whom: &Whom) -> Question {
    let own = line.own().and_then(Figure::voice);
    Question {
        text: capital(&item.others),
        svg: strip(&Strip {
            all: figures::drawn(line.overall()),
            own: own.map(hone_gate::Voice::value),
        }),
        all: Written::of(line.overall()),
        own: own
            .map_or(String::new(), |voice| format!("{} {}", whom.you(), figures::points(voice))),
    }
}

fn rows(asked: &[Asked], pole: Pole, speakers: &[Speaker]) -> Vec<Row> {
    asked
        .iter()
        .filter(|(item, _)| item.pole == pole)
        .map(|(item, line)| Row {
            text: capital(item.others.trim_end_matches('.')),
            cells: speakers.iter().map(|speaker| cell(speaker, line)).collect(),
        })
        .collect()
}

fn cell(speaker: &Speaker, line: &Line) -> Written {
    let figure = speaker.figure(line);
    if speaker.is_identified() {
        Written::answer(figure)
    } else {
        figure.map_or(Written::Nothing, Written::of)
    }
}
