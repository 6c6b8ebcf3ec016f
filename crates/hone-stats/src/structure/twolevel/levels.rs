use std::collections::HashMap;

use super::model::{Cell, Level, Place, TwoLevelModel, Unit, Value};
use crate::Error;
use crate::structure::ModelProblem;
use crate::structure::model_syntax::{Modifier, Operator, Term, parse_model};

/// A two-level model with its names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedModel {
    /// The model.
    pub model: TwoLevelModel,
    /// The items, in the order of the model.
    pub items: Vec<String>,
    /// The factors within and between.
    pub factors: [Vec<String>; 2],
}

/// Reads a two-level model as it is written in lavaan: a block after `level: 1` (within), and one
/// after `level: 2` (between). Without such lines the same model stands at both levels.
///
/// Loadings (`=~`), variances and covariances (`~~`), fixed values, `NA*` and labels are read; the same
/// label at both levels makes a parameter equal across them. As lavaan's `cfa`: the first loading of a
/// factor is 1 unless `unit` says otherwise, factors of a level covary, items have residual variances.
/// Means are free. Both levels have to be about the same items. Regressions and intercepts are not
/// read; an error says where.
///
/// Checked against the models of the reference results.
pub fn parse_levels(text: &str, columns: &[&str], unit: Unit) -> Result<NamedModel, Error> {
    let blocks = blocks(text)?;
    let terms = [parse_model(&blocks[0])?, parse_model(&blocks[1])?];
    let mut names = Names::default();
    names.take(&terms, columns)?;
    let mut builder = Builder { names: &names, labels: HashMap::new(), n_free: 0, cells: vec![] };
    for (level, terms) in [Level::Within, Level::Between].into_iter().zip(&terms) {
        builder.level(level, terms, unit)?;
    }
    let n_factors = names.factors.each_ref().map(Vec::len);
    let model = TwoLevelModel::new(names.items.len(), n_factors, builder.cells)?;
    Ok(NamedModel { model, items: names.items, factors: names.factors })
}

/// The text of each level, the other's being blanked so that lines keep their numbers.
fn blocks(text: &str) -> Result<[String; 2], Error> {
    let mut blocks = [String::new(), String::new()];
    let mut current: Option<usize> = None;
    for (line, words) in (1..).zip(text.split_inclusive('\n')) {
        for statement in words.split_inclusive(';') {
            let plain = statement.split(['#', '!']).next().unwrap_or_default();
            let plain = plain.trim().trim_end_matches(';').trim_end();
            let named = plain.strip_prefix("level").map(str::trim_start);
            if let Some(name) = named.and_then(|rest| rest.strip_prefix(':')) {
                current = Some(match name.trim() {
                    "1" | "within" => 0,
                    "2" | "between" => 1,
                    _ => return Err(problem(line, 1, ModelProblem::Level)),
                });
                let end = if statement.ends_with('\n') { "\n" } else { "" };
                for block in &mut blocks {
                    block.push_str(end);
                }
                continue;
            }
            let blank: String =
                statement.chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
            for (place, block) in blocks.iter_mut().enumerate() {
                let is_here = current.is_none_or(|current| current == place);
                block.push_str(if is_here { statement } else { &blank });
            }
        }
    }
    Ok(blocks)
}

fn problem(line: usize, column: usize, problem: ModelProblem) -> Error {
    Error::Model { line, column, problem }
}

fn of_term(term: &Term, what: ModelProblem) -> Error {
    problem(term.line, term.column, what)
}

#[derive(Default)]
struct Names {
    items: Vec<String>,
    factors: [Vec<String>; 2],
}

