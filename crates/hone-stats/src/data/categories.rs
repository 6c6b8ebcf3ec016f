use crate::{Error, Scores};

/// The code of an answer that is missing.
pub const MISSING: u8 = u8::MAX;

/// The most categories an item may have to be taken as ordinal.
pub const MAX_CATEGORIES: usize = 64;

/// Ordered categories: per item the codes `0, 1, …` of the values that occur, lowest first.
///
/// A value that nobody gave has no code, so each category of each item occurs at least once. An item
/// has between 1 (nobody differs) and [`MAX_CATEGORIES`] categories; methods that need two refuse
/// [`Error::Constant`].
#[derive(Debug, Clone, PartialEq)]
pub struct Categories {
    codes: Vec<Vec<u8>>,
    values: Vec<Vec<f64>>,
}

impl Categories {
    /// Orders the values that occur, each item for itself.
    pub fn of(scores: &Scores) -> Result<Self, Error> {
        let mut codes = Vec::with_capacity(scores.n_items());
        let mut values = Vec::with_capacity(scores.n_items());
        for (item, column) in scores.items().enumerate() {
            let (distinct, coded) = if let Some(found) = of_points(column) {
                found
            } else {
                let distinct = distinct(column).ok_or(Error::TooManyCategories { item })?;
                let coded = column.iter().map(|value| code(&distinct, *value)).collect();
                (distinct, coded)
            };
            if distinct.is_empty() {
                return Err(Error::NoAnswers);
            }
            if distinct.len() > MAX_CATEGORIES {
                return Err(Error::TooManyCategories { item });
            }
            codes.push(coded);
            values.push(distinct);
        }
        Ok(Self { codes, values })
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.codes[0].len()
    }

    /// How many items there are.
    pub fn n_items(&self) -> usize {
        self.codes.len()
    }

    /// The codes of one item in the order of the rows; [`MISSING`] where there is no answer.
    pub fn item(&self, item: usize) -> &[u8] {
        &self.codes[item]
    }

    /// How many categories of an item occur.
    pub fn n_categories(&self, item: usize) -> usize {
        self.values[item].len()
    }

    /// The value behind each code of an item, ascending.
    pub fn values(&self, item: usize) -> &[f64] {
        &self.values[item]
    }

    /// Refuses an item of which only one category occurs.
    pub fn refuse_constant(&self) -> Result<(), Error> {
        match self.values.iter().position(|values| values.len() < 2) {
            Some(item) => Err(Error::Constant { item }),
            None => Ok(()),
        }
    }
}

/// Values that occur, ascending, and the code of each row, looked up by the value; `None` where a
/// value is no whole number below 256.
fn of_points(column: &[f64]) -> Option<(Vec<f64>, Vec<u8>)> {
    let mut occurs = [false; 256];
    let mut points = Vec::with_capacity(column.len());
    for value in column {
        let point = point(*value);
        let is_whole = f64::from(point) == *value;
        if !is_whole && !value.is_nan() {
            return None;
        }
        occurs[usize::from(point)] |= is_whole;
        points.push(point);
    }
    let mut codes = [MISSING; 256];
    let mut distinct = Vec::new();
    for point in (0..=u8::MAX).filter(|point| occurs[usize::from(*point)]) {
        codes[usize::from(point)] = u8::try_from(distinct.len()).unwrap_or(MISSING);
        distinct.push(f64::from(point));
    }
    let coded = points
        .iter()
        .zip(column)
        .map(|(point, value)| if value.is_nan() { MISSING } else { codes[usize::from(*point)] });
    let coded = coded.collect();
    Some((distinct, coded))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is no whole number below 256 is told by comparing"
)]
fn point(value: f64) -> u8 {
    value as u8
}

/// Values that occur, ascending; `None` beyond [`MAX_CATEGORIES`].
fn distinct(column: &[f64]) -> Option<Vec<f64>> {
    let mut found: Vec<f64> = Vec::new();
    for value in column.iter().filter(|value| !value.is_nan()) {
        let place = found.partition_point(|other| other < value);
        if found.get(place) != Some(value) {
            if found.len() == MAX_CATEGORIES {
                return None;
            }
            found.insert(place, *value);
        }
    }
    Some(found)
}

fn code(values: &[f64], value: f64) -> u8 {
    if value.is_nan() {
        return MISSING;
    }
    u8::try_from(values.partition_point(|other| *other < value)).unwrap_or(MISSING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_values_that_occur() {
        let scores =
            Scores::new(vec![vec![5.0, 1.0, f64::NAN, 3.0], vec![2.0, 2.0, 2.0, 2.0]]).unwrap();

        let categories = Categories::of(&scores).unwrap();

        assert_eq!(categories.item(0), [2, 0, MISSING, 1]);
        assert_eq!(categories.values(0), [1.0, 3.0, 5.0]);
        assert_eq!(categories.refuse_constant(), Err(Error::Constant { item: 1 }));
    }

    #[test]
    fn a_measurement_is_not_a_set_of_categories() {
        let scores = Scores::new(vec![(0..1_000_000).map(f64::from).collect()]).unwrap();

        assert_eq!(Categories::of(&scores), Err(Error::TooManyCategories { item: 0 }));
    }
}
