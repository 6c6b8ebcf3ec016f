//! A scale with its ticks, for charts of any quantity.

use crate::scale::Scale;

/// What is measured along an edge of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What is measured, in words.
    pub label: String,
    /// Where the axis begins.
    pub from: f64,
    /// Where the axis ends; beyond `from`.
    pub to: f64,
    /// Where it has a tick and a number.
    pub ticks: Vec<f64>,
    /// How many decimals its numbers have.
    pub decimals: usize,
}

impl Axis {
    /// An axis around some values: round ticks, about five of them.
    ///
    /// Numbers of 1e15 and beyond are passed over; without any left, the axis goes from 0 to 1.
    pub fn around(label: &str, values: impl IntoIterator<Item = f64>) -> Axis {
        let finite = values.into_iter().filter(|value| value.abs() < 1e15);
        let (low, high) = finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (x.min(low), x.max(high)));
        let (low, high) = match high - low {
            width if width > 0.0 => (low, high),
            _ if high.is_finite() => (low - 0.5, high + 0.5),
            _ => (0.0, 1.0),
        };
        let step = round_step((high - low) / 4.0);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let n = (last - first).clamp(1.0, 50.0);
        Axis {
            label: label.into(),
            from: first * step,
            to: (first + n) * step,
            ticks: (0..=50)
                .map(f64::from)
                .take_while(|i| *i <= n)
                .map(|i| (first + i) * step)
                .collect(),
            decimals: (0..6).find(|d| step * 10.0_f64.powi(*d) > 0.99).unwrap_or(6).unsigned_abs()
                as usize,
        }
    }

    pub(crate) fn scale(&self, start: f64, end: f64) -> Scale {
        let to = if self.to > self.from { self.to } else { self.from + 1.0 };
        Scale { from: self.from, to, start, end }
    }

    /// A number of this axis in words.
    pub(crate) fn number(&self, x: f64) -> String {
        fixed(x, self.decimals)
    }
}

/// A number with its decimals and a true minus, from a million on with an exponent; an en dash where
/// there is no number.
pub(crate) fn fixed(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return "–".into();
    }
    let digits = if x.abs() < 1e6 { format!("{x:.decimals$}") } else { format!("{x:.1e}") };
    let is_zero = digits.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_zero { digits.replace('-', "") } else { digits.replace('-', "−") }
}

/// 1, 2 or 5 times a power of ten, not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0].into_iter().map(|times| times * power).find(|step| *step >= least);
    step.unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_ticks_around_its_values() {
        let axis = Axis::around("", [0.13, 0.94, f64::NAN]);

        assert_eq!((axis.from, axis.to), (0.0, 1.0));
        assert_eq!(axis.ticks.len(), 3);
        assert_eq!(axis.number(0.5), "0.5");
    }

    #[test]
    fn an_axis_of_one_value_or_of_none_has_a_width() {
        assert!(Axis::around("", [3.0, 3.0]).to > Axis::around("", [3.0]).from);
        assert_eq!(Axis::around("", []).ticks.first(), Some(&0.0));
    }

    #[test]
    fn a_number_that_rounds_to_nought_has_no_minus() {
        assert_eq!(fixed(-0.004, 2), "0.00");
        assert_eq!(fixed(-0.014, 2), "−0.01");
    }
}
