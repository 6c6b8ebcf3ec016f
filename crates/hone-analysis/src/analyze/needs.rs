//! How much data a method needs before its numbers say anything.
//!
//! Below these the analysis leaves a method out and says so; the command for the method alone still
//! answers. They are conventions with a source where there is one, not laws.

use super::asked::Asked;

/// Why a method is left out.
pub(super) type Reason = String;

/// Fewer leaders who were rated again tell nothing of change in general.
const FOLLOWED: usize = 10;

/// A need of the whole data.
#[derive(Debug, Clone, Copy)]
pub(super) enum Need {
    /// So many ballots.
    Ballots(usize),
    /// So many leaders with at least two ballots.
    Leaders(usize),
    /// So many items in the scale.
    Items(usize),
    /// A column that says who rated.
    Raters,
    /// No more raters than that.
    RatersAtMost(usize),
    /// At least some raters who rated two leaders or more, so that leniency can be told from the
    /// leaders.
    SharedRaters(usize),
    /// A column of groups, each with so many ballots.
    Groups(usize),
    /// Answers in so few categories that they are ordinal.
    Categories(usize),
    /// So many scales.
    Scales(usize),
    /// No more answers than that, which would take minutes.
    AnswersAtMost(usize),
    /// A column of rounds, so many of them, in so many of which ten leaders or more were rated.
    Waves(usize),
    /// The names of rounds are numbers, to be taken for times.
    NumberedWaves,
}

impl Need {
    /// The reason to leave out, if the need is not met by `items` of the data.
    pub(super) fn missing(self, asked: &Asked, items: &[usize]) -> Option<Reason> {
        match self {
            Self::Ballots(n) => few("ballots", asked.n_ballots(), n),
            Self::Leaders(n) => {
                let sizes = asked.leaders.sizes();
                few(
                    "leaders with two ballots or more",
                    sizes.iter().filter(|size| **size > 1).count(),
                    n,
                )
            }
            Self::Items(n) => few("items", items.len(), n),
            Self::Raters => (asked.raters.is_none())
                .then(|| "no column says who rated; name one with --rater".to_owned()),
            Self::RatersAtMost(most) => {
                let n = asked.raters.as_ref().map_or(0, |raters| raters.names().len());
                (n > most).then(|| {
                    format!("there are {n} raters, and no more than {most} are told apart here")
                })
            }
            Self::SharedRaters(n) => few("raters who rated two leaders or more", shared(asked), n),
            Self::Groups(n) => groups(asked, n),
            Self::Categories(most) => wide_item(asked, items, most),
            Self::Scales(n) => match asked.scales.len() {
                1 => Some("the items are one scale; name several with --model".to_owned()),
                found => few("scales", found, n),
            },
            Self::AnswersAtMost(most) => {
                let n = asked.n_ballots() * items.len();
                (n > most).then(|| {
                    format!(
                        "{} answers would take minutes; ask for it by itself",
                        crate::report::count(n)
                    )
                })
            }
            Self::Waves(n) => waves(asked, n),
            Self::NumberedWaves => {
                let names = asked.waves.iter().flat_map(|waves| &waves.names);
                let mut words = names.filter(|name| name.parse::<f64>().is_err());
                words.next().map(|name| format!("the round '{name}' is no number, so not a time"))
            }
        }
    }
}

fn few(what: &str, found: usize, needed: usize) -> Option<Reason> {
    (found < needed).then(|| format!("there are {found} {what}, and {needed} are needed"))
}

fn shared(asked: &Asked) -> usize {
    let Some(raters) = &asked.raters else { return 0 };
    let mut first: Vec<Option<u32>> = vec![None; raters.names().len()];
    let mut is_shared = vec![false; raters.names().len()];
    for (rater, leader) in raters.codes().iter().zip(asked.leaders.of()) {
        let rater = *rater as usize;
        is_shared[rater] |= first[rater].is_some_and(|other| other != *leader);
        first[rater] = Some(*leader);
    }
    is_shared.iter().filter(|is_shared| **is_shared).count()
}

fn waves(asked: &Asked, needed: usize) -> Option<Reason> {
    let Some(waves) = &asked.waves else {
        return Some("no column says which round a ballot is of; name one with --wave".to_owned());
    };
    few("rounds", waves.names.len(), needed).or_else(|| {
        let often = waves.of_leaders.iter().filter(|n| **n >= needed).count();
        let what = format!("leaders who were rated in {needed} rounds or more");
        few(&what, often, FOLLOWED)
    })
}

fn groups(asked: &Asked, needed: usize) -> Option<Reason> {
    let Some(groups) = &asked.groups else {
        return Some("no column of groups was named; name one with --group".to_owned());
    };
    let mut sizes = vec![0_usize; groups.names().len()];
    for group in groups.codes() {
        sizes[*group as usize] += 1;
    }
    let (name, size) = groups.names().iter().zip(&sizes).min_by_key(|(_, size)| **size)?;
    (*size < needed).then(|| {
        format!("group '{name}' has {size} ballots, and {needed} are needed in each group")
    })
}

fn wide_item(asked: &Asked, items: &[usize], most: usize) -> Option<Reason> {
    items.iter().find_map(|item| {
        let column = &asked.data.items[*item];
        let mut values: Vec<f64> = vec![];
        for value in column.values.iter().filter(|value| !value.is_nan()) {
            if !values.contains(value) {
                values.push(*value);
            }
            if values.len() > most {
                return Some(format!(
                    "'{}' has more than {most} different answers, so it is not ordinal",
                    column.name
                ));
            }
        }
        None
    })
}
