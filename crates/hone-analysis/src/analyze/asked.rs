//! What was asked of which data.

use hone_stats::Groups;

use super::Analyze;
use crate::command::scales::{Named, items_of, model_text, scales};
use crate::error::Error;
use crate::report::count;
use crate::table::{Data, Labels};

/// A scale and its items, by place in the data.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub(super) name: String,
    pub(super) items: Vec<usize>,
}

/// The rounds that the data are of.
pub(super) struct Waves {
    /// The name of the column.
    pub(super) column: String,
    /// In their order.
    pub(super) names: Vec<String>,
    /// For each leader of any round, in how many there are ballots.
    pub(super) of_leaders: Vec<usize>,
}

/// The data, and what they are to be asked. Of several rounds, the data of the last.
pub(super) struct Asked {
    file: String,
    /// The options that say how to read the file.
    reading: Vec<String>,
    /// The first label says who was rated.
    pub(super) data: Data,
    pub(super) leaders: Groups,
    pub(super) raters: Option<Labels>,
    pub(super) groups: Option<Labels>,
    pub(super) waves: Option<Waves>,
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
        for name in [&line.wave, &line.rater, &line.group].into_iter().flatten() {
            ask = ask.label(name);
        }
        let data = ask.read()?.answered()?;
        let (mut data, waves) = match &line.wave {
            Some(_) => last_wave(data)?,
            None => (data, None),
        };
        let mut others = data.labels.split_off(1).into_iter();
        let raters = line.rater.as_ref().and_then(|_| others.next());
        let groups = line.group.as_ref().and_then(|_| others.next());
        let (leaders, _) = Groups::by_label(data.labels[0].codes())?;
        let scales = placed(&named, &data);
        let file = line.source.file.display().to_string();
        let reading = line.source.reading.words();
        Ok(Self { file, reading, data, leaders, raters, groups, waves, scales, model })
    }

    /// All items as one scale.
    pub(super) fn everything(&self) -> Scale {
        Scale { name: "all items".to_owned(), items: (0..self.data.items.len()).collect() }
    }

    /// The words of a command about some items: of the last round, where the command does not ask of
    /// rounds itself.
    pub(super) fn words(&self, command: &str, scale: &Scale) -> Vec<String> {
        let label = |labels: &Option<Labels>| {
            labels.as_ref().map(|labels| labels.name.clone()).unwrap_or_default()
        };
        let ratee = self.data.labels[0].name.as_str();
        let word = |word: &str| match word {
            "FILE" => self.file.clone(),
            "ITEMS" => self.names(&scale.items).join(","),
            "RATEE" => ratee.to_owned(),
            "RATER" => label(&self.raters),
            "SOURCES" => format!("\"{ratee}\",\"{}\"", label(&self.raters)),
            "GROUP" => label(&self.groups),
            "WAVE" => self.waves.as_ref().map(|waves| waves.column.clone()).unwrap_or_default(),
            "SCALES" => self.scales.len().to_string(),
            "MODEL" => self
                .model
                .clone()
                .unwrap_or_else(|| format!("All =~ {}", self.names(&scale.items).join(" + "))),
            "FACTOR" => format!("Scale =~ {}", self.names(&scale.items).join(" + ")),
            word => word.to_owned(),
        };
        let optional = |pair: &str| match (pair, &self.raters) {
            ("[--rater]", Some(raters)) => vec!["--rater".to_owned(), raters.name.clone()],
            ("[--rater]", None) => vec![],
            (plain, _) => vec![word(plain)],
        };
        let last = self.waves.as_ref().filter(|_| !command.contains("WAVE"));
        let only = last.and_then(|waves| Some((&waves.column, waves.names.last()?)));
        let only = only.map(|(column, last)| format!("--only={column}={last}"));
        command
            .split(' ')
            .flat_map(optional)
            .chain(self.reading.iter().cloned())
            .chain(only)
            .collect()
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
        let of_waves = self.waves.as_ref().map(|waves| {
            let last = waves.names.last().map_or("", String::as_str);
            format!(
                " Of {} rounds; but for change, all is of the last ({last}).",
                count(waves.names.len())
            )
        });
        format!(
            "{} ballots about {} leaders{}; {} items in {}.{}",
            count(self.n_ballots()),
            count(self.n_leaders()),
            n_raters.unwrap_or_default(),
            self.data.items.len(),
            match self.scales.len() {
                1 => "one scale".to_owned(),
                n => format!("{n} scales"),
            },
            of_waves.unwrap_or_default()
        )
    }
}

/// The ballots of the last round, and what rounds there are; the second column of labels says which.
fn last_wave(data: Data) -> Result<(Data, Option<Waves>), Error> {
    let (leaders, labels) = (&data.labels[0], &data.labels[1]);
    let mut seen = vec![vec![false; labels.names().len()]; leaders.names().len()];
    for (leader, wave) in leaders.codes().iter().zip(labels.codes()) {
        seen[*leader as usize][*wave as usize] = true;
    }
    let n_seen = |waves: &Vec<bool>| waves.iter().filter(|is_seen| **is_seen).count();
    let waves = Waves {
        column: labels.name.clone(),
        names: labels.names().to_vec(),
        of_leaders: seen.iter().map(n_seen).collect(),
    };
    let last = waves.names.last().cloned().unwrap_or_default();
    let mut data = data.keep("another round", |data, row| data.labels[1].of(row) == last)?;
    data.labels.remove(1);
    Ok((data, Some(waves)))
}

/// The scales of the model by place; all items are one scale where no model was given.
fn placed(named: &[Named], data: &Data) -> Vec<Scale> {
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
