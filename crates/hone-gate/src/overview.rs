//! A round as a whole: what its releases say together, unit by unit.
//!
//! Made of published numbers alone, so that it tells nothing of raters that the releases do not
//! tell. What it has to protect is one leader's number, which only that leader reads: hence cells of
//! many leaders (`docs/adr/0010-organisation-cells.md`).

use std::collections::{BTreeMap, BTreeSet};

use hone_stats::{error_of_mean, error_of_weighted_mean};
use jiff::civil::Date;

use crate::document::{read_overview, write_overview};
use crate::estimate::{Estimate, Range};
use crate::{Class, Error, Figure, Floor, Line, Release, Sd, Stamp};

/// The fewest leaders whose numbers a cell is made of.
pub const CELL_LEADERS: usize = 5;

/// The fewest raters.
pub const CELL_RATERS: usize = 20;

/// No leader may have more than this share of a cell's raters, in tenths.
const LARGEST_SHARE: usize = 4;

/// Leaders of one or several units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub(crate) units: BTreeSet<String>,
    pub(crate) n_leaders: usize,
    pub(crate) scales: BTreeMap<String, Figure>,
    pub(crate) contrasts: BTreeMap<String, Figure>,
}

impl Cell {
    /// The units whose leaders are in it, by name. The name is empty for leaders of no unit.
    pub fn units(&self) -> &BTreeSet<String> {
        &self.units
    }

    /// How many leaders' numbers it is made of.
    pub fn n_leaders(&self) -> usize {
        self.n_leaders
    }

    /// The means over its leaders, by scale id.
    pub fn scales(&self) -> &BTreeMap<String, Figure> {
        &self.scales
    }

    /// Leading less managing, by contrast.
    pub fn contrasts(&self) -> &BTreeMap<String, Figure> {
        &self.contrasts
    }
}

/// The cells of a round: every leader with numbers is in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    pub(crate) stamp: Stamp,
    pub(crate) day: Date,
    pub(crate) cells: Vec<Cell>,
    pub(crate) total: Option<Cell>,
}

/// Puts the releases of a round together, each with the unit of its leader; none where even all of
/// them are too few. The same releases make the same overview.
///
/// Which units make a cell depends on counts only. Units that are too small, or in which one leader
/// has too many of the raters, are counted together; while that is still too few, the smallest
/// other unit joins them. So no unit is ever missing from a total that is shown.
pub fn overview(releases: &[(String, Release)]) -> Option<Overview> {
    let (_, first) = releases.first()?;
    let day = first.day?;
    let parts = partition(releases);
    if parts.is_empty() {
        return None;
    }
    let cells: Vec<Cell> = parts
        .into_iter()
        .map(|units| {
            let of_units = releases.iter().filter(|(unit, _)| units.contains(unit));
            let releases: Vec<&Release> = of_units.map(|(_, release)| release).collect();
            cell(units, &releases)
        })
        .collect();
    let total = (cells.len() > 1).then(|| total(&cells, first));
    Some(Overview { stamp: first.stamp.clone(), day, cells, total })
}

/// The units of each cell, by name; none where even all units together are too few.
fn partition(releases: &[(String, Release)]) -> Vec<BTreeSet<String>> {
    let mut sizes: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (unit, release) in releases {
        sizes.entry(unit).or_default().push(release.n_raters());
    }
    let (mut keep, mut rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
        sizes.into_iter().partition(|(_, sizes)| is_enough(sizes));
    let together = |units: &BTreeMap<&String, Vec<usize>>| -> Vec<usize> {
        units.values().flatten().copied().collect()
    };
    while !rest.is_empty() && !is_enough(&together(&rest)) {
        let smallest = keep.iter().min_by_key(|(_, sizes)| sizes.len()).map(|(unit, _)| *unit);
        let Some(unit) = smallest else { return Vec::new() };
        rest.extend(keep.remove_entry(unit));
    }
    let mut cells: Vec<BTreeSet<String>> =
        keep.into_keys().map(|unit| BTreeSet::from([unit.clone()])).collect();
    if !rest.is_empty() {
        cells.push(rest.into_keys().cloned().collect());
    }
    cells.sort();
    cells
}

/// Whether leaders with so many raters each are enough for a number.
pub(crate) fn is_enough(sizes: &[usize]) -> bool {
    let n: usize = sizes.iter().sum();
    let largest = sizes.iter().max().copied().unwrap_or_default();
    sizes.len() >= CELL_LEADERS && n >= CELL_RATERS && 10 * largest <= LARGEST_SHARE * n
}

fn cell(units: BTreeSet<String>, releases: &[&Release]) -> Cell {
    let figures = |lines: fn(&Release) -> &BTreeMap<String, Line>,
                   sd: &dyn Fn(&str) -> Sd,
                   range| {
        let ids: BTreeSet<&String> =
            releases.iter().flat_map(|release| lines(release).keys()).collect();
        ids.into_iter()
            .map(|id| {
                let told =
                    releases.iter().filter_map(|release| told(lines(release).get(id)?, release));
                (id.clone(), mean(&told.collect::<Vec<_>>(), releases[0].stamp.k, sd(id), range))
            })
            .collect()
    };
    let spread = &releases[0].spread;
    Cell {
        scales: figures(Release::scales, &|id| spread.scale(id), Range::ANSWERS),
        contrasts: figures(Release::contrasts, &|id| spread.contrast(id), Range::DIFFERENCES),
        n_leaders: releases.len(),
        units,
    }
}

/// What a release says of all colleagues, and how many they are.
fn told<'a>(line: &'a Line, release: &Release) -> Option<(&'a Figure, usize)> {
    line.overall.shown()?;
    let is_told =
        |class: &&Class| line.class(&class.id).is_some_and(|figure| figure.shown().is_some());
    Some((&line.overall, release.classes.iter().filter(is_told).map(Class::n).sum()))
}

