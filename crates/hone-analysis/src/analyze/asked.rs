//! What was asked of which data.

use hone_stats::Groups;
use hone_stats::structure::model_syntax::{Operator, parse_model};

use super::Analyze;
use crate::error::{Error, Kind};
use crate::report::count;
use crate::table::{Choice, Data, Labels};

/// A scale and its items, by place in the data.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub(super) name: String,
    pub(super) items: Vec<usize>,
}

/// The data, and what they are to be asked.
pub(super) struct Asked {
    file: String,
    /// The options that say how to read the file.
    reading: Vec<String>,
    /// The first label says who was rated.
    pub(super) data: Data,
    pub(super) leaders: Groups,
    pub(super) raters: Option<Labels>,
    pub(super) groups: Option<Labels>,
    pub(super) scales: Vec<Scale>,
    /// The text of the model, where one was given.
    pub(super) model: Option<String>,
}

impl Asked {
    pub(super) fn read(line: &Analyze) -> Result<Self, Error> {
        let model = line.model.as_deref().map(model_text).transpose()?;
        let named = model.as_deref().map(scales).transpose()?.unwrap_or_default();
        let choice = match &line.items {
            Some(items) => items.clone(),
            None => items_of(&named)?,
        };
        let mut ask = line.source.ask()?.items(&choice).label(&line.ratee);
        for name in [&line.rater, &line.group].into_iter().flatten() {
            ask = ask.label(name);
        }
        let mut data = ask.read()?.answered()?;
        let mut others = data.labels.split_off(1).into_iter();
        let raters = line.rater.as_ref().and_then(|_| others.next());
        let groups = line.group.as_ref().and_then(|_| others.next());
        let (leaders, _) = Groups::by_label(data.labels[0].codes())?;
        let scales = placed(&named, &data);
        let file = line.source.file.display().to_string();
        let reading = line.source.reading.words();
        Ok(Self { file, reading, data, leaders, raters, groups, scales, model })
    }

    /// All items as one scale.
    pub(super) fn everything(&self) -> Scale {
        Scale { name: "all items".to_owned(), items: (0..self.data.items.len()).collect() }
    }

    /// The words of a command about some items.
    pub(super) fn words(&self, command: &str, scale: &Scale) -> Vec<String> {
        let label = |labels: &Option<Labels>| {
            labels.as_ref().map(|labels| labels.name.clone()).unwrap_or_default()
        };
        let word = |word: &str| match word {
            "FILE" => self.file.clone(),
            "ITEMS" => self.names(&scale.items).join(","),
            "RATEE" => self.data.labels[0].name.clone(),
            "RATER" => label(&self.raters),
            "GROUP" => label(&self.groups),
            "MODEL" => self
                .model
                .clone()
                .unwrap_or_else(|| format!("All =~ {}", self.names(&scale.items).join(" + "))),
            word => word.to_owned(),
        };
        command.split(' ').map(word).chain(self.reading.iter().cloned()).collect()
    }

    fn names(&self, items: &[usize]) -> Vec<&str> {
        items.iter().map(|item| self.data.items[*item].name.as_str()).collect()
    }

    pub(super) fn n_ballots(&self) -> usize {
        self.data.n()
    }

    pub(super) fn n_leaders(&self) -> usize {
        self.leaders.n_groups()
    }

    pub(super) fn summary(&self) -> String {
        let n_raters =
            self.raters.as_ref().map(|raters| format!(", {} raters", count(raters.names().len())));
        format!(
            "{} ballots about {} leaders{}; {} items in {}.",
            count(self.n_ballots()),
            count(self.n_leaders()),
            n_raters.unwrap_or_default(),
            self.data.items.len(),
            match self.scales.len() {
                1 => "one scale".to_owned(),
                n => format!("{n} scales"),
            }
        )
    }
}

/// A model is a text, or the file that holds it.
fn model_text(model: &str) -> Result<String, Error> {
    if model.contains("=~") {
        return Ok(model.to_owned());
    }
    std::fs::read_to_string(model).map_err(|error| {
        let message = format!(
            "--model: '{model}' is neither a model, such as 'F1 =~ a + b + c', nor a file that can \
             be read: {error}"
        );
        Error::new(Kind::File, message)
    })
}

/// Names of scales with the names of their items.
fn scales(model: &str) -> Result<Vec<(String, Vec<String>)>, Error> {
    let terms = parse_model(model).map_err(|error| Error::usage(format!("--model: {error}")))?;
    let mut scales: Vec<(String, Vec<String>)> = vec![];
    for term in terms.into_iter().filter(|term| term.operator == Operator::Loading) {
        match scales.iter_mut().find(|(name, _)| *name == term.lhs) {
            Some((_, items)) => items.push(term.rhs),
            None => scales.push((term.lhs, vec![term.rhs])),
        }
    }
    if scales.is_empty() {
        return Err(Error::usage(
            "--model: no scale is measured by items; write 'F1 =~ a + b + c'",
        ));
    }
    Ok(scales)
}

fn items_of(scales: &[(String, Vec<String>)]) -> Result<Choice, Error> {
    let mut names: Vec<&str> = vec![];
    for item in scales.iter().flat_map(|(_, items)| items) {
        if !names.contains(&item.as_str()) {
            names.push(item);
        }
    }
    names.join(",").parse().map_err(|error: String| Error::usage(error))
}

/// The scales of the model by place; all items are one scale where no model was given.
fn placed(named: &[(String, Vec<String>)], data: &Data) -> Vec<Scale> {
    if named.is_empty() {
        let items = (0..data.items.len()).collect();
        return vec![Scale { name: "all items".to_owned(), items }];
    }
    let place = |name: &String| data.items.iter().position(|item| item.name == *name);
    named
        .iter()
        .map(|(name, items)| Scale {
            name: name.clone(),
            items: items.iter().filter_map(place).collect(),
        })
        .collect()
}
