//! How the own view and that of all colleagues lie apart in one contrast.

use hone_gate::{Difference, Line, difference};
use hone_model::{Contrast, Pole};

use super::reading::{Standing, View};

/// From here on, one says that one does a thing, and not only that one does it more than others see.
const HALF_THE_TIME: f64 = 3.0;

/// How colleagues stand to the own view of one pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Colleagues see more of it, beyond the noise.
    Higher,
    /// Colleagues see less of it, beyond the noise.
    Lower,
    /// No difference that could be told.
    Same,
}

/// One pole: the own number, and how far colleagues are from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Apart {
    pub(super) pole: Pole,
    pub(super) own: f64,
    pub(super) side: Side,
    pub(super) difference: Difference,
}

impl Apart {
    /// The difference in one pole, where both sides can be told.
    pub(super) fn of(pole: Pole, line: &Line) -> Option<Self> {
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
pub(super) fn aparts(view: &View) -> Vec<Apart> {
    [(Pole::Leading, view.leading), (Pole::Managing, view.managing)]
        .into_iter()
        .filter_map(|(pole, line)| Apart::of(pole, line))
        .collect()
}

/// Whether both poles are seen alike, as far as can be told.
pub(super) fn is_alike(aparts: &[Apart]) -> bool {
    aparts.len() == 2 && aparts.iter().all(|apart| apart.side == Side::Same)
}

/// The finding about a contrast: how the two views differ, or else how the poles do.
pub(super) fn heading(view: &View, aparts: &[Apart]) -> String {
    let told = |pole| aparts.iter().find(|apart| apart.pole == pole);
    let side = |pole| told(pole).map_or(Side::Same, |apart| apart.side);
    let (leading, managing) = (side(Pole::Leading), side(Pole::Managing));
    if (leading, managing) == (Side::Same, Side::Same) && aparts.len() < 2 {
        return seen(view);
    }
    let is_half = |pole| told(pole).is_some_and(|apart| apart.own >= HALF_THE_TIME);
    let Contrast { leading_seen: lead, managing_seen: manage, .. } = view.contrast;
    match (leading, managing) {
        (Side::Lower, Side::Higher) => opposed(lead, manage, is_half(Pole::Leading)),
        (Side::Higher, Side::Lower) => opposed(manage, lead, is_half(Pole::Managing)),
        _ => one_sided(lead, manage, leading, managing),
    }
}

/// You see more of the one, they of the other.
fn opposed(own: &str, others: &str, is_half: bool) -> String {
    if is_half {
        format!("You see yourself {own}. Colleagues more often see you {others}.")
    } else {
        format!(
            "You see yourself {own} more often than colleagues do. They more often see you {others}."
        )
    }
}

fn one_sided(lead: &str, manage: &str, leading: Side, managing: Side) -> String {
    use Side::{Lower, Same};
    let what = match (leading, managing) {
        (Same, Same) => return "You see it much as colleagues do.".to_owned(),
        (_, Same) => lead,
        (Same, _) => manage,
        _ => "do both",
    };
    if leading == Lower || managing == Lower {
        format!("You see yourself {what} more often than colleagues do.")
    } else {
        format!("Colleagues see you {what} more often than you do.")
    }
}

/// Where there is nothing to compare with, what colleagues see.
fn seen(view: &View) -> String {
    let Contrast { name, leading_seen, managing_seen, .. } = view.contrast;
    match view.standing() {
        Standing::Untold => format!("{name}: cannot tell yet."),
        Standing::Manages => {
            format!("Colleagues more often see you {managing_seen} than {leading_seen}.")
        }
        Standing::Leads => {
            format!("Colleagues more often see you {leading_seen} than {managing_seen}.")
        }
        Standing::Alike => "Colleagues see you lead and manage about as often.".to_owned(),
    }
}
