//! Models as tables of parameters.

use std::collections::HashMap;

use super::model_syntax::{Modifier, Operator, Term};
use crate::{Error, ModelProblem};

/// What is the same in all groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each can be equal without the others")]
pub struct Equality {
    /// Thresholds of ordinal items.
    pub thresholds: bool,
    /// Loadings.
    pub loadings: bool,
    /// Intercepts of items.
    pub intercepts: bool,
    /// Residual variances of items.
    pub residuals: bool,
}

/// How a model text becomes a table of parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Defaults<'a> {
    /// The columns of the data, by name.
    pub names: &'a [&'a str],
    /// For ordinal items, how many thresholds each column has; empty for a continuous model.
    pub thresholds: &'a [usize],
    /// How many groups there are.
    pub n_groups: usize,
    /// Whether factors have variance 1, instead of a first loading of 1.
    pub has_unit_factors: bool,
    /// Whether means are part of the model.
    pub has_means: bool,
    /// What the groups share.
    pub equal: Equality,
}

/// One parameter in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Left of the operator.
    pub lhs: String,
    /// The operator.
    pub operator: Operator,
    /// Right of the operator: a name, empty for an intercept, `t1`, … for a threshold.
    pub rhs: String,
    /// Its group, from 0.
    pub group: usize,
    /// Its place among the estimates; `None` where it is fixed. Equal parameters share a place.
    pub free: Option<usize>,
    /// The value where it is fixed.
    pub value: f64,
    label: Option<String>,
}

impl Parameter {
    /// A free parameter with a place among the estimates.
    pub(crate) fn free(
        lhs: &str,
        operator: Operator,
        rhs: &str,
        group: usize,
        free: usize,
    ) -> Self {
        let (lhs, rhs) = (lhs.to_owned(), rhs.to_owned());
        Self { lhs, operator, rhs, group, free: Some(free), value: 0.0, label: None }
    }
}

/// All parameters of a model, given and by default, fixed and free.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// The measured variables, as columns of the data, in the order of the model.
    pub columns: Vec<usize>,
    /// The names of the measured variables and then of the factors.
    pub names: Vec<String>,
    /// The parameters, group by group.
    pub rows: Vec<Parameter>,
    /// How many different parameters are free.
    pub n_free: usize,
    /// How many groups there are.
    pub n_groups: usize,
    /// Whether means are part of the model.
    pub has_means: bool,
    /// Whether the measured variables are ordinal.
    pub is_ordinal: bool,
}

impl Parameters {
    /// How many variables are measured.
    pub fn n_measured(&self) -> usize {
        self.columns.len()
    }

    /// How many thresholds a measured variable has.
    pub(crate) fn n_thresholds(&self, place: usize) -> usize {
        let is_of = |row: &&Parameter| {
            row.group == 0 && row.operator == Operator::Threshold && row.lhs == self.names[place]
        };
        self.rows.iter().filter(is_of).count()
    }

    /// The place of a variable among `names`.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }
}

/// Completes a model by the defaults of confirmatory factor analysis.
///
/// As lavaan's `cfa`: the first loading of a factor is 1 (or its variance, with
/// `has_unit_factors`); variances and residual variances are free; factors that nothing explains
/// covary, and so do those that are explained and explain nothing. Means of items are free and those
/// of factors 0. With equal intercepts the means of factors are free in all groups but the first,
/// and with equal loadings so are the variances of `has_unit_factors`.
///
/// Ordinal items have responses behind them with intercept 0 and scale 1. What equal thresholds,
/// loadings and intercepts set free in the other groups is after Wu and Estabrook (2016,
/// doi:10.1007/s11336-016-9506-0); the scales of items with two categories stay 1.
pub fn parameters(terms: &[Term], defaults: &Defaults) -> Result<Parameters, Error> {
    let variables = Variables::of(terms, defaults)?;
    let mut rows = Vec::new();
    for group in 0..defaults.n_groups {
        let mut builder = Builder { variables: &variables, defaults, group, rows: Vec::new() };
        builder.take_terms(terms)?;
        builder.identify_factors();
        builder.complete();
        rows.append(&mut builder.rows);
    }
    let n_free = number(&mut rows, &variables, defaults.equal);
    Ok(Parameters {
        columns: variables.columns,
        names: variables.measured.into_iter().chain(variables.factors).collect(),
        rows,
        n_free,
        n_groups: defaults.n_groups,
        has_means: defaults.has_means,
        is_ordinal: !defaults.thresholds.is_empty(),
    })
}

struct Variables {
    measured: Vec<String>,
    columns: Vec<usize>,
    factors: Vec<String>,
    explained: Vec<String>,
    explaining: Vec<String>,
}

