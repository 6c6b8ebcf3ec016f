//! How things go through a tool, in figures with their ranges; and where there are too few cases for one,
//! the cases, and that it cannot be told yet.

use askama::Template;
use hone_core::delegation::flow::{Case, Waiting};
use hone_core::team::flow::{Course, Late, WEEKS};
use hone_stats::Interval;
use hone_stats::flow::{FOR_P50, FOR_P85, FOR_STABLE, MedianTime, Quantile};
use hone_stats::forecasts::Told;

use crate::words::{capital, number};

/// A figure with its range.
struct Figure {
    value: String,
    /// Empty where there is none.
    range: String,
}

/// One thing that is told.
struct Line {
    /// What it is about.
    name: &'static str,
    figure: Option<Figure>,
    says: String,
    /// Whether it cannot be told yet.
    is_untold: bool,
    /// The cases where no figure is: a page and what it says, and more on it.
    cases: Vec<(String, String, String)>,
}

/// Some of them, on a board.
#[derive(Template)]
#[template(path = "teams/flow.html")]
pub(crate) struct Figures {
    lines: Vec<Line>,
}

/// Who reads how much waits for a lead.
#[derive(Clone, Copy)]
enum Reader {
    Lead,
    Coach,
}

impl Reader {
    /// The lead, to whoever reads it.
    fn lead(self) -> &'static str {
        match self {
            Self::Lead => "you",
            Self::Coach => "them",
        }
    }

    /// Who else reads it.
    fn others(self) -> &'static str {
        match self {
            Self::Lead => " Nobody else sees this, but a coach with whom you share it.",
            Self::Coach => "",
        }
    }
}

/// What flows through, as it is called.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// One of them, such as `question`.
    pub(crate) one: &'static str,
    /// Several of them.
    pub(crate) many: &'static str,
    /// What has a day, such as `answers`.
    pub(crate) due: &'static str,
}

impl Figures {
    /// What is late, and how things flow; first, for the lead, how much waits for them.
    pub(crate) fn of(
        words: Words,
        waiting: Option<&Waiting>,
        (late, course): (&Late, &Course),
        page: impl Fn(&Case) -> String,
    ) -> Self {
        let mut lines = Vec::new();
        if let Some(waiting) = waiting {
            lines.push(share_of_time(Reader::Lead, waiting, page));
            lines.extend(answer_time(Reader::Lead, waiting.answer.as_ref()));
        }
        lines.extend(late_share(words, late));
        lines.push(open(words, course));
        lines.extend(took(words, course));
        Self { lines }
    }

