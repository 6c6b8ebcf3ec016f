//! `hone stats dstudy --by-item`: leaders, raters and items as sources, and what other numbers of
//! raters and items would give.

use hone_stats::variance::{
    FacetStudy, Facets, Study, StudyEstimates, facet_study, mean_square_components,
};
use hone_stats::{Estimate, Groups};
use serde::Serialize;

use super::design::Design;
use super::dstudy::{RATERS, TARGETS};
use crate::error::Error;
use crate::report::{Chart, Figure, Report, TextTable, count, estimate, fixed, number, percent};

#[derive(Serialize)]
struct Keys {
    n: usize,
    items: usize,
    estimation: &'static str,
    nested: bool,
    components: Vec<Component>,
    residual: f64,
    studies: Vec<Designed>,
    raters_needed: Vec<Needed>,
    converged: bool,
}

#[derive(Serialize)]
struct Component {
    term: String,
    variance: f64,
}

#[derive(Serialize)]
struct Designed {
    raters: usize,
    items: usize,
    relative: Figure,
    own_raters: Figure,
    absolute: Figure,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    items: usize,
    /// Nothing where no number is enough.
    raters: Option<f64>,
}

/// What was found, by whichever way.
struct Found {
    components: Facets,
    /// With intervals; without them by mean squares.
    by_reml: Option<FacetStudy>,
}

/// The words for the sources of a design, in the order of [`facet_study`].
pub(super) fn sources(ratee: &str, rater: &str) -> String {
    let terms = [
        ratee.to_owned(),
        rater.to_owned(),
        "item".to_owned(),
        format!("{ratee}:item"),
        format!("{ratee}:{rater}"),
        format!("{rater}:item"),
    ];
    terms.map(|term| format!("\"{term}\"")).join(",")
}

/// The report on a design with the terms of [`sources`].
pub(super) fn report(design: Design, by_mean_squares: bool) -> Result<Report, Error> {
    let [leaders, raters, items] = [0, 1, 2].map(|place| &design.terms[place].groups);
    let found = if by_mean_squares {
        let components = mean_square_components(&design.values, leaders, raters, items);
        let components = components.map_err(|error| {
            let way_out = "leave out --mean-squares: REML takes designs with gaps";
            Error::data(format!("this cannot be told: {error}; {way_out}"))
        })?;
        Found { components, by_reml: None }
    } else {
        let found = design.named(facet_study(&design.values, leaders, raters, items))?;
        Found { components: found.components, by_reml: Some(found) }
    };
    let keys = found.keys(&design, items)?;
    let title = "How well leaders are told apart, by raters and items";
    let mut report = Report::new("dstudy", title, &keys, finding(&keys))
        .table(components(&keys))
        .table(by_raters(&found, keys.items)?)
        .table(by_items(&found, &keys)?)
        .chart(Chart::of_reliability(
            "dstudy-items",
            "raters of their own",
            keys.studies.iter().map(|of| (of.raters, of.own_raters)),
        ));
    for warning in warnings(&keys) {
        report = report.warning(warning);
    }
    Ok(report.of(design.rows))
}

impl Found {
    fn study(&self, n_raters: usize, n_items: usize) -> Result<StudyEstimates, Error> {
        let (raters, items) = (n_raters as f64, n_items as f64);
        if let Some(found) = &self.by_reml {
            return Ok(found.study(raters, items)?);
        }
        let bare = |value| Estimate { value, se: None, ci95: None };
        let Study { relative, own_raters, absolute } = self.components.study(raters, items)?;
        Ok(StudyEstimates {
            relative: bare(relative),
            own_raters: bare(own_raters),
            absolute: bare(absolute),
        })
    }

    fn keys(&self, design: &Design, items: &Groups) -> Result<Keys, Error> {
        let n_items = items.n_groups();
        let studies = RATERS.iter().map(|raters| {
            let found = self.study(*raters, n_items)?;
            Ok(Designed {
                raters: *raters,
                items: n_items,
                relative: found.relative.into(),
                own_raters: found.own_raters.into(),
                absolute: found.absolute.into(),
            })
        });
        let needed = TARGETS.iter().map(|target| Needed {
            reliability: *target,
            items: n_items,
            raters: self.components.raters_needed(*target, n_items as f64).ok(),
        });
        Ok(Keys {
            n: design.values.iter().filter(|value| !value.is_nan()).count(),
            items: n_items,
            estimation: if self.by_reml.is_some() { "reml" } else { "mean squares" },
            nested: self.is_nested(),
            components: self.named(design),
            residual: self.components.residual,
            studies: studies.collect::<Result<_, Error>>()?,
            raters_needed: needed.collect(),
            converged: self.by_reml.as_ref().is_none_or(|found| found.model.fit.converged),
        })
    }

