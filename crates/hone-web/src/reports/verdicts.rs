//! What the rules come to for one contrast, with the numbers that decided and what would have changed
//! it.

use hone_chart::number;
use hone_core::result::Report;
use hone_core::result::apart::{Apart, Insight, Side, aparts, insight};
use hone_core::result::needed::{Needed, needed};
use hone_core::result::profile::{Place, Profile};
use hone_core::result::reading::{Reading, Reason, Standing, View, is_high, is_low, is_strength};
use hone_core::result::whom::Whom;
use hone_gate::{Figure, Release};
use hone_model::Pole;

use super::figures::Written;
use super::insights;
use super::voices;
use super::why::Row;

/// What the report says to keep.
pub(super) fn kept(reading: &Reading, whom: &Whom) -> String {
    match &reading.keep {
        Some(keep) => format!("{} report names {}.", whom.your_first(), keep.contrast.name),
        None => names_none(whom),
    }
}

fn names_none(whom: &Whom) -> String {
    format!("{} report names none.", whom.your_first())
}

/// Why a contrast is or is not the one to keep.
pub(super) fn keep(reading: &Reading, view: &View) -> Row {
    let middle = number(reading.rules().middle);
    let is_said = reading.keep.is_some_and(|keep| keep.is(view));
    let verdict = match view.leading.overall().shown() {
        None => "Cannot tell yet.".to_owned(),
        Some(shown) if !is_high(view.leading.overall(), reading.rules()) => format!(
            "Not named: the lower end of the range is {}. It would have to be above {middle}.",
            number(shown.low())
        ),
        Some(_) if !is_strength(view, reading.rules()) => {
            "Not named: managing is clearly above leading. It could be named if the range of their \
             difference held zero."
                .to_owned()
        }
        Some(shown) if is_said => format!(
            "Named. With a lower end of {middle} or below, where {} is, it would not be.",
            number(shown.low())
        ),
        Some(_) => {
            "Could be named too, but leading is higher, or as high and asked earlier, in the \
                    one that is."
                .to_owned()
        }
    };
    row(view, vec![Written::of(view.leading.overall())], verdict, is_said)
}

/// What the report says to hone.
pub(super) fn honed(reading: &Reading, whom: &Whom) -> String {
    let Some((view, reason)) = reading.hone else { return names_none(whom) };
    let name = &view.contrast.name;
    let seldom = number(reading.rules().seldom);
    let value = view.leading.overall().shown().map_or(String::new(), |s| number(s.value()));
    let by = match reason {
        Reason::Outweighs => "because managing outweighs leading there",
        Reason::LowLeading => "because leading is low there, and managing outweighs it nowhere",
    };
    let word = if reading.is_seldom(&view) {
        format!("The headline says ‘seldom’, because leading, {value}, is below {seldom}.")
    } else {
        format!(
            "The headline does not say ‘seldom’, because leading, {value}, is not below {seldom}."
        )
    };
    format!("{} report names {name}, {by}. {word}", whom.your_first())
}

/// Why a contrast is or is not the one to hone.
pub(super) fn hone(reading: &Reading, view: &View, release: &Release) -> Row {
    let middle = number(reading.rules().middle);
    let named = reading.hone.filter(|(hone, _)| hone.is(view)).map(|(_, reason)| reason);
    let is_outweighed_elsewhere =
        matches!(reading.hone, Some((_, Reason::Outweighs))) && named.is_none();
    let leading = view.leading.overall();
    let high = leading.shown().map_or(String::new(), |shown| number(shown.high()));
    let verdict = match (named, view.standing()) {
        (Some(Reason::Outweighs), _) => {
            "Named. If the range of the difference held zero, it would not be.".to_owned()
        }
        (Some(Reason::LowLeading), _) => {
            format!(
                "Named. With an upper end of {middle} or above, where {high} is, it would not be."
            )
        }
        (None, Standing::Untold) => "Cannot tell yet.".to_owned(),
        (None, Standing::Manages) => "Not named: managing is clearly above leading here too, but \
                                      stands less far above it, or as far and is asked later."
            .to_owned(),
        (None, standing) => {
            let why = match standing {
                Standing::Leads => "leading is clearly above managing".to_owned(),
                _ => format!("the range of the difference holds zero.{}", more(view, release)),
            };
            let why = why.trim_end_matches('.');
            if is_outweighed_elsewhere {
                format!("Not named: {why}.")
            } else if is_low(leading, reading.rules()) {
                format!(
                    "Not named: {why}. Leading is low, but lower, or as low and asked earlier, in the one that is named."
                )
            } else {
                format!(
                    "Not named: {why}. Leading is not clearly below {middle} either: its upper end is {high}."
                )
            }
        }
    };
    let numbers = vec![Written::of(view.both.overall()), Written::of(leading)];
    row(view, numbers, verdict, named.is_some())
}

