//! How the own view and that of all colleagues lie apart in one contrast.

use hone_gate::{Difference, Figure, Line, difference};
use hone_model::{Contrast, Item, Pole, Thresholds};

use super::reading::{Standing, View, is_high};
use super::whom::Whom;

/// What a product of decimals may be off by.
const ROUNDING: f64 = 1e-9;

/// How colleagues stand to the own view of one pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Colleagues see more of it, beyond the noise.
    Higher,
    /// Colleagues see less of it, beyond the noise.
    Lower,
    /// No difference that could be told.
    Same,
}

/// One pole: the own number, and how far colleagues are from it.
#[derive(Clone, Copy, Debug)]
pub struct Apart {
    /// Which pole.
    pub pole: Pole,
    /// The own number.
    pub own: f64,
    /// On which side of it colleagues are.
    pub side: Side,
    /// How far: the own number less theirs.
    pub difference: Difference,
}

impl Apart {
    /// The difference in one pole, where both sides can be told.
    pub fn of(pole: Pole, line: &Line) -> Option<Self> {
        let own = line.own()?.voice()?.value();
        let difference = difference(line.own()?, line.overall())?;
        Some(Self { pole, own, side: side(&difference), difference })
    }
}

fn side(difference: &Difference) -> Side {
    match (difference.is_beyond_noise(), difference.value() > 0.0) {
        (false, _) => Side::Same,
        (true, true) => Side::Lower,
        (true, false) => Side::Higher,
    }
}

/// The differences of a contrast, leading first, as far as they can be told.
pub fn aparts(view: &View) -> Vec<Apart> {
    [(Pole::Leading, view.leading), (Pole::Managing, view.managing)]
        .into_iter()
        .filter_map(|(pole, line)| Apart::of(pole, line))
        .collect()
}

/// What a leader may not have known of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Insight {
    /// Colleagues see clearly less leading, or clearly more managing.
    BlindSpot,
    /// Colleagues see clearly more leading, and much of it.
    HiddenStrength,
}

/// What the two views of one pole come to, by the rules; `others` are all colleagues.
///
/// That one manages less than one thinks is neither: managing is not the bad half.
pub fn insight(pole: Pole, side: Side, others: &Figure, rules: &Thresholds) -> Option<Insight> {
    match (pole, side) {
        (Pole::Leading | Pole::Outcome, Side::Lower) | (Pole::Managing, Side::Higher) => {
            Some(Insight::BlindSpot)
        }
        (Pole::Leading | Pole::Outcome, Side::Higher) if is_high(others, rules) => {
            Some(Insight::HiddenStrength)
        }
        _ => None,
    }
}

/// On which side of the own answer colleagues are in a single question, further than chance among
/// many questions would bring them.
///
/// The end of the range that faces the own answer, moved out by the factor of the rules, has to leave
/// it out.
pub fn side_of_question(line: &Line, rules: &Thresholds) -> Side {
    let (Some(own), Some(others)) = (line.own().and_then(Figure::voice), line.overall().shown())
    else {
        return Side::Same;
    };
    let (own, value, times) = (own.value(), others.value(), rules.question_times);
    if own > value + times * (others.high() - value) + ROUNDING {
        Side::Lower
    } else if own < value - times * (value - others.low()) - ROUNDING {
        Side::Higher
    } else {
        Side::Same
    }
}

/// What single questions tell a leader that they may not have known, in the order given.
pub fn insights_of_questions<'a>(
    asked: impl IntoIterator<Item = (&'a Item, &'a Line)>,
    rules: &Thresholds,
) -> Vec<(Insight, &'a Item, &'a Line)> {
    let told = |(item, line): (&'a Item, &'a Line)| {
        let side = side_of_question(line, rules);
        Some((insight(item.pole, side, line.overall(), rules)?, item, line))
    };
    asked.into_iter().filter_map(told).collect()
}

/// Whether both poles are seen alike, as far as can be told.
pub fn is_alike(aparts: &[Apart]) -> bool {
    aparts.len() == 2 && aparts.iter().all(|apart| apart.side == Side::Same)
}

/// The finding about a contrast, for whoever reads it: how the two views differ, or else how the poles
/// do.
pub fn heading(view: &View, aparts: &[Apart], rules: &Thresholds, whom: &Whom) -> String {
    let told = |pole| aparts.iter().find(|apart| apart.pole == pole);
    let side = |pole| told(pole).map_or(Side::Same, |apart| apart.side);
    let (leading, managing) = (side(Pole::Leading), side(Pole::Managing));
    if (leading, managing) == (Side::Same, Side::Same) && aparts.len() < 2 {
        return seen(view, whom);
    }
    // From half the time on, one says that one does a thing, and not only that one does it more than
    // others see.
    let is_half = |pole| told(pole).is_some_and(|apart| apart.own >= rules.middle);
    let Contrast { leading_seen, managing_seen, .. } = view.contrast;
    let (lead, manage) = (whom.said(leading_seen), whom.said(managing_seen));
    match (leading, managing) {
        (Side::Lower, Side::Higher) => opposed(&lead, &manage, is_half(Pole::Leading), whom),
        (Side::Higher, Side::Lower) => opposed(&manage, &lead, is_half(Pole::Managing), whom),
        _ => one_sided(&lead, &manage, leading, managing, whom),
    }
}

/// 'You see yourself', or how others are told of it.
fn sees_themselves(whom: &Whom) -> String {
    format!("{} {} {}", whom.you_first(), whom.either("see", "sees"), whom.yourself())
}

/// The leader sees more of the one, colleagues of the other.
fn opposed(own: &str, others: &str, is_half: bool, whom: &Whom) -> String {
    let (own_view, you) = (sees_themselves(whom), whom.you());
    if is_half {
        format!("{own_view} {own}. Colleagues more often see {you} {others}.")
    } else {
        format!(
            "{own_view} {own} more often than colleagues do. They more often see {you} {others}."
        )
    }
}

fn one_sided(lead: &str, manage: &str, leading: Side, managing: Side, whom: &Whom) -> String {
    use Side::{Lower, Same};
    let (you, see) = (whom.you(), whom.either("see", "sees"));
    let what = match (leading, managing) {
        (Same, Same) => return format!("{} {see} it much as colleagues do.", whom.you_first()),
        (_, Same) => lead,
        (Same, _) => manage,
        _ => "do both",
    };
    if leading == Lower || managing == Lower {
        format!("{} {what} more often than colleagues do.", sees_themselves(whom))
    } else {
        let does = whom.either("do", "does");
        format!("Colleagues see {you} {what} more often than {you} {does}.")
    }
}

/// Where there is nothing to compare with, what colleagues see.
fn seen(view: &View, whom: &Whom) -> String {
    let Contrast { name, leading_seen, managing_seen, .. } = view.contrast;
    let (you, lead, manage) = (whom.you(), whom.said(leading_seen), whom.said(managing_seen));
    match view.standing() {
        Standing::Untold => format!("{name}: cannot tell yet."),
        Standing::Manages => format!("Colleagues more often see {you} {manage} than {lead}."),
        Standing::Leads => format!("Colleagues more often see {you} {lead} than {manage}."),
        Standing::Alike => format!("Colleagues see {you} lead and manage about as often."),
    }
}