    fn is_nested(&self) -> bool {
        self.by_reml.as_ref().is_some_and(|found| found.is_nested)
    }

    /// The components by the names of the columns.
    fn named(&self, design: &Design) -> Vec<Component> {
        let parts = &self.components;
        let all = [
            parts.leader,
            parts.rater,
            parts.item,
            parts.leader_item,
            parts.leader_rater,
            parts.rater_item,
        ];
        let named = design.terms.iter().zip(all);
        // Within leaders, raters have one component; the others are in it.
        let kept =
            named.enumerate().filter(|(place, _)| !(self.is_nested() && [1, 5].contains(place)));
        kept.map(|(_, (term, variance))| Component { term: term.name.clone(), variance }).collect()
    }
}

fn warnings(keys: &Keys) -> Vec<String> {
    let mut warnings = vec![];
    if !keys.converged {
        let text = "The search did not come to an end: do not rely on these numbers.";
        warnings.push(text.to_owned());
    }
    if keys.nested {
        warnings.push(
            "Nobody rated two leaders, so a rater's severity cannot be told from that rater's view \
             of the leader: both are one component."
                .to_owned(),
        );
    }
    for component in &keys.components {
        let term = &component.term;
        if component.variance < 0.0 {
            warnings.push(format!("The variance of '{term}' is negative; it counts as 0."));
        } else if component.variance == 0.0 {
            warnings.push(format!(
                "The variance of '{term}' would be negative and was set to 0, which moves the \
                 others; --mean-squares leaves it negative."
            ));
        }
    }
    warnings
}

fn components(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Variances of one answer", &["source", "variance", "share"]);
    let variances = keys.components.iter().map(|component| component.variance);
    let total: f64 = variances.map(|variance| variance.max(0.0)).sum::<f64>() + keys.residual;
    for component in &keys.components {
        let share = percent(component.variance.max(0.0) / total);
        table.row([component.term.clone(), number(component.variance), share]);
    }
    table.row(["all else".to_owned(), number(keys.residual), percent(keys.residual / total)]);
    table
}

/// Columns of the tables of designs.
const HEADS: [&str; 3] = ["own raters", "same raters", "level (Phi)"];

fn row(first: String, found: &StudyEstimates) -> [String; 4] {
    [first, estimate(&found.own_raters), estimate(&found.relative), estimate(&found.absolute)]
}

fn by_raters(found: &Found, n_items: usize) -> Result<TextTable, Error> {
    let title = format!("Reliability of a mean over raters, with {n_items} items");
    let mut table = TextTable::new(title, &[&["raters"], &HEADS[..]].concat());
    for raters in RATERS {
        table.row(row(raters.to_string(), &found.study(raters, n_items)?));
    }
    Ok(table)
}

fn by_items(found: &Found, keys: &Keys) -> Result<TextTable, Error> {
    let title = "And with other numbers of items, of 5 raters";
    let mut table = TextTable::new(title, &[&["items"], &HEADS[..]].concat());
    for items in [1, keys.items.div_ceil(2), keys.items, 2 * keys.items] {
        table.row(row(items.to_string(), &found.study(5, items)?));
    }
    Ok(table)
}

fn finding(keys: &Keys) -> String {
    let Some(needed) = keys.raters_needed.iter().find(|needed| needed.reliability == 0.8) else {
        return String::new();
    };
    let items = count(needed.items);
    match needed.raters {
        Some(raters) if raters < 1e6 => format!(
            "For leaders' means of {items} items to have a reliability of 0.80, each needs {} raters of \
             their own.",
            fixed(raters.ceil().max(1.0), 0)
        ),
        _ => format!(
            "With {items} items no number of raters gives leaders' means a reliability of 0.80."
        ),
    }
}