impl Variables {
    fn of(terms: &[Term], defaults: &Defaults) -> Result<Self, Error> {
        let mut found = Self {
            measured: Vec::new(),
            columns: Vec::new(),
            factors: Vec::new(),
            explained: Vec::new(),
            explaining: Vec::new(),
        };
        let column = |name: &str| defaults.names.iter().position(|other| *other == name);
        for term in terms.iter().filter(|term| term.operator == Operator::Loading) {
            if column(&term.lhs).is_some() {
                return Err(error(term, ModelProblem::FactorIsItem));
            }
            add(&mut found.factors, &term.lhs);
        }
        let is_loading = |term: &&Term| term.operator == Operator::Loading;
        let others = terms.iter().filter(|term| !is_loading(term));
        for term in terms.iter().filter(is_loading).chain(others) {
            found.check(term, defaults)?;
            for name in [&term.lhs, &term.rhs] {
                let is_name =
                    !(name.is_empty() || term.operator == Operator::Threshold && name == &term.rhs);
                if !is_name || found.factors.contains(name) || found.measured.contains(name) {
                    continue;
                }
                found.columns.push(column(name).ok_or(error(term, ModelProblem::UnknownName))?);
                found.measured.push(name.clone());
            }
            let (explained, explaining) = match term.operator {
                Operator::Loading => (&term.rhs, &term.lhs),
                Operator::Regression => (&term.lhs, &term.rhs),
                _ => continue,
            };
            add(&mut found.explained, explained);
            if term.operator == Operator::Regression {
                add(&mut found.explaining, explaining);
            }
        }
        if found.measured.is_empty() {
            return Err(Error::Model {
                line: 1,
                column: 1,
                problem: ModelProblem::NothingMeasured,
            });
        }
        Ok(found)
    }

    fn check(&self, term: &Term, defaults: &Defaults) -> Result<(), Error> {
        let is_ordinal = !defaults.thresholds.is_empty();
        let is_measured = !self.factors.contains(&term.lhs);
        let is_variance = term.operator == Operator::Covariance && term.lhs == term.rhs;
        let problem = match term.operator {
            Operator::Loading | Operator::Regression if term.lhs == term.rhs => {
                ModelProblem::Itself
            }
            Operator::Threshold | Operator::Scale if !(is_ordinal && is_measured) => {
                ModelProblem::NotOrdinal
            }
            Operator::Covariance if is_variance && is_ordinal && is_measured => {
                ModelProblem::OrdinalVariance
            }
            Operator::Regression if is_ordinal && !self.factors.contains(&term.rhs) => {
                ModelProblem::OrdinalCause
            }
            _ if term.modifiers.iter().any(|of| of.len() > 1 && of.len() != defaults.n_groups) => {
                ModelProblem::GroupCount
            }
            _ => return Ok(()),
        };
        Err(error(term, problem))
    }

    fn is_factor(&self, name: &str) -> bool {
        self.factors.iter().any(|factor| factor == name)
    }
}

fn error(term: &Term, problem: ModelProblem) -> Error {
    Error::Model { line: term.line, column: term.column, problem }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

/// The parameters of one group.
struct Builder<'a> {
    variables: &'a Variables,
    defaults: &'a Defaults<'a>,
    group: usize,
    rows: Vec<Parameter>,
}

