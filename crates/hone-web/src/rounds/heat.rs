//! A round as a map: contrasts down, departments across, the higher the darker.
//!
//! Departments stand by name, as everywhere, and there is no total: a map is looked at for where things
//! lie, and not for who comes first.

use hone_core::result::Whole;
use hone_gate::Figure;
use hone_model::{Contrast, Pole, ScaleId};

use super::overview::name_of;
use crate::reports::figures::Written;

/// Where one step of ink ends and the next begins, in points of the answers: fixed, so that two maps can
/// be held beside each other.
const STEPS: [f64; 4] = [2.5, 3.0, 3.5, 4.0];

/// What the steps are called, from the lightest.
pub(super) const LEGEND: [&str; 5] =
    ["below 2.5", "2.5 to 2.9", "3.0 to 3.4", "3.5 to 3.9", "4.0 and up"];

/// All departments in one of the two.
pub(super) struct Map {
    pub(super) pole: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A contrast in every department.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) places: Vec<Place>,
}

/// What is told of a contrast in a department.
pub(super) struct Place {
    pub(super) told: Written,
    /// How dark it is, from 0 to 4; nothing where there is no number.
    pub(super) step: Option<usize>,
}

/// Leading, then managing; nothing where all leaders are in one part.
pub(super) fn maps(whole: &Whole) -> Vec<Map> {
    let is_divided = whole.overview.as_ref().is_some_and(|overview| overview.total().is_some());
    let poles = [("Leading", Pole::Leading), ("Managing", Pole::Managing)];
    if is_divided { poles.map(|(name, pole)| map(name, pole, whole)).into() } else { Vec::new() }
}

fn map(name: &'static str, pole: Pole, whole: &Whole) -> Map {
    let cells = whole.overview.as_ref().map_or(&[][..], |overview| overview.cells());
    let row = |contrast: &Contrast| {
        let scale = ScaleId::new(&contrast.id, pole).to_string();
        let places = cells.iter().map(|cell| place(cell.scales().get(&scale))).collect();
        Row { name: contrast.name.clone(), places }
    };
    let rows = whole.model.contrasts().iter().map(row).collect();
    Map { pole: name, columns: cells.iter().map(name_of).collect(), rows }
}

fn place(figure: Option<&Figure>) -> Place {
    Place {
        told: figure.map_or(Written::NotShown, Written::of),
        step: figure.and_then(Figure::shown).map(|shown| step(shown.value())),
    }
}

fn step(value: f64) -> usize {
    STEPS.iter().filter(|begin| value > **begin - 0.05).count()
}

impl Map {
    pub(super) fn has_coded(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.places).any(|place| place.told.is_coded())
    }
}

#[test]
fn ink_goes_by_fixed_steps() {
    let of_tenths = |tenths: i32| step(f64::from(tenths) / 10.0);

    assert_eq!(
        [10, 24, 25, 29, 30, 34, 35, 39, 40, 50].map(of_tenths),
        [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    );
}
