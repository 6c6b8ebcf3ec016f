//! What commands about several sources of variance share: values, who and what they are about, and
//! fixed columns.

use hone_stats::variance::{Criterion, crossed, treatment_columns};
use hone_stats::{Groups, MAX_CATEGORIES, Scores};

use crate::error::Error;
use crate::report::Rows;
use crate::table::{Ask, Choice, Data, Labels, Reading, split};

/// The name of the items as a source, where each row answers several.
const ITEM: &str = "item";

/// Which values a model is about.
#[derive(Debug, clap::Args)]
pub(crate) struct Values {
    /// The column with the values
    #[arg(long, value_name = "COLUMN", required_unless_present = "items")]
    value: Option<String>,
    /// The items, a,b,c or a..c: their mean is the value, or each answer where 'item' is a source or fixed
    #[arg(long, value_name = "ITEMS", conflicts_with = "value")]
    items: Option<Choice>,
}

impl Values {
    /// Reads the values with what else was asked for, and leaves out rows that lack any of it.
    pub(super) fn read<'a>(&'a self, ask: Ask<'a>) -> Result<Data, Error> {
        match (&self.value, &self.items) {
            (Some(value), _) => ask.number(value).read()?.with_numbers(),
            (None, Some(items)) => ask.items(items).read()?.with_numbers()?.answered(),
            (None, None) => Err(Error::usage("name a column with --value, or --items")),
        }
    }

    /// The values of what was read: those of the last column of numbers, or the mean of the items.
    pub(super) fn of(&self, data: &Data) -> Result<Vec<f64>, Error> {
        match data.numbers.last().filter(|_| self.value.is_some()) {
            Some(column) => Ok(column.values.clone()),
            None => Ok(data.scores()?.row_means()),
        }
    }
}

/// How a model of variances is estimated, and what is told of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Estimation {
    /// Maximum likelihood instead of restricted maximum likelihood
    #[arg(long)]
    ml: bool,
    /// Also the score of each level of what varies, such as each leader
    #[arg(long)]
    pub(super) scores: bool,
}

impl Estimation {
    pub(super) fn criterion(&self) -> Criterion {
        if self.ml { Criterion::Ml } else { Criterion::Reml }
    }

    pub(super) fn criterion_name(&self) -> &'static str {
        if self.ml { "ml" } else { "reml" }
    }
}

/// The rows of a model.
pub(crate) struct Design {
    pub(crate) rows: Rows,
    pub(crate) values: Vec<f64>,
    /// Whether a value is the mean of several answers.
    pub(crate) is_mean: bool,
    /// The sources, as they were named.
    pub(crate) terms: Vec<Term>,
    /// Names of the fixed columns, without the intercept.
    pub(crate) fixed_names: Vec<String>,
    pub(crate) fixed: Option<Scores>,
    /// What may not have been meant.
    pub(crate) doubts: Vec<String>,
}

/// A source of variance.
pub(crate) struct Term {
    pub(crate) name: String,
    pub(crate) groups: Groups,
    /// The levels by number.
    pub(crate) levels: Vec<String>,
}

impl Design {
    /// Reads what a model needs. Columns in `fixed` count as numbers where all cells are numbers
    /// and not just 0 and 1, and as factors elsewhere.
    pub(crate) fn read(
        file: &std::path::Path,
        reading: &Reading,
        values: &Values,
        random: &str,
        fixed: Option<&str>,
    ) -> Result<Self, Error> {
        let terms = split(random);
        let fixed = fixed.map(split).unwrap_or_default();
        let mut ask = reading.ask(file)?;
        let has_item = ask.columns().iter().any(|name| name == ITEM);
        let is_stacked = values.items.is_some() && !has_item;
        let mut names: Vec<&str> = vec![];
        for name in terms.iter().flat_map(|term| term.split(':')).chain(fixed.iter().map(|n| &**n))
        {
            let is_told = names.contains(&name) || is_stacked && name == ITEM;
            if !is_told {
                names.push(name);
            }
        }
        let mut sources = terms.iter().flat_map(|term| term.split(':'));
        let has_item = sources.any(|name| name == ITEM) || fixed.iter().any(|name| name == ITEM);
        let is_stacked = is_stacked && has_item;
        for name in &names {
            ask = ask.label(name);
        }
        let data = values.read(ask)?;
        let data = fixed.iter().try_fold(data, |data, name| data.with_number(name))?;
        let rows = Rows::from(&data);
        let is_mean = values.items.is_some() && data.items.len() > 1 && !is_stacked;
        let stack = Stack::new(values, &data, is_stacked)?;
        let terms = terms.iter().map(|term| stack.term(&data, term)).collect::<Result<_, _>>()?;
        let mut design = Self {
            rows,
            values: vec![],
            is_mean,
            terms,
            fixed_names: vec![],
            fixed: None,
            doubts: vec![],
        };
        let mut columns = vec![];
        for name in &fixed {
            design.doubts.extend(stack.doubt(&data, name)?);
            stack.fixed(&data, name, &mut design.fixed_names, &mut columns)?;
        }
        if !columns.is_empty() {
            design.fixed = Some(Scores::new(columns)?);
        }
        design.values = stack.values;
        Ok(design)
    }