    /// How much waits for a lead, as their coach reads it.
    pub(crate) fn shared(waiting: &Waiting) -> Self {
        let mut lines = vec![share_of_time(Reader::Coach, waiting, |_| String::new())];
        lines.extend(answer_time(Reader::Coach, waiting.answer.as_ref()));
        Self { lines }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn figure(value: f64, ci95: Option<Interval>, show: fn(f64) -> String) -> Figure {
    let range = ci95.map(|ci| format!("{} to {}", show(ci.low), show(ci.high)));
    Figure { value: show(value), range: range.unwrap_or_default() }
}

fn hours(n: f64) -> String {
    if n < 10.0 { format!("{n:.1} h") } else { format!("{n:.0} h") }
}

fn days(n: f64) -> String {
    format!("{n:.0} d")
}

fn line(name: &'static str, figure: Option<Figure>, says: String) -> Line {
    Line { name, figure, says, is_untold: false, cases: Vec::new() }
}

/// How much of the time questions take they wait for the lead.
fn share_of_time(reader: Reader, waiting: &Waiting, page: impl Fn(&Case) -> String) -> Line {
    let (lead, others) = (reader.lead(), reader.others());
    let name = match reader {
        Reader::Lead => "Waiting for you",
        Reader::Coach => "Waiting for them",
    };
    match &waiting.share {
        Told::Known(share) => {
            let areas = match share.n_areas {
                1 => "one area".to_owned(),
                n => format!("{} areas", number(n)),
            };
            let steady = if share.is_stable {
                String::new()
            } else {
                format!(" It is steady from {FOR_STABLE} on.")
            };
            let says = format!(
                "of the working hours that {} questions in {areas} took they waited for \
                 {lead}.{others}{steady}",
                share.n,
            );
            line(name, Some(figure(share.value, share.ci95, percent)), says)
        }
        Told::CannotTellYet { n, needed } => {
            let there = match n {
                1 => "is one".to_owned(),
                n => format!("are {}", number(*n)),
            };
            let says = format!(
                "Which share of their time questions wait for {lead} is told from {needed} on; \
                 there {there}.{others}"
            );
            let cases = waiting.cases.iter().map(|case| told(case, &page)).collect();
            Line { is_untold: true, cases, ..line(name, None, says) }
        }
    }
}

fn told(case: &Case, page: &impl Fn(&Case) -> String) -> (String, String, String) {
    let waits = if case.waits { "has waited" } else { "waited" };
    let more = format!("{waits} {} of working time", hours(case.hours));
    (page(case), case.question.clone(), more)
}

fn answer_time(reader: Reader, answer: Option<&MedianTime>) -> Option<Line> {
    let MedianTime { value, low, high, n_over, n } = answer?;
    let name = match reader {
        Reader::Lead => "Your answers",
        Reader::Coach => "Their answers",
    };
    let Some(value) = value else {
        let says = format!(
            "Half of {n} questions have no answer yet, so how long one takes cannot be told."
        );
        return Some(Line { is_untold: true, ..line(name, None, says) });
    };
    let range = match (low, high) {
        (Some(low), Some(high)) => format!("{} to {}", hours(*low), hours(*high)),
        (Some(low), None) => format!("{} or longer", hours(*low)),
        _ => String::new(),
    };
    let figure = Figure { value: hours(*value), range };
    let says = format!(
        "of work until half of the questions that wait for {} are answered; {n_over} of {n} are.",
        reader.lead()
    );
    Some(line(name, Some(figure), says))
}

fn late_share(words: Words, late: &Late) -> Option<Line> {
    let name = "Later than the day";
    let Words { due, .. } = words;
    match late.share {
        _ if late.n_due == 0 => None,
        Told::Known(share) => {
            let says = format!("of {} {due} that were due came later, or are late.", share.n);
            Some(line(name, Some(figure(share.value, Some(share.ci95), percent)), says))
        }
        Told::CannotTellYet { needed, .. } => {
            let says = format!(
                "{} of {} {due} that were due came later, or are late. A share is told from \
                 {needed} on.",
                late.n_late, late.n_due
            );
            Some(Line { is_untold: true, ..line(name, None, says) })
        }
    }
}

fn open(words: Words, course: &Course) -> Line {
    let n = course.open_days.len();
    let oldest = match course.open_days.first() {
        None => return line("Open", None, format!("No {} is open.", words.one)),
        Some(0) => "since today".to_owned(),
        Some(1) => "since yesterday".to_owned(),
        Some(days) => format!("for {days} days"),
    };
    let says = match n {
        1 => format!("One {}, {oldest}.", words.one),
        n => format!("{} {}, the oldest {oldest}.", capital(&number(n)), words.many),
    };
    line("Open", None, says)
}

fn took(words: Words, course: &Course) -> Vec<Line> {
    let (one, many) = (words.one, words.many);
    let n = course.n_finished;
    if n == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if let Some(through) = course.throughput {
        let rate = through.per_week;
        let mut says = format!(
            "Over {WEEKS} weeks, {} {} came to an end{}.",
            number(n),
            if n == 1 { one } else { many },
            if rate < 0.05 { String::new() } else { format!(": {rate:.1} a week") }
        );
        let expected = through.expected_open.filter(|expected| {
            course.open_days.len() >= 3 && course.open_days.len() as f64 > 2.0 * expected
        });
        if expected.is_some() {
            says.push_str(" More are open than would be, if as many began as ended.");
        }
        lines.push(line("Finished", None, says));
    }
    lines.push(if let Some(half) = course.half {
        within("Half took at most", &half)
    } else {
        let says = format!("How long one takes is told from {FOR_P50} on; {} ended.", number(n));
        Line { is_untold: true, ..line("How long", None, says) }
    });
    if let Some(most) = course.most {
        lines.push(within("85 of 100 took at most", &most));
    } else if course.half.is_some() {
        let says = format!("How long 85 of 100 take at most is told from {FOR_P85} on.");
        lines.push(Line { is_untold: true, ..line("The longer ones", None, says) });
    }
    lines
}

fn within(name: &'static str, quantile: &Quantile) -> Line {
    let says = format!("of {}.", number(quantile.n));
    line(name, Some(figure(quantile.value, quantile.ci95, days)), says)
}