/// The mean over leaders, each counting the same, so that it does not depend on how many answered.
///
/// For the same reason the interval is that of `k` answers for each leader, the fewest there can be.
fn mean(told: &[(&Figure, usize)], k: Floor, sd: Sd, range: Range) -> Figure {
    if !is_enough(&told.iter().map(|(_, n)| *n).collect::<Vec<_>>()) {
        return Figure::NotShown;
    }
    let shown = told.iter().filter_map(|(figure, _)| figure.shown());
    let leaders: Vec<(Estimate, usize)> =
        shown.map(|shown| (Estimate::published(shown, k, range), 1)).collect();
    let error = error_of_mean(sd.value(), k.get() * leaders.len());
    Estimate::mean(&leaders).with_error(error).figure(range)
}

/// The mean over cells, each counting as much as it has leaders.
fn total(cells: &[Cell], any: &Release) -> Cell {
    let figures = |of: fn(&Cell) -> &BTreeMap<String, Figure>, sd: &dyn Fn(&str) -> Sd, range| {
        let ids: BTreeSet<&String> = cells.iter().flat_map(|cell| of(cell).keys()).collect();
        ids.into_iter()
            .map(|id| {
                let parts: Vec<(Estimate, usize)> = cells
                    .iter()
                    .filter_map(|cell| {
                        let shown = of(cell).get(id)?.shown()?;
                        Some((Estimate::published(shown, any.stamp.k, range), cell.n_leaders))
                    })
                    .collect();
                // Every cell that tells it rests on the fewest leaders at least.
                let one = error_of_mean(sd(id).value(), any.stamp.k.get() * CELL_LEADERS);
                let weights = parts.iter().map(|(_, n)| (*n as f64, one));
                let figure = if parts.is_empty() {
                    Figure::NotShown
                } else {
                    let error = error_of_weighted_mean(weights);
                    Estimate::mean(&parts).with_error(error).figure(range)
                };
                (id.clone(), figure)
            })
            .collect()
    };
    Cell {
        units: cells.iter().flat_map(|cell| cell.units.iter().cloned()).collect(),
        n_leaders: cells.iter().map(|cell| cell.n_leaders).sum(),
        scales: figures(Cell::scales, &|id| any.spread.scale(id), Range::ANSWERS),
        contrasts: figures(Cell::contrasts, &|id| any.spread.contrast(id), Range::DIFFERENCES),
    }
}

impl Overview {
    /// How the releases were made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The day on which it was made.
    pub fn day(&self) -> Date {
        self.day
    }

    /// Its cells by the names of their units, never by a value.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// All cells together; none where there is but one.
    pub fn total(&self) -> Option<&Cell> {
        self.total.as_ref()
    }

    /// Its only written form.
    pub fn to_json(&self) -> String {
        write_overview(self)
    }

    /// Reads what [`Self::to_json`] wrote, and checks that it keeps its rule.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let overview = read_overview(json)?;
        if overview.to_json() == json {
            Ok(overview)
        } else {
            Err(Error::BrokenRule("it is not written in the canonical way"))
        }
    }
}