/// What would tell the difference of a contrast from noise, as a sentence after another one.
pub(super) fn more(view: &View, release: &Release) -> String {
    match needed(view, release) {
        None => String::new(),
        Some(Needed { to_tell: Some(n), .. }) => format!(
            " If the difference stayed as it is, about {} more {} like these would tell it from \
             noise.",
            voices::count(n),
            answers(n)
        ),
        Some(Needed { to_halve: Some(n), .. }) => format!(
            " It is too small to be told by asking more people; about {} more {} like these would \
             make its range half as wide.",
            voices::count(n),
            answers(n)
        ),
        Some(_) => " It is too small to be told by asking more people.".to_owned(),
    }
}

fn answers(n: usize) -> &'static str {
    if n == 1 { "answer" } else { "answers" }
}

/// How many single questions lie further apart than chance among many would bring them.
pub(super) fn questions_apart(reading: &Reading, report: &Report) -> String {
    let n: usize = reading
        .views
        .iter()
        .map(|view| insights::of_questions(report, &view.contrast.id, reading.rules()).len())
        .sum();
    match n {
        0 => "No single question is named.".to_owned(),
        1 => "One single question is named, on the page of its contrast.".to_owned(),
        n => format!(
            "{} single questions are named, on the pages of their contrasts.",
            voices::capital(&voices::count(n))
        ),
    }
}

/// Whether the scales of a contrast hold a blind spot or a hidden strength, leading first.
pub(super) fn apart(reading: &Reading, view: &View, whom: &Whom) -> Vec<Row> {
    let aparts = aparts(view);
    [(Pole::Leading, view.leading), (Pole::Managing, view.managing)]
        .into_iter()
        .map(|(pole, line)| {
            let told = aparts.iter().find(|apart| apart.pole == pole);
            let verdict =
                told.and_then(|apart| verdict_apart(reading, apart, line.overall(), whom));
            let (verdict, is_said) = verdict.unwrap_or(("Cannot tell yet.".to_owned(), false));
            let own = line.own().map_or(Written::Nothing, Written::of);
            let numbers = vec![own, Written::of(line.overall())];
            let name = format!("{}: {pole}", view.contrast.name);
            Row { name, numbers, verdict, is_said }
        })
        .collect()
}

fn verdict_apart(
    reading: &Reading,
    apart: &Apart,
    others: &Figure,
    whom: &Whom,
) -> Option<(String, bool)> {
    let shown = others.shown()?;
    let (low, high) = (number(shown.low()), number(shown.high()));
    let within = format!("Within {low} to {high} it would be none.");
    let (middle, your) = (number(reading.rules().middle), whom.your());
    let found = insight(apart.pole, apart.side, others, reading.rules());
    let verdict = match (found, apart.side) {
        (Some(Insight::BlindSpot), _) => {
            format!("A blind spot: {your} own number lies outside their range. {within}")
        }
        (Some(Insight::HiddenStrength), _) => {
            format!("A hidden strength: their range lies above {your} own number. {within}")
        }
        (None, Side::Same) => format!(
            "Neither: {your} own number lies within {low} to {high}. Outside, the two would differ."
        ),
        (None, Side::Higher) if apart.pole == Pole::Leading => format!(
            "Colleagues see more of it. It would be a hidden strength if the lower end of their \
             range, {low}, were above {middle}."
        ),
        (None, _) => "Colleagues see less of it, which the rules call neither.".to_owned(),
    };
    Some((verdict, found.is_some()))
}

/// Where the scales of a contrast stand to the mean of all scales, leading first.
pub(super) fn shape(profile: &Profile, view: &View, whom: &Whom) -> Vec<Row> {
    let average = format!("{} own average", whom.your());
    [(Pole::Leading, view.leading), (Pole::Managing, view.managing)]
        .into_iter()
        .filter_map(|(pole, line)| {
            let place = profile.place(view, pole)?;
            let verdict = match place {
                Place::Above => format!("Above {average}."),
                Place::Below => format!("Below {average}."),
                Place::About => format!("About at {average}, as far as can be told."),
            };
            Some(Row {
                name: format!("{}: {pole}", view.contrast.name),
                numbers: vec![Written::of(line.overall())],
                verdict,
                is_said: place != Place::About,
            })
        })
        .collect()
}

fn row(view: &View, numbers: Vec<Written>, verdict: String, is_said: bool) -> Row {
    Row { name: view.contrast.name.clone(), numbers, verdict, is_said }
}
