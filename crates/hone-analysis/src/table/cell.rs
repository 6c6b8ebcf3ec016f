//! From the bytes of a cell to a number or a label.

use std::collections::HashMap;

/// What stands for 'no answer' besides an empty cell.
const ALWAYS_MISSING: [&[u8]; 5] = [b"", b"NA", b"NaN", b"nan", b"."];

/// The code of a label that is missing.
pub(crate) const NO_LABEL: u32 = u32::MAX;

/// Codes that stand for 'no answer' in a file.
///
/// Numbers among them hold in columns of numbers only: a rater 99 is somebody even where an answer of
/// 99 is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Missing {
    numbers: Vec<f64>,
    texts: Vec<Vec<u8>>,
}

impl Missing {
    pub(crate) fn new(codes: &[String]) -> Self {
        let mut missing = Self::default();
        for code in codes.iter().map(|code| code.trim()) {
            match code.parse::<f64>() {
                Ok(number) => missing.numbers.push(number),
                Err(_) => missing.texts.push(code.as_bytes().to_vec()),
            }
        }
        missing
    }

    fn is_text(&self, cell: &[u8]) -> bool {
        ALWAYS_MISSING.contains(&cell) || self.texts.iter().any(|text| text == cell)
    }

    /// The number, or `NaN` where it stands for 'no answer'.
    pub(crate) fn blank(&self, number: f64) -> f64 {
        if self.numbers.contains(&number) { f64::NAN } else { number }
    }
}

/// Why a cell is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoNumber {
    Text,
    Infinite,
    /// Beyond [`SIZES`].
    Extreme,
}

/// How large a number may be, zero aside: the methods take fourth powers and sum them.
const SIZES: std::ops::RangeInclusive<f64> = 1e-60..=1e60;

/// How the numbers of a file are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Decimal {
    #[default]
    Point,
    /// As spreadsheets write it where cells are parted by semicolons. A point is read too.
    Comma,
}

/// Reads a number; `NaN` where there is no answer.
pub(crate) fn number(cell: &[u8], missing: &Missing, decimal: Decimal) -> Result<f64, NoNumber> {
    let cell = cell.trim_ascii();
    if let [digit @ b'0'..=b'9'] = cell {
        return Ok(missing.blank(f64::from(digit - b'0')));
    }
    if missing.is_text(cell) {
        return Ok(f64::NAN);
    }
    let text = std::str::from_utf8(cell).map_err(|_| NoNumber::Text)?;
    let parsed = match decimal {
        Decimal::Comma if text.contains(',') && !text.contains('.') => {
            text.replacen(',', ".", 1).parse::<f64>()
        }
        _ => text.parse::<f64>(),
    };
    finite(parsed.map_err(|_| NoNumber::Text)?, missing)
}

/// A number as it stands in a file of typed cells.
pub(crate) fn finite(number: f64, missing: &Missing) -> Result<f64, NoNumber> {
    if number.is_infinite() {
        Err(NoNumber::Infinite)
    } else if number == 0.0 || number.is_nan() || SIZES.contains(&number.abs()) {
        Ok(missing.blank(number))
    } else {
        Err(NoNumber::Extreme)
    }
}

/// Labels of one column, numbered as they come.
#[derive(Debug, Default)]
pub(crate) struct Register {
    codes: HashMap<Box<str>, u32>,
    names: Vec<String>,
    last: Option<u32>,
}

/// Why a label cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoLabel {
    NotUtf8,
    TooMany,
}

impl Register {
    /// The code of a label; [`NO_LABEL`] where there is none.
    pub(crate) fn code(&mut self, cell: &[u8], missing: &Missing) -> Result<u32, NoLabel> {
        let cell = cell.trim_ascii();
        if missing.is_text(cell) {
            return Ok(NO_LABEL);
        }
        self.code_of(std::str::from_utf8(cell).map_err(|_| NoLabel::NotUtf8)?)
    }

    fn code_of(&mut self, label: &str) -> Result<u32, NoLabel> {
        // Most files are sorted by leader or rater.
        if let Some(last) = self.last
            && self.names[last as usize] == label
        {
            return Ok(last);
        }
        let known = self.codes.get(label).copied();
        let code = known.map_or_else(|| self.add(label), Ok)?;
        self.last = Some(code);
        Ok(code)
    }

    fn add(&mut self, label: &str) -> Result<u32, NoLabel> {
        let code = u32::try_from(self.names.len()).map_err(|_| NoLabel::TooMany)?;
        if code == NO_LABEL {
            return Err(NoLabel::TooMany);
        }
        self.codes.insert(label.into(), code);
        self.names.push(label.to_owned());
        Ok(code)
    }

    /// The labels by code.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str) -> Result<f64, NoNumber> {
        let missing = Missing::new(&["99".to_owned(), "-9".to_owned(), "n/a".to_owned()]);
        number(cell.as_bytes(), &missing, Decimal::Point)
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for (cell, value) in [("4", 4.0), (" 4.5 ", 4.5), ("-1e2", -100.0), ("+3", 3.0)] {
            assert_eq!(read(cell), Ok(value), "{cell}");
        }
        let comma = number(b"2,5", &Missing::default(), Decimal::Comma);
        assert_eq!(comma, Ok(2.5));
        assert_eq!(read("2,5"), Err(NoNumber::Text));
    }

    #[test]
    fn what_stands_for_no_answer_is_missing() {
        for cell in ["", " ", "NA", "NaN", ".", "99", "99.0", "-9", "n/a"] {
            assert!(read(cell).unwrap().is_nan(), "{cell}");
        }
    }

    #[test]
    fn text_and_the_infinite_are_no_numbers() {
        assert_eq!(read("often"), Err(NoNumber::Text));
        assert_eq!(read("1e999"), Err(NoNumber::Infinite));
        assert_eq!(read("-inf"), Err(NoNumber::Infinite));
        for cell in ["1e300", "-3e61", "2e-61", "-1e-310"] {
            assert_eq!(read(cell), Err(NoNumber::Extreme), "{cell}");
        }
        assert_eq!((read("0"), read("-0.0"), read("1e60")), (Ok(0.0), Ok(0.0), Ok(1e60)));
    }

    #[test]
    fn a_number_that_means_no_answer_is_still_a_label() {
        let missing = Missing::new(&["99".to_owned(), "none".to_owned()]);
        let mut register = Register::default();

        let codes =
            ["99", "a", "none", "a", ""].map(|cell| register.code(cell.as_bytes(), &missing));

        assert_eq!(codes, [Ok(0), Ok(1), Ok(NO_LABEL), Ok(1), Ok(NO_LABEL)]);
    }
}
