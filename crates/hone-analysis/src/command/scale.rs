//! The answers that items offer, and how people answer at random.

use std::str::FromStr;

use clap::ValueEnum;
use hone_stats::{AnswerScale, Null, Scores};

use crate::error::Error;

/// A scale as somebody wrote it: `1..5`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written(AnswerScale);

impl FromStr for Written {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ends = text
            .split_once("..")
            .and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
        let Some((low, high)) = ends else {
            return Err("write the lowest and the highest answer, as in 1..5".to_owned());
        };
        AnswerScale::new(low, high).map(Self).map_err(|error| error.to_string())
    }
}

/// A null distribution by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NullName {
    /// Each answer as often
    Uniform,
    /// A little to the high end; five answers only
    SlightSkew,
    /// To the high end; five answers only
    ModerateSkew,
    /// Far to the high end; five answers only
    HeavySkew,
    /// To the middle; five answers only
    Triangular,
    /// To the middle, as a normal distribution; five answers only
    Normal,
}

impl NullName {
    pub(crate) fn null(self) -> Null {
        match self {
            Self::Uniform => Null::Uniform,
            Self::SlightSkew => Null::SlightSkew,
            Self::ModerateSkew => Null::ModerateSkew,
            Self::HeavySkew => Null::HeavySkew,
            Self::Triangular => Null::Triangular,
            Self::Normal => Null::Normal,
        }
    }

    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// A scale and whether it was read off the answers.
pub(crate) struct Known {
    pub(crate) scale: AnswerScale,
    pub(crate) is_guessed: bool,
}

impl Known {
    pub(crate) fn text(&self) -> String {
        format!("{}..{}", self.scale.low(), self.scale.high())
    }
}

/// The scale that was written, and which holds all answers; else from the lowest to the highest.
pub(crate) fn known(written: Option<Written>, scores: &Scores) -> Result<Known, Error> {
    let answers = || scores.items().flatten().copied().filter(|answer| !answer.is_nan());
    let low = answers().fold(f64::INFINITY, f64::min);
    let high = answers().fold(f64::NEG_INFINITY, f64::max);
    if let Some(Written(scale)) = written {
        if low < scale.low() || high > scale.high() {
            let message = format!(
                "answers go from {low} to {high}, beyond the scale {}..{}",
                scale.low(),
                scale.high()
            );
            return Err(Error::data(message));
        }
        return Ok(Known { scale, is_guessed: false });
    }
    let scale = AnswerScale::new(whole(low.floor())?, whole(high.ceil())?);
    let scale = scale.map_err(|_| {
        Error::data(format!("answers go from {low} to {high}; name the scale, as in --scale 1..5"))
    })?;
    Ok(Known { scale, is_guessed: true })
}

#[expect(clippy::cast_possible_truncation, reason = "within the limits that are looked at")]
fn whole(value: f64) -> Result<i32, Error> {
    if value.abs() < 1e6 {
        Ok(value as i32)
    } else {
        Err(Error::data("answers are too large for a scale; name one, as in --scale 1..5"))
    }
}
