use crate::{Categories, Error, Groups, MAX_CATEGORIES, MISSING, Scores};

use super::Steps;

/// Ratings sorted by person, with codes instead of values.
pub(super) struct Ratings {
    pub(super) n_items: usize,
    pub(super) n_raters: usize,
    pub(super) n_persons: usize,
    /// How many steps each item has: its categories less one.
    pub(super) item_steps: Vec<usize>,
    /// Where the steps of each item begin among all steps.
    pub(super) first_step: Vec<usize>,
    /// How many steps there are: those of one item where all share them.
    pub(super) n_steps: usize,
    starts: Vec<usize>,
    raters: Vec<u32>,
    codes: Vec<u8>,
    /// The raters of [`Ratings::new`]'s data by their number here.
    pub(super) kept_raters: Vec<u32>,
    /// The values behind the codes of each item; one list where all items share them.
    pub(super) values: Vec<Vec<f64>>,
}

/// What one rater said of one person.
#[derive(Clone, Copy)]
pub(super) struct Rating<'a> {
    pub(super) rater: usize,
    /// A code per item, [`MISSING`] where there is none.
    pub(super) codes: &'a [u8],
}

/// Raters all of whose answers are at one end, so that their severity is infinite.
pub(super) struct Extreme {
    pub(super) rater: u32,
    /// Whether all answers are the lowest ones.
    pub(super) is_low: bool,
}

impl Ratings {
    /// Codes the ratings, leaving out raters at one end until none is left there.
    pub(super) fn new(
        scores: &Scores,
        persons: &Groups,
        raters: &Groups,
        steps: Steps,
    ) -> Result<(Self, Vec<Extreme>), Error> {
        let mut rows = answered(scores);
        let mut extremes = Vec::new();
        loop {
            if rows.is_empty() {
                return Err(Error::NoRows);
            }
            let answered = scores.rows(&rows)?;
            let coded = Coded::new(&answered, steps)?;
            let raters_of: Vec<u32> = rows.iter().map(|row| raters.of()[*row]).collect();
            let found = extremes_of(&coded, &raters_of, raters.n_groups());
            if found.is_empty() {
                let persons_of: Vec<u32> = rows.iter().map(|row| persons.of()[*row]).collect();
                let ratings = Self::sorted(coded, &persons_of, &raters_of, persons.n_groups())?;
                return Ok((ratings, extremes));
            }
            let mut is_extreme = vec![false; raters.n_groups()];
            for extreme in &found {
                is_extreme[extreme.rater as usize] = true;
            }
            rows.retain(|row| !is_extreme[raters.of()[*row] as usize]);
            extremes.extend(found);
        }
    }

    /// Codes all ratings in which anything was answered.
    pub(super) fn all(
        scores: &Scores,
        persons: &Groups,
        raters: &Groups,
        steps: Steps,
    ) -> Result<Self, Error> {
        let rows = answered(scores);
        if rows.is_empty() {
            return Err(Error::NoRows);
        }
        let coded = Coded::new(&scores.rows(&rows)?, steps)?;
        let pick = |groups: &Groups| -> Vec<u32> { rows.iter().map(|r| groups.of()[*r]).collect() };
        Self::sorted(coded, &pick(persons), &pick(raters), persons.n_groups())
    }