impl Names {
    fn take(&mut self, terms: &[Vec<Term>; 2], columns: &[&str]) -> Result<(), Error> {
        for (factors, terms) in self.factors.iter_mut().zip(terms) {
            for term in terms.iter().filter(|term| term.operator == Operator::Loading) {
                if columns.contains(&term.lhs.as_str()) {
                    return Err(of_term(term, ModelProblem::FactorIsItem));
                }
                add(factors, &term.lhs);
            }
        }
        for (level, terms) in terms.iter().enumerate() {
            let mut here = vec![];
            for term in terms {
                if !matches!(term.operator, Operator::Loading | Operator::Covariance) {
                    return Err(of_term(term, ModelProblem::Level));
                }
                for name in [&term.lhs, &term.rhs] {
                    if self.factors[level].contains(name) {
                        continue;
                    }
                    if !columns.contains(&name.as_str()) {
                        return Err(of_term(term, ModelProblem::UnknownName));
                    }
                    add(&mut here, name);
                }
            }
            if level == 0 {
                self.items = here;
            } else if here.len() != self.items.len()
                || !here.iter().all(|name| self.items.contains(name))
            {
                return Err(problem(1, 1, ModelProblem::OtherItems));
            }
        }
        Ok(())
    }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

struct Builder<'a> {
    names: &'a Names,
    labels: HashMap<String, usize>,
    n_free: usize,
    cells: Vec<Cell>,
}

impl Builder<'_> {
    fn level(&mut self, level: Level, terms: &[Term], unit: Unit) -> Result<(), Error> {
        for term in terms {
            let place = self.place(level, term)?;
            if self.has(level, place) {
                return Err(of_term(term, ModelProblem::Twice));
            }
            let value = self.value(level, term, place, unit);
            self.cells.push(Cell { level, place, value });
        }
        let n_factors = self.names.factors[level.place()].len();
        for a in 0..n_factors {
            for b in a..n_factors {
                let is_unit = a == b && unit == Unit::Variance;
                self.default(level, Place::Factors(a, b), is_unit.then_some(1.0));
            }
        }
        for item in 0..self.names.items.len() {
            self.default(level, Place::Residuals(item, item), None);
        }
        Ok(())
    }

    fn place(&self, level: Level, term: &Term) -> Result<Place, Error> {
        let factor =
            |name: &str| self.names.factors[level.place()].iter().position(|other| other == name);
        let item = |name: &str| self.names.items.iter().position(|other| other == name);
        let place = if term.operator == Operator::Loading {
            let both = factor(&term.lhs).zip(item(&term.rhs));
            both.map(|(factor, item)| Place::Loading { item, factor })
        } else {
            let factors = factor(&term.lhs).zip(factor(&term.rhs));
            let items = item(&term.lhs).zip(item(&term.rhs));
            factors
                .map(|(a, b)| Place::Factors(a.min(b), a.max(b)))
                .or(items.map(|(a, b)| Place::Residuals(a.min(b), a.max(b))))
        };
        place.ok_or_else(|| of_term(term, ModelProblem::Level))
    }

    fn value(&mut self, level: Level, term: &Term, place: Place, unit: Unit) -> Value {
        let mut fixed = (unit == Unit::FirstLoading && self.is_first(level, place)).then_some(1.0);
        let mut label = None;
        for modifier in term.modifiers.iter().filter_map(|of| of.first()) {
            match modifier {
                Modifier::Free => fixed = None,
                Modifier::Fixed(value) => fixed = Some(*value),
                Modifier::Label(name) => label = Some(name.clone()),
            }
        }
        if let Some(value) = fixed {
            return Value::Fixed(value);
        }
        let next = self.n_free;
        let number = label.map_or(next, |label| *self.labels.entry(label).or_insert(next));
        self.n_free += usize::from(number == next);
        Value::Free(number)
    }

    /// Whether this is the first loading of its factor.
    fn is_first(&self, level: Level, place: Place) -> bool {
        let Place::Loading { factor: wanted, .. } = place else { return false };
        !self.cells.iter().any(|cell| {
            cell.level == level
                && matches!(cell.place, Place::Loading { factor, .. } if factor == wanted)
        })
    }

    fn default(&mut self, level: Level, place: Place, fixed: Option<f64>) {
        if !self.has(level, place) {
            let value = fixed.map_or(Value::Free(self.n_free), Value::Fixed);
            self.n_free += usize::from(fixed.is_none());
            self.cells.push(Cell { level, place, value });
        }
    }

    fn has(&self, level: Level, place: Place) -> bool {
        self.cells.iter().any(|cell| cell.level == level && cell.place == place)
    }
}