impl Builder<'_> {
    fn take_terms(&mut self, terms: &[Term]) -> Result<(), Error> {
        for term in terms {
            if self.find(&term.lhs, term.operator, &term.rhs).is_some() {
                return Err(error(term, ModelProblem::Twice));
            }
            if term.operator == Operator::Threshold && !self.has_threshold(term) {
                return Err(error(term, ModelProblem::NoThreshold));
            }
            let first = self.is_marker(term);
            let mut row = self.row(&term.lhs, term.operator, &term.rhs, first.then_some(1.0));
            for of in &term.modifiers {
                match &of[if of.len() == 1 { 0 } else { self.group }] {
                    Modifier::Free => row.free = Some(0),
                    Modifier::Fixed(value) => (row.free, row.value) = (None, *value),
                    Modifier::Label(label) => row.label = Some(label.clone()),
                }
            }
            self.rows.push(row);
        }
        Ok(())
    }

    /// The first loading of a factor, which gives it its unit.
    fn is_marker(&self, term: &Term) -> bool {
        let is_first = |row: &&Parameter| row.operator == Operator::Loading && row.lhs == term.lhs;
        term.operator == Operator::Loading
            && !self.defaults.has_unit_factors
            && !self.rows.iter().any(|row| is_first(&row))
    }

    fn has_threshold(&self, term: &Term) -> bool {
        let Some(place) = self.variables.measured.iter().position(|name| *name == term.lhs) else {
            return false;
        };
        let n = self.defaults.thresholds.get(self.variables.columns[place]).copied().unwrap_or(0);
        (1..=n).any(|k| term.rhs == format!("t{k}"))
    }

    fn identify_factors(&mut self) {
        let is_free = self.group > 0 && self.defaults.equal.loadings;
        for factor in &self.variables.factors {
            let fixed = self.defaults.has_unit_factors && !is_free;
            self.default(factor, Operator::Covariance, factor, fixed.then_some(1.0));
        }
    }

    fn complete(&mut self) {
        let variables = self.variables;
        let is_ordinal = !self.defaults.thresholds.is_empty();
        for (item, column) in variables.measured.iter().zip(&variables.columns) {
            if is_ordinal {
                self.complete_ordinal(item, self.defaults.thresholds[*column]);
            } else {
                self.default(item, Operator::Covariance, item, None);
                if self.defaults.has_means {
                    self.default(item, Operator::Intercept, "", None);
                }
            }
        }
        self.let_covary();
        if self.defaults.has_means || is_ordinal {
            let is_free = self.group > 0 && self.defaults.equal.intercepts;
            for factor in &variables.factors {
                self.default(factor, Operator::Intercept, "", (!is_free).then_some(0.0));
            }
        }
    }

    fn complete_ordinal(&mut self, item: &str, n_thresholds: usize) {
        for k in 1..=n_thresholds {
            self.default(item, Operator::Threshold, &format!("t{k}"), None);
        }
        let equal = self.defaults.equal;
        let is_other = self.group > 0 && equal.thresholds;
        let has_scale = is_other && n_thresholds > 1;
        let has_intercept = is_other && !equal.intercepts;
        self.default(item, Operator::Covariance, item, Some(f64::NAN));
        self.default(item, Operator::Scale, item, (!has_scale).then_some(1.0));
        self.default(item, Operator::Intercept, "", (!has_intercept).then_some(0.0));
    }

    /// Lets those covary that nothing explains, and the last in a chain of explanations.
    fn let_covary(&mut self) {
        let variables = self.variables;
        let explains = |name: &String| variables.explaining.contains(name);
        let is_explained = |name: &String| variables.explained.contains(name);
        let is_last = |name: &&String| is_explained(name) && !explains(name);
        let measures = |name: &String| {
            self.rows.iter().any(|row| row.operator == Operator::Loading && row.rhs == *name)
        };
        let first_factors: Vec<_> =
            variables.factors.iter().filter(|name| !is_explained(name)).collect();
        let first_items: Vec<_> = variables
            .measured
            .iter()
            .filter(|name| explains(name) && !is_explained(name))
            .collect();
        let last: Vec<_> = variables
            .factors
            .iter()
            .chain(&variables.measured)
            .filter(|name| is_last(name) && !measures(name))
            .collect();
        for together in [first_factors, first_items, last] {
            for (i, a) in together.iter().enumerate() {
                for b in &together[i + 1..] {
                    self.default(a, Operator::Covariance, b, None);
                }
            }
        }
    }

    /// Adds a parameter that the model does not name.
    fn default(&mut self, lhs: &str, operator: Operator, rhs: &str, fixed: Option<f64>) {
        if self.find(lhs, operator, rhs).is_none() {
            let row = self.row(lhs, operator, rhs, fixed);
            self.rows.push(row);
        }
    }

    fn row(&self, lhs: &str, operator: Operator, rhs: &str, fixed: Option<f64>) -> Parameter {
        Parameter {
            lhs: lhs.to_owned(),
            operator,
            rhs: rhs.to_owned(),
            group: self.group,
            free: if fixed.is_none() { Some(0) } else { None },
            value: fixed.unwrap_or(0.0),
            label: None,
        }
    }

    fn find(&self, lhs: &str, operator: Operator, rhs: &str) -> Option<usize> {
        let is = |row: &Parameter, a: &str, b: &str| row.lhs == a && row.rhs == b;
        self.rows.iter().position(|row| {
            row.operator == operator
                && (is(row, lhs, rhs) || operator == Operator::Covariance && is(row, rhs, lhs))
        })
    }
}

/// Numbers the free parameters; those with one label, and those that groups share, get one number.
fn number(rows: &mut [Parameter], variables: &Variables, equal: Equality) -> usize {
    let mut labels: HashMap<String, usize> = HashMap::new();
    let mut shared: HashMap<(String, Operator, String), usize> = HashMap::new();
    let mut n_free = 0;
    for row in rows.iter_mut().filter(|row| row.free.is_some()) {
        let is_shared = match row.operator {
            Operator::Loading => equal.loadings,
            Operator::Threshold => equal.thresholds,
            Operator::Intercept => equal.intercepts && !variables.is_factor(&row.lhs),
            Operator::Covariance => {
                equal.residuals && row.lhs == row.rhs && !variables.is_factor(&row.lhs)
            }
            Operator::Regression | Operator::Scale => false,
        };
        let key = (row.lhs.clone(), row.operator, row.rhs.clone());
        let known = row.label.as_ref().and_then(|label| labels.get(label)).copied();
        let known = known.or(if is_shared { shared.get(&key).copied() } else { None });
        let place = known.unwrap_or_else(|| {
            n_free += 1;
            n_free - 1
        });
        row.free = Some(place);
        if let Some(label) = &row.label {
            labels.insert(label.clone(), place);
        }
        if is_shared {
            shared.insert(key, place);
        }
    }
    n_free
}