    /// What the statistics say is wrong, with the names of sources and columns.
    pub(crate) fn named<T>(&self, result: Result<T, hone_stats::Error>) -> Result<T, Error> {
        use hone_stats::Error as E;
        let term = |place: usize| self.terms.get(place).map_or("", |term| term.name.as_str());
        result.map_err(|error| {
            let text = match error {
                E::OneLevel { term: at } => format!("'{}' has one level only", term(at)),
                E::LevelPerRow { term: at } => format!(
                    "'{}' has a level in each row, so it cannot be told from the residual: leave it out",
                    term(at)
                ),
                E::AlikeTerms { first, second } => format!(
                    "'{}' and '{}' group the rows alike, so they cannot be told apart: leave one out",
                    term(first),
                    term(second)
                ),
                E::NothingLeft { term: at } => format!(
                    "the fixed columns explain everything by which '{}' differs: leave one of them out",
                    term(at)
                ),
                E::DependentFixed { column } => format!(
                    "fixed column '{}' is constant or follows from those before it: leave it out",
                    self.fixed_names.get(column).map_or("", String::as_str)
                ),
                E::TooManyCategories { .. } => format!(
                    "there are more than {MAX_CATEGORIES} different answers; numbers that are not \
                     ordered categories are for 'hone stats variance'"
                ),
                other => return Error::from(other),
            };
            Error::data(format!("this cannot be told: {text}"))
        })
    }
}

/// Values with the row of the table and the item that each is from.
struct Stack {
    values: Vec<f64>,
    rows: Vec<usize>,
    items: Option<(Vec<u32>, Vec<String>)>,
}

impl Stack {
    fn new(values: &Values, data: &Data, is_stacked: bool) -> Result<Self, Error> {
        if !is_stacked {
            let values = values.of(data)?;
            return Ok(Self { rows: (0..values.len()).collect(), values, items: None });
        }
        let mut stack = Self { values: vec![], rows: vec![], items: None };
        let mut codes = vec![];
        for (code, item) in (0..).zip(&data.items) {
            let answered = item.values.iter().enumerate().filter(|(_, value)| !value.is_nan());
            for (row, value) in answered {
                stack.values.push(*value);
                stack.rows.push(row);
                codes.push(code);
            }
        }
        stack.items = Some((codes, data.names()));
        Ok(stack)
    }

    fn labels(&self, data: &Data, name: &str) -> Result<Labels, Error> {
        if let (ITEM, Some((codes, names))) = (name, &self.items) {
            return Ok(Labels::new(ITEM.to_owned(), codes.clone(), names));
        }
        let labels = data.labels.iter().find(|labels| labels.name == name);
        let labels = labels.ok_or_else(|| Error::usage(format!("'{name}' is not a column")))?;
        Ok(if self.items.is_some() { labels.rows(&self.rows) } else { labels.clone() })
    }

    fn term(&self, data: &Data, term: &str) -> Result<Term, Error> {
        let parts: Vec<Labels> =
            term.split(':').map(|name| self.labels(data, name)).collect::<Result<_, _>>()?;
        let groups: Vec<Groups> = parts.iter().map(Labels::groups).collect::<Result<_, _>>()?;
        let groups = crossed(&groups.iter().collect::<Vec<_>>())?;
        let mut levels = vec![String::new(); groups.n_groups()];
        for (row, group) in groups.of().iter().enumerate() {
            let level = &mut levels[*group as usize];
            if level.is_empty() {
                let names: Vec<&str> = parts.iter().map(|part| part.of(row)).collect();
                *level = names.join(":");
            }
        }
        Ok(Term { name: term.to_owned(), groups, levels })
    }

    /// A word of warning where a column that looks like numbers counts as a factor for a few texts.
    fn doubt(&self, data: &Data, name: &str) -> Result<Option<String>, Error> {
        let labels = self.labels(data, name)?;
        let texts = data.texts_in(&labels);
        let n_levels = labels.names().len();
        let Some(text) = texts.first().filter(|_| 2 * texts.len() < n_levels) else {
            return Ok(None);
        };
        Ok(Some(format!(
            "'{name}' has '{text}' among its numbers, so that it counts as a factor of {n_levels} levels; \
             if that stands for 'no answer', say so with --missing"
        )))
    }

    fn fixed(
        &self,
        data: &Data,
        name: &str,
        names: &mut Vec<String>,
        columns: &mut Vec<Vec<f64>>,
    ) -> Result<(), Error> {
        let labels = self.labels(data, name)?;
        let is_binary = labels.names() == ["0", "1"];
        if let Some(numbers) = data.numbers_in(&labels).filter(|_| !is_binary) {
            names.push(name.to_owned());
            columns.push(numbers);
            return Ok(());
        }
        names.extend(labels.names().iter().skip(1).map(|level| format!("{name}{level}")));
        columns.extend(treatment_columns(&labels.groups()?)?);
        Ok(())
    }
}