    /// The ratings of a person.
    pub(super) fn of(&self, person: usize) -> impl ExactSizeIterator<Item = Rating<'_>> {
        let rows = self.starts[person]..self.starts[person + 1];
        rows.map(|row| Rating {
            rater: self.raters[row] as usize,
            codes: &self.codes[row * self.n_items..(row + 1) * self.n_items],
        })
    }

    /// How many steps of an item are estimated; a single one is zero by its condition.
    pub(super) fn free_steps(&self, item: usize) -> usize {
        if self.item_steps[item] > 1 { self.item_steps[item] } else { 0 }
    }

    /// How many sets of steps there are, of which the first item of each stands for it.
    pub(super) fn step_sets(&self) -> usize {
        self.values.len()
    }

    /// The codes of the items that share the steps of an item.
    pub(super) fn with_steps_of<'a>(&self, item: usize, codes: &'a [u8]) -> &'a [u8] {
        if self.step_sets() == 1 { codes } else { &codes[item..=item] }
    }

    /// The most answers that anybody got.
    pub(super) fn most_answers(&self) -> usize {
        self.starts.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0) * self.n_items
    }

    /// Refuses an item all of whose answers by one rater are at one end, or that the rater never
    /// answered: its interaction is infinite, or nothing.
    pub(super) fn refuse_extreme_cells(&self) -> Result<(), Error> {
        let mut above_low = vec![false; self.n_raters * self.n_items];
        let mut below_high = above_low.clone();
        for rating in (0..self.n_persons).flat_map(|person| self.of(person)) {
            for (item, code) in rating.codes.iter().enumerate().filter(|(_, c)| **c != MISSING) {
                let cell = rating.rater * self.n_items + item;
                above_low[cell] |= *code > 0;
                below_high[cell] |= usize::from(*code) < self.item_steps[item];
            }
        }
        match above_low.iter().zip(&below_high).position(|(above, below)| !(above & below)) {
            None => Ok(()),
            Some(cell) => Err(Error::ExtremeCell {
                item: cell % self.n_items,
                rater: self.kept_raters[cell / self.n_items] as usize,
            }),
        }
    }

    /// Who rated whom.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.n_persons)
            .flat_map(|person| self.of(person).map(move |rating| (person, rating.rater)))
    }

    fn sorted(
        Coded { codes, values }: Coded,
        persons: &[u32],
        raters: &[u32],
        n_persons: usize,
    ) -> Result<Self, Error> {
        let n_items = codes.len();
        let mut order: Vec<usize> = (0..persons.len()).collect();
        order.sort_by_key(|row| (persons[*row], raters[*row]));
        let mut starts = vec![0; n_persons + 1];
        for person in persons {
            starts[*person as usize + 1] += 1;
        }
        for person in 0..n_persons {
            starts[person + 1] += starts[person];
        }
        let (kept, kept_raters) = Groups::by_label(raters)?;
        let shared = values.len() == 1;
        let item_steps: Vec<usize> =
            (0..n_items).map(|item| values[if shared { 0 } else { item }].len() - 1).collect();
        let first_step: Vec<usize> = (0..n_items)
            .map(|item| if shared { 0 } else { item_steps[..item].iter().sum() })
            .collect();
        Ok(Self {
            n_items,
            n_raters: kept.n_groups(),
            n_persons,
            n_steps: values.iter().map(|values| values.len() - 1).sum(),
            item_steps,
            first_step,
            starts,
            raters: order.iter().map(|row| kept.of()[*row]).collect(),
            codes: order.iter().flat_map(|row| codes.iter().map(|item| item[*row])).collect(),
            kept_raters,
            values,
        })
    }
}

/// The rows in which anything was answered.
fn answered(scores: &Scores) -> Vec<usize> {
    let is_answered = |row: &usize| scores.items().any(|item| !item[*row].is_nan());
    (0..scores.n_rows()).filter(is_answered).collect()
}

/// Codes per item, and the values behind them: one list for all items or one for each.
struct Coded {
    codes: Vec<Vec<u8>>,
    values: Vec<Vec<f64>>,
}

impl Coded {
    fn new(scores: &Scores, steps: Steps) -> Result<Self, Error> {
        let own = Categories::of(scores)?;
        match steps {
            Steps::PerItem => Self::per_item(&own),
            Steps::Common => Self::common(&own),
        }
    }

    fn per_item(own: &Categories) -> Result<Self, Error> {
        own.refuse_constant()?;
        let items = 0..own.n_items();
        let codes = items.clone().map(|item| own.item(item).to_vec()).collect();
        Ok(Self { codes, values: items.map(|item| own.values(item).to_vec()).collect() })
    }

    /// An item whose answers are all at one end has no finite difficulty.
    fn common(own: &Categories) -> Result<Self, Error> {
        let items = 0..own.n_items();
        let mut values: Vec<f64> =
            items.clone().flat_map(|item| own.values(item).to_vec()).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        if values.len() > MAX_CATEGORIES {
            return Err(Error::TooManyCategories { item: 0 });
        }
        let mut codes = Vec::with_capacity(own.n_items());
        for item in items {
            let shared = |value: &f64| values.partition_point(|other| other < value);
            let of_own: Vec<usize> = own.values(item).iter().map(shared).collect();
            if of_own == [0] || of_own == [values.len() - 1] {
                return Err(Error::Constant { item });
            }
            let code = |own: &u8| {
                of_own.get(usize::from(*own)).and_then(|c| u8::try_from(*c).ok()).unwrap_or(MISSING)
            };
            codes.push(own.item(item).iter().map(code).collect());
        }
        Ok(Self { codes, values: vec![values] })
    }
}

/// Raters whose every answer is the lowest possible one, or every answer the highest.
fn extremes_of(coded: &Coded, raters: &[u32], n_raters: usize) -> Vec<Extreme> {
    let (mut above_low, mut below_high) = (vec![false; n_raters], vec![false; n_raters]);
    let mut is_there = vec![false; n_raters];
    for (item, column) in coded.codes.iter().enumerate() {
        let values = coded.values.get(item).or(coded.values.first());
        let last = values.map_or(0, |values| values.len() - 1);
        for (code, rater) in column.iter().zip(raters) {
            if *code != MISSING {
                is_there[*rater as usize] = true;
                above_low[*rater as usize] |= *code > 0;
                below_high[*rater as usize] |= usize::from(*code) < last;
            }
        }
    }
    (0u32..)
        .take(n_raters)
        .filter(|rater| is_there[*rater as usize])
        .filter(|rater| !(above_low[*rater as usize] && below_high[*rater as usize]))
        .map(|rater| Extreme { rater, is_low: !above_low[rater as usize] })
        .collect()
}
